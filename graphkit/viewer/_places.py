"""Where people stand in the explorer: as in the picture of the same export, or on a larger plane of its own."""

import pandas as pd
from matplotlib.figure import Figure

from graphkit.diagrams import DIAGRAMS, main_diagram
from graphkit.diagrams._draw import CROWD
from graphkit.diagrams._looks import Drawable, chosen, flag_line, looks, sized, ties
from graphkit.diagrams._places import frame_for, lines_between, place


def places(graph: Drawable, people: pd.DataFrame, *, most: int) -> pd.DataFrame:
    """id, x, y, radius in points of everybody in the explorer's picture; at most `most` people.

    Up to 1,500 people stand where the picture has them. More than that are laid out without room for names, which
    the explorer shows where there is room on the screen.
    """
    look = chosen(looks(people, graph.edges, flag_line(graph.about)), most)
    if main_diagram(graph, people) == "ego":
        author = people.loc[people["observed"].astype(bool), "id"].iloc[0]
        return _drawn("ego", graph, people, person=str(author))
    if len(look) <= CROWD:
        return _drawn("network", graph, people)
    return _plane(graph, look)


def _drawn(name: str, graph: Drawable, people: pd.DataFrame, **whose: str) -> pd.DataFrame:
    diagram = DIAGRAMS[name]
    found: pd.DataFrame = diagram.draw(graph, people, Figure(figsize=diagram.size), **whose).positions
    return found[["id", "x", "y", "radius"]]


def _plane(graph: Drawable, look: pd.DataFrame) -> pd.DataFrame:
    frame, seed = frame_for(len(look)), int(graph.about.get("seed", 1))
    look = sized(look, float(frame.size.prod()), line=flag_line(graph.about))
    xy = place(look, lines_between(look, ties(graph.edges)), frame, seed=seed, labelled=False).xy
    return look[["id"]].assign(x=xy[:, 0], y=xy[:, 1], radius=look["radius"]).reset_index(drop=True)
