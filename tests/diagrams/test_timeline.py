import warnings
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import graphkit as gk
from graphkit.diagrams import report_diagrams
from graphkit.diagrams._drawn import Drawn
from graphkit.diagrams._periods import MOST, periods_of
from graphkit.diagrams._style import drawing
from graphkit.diagrams.timeline import timeline
from graphkit.graph import Graph
from graphkit.metrics import change_point, over_time
from tests.diagrams._cases import ODD_NAMES
from tests.diagrams._timelines import exported, turned

DATA = Path(__file__).parents[2] / "data"
Case = tuple[Graph, pd.DataFrame]


def case(*posts: tuple[str, float, bool]) -> Case:
    graph = exported(*posts)
    return graph, gk.measure(graph)


@cache
def kept(name: str) -> Case:
    graph = turned() if name == "turned" else gk.load(DATA / name)
    return graph, gk.measure(graph)


def drawn(of: Case, who: str | None = None) -> tuple[Drawn, list[str], Figure]:
    figure = Figure(figsize=(13.2, 7.4))
    result = timeline(*of, figure, person=who)
    return result, [text.get_text() for text in figure.axes[0].texts], figure


def test_every_disc_is_a_period_of_over_time_at_its_share() -> None:
    result, _, _ = drawn(kept("community_v1.jsonl.gz"))
    table = over_time(kept("community_v1.jsonl.gz")[0], by="week")
    marks = result.positions
    assert marks is not None
    assert marks["id"].tolist() == [f"{day:%Y-%m-%d}" for day in table["period"]]
    slope = np.diff(marks["y"]) / np.diff(table["third_person_share"])
    assert np.allclose(slope, slope[0])
    assert np.allclose((marks["radius"] / marks["radius"].max()) ** 2, table["posts"] / table["posts"].max())


def test_the_words_of_everybody_are_the_sums_and_the_ends_of_the_table() -> None:
    result, words, _ = drawn(kept("community_v1.jsonl.gz"))
    table = over_time(kept("community_v1.jsonl.gz")[0], by="week")
    n, t = (int(table[name].sum()) for name in ("posts", "posts_for_others"))
    assert result.title == f"{t:,} of {n:,} posts were for someone else"
    least = table.loc[table["third_person_share"].idxmin()]
    assert any(f"{least['posts_for_others']} of {least['posts']} posts" in word for word in words)
    assert all(f"{number:,}" in words for number in table["posts"])
    assert any("no date of a change is given for everybody" in word for word in words)


def test_the_change_is_the_one_that_the_person_command_says() -> None:
    graph, people = kept("turned")
    result, words, _ = drawn((graph, people), "ann")
    said = gk.person(graph, "ann", people=people).changed
    change = change_point(graph, "ann")
    assert change.clear
    assert result.title == "Posts for others by @ann: the share rose, most likely on 11 Mar 2012"
    told = said.removeprefix("The share of posts for others ")
    assert all(part in told for part in ("rose, most likely on 11 Mar 2012", "0 of 70 posts (0 %) before"))
    assert "The share rose, most likely on 11 Mar 2012" in words
    assert any(word.startswith("95 % interval ") and word in said for word in words)


def test_the_only_author_is_drawn_without_being_asked_for() -> None:
    assert drawn(kept("turned"))[0].title == drawn(kept("turned"), "ann")[0].title


def test_without_a_clear_change_no_date_is_named() -> None:
    result, words, _ = drawn(kept("town.csv"), "gus_bell")
    assert result.title == "None of 40 posts by gus_bell was for someone else"
    assert any("No clear change: probability of a change" in word for word in words)
    assert not any("most likely" in word for word in words)


def test_a_week_without_posts_has_no_mark_and_no_line_and_one_with_few_is_white() -> None:
    posts = [("ann", day / 8, day % 2 == 0) for day in range(200)] + [("ann", 39.0, True), ("bob", 1.0, False)]
    result, words, _ = drawn(case(*posts))
    marks = result.positions
    assert marks is not None
    assert marks["id"].tolist() == ["2011-12-26", "2012-01-02", "2012-01-09", "2012-01-16", "2012-01-23", "2012-02-06"]
    assert any("7 weeks, 1 without posts" in word for word in words)
    assert marks["state"].iloc[-1] == "too few"
    assert marks["colour"].iloc[-1].lower() == "#ffffff"
    assert "known" in marks["state"].tolist()


@pytest.mark.parametrize(("days", "by"), [(80, "week"), (300, "month"), (3000, "month")])
def test_a_long_time_with_few_posts_is_told_by_the_month(days: int, by: str) -> None:
    graph = exported(*(("ann", k * days / 100, k % 3 == 0) for k in range(101)))
    assert periods_of(graph, None).by == by


def test_a_clock_that_was_wrong_by_centuries_leaves_the_rest_readable() -> None:
    posts = [("ann", k * 5.0, k % 3 == 0) for k in range(100)] + [("ann", 249 * 365.0, False)]
    periods = periods_of(exported(*posts), None)
    assert len(periods.table) < 20 < MOST
    assert periods.outside == 1
    result, words, _ = drawn(case(*posts, ("bob", 1.0, True)))
    assert result.title == "35 of 102 posts were for someone else"
    assert any("1 post outside the time shown" in word for word in words)


def test_posts_without_a_time_are_counted_and_left_out() -> None:
    posts = [("ann", k / 2, k % 3 == 0) for k in range(40)] + [("ann", float("nan"), False)] * 3
    assert any("3 posts without a time left out" in word for word in drawn(case(*posts))[1])


@pytest.mark.parametrize(
    ("name", "who", "title"),
    [
        ("town.csv", "hal_dean", "The only post by hal_dean was not for someone else"),
        ("town.csv", "ivy_nash", "ivy_nash wrote nothing in this export"),
        ("community_edges.csv", None, "This export holds acts, not posts"),
        ("community_edges.csv", "amy_fox", "This export holds acts, not posts"),
    ],
)
def test_there_is_a_picture_for_one_post_and_for_none(name: str, who: str | None, title: str) -> None:
    assert drawn(kept(name), who)[0].title == title


def test_a_report_draws_it_where_posts_span_two_periods() -> None:
    assert "timeline" in report_diagrams(*kept("town.csv"))
    assert "timeline" not in report_diagrams(*kept("community_edges.csv"))
    assert "timeline" not in report_diagrams(*case(("ann", 0.0, True), ("ann", 0.5, False)))


@pytest.mark.parametrize("name", ODD_NAMES)
def test_no_name_leaves_the_page_or_warns(name: str) -> None:
    graph, people = kept("turned")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        _, _, figure = drawn(
            (graph, people.assign(label=people["label"].astype(object).where(people["id"] != "1", name))), "1"
        )
        figure.canvas.draw()
    for text in figure.axes[0].texts:
        with drawing():
            extent = text.get_window_extent()
        assert extent.x0 > 0
        assert extent.x1 < figure.bbox.width
        assert 0 < extent.y0 < extent.y1 < figure.bbox.height


@pytest.mark.parametrize("at", [2, 69, 137])
def test_the_words_of_a_change_stay_on_the_page_and_apart_wherever_it_is(at: int) -> None:
    graph = turned(before=at * 10, after=(140 - at) * 10, each=0.1)
    _, _, figure = drawn((graph, gk.measure(graph)))
    with drawing():
        boxes = [text.get_window_extent().padded(0, -0.2) for text in figure.axes[0].texts]
    for k, box in enumerate(boxes):
        assert box.x0 > 0
        assert box.x1 < figure.bbox.width
        assert not any(box.overlaps(other) for other in boxes[:k])
