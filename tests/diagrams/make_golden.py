"""Draw the golden pictures anew: `python -m tests.diagrams.make_golden`. Look at them before you keep them.

The positions of networks and circles are stored, because a layout may move by half a per cent between processors.
"""

from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from graphkit import measure
from graphkit.diagrams import DIAGRAMS
from graphkit.diagrams._files import encoded
from graphkit.diagrams.circles import circles
from graphkit.diagrams.network import network
from tests.diagrams._stand_in import archive, community
from tests.diagrams._timelines import turned

GOLDEN = Path(__file__).parent / "golden"
POSITIONS = GOLDEN / "positions.csv"
CIRCLES = GOLDEN / "circles.csv"
DPI = 60


def golden(name: str, positions: pd.DataFrame) -> bytes:
    """The picture as it is drawn now."""
    diagram = DIAGRAMS[name]
    figure = Figure(figsize=diagram.size)
    if name == "timeline":
        turning = turned()
        diagram.draw(turning, measure(turning), figure)
        return encoded(figure, "png", name, dpi=DPI)
    graph, people = community(400) if name == "circles" else community(30)
    graph, people = archive(400, 60, years=2) if name == "ego" else (graph, people)
    if name == "circles":
        circles(graph, people, figure, positions=pd.read_csv(CIRCLES))
    elif name == "network":
        network(graph, people, figure, positions=positions)
    elif not diagram.of_person:
        diagram.draw(graph, people, figure)
    else:
        diagram.draw(graph, people, figure, person="olgahill" if name == "person" else "tom_gray")
    return encoded(figure, "png", name, dpi=DPI)


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    placed = network(*community(30), Figure(figsize=DIAGRAMS["network"].size)).positions
    assert placed is not None
    placed[["id", "x", "y"]].round(2).to_csv(POSITIONS, index=False)
    packed = circles(*community(400), Figure(figsize=DIAGRAMS["circles"].size)).positions
    assert packed is not None
    ends = packed.groupby("circle").nth([0, -1])
    ends[["id", "x", "y"]].round(2).to_csv(CIRCLES, index=False)
    for each in DIAGRAMS:
        (GOLDEN / f"{each}.png").write_bytes(golden(each, pd.read_csv(POSITIONS)))
