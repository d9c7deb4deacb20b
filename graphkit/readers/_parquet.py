"""Parquet files as rows of text. DuckDB reads them here as a parser of files, not as an engine of queries.

The connection is one of its own, in memory: it may open one file and nothing else, loads no extensions, and its
settings are locked before the file is touched. Ids are cast to text where they are whole numbers, never through floats.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any

from graphkit.readers._csv import MOST_COLUMNS, Row
from graphkit.readers._faults import FileFault
from graphkit.readers._reader import Member
from graphkit.readers._spool import on_disk
from graphkit.readers._xlsx import number

if TYPE_CHECKING:
    import duckdb

MAGIC = b"PAR1"
BATCH = 500
VECTORS = 120
"""So many times 2,048 rows come together in columns."""
AS_TEXT, NUMBERED, IN_ORDER = "binary_as_string=true", "file_row_number=true", "order by file_row_number"
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "memory_limit": "200MiB",
    "threads": "1",
    "temp_directory": "",
}


class Parquet:
    """An open Parquet file: its columns, and its rows."""

    def __init__(self, member: Member) -> None:
        import duckdb

        self._error = duckdb.Error
        self._close = ExitStack()
        try:
            self._path = str(on_disk(member.open, self._close).resolve())
            self._connection = self._close.enter_context(reading([self._path]))
            told = self._connection.execute(
                "describe select * from read_parquet(?, binary_as_string=true)", [self._path]
            )
            self._columns: list[tuple[str, str]] = [(row[0], row[1]) for row in told.fetchmany(MOST_COLUMNS)]
        except (duckdb.Error, OSError) as error:
            self._close.close()
            raise FileFault("table.damaged", f"the Parquet file cannot be read ({_first_line(error)})") from error
        self.header = [name for name, _ in self._columns]
        self.kinds = [kind for _, kind in self._columns]
        self.quoted = [_quoted(name) for name in self.header]

    def close(self) -> None:
        """Close the connection, and remove the copy if one was made."""
        self._close.close()

    def rows(self, lines: Sequence[int] | None = None) -> Iterator[Row]:
        """The rows, numbered from 1, every value as text; all, or those of some lines in rising order."""
        query = f"select {', '.join(f'cast({name} as varchar)' for name in self.quoted)} from read_parquet(?, {AS_TEXT}"
        inexact = [place for place, kind in enumerate(self.kinds) if kind in ("DOUBLE", "FLOAT")]
        numbers = count(1) if lines is None else iter(lines)
        which = ")" if lines is None else f", {NUMBERED}) where file_row_number + 1 in (select unnest(?)) {IN_ORDER}"
        with self._faults():
            found = self._connection.execute(query + which, [self._path, *([] if lines is None else [lines])])
            while batch := found.fetchmany(BATCH):
                for values in batch:
                    cells = [value or "" for value in values]
                    for place in inexact:
                        cells[place] = number(cells[place])
                    yield next(numbers), cells

    def batches(self, chosen: Mapping[str, str], begun: int) -> Iterator[dict[str, Any]]:
        """Expressions over the rows behind the first `begun`, as numpy columns, some thousand rows at a time."""
        wanted = ", ".join(f"{expression} as {name}" for name, expression in chosen.items())
        query = f"select {wanted} from read_parquet(?, {AS_TEXT}, {NUMBERED}) where file_row_number >= {begun}"
        with self._faults():
            found = self._connection.execute(query, [self._path])
            while len(frame := found.fetch_df_chunk(VECTORS)):
                yield {name: frame[name].to_numpy() for name in chosen}

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except (self._error, UnicodeDecodeError) as error:
            reason = f"the Parquet file cannot be read to its end ({_first_line(error)})"
            raise FileFault("table.damaged", reason) from error


def reading(paths: Sequence[str]) -> "closing[duckdb.DuckDBPyConnection]":
    """A connection that may open these files and nothing else."""
    import duckdb

    connection = duckdb.connect(":memory:", config=SETTINGS)
    allowed = ", ".join(f"'{path.replace(chr(39), chr(39) * 2)}'" for path in paths)
    for setting in (
        "set TimeZone = 'UTC'",
        f"set allowed_paths = [{allowed}]",
        "set enable_external_access = false",
        "set lock_configuration = true",
    ):
        connection.execute(setting)
    return closing(connection)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _first_line(error: Exception) -> str:
    """What a library says of a fault, without the path it says it of."""
    return str(error).partition("\n")[0].partition(" '/")[0][:120]
