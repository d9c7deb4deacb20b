"""The forest picture: the accounts with the largest me-share, each with its interval."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from graphkit.diagrams._axes import DASHED, DOTTED, GRID, MARGIN, strokes, write_around, write_empty
from graphkit.diagrams._chart_words import forest_subtitle, forest_title, is_judged, why_nobody
from graphkit.diagrams._crowd import draw_people, position_table
from graphkit.diagrams._drawn import Drawn
from graphkit.diagrams._finding import posts_of
from graphkit.diagrams._looks import FLAGGED, UNSURE, Drawable, flag_line, looks, sized
from graphkit.diagrams._marks import Floats, boxes, ring_reach, shapes
from graphkit.diagrams._style import BALANCE, FLAG_TEXT, INK, MUTED, drawing, page, text_width, write
from graphkit.diagrams._words import count, foot, percent

MOST = 24
RADIUS = 4.0
BAR = 4.6
NAME_SIZE = 8.2
NAMES, GAP = 176.0, 14.0
"""Points at the left for the names, at most, and between them and the scale."""
BOTTOM = 76.0
COUNTS = 262.0
"""Points at the right for counts, share and verdict."""


@dataclass(frozen=True)
class Rows:
    """Where the rows stand: `left` and `width` of the scale from 0 to 1, the y of each row, `top` and `bottom`."""

    left: float
    width: float
    y: Floats
    top: float
    bottom: float

    def at(self, share: Any) -> Any:
        """Points from the left of the page."""
        return self.left + np.asarray(share, float) * self.width


def forest(graph: Drawable, people: pd.DataFrame, figure: Figure, *, most: int = MOST) -> Drawn:
    """The judged accounts with the largest me-share: a dot for what was measured, a bar for its 95 % interval.

    Ranked by the end of the interval that is kinder to the person, so that a short record cannot win. At most `most`
    accounts are drawn; the subtitle says of how many. Lines: the flag line, one third (“two ears, one mouth”), the
    median of all judged. At the right: how many posts were for others, who named them, the verdict.
    """
    with drawing():
        axes, width, _ = page(figure)
        shown = ranked(people).head(most)
        title, subtitle = forest_title(people), forest_subtitle(people, len(shown))
        note = "This describes these posts, not the people."
        below = write_around(axes, title, subtitle, foot(graph.about, posts_of(people), "", note))
        line = flag_line(graph.about)
        look = _looks(shown, graph, line)
        rows = _rows(look, width, below - 40)
        xy = np.stack([rows.at(look["me_share"]), rows.y], 1)
        labels = None
        if len(shown):
            _draw_lines(axes, rows, line, float(people.loc[is_judged(people), "me_share"].astype(float).median()))
            _draw_bars(axes, rows, shown, look)
            draw_people(axes, look, xy)
            labels = _write_names(axes, rows, look)
            _write_counts(axes, rows, look, shown)
            write(axes, (rows.left, rows.bottom - 32), _key(look), 7.2, colour=MUTED)
        else:
            write_empty(axes, why_nobody(people))
        figure.set_label(_alt(title, subtitle, look))
    return Drawn(title, str(figure.get_label()), len(shown), 0, position_table(look, xy), labels)


def ranked(people: pd.DataFrame) -> pd.DataFrame:
    """The judged, the largest me-share first, by the kinder end of the interval; then by id."""
    judged = people[is_judged(people)]
    return judged.sort_values(["third_person_share_high", "id"], kind="stable").reset_index(drop=True)


def _looks(shown: pd.DataFrame, graph: Drawable, line: float) -> pd.DataFrame:
    look = sized(looks(shown, graph.edges, line), 1.0, line=line)
    radius = np.full(len(look), RADIUS)
    return look.assign(radius=radius, reach=np.where(look["ring"] > 0, radius + ring_reach(radius), radius))


def _rows(look: pd.DataFrame, width: float, top: float) -> Rows:
    number = len(look)
    pitch = min((top - BOTTOM) / max(number, 1), 30.0)
    y = np.asarray(top - pitch * (np.arange(number, dtype=float) + 0.5))
    widest = max((text_width(name, NAME_SIZE, bold=True) for name in look["name"]), default=0.0)
    left = MARGIN + min(max(widest + 4, 60.0), NAMES) + GAP
    return Rows(left, width - left - COUNTS - MARGIN, y, top, top - pitch * number)


def _draw_lines(axes: Axes, rows: Rows, line: float, median: float) -> None:
    """The grid, and the three lines that a share is read against, named where they do not meet."""
    ends = (rows.bottom - 4, rows.top + 4)
    for value in (0.0, 0.25, 0.5, 0.75, 1.0):
        strokes(axes, [_upright(rows.at(value), ends)], GRID, 0.7, order=1)
        write(axes, (rows.at(value), rows.bottom - 16), f"{value * 100:.0f} %", 7.2, colour=MUTED, align="center")
    named = (
        (1 / 3, ("⅓ two ears,", "one mouth"), BALANCE, "solid", 0.0),
        (line, (f"flag line {percent(line)}",), FLAG_TEXT, DASHED, 0.0),
        (median, (f"median of all judged {percent(median)}",), MUTED, DOTTED, 21.0),
    )
    for value, words, colour, dash, up in named:
        x = float(rows.at(value))
        strokes(axes, [_upright(x, (ends[0], ends[1] + up))], colour, 1.0, dash=dash)
        half = max(text_width(word, 6.8) for word in words) / 2
        middle = min(max(x, rows.left + half - 40), rows.left + rows.width - half + 40)
        if not up and abs(value - median) * rows.width < half + 4:
            middle = x + (half + 3) * (1 if value >= median else -1)
        for k, word in enumerate(reversed(words)):
            write(axes, (middle, ends[1] + up + 4 + 8 * k), word, 6.8, colour=colour, align="center", halo=2.0)


def _upright(x: float, ends: tuple[float, float]) -> Floats:
    return np.array([[x, ends[0]], [x, ends[1]]])


def _draw_bars(axes: Axes, rows: Rows, shown: pd.DataFrame, look: pd.DataFrame) -> None:
    low, high = (rows.at(shown[f"me_share_{end}"].astype(float)) for end in ("low", "high"))
    bars = boxes(low, rows.y - BAR / 2, high - low, np.full(len(low), BAR))
    shapes(axes, bars, [to_rgba(colour, 0.4) for colour in look["colour"]], order=3.7)


def _write_names(axes: Axes, rows: Rows, look: pd.DataFrame) -> pd.DataFrame:
    boxes_ = []
    for name, who, state, y in zip(look["name"], look["id"], look["state"], rows.y, strict=True):
        bold = bool(state == FLAGGED)
        text, right = _shortened(name, NAMES, bold=bold), rows.left - GAP
        write(axes, (right, y - 2.9), text, NAME_SIZE, bold=bold, colour=FLAG_TEXT if bold else INK, align="right")
        boxes_.append((who, text, right - text_width(text, NAME_SIZE, bold=bold), y - 4, right, y + 5, False))
    return pd.DataFrame(boxes_, columns=["id", "text", "left", "bottom", "right", "top", "inside"])


def _shortened(name: str, room: float, *, bold: bool) -> str:
    text = name
    while text_width(text, NAME_SIZE, bold=bold) > room and len(text) > 2:
        text = text[:-2].rstrip() + "…"
    return text


def _write_counts(axes: Axes, rows: Rows, look: pd.DataFrame, shown: pd.DataFrame) -> None:
    first = rows.left + rows.width + 118
    second, third = first + 62, first + 72
    for x, words, align in (
        (first, ("posts for others",), "right"),
        (second, ("named by", "people"), "right"),
        (third, ("verdict",), "left"),
    ):
        for k, word in enumerate(reversed(words)):
            write(
                axes, (x, rows.top + 8 + 8.4 * k), word, 6.8, colour=MUTED, align="left" if align == "left" else "right"
            )
    for row, verdict, named, y in zip(look.itertuples(), shown["verdict"], shown["in_degree"], rows.y, strict=True):
        colour = FLAG_TEXT if row.state == FLAGGED else INK
        write(axes, (first, y - 2.8), f"{row.for_others:,.0f} of {row.posts:,.0f}", 7.8, align="right")
        write(axes, (second, y - 2.8), "unknown" if pd.isna(named) else f"{named:,}", 7.8, align="right")
        write(axes, (third, y - 2.8), str(verdict), 7.8, colour=colour, bold=bool(row.state == FLAGGED))


def _key(look: pd.DataFrame) -> str:
    parts = ["dot: share of posts that name no one else", "bar: its 95 % interval"]
    parts += ["white hole: beyond the line, the interval is not"] if (look["state"] == UNSURE).any() else []
    parts += ["ring: share of their acts that name themselves"] if (look["ring"] > 0).any() else []
    return " · ".join(parts)


def _alt(title: str, subtitle: str, look: pd.DataFrame) -> str:
    first = [
        f"{name}: {given:,.0f} of {count(posts, 'post')}"
        for name, given, posts in zip(look["name"][:5], look["for_others"][:5], look["posts"][:5], strict=True)
    ]
    return f"{title}. {subtitle}" + (f" Posts for others, first in rank: {'; '.join(first)}." if first else "")
