import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

import graphkit as gk
from graphkit._load import from_items
from graphkit.graph import Graph
from graphkit.metrics._balls import counted_harmonic, exact_harmonic
from graphkit.metrics._brandes import sampled_betweenness
from graphkit.metrics._peel import core_numbers
from graphkit.post import Account, Act
from tests._graphs import graph_of

NAMES = [
    "in_degree",
    "out_degree",
    "in_strength",
    "out_strength",
    "pagerank",
    "betweenness",
    "harmonic",
    "hub",
    "authority",
    "core",
    "centrality_reason",
]


def acts(edges: list[tuple[int, int]]) -> Graph:
    return from_items(
        Act("edges", Account(id=str(a)), Account(id=str(b)), time=moment) for moment, (a, b) in enumerate(edges)
    )


def centralities(graph: Graph) -> pd.DataFrame:
    return gk.measure(graph, NAMES).set_index("id")


def test_a_chain_worked_by_hand() -> None:
    # 1 -> 2 -> 3, and 1 -> 2 again: only 2 lies between others, on one of the two ordered pairs
    people = centralities(acts([(1, 2), (1, 2), (2, 3)]))
    assert people["in_degree"].tolist() == [0, 1, 1]
    assert people["out_strength"].tolist() == [2, 1, 0]
    assert people["betweenness"].tolist() == [0, 0.5, 0]
    # 3 is one step from 2 and two from 1
    assert people["harmonic"].tolist() == [0, 1, 1.5]
    assert people["core"].tolist() == [1, 1, 1]
    # WᵀW is diag(0, 4, 1): all authority is 2's, all hub 1's
    assert people["authority"].tolist() == pytest.approx([0, 1, 0])
    assert people["hub"].tolist() == pytest.approx([1, 0, 0])


edge_lists = st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), min_size=1, max_size=80)


@settings(max_examples=30, deadline=None)
@given(edge_lists)
def test_centralities_equal_networkx_on_the_loop_free_graph(edges: list[tuple[int, int]]) -> None:
    graph = acts(edges)
    try:
        people = centralities(graph)
        if len(people) < 2:
            assert people["pagerank"].isna().all()
            assert people[["harmonic", "hub", "authority"]].isna().all(axis=None)
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
        assert people["harmonic"].to_dict() == pytest.approx(nx.harmonic_centrality(peer))
        assert people["core"].to_dict() == nx.core_number(peer.to_undirected())
        singular = np.linalg.svd(nx.to_numpy_array(peer), compute_uv=False)
        if len(people) > 2 and singular[1] < 0.99 * singular[0]:
            hubs, authorities = nx.hits(peer)
            assert people["hub"].to_dict() == pytest.approx(hubs, abs=1e-8)
            assert people["authority"].to_dict() == pytest.approx(authorities, abs=1e-8)
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


@pytest.fixture(scope="module")
def crowd() -> csr_array:
    return csr_array(nx.to_scipy_sparse_array(nx.gnp_random_graph(1500, 0.002, seed=5, directed=True)) > 0)


def test_counted_harmonic_is_seeded_and_its_standard_error_is_the_spread_over_seeds(crowd: csr_array) -> None:
    exact = exact_harmonic(crowd)
    drawn = [counted_harmonic(crowd, seed=seed) for seed in range(60)]
    assert (drawn[3][0] == counted_harmonic(crowd, seed=3)[0]).all()
    values, said = np.array([value for value, _ in drawn]), np.mean([error for _, error in drawn], axis=0)
    off = np.sqrt(((values - exact) ** 2).mean(axis=0))
    assert np.median(off[said > 0] / said[said > 0]) == pytest.approx(0.85, abs=0.2)
    assert np.median(values.mean(axis=0)[exact > 9] / exact[exact > 9]) == pytest.approx(1, abs=0.03)


def test_who_is_only_one_step_away_is_counted_not_estimated() -> None:
    star = csr_array(([True] * 40, (range(1, 41), [0] * 40)), shape=(41, 41))
    value, error = counted_harmonic(star, seed=1)
    assert value.tolist() == [40] + [0] * 40
    assert error.max() == 0


def test_above_the_budget_harmonic_carries_its_error(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = acts([(i, i + 1) for i in range(30)])
    assert gk.measure(graph, ["harmonic"])["harmonic_se"].max() == 0
    monkeypatch.setattr("graphkit.metrics.centrality.EXACT_WORK", 100)
    again = gk.measure(graph, ["harmonic"])
    assert again["harmonic_se"].max() > 0


def test_beyond_256_steps_nobody_is_in_reach() -> None:
    chain = csr_array((np.ones(299, dtype=bool), (range(299), range(1, 300))), shape=(300, 300))
    expected = [sum(1 / step for step in range(1, min(place, 256) + 1)) for place in range(300)]
    assert exact_harmonic(chain) == pytest.approx(expected)


def test_small_blocks_of_balls_change_nothing(crowd: csr_array, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = exact_harmonic(crowd)
    monkeypatch.setattr("graphkit.metrics._balls.BLOCK_BYTES", 5_000)
    assert (exact_harmonic(crowd) == whole).all()


def test_cores_of_a_clique_with_a_tail() -> None:
    peer = nx.complete_graph(5)
    nx.add_path(peer, [4, 5, 6])
    assert core_numbers(nx.to_scipy_sparse_array(peer, format="csr")).tolist() == [4] * 5 + [1, 1]


def test_equally_strong_groups_share_the_hits_scores() -> None:
    # two separate pairs, equally strong: networkx gives all to one of them, whichever its solver meets
    people = centralities(graph_of("ann>bob cyd>dan bob> dan>"))
    assert people["authority"].to_dict() == pytest.approx({"ann": 0, "bob": 0.5, "cyd": 0, "dan": 0.5})
    assert people["hub"].to_dict() == pytest.approx({"ann": 0.5, "bob": 0, "cyd": 0.5, "dan": 0})


def test_the_stronger_of_two_separate_groups_has_all_the_hits_scores() -> None:
    people = centralities(graph_of("ann>bob ann>bob cyd>dan bob> dan>"))
    assert people["authority"].to_dict() == pytest.approx({"ann": 0, "bob": 1, "cyd": 0, "dan": 0}, abs=1e-9)


def test_missing_centralities_have_their_reasons() -> None:
    people = centralities(graph_of("ann>zoe bob> eve>ann"))
    assert (
        people.loc["zoe", "centrality_reason"] == "out_degree, out_strength, hub: their own posts are not in the export"
    )
    assert pd.isna(people.loc["zoe", "hub"])
    assert people.loc["bob", "centrality_reason"] == "community: no ties to other people"
    assert (people.loc["bob", "core"], people.loc["bob", "harmonic"]) == (0, 0)
    nobody = centralities(graph_of("ann> bob>"))
    assert nobody[["hub", "authority"]].isna().all(axis=None)
    assert set(nobody["centrality_reason"]) == {"hub, authority, community: no ties to other people"}
    one = centralities(graph_of("ann>bob"))
    assert one[["harmonic", "hub", "authority"]].isna().all(axis=None)
    assert one.loc["ann", "core"] == 1
