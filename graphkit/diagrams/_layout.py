"""From forces to places on the page: connected parts, orientation, fitting, and room for every disc and label."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from graphkit.diagrams._forces import Floats, Ints, force_layout

STRETCH = 1.3
"""How much more one direction may be scaled than the other, to use a page that is wider than high."""
ROOMY = 150.0
"""Points between neighbours that are enough: a few people do not stand in the corners of the page."""
CALM = 0.03
"""Points: where nobody is pushed further, the rounds are over."""
ROOM = 1.04
"""Two discs need so much of the sum of their radii between their centres."""
AIR = 1.0
"""Points between a disc and a label that is not its own."""
EACH_WITH_EACH = 800
"""Up to so many discs, each pair is looked at: loading the library that searches costs more than that."""
LOOK_AGAIN, SKIN = 5, 3.0
"""Rounds after which near pairs are sought anew, and how near (points between rims) is near."""


@dataclass(frozen=True)
class Frame:
    """A rectangle on the page, in points."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def size(self) -> Floats:
        """Width and height."""
        return np.array([self.right - self.left, self.top - self.bottom])

    @property
    def centre(self) -> Floats:
        """The middle."""
        return np.array([self.right + self.left, self.top + self.bottom]) / 2


@dataclass(frozen=True)
class Boxes:
    """Label boxes that move with their owner: row of the owner, offset of the box's centre, its size."""

    owner: Ints
    offset: Floats
    size: Floats


def components(count: int, source: Ints, target: Ints) -> Ints:
    """A number for each person's connected part of the graph; 0 is the largest part, ties by first member."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    matrix = coo_matrix((np.ones(len(source)), (source, target)), (count, count))
    _, part = connected_components(matrix, directed=False)
    size, first = np.bincount(part), np.unique(part, return_index=True)[1]
    rank = np.empty(len(size), dtype=np.int64)
    rank[np.lexsort((first, -size))] = np.arange(len(size))
    return rank[part]


def arrange(source: Ints, target: Ints, weight: Floats, radius: Floats, frame: Frame, *, seed: int) -> Floats:
    """Places for connected people inside the frame: force-directed, turned, fitted, no disc over another."""
    xy = force_layout(len(radius), source, target, weight, seed=seed)
    xy = _fit(_tame(_turn(xy)), radius, frame)
    return make_room(xy, radius, frame, rounds=60)


def _turn(xy: Floats) -> Floats:
    """Centre on the median, longest direction across; mirrored so that the longer tails point right and up."""
    xy = xy - np.median(xy, axis=0)
    if len(xy) > 1:
        xy = xy @ np.linalg.eigh(np.cov(xy.T))[1][:, ::-1]
    skew = (xy**3).sum(0)
    return np.asarray(xy * np.where(skew < 0, -1.0, 1.0))


def _tame(xy: Floats) -> Floats:
    """Draw in the few who lie far outside: beyond the 97th centile distance grows with its logarithm."""
    distance = np.hypot(*xy.T)
    edge = max(float(np.quantile(distance, 0.97)), 1e-9)
    beyond = edge + np.log1p(np.maximum(distance - edge, 0) / edge) * edge * 0.5
    nearer = np.where(distance > edge, beyond / np.maximum(distance, 1e-9), 1.0)
    return np.asarray(xy * nearer[:, None])


def _fit(xy: Floats, radius: Floats, frame: Frame) -> Floats:
    low, high = xy.min(0), xy.max(0)
    room = np.minimum(frame.size - 2 * float(radius.max()) - 8, ROOMY * np.sqrt(len(xy)))
    scale = room / np.maximum(high - low, 1e-9)
    return np.asarray((xy - (low + high) / 2) * np.minimum(scale, scale.min() * STRETCH) + frame.centre)


def make_room(
    xy: Floats, radius: Floats, frame: Frame, boxes: Boxes | None = None, *, rounds: int = 160, fixed: int | None = None
) -> Floats:
    """Push discs apart, out from under labels, and into the frame, until nothing overlaps or rounds are over.

    The disc in row `fixed` stays where it is.
    """
    for k in range(rounds):
        if k % LOOK_AGAIN == 0:
            pairs = _near(xy, radius)
        move = _moves(len(xy), (_disc_pushes(xy, radius, pairs), *_box_pushes(xy, radius, boxes)))
        if np.abs(move).max() < CALM:
            break
        if fixed is not None:
            move[fixed] = 0
        xy = _inside(xy + move, radius, frame, boxes)
    return xy


Pushes = list[tuple[Ints, Floats]]


def _moves(count: int, pushes: Iterable[Pushes]) -> Floats:
    """The sum of all pushes on each."""
    move = np.zeros((count, 2))
    for push in pushes:
        for who, by in push:
            for k in (0, 1):
                move[:, k] += np.bincount(who, by[:, k], count)
    return move


def _disc_pushes(xy: Floats, radius: Floats, pairs: Ints) -> Pushes:
    """Half the overlap to each of two discs, the smaller disc giving way more."""
    one, other = pairs
    apart, both = xy.take(other, 0) - xy.take(one, 0), radius.take(one) + radius.take(other)
    gap = np.hypot(apart[:, 0], apart[:, 1])
    close = np.flatnonzero(both * ROOM - gap > 1e-3)
    one, other, apart, both, gap = one[close], other[close], apart[close], both[close], gap[close]
    need, same = both * ROOM - gap, gap < 1e-9
    apart[same] = np.stack([np.cos(one[same] * 2.4), np.sin(one[same] * 2.4)], 1)
    gap[same] = 1.0
    push = apart * (need * 0.55 / gap / both)[:, None]
    return [(other, push * radius[one][:, None]), (one, -push * radius[other][:, None])]


def _near(xy: Floats, radius: Floats) -> Ints:
    """Pairs of discs that overlap or soon may, in order."""
    one, other = (_compared if len(xy) <= EACH_WITH_EACH else _searched)(xy, radius)
    apart = xy.take(other, 0) - xy.take(one, 0)
    soon = np.hypot(apart[:, 0], apart[:, 1]) < ROOM * (radius.take(one) + radius.take(other)) + SKIN
    one, other = one[soon], other[soon]
    return np.stack([one, other])[:, np.lexsort((other, one))]


def _compared(xy: Floats, radius: Floats) -> tuple[Ints, Ints]:
    """All pairs that are near and some more: each is looked at."""
    x, y = xy.T
    reach = ROOM * (radius[:, None] + radius) + SKIN + 1e-6
    one, other = np.nonzero((x[:, None] - x) ** 2 + (y[:, None] - y) ** 2 < reach**2)
    return one[one < other], other[one < other]


def _searched(xy: Floats, radius: Floats) -> tuple[Ints, Ints]:
    """All pairs that are near and some more: one search for each two classes of size."""
    from scipy.spatial import cKDTree

    size = np.ceil(np.log2(np.maximum(radius / float(np.median(radius)), 1.0)))
    classes = [np.flatnonzero(size == each) for each in np.unique(size)]
    trees = [(rows, cKDTree(xy[rows]), float(radius[rows].max())) for rows in classes]
    found = [np.zeros((2, 0), dtype=np.int64)]
    for k, (small, tree, widest) in enumerate(trees):
        found.append(small[tree.query_pairs(2 * ROOM * widest + SKIN, output_type="ndarray").T])
        for large, other, wider in trees[k + 1 :]:
            pairs = tree.sparse_distance_matrix(other, ROOM * (widest + wider) + SKIN, output_type="ndarray")
            found.append(np.stack([small[pairs["i"]], large[pairs["j"]]]))
    one, other = np.sort(np.concatenate(found, axis=1), axis=0)
    return one, other


def _box_pushes(xy: Floats, radius: Floats, boxes: Boxes | None) -> list[Pushes]:
    if boxes is None or not len(boxes.owner):
        return []
    return [_boxes_off_discs(xy, radius, boxes), _boxes_off_boxes(xy, boxes)]


def _boxes_off_discs(xy: Floats, radius: Floats, boxes: Boxes) -> Pushes:
    """Discs leave the boxes of others; the box's owner moves a little the other way."""
    centre = xy[boxes.owner] + boxes.offset
    x, y = (np.abs(xy[None, :, k] - centre[:, None, k]) - boxes.size[:, None, k] / 2 for k in (0, 1))
    close = np.maximum(x, y) < radius + AIR
    close[np.arange(len(boxes.owner)), boxes.owner] = False
    box, disc = np.nonzero(close)
    from_centre, half = xy[disc] - centre[box], boxes.size[box] / 2
    away = from_centre - np.clip(from_centre, -half, half)
    gap = np.hypot(away[:, 0], away[:, 1])
    within = gap < 1e-6
    away[within] = np.stack([np.zeros(within.sum()), np.where(from_centre[within, 1] >= 0, 1.0, -1.0)], 1)
    need = radius[disc] + AIR - gap
    need[within] += (half - np.abs(from_centre))[within, 1]
    push = away / np.hypot(away[:, 0], away[:, 1])[:, None] * (np.maximum(need, 0) * 0.5)[:, None]
    return [(disc, push * 0.75), (boxes.owner[box], -push * 0.25)]


def _boxes_off_boxes(xy: Floats, boxes: Boxes) -> Pushes:
    """Two labels that overlap part along the way that is shorter."""
    centre = xy[boxes.owner] + boxes.offset
    first, second = np.triu_indices(len(centre), 1)
    apart = centre[second] - centre[first]
    overlap = (boxes.size[first] + boxes.size[second]) / 2 + 1.5 - np.abs(apart)
    hit = (overlap > 1e-3).all(1)
    first, second, apart, overlap = first[hit], second[hit], apart[hit], overlap[hit]
    shorter = np.argmin(overlap, axis=1)
    push = np.zeros_like(apart)
    rows = np.arange(len(push))
    push[rows, shorter] = overlap[rows, shorter] * np.where(apart[rows, shorter] >= 0, 0.3, -0.3)
    return [(boxes.owner[second], push), (boxes.owner[first], -push)]


def _inside(xy: Floats, radius: Floats, frame: Frame, boxes: Boxes | None) -> Floats:
    low, high = np.array([frame.left, frame.bottom]), np.array([frame.right, frame.top])
    before, after = np.tile(radius[:, None], 2), np.tile(radius[:, None], 2)
    if boxes is not None:
        np.maximum.at(before, boxes.owner, boxes.size / 2 - boxes.offset)
        np.maximum.at(after, boxes.owner, boxes.size / 2 + boxes.offset)
    return np.clip(xy, low + before, np.maximum(high - after, low + before))
