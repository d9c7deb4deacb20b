"""Where everybody stands in the network picture: the connected in the field, the rest on the shelf below."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graphkit.diagrams._forces import Ints
from graphkit.diagrams._labels import Label, beside, label_boxes, make_labels, settled
from graphkit.diagrams._layout import Frame, arrange, components, make_room
from graphkit.diagrams._looks import FLAGGED
from graphkit.diagrams._marks import Floats
from graphkit.diagrams._shelf import TALLEST, Shelf, filling_shelf, make_shelf

FEW, SCATTERED = 40, 0.12
"""Above so many people, a graph whose largest part holds less than this share is drawn as its parts, in rows."""


@dataclass(frozen=True)
class Lines:
    """Ties between people drawn, as row numbers; `back` = acts the other way, 0 where the tie is not returned."""

    source: Ints
    target: Ints
    weight: Floats
    back: Floats

    def among(self, those: NDArray[np.bool_]) -> "Lines":
        """The ties of which both ends are among `those`."""
        here = those[self.source] & those[self.target]
        return Lines(self.source[here], self.target[here], self.weight[here], self.back[here])


@dataclass(frozen=True)
class Placed:
    """Where people stand, who is visible (a shelf has an end), the labels, the ties drawn, the shelf."""

    xy: Floats
    visible: NDArray[np.bool_]
    labels: list[Label]
    lines: Lines
    shelf: Shelf | None = None


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


def frame_for(people: int) -> Frame:
    """A frame of the network picture's proportions that gives each of so many people as much room as 1,500 have there.

    For canvases that can be zoomed; pass its area to `sized` too.
    """
    side = max(people / 1500, 1.0) ** 0.5
    return Frame(0.0, 0.0, 700 * side, 580 * side)


def place(look: pd.DataFrame, lines: Lines, frame: Frame, *, seed: int, labelled: bool = True) -> Placed:
    """Lay out the connected, with room for their labels, and set the others on the shelf.

    With `labelled` false there are no labels to make room for, and everybody is visible: the shelf hangs below the
    frame, as deep as it has to be. Quick for 30,000 people in the frame that `frame_for` gives.
    """
    part = components(len(look), lines.source, lines.target)
    core = _connected(part)
    alone, inside = np.flatnonzero(~core), np.flatnonzero(core)
    shelf, field = None, frame
    if len(alone):
        shelf, field = _shelf(look, alone, part, frame) if labelled else _hanging(look, alone, part, frame)
    xy, visible, labels = np.zeros((len(look), 2)), core.copy(), list[Label]()
    if len(inside):
        number, ties = np.cumsum(core) - 1, lines.among(core)
        source, target = number[ties.source], number[ties.target]
        xy[inside] = arrange(source, target, ties.weight, _room(look)[inside], field, seed=seed)
    if len(inside) and labelled:
        labels = [label for label in make_labels(look) if core[label.owner]]
        xy[inside], labels = _with_labels(look, xy[inside], inside, labels, field)
    if shelf:
        xy[shelf.rows], visible[shelf.rows] = shelf.xy, True
    if shelf and labelled:
        labels += shelf.labels if len(inside) else _beside_as_they_stand(look, xy, visible, frame)
    return Placed(xy, visible, labels, lines.among(visible), shelf)


def _connected(part: Ints) -> NDArray[np.bool_]:
    """Who is laid out by contact: the members of large parts; nobody where the graph is scattered."""
    size = np.bincount(part, minlength=1)
    core = (size[part] > 1) & (size[part] >= max(min(3, size[0]), 0.02 * len(part)))
    scattered = len(part) > FEW and size[0] < SCATTERED * len(part)
    return np.asarray(core & (not scattered))


def place_as_before(look: pd.DataFrame, lines: Lines, frame: Frame, positions: pd.DataFrame) -> Placed:
    """Everybody where `positions` (id, x, y in points) says; who is not in it is not drawn."""
    known = positions.drop_duplicates("id").set_index("id").reindex(look["id"])
    visible = known["x"].notna().to_numpy()
    xy = known[["x", "y"]].fillna(0.0).to_numpy(float)
    labels = _beside_as_they_stand(look, xy, visible, frame)
    return Placed(xy, visible, labels, lines.among(visible))


def _beside_as_they_stand(look: pd.DataFrame, xy: Floats, visible: NDArray[np.bool_], frame: Frame) -> list[Label]:
    """The labels of the visible, where there is room for them; nobody is moved."""
    rows = np.flatnonzero(visible)
    labels = [label for label in make_labels(look) if visible[label.owner]]
    labels = _moved(labels, np.cumsum(visible) - 1)
    room = _room(look)[rows]
    return _moved(settled(beside(labels, xy[rows], room, frame), xy[rows], room, frame), rows)


def _shelf(look: pd.DataFrame, alone: Ints, part: Ints, frame: Frame) -> tuple[Shelf, Frame]:
    """The shelf at the bottom of the frame, and the field above it."""
    if len(alone) == len(look):
        return filling_shelf(look, alone, part, frame), frame
    shelf = make_shelf(look, alone, part, frame, tallest=TALLEST)
    down = frame.size[1] - shelf.height
    shelf = replace(shelf, xy=shelf.xy - np.array([0.0, down]))
    return shelf, replace(frame, bottom=frame.bottom + shelf.height + 4)


def _hanging(look: pd.DataFrame, alone: Ints, part: Ints, frame: Frame) -> tuple[Shelf, Frame]:
    """A shelf without end or labels below the frame, and the frame itself."""
    below = replace(frame, top=frame.bottom)
    return replace(make_shelf(look, alone, part, below, tallest=np.inf), labels=()), frame


def _room(look: pd.DataFrame) -> Floats:
    """Radius that each disc keeps free: its ring, and air around it; more around the flagged."""
    return np.asarray(look["reach"].to_numpy(float) + np.where(look["state"] == FLAGGED, 2.4, 0.9))


def _with_labels(
    look: pd.DataFrame, xy: Floats, inside: Ints, labels: list[Label], field: Frame
) -> tuple[Floats, list[Label]]:
    """Places with room made for labels, and the labels, for the people in the rows `inside`."""
    room = _room(look)[inside]
    number = np.zeros(len(look), dtype=np.int64)
    number[inside] = np.arange(len(inside))
    labels = beside(_moved(labels, number), xy, room, field)
    for rounds in (160, 60):
        xy = make_room(xy, room, field, label_boxes(labels), rounds=rounds)
        labels = settled(labels, xy, room, field)
    return xy, _moved(labels, inside)


def _moved(labels: list[Label], rows: Ints) -> list[Label]:
    """The labels with their owner's row number looked up in `rows`."""
    return [label.of(int(rows[label.owner])) for label in labels]
