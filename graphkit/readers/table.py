"""Tables of posts or of edges; the columns are guessed from the header.

Read are CSV, TSV, semicolons and pipes, each sheet of an Excel workbook, each table of a SQLite database, and
Parquet. Everything is text: a person called NA, null or 007 is that person. Ids that a spreadsheet has rounded
(`5.70306E+17`) are dropped, because two posts can share one.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from io import BytesIO
from itertools import islice

from graphkit.post import Item, LeftOut, Notice
from graphkit.readers._act_columns import acts, by_columns
from graphkit.readers._columns import CODE, Columns, columns_of, foreign, wanted
from graphkit.readers._csv import FIRST_ROWS, Row, looked_ahead
from graphkit.readers._csv import Sheet as Text
from graphkit.readers._faults import FileFault
from graphkit.readers._files import clean
from graphkit.readers._parquet import Parquet
from graphkit.readers._reader import Claim, Glance, Member, Reader, ReadOptions
from graphkit.readers._rows import Rows
from graphkit.readers._sheets import container, sheets
from graphkit.readers._streams import HEAD_OF_A_FILE

MOST_SAID = 9
"""So many sheets that are not read are named."""


def recognise(glance: Glance) -> Claim | None:
    """A header that names an author with text or targets, or two ends of an edge."""
    if container(glance.head, glance.member):
        return _of_sheets(glance.member)
    if glance.head.lstrip()[:1] in (b"", b"{", b"<"):
        return None
    try:
        sheet = Text(BytesIO(glance.head))
        if foreign(sheet.header):
            return None
        if columns_of(sheet.header, {}) is not None:
            return Claim("posts")
        code = any(CODE & set(cell) for cell in sheet.header)
        alike = not code and len(sheet.header) > 1 and all(isinstance(row, tuple) for row in islice(sheet.rows(), 2))
    except FileFault as fault:
        return Claim("posts") if fault.code == "csv.columns" else None
    return Claim("beside", wanted(sheet.header)) if alike else None


def read(member: Member, options: ReadOptions) -> Iterator[Item]:
    """One post or act for each row."""
    with closing(member.open()) as file:
        head = file.read(HEAD_OF_A_FILE)
    if container(head, member):
        yield from _read_sheets(member, options)
        return
    with closing(member.open()) as file:
        text = Text(file)
        if not text.header:
            raise FileFault("file.empty", "holds no data")
        columns = columns_of(text.header, options.columns)
        if columns is None:
            raise FileFault("table.columns", wanted(text.header))
        yield Notice("table.columns", columns.said())
        yield from _items(columns, text.rows())
        yield from text.notices()


def _read_sheets(member: Member, options: ReadOptions) -> Iterator[Item]:
    """The rows of every table of a file whose header is understood; the others are named."""
    said: list[str] = []
    passed: list[str] = []
    with sheets(member, lambda header: _understood(header, options) is not None) as found:
        for sheet in found:
            columns = _understood(sheet.header, options)
            if columns is None:
                passed.append(sheet.name)
                continue
            said.append(f"{clean(sheet.name)}: {columns.said()}" if sheet.name else columns.said())
            yield from sheet.notices
            yield from _items(columns, sheet.rows, sheet.parquet)
    if not said:
        raise FileFault("table.columns", _wanted_of_sheets(member))
    yield Notice("table.columns", ". ".join(said[:MOST_SAID]))
    if passed:
        more = f" and {len(passed) - MOST_SAID:,} more" if len(passed) > MOST_SAID else ""
        named = ", ".join(repr(clean(name[:60])) for name in passed[:MOST_SAID])
        yield Notice("table.sheets", f"not read, for want of an author or of two ends of edges: {named}{more}")


def _items(columns: Columns, rows: Iterator[Row | LeftOut], parquet: Parquet | None = None) -> Iterator[Item]:
    """The posts or acts of one table, whatever held it."""
    first, every = looked_ahead(rows)
    reading = Rows(columns, first)
    item = reading.post if columns.holds == "posts" else reading.act
    quick = parquet is not None and len(first) >= FIRST_ROWS and by_columns(parquet, columns)
    for row in islice(every, len(first)) if quick else every:
        yield row if isinstance(row, LeftOut) else item(*row)
    if parquet is not None and quick:
        yield from acts(parquet, columns, reading, len(first))
    yield from reading.notices()


def _understood(header: Sequence[str], options: ReadOptions) -> Columns | None:
    """What a header means; with `--columns`, only if it has those columns."""
    try:
        return columns_of(header, options.columns)
    except FileFault:
        return None


def _of_sheets(member: Member) -> Claim:
    """What a look at the headers of all tables says."""
    options = ReadOptions()
    with sheets(member, lambda header: _understood(header, options) is not None) as found:
        if any(_understood(sheet.header, options) for sheet in found):
            return Claim("posts")
    return Claim("beside", _wanted_of_sheets(member))


def _wanted_of_sheets(member: Member) -> str:
    """What to tell someone none of whose tables is understood."""
    with sheets(member, lambda _: False) as found:
        headers = [sheet.header for sheet in found]
    if not headers:
        return "no rows in any of its tables"
    if len(headers) == 1:
        return wanted(headers[0])
    return f"none of its {len(headers):,} tables names an author with text or mentions, or source and target"


READER = Reader(
    name="table",
    about="Any table (CSV, TSV, Excel, SQLite, Parquet) of posts with an author column, or of edges with two ends",
    recognise=recognise,
    read=read,
    network="table",
)
