"""Where everybody stands and how they look, for files that other tools draw."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from graphkit.diagrams._draw import CROWD
from graphkit.diagrams._files import Picture
from graphkit.diagrams._looks import flag_line, looks, sized

if TYPE_CHECKING:
    from graphkit.graph import Graph

PAGE = (13.2, 9.2)
POINTS = 72


def places(graph: "Graph", people: pd.DataFrame) -> pd.DataFrame:
    """One row a person: id, colour (`#rrggbb`), radius, and x and y in points; NaN for whom the picture leaves out.

    The picture is the network of up to 1,500 people, circles above; y grows upwards.
    """
    from graphkit.diagrams import DIAGRAMS

    line = flag_line(graph.about)
    look = sized(looks(people, graph.edges, line), float(np.prod(PAGE)) * POINTS**2, line=line)
    name = "network" if len(people) <= CROWD else "circles"
    drawn = DIAGRAMS[name].draw(graph, people, Picture(figsize=PAGE)).positions.set_index("id")
    drawn = drawn[["radius", "x", "y"]].reindex(look["id"])
    radius = drawn["radius"].fillna(look.set_index("id")["radius"])
    columns = {"id": look["id"].to_numpy(), "colour": look["colour"].to_numpy(), "radius": radius.to_numpy(float)}
    return pd.DataFrame({**columns, "x": drawn["x"].to_numpy(float), "y": drawn["y"].to_numpy(float)})
