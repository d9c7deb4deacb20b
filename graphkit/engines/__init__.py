"""Where the queries run."""

from graphkit.engines._seam import Engine, Session, Setup
from graphkit.engines.duckdb import ENGINE as DUCKDB
from graphkit.engines.spark import ENGINE as SPARK
from graphkit.engines.spark import Spark

ENGINES = {engine.name: engine for engine in (DUCKDB, SPARK)}

__all__ = ["ENGINES", "Engine", "Session", "Setup", "Spark"]
