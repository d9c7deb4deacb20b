"""Bytes as UTF-8 and as lines, in bounded memory.

Lines end at a line feed and nowhere else: U+2028, U+0085 and form feeds occur inside posts. Numbers count from
1, offsets from 0 (in the bytes as UTF-8, without a byte order mark).
"""

import codecs
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from graphkit.post import LeftOut, Notice
from graphkit.readers._faults import LIMITS, MIB, FileFault, sized
from graphkit.readers._streams import Meter, stream

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

WIDE = {b"\1\0\1\0": "utf-16-le", b"\0\1\0\1": "utf-16-be"}
"""Which of the first four bytes are not zero, and what that says."""

Line = tuple[int, int, bytes]
"""Number, byte offset, and the bytes without their line feed."""
Span = tuple[int, int, bytes | memoryview]


def utf8(file: BinaryIO) -> tuple[BinaryIO, list[Notice]]:
    """The file without its byte order mark and, if it is in UTF-16 or UTF-32, as UTF-8; and what was mended.

    Without a mark, the zeros beside the first characters tell: records begin in ASCII.
    """
    head = file.read(4)
    marked = ((bom, name) for bom, name in BOMS if head.startswith(bom))
    bom, encoding = next(marked, (b"", WIDE.get(bytes(map(bool, head)), "")))
    if file.seekable():
        file.seek(len(bom))
        plain = file
    else:
        plain = stream(_with(head[len(bom) :], file), Meter(), file)
    if not encoding:
        return plain, []
    if encoding == "utf-8":
        return plain, [Notice("text.bom", "a byte order mark was taken off", repairs=True)]
    notice = Notice("text.encoding", f"read as {encoding.upper()}", repairs=True)
    return stream(_transcoded(plain, encoding), Meter(), plain), [notice]


def chunks(file: BinaryIO, size: int = MIB) -> Iterator[bytes]:
    """The file in pieces; what the system refuses to read is a `FileFault`."""
    while True:
        try:
            chunk = file.read(size)
        except OSError as error:
            raise FileFault("file.unreadable", f"cannot be read ({error.strerror})") from error
        if not chunk:
            return
        yield chunk


def lines(pieces: Iterable[bytes], limit: int = LIMITS.record) -> Iterator[Line | LeftOut]:
    """Lines of a file given in pieces. One over the limit is left out and reading goes on at the next.

    If the file turns out damaged, the whole lines before the fault come first; the cut one does not come.
    """
    for item in spans(pieces, limit):
        yield item if isinstance(item, LeftOut) else (item[0], item[1], bytes(item[2]))


def spans(pieces: Iterable[bytes], limit: int = LIMITS.record) -> Iterator[Span | LeftOut]:
    """The same lines without a copy of each: a line that lies in one piece is a view of it."""
    number, offset, size = 1, 0, 0
    held: list[memoryview] = []
    for piece in pieces:
        view, start = memoryview(piece), 0
        while (end := piece.find(b"\n", start)) >= 0:
            size += end - start
            if size > limit or held:
                yield _line(number, offset, [*held, view[start:end]], size, limit)
                held = []
            else:
                yield number, offset, view[start:end]
            number, offset, size, start = number + 1, offset + size + 1, 0, end + 1
        size += len(piece) - start
        if size > limit:
            held = []
        elif start < len(piece):
            held.append(view[start:])
    if size:
        yield _line(number, offset, held, size, limit)


def _line(number: int, offset: int, held: list[memoryview], size: int, limit: int) -> Line | LeftOut:
    if size <= limit:
        return number, offset, b"".join(held)
    reason = f"a line of {sized(size)}; the limit is {sized(limit)}"
    return LeftOut("rejected", "line.long", reason, line=number, byte_offset=offset)


def _with(head: bytes, file: BinaryIO) -> Iterator[bytes]:
    if head:
        yield head
    while chunk := file.read(MIB):
        yield chunk


def _transcoded(file: BinaryIO, encoding: str) -> Iterator[bytes]:
    """Bytes of another encoding as UTF-8; what is no character becomes U+FFFD."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for chunk in chunks(file):
        if text := decoder.decode(chunk):
            yield text.encode("utf-8", "replace")
    if text := decoder.decode(b"", final=True):
        yield text.encode("utf-8", "replace")
