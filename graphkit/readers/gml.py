"""GML (networkx, igraph, Gephi, yEd): nodes are people, edges are acts of their source on their target.

Parallel edges and loops are read whether or not the file says `multigraph 1`.
"""

import re
from collections.abc import Iterator
from contextlib import closing
from typing import BinaryIO

from graphkit.post import Item
from graphkit.readers._encoding import Text, decode_head
from graphkit.readers._gml import records, words
from graphkit.readers._graphs import NETWORK, UNDIRECTED, Ties
from graphkit.readers._reader import Claim, Glance, Member, Reader, ReadOptions

_START = re.compile(r"\s*+(?:(?:#[^\n]*+\n|[A-Za-z]\w*+\s++(?:\"[^\"]*+\"|[-+.\dE]++))\s*+)*+graph\s*+\[", re.I)
_ITEM = re.compile(r"\b(?:node|edge)\s*\[", re.I)
_DIRECTED = re.compile(r"\bdirected\s+1\b", re.I)


def recognise(glance: Glance) -> Claim | None:
    """`graph [` with nodes in it, after nothing but a few keys; refused where it does not say `directed 1`."""
    text = decode_head(glance.head)
    if not _START.match(text.lstrip("\ufeff")) or not (item := _ITEM.search(text)):
        return None
    directed = _DIRECTED.search(text, 0, item.start()) or "edge" not in text.lower()
    return Claim("posts") if directed else Claim("beside", UNDIRECTED)


def read(member: Member, _options: ReadOptions) -> Iterator[Item]:
    """One act for each edge, of each kind where it counts kinds."""
    with closing(member.open()) as file:
        ties = Ties(counted_ids=True)
        yield from ties.read(_events(file, ties))


def _events(file: BinaryIO, ties: Ties) -> Iterator[Item]:
    text = Text(file)
    directed, edges = False, 0
    for what, facts in records(words(text.pieces())):
        if what == "graph":
            directed = directed or facts.get("directed") == "1"
        elif what == "node":
            ties.node(facts.pop("id", ""), facts)
        else:
            edges += 1
            ends = (facts.pop("source", ""), facts.pop("target", ""))
            yield from ties.edge(*ends, facts, line=edges, undirected=not directed)
    yield from text.notices()


READER = Reader(
    name="gml",
    about="GML graphs (networkx, igraph, Gephi): directed edges between people, with kind, weight or time",
    recognise=recognise,
    read=read,
    network=NETWORK,
    cannot_show=("posts that name nobody: a graph holds acts, not posts",),
)
