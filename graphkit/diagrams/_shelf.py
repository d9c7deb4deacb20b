"""The shelf below the network: people without a tie to the rest, alone or in small groups, in rows, counted."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from graphkit.diagrams._forces import Ints
from graphkit.diagrams._labels import Label, labels_for
from graphkit.diagrams._layout import Frame
from graphkit.diagrams._looks import FLAGGED
from graphkit.diagrams._marks import Floats, boxes, shapes
from graphkit.diagrams._style import FAINT, MUTED, write

GAP = 7.0
TALLEST = 150.0
CAPTION = 17.0
SPREADS = tuple(1 + 0.1 * step for step in range(1, 21))
NAMED = 8
"""So many of the flagged on the shelf are named."""


@dataclass(frozen=True)
class Shelf:
    """Who stands on it and where; `hidden` are those it has no room for."""

    rows: Ints
    xy: Floats
    labels: tuple[Label, ...]
    hidden: int
    height: float
    whole: bool = False
    """Whether everybody stands on it: then it is the picture."""


@dataclass(frozen=True)
class Group:
    """People who are tied to one another and to nobody else: their row numbers, places around 0, outer size."""

    rows: Ints
    offset: Floats
    width: float
    height: float
    label: Label | None = None


def make_shelf(look: pd.DataFrame, alone: Ints, part: Ints, frame: Frame, *, tallest: float = TALLEST) -> Shelf:
    """Set groups out in rows from the top left: the flagged first, then larger groups; as many rows as fit."""
    groups = _groups(look, alone, part)
    places: list[tuple[Group, float, float]] = []
    line: list[tuple[Group, float]] = []
    x, y = frame.left, frame.top - CAPTION
    for group in groups:
        if line and x + group.width > frame.right:
            y = _set_line(places, line, y) - GAP
            line, x = [], frame.left
        if frame.top - y + group.height > tallest:
            break
        line.append((group, x))
        x += group.width + GAP
    if line:
        y = _set_line(places, line, y)
    return _shelf(places, len(alone), frame.top - y + 4 if places else 0.0)


def _set_line(places: list[tuple[Group, float, float]], line: list[tuple[Group, float]], y: float) -> float:
    """Put a row of groups on the shelf, below `y`; the y of its lower edge."""
    tall = max(group.height for group, _ in line)
    places += [(group, x, y - tall / 2) for group, x in line]
    return y - tall


def _shelf(places: list[tuple[Group, float, float]], alone: int, height: float) -> Shelf:
    rows = np.concatenate([np.zeros(0, dtype=np.int64), *(group.rows for group, _, _ in places)])
    xy = [group.offset + np.array([x, y]) for group, x, y in places]
    labels = tuple(group.label for group, _, _ in places if group.label)
    return Shelf(rows, np.concatenate([np.zeros((0, 2)), *xy]), labels, alone - len(rows), height)


def _groups(look: pd.DataFrame, alone: Ints, part: Ints) -> list[Group]:
    """The parts of the graph among `alone`, those with flagged people first, then the larger, then the busier."""
    reach, amount = look["reach"].to_numpy(float), look["amount"].to_numpy(float)
    acts = look["named"].to_numpy(float) + look["given"].to_numpy(float)
    flagged = (look["state"] == FLAGGED).to_numpy()
    parts = pd.Series(alone).groupby(part[alone]).agg(list).tolist()
    parts = [sorted(rows, key=lambda k: (-acts[k], -amount[k], k)) for rows in parts]
    parts.sort(key=lambda rows: (not flagged[rows].any(), -len(rows), -amount[rows[0]], rows[0]))
    to_name = [rows[0] for rows in parts if len(rows) == 1 and (flagged[rows[0]] or len(parts) <= 3)][:NAMED]
    label = {item.owner: item for item in labels_for(look, to_name)}
    return [_group(np.array(rows, dtype=np.int64), reach, label.get(rows[0])) for rows in parts]


def _group(rows: Ints, reach: Floats, label: Label | None) -> Group:
    """The first in the middle and the others in a ring around it; two stand side by side."""
    mine = reach[rows]
    if len(rows) <= 2:
        x = np.cumsum(2 * mine + 9) - mine - 9
        offset, width, height = np.stack([x, np.zeros(len(rows))], 1), float(x[-1] + mine[-1]), float(2 * mine.max())
    else:
        around = 2 * mine[1:] + 3
        radius = max(float(mine[0] + mine[1:].max()) + 6, float(around.sum()) / (2 * np.pi))
        angle = (np.cumsum(around) - around / 2) / around.sum() * 2 * np.pi
        width = height = 2 * (radius + float(mine[1:].max()))
        ring = np.stack([np.sin(angle), np.cos(angle)], 1) * radius
        offset = np.concatenate([[[0.0, 0.0]], ring]) + np.array([width / 2, 0.0])
    if not label:
        return Group(rows, offset, width, height)
    label = replace(label, offset=(float(mine[0]) + 3 + label.width / 2, 0.0), inside=False)
    return Group(rows, offset, width + 5 + label.width, max(height, label.height), label)


def filling_shelf(look: pd.DataFrame, alone: Ints, part: Ints, frame: Frame) -> Shelf:
    """A shelf that is the whole picture: set out in a smaller frame and spread, as far as everybody still fits."""
    corner = np.array([frame.left, frame.top])
    best = make_shelf(look, alone, part, frame, tallest=float(frame.size[1]))
    for spread in SPREADS:
        right, bottom = corner + frame.size / spread * np.array([1.0, -1.0])
        small = Frame(frame.left, float(bottom), float(right), frame.top)
        tried = make_shelf(look, alone, part, small, tallest=float(small.size[1]))
        if tried.hidden > best.hidden:
            break
        best = replace(tried, xy=corner + (tried.xy - corner) * spread)
    return centred(best, look, frame)


def centred(shelf: Shelf, look: pd.DataFrame, frame: Frame) -> Shelf:
    """The shelf in the middle of the frame: where nobody is tied to anybody it is the whole picture."""
    if not len(shelf.rows):
        return replace(shelf, whole=True)
    beside = {label.owner: label.width + GAP for label in shelf.labels}
    end = shelf.xy[:, 0] + look["reach"].to_numpy(float)[shelf.rows]
    end += np.array([beside.get(int(row), 0.0) for row in shelf.rows])
    middle = np.array([(frame.left + end.max()) / 2, (shelf.xy[:, 1].min() + shelf.xy[:, 1].max()) / 2])
    return replace(shelf, xy=shelf.xy + frame.centre - middle, whole=True)


def draw_shelf_line(axes: Axes, shelf: Shelf, frame: Frame) -> None:
    """The line above the shelf and what it says."""
    top = frame.bottom + shelf.height
    shapes(axes, boxes(*(np.array([v]) for v in (frame.left, top, frame.right - frame.left, 0.6))), FAINT, order=1)
    total = len(shelf.rows) + shelf.hidden
    text = f"{total:,} not connected to the rest"
    if shelf.hidden:
        text += f"; {shelf.hidden:,} of them not drawn"
    write(axes, (frame.left, top - 9.5), text, 7.2, colour=MUTED)
