"""How hostile archives are written: by hand, so that they can lie, and in time that does not grow with the bomb."""

import io
import struct
import tarfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

MIB = 1 << 20
ZEROS = b"\0" * MIB
Headers = Iterable[tuple[str, bytes] | tarfile.TarInfo]


@dataclass(frozen=True)
class Entry:
    """A member of a zip archive, and what its headers say of it."""

    name: str | bytes
    data: bytes = b""
    method: int = 8
    packed: bytes | None = None
    """Its bytes as they stand in the archive; by default the data, deflated."""
    crc: int | None = None
    size: int | None = None
    flags: int = 0
    attributes: int = 0
    at: int | None = None
    """Where the directory says it is."""


def zipped(entries: Iterable[Entry], *, before: bytes = b"", after: bytes = b"", count: int | None = None) -> bytes:
    """An archive of these members, with junk around it, whose end says that there are `count`."""
    body, directory = bytearray(before), bytearray()
    listed = list(entries)
    for entry in listed:
        name = entry.name if isinstance(entry.name, bytes) else entry.name.encode("utf-8", "surrogatepass")
        packed = deflated(entry.data) if entry.packed is None else entry.packed
        crc = zlib.crc32(entry.data) if entry.crc is None else entry.crc
        size = len(entry.data) if entry.size is None else entry.size
        fields = (entry.flags, entry.method, 0, 33, crc, len(packed), size, len(name), 0)
        at = len(body) if entry.at is None else entry.at
        body += struct.pack("<4s5H3I2H", b"PK\3\4", 20, *fields) + name + packed
        directory += struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, *fields, 0, 0, 0, entry.attributes, at) + name
    told = min(len(listed), 0xFFFF) if count is None else count
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, told, told, len(directory), len(body), 0)
    return bytes(body + directory) + end + after


def deflated(data: bytes, level: int = 6) -> bytes:
    """As zip stores it."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def repeated(block: bytes, times: int, *, before: bytes = b"", after: bytes = b"") -> bytes:
    """Deflated data that give a block many times over, without packing it as often."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = packer.compress(before) + packer.flush(zlib.Z_FULL_FLUSH)
    once = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + once * times + packer.compress(after) + packer.flush()


def gzipped(packed: bytes, crc: int = 0, size: int = 0) -> bytes:
    """A gzip file around deflated data, with the checksum it is given."""
    return b"\x1f\x8b\x08" + bytes(7) + packed + struct.pack("<2I", crc, size & 0xFFFFFFFF)


def info(name: str, kind: bytes = tarfile.REGTYPE, link: str = "", size: int = 0) -> tarfile.TarInfo:
    """A header of a tar archive."""
    item = tarfile.TarInfo(name)
    item.type, item.linkname, item.size = kind, link, size
    return item


def tarred(parts: Headers, form: int = tarfile.GNU_FORMAT) -> bytes:
    """A tar archive of files, and of headers alone."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=form) as archive:
        for each in parts:
            if isinstance(each, tarfile.TarInfo):
                archive.addfile(each)
            else:
                archive.addfile(info(each[0], size=len(each[1])), io.BytesIO(each[1]))
    return file.getvalue()


def header(name: bytes, kind: bytes = b"0", size: bytes = b"00000000000\0") -> bytes:
    """A header of a tar archive made by hand, so that it can lie."""
    start = name.ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2 + size + b"00000000000\0"
    block = ((start + b" " * 8 + kind).ljust(257, b"\0") + b"ustar\00000").ljust(512, b"\0")
    return block[:148] + b"%06o\0 " % (sum(block[:148]) + sum(block[156:]) + 256) + block[156:]


def padded(data: bytes) -> bytes:
    """Data as tar stores them."""
    return data + bytes(-len(data) % 512)
