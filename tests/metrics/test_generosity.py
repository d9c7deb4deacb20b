import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graphkit as gk
from graphkit._load import from_items
from graphkit.post import Account, Act, Post, Ref
from tests._graphs import account, graph_of
from tests.metrics import _reference as reference

NAMES = ["generosity", "debt", "gave_first", "ties_reason"]


def rows(items: list[Post | Act]) -> pd.DataFrame:
    return gk.measure(from_items(items), NAMES).set_index("id")


def test_giving_worked_by_hand() -> None:
    # ann passes bob on three times and cyd once; bob passes ann on once; mentions and answers are no gifts
    drawing = "ann>bob:retweet ann>bob:quote ann>bob:retweet ann>cyd:retweet bob>ann:retweet cyd>ann cyd>bob:reply"
    people = gk.measure(graph_of(drawing)).set_index("id")
    assert people.loc["ann", "generosity"] == pytest.approx((2 + 1) / 4)
    assert people.loc["ann", "debt"] == 0
    assert people.loc["bob", "generosity"] == 0
    assert people.loc["bob", "debt"] == pytest.approx(2 / 3)
    assert pd.isna(people.loc["cyd", "generosity"])
    assert people.loc["cyd", "debt"] == 1
    assert people.loc["cyd", "ties_reason"] == "generosity: they passed on or credited no observed person"


def test_a_credit_is_a_gift() -> None:
    ann, bob = account("ann"), account("bob")
    items = [
        Post("twitter", ann, id="1", time=1, text="a good read via @bob", mentions=(bob,)),
        Post("twitter", bob, id="2", time=2, text="hello @ann", mentions=(ann,)),
    ]
    people = rows(items)
    assert people.loc["ann", "generosity"] == 1
    assert pd.isna(people.loc["bob", "generosity"])


def test_what_the_unobserved_gave_back_is_not_known() -> None:
    people = gk.measure(graph_of("ann>bob:retweet ann>bob:retweet")).set_index("id")
    assert people.loc["ann", ["generosity", "debt", "gave_first"]].isna().all()
    assert people.loc["ann", "ties_reason"].startswith(
        "generosity, debt, gave_first: others' posts are not in the export"
    )
    assert people.loc["bob", "ties_reason"] == "their own posts are not in the export"


def test_oneself_is_nobody_to_give_to() -> None:
    people = gk.measure(graph_of("eve>eve:retweet ann>bob bob>")).set_index("id")
    assert pd.isna(people.loc["eve", "generosity"])
    assert people.loc["eve", "ties_reason"].startswith("generosity, debt, gave_first: no ties to other people")


def test_who_acts_first_worked_by_hand() -> None:
    # ann began with bob, cyd with ann; dan never answered ann, so nobody knows who would have begun
    people = gk.measure(graph_of("ann>bob cyd>ann bob>ann ann>cyd ann>cyd ann>dan dan>")).set_index("id")
    ann = people.loc["ann"]
    assert ann["gave_first"] == 0.5
    assert (ann["gave_first_low"], ann["gave_first_high"]) == pytest.approx(reference.wilson(1, 2))
    assert people.loc["bob", "gave_first"] == 0
    assert people.loc["cyd", "gave_first"] == 1
    assert pd.isna(people.loc["dan", "gave_first"])


@pytest.mark.parametrize("times", [(None, 2), (1, None), (5, 5)])
def test_without_a_time_or_at_the_same_time_nobody_was_first(times: tuple[int | None, int | None]) -> None:
    a, b = Account("a"), Account("b")
    people = rows([Act("edges", a, b, time=times[0]), Act("edges", b, a, time=times[1])])
    assert people["gave_first"].isna().all()
    assert people.loc["a", "ties_reason"].endswith("gave_first: no dated ties that go both ways")


def test_an_undated_act_among_dated_ones_leaves_open_who_was_first() -> None:
    a, b = Account("a"), Account("b")
    acts = [Act("edges", a, b, time=1), Act("edges", b, a, time=2), Act("edges", b, a)]
    assert rows(acts)["gave_first"].isna().all()


def test_a_like_is_no_first_act() -> None:
    ann, bob = account("ann"), account("bob")
    items = [
        Act("twitter", bob, ann, kind="like", time=1),
        Post("twitter", ann, id="1", time=2, mentions=(bob,)),
        Post("twitter", bob, id="2", time=3, mentions=(ann,)),
    ]
    assert rows(items).loc["ann", "gave_first"] == 1


def test_the_weight_of_an_edge_counts() -> None:
    a, b = Account("a"), Account("b")
    people = rows([Act("edges", a, b, "retweet", time=1, weight=5), Act("edges", b, a, "retweet", time=2)])
    assert people.loc["a", "generosity"] == pytest.approx(4 / 5)


PEOPLE = [Account(id=str(i), handle=f"p{i}") for i in range(5)]
WORDS = ["hello @{0}", "a good read via @{0}", "RT @{0}: words", "@{0} yes", "@{0} thanks @{0}", "words"]


@st.composite
def posts(draw: st.DrawFn) -> list[Post]:
    """Posts of three of five people that name, credit, answer and pass on; some without a time."""
    person = st.sampled_from(PEOPLE)
    drawn = st.tuples(
        st.sampled_from(PEOPLE[:3]), person, st.sampled_from(WORDS), st.none() | person, st.integers(0, 9)
    )
    made = draw(st.lists(drawn, min_size=1, max_size=40))
    return [
        Post(
            "twitter",
            author,
            id=str(i),
            time=i // 2 if dated else None,
            text=words.format(named.handle),
            mentions=(named,) if words != "words" else (),
            retweet_of=Ref(passed, f"of {i}") if passed else None,
        )
        for i, (author, named, words, passed, dated) in enumerate(made)
    ]


@settings(max_examples=40, deadline=None)
@given(posts())
def test_giving_equals_plain_python(items: list[Post]) -> None:
    graph = from_items(items)
    try:
        people = gk.measure(graph, NAMES).set_index("id")
        for person, (generosity, debt, first) in reference.giving(items).items():
            row = people.loc[person]
            for name, expected in (("generosity", generosity), ("debt", debt), ("gave_first", first)):
                assert (None if pd.isna(row[name]) else row[name]) == (
                    None if expected is None else pytest.approx(expected)
                ), name
    finally:
        graph.close()
