"""Arrow tables without pyarrow: DuckDB reads any object that gives an Arrow stream."""

from collections.abc import Iterator
from typing import Any

from graphkit.errors import UsageError

BATCH = 10_000
FLOATS = ("DOUBLE", "FLOAT")


def arrow_rows(table: Any) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """Header and rows of an Arrow table: floats as they are, all else as text, missing as None."""
    import duckdb

    connection = duckdb.connect()
    try:
        connection.register("stream", table)
        connection.execute("create table held as select * from stream")
        connection.unregister("stream")
        described = connection.execute("describe held").fetchall()
        header = [str(name) for name, *_ in described]
        chosen = ", ".join(_column(str(name), str(kind)) for name, kind, *_ in described)
        found = connection.execute(f"select {chosen} from held")
    except duckdb.Error as fault:
        connection.close()
        raise UsageError(f"the Arrow table cannot be read: {fault}") from fault
    return header, _rows(connection, found)


def _column(name: str, kind: str) -> str:
    quoted = '"' + name.replace('"', '""') + '"'
    return quoted if kind in FLOATS else f"cast({quoted} as varchar)"


def _rows(connection: Any, found: Any) -> Iterator[tuple[Any, ...]]:
    try:
        while rows := found.fetchmany(BATCH):
            yield from rows
    finally:
        connection.close()
