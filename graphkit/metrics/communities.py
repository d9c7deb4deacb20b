"""Groups of people who act towards each other more than towards the rest."""

from typing import TYPE_CHECKING, Any

from graphkit.metrics.centrality import among

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from scipy.sparse import csr_array

    from graphkit.graph import Graph

ITERATIONS = 2


def community(graph: "Graph") -> "pd.Series":
    """Number of the community a person is in: 1 is the largest, of equally large ones the one with the smallest id.

    Leiden on the undirected graph, weights w_ij + w_ji, modularity with resolution 1; seeded, and independent of
    the order of the exports. Missing without ties: one person is no community.
    Source: V. Traag, L. Waltman and N. van Eck, From Louvain to Leiden, Scientific Reports 9, 5233 (2019).
    """
    import pandas as pd

    numbers = graph.once("community", _communities)
    series = pd.Series(numbers, index=graph.counts.index, name="community").astype("Int64")
    return among(graph, series.where(series > 0))


def _communities(graph: "Graph") -> "np.ndarray":
    return communities_of(graph.matrix(), seed=graph.rules.seed)


def communities_of(acts: "csr_array", *, seed: int) -> "np.ndarray":
    """The community of each row of a loop-free matrix of acts (row acts on column); 0 without ties.

    People stand in the order of their ids: of the same acts in another order, other communities may be found.
    """
    import numpy as np

    links = (acts + acts.T).astype(float).tocsr()
    links.sort_indices()
    tied = np.flatnonzero(np.diff(links.indptr))
    numbers = np.zeros(links.shape[0], dtype=np.int64)
    if len(tied):
        numbers[tied] = by_size(_leiden(links[tied][:, tied], seed))
    return numbers


def _leiden(links: Any, seed: int) -> "np.ndarray":
    """Any number for each node's community; `links` is a symmetric CSR matrix in which everyone has a neighbour."""
    import numpy as np
    from graspologic_native import leiden_csr

    indptr, indices = links.indptr.astype(np.int64), links.indices.astype(np.int32)
    people = links.shape[0]
    _, found = leiden_csr(indptr, indices, links.data, people, seed=seed % 2**64, iterations=ITERATIONS)
    return np.fromiter((found[node] for node in range(people)), dtype=np.int64, count=people)


def by_size(labels: "np.ndarray") -> "np.ndarray":
    """Groups renumbered from 1, the largest first; of equally large ones the one with the first member.

    >>> import numpy as np
    >>> by_size(np.array([7, 4, 7, 9, 4, 7])).tolist()
    [1, 2, 1, 3, 2, 1]
    """
    import numpy as np

    _, first, group, sizes = np.unique(labels, return_index=True, return_inverse=True, return_counts=True)
    places = np.empty(len(sizes), dtype=np.int64)
    places[np.lexsort((first, -sizes))] = np.arange(1, len(sizes) + 1)
    numbered: np.ndarray = places[group]
    return numbered
