"""Core numbers by peeling, a whole layer of a network at a time.

Source: S. Seidman, Network structure and minimum degree (1983); V. Batagelj and M. Zaversnik (2003).
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np


def core_numbers(links: Any) -> "np.ndarray":
    """The largest k for which a node is in a part where everyone has k neighbours.

    `links` is a symmetric loop-free CSR matrix; weights are ignored.
    """
    import numpy as np

    degree = np.diff(links.indptr).astype(np.int64)
    core = np.zeros(len(degree), dtype=np.int64)
    left = np.flatnonzero(degree > 0)
    while len(left):
        k = degree[left].min()
        peeled = left[degree[left] <= k]
        while len(peeled):
            core[peeled] = k
            degree[peeled] = -1
            met, lost = np.unique(_neighbours(links, peeled), return_counts=True)
            staying = degree[met] >= 0
            met = met[staying]
            degree[met] -= lost[staying]
            peeled = met[degree[met] <= k]
        left = left[degree[left] >= 0]
    return core


def _neighbours(links: Any, nodes: Any) -> "np.ndarray":
    """The neighbours of some nodes, one after the other, with repeats."""
    import numpy as np

    counts = links.indptr[nodes + 1] - links.indptr[nodes]
    offsets = np.repeat(links.indptr[nodes] - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
    found: np.ndarray = links.indices[offsets]
    return found
