"""Graphs as JSON: node-link data of networkx, twarc and d3 (`nodes` with `links` or `edges`), graphology.

Ends are ids of nodes or, where nodes have none, their places in the list. A file that does not say whether it is
directed is: an end called source acts on an end called target.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from graphkit.post import Item, LeftOut, Notice
from graphkit.readers._faults import FileFault
from graphkit.readers._graphs import NETWORK, UNDIRECTED, Ties, written
from graphkit.readers._node_link import parts
from graphkit.readers._reader import Claim, Glance, Member, Reader, ReadOptions
from graphkit.readers._split import DECODE_ERRORS

FIRST = 20
_IDS = ("id", "key")
_LARGE = re.compile(
    rb"\s*+\{\s*+(?:\"(?:directed|multigraph|graph|name|options|attributes)\"\s*+:\s*+"
    rb"(?:true|false|null|\"[^\"]*+\"|\{[^{}]*+\})\s*+,\s*+)*+\"(?:nodes|links|edges)\"\s*+:\s*+\[\s*+\{"
)
"""How a graph begins that is too large to be looked at whole, or cut."""
_UNDIRECTED = re.compile(rb'"directed"\s*:\s*false')

# Numbers stay as they are written: an id is never a float.
_ANY = msgspec.json.Decoder(float_hook=str)


def recognise(glance: Glance) -> Claim | None:
    """An object with a list of nodes and a list of links or edges that have a source and a target."""
    head = glance.head.removeprefix(b"\xef\xbb\xbf")
    if head.lstrip()[:1] != b"{":
        return None
    claims = (Claim("posts"), Claim("beside", UNDIRECTED))
    if not isinstance(glance.record, dict):
        begins = _LARGE.match(head)
        return claims[bool(_UNDIRECTED.search(begins[0]))] if begins else None
    nodes, links = glance.record.get("nodes"), glance.record.get("links") or glance.record.get("edges")
    if not (isinstance(nodes, list) and isinstance(links, list) and links and all(map(_is_link, links[:FIRST]))):
        return None
    return claims[any(_says_undirected(key, glance.record.get(key)) for key in ("directed", "options"))]


def read(member: Member, _options: ReadOptions) -> Iterator[Item]:
    """One act for each link, of each kind where it counts kinds."""
    ties = Ties(counted_ids=True)
    yield from ties.read(_events(member, ties))


def _events(member: Member, ties: Ties) -> Iterator[Item]:
    told = False
    nodes = links = 0
    for part in parts(member):
        if not isinstance(part, tuple):
            yield part
        elif part[0] == "nodes":
            _node(_flat(part[1]), nodes, ties)
            nodes += 1
        elif part[0] in ("links", "edges"):
            links += 1
            yield from _link(_flat(part[1]), links, ties)
        elif part[0] in ("directed", "options"):
            told = True
            if _says_undirected(part[0], _value(part[1])):
                raise FileFault("graph.undirected", UNDIRECTED)
    if not told:
        yield Notice("graph.direction", "the file does not say that it is directed: source is read as acting on target")


def _node(node: dict[str, Any], place: int, ties: Ties) -> None:
    own = next((key for name in _IDS if (key := _end(node.pop(name, None)))), "")
    ties.node(own or str(place), _facts(node))


def _link(link: dict[str, Any], line: int, ties: Ties) -> Iterator[Item]:
    if not link:
        yield LeftOut("rejected", "record.shape", "the link is no object", line)
        return
    source, target = (_end(link.pop(name, None)) for name in ("source", "target"))
    yield from ties.edge(source, target, _facts(link), line=line, undirected=link.get("undirected") is True)


def _is_link(edge: Any) -> bool:
    return isinstance(edge, dict) and edge.keys() >= {"source", "target"}


def _says_undirected(key: str, value: Any) -> bool:
    """Whether networkx's `directed` or graphology's `options` say that no edge has a direction."""
    return value is False if key == "directed" else isinstance(value, dict) and value.get("type") == "undirected"


def _value(raw: bytes | msgspec.Raw) -> Any:
    try:
        return _ANY.decode(raw)
    except DECODE_ERRORS:
        return None


def _flat(raw: bytes | msgspec.Raw) -> dict[str, Any]:
    """One node or link, with what graphology keeps under `attributes`; empty if it is no object."""
    found = _value(raw)
    if not isinstance(found, dict):
        return {}
    inner = found.pop("attributes", None)
    return {**inner, **found} if isinstance(inner, dict) else found


def _facts(found: dict[str, Any]) -> dict[str, str]:
    return {name: written(value) for name, value in found.items() if isinstance(value, str | int | float)}


def _end(value: Any) -> str:
    """The id of an end; d3 puts the whole node there once a layout has run."""
    if isinstance(value, dict):
        value = next((value[name] for name in _IDS if name in value), None)
    return written(value) if isinstance(value, str | int | float) else ""


READER = Reader(
    name="node-link",
    about="Graphs as JSON: node-link data (networkx, twarc, d3) and graphology, with kind, weight or time",
    recognise=recognise,
    read=read,
    network=NETWORK,
    cannot_show=("posts that name nobody: a graph holds acts, not posts",),
)
