import time
from collections import Counter
from itertools import permutations
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

import graphkit as gk
from graphkit._load import from_items
from graphkit.graph import Graph
from graphkit.metrics import whole_graph
from graphkit.metrics._chance import _swap_loops, against_chance, matched
from graphkit.post import Account, Act
from tests._graphs import graph_of

Pairs = list[tuple[int, int]]


def acts(edges: Pairs) -> Graph:
    return from_items(Act("edges", Account(id=str(a)), Account(id=str(b)), time=t) for t, (a, b) in enumerate(edges))


def matrix(edges: Pairs, people: int) -> csr_array:
    dense = np.zeros((people, people), dtype=np.int64)
    for a, b in edges:
        dense[a, b] += 1
    return csr_array(dense)


def by_hand(edges: Pairs) -> int:
    weights = Counter(edges)
    return sum(min(weight, weights[b, a]) for (a, b), weight in weights.items())


loop_free = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda p: p[0] != p[1]), min_size=1)


@given(loop_free)
def test_acts_matched_equal_plain_python(edges: Pairs) -> None:
    source, target = np.array(edges).T
    assert matched(source, target, 7) == by_hand(edges)


@given(loop_free, st.integers(0, 9))
def test_swapping_keeps_what_everybody_sends_and_gets(edges: Pairs, seed: int) -> None:
    source, target = np.array(edges).T
    drawn = np.random.default_rng(seed).permutation(target)
    _swap_loops(source, drawn, np.random.default_rng(seed))
    assert sorted(drawn) == sorted(target)
    assert not (source == drawn).any()


@pytest.mark.parametrize(
    "edges",
    [
        [(0, 1), (1, 0), (0, 2), (2, 3), (3, 0), (1, 2), (0, 1)],
        [(0, 1), (0, 2), (0, 3), (1, 0), (2, 0), (2, 1), (3, 2)],
        [(0, 1), (0, 1), (0, 2), (1, 2), (2, 0), (1, 0)],
    ],
)
def test_the_expected_share_is_the_mean_over_all_orders_without_loops(edges: Pairs) -> None:
    sources, targets = [a for a, _ in edges], [b for _, b in edges]
    drawn = [list(zip(sources, order, strict=True)) for order in permutations(targets)]
    shares = [by_hand(d) / len(edges) for d in drawn if all(a != b for a, b in d)]
    means = [against_chance(matrix(edges, 4), seed=seed)["expected"] for seed in range(8)]
    error = np.std(shares) / np.sqrt(8 * 200)
    assert np.mean(means) == pytest.approx(np.mean(shares), abs=4 * error + 1e-12)


def test_a_star_leaves_nothing_to_chance() -> None:
    # Whoever is not ann can only act towards her: every draw is the fact.
    star = [(0, 1), (0, 2), *[(1, 0)] * 9, *[(2, 0)] * 9]
    assert against_chance(matrix(star, 3), seed=1) == {"expected": pytest.approx(4 / 20), "z": None, "p": 1}


def test_answering_everybody_is_no_chance() -> None:
    peer = nx.gnp_random_graph(40, 0.05, seed=2)
    both = [edge for a, b in peer.edges for edge in ((a, b), (b, a))]
    whole = whole_graph(acts(both))
    for name in ("reciprocity_weighted", "reciprocated_ties"):
        assert whole[f"{name}_expected"] < 0.2
        assert whole[f"{name}_z"] > 5
        assert whole[f"{name}_p"] == pytest.approx(2 / 201)
    assert (whole["draws"], whole["chance_reason"]) == (200, "")


def test_acts_sent_at_random_are_not_far_from_chance() -> None:
    peer = nx.gnp_random_graph(60, 0.1, seed=3, directed=True)
    whole = whole_graph(acts(list(peer.edges)))
    assert abs(whole["reciprocity_weighted_z"]) < 3
    assert whole["reciprocity_weighted_p"] > 0.01


def test_repeated_acts_weigh_in_one_and_count_once_in_the_other() -> None:
    often = [(0, 1)] * 5 + [(1, 0)] * 5 + [(2, 3), (3, 4), (4, 2), (1, 2)]
    whole = whole_graph(acts(often))
    assert whole["reciprocity_weighted"] == pytest.approx(10 / 14)
    assert whole["reciprocated_ties"] == pytest.approx(2 / 6)
    assert whole["reciprocity_weighted_expected"] > whole["reciprocated_ties_expected"]


@settings(max_examples=15, deadline=None)
@given(loop_free.filter(lambda edges: len(edges) < 12))
def test_draws_are_seeded(edges: Pairs) -> None:
    assert against_chance(matrix(edges, 7), seed=5) == against_chance(matrix(edges, 7), seed=5)


@pytest.mark.parametrize(
    ("drawing", "reason"),
    [("ann>bob", "fewer than two people are observed"), ("ann> bob>", "no ties between observed people")],
)
def test_where_there_is_nothing_to_permute_chance_is_not_known(drawing: str, reason: str) -> None:
    whole = whole_graph(graph_of(drawing))
    assert whole["chance_reason"] == reason
    assert whole["draws"] == 0
    assert whole["reciprocity_weighted_expected"] is None
    assert whole["reciprocated_ties_p"] is None


def test_an_edge_that_stands_for_millions_of_acts_is_not_permuted(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text("source,target,weight\nann,bob,4000000000\nbob,ann,1\n")
    start = time.process_time()
    whole = whole_graph(gk.load(tmp_path / "e.csv"))
    assert time.process_time() - start < 10
    assert whole["chance_reason"] == "more than 2,000,000 acts between observed people"
    assert whole["reciprocity_weighted"] == pytest.approx(2 / 4_000_000_001)
    assert whole["draws"] == 0
