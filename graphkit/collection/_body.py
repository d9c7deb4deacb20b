"""What a server answers, taken in within limits: bytes, seconds, compression, and JSON that is an object or a list.

A body that is cut, broken or no JSON is a setback and asked for again; one that is too large is not.
"""

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

from graphkit.errors import CollectError

MIB = 1 << 20
GZIP = 16 + zlib.MAX_WBITS
MOST_DIGITS = 1000


class SetbackError(Exception):
    """Something that may well go better next time: a connection that broke, a busy server, half an answer."""


@dataclass(frozen=True)
class Allowance:
    """How much one answer may take."""

    most_bytes: int = 32 * MIB
    most_seconds: float = 60.0
    """From the head of the answer to its last byte; a server that drips must not hold us."""


def body_of(chunks: Iterable[bytes], encoding: str, allowance: Allowance) -> bytes:
    """The body of an answer, decompressed; CollectError where it is too large, SetbackError where it is cut."""
    taken = bytearray()
    for piece in _decompressed(chunks, encoding.strip().lower(), allowance.most_bytes):
        taken += piece
        if len(taken) > allowance.most_bytes:
            raise CollectError(
                f"an answer is larger than {allowance.most_bytes // MIB:,} MiB and was not taken in; "
                "what was collected is kept"
            )
    return bytes(taken)


def _decompressed(chunks: Iterable[bytes], encoding: str, most: int) -> Iterator[bytes]:
    """The bytes behind the encoding, never many more at a time than came in or than are allowed."""
    if encoding in ("", "identity"):
        yield from chunks
        return
    if encoding not in ("gzip", "x-gzip"):
        raise SetbackError(f"the answer is packed as '{encoding[:40]}', which was not asked for")
    unpacker = zlib.decompressobj(GZIP)
    for chunk in chunks:
        left = chunk
        while left and not unpacker.eof:
            try:
                yield unpacker.decompress(left, min(most, MIB))
            except zlib.error:
                raise SetbackError("the answer is damaged: no gzip") from None
            left = unpacker.unconsumed_tail
        yield b""
    if not unpacker.eof:
        raise SetbackError("the answer was cut")


def json_of(body: bytes) -> Any:
    """The object or list that a body holds; SetbackError where it is no JSON, or another value."""
    if not body.strip():
        raise SetbackError("the answer was empty")
    if body.lstrip()[:1] == b"<":
        raise SetbackError("the answer was a web page, no data")
    try:
        text = body.decode("utf-8", "replace")
        value = json.loads(text, parse_constant=lambda _: None, parse_float=_finite, parse_int=_whole)
    except (ValueError, RecursionError):
        raise SetbackError("the answer was broken JSON") from None
    if not isinstance(value, dict | list):
        raise SetbackError("the answer was no object")
    return value


def _finite(digits: str) -> float | None:
    """A number that can be written again; 1e400 cannot."""
    number = float(digits)
    return number if isfinite(number) else None


def _whole(digits: str) -> int | None:
    return int(digits) if len(digits) <= MOST_DIGITS else None
