from fractions import Fraction
from math import comb, exp, log

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit._changes import change_sentence
from graphkit._load import from_items
from graphkit.metrics import Change, change_point
from graphkit.metrics.change import dependence, interval, likelihood_ratios, weighed
from graphkit.post import Account, Post
from tests._graphs import graph_of

ME, ZOE = Account(id="1", handle="ann"), Account(id="9", handle="zoe")
DAY = 86_400_000_000
FIRST = 15_340 * DAY  # 2012-01-01
DRAWS = st.lists(st.booleans(), min_size=2, max_size=14).map(lambda draws: np.array(draws, dtype=int))


def timeline(draws: "np.ndarray | list[int]", **more: object) -> list[Post]:
    """One post a day, for others where the draw is 1."""
    return [
        Post("twitter", ME, id=f"p{day}", time=FIRST + day * DAY, mentions=(ZOE,) * int(draw), **more)  # type: ignore[arg-type]
        for day, draw in enumerate(draws)
    ]


def before(draws: "np.ndarray") -> "tuple[np.ndarray, np.ndarray, int, int]":
    return np.cumsum(draws)[:-1], np.arange(1, len(draws)), int(draws.sum()), len(draws)


def evidence(t: int, n: int) -> Fraction:
    """Probability of a given order of t posts for others among n, all shares equally likely."""
    return Fraction(1, (n + 1) * comb(n, t))


@given(DRAWS)
def test_every_place_is_weighed_as_by_brute_force(draws: "np.ndarray") -> None:
    whole = evidence(int(draws.sum()), len(draws))
    parts = [
        evidence(int(draws[:k].sum()), k) * evidence(int(draws[k:].sum()), len(draws) - k) for k in range(1, len(draws))
    ]
    factor, chance = weighed(*before(draws))
    assert exp(factor) == pytest.approx(float(sum(parts) / len(parts) / whole), rel=1e-9)
    assert chance == pytest.approx([float(part / sum(parts)) for part in parts], rel=1e-9)


def likelihood(draws: "np.ndarray") -> float:
    share = draws.mean()
    return sum(log(share if draw else 1 - share) for draw in draws)


@given(DRAWS)
def test_the_ratio_of_likelihoods_is_that_of_the_best_shares(draws: "np.ndarray") -> None:
    slow = [likelihood(draws[:k]) + likelihood(draws[k:]) - likelihood(draws) for k in range(1, len(draws))]
    assert likelihood_ratios(*before(draws)) == pytest.approx(slow, abs=1e-9)


@given(st.lists(st.floats(0.001, 1), min_size=1, max_size=50).map(lambda parts: np.array(parts) / sum(parts)))
def test_the_interval_holds_the_likeliest_place_and_95_per_cent(chance: "np.ndarray") -> None:
    place, low, high = interval(chance)
    assert 0 <= low <= place <= high < len(chance)
    assert chance[place] == chance.max()
    assert chance[low : high + 1].sum() >= 0.95 - 1e-9


def found(draws: "np.ndarray", *, weigh: bool = True) -> tuple[bool, int, int]:
    """Whether a change is clear, and between which places it lies, for one post a moment."""
    t, n, all_t, all_n = before(draws)
    best = int(likelihood_ratios(t, n, all_t, all_n).argmax()) + 1
    weight = dependence(np.ones(all_n), draws, best) if weigh else 1.0
    factor, chance = weighed(t / weight, n / weight, all_t / weight, all_n / weight)
    _, low, high = interval(chance)
    return factor >= log(19), low, high


def test_at_most_one_in_twenty_constant_timelines_seems_to_change() -> None:
    chance = np.random.default_rng(1)
    lengths, shares = (35, 100, 400, 1500), (0.03, 0.1, 0.3, 0.5, 0.8)
    cases = [(n, p) for n in lengths for p in shares] * 100
    assert len(cases) == 2_000
    alarms = [found((chance.random(n) < p).astype(int))[0] for n, p in cases]
    assert np.mean(alarms) <= 0.05


def test_posts_that_resemble_each_other_raise_no_alarm() -> None:
    chance = np.random.default_rng(2)

    def sticky() -> "np.ndarray":
        """Every second post is like the one before it."""
        new = chance.random(400) < 0.5
        last = np.maximum.accumulate(np.where(new, np.arange(400), 0))
        return (chance.random(400) < 0.5).astype(int)[last]

    timelines = [sticky() for _ in range(400)]
    assert np.mean([found(draws)[0] for draws in timelines]) <= 0.05
    assert np.mean([found(draws, weigh=False)[0] for draws in timelines]) > 0.15


@pytest.mark.parametrize(("first", "second"), [(0.1, 0.4), (0.2, 0.5), (0.6, 0.3)])
def test_a_planted_change_lies_in_the_interval(first: float, second: float) -> None:
    chance = np.random.default_rng(3)
    inside, clear = [], []
    for _ in range(500):
        place = int(chance.integers(60, 240))
        draws = np.concatenate([chance.random(place) < first, chance.random(300 - place) < second]).astype(int)
        seen, low, high = found(draws)
        inside.append(low <= place - 1 <= high)
        clear.append(seen)
    assert np.mean(inside) >= 0.95
    assert np.mean(clear) >= 0.8


def test_a_change_worked_by_hand() -> None:
    # 40 posts that name nobody, then 40 that name zoe: the first of these is of 10 Feb 2012
    graph = from_items(timeline([0] * 40 + [1] * 40))
    change = change_point(graph, "@ann")
    assert change.clear
    assert (change.before, change.after) == ((0, 40), (40, 40))
    assert change.date == pd.Timestamp("2012-02-10")
    assert change.date_low == pd.Timestamp("2012-02-09")
    assert change.date_high <= pd.Timestamp("2012-02-11")
    assert change.likelihood_ratio == pytest.approx(80 * log(2))
    assert change.places is not None
    assert change.places["probability"].sum() == pytest.approx(1)
    assert change_sentence(graph, "ann") == (
        "The share of posts for others rose, most likely on 10 Feb 2012 (95 % interval 9 Feb 2012 – 10 Feb 2012): 0 of "
        "40 posts (0 %) before, 40 of 40 posts (100 %) from then on; probability of a change 99.9 %."
    )


def test_no_sentence_without_a_clear_change() -> None:
    graph = from_items(timeline([0, 1] * 40))
    change = change_point(graph, "ann")
    assert change.probability is not None
    assert change.probability < 0.5
    assert change_sentence(graph, "ann") == ""


@pytest.mark.parametrize(
    ("items", "reason"),
    [
        (timeline([0] * 17 + [1] * 17), "under 35 dated posts"),
        (timeline([0] * 40 + [1] * 40, collected_via="search"), "a sample, not a timeline"),
        ([Post("twitter", ME, id=f"p{i}", time=FIRST, mentions=(ZOE,) * (i % 2)) for i in range(40)], "all posts bear"),
        ([Post("twitter", ME, id=f"p{i}") for i in range(40)], "under 35 dated posts"),
    ],
)
def test_where_nothing_can_be_said_a_reason_is_given(items: list[Post], reason: str) -> None:
    change = change_point(from_items(items), "ann")
    assert change.probability is None
    assert reason in change.reason
    assert not change.clear


def test_of_whoever_is_only_named_nothing_is_said() -> None:
    assert "only named by others" in change_point(graph_of("ann>bob"), "bob").reason


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_inputs_changes_nothing(seed: int) -> None:
    # three posts at each moment, in any order
    posts = [
        Post("twitter", ME, id=f"p{i}", time=FIRST + i // 3 * DAY, mentions=(ZOE,) * ((i > 30) ^ (i % 7 == 0)))
        for i in range(60)
    ]
    shuffled = [posts[i] for i in np.random.default_rng(seed).permutation(60)]
    one, two = (change_point(from_items(items), "ann") for items in (posts, shuffled))
    assert isinstance(one, Change)
    assert one.places is not None
    assert two.places is not None
    assert (one.probability, one.date, one.before, one.after) == (two.probability, two.date, two.before, two.after)
    assert one.places.equals(two.places)
