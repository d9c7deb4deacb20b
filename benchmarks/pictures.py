"""Drawing the network picture and saving it as PNG, beside networkx's own drawing of the same people and ties.

python benchmarks/pictures.py [PEOPLE ...]

CPU seconds without imports, of a picture drawn after a first one (fonts are then known); the invented people are those
of tests/diagrams. The peer draws 300 only: discs at random places, arrows as networkx draws them.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

sys.path.insert(0, str(Path(__file__).parents[1]))

from graphkit.diagrams import DIAGRAMS, save
from graphkit.diagrams._files import Picture
from graphkit.diagrams.network import network
from tests.diagrams._stand_in import StandIn, community

SIZES, PEER_MOST = (300, 1500, 3000), 300
Case = tuple[StandIn, pd.DataFrame]


def drawn(case: Case) -> Figure:
    """The picture, everybody in it."""
    figure = Picture(figsize=DIAGRAMS["network"].size)
    network(*case, figure, most=5000)
    return figure


def drawn_by_networkx(case: Case, path: Path) -> None:
    """The same people and ties, without a layout, drawn and saved by networkx and matplotlib."""
    figure = Figure(figsize=DIAGRAMS["network"].size)
    FigureCanvasAgg(figure)
    graph = nx.from_pandas_edgelist(case[0].edges, create_using=nx.DiGraph)
    nx.draw_networkx(graph, nx.random_layout(graph, seed=1), ax=figure.add_axes((0, 0, 1, 1)), node_size=40)
    figure.savefig(path, dpi=150)


def seconds(job: Callable[[], object]) -> float:
    """CPU seconds of one run."""
    start = time.process_time()
    job()
    return time.process_time() - start


def main() -> None:
    """Draw each size, print CPU seconds and, where the peer is run, the ratio."""
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    save(drawn(community(30)), path := Path(tempfile.mkdtemp()) / "picture.png")
    print("people   draw s   save s    both s   networkx s   ratio")
    for people in sizes:
        case, figures = community(people), list[Figure]()
        drawing = seconds(lambda case=case, figures=figures: figures.append(drawn(case)))  # type: ignore[misc]
        saving = seconds(lambda figures=figures: save(figures[0], path))  # type: ignore[misc]
        line = f"{people:6,}  {drawing:7.2f}  {saving:7.2f}   {drawing + saving:7.2f}"
        if people <= PEER_MOST:
            peer = seconds(lambda case=case: drawn_by_networkx(case, path))  # type: ignore[misc]
            line += f"      {peer:7.2f}  {peer / (drawing + saving):6.1f}"
        print(line, flush=True)


if __name__ == "__main__":
    main()
