"""CPU seconds of basics and centralities of one store, by graphkit or by networkx; a process each, as JSON on stdout.

python benchmarks/_numbers.py graphkit|networkx STORE
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

PIVOTS = 32
BASICS = ["counts", "self_mention_ratio", "reciprocity", "in_degree", "out_degree", "in_strength", "out_strength"]


def cost(work: Callable[[], Any]) -> float:
    """CPU seconds of this process while the work is done."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def graphkit(store: str) -> dict[str, float]:
    """Ours; reading is not counted, nor is loading the libraries.

    Both begin with one act beside the other, people as whole numbers: what loading sums of them is summed again.
    """
    import graphkit as gk
    from graphkit._relations import ends
    from graphkit.metrics._brandes import sampled_betweenness

    graph = gk.load(store)
    gk.measure(gk.load(str(store)).where(people=["person_0"]), BASICS)

    def basics() -> None:
        graph.session.keep("sent", ends("interactions"))
        gk.measure(graph, BASICS)

    found = {"basics: degrees, strengths, self-mentions, reciprocity": cost(basics)}
    ties = (graph.matrix() > 0).astype(float)
    for name in ("pagerank", "hub", "core", "community"):
        found[NAMES[name]] = cost(lambda name=name: gk.measure(graph, [name]))
    found[NAMES["betweenness"]] = cost(lambda: sampled_betweenness(ties, pivots=PIVOTS, seed=1))
    return found


NAMES = {
    "pagerank": "PageRank",
    "hub": "HITS",
    "core": "core numbers",
    "community": "communities (Leiden; there Louvain)",
    "betweenness": f"betweenness, {PIVOTS} pivots",
}


def networkx(store: str) -> dict[str, float]:
    """Its own way: a graph with the counts as weights, then its functions."""
    import networkx as nx

    rows = duckdb.sql(f"select author, target from '{Path(store) / 'store' / 'acts.parquet'}'").fetchall()
    graph: Any = nx.DiGraph()

    def basics() -> None:
        for author, target in rows:
            if graph.has_edge(author, target):
                graph[author][target]["weight"] += 1
            else:
                graph.add_edge(author, target, weight=1)
        dict(graph.in_degree), dict(graph.out_degree)
        dict(graph.in_degree(weight="weight")), dict(graph.out_degree(weight="weight"))
        {node: graph[node][node]["weight"] for node in graph if graph.has_edge(node, node)}
        plain = graph.copy()
        plain.remove_edges_from(list(nx.selfloop_edges(plain)))
        nx.reciprocity(plain, [node for node in plain if plain.degree(node)])

    found = {"basics: degrees, strengths, self-mentions, reciprocity": cost(basics)}
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    both = graph.to_undirected()
    found[NAMES["pagerank"]] = cost(lambda: nx.pagerank(graph))
    found[NAMES["hub"]] = cost(lambda: nx.hits(graph, max_iter=1_000))
    found[NAMES["core"]] = cost(lambda: nx.core_number(both))
    found[NAMES["community"]] = cost(lambda: nx.community.louvain_communities(both, seed=1))
    found[NAMES["betweenness"]] = cost(lambda: nx.betweenness_centrality(graph, k=PIVOTS, seed=1))
    return found


if __name__ == "__main__":
    np.seterr(all="ignore")
    print(json.dumps({"graphkit": graphkit, "networkx": networkx}[sys.argv[1]](sys.argv[2])))
