"""The data of a page: who is in it, where they stand, what the scripts need to know besides, as one text."""

from collections.abc import Mapping

import pandas as pd

from graphkit.viewer._meta import meta_of
from graphkit.viewer._pack import MOST, Packable, packed, people_shown
from graphkit.viewer._places import places


def page_data(graph: Packable, people: pd.DataFrame, *, drawn: Mapping[str, pd.DataFrame | None] | None = None) -> str:
    """The packed text that the scripts unpack.

    `drawn` spares a layout: of the diagrams that have been drawn, by name, the places (`Drawn.positions`).
    """
    placed = places(graph, people, drawn or {}, most=MOST)
    shown = people_shown(graph, people)
    return packed(graph, people, placed, meta=meta_of(graph, people, shown, placed))
