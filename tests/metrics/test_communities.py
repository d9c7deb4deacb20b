import os
import subprocess
import sys

import networkx as nx
import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

import graphkit as gk
from graphkit._load import from_items
from graphkit.graph import Graph
from graphkit.metrics import community
from graphkit.metrics.communities import by_size
from graphkit.post import Account, Act
from tests._graphs import graph_of

Pairs = list[tuple[int, int]]
SCRIPT = """
import networkx as nx
from tests.metrics.test_communities import acts
from graphkit.metrics import community
print(community(acts(list(nx.gnp_random_graph(60, 0.06, seed=4, directed=True).edges))).tolist())
"""


def acts(edges: Pairs) -> Graph:
    return from_items(
        Act("edges", Account(id=f"{a:02}"), Account(id=f"{b:02}"), time=t) for t, (a, b) in enumerate(edges)
    )


def test_two_triangles_and_a_pair_worked_by_hand() -> None:
    graph = graph_of("eve>fay fay>gil gil>eve ann>bob bob>cyd cyd>ann cyd>dan ann>dan dan>eve yan>zoe zoe>yan max>")
    found = community(graph)
    assert found[["ann", "bob", "cyd", "dan"]].tolist() == [1, 1, 1, 1]
    assert found[["eve", "fay", "gil"]].tolist() == [2, 2, 2]
    assert found[["yan", "zoe"]].tolist() == [3, 3]
    assert pd.isna(found["max"])
    assert gk.measure(graph).set_index("id").loc["max", "centrality_reason"] == "community: no ties to other people"


def test_equally_large_communities_are_numbered_by_their_first_member() -> None:
    found = community(graph_of("zoe>yan bob>ann max>lea"))
    assert found[["ann", "lea", "yan"]].tolist() == [1, 2, 3]


def test_without_ties_nobody_has_a_community() -> None:
    assert community(graph_of("ann> bob> bob>bob")).isna().all()


def test_the_order_of_the_export_changes_no_community() -> None:
    edges = list(nx.gnp_random_graph(50, 0.06, seed=3, directed=True).edges)
    first = community(acts(edges))
    for seed in range(3):
        shuffled = [edges[place] for place in np.random.default_rng(seed).permutation(len(edges))]
        assert community(acts(shuffled)).equals(first)


def test_two_processes_find_the_same_communities() -> None:
    printed = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), min_size=1, max_size=60))
def test_communities_hang_together_and_beat_no_division(edges: Pairs) -> None:
    graph = acts(edges)
    try:
        found = community(graph)
        peer = nx.Graph()
        for a, b, data in graph.to_networkx().edges(data=True):
            peer.add_edge(a, b, weight=data["weight"] + (peer[a][b]["weight"] if peer.has_edge(a, b) else 0))
        assert set(found[found.notna()].index) == set(peer)
        parts = [set(members) for _, members in found.dropna().groupby(found).groups.items()]
        assert [len(part) for part in parts] == sorted(map(len, parts), reverse=True)
        assert all(nx.is_connected(peer.subgraph(part)) for part in parts)
        if parts:
            assert nx.community.modularity(peer, parts) >= -1e-12
    finally:
        graph.close()


@given(st.lists(st.integers(0, 5), min_size=1, max_size=30))
def test_numbers_follow_size_then_first_member(labels: list[int]) -> None:
    members = {label: [place for place, other in enumerate(labels) if other == label] for label in labels}
    ranked = sorted(members.values(), key=lambda places: (-len(places), places[0]))
    expected = {place: number for number, places in enumerate(ranked, start=1) for place in places}
    assert by_size(np.array(labels)).tolist() == [expected[place] for place in range(len(labels))]
