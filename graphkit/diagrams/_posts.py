"""A person's posts: every one as a mark in order, and by week, month, quarter or year above and below a line."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from numpy.typing import NDArray

from graphkit.diagrams._marks import Floats, boxes, discs, shapes
from graphkit.diagrams._style import BALANCE, INK, KIND_COLOURS, MUTED, text_width, write
from graphkit.diagrams._words import MONTHS

WAFFLE = 400
COLUMNS = 50
ABOVE, BELOW = ("retweet", "quote", "reply", "mention"), ("self", "post")
KIND_WORDS = {
    "post": "names nobody",
    "self": "only themselves",
    "retweet": "retweets",
    "quote": "quotes",
    "reply": "answers",
    "mention": "mentions",
}
SPANS = (
    ("D", "Day by day"),
    ("W", "Week by week"),
    ("M", "Month by month"),
    ("Q", "Quarter by quarter"),
    ("Y", "Year by year"),
)
MOST_BARS = 56
MOST_YEARS = 150
"""A clock that was wrong by a millennium does not make the bars invisible."""


def counted(posts: pd.DataFrame) -> pd.DataFrame:
    """The posts that count (threads are folded in), a self-directed one of any kind as `self`."""
    kept = posts[posts["kind"] != "thread"]
    own = kept["kind"].isin(ABOVE) & ~kept["for_others"].astype(bool)
    return kept.assign(kind=kept["kind"].where(~own, "self"))


def moments(posts: pd.DataFrame) -> pd.DataFrame:
    """Counted posts by moment, in order, as `change_among` takes them."""
    dated = posts[posts["time"].notna()]
    grouped = dated["for_others"].astype("int64").groupby(dated["time"].astype("datetime64[us]").astype("int64"))
    table = grouped.agg(["size", "sum"]).reset_index().astype("int64")
    return table.set_axis(["time", "posts", "posts_for_others"], axis=1)


def waffle_height(posts: pd.DataFrame, width: float) -> float:
    """Points that the squares take."""
    return -(-min(len(posts), WAFFLE) // COLUMNS) * width / COLUMNS


def draw_waffle(axes: Axes, posts: pd.DataFrame, left: float, top: float, width: float) -> None:
    """One mark a post, oldest first, row by row; at most the latest 400."""
    kinds = posts["kind"].tail(WAFFLE).to_numpy(object)
    side = width / COLUMNS
    k = np.arange(len(kinds))
    centre = np.stack([left + (k % COLUMNS + 0.5) * side, top - (k // COLUMNS + 0.5) * side], 1)
    _marks(axes, kinds, centre, 0.44 * side)


def _marks(axes: Axes, kinds: NDArray[np.object_], centre: Floats, half: float) -> None:
    """Posts for others are squares, the rest dots: who sees no red takes some of their colours for the same."""
    round_ = np.isin(kinds, BELOW)
    colour = np.array([KIND_COLOURS[kind] for kind in kinds], dtype=object)
    x, y = centre[~round_].T
    across = np.full(len(x), 2 * half)
    shapes(axes, boxes(x - half, y - half, across, across), list(colour[~round_]), order=4)
    discs(axes, centre[round_], np.full(int(round_.sum()), half), list(colour[round_]), order=4)


def draw_kinds(axes: Axes, posts: pd.DataFrame, left: float, y: float, width: float) -> None:
    """The key to the marks, with how many there are of each; spread over the width if it is full."""
    number = posts["kind"].value_counts()
    texts = {k: f"{word}  {number.get(k, 0):,}" for k, word in KIND_WORDS.items()}
    room = width - sum(text_width(t, 7.2) + 12 for t in texts.values())
    x = left
    for kind, text in texts.items():
        _marks(axes, np.array([kind], dtype=object), np.array([[x + 3.5, y + 2.9]]), 3.5)
        write(axes, (x + 11, y), text, 7.2, colour=INK if number.get(kind, 0) else MUTED)
        x += 12 + text_width(text, 7.2) + min(room / (len(texts) - 1), 26)


def bins(posts: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """Counts by kind for each span of time, gaps as zeros: `Week by week` and a table, as few as 56 rows."""
    time = pd.DatetimeIndex(posts["time"].dropna())
    code, words = next((c, w) for c, w in SPANS if c == "Y" or _how_many(time, c) <= MOST_BARS)
    span = pd.PeriodIndex(time, freq=code)
    table = pd.crosstab(span, posts["kind"][posts["time"].notna()].to_numpy())
    whole = pd.period_range(span.min(), span.max(), freq=code)[-MOST_YEARS:]
    return words, table.reindex(index=whole, columns=[*ABOVE, *BELOW], fill_value=0)


def _how_many(time: pd.DatetimeIndex, code: str) -> int:
    return len(pd.period_range(time.min(), time.max(), freq=code))


def draw_bars(axes: Axes, table: pd.DataFrame, left: float, bottom: float, width: float, height: float) -> None:
    """Bars for others above the line, the rest below, on one scale; the dates beneath."""
    up, down = table[list(ABOVE)].sum(axis=1).max(), table[list(BELOW)].sum(axis=1).max()
    spare = 14.0 * ((up == 0) + (down == 0))
    unit = (height - 12 - spare) / max(up + down, 1)
    zero = bottom + 12 + down * unit + (14.0 if down == 0 else 0.0)
    step = width / len(table)
    x, wide = left + np.arange(len(table), dtype=np.float64) * step + _indent(step), step - 2 * _indent(step)
    for kinds, way in ((ABOVE, 1), (BELOW, -1)):
        base = np.zeros(len(table))
        for kind in kinds:
            value = table[kind].to_numpy(float) * unit
            start = zero + way * base if way > 0 else zero - base - value
            bars = boxes(x, start, np.full(len(x), wide), value)
            shapes(axes, bars[value > 0], KIND_COLOURS[kind], order=4)
            base += value
    shapes(axes, boxes(*(np.array([v]) for v in (left, zero - 0.4, width, 0.8))), INK, order=5)
    _bar_labels(axes, table, left, (zero, bottom), step, (up * unit, down * unit, up, down))


def _indent(step: float) -> float:
    """Points from where a slot begins to where its bar does."""
    return max(step * 0.09, step / 2 - 20.0)


def place_of(time: pd.Timestamp, table: pd.DataFrame, left: float, width: float) -> float:
    """Where a time is among the bars, whose slots are all as wide; at the edge if it lies before or after them."""
    spans = pd.PeriodIndex(table.index)
    k = int(np.clip(spans.start_time.searchsorted(time, side="right") - 1, 0, len(table) - 1))
    span = spans[k]
    part = (time - span.start_time) / (span.end_time - span.start_time)
    return left + (k + float(np.clip(part, 0, 1))) * width / len(table)


def draw_change(
    axes: Axes, at: tuple[float, float, float], box: tuple[float, float, float, float], lines: tuple[str, str]
) -> None:
    """A change across the bars: its date as a line, its interval as a band, two lines of words above.

    `at`: date, low, high; `box`: left, bottom, width, height of the bars.
    """
    left, bottom, width, height = box
    floor, roof = bottom + 10, bottom + height + 2
    date, low, high = at
    band = boxes(*(np.array([v]) for v in (low, floor, max(high - low, 1.6), roof - floor)))
    shapes(axes, band, to_rgba(BALANCE, 0.2), order=3)
    shapes(axes, boxes(*(np.array([v]) for v in (date - 0.5, floor, 1.0, roof - floor))), INK, order=6)
    half = max(text_width(lines[0], 7.4, bold=True), text_width(lines[1], 6.8)) / 2
    middle = float(np.clip(date, left + half, left + width - half))
    write(axes, (middle, roof + 12), lines[0], 7.4, bold=True, align="center")
    write(axes, (middle, roof + 3), lines[1], 6.8, colour=MUTED, align="center")


def _bar_labels(
    axes: Axes,
    table: pd.DataFrame,
    left: float,
    at: tuple[float, float],
    step: float,
    reach: tuple[float, float, float, float],
) -> None:
    zero, bottom = at
    for value, y in ((reach[2], zero + reach[0] - 5), (reach[3], zero - reach[1])):
        if value:
            write(axes, (left - 4, y), f"{value:,.0f}", 6.4, colour=MUTED, align="right")
    if not reach[2] or not reach[3]:
        text, y = ("no post for others", zero + 4) if not reach[2] else ("no post that names no one else", zero - 9)
        write(axes, (left, y), text, 6.8, colour=MUTED)
    every = max(1, -(-len(table) // 9))
    for k in range(0, len(table), every):
        text, x = _span_word(table.index[k]), left + k * step + _indent(step)
        if x + text_width(text, 6.6) <= left + step * len(table) + 4:
            write(axes, (x, bottom), text, 6.6, colour=MUTED)


def _span_word(span: pd.Period) -> str:
    start = span.start_time
    if span.freqstr.startswith(("D", "W")):
        return f"{start.day} {MONTHS[start.month - 1]} {start.year}"
    return f"{start.year}" if span.freqstr.startswith("Y") else f"{MONTHS[start.month - 1]} {start.year}"
