import warnings
from functools import cache

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

import graphkit as gk
from graphkit.diagrams._drawn import Drawn
from graphkit.diagrams._fonts import is_unseen
from graphkit.diagrams._looks import ties
from graphkit.diagrams._style import drawing
from graphkit.diagrams.network import network
from tests._graphs import graph_of
from tests.diagrams._cases import Case, case, kept, odd_names


def drawn(of: Case, **how: object) -> tuple[Drawn, Figure]:
    figure = Figure(figsize=(13.2, 9.2))
    return network(*of, figure, **how), figure  # type: ignore[arg-type]


@cache
def large(name: str) -> tuple[Drawn, Figure]:
    """A case of `kept`, drawn once for all who ask."""
    return drawn(kept(name))


def words_on(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


def lightness(colour: str) -> float:
    return float(np.dot(to_rgb(colour), (0.2126, 0.7152, 0.0722)))


def overlaps(boxes: pd.DataFrame) -> int:
    a = boxes[["left", "bottom", "right", "top"]].to_numpy(float)
    apart = (a[:, None, 2] <= a[None, :, 0]) | (a[:, None, 3] <= a[None, :, 1])
    apart |= apart.T
    np.fill_diagonal(apart, True)
    return int((~apart).sum() // 2)


def covered(result: Drawn) -> int:
    """Discs that lie under somebody's label."""
    assert result.positions is not None
    assert result.labels is not None
    xy, radius = result.positions[["x", "y"]].to_numpy(float), result.positions["radius"].to_numpy(float)
    under = 0
    for box in result.labels[~result.labels["inside"].astype(bool)].itertuples():
        near = np.stack([np.clip(xy[:, 0], box.left, box.right), np.clip(xy[:, 1], box.bottom, box.top)], 1)
        under += int((np.hypot(*(xy - near).T) < radius - 0.5).sum())
    return under


@pytest.mark.parametrize("size", ["30", "300"])
def test_the_title_counts_what_the_people_table_counts(size: str) -> None:
    graph, people = kept(size)
    result, figure = large(size)
    flagged = people[people["verdict"] == "me..me..me"]
    assert result.title == f"{len(flagged)} of {size} accounts name almost no one else"
    loud = flagged["posts"].sum()
    assert f"They wrote {loud:,} of {people['posts'].sum():,} posts" in words_on(figure)[-3]
    received = ties(graph.edges).query("target in @flagged.id")["weight"].sum()
    assert f"Others named them {received:,} times." in words_on(figure)[-3]
    assert result.alt.startswith(result.title)


@pytest.mark.parametrize("size", ["30", "300"])
def test_every_flagged_disc_is_darker_than_every_judged_unflagged_one(size: str) -> None:
    result, _ = large(size)
    assert result.positions is not None
    light = result.positions.assign(light=result.positions["colour"].map(lightness)).groupby("state")["light"]
    assert light.max()["flagged"] < light.min()["judged"]


def test_twelve_posts_that_name_nobody_are_no_darker_than_the_flag_line() -> None:
    result, _ = drawn(case("ann>*200 bob>*20 eve>ann*30 eve>bob"))
    assert result.positions is not None
    colour = result.positions.set_index("id")["colour"].map(lightness)
    assert colour["ann"] < colour["bob"] < colour["eve"]


@pytest.mark.parametrize("size", ["30", "300", "1500"])
def test_no_label_overlaps_another(size: str) -> None:
    result, _ = large(size)
    assert result.labels is not None
    assert len(result.labels) > 10
    assert overlaps(result.labels) == 0


@pytest.mark.parametrize(("size", "most"), [("30", 0), ("300", 0), ("1500", 0)])
def test_labels_cover_no_disc_where_there_is_room(size: str, most: int) -> None:
    assert covered(large(size)[0]) <= most


@pytest.mark.parametrize("size", ["30", "300"])
def test_no_disc_covers_another(size: str) -> None:
    result, _ = large(size)
    assert result.positions is not None
    xy, reach = result.positions[["x", "y"]].to_numpy(float), result.positions["reach"].to_numpy(float)
    gap = np.hypot(xy[:, None, 0] - xy[None, :, 0], xy[:, None, 1] - xy[None, :, 1])
    deep = (reach[:, None] + reach[None]) - gap
    np.fill_diagonal(deep, 0)
    assert deep.max() < 1.5


def test_label_boxes_hold_the_words_as_drawn() -> None:
    result, figure = large("30")
    points = 72 / figure.dpi
    assert result.labels is not None
    written = {text.get_text(): text for text in figure.axes[0].texts}
    for box in result.labels.itertuples():
        for line in str(box.text).split("\n"):
            with drawing():
                extent = written[line].get_window_extent()
            assert extent.x0 * points >= box.left - 1
            assert extent.x1 * points <= box.right + 1


def test_a_small_picture_labels_everybody() -> None:
    result, _ = large("30")
    assert result.labels is not None
    assert len(result.labels) == 30


def test_the_loudest_flagged_of_a_large_picture_are_labelled() -> None:
    _, people = kept("300")
    result, _ = large("300")
    loud = people[people["verdict"] == "me..me..me"].sort_values(["posts", "id"], ascending=[False, True])
    assert result.labels is not None
    assert set(loud["id"].head(12)) <= set(result.labels["id"])


def test_people_without_ties_stand_below_and_are_counted() -> None:
    spec = " ".join(f"a{k}>a{(k + 1) % 9}*12" for k in range(9)) + " loud>*60 still>*2"
    result, figure = drawn(case(spec))
    assert result.positions is not None
    height = result.positions.set_index("id")["y"]
    assert height[["loud", "still"]].max() < height.drop(["loud", "still"]).min()
    assert "2 not connected to the rest" in words_on(figure)


def test_marks_of_a_kind_are_one_collection_however_many_people() -> None:
    few, many = (len(large(size)[1].axes[0].collections) for size in ("30", "300"))
    assert many - few <= 2


def test_an_edge_list_gets_no_verdict_and_no_score_colour() -> None:
    result, figure = large("edges")
    assert result.positions is not None
    assert set(result.positions["state"]) == {"not judged"}
    assert result.positions["colour"].nunique() == 1
    graph, people = kept("edges")
    between = ties(graph.edges)
    pairs = set(zip(between["source"], between["target"], strict=True))
    back = sum((b, a) in pairs for a, b in pairs) / len(pairs)
    assert result.title.startswith(f"{len(people):,} people, {len(between):,} ties; {back * 100:.0f}"[:20])
    assert not any("Colour" in text for text in words_on(figure))


def test_at_most_so_many_are_drawn_the_flagged_first_and_the_foot_counts_the_rest() -> None:
    graph, people = kept("300")
    result, figure = drawn((graph, people), most=60)
    assert result.people_drawn <= 60
    assert result.positions is not None
    flagged = set(people.loc[people["verdict"] == "me..me..me", "id"])
    assert flagged <= set(result.positions["id"])
    foot = f"{result.people_drawn} people and {result.ties_drawn} ties drawn of 300 and {len(ties(graph.edges)):,}"
    assert any(foot in text for text in words_on(figure))


def test_earlier_positions_put_people_where_they_were() -> None:
    first, _ = large("30")
    again, _ = drawn(kept("30"), positions=first.positions)
    assert first.positions is not None
    assert again.positions is not None
    pd.testing.assert_frame_equal(first.positions, again.positions)


def test_another_seed_gives_other_places_the_same_seed_the_same() -> None:
    places = [drawn(kept("30"), seed=seed)[0].positions for seed in (1, 1, 2)]
    assert places[0] is not None
    assert places[0].equals(places[1])
    assert not places[0].equals(places[2])


@pytest.mark.parametrize(
    ("spec", "title"),
    [
        ("ann>", "Too few posts to judge anybody here"),
        ("ann>*60", "The only account names almost no one else"),
        ("ann>*60 bob>ann*60", "1 of 2 accounts names almost no one else"),
        ("ann>*60 bob>*60", "All 2 accounts name almost no one else"),
        ("ann>bob*60 bob>ann*60", "No “me..me..me” among 2 accounts"),
    ],
)
def test_small_and_extreme_exports_have_a_title_of_their_own(spec: str, title: str) -> None:
    assert drawn(case(spec))[0].title == title


def test_an_empty_export_draws_and_says_so() -> None:
    graph, people = case("ann>")
    nobody = type(graph)(graph.edges, {**graph.about, "posts": 0, "first": None, "last": None}, graph.acts)
    result, _ = drawn((nobody, people.head(0)))
    assert result.title == "Nobody is in this export"
    assert result.people_drawn == 0


def test_any_name_can_be_drawn_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result, figure = drawn(odd_names())
        figure.canvas.draw()
    assert result.labels is not None
    assert len(result.labels) == len(odd_names()[1])
    letters = {letter for text in result.labels["text"] for letter in text} - {"\n"}
    assert all(letter.isprintable() or is_unseen(letter) for letter in letters)
    assert overlaps(result.labels) == 0


def test_likes_alone_are_no_tie() -> None:
    graph, people = case("ann>bob*30 bob>eve*30 eve>ann*30 zoe>ann*30")
    quiet = graph.edges.assign(weight=graph.edges["weight"].where(graph.edges["source"] != "zoe", 0))
    result, _ = drawn((type(graph)(quiet, graph.about, graph.acts), people))
    assert result.ties_drawn == 3


def test_a_graph_in_many_small_parts_fills_the_page_with_them() -> None:
    pairs = " ".join(f"a{i}>b{i}" for i in range(40)) + " hub>c1 hub>c2 hub>c3"
    graph = graph_of(pairs)
    figure = Figure(figsize=(13.2, 9.2))
    done = network(graph, gk.measure(graph), figure)
    assert done.people_drawn == 84
    assert done.positions is not None
    spread = done.positions[["x", "y"]].max() - done.positions[["x", "y"]].min()
    assert spread["x"] > 500
    assert spread["y"] > 150
    at = done.positions.set_index("id")[["x", "y"]]
    arms = np.hypot(*(at.loc[["c1", "c2", "c3"]] - at.loc["hub"]).to_numpy().T)
    assert arms.max() < 100, "who belongs together stands together"
