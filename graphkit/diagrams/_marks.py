"""The marks of every picture: discs, self-loop rings, tapers and bands. Each kind is ONE collection.

Coordinates are points. One collection of 10,000 polygons draws in a fraction of a second; as many patches,
or networkx's own drawing, take sixty times as long.
"""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import EllipseCollection, PolyCollection
from numpy.typing import NDArray

from graphkit.diagrams._style import LOOP

Floats = NDArray[np.float64]
Outline = tuple[str | Sequence[str], float]
FULL_TURN = 338.0
"""Degrees that a ratio of 1 sweeps; the rest is room for the arrow's head."""


def discs(
    axes: Axes,
    xy: Floats,
    radius: Floats,
    fill: Sequence[str] | str | Floats,
    *,
    outline: Outline = ("none", 0.0),
    order: float = 5,
) -> EllipseCollection | None:
    """Circles, drawn in the order given; `outline` is its colour and width in points."""
    if not len(xy):
        return None
    drawn = EllipseCollection(
        radius * 2,
        radius * 2,
        np.zeros(len(xy)),
        units="xy",
        offsets=xy,
        offset_transform=axes.transData,
        facecolors=fill,
        edgecolors=outline[0],
        linewidths=outline[1],
        zorder=order,
    )
    axes.add_collection(drawn, autolim=False)
    return drawn


def shapes(
    axes: Axes, polygons: Sequence[Floats] | Floats, fill: Sequence[object] | object, *, order: float
) -> PolyCollection | None:
    """Filled polygons without outlines."""
    if not len(polygons):
        return None
    drawn = PolyCollection(cast(Any, polygons), facecolors=fill, linewidths=0, zorder=order)
    axes.add_collection(drawn, autolim=False)
    return drawn


def ring_gap(radius: Floats) -> Floats:
    """White space between a disc and its ring."""
    return np.clip(0.14 * radius, 0.9, 2.4)


def ring_thickness(radius: Floats) -> Floats:
    """How thick a ring is: it depends on the disc only, never on the ratio."""
    return np.clip(0.2 * radius, 1.3, 3.6)


def ring_reach(radius: Floats) -> Floats:
    """Distance from the rim of a disc to the outside of its ring."""
    return ring_gap(radius) + ring_thickness(radius) * 1.5


def rings(axes: Axes, xy: Floats, radius: Floats, ratio: Floats, *, order: float = 6.0) -> PolyCollection | None:
    """Loop arrows around discs: each sweeps 338° × ratio, clockwise from twelve o'clock, on a faint track."""
    middle = radius + ring_gap(radius) + ring_thickness(radius) / 2
    track = ring_thickness(radius) * 0.22
    each = list(zip(xy, middle, ring_thickness(radius), ratio, strict=True))
    tracks = [arc(c, m, t, 360.0) for c, m, t in zip(xy, middle, track, strict=True)]
    shapes(axes, tracks, (0.13, 0.15, 0.17, 0.22), order=order - 0.1)
    arrows = [arc(c, m, t, FULL_TURN * r) for c, m, t, r in each]
    heads = [arrow_head(c, m, t, FULL_TURN * r) for c, m, t, r in each]
    return shapes(axes, [*arrows, *heads], LOOP, order=order)


def arc(centre: Floats, middle: float, thickness: float, sweep: float) -> Floats:
    """A band of constant thickness along a circle, clockwise from twelve o'clock; sweep in degrees."""
    angle = np.deg2rad(90 - np.linspace(0, sweep, max(4, int(sweep / 6) + 2)))
    way = np.stack([np.cos(angle), np.sin(angle)], 1)
    outer, inner = way * (middle + thickness / 2), way[::-1] * (middle - thickness / 2)
    return np.concatenate([outer, inner]) + centre


def arrow_head(centre: Floats, middle: float, thickness: float, sweep: float) -> Floats:
    """The tip at the end of an arc: it points on along the circle."""
    angle = np.deg2rad(90 - sweep)
    out, on = np.array([np.cos(angle), np.sin(angle)]), np.array([np.sin(angle), -np.cos(angle)])
    foot, half, length = centre + out * middle, thickness * 1.05 + 0.35, thickness * 1.7 + 0.8
    return np.array([foot + out * half, foot - out * half, foot + on * length - out * 0.12 * length])


def ribbons(
    start: Floats, end: Floats, reach: tuple[Floats, Floats], width: tuple[Floats, Floats], bend: float
) -> Floats:
    """Bands from rim to rim, bent to one side by `bend` × length, their width going from one end's to the other's."""
    points = 10 if bend else 2
    along = end - start
    length = np.hypot(*along.T)[:, None] + 1e-9
    aside = np.stack([-along[:, 1], along[:, 0]], 1) * bend
    shrink = np.minimum(1.0, 0.92 * length / (reach[0] + reach[1] + 1e-9)[:, None])
    first = start + _unit(along / 2 + aside) * reach[0][:, None] * shrink
    last = end + _unit(aside - along / 2) * reach[1][:, None] * shrink
    control = (first + last) / 2 + aside * np.linalg.norm(last - first, axis=1, keepdims=True) / length
    t = np.linspace(0, 1, points)[None, :, None]
    path = (1 - t) ** 2 * first[:, None] + 2 * t * (1 - t) * control[:, None] + t**2 * last[:, None]
    tangent = _unit(np.gradient(path, axis=1))
    normal = np.stack([-tangent[..., 1], tangent[..., 0]], -1)
    half = ((1 - t) * width[0][:, None, None] + t * width[1][:, None, None]) / 2
    return np.concatenate([path + normal * half, (path - normal * half)[:, ::-1]], axis=1)


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / (np.linalg.norm(vectors, axis=-1, keepdims=True) + 1e-9))


def boxes(left: Floats, bottom: Floats, width: Floats, height: Floats) -> Floats:
    """Rectangles as polygons."""
    right, top = left + width, bottom + height
    corners = [np.stack([left, bottom], 1), np.stack([right, bottom], 1), np.stack([right, top], 1),
               np.stack([left, top], 1)]  # fmt: skip
    return np.stack(corners, 1)
