"""Zip archives as lists of entries whose bytes are streamed; nothing is ever extracted.

The standard library's zipfile opens archives of overlapping entries and lets a bzip2 or LZMA member unpack a
gigabyte in one call, so the directory is read here: entries that overlap are refused, sizes and checksums are
compared with what really comes out, and decompressors are asked for a chunk at a time.
"""

import bz2
import lzma
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from graphkit.readers._faults import MIB, Budget, FileFault, Limits
from graphkit.readers._streams import Decompressor, Deflate, Meter, fed, guarded, inflated, stream
from graphkit.readers._zstd import Zstd

END = struct.Struct("<4s4H2IH")
END_64 = struct.Struct("<4sQ2H2I4Q")
ENTRY = struct.Struct("<4s6H3I5H2I")
LOCAL = struct.Struct("<4s5H3I2H")
STORED, DEFLATED, BZIP2, LZMA, ZSTD = 0, 8, 12, 14, 93
METHODS = {9: "Deflate64", 95: "xz", 98: "PPMd", 99: "AES encryption"}
SYMLINK, KIND = 0o120000, 0o170000


class Entry(NamedTuple):
    """One file in a zip archive, as its directory tells it."""

    name: str
    method: int
    flags: int
    crc: int
    packed: int
    size: int
    offset: int
    overlaps: bool = False


def entries(file: BinaryIO, limits: Limits) -> list[Entry]:
    """The files in a zip archive, in the order of its directory; folders and links are passed over."""
    try:
        directory, shift = _directory(file, limits)
        return _marked(list(_parsed(directory, shift, limits)))
    except (struct.error, OverflowError, OSError, ValueError) as error:
        raise FileFault("archive.damaged", f"the zip directory cannot be read ({error})") from error


def _directory(file: BinaryIO, limits: Limits) -> tuple[bytes, int]:
    """The bytes of the central directory, and by how much its offsets are off (junk before the archive)."""
    length = file.seek(0, 2)
    tail_at = max(0, length - 65_557 - END_64.size)
    file.seek(tail_at)
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + END.size:
        raise FileFault("archive.truncated", "the zip archive has no directory at its end: it was cut")
    _, _, _, _, count, size, offset, _ = END.unpack_from(tail, at)
    end = tail_at + at
    locator = tail.rfind(b"PK\x06\x07", 0, at)
    if (count == 0xFFFF or size == 0xFFFFFFFF or offset == 0xFFFFFFFF) and locator >= 0:
        at_64 = tail.rfind(b"PK\x06\x06", 0, locator)
        if at_64 >= 0:
            *_, size, offset = END_64.unpack_from(tail, at_64)
            end = tail_at + at_64
    start = end - size
    if start < 0 or offset > start:
        raise FileFault("archive.damaged", "the zip directory is not where the archive says it is")
    if size > limits.members * 400:
        raise FileFault("archive.members", f"holds more than {limits.members:,} files")
    file.seek(start)
    return file.read(size), start - offset


def _parsed(directory: bytes, shift: int, limits: Limits) -> Iterator[Entry]:
    at = count = 0
    while at + ENTRY.size <= len(directory):
        fields = ENTRY.unpack_from(directory, at)
        if fields[0] != b"PK\x01\x02":
            raise FileFault("archive.damaged", "the zip directory is damaged")
        _, _, _, flags, method, _, _, crc, packed, size, names, extras, comment, _, _, attributes, offset = fields
        at += ENTRY.size
        name = directory[at : at + names]
        extra = directory[at + names : at + names + extras]
        at += names + extras + comment
        count += 1
        if count > limits.members:
            raise FileFault("archive.members", f"holds more than {limits.members:,} files")
        size, packed, offset = _large(extra, size, packed, offset)
        if name.endswith((b"/", b"\\")) or (attributes >> 16) & KIND == SYMLINK:
            continue
        yield Entry(_decoded(name), method, flags, crc, packed, size, offset + shift)


def _large(extra: bytes, *fields: int) -> tuple[int, int, int]:
    """Sizes and offset with those over 4 GiB taken from the zip64 field."""
    values = list(fields)
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            body = extra[at + 4 : at + 4 + length]
            for index, value in enumerate(values):
                if value == 0xFFFFFFFF and len(body) >= 8:
                    values[index] = int.from_bytes(body[:8], "little")
                    body = body[8:]
        at += 4 + length
    return values[0], values[1], values[2]


def _decoded(name: bytes) -> str:
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("cp437")


def _marked(found: list[Entry]) -> list[Entry]:
    """The entries, those marked whose bytes are also bytes of another: no honest archive does that."""
    overlapping: set[int] = set()
    end = last = -1
    for index in sorted(range(len(found)), key=lambda index: found[index].offset):
        entry = found[index]
        if entry.offset < end:
            overlapping |= {index, last}
        stop = entry.offset + LOCAL.size + entry.packed
        if stop > end:
            end, last = stop, index
    return [entry._replace(overlaps=index in overlapping) for index, entry in enumerate(found)]


def open_entry(file: BinaryIO, entry: Entry, weight: float, budget: Budget) -> BinaryIO:
    """The bytes of one entry; `file` is closed with the stream."""
    if entry.flags & 0x2041 or entry.method == 99:
        raise FileFault("archive.encrypted", "is encrypted; unpack it with its password first")
    if entry.overlaps:
        raise FileFault("archive.overlap", "shares its bytes with another file of the archive, as a bomb does")
    if entry.method in METHODS:
        raise FileFault("archive.method", f"is packed with {METHODS[entry.method]}; unpack it first")
    meter = Meter(weight=weight)
    return stream(guarded(_checked(file, entry, meter), meter, budget), meter, file)


def _checked(file: BinaryIO, entry: Entry, meter: Meter) -> Iterator[bytes]:
    """The entry's bytes, as long as they agree with what the directory says of them."""
    crc = size = 0
    for chunk in _unpacked(file, entry, meter):
        kept = chunk[: entry.size - size]
        crc = zlib.crc32(kept, crc)
        size += len(kept)
        yield kept
        if len(kept) < len(chunk):
            raise FileFault("archive.lies", f"is larger than the archive says ({entry.size:,} bytes)")
        if entry.method == LZMA and size == entry.size:
            break  # its end mark is optional
    if size < entry.size:
        raise FileFault("archive.truncated", f"gives {size:,} of the {entry.size:,} bytes the archive promises")
    if crc != entry.crc:
        raise FileFault("archive.crc", "the checksum is wrong: some bytes of it were changed")


def _unpacked(file: BinaryIO, entry: Entry, meter: Meter) -> Iterator[bytes]:
    file.seek(entry.offset)
    local = file.read(LOCAL.size)
    if len(local) < LOCAL.size or not local.startswith(b"PK\x03\x04"):
        raise FileFault("archive.damaged", "is not where the archive says it is")
    *_, name, extra = LOCAL.unpack(local)
    file.seek(entry.offset + LOCAL.size + name + extra)
    chunks = fed(file, meter, entry.packed)
    if entry.method == STORED:
        yield from chunks
    elif entry.size or entry.packed:
        yield from inflated(chunks, b"", _decompressor(entry.method), [])


def _decompressor(method: int) -> Decompressor:
    if method == DEFLATED:
        return Deflate()
    if method == BZIP2:
        return bz2.BZ2Decompressor()
    if method == LZMA:
        return _Lzma()
    if method == ZSTD:
        return Zstd()
    raise FileFault("archive.method", f"is packed with method {method}, which is not known here")


class _Lzma:
    """LZMA as zip stores it: a header of its own, then a raw stream."""

    unused_data = b""

    def __init__(self) -> None:
        self._header = b""
        self._lzma: lzma.LZMADecompressor | None = None

    @property
    def eof(self) -> bool:
        """The end mark was seen."""
        return self._lzma is not None and self._lzma.eof

    @property
    def needs_input(self) -> bool:
        """Nothing more comes without more input."""
        return self._lzma is None or self._lzma.needs_input

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """At most `max_length` bytes."""
        if self._lzma is None:
            self._header += data
            if len(self._header) < 9:
                return b""
            data, self._lzma = self._header[9:], self._started(self._header)
        return self._lzma.decompress(data, max_length)

    @staticmethod
    def _started(header: bytes) -> lzma.LZMADecompressor:
        window = int.from_bytes(header[5:9], "little")
        if window > 64 * MIB:
            raise FileFault("archive.size", "its LZMA data want more memory than is given")
        packed, lc = divmod(header[4], 9)
        settings = {
            "id": lzma.FILTER_LZMA1,
            "dict_size": window,
            "lc": lc,
            "lp": packed % 5,
            "pb": packed // 5,
        }
        return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[settings])
