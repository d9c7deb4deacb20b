"""DAG-CBOR, the binary form of records in repositories: integers, text, bytes, lists, maps, links, and little else.

    decode(b"\xa1aa\x01") == {"a": 1}

Strict where damage could hide or hurt: no lengths without end, no length beyond the data, no tag but that of a
link, map keys are text, and nothing is nested deeper than 64. What was read is never larger than a small multiple
of the data.
"""

import struct
from collections.abc import Callable
from typing import Any

from msgspec import Struct

DEEPEST = 64
LINK_TAG = 42
LINKS = 6
TRUE, FALSE, NULL, FLOAT = 21, 20, 22, 27
SIMPLE = {FALSE: False, TRUE: True, NULL: None}


class Link(Struct, frozen=True, gc=False):
    """A link to another block, by its CID."""

    cid: bytes


def decode(data: bytes) -> Any:
    """The one value that the bytes hold. Raises ValueError, saying what is wrong."""
    try:
        value, end = _value(data, 0, DEEPEST)
    except IndexError:
        raise ValueError("cut in the middle") from None
    if end != len(data):
        raise ValueError("bytes after the end of the value")
    return value


def _value(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    """The value that starts here, and where it ends."""
    if depth == 0:
        raise ValueError("nested too deeply")
    short = data[at] & 31
    count, begin = (short, at + 1) if short < 24 else _long(data, at, short)
    major = data[at] >> 5
    if major in READ:
        if count > len(data) - begin and major != LINKS:
            raise ValueError("a length beyond the end")
        return READ[major](data, count, begin, depth)
    if major < 2:
        return (-1 - count if major else count), begin
    return _simple(data, at, begin)


def _long(data: bytes, at: int, short: int) -> tuple[int, int]:
    """The number that stands in the bytes after the first, and where they end."""
    end = at + 1 + (1 << (short - 24)) if short < 28 else 0
    if not at < end <= len(data):
        raise ValueError("cut in the middle" if end else "a length without end")
    return int.from_bytes(data[at + 1 : end], "big"), end


def _simple(data: bytes, at: int, end: int) -> tuple[Any, int]:
    short = data[at] & 31
    if short == FLOAT:
        return struct.unpack(">d", data[at + 1 : end])[0], end
    if short not in SIMPLE:
        raise ValueError("a simple value that is no part of the format")
    return SIMPLE[short], end


def _bytes(data: bytes, count: int, at: int, depth: int) -> tuple[bytes, int]:
    return data[at : at + count], at + count


def _text(data: bytes, count: int, at: int, depth: int) -> tuple[str, int]:
    return str(data[at : at + count], "utf-8"), at + count


def _link(data: bytes, tag: int, at: int, depth: int) -> tuple[Link, int]:
    value, end = _value(data, at, depth - 1)
    if tag != LINK_TAG or not isinstance(value, bytes) or value[:1] != b"\0":
        raise ValueError("a tag that is no link")
    return Link(value[1:]), end


def _list(data: bytes, count: int, at: int, depth: int) -> tuple[list[Any], int]:
    values = []
    for _ in range(count):
        value, at = _value(data, at, depth - 1)
        values.append(value)
    return values, at


def _map(data: bytes, count: int, at: int, depth: int) -> tuple[dict[str, Any], int]:
    values: dict[str, Any] = {}
    for _ in range(count):
        key, at = _value(data, at, depth - 1)
        if not isinstance(key, str):
            raise ValueError("a key that is no text")
        values[key], at = _value(data, at, depth - 1)
    return values, at


READ: dict[int, Callable[[bytes, int, int, int], tuple[Any, int]]] = {
    2: _bytes,
    3: _text,
    4: _list,
    5: _map,
    LINKS: _link,
}
"""What reads the value after its head, by major type."""
