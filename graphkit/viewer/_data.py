"""The data of a page: who is in it, where they stand, what the scripts need to know besides, as one text."""

import pandas as pd

from graphkit.viewer._meta import meta_of
from graphkit.viewer._pack import MOST, Packable, packed, people_shown
from graphkit.viewer._places import places


def page_data(graph: Packable, people: pd.DataFrame, *, positions: pd.DataFrame | None = None) -> str:
    """The packed text that the scripts unpack.

    `positions` (id, x, y, radius in points, as in `Drawn.positions`) spares a layout where a picture has been drawn.
    """
    placed = places(graph, people, most=MOST) if positions is None else positions
    shown = people_shown(graph, people)
    return packed(graph, people, placed, meta=meta_of(graph, people, shown, placed))
