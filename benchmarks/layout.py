"""The layout of the network picture, beside networkx's ForceAtlas2: CPU seconds, and how true the places are.

python benchmarks/layout.py [PEOPLE ...]

`near` is the share of each person's ten nearest on the page with whom they have a tie; `own circle` the share of them
that belong to the same planted circle. Means over two seeds; the peer is run where it takes less than some minutes.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from graphkit.diagrams._forces import force_layout

SIZES, SEEDS, NEAREST, PEER_MOST = (300, 1500, 3000, 30_000), (1, 2), 10, 1500
PEER_STEPS = 100
"""The default of networkx 3.6."""


@dataclass(frozen=True)
class Planted:
    """People in circles who mostly name their own, the famous more than others; everybody is connected."""

    circle: NDArray[np.int64]
    source: NDArray[np.int64]
    target: NDArray[np.int64]
    weight: NDArray[np.float64]


def planted(people: int, *, seed: int = 7, ties_each: int = 11) -> Planted:
    """An invented community: circles of unequal size, 85 % of ties within them, a third returned."""
    chance = np.random.default_rng(seed)
    circles = max(2, round(1.6 * people**0.28))
    size, fame = chance.pareto(1.6, circles) + 0.6, chance.pareto(1.5, people) + 0.15
    circle = chance.choice(circles, people, p=size / size.sum())
    busy = chance.lognormal(0, 0.9, people)
    source = chance.choice(people, people * ties_each, p=busy / busy.sum())
    source = np.concatenate([np.arange(people), source])
    target = chance.choice(people, len(source), p=fame / fame.sum())
    inside = chance.random(len(source)) < 0.85
    for each in range(circles):
        members, mine = np.flatnonzero(circle == each), inside & (circle[source] == each)
        if len(members) > 1:
            target[mine] = chance.choice(members, mine.sum(), p=fame[members] / fame[members].sum())
    back = chance.random(len(source)) < 0.25
    pairs = np.stack([np.r_[source, target[back]], np.r_[target, source[back]]], 1)
    pairs, number = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0, return_counts=True)
    return Planted(circle, pairs[:, 0], pairs[:, 1], number.astype(np.float64))


def truth(xy: NDArray[np.float64], graph: Planted) -> tuple[float, float]:
    """Of the ten nearest of each: the share with a tie, and the share of the same circle."""
    people = len(xy)
    nearest = cKDTree(xy).query(xy, NEAREST + 1)[1][:, 1:]
    ends = np.r_[graph.source, graph.target], np.r_[graph.target, graph.source]
    tied = csr_array((np.ones(len(ends[0])), ends), (people, people))
    near = np.asarray(tied[np.repeat(np.arange(people), NEAREST), nearest.ravel()]) > 0
    return float(near.mean()), float((graph.circle[nearest] == graph.circle[:, None]).mean())


def ours(graph: Planted, seed: int) -> NDArray[np.float64]:
    """graphkit's places."""
    return force_layout(len(graph.circle), graph.source, graph.target, graph.weight, seed=seed)


def theirs(graph: Planted, seed: int) -> NDArray[np.float64]:
    """networkx's places, with the same pull of a tie."""
    made = nx.Graph()
    made.add_nodes_from(range(len(graph.circle)))
    pull = np.sqrt(graph.weight).tolist()
    made.add_weighted_edges_from(zip(graph.source.tolist(), graph.target.tolist(), pull, strict=True))
    places = nx.forceatlas2_layout(made, max_iter=PEER_STEPS, weight="weight", seed=seed)
    return np.array([places[k] for k in range(len(graph.circle))])


def measured(place: Callable[[Planted, int], NDArray[np.float64]], graph: Planted) -> tuple[float, float, float]:
    """CPU seconds, ties near, own circle: means over the seeds."""
    rows = []
    for seed in SEEDS:
        start = time.process_time()
        xy = place(graph, seed)
        rows.append((time.process_time() - start, *truth(xy, graph)))
    seconds, near, own = np.mean(rows, axis=0).tolist()
    return seconds, near, own


def main() -> None:
    """Lay out each size with both, print figures and ratios."""
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    print("people     ties   layout         CPU s    near   own circle")
    for people in sizes:
        graph = planted(people)
        seconds, near, own = measured(ours, graph)
        print(f"{people:6,} {len(graph.source):8,}   graphkit     {seconds:7.2f}    {near:.3f}   {own:.3f}", flush=True)
        if people <= PEER_MOST:
            other, far, mixed = measured(theirs, graph)
            print(f"{'':15}   networkx     {other:7.2f}    {far:.3f}   {mixed:.3f}")
            print(f"{'':15}   ratio        {other / seconds:7.2f}    {near / far:.2f}    {own / mixed:.2f}", flush=True)


if __name__ == "__main__":
    main()
