"""The person card: one person's posts on one A4 page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from graphkit import __version__
from graphkit.diagrams import _bowtie as tie
from graphkit.diagrams import _card_words as words
from graphkit.diagrams import _posts as post
from graphkit.diagrams import _standing as stand
from graphkit.diagrams._drawn import Drawn
from graphkit.diagrams._looks import Drawable, colours, flag_line
from graphkit.diagrams._person import Side, find_person, look_of, sides
from graphkit.diagrams._style import (
    BALANCE,
    FLAG_TEXT,
    HOLLOW_EDGE,
    INK,
    MUTED,
    PALE,
    PAPER,
    drawing,
    handle,
    page,
    ramp,
    text_width,
    wrap,
    write,
    write_lines,
)
from graphkit.metrics.change import Change, change_among

SIDE = 38.0
PITCH, BARS, LANE = 14.0, 84.0, 24.0
BADGES = {"me..me..me": (ramp(1.0), PAPER), "names others": (BALANCE, PAPER), "undecided": (MUTED, PAPER)}


@dataclass(frozen=True)
class Card:
    """Everything that the sections of a card draw from."""

    axes: Axes
    width: float
    row: pd.Series
    look: pd.DataFrame
    """The person and everybody near them, by id."""
    posts: pd.DataFrame
    got: Side
    given: Side
    alone: bool
    """Whether this person is the only one whose posts are in the export."""
    flag_line: float
    change: Change
    """When the share of posts for others changed, if that is clear."""

    @property
    def inner(self) -> float:
        """Width between the margins."""
        return self.width - 2 * SIDE


def person(graph: Drawable, people: pd.DataFrame, figure: Figure, *, person: str) -> Drawn:
    """One person on a page: every post in order, whom they name and who names them, and where they stand.

    Says how many posts were for a third person, with the interval; what would change the verdict; and what the
    export cannot show. It describes the posts in the export, not the person.
    """
    with drawing():
        row = find_person(people, person)
        axes, _, height = page(figure)
        about = graph.about
        card = _card(graph, people, row, about, axes)
        title = handle(row["label"], row["network"])
        y = _header(card, title, height)
        room = _shared_out(y - _notes(card, about) - _fixed_height(card, people), card)
        y = _waffle(card, y) - room.gap
        y = _bow_tie(card, y, room.pitch) - room.gap
        y = _bars(card, y, room.bars) - room.gap
        _standing(card, people, y, room.crowd)
        figure.set_label(words.card_alt(title, row))
    return Drawn(words.card_sentence(row), str(figure.get_label()), 1 + len(card.got.ids) + len(card.given.ids),
                 len(card.got.ids) + len(card.given.ids))  # fmt: skip


@dataclass(frozen=True)
class Room:
    """How high the parts of the card are that can grow, in points."""

    pitch: float
    """From one name in the bow tie to the next."""
    bars: float
    crowd: float
    gap: float
    """More space between the sections."""


def _shared_out(slack: float, card: Card) -> Room:
    """Share out what the page has left: to the bow tie, the bars and the crowd, then to the gaps."""
    slack = max(slack, 0.0)
    rows = max(*map(len, _rows(card)), 4)
    tie_more = min(slack * 0.4, rows * 8.0) if len(card.posts) else min(slack * 0.7, rows * 16.0)
    bars_more = min((slack - tie_more) * 0.5, 66.0)
    crowd_more = min((slack - tie_more - bars_more) * 0.5, 46.0)
    left = slack - tie_more - bars_more - crowd_more
    return Room(PITCH + tie_more / rows, BARS + bars_more, stand.HISTOGRAM + crowd_more, min(left / 4, 34.0))


def _card(graph: Drawable, people: pd.DataFrame, row: pd.Series, about: Mapping[str, Any], axes: Axes) -> Card:
    edges, width = graph.edges, float(axes.get_xlim()[1])
    got, given = sides(edges, row["id"])
    near = list(dict.fromkeys([row["id"], *got.ids[: tie.MANY_ROWS + 1], *given.ids[: tie.MANY_ROWS + 1]]))
    posts = post.counted(graph.posts(row["id"]))
    alone = bool(row["observed"]) and int(people["observed"].sum()) == 1
    line = flag_line(about)
    withheld = _reason(row)
    change = change_among(str(row["id"]), post.moments(posts), withheld=withheld)
    return Card(axes, width, row, look_of(edges, people, near, line), posts, got, given, alone, line, change)


def _header(card: Card, title: str, height: float) -> float:
    flagged = card.row["verdict"] == "me..me..me"
    verdict = words.badge(card.row)
    room = card.inner - text_width(verdict, 11, bold=True) - 40
    size = min(25.0, 25.0 * room / max(text_width(title, 25, bold=True), 1))
    write(card.axes, (SIDE, height - 58), title, size, bold=True, colour=FLAG_TEXT if flagged else INK)
    _badge(card, verdict, height - 58)
    write(card.axes, (SIDE, height - 86), words.card_sentence(card.row), 14)
    reason = _reason(card.row)
    texts = words.measured_sentence(card.row), f"No verdict: {reason}." * bool(reason), *words.practice(card.row)
    lines = [line for text in texts if text for line in wrap(text, card.inner, 8.2)]
    return write_lines(card.axes, (SIDE, height - 103), lines, 8.2) - 14


def _reason(row: pd.Series) -> str:
    """Why there is no verdict; empty where there is one."""
    reason = row.get("verdict_reason")
    return reason if isinstance(reason, str) else ""


def _badge(card: Card, verdict: str, y: float) -> None:
    fill, ink = BADGES.get(verdict, (PAPER, MUTED))
    wide = text_width(verdict, 11, bold=True) + 20
    x = card.width - SIDE - wide
    style = "round,pad=0,rounding_size=6"
    card.axes.add_patch(
        FancyBboxPatch((x, y - 5), wide, 21, boxstyle=style, fc=fill, ec=HOLLOW_EDGE if fill == PAPER else "none", lw=1)
    )
    write(card.axes, (x + wide / 2, y + 1.5), verdict, 11, bold=True, colour=ink, align="center")


def _head(card: Card, y: float, text: str, note: str = "") -> float:
    write(card.axes, (SIDE, y), text, 9.2, bold=True)
    if note:
        write(card.axes, (SIDE + text_width(text, 9.2, bold=True) + 9, y), note, 7.8, colour=MUTED)
    return y


def _fixed_height(card: Card, people: pd.DataFrame) -> float:
    """Points that the sections take before the slack is shared out."""
    left, right = _rows(card)
    waffle = 44 + post.waffle_height(card.posts, card.inner) if len(card.posts) else 0
    bars = 34 + BARS + _lane(card) if card.posts["time"].notna().any() else 0
    standing = (
        26 + stand.standing_height(stand.compared_with(people, card.row["id"])) if pd.notna(card.row["me_share"]) else 0
    )
    return waffle + 56 + max(len(left), len(right), 4) * PITCH + bars + standing


def _waffle(card: Card, y: float) -> float:
    if not len(card.posts):
        return y
    note = f"the latest {post.WAFFLE} of {len(card.posts):,}" if len(card.posts) > post.WAFFLE else ""
    _head(card, y, "Every post, oldest first", note)
    post.draw_waffle(card.axes, card.posts, SIDE, y - 7, card.inner)
    y -= 7 + post.waffle_height(card.posts, card.inner) + 12
    post.draw_kinds(card.axes, card.posts, SIDE, y, card.inner)
    return y - 25


def _rows(card: Card) -> tuple[list[tie.Row], list[tie.Row]]:
    most = tie.ROWS if len(card.posts) else tie.MANY_ROWS
    left, right = (tie.side_rows(side, card.look, card.flag_line, most=most) for side in (card.got, card.given))
    return left, right


def _bow_tie(card: Card, y: float, pitch: float) -> float:
    left, right = _rows(card)
    most = max(len(left), len(right), 4)
    scored = card.look["me_share"].notna().any() and not card.alone
    note = (
        "numbers: how often" + (", teal: both ways" if not card.alone else "") + (", discs: me-share" if scored else "")
    )
    _head(card, y, "Who names them, whom they name", note)
    centre = (card.width / 2, y - 32 - most * pitch / 2)
    heads = (
        ("", tie.side_head("names", card.given))
        if card.alone
        else (tie.side_head("named by", card.got), tie.side_head("names", card.given))
    )
    tie.draw_heads(card.axes, centre, y - 18, *heads)
    if card.alone:
        for k, line in enumerate(("Who names them", "cannot be known:", "others’ posts are", "not in the export")):
            write(card.axes, (centre[0] - tie.ARM, centre[1] + 14 - 10.5 * k), line, 7.6, colour=MUTED, align="center")
    tie.draw_arms(card.axes, centre, left, -1, pitch)
    tie.draw_arms(card.axes, centre, right, 1, pitch)
    me = card.look.loc[card.row["id"]]
    own = card.row["self_mentions"]
    tie.draw_person(
        card.axes,
        centre,
        me,
        colours(card.look.loc[[card.row["id"]]], card.flag_line)[0],
        0 if pd.isna(own) else int(own),
    )
    return y - 32 - most * pitch - 24


def _bars(card: Card, y: float, height: float) -> float:
    if not card.posts["time"].notna().any():
        return y
    words_, table = post.bins(card.posts)
    _head(card, y, f"{words_}: for others above the line, the rest below")
    y -= 10 + _lane(card)
    post.draw_bars(card.axes, table, SIDE, y - height, card.inner, height)
    if card.change.clear:
        times = (card.change.date, card.change.date_low, card.change.date_high)
        at = [post.place_of(time, table, SIDE, card.inner) for time in times]
        lines = words.change_lines(card.change)
        post.draw_change(card.axes, (at[0], at[1], at[2]), (SIDE, y - height, card.inner, height), lines)
    return y - height - 24


def _lane(card: Card) -> float:
    """Points above the bars for the words of a change."""
    return LANE if card.change.clear else 0.0


def _standing(card: Card, people: pd.DataFrame, y: float, crowd: float) -> None:
    if pd.isna(card.row["me_share"]):
        return
    others = stand.compared_with(people, card.row["id"])
    _head(card, y, "Where they stand", words.standing_sentence(card.row, others, alone=card.alone))
    box = (SIDE, y - 6 - stand.standing_height(others, crowd), card.inner)
    stand.draw_standing(card.axes, card.row, others, box, flag_line=card.flag_line, crowd=crowd)


def _notes(card: Card, about: Mapping[str, Any]) -> float:
    """The text at the bottom, from the foot upwards; the y above it."""
    write(card.axes, (SIDE, 22), words.card_foot(about, card.posts["time"], __version__), 6.4, colour=PALE)
    left = words.changes(card.row, flag_line=card.flag_line)
    right = words.not_counted(card.row, about, int(card.posts["time"].isna().sum()))
    column = card.inner / 2 - 12
    texts = [[line for item in items for line in wrap(item, column, 7.6)] for items in (left, right)]
    top = 40 + max(map(len, texts)) * 10.0 + 12
    for x, head, lines in (
        (SIDE, "What would change it", texts[0]),
        (SIDE + card.inner / 2 + 12, "What is not counted", texts[1]),
    ):
        if lines:
            write(card.axes, (x, top), head, 9.2, bold=True)
            write_lines(card.axes, (x, top - 13), lines, 7.6)
    return float(np.ceil(top + 24))
