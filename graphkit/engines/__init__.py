"""Where the queries run."""

from graphkit import plugins
from graphkit.engines._seam import Engine, Session, Setup
from graphkit.engines.duckdb import ENGINE as DUCKDB
from graphkit.engines.spark import ENGINE as SPARK
from graphkit.engines.spark import Spark
from graphkit.errors import UsageError

ENGINES = {engine.name: engine for engine in (DUCKDB, SPARK)}
"""The engines there are, by name."""


def engine_named(name: str) -> Engine:
    """The engine of that name, ours or a plug-in's. Raises UsageError where there is none."""
    engine = ENGINES.get(name) or plugins.named("engines", name)
    if isinstance(engine, Engine):
        return engine
    if engine is not None:
        raise UsageError(f"the plug-in '{name}' is no Engine but a {type(engine).__name__}")
    raise UsageError(f"no engine is called '{name}'; there are {', '.join(ENGINES)}")


__all__ = ["ENGINES", "Engine", "Session", "Setup", "Spark", "engine_named"]
