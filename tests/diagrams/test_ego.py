import numpy as np
import pytest
from matplotlib.figure import Figure

from graphkit.diagrams._card_words import ego_title
from graphkit.diagrams._drawn import Drawn
from graphkit.diagrams._orbit import CENTRE
from graphkit.diagrams.ego import ego
from tests.diagrams._cases import Case, case, kept, odd_names


def drawn(of: Case, who: str = "tom_gray", **how: int) -> tuple[Drawn, list[str]]:
    figure = Figure(figsize=(13.2, 9.2))
    result = ego(*of, figure, person=who, **how)
    return result, [text.get_text() for text in figure.axes[0].texts]


@pytest.mark.parametrize(
    ("spec", "title"),
    [
        ("ann>bob*2 ann>*180", "2 of 182 posts by @ann were for someone else"),
        ("ann>bob ann>*199", "1 of 200 posts by @ann was for someone else"),
        ("ann>*60", "None of 60 posts by @ann was for someone else"),
        ("ann>bob*60", "All 60 posts by @ann were for someone else"),
        ("ann>", "The only post by @ann was not for someone else"),
        ("ann>bob", "The only post by @ann was for someone else"),
    ],
)
def test_the_title_is_the_finding(spec: str, title: str) -> None:
    result, words = drawn(case(spec), "ann")
    assert result.title == title
    assert title in words


def test_a_name_of_300_characters_leaves_the_title_on_the_page() -> None:
    _, people = odd_names()
    assert len(ego_title(people[people["id"] == "p3"].iloc[0])) < 90


def test_the_subtitle_gives_interval_verdict_and_reach() -> None:
    _, words = drawn(case("ann>bob*2 ann>*180"), "ann")
    assert "1.1 % for others, 95 % interval 0.3–3.9 %. Verdict: me..me..me. They named 1 other person, twice." in words


def test_the_person_stands_in_the_middle_and_the_most_named_nearest() -> None:
    result, _ = drawn(kept("archive"))
    assert result.positions is not None
    table = result.positions
    assert table["id"].iloc[0] == "tom_gray"
    away = np.hypot((table["x"] - table["x"].iloc[0]) / 1.28, table["y"] - table["y"].iloc[0])
    assert table["radius"].iloc[1:].corr(away.iloc[1:], method="spearman") < -0.5


def test_a_dot_close_by_is_a_post_that_names_no_one_else() -> None:
    figure = Figure(figsize=(13.2, 9.2))
    ego(*case("ann>*70 ann>ann*20 ann>bob*5"), figure, person="ann")
    clouds = [c for c in figure.axes[0].collections if len(c.get_offsets()) == 90]
    assert len(clouds) == 1
    assert "a dot is one post" in [text.get_text() for text in figure.axes[0].texts]


def test_a_dot_stands_for_more_posts_where_there_are_many() -> None:
    _, words = drawn(kept("long archive"))
    assert any(word.startswith("a dot is ") and word.endswith(" posts") for word in words)


def test_no_label_overlaps_another_or_covers_a_disc() -> None:
    result, _ = drawn(kept("archive"))
    assert result.labels is not None
    box = result.labels[["left", "bottom", "right", "top"]].to_numpy(float)
    apart = (box[:, None, 2] <= box[None, :, 0]) | (box[:, None, 3] <= box[None, :, 1])
    np.fill_diagonal(apart, True)
    assert (apart | apart.T).all()


def test_at_most_so_many_are_drawn_and_the_foot_counts_the_rest() -> None:
    result, words = drawn(kept("archive"), most=101)
    assert result.people_drawn == 101
    assert any("100 people drawn of 300 named" in word for word in words)


def test_somebody_in_a_community_has_an_ego_picture_with_scores_around() -> None:
    graph, people = kept("300")
    busy = people.sort_values("posts_for_others").iloc[-1]["id"]
    result, _ = drawn((graph, people), busy)
    assert result.positions is not None
    assert {"judged", "too few"} <= set(result.positions["state"])


@pytest.mark.parametrize(
    "name", ["tom_gray", "a", "hibernating_design_office_of_the_north", "山田太郎と仲間たちの会社"]
)
def test_the_name_in_the_middle_stands_inside_the_disc(name: str) -> None:
    graph, people = kept("archive")
    label = people["label"].where(people["id"] != "tom_gray", name)
    result, _ = drawn((graph, people.assign(label=label)))
    assert result.labels is not None
    own = result.labels[result.labels["id"] == "tom_gray"].iloc[0]
    assert own["inside"]
    assert own["text"][1:4] in f"@{name}"
    assert own["right"] - own["left"] < 2 * CENTRE - 10


def test_a_leader_line_passes_over_no_other_disc() -> None:
    for of in ("archive", "long archive"):
        result, _ = drawn(kept(of))
        assert result.labels is not None
        assert result.positions is not None
        disc = result.positions.set_index("id")
        for label in result.labels.itertuples():
            here = disc.loc[label.id, ["x", "y"]].to_numpy(float)
            centre = np.array([(label.left + label.right) / 2, (label.bottom + label.top) / 2])
            if np.hypot(*(centre - here)) < 60:
                continue
            way = here + (centre - here) * np.linspace(0, 1, 50)[:, None]
            others = disc.drop(index=label.id)
            off = np.hypot(*(way[:, None] - others[["x", "y"]].to_numpy(float)[None]).transpose(2, 0, 1))
            assert (off > others["reach"].to_numpy(float) - 1).all()


def test_the_ring_is_explained_only_where_one_is_drawn() -> None:
    assert "Ring: naming themselves" not in drawn(case("ann>*70 ann>bob*5"), "ann")[1]
    assert "Ring: naming themselves" in drawn(case("ann>*70 ann>ann*20 ann>bob*5"), "ann")[1]


def test_the_legend_says_which_discs_around_are_coloured_by_me_share() -> None:
    graph, people = kept("300")
    busy = people.sort_values("posts_for_others").iloc[-1]["id"]
    assert "they mostly did; other discs: their own me-share" in drawn((graph, people), busy)[1]
    assert "coloured by what they mostly did" in drawn(kept("archive"))[1]
