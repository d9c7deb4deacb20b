"""Where a person stands: the interval of their me-share, among all who could be judged."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

from graphkit.diagrams._looks import FEW, JUDGED_VERDICTS, STATES, UNJUDGED, colours
from graphkit.diagrams._marks import boxes, discs, shapes
from graphkit.diagrams._style import BALANCE, FLAG_TEXT, HOLLOW_EDGE, INK, MUTED, PAPER, ramp, text_width, write
from graphkit.diagrams._words import percent

BINS = 50
HISTOGRAM = 44.0
FEWEST = 5
"""Fewer others than this are no crowd to stand in."""


def compared_with(people: pd.DataFrame, person: str) -> pd.Series:
    """The me-shares of everybody else who could be judged."""
    judged = people["verdict"].isin(JUDGED_VERDICTS)
    return people.loc[judged & (people["id"] != person), "me_share"].astype(float)


def standing_height(others: pd.Series, crowd: float = HISTOGRAM) -> float:
    """Points that the drawing takes, the crowd above the axis `crowd` of them."""
    return 51.0 + (crowd if len(others) >= FEWEST else 0.0)


def draw_standing(
    axes: Axes,
    person: pd.Series,
    others: pd.Series,
    box: tuple[float, float, float],
    *,
    flag_line: float,
    crowd: float = HISTOGRAM,
) -> None:
    """The ramp as axis, the crowd above it, the person's interval on top of all; `box`: left, bottom, width."""
    left, bottom, width = box
    base = bottom + 24
    step = np.linspace(0, 1, 128, endpoint=False)
    strip = boxes(left + step * width, np.full(128, base - 7), np.full(128, width / 128 + 0.3), np.full(128, 5.0))
    shapes(axes, strip, [ramp(v) for v in step + 0.004], order=3)
    top = base
    if len(others) >= FEWEST:
        _crowd(axes, others, box, crowd)
        top += crowd
    _ticks(axes, left, base, width, top + 2, flag_line)
    _interval(axes, person, (left, top + 11, width), flag_line)


def _crowd(axes: Axes, others: pd.Series, box: tuple[float, float, float], tall: float) -> None:
    left, base, width = box[0], box[1] + 24, box[2]
    number, edge = np.histogram(others, bins=np.linspace(0, 1, BINS + 1))
    height = number / max(number.max(), 1) * tall
    full = number > 0
    bars = boxes(
        left + edge[:-1] * width + 0.8, np.full(BINS, base), np.full(BINS, width / BINS - 1.6), np.maximum(height, 1.0)
    )
    shapes(axes, bars[full], [ramp(v) for v in ((edge[:-1] + edge[1:]) / 2)[full]], order=3)


def _ticks(axes: Axes, left: float, base: float, width: float, top: float, flag_line: float) -> None:
    for value, text, colour in (
        (1 / 3, "⅓  two ears, one mouth", BALANCE),
        (flag_line, f"{flag_line * 100:.0f} %  flag line", FLAG_TEXT),
    ):
        x = left + value * width
        line = boxes(*(np.array([v]) for v in (x - 0.4, base - 9, 0.8, top - base + 9)))
        shapes(axes, line, to_rgba(colour, 0.85), order=2)
        write(axes, (x, base - 17), text, 6.8, colour=MUTED, align="center")
    write(axes, (left, base - 17), "0 %", 6.8, colour=MUTED)
    write(axes, (left + width, base - 17), "100 %", 6.8, colour=MUTED, align="right")


def _interval(axes: Axes, person: pd.Series, at: tuple[float, float, float], flag_line: float) -> None:
    left, y, width = at
    low, value, high = (float(person[name]) for name in ("me_share_low", "me_share", "me_share_high"))
    x = left + low * width
    shapes(
        axes,
        boxes(*(np.array([v]) for v in (x, y - 2.2, max((high - low) * width, 1.2), 4.4))),
        to_rgba(INK, 0.28),
        order=5,
    )
    state = STATES.get(person["verdict"], UNJUDGED)
    fill = colours(pd.DataFrame({"state": [state], "me_share": [value]}), flag_line)
    edge = HOLLOW_EDGE if state == FEW else PAPER
    discs(axes, np.array([[left + value * width, y]]), np.array([5.0]), fill, outline=(edge, 0.8), order=6)
    text = f"me-share {percent(value)}, interval {percent(low, sign=False)}–{percent(high)}"
    wide = text_width(text, 7.4)
    if x - 6 - wide > left:
        write(axes, (x - 6, y - 2.6), text, 7.4, align="right", halo=2.4)
    elif left + high * width + 8 + wide < left + width:
        write(axes, (left + high * width + 8, y - 2.6), text, 7.4, halo=2.4)
    else:
        write(axes, (left + (low + high) / 2 * width, y + 6), text, 7.4, align="center", halo=2.4)
