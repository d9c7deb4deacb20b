"""Where a person stands in the graph of everyone, without self-loops.

Everything runs on the counted edges as sparse arrays: they are far fewer than the posts.
"""

from typing import TYPE_CHECKING, Any, TypeVar

from graphkit.metrics._balls import counted_harmonic, exact_harmonic
from graphkit.metrics._brandes import sampled_betweenness
from graphkit.metrics._peel import core_numbers
from graphkit.metrics._reasons import NO_TIES, UNSEEN, together
from graphkit.metrics._rounds import FAR, degrees, ranks

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from graphkit.graph import Graph

Values = TypeVar("Values", bound="pd.Series[Any] | pd.DataFrame")
DAMPING = 0.85
TOLERANCE = 1e-10
ONE_SIDE = "fewer than two people's posts are in the export: it would only mirror one person's habits"
EXACT_WORK = 200_000_000
"""People who act times ties up to which betweenness and harmonic centrality are exact."""
PIVOTS = 256
HITS_TOLERANCE, HITS_ROUNDS = 1e-12, 1_000


def in_degree(graph: "Graph") -> "pd.Series":
    """Number of other people who act towards a person (retweet, quote, reply, mention)."""
    return _received(graph, _counted(graph, "in_degree"), "in_degree")


def out_degree(graph: "Graph") -> "pd.Series":
    """Number of other people a person acts towards; missing where their own posts are not in the export."""
    return _sent(graph, _counted(graph, "out_degree"), "out_degree")


def in_strength(graph: "Graph") -> "pd.Series":
    """Number of acts of others towards a person."""
    return _received(graph, _counted(graph, "in_strength"), "in_strength")


def out_strength(graph: "Graph") -> "pd.Series":
    """Number of a person's acts towards others; missing where their own posts are not in the export."""
    return _sent(graph, _counted(graph, "out_strength"), "out_strength")


def _counted(graph: "Graph", name: str) -> "np.ndarray":
    """A degree or strength by its name, of everyone."""
    if graph.strongest is not None:
        return degrees(graph)[name].to_numpy("int64")
    acts: Any = graph.matrix()
    counted: np.ndarray = (acts if name.endswith("strength") else acts > 0).sum(axis=int(name.startswith("out")))
    return counted


def pagerank(graph: "Graph") -> "pd.Series":
    """PageRank on weighted ties: α = 0.85, dangling mass spread evenly, tolerance 1e-10; sums to 1.

    Equals networkx.pagerank within 1e-8. Source: S. Brin and L. Page (1998). Iterated without a dangling
    term, y = 1 + α·Pᵀy from y = 1, then divided by its sum: the same vector. Beyond the ties that fit in arrays
    (`--array-edges`) the engine makes the same rounds, equal within 1e-9.
    """
    import numpy as np

    people = len(graph.counts)
    if people == 0 or not two_sides(graph):
        return _floats(graph, np.full(people, np.nan), "pagerank")
    if graph.strongest is not None:
        return _floats(graph, ranks(graph, damping=DAMPING, tolerance=TOLERANCE), "pagerank")
    weights = graph.matrix().astype(float)
    strength = weights.sum(axis=1)
    scale = np.divide(DAMPING, strength, out=np.zeros(people), where=strength > 0)
    pull = weights.multiply(scale[:, None]).T.tocsr()
    rank: Any = np.ones(people)
    step: Any = rank
    while step.sum() > TOLERANCE * rank.sum() * (1 - DAMPING):
        step = pull @ step
        rank = rank + step
    return _floats(graph, rank / rank.sum(), "pagerank")


def betweenness(graph: "Graph") -> "pd.DataFrame":
    """Share of shortest directed paths between others that pass through a person (unweighted, normalised).

    Exact up to 200 million acting people x ties, equal to networkx.betweenness_centrality; above that from 256
    seeded pivots, with `betweenness_se`, the standard error of the estimate (0 where exact).
    Source: U. Brandes, A faster algorithm for betweenness centrality (2001).
    """
    import numpy as np
    import pandas as pd

    ties = graph.matrix() > 0
    people = ties.shape[0]
    if not two_sides(graph):
        value = error = np.full(people, np.nan)
    else:
        senders = int((ties.sum(axis=1) > 0).sum())
        pivots = people if senders * ties.nnz <= EXACT_WORK else PIVOTS
        value, error = sampled_betweenness(ties.astype(float), pivots=pivots, seed=graph.rules.seed)
    return among(graph, pd.DataFrame({"betweenness": value, "betweenness_se": error}, index=graph.counts.index))


def harmonic(graph: "Graph") -> "pd.DataFrame":
    """Σ 1 / d(j, i) over everyone j whose acts lead to i, d being the fewest steps from j to i (unweighted).

    Like closeness, but whoever cannot reach i adds 0. Exact up to 200 million people x ties, equal to
    networkx.harmonic_centrality; above that those one step away are counted and the farther ones estimated by
    seeded counters, with `harmonic_se`, the standard error (13 % of the estimated part; 0 where exact). Whoever
    is more than 256 steps away counts as out of reach.
    Sources: P. Boldi and S. Vigna, Axioms for centrality (2014), and HyperBall (2013).
    """
    import numpy as np
    import pandas as pd

    ties = graph.matrix() > 0
    people = ties.shape[0]
    if not two_sides(graph):
        value = error = np.full(people, np.nan)
    elif people * ties.nnz <= EXACT_WORK:
        value, error = exact_harmonic(ties), np.zeros(people)
    else:
        value, error = counted_harmonic(ties, seed=graph.rules.seed)
    return among(graph, pd.DataFrame({"harmonic": value, "harmonic_se": error}, index=graph.counts.index))


def hub(graph: "Graph") -> "pd.Series":
    """HITS hub score: high for who acts often towards people with a high authority; sums to 1 over everyone.

    h = W a with `authority` a. Missing where a person's own posts are not in the export.
    """
    scores = graph.once("hits", _hits)[0]
    return among(graph, _floats(graph, scores, "hub").where(graph.counts["observed"]))


def authority(graph: "Graph") -> "pd.Series":
    """HITS authority score: high for whom people with a high hub score act towards often; sums to 1.

    The leading eigenvector of WᵀW, W the acts, by power iteration from equal scores to 1e-12: equals networkx.hits
    where that vector is unique. It is not where several separate groups are equally strong: their members then share
    the scores, where networkx picks a group. Where groups are nearly so, they share them after 1,000 rounds.
    Source: J. Kleinberg, Authoritative sources in a hyperlinked environment (1999).
    """
    return among(graph, _floats(graph, graph.once("hits", _hits)[1], "authority"))


def _hits(graph: "Graph") -> "tuple[np.ndarray, np.ndarray]":
    """Hub and authority scores; nan where there is no tie or only one side is known."""
    import numpy as np

    acts = graph.matrix().astype(float)
    people = acts.shape[0]
    if not acts.nnz or not two_sides(graph):
        return np.full(people, np.nan), np.full(people, np.nan)
    back = acts.T.tocsr()
    score: Any = np.full(people, 1 / people)
    for _ in range(HITS_ROUNDS):
        pulled = back @ (acts @ score)
        pulled /= pulled.sum()
        moved = np.abs(pulled - score).sum()
        score = pulled
        if moved < HITS_TOLERANCE:
            break
    hubs = acts @ score
    return hubs / hubs.sum(), score


def core(graph: "Graph") -> "pd.Series":
    """Core number: the largest k for which a person is in a part of the graph where everyone has k neighbours.

    On the undirected graph; 0 without ties. Equals networkx.core_number. Source: S. Seidman (1983).
    """
    import pandas as pd

    ties = graph.matrix()
    found = pd.Series(core_numbers((ties + ties.T).tocsr()), index=graph.counts.index, name="core").astype("Int64")
    return among(graph, found)


def centrality_reason(graph: "Graph") -> "pd.Series":
    """Why a centrality is missing: only one person's side is in the export, not this person's, or no ties."""
    import pandas as pd

    index = graph.counts.index
    alone = (_counted(graph, "in_degree") == 0) & (_counted(graph, "out_degree") == 0)
    far = compared(graph) == 0
    if not two_sides(graph):
        parts = [(alone | True, ONE_SIDE), (alone, f"community: {NO_TIES}")]
    else:
        unseen = ~graph.counts["observed"].to_numpy(bool)
        without = "hub, authority, community" if alone.all() else "community"
        parts = [(unseen, f"out_degree, out_strength, hub: {UNSEEN}"), (alone, f"{without}: {NO_TIES}")]
        parts += [(far, f"betweenness, harmonic, hub, authority, core, community: {FAR}")]
    return pd.Series(together(parts), index=index, dtype="str", name="centrality_reason")


def compared(graph: "Graph") -> "np.ndarray":
    """Whether each person is among those whose ties are in the arrays: everyone, where all ties fit."""
    import numpy as np

    if graph.strongest is None:
        return np.full(len(graph.counts), fill_value=True)
    return np.isin(graph.counts["person"].to_numpy("int64"), graph.strongest[1])


def among(graph: "Graph", values: "Values") -> "Values":
    """The values of those whose ties are in the arrays; missing for the others."""
    import pandas as pd

    if graph.strongest is None:
        return values
    chosen: Values = values.where(pd.Series(compared(graph), index=values.index), axis=0)  # type: ignore[assignment]
    return chosen


def two_sides(graph: "Graph") -> bool:
    """Whether the exports hold the side of two people or more."""
    return int(graph.counts["observed"].sum()) >= 2


def _floats(graph: "Graph", values: "np.ndarray", name: str) -> "pd.Series":
    import pandas as pd

    return pd.Series(values, index=graph.counts.index, name=name, dtype=float)


def _received(graph: "Graph", values: "np.ndarray", name: str) -> "pd.Series":
    import pandas as pd

    series = pd.Series(values, index=graph.counts.index, name=name).astype("Int64")
    return series if two_sides(graph) else series.where(pd.Series(False, index=series.index))


def _sent(graph: "Graph", values: "np.ndarray", name: str) -> "pd.Series":
    import pandas as pd

    series = pd.Series(values, index=graph.counts.index, name=name).astype("Int64")
    return series.where(graph.counts["observed"])
