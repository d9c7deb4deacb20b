"""Beyond the ties that fit in arrays: the same sums by the engine, in rounds of SQL."""

from typing import TYPE_CHECKING

from graphkit._strongest import degrees as degrees_query
from graphkit._strongest import loop_free

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from graphkit.graph import Graph

FAR = "the export has more ties than fit in memory, and this person is not among the strongest, whose ties do"
NOT_SPREAD = "the export has more ties than fit in memory"


def degrees(graph: "Graph") -> "pd.DataFrame":
    """One row a person, as in `Graph.counts`: degrees, strengths, `most` and `spread`, counted by the engine."""
    found: pd.DataFrame = graph.once("degrees", _degrees)
    return found


def _degrees(graph: "Graph") -> "pd.DataFrame":
    found = graph.session.fetch(degrees_query(graph.table("edges"))).set_index("person")
    frame = found.reindex(graph.counts["person"].to_numpy("int64"), fill_value=0)
    frame.index = graph.counts.index
    return frame


def pull(edges: str, damping: float) -> str:
    """One row a tie: the part of the source's rank that goes to the target."""
    return f"""
    select t.source, t.target, cast(t.weight as double) * {damping:e} / s.strength as pull
    from ({loop_free(edges)}) t
    join (select source, sum(weight) as strength from ({loop_free(edges)}) given group by source) s
      on s.source = t.source"""


def pulled(people: str, pull_table: str, ranks_table: str) -> str:
    """One round, y = 1 + α·Pᵀy."""
    return f"""
    select p.person, {1:e} + coalesce(g.got, {0:e}) as score from {people} p left join (
        select l.target, sum(l.pull * r.score) as got from {pull_table} l
        join {ranks_table} r on r.person = l.source group by l.target) g on g.target = p.person"""


def ranks(graph: "Graph", *, damping: float, tolerance: float) -> "np.ndarray":
    """PageRank in rounds, for the people of `Graph.counts` in their order: the same sums as on arrays.

    Each round is kept, so a cluster may lose a worker between two; they end when all scores together grow by less
    than `tolerance` of what is still to come.
    """
    keep, fetch, table = graph.session.keep, graph.session.fetch, graph.table
    keep(table("pull"), pull(table("edges"), damping))
    keep(table("scores"), f"select person, {1:e} as score from {table('people')}")
    before, total = 0.0, float(len(graph.counts))
    while total - before > tolerance * total * (1 - damping):
        keep(table("scores"), pulled(table("people"), table("pull"), table("scores")))
        before, total = total, float(fetch(f"select sum(score) as total from {table('scores')}")["total"].iloc[0])
    scores = fetch(f"select person, score from {table('scores')} order by person")["score"].to_numpy(float)
    rank: np.ndarray = scores / scores.sum()
    return rank
