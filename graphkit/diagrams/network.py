"""The network picture: everybody, who names whom, and who names almost no one else."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from numpy.typing import NDArray

from graphkit import __version__
from graphkit.diagrams import _words as words
from graphkit.diagrams._crowd import draw_people, position_table
from graphkit.diagrams._drawn import Drawn
from graphkit.diagrams._finding import count_up
from graphkit.diagrams._forces import Ints
from graphkit.diagrams._labels import Label, beside, draw_labels, label_boxes, label_table, make_labels, settled
from graphkit.diagrams._layout import Frame, arrange, components, make_room
from graphkit.diagrams._legend import WIDTH, Key, draw_legend
from graphkit.diagrams._looks import FLAGGED, NAMED, Drawable, chosen, disc_scale, looks, sized, ties
from graphkit.diagrams._marks import Floats, ribbons, shapes
from graphkit.diagrams._shelf import TALLEST, Shelf, centred, draw_shelf_line, make_shelf
from graphkit.diagrams._style import (
    GIVEN,
    MUTED,
    PALE,
    RETURNED,
    drawing,
    page,
    write,
)

MOST = 1500
MARGIN = 24.0


@dataclass(frozen=True)
class Lines:
    """Ties between people drawn, as row numbers; `back` = acts the other way, 0 where the tie is not returned."""

    source: Ints
    target: Ints
    weight: Floats
    back: Floats


def network(
    graph: Drawable, people: pd.DataFrame, figure: Figure, *, most: int = MOST, seed: int | None = None
) -> Drawn:
    """Everybody and their ties: dark discs are people whose posts name almost no one else.

    Nearness suggests contact, not similarity. People with no tie to the rest stand on a shelf below. At most
    `most` people are drawn, everyone flagged first, then by how much they give and are named; the foot counts
    the rest. Discs, rings and lines are explained in the legend, at their real sizes.
    """
    with drawing():
        edges, about = graph.edges, graph.about
        between = ties(edges)
        everybody = looks(people, edges)
        found = count_up(everybody, between)
        axes, width, height = page(figure)
        frame = Frame(MARGIN, 46, width - WIDTH - 2 * MARGIN - 8, height - 80)
        area = float(frame.size.prod())
        flag_line = 1 - float(about.get("me_threshold", 0.1))
        look = sized(chosen(everybody, most), area, flag_line=flag_line)
        lines = lines_between(look, between)
        placed = _place(look, lines, frame, int(about.get("seed", 1)) if seed is None else seed)
        thick = thickness(len(look))
        _draw_marks(axes, look, lines, placed, thick)
        draw_labels(axes, placed.labels, look, placed.xy)
        if placed.shelf and len(placed.shelf.rows) < len(look):
            draw_shelf_line(axes, placed.shelf, frame)
        key = Key(
            left=width - WIDTH - MARGIN,
            top=height - 92,
            scale=disc_scale(look, area),
            largest=float(look["amount"].max()) if len(look) else 1.0,
            flag_line=flag_line,
            has_posts=found.has_posts or not found.people,
            thickness=thick,
            only_named=bool((look["state"] == NAMED).any()),
            flagged=bool((look["state"] == FLAGGED).any()),
        )
        draw_legend(axes, key)
        shown = words.drawn(len(look), len(lines.source), found)
        title = _write_words(axes, height, found, about, shown)
        figure.set_label(f"{title}. {words.network_subtitle(found)} {shown}.")
    return Drawn(
        title=title,
        alt=str(figure.get_label()),
        people_drawn=int(placed.visible.sum()),
        ties_drawn=len(lines.source),
        positions=position_table(look[placed.visible], placed.xy[placed.visible]),
        labels=label_table(placed.labels, look, placed.xy),
    )


def thickness(people: int) -> float:
    """Width in points of a line for one act."""
    return 1.1 if people < 60 else 0.8 if people < 500 else 0.55


def lines_between(look: pd.DataFrame, between: pd.DataFrame) -> Lines:
    """The ties among the people drawn, in the order of the edges table."""
    row = pd.Index(look["id"])
    ends = row.get_indexer(pd.Index(between["source"])), row.get_indexer(pd.Index(between["target"]))
    here = (ends[0] >= 0) & (ends[1] >= 0)
    source, target = (end[here].astype(np.int64) for end in ends)
    weight = between["weight"].to_numpy(float)[here]
    count = max(len(look), 1)
    forth = pd.Series(weight, index=source * count + target)
    back = forth.reindex(target * count + source).fillna(0).to_numpy(float)
    return Lines(source, target, weight, back)


@dataclass(frozen=True)
class Placed:
    """Where everybody who is drawn stands, the labels, and the shelf below with the line's frame."""

    xy: Floats
    labels: list[Label]
    visible: NDArray[np.bool_]
    shelf: Shelf | None


def _place(look: pd.DataFrame, lines: Lines, frame: Frame, seed: int) -> Placed:
    """Places for all: the connected in the middle, with room for their labels; the rest on the shelf."""
    part = components(len(look), lines.source, lines.target)
    size = np.bincount(part, minlength=1)
    core = (size[part] > 1) & (size[part] >= max(min(3, size[0]), 0.02 * len(look)))
    alone, inside = np.flatnonzero(~core), np.flatnonzero(core)
    shelf, field = _shelf(look, alone, part, frame) if len(alone) else (None, frame)
    xy, visible = np.zeros((len(look), 2)), core.copy()
    labels = []
    if len(inside):
        number = np.cumsum(core) - 1
        tie = core[lines.source]
        xy[inside] = arrange(number[lines.source[tie]], number[lines.target[tie]], lines.weight[tie],
                             _room(look)[inside], field, seed=seed)  # fmt: skip
        labels = [label for label in make_labels(look) if core[label.owner]]
        xy, labels = _with_labels(look, xy, inside, labels, field)
    if shelf:
        xy[shelf.rows], visible[shelf.rows] = shelf.xy, True
        labels += shelf.labels
    return Placed(xy, labels, visible, shelf)


def _shelf(look: pd.DataFrame, alone: Ints, part: Ints, frame: Frame) -> tuple[Shelf, Frame]:
    """The shelf at the bottom of the frame, and the field above it."""
    whole = len(alone) == len(look)
    shelf = make_shelf(look, alone, part, frame, tallest=frame.size[1] if whole else TALLEST)
    if whole:
        return centred(shelf, look, frame), frame
    down = frame.size[1] - shelf.height
    shelf = replace(shelf, xy=shelf.xy - np.array([0.0, down]))
    return shelf, replace(frame, bottom=frame.bottom + shelf.height + 4)


def _room(look: pd.DataFrame) -> Floats:
    """Radius that each disc keeps free: its ring, and air around it; more around the flagged."""
    return look["reach"].to_numpy(float) + np.where(look["state"] == FLAGGED, 2.4, 0.9)


def _with_labels(
    look: pd.DataFrame, xy: Floats, inside: Ints, labels: list[Label], field: Frame
) -> tuple[Floats, list[Label]]:
    room = _room(look)
    number = np.full(len(look), -1)
    number[inside] = np.arange(len(inside))
    local = [label.of(int(number[label.owner])) for label in labels]
    local = beside(local, xy[inside], room[inside], field)
    if len(inside):
        xy[inside] = make_room(xy[inside], room[inside], field, label_boxes(local))
    local = settled(local, xy[inside], room[inside], field)
    return xy, [label.of(int(inside[label.owner])) for label in local]


def _draw_marks(axes: Axes, look: pd.DataFrame, lines: Lines, placed: Placed, thick: float) -> None:
    xy = placed.xy
    _draw_lines(axes, lines, xy, look["reach"].to_numpy(float), thick)
    draw_people(axes, look[placed.visible], xy[placed.visible])


def _draw_lines(axes: Axes, lines: Lines, xy: Floats, reach: Floats, thick: float) -> None:
    one_way, both = lines.back == 0, (lines.back > 0) & (lines.source < lines.target)
    for which, bend, colour, strength in ((one_way, 0.13, GIVEN, 1.0), (both, 0.0, RETURNED, 1.9)):
        start, end = xy[lines.source[which]], xy[lines.target[which]]
        first = line_width(lines.weight[which], thick)
        last = line_width(lines.back[which], thick) if bend == 0 else np.full(len(first), 0.12)
        rim = reach[lines.source[which]] + 0.4, reach[lines.target[which]] + 0.6
        alpha = _opacity(np.hypot(*(end - start).T), len(lines.source)) * strength
        shapes(axes, ribbons(start, end, rim, (first, last), bend),
               [to_rgba(colour, min(a, 0.85)) for a in alpha], order=2 + (bend == 0))  # fmt: skip


def line_width(weight: Floats, thick: float) -> Floats:
    """Width in points for a number of acts: it grows with the square root, up to 7 points."""
    return np.asarray(np.minimum(thick * np.sqrt(weight), 7.0))


def _opacity(length: Floats, count: int) -> Floats:
    """Long lines and crowded pictures are drawn fainter."""
    crowd = float(np.clip(15 / np.sqrt(count + 1), 0.07, 0.42))
    return np.asarray(crowd * np.clip(110 / (length + 1), 0.45, 1.25) ** min(1.0, count / 100))


def _write_words(axes: Axes, height: float, found: words.Finding, about: Mapping[str, Any], shown: str) -> str:
    title = words.network_title(found)
    write(axes, (MARGIN, height - 42), title, 21, bold=True)
    subtitle = words.network_subtitle(found)
    write(axes, (MARGIN, height - 63), subtitle, 10.2, colour=MUTED)
    first, second = words.network_foot(about, shown, __version__)
    write(axes, (MARGIN, 20), first, 7.2, colour=MUTED)
    write(axes, (MARGIN, 9), second, 6.6, colour=PALE)
    return title
