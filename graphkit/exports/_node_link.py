"""Node-link JSON for networkx and d3: one object a line inside, so that a large file can be read by lines too."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from graphkit._exits import EDGE_COLUMNS
from graphkit.exports._outgoing import Outgoing, rows


def write_node_link(going: Outgoing, path: Path) -> None:
    """Write `nodes` with the columns of the people table and `edges` with counts by kind; missing values are absent."""
    about = {name: value for name, value in going.graph.about.items() if name != "sources"}
    edges = (row for frame in going.edges() for row in rows(frame[EDGE_COLUMNS]))
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'{{"directed": true, "multigraph": false, "graph": {json.dumps(about)},\n"nodes": [')
        file.writelines(_listed(rows(going.people)))
        file.write('\n],\n"edges": [')
        file.writelines(_listed(edges))
        file.write("\n]}\n")


def _listed(objects: Iterable[dict[str, Any]]) -> Iterator[str]:
    between = "\n"
    for one in objects:
        yield between + json.dumps(one, allow_nan=False)
        between = ",\n"
