"""Brandes' betweenness from many sources at once, level by level on flat arrays.

A (source, node) pair is one number, `source * people + node`, so that one numpy call advances the searches of a
whole batch of sources. Source: U. Brandes, Journal of Mathematical Sociology 25 (2001).
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

BATCH_CELLS = 2_000_000


def sampled_betweenness(ties: Any, *, pivots: int, seed: int) -> "tuple[np.ndarray, np.ndarray]":
    """Normalised directed betweenness of every node and its standard error, from `pivots` seeded sources.

    `ties` is a loop-free sparse CSR matrix, row acts on column; weights are ignored. With as many pivots as nodes that
    act the result is exact and the error 0; else sources are drawn among these without replacement and scaled up:
    from any other node no path begins. Nodes without a tie cost nothing.
    """
    import numpy as np

    people = ties.shape[0]
    value, error = np.zeros(people), np.zeros(people)
    sends = np.diff(ties.indptr) > 0
    tied = np.flatnonzero(sends | (np.bincount(ties.indices, minlength=people) > 0))
    senders = np.flatnonzero(sends[tied])
    sources = senders
    if pivots < len(senders):
        sources = np.sort(np.random.default_rng(seed).choice(senders, pivots, replace=False))
    if people > 2 and len(sources):
        total, squares = _summed(ties[tied][:, tied], sources)
        pairs, k = (people - 1) * (people - 2), len(sources)
        variance = np.maximum(squares / k - (total / k) ** 2, 0) * k / max(k - 1, 1)
        value[tied] = total * len(senders) / k / pairs
        error[tied] = len(senders) * np.sqrt(variance / k * (1 - k / len(senders))) / pairs
    return value, error


def _summed(ties: Any, sources: Any) -> "tuple[np.ndarray, np.ndarray]":
    """Over the sources, the sums of dependencies on each node and of their squares."""
    import numpy as np

    people = ties.shape[0]
    total, squares = np.zeros(people), np.zeros(people)
    batch = max(1, BATCH_CELLS // max(people, ties.nnz))
    for start in range(0, len(sources), batch):
        shares = _dependencies(ties.indptr, ties.indices, sources[start : start + batch], people)
        total += shares.sum(axis=0)
        squares += (shares**2).sum(axis=0)
    return total, squares


def _dependencies(indptr: Any, indices: Any, sources: Any, people: int) -> "np.ndarray":
    """How much each source's shortest paths depend on each node: shape (sources, people)."""
    import numpy as np

    cells = len(sources) * people
    depth, paths = np.full(cells, -1, dtype=np.int32), np.zeros(cells)
    frontier = np.arange(len(sources)) * people + sources
    depth[frontier], paths[frontier] = 0, 1.0
    roots, crossed, level = frontier, [], 0
    while len(frontier):
        level += 1
        tails, heads = _edges_from(indptr, indices, frontier, people)
        fresh = heads[depth[heads] < 0]
        depth[fresh] = level
        onward = depth[heads] == level
        tails, heads = tails[onward], heads[onward]
        np.add.at(paths, heads, paths[tails])
        crossed.append((tails, heads))
        frontier = _distinct(fresh, cells)
    share = np.zeros(cells)
    for tails, heads in reversed(crossed):
        np.add.at(share, tails, paths[tails] / paths[heads] * (1 + share[heads]))
    share[roots] = 0
    return share.reshape(len(sources), people)


def _edges_from(indptr: Any, indices: Any, frontier: Any, people: int) -> "tuple[np.ndarray, np.ndarray]":
    """All edges that leave the frontier, as (tail, head) pairs of flat numbers."""
    import numpy as np

    nodes = frontier % people
    counts = indptr[nodes + 1] - indptr[nodes]
    tails = np.repeat(frontier, counts)
    offsets = np.arange(len(tails)) - np.repeat(np.cumsum(counts) - counts, counts)
    heads = indices[np.repeat(indptr[nodes], counts) + offsets] + (tails - tails % people)
    return tails, heads


def _distinct(values: Any, cells: int) -> "np.ndarray":
    """The values without repeats, in order; linear in their number, where a sort would not be."""
    import numpy as np

    last = np.empty(cells, dtype=np.int64) if len(values) > cells // 50 else None
    if last is None:
        return np.unique(values)
    order = np.arange(len(values))
    last[values] = order
    kept: np.ndarray = values[last[values] == order]
    return kept
