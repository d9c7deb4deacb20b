"""Tar archives as entries whose bytes are streamed; nothing is ever extracted, no link followed, no device opened.

The standard library's tarfile spends 36 s on a pax header of 200 KB of digits, and for ever on a negative size.
Here a header is looked at only if its checksum is right, every number is bounded before it is used, and the
archive is never read beyond its end. Understood are V7, ustar, GNU (long names, base-256 numbers) and pax
(path and size); a pax header for the whole archive is passed over, for it tells neither in any archive seen.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from graphkit.readers._faults import MIB, FileFault, Limits, sized
from graphkit.readers._streams import Meter, fed, stream

BLOCK = 512
FILES = (b"\0", b"0", b"7", b"S")
"""Old files, files, contiguous files, sparse files."""
WITHOUT_DATA = (b"2", b"3", b"4", b"5", b"6")
"""Symlinks, devices, folders and FIFOs: their size, if they tell one, is not followed by bytes."""
HARD_LINK, SPARSE = b"1", b"S"
LONG_NAME, LONG_LINK, PAX, PAX_OF_SUN, PAX_OF_ALL = b"L", b"K", b"x", b"X", b"g"
BEFORE_A_MEMBER = (LONG_NAME, LONG_LINK, PAX, PAX_OF_SUN, PAX_OF_ALL)
TOLD_BEFORE = MIB
"""Bytes that a pax header or a long name may have."""
RECORDS = 10_000
"""Records that a pax header may have; real ones have about ten."""
HEADERS_EACH = 4
"""Headers that each member may have, on average: a long name, a long link, a pax header and its own."""
DIGITS = 20
NAME_READ = 4096
CUT = "the tar archive ends too early: it was cut; the files before the cut were read"


class TarEntry(NamedTuple):
    """One file in a tar archive, as its header tells it."""

    name: str
    size: int
    offset: int
    sparse: bool = False


@dataclass(frozen=True)
class _Told:
    """What the headers before a member's own say of it."""

    name: bytes | None = None
    size: int | None = None
    sparse: bool = False


NOTHING_TOLD = _Told()


def tar_entries(file: BinaryIO, limits: Limits) -> Iterator[TarEntry]:
    """The files in a tar archive, in their order, whole ones only; then what is wrong with the archive is raised."""
    length = file.seek(0, 2)
    at = headers = count = 0
    told = NOTHING_TOLD
    while any(header := _block(file, at, length)):
        headers += 1
        if not is_header(header):
            raise FileFault("archive.damaged", "a header in the tar archive is damaged; what follows was not read")
        kind, size = header[156:157], _number(header[124:136])
        at += BLOCK
        if kind in BEFORE_A_MEMBER:
            told = _told(told, kind, _content(file, at, size, length))
            at += _padded(size)
        else:
            count += 1
            name, size = told.name or _name(header), size if told.size is None else told.size
            at += BLOCK * _sparse_map(file, at, length, header)
            if kind in WITHOUT_DATA or (kind == HARD_LINK and _no_data(file, at, length)):
                size = 0
            fits = at + size <= length
            wanted = kind in FILES and not name.endswith(b"/") and count <= limits.members
            if wanted and (fits or size > limits.member_bytes):
                yield TarEntry(_shown(name), size, at, kind == SPARSE or told.sparse)
            if not fits:
                raise FileFault("archive.truncated", CUT)
            at += _padded(size)
            told = NOTHING_TOLD
        if count > limits.members or headers > limits.members * HEADERS_EACH:
            raise FileFault("archive.members", f"holds more than {limits.members:,} files")
    _end(file, at, length)


def open_tar_entry(opener: Callable[[], BinaryIO], entry: TarEntry, weight: float, limits: Limits) -> BinaryIO:
    """The bytes of one entry of the archive that `opener` opens; it is closed with the stream."""
    if entry.sparse:
        raise FileFault("archive.sparse", "is a sparse file, which is not read from an archive; unpack it first")
    if entry.size > limits.member_bytes:
        raise FileFault("archive.size", f"claims {sized(entry.size)}, over {sized(limits.member_bytes)}")
    file, meter = opener(), Meter(weight=weight)
    return stream(_bytes(file, entry, meter), meter, file)


def is_header(block: bytes) -> bool:
    """Whether 512 bytes are the header of a tar member: whether their checksum is right."""
    if len(block) < BLOCK or not any(block[148:156]):
        return False
    try:
        told = _number(block[148:156])
    except FileFault:
        return False
    others = block[:148] + b" " * 8 + block[156:BLOCK]
    total = sum(others)
    return told == total or told == total - 256 * sum(byte > 127 for byte in others)  # some old tars add signed bytes


def _bytes(file: BinaryIO, entry: TarEntry, meter: Meter) -> Iterator[bytes]:
    file.seek(entry.offset)
    left = entry.size
    for chunk in fed(file, meter, entry.size):
        left -= len(chunk)
        yield chunk
    if left:
        raise FileFault("archive.truncated", CUT)


def _read(file: BinaryIO, at: int, size: int) -> bytes:
    try:
        file.seek(at)
        return file.read(size)
    except OSError as error:
        raise FileFault("file.unreadable", f"cannot be read ({error.strerror or type(error).__name__})") from error


def _block(file: BinaryIO, at: int, length: int) -> bytes:
    """The 512 bytes at a place, which must lie in the archive."""
    block = _read(file, at, BLOCK) if at + BLOCK <= length else b""
    if len(block) < BLOCK:
        raise FileFault("archive.truncated", CUT)
    return block


def _content(file: BinaryIO, at: int, size: int, length: int) -> bytes:
    """The bytes of a header that tells of the next one; its size is looked at before anything is read."""
    if size > TOLD_BEFORE:
        raise FileFault("archive.size", f"a header in the tar archive claims {sized(size)}, over {sized(TOLD_BEFORE)}")
    content = _read(file, at, size) if at + size <= length else b""
    if len(content) < size:
        raise FileFault("archive.truncated", CUT)
    return content


def _padded(size: int) -> int:
    return -(-size // BLOCK) * BLOCK


def _number(field: bytes) -> int:
    """A number in a header: octal digits, or base 256 for what has no room in them."""
    if field[0] & 0x80:
        if field[0] & 0x40:
            raise FileFault("archive.damaged", "a size in the tar archive is negative; what follows was not read")
        return int.from_bytes(bytes([field[0] & 0x3F]) + field[1:], "big")
    digits = field.partition(b"\0")[0].strip(b" ")
    if digits.strip(b"01234567"):
        raise FileFault("archive.damaged", "a number in the tar archive is damaged; what follows was not read")
    return int(digits or b"0", 8)


def _name(header: bytes) -> bytes:
    """The name in a header; that of ustar has a second field for folders, where GNU keeps times."""
    name = header[:100].partition(b"\0")[0]
    prefix = header[345:500].partition(b"\0")[0] if header[257:263] == b"ustar\0" else b""
    return prefix + b"/" + name if prefix else name


def _shown(name: bytes) -> str:
    """A name as text, without the `./` that many tars put before each; the middle of an endless one is left out."""
    if len(name) > NAME_READ:
        name = name[: NAME_READ // 2] + name[-NAME_READ // 2 :]
    try:
        text = name.decode("utf-8")
    except UnicodeDecodeError:
        text = name.decode("latin-1")
    return "/".join(part for part in text.split("/") if part not in ("", ".")) or "?"


def _told(told: _Told, kind: bytes, content: bytes) -> _Told:
    """What is known of the next member after one more header before it."""
    if kind == LONG_NAME:
        return _Told(content.partition(b"\0")[0] or told.name, told.size, told.sparse)
    if kind in (LONG_LINK, PAX_OF_ALL):
        return told
    name, size, sparse = told.name, told.size, told.sparse
    for key, value in _records(content):
        if key == b"path":
            name = value or name
        elif key == b"size":
            size = _decimal(value)
        elif key.startswith(b"GNU.sparse."):
            sparse = True
            name = value if key == b"GNU.sparse.name" and value else name
    return _Told(name, size, sparse)


def _records(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The records `length key=value` of a pax header. Some tars pad it with zeros."""
    at = count = 0
    while at < len(content) and content[at]:
        space = content.find(b" ", at, at + DIGITS)
        end = at + _decimal(content[at:space]) if space > at else 0
        count += 1
        if not space < end <= len(content) or content[end - 1 : end] != b"\n" or count > RECORDS:
            raise _damaged()
        key, equals, value = content[space + 1 : end - 1].partition(b"=")
        if not equals:
            raise _damaged()
        yield key, value
        at = end


def _decimal(digits: bytes) -> int:
    if len(digits) > DIGITS or not digits.isdigit():
        raise _damaged()
    return int(digits)


def _damaged() -> FileFault:
    return FileFault("archive.damaged", "a pax header in the tar archive is damaged; what follows was not read")


def _sparse_map(file: BinaryIO, at: int, length: int, header: bytes) -> int:
    """How many blocks that tell of holes follow the header of a sparse file."""
    blocks = 0
    more = header[156:157] == SPARSE and header[482]
    while more:
        more = _block(file, at + blocks * BLOCK, length)[504]
        blocks += 1
    return blocks


def _no_data(file: BinaryIO, at: int, length: int) -> bool:
    """Whether a hard link has no bytes: most tell the size of what they link to, a few have the bytes, too."""
    block = _block(file, at, length)
    return not any(block) or is_header(block)


def _end(file: BinaryIO, at: int, length: int) -> None:
    """Tell of a second archive behind the first, in the mebibyte of zeros where tools look no further."""
    rest = _read(file, at, min(MIB, length - at))
    start = at + (len(rest) - len(rest.lstrip(b"\0"))) // BLOCK * BLOCK
    if any(rest) and is_header(_read(file, start, BLOCK)):
        raise FileFault("archive.trailing", "another archive follows the end of this one; it was not read")
