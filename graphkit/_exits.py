"""The ways out of a `Graph`: its tables in SQL as users see them, networkx, and queries of a user's own."""

import re
from typing import TYPE_CHECKING, Any

from graphkit._tables import KIND_NAMES, NO_TIME
from graphkit.errors import GraphkitError, UsageError

if TYPE_CHECKING:
    import networkx as nx
    import numpy as np
    import pandas as pd

    from graphkit.graph import Graph

KIND_COLUMNS = ("retweets", "quotes", "replies", "mentions", "likes")
EDGE_COLUMNS = ["source", "target", *KIND_COLUMNS, "weight", "first", "last"]
INTERACTION_COLUMNS = ["post", "time", "source", "target", "kind", "credit", "weight"]
EDGES_ORDER = "source_, target_"
INTERACTIONS_ORDER = "time nulls last, id nulls last, source_, target_ nulls last, kind, weight, post_ nulls last"
_TOKENS = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/|[();]|\$\w*\$", re.DOTALL)


def edge_rows(edges: str, people: str) -> str:
    """One row for each ordered pair that interacted, by ids; behind them the numbers that order them."""
    kinds = ", ".join(f"e.{name}" for name in KIND_COLUMNS)
    return f"""
    select s.id as source, t.id as target, {kinds}, e.weight, e.first, e.last, e.source as source_, e.target as target_
    from {edges} e join {people} s on s.person = e.source join {people} t on t.person = e.target"""


def interaction_rows(interactions: str, people: str, posts: str) -> str:
    """One row for each act and each post that names nobody, by ids; behind them the numbers that order them."""
    return f"""
    select o.id, i.time, s.id as source, t.id as target, i.kind, i.credit, i.weight,
           i.source as source_, i.target as target_, i.post as post_
    from {interactions} i join {people} s on s.person = i.source left join {people} t on t.person = i.target
    left join {posts} o on o.post = i.post
    where i.target is null or t.person is not null"""


def edge_frame(rows: "pd.DataFrame") -> "pd.DataFrame":
    """Edges as users see them, from rows of the engine."""
    frame = rows[EDGE_COLUMNS]
    counted = dict.fromkeys([*KIND_COLUMNS, "weight"], "int64")
    named = frame.astype({**counted, "source": "str", "target": "str"})
    return named.assign(first=times(frame["first"]), last=times(frame["last"]))


def interaction_frame(rows: "pd.DataFrame") -> "pd.DataFrame":
    """Interactions as users see them, from rows of the engine."""
    frame = rows.rename(columns={"id": "post"})[INTERACTION_COLUMNS]
    return frame.assign(
        time=times(frame["time"]),
        kind=frame["kind"].map(KIND_NAMES).astype("str"),
        credit=frame["credit"].astype(bool),
    )


def iso_of(microseconds: Any) -> str:
    """A time to the second, as in `2012-08-01T22:15:00Z`; microseconds since 1970, UTC."""
    import numpy as np

    return f"{np.datetime64(int(microseconds), 'us').astype('datetime64[s]')}Z"


def times(column: "pd.Series[Any]") -> "np.ndarray":
    """Microseconds since 1970, missing allowed, as datetime64[us]."""
    import numpy as np

    whole = column.astype("Int64").to_numpy(dtype="int64", na_value=NO_TIME)
    return np.asarray(whole).view("datetime64[us]")


def networkx_of(graph: "Graph", *, multi: bool, self_loops: bool) -> "nx.DiGraph[str]":
    """A DiGraph of the counted edges, or a MultiDiGraph with an edge for each kind of acts between two people."""
    import networkx as nx
    import pandas as pd

    made: Any = nx.MultiDiGraph() if multi else nx.DiGraph()
    people = graph.counts[["label", "network", "observed", "posts"]].reset_index()
    for person, label, network, observed, posts in people.itertuples(index=False):
        known = {} if pd.isna(posts) else {"posts": int(posts)}
        made.add_node(person, label=label, network=network, observed=bool(observed), **known)
    edges = graph.edges if multi else graph.edges[graph.edges["weight"] > 0]
    edges = edges if self_loops else edges[edges["source"] != edges["target"]]
    columns = ["weight", *KIND_COLUMNS]
    for source, target, *values in edges[["source", "target", *columns]].itertuples(index=False):
        counted = dict(zip(columns, map(int, values), strict=True))
        if multi:
            made.add_edges_from(_by_kind(source, target, counted))
        else:
            made.add_edge(source, target, **counted)
    return made


def _by_kind(source: str, target: str, counted: dict[str, int]) -> list[tuple[str, str, str, dict[str, Any]]]:
    """An edge for each kind of acts; its key is the kind, `weight` how many there were."""
    kinds = {"retweets": "retweet", "quotes": "quote", "replies": "reply", "mentions": "mention", "likes": "like"}
    return [
        (source, target, kind, {"kind": kind, "weight": counted[plural]})
        for plural, kind in kinds.items()
        if counted[plural]
    ]


def answer(graph: "Graph", query: str) -> "pd.DataFrame":
    """What a `select` on people, edges and interactions gives."""
    _demand_one_select(query)
    tables = graph.once("tables in sql", _told)
    named = ", ".join(f"{name} as (select * from {table})" for name, table in tables.items())
    try:
        return graph.session.fetch(f"with {named} select * from (\n{query.strip().removesuffix(';')}\n) answer")
    except GraphkitError:
        raise
    except Exception as fault:  # every engine has its own
        raise UsageError(f"the query cannot be run: {' '.join(str(fault).split())[:300]}") from fault


def _demand_one_select(query: str) -> None:
    """A query may read; UsageError for several statements, and for one that is no `select`."""
    found = _TOKENS.findall(query.strip().removesuffix(";"))
    signs = [sign for sign in found if sign in "();" or sign[0] == "$"]
    depth = 0
    for sign in signs:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth < 0 or sign == ";" or sign[0] == "$":
            break
    else:
        if depth == 0 and re.match(r"\s*\(*\s*(select|with)\b", query, re.IGNORECASE):
            return
    raise UsageError("sql takes one select on the tables people, edges and interactions, and changes nothing")


def _told(graph: "Graph") -> dict[str, str]:
    """Copies in the engine of the tables as users see them, by the names that queries use."""
    frames = graph.to_pandas()._asdict()
    made = {name: f"told_{name}{graph.suffix}" for name in frames}
    for name, frame in frames.items():
        schema = {column: column_kind(frame[column]) for column in frame.columns}
        graph.session.create(made[name], schema)
        if len(frame):
            graph.session.fill(made[name], {column: plain(frame[column], kind) for column, kind in schema.items()})
    return made


def column_kind(column: "pd.Series[Any]") -> str:
    """The SQL type of a column of a table."""
    import pandas as pd

    tests = (
        (pd.api.types.is_bool_dtype, "boolean"),
        (pd.api.types.is_integer_dtype, "bigint"),
        (pd.api.types.is_float_dtype, "double"),
        (pd.api.types.is_datetime64_any_dtype, "timestamp"),
    )
    return next((kind for test, kind in tests if test(column.dtype)), "varchar")


def plain(column: "pd.Series[Any]", kind: str) -> Any:
    """A column as an engine takes it: an array, missing values None; times may be missing as they are."""
    import numpy as np

    if kind == "timestamp":
        return column.to_numpy("datetime64[us]")
    missing = column.isna().to_numpy()
    if kind in ("boolean", "bigint", "double") and not missing.any():
        return column.to_numpy({"boolean": "bool", "bigint": "int64", "double": "float64"}[kind])
    values = np.array(column, dtype=object)
    values[missing] = None
    return values
