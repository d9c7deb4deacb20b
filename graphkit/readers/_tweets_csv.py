"""What the tables of tweets share: columns by name, ids that may be damaged, lists and JSON inside cells.

A format is a test of the header and a function from a row to a post. Where the rows come from does not matter:
`Table(header, first rows)` and cells, each a text, are all that such a function needs.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from functools import cached_property
from typing import TypeVar

from msgspec.json import Decoder

from graphkit.post import Item, LeftOut, Notice
from graphkit.readers._cells import Ids, handle_of, words_of
from graphkit.readers._csv import Row, Sheet, looked_ahead
from graphkit.readers._faults import FileFault
from graphkit.readers._reader import Claim, Glance, Member, Reader, ReadOptions
from graphkit.readers._split import DECODE_ERRORS
from graphkit.readers._twitter import CANNOT_SHOW, NETWORK

T = TypeVar("T")

TEXT: Decoder[str] = Decoder(str)
LEAST_QUOTED = 2
"""So many texts in quotes must there be for all texts of a table to be JSON, where its ids are not."""


class Table:
    """The columns of one table by name, and what its first rows show about its cells."""

    def __init__(self, header: Sequence[str], first: Sequence[Row]) -> None:
        self._at: dict[str, int] = {}
        for place, name in enumerate(header):
            self._at.setdefault(name.strip().lower(), place)
        places = [place for name, place in self._at.items() if name.endswith(("id", "id_str", ".id"))]
        self._ids = Ids(cells[place].strip() for _, cells in first for place in places)
        self._first = first

    def text(self, cells: Sequence[str], *names: str) -> str:
        """The cell of the first of these columns that is not blank."""
        for name in names:
            place = self._at.get(name)
            if place is not None and (cell := cells[place].strip()):
                return cell
        return ""

    def words(self, cells: Sequence[str], name: str) -> str:
        """The words of a post."""
        place = self._at.get(name)
        return "" if place is None else words_of(cells[place])

    def handle(self, cells: Sequence[str], *names: str) -> str:
        """A handle."""
        return handle_of(self.text(cells, *names))

    def id(self, cells: Sequence[str], *names: str, counted: str = "account ids") -> str:
        """An id; empty where there is none, and where a spreadsheet damaged it."""
        return self._ids.read(self.text(cells, *names), counted)

    @cached_property
    def encoded(self) -> bool:
        """Whether all texts are JSON, in quotes and with escapes."""
        texts = [text for _, cells in self._first if (text := self.text(cells, "text"))]
        quoted = all(text[0] == '"' == text[-1] and len(text) > 1 for text in texts)
        by_id = any(self.text(cells, "id").startswith('"') for _, cells in self._first[:1])
        return quoted and (by_id or len(texts) >= LEAST_QUOTED)

    def notices(self) -> Iterator[Notice]:
        """What the user should know, once all rows are read."""
        for counted, code, text in (
            ("ids", "table.ids", "ids damaged by a spreadsheet: posts are told apart by author, time and words"),
            ("account ids", "table.account_ids", "ids of accounts or of posts referred to damaged by a spreadsheet"),
        ):
            if self._ids.damaged[counted]:
                yield Notice(code, text, self._ids.damaged[counted])


FromRow = Callable[[Table, Sequence[str], int], Item]
"""From the cells of a row, and the line it starts on, to a post or what was left out."""


def from_json(cell: str, decoder: Decoder[T]) -> T | None:
    """What a cell holds as JSON; None where it is none, or of another shape: the rest of the row still counts."""
    if cell:
        with suppress(*DECODE_ERRORS):
            return decoder.decode(cell)
    return None


def unquoted(cell: str) -> str:
    """A text that was written as JSON; as it is where it was not."""
    return (from_json(cell, TEXT) if cell.startswith('"') else None) or cell


def from_csv(member: Member, from_row: FromRow) -> Iterator[Item]:
    """One post for each row of a delimited file."""
    with closing(member.open()) as file:
        sheet = Sheet(file)
        if not sheet.header:
            raise FileFault("file.empty", "holds no data")
        first, every = looked_ahead(sheet.rows())
        table = Table(sheet.header, first)
        for row in every:
            yield row if isinstance(row, LeftOut) else from_row(table, row[1], row[0])
        yield from table.notices()
        yield from sheet.notices()


def table_reader(
    name: str,
    about: str,
    known: Callable[[frozenset[str]], bool],
    from_row: FromRow,
    *,
    cannot_show: tuple[str, ...] = (),
) -> Reader:
    """The reader of a table of tweets, recognised by the names of its columns."""

    def recognise(glance: Glance) -> Claim | None:
        return Claim("posts") if known(glance.columns) else None

    def read(member: Member, _options: ReadOptions) -> Iterator[Item]:
        return from_csv(member, from_row)

    return Reader(name, about, recognise, read, NETWORK, cannot_show=(*CANNOT_SHOW, *cannot_show))
