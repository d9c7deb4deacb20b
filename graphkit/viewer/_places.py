"""Where people stand in the explorer: as in the picture of the same export, or on a larger plane of its own."""

from collections.abc import Mapping

import pandas as pd

from graphkit.diagrams import DIAGRAMS, main_diagram
from graphkit.diagrams._draw import CROWD, picture
from graphkit.diagrams._looks import Drawable, chosen, flag_line, looks, sized, ties
from graphkit.diagrams._places import frame_for, lines_between, place


def places(
    graph: Drawable, people: pd.DataFrame, drawn: Mapping[str, pd.DataFrame | None], *, most: int
) -> pd.DataFrame:
    """id, x, y, radius in points of everybody in the explorer's picture; at most `most` people.

    `drawn` holds the places in pictures that have been drawn, by diagram. Up to 1,500 people stand where the picture
    has them. More than that are laid out without room for names, which the explorer shows where there is room on the
    screen.
    """
    look = chosen(looks(people, graph.edges, flag_line(graph.about)), most)
    name = "ego" if main_diagram(graph, people) == "ego" else "network"
    if name == "network" and len(look) > CROWD:
        return _plane(graph, look)
    found = drawn.get(name)
    if found is None:
        found = picture(graph, people, DIAGRAMS[name])[1].positions
    return found[["id", "x", "y", "radius"]]


def _plane(graph: Drawable, look: pd.DataFrame) -> pd.DataFrame:
    frame, seed = frame_for(len(look)), int(graph.about.get("seed", 1))
    look = sized(look, float(frame.size.prod()), line=flag_line(graph.about))
    xy = place(look, lines_between(look, ties(graph.edges)), frame, seed=seed, labelled=False).xy
    return look[["id"]].assign(x=xy[:, 0], y=xy[:, 1], radius=look["radius"]).reset_index(drop=True)
