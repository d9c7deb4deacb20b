"""Tables of posts or of edges: CSV, TSV, semicolons, pipes; the columns are guessed from the header.

Everything is text: a person called NA, null or 007 is that person. Ids that a spreadsheet has rounded
(`5.70306E+17`) are dropped, because two posts can share one.
"""

from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from itertools import chain

from graphkit.post import Item, LeftOut, Notice
from graphkit.readers._columns import columns_of, foreign, wanted
from graphkit.readers._csv import Sheet, first_rows
from graphkit.readers._faults import FileFault
from graphkit.readers._reader import Claim, Glance, Member, Reader, ReadOptions
from graphkit.readers._rows import Rows


def recognise(glance: Glance) -> Claim | None:
    """A header that names an author with text or targets, or two ends of an edge."""
    if glance.head.lstrip()[:1] in (b"", b"{", b"<"):
        return None
    try:
        sheet = Sheet(BytesIO(glance.head))
        if foreign(sheet.header):
            return None
        if columns_of(sheet.header, {}) is not None:
            return Claim("posts")
        alike = len(sheet.header) > 1 and all(isinstance(row, tuple) for row in first_rows(sheet.rows(), 2))
    except FileFault as fault:
        return Claim("posts") if fault.code == "csv.columns" else None
    return Claim("beside", wanted(sheet.header)) if alike else None


def read(member: Member, options: ReadOptions) -> Iterator[Item]:
    """One post or act for each row."""
    with closing(member.open()) as file:
        sheet = Sheet(file)
        if not sheet.header:
            raise FileFault("file.empty", "holds no data")
        columns = columns_of(sheet.header, options.columns)
        if columns is None:
            raise FileFault("table.columns", wanted(sheet.header))
        yield Notice("table.columns", columns.said())
        left = sheet.rows()
        first = first_rows(left)
        rows = Rows(columns, [row for row in first if not isinstance(row, LeftOut)])
        item = rows.post if columns.holds == "posts" else rows.act
        for row in chain(first, left):
            yield row if isinstance(row, LeftOut) else item(*row)
        yield from rows.notices()
        yield from sheet.notices()


READER = Reader(
    name="table",
    about="Any CSV or TSV of posts with an author column, or of edges with source and target",
    recognise=recognise,
    read=read,
    network="table",
)
