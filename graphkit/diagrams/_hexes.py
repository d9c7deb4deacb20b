"""Many people in one place: packed side by side where they are few, counted in hexagons where they are many."""

import numpy as np
import pandas as pd

from graphkit.diagrams._axes import LogScale
from graphkit.diagrams._marks import Floats

GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))
PITCH = 12.0
"""Points between the middles of two hexagons."""
STEPS = (1.0, 10.0, 100.0, 1_000.0, 10_000.0)
"""From so many people on, a hexagon has the next of `SIZES`."""
SIZES = np.array([0.30, 0.48, 0.66, 0.84, 1.0])


def packed(x: Floats, y: Floats, radius: float, scales: tuple[LogScale, LogScale]) -> Floats:
    """Places of people at counts x and y: those with the same two counts lie side by side around that place.

    Nobody is moved further than to where the next count begins, or off the axes.
    """
    table = pd.DataFrame({"x": x, "y": y})
    cell = table.groupby(["x", "y"])
    number = cell.cumcount().to_numpy(float)
    many = cell["x"].transform("size").to_numpy(float)
    away = np.where(many > 1, 1.1 * radius * np.sqrt(number + 0.5), 0.0)
    outermost = np.where(many > 1, 1.1 * radius * np.sqrt(many), 1.0)
    moved = []
    for scale, count, part in ((scales[0], x, np.cos), (scales[1], y, np.sin)):
        room = np.minimum(0.45 * (scale.at(count + 1) - scale.at(count)), scale.at(0.0) - scale.start - radius)
        shrink = np.minimum(1.0, room / outermost)
        moved.append(scale.at(count) + away * shrink * part(number * GOLDEN_ANGLE))
    return np.stack(moved, 1)


def hexagons(xy: Floats, look: pd.DataFrame) -> pd.DataFrame:
    """One row a hexagon that holds somebody: how many `people`, the `state` of most of them and the mean `me_share` of
    those, and x and y, the middle of all its people, so that columns of 0, 1, 2 posts stay columns."""
    wide, tall = PITCH, PITCH * np.sqrt(3)
    even = np.round(xy / (wide, tall)) * (wide, tall)
    odd = (np.floor(xy / (wide, tall)) + 0.5) * (wide, tall)
    nearer = np.hypot(*(xy - even).T) <= np.hypot(*(xy - odd).T)
    middle = np.where(nearer[:, None], even, odd).round(6)
    table = look[["state", "me_share"]].assign(y=middle[:, 1], x=middle[:, 0], right=xy[:, 0], up=xy[:, 1])
    means = table.groupby(["y", "x"])[["right", "up"]].transform("mean")
    table = table.assign(right=means["right"], up=means["up"])
    counted = table.groupby(["y", "x", "state"]).agg(
        size=("me_share", "size"), mean=("me_share", "mean"), right=("right", "first"), up=("up", "first")
    )
    counted = counted.reset_index()
    counted["people"] = counted.groupby(["y", "x"])["size"].transform("sum")
    ranked = counted.sort_values(["y", "x", "size", "state"], ascending=[True, True, False, True], kind="stable")
    most = ranked.drop_duplicates(["y", "x"])
    most = most.assign(x=most["right"], y=most["up"], me_share=most["mean"])
    return most[["x", "y", "state", "people", "me_share"]].reset_index(drop=True)


def hexagon_radius(people: Floats) -> Floats:
    """Points from middle to corner: a step for each tenfold."""
    step = np.searchsorted(STEPS, people, side="right") - 1
    return np.asarray(SIZES[step] * PITCH / np.sqrt(3))


def outlines(xy: Floats, radius: Floats) -> Floats:
    """Hexagons as polygons, a corner up."""
    angle = np.deg2rad(90 + 60 * np.arange(6))
    way = np.stack([np.cos(angle), np.sin(angle)], 1)
    return np.asarray(xy[:, None] + radius[:, None, None] * way)
