"""Where circles, their captions and the people in them stand: circles by force, people on a sunflower's spiral."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graphkit.diagrams._circles_groups import COMMUNITY, LIGHT, Groups
from graphkit.diagrams._forces import Ints
from graphkit.diagrams._layout import Boxes, Frame, arrange, make_room
from graphkit.diagrams._looks import NAMED
from graphkit.diagrams._marks import Floats

GOLDEN = np.pi * (3 - 5**0.5)
"""The angle, in radians, from one seed of a sunflower to the next."""
LINE, AIR = 1.4, 3.0
"""Points from the outermost dots to the circle's line, and from the line to whatever is next."""
SPREAD = 10.0
"""Points: no dot takes more room than a circle of this radius, however few people there are."""
COVER, SHRINK, SMALLEST = 0.66, 0.96, 0.01
"""Share of the page that circles cover at first; it shrinks until nothing overlaps."""
ROUNDS = 60


@dataclass(frozen=True)
class Page:
    """What is to be placed: everybody, their circles and captions, within a frame."""

    look: pd.DataFrame
    groups: Groups
    captions: dict[int, tuple[float, float]]
    """Width and height of the caption of a circle that has one."""
    frame: Frame


@dataclass(frozen=True)
class Packed:
    """The circles on the page, in points, and everybody's place."""

    centre: Floats
    radius: Floats
    """Of each circle's line."""
    spacing: float
    """A dot takes the room of a circle of this radius."""
    captions: Boxes
    offset: Floats
    """Each person's place from the centre of their circle."""


def packed(page: Page, order: Ints, *, seed: int) -> Packed:
    """Circles as large as the page has room for, their captions above them."""
    unit, frame = sunflower(page.look, page.groups.circle[order], order), page.frame
    total = max(float(page.groups.table["area"].sum()), 1.0)
    tallest = max((height for _, height in page.captions.values()), default=0.0)
    centre: Floats | None = None
    cover = COVER
    while True:
        spacing = min(SPREAD, float(np.sqrt(cover * frame.size.prod() / (np.pi * total))))
        radius, boxes = _radius(page.groups, spacing), _above(_radius(page.groups, spacing), page.captions)
        if 2 * (radius.max(initial=0) + AIR) + tallest <= frame.size.min():
            centre = _by_ties(page.groups, radius + AIR, frame, seed=seed) if centre is None else centre
            centre = make_room(centre, radius + AIR, frame, boxes, rounds=ROUNDS if len(centre) else 0)
            if _free(centre, radius, boxes) or cover < SMALLEST:
                return Packed(centre, radius, spacing, boxes, unit * spacing)
        cover *= SHRINK


def packed_as_before(page: Page, order: Ints, before: pd.DataFrame) -> Packed:
    """The circles where an earlier picture (id, x, y of at least two people of each) had them."""
    unit, circle = sunflower(page.look, page.groups.circle[order], order), page.groups.circle
    known = before.drop_duplicates("id").set_index("id").reindex(page.look["id"])[["x", "y"]].to_numpy(float)
    centre = np.tile(page.frame.centre, (len(page.groups.table), 1))
    ends = [here[[0, -1]] for here in _members(circle, np.isfinite(known[:, 0])) if len(here)]
    apart = np.array([(np.hypot(*(known[a] - known[b])), np.hypot(*(unit[a] - unit[b]))) for a, b in ends])
    spacing = float(apart[:, 0].sum() / apart[:, 1].sum())
    for one, _ in ends:
        centre[circle[one]] = known[one] - spacing * unit[one]
    radius = _radius(page.groups, spacing)
    return Packed(centre, radius, spacing, _above(radius, page.captions), unit * spacing)


def _members(circle: Ints, which: NDArray[np.bool_]) -> list[Ints]:
    """Of each circle the rows of those of its members that are meant, in order."""
    return [np.flatnonzero(which & (circle == k)) for k in range(int(circle.max()) + 1)]


def _radius(groups: Groups, spacing: float) -> Floats:
    return np.asarray((np.sqrt(groups.table["area"].to_numpy(float)) + dot(spacing) / spacing / 2) * spacing + LINE)


def dot(spacing: float) -> float:
    """Radius of a dot by the room it has: apart where they can be told apart, touching where they cannot."""
    return float(spacing * np.interp(spacing, [0.7, 2.0], [1.0, 0.8]))


def _above(radius: Floats, captions: dict[int, tuple[float, float]]) -> Boxes:
    """The boxes of captions above their circles."""
    owner, size = np.array(list(captions), dtype=np.int64), np.array(list(captions.values())).reshape(-1, 2)
    return Boxes(owner, np.stack([0.0 * owner, radius[owner] + size[:, 1] / 2 + 1], 1), size)


def sunflower(look: pd.DataFrame, circle: Ints, order: Ints) -> Floats:
    """Places of everybody around 0, in the order of the look, if each took the room of a circle of radius 1.

    Vogel's spiral, 1979: the next at the golden angle, as far out as those before it take up room.
    """
    area = np.where((look["state"] == NAMED).to_numpy()[order], LIGHT, 1.0)
    total = np.cumsum(area)
    starts = np.flatnonzero(np.diff(circle, prepend=-1))
    lengths = np.diff(np.append(starts, len(order)))
    before = np.repeat((total - area)[starts], lengths) if len(starts) else total
    out = np.sqrt(total - before - area / 2)
    angle = (np.arange(len(order)) - np.repeat(starts, lengths)) * GOLDEN
    places = np.empty((len(order), 2))
    places[order] = np.stack([out * np.cos(angle), out * np.sin(angle)], 1)
    return places


def _by_ties(groups: Groups, radius: Floats, frame: Frame, *, seed: int) -> Floats:
    """Communities that have much to do with each other, for their sizes, near each other; the rest in a corner."""
    own = np.flatnonzero(groups.table["kind"] == COMMUNITY)
    places = np.tile([frame.right, frame.bottom], (len(radius), 1)) - radius[:, None] * [1.0, -1.0]
    if len(own) < 2:
        places[own] = frame.centre
        return places if len(radius) > 1 else np.tile(frame.centre, (len(radius), 1))
    both = np.triu(groups.flows + groups.flows.T, 1)[np.ix_(own, own)]
    one, other = np.nonzero(both)
    people = groups.table["people"].to_numpy(float)[own]
    weight = both[one, other] / np.sqrt(people[one] * people[other])
    places[own] = arrange(one, other, weight, radius[own], frame, seed=seed)
    return places


def _free(centre: Floats, radius: Floats, boxes: Boxes) -> bool:
    """Whether no circle and no caption lies on another."""
    one, other = np.triu_indices(len(radius), 1)
    apart = centre[other] - centre[one]
    if (np.hypot(*apart.T) < radius[one] + radius[other] + 1).any():
        return False
    middle = centre[boxes.owner] + boxes.offset
    one, other = np.triu_indices(len(middle), 1)
    over = np.abs(middle[other] - middle[one]) < (boxes.size[one] + boxes.size[other]) / 2
    if over.all(1).any():
        return False
    away = np.maximum(np.abs(centre[None] - middle[:, None]) - boxes.size[:, None] / 2, 0)
    gap = np.hypot(away[..., 0], away[..., 1])
    gap[np.arange(len(middle)), boxes.owner] = np.inf
    return bool((gap > radius[None]).all())
