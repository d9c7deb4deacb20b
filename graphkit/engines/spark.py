"""Spark: for exports that outgrow one machine. The queries are those of DuckDB; what is kept lies in Parquet files.

Results between steps go to `scratch`, a folder that every worker can reach, so that a worker may be lost in the middle.
"""

import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from graphkit.engines import _cluster as cluster
from graphkit.engines._seam import Engine, Schema, Session, Setup, Work

if TYPE_CHECKING:
    import pandas as pd

ABOUT = "Beyond one machine: a cluster's Spark, or what speaks Spark Connect; needs graphkit-social[spark]."
AT_ONCE = 200_000
"""Rows that are handed to Spark together."""
MOST_PARTS = 10_000
"""Tasks are dealt out in at most so many parts."""
SMALL = 2_000
"""A table of so few rows is part of the queries that read it."""
SAID = {"varchar": "string"}
LEAST = str(-(2**63))
LEAST_SAID = f"(-{2**63 - 1} - 1)"
"""The smallest bigint as every Spark reads it: some take the number itself for a decimal."""


class SparkSession:
    """Tables of graphkit in a Spark session, as views of Parquet files."""

    spreads = True

    def __init__(self, session: Any, folder: str, remove: Any, *, ours: bool) -> None:
        self._session = session
        self._folder, self._remove = folder, remove
        self._tidy = weakref.finalize(self, remove, folder)
        self._ours = ours
        self._classic = type(session).__module__ == "pyspark.sql.session"
        self._numbers = count()
        self._schemas: dict[str, Schema] = {}
        self._waiting: dict[str, list[Any]] = {}
        self._files: dict[str, list[str]] = {}
        self._unseen: set[str] = set()

    def create(self, table: str, schema: Schema) -> None:
        """Make an empty table; one of that name is replaced."""
        self._forget(table)
        self._schemas[table], self._waiting[table], self._files[table] = schema, [], []
        self._unseen.add(table)

    def fill(self, table: str, columns: Mapping[str, Any]) -> None:
        """Append a batch of numpy columns; a single value stands for a column of it."""
        self._waiting[table].append(_arrow(columns, self._schemas[table]))
        self._unseen.add(table)
        if sum(batch.num_rows for batch in self._waiting[table]) >= AT_ONCE:
            self._write(table)

    def spread(self, table: str, work: Work, tasks: Sequence[bytes]) -> None:
        """Append the batches that `work` gives for each task, on whichever worker Spark chooses."""
        import pyarrow as pa

        if not tasks:
            return
        schema, file = self._schemas[table], self._new(table)
        dealt = pa.table({"number": list(range(len(tasks))), "task": pa.array(tasks, pa.binary())})
        parts = min(len(tasks), MOST_PARTS)
        with cluster.told():
            found = self._session.createDataFrame(dealt).repartitionByRange(parts, "number")
            found.mapInArrow(_working(work, schema), _said(schema)).write.parquet(file)
        self._files[table].append(file)
        self._unseen.add(table)

    def keep(self, name: str, query: str) -> None:
        """Run a query and keep its result as a table of that name, in files."""
        file = self._new(name)
        with cluster.told():
            found = self._query(query)
            found.write.parquet(file)
            self._kept(file, found).createOrReplaceTempView(name)
        self._forget(name)
        self._files[name] = [file]

    def _kept(self, file: str, found: Any) -> Any:
        """What was written; a classic session is told the columns, and opens no file to find out."""
        if self._classic:
            return self._session.read.schema(found.schema).parquet(file)
        kept = self._session.read.parquet(file)
        return kept if kept.columns else self._session.createDataFrame([], found.schema)  # no rows, no file

    def fetch(self, query: str) -> "pd.DataFrame":
        """Run a query and bring its result home as a DataFrame."""
        import duckdb

        with cluster.told():
            found = self._query(query).toArrow()
        whole = found.cast(_whole_numbers(found.schema))
        with duckdb.connect() as home:  # so that missing values are those of the other engine
            frame: pd.DataFrame = home.register("found", whole).execute("from found").df()
        return frame

    def close(self) -> None:
        """Drop the tables and remove their files; a session of ours ends."""
        with cluster.quiet(), suppress(Exception):  # a session that is gone has no tables any more
            for name in set(self._files) - self._unseen:
                self._session.catalog.dropTempView(name)
            if self._ours:
                self._session.stop()
        self._tidy()

    def _query(self, query: str) -> Any:
        for table in sorted(self._unseen):
            self._show(table)
        self._unseen.clear()
        return self._session.sql(query.replace(LEAST, LEAST_SAID))

    def _show(self, table: str) -> None:
        """Make what was filled in so far a view."""
        if sum(batch.num_rows for batch in self._waiting[table]) > SMALL:
            self._write(table)
        waiting, files, schema = self._waiting[table], self._files[table], self._schemas[table]
        parts = [self._session.read.schema(_said(schema)).parquet(*files)] if files else []
        parts += [self._session.createDataFrame(_table(waiting, schema))] if waiting else []
        nothing = ", ".join(f"cast(null as {SAID.get(kind, kind)}) as {name}" for name, kind in schema.items())
        view = parts[0] if parts else self._session.sql(f"select {nothing} where false")
        for part in parts[1:]:
            view = view.unionByName(part)
        view.createOrReplaceTempView(table)

    def _write(self, table: str) -> None:
        file = self._new(table)
        with cluster.told():
            rows = _table(self._waiting[table], self._schemas[table])
            self._session.createDataFrame(rows).write.parquet(file)
        self._files[table].append(file)
        self._waiting[table] = []

    def _new(self, table: str) -> str:
        return f"{self._folder}/{table}-{next(self._numbers)}"

    def _forget(self, table: str) -> None:
        """Remove the files of a table that is replaced."""
        for file in self._files.pop(table, ()):
            self._remove(file)
        self._schemas.pop(table, None)
        self._waiting.pop(table, None)
        self._unseen.discard(table)


def _said(schema: Schema) -> str:
    """The columns of a table as Spark writes them; where they are known it need not open files to find out."""
    return ", ".join(f"{name} {SAID.get(kind, kind)}" for name, kind in schema.items())


def _working(work: Work, schema: Schema) -> Callable[[Iterable[Any]], Iterator[Any]]:
    """What each worker runs: from the Arrow batches of tasks to those of rows."""

    def worked(batches: Iterable[Any]) -> Iterator[Any]:
        for batch in batches:
            for task in batch.column("task").to_pylist():
                for columns in work(task):
                    yield _arrow(columns, schema)

    return worked


def _types() -> dict[str, Any]:
    import pyarrow as pa

    names = {"bigint": pa.int64(), "int": pa.int32(), "tinyint": pa.int8()}
    return names | {"boolean": pa.bool_(), "double": pa.float64(), "varchar": pa.string()}


def _arrow(columns: Mapping[str, Any], schema: Schema) -> Any:
    """A batch as Arrow; a missing column of the schema is null."""
    import pyarrow as pa

    types = _types()
    rows = next(len(column) for column in columns.values() if hasattr(column, "dtype"))
    arrays = [_array(columns.get(name), types[kind], rows) for name, kind in schema.items()]
    return pa.record_batch(arrays, names=list(schema))


def _array(column: Any, kind: Any, rows: int) -> Any:
    import pyarrow as pa

    if not hasattr(column, "dtype"):
        return pa.repeat(pa.scalar(column, kind), rows)
    if column.dtype == object:
        return pa.array(column.tolist(), kind)
    return pa.array(column).cast(kind)


def _table(batches: list[Any], schema: Schema) -> Any:
    import pyarrow as pa

    types = _types()
    return pa.Table.from_batches(batches, pa.schema([(name, types[kind]) for name, kind in schema.items()]))


def _whole_numbers(schema: Any) -> Any:
    """Integers of one size: engines differ in which they choose."""
    import pyarrow as pa

    fields = [field.with_type(pa.int64()) if pa.types.is_integer(field.type) else field for field in schema]
    return pa.schema([field.with_nullable(True) for field in fields])


@dataclass(frozen=True)
class Spark:
    """A Spark session of the user's as the engine: `gk.load(…, engine=gk.engines.Spark(session, scratch=…))`.

    `scratch` is a folder for results between steps that every worker can reach, as a path or an address that the
    cluster knows (`s3a://…`, `hdfs://…`); it may be left out where the session works on this machine. Names and
    settings of the session stay as they are, and it stays open.
    """

    session: Any
    scratch: str = ""

    def open(self, setup: Setup) -> Session:
        """Tables beside those of the user's session."""
        where = self.scratch or setup.scratch
        return _opened(cluster.apart(self.session), where, cluster.master_of(self.session), ours=False)


def _opened(session: Any, scratch: str, master: str, *, ours: bool) -> SparkSession:
    folder, remove = cluster.place(scratch, master, session)
    try:
        if not master.startswith("local"):
            cluster.demand_shared(session, folder, scratch)
    except BaseException:
        remove(folder)
        raise
    return SparkSession(session, folder, remove, ours=ours)


def _at_master(setup: Setup) -> Session:
    session = cluster.connected(setup)
    session.conf.set("spark.sql.session.timeZone", "UTC")
    try:
        return _opened(session, setup.scratch, setup.master or "local[*]", ours=True)
    except BaseException:
        session.stop()
        raise


ENGINE = Engine("spark", ABOUT, _at_master)
