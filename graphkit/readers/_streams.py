"""Compressed bytes as streams: never more in memory than a chunk, never more out than the limits allow.

Each decompressor is a generator of chunks. A fault is raised only after every byte before it was delivered:
a cut gzip file gives all that it holds, then `archive.truncated`.
"""

import bz2
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol, cast

from graphkit.readers._faults import MIB, Budget, FileFault, sized
from graphkit.readers._zstd import MAGIC as ZSTD
from graphkit.readers._zstd import Zstd

CHUNK_IN = 64 * 1024
CHUNK_OUT = 256 * 1024
HEAD_OF_A_FILE = 512

MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x1f\x8b\x08", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    *((magic, "zstd") for magic in ZSTD),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
)
BZIP2_BLOCKS = (b"\x31\x41\x59\x26\x53\x59", b"\x17\x72\x45\x38\x50\x90")


def packing(head: bytes) -> str:
    """How the bytes are packed, told from the first 512 of them: `gzip`, `zip`, `tar`, …; empty where plain."""
    if head[257:262] == b"ustar":
        return "tar"
    for magic, name in MAGIC:
        if head.startswith(magic):
            return name if name != "bzip2" or head[4:10] in BZIP2_BLOCKS else ""
    return ""


@dataclass
class Meter:
    """How many compressed bytes the given file has yielded so far."""

    fed: float = 0
    weight: float = 1.0
    """Bytes of the given file behind each byte read here; under 1 inside an archive that was unpacked."""


class Chunks(io.BufferedIOBase):
    """A generator of chunks as a readable stream."""

    def __init__(self, chunks: Iterator[bytes], meter: Meter, source: BinaryIO) -> None:
        self.meter = meter
        self._chunks = chunks
        self._source = source
        self._ready = b""
        self._fault: FileFault | None = None

    def readable(self) -> bool:
        """Yes."""
        return True

    def read1(self, size: int = -1, /) -> bytes:
        """At most `size` bytes, those at hand if there are any; none means the end."""
        ready = self._ready or self._next()
        if size < 0 or size >= len(ready):
            self._ready = b""
            return ready
        self._ready = ready[size:]
        return ready[:size]

    def read(self, size: int | None = -1, /) -> bytes:
        """`size` bytes, fewer only at the end or before a fault (which the next call raises)."""
        wanted = -1 if size is None else size
        parts: list[bytes] = []
        got = 0
        while wanted < 0 or got < wanted:
            try:
                part = self.read1(wanted if wanted < 0 else wanted - got)
            except FileFault:
                if parts:
                    break
                raise
            if not part:
                break
            parts.append(part)
            got += len(part)
        return b"".join(parts)

    def peek(self, size: int = 0, /) -> bytes:
        """What is at hand, left where it is; it makes `readline` fast."""
        self._ready = self._ready or self._next()
        return self._ready

    def close(self) -> None:
        """Close the file below, too."""
        self._ready = b""
        self._source.close()
        super().close()

    def _next(self) -> bytes:
        if self._fault:
            raise self._fault
        try:
            return next(self._chunks, b"")
        except FileFault as fault:
            self._fault = fault
            raise


class Decompressor(Protocol):
    """What the decompressors of the standard library have in common."""

    @property
    def eof(self) -> bool:
        """The end mark was seen."""
        ...

    @property
    def needs_input(self) -> bool:
        """Nothing more comes without more input."""
        ...

    @property
    def unused_data(self) -> bytes:
        """What was fed behind the end mark."""
        ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """At most `max_length` bytes."""
        ...


class Deflate:
    """Raw deflate with the manners of the bz2 and lzma decompressors, saving what comes before a bad bit."""

    def __init__(self) -> None:
        self._zlib: zlib._Decompress | _Broken = zlib.decompressobj(-zlib.MAX_WBITS)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        """The end mark was seen."""
        return self._zlib.eof

    @property
    def unused_data(self) -> bytes:
        """What was fed behind the end mark."""
        return self._zlib.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """At most `max_length` bytes; at a bad bit those before it, and an error at the next call."""
        before = self._zlib.copy()
        data = self._zlib.unconsumed_tail + data
        try:
            out = self._zlib.decompress(data, max_length)
        except zlib.error:
            out = _before_the_fault(before, data, max_length)
            if not out:
                raise
            self._zlib = _Broken()
        self.needs_input = not self._zlib.unconsumed_tail and len(out) < max_length
        return out


class _Broken:
    """A zlib decompressor that met a bad bit and has delivered what came before it."""

    eof = False
    unused_data = b""
    unconsumed_tail = b"\0"

    def copy(self) -> "_Broken":
        return self

    def decompress(self, data: bytes, max_length: int) -> bytes:
        raise zlib.error("bad data")


def _before_the_fault(decompressor: "zlib._Decompress | _Broken", data: bytes, limit: int) -> bytes:
    """The bytes that a decompressor gives before its input turns bad, fed a little at a time."""
    out = bytearray()
    for start in range(0, len(data), 16):
        piece = decompressor.unconsumed_tail + data[start : start + 16]
        try:
            out += decompressor.decompress(piece, max(1, limit - len(out)))
        except zlib.error:
            break
    return bytes(out)


def fed(source: BinaryIO, meter: Meter, size: int = -1) -> Iterator[bytes]:
    """Compressed bytes in chunks, counted; at most `size` of them."""
    left = size
    while left:
        chunk = source.read(CHUNK_IN if left < 0 else min(CHUNK_IN, left))
        if not chunk:
            return
        if left > 0:
            left -= len(chunk)
        meter.fed += len(chunk) * meter.weight
        yield chunk


def inflated(chunks: Iterator[bytes], start: bytes, new: Decompressor, rest: list[bytes]) -> Iterator[bytes]:
    """Decompress one stream that begins with `start`; what follows its end mark is left in `rest`."""
    data: bytes | None = start
    try:
        while not new.eof:
            if new.needs_input:
                data = data or next(chunks, None)
                if data is None:
                    raise FileFault("archive.truncated", "the compressed data end too early")
            out = new.decompress(data or b"", CHUNK_OUT)
            data = b""
            if out:
                yield out
    except (zlib.error, OSError, lzma.LZMAError, EOFError, ValueError) as error:
        raise FileFault("archive.damaged", f"the compressed data are damaged ({error})") from error
    rest.append(new.unused_data)


def guarded(chunks: Iterator[bytes], meter: Meter, budget: Budget) -> Iterator[bytes]:
    """Pass chunks on while they stay under the limits."""
    limits = budget.limits
    out = 0
    for chunk in chunks:
        out += len(chunk)
        if out > limits.ratio_after and out > limits.ratio * meter.fed:
            raise FileFault("archive.ratio", f"unpacks to over {limits.ratio} times its size, as a bomb does")
        if out > limits.member_bytes:
            raise FileFault("archive.size", f"unpacks to over {sized(limits.member_bytes)}")
        budget.spend(len(chunk))
        yield chunk


def _until(chunks: Iterator[bytes], data: bytes, size: int) -> bytes:
    """`data` made at least `size` bytes long from `chunks`, shorter only at the end."""
    while len(data) < size:
        more = next(chunks, b"")
        if not more:
            break
        data += more
    return data


def _past_padding(chunks: Iterator[bytes], data: bytes, size: int) -> bytes:
    """What follows the zeros that tapes and tools put behind compressed data: at least `size` bytes of it."""
    while not (data := data.lstrip(b"\0")):
        data = next(chunks, b"")
        if not data:
            return b""
    return _until(chunks, data, size)


def _gzip_header(chunks: Iterator[bytes], data: bytes) -> bytes:
    """What follows the header of a gzip member."""
    data = _until(chunks, data, 10)
    flags, end = (data[3], 10) if len(data) >= 10 else (0, 10)
    if flags & 4:
        data = _until(chunks, data, 12)
        end = 12 + int.from_bytes(data[10:12], "little")
    for flag in (8, 16):
        if flags & flag:
            data = _until(chunks, data, end + MIB // 16)
            end = data.find(b"\0", end) + 1 or len(data) + 1
    if flags & 2:
        end += 2
    data = _until(chunks, data, end)
    if len(data) < end:
        raise FileFault("archive.truncated", "the compressed data end too early")
    return data[end:]


def _gunzip(chunks: Iterator[bytes]) -> Iterator[bytes]:
    data = _until(chunks, b"", 3)
    while data.startswith(b"\x1f\x8b\x08"):
        rest: list[bytes] = []
        crc = size = 0
        for out in inflated(chunks, _gzip_header(chunks, data), Deflate(), rest):
            crc = zlib.crc32(out, crc)
            size += len(out)
            yield out
        trailer = _until(chunks, rest[0], 8)
        if len(trailer) < 8:
            raise FileFault("archive.truncated", "the compressed data end too early")
        if trailer[:8] != crc.to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(4, "little"):
            raise FileFault("archive.crc", "the checksum is wrong: some bytes of it were changed")
        data = _past_padding(chunks, trailer[8:], 3)
    if data:
        raise FileFault("archive.trailing", "something else follows the compressed data; it was not read")


def _unpack_frames(new: Callable[[], Decompressor], *magic: bytes) -> Callable[[Iterator[bytes]], Iterator[bytes]]:
    size = len(magic[0])

    def unpack(chunks: Iterator[bytes]) -> Iterator[bytes]:
        data = _until(chunks, b"", size)
        while data.startswith(magic):
            rest: list[bytes] = []
            yield from inflated(chunks, data, new(), rest)
            data = _past_padding(chunks, rest[0], size)
        if data:
            raise FileFault("archive.trailing", "something else follows the compressed data; it was not read")

    return unpack


UNPACK: dict[str, Callable[[Iterator[bytes]], Iterator[bytes]]] = {
    "gzip": _gunzip,
    "bzip2": _unpack_frames(bz2.BZ2Decompressor, b"BZh"),
    "xz": _unpack_frames(lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=128 * MIB), b"\xfd7zXZ\x00"),
    "zstd": _unpack_frames(Zstd, *ZSTD),
}


def unpacked(source: BinaryIO, kind: str, budget: Budget) -> BinaryIO:
    """The bytes inside a gzip, bzip2, xz or Zstandard file. The ratio is that to the outermost file."""
    meter = source.meter if isinstance(source, Chunks) else Meter()
    chunks = _plain(source) if isinstance(source, Chunks) else fed(source, meter)
    return stream(guarded(UNPACK[kind](chunks), meter, budget), meter, source)


def _plain(source: Chunks) -> Iterator[bytes]:
    while chunk := source.read1(CHUNK_IN):
        yield chunk


def stream(chunks: Iterator[bytes], meter: Meter, source: BinaryIO) -> BinaryIO:
    """A generator of chunks as a binary file."""
    return cast(BinaryIO, Chunks(chunks, meter, source))
