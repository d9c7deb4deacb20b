"""What is around somebody: their own posts close by as a cloud of dots, further out the people they name."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from graphkit.diagrams._labels import Label, beside, label_boxes, plain_label, settled
from graphkit.diagrams._layout import Frame, make_room
from graphkit.diagrams._looks import NAMED, colours
from graphkit.diagrams._marks import Floats, ring_reach
from graphkit.diagrams._person import KINDS, Side, look_of
from graphkit.diagrams._posts import counted
from graphkit.diagrams._style import KIND_COLOURS, handle

LABELLED = 36
ROOMY = 1.6
"""So much more than disc and label take is given to the labelled, so that labels find a place beside their discs."""
FEW_NAMED = 12
"""Up to so many named people everything is drawn larger."""
CENTRE = 32.0
SMALLEST_NAME = 6.4
MOST_DOTS = 640
CLOUD, WIDE_CLOUD = 104.0, 178.0
"""How far from the middle the cloud may reach, in points: the wide one where few are named."""
WIDER = 1.28
"""The orbit is wider than high, as the page is."""
GOLDEN = (5**0.5 - 1) / 2


@dataclass(frozen=True)
class Around:
    """The people around the middle: row 0 is the person, then those they name, by kind, most named first."""

    look: pd.DataFrame
    weight: Floats
    """How often each was named."""
    kind: tuple[str, ...]
    """What the person mostly did to each, without the person."""
    scale: float
    """Points of radius for √1 time named."""


@dataclass(frozen=True)
class Cloud:
    """A person's posts that name no one else, as dots around the person."""

    xy: Floats
    radius: float
    colours: list[str]
    each: int
    """How many posts a dot stands for; 0 where there is no dot."""
    reach: float
    """How far from the middle the cloud ends."""


def make_around(people: pd.DataFrame, edges: pd.DataFrame, given: Side, person: str, most: int, line: float) -> Around:
    """The person and those they name most, with their looks; who is only named is coloured by kind."""
    order = sorted(range(min(len(given.ids), most - 1)), key=lambda k: (KINDS.index(given.kind[k]), k))
    kind = tuple(given.kind[k] for k in order)
    weight = np.array([0.0, *(float(given.weight[k]) for k in order)])
    look = look_of(edges, people, [person, *(given.ids[k] for k in order)], line).reset_index(drop=True)
    scale, least = (2.2, 3.4) if len(kind) <= FEW_NAMED else (1.15, 1.5)
    radius = np.clip(scale * np.sqrt(weight), np.where(look["state"] == NAMED, least, max(least, 3.6)), 13.0)
    radius[0] = CENTRE
    reach = radius + np.where(look["ring"] > 0, ring_reach(radius), 0)
    by_kind = ["", *(KIND_COLOURS[k] for k in kind)]
    fill = colours(look, line)
    fill = [b if b and s == NAMED else c for b, s, c in zip(by_kind, look["state"], fill, strict=True)]
    name = [handle(a, b, most=24) for a, b in zip(look["label"], look["network"], strict=True)]
    return Around(look.assign(name=name, radius=radius, reach=reach, colour=fill), weight, kind, scale)


def make_cloud(posts: pd.DataFrame, around: Around, frame: Frame) -> Cloud:
    """A dot for each post that names no one else (for several, where there are many), set out like sunflower seeds."""
    kinds = counted(posts)["kind"]
    number = [int((kinds == kind).sum()) for kind in ("self", "post")]
    inner = float(around.look["reach"].iloc[0])
    if not sum(number):
        return Cloud(np.zeros((0, 2)), 0.0, [], 0, inner)
    each = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000, 10**6) if sum(number) <= MOST_DOTS * step)
    dots = [-(-n // each) for n in number]
    end = CLOUD if len(around.kind) > FEW_NAMED else WIDE_CLOUD
    pitch = float(np.clip(np.sqrt(np.pi * (end**2 - (inner + 8) ** 2) / sum(dots)), 3.0, 16.0))
    k = np.arange(sum(dots))
    distance = np.sqrt((inner + 3 + pitch * 0.4) ** 2 + (k + 0.5) * pitch**2 / np.pi)
    angle = k * np.pi * (3 - 5**0.5)
    xy = np.stack([np.sin(angle), np.cos(angle)], 1) * distance[:, None] + frame.centre
    fill = [KIND_COLOURS["self"]] * dots[0] + [KIND_COLOURS["post"]] * dots[1]
    return Cloud(xy, pitch * 0.36, fill, each, float(distance[-1]) + pitch * 0.36 + 4)


def place_around(around: Around, frame: Frame, inside: float) -> tuple[Floats, list[Label]]:
    """A sector for each kind, the most named nearest, each with the area that disc and label take.

    `inside` is how far from the middle the cloud reaches.
    """
    reach = around.look["reach"].to_numpy(float)
    labels = _labels(around)
    area = (2 * reach + 2.5) ** 2
    for label in labels:
        wanted = (label.width + 2 * reach[label.owner] + 8) * (label.height + 7) * ROOMY
        area[label.owner] = max(wanted, area[label.owner])
    inner = inside + (16 if len(around.kind) > FEW_NAMED else 34)
    room = np.pi * ((frame.size[1] / 2 - 6) ** 2 - inner**2) * 0.97
    area *= min(room / max(area[1:].sum(), 1), 9.0)
    xy = _sectors(around, area, inner) * np.array([WIDER, 1.0]) + frame.centre
    reach = reach + 0.7
    reach[0] = inside
    labels = beside(labels, xy, reach, frame, away_from=frame.centre)
    xy = make_room(xy, reach, frame, label_boxes(labels), fixed=0)
    return xy, [label for label in settled(labels, xy, reach, frame) if _clear(label, xy, reach)]


def _clear(label: Label, xy: Floats, reach: Floats) -> bool:
    """Whether a label stands at its disc, or its leader line passes over no other disc."""
    if not label.leader:
        return True
    along = xy[label.owner] + np.array(label.offset) * np.linspace(0, 1, 24)[:, None]
    off = np.hypot(*(along[:, None] - xy[None]).transpose(2, 0, 1)) - reach
    off[:, label.owner] = 1.0
    return bool(off.min() > 0)


def _labels(around: Around) -> list[Label]:
    most_named = np.argsort(-around.weight, kind="stable")[:LABELLED]
    rows = sorted(int(k) for k in most_named if k)
    size = 7.4 if len(around.kind) > FEW_NAMED else 9.0
    name = around.look["name"]
    others = [plain_label(around.look.iloc[k], k, f"{name[k]}  {around.weight[k]:,.0f}", size) for k in rows]
    return [_own_label(around.look.iloc[0]), *others]


def _own_label(row: pd.Series) -> Label:
    """The name in the middle, as large as fits into the disc, cut where it would be too small to read."""
    name, size = str(row["name"]), 8.6
    label = plain_label(row, 0, name, size)
    while label.width > 2 * CENTRE - 11 and (size > SMALLEST_NAME or len(name) > 2):
        size, name = (size - 0.2, name) if size > SMALLEST_NAME else (size, f"{name.rstrip('…')[:-1]}…")
        label = plain_label(row, 0, name, size)
    return label


def _sectors(around: Around, area: Floats, inner: float) -> Floats:
    """Places around the origin: each sector is as wide as its people need, filled outwards."""
    xy = np.zeros((len(around.weight), 2))
    kinds = np.array(["", *around.kind])
    total = max(float(area[1:].sum()), 1e-9)
    start = np.pi / 2
    for kind in KINDS:
        rows = np.flatnonzero(kinds == kind)
        angle = 2 * np.pi * float(area[rows].sum()) / total
        filled = np.cumsum(area[rows]) - area[rows] / 2
        distance = np.sqrt(inner**2 + 2 * filled / max(angle, 1e-9))
        turn = start - angle * ((0.5 + np.arange(len(rows)) * GOLDEN) % 1)
        xy[rows] = np.stack([np.cos(turn), np.sin(turn)], 1) * distance[:, None]
        start -= angle
    return xy
