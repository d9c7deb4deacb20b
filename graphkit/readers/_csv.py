"""Rows of a delimited text: strict about quotes and widths, and forgiving one row at a time.

The standard library's parser does the splitting. Where a quote is broken or the width is wrong, the row is read
again: leniently, then alone, then without quotes. Only if nothing gives a row as wide as the header is it left
out, and the lines that a stray quote had swallowed are given back.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from graphkit.post import LeftOut, Notice
from graphkit.readers._encoding import Text
from graphkit.readers._faults import FileFault

FIRST_ROWS = 1_000
FIRST_CHARACTERS = 4 << 20
MOST_COLUMNS = 20_000
MOST_FIELD = 4 << 20
MOST_RECORD = 16 << 20
MOST_READ_AGAIN, TIMES_AGAIN, EACH_LINE = 64 << 20, 8, 64
"""So many characters are read again, and so many times what was read; a line costs as many more."""
DELIMITERS = (",", "\t", ";", "|")
_QUOTED = re.compile(r'"[^"]*"')
_TOLD = re.compile(r'"?sep=(.)"?\s*', re.I)

Row = tuple[int, list[str]]
"""The line a row starts on, and its cells."""


@dataclass
class Dialect:
    """How a header separates its cells."""

    delimiter: str
    spaced: bool = False
    """Whether a space follows each delimiter."""

    def split(self, line: str, *, quotes: bool = True) -> list[str]:
        """The cells of one line by itself; none if a quote in it stays open."""
        if not quotes:
            return line.rstrip("\r\n").split(self.delimiter)
        with suppress(csv.Error):
            cells = next(csv.reader([line], delimiter=self.delimiter, skipinitialspace=self.spaced), [])
            if cells and not cells[-1].endswith(("\r", "\n")):
                return cells
        return []


def dialect_of(header: str) -> Dialect:
    """The delimiter that cuts a header into most cells, each of them short."""
    cuts = {mark: Dialect(mark).split(header) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: len(cuts[mark]))
    return Dialect(best, len(cuts[best]) > 1 and all(cell.startswith(" ") for cell in cuts[best][1:]))


class TooLongError(csv.Error):
    """A row that no setting of quotes makes readable."""


class _Lines:
    """Lines that can be given back; `taken` holds those since the row began."""

    def __init__(self, text: Text) -> None:
        self._lines = text.lines()
        self._back: list[str] = []
        self.taken: list[str] = []
        self.number = self._size = self._passed = self._again = 0
        self.delimiters: Sequence[str] = DELIMITERS

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._back.pop() if self._back else next(self._lines)
        self.number += 1
        if line is None:
            raise TooLongError("is one line of more than 8 million characters")
        self.taken.append(line)
        self._size += len(line)
        self._passed += len(line)
        if self._size > MOST_RECORD:
            raise TooLongError("has more than 16 million characters")
        if len(line) > MOST_COLUMNS and not self._narrow(line):
            raise TooLongError(f"has more than {MOST_COLUMNS:,} cells")
        return line

    def begin(self) -> int:
        """A new row begins; the number of its first line comes back."""
        self.taken.clear()
        self._size = 0
        return self.number + 1

    def give_back(self, lines: list[str]) -> None:
        """Let these lines come again."""
        self._back += reversed(lines)
        self.number -= len(lines)
        size = sum(map(len, lines))
        self._passed -= size
        self._again += size + EACH_LINE * len(lines)

    def may_come_again(self) -> bool:
        """Whether damaged rows may still be read in other ways: not so often that it takes long."""
        return self._again < MOST_READ_AGAIN + TIMES_AGAIN * self._passed

    def _narrow(self, line: str) -> bool:
        plain = _QUOTED.sub("", line)
        return max(map(plain.count, self.delimiters)) < MOST_COLUMNS


class Sheet:
    """A delimited file: its header, then its rows."""

    def __init__(self, file: BinaryIO) -> None:
        csv.field_size_limit(max(csv.field_size_limit(), MOST_FIELD))
        self._text = Text(file)
        self._lines = _Lines(self._text)
        self._mended = 0
        try:
            self.dialect = self._first()
            self._lines.delimiters = self.dialect.delimiter
            self._strict = self._reader(strict=True)
            self._lines.begin()
            self.header = [cell.strip() for cell in next(self._strict, [])]
        except TooLongError as fault:
            raise FileFault("csv.columns", f"the header {fault}") from fault
        except csv.Error as fault:
            raise FileFault("csv.header", f"the header cannot be split: {fault}") from fault

    def rows(self) -> Iterator[Row | LeftOut]:
        """Every row that is not blank, as wide as the header, or what was left out."""
        width, lines, strict = len(self.header), self._lines, self._strict
        while True:
            line = lines.begin()
            try:
                cells = next(strict)
            except StopIteration:
                return
            except TooLongError as fault:
                yield LeftOut("rejected", "csv.size", f"the row {fault}", line)
                continue
            except csv.Error as fault:
                yield self._again(LeftOut("rejected", "csv.quote", f"broken quotes: {fault}", line))
                continue
            if len(cells) == width:
                if any(cells):
                    yield line, cells
            elif len(cells) > 1 or (cells and cells[0].strip()):
                reason = f"{len(cells):,} cells where the header has {width:,}"
                yield self._again(LeftOut("rejected", "csv.width", reason, line))

    def notices(self) -> Iterator[Notice]:
        """What had to be mended, once the rows are read."""
        yield from self._text.notices()
        if self._mended:
            yield Notice(
                "csv.quotes", f"{self._mended:,} rows with broken quotes were mended", self._mended, repairs=True
            )

    def _reader(self, *, strict: bool) -> Iterator[list[str]]:
        spaced, delimiter = self.dialect.spaced, self.dialect.delimiter
        return csv.reader(self._lines, delimiter=delimiter, skipinitialspace=spaced, strict=strict)

    def _first(self) -> Dialect:
        """How the header is cut; its line is given back to be read."""
        told = ""
        for line in self._lines:
            if found := _TOLD.fullmatch(line):
                told = found[1]
            elif line.strip():
                self._lines.give_back([line])
                return Dialect(told) if told else dialect_of(line)
            self._lines.begin()
        return Dialect(",")

    def _again(self, damaged: LeftOut) -> Row | LeftOut:
        """Read a damaged row in other ways; what a stray quote had swallowed comes again."""
        width, taken = len(self.header), list(self._lines.taken)
        if not self._lines.may_come_again():
            return damaged
        swallowed = any(len(self.dialect.split(line)) == width for line in taken[1:])
        cells: list[str] = []
        if damaged.code == "csv.quote" and not swallowed:
            cells = self._leniently(taken)
        if len(cells) != width and (damaged.code == "csv.quote" or swallowed):
            cells = self._alone(taken[0])
            if swallowed or len(cells) == width:
                self._lines.give_back(taken[1:])
        if len(cells) != width:
            return damaged
        self._mended += 1
        return damaged.line, cells

    def _leniently(self, taken: list[str]) -> list[str]:
        """The row with its stray quotes taken as they are; if that fails, the lines are where they were."""
        self._lines.give_back(taken)
        self._lines.begin()
        with suppress(csv.Error):
            cells = next(self._reader(strict=False), [])
            if len(cells) == len(self.header):
                return cells
        self._lines.give_back(self._lines.taken[len(taken) :])
        return []

    def _alone(self, line: str) -> list[str]:
        cells = self.dialect.split(line)
        return cells if len(cells) == len(self.header) else self.dialect.split(line, quotes=False)


def header_of(head: bytes) -> list[str]:
    """The header that the first bytes of a file hold if they are delimited text; empty for JSON, HTML and binary."""
    if head.lstrip()[:1] in (b"", b"{", b"[", b"<") or b"\0\0" in head[:64]:
        return []
    try:
        return Sheet(BytesIO(head)).header
    except FileFault:
        return []


def looked_ahead(rows: Iterator[Row | LeftOut]) -> tuple[list[Row], Iterator[Row | LeftOut]]:
    """The first rows, as far as they fit in memory, and all rows from the first on.

    A fault among the first rows is raised where it stands, after what lies before it.
    """
    taken: list[Row | LeftOut] = []
    size = 0
    fault: FileFault | None = None
    try:
        for row in rows:
            taken.append(row)
            size += 0 if isinstance(row, LeftOut) else sum(map(len, row[1]))
            if len(taken) >= FIRST_ROWS or size > FIRST_CHARACTERS:
                break
    except FileFault as found:
        fault = found
    return [row for row in taken if not isinstance(row, LeftOut)], _from_the_first(taken, fault, rows)


def _from_the_first(
    taken: list[Row | LeftOut], fault: FileFault | None, rows: Iterator[Row | LeftOut]
) -> Iterator[Row | LeftOut]:
    yield from taken
    if fault is not None:
        raise fault
    yield from rows
