import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import EllipseCollection, PolyCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

import graphkit as gk
from graphkit.diagrams import draw
from graphkit.diagrams._card_words import (
    card_sentence,
    changes,
    measured_sentence,
    not_counted,
    practice,
    standing_sentence,
)
from graphkit.diagrams._files import encoded
from graphkit.diagrams._person import find_person, sides
from graphkit.diagrams._posts import bins, counted, moments, place_of
from graphkit.diagrams._standing import compared_with
from graphkit.diagrams._style import KIND_COLOURS, drawing
from graphkit.diagrams.person import person
from graphkit.errors import UsageError
from graphkit.metrics.change import change_among
from tests.diagrams._cases import Case, case, kept, odd_names
from tests.diagrams._timelines import turned

DATA = Path(__file__).parents[2] / "data"


def card(of: Case, who: str) -> tuple[Figure, list[str]]:
    figure = Figure(figsize=(8.27, 11.69))
    person(*of, figure, person=who)
    return figure, [text.get_text() for text in figure.axes[0].texts]


def row(**known: object) -> pd.Series:
    plain = {"observed": True, "posts": 0, "posts_for_others": 0, "threads": 0, "third_person_share": 0.5,
             "third_person_share_low": 0.1, "third_person_share_high": 0.9, "posts_needed": pd.NA,
             "posts_for_balance": pd.NA, "verdict": "names others", "me_share": 0.5,
             "third_person_share_with_threads": pd.NA, "praise_share": 0.0}  # fmt: skip
    return pd.Series({**plain, **known}, dtype=object)


@pytest.mark.parametrize(
    ("posts", "others", "sentence"),
    [
        (182, 2, "Out of 182 posts, 2 were for a third person."),
        (200, 1, "Out of 200 posts, one was for a third person."),
        (18_559, 0, "Out of 18,559 posts, none was for a third person."),
        (40, 40, "All of 40 posts were for a third person."),
        (1, 0, "Their only post was not for a third person."),
        (1, 1, "Their only post was for a third person."),
        (0, 0, "None of their posts is counted."),
    ],
)
def test_the_sentence_has_a_form_for_every_count(posts: int, others: int, sentence: str) -> None:
    assert card_sentence(row(posts=posts, posts_for_others=others)) == sentence


def test_the_measured_sentence_is_the_one_the_metrics_page_promises() -> None:
    known = {"third_person_share": 1 / 213, "third_person_share_low": 0.00083, "third_person_share_high": 0.0261}
    assert measured_sentence(row(posts=213, posts_for_others=1, **known)) == (
        "In this export, 1 of 213 posts (0.5 %, 95 % interval 0.1–2.6 %) named someone else. "
        "This describes these posts, not the person."
    )


def test_people_without_posts_are_not_measured() -> None:
    assert card_sentence(row(posts=pd.NA)) == "This export holds acts, not posts."
    assert card_sentence(row(observed=False)) == "They wrote nothing in this export; others named them."
    assert measured_sentence(row(observed=False)) == ""


def test_what_would_change_the_verdict_is_said() -> None:
    assert changes(row(posts_needed=34, posts_for_balance=2, third_person_share=0.0)) == [
        "If the next 34 posts named nobody, the verdict could be me..me..me.",
        "2 more posts for others would make two for each of their own.",
    ]
    assert len(changes(row(posts_needed=119, posts_for_balance=2, third_person_share=0.33))) == 1
    assert changes(row(posts_for_balance=0)) == [
        "They already give at least two posts to others for each of their own."
    ]


def test_folded_threads_praise_and_gaps_of_the_export_are_said() -> None:
    said = not_counted(
        row(threads=12, third_person_share_with_threads=0.1, praise_share=0.25), {"cannot_show": ["likes", "edits"]}, 3
    )
    assert said[0] == (
        "12 replies to themselves continue an earlier post and are folded into it; "
        "counted one by one, 10 % would be for others."
    )
    assert said[1] == "25 % of the posts pass on what others said about them; these count as for others."
    assert said[2] == "3 posts without a date: counted, but not in the bars."
    assert said[3] == "This export cannot show likes; edits."


def test_a_verdict_that_hangs_on_threads_is_said() -> None:
    one = row(threads=12, third_person_share_with_threads=0.1, verdict="undecided", verdict_with_threads="me..me..me")
    assert "10 % would be for others and the verdict “me..me..me”." in not_counted(one, {}, 0)[0]


def test_a_lone_author_is_compared_with_nobody() -> None:
    sentence = standing_sentence(row(), pd.Series(dtype=float), alone=True)
    assert sentence == "nobody to compare with: this export holds the posts of one person"
    _, words = card(kept("archive"), "tom_gray")
    assert sentence in words
    assert "not in the export" in words


def test_standing_counts_the_others_who_could_be_judged() -> None:
    graph, people = kept("300")
    loud = people[people["verdict"] == "me..me..me"].sort_values("me_share").iloc[-1]
    others = compared_with(people, loud["id"])
    assert len(others) == people["verdict"].isin(["me..me..me", "names others", "undecided"]).sum() - 1
    smaller = (others < loud["me_share"]).sum()
    _, words = card((graph, people), loud["id"])
    assert any(f"{smaller:,} of the {len(others):,} others" in w or "largest me-share" in w for w in words)


def test_every_counted_post_is_a_mark_of_its_kind_in_order() -> None:
    figure, words = card(case("ann>*3 ann>bob ann>ann*2 bob>ann*9"), "ann")
    dots = next(c for c in figure.axes[0].collections if isinstance(c, EllipseCollection) and len(c.get_offsets()) == 5)
    pink, crimson = KIND_COLOURS["post"].lower(), KIND_COLOURS["self"].lower()
    assert [to_hex(colour) for colour in np.asarray(dots.get_facecolor())] == [pink] * 3 + [crimson] * 2
    before, after = np.asarray(dots.get_offsets())[[2, 3], 0]
    square = next(c for c in figure.axes[0].collections if isinstance(c, PolyCollection) and len(c.get_paths()) == 1)
    assert to_hex(np.asarray(square.get_facecolor())[0]) == KIND_COLOURS["mention"].lower()
    assert before < square.get_paths()[0].vertices.mean(0)[0] < after
    assert {"names nobody  3", "only themselves  2", "mentions  1", "retweets  0"} <= set(words)


def test_the_waffle_shows_the_latest_400_and_says_so() -> None:
    figure, words = card(kept("long archive"), "tom_gray")
    assert "the latest 400 of 18,000" in words
    posts = counted(kept("long archive")[0].posts("tom_gray")).tail(400)
    marks = [len(c.get_offsets()) if isinstance(c, EllipseCollection) else len(c.get_paths())
             for c in figure.axes[0].collections]  # fmt: skip
    assert {int(posts["for_others"].sum()), int((~posts["for_others"]).sum())} <= set(marks)


def test_threads_are_folded_in_and_self_directed_kinds_are_self() -> None:
    posts = pd.DataFrame({"kind": ["thread", "retweet", "retweet", "self"], "for_others": [False, True, False, False]})
    assert counted(posts)["kind"].tolist() == ["retweet", "self", "self"]


@pytest.mark.parametrize(("days", "words"), [(9, "Day by day"), (100, "Week by week"), (1400, "Month by month"),
                                             (4000, "Quarter by quarter"), (9000, "Year by year")])  # fmt: skip
def test_the_bars_get_coarser_with_the_span_and_lose_no_post(days: int, words: str) -> None:
    time = pd.Timestamp("2008-03-02") + pd.to_timedelta(np.linspace(0, days, 500), unit="D")
    posts = pd.DataFrame({"time": time, "kind": ["post", "reply"] * 250, "for_others": [False, True] * 250})
    said, table = bins(posts)
    assert said == words
    assert len(table) <= 56
    assert table.to_numpy().sum() == 500


def test_a_post_of_the_year_2261_leaves_the_bars_readable() -> None:
    time = pd.to_datetime(["2012-05-01", "2012-05-02", "2261-01-01"])
    _, table = bins(pd.DataFrame({"time": time, "kind": ["post"] * 3, "for_others": [False] * 3}))
    assert len(table) <= 150


def test_the_bow_tie_names_the_strongest_and_sums_the_rest() -> None:
    graph, people = kept("300")
    busy = people.sort_values("posts_for_others").iloc[-1]
    got, given = sides(graph.edges, busy["id"])
    _, words = card((graph, people), busy["id"])
    assert f"names {len(given.ids)} people, {given.acts}×" in words
    assert f"named by {len(got.ids)} people, {got.acts}×" in words
    assert f"{len(given.ids) - 8:,} more" in words
    assert given.acts == busy["out_strength"]


def test_a_card_for_somebody_only_named_draws() -> None:
    _, words = card(kept("archive"), str(kept("archive")[1]["id"].iloc[0]))
    assert "no verdict" in words


def test_a_card_from_an_edge_list_has_names_and_no_verdict() -> None:
    _, words = card(kept("edges"), "u0001")
    assert {"no verdict", "This export holds acts, not posts."} <= set(words)
    assert not any("interval" in word for word in words)


@pytest.mark.parametrize("who", [f"p{k}" for k in range(11)])
def test_a_card_for_any_name_draws_without_a_warning(who: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        card(odd_names(), who)[0].canvas.draw()


def test_people_are_found_by_id_or_label_in_any_case() -> None:
    _, people = case("Ann>bob*3 bob>Ann")
    assert find_person(people, "@ANN")["id"] == "Ann"
    assert find_person(people, "bob")["id"] == "bob"


def test_nobody_and_too_many_of_a_name_are_said() -> None:
    _, people = case("ann>bob*3 bob>ann")
    with pytest.raises(UsageError, match=r"nobody here is called 'an'; did you mean 'ann'\?"):
        find_person(people, "an")
    with pytest.raises(UsageError, match="2 people are called 'x'; give an id: ann, bob"):
        find_person(people.assign(label="x"), "x")


def test_no_text_runs_off_the_page() -> None:
    town = gk.load(DATA / "town.csv")
    few = (town, gk.measure(town)), "hal_dean"
    for of, who in ((kept("300"), None), (kept("long archive"), "tom_gray"), (odd_names(), "p3"), few):
        people = of[1]
        name = who or people.loc[people["posts"].fillna(0).astype(int).idxmax(), "id"]
        figure, _ = card(of, name)
        width = figure.bbox.width
        for text in figure.axes[0].texts:
            with drawing():
                extent = text.get_window_extent()
            assert extent.x0 > 0
            assert extent.x1 < width


def test_the_change_on_a_card_is_the_one_of_change_point_and_of_the_person_command() -> None:
    graph = turned()
    people = gk.measure(graph)
    card_change = change_among("1", moments(counted(graph.posts("1"))))
    known = gk.metrics.change_point(graph, "1")
    assert replace(card_change, places=None) == replace(known, places=None)
    _, words = card((graph, people), "ann")
    said = gk.person(graph, "ann").changed
    assert "The share for others rose, most likely on 11 Mar 2012" in words
    assert "rose, most likely on 11 Mar 2012" in said
    assert any(f"{word.partition('; ')[2]};" in said for word in words if word.startswith("95 % interval"))


def test_the_line_of_a_change_stands_before_the_bar_it_changed() -> None:
    graph = turned()
    words, table = bins(counted(graph.posts("1")))
    date = gk.metrics.change_point(graph, "1").date
    week = next(k for k, span in enumerate(table.index) if span.start_time <= date <= span.end_time)
    assert words == "Week by week"
    assert week * 10 <= place_of(date, table, 0.0, 10.0 * len(table)) <= (week + 1) * 10
    assert place_of(pd.Timestamp("1999-01-01"), table, 3.0, 100.0) == 3.0
    assert place_of(pd.Timestamp("2099-01-01"), table, 3.0, 100.0) == 103.0


def test_without_a_clear_change_the_card_names_no_date_of_one() -> None:
    town = gk.load(DATA / "town.csv")
    assert not [word for word in card((town, gk.measure(town)), "gus_bell")[1] if "most likely" in word]


def test_passing_on_and_acknowledging_are_said_with_their_intervals() -> None:
    known = {"shared_posts": 57, "created_posts": 19, "share_of_shares": 0.75, "share_of_shares_low": 0.64,
             "share_of_shares_high": 0.83, "acts_received": 25, "acts_answered": 1, "acknowledges": 0.04,
             "acknowledges_low": 0.007, "acknowledges_high": 0.195}  # fmt: skip
    assert practice(row(**known)) == [
        "Of 76 posts that share or create, 57 pass on or credit others (75 %, interval 64–83 %).",
        "Of 25 acts towards them that could be answered, 1 was within 7 days (4.0 %, interval 0.7–20 %).",
    ]
    assert practice(row(**{**known, "shared_posts": 0}))[0].startswith(
        "Of 19 posts that share or create, none passes on or credits others"
    )
    assert practice(row(**{**known, "acts_received": 4, "share_of_shares": pd.NA})) == []
    assert practice(row()) == []


def test_who_wrote_too_few_posts_or_is_not_judged_is_ranked_among_nobody_and_not_coloured() -> None:
    others = pd.Series([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    assert standing_sentence(row(verdict="too few posts"), others, alone=False) == (
        "too few posts to compare with the others"
    )
    assert standing_sentence(row(verdict=pd.NA), others, alone=False) == "not judged, so not compared with the others"
    town = gk.load(DATA / "town.csv")
    figure, _ = card((town, gk.measure(town)), "hal_dean")
    spots = [c for c in figure.axes[0].collections if len(c.get_offsets()) == 1 and not isinstance(c, PolyCollection)]
    colours = {to_hex(colour).upper() for spot in spots for colour in np.asarray(spot.get_facecolor())}
    assert colours - set(KIND_COLOURS.values()) == {"#FFFFFF"}


def test_a_sample_says_why_there_is_no_verdict() -> None:
    sheet = gk.load(DATA / "tweets_tags.csv")
    people = gk.measure(sheet)
    _, words = card((sheet, people), "minatansy")
    assert any(word.startswith("No verdict: ") for word in words)


def test_one_thread_reply_is_folded_in_the_singular() -> None:
    said = not_counted(row(threads=1, third_person_share_with_threads=0.1), {}, 0)
    assert said[0].startswith("1 reply to themselves continues an earlier post and is folded into it;")


def test_the_pdf_is_a4_with_its_fonts_in_it_and_text_that_can_be_copied() -> None:
    content = encoded(draw(*kept("30"), "person", person="olgahill"), "pdf", "alt", dpi=100)
    assert b"/MediaBox [ 0 0 595.44 841.68 ]" in content
    assert content.count(b"/FontFile2") >= 2
    assert content.count(b"/ToUnicode") >= 2


def test_neighbours_left_out_of_the_table_are_drawn_by_their_ids() -> None:
    town = gk.load(DATA / "town.csv")
    people = gk.measure(town)
    _, words = card((town, people[people["label"] != "cat_moor"]), "ann_reed")
    assert "handle:cat_moor" in words
