"""Edge lists as networkx and `twarc2 network` write them: `source,target,{'weight': 1, 'retweet': 1}`, a line an edge.

An edge that counts acts by kind is one act of each kind, with the count as its weight.
"""

import re
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from itertools import islice

from graphkit.post import Account, Act, Item, Kind, LeftOut
from graphkit.readers._acts import MOST_WEIGHT, kind_of
from graphkit.readers._encoding import Text
from graphkit.readers._reader import HEAD, Claim, Glance, Member, Reader, ReadOptions

NETWORK = "edges"
COUNTED: frozenset[Kind] = frozenset(("retweet", "quote", "reply", "mention", "like"))
MOST_LINE = 4_096
LOOKED_AT = 20
EDGE = re.compile(r"(?:([^,{]+),([^,{]+),|([^\s{]+)\s([^\s{]+)\s)\{([^{}]*)\}\s*")
FACT = re.compile(r"'([^']*)': ?(\d{1,15})(?:\.\d+)?(?=,|$)")


def recognise(glance: Glance) -> Claim | None:
    """Two names and a dictionary of Python on each line."""
    if b"{" not in glance.head[:MOST_LINE] or glance.head.lstrip()[:1] in (b"{", b"[", b"<"):
        return None
    lines = [line or "" for line in islice(Text(BytesIO(glance.head)).lines(MOST_LINE), LOOKED_AT)]
    if len(glance.head) == HEAD and len(lines) < LOOKED_AT:
        lines.pop()
    edges = [line for line in lines if line.strip() and not line.startswith("#")]
    return Claim("posts") if edges and all(map(EDGE.fullmatch, edges)) else None


def read(member: Member, _options: ReadOptions) -> Iterator[Item]:
    """The acts of each line."""
    with closing(member.open()) as file:
        text = Text(file)
        for number, line in enumerate(text.lines(MOST_LINE), 1):
            if line is None:
                yield LeftOut("rejected", "line.long", "a line of more than 4,096 characters", number)
            elif line.strip() and not line.startswith("#"):
                yield from _acts(line, number)
        yield from text.notices()


def _acts(line: str, number: int) -> Iterator[Item]:
    edge = EDGE.fullmatch(line)
    if edge is None:
        yield LeftOut("rejected", "edge.shape", "not `source,target,{'weight': 1}`", number)
        return
    source, target = (Account(handle=name.strip()) for name in (edge[1] or edge[3], edge[2] or edge[4]))
    if not (source.handle and target.handle):
        yield LeftOut("rejected", "edge.ends", "the edge does not name both its ends", number)
        return
    facts = {word: min(int(value), MOST_WEIGHT) for word, value in FACT.findall(edge[5])}
    counts = {kind: value for word, value in facts.items() if value and (kind := kind_of(word)) in COUNTED}
    for kind, weight in (counts or {"mention": facts.get("weight", 0) or 1}).items():
        yield Act(NETWORK, source, target, kind or "mention", weight=weight, line=number)


READER = Reader(
    name="networkx",
    about="Edge lists of networkx and `twarc2 network`: source, target and a dictionary on each line",
    recognise=recognise,
    read=read,
    network=NETWORK,
    cannot_show=("posts that name nobody: an edge list holds acts, not posts",),
)
