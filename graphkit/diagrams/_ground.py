"""The ground of the quadrant: axes, grid, the zones and the two lines with their names."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from graphkit.diagrams._axes import DASHED, GRID, LogScale, strokes
from graphkit.diagrams._layout import Frame
from graphkit.diagrams._marks import Floats, shapes
from graphkit.diagrams._style import BALANCE, FLAG_TEXT, MUTED, text_width, write
from graphkit.diagrams._zones import balance_line, flag_boundary

STEPS = 320
BALANCE_ZONE, FLAG_ZONE = "#EDF4F7", "#FAECEF"
NAME_SIZE = 7.4
BELOW = 10.0
"""Points from a line to the baseline of its name."""


@dataclass(frozen=True)
class Named:
    """A line across the picture with its name, which stands below it, near its end."""

    path: Floats
    text: str
    colour: str
    dash: object

    @property
    def middle(self) -> int:
        """The point of the path where the middle of the name is."""
        rest = np.hypot(*(self.path - self.path[-1]).T)
        return int(np.argmin(np.abs(rest - text_width(self.text, NAME_SIZE) / 2 - 14)))

    @property
    def way(self) -> Floats:
        """The direction of the line there, of length 1."""
        k = self.middle
        step = self.path[min(k + 6, len(self.path) - 1)] - self.path[max(k - 6, 0)]
        return np.asarray(step / (np.hypot(*step) + 1e-9))

    @property
    def place(self) -> Floats:
        """Where the baseline of the name is centred."""
        return np.asarray(self.path[self.middle] + BELOW * np.array([self.way[1], -self.way[0]]))

    @property
    def covered(self) -> Floats:
        """Points that the name covers."""
        half = text_width(self.text, NAME_SIZE) / 2
        return np.asarray(self.place + np.arange(-half, half + 4, 4.0)[:, None] * self.way)


@dataclass(frozen=True)
class Ground:
    """The frame of the picture, the scales along it, and the flag line's threshold where anybody can be flagged."""

    frame: Frame
    x: LogScale
    y: LogScale
    threshold: float | None

    def line(self, own: Floats) -> Floats:
        """The points of a line through so many own posts, as far as it lies in the frame."""
        path = np.stack([np.linspace(self.frame.left, self.frame.right, STEPS), self.y.at(own)], 1)
        return path[path[:, 1] <= self.frame.top]

    @property
    def lines(self) -> list[Named]:
        """The line of two to one, and the flag line where there is one."""
        given = self.x.counts(STEPS)
        found = [Named(self.line(balance_line(given)), "two for others, one of their own", BALANCE, "solid")]
        if self.threshold is not None:
            flag = self.line(flag_boundary(given, self.threshold))
            found += [Named(flag, "above this line: can be flagged", FLAG_TEXT, DASHED)] * (len(flag) > 1)
        return found


def draw_ground(axes: Axes, ground: Ground) -> None:
    """Zones, grid, lines and their names."""
    frame, lines = ground.frame, ground.lines
    for named, zone, level in zip(lines, (BALANCE_ZONE, FLAG_ZONE), (frame.bottom, frame.top), strict=False):
        corners = [(named.path[-1, 0], level), (named.path[0, 0], level)]
        if zone == BALANCE_ZONE:
            corners = [(frame.right, named.path[-1, 1]), (frame.right, level), corners[1]]
        shapes(axes, [np.concatenate([named.path, np.array(corners)])], zone, order=0.5)
    _grid(axes, ground)
    for named in lines:
        strokes(axes, [named.path], named.colour, 1.2, dash=named.dash)
        x, y = named.place
        words = write(axes, (float(x), float(y)), named.text, NAME_SIZE, colour=named.colour, halo=2.0, order=3.4)
        angle = float(np.degrees(np.arctan2(named.way[1], named.way[0])))
        words.set(rotation=angle, rotation_mode="anchor", ha="center")


def _grid(axes: Axes, ground: Ground) -> None:
    frame, x, y = ground.frame, ground.x, ground.y
    lines = [np.array([[at, frame.bottom], [at, frame.top]]) for at in x.at(np.array(x.ticks, float))]
    lines += [np.array([[frame.left, at], [frame.right, at]]) for at in y.at(np.array(y.ticks, float))]
    strokes(axes, lines, GRID, 0.5, order=0.8)
    for tick in x.ticks:
        write(axes, (float(x.at(tick)), frame.bottom - 12), f"{tick:,}", 7.2, colour=MUTED, align="center")
    for tick in y.ticks:
        write(axes, (frame.left - 6, float(y.at(tick)) - 2.6), f"{tick:,}", 7.2, colour=MUTED, align="right")
    across = "posts for others: they pass on, quote, answer or name somebody  →"
    write(axes, (frame.left, frame.bottom - 30), across, 8.6)
    upward = write(axes, (frame.left - 40, frame.bottom), "posts that name no one else  →", 8.6)
    upward.set(rotation=90, rotation_mode="anchor")
