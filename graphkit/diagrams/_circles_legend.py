"""What stands right of the circles: the marks explained, and the people the picture is about, by name."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

from graphkit.diagrams import _words as words
from graphkit.diagrams._circles_words import name_of
from graphkit.diagrams._legend import WIDTH, Key, colour_part, head, states_part
from graphkit.diagrams._looks import FLAGGED, UNJUDGED
from graphkit.diagrams._marks import discs, ribbons, rings, shapes
from graphkit.diagrams._style import FLAG_TEXT, GIVEN, INK, MUTED, NO_SCORE, PAPER, RETURNED, write, write_lines

PITCH, MOST_NAMED = 15.0, 20
DISC, BAND_ALPHA = 3.4, 0.34


def draw_circles_legend(axes: Axes, key: Key, notes: Sequence[str], *, bands: str) -> float:
    """Circles, colours, bands, from the top downwards; the y below them.

    `notes` are about the dots; `bands` says which are drawn, and nothing where there are none.
    """
    top = head(axes, key, key.top, "Circles: who acts towards whom", "each dot is a person; a circle is a community,",
               "named after its member whom most people name") - 6  # fmt: skip
    top = colour_part(axes, key, top) if key.has_posts else _returned(axes, key, top)
    top = states_part(axes, replace(key, states=key.states - (set() if key.has_posts else {UNJUDGED})), top)
    top = write_lines(axes, (key.left, top + 2), notes, 7.2) - 6
    return _bands(axes, key, bands, top) if bands else top


def _returned(axes: Axes, key: Key, top: float) -> float:
    y = head(axes, key, top, "No colour: no me-share", "it is a share of posts, and the export holds acts") - 2
    discs(axes, np.array([[key.left + 6, y]]), np.array([3.8]), RETURNED, outline=(PAPER, 0.7))
    write(axes, (key.left + 16, y - 2.6), "at least one of their ties is returned", 7.2, colour=MUTED)
    y -= 13.5
    discs(axes, np.array([[key.left + 6, y]]), np.array([3.8]), NO_SCORE, outline=(PAPER, 0.7))
    write(axes, (key.left + 16, y - 2.6), "none is", 7.2, colour=MUTED)
    return y - 12


def _bands(axes: Axes, key: Key, which: str, top: float) -> float:
    y = head(axes, key, top, "Bands: acts from circle to circle", which) - 4
    ends = np.array([[key.left + 8, y]]), np.array([[key.left + 76, y]])
    six = np.array([6.0])
    for end in ends:
        discs(axes, end, six, PAPER, outline=(MUTED, 0.6))
    band = ribbons(*ends, (six, six), (np.array([7.0]), np.array([0.6])), 0.1)
    shapes(axes, band, to_rgba(GIVEN, BAND_ALPHA), order=4)
    write_lines(axes, (key.left + 92, y + 1.6), ("the thick end gives,", "the thin end gets"), 7.2)
    return y - 22


def whom_to_list(look: pd.DataFrame, most: int) -> list[int]:
    """Rows of those who are named at the right: the loudest flagged, or, where nobody is, whom most people name."""
    flagged = look[look["state"] == FLAGGED]
    if len(flagged):
        return list(flagged.sort_values(["posts", "id"], ascending=[False, True]).index[:most])
    named = look[look["named_by"] > 0]
    return list(named.sort_values(["named_by", "named", "id"], ascending=[False, False, True]).index[:most])


def draw_list(axes: Axes, key: Key, look: pd.DataFrame, top: float, bottom: float) -> list[int]:
    """The list of people, as many as there is room for; the rows of those listed."""
    rows = whom_to_list(look, max(min(MOST_NAMED, int((top - 34 - bottom) / PITCH) + 1), 0))
    if not rows:
        return rows
    total = int((look["state"] == FLAGGED).sum())
    title = "Loudest of the flagged" if total > len(rows) else "Flagged" if total else "Named by most people"
    ringed = bool((look["ring"].iloc[rows] > 0).any())
    y = head(axes, key, top, title, *["ring: share of their acts that go to their own account"] * ringed) - 1
    for row in rows:
        _line(axes, key, look, row, y)
        y -= PITCH
    return rows


def _line(axes: Axes, key: Key, look: pd.DataFrame, row: int, y: float) -> None:
    person, at = look.iloc[row], np.array([[key.left + 6, y]])
    loud = person["state"] == FLAGGED
    radius = np.array([DISC if not person["ring"] else DISC - 0.8])
    discs(axes, at, radius, person["colour"], outline=("none" if loud else MUTED, 0.4))
    if person["ring"]:
        rings(axes, at, radius, np.array([person["ring"]]))
    text = (
        f"{person['for_others']:,.0f} of {person['posts']:,.0f} for others"
        if loud
        else f"by {words.count(person['named_by'], 'person', 'people')}"
    )
    write(axes, (key.left + WIDTH, y - 2.4), text, 6.6, colour=MUTED, align="right")
    write(axes, (key.left + 16, y - 2.6), name_of(look, row), 7.4, bold=True, colour=FLAG_TEXT if loud else INK)
