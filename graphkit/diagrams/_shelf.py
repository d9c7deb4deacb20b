"""The shelf below the network: people without a tie to the rest, in rows, counted."""

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
TALLEST = 128.0
CAPTION = 17.0
NAMED = 8


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


def make_shelf(look: pd.DataFrame, alone: Ints, part: Ints, frame: Frame, *, tallest: float = TALLEST) -> Shelf:
    """Set people out in rows from the left: flagged first, then by part, larger first; as many as fit."""
    order = alone[np.lexsort((-look["amount"].to_numpy(float)[alone], part[alone],
                              look["state"].to_numpy()[alone] != FLAGGED))]  # fmt: skip
    reach = look["reach"].to_numpy(float)
    loud = [k for k in order if look.loc[k, "state"] == FLAGGED or len(order) <= 3][:NAMED]
    label = {item.owner: item for item in labels_for(look, loud)}
    places, x, y, tall = [], frame.left, frame.top - CAPTION, 0.0
    line: list[tuple[int, float]] = []
    for k in order:
        beside = label[k].width + 5 if k in label else 0.0
        if line and x + 2 * reach[k] + beside > frame.right:
            places += [(row, at, y - tall / 2) for row, at in line]
            line, x, y, tall = [], frame.left, y - tall - GAP, 0.0
        if frame.top - y + 2 * reach[k] > tallest:
            break
        line.append((int(k), x + reach[k]))
        tall = max(tall, 2 * reach[k], label[k].height if k in label else 0.0)
        x += 2 * reach[k] + GAP + beside
    places += [(row, at, y - tall / 2) for row, at in line]
    rows = np.array([row for row, _, _ in places], dtype=np.int64)
    xy = np.array([(a, b) for _, a, b in places]).reshape(-1, 2)
    set_down = tuple(
        replace(label[row], offset=(reach[row] + 3 + label[row].width / 2, 0.0), inside=False)
        for row, _, _ in places if row in label
    )  # fmt: skip
    height = frame.top - y + tall + 4 if places else 0.0
    return Shelf(rows, xy, set_down, len(alone) - len(rows), height)


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
