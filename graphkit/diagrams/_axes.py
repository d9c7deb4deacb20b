"""What the charts share: a logarithmic scale with a place for 0, lines, words above and below, an empty page."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from graphkit.diagrams._marks import Floats
from graphkit.diagrams._style import MUTED, PALE, text_width, wrap, write, write_lines

MARGIN = 24.0
GRID = "#E3E8EB"
DASHED = (0.0, (4.0, 3.0))
DOTTED = (0.0, (1.2, 2.0))
ZERO = 0.6
"""Added before the logarithm is taken: 0 stands about as far from 1 as 1 from 2.5."""
PADDING = 0.12
FIRST_TICKS = (0, 1, 2, 5)


@dataclass(frozen=True)
class LogScale:
    """Where a count stands along an axis that begins at `start` points and is `length` long."""

    start: float
    length: float
    most: float
    """The largest count there is room for."""

    @property
    def ends(self) -> tuple[float, float]:
        """Logarithms at both ends."""
        return float(np.log10(ZERO)) - PADDING, float(np.log10(self.most + ZERO)) + PADDING

    def at(self, counts: "Floats | float") -> Floats:
        """Points along the axis."""
        low, high = self.ends
        return np.asarray(self.start + (np.log10(np.asarray(counts, float) + ZERO) - low) / (high - low) * self.length)

    def counts(self, steps: int) -> Floats:
        """Counts, evenly spaced along the whole axis; 0 in the padding before it."""
        return np.asarray(np.maximum(10 ** np.linspace(*self.ends, steps) - ZERO, 0.0))

    @property
    def ticks(self) -> list[int]:
        """Round counts that stand on the axis."""
        each = [*FIRST_TICKS, *(v * 10**e for e in range(1, 7) for v in (1, 2, 5))]
        return [tick for tick in each if tick <= self.most * 1.15]


def strokes(
    axes: Axes, paths: Sequence[Floats], colour: str, width: float, *, dash: object = "solid", order: float = 1.5
) -> None:
    """Lines of one kind, as one collection."""
    axes.add_collection(
        LineCollection(paths, colors=colour, linewidths=width, linestyles=[dash], zorder=order),
        autolim=False,
    )


def write_around(axes: Axes, title: str, subtitle: str, foot: tuple[str, str]) -> float:
    """Title, subtitle (up to two lines) and the two lines of the foot; the y below the subtitle."""
    (_, width), (_, height) = axes.get_xlim(), axes.get_ylim()
    room = width - 2 * MARGIN
    write(axes, (MARGIN, height - 42), title, _fitting(title, 21.0, room, bold=True), bold=True)
    below = write_lines(axes, (MARGIN, height - 62), wrap(subtitle, room, 10.0)[:2], 10.0)
    for y, line, size, colour in ((20.0, foot[0], 7.2, MUTED), (9.0, foot[1], 6.6, PALE)):
        write(axes, (MARGIN, y), line, _fitting(line, size, room), colour=colour)
    return below


def _fitting(text: str, size: float, room: float, *, bold: bool = False) -> float:
    """The size at which a line is as wide as there is room."""
    return min(size, size * room / max(text_width(text, size, bold=bold), 1.0))


def write_empty(axes: Axes, text: str) -> None:
    """Say in the middle of the page why there is nothing to draw."""
    (_, width), (_, height) = axes.get_xlim(), axes.get_ylim()
    for k, line in enumerate(wrap(text, width * 0.6, 12)):
        write(axes, (width / 2, height / 2 + 10 - 18 * k), line, 12, colour=MUTED, align="center")
