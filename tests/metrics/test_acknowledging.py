from collections import defaultdict
from datetime import UTC, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graphkit as gk
from graphkit._load import from_items, load
from graphkit.post import Account, Act, Item, Post
from tests._graphs import account
from tests.metrics import _reference as reference

DAY = 24 * 3600 * 10**6
A, B, C = (Account(name) for name in "abc")


def act(source: Account, target: Account, day: float | None, kind: str = "mention", post_id: str = "") -> Act:
    time = None if day is None else round(day * DAY)
    return Act("edges", source, target, kind, time, post_id)  # type: ignore[arg-type]


def measured(items: list[Item], **options: object) -> pd.DataFrame:
    return gk.measure(from_items(items, **options), ["acknowledges"]).set_index("id")  # type: ignore[arg-type]


END = act(C, C, 100)
"""An export that reaches to the hundredth day; who acts on nobody but himself answers nobody."""
FAR = [END, act(C, C, 0)]


def test_acknowledging_worked_by_hand() -> None:
    # b acts on days 1, 2, 30; a answers on day 3 (the act of day 1) and 9 (that of day 2), and too late on day 38
    acts = [act(B, A, 1), act(B, A, 2), act(B, A, 30), act(A, B, 3), act(A, B, 9), act(A, B, 38)]
    a = measured(FAR + acts).loc["a"]
    assert (a["acts_received"], a["acts_answered"]) == (3, 2)
    assert a["acknowledges"] == pytest.approx(2 / 3)
    assert (a["acknowledges_low"], a["acknowledges_high"]) == pytest.approx(reference.wilson(2, 3))
    assert a["acknowledges_reason"] == ""


def test_one_answer_answers_one_act() -> None:
    assert measured([*FAR, act(B, A, 1), act(B, A, 2), act(A, B, 3)]).loc["a", "acts_answered"] == 1


def test_a_like_answers_and_asks_for_no_answer() -> None:
    found = measured([*FAR, act(B, A, 1), act(A, B, 2, "like")])
    assert found.loc["a", "acknowledges"] == 1
    assert found.loc["b", "acknowledges_reason"] == "nobody acts towards them"


@pytest.mark.parametrize(("day", "answered"), [(1, 0), (1.0001, 1), (8, 1), (8.0001, 0), (0.5, 0)])
def test_an_answer_comes_later_and_within_seven_days(day: float, answered: int) -> None:
    assert measured([*FAR, act(B, A, 1), act(A, B, day)]).loc["a", "acts_answered"] == answered


def test_acting_towards_somebody_else_is_no_answer() -> None:
    assert measured([*FAR, act(B, A, 1), act(A, C, 2)]).loc["a", "acknowledges"] == 0


def test_acts_that_could_not_be_answered_are_not_counted() -> None:
    found = measured([act(C, C, 0), act(B, A, 92), act(B, A, 93), act(B, A, 93.5), act(A, B, 94), act(C, C, 100)])
    assert (found.loc["a", "acts_received"], found.loc["a", "acts_answered"]) == (2, 1)


def test_where_nothing_could_be_answered_the_reason_is_said() -> None:
    words = "no act towards them could be answered: 7 days of the export must follow it"
    assert measured([act(B, A, 1), act(A, B, 2)])["acknowledges_reason"].to_dict() == {"a": words, "b": words}
    assert measured([*FAR, act(B, A, None)]).loc["a", "acknowledges_reason"] == "the acts towards them have no time"


def test_acts_of_people_with_undated_answers_are_left_out() -> None:
    found = measured([*FAR, act(B, A, 1), act(C, A, 1), act(A, B, None)])
    assert (found.loc["a", "acts_received"], found.loc["a", "acknowledges"]) == (1, 0)


def post(author: Account, number: int, day: float, *named: Account, via: str = "unknown") -> Post:
    words = "words " + " ".join(f"@{one.handle}" for one in named)
    return Post("twitter", author, str(number), round(day * DAY), words, named, collected_via=via)  # type: ignore[arg-type]


ANN, BOB = account("ann"), account("bob")


def test_of_an_archive_alone_nothing_is_known() -> None:
    found = measured([post(ANN, 1, 1, BOB), post(ANN, 2, 50)])
    assert found["acknowledges_reason"].to_dict() == {
        "ann": "others' posts are not in the export",
        "bob": "their own posts are not in the export",
    }
    assert found[["acknowledges", "acts_received", "acts_answered"]].isna().all(axis=None)


def test_in_a_sample_answers_may_be_missing() -> None:
    posts = [post(BOB, 1, 1, ANN), post(ANN, 2, 40, via="search")]
    assert measured(posts).loc["ann", "acknowledges_reason"] == "a sample, not a timeline"
    assert measured([post(ANN, 3, 0), *posts], rules=gk.Rules(sample_ok=True)).loc["ann", "acknowledges"] == 0


def table(*rows: tuple[str, float, str]) -> pd.DataFrame:
    """Posts of a table: author, day, words."""
    days = [datetime.fromtimestamp(day * 24 * 3600, UTC).isoformat() for _, day, _ in rows]
    return pd.DataFrame({"username": [r[0] for r in rows], "created_at": days, "text": [r[2] for r in rows]})


def test_each_person_s_coverage_ends_with_the_exports_of_their_posts() -> None:
    # ann's own export ends on day 20, bob's on day 90: what bob wrote to ann on day 15 she had no time to answer
    hers = table(("ann", 1, "me"), ("ann", 20, "me"))
    his = table(("bob", 2, "hello @ann"), ("bob", 15, "hello @ann"), ("bob", 90, "hello @ann"))
    found = gk.measure(load(hers, his), ["acknowledges"]).set_index("id")
    assert found.loc["handle:ann", "acts_received"] == 1
    # one stream of both reaches to its own end
    both = gk.measure(load(pd.concat([hers, his])), ["acknowledges"]).set_index("id")
    assert both.loc["handle:ann", "acts_received"] == 2


def test_what_came_before_the_export_of_their_posts_is_not_counted() -> None:
    hers = table(("ann", 30, "me"), ("ann", 60, "me"))
    his = table(("bob", 2, "hello @ann"), ("bob", 40, "hello @ann"))
    found = gk.measure(load(hers, his), ["acknowledges"]).set_index("id")
    assert found.loc["handle:ann", "acts_received"] == 1


def test_a_window_ends_the_coverage() -> None:
    graph = from_items([*FAR, act(B, A, 1), act(B, A, 20), act(A, B, 21), act(B, A, 40)])
    part = graph.where(until="1970-01-26")  # day 25
    assert gk.measure(part, ["acknowledges"]).set_index("id").loc["a", "acts_received"] == 1
    again = part.where(since="1970-01-10", until="1970-12-31")
    words = gk.measure(again, ["acknowledges"]).set_index("id").loc["a", "acknowledges_reason"]
    assert words == "no act towards them could be answered: 7 days of the export must follow it"


def test_a_choice_of_people_does_not_shorten_the_coverage() -> None:
    part = from_items([*FAR, act(B, A, 1), act(A, B, 2)]).where(people=["a", "b"])
    assert gk.measure(part, ["acknowledges"]).set_index("id").loc["a", "acknowledges"] == 1
    alone = from_items([*FAR, act(B, A, 1), act(A, B, 2)]).where(people=["a"])
    reason = gk.measure(alone, ["acknowledges"]).set_index("id").loc["a", "acknowledges_reason"]
    assert reason == "others' posts are not in the export"


def test_the_unanswered_are_listed_oldest_first() -> None:
    posts = [post(BOB, 7, 9, ANN), post(BOB, 5, 3, ANN), post(ANN, 6, 4, BOB), post(account("cyd"), 10, 2, ANN)]
    graph = from_items([*posts, post(ANN, 8, 60), post(ANN, 9, 0)])
    found = gk.metrics.unanswered(graph, "@Ann")
    assert found["post"].tolist() == ["10", "7"]
    assert found["source"].tolist() == ["cyd", "bob"]
    assert found["kind"].tolist() == ["mention", "mention"]
    assert found["time"].tolist() == [pd.Timestamp("1970-01-03"), pd.Timestamp("1970-01-10")]
    assert gk.metrics.unanswered(graph, "bob").empty
    assert list(gk.metrics.unanswered(graph, "bob").columns) == list(found.columns)


PEOPLE = [Account(str(i)) for i in range(3)]


@st.composite
def acts(draw: st.DrawFn) -> list[Act]:
    """Acts at half days, many at the same time, some without one."""
    person = st.sampled_from(PEOPLE)
    day = st.integers(0, 60).map(lambda half: half / 2)
    kinds = st.sampled_from(["mention", "retweet", "like", "reply"])
    drawn = draw(st.lists(st.tuples(person, person, day, kinds, st.integers(0, 30)), min_size=1, max_size=60))
    return [
        act(source, target, None if dice == 0 else time, kind, f"p{number}")
        for number, (source, target, time, kind, dice) in enumerate(drawn)
    ]


def plainly(items: list[Act]) -> dict[str, list[tuple[int, bool]]]:
    """For each person the acts that could be answered, and whether they were: by trying every answer."""
    dated = [item.time for item in items if item.time is not None]
    first, last = (min(dated), max(dated)) if dated else (1, 0)
    given: dict[tuple[str, str], list[int]] = defaultdict(list)
    undated = {
        (i.source.id, i.target.id) for i in items if i.time is None and i.kind != "like" and i.source != i.target
    }
    for item in items:
        if item.time is not None:
            given[item.source.id, item.target.id].append(item.time)
    found: dict[str, list[tuple[int, bool]]] = defaultdict(list)
    for item in sorted(items, key=lambda item: item.time or 0):
        pair = item.target.id, item.source.id
        if item.kind == "like" or item.time is None or item.source == item.target or pair in undated:
            continue
        if not first <= item.time <= last - 7 * DAY:
            continue
        fitting = [time for time in given[pair] if item.time < time <= item.time + 7 * DAY]
        if fitting:
            given[pair].remove(min(fitting))
        found[item.target.id].append((item.time, bool(fitting)))
    return found


@settings(max_examples=40, deadline=None)
@given(acts())
def test_acknowledging_equals_plain_python(items: list[Act]) -> None:
    graph = from_items(items)
    try:
        found = gk.measure(graph, ["acknowledges"]).set_index("id")
        expected = plainly(items)
        for person, row in found.iterrows():
            if not row["observed"] or row["acknowledges_reason"] == "others' posts are not in the export":
                assert pd.isna(row["acts_received"])
                continue
            received = expected.get(str(person), [])
            if received:
                assert (row["acts_received"], row["acts_answered"]) == (len(received), sum(a for _, a in received))
            else:
                assert row["acknowledges_reason"]
            left = gk.metrics.unanswered(graph, str(person))
            assert len(left) == sum(not answered for _, answered in received)
            assert left["time"].is_monotonic_increasing
    finally:
        graph.close()
