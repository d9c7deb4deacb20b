"""Bytes to text: which encoding a file is in, and what is done with bytes that do not fit it.

A file is UTF-8 unless a byte order mark, the pattern of its zeros or its own declaration says otherwise. A byte
that is not UTF-8 is read as Windows-1252 where its line is otherwise ASCII (an old export), and becomes U+FFFD
where the line is UTF-8 (a cut character). A zero byte becomes U+FFFD.
"""

import codecs
import re
from collections.abc import Callable, Iterator
from io import StringIO
from itertools import chain
from typing import BinaryIO

from graphkit.post import Notice
from graphkit.readers._lines import chunks

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
READABLE = re.compile(
    r"utf-?8(-sig)?|ascii|utf-?(16|32)(-[lb]e)?|iso8859-\d+|cp125\d|koi8-[ru]|gb(k|2312|18030)|big5|shift_jis|euc_\w+"
)
MOST_LINE = 8 << 20
PIECE = 256 * 1024
_ESCAPED = re.compile("[\udc80-\udcff]")
_OLD = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
_BROKEN = re.compile("[\udcc0-\udcff][\udc80-\udcbf]*|[\udc80-\udcbf]")


def encoding_of(head: bytes) -> str:
    """The encoding that the first bytes of a file show: `utf-8` unless a mark or the zeros say otherwise."""
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    start = head[:512]
    zeros_first, zeros_second = start[0::2].count(0), start[1::2].count(0)
    if len(start) >= 4 and (zeros_first + zeros_second) * 10 >= len(start) * 3:
        if zeros_second > 9 * zeros_first:
            return "utf-16-le"
        if zeros_first > 9 * zeros_second:
            return "utf-16-be"
    return "utf-8"


def readable(name: str) -> str:
    """Python's name of a declared encoding that is read, or an empty string."""
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return known if READABLE.fullmatch(known) else ""


def decode_head(head: bytes, encoding: str = "") -> str:
    """The first bytes of a file as text, whatever they are; a character cut at the end is dropped."""
    decoder = _decoder(encoding or encoding_of(head))
    return _mend(decoder.decode(head))[0]


class Text:
    """A file as text, in bounded memory; `notices` says afterwards what had to be mended."""

    def __init__(self, file: BinaryIO, declared: Callable[[bytes], str] = encoding_of) -> None:
        pieces = chunks(file, PIECE)
        head = next(pieces, b"")
        self.encoding = declared(head)
        self._bytes = chain((head,), pieces)
        self._bad = 0

    def pieces(self) -> Iterator[str]:
        """The text, cut anywhere."""
        decoder = _decoder(self.encoding)
        for chunk in self._bytes:
            yield self._clean(decoder.decode(chunk))
        yield self._clean(decoder.decode(b"", final=True))

    def lines(self, most: int = MOST_LINE) -> Iterator[str | None]:
        """Lines with their ends, which are LF, CRLF or CR; None stands for one of more characters than `most`."""
        held: list[str] = []
        cut = False
        for piece in self.pieces():
            ends = "\n" in piece or "\r" in piece or (held and held[-1].endswith("\r"))
            text = "".join(held) + piece if ends else ""
            lines: list[str | None] = list(StringIO(text, newline=""))
            if cut and lines:
                lines[0], cut = None, False
            held = [*held, piece] if not ends else [] if text.endswith("\n") else [lines.pop() or ""]
            if len(text) > most and max(map(len, filter(None, lines)), default=0) > most:
                lines = [line if line is None or len(line) <= most else None for line in lines]
            yield from lines
            if cut or sum(map(len, held)) > most:
                held, cut = [], True
        if cut or any(held):
            yield None if cut else "".join(held)

    def notices(self) -> Iterator[Notice]:
        """What was mended, once the file is read."""
        if self.encoding == "utf-8-sig":
            yield Notice("text.bom", "a byte order mark was taken off", repairs=True)
        elif self.encoding not in ("utf-8", "ascii"):
            yield Notice("text.encoding", f"read as {self.encoding.upper()}", repairs=True)
        if self._bad:
            reason = f"{self._bad:,} bytes that are not {self.encoding.upper()} were mended"
            yield Notice("text.bytes", reason, self._bad, repairs=True)

    def _clean(self, text: str) -> str:
        text, bad = _mend(text)
        if "\0" in text:
            bad += text.count("\0")
            text = text.replace("\0", "\ufffd")
        self._bad += bad
        return text


def _decoder(encoding: str) -> codecs.IncrementalDecoder:
    errors = "surrogateescape" if encoding in ("utf-8", "utf-8-sig", "ascii") else "replace"
    return codecs.getincrementaldecoder(encoding)(errors)


def _mend(text: str) -> tuple[str, int]:
    """Text whose bad bytes are repaired, line by line, and how many there were."""
    if text.isascii():
        return text, 0
    bad = len(_ESCAPED.findall(text))
    if not bad:
        return text, 0
    return "\n".join(_mend_line(line) for line in text.split("\n")), bad


def _mend_line(line: str) -> str:
    if line.isascii():
        return line
    among_ascii = _ESCAPED.sub("", line).isascii()
    return line.translate(_OLD) if among_ascii else _BROKEN.sub("\ufffd", line)
