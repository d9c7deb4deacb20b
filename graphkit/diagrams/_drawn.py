"""What a diagram says about the picture it drew."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Drawn:
    """What was drawn, for alt texts, for tests, and for exports that carry the positions."""

    title: str
    """The finding, as it stands above the picture."""
    alt: str
    """The picture in words, for those who cannot see it."""
    people_drawn: int
    ties_drawn: int
    positions: "pd.DataFrame | None" = None
    """One row a person drawn: id, x, y, radius, reach (with the ring), in points; state, colour; else None.
    Of the timeline one row a period drawn; its id is its first day."""
    labels: "pd.DataFrame | None" = None
    """One row a label: id, text, left, bottom, right, top in points; inside the disc or not."""
