import warnings
from functools import cache

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

import graphkit as gk
from graphkit.diagrams import report_diagrams
from graphkit.diagrams._drawn import Drawn
from graphkit.diagrams._zones import flag_boundary
from graphkit.diagrams.forest import forest, ranked
from graphkit.diagrams.quadrant import quadrant
from graphkit.metrics.sharing import judged
from tests._graphs import graph_of
from tests.diagrams._cases import Case, case, kept, odd_names

SIZE = (11.4, 8.2)
CHARTS = {"quadrant": quadrant, "forest": forest}


def drawn(name: str, of: Case, **how: int) -> tuple[Drawn, list[str]]:
    figure = Figure(figsize=SIZE)
    result = CHARTS[name](*of, figure, **how)
    return result, [text.get_text() for text in figure.axes[0].texts]


@cache
def large(name: str, size: str) -> tuple[Drawn, list[str]]:
    return drawn(name, kept(size))


def lightness(colour: str) -> float:
    return float(np.dot(to_rgb(colour), (0.2126, 0.7152, 0.0722)))


def numbers_before(words: list[str], *names: str) -> int:
    """The sum of the legend's counts: `10 flagged`."""
    found = [word.partition(" ") for word in words]
    return sum(int(n.replace(",", "")) for n, _, rest in found if any(rest.startswith(name) for name in names))


@pytest.mark.parametrize("threshold", [0.02, 0.1, 0.3])
def test_the_flag_line_is_where_the_rule_itself_begins_to_flag(threshold: float) -> None:
    t = np.arange(60, dtype=float)
    line = flag_boundary(t, threshold)
    for given, limit in zip(t, line, strict=True):
        own = np.array([max(np.floor(limit - 1e-6), 0.0), np.floor(limit) + 1])
        below, above = judged(given, given + own, threshold)
        assert below != "me..me..me"
        assert above == "me..me..me"


def test_with_no_post_for_others_the_line_stands_between_34_and_35_posts() -> None:
    (line,) = flag_boundary(np.array([0.0]), 0.1)
    assert 34 < line < 35


@pytest.mark.parametrize("size", ["30", "300", "3000"])
def test_the_legend_counts_every_account_once(size: str) -> None:
    _, people = kept(size)
    result, words = large("quadrant", size)
    names = ("flagged", "undecided below", "others judged", "too few posts", "without a verdict")
    assert numbers_before(words, *names) == int(people["observed"].sum()) == result.people_drawn
    assert numbers_before(words, "flagged") == int((people["verdict"] == "me..me..me").sum())
    assert numbers_before(words, "too few posts") == int((people["verdict"] == "too few posts").sum())


def test_dots_stand_where_the_counts_say() -> None:
    result, _ = drawn("quadrant", case("ann>*60 bob>ann*60 eve>ann*30 eve>*15"))
    assert result.positions is not None
    at = result.positions.set_index("id")
    assert at.loc["ann", "x"] < at.loc["eve", "x"] < at.loc["bob", "x"]
    assert at.loc["bob", "y"] < at.loc["eve", "y"] < at.loc["ann", "y"]


def test_people_with_the_same_counts_lie_side_by_side() -> None:
    result, _ = drawn("quadrant", case(" ".join(f"p{k}>zoe" for k in range(20))))
    assert result.positions is not None
    table = result.positions
    xy = table[["x", "y"]].to_numpy(float)
    gap = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)) + np.eye(len(xy)) * 99
    assert gap.min() > table["radius"].iloc[0]


def test_in_a_crowd_the_flagged_stay_dots_and_the_rest_is_counted() -> None:
    _, people = kept("3000")
    result, words = large("quadrant", "3000")
    assert result.positions is not None
    flagged = set(people.loc[people["verdict"] == "me..me..me", "id"])
    assert flagged <= set(result.positions["id"])
    assert len(result.positions) < len(flagged) + 20
    assert "Hexagon: people counted" in words


@pytest.mark.parametrize("size", ["30", "300"])
def test_every_flagged_dot_is_darker_than_every_judged_unflagged_one(size: str) -> None:
    result, _ = large("quadrant", size)
    assert result.positions is not None
    light = result.positions.assign(light=result.positions["colour"].map(lightness)).groupby("state")["light"]
    assert light.max()["flagged"] < light.min()["judged"]


@pytest.mark.parametrize("name", ["quadrant", "forest"])
@pytest.mark.parametrize("size", ["30", "300", "3000"])
def test_labels_are_disjoint_and_on_the_page(name: str, size: str) -> None:
    result, _ = large(name, size)
    assert result.labels is not None
    box = result.labels[["left", "bottom", "right", "top"]].to_numpy(float)
    apart = (box[:, None, 2] <= box[None, :, 0]) | (box[:, None, 3] <= box[None, :, 1])
    np.fill_diagonal(apart, True)
    assert (apart | apart.T).all()
    assert box.min() > 0
    assert (box[:, 2] < SIZE[0] * 72).all()


def test_the_forest_is_ranked_by_the_kinder_end_and_says_whom_it_shows() -> None:
    _, people = kept("300")
    result, words = large("forest", "300")
    judged_here = people[people["verdict"].isin(["me..me..me", "names others", "undecided"])]
    wanted = judged_here.sort_values(["third_person_share_high", "id"]).head(24)
    assert result.positions is not None
    assert list(result.positions["id"]) == list(wanted["id"])
    assert result.positions["y"].is_monotonic_decreasing
    assert any(f"the 24 of {len(judged_here)} judged accounts" in word for word in words)
    for row in wanted.itertuples():
        assert f"{row.posts_for_others:,} of {row.posts:,}" in words
    assert words.count("me..me..me") == int((wanted["verdict"] == "me..me..me").sum())


def test_a_short_record_cannot_win_the_forest() -> None:
    _, people = case("ann>*36 bob>zoe bob>*199 zoe>bob*40")
    assert list(ranked(people)["id"]) == ["bob", "ann", "zoe"]


@pytest.mark.parametrize(
    ("spec", "quadrant_title", "forest_title"),
    [
        ("ann>", "The only account is not judged", "The only account is not judged"),
        ("ann>*60", "The only judged account gives fewer than two posts for each of its own",
         "The only judged account lies beyond the flag line, doubt included"),
        ("ann>bob*60 bob>ann*60", "Two for others for each of their own: all 2 judged accounts",
         "None of 2 judged accounts lies beyond the flag line, doubt included"),
        ("ann>*60 bob>ann*60", "Two for others for each of their own: 1 of 2 judged accounts",
         "1 of 2 judged accounts lies beyond the flag line, doubt included"),
        ("ann>*60 bob>*60", "Two for others for each of their own: none of 2 judged accounts",
         "All 2 judged accounts lie beyond the flag line, doubt included"),
    ],
)  # fmt: skip
def test_small_exports_have_a_title_of_their_own(spec: str, quadrant_title: str, forest_title: str) -> None:
    for name, title in (("quadrant", quadrant_title), ("forest", forest_title)):
        result, words = drawn(name, case(spec))
        assert result.title == title
        assert title in words
        assert result.alt.startswith(title)


@pytest.mark.parametrize("name", ["quadrant", "forest"])
def test_without_posts_or_people_the_picture_says_so(name: str) -> None:
    graph = graph_of("ann>bob bob>ann")
    people = gk.measure(graph)
    nobody, _ = drawn(name, (graph, people.head(0)))  # type: ignore[arg-type]
    assert nobody.title == "Nobody is in this export"
    acts, words = drawn(name, kept("edges"))
    assert acts.title == "No posts in this export, so nobody is judged"
    assert acts.people_drawn == 0
    assert any("no posts" in word.lower() for word in words)


def test_a_sample_is_drawn_without_flag_zone_and_without_verdicts() -> None:
    graph, people = case("ann>*60 bob>ann*60")
    sample = people.assign(verdict=pd.Series([None, None], dtype="str"), verdict_reason="a sample, not a timeline")
    result, words = drawn("quadrant", (graph, sample))
    assert result.people_drawn == 2
    assert not any("can be flagged" in word for word in words)
    assert any("a sample, not a timeline" in word for word in words)
    empty, _ = drawn("forest", (graph, sample))
    assert empty.people_drawn == 0


@pytest.mark.parametrize("name", ["quadrant", "forest"])
def test_any_name_can_be_drawn_without_a_warning(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = Figure(figsize=SIZE)
        result = CHARTS[name](*odd_names(), figure)
        figure.canvas.draw()
    assert result.labels is not None
    assert all(character.isprintable() for text in result.labels["text"] for character in text)
    assert (result.labels["left"] > 0).all()


def test_a_report_draws_the_charts_where_two_people_wrote_posts() -> None:
    assert report_diagrams(*case("ann>bob*9 bob>ann*9")) == ["network", "quadrant", "forest"]
    assert report_diagrams(*case("ann>bob*9")) == ["ego"]
    assert report_diagrams(*kept("edges")) == ["network"]
