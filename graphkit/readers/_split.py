"""Cutting JSON into its values without decoding them: elements of arrays, objects one after the other.

Elements end where brackets close, or, faster and after broken ones, where the next begins in the way the others
began. Nothing here is slower than linear or holds more than a few elements.
"""

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import msgspec

from graphkit.post import LeftOut
from graphkit.readers._faults import MIB, FileFault, Limits
from graphkit.readers._lines import chunks

DECODE_ERRORS = (msgspec.MsgspecError, ValueError, RecursionError)
"""What a decoder raises on bytes that are broken, nested too deeply, or of another shape."""

ASSIGNMENT = re.compile(
    rb"\s*(?:var\s+|let\s+|const\s+)?[A-Za-z_$][\w$]*(?:\.[\w$]+|\[['\"][\w$.]+['\"]\])*\s*=\s*(?=[\[{])"
)
"""`window.YTD.tweets.part0 = `, `Grailbird.data.tweets_2012_08 =`, `var user_details = `."""
BRACKET = re.compile(rb'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+")*+([\[\]{}])', re.DOTALL)
SCALAR = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[^\s,\[\]{}"]++', re.DOTALL)
BEGINNING = re.compile(rb'[\[{]\s*(?:"[^"\\]*")?')
LINE_OF_OBJECT = re.compile(rb"\n[\[{]")
BLANK = re.compile(rb"\s*+")
BETWEEN = re.compile(rb"[\s,;]*+")
PAIRS = {ord("]"): ord("["), ord("}"): ord("{")}
BLOCK = 8 * MIB
BRACKETS = (b"[", b"]", b"{", b"}")
MOST_WASTED = 4 << 20
CUT, BROKEN = "is cut: its brackets are not all closed", "its brackets do not match"
DEEP, LONG = "nested too deeply", "too long"

Record = tuple[int, int | None, bytes | msgspec.Raw]
"""Number, byte offset where it is known, and the bytes of one JSON value."""

RAW: msgspec.json.Decoder[msgspec.Raw] = msgspec.json.Decoder(msgspec.Raw)
RAWS: msgspec.json.Decoder[list[msgspec.Raw]] = msgspec.json.Decoder(list[msgspec.Raw])


def rejected(number: int, offset: int | None, error: Exception | str, code: str = "json.syntax") -> LeftOut:
    """A record that could not be read."""
    if isinstance(error, RecursionError):
        code, error = "json.depth", "nested too deeply"
    elif isinstance(error, msgspec.ValidationError):
        code = "record.shape"
    return LeftOut("rejected", code, str(error)[:200], line=number, byte_offset=offset)


def value_end(data: bytes, start: int, depth: int) -> tuple[int, str]:
    """Where the value that starts here ends, or how far it was looked at; and what is wrong with its brackets."""
    if data[start] not in b"[{":
        scalar = SCALAR.match(data, start)
        return (scalar.end(), "") if scalar else (len(data), CUT)
    return Look([], start).on(data, depth)


@dataclass
class Look:
    """A look for the end of a value: the offsets of the brackets that are open, and the offset it has come to.

    Where it was given up, a look from one of the open brackets goes on: nothing is looked at again.
    """

    opened: list[int]
    at: int

    def on(self, data: bytes, depth: int, offset: int = 0) -> tuple[int, str]:
        """Where in `data`, which begins at `offset`, the first open bracket closes; or what is wrong."""
        opened, at = self.opened, self.at - offset
        match = BRACKET.match
        while found := match(data, at):
            sign = data[found.end() - 1]
            if sign in PAIRS and data[opened[-1] - offset] != PAIRS[sign]:
                return found.end(), BROKEN
            at = found.end()
            self.at = offset + at
            if sign not in PAIRS:
                opened.append(self.at - 1)
                if len(opened) > depth:
                    return at, DEEP
            else:
                opened.pop()
                if not opened:
                    return at, ""
        return len(data), CUT

    def from_here(self, start: int) -> "Look | None":
        """The same look as if it had begun at this offset, if a bracket is open there."""
        found = bisect_left(self.opened, start)
        return Look(self.opened[found:], self.at) if self.opened[found : found + 1] == [start] else None


class Window:
    """The part of a file that is in memory: from `at` on it is still to be read."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        self.limits = limits
        self.data = b""
        self.at = 0
        self.offset = 0
        self.ended = False
        self.assigned = False
        self.fault: FileFault | None = None
        self._chunks = chunks(file, MIB)

    def grow(self, size: int) -> None:
        """Hold at least `size` bytes from `at` on, unless the file ends before."""
        if len(self.data) - self.at >= size or self.ended:
            return
        parts = [self.data[self.at :]]
        self.offset += self.at
        self.at, held = 0, len(parts[0])
        while held < size and not self.ended:
            try:
                parts.append(next(self._chunks, b""))
            except FileFault as fault:
                self.fault = fault
                parts.append(b"")
            held += len(parts[-1])
            self.ended = not parts[-1]
        self.data = b"".join(parts)

    def drop(self) -> None:
        """Pass everything to the end of the file."""
        while not self.ended:
            self.at = len(self.data)
            self.grow(BLOCK)
        self.at = len(self.data)

    def skip(self) -> int:
        """Pass blanks, commas and semicolons; the byte that follows, or -1 at the end."""
        while True:
            self.at = BETWEEN.match(self.data, self.at).end()  # type: ignore[union-attr]
            if self.at < len(self.data):
                return self.data[self.at]
            if self.ended:
                return -1
            self.grow(1)

    def skip_assignment(self) -> None:
        """Pass `window.YTD.tweets.part0 =` and its like."""
        self.grow(4096)
        if found := ASSIGNMENT.match(self.data, self.at):
            self.at = found.end()
            self.assigned = True

    def at_lines(self) -> bool:
        """Whether records stand one on a line, as far as the first two lines tell."""
        sign = self.skip()
        if sign == ord("[") or (self.assigned and sign == ord("{")):
            return False
        first, end = self._line(0)
        if first[:1] != b"{" or _decodes(first) or value_end(first, 0, self.limits.depth)[1] != CUT:
            return True
        second, _ = self._line(end)
        return second[:1] == b"{"

    def _line(self, start: int) -> tuple[bytes, int]:
        """The first line that is not blank, from `start` bytes on, as far as a record may be long; and its end."""
        while True:
            end = self.data.find(b"\n", self.at + start)
            if end < 0 and not self.ended and len(self.data) - self.at < self.limits.record:
                self.grow(2 * (len(self.data) - self.at) + 1)
                continue
            line = self.data[self.at + start : end if end >= 0 else None].strip()
            if line or end < 0:
                return line, len(self.data) - self.at if end < 0 else end + 1 - self.at
            start = end + 1 - self.at

    def rest(self) -> Iterator[bytes]:
        """Everything from here to the end of the file, in pieces."""
        yield self.data[self.at :]
        self.data, self.at = b"", 0
        if self.fault:
            raise self.fault
        yield from self._chunks


def _decodes(data: bytes) -> bool:
    try:
        RAW.decode(data)
    except DECODE_ERRORS:
        return False
    return True


class Splitter:
    """Cuts a file into the elements of its arrays and the objects beside them."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.limits = window.limits
        self.count = 0
        self.seam = b""
        """How one element ends and the next begins in this file: `}, {"tweet"`."""
        self.in_array = False
        self.seam_end = 0
        """The offset where the next seam ends an element, or up to which there is none."""
        self.worth = 0
        """Elements as short as this are tried with that end: each in vain halves it, so that trying stays linear."""
        self.wasted = 0
        """Brackets looked at in vain for the ends of broken elements."""
        self.looks: deque[Look] = deque(maxlen=2)
        """The last in vain; two, because a broken string turns what is inside strings and what is outside around."""
        self.slow_until = 0
        """Up to this offset elements are cut one by one: all at once did not decode, or their end is not plain."""

    def values(self) -> Iterator[Record | LeftOut]:
        """Everything at the top of the file: arrays are opened, objects are records."""
        window = self.window
        while (sign := window.skip()) >= 0:
            if sign == ord("["):
                window.at += 1
                yield from self.array()
            elif sign == ord("]"):
                window.at += 1
            elif self.count or not (yield from self.whole()):
                yield from self.element()
            window.skip_assignment()
        if window.fault:
            raise window.fault

    def whole(self) -> Generator[Record, None, bool]:
        """The file as one single object, if it is one."""
        window = self.window
        window.grow(self.limits.whole + 1)
        rest = window.data[window.at :].rstrip(b"; \t\r\n")
        if not window.ended or not _decodes(rest):
            return False
        self.count = 1
        yield 1, window.offset + window.at, rest
        window.at = len(window.data)
        return True

    def array(self) -> Iterator[Record | LeftOut]:
        """The elements of an array whose bracket was just passed."""
        window = self.window
        broken = False
        self.in_array = True
        while (sign := window.skip()) >= 0:
            if sign == ord("]"):
                window.at += 1
                self.in_array, self.seam = False, b""
                return
            for raw in self.block():
                self.count += 1
                yield self.count, None, raw
                sign = -1
            if sign < 0:
                continue
            for item in self.element():
                broken = isinstance(item, LeftOut)
                yield item
        if not broken and not window.fault:
            place = self.count + 1, window.offset + window.at
            yield rejected(*place, f"the array has no end: it was cut after {self.count:,} elements")

    def block(self) -> list[msgspec.Raw]:
        """As many whole elements as are in memory, if they are well-formed and the last one's end is plain."""
        window = self.window
        if window.offset + window.at < self.slow_until:
            return []
        window.grow(BLOCK)
        data, at = window.data, window.at
        end = data.rfind(b"]", at) if window.ended else data.rfind(self.seam, at) + 1 if self.seam else 0
        if end <= at:
            if window.ended or self.seam:
                self.slow_until = window.offset + len(data)
            return []
        try:
            found = RAWS.decode(b"[%b]" % data[at:end].rstrip(b" \t\r\n,"))
        except DECODE_ERRORS:
            self.slow_until = window.offset + end
            return []
        window.at = end
        return found

    def element(self) -> Iterator[Record | LeftOut]:
        """The next element or object; if it is broken, reading goes on where the next one seems to begin."""
        window = self.window
        self.count += 1
        end, fault = self._end()
        start = window.offset + window.at
        if not fault:
            raw = window.data[window.at : end]
            self._learn(end)
            window.at = end
            yield self.count, start, raw
            return
        if window.fault and fault == CUT:
            window.at = len(window.data)
            return
        code = {LONG: "json.long", DEEP: "json.depth"}.get(fault, "json.syntax")
        yield rejected(self.count, start, fault, code)
        self._resync()

    def _end(self) -> tuple[int, str]:
        """Where the element ends, by the seam that follows it or else by its brackets; or what is wrong."""
        window = self.window
        if (end := self._seam_end()) and _decodes(window.data[window.at : end]):
            return end, ""
        if self.wasted > MOST_WASTED:
            return 0, BROKEN
        start = window.offset + window.at
        looks = filter(None, (look.from_here(start) for look in self.looks))
        look = next(looks, Look([], start))
        seen = look.at
        end, fault = self._look(look)
        if not fault and self.in_array and not self._goes_on(end):
            fault = BROKEN
        if fault:
            self.looks.append(look)
            self.wasted += sum(window.data.count(sign, seen - window.offset, end) for sign in BRACKETS)
        return end, fault

    def _seam_end(self) -> int:
        """Where the next seam makes the element end; 0 if there is none, or it was tried in vain from about here."""
        window = self.window
        if not self.seam:
            return 0
        start = window.offset + window.at
        if start >= self.seam_end:
            if (end := window.data.find(self.seam, window.at) + 1) <= 0:
                window.grow(BLOCK)
                end = window.data.find(self.seam, window.at) + 1
            self.seam_end = window.offset + (end or len(window.data))
            self.worth = self.seam_end - start if end else 0
        length = self.seam_end - start
        if length > self.worth:
            return 0
        self.worth = length // 2
        return window.at + length

    def _look(self, look: Look) -> tuple[int, str]:
        """Where the element ends by its brackets, with as much of the file in memory as that takes."""
        window = self.window
        size = MIB
        while True:
            window.grow(size)
            if window.data[window.at] in b"[{":
                end, fault = look.on(window.data, self.limits.depth, window.offset)
            else:
                end, fault = value_end(window.data, window.at, self.limits.depth)
            size = len(window.data) - window.at
            if size > self.limits.record and (fault == CUT or end - window.at > self.limits.record):
                fault = LONG
            if fault != CUT or window.ended:
                return end, fault
            size *= 2

    def _goes_on(self, end: int) -> bool:
        """Whether a comma or the end of the array follows."""
        after = BLANK.match(self.window.data, end).end()  # type: ignore[union-attr]
        return self.window.data[after : after + 1] in b",]"

    def _learn(self, end: int) -> None:
        """Remember how this element ends and the next one begins."""
        data = self.window.data
        start = BETWEEN.match(data, end).end()  # type: ignore[union-attr]
        beginning = BEGINNING.match(data, start)
        if not self.seam and beginning and beginning.end() < len(data) and data[end - 1] in PAIRS:
            self.seam = data[end - 1 : beginning.end()]

    def _resync(self) -> None:
        """Go to where the next element begins as others do, or to the end: what lies inside one is no element."""
        window = self.window
        begins = self._next_begins()
        window.at += 1
        while begins:
            if found := begins.search(window.data, window.at):
                window.at = found.start()
                return
            window.at = max(window.at, len(window.data) - 4096)
            if window.ended:
                break
            window.grow(BLOCK)
        self.window.drop()

    def _next_begins(self) -> re.Pattern[bytes] | None:
        if self.seam:
            return re.compile(re.escape(self.seam[1:]))
        if not self.in_array:
            return LINE_OF_OBJECT
        beginning = BEGINNING.match(self.window.data, self.window.at)
        if beginning and beginning[0].endswith(b'"'):
            return re.compile(rb",\s*+" + re.escape(beginning[0]))
        return None
