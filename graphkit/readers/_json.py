"""JSON records, whatever they are wrapped in: lines, an array, single or concatenated objects, assignments.

    for item in decoded(member, DECODER):
        item is (number, value), or a LeftOut or Notice to pass on

A record is decoded once, into the reader's own type. What is broken costs only itself where its end can be
found: lines end at a line feed; elements of an array end where brackets close, or where the next one begins
in the way the others began. Nothing here is slower than linear or holds more than a few records.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import msgspec

from graphkit.post import LeftOut, Notice
from graphkit.readers._faults import LIMITS, FileFault, Limits
from graphkit.readers._lines import Span, chunks, spans, utf8
from graphkit.readers._reader import Member
from graphkit.readers._split import BETWEEN, DECODE_ERRORS, RAWS, Record, Splitter, Window, rejected, value_end

T = TypeVar("T")
S = TypeVar("S")

LONE_SURROGATE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB]..)\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
GLANCES = 20


def first_record(member: Member) -> Any:
    """The first JSON value of a file (line, array element or whole object) as plain Python; None if there is none."""
    left_out = 0
    try:
        for item in decoded(member.whole or member, msgspec.json.Decoder()):
            if isinstance(item, tuple):
                return item[1]
            left_out += isinstance(item, LeftOut)
            if left_out > GLANCES:
                return None
    except FileFault:
        return None
    return None


def decoded(
    member: Member,
    decoder: msgspec.json.Decoder[T],
    fallback: msgspec.json.Decoder[S] | None = None,
    limits: Limits = LIMITS,
) -> Iterator[tuple[int, T | S] | LeftOut | Notice]:
    """Every record of a file, decoded; what is broken or of another shape is left out, with its place.

    A record of another shape than `decoder` knows gets a second chance with `fallback`.
    """
    yield from each_decoded(records(member, limits), decoder, fallback, limits)


def each_decoded(
    found: Iterable[Record | Span | LeftOut | Notice],
    decoder: msgspec.json.Decoder[T],
    fallback: msgspec.json.Decoder[S] | None = None,
    limits: Limits = LIMITS,
) -> Iterator[tuple[int, T | S] | LeftOut | Notice]:
    """Records that were cut already, decoded in the same way."""
    decode = decoder.decode
    mended = 0
    for item in found:
        if not isinstance(item, tuple):
            yield item
            continue
        try:
            yield item[0], decode(item[2])
        except DECODE_ERRORS as error:
            for again in _again(item, error, decoder, fallback, limits):
                mended += isinstance(again, int)
                if not isinstance(again, int):
                    yield again
    if mended:
        yield Notice(
            "text.encoding",
            "damaged bytes were mended: no UTF-8, halves of characters, marks",
            count=mended,
            repairs=True,
        )


def records(member: Member, limits: Limits = LIMITS) -> Iterator[Record | Span | LeftOut | Notice]:
    """The records of a file as bytes, one for each line that is not blank, element, or object."""
    with member.open() as file:
        if member.whole:
            yield from _of_lines(chunks(file), limits)
            return
        text, notices = utf8(file)
        yield from notices
        window = Window(text, limits)
        window.skip_assignment()
        if window.at_lines():
            yield from _of_lines(window.rest(), limits)
        else:
            yield from Splitter(window).values()


def _of_lines(pieces: Iterable[bytes], limits: Limits) -> Iterator[Span | LeftOut]:
    for line in spans(pieces, limits.record):
        if isinstance(line, LeftOut) or line[2][:1] == b"{" or bytes(line[2]).strip():
            yield line


def _again(
    record: Record | Span,
    error: Exception,
    decoder: msgspec.json.Decoder[T],
    fallback: msgspec.json.Decoder[S] | None,
    limits: Limits,
) -> Iterator[tuple[int, T | S] | LeftOut | int]:
    """A second look at a record that did not decode: mended, as the other shape, or as several on one line.

    Yields 1 beside a record whose bytes had to be mended.
    """
    number, offset, raw = record
    data = bytes(raw)
    mended = _mended(data)
    if mended != data or (fallback is not None and isinstance(error, msgspec.ValidationError)):
        try:
            yield number, _either(mended, decoder, fallback)
        except DECODE_ERRORS as again:
            error = again
        else:
            if mended != data:
                yield 1
            return
    pieces = [] if isinstance(error, RecursionError) else _several(mended, limits)
    if not pieces:
        yield rejected(number, offset, error)
    for at, piece in pieces:
        try:
            yield number, _either(piece, decoder, fallback)
        except DECODE_ERRORS as wrong:
            yield rejected(number, None if offset is None else offset + at, wrong)


def _either(data: bytes, decoder: msgspec.json.Decoder[T], fallback: msgspec.json.Decoder[S] | None) -> T | S:
    try:
        return decoder.decode(data)
    except msgspec.ValidationError:
        if fallback is None:
            raise
        return fallback.decode(data)


def _mended(data: bytes) -> bytes:
    """Bytes as valid UTF-8 without byte order marks and without halves of surrogate pairs."""
    if data.isascii() and b"\\u" not in data and not data.startswith(b"\0"):
        return data
    text = data.decode("utf-8", "replace").lstrip("\ufeff\0").encode()
    return LONE_SURROGATE.sub(rb"\\ufffd", text)


def _several(data: bytes, limits: Limits) -> list[tuple[int, bytes]]:
    """The values that stand on one line without a line feed between them, if there are several."""
    found: list[tuple[int, bytes]] = []
    at = BETWEEN.match(data).end()  # type: ignore[union-attr]
    if data[at : at + 1] == b"[":
        try:
            return [(at, bytes(raw)) for raw in RAWS.decode(data)]
        except DECODE_ERRORS:
            return []
    while data[at : at + 1] == b"{":
        end, fault = value_end(data, at, limits.depth)
        if fault:
            found.append((at, data[at:]))
            break
        found.append((at, data[at:end]))
        at = BETWEEN.match(data, end).end()  # type: ignore[union-attr]
    return found if len(found) > 1 else []
