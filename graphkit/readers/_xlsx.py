"""Excel workbooks (.xlsx, .xlsm) as rows of text: streamed, and guarded like every other archive.

What Excel shows is not what counts: numbers come as the file writes them, so an id keeps all the digits that are
left of it; cells with the format of a date come as ISO times, formulas as the value they had when last computed.
Why no library reads them is told in docs/decisions/0011-binary-tables.md.
"""

import re
import tempfile
from array import array
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import cached_property, lru_cache
from typing import BinaryIO
from xml.parsers import expat

from graphkit._scratch import for_temporary_files
from graphkit.post import LeftOut
from graphkit.readers._csv import MOST_RECORD, Row
from graphkit.readers._faults import LIMITS, MIB, Budget, FileFault
from graphkit.readers._streams import CHUNK_IN
from graphkit.readers._zip import entries, open_entry

MOST_PART = 16 * MIB
"""Bytes of the parts that are kept whole: the lists of sheets and of cell formats."""
MOST_TAG = 8 * MIB
"""Bytes without the start or end of an element, but for text; the parser keeps an unfinished tag in memory."""
MOST_ROWS, MOST_CELLS = 1_048_576, 16_384
"""Of one sheet, and of one row: what Excel itself holds."""
MOST_STRINGS = 20_000_000
STRINGS_IN_MEMORY = 16 * MIB
MOST_SHEETS = 1_000
MOST_TEXT = 4 * MIB
"""Characters of one shared string that are kept."""
EXACT = 10**15
"""Whole numbers up to here have kept all their digits."""
FROM_1904 = 1_462
"""Days by which workbooks that count from 1904 differ."""
LAST_DAY = 2_958_466
"""The first day after 9999 as Excel counts days."""

_DATE_FORMATS = frozenset(str(number) for number in (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_NOT_FORMAT = re.compile(r"""\[(?!h+\]|m+\]|s+\])[^\]]*\]|"[^"]*"|\\.|_.|\*.|General""", re.I)
_CODE = re.compile("_x([0-9A-Fa-f]{4})_")
_CELL = re.compile("([A-Z]{1,3})[0-9]{1,7}")
_WHOLE = re.compile(r"(-?\d{1,15})\.0+")
_SCIENTIFIC = re.compile(r"-?\d(?:\.\d+)?E\+?\d{1,2}", re.I)

Attributes = Mapping[str, str]


def number(text: str) -> str:
    """A number as people write it, where nothing is lost by that: `12345.0` is 12345, `1.5E3` is 1500.

    >>> number("12345.0"), number("1.2E+3"), number("8.6012345678901E+17")
    ('12345', '1200', '8.6012345678901E+17')
    """
    if whole := _WHOLE.fullmatch(text):
        return whole[1]
    if _SCIENTIFIC.fullmatch(text) and abs(value := Decimal(text)) < EXACT and value == value.to_integral_value():
        return f"{value:f}".partition(".")[0]
    return text


def moment(text: str, *, from_1904: bool = False) -> str:
    """Excel's count of days as an ISO time; what is no such count stays as it is.

    >>> moment("41137.5"), moment("41137"), moment("0.25"), moment("x")
    ('2012-08-16 12:00:00', '2012-08-16', '06:00:00', 'x')
    """
    try:
        days = Decimal(text[:40])
    except InvalidOperation:
        return text
    if not days.is_finite() or not 0 <= days < LAST_DAY - FROM_1904:
        return text
    days += FROM_1904 * (from_1904 and days >= 1)
    at = datetime(1899, 12, 30) + timedelta(milliseconds=round(days * 86_400_000))
    if days < 1:
        return at.time().isoformat("seconds")
    return at.date().isoformat() if days == int(days) else str(at)


@dataclass
class _Listener:
    """What is done at the starts and ends of elements and with text; names without their prefixes."""

    start: Callable[[str, Attributes], None]
    end: Callable[[str], None]
    text: Callable[[str], None]
    events: int = 0


def _parsed(chunks: Iterator[bytes], listener: _Listener) -> Iterator[None]:
    """Parse XML; a yield after each chunk lets the caller take what was found."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(name: str, attributes: Attributes) -> None:
        listener.events += 1
        listener.start(name.rpartition(":")[2] if ":" in name else name, attributes)

    def end(name: str) -> None:
        listener.events += 1
        listener.end(name.rpartition(":")[2] if ":" in name else name)

    def text(data: str) -> None:
        listener.events += 1
        listener.text(data)

    def refuse(*_declaration: object) -> None:
        raise FileFault("xml.dtd", "declares a document type (DTD), which is refused for safety")

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = refuse
    silent = 0
    try:
        for chunk in chunks:
            before = listener.events
            parser.Parse(chunk, False)
            silent = silent + len(chunk) if listener.events == before else 0
            if silent > MOST_TAG:
                raise FileFault("xml.size", "has a tag of more than 8 MiB")
            yield
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        yield  # what stands before the damage is good
        raise FileFault("table.damaged", f"the workbook is damaged: {error}") from error
    yield


def _nothing(*_found: object) -> None:
    """Text or an end that says nothing."""


class Workbook:
    """An open workbook: the names of its sheets with the parts that hold them, and their rows."""

    def __init__(self, opened: Callable[[], BinaryIO]) -> None:
        self._opened = opened
        with opened() as file:
            listed = entries(file, LIMITS)
        self._entries = {entry.name.lower().replace("\\", "/"): entry for entry in listed}
        self._budget = Budget(LIMITS)
        self._strings: _Strings | None = None
        self._from_1904 = False
        self._main = self._related("").get("officeDocument", ["xl/workbook.xml"])[0]
        self._others = self._related(self._main)
        self.sheets = self._sheets()

    def close(self) -> None:
        """Forget the strings."""
        if self._strings is not None:
            self._strings.close()

    def rows(self, sheet: str) -> Iterator[Row | LeftOut]:
        """The rows of a sheet that hold anything, with their numbers; a gap between cells is an empty one."""
        part = self.sheets.get(sheet, "")
        if part not in self._entries:
            return
        if self._strings is None:
            self._strings = _Strings()
            self._share(self._strings)
        taker = _Rows(self._strings, self._dates, self._from_1904)
        for _ in _parsed(self._chunks(part), taker.listener):
            for found in taker.found:
                yield found if isinstance(found, LeftOut) else (found[0], _dense(found[1]))
            taker.found.clear()
            if taker.past_the_end:
                raise FileFault("table.rows", f"has more than the {MOST_ROWS:,} rows that a sheet can have")

    @cached_property
    def _dates(self) -> frozenset[str]:
        """The numbers of the cell styles that show a date or a time."""
        own: set[str] = set()
        dates: set[str] = set()
        inside, number = False, 0
        for tag, given in self._elements(self._others.get("styles", [""])[0]):
            if tag == "numFmt" and re.search("[dmyhs]", _NOT_FORMAT.sub("", given.get("formatCode", "")[:500]), re.I):
                own.add(given.get("numFmtId", ""))
            inside = (inside or tag == "cellXfs") and tag not in ("cellStyles", "dxfs")
            if inside and tag == "xf":
                if given.get("numFmtId", "") in own | _DATE_FORMATS:
                    dates.add(str(number))
                number += 1
        return frozenset(dates)

    def _chunks(self, part: str) -> Iterator[bytes]:
        file = self._opened()
        try:
            with closing(open_entry(file, self._entries[part], 1.0, self._budget)) as stream:
                while chunk := stream.read(CHUNK_IN):
                    yield chunk
        finally:
            file.close()

    def _elements(self, part: str) -> Iterator[tuple[str, Attributes]]:
        """Start tags of a small part; none if it is not there."""
        if part not in self._entries:
            return
        found: list[tuple[str, Attributes]] = []
        listener = _Listener(lambda name, given: found.append((name, given)), _nothing, _nothing)
        for size, _ in enumerate(_parsed(self._chunks(part), listener)):
            yield from found
            found.clear()
            if size * CHUNK_IN > MOST_PART:
                raise FileFault("xml.size", "has a list of sheets or of formats that is larger than 16 MiB")

    def _related(self, part: str) -> dict[str, list[str]]:
        """The parts that a part refers to, by the last word of the kind of reference, and by its id."""
        folder, _, name = part.rpartition("/")
        found: dict[str, list[str]] = {}
        for tag, given in self._elements(f"{folder}/_rels/{name}.rels".lstrip("/")):
            if tag == "Relationship":
                target = given.get("Target", "").replace("\\", "/").lower()
                whole = target.lstrip("/") if target.startswith("/") else _joined(folder, target)
                found.setdefault(given.get("Type", "").rpartition("/")[2], []).append(whole)
                found[f"#{given.get('Id', '')}"] = [whole]
        return found

    def _sheets(self) -> dict[str, str]:
        """The part of each sheet, by its name, in order."""
        sheets: dict[str, str] = {}
        for tag, given in self._elements(self._main):
            if tag == "workbookPr":
                self._from_1904 = given.get("date1904", "") in ("1", "true")
            elif tag == "sheet" and len(sheets) < MOST_SHEETS:
                reference = next((value for name, value in given.items() if name.endswith(":id")), "")
                sheets[given.get("name", "")] = self._others.get(f"#{reference}", [""])[0]
        return sheets

    def _share(self, strings: "_Strings") -> None:
        part = self._others.get("sharedStrings", [""])[0]
        if part in self._entries:
            for _ in _parsed(self._chunks(part), strings.listener):
                pass


def _joined(folder: str, target: str) -> str:
    """A path as seen from a folder, with `..` undone."""
    parts = folder.split("/") if folder else []
    for part in target.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _decoded(text: str) -> str:
    """Text with what XML cannot hold put back: Excel writes a carriage return as `_x000D_`."""
    return _CODE.sub(lambda found: _sign(int(found[1], 16)), text) if "_x" in text else text


def _sign(code: int) -> str:
    return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)


class _Strings:
    """The strings that cells share, in a temporary file where they are many: cells ask for them in any order."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(STRINGS_IN_MEMORY)  # noqa: SIM115  (lives as long as the workbook)
        self._ends = array("Q")
        self._parts: list[str] = []
        self._size = self._written = 0
        self._heard = self._skipped = False
        self.listener = _Listener(self._start, self._end, self._text)
        self.at = lru_cache(4096)(self._at)

    def close(self) -> None:
        """Remove the temporary file."""
        self._file.close()

    def _at(self, number: int) -> str:
        start = self._ends[number - 1] if number else 0
        self._file.seek(start)
        return self._file.read(self._ends[number] - start).decode()

    def __len__(self) -> int:
        return len(self._ends)

    def _start(self, name: str, _given: Attributes) -> None:
        if name == "si":
            self._parts.clear()
            self._size = 0
        self._skipped = self._skipped or name == "rPh"
        self._heard = name == "t" and not self._skipped

    def _end(self, name: str) -> None:
        self._heard = False
        if name == "rPh":
            self._skipped = False
        elif name == "si":
            if len(self._ends) >= MOST_STRINGS:
                raise FileFault("table.strings", f"holds more than {MOST_STRINGS:,} different strings")
            with for_temporary_files():
                self._written += self._file.write(_decoded("".join(self._parts)).encode("utf-8", "replace"))
            self._ends.append(self._written)

    def _text(self, data: str) -> None:
        if self._heard and self._size < MOST_TEXT:
            self._parts.append(data)
            self._size += len(data)


class _Rows:
    """Takes the rows of a sheet from its elements."""

    def __init__(self, strings: _Strings, dates: frozenset[str], from_1904: bool) -> None:
        self._strings, self._dates, self._from_1904 = strings, dates, from_1904
        self.listener = _Listener(self._start, self._end, self._text)
        self.found: list[tuple[int, dict[int, str]] | LeftOut] = []
        self.past_the_end = False
        self._row = self._column = self._size = 0
        self._cells: dict[int, str] = {}
        self._given: Attributes = {}
        self._parts: list[str] = []
        self._heard = self._skipped = self._lost = False

    def _start(self, name: str, given: Attributes) -> None:
        if name == "row":
            told = given.get("r", "")
            self._row = int(told) if told.isascii() and told.isdecimal() and len(told) < 9 else self._row + 1
            self._cells, self._column, self._size, self._lost = {}, 0, 0, False
        elif name == "c":
            place = _CELL.fullmatch(given.get("r", ""))
            self._column = _column(place[1]) if place else self._column + 1
            self._given = given
            self._parts.clear()
        self._skipped = self._skipped or name == "rPh"
        self._heard = name in ("v", "t") and not self._skipped

    def _end(self, name: str) -> None:
        self._heard = False
        if name == "rPh":
            self._skipped = False
        elif name == "c":
            self._put(self._value("".join(self._parts)))
        elif name == "row":
            self.past_the_end = self.past_the_end or self._row > MOST_ROWS
            if self._lost:
                reason = "the row has more than 16 million characters, or a cell where none can be"
                self.found.append(LeftOut("rejected", "table.row", reason, self._row))
            elif self._cells and not self.past_the_end:
                self.found.append((self._row, self._cells))

    def _text(self, data: str) -> None:
        if self._heard and not self._lost:
            self._parts.append(data)
            self._size += len(data)
            self._lost = self._size > MOST_RECORD

    def _put(self, value: str) -> None:
        if not value:
            return
        self._size += len(value)
        self._lost = self._lost or self._size > MOST_RECORD or not 1 <= self._column <= MOST_CELLS
        if not self._lost:
            self._cells[self._column] = value

    def _value(self, text: str) -> str:
        """What a cell holds, as text; an error such as `#N/A` is no value."""
        kind = self._given.get("t", "n")
        if kind == "s":
            place = text.strip()
            known = place.isascii() and place.isdecimal() and len(place) < 9 and int(place) < len(self._strings)
            return self._strings.at(int(place)) if known else ""
        if kind in ("str", "inlineStr"):
            return _decoded(text)
        if kind == "b":
            return "true" if text.strip() == "1" else "false"
        if kind == "e":
            return ""
        text = text.strip()
        if kind == "n" and self._given.get("s", "") in self._dates:
            return moment(text, from_1904=self._from_1904)
        return number(text)


def _dense(cells: Mapping[int, str]) -> list[str]:
    """Cells by the number of their column as a list; only now, because two of them can be 16,384 apart."""
    row = [""] * max(cells)
    for place, value in cells.items():
        row[place - 1] = value
    return row


def _column(letters: str) -> int:
    """The number of a column: A is 1, XFD is 16,384."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place
