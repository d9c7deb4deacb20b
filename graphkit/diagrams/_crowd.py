"""Drawing people: each state its own fill and outline, light ones first, the flagged last and on a halo."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from graphkit.diagrams._looks import FEW, FLAGGED, JUDGED, NAMED, UNJUDGED, UNSURE
from graphkit.diagrams._marks import Floats, discs, rings
from graphkit.diagrams._style import FLAG_HALO, HOLLOW_EDGE, PAPER

HALO = 2.2
"""Points that the pale halo of the flagged stands out beyond disc and ring."""
HOLE = 0.32
"""Radius of the white hole in the undecided, as a part of theirs."""
LAYERS = (
    (NAMED, "none", 0.0, 4.0),
    (FEW, HOLLOW_EDGE, 0.6, 4.2),
    (UNJUDGED, PAPER, 0.3, 5.0),
    (JUDGED, PAPER, 0.5, 5.2),
    (UNSURE, PAPER, 0.5, 5.3),
    (FLAGGED, PAPER, 0.6, 5.4),
)
"""State, outline, its width, drawing order."""


def draw_people(axes: Axes, look: pd.DataFrame, xy: Floats, *, halo: bool = True) -> None:
    """Halos, discs and rings of everybody in `look` (as `sized` gives it) at their places; tiny discs go without
    `halo`, which would cover their neighbours."""
    radius, reach = look["radius"].to_numpy(float), look["reach"].to_numpy(float)
    state, colour = look["state"].to_numpy(), look["colour"].to_numpy()
    loud = state == FLAGGED
    loud &= halo
    discs(axes, xy[loud], reach[loud] + HALO, FLAG_HALO, order=3.5)
    for which, edge, line, order in LAYERS:
        here = np.flatnonzero(state == which)
        here = here[np.argsort(look["me_share"].to_numpy(float)[here], kind="stable")]
        thin = line if halo else line / 2
        discs(axes, xy[here], radius[here], list(colour[here]), outline=(edge, thin), order=order)
    doubt = state == UNSURE
    discs(axes, xy[doubt], radius[doubt] * HOLE, PAPER, order=5.35)
    ratio = look["ring"].to_numpy(float)
    ringed = ratio > 0
    rings(axes, xy[ringed], radius[ringed], ratio[ringed])


def position_table(look: pd.DataFrame, xy: Floats) -> pd.DataFrame:
    """One row a person drawn: where they stand, in points, and how they look."""
    table = look[["id", "name", "state", "radius", "reach", "ring", "colour"]]
    return table.assign(x=xy[:, 0], y=xy[:, 1]).reset_index(drop=True)
