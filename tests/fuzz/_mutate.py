"""Ways to damage a file, each from a seeded source of chance."""

import json
import random
import re
from typing import Any

SIGNS = rb"""
{ } [ ] , : " ' \ / = & ; < > </ <!-- --> <![CDATA[ ]]> <!DOCTYPE <!ENTITY &lol; &#0; &#xD800; ?> <? * # @
null true false NaN Infinity -Infinity 1e999 -1 0 -0 1.5 007 1e5 9223372036854775807 9223372036854775808
-9223372036854775809 18446744073709551616 2999-12-31T23:59:59Z 0001-01-01 1850-01-01T00:00:00Z now()
\ud800 \u0000 \udc00 \ud83d\ude00 \u202e \u001b[31m =1+1 @bob RT via id text author created_at user
"""
WORDS = [
    *SIGNS.split(),
    b"9" * 400,
    b"1" * 5000,
    b"[" * 300,
    b'{"a":' * 300,
    b"\xff",
    b"\xfe\xff",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\0",
    b"\x1a",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\xc0\x80",
    b"\xe2\x80\xa8",
    b"\xc2\x85",
    b"\r",
    b"\n",
    b"\r\n",
    b"\t",
    b" ",
    b"$$$ me $$$",
    b"[/b]",
    b"../../x",
    b"PK\x03\x04",
    b"PK\x01\x02",
    b"PK\x05\x06",
    b"\x1f\x8b\x08\x00",
    b"BZh9",
    b"\xfd7zXZ\x00",
    b"\x28\xb5\x2f\xfd",
    b"ustar\x0000",
    b"SQLite format 3\x00",
    b"PAR1",
    b"From ann@example.org ",
    b"\x7f\xff\xff\xff",
    b"\x80\x00\x00\x00",
    b"\xff\xff\xff\xff",
    b"\xff" * 8,
    b"\x00" * 8,
    b"\xff\xff\xff\xff\xff\xff\xff\x7f",
]
TOKEN = re.compile(rb'"(?:[^"\\\n]|\\.){0,80}"|-?\d[\d.eE+-]{0,40}|\w{1,40}|[^\s\w]')
VALUES: list[Any] = [
    None,
    "",
    "x",
    0,
    -1,
    1.5,
    1e308,
    10**30,
    -(2**63) - 1,
    True,
    [],
    {},
    [None],
    [[]],
    {"id": None},
    "\ud800",
    "\0",
    "9" * 400,
    "2999-01-01T00:00:00Z",
    "Wed Aug 15 13:00:00 +0000 9999",
    "@bob",
    ["a", 1],
    {"$oid": "x"},
    "$$$ me $$$",
    "\u202e=1+1",
]


def mutated(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """The file with one to six things done to it."""
    if data.startswith((b"[", b"{")) and chance.random() < 0.4:
        data = _value(data, chance)
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 6))):
        data = chance.choice(WAYS)(data, others, chance)
    return data


def _value(data: bytes, chance: random.Random) -> bytes:
    """Another value at some place of a JSON document, or of one of its lines."""
    lines = data.splitlines()
    at = chance.randrange(len(lines))
    try:
        value = json.loads(data)
        lines, at = [data], 0
    except (ValueError, RecursionError):
        try:
            value = json.loads(lines[at])
        except (ValueError, RecursionError):
            return data
    try:
        for _ in range(chance.choice((1, 1, 2, 4))):
            value = _put(value, chance)
        lines[at] = json.dumps(value).encode()
    except (ValueError, RecursionError):
        return data
    return b"\n".join(lines)


def _put(value: Any, chance: random.Random) -> Any:
    inner = value
    while isinstance(inner, dict | list) and inner:
        key = chance.choice(list(inner)) if isinstance(inner, dict) else chance.randrange(len(inner))
        below = inner[key]
        if not isinstance(below, dict | list) or not below or chance.random() < 0.25:
            _change(inner, key, chance)
            return value
        inner = below
    return chance.choice(VALUES)


def _change(inner: Any, key: Any, chance: random.Random) -> None:
    how = chance.random()
    if how < 0.15:
        del inner[key]
    elif how < 0.3 and isinstance(inner, list):
        inner.append(inner[key])
    elif how < 0.4 and isinstance(inner, dict):
        inner[chance.choice(list(inner))] = inner[key]
    else:
        inner[key] = chance.choice(VALUES)


def _flip(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    if not data:
        return b"\0"
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 4, 16))):
        out[chance.randrange(len(out))] ^= 1 << chance.randrange(8)
    return bytes(out)


def _bytes(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    length = chance.choice((0, 1, 2, 4, 8))
    return data[:at] + chance.randbytes(chance.choice((1, 2, 4, 8))) + data[at + length :]


def _cut(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    return data[: chance.randint(0, len(data))]


def _drop(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + data[at + chance.choice((1, 2, 8, 64, 512)) :]


def _again(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    at, length = chance.randint(0, len(data)), chance.choice((1, 8, 64, 512))
    return data[: at + length] + data[at : at + length] * chance.choice((1, 1, 2, 20)) + data[at + length :]


def _splice(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    other = chance.choice(others)
    at, start = chance.randint(0, len(data)), chance.randint(0, len(other))
    return data[:at] + other[start : start + chance.choice((8, 64, 1 << 20))] + data[at + chance.choice((0, 8, 64)) :]


def _word(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + chance.choice(WORDS) + data[at:]


def _token(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """One token becomes another of the same file, or a word of the dictionary."""
    start = chance.randint(0, max(0, len(data) - 200))
    tokens = list(TOKEN.finditer(data, start, start + 2000))
    if not tokens:
        return _word(data, others, chance)
    gone = chance.choice(tokens)
    new = chance.choice(tokens).group() if chance.random() < 0.4 else chance.choice(WORDS)
    if gone.group()[:1] == b'"' and chance.random() < 0.5:
        new = b'"' + new.strip(b'"') + b'"'
    return data[: gone.start()] + new + data[gone.end() :]


def _swap(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    if len(data) < 4:
        return data
    a, b, c = sorted(chance.randint(0, len(data)) for _ in range(3))
    return data[:a] + data[b:c] + data[a:b] + data[c:]


def _lines(data: bytes, others: list[bytes], chance: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    if len(lines) < 2:
        return _swap(data, others, chance)
    at = chance.randrange(len(lines))
    how = chance.randrange(3)
    if how == 0:
        del lines[at]
    elif how == 1:
        lines.insert(at, chance.choice(lines))
    else:
        other = chance.randrange(len(lines))
        lines[at], lines[other] = lines[other], lines[at]
    return b"".join(lines)


WAYS = (_flip, _flip, _bytes, _cut, _drop, _again, _splice, _word, _word, _token, _token, _token, _swap, _lines)
