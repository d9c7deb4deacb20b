"""A large file of lines as pieces that can be read apart, one after the other or at the same time."""

import functools
import io
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from typing import BinaryIO, cast

from graphkit.readers._faults import LIMITS, MIB, FileFault
from graphkit.readers._lines import utf8
from graphkit.readers._reader import Member
from graphkit.readers._split import Window

PIECE = 24 * MIB


def pieces(member: Member, size: int = PIECE) -> list[Member]:
    """The file in pieces of about this many bytes that end with their lines; itself where it is no file of lines."""
    try:
        with member.open() as file:
            if not _is_on_disk(file) or os.fstat(file.fileno()).st_size < 2 * size or not _is_of_lines(file):
                return [member]
            ends = [0, *_ends(file, size)]
    except FileFault:
        return [member]
    spans = pairwise(ends)
    cut = [replace(member, open=functools.partial(_open_span, member.open, *span), whole=member) for span in spans]
    return [replace(cut[0], whole=None), *cut[1:]]


def lines_in(member: Member) -> tuple[int, int]:
    """How many line feeds and bytes a piece holds."""
    lines = size = 0
    with member.open() as file:
        while chunk := file.read(MIB):
            lines += chunk.count(b"\n")
            size += len(chunk)
    return lines, size


def size_of(path: str) -> int:
    """Bytes of one given path, of a folder those of all files in it; 0 where that is not known before it is read."""
    inside = [os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names]
    total = 0
    for each in [path, *inside]:
        with suppress(OSError):
            total += os.path.getsize(each)
    return total


def _is_on_disk(file: BinaryIO) -> bool:
    return isinstance(file, io.BufferedReader) and isinstance(file.raw, io.FileIO)


def _is_of_lines(file: BinaryIO) -> bool:
    text, notices = utf8(file)
    if notices or text is not file or file.read(1) != b"{":
        return False
    file.seek(0)
    window = Window(text, LIMITS)
    window.skip_assignment()
    return window.at_lines()


def _ends(file: BinaryIO, size: int) -> Iterator[int]:
    """The offsets behind line feeds, each at least so many bytes behind the one before; at last the file's end."""
    length = file.seek(0, os.SEEK_END)
    at = size
    while at < length:
        file.seek(at)
        chunk = file.read(MIB)
        found = chunk.find(b"\n") + 1
        at += found or len(chunk)
        if found and at < length:
            yield at
            at += size
    yield length


class Span(io.RawIOBase):
    """A part of a file as a file."""

    def __init__(self, file: BinaryIO, start: int, end: int) -> None:
        self._file = file
        self._left = end - start
        file.seek(start)

    def readable(self) -> bool:
        """Yes."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """At most so many bytes, fewer only at the end of the part."""
        data = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(data)
        return data

    def close(self) -> None:
        """Close the file below, too."""
        self._file.close()
        super().close()


def _open_span(opener: Callable[[], BinaryIO], start: int, end: int) -> BinaryIO:
    return cast(BinaryIO, Span(opener(), start, end))
