"""Every number opens to the posts, acts or people it rests on, and these add up to it."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graphkit as gk
from graphkit._load import from_items, load
from graphkit._person_lines import person_printed
from graphkit._receipts import _WHOLE, RECEIPTS, acts, posts, ties
from graphkit.errors import UsageError
from graphkit.graph import Graph
from graphkit.metrics import METRICS
from graphkit.post import Act
from tests._graphs import account, graph_of

DATA = Path(__file__).parents[1] / "data"
COUNTS = ["posts", "posts_for_others", "threads", "self_mentions", "interactions_sent", "unknown_target_posts"]
NO_SUM = {
    "counts",
    "verdict",
    "verdict_with_threads",
    "posts_needed",
    "posts_for_balance",
    "percentile",
    "effective_people",
    "discussions_joined",
    "acknowledges",
    "practice_reason",
}
"""Words, and numbers that are made of others: the rows show what they are made of."""


@pytest.fixture(scope="module")
def town() -> Graph:
    return load(DATA / "town.csv")


def posts_behind(graph: Graph, person: str, number: str) -> list[str]:
    rows = gk.person(graph, person).receipts(number)
    return sorted(rows["id" if "id" in rows else "post"])


def added_up(rows: pd.DataFrame) -> float:
    whole = rows["of"].sum() if "of" in rows else 1
    return float(rows["counts"].sum() / whole) if whole else float("nan")


def test_every_metric_and_every_count_has_receipts_in_the_order_of_the_columns() -> None:
    assert [name for name in RECEIPTS if name not in COUNTS] == list(METRICS)
    assert set(COUNTS) < set(RECEIPTS)


def test_what_is_computed_from_the_whole_graph_says_so_and_shows_the_ties(town: Graph) -> None:
    whole = {name for name, receipt in RECEIPTS.items() if receipt.says == _WHOLE}
    assert {"pagerank", "betweenness", "harmonic", "hub", "authority", "core", "community"} < whole
    assert set(gk.person(town, "hal_dean").receipts("pagerank")) >= {"other", "given", "received"}
    assert gk.person(town, "ann_reed").receipts("pagerank")["label"].tolist()[0] == "cat_moor"


def demand_sums(graph: Graph) -> None:
    people = gk.measure(graph)
    for _, row in people[people["observed"]].iterrows():
        found = gk.person(graph, row["id"], people=people)
        for number in RECEIPTS.keys() - NO_SUM:
            if RECEIPTS[number].says != _WHOLE and not pd.isna(row[number]):
                told = added_up(found.receipts(number))
                assert told == pytest.approx(row[number]), (row["id"], number)


def test_receipts_add_up_to_every_number_of_the_town(town: Graph) -> None:
    demand_sums(town)


def test_receipts_add_up_in_a_part_too(town: Graph) -> None:
    demand_sums(town.where(kinds=["reply"], exclude=["ann_reed"]))
    demand_sums(town.where(since="2012-05-10"))


names = st.sampled_from(["ann", "bob", "cyd", "dan"])
words = st.one_of(
    st.builds("{}>{}".format, names, st.sampled_from(["", "ann", "bob", "cyd", "ann,bob", "eve"])),
    st.builds(
        "{}>{}:{}".format, names, st.sampled_from(["ann", "bob", "?"]), st.sampled_from(["retweet", "quote", "reply"])
    ),
    names.map("{0}>{0}:thread".format),
)


@settings(max_examples=8, deadline=None)
@given(st.lists(words, min_size=1, max_size=25))
def test_receipts_add_up_to_every_number(drawing: list[str]) -> None:
    demand_sums(graph_of(" ".join(drawing)))


def test_receipts_of_the_town_worked_by_hand(town: Graph) -> None:
    assert posts_behind(town, "flo_pike", "self_mentions") == ["605", "606", "607", "608", "611"]
    assert posts_behind(town, "flo_pike", "posts_for_others") == ["604", "609", "610", "611"]
    assert posts_behind(town, "flo_pike", "threads") == ["602", "603"]
    assert posts_behind(town, "jo_quill", "unknown_target_posts") == ["801"]
    praise = gk.person(town, "flo_pike").receipts("praise_share")
    assert praise.loc[praise["counts"] == 1, "id"].tolist() == ["609", "610"]
    assert praise["of"].sum() == 9


def test_who_acts_in_return_worked_by_hand(town: Graph) -> None:
    jo = gk.person(town, "jo_quill").receipts("reciprocity").set_index("label")
    assert set(jo.index[jo["both_ways"]]) == {"ann_reed", "dan_west"}
    assert set(jo.index[~jo["both_ways"] & (jo["given"] > 0)]) == {"flo_pike", "gus_bell"}
    assert set(jo.index[~jo["both_ways"] & (jo["received"] > 0)]) == {"bob_hale", "cat_moor"}
    ann = jo.loc["ann_reed"]
    assert (ann["given"], ann["received"], ann["received_first_post"], ann["received_last_post"]) == (
        2,
        2,
        "204",
        "206",
    )
    assert (jo["counts"].sum(), jo["of"].sum()) == (4, 8)


def test_acts_say_direction_other_kind_file_and_line(town: Graph) -> None:
    found = acts(town, "handle:ivy_nash")
    assert found["post"].tolist() == ["103", "302", "405", "108", "208"]
    assert found["direction"].unique().tolist() == ["received"]
    assert found["weight"].tolist() == [0, 1, 1, 1, 1]  # 103 passes on words that name her: an echo
    first = found.iloc[1]
    assert (first["label"], first["kind"], first["file"], first["line"]) == ("cat_moor", "mention", "town.csv", 22)


def test_acts_of_an_edge_list_say_where_they_stand(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(
        "source,target,time,kind\nann,bob,2012-05-01,retweet\nbob,ann,2012-05-02,reply\n"
    )
    found = gk.person(load(tmp_path / "list.csv"), "ann")
    assert found.acts[["direction", "label", "file", "line"]].to_numpy().tolist() == [
        ["sent", "bob", "list.csv", 2],
        ["received", "bob", "list.csv", 3],
    ]
    assert found.receipts("reciprocity")["both_ways"].tolist() == [True]
    assert found.posts.empty


def test_likes_are_acts_but_make_nobody_acted_towards() -> None:
    ann, bob = account("ann"), account("bob")
    graph = from_items([Act("twitter", ann, bob, "like", 1, "7"), Act("twitter", bob, ann, "mention", 2, "8")])
    (tie,) = gk.person(graph, "ann").ties.to_dict("records")
    assert (tie["given"], tie["given_likes"], tie["received"], tie["both_ways"]) == (0, 1, 1, False)
    assert gk.person(graph, "ann").acts["post"].tolist() == ["7", "8"]


def test_the_first_and_the_last_act_are_dated_ones_where_there_are() -> None:
    ann, bob = account("ann"), account("bob")
    times = [(None, "5"), (3_000_000, "6"), (9_000_000, "7")]
    graph = from_items([Act("twitter", ann, bob, "mention", time, post) for time, post in times])
    (tie,) = gk.person(graph, "ann").ties.to_dict("records")
    assert (tie["given_first_post"], tie["given_last_post"], tie["undated"]) == ("6", "7", 1)


def test_acts_of_kinds_that_were_not_asked_for_make_no_ties(town: Graph) -> None:
    found = gk.person(town.where(kinds=["retweet"]), "bob_hale")
    assert found.ties["given"].sum() == 9
    received = found.acts[found.acts["direction"] == "received"]
    assert not received["counted"].any()


def test_receipts_do_not_depend_on_the_order_of_the_exports() -> None:
    exports = [DATA / "tweets_twarc.csv", DATA / "tweets_twitwi.csv"]
    one, two = load(*exports), load(*reversed(exports))
    for person in one.counts.index:
        for table in (posts, acts, ties):
            pd.testing.assert_frame_equal(table(one, person), table(two, person))


def test_an_unknown_number_names_the_nearest(town: Graph) -> None:
    with pytest.raises(UsageError, match="no number of a person is called 'reciprocty'; did you mean 'reciprocity'"):
        gk.person(town, "ann_reed").receipts("reciprocty")


def test_a_person_says_when_a_clear_change_came_and_nothing_where_there_is_none(tmp_path: Path) -> None:
    days = [f"2012-0{month}-{day:02}" for month in (5, 6, 7) for day in range(1, 31)]
    rows = ["author,text,created_at"]
    rows += [f"ann,{'@bob hi' if day >= '2012-06-15' else 'sun'},{day}" for day in days]
    rows += [f"eve,{'@bob hi' if int(day[-2:]) % 2 else 'sun'},{day}" for day in days]
    (tmp_path / "posts.csv").write_text("\n".join(rows), encoding="utf-8")
    graph = load(tmp_path / "posts.csv")
    assert gk.person(graph, "eve").changed == ""
    told = gk.person(graph, "ann").changed
    assert told.startswith("The share of posts for others rose, most likely on 15 Jun 2012")
    assert list(person_printed(gk.person(graph, "ann"), (), "text"))[2] == told
