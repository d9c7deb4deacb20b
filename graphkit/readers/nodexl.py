"""NodeXL workbooks: an Excel workbook with a sheet `Edges` of `Vertex 1`, `Vertex 2` and perhaps a Relationship.

Of a Twitter search each row is one tie of a tweet, and a tweet has as many rows as ties. They are put together by
`Imported ID`: the first row of a tweet gives the whole post, the others are ignored and counted. `Tweet` is a loop
from the author to the author that says that the tweet names nobody; it is no self-mention. `MentionsInRetweet`
names people in another's words. A workbook without relationships holds edges and nothing else.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from graphkit.post import Item, LeftOut, Notice
from graphkit.readers._columns import columns_of
from graphkit.readers._faults import FileFault
from graphkit.readers._nodexl import Tweets, places
from graphkit.readers._reader import Claim, Glance, Member, Reader, ReadOptions
from graphkit.readers._rows import Rows
from graphkit.readers._sheets import Sheet, container, sheets

ENDS = {"source": "Vertex 1", "target": "Vertex 2"}


def recognise(glance: Glance) -> Claim | None:
    """A sheet called Edges with two vertices."""
    if container(glance.head, glance.member) != "workbook":
        return None
    with _edges(glance.member) as sheet:
        return Claim("posts") if sheet else None


@contextmanager
def _edges(member: Member) -> Iterator[Sheet | None]:
    """The sheet of edges, if there is one."""
    with sheets(member, _has_ends) as found:
        yield next(
            (sheet for sheet in found if sheet.name.strip().lower() == "edges" and _has_ends(sheet.header)), None
        )


def _has_ends(header: Sequence[str]) -> bool:
    return {"vertex 1", "vertex 2"} <= {cell.lower() for cell in header}


def read(member: Member, _options: ReadOptions) -> Iterator[Item]:
    """One item for each row of the sheet of edges."""
    with _edges(member) as sheet:
        if sheet is None:
            raise FileFault("table.columns", "has no sheet Edges with the columns Vertex 1 and Vertex 2")
        at = places(sheet.header)
        if "kind" not in at or not at.keys() & {"text", "id"}:
            yield from _plain(sheet)
            return
        tweets = Tweets(at)
        with suppress(FileFault):  # it comes again, behind the items before it
            for row in sheet.rows:
                if not isinstance(row, LeftOut):
                    tweets.remember(row)
    with _edges(member) as sheet:
        for row in sheet.rows if sheet else ():
            yield row if isinstance(row, LeftOut) else tweets.item(row)
    yield from tweets.notices()


def _plain(sheet: Sheet) -> Iterator[Item]:
    """Edges that are no tweets."""
    columns = columns_of(sheet.header, ENDS)
    if columns is None:
        return
    yield Notice("table.columns", columns.said())
    rows = Rows(columns, [])
    for row in sheet.rows:
        yield row if isinstance(row, LeftOut) else rows.act(*row)
    yield from rows.notices()


READER = Reader(
    name="nodexl",
    about="NodeXL workbooks: the tweets behind the sheet of edges, or plain edges",
    recognise=recognise,
    read=read,
    network="twitter",
    cannot_show=("likes", "posts outside the search that the workbook was made of"),
)
