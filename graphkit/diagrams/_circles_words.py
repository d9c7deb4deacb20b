"""The words of the circles picture: captions, what is drawn, the list at the right. No drawing here."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from graphkit.diagrams import _words as words
from graphkit.diagrams._circles_groups import COMMUNITY, SMALLER, UNTIED
from graphkit.diagrams._style import handle, text_width

NAME_CHARACTERS, CAPTIONED = 24, 18
"""Characters of a name; communities that have a caption, the largest."""
OTHER_NAMES = {SMALLER: "in smaller groups", UNTIED: "without ties"}


def name_of(look: pd.DataFrame, row: int) -> str:
    """A person's label as drawn in captions and in the list."""
    person = look.iloc[row]
    return handle(person["label"], person["network"], most=NAME_CHARACTERS)


@dataclass(frozen=True)
class Caption:
    """What stands above a circle: a name, and below it what is known, in one line or in two."""

    name: str
    parts: tuple[str, ...]
    lines: tuple[str, ...]
    size: float
    small: float

    @property
    def width(self) -> float:
        """In points."""
        below = max((text_width(line, self.small) for line in self.lines), default=0.0)
        return max(text_width(self.name, self.size, bold=True), below) + 10

    @property
    def height(self) -> float:
        """In points."""
        return self.size * 1.1 + self.small * 1.2 * len(self.lines) + 2


def captions(circles: pd.DataFrame, look: pd.DataFrame, page: float, *, has_posts: bool) -> dict[int, Caption]:
    """The captions of the largest circles, by row, larger for large ones; `page` is their room in square points."""
    radius = np.sqrt(0.4 * page * circles["area"].to_numpy(float) / (np.pi * max(circles["area"].sum(), 1)))
    return {
        k: _fitted(_name(circle, look), _parts(circle, has_posts=has_posts), float(radius[k]))
        for k, (_, circle) in enumerate(circles.iterrows())
        if k < CAPTIONED or circle["kind"] != COMMUNITY
    }


def _fitted(name: str, parts: tuple[str, ...], radius: float) -> Caption:
    size = float(np.clip(6.4 + radius / 14, 7.2, 11.0))
    small = max(6.2, size - 2.4)
    whole = Caption(name, parts, (" · ".join(parts),), size, small)
    if len(parts) < 3 or whole.width < 2 * radius + 24:
        return whole
    return Caption(name, parts, (" · ".join(parts[:2]), parts[2]), size, small)


def _name(circle: pd.Series, look: pd.DataFrame) -> str:
    other = OTHER_NAMES.get(str(circle["kind"]))
    return other or name_of(look, int(circle["hub"]))


def _parts(circle: pd.Series, *, has_posts: bool) -> tuple[str, ...]:
    """What is known of a circle: `794 people`, `54 flagged`, `90 % inside`."""
    parts = [words.count(circle["people"], "person", "people")]
    if has_posts:
        parts.append(f"{circle['flagged']:,} flagged" if circle["judged"] else "none judged")
    if circle["kind"] == COMMUNITY and circle["sent"]:
        parts.append(f"{words.percent(circle['inside'])} inside")
    return tuple(parts)


def bands(drawn: int, flows: int) -> str:
    """Which of the flows between circles are drawn as bands; empty where none is."""
    if not drawn:
        return ""
    return "all of them" if drawn == flows else f"the {drawn} strongest of {flows:,}"


def shown(circles: pd.DataFrame) -> str:
    """How many of the people are in how many circles, and where the others are."""
    of = circles.groupby("kind")["people"].sum()
    total, number = int(circles["people"].sum()), int((circles["kind"] == COMMUNITY).sum())
    if not total:
        return "nobody drawn"
    parts = [f"{of[kind]:,} {name}" for kind, name in OTHER_NAMES.items() if kind in of]
    if number:
        which = "the largest circle" if number == 1 else f"the {number} largest circles"
        return ", ".join([f"{of[COMMUNITY]:,} of {total:,} people in {which}", *parts])
    parts[0] = parts[0].replace(" ", f" of {total:,} {'person' if total == 1 else 'people'} ", 1)
    return ", ".join(parts)
