import networkx as nx
import pandas as pd
import pytest

import graphkit as gk
from graphkit._load import from_items
from graphkit.errors import UsageError
from graphkit.graph import Graph
from graphkit.post import Account, Post, Ref

ANN, BOB, EVE = (Account(id=str(i), handle=name) for i, name in enumerate(("ann", "bob", "eve"), start=1))
SECOND = 10**6


@pytest.fixture
def graph() -> Graph:
    return from_items(
        [
            Post("twitter", ANN, id="a1", time=1 * SECOND, mentions=(BOB,)),
            Post("twitter", ANN, id="a2", time=2 * SECOND, mentions=(BOB,)),
            Post("twitter", BOB, id="b1", time=3 * SECOND, reply_to=Ref(ANN, "a1")),
            Post("twitter", ANN, id="a3", time=4 * SECOND, retweet_of=Ref(BOB, "b0")),
            Post("twitter", EVE, id="e1", time=5 * SECOND, text="sun"),
            Post("twitter", EVE, id="e2", time=6 * SECOND, mentions=(EVE,)),
            Post("twitter", EVE, id="e3", time=7 * SECOND, reply_to=Ref(EVE, "e2")),
        ]
    )


def test_a_post_that_names_nobody_is_a_row_with_a_missing_target(graph: Graph) -> None:
    row = graph.interactions.set_index("post").loc["e1"]
    assert pd.isna(row["target"])
    assert row["kind"] == "post"


def test_edges_count_kinds_and_keep_self_loops(graph: Graph) -> None:
    edges = graph.edges.set_index(["source", "target"])
    assert edges.loc[("1", "2"), ["retweets", "mentions", "weight"]].tolist() == [1, 2, 3]
    assert edges.loc[("2", "1"), "replies"] == 1
    assert edges.loc[("3", "3"), "weight"] == 1
    assert str(edges.loc[("1", "2"), "first"]) == "1970-01-01 00:00:01"


def test_receipts_name_kind_file_and_line(graph: Graph) -> None:
    posts = graph.posts("eve")
    assert posts["id"].tolist() == ["e1", "e2", "e3"]
    assert posts["kind"].tolist() == ["post", "self", "thread"]
    assert not posts["for_others"].any()
    assert set(posts["file"]) == {"items"}
    assert "text" not in posts


def test_words_are_kept_only_when_asked_for() -> None:
    kept = from_items([Post("twitter", ANN, id="1", text="good morning")], keep_text=True)
    assert kept.posts("ann")["text"].tolist() == ["good morning"]


def test_networkx_gets_a_loop_free_graph_unless_loops_are_asked_for(graph: Graph) -> None:
    peer = graph.to_networkx()
    assert isinstance(peer, nx.DiGraph)
    assert set(peer.edges) == {("1", "2"), ("2", "1")}
    assert peer["1"]["2"]["weight"] == 3
    assert peer.nodes["3"] == {"label": "eve", "network": "twitter", "observed": True, "posts": 2}
    assert ("3", "3") in graph.to_networkx(self_loops=True).edges


def test_a_window_of_time_counts_only_its_posts(graph: Graph) -> None:
    part = graph.where(since="1970-01-01T00:00:03", until="1970-01-01T00:00:05")
    counts = part.counts
    assert counts.loc["1", "posts"] == 1
    assert counts.loc["2", "posts"] == 1
    assert "3" not in counts.index
    assert graph.counts.loc["1", "posts"] == 3, "the graph itself never changes"


def test_kinds_leave_the_denominator_alone(graph: Graph) -> None:
    counts = graph.where(kinds=["retweet"]).counts
    assert counts.loc["1", ["posts", "posts_for_others"]].tolist() == [3, 3], "what a post is does not depend on ties"
    assert graph.where(kinds=["retweet"]).edges["weight"].tolist() == [1]


def test_the_excluded_have_no_ties_and_nobody_else_shares_less(graph: Graph) -> None:
    part = graph.where(exclude=["bob"])
    assert part.counts.index.tolist() == ["1", "3"]
    assert part.counts.loc["1", "posts_for_others"] == 3
    assert set(part.edges["target"]) == {"3"}


def test_some_people_only(graph: Graph) -> None:
    part = graph.where(people=["ann"])
    assert part.counts.loc["1", "posts"] == 3
    assert pd.isna(part.counts.loc["2", "posts"])


def test_whose_posts_are_filtered_away_is_not_observed_in_the_part(graph: Graph) -> None:
    people = gk.measure(graph.where(people=["ann"])).set_index("id")
    assert not people.loc["2", "observed"]
    assert pd.isna(people.loc["1", "reciprocity"])
    assert people.loc["2", "verdict_reason"] == "only named by others: no posts in the part"


def test_dates_may_name_a_zone(graph: Graph) -> None:
    part = graph.where(since="1970-01-01T02:00:05+02:00")
    assert part.counts.loc["3", "posts"] == 2


def test_wrong_filters_are_refused_in_words(graph: Graph) -> None:
    with pytest.raises(UsageError, match="'yesterday' is no date"):
        graph.where(since="yesterday")
    with pytest.raises(UsageError, match="no kind is called 'shout'"):
        graph.where(kinds=["shout"])


def test_own_metrics_stand_beside_ours(graph: Graph) -> None:
    def loudness(g: Graph) -> pd.Series:
        return g.counts["posts"] * 2

    people = gk.measure(graph, ["me_share", loudness])
    assert people["loudness"].tolist() == [6, 2, 4]
    with pytest.raises(UsageError, match="no metric is called 'reciprocty'; did you mean 'reciprocity'"):
        gk.measure(graph, ["reciprocty"])


def test_the_graph_says_what_it_is(graph: Graph) -> None:
    assert repr(graph) == "<graphkit.Graph: 3 people, 7 posts, 5 interactions, 1970-01-01 to 1970-01-01>"


def test_posts_without_an_author_are_rejected_and_counted() -> None:
    graph = from_items([Post("twitter", Account(), id="x"), Post("twitter", ANN, id="1")])
    (tally,) = graph.provenance.files
    assert (tally.read, tally.used, tally.rejected) == (2, 1, 1)
    assert graph.rejects(5)["code"].tolist() == ["record.no_author"]


def test_kinds_of_posts_and_the_latest_are_those_that_posts_gives() -> None:
    community = gk.load("data/community_v1.jsonl.gz")
    latest = community.latest(20)
    for person, row in community.post_kinds.iterrows():
        posts = community.posts(str(person))
        posts = posts[posts["kind"] != "thread"]
        assert row[["retweet", "quote", "reply", "mention", "self", "post"]].sum() == len(posts)
        for kind, number in posts["kind"].value_counts().items():
            assert row[kind] == number
        assert (row["first"], row["last"]) == (posts["time"].min(), posts["time"].max())
        assert latest.loc[latest["id"] == person, "kind"].tolist() == posts["kind"].tolist()[-20:]
