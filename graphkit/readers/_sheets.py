"""Tables that are no text: the sheets of a workbook, the tables of a database, a Parquet file, all as rows of text.

Every one is a `Sheet`: a name, a header and rows as `_csv` gives them, so that whoever knows a header can read it
from each of them alike.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Literal

from graphkit.post import LeftOut, Notice
from graphkit.readers import _parquet, _sqlite
from graphkit.readers._csv import Row
from graphkit.readers._faults import LIMITS, FileFault
from graphkit.readers._reader import Member
from graphkit.readers._spool import Spool
from graphkit.readers._xlsx import Workbook
from graphkit.readers._zip import entries

HEADER_WITHIN = 10
"""In a workbook the header may stand below titles and group names: in one of the first ten rows that hold anything."""

Container = Literal["workbook", "database", "parquet", ""]


@dataclass(frozen=True)
class Sheet:
    """One table: its name (empty where a file holds only one), its header, and its rows, as wide as the header."""

    name: str
    header: Sequence[str]
    rows: Iterator[Row | LeftOut]
    notices: Sequence[Notice] = ()
    parquet: _parquet.Parquet | None = None
    """Where the table is a file of columns."""


def container(head: bytes, member: Member) -> Container:
    """What kind of tables a file holds, by its first bytes; empty for text and everything else."""
    if head.startswith(_sqlite.MAGIC):
        return "database"
    if head.startswith(_parquet.MAGIC):
        return "parquet"
    if head.startswith(b"PK\x03\x04"):
        try:
            with _seekable(member)() as file:
                parts = {entry.name.lower() for entry in entries(file, LIMITS)}
        except FileFault:
            return ""
        return "workbook" if "[content_types].xml" in parts and "xl/workbook.xml" in parts else ""
    return ""


@contextmanager
def sheets(member: Member, understood: Callable[[Sequence[str]], bool]) -> Iterator[Iterator[Sheet]]:
    """The tables of a file, to be read one after the other; `understood` says which row of a workbook is a header."""
    with member.open() as file:
        kind = container(file.read(64), member)
    if kind == "workbook":
        with closing(Workbook(_seekable(member))) as book:
            yield _of_workbook(book, understood)
    elif kind == "database":
        with closing(_sqlite.Database(member)) as database:
            yield _of_database(database)
    else:
        with closing(_parquet.Parquet(member)) as table:
            yield iter((Sheet("", table.header, table.rows(), parquet=table),))


def _of_workbook(book: Workbook, understood: Callable[[Sequence[str]], bool]) -> Iterator[Sheet]:
    for name in book.sheets:
        rows = book.rows(name)
        first, fault = _first(rows)
        cells = [[cell.strip() for cell in row[1]] for row in first if not isinstance(row, LeftOut)]
        header = next(filter(understood, cells), None) or next((row for row in cells if sum(map(bool, row)) > 1), [])
        if header:
            begun = next(place for place, row in enumerate(first) if _is(row, header)) + 1
            yield Sheet(name, header, _wide(first[begun:], rows, len(header), fault))
        elif fault:
            raise fault


def _first(rows: Iterator[Row | LeftOut]) -> tuple[list[Row | LeftOut], FileFault | None]:
    """The first rows of a sheet, and the fault that they end with, which is to be raised behind them."""
    first: list[Row | LeftOut] = []
    try:
        for row in rows:
            first.append(row)
            if len(first) == HEADER_WITHIN:
                break
    except FileFault as fault:
        return first, fault
    return first, None


def _is(row: Row | LeftOut, header: Sequence[str]) -> bool:
    return not isinstance(row, LeftOut) and [cell.strip() for cell in row[1]] == header


def _wide(
    first: Sequence[Row | LeftOut], rows: Iterator[Row | LeftOut], width: int, fault: FileFault | None
) -> Iterator[Row | LeftOut]:
    """Rows made as wide as the header: cells beyond it belong to no column."""
    for part in (first, rows):
        for row in part:
            if isinstance(row, LeftOut):
                yield row
            elif any(cells := row[1][:width]):
                yield row[0], cells + [""] * (width - len(cells))
    if fault:
        raise fault


def _of_database(database: _sqlite.Database) -> Iterator[Sheet]:
    notices = database.notices
    for name, (header, _) in database.tables.items():
        yield Sheet(name, header, database.rows(name), notices)
        notices = []


def _seekable(member: Member) -> Callable[[], BinaryIO]:
    """How to open a file that can be read in any order."""
    with member.open() as file:
        if file.seekable():
            return member.open
    return Spool(member.open).view
