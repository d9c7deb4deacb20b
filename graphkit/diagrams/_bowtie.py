"""The bow tie: who gives to a person, the person and their loop, whom they give to."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

from graphkit.diagrams._looks import FEW, UNJUDGED, colours
from graphkit.diagrams._marks import Floats, discs, rings, shapes
from graphkit.diagrams._person import Side
from graphkit.diagrams._style import (
    GIVEN,
    HOLLOW_EDGE,
    INK,
    LOOP,
    MUTED,
    PAPER,
    RETURNED,
    Align,
    fitted,
    handle,
    text_width,
    write,
)
from graphkit.diagrams._words import count

ROWS, MANY_ROWS = 8, 22
"""People by name on a side: where the page also shows posts, and where it does not."""
RADIUS = 19.0
ARM = 148.0


@dataclass(frozen=True)
class Row:
    """One line of a side: a person, or all the rest together."""

    name: str
    weight: int
    returned: bool
    colour: str
    hollow: bool = False
    rest: bool = False


def side_rows(side: Side, look: pd.DataFrame, flag_line: float, *, most: int) -> list[Row]:
    """The strongest ties of a side by name, the rest as one row; whom the table leaves out has the id for a name."""
    shown = len(side.ids) if len(side.ids) <= most + 1 else most
    few = look.reindex(list(side.ids[:shown]))
    few["label"], few["network"] = few["label"].fillna(pd.Series(few.index, few.index)), few["network"].fillna("")
    few["state"] = few["state"].fillna(UNJUDGED)
    fill = colours(few, flag_line)
    rows = [
        Row(
            handle(few["label"].iloc[k], few["network"].iloc[k]),
            side.weight[k],
            side.back[k] > 0,
            fill[k],
            few["state"].iloc[k] == FEW,
        )
        for k in range(shown)
    ]
    if shown < len(side.ids):
        rest = sum(side.weight[shown:])
        rows.append(Row(f"{len(side.ids) - shown:,} more", rest, returned=False, colour=PAPER, rest=True))
    return rows


def draw_arms(axes: Axes, centre: tuple[float, float], rows: list[Row], side: int, pitch: float) -> None:
    """One side's ribbons, discs, names and numbers; `side` is -1 for the left (giving to), 1 for the right."""
    if not rows:
        return
    x = centre[0] + side * ARM
    y = centre[1] + (np.arange(len(rows))[::-1] - (len(rows) - 1) / 2) * pitch
    strongest = max(row.weight for row in rows if not row.rest) if any(not row.rest for row in rows) else 1
    width = np.array([0.9 + 8.0 * np.sqrt(min(row.weight / max(strongest, 4), 1.2)) for row in rows])
    bands = [
        _arm((x, at), (centre[0] + side * (RADIUS + 8), centre[1]), w, thick_outside=side < 0)
        for at, w in zip(y, width, strict=True)
    ]
    shapes(axes, bands, [to_rgba(RETURNED, 0.6) if row.returned else to_rgba(GIVEN, 0.42) for row in rows], order=3)
    people = [k for k, row in enumerate(rows) if not row.rest]
    spots = np.stack([np.full(len(people), x), y[people]], 1)
    edge = [HOLLOW_EDGE if rows[k].hollow else PAPER for k in people]
    discs(axes, spots, np.full(len(people), 4.2), [rows[k].colour for k in people], outline=(edge, 0.6))
    for row, at in zip(rows, y, strict=True):
        _name(axes, row, x, float(at), side)


def _name(axes: Axes, row: Row, x: float, y: float, side: int) -> None:
    align: Align = "right" if side < 0 else "left"
    at = x + side * 9
    number = f"{row.weight:,}"
    name = fitted(row.name, 112 - text_width(number, 6.6), 7.4, bold=row.returned)
    colour = MUTED if row.rest else RETURNED if row.returned else INK
    write(axes, (at, y - 2.6), name, 7.4, colour=colour, align=align, bold=row.returned)
    after = at + side * (text_width(name, 7.4, bold=row.returned) + 5)
    write(axes, (after, y - 2.6), number, 6.6, colour=MUTED, align=align)


def _arm(outer: tuple[float, float], inner: tuple[float, float], width: float, *, thick_outside: bool) -> Floats:
    t = np.linspace(0, 1, 26)
    x = outer[0] + (inner[0] - outer[0]) * t
    y = outer[1] + (inner[1] - outer[1]) * t * t * (3 - 2 * t)
    half = width * (1 - 0.88 * t if thick_outside else 0.12 + 0.88 * t) / 2
    return np.concatenate([np.stack([x, y + half], 1), np.stack([x, y - half], 1)[::-1]])


def draw_person(axes: Axes, centre: tuple[float, float], look: pd.Series, colour: str, own: int) -> None:
    """The person in the middle with their loop, and how often they named themselves."""
    at, radius = np.array([centre]), np.array([RADIUS])
    hollow = look["state"] == FEW
    discs(axes, at, radius, colour, outline=(HOLLOW_EDGE if hollow else PAPER, 1.0), order=5.5)
    if look["ring"] > 0:
        rings(axes, at, radius, np.array([look["ring"]]), ink=MUTED if hollow else LOOP)
    if own:
        write(axes, (centre[0], centre[1] - RADIUS - 19), f"named themselves {own:,}×", 7.2, align="center", halo=2.4)


def draw_heads(axes: Axes, centre: tuple[float, float], top: float, left: str, right: str) -> None:
    """What the two sides are, above them."""
    write(axes, (centre[0] - ARM + 4, top), left, 7.8, bold=True, align="right")
    write(axes, (centre[0] + ARM - 4, top), right, 7.8, bold=True, align="left")


def side_head(verb: str, side: Side) -> str:
    """`named by 7 people, 12 times`."""
    if not side.ids:
        return f"{verb} nobody"
    return f"{verb} {count(len(side.ids), 'person', 'people')}, {side.acts:,}×"
