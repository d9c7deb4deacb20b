import warnings
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import EllipseCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from scipy.spatial import cKDTree

import graphkit as gk
from graphkit.diagrams._circles_groups import grouped
from graphkit.diagrams._drawn import Drawn
from graphkit.diagrams._looks import looks, ties
from graphkit.diagrams._style import drawing
from graphkit.diagrams.circles import VISIBLE, circles
from tests._graphs import graph_of
from tests.diagrams._cases import ODD_NAMES, Case, case, kept, odd_names

WIDE, HIGH = 13.2 * 72, 9.2 * 72


def drawn(of: Case, **how: object) -> tuple[Drawn, Figure]:
    figure = Figure(figsize=(13.2, 9.2))
    return circles(*of, figure, **how), figure  # type: ignore[arg-type]


@cache
def large(name: str) -> tuple[Drawn, Figure]:
    """A case of `kept`, drawn once for all who ask."""
    return drawn(kept(name))


def places(result: Drawn) -> pd.DataFrame:
    assert result.positions is not None
    return result.positions


def boxes(result: Drawn) -> pd.DataFrame:
    assert result.labels is not None
    return result.labels


def words_on(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


def lightness(colour: str) -> float:
    return float(np.dot(to_rgb(colour), (0.2126, 0.7152, 0.0722)))


def scattered(people: int) -> Case:
    """Flagged and quiet people none of whom names anybody."""
    return case(" ".join(f"a{k}>*{40 + k % 9 if k % 2 else 1}" for k in range(people)))


@pytest.mark.parametrize("size", ["300", "1500"])
def test_the_numbers_of_a_caption_are_those_of_the_people_in_its_circle(size: str) -> None:
    graph, people = kept(size)
    result, _ = large(size)
    table = people.merge(places(result)[["id", "circle"]], on="id")
    circle = table.set_index("id")["circle"]
    between = ties(graph.edges)
    for hub, text in boxes(result)[["id", "text"]].itertuples(index=False):
        if not hub:
            continue
        mine = table[table["circle"] == circle[hub]]
        flagged = int((mine["verdict"] == "me..me..me").sum())
        sent = between[between["source"].isin(mine["id"])]
        inside = sent.loc[sent["target"].isin(mine["id"]), "weight"].sum() / sent["weight"].sum()
        said = text.replace("\n", " · ").split(" · ")
        assert said == [f"@{hub}", f"{len(mine):,} people", f"{flagged} flagged", f"{inside * 100:.0f} % inside"]
        assert mine["in_degree"].fillna(0).max() == mine.set_index("id").loc[hub, "in_degree"]


def test_the_communities_are_those_of_the_people_table() -> None:
    graph = graph_of(" ".join(f"{c}{i}>{c}{(i + d) % 6}" for c in "abc" for i in range(6) for d in (1, 2)) + " a0>b0")
    table = gk.measure(graph)
    by_column = places(circles(graph, table, Figure(figsize=(13.2, 9.2))))
    by_ties = places(circles(graph, table.drop(columns="community"), Figure(figsize=(13.2, 9.2))))
    assert by_column["circle"].tolist() == by_ties["circle"].tolist() == table["community"].tolist()


def test_the_title_and_the_foot_count_everybody() -> None:
    _, people = kept("1500")
    result, figure = large("1500")
    flagged = int((people["verdict"] == "me..me..me").sum())
    assert result.title == f"{flagged:,} of 1,500 accounts name almost no one else"
    named = set(boxes(result).loc[boxes(result)["id"] != "", "id"])
    own = places(result).set_index("id")["circle"]
    inside = int(own.isin(own[list(named)]).sum())
    assert any(f"{inside:,} of 1,500 people in the {len(named)} largest circles" in text for text in words_on(figure))
    assert result.people_drawn == len(places(result)) == 1500
    assert result.alt.startswith(result.title)


@pytest.mark.parametrize("size", ["300", "1500"])
def test_most_me_share_is_in_the_centre_and_who_cannot_be_judged_at_the_rim(size: str) -> None:
    _, people = kept(size)
    table = places(large(size)[0]).merge(people[["id", "me_share"]], on="id")
    for _, mine in table.groupby("circle"):
        judged = mine[mine["state"].isin(["flagged", "undecided", "judged"])]
        if not len(judged):
            continue
        out = np.hypot(mine["x"] - mine["x"].mean(), mine["y"] - mine["y"].mean())
        if (judged["state"] == "flagged").sum() > 2 and len(mine) > 40:
            assert out[judged.index[judged["state"] == "flagged"]].mean() < out[judged.index].mean()
            assert out[judged.index].mean() < out[mine.index[mine["state"] == "too few"]].mean()


def test_every_flagged_dot_is_darker_than_every_judged_unflagged_one() -> None:
    light = places(large("1500")[0]).assign(light=lambda t: t["colour"].map(lightness)).groupby("state")["light"]
    assert light.max()["flagged"] < light.min()["judged"]
    assert light.max()["flagged"] < light.min()["undecided"]


@pytest.mark.parametrize("size", ["300", "1500", "edges"])
def test_no_dot_lies_on_another_and_everything_is_on_the_page(size: str) -> None:
    result, _ = large(size)
    table = places(result)
    xy, radius = table[["x", "y"]].to_numpy(), table["radius"].to_numpy()
    near, _ = cKDTree(xy).query(xy, k=2)
    assert near[:, 1].min() > 1.5 * radius.max() * 0.9
    for edges in (
        xy - radius[:, None],
        xy + radius[:, None],
        boxes(result)[["left", "bottom"]],
        boxes(result)[["right", "top"]],
    ):
        assert np.asarray(edges).min() >= 0
        assert (np.asarray(edges) <= [WIDE - 196, HIGH - 66]).all()


@pytest.mark.parametrize("of", ["300", "1500", "edges", "odd", "scattered"])
def test_captions_cover_no_caption_and_no_dot(of: str) -> None:
    result, _ = drawn({"odd": odd_names, "scattered": lambda: scattered(90)}.get(of, lambda: kept(of))())
    label, dots = boxes(result), places(result)[["x", "y"]].to_numpy()
    sides = label[["left", "bottom", "right", "top"]].to_numpy(float)
    apart = (sides[:, None, 2] <= sides[None, :, 0]) | (sides[:, None, 3] <= sides[None, :, 1])
    apart |= apart.T | np.eye(len(sides), dtype=bool)
    assert apart.all()
    for left, bottom, right, top in sides:
        assert not ((dots > [left, bottom]) & (dots < [right, top])).all(1).any()


def test_caption_boxes_hold_the_words_as_drawn() -> None:
    result, figure = large("300")
    written = {text.get_text(): text for text in figure.axes[0].texts}
    for box in boxes(result).itertuples():
        extent = written[str(box.text).split("\n")[0]]
        with drawing():
            drawn_at = extent.get_window_extent()
        assert drawn_at.x0 * 72 / figure.dpi >= box.left
        assert drawn_at.x1 * 72 / figure.dpi <= box.right


def test_the_flagged_are_seen_among_many_and_it_is_said_that_they_are_larger() -> None:
    graph, people = kept("1500")
    many, rows = [people], [graph.edges]
    for k in range(1, 40):
        quiet = people.assign(id=people["id"] + f"-{k}", verdict="names others", me_share=0.3)
        many.append(quiet)
        rows.append(graph.edges.assign(source=graph.edges["source"] + f"-{k}", target=graph.edges["target"] + f"-{k}"))
    crowd = replace(graph, edges=pd.concat(rows, ignore_index=True))
    result, figure = drawn((crowd, pd.concat(many, ignore_index=True)))
    radius = places(result).groupby("state")["radius"].max()
    assert radius["flagged"] == VISIBLE > radius["judged"]
    larger = VISIBLE / radius["judged"]
    assert f"flagged dots are {larger:.1f} times as wide, to be seen" in words_on(figure)
    order = {
        c.get_zorder(): len(c.get_offsets()) for c in figure.axes[0].collections if isinstance(c, EllipseCollection)
    }
    crowded = [z for z, n in order.items() if n > 20]
    flagged = int((people["verdict"] == "me..me..me").sum())
    assert order[max(crowded)] == flagged


def test_the_loudest_flagged_are_listed_with_their_posts() -> None:
    _, people = kept("1500")
    written = words_on(large("1500")[1])
    loud = people[people["verdict"] == "me..me..me"].sort_values(["posts", "id"], ascending=[False, True]).head(10)
    assert "Loudest of the flagged" in written
    for person in loud.itertuples():
        assert f"@{person.label}" in written
        assert f"{person.posts_for_others} of {person.posts} for others" in written


def test_where_nobody_is_flagged_those_whom_most_people_name_are_listed() -> None:
    graph, people = kept("300")
    calm = people.assign(verdict=people["verdict"].where(people["verdict"] != "me..me..me", "names others"))
    result, figure = drawn((graph, calm))
    assert result.title == "No “me..me..me” among 300 accounts"
    assert "Named by most people" in words_on(figure)
    assert all("0 flagged" in text for text in boxes(result)["text"] if "judged" not in text)


def test_an_edge_list_has_no_colour_of_scores_and_its_returned_ties_are_teal() -> None:
    graph, _ = kept("edges")
    result, figure = large("edges")
    between = ties(graph.edges)
    pairs = set(zip(between["source"], between["target"], strict=True))
    answered = {a for a, b in pairs if (b, a) in pairs}
    colour = places(result).set_index("id")["colour"]
    assert set(colour.index[colour == "#0E7C86"]) == answered
    assert colour.nunique() == 2
    assert "No colour: no me-share" in words_on(figure)
    assert not any("flagged" in text or "judged" in text for text in boxes(result)["text"])


def test_teal_is_for_exports_without_posts_only() -> None:
    graph, people = kept("30")
    sample = people.assign(verdict=pd.Series(None, index=people.index, dtype="str"))
    result, figure = drawn((graph, sample))
    assert set(places(result)["state"]) == {"not judged"}
    assert "#0E7C86" not in set(places(result)["colour"])
    assert "no verdict: see the table for why" in words_on(figure)


def test_people_without_ties_have_a_place_of_their_own() -> None:
    result, figure = drawn(scattered(90))
    assert places(result)["circle"].nunique() == 1
    assert boxes(result)["text"].tolist() == ["without ties\n90 people · 45 flagged"]
    assert any("90 of 90 people without ties" in text for text in words_on(figure))


def test_small_groups_stand_together_and_are_counted() -> None:
    spec = " ".join(f"a{j}>a{k}*12" for j in range(9) for k in range(9) if j != k) + " x>y*50 y>x*50 still>"
    result, figure = drawn(case(spec))
    assert [text.split("\n")[0] for text in boxes(result)["text"]] == ["@a0", "in smaller groups", "without ties"]
    foot = "9 of 12 people in the largest circle, 2 in smaller groups, 1 without ties"
    assert any(foot in text for text in words_on(figure))


def test_bands_are_acts_from_circle_to_circle() -> None:
    graph, people = kept("300")
    look = looks(people, graph.edges, 0.9)
    groups = grouped(look, people, ties(graph.edges), seed=1)
    circle = pd.Series(groups.circle, index=people["id"])
    between = ties(graph.edges)
    for one, other in ((0, 1), (1, 0), (2, 2)):
        here = (between["source"].map(circle) == one) & (between["target"].map(circle) == other)
        assert groups.flows[one, other] == between.loc[here, "weight"].sum()


def test_earlier_positions_put_the_circles_where_they_were() -> None:
    first, _ = large("300")
    ends = places(first).groupby("circle").nth([0, -1])
    again, _ = drawn(kept("300"), positions=ends)
    assert np.allclose(places(first)[["x", "y"]], places(again)[["x", "y"]])
    pd.testing.assert_frame_equal(boxes(first), boxes(again))


def test_the_same_seed_gives_the_same_places() -> None:
    assert places(large("300")[0]).equals(places(drawn(kept("300"))[0]))


@pytest.mark.parametrize("spec", ["ann>*60", "ann>bob", "ann>bob*60 bob>ann*60", "ann>ann*9"])
def test_the_smallest_exports_have_a_picture(spec: str) -> None:
    result, figure = drawn(case(spec))
    figure.canvas.draw()
    assert result.people_drawn == len(case(spec)[1])


def test_an_empty_export_draws_and_says_so() -> None:
    graph, people = case("ann>")
    result, figure = drawn((graph, people.head(0)))
    figure.canvas.draw()
    assert result.title == "Nobody is in this export"
    assert result.people_drawn == 0


def test_any_name_can_be_drawn_without_a_warning() -> None:
    graph, people = kept("300")
    odd = people.assign(label=[ODD_NAMES[k % len(ODD_NAMES)] for k in range(len(people))])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result, figure = drawn((graph, odd))
        figure.canvas.draw()
    assert all(character.isprintable() for text in boxes(result)["text"] for character in text if character != "\n")
