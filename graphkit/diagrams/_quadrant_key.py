"""Hexagons of people, and the legend of the quadrant: each state with its number of accounts, ring, hexagons."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from graphkit.diagrams._crowd import HOLE, draw_people
from graphkit.diagrams._hexes import STEPS, hexagon_radius, outlines
from graphkit.diagrams._looks import FEW, FLAGGED, JUDGED, UNJUDGED, UNSURE, colours
from graphkit.diagrams._marks import discs, ring_reach, shapes
from graphkit.diagrams._style import HOLLOW_EDGE, PAPER, write, write_lines
from graphkit.diagrams._words import count, percent

WIDTH = 176.0
RADIUS = 4.4
INSET = 20.0
EDGE = 0.6
WORDS = (
    (FLAGGED, "flagged", ("the whole interval of the share", "for others lies below {}")),
    (UNSURE, "undecided below {}", ("the share for others lies below {},", "its interval does not")),
    (JUDGED, "others judged", ("their share for others", "is {} or more")),
    (FEW, "too few posts", ("to judge: the interval is wider", "than a third")),
    (UNJUDGED, "without a verdict", ("people.csv says why", "(verdict_reason)")),
)
"""State, its name after a number, what it means; {} is the threshold."""


@dataclass(frozen=True)
class Counts:
    """How many accounts there are of each state (`_looks`), and how they are drawn."""

    states: Mapping[str, int]
    silent: int
    """Accounts of which no post is counted: they have no place in the picture."""
    threshold: float
    largest: int = 0
    """People in the fullest hexagon; 0 where everybody is a dot."""
    ringed: bool = False

    @property
    def drawn(self) -> int:
        """All that have a place."""
        return sum(self.states.values())

    def filled(self, text: str) -> str:
        """A text of `WORDS` with the threshold in it."""
        return text.format(percent(self.threshold))

    @property
    def told(self) -> str:
        """The legend in words."""
        parts = [f"{self.states[state]:,} {self.filled(name)}" for state, name, _ in WORDS if self.states.get(state)]
        parts += [f"{self.silent:,} without counted posts, not drawn"] if self.silent else []
        return f"Accounts: {', '.join(parts)}." if parts else ""


def draw_hexagons(axes: Axes, cells: pd.DataFrame, line: float) -> None:
    """Hexagons, larger for each tenfold of people, coloured as a dot of the people in them would be."""
    xy, radius = cells[["x", "y"]].to_numpy(float), hexagon_radius(cells["people"].to_numpy(float))
    fill, hollow = colours(cells, line), (cells["state"] == FEW).to_numpy()
    shapes(axes, outlines(xy, radius), np.where(hollow, HOLLOW_EDGE, fill).tolist(), order=3.0)
    shapes(axes, outlines(xy[hollow], radius[hollow] - EDGE), PAPER, order=3.1)
    doubt = (cells["state"] == UNSURE).to_numpy()
    discs(axes, xy[doubt], np.maximum(radius[doubt] * HOLE, 0.7), PAPER, order=3.2)


def draw_key(axes: Axes, counts: Counts, at: tuple[float, float]) -> None:
    """The legend, from `at` (left, top) downwards."""
    left, line = at[0], 1 - counts.threshold
    y = _state_rows(axes, counts, at, line)
    if counts.silent:
        accounts = count(counts.silent, "account")
        y = write_lines(axes, (left + INSET, y), (f"{accounts} without counted posts:", "not drawn"), 7.2) - 8
    if counts.ringed:
        y = _ring_row(axes, (left, y), line)
    if counts.largest:
        _hexagon_rows(axes, counts, (left, y))
    else:
        write_lines(
            axes, (left, y), ("Each dot is an account, all of one size:", "the place says how many posts."), 7.2
        )


def _sample(states: list[str], xy: list[tuple[float, float]], line: float, ring: float = 0.0) -> pd.DataFrame:
    share = [1.0 if state == FLAGGED else line if state == UNSURE else 0.3 for state in states]
    look = pd.DataFrame({"state": states, "me_share": share, "x": [x for x, _ in xy], "y": [y for _, y in xy]})
    radius = np.full(len(look), RADIUS)
    reach = radius + ring_reach(radius) * (ring > 0)
    return look.assign(radius=radius, reach=reach, ring=ring, colour=colours(look, line))


def _state_rows(axes: Axes, counts: Counts, at: tuple[float, float], line: float) -> float:
    left, y = at
    places = []
    for state, name, notes in WORDS:
        if counts.states.get(state):
            places.append((state, (left + 6, y - 5.6)))
            write(axes, (left + INSET, y - 8.6), f"{counts.states[state]:,} {counts.filled(name)}", 8.8, bold=True)
            lines = [counts.filled(note) for note in notes]
            y = write_lines(axes, (left + INSET, y - 20), lines, 7.2) - 8
    sample = _sample([state for state, _ in places], [place for _, place in places], line)
    draw_people(axes, sample, sample[["x", "y"]].to_numpy(float))
    total = f"{count(counts.drawn, 'account')} drawn in all"
    return write_lines(axes, (left + INSET, y), (total,), 7.2) - 14


def _ring_row(axes: Axes, at: tuple[float, float], line: float) -> float:
    left, y = at
    sample = _sample([JUDGED], [(left + 6, y - 5.6)], line, ring=0.5)
    draw_people(axes, sample, sample[["x", "y"]].to_numpy(float))
    write(axes, (left + INSET, y - 8.6), "Ring: naming themselves", 8.8, bold=True)
    notes = (
        "share of their mentions, replies,",
        "retweets that go to their own",
        "account; drawn from 20 %; here 50 %",
    )
    return write_lines(axes, (left + INSET, y - 20), notes, 7.2) - 14


def _hexagon_rows(axes: Axes, counts: Counts, at: tuple[float, float]) -> None:
    left, y = at
    write(axes, (left, y - 8.6), "Hexagon: people counted", 8.8, bold=True)
    notes = ("Too many for dots: the unflagged are", "counted, in the colour of most of them.",
             "Flagged and named ones are dots.")  # fmt: skip
    y = write_lines(axes, (left, y - 20), notes, 7.2) - 8
    steps = np.array([step for step in STEPS if step <= counts.largest])
    x = left + 8 + 33.0 * np.arange(len(steps))
    shapes(axes, outlines(np.stack([x, np.full(len(x), y)], 1), hexagon_radius(steps)), "#B9C3CB", order=4)
    for place, step in zip(x, steps, strict=True):
        write(axes, (float(place), y - 17), f"{step:,.0f}+", 6.8, align="center")
