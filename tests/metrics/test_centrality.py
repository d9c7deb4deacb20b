import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graphkit as gk
from graphkit._load import from_items
from graphkit.graph import Graph
from graphkit.metrics._brandes import sampled_betweenness
from graphkit.post import Account, Act


def acts(edges: list[tuple[int, int]]) -> Graph:
    return from_items(
        Act("edges", Account(id=str(a)), Account(id=str(b)), time=moment) for moment, (a, b) in enumerate(edges)
    )


def centralities(graph: Graph) -> pd.DataFrame:
    names = ["in_degree", "out_degree", "in_strength", "out_strength", "pagerank", "betweenness"]
    return gk.measure(graph, names).set_index("id")


def test_a_chain_worked_by_hand() -> None:
    # 1 -> 2 -> 3, and 1 -> 2 again: only 2 lies between others, on one of the two ordered pairs
    people = centralities(acts([(1, 2), (1, 2), (2, 3)]))
    assert people["in_degree"].tolist() == [0, 1, 1]
    assert people["out_strength"].tolist() == [2, 1, 0]
    assert people["betweenness"].tolist() == [0, 0.5, 0]


edge_lists = st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), min_size=1, max_size=80)


@settings(max_examples=30, deadline=None)
@given(edge_lists)
def test_centralities_equal_networkx_on_the_loop_free_graph(edges: list[tuple[int, int]]) -> None:
    graph = acts(edges)
    try:
        people = centralities(graph)
        if len(people) < 2:
            assert people["pagerank"].isna().all()
            return
        peer = graph.to_networkx()
        assert not list(nx.selfloop_edges(peer))
        for name, expected in {
            "in_degree": dict(peer.in_degree()),
            "out_degree": dict(peer.out_degree()),
            "in_strength": dict(peer.in_degree(weight="weight")),
            "out_strength": dict(peer.out_degree(weight="weight")),
        }.items():
            assert people[name].to_dict() == expected
        ranks = nx.pagerank(peer, alpha=0.85, tol=1e-13, max_iter=500)
        assert people["pagerank"].to_dict() == pytest.approx(ranks, abs=1e-8)
        assert people["pagerank"].sum() == pytest.approx(1)
        assert people["betweenness"].to_dict() == pytest.approx(nx.betweenness_centrality(peer), abs=1e-12)
    finally:
        graph.close()


def test_sampled_betweenness_is_seeded_and_says_how_sure_it_is() -> None:
    peer = nx.gnp_random_graph(200, 0.03, seed=5, directed=True)
    ties = nx.to_scipy_sparse_array(peer, format="csr")
    exact, no_error = sampled_betweenness(ties, pivots=200, seed=1)
    assert no_error.max() == 0
    assert exact == pytest.approx(np.array(list(nx.betweenness_centrality(peer).values())))
    guess, error = sampled_betweenness(ties, pivots=80, seed=1)
    again, _ = sampled_betweenness(ties, pivots=80, seed=1)
    assert (guess == again).all()
    assert guess.sum() == pytest.approx(exact.sum(), rel=0.2)
    assert (error > 0).mean() > 0.9


def test_the_standard_error_is_the_spread_over_seeds() -> None:
    peer = nx.gnp_random_graph(60, 0.06, seed=5, directed=True)
    ties = nx.to_scipy_sparse_array(peer, format="csr")
    drawn = [sampled_betweenness(ties, pivots=25, seed=seed) for seed in range(200)]
    spread, said = np.std([g for g, _ in drawn], axis=0), np.mean([e for _, e in drawn], axis=0)
    assert np.median(spread[said > 0] / said[said > 0]) == pytest.approx(1, abs=0.15)


def test_a_heavy_self_loop_lifts_nobody() -> None:
    ties = [(i, (i * 7 + 1) % 20) for i in range(20)]
    plain = centralities(acts(ties))
    looped = centralities(acts(ties + [(3, 3)] * 200))
    assert looped["pagerank"].to_dict() == pytest.approx(plain["pagerank"].to_dict())
