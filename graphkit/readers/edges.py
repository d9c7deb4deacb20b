"""Edge lists: `src dst`, with a weight, a time or a kind after it, separated by spaces or tabs (SNAP, KONECT).

A line `a b` says that a acts on b. Lines that start with `#` or `%` are comments. What the columns after the
first two mean is decided by nine in ten of the first thousand rows: words for kinds are a kind; numbers between
10^8 and 10^14 are a time (seconds after 1973, or milliseconds); other numbers are a weight.
"""

from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from itertools import chain, islice

from graphkit.post import Item, Notice
from graphkit.readers._edges import COMMENTS, ODD, EdgeList, shape_of
from graphkit.readers._encoding import Text
from graphkit.readers._faults import FileFault
from graphkit.readers._reader import HEAD, Claim, Glance, Member, Reader, ReadOptions

FIRST_LINES = 1_000
BATCH = 1_024
MOST_LINE = 4_096
"""Characters of a line; an edge list needs no more, and a batch of lines has to fit in memory."""


def recognise(glance: Glance) -> Claim | None:
    """Lines of two to four fields that are all alike; names need a comment before them, or something after them."""
    lines = [line for line in islice(Text(BytesIO(glance.head)).lines(), FIRST_LINES) if line is not None]
    if len(glance.head) == HEAD:
        lines.pop()
    shape = shape_of(lines)
    if shape is None or (shape.header and "\t" in lines[0]):
        return None
    plain = [line for line in lines if line.strip() and not line.startswith(COMMENTS)]
    commented = any(line.startswith(COMMENTS) for line in lines)
    rows = [row for line in plain[shape.header :] if len(row := line.split(shape.separator)) == shape.width]
    ends = [name for row in rows for name in row[:2]]
    told = shape.width > 2 or commented or all(name.isdecimal() for name in ends)
    return Claim("posts") if told and len(rows) > 1 and not any(map(ODD.search, ends)) else None


def read(member: Member, _options: ReadOptions) -> Iterator[Item]:
    """One act for each line that is no comment."""
    with closing(member.open()) as file:
        text = Text(file)
        left = text.lines(MOST_LINE)
        first = list(islice(left, FIRST_LINES))
        shape = shape_of([line for line in first if line is not None])
        if shape is None:
            raise FileFault("edges.shape", "no edge list: its lines are not `source target` with weight, time or kind")
        yield Notice("edges.columns", shape.said())
        edges = EdgeList(shape)
        lines = chain(first, left)
        start = 1
        while batch := list(islice(lines, BATCH)):
            yield from edges.items(batch, start)
            start += len(batch)
        yield from edges.notices()
        yield from text.notices()


READER = Reader(
    name="edges",
    about="Edge lists: source and target, with weight, time or kind, by spaces or tabs (SNAP, KONECT)",
    recognise=recognise,
    read=read,
    network="edges",
    cannot_show=("posts that name nobody: an edge list holds acts, not posts",),
)
