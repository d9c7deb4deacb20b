"""Pajek networks (`*Vertices`, `*Arcs`): vertices are people, arcs are acts; `*Edges` have no direction.

A relation with a name (`*Arcs :2 "retweet"`) gives the kind of its arcs. Matrices and partitions are passed over.
"""

import re
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from itertools import islice
from typing import BinaryIO

from graphkit.post import Item, LeftOut
from graphkit.readers._encoding import Text
from graphkit.readers._graphs import NETWORK, Ties
from graphkit.readers._reader import Claim, Glance, Member, Reader, ReadOptions

MOST_LINE = 1 << 20
FIRST_LINES = 200
_SECTION = re.compile(r"\*\s*(\w+)\s*(?::\s*\d+\s*)?(?:\"([^\"]*)\")?")
_VERTEX = re.compile(r"\s*(\d+)(?:\s+(?:\"([^\"]*)\"|(\S+)))?")
_KIND = re.compile(r"\sl\s+(?:\"([^\"]*)\"|(\S+))")
_NUMBER = re.compile(r"[-+]?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][-+]?\d++)?")
_LINES, _LISTS = ("arcs", "edges"), ("arcslist", "edgeslist")


def recognise(glance: Glance) -> Claim | None:
    """A section `*Vertices`, after nothing but a name and comments."""
    for line in islice(Text(BytesIO(glance.head)).lines(), FIRST_LINES):
        if line is None:
            return None
        words = line.lower().split()
        if words and words[0] == "*vertices":
            return Claim("posts") if words[1:] and words[1].isdecimal() else None
        if words and not words[0].startswith(("%", "*network")):
            return None
    return None


def read(member: Member, _options: ReadOptions) -> Iterator[Item]:
    """One act for each arc; a line of an `*Arcslist` holds several."""
    with closing(member.open()) as file:
        ties = Ties(counted_ids=True, nodes_first=True)
        yield from ties.read(_events(file, ties))


def _events(file: BinaryIO, ties: Ties) -> Iterator[Item]:
    text = Text(file)
    section = relation = ""
    for number, line in enumerate(text.lines(MOST_LINE), 1):
        if line is None:
            yield LeftOut("rejected", "line.long", "a line of more than a million characters", number)
        elif line.lstrip().startswith("*"):
            found = _SECTION.match(line.lstrip())
            section, relation = (found[1].lower(), found[2] or "") if found else ("", "")
        elif not line.strip() or line.lstrip().startswith("%"):
            continue
        elif section == "vertices":
            if found := _VERTEX.match(line):
                ties.node(found[1], {}, found[2] or found[3] or "")
        elif section in _LINES or section in _LISTS:
            yield from _arcs(line, number, ties, section, relation)
    yield from text.notices()


def _arcs(line: str, number: int, ties: Ties, section: str, relation: str) -> Iterator[Item]:
    words = line.split()
    undirected = section.startswith("edges")
    if section in _LISTS:
        for target in words[1:] or [""]:
            yield from ties.edge(words[0], target.lstrip("-"), {"kind": relation}, line=number, undirected=undirected)
        return
    if len(words) < 2 or not (words[0].isdecimal() and words[1].isdecimal()):
        yield LeftOut("rejected", "edge.ends", "the line does not begin with the numbers of two vertices", number)
        return
    facts = {"kind": relation}
    if len(words) > 2 and _NUMBER.fullmatch(words[2]):
        facts["weight"] = words[2]
    if found := _KIND.search(line):
        facts["kind"] = relation or found[1] or found[2] or ""
    yield from ties.edge(words[0], words[1], facts, line=number, undirected=undirected)


READER = Reader(
    name="pajek",
    about="Pajek networks (.net): arcs between people, with weight and kind",
    recognise=recognise,
    read=read,
    network=NETWORK,
    cannot_show=("posts that name nobody: a graph holds acts, not posts",),
)
