"""Arrays inside one big object, read in pieces: an export of a chat is a single JSON object of any size.

    for key in keys(window):
        if key == "messages":
            yield from elements(window)

What is not consumed is passed over. Where the object itself is broken, nobody can say what the rest belongs
to, so reading ends there with a `FileFault`.
"""

from collections.abc import Iterator

import msgspec

from graphkit.post import LeftOut
from graphkit.readers._faults import MIB, FileFault
from graphkit.readers._split import DECODE_ERRORS, Record, Splitter, Window, value_end

STRING = msgspec.json.Decoder(str)
OPEN, CLOSE, COLON, QUOTE, ARRAY = b'{}:"['


def keys(window: Window) -> Iterator[str]:
    """The keys of the object that begins here; at each, the window stands before its value."""
    if window.skip() != OPEN:
        return
    window.at += 1
    while (sign := window.skip()) == QUOTE:
        key = _string(value(window))
        if window.skip() != COLON:
            raise _broken(window)
        window.at += 1
        window.skip()
        start = window.offset + window.at
        yield key
        if window.offset + window.at == start:
            value(window)
    if sign == CLOSE:
        window.at += 1
    elif window.fault:
        raise window.fault
    else:
        raise _broken(window)


def value(window: Window) -> bytes:
    """The value that begins here, passed; a fault of the file where it has no end or is longer than a record."""
    found = short_value(window, window.limits.record)
    if found is None:
        raise window.fault or _broken(window)
    return found


def short_value(window: Window, most: int) -> bytes | None:
    """The value that begins here, passed, if it ends within so many bytes; else None, and nothing is passed."""
    size = min(most, MIB)
    while True:
        window.grow(size + 1)
        if window.at >= len(window.data):
            return None
        end, fault = value_end(window.data, window.at, window.limits.depth)
        if fault or end - window.at > most:
            if size >= most or window.ended or (fault and end < len(window.data)):
                return None
            size = min(2 * size, most)
            continue
        found = window.data[window.at : end]
        window.at = end
        return found


def elements(window: Window, *, start: int = 0) -> Iterator[Record | LeftOut]:
    """The elements of the array that begins here, numbered on from `start`; what is no array has none."""
    if window.skip() != ARRAY:
        return
    window.at += 1
    splitter = Splitter(window)
    splitter.count = start
    yield from splitter.array()


def _string(raw: bytes) -> str:
    try:
        return STRING.decode(raw)
    except DECODE_ERRORS:
        return ""


def _broken(window: Window) -> FileFault:
    return FileFault("json.syntax", f"its JSON is broken or cut at byte {window.offset + window.at:,}")
