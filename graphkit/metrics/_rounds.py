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


def pulled(people_pulled: str, pull_table: str, scale: float) -> str:
    """One round from the one before: `got` = α·Pᵀy of y = 1 + scale · `got`, and how far 1 + `got` is from y."""
    scores = f"select person, {1:e} + {scale:.17e} * got as score from {people_pulled}"
    return f"""
    select r.person, coalesce(g.got, {0:e}) as got, abs({1:e} + coalesce(g.got, {0:e}) - r.score) as step
    from ({scores}) r left join (
        select l.target, sum(l.pull * s.score) as got from {pull_table} l
        join ({scores}) s on s.person = l.source group by l.target) g on g.target = r.person"""


def ranks(graph: "Graph", *, damping: float, tolerance: float) -> "np.ndarray":
    """PageRank in rounds, for the people of `Graph.counts` in their order: what y = 1 + α·Pᵀy comes to, as on arrays.

    Before each round y is scaled so that Σy = n + Σα·Pᵀy holds already: what all scores have in common grows by α a
    round, 130 of them, and what they differ in by less. Each round is kept, so a cluster may lose a worker between two.
    They end when y is within `tolerance` of the solution, by Σ|1 + α·Pᵀy - y| / (1 - α) as a share of Σy.
    """
    keep, fetch, pulls, scores = graph.session.keep, graph.session.fetch, graph.table("pull"), graph.table("scores")
    keep(pulls, pull(graph.table("edges"), damping))
    keep(scores, f"select person, {0:e} as got from {graph.table('people')}")
    people = float(len(graph.counts))
    scale, total, step = 1.0, people, people
    while step > tolerance * total * (1 - damping):
        keep(scores, pulled(scores, pulls, scale))
        sums = fetch(f"select sum(got) as got, sum(step) as step from {scores}").iloc[0]
        got, step = float(sums["got"]), float(sums["step"])
        scale = people / (total - got)
        total = people + scale * got
    found = 1 + scale * fetch(f"select got from {scores} order by person")["got"].to_numpy(float)
    rank: np.ndarray = found / found.sum()
    return rank
