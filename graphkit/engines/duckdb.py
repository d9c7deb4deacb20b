"""DuckDB, embedded: the default. Larger than memory where it must be: it spills to a scratch folder."""

import re
import weakref
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graphkit._scratch import scratch_folder
from graphkit.engines._seam import Engine, Schema, Setup, Work
from graphkit.errors import GraphkitError, OutputError, UsageError

if TYPE_CHECKING:
    import pandas as pd


NO_ROOM = "the engine cannot write its temporary files; set TMPDIR to a folder with room; outputs are untouched"
FEW = 200_000
"""Up to so many rows in all, dealing them out to several threads costs more than it gives."""
LARGE = 128 << 20
"""Of so many bytes of exports tables are kept compressed: a quarter of the memory for a tenth more time."""
LEAST, MOST, PART = 128, 4096, 24
"""Where the user set no limit, so many MiB are kept in memory of large exports, or one byte in so many."""
MEMORY = re.compile(r"[1-9][0-9]{0,5}(\.[0-9]+)? ?[MG]i?B", re.IGNORECASE)


class DuckSession:
    """One in-memory database with a scratch folder of its own."""

    spreads = False

    def __init__(self, setup: Setup) -> None:
        import duckdb

        if setup.master:
            raise UsageError("--master is the address of a cluster; name the engine too: --engine spark")
        folder, remove = scratch_folder(setup.scratch or None)
        self._tidy = weakref.finalize(self, remove)
        self._connection = duckdb.connect(config={"temp_directory": str(folder), "threads": 1})
        self._rows = 0
        if setup.memory_limit:
            self._limit(setup.memory_limit)
        self._own_limit = setup.size >= LARGE and not setup.memory_limit
        if setup.size >= LARGE:
            self._connection.execute("attach ':memory:' as packed (compress)")
            self._connection.execute("use packed")
        if self._own_limit:
            self._limit(f"{min(max(LEAST, setup.size // PART >> 20), MOST)}MiB")

    def _limit(self, memory: str) -> None:
        if not MEMORY.fullmatch(memory.strip()):
            raise UsageError(f"a memory limit is written like 512MB or 4GB, not '{memory}'")
        self._connection.execute(f"set memory_limit = '{memory.strip()}'")

    def create(self, table: str, schema: Schema) -> None:
        """Make an empty table; one of that name is replaced."""
        columns = ", ".join(f"{name} {kind}" for name, kind in schema.items())
        self._connection.execute(f"create or replace table {table} ({columns})")

    def fill(self, table: str, columns: Mapping[str, Any]) -> None:
        """Append a batch of numpy columns; a single value stands for a column of it."""
        before, self._rows = self._rows, self._rows + _length(columns)
        if before < FEW <= self._rows:
            self._connection.execute("reset threads")
        arrays = {name: column for name, column in columns.items() if hasattr(column, "dtype")}
        single = [column for name, column in columns.items() if name not in arrays]
        chosen = ", ".join(name if name in arrays else "?" for name in columns)
        self._connection.register("batch", arrays)
        try:
            self._run(f"insert into {table} ({', '.join(columns)}) select {chosen} from batch", single)
        finally:
            self._connection.unregister("batch")

    def spread(self, table: str, work: Work, tasks: Sequence[bytes]) -> None:
        """Do the work here, one task after the other."""
        for task in tasks:
            for batch in work(task):
                self.fill(table, batch)

    def keep(self, name: str, query: str) -> None:
        """Run a query and keep its result as a table of that name."""
        self._run(f"create or replace table {name} as {query}")

    def fetch(self, query: str) -> "pd.DataFrame":
        """Run a query and bring its result home as a DataFrame."""
        frame: pd.DataFrame = self._run(query).df()
        return frame

    def _run(self, query: str, values: Sequence[Any] = ()) -> Any:
        """Run a query; one that fails within a limit that nobody asked for is run again without it."""
        import duckdb

        try:
            return self._connection.execute(query, values)
        except (duckdb.OutOfMemoryException, duckdb.IOException) as fault:
            if self._own_limit:
                self._own_limit = False
                self._connection.execute("reset memory_limit")
                return self._run(query, values)
            raise _refused(fault) from fault

    def close(self) -> None:
        """Close the database and remove its scratch folder."""
        self._connection.close()
        self._tidy()


def _refused(fault: Exception) -> GraphkitError:
    import duckdb

    if isinstance(fault, duckdb.OutOfMemoryException) and "temp_directory" not in str(fault):
        return UsageError("the engine needs more memory than --memory-limit allows; give it more")
    return OutputError(NO_ROOM)


def _length(columns: Mapping[str, Any]) -> int:
    return next((len(column) for column in columns.values() if hasattr(column, "dtype")), 0)


ENGINE = Engine("duckdb", "Embedded in graphkit, nothing to install or start; spills to disk.", DuckSession)
