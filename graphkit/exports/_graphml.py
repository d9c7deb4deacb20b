"""GraphML for NodeXL, yEd, igraph and networkx: everybody with every number, edges with counts by kind."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphkit._exits import EDGE_COLUMNS, column_kind
from graphkit._slices import no_edges
from graphkit.exports._outgoing import Outgoing, rows
from graphkit.exports._xml import names, xml

if TYPE_CHECKING:
    import pandas as pd

TYPES = {"boolean": "boolean", "bigint": "long", "double": "double", "timestamp": "string", "varchar": "string"}
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
"""


def write_graphml(going: Outgoing, path: Path) -> None:
    """Write nodes with the columns of the people table, edges with counts by kind, the first and the last act."""
    clean = names(going.people["id"])
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_HEAD)
        file.writelines(_keys("node", going.people, ("id",)))
        file.writelines(_keys("edge", no_edges(going.graph), ("source", "target")))
        file.write('<graph edgedefault="directed">\n')
        for row in rows(going.people):
            name = clean.get(row["id"], row["id"])
            file.write(f'<node id="{xml(name)}">{_data("node", row, ("id",))}</node>\n')
        for frame in going.edges():
            file.writelines(_edge(row, clean) for row in rows(frame[EDGE_COLUMNS]))
        file.write("</graph>\n</graphml>\n")


def _keys(what: str, frame: "pd.DataFrame", own: tuple[str, ...]) -> Iterator[str]:
    for name in (name for name in frame.columns if name not in own):
        kind = TYPES[column_kind(frame[name])]
        yield f'<key id="{what}-{xml(name)}" for="{what}" attr.name="{xml(name)}" attr.type="{kind}"/>\n'


def _edge(row: dict[str, Any], clean: dict[str, str]) -> str:
    source, target = (xml(clean.get(row[end], row[end])) for end in ("source", "target"))
    return f'<edge source="{source}" target="{target}">{_data("edge", row, ("source", "target"))}</edge>\n'


def _data(what: str, row: dict[str, Any], own: tuple[str, ...]) -> str:
    told = (f'<data key="{what}-{xml(name)}">{xml(value)}</data>' for name, value in row.items() if name not in own)
    return "".join(told)
