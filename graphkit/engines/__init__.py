"""Where the queries run."""

from graphkit.engines._seam import Engine, Session
from graphkit.engines.duckdb import ENGINE as DUCKDB

ENGINES = {engine.name: engine for engine in (DUCKDB,)}

__all__ = ["ENGINES", "Engine", "Session"]
