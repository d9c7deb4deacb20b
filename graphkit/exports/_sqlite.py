"""A SQLite database, as Datasette and any SQL tool open it: people, edges, interactions, and what columns mean."""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphkit import __version__
from graphkit._columns import meaning
from graphkit._exits import column_kind
from graphkit._slices import no_edges, no_interactions
from graphkit.errors import OutputError
from graphkit.exports._csv import iso_times
from graphkit.exports._outgoing import Outgoing

if TYPE_CHECKING:
    import pandas as pd

TYPES = {"boolean": "integer", "bigint": "integer", "double": "real", "timestamp": "text", "varchar": "text"}
_REFERS = "references people (id)"
_EXTRA = {
    ("people", "id"): "primary key",
    ("edges", "source"): _REFERS,
    ("edges", "target"): _REFERS,
    ("interactions", "source"): _REFERS,
    ("interactions", "target"): _REFERS,
}
_BEHIND = """
create unique index edges_by_source on edges (source, target);
create index edges_by_target on edges (target);
create index interactions_by_source on interactions (source);
create index interactions_by_target on interactions (target);
create index interactions_by_time on interactions (time);
create view named_edges as
    select s.label as source_label, t.label as target_label, e.*
    from edges e join people s on s.id = e.source join people t on t.id = e.target;
create view returned_edges as
    select e.source, e.target, e.weight as given, b.weight as received
    from edges e join edges b on b.source = e.target and b.target = e.source
    where e.source < e.target and e.weight > 0 and b.weight > 0;
create view posts_that_name_nobody as
    select post, time, source from interactions where kind = 'post';
"""


def write_sqlite(going: Outgoing, path: Path) -> None:
    """Write the tables with keys, indices and views; times are ISO in UTC, booleans 0 and 1, missing values NULL."""
    graph = going.graph
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            database.executescript("pragma journal_mode = off; pragma synchronous = off")
            database.execute("begin")
            _fill(database, "people", [going.people], going.people)
            _fill(database, "edges", going.edges(), no_edges(graph))
            _fill(database, "interactions", going.interactions(), no_interactions(graph))
            _tell(database, going)
            database.execute("commit")
            database.executescript(_BEHIND)
    except sqlite3.OperationalError as fault:
        raise OutputError(f"{path}: cannot be written: {fault}") from fault


def _fill(database: sqlite3.Connection, table: str, frames: "Iterable[pd.DataFrame]", like: "pd.DataFrame") -> None:
    kinds = {name: column_kind(like[name]) for name in like.columns}
    columns = ", ".join(
        f"{_quoted(name)} {TYPES[kind]} {_EXTRA.get((table, name), '')}" for name, kind in kinds.items()
    )
    database.execute(f"create table {table} ({columns})")
    places = ", ".join("?" * len(kinds))
    for frame in frames:
        values = [_values(frame[name], kind) for name, kind in kinds.items()]
        database.executemany(f"insert into {table} values ({places})", zip(*values, strict=True))


def _values(column: "pd.Series[Any]", kind: str) -> list[Any]:
    """A column as SQLite takes it; a text that is no Unicode keeps what is."""
    import numpy as np

    if kind == "timestamp":
        return [str(time) or None for time in iso_times(column.to_numpy())]
    values = np.array(column, dtype=object)
    values[column.isna().to_numpy()] = None
    if kind == "varchar":
        return [value if value is None else value.encode("utf-8", "replace").decode() for value in values]
    return [int(value) if kind == "boolean" else value for value in values.tolist()]


def _tell(database: sqlite3.Connection, going: Outgoing) -> None:
    """What each column means, and what the graph is made of."""
    database.execute("create table meanings (table_name text, column_name text, meaning text)")
    for table in ("people", "edges", "interactions"):
        names = [row[1] for row in database.execute(f"pragma table_info({table})")]
        rows = [(table, name, meaning(name)) for name in names]
        database.executemany("insert into meanings values (?, ?, ?)", rows)
    database.execute("create table about (name text primary key, value text)")
    told = {"graphkit": __version__, **going.graph.about}
    said = [(name, value if isinstance(value, str) else json.dumps(value)) for name, value in told.items()]
    database.executemany("insert into about values (?, ?)", said)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
