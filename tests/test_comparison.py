"""What changed between two parts: differences, the words for them, and what chance alone would make."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

import graphkit as gk
from graphkit._load import from_items
from graphkit.comparison import fisher, pooled
from graphkit.errors import NoDataError, UsageError
from graphkit.metrics._intervals import newcombe, wilson
from graphkit.post import Act, Post
from tests._graphs import account, graph_of
from tests.test_load import jsonl, tweet

SECOND = 1_000_000
SPLIT = "1970-01-01T00:16:40"
"""1,000 seconds after the beginning of time."""


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        # Table II of the paper, method 10
        ((48, 80), (56, 70), 0.0524, 0.3339),
        ((3, 10), (9, 10), 0.1705, 0.8090),
        ((2, 7), (6, 7), 0.0582, 0.8062),
        ((0, 29), (5, 56), -0.0381, 0.1926),
        ((0, 20), (0, 10), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((0, 20), (10, 10), 0.6791, 1.0),
        ((0, 10), (10, 10), 0.6075, 1.0),
    ],
)
def test_newcombes_interval_gives_the_published_answers(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    _, found_low, found_high = newcombe(first, second)
    assert (float(found_low), float(found_high)) == pytest.approx((low, high), abs=6e-5)


SIDE = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(SIDE, SIDE)
def test_a_difference_lies_in_its_interval_and_turns_round_with_its_sides(
    a: tuple[int, int], b: tuple[int, int]
) -> None:
    difference, low, high = map(float, newcombe(a, b))
    assert -1 <= low <= difference <= high <= 1
    assert newcombe(b, a) == pytest.approx((-difference, -high, -low), abs=1e-12)


def test_without_a_trial_there_is_no_difference() -> None:
    assert np.isnan(newcombe(([0, 1], [0, 2]), ([1, 0], [2, 0]))).all()


@given(SIDE, SIDE)
def test_p_is_twice_the_smaller_tail_of_fishers_test(a: tuple[int, int], b: tuple[int, int]) -> None:
    table = [[b[0], b[1] - b[0]], [a[0], a[1] - a[0]]]
    tails = [fisher_exact(table, alternative=side).pvalue for side in ("less", "greater")]
    assert float(fisher(a, b)) == pytest.approx(min(1, 2 * min(tails)), rel=1e-7)


def timeline(name: str, first: tuple[int, int], second: tuple[int, int]) -> list[Post]:
    """(for others, posts) before and after the split, spread evenly over each part."""
    made = []
    for start, (t, n) in ((0, first), (1000, second)):
        for i in range(n):
            named = (i + 1) * t // n > i * t // n
            time = (start + i) * SECOND
            made.append(
                Post("x", account(name), id=f"{name}{start + i}", time=time, mentions=(account("zoe"),) * named)
            )
    return made


def test_a_comparison_worked_by_hand() -> None:
    items = timeline("ann", (48, 80), (56, 70)) + timeline("eve", (0, 60), (1, 60)) + timeline("few", (0, 3), (3, 3))
    found = gk.compare(from_items(items), split=SPLIT)
    people = found.people.set_index("id")
    ann = people.loc["ann"]
    assert (ann["posts_a"], ann["posts_for_others_a"], ann["posts_b"], ann["posts_for_others_b"]) == (80, 48, 70, 56)
    assert ann["share_change"] == pytest.approx(0.2)
    assert (ann["share_change_low"], ann["share_change_high"]) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert (ann["verdict_a"], ann["verdict_b"]) == ("names others", "names others")
    # of two people compared the smaller p counts double: ann's 0.0126 becomes 0.025
    assert ann["change_p"] == pytest.approx(0.0126, abs=5e-4)
    assert ann["change_p_adjusted"] == pytest.approx(2 * ann["change_p"])
    assert people["trend"].to_dict() == {
        "ann": "more for others",
        "eve": "no clear change",
        "few": "too few posts",
        "zoe": pytest.approx(np.nan, nan_ok=True),
    }
    assert people.loc["eve", "verdict_a"] == "me..me..me"
    assert pd.isna(people.loc["few", "change_p"])
    assert people.loc["zoe", "comparison_reason"].startswith("a: only named by others: no posts in the part; b: only")
    assert found.sentences[1:] == (
        "Of 2 people with enough posts on both sides, 1 changed clearly: 1 to more for others, 0 to fewer for others.",
        "Taken one by one, 1 of the 2 intervals leaves out 0; chance alone makes about 0.1 do so. Clear is what holds "
        "with all 2 comparisons allowed for (Benjamini–Hochberg, 5 %).",
    )


def test_of_many_people_who_do_not_change_hardly_any_is_said_to() -> None:
    chance = np.random.default_rng(7)
    wrong = 0
    for _ in range(3):
        items = []
        for person in range(100):
            a, b = chance.binomial(60, 0.4, size=2)
            items += timeline(f"p{person}", (int(a), 60), (int(b), 60))
        people = gk.compare(from_items(items), split=SPLIT).people
        wrong += bool(people["trend"].isin(["more for others", "fewer for others"]).any())
    assert wrong <= 1


def test_posts_that_resemble_each_other_weigh_as_fewer() -> None:
    # before and after, runs of ten alike: 20 of 60 and 40 of 60, of independent posts p = 0.0006
    def runs(start: int, lengths: list[int]) -> list[Post]:
        draws = [i % 2 for i, length in enumerate(lengths) for _ in range(length)]
        return [
            Post("x", account("ann"), id=f"{start}{i}", time=(start + i) * SECOND, mentions=(account("zoe"),) * draw)
            for i, draw in enumerate(draws)
        ]

    items = runs(0, [20, 10, 20, 10]) + runs(1000, [10, 20, 10, 20])
    (ann,) = gk.compare(from_items(items), split=SPLIT).people.query("id == 'ann'").to_dict("records")
    assert ann["dependence"] > 5
    assert ann["change_p"] > 0.3
    assert ann["share_change_low"] > 0
    assert ann["trend"] == "no clear change"


def test_a_keyword_sample_is_not_compared() -> None:
    items = [Post("x", account("ann"), id=str(i), time=i * 20 * SECOND, collected_via="search") for i in range(100)]
    found = gk.compare(from_items(items), split=SPLIT).people
    assert found["trend"].isna().all()
    assert "a: a sample, not a timeline" in found.loc[0, "comparison_reason"]


def test_returns_are_compared_only_where_the_person_acts_on_both_sides() -> None:
    def act(number: int, source: str, target: str, time: int) -> Post:
        return Post("x", account(source), id=str(number), time=time * SECOND, mentions=(account(target),))

    items = [
        act(1, "ann", "bob", 1),
        act(2, "bob", "ann", 2),
        act(3, "bob", "ann", 1001),
        act(4, "cyd", "bob", 1002),
        act(5, "cyd", "bob", 3),
    ]
    people = gk.compare(from_items(items), split=SPLIT).people.set_index("id")
    # ann writes nothing after the split: that nobody is answered then says nothing of her
    assert people.loc["ann", "returns_a"] == 1
    assert pd.isna(people.loc["ann", "returns_b"])
    assert "returns: not known on both sides" in people.loc["ann", "comparison_reason"]
    assert people.loc["bob", "returns_a"] == 0.5
    assert people.loc["bob", "returns_b"] == 0
    assert people.loc["bob", "returns_change"] == -0.5


def test_all_together_are_a_table_and_a_sentence() -> None:
    found = gk.compare(from_items(timeline("ann", (48, 80), (56, 70))), split=SPLIT)
    whole = found.whole.set_index("measure")
    assert whole.loc["posts", ["a", "b", "change"]].tolist() == [80, 70, -10]
    assert whole.loc["third_person_share", ["a", "b"]].tolist() == [0.6, 0.8]
    assert whole.loc["third_person_share", "change_low"] == pytest.approx(0.0524, abs=5e-5)
    assert pd.isna(whole.loc["reciprocated_ties", "a_low"])
    assert found.sentences[0] == (
        f"For others: 48 of 80 posts (60 %) before {SPLIT}, 56 of 70 posts (80 %) from then on; +20 percentage points "
        "(95 % interval +5.2 to +33): more for others."
    )
    assert found.sentences[1:] == (
        "Of 1 person with enough posts on both sides, 1 changed clearly: 1 to more for others, 0 to fewer for others.",
    )


def test_people_who_differ_widen_the_interval_of_all_together() -> None:
    alike = pooled(np.array([5.0, 5, 5, 5]), np.array([10.0, 10, 10, 10]))
    assert alike == (20, 40)
    apart = pooled(np.array([10.0, 10, 0, 0]), np.array([10.0, 10, 10, 10]))
    # variance of the share: 4/3 · (4 · 5²) / 40² = 1/12, that of 40 draws 1/160: as good as 3 posts
    assert apart == pytest.approx((1.5, 3))
    assert np.ptp(wilson(*apart)) > np.ptp(wilson(*alike))


def test_an_edge_list_has_ties_to_compare_and_no_posts() -> None:
    acts = [Act("e", account("a"), account("b"), time=1), Act("e", account("b"), account("a"), time=2)]
    acts += [Act("e", account("a"), account("c"), time=5)]
    found = gk.compare(from_items(acts), split="1970-01-01T00:00:00.000003")
    assert found.sentences == (
        "There are no posts in the exports, so there are no shares of posts to compare.",
        "Ties returned: 100 % of 2 ties before 1970-01-01T00:00:00.000003, 0 % of 1 tie from then on; where there "
        "are more posts, there is more room for answers.",
    )
    assert found.whole.set_index("measure").loc["posts"].isna().all()


def test_posts_without_a_time_are_counted_apart() -> None:
    items = [*timeline("ann", (1, 3), (1, 3)), Post("x", account("ann"), id="u")]
    found = gk.compare(from_items(items), split=SPLIT)
    assert found.undated == 1
    assert found.sentences[-1] == "On neither side, as no time is known: 1 post."


@pytest.mark.parametrize(
    ("split", "side"), [("2012-05-01", "before"), ("2012-05-02", "after"), ("1999-01-01", "before")]
)
def test_a_split_beyond_the_dates_is_said(split: str, side: str) -> None:
    with pytest.raises(UsageError, match=f"leaves nothing {side} it; what there is dates from 1 May 2012"):
        gk.compare(graph_of("ann>bob bob>"), split=split)


def test_without_dates_there_is_no_before() -> None:
    with pytest.raises(NoDataError, match="no post or act has a time"):
        gk.compare(from_items([Post("x", account("ann"), id="u")]), split="2012-01-01")


def test_one_thing_to_compare_with_is_needed() -> None:
    graph = graph_of("ann>bob")
    for more in ({}, {"other": graph, "split": "2012-05-01"}):
        with pytest.raises(UsageError, match="compare two graphs, or one before and after a date"):
            gk.compare(graph, **more)  # type: ignore[arg-type]


def test_two_graphs_are_compared_person_by_person() -> None:
    found = gk.compare(graph_of("ann>bob ann>bob"), graph_of("ann> cyd>ann"), names=("in spring", "in autumn"))
    people = found.people.set_index("id")
    assert people.index.tolist() == ["ann", "bob", "cyd"]
    assert (people.loc["ann", "share_change"], people.loc["ann", "trend"]) == (-1, "too few posts")
    assert people.loc["cyd", "comparison_reason"].startswith("a: not in it")
    assert found.sentences[0].startswith("For others: 2 of 2 posts (100 %) in spring, 1 of 2 posts (50 %) in autumn;")


def test_a_group_counts_as_if_read_alone_and_a_post_of_both_counts_in_both(tmp_path: Path) -> None:
    one = jsonl(tmp_path / "a.jsonl", *(tweet(i, "ann", "@bob hi") for i in range(6)), tweet(90, "bob"))
    two = jsonl(tmp_path / "b.jsonl", *(tweet(i, "ann", "@bob hi") for i in range(3, 9)), tweet(91, "cyd", "@ann yes"))
    told_of_a_part = {"verdict_reason", "practice_reason"}
    columns = [name for name in gk.measure(gk.load(one)).columns if name not in told_of_a_part]
    for first, second in ((one, two), (two, one)):
        for part, path in zip(gk.load_groups([first], [second]), (first, second), strict=True):
            table = gk.measure(part)[columns].set_index("label").drop(columns="id")
            alone = gk.measure(gk.load(path))[columns].set_index("label").drop(columns="id")
            pd.testing.assert_frame_equal(table.sort_index(), alone.sort_index())


def test_an_account_known_from_one_group_is_the_same_person_in_the_other(tmp_path: Path) -> None:
    # in the first bob is only a name; the second knows his id
    one = jsonl(tmp_path / "a.jsonl", tweet(1, "ann", "@bob hi"))
    two = jsonl(tmp_path / "b.jsonl", tweet(2, "cyd", "@bob hi"), tweet(3, "bob"))
    assert set(gk.measure(gk.load(one))["id"]) == {"317", "handle:bob"}
    first, second = gk.load_groups([one], [two])
    assert set(gk.measure(first)["id"]) == {"317", "307"}
    assert set(gk.measure(second)["id"]) == {"320", "307"}


def test_a_group_with_nothing_in_it_is_no_data(tmp_path: Path) -> None:
    one = jsonl(tmp_path / "a.jsonl", tweet(1, "ann", "@bob hi"))
    (tmp_path / "empty.jsonl").write_text("")
    with pytest.raises(NoDataError, match=r"empty\.jsonl: no post or act in it, so there is nothing to compare with"):
        gk.load_groups([one], [tmp_path / "empty.jsonl"])
    with pytest.raises(UsageError, match="both groups are the same exports"):
        gk.load_groups([one], [one, one])


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_inputs_changes_no_comparison(seed: int) -> None:
    posts = [
        Post("x", account("ab"[i % 2]), id=str(i), time=i // 4 * 600 * SECOND, mentions=(account("z"),) * (i % 3 == 0))
        for i in range(12)
    ]
    shuffled = [posts[i] for i in np.random.default_rng(seed).permutation(12)]
    one, two = (gk.compare(from_items(p), split=SPLIT) for p in (posts, shuffled))
    assert one.people.equals(two.people)
    assert one.whole.equals(two.whole)
    assert one.sentences == two.sentences


def test_every_column_of_a_comparison_is_explained() -> None:
    from graphkit._columns import meaning
    from graphkit.metrics import over_time

    graph = graph_of("ann>bob bob>")
    found = gk.compare(graph, graph)
    columns = [*found.people.columns, *found.whole.columns, *over_time(graph).columns]
    assert not [column for column in columns if not meaning(column)]


def test_a_part_of_a_part_is_the_part_of_both() -> None:
    # a retweet stays a post for others, whichever kinds of acts are counted and however often the graph is cut
    graph = graph_of("ann>bob:retweet ann>bob:reply ann> bob>ann")
    once = graph.where(kinds=["reply"], since="2012-05-01")
    twice = graph.where(kinds=["reply"]).where(since="2012-05-01")
    assert gk.measure(once).equals(gk.measure(twice))
