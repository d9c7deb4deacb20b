"""Parquet: people, edges and interactions for other tools, and beside them a store that graphkit loads again.

DuckDB writes the files here, on a connection of its own: whichever engine ran the queries, rows come home in slices.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from graphkit import __version__
from graphkit import _slices as slices
from graphkit._exits import column_kind, plain
from graphkit._scratch import scratch_folder
from graphkit._store import FOLDER, LISTS, MANIFEST, TABLES, VERSION, Fates, Kept
from graphkit.errors import OutputError, UsageError
from graphkit.exports._outgoing import Outgoing

if TYPE_CHECKING:
    import pandas as pd

    from graphkit._harvest import Tally
    from graphkit.engines import Session
    from graphkit.graph import Graph

MEMORY = "1GiB"
ONLY_WHOLE = "a store holds exports whole; choose --since, --until, --kind, --person and --exclude when you read it"


def write_parquet(going: Outgoing, folder: Path) -> None:
    """Write people, edges and interactions, and the store. UsageError for a part of a graph."""
    graph = going.graph
    if graph.suffix or not going.everybody:
        raise UsageError(ONLY_WHOLE)
    with parquet_files() as write:
        write(folder / "people.parquet", kinds_of(going.people), [going.people])
        write(folder / "edges.parquet", kinds_of(slices.no_edges(graph)), going.edges())
        write(folder / "interactions.parquet", kinds_of(slices.no_interactions(graph)), going.interactions())
        (folder / FOLDER).mkdir()
        rows = {}
        for table, schema, frames in raw_tables(graph.session):
            name = TABLES[table][0] if table in TABLES else table
            rows[table] = write(folder / FOLDER / f"{name}.parquet", {"row": "bigint", **schema}, numbered(frames))
    write_manifest(folder, kept(graph, {table: number for table, number in rows.items() if number}))


def kinds_of(frame: "pd.DataFrame") -> dict[str, str]:
    """The SQL types of a table's columns."""
    return {name: column_kind(frame[name]) for name in frame.columns}


def raw_tables(session: "Session") -> "Iterator[tuple[str, Mapping[str, str], Iterator[pd.DataFrame]]]":
    """The tables that reading has filled: name, columns, rows in slices."""
    with_words = bool(len(session.fetch("select what from sought")))
    for table, (_, schema, order) in TABLES.items():
        if with_words or table not in ("wordings", "shingles"):
            yield table, schema, slices.slices(session, f"select {', '.join(schema)} from {table}", order)
    for table, schema in LISTS.items():
        columns = ", ".join(schema)
        yield table, schema, slices.slices(session, f"select {columns} from {table}", columns)


def numbered(frames: "Iterable[pd.DataFrame]") -> "Iterator[pd.DataFrame]":
    """The same with a number for each row, from 0."""
    import numpy as np

    start = 0
    for frame in frames:
        yield frame.assign(row=np.arange(start, start + len(frame)))
        start += len(frame)


def kept(graph: "Graph", rows: Mapping[str, int]) -> Kept:
    """What a store says of itself: what became of each file is as when it was read."""
    origin = graph.provenance
    return Kept(
        graphkit=__version__,
        store=VERSION,
        files=[fates(tally) for tally in origin.files],
        rows=dict(rows),
        text=bool(len(graph.session.fetch("select text from raw_posts where text is not null limit 1"))),
        copies="wordings" in rows or bool(len(graph.session.fetch("select what from sought"))),
        sources=[dict(source) for source in origin.sources],
        refused=list(origin.refused),
        passed_over=origin.passed_over,
    )


def fates(tally: "Tally") -> Fates:
    """A tally as a store keeps it."""
    return Fates(**{name: getattr(tally, name) for name in Fates.__struct_fields__})


def write_manifest(folder: Path, said: Kept) -> None:
    """Write store.json."""
    text = json.dumps(msgspec.to_builtins(said), indent=1, ensure_ascii=True)
    (folder / MANIFEST).write_text(f"{text}\n", encoding="utf-8", newline="\n")


@contextmanager
def parquet_files() -> Iterator[Any]:
    """Give a function (path, schema, frames) that writes a Parquet file and tells how many rows it has."""
    import duckdb

    scratch, remove = scratch_folder()
    config: dict[str, Any] = {"temp_directory": str(scratch), "memory_limit": MEMORY, "threads": "1"}
    connection = duckdb.connect(config=config)

    def write(path: Path, schema: Mapping[str, str], frames: "Iterable[pd.DataFrame]") -> int:
        columns = ", ".join(f'"{name}" {kind}' for name, kind in schema.items())
        connection.execute(f"create or replace table held ({columns})")
        number = 0
        for frame in frames:
            connection.register("slice", {name: plain(frame[name], kind) for name, kind in schema.items()})
            names = ", ".join(f'"{name}"' for name in schema)
            connection.execute(f"insert into held ({names}) select {names} from slice")
            connection.unregister("slice")
            number += len(frame)
        place = str(path).replace("'", "''")
        connection.execute(f"copy held to '{place}' (format parquet, compression zstd)")
        connection.execute("drop table held")
        return number

    try:
        yield write
    except (duckdb.IOException, duckdb.OutOfMemoryException) as fault:
        raise OutputError(f"Parquet files cannot be written: {str(fault).partition(chr(10))[0][:200]}") from fault
    finally:
        connection.close()
        remove()
