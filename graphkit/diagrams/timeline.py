"""The timeline: the share of posts for others, week by week or month by month, and when it changed."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from graphkit.diagrams import _timeline_words as words
from graphkit.diagrams._change_words import between as interval_words
from graphkit.diagrams._change_words import in_posts, moved
from graphkit.diagrams._drawn import Drawn
from graphkit.diagrams._finding import posts_of
from graphkit.diagrams._legend import WIDTH, Key, draw_timeline_legend
from graphkit.diagrams._looks import FEW, flag_line
from graphkit.diagrams._marks import Floats, boxes, discs, ribbons, shapes
from graphkit.diagrams._periods import LEFT_OUT, Periods, fills, periods_of, state_of
from graphkit.diagrams._person import find_person
from graphkit.diagrams._style import (
    BALANCE,
    FAINT,
    FLAG_TEXT,
    GIVEN,
    HOLLOW_EDGE,
    INK,
    MUTED,
    PALE,
    PAPER,
    drawing,
    page,
    ramp,
    text_width,
    write,
)
from graphkit.diagrams._words import foot
from graphkit.metrics.change import Change, change_point

if TYPE_CHECKING:
    from graphkit.graph import Graph

MARGIN, GUTTER = 24.0, 112.0
LARGEST, SMALLEST = 7.5, 1.5
BARS = 74.0
NOTE = 26.0
"""Height of the lane above the shares for the words of a change."""


@dataclass(frozen=True)
class Plot:
    """Where time and shares are on the page, and what is drawn there."""

    axes: Axes
    left: float
    right: float
    bottom: float
    top: float
    periods: Periods
    change: Change
    flag_line: float

    @property
    def table(self) -> pd.DataFrame:
        """One row a period."""
        return self.periods.table

    def x(self, time: "pd.Series | pd.Timestamp") -> Floats:
        """Where a time is; those outside the periods shown stand at the edge."""
        first, last = self.table["period"].iloc[0], self.table["end"].iloc[-1]
        part = np.clip(np.asarray((time - first) / (last - first), dtype=float), 0, 1)
        return np.asarray(self.left + part * (self.right - self.left))

    def y(self, share: "pd.Series | Floats | float") -> Floats:
        """Where a share of posts for others is."""
        return np.asarray(self.bottom + np.asarray(share, dtype=float) * (self.top - self.bottom))

    @property
    def step(self) -> float:
        """Points that a period takes."""
        return (self.right - self.left) / len(self.table)


def timeline(graph: "Graph", people: pd.DataFrame, figure: Figure, *, person: str | None = None) -> Drawn:
    """The share of posts for others over time: week by week, or month by month, of one person or of everybody.

    Each disc is a week or a month: its height is the share of posts for others, with the 95 % interval as a bar, its
    colour the me-share, its area the posts, which the bars below count. White discs are too few posts to say anything;
    a time without posts has no mark. Of one person it also says when the share most likely changed, if a change is
    clear: a line at the date, its 95 % interval as a band, the shares before and after. Everybody's posts are pooled,
    so that whoever posts most weighs most, and no change is dated. Without `person`, the only author's, or everybody's.
    """
    with drawing():
        row = _whose(people, person)
        periods = periods_of(graph, None if row is None else row["id"])
        change = Change("") if row is None else change_point(graph, row["id"])
        axes, width, height = page(figure)
        left, right = MARGIN + GUTTER, width - WIDTH - 2 * MARGIN - 8
        plot = Plot(axes, left, right, 52 + 16 + BARS + 32, height - 92 - NOTE * change.clear, periods, change,
                    flag_line(graph.about))  # fmt: skip
        title, subtitle = _say(row, periods, change, people)
        table = _draw(plot, row, people) if len(periods.table) else None
        _write_words(axes, title, subtitle, _foot(graph, people, row, periods))
        figure.set_label(words.alt_text(title, subtitle, periods.table, periods.by))
    return Drawn(title, str(figure.get_label()), _authors(people) if row is None else 1, 0, table)


def worth_drawing(graph: "Graph", people: pd.DataFrame) -> bool:
    """Whether posts have times, and those lie in two periods or more."""
    row = _whose(people, None)
    return len(periods_of(graph, None if row is None else row["id"]).table) > 1


def _whose(people: pd.DataFrame, person: str | None) -> "pd.Series | None":
    if person is not None:
        return find_person(people, person)
    authors = people[people["posts"].fillna(0) > 0]
    return authors.iloc[0] if len(authors) == 1 else None


def _authors(people: pd.DataFrame) -> int:
    return int((people["posts"].fillna(0) > 0).sum())


def _say(row: "pd.Series | None", periods: Periods, change: Change, people: pd.DataFrame) -> tuple[str, str]:
    if row is None:
        title = words.everybody_title(periods.posts, periods.for_others, has_posts=_authors(people) > 0)
        return title, words.everybody_subtitle(periods.table, periods.by)
    return words.person_title(row, change), words.person_subtitle(row, change)


def _foot(graph: "Graph", people: pd.DataFrame, row: "pd.Series | None", periods: Periods) -> tuple[str, str]:
    those = people if row is None else people[people["id"] == row["id"]]
    undated = max(int(those["posts"].sum()) - periods.posts, 0)
    shown = words.shown(periods.table, periods.by, undated=undated, outside=periods.outside) if periods.posts else ""
    pooled = " Everybody’s posts are pooled." if row is None else ""
    return foot(graph.about, posts_of(those), shown, f"Intervals take posts as independent of each other.{pooled}")


def _draw(plot: Plot, row: "pd.Series | None", people: pd.DataFrame) -> pd.DataFrame:
    loud = row is not None and row["verdict"] == "me..me..me"
    judged = bool(people["verdict"].notna().any() if row is None else pd.notna(row["verdict"]))
    table = plot.table
    colour = fills(table, darkest=1.0 if loud else plot.flag_line - 0.005, judged=judged)
    state = [state_of(s, judged=judged) for s in table["state"]]
    most = max(float(table["posts"].max()), 1.0)
    scale = min(LARGEST, max(plot.step * 0.62, 2.4)) / np.sqrt(most)
    radius = np.maximum(scale * np.sqrt(table["posts"].to_numpy(float)), SMALLEST)
    x = (plot.x(table["period"]) + plot.x(table["end"])) / 2
    marks = pd.DataFrame({"id": [f"{t:%Y-%m-%d}" for t in table["period"]], "x": x, "colour": colour, "state": state,
                          "y": plot.y(table["third_person_share"]), "radius": radius})  # fmt: skip
    _axes(plot)
    _change(plot)
    _shares(plot, marks)
    _bars(plot, marks)
    key = Key(plot.right + MARGIN + 8, plot.axes.get_ylim()[1] - 92, float(scale), most, plot.flag_line,
              has_posts=judged, thickness=1.0, states=frozenset(state))  # fmt: skip
    draw_timeline_legend(plot.axes, key, by=plot.periods.by, change=plot.change.clear, least=SMALLEST)
    return marks[marks["state"] != LEFT_OUT].reset_index(drop=True)


def _axes(plot: Plot) -> None:
    """The shares' scale with its ramp, the flag line and two for each one; the time's below."""
    step = np.linspace(0, 1, 128, endpoint=False)
    tall = (plot.top - plot.bottom) / 128 + 0.3
    strip = boxes(np.full(128, plot.left - 11), plot.y(step), np.full(128, 5.0), np.full(128, tall))
    shapes(plot.axes, strip, [ramp(1 - v) for v in step + 0.004], order=3)
    ticks = (
        (1 - plot.flag_line, f"flag line  {(1 - plot.flag_line) * 100:.0f} %", FLAG_TEXT),
        (2 / 3, "two ears, one mouth  ⅔", BALANCE),
        (0.0, "0 % for others", FAINT),
        (1.0, "100 % for others", FAINT),
        (1 / 3, "⅓", FAINT),
    )
    taken: list[float] = []
    for value, text, colour in ticks:
        y = float(plot.y(value))
        line = boxes(*(np.array([v]) for v in (plot.left - 11, y - 0.4, plot.right - plot.left + 11, 0.8)))
        shapes(plot.axes, line, to_rgba(colour, 0.9), order=1.5)
        if all(abs(y - other) > 8 for other in taken):
            taken.append(y)
            write(
                plot.axes,
                (plot.left - 16, y - 2.4),
                text,
                6.8,
                colour=MUTED if colour == FAINT else colour,
                align="right",
            )


def _shares(plot: Plot, marks: pd.DataFrame) -> None:
    """The line from one period to the next where both hold enough posts, the intervals, the discs."""
    table, xy = plot.table, marks[["x", "y"]].to_numpy(float)
    there = (table["posts"] > 0).to_numpy()
    few = (marks["state"] == FEW).to_numpy()
    known = there & ~few
    joined = np.flatnonzero(known[:-1] & known[1:])
    nought, thin = np.zeros(len(joined)), np.full(len(joined), 0.9)
    shapes(plot.axes, ribbons(xy[joined], xy[joined + 1], (nought, nought), (thin, thin), 0.0), FAINT, order=3)
    low, high = (plot.y(table[f"third_person_share_{end}"]) for end in ("low", "high"))
    wide = float(np.clip(plot.step * 0.34, 0.9, 3.4))
    for which, strength in ((known, 0.28), (few, 0.12)):
        bars = boxes(xy[which, 0] - wide / 2, low[which], np.full(which.sum(), wide), (high - low)[which])
        shapes(plot.axes, bars, to_rgba(INK, strength), order=4)
    for which, edge in ((few, HOLLOW_EDGE), (known, PAPER)):
        discs(plot.axes, xy[which], marks["radius"].to_numpy(float)[which], marks["colour"][which].tolist(),
              outline=(edge, 0.7 if plot.step > 7 else 0.4), order=5 + 0.1 * (edge == PAPER))  # fmt: skip


def _change(plot: Plot) -> None:
    """The most likely date as a line, its interval as a band, the shares before and after, and the words."""
    change = plot.change
    if not change.clear:
        return
    at, low, high = (float(plot.x(t)) for t in (change.date, change.date_low, change.date_high))
    floor, roof = plot.bottom - 32 - BARS, plot.top
    band = boxes(*(np.array([v]) for v in (low, floor, max(high - low, 1.6), roof - floor)))
    shapes(plot.axes, band, to_rgba(BALANCE, 0.16), order=1)
    shapes(plot.axes, boxes(*(np.array([v]) for v in (at - 0.5, floor, 1.0, roof - floor + 4))), INK, order=2)
    for (t, n), (start, end) in ((change.before, (plot.left, at)), (change.after, (at, plot.right))):
        level = boxes(*(np.array([v]) for v in (start, float(plot.y(t / n)) - 0.7, end - start, 1.4)))
        shapes(plot.axes, level, to_rgba(INK, 0.55), order=3.5)
    _change_words(plot, at)


def _change_words(plot: Plot, at: float) -> None:
    """Two lines above the date, kept on the plot; the posts before and after beside them where there is room."""
    change, y = plot.change, plot.top + 8
    lines = f"The share {moved(change)}", interval_words(change)
    half = max(text_width(lines[0], 8.4, bold=True), text_width(lines[1], 7.4)) / 2
    middle = float(np.clip(at, plot.left + half, plot.right - half))
    write(plot.axes, (middle, y + 11), lines[0], 8.4, bold=True, align="center")
    write(plot.axes, (middle, y), lines[1], 7.4, colour=MUTED, align="center")
    before, after = (
        f"{when}: {in_posts(*part)}" for when, part in (("before", change.before), ("from then on", change.after))
    )
    if middle - half - 14 - text_width(before, 7.4) > plot.left:
        write(plot.axes, (middle - half - 14, y), before, 7.4, colour=MUTED, align="right")
    if middle + half + 14 + text_width(after, 7.4) < plot.right:
        write(plot.axes, (middle + half + 14, y), after, 7.4, colour=MUTED)


def _bars(plot: Plot, marks: pd.DataFrame) -> None:
    """Posts of each period, those for others dark, with the numbers where they fit; the dates beneath."""
    table, floor = plot.table, plot.bottom - 32 - BARS
    most = max(int(table["posts"].max()), 1)
    unit = (BARS - 8) / most
    wide = min(plot.step * 0.72, 34.0)
    left = marks["x"].to_numpy(float) - wide / 2
    others, posts = (table[name].to_numpy(float) * unit for name in ("posts_for_others", "posts"))
    for base, tall, colour in ((np.zeros(len(table)), others, GIVEN), (others, posts - others, FAINT)):
        bars = boxes(left, floor + base, np.full(len(table), wide), tall)
        shapes(plot.axes, bars[tall > 0], colour, order=3)
    shapes(
        plot.axes, boxes(*(np.array([v]) for v in (plot.left, floor - 0.4, plot.right - plot.left, 0.8))), INK, order=4
    )
    head = f"posts each {plot.periods.by}"
    write(plot.axes, (plot.left - 16, floor + BARS - 14), head, 6.8, colour=MUTED, align="right")
    write(plot.axes, (plot.left - 16, floor + BARS - 23), f"at most {most:,}", 6.8, colour=MUTED, align="right")
    write(plot.axes, (plot.left - 16, floor + BARS - 32), "dark: for others", 6.8, colour=MUTED, align="right")
    if max(text_width(f"{n:,}", 6.4) for n in table["posts"]) < plot.step - 2:
        for x, top, n in zip(marks["x"], floor + posts, table["posts"], strict=True):
            write(plot.axes, (x, top + 2.4), f"{n:,}", 6.4, colour=MUTED if n else PALE, align="center", halo=2.0)
    _dates(plot, floor - 11)


def _dates(plot: Plot, y: float) -> None:
    """The first days of some periods; of years only, where the time is long."""
    table, by = plot.table, plot.periods.by
    years = by == "month" and len(table) > 30
    rows = table[table["period"].dt.month == 1] if years else table
    name = [f"{t.year}" if years else words.period_word(t, by) for t in rows["period"]]
    wide = max((text_width(text, 6.8) for text in name), default=1.0) + 10
    ends = plot.x(rows["period"])
    every = max(1, int(np.ceil(wide / max(float(np.diff(ends).min()) if len(ends) > 1 else wide, 1e-6))))
    for text, x in list(zip(name, ends, strict=True))[::every]:
        shapes(plot.axes, boxes(*(np.array([v]) for v in (x - 0.3, y + 7.6, 0.6, 3.4))), MUTED, order=3)
        if x + wide - 10 <= plot.right + 20:
            write(plot.axes, (x, y), text, 6.8, colour=MUTED)


def _write_words(axes: Axes, title: str, subtitle: str, lines: tuple[str, str]) -> None:
    width, height = axes.get_xlim()[1], axes.get_ylim()[1]
    for text, y, size, colour in ((title, height - 42, 21.0, INK), (subtitle, height - 63, 10.2, MUTED)):
        bold = colour == INK
        fit = min(size, size * (width - 2 * MARGIN) / max(text_width(text, size, bold=bold), 1))
        write(axes, (MARGIN, y), text, fit, bold=bold, colour=colour)
    write(axes, (MARGIN, 20), lines[0], 7.2, colour=MUTED)
    write(axes, (MARGIN, 9), lines[1], 6.6, colour=PALE)
