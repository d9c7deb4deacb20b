"""Tables of a graph that may be larger than memory, some thousand rows at a time."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from graphkit import _exits as exits
from graphkit.graph import Graph, suffixes

if TYPE_CHECKING:
    import pandas as pd

    from graphkit.engines import Session

AT_ONCE = 50_000
"""Rows that come home at a time."""


def slices(session: "Session", query: str, order: str) -> "Iterator[pd.DataFrame]":
    """What a query gives, in an order, in DataFrames of some thousand rows; none where it gives no row.

    The engine keeps the ordered rows until the last of them is taken.
    """
    name = f"slices_{next(suffixes)}"
    session.keep(name, f"select row_number() over (order by {order}) as row_, q.* from ({query}) q")
    rows = int(session.fetch(f"select count(*) as rows from {name}")["rows"].iloc[0])
    for start in range(0, rows, AT_ONCE):
        condition = f"row_ > {start} and row_ <= {start + AT_ONCE}"
        yield session.fetch(f"select * from {name} where {condition} order by row_").drop(columns="row_")
    session.keep(name, "select 0 as row_")


def edges(graph: Graph) -> "Iterator[pd.DataFrame]":
    """`Graph.edges` in slices."""
    query = exits.edge_rows(graph.table("edges"), graph.table("people"))
    yield from map(exits.edge_frame, slices(graph.session, query, exits.EDGES_ORDER))


def interactions(graph: Graph) -> "Iterator[pd.DataFrame]":
    """`Graph.interactions` in slices."""
    query = exits.interaction_rows(*map(graph.table, ("interactions", "people", "posts")))
    yield from map(exits.interaction_frame, slices(graph.session, query, exits.INTERACTIONS_ORDER))


def no_edges(graph: Graph) -> "pd.DataFrame":
    """`Graph.edges` without its rows: the columns and what they hold."""
    query = exits.edge_rows(graph.table("edges"), graph.table("people"))
    return exits.edge_frame(graph.session.fetch(f"{query} limit 0"))


def no_interactions(graph: Graph) -> "pd.DataFrame":
    """`Graph.interactions` without its rows."""
    query = exits.interaction_rows(*map(graph.table, ("interactions", "people", "posts")))
    return exits.interaction_frame(graph.session.fetch(f"{query} limit 0"))
