import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings

import graphkit as gk
from graphkit._load import from_items
from graphkit.metrics import whole_graph
from graphkit.post import Act, Post
from tests._graphs import account, graph_of
from tests.metrics.test_sharing import random_posts


def test_a_square_worked_by_hand() -> None:
    # ann and bob name each other, ann names cyd twice, cyd names nobody, dan names ann
    people = gk.measure(graph_of("ann>bob bob>ann ann>cyd ann>cyd cyd> dan>ann")).set_index("id")
    ann = people.loc["ann"]
    # O = {bob, cyd}, I = {bob, dan}: 2·1/(2+2)
    assert ann["reciprocity"] == 0.5
    assert ann["returns"] == 0.5
    assert ann["returned"] == 0.5
    assert ann["reciprocated_pairs"] == pytest.approx(1 / 3)
    # of three acts given, bob's one comes back
    assert ann["reciprocity_weighted"] == pytest.approx(1 / 3)
    assert ann["coverage"] == 1
    assert people.loc["cyd", "reciprocity"] == 0
    assert people.loc["cyd", "returns"] == 0
    assert pd.isna(people.loc["cyd", "returned"])
    assert (
        people.loc["cyd", "reciprocity_reason"] == "returned, reciprocity_weighted: they act towards no observed person"
    )


def test_self_mentions_earn_no_reciprocity() -> None:
    people = gk.measure(graph_of("eve>eve eve>eve ann>bob bob>ann")).set_index("id")
    assert pd.isna(people.loc["eve", "reciprocity"])
    assert people.loc["eve", "reciprocity_reason"] == "no ties to other people"
    assert people.loc["eve", "self_mention_ratio"] == 1


def test_one_persons_archive_knows_nothing_of_returning() -> None:
    people = gk.measure(graph_of("ann>bob ann>cyd")).set_index("id")
    assert pd.isna(people.loc["ann", "reciprocity"])
    assert people.loc["ann", "coverage"] == 0
    assert people.loc["ann", "reciprocity_reason"] == "others' posts are not in the export"
    for column in ("in_degree", "pagerank", "betweenness"):
        assert pd.isna(people.loc["ann", column])
    assert people.loc["ann", "out_degree"] == 2


def test_in_an_edge_list_everyone_is_observed_unless_sources_are_asked_for() -> None:
    acts = [
        Act("edges", account("a"), account("b"), time=1),
        Act("edges", account("b"), account("a"), time=2),
    ]
    acts.append(Act("edges", account("a"), account("c"), time=3))
    everyone = gk.measure(from_items(acts)).set_index("id")
    assert everyone["observed"].all()
    assert everyone.loc["a", "reciprocity"] == pytest.approx(2 / 3)
    assert everyone.loc["a", "verdict_reason"] == "no posts in the export"
    sources = gk.measure(from_items(acts, observed="sources")).set_index("id")
    assert not sources.loc["c", "observed"]
    assert sources.loc["a", "reciprocity"] == 1
    assert sources.loc["a", "coverage"] == 0.5


@settings(max_examples=30, deadline=None)
@given(random_posts())
def test_reciprocity_equals_networkx_on_the_loop_free_graph_of_observed_people(items: list[Post]) -> None:
    graph = from_items(items)
    try:
        full = graph.to_networkx()
        seen = full.subgraph([node for node, data in full.nodes(data=True) if data["observed"]])
        people = gk.measure(graph, ["reciprocity", "reciprocated_pairs"]).set_index("id")
        for person in seen:
            if seen.degree(person) == 0:
                assert pd.isna(people.loc[person, "reciprocity"])
                continue
            assert people.loc[person, "reciprocity"] == pytest.approx(nx.reciprocity(seen, person))
            low, high = people.loc[person, ["reciprocity_low", "reciprocity_high"]]
            assert 0 <= low <= people.loc[person, "reciprocity"] <= high <= 1
        whole = whole_graph(graph)
        assert whole["ties"] == seen.number_of_edges()
        if whole["ties"]:
            assert whole["reciprocated_ties"] == pytest.approx(nx.overall_reciprocity(seen))
            matched = sum(
                min(d["weight"], seen[v][u]["weight"]) for u, v, d in seen.edges(data=True) if seen.has_edge(v, u)
            )
            assert whole["reciprocity_weighted"] == pytest.approx(matched / seen.size(weight="weight"))
    finally:
        graph.close()


def test_rho_compares_with_chance_of_the_same_density() -> None:
    # three people, ties ann-bob both ways and ann>cyd: r = 2/3, density 3/6, ρ = (2/3 - 1/2) / (1/2)
    whole = whole_graph(graph_of("ann>bob bob>ann ann>cyd cyd>"))
    assert whole["rho"] == pytest.approx(1 / 3)


def test_a_like_observes_nobody_and_is_no_weight() -> None:
    post = Post("twitter", account("ann"), id="9", time=9, mentions=(account("zoe"),))
    like = Act("twitter", account("ann"), account("zoe"), kind="like", time=9)
    graph = from_items([post, like])
    people = gk.measure(graph).set_index("id")
    assert not people.loc["zoe", "observed"]
    assert pd.isna(people.loc["ann", "reciprocity"])
    edge = graph.edges.iloc[0]
    assert (edge["likes"], edge["mentions"], edge["weight"]) == (1, 1, 1)
