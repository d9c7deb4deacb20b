"""GEXF 1.3 for Gephi: everybody with every number, as coloured, as large and where they stand in our picture."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphkit import __version__
from graphkit._exits import EDGE_COLUMNS, column_kind
from graphkit._slices import no_edges
from graphkit.exports._outgoing import Outgoing, rows
from graphkit.exports._xml import names, xml

if TYPE_CHECKING:
    import pandas as pd

MOST_DRAWN = 2_000_000
"""With more edges, everybody goes without colour, size and place."""
TYPES = {"boolean": "boolean", "bigint": "long", "double": "double", "timestamp": "string", "varchar": "string"}
"""GEXF has no type for a moment: `first` and `last` are text in the form of its timeformat, dateTime."""
NODE_OWN, EDGE_OWN = ("id", "label"), ("source", "target", "weight")
DRAWN = {"posts", "verdict", "me_share", "self_mention_ratio", "community"}
"""Columns of the people table that a picture needs."""
_HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">
<meta><creator>graphkit {__version__}</creator><description>who acts on whom</description></meta>
<graph mode="static" defaultedgetype="directed" idtype="string" timeformat="dateTime">
"""


def write_gexf(going: Outgoing, path: Path) -> None:
    """Write nodes with the columns of the people table, edges with counts by kind, the first and the last act."""
    clean = names(going.people["id"])
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_HEAD)
        file.writelines(_declared("node", going.people, NODE_OWN))
        file.writelines(_declared("edge", no_edges(going.graph), EDGE_OWN))
        file.write("<nodes>\n")
        file.writelines(_nodes(going, clean))
        file.write("</nodes>\n<edges>\n")
        file.writelines(_edges(going, clean))
        file.write("</edges>\n</graph>\n</gexf>\n")


def _declared(what: str, frame: "pd.DataFrame", own: tuple[str, ...]) -> Iterator[str]:
    yield f'<attributes class="{what}" mode="static">\n'
    for name in (name for name in frame.columns if name not in own):
        yield f'<attribute id="{xml(name)}" title="{xml(name)}" type="{TYPES[column_kind(frame[name])]}"/>\n'
    yield "</attributes>\n"


def _nodes(going: Outgoing, clean: dict[str, str]) -> Iterator[str]:
    looks = _looks(going)
    for row in rows(going.people):
        person = row["id"]
        name = clean.get(person, person)
        label = row.get("label", "")
        values = _values(row, NODE_OWN)
        yield f'<node id="{xml(name)}" label="{xml(label)}">{values}{looks.get(person, "")}</node>\n'


def _edges(going: Outgoing, clean: dict[str, str]) -> Iterator[str]:
    number = 0
    for frame in going.edges():
        for row in rows(frame[EDGE_COLUMNS]):
            ends = (clean.get(row[end], row[end]) for end in ("source", "target"))
            source, target = map(xml, ends)
            begin = f'<edge id="{number}" source="{source}" target="{target}" weight="{row["weight"]}">'
            yield f"{begin}{_values(row, EDGE_OWN)}</edge>\n"
            number += 1


def _values(row: dict[str, Any], own: tuple[str, ...]) -> str:
    told = (f'<attvalue for="{xml(name)}" value="{xml(value)}"/>' for name, value in row.items() if name not in own)
    return f"<attvalues>{''.join(told)}</attvalues>"


def _looks(going: Outgoing) -> dict[str, str]:
    """Of each person colour, size and, where the picture shows them, place."""
    from graphkit.diagrams._everybody import places
    from graphkit.metrics import measure

    if going.ties > MOST_DRAWN:
        return {}
    people = going.people
    if DRAWN - set(people.columns):
        every = measure(going.graph)
        people = every[every["id"].isin(people["id"])].reset_index(drop=True)
    made: dict[str, str] = {}
    for person, colour, radius, x, y in places(going.graph, people).itertuples(index=False, name=None):
        red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        place = f'<viz:position x="{x:.2f}" y="{y:.2f}" z="0.0"/>' if x == x else ""  # noqa: PLR0124  (NaN: not drawn)
        made[person] = f'<viz:color r="{red}" g="{green}" b="{blue}"/>{place}<viz:size value="{radius:.2f}"/>'
    return made
