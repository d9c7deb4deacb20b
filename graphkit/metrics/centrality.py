"""Where a person stands in the graph of everyone, without self-loops.

Everything runs on the counted edges as sparse arrays: they are far fewer than the posts.
"""

from typing import TYPE_CHECKING, Any

from graphkit.metrics._brandes import sampled_betweenness

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from graphkit.graph import Graph

DAMPING = 0.85
TOLERANCE = 1e-10
ONE_SIDE = "fewer than two people's posts are in the export: it would only mirror one person's habits"
EXACT_WORK = 200_000_000
"""People times ties up to which betweenness is exact."""
PIVOTS = 256


def in_degree(graph: "Graph") -> "pd.Series":
    """Number of other people who act towards a person (retweet, quote, reply, mention)."""
    return _received(graph, (graph.matrix() > 0).sum(axis=0), "in_degree")


def out_degree(graph: "Graph") -> "pd.Series":
    """Number of other people a person acts towards; missing where their own posts are not in the export."""
    return _sent(graph, (graph.matrix() > 0).sum(axis=1), "out_degree")


def in_strength(graph: "Graph") -> "pd.Series":
    """Number of acts of others towards a person."""
    return _received(graph, graph.matrix().sum(axis=0), "in_strength")


def out_strength(graph: "Graph") -> "pd.Series":
    """Number of a person's acts towards others; missing where their own posts are not in the export."""
    return _sent(graph, graph.matrix().sum(axis=1), "out_strength")


def pagerank(graph: "Graph") -> "pd.Series":
    """PageRank on weighted ties: α = 0.85, dangling mass spread evenly, tolerance 1e-10; sums to 1.

    Equals networkx.pagerank within 1e-8. Source: S. Brin and L. Page (1998). Iterated without a dangling
    term, y = 1 + α·Pᵀy from y = 1, then divided by its sum: the same vector.
    """
    import numpy as np

    weights = graph.matrix().astype(float)
    people = weights.shape[0]
    if people == 0 or not _two_sides(graph):
        return _floats(graph, np.full(people, np.nan), "pagerank")
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

    Exact up to 200 million people x ties, equal to networkx.betweenness_centrality; above that from 256
    seeded pivots, with `betweenness_se`, the standard error of the estimate (0 where exact).
    Source: U. Brandes, A faster algorithm for betweenness centrality (2001).
    """
    import numpy as np
    import pandas as pd

    ties = graph.matrix() > 0
    people = ties.shape[0]
    if not _two_sides(graph):
        value = error = np.full(people, np.nan)
    else:
        pivots = people if people * max(ties.nnz, 1) <= EXACT_WORK else min(PIVOTS, people)
        value, error = sampled_betweenness(ties.astype(float), pivots=pivots, seed=graph.rules.seed)
    return pd.DataFrame({"betweenness": value, "betweenness_se": error}, index=graph.counts.index)


def centrality_reason(graph: "Graph") -> "pd.Series":
    """Why a centrality is missing: only one person's side is in the export, or not this person's own posts."""
    import numpy as np
    import pandas as pd

    counts = graph.counts
    observed = counts["observed"].to_numpy(bool)
    unseen = "out_degree, out_strength: their own posts are not in the export"
    words = np.full(len(counts), ONE_SIDE) if not _two_sides(graph) else np.where(observed, "", unseen)
    return pd.Series(words, index=counts.index, dtype="str", name="centrality_reason")


def _two_sides(graph: "Graph") -> bool:
    return int(graph.counts["observed"].sum()) >= 2


def _floats(graph: "Graph", values: "np.ndarray", name: str) -> "pd.Series":
    import pandas as pd

    return pd.Series(values, index=graph.counts.index, name=name, dtype=float)


def _received(graph: "Graph", values: "np.ndarray", name: str) -> "pd.Series":
    import pandas as pd

    series = pd.Series(values, index=graph.counts.index, name=name).astype("Int64")
    return series if _two_sides(graph) else series.where(pd.Series(False, index=series.index))


def _sent(graph: "Graph", values: "np.ndarray", name: str) -> "pd.Series":
    import pandas as pd

    series = pd.Series(values, index=graph.counts.index, name=name).astype("Int64")
    return series.where(graph.counts["observed"])
