"""How a repository is written: DAG-CBOR, digests, the tree of keys, blocks one after the other."""

import struct
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any

Blocks = dict[bytes, bytes]
"""By CID."""


class Cid(bytes):
    """A link."""


def encoded(value: Any) -> bytes:
    """A value as DAG-CBOR: maps have their shortest keys first."""
    return next(write for kind, write in WRITE if isinstance(value, kind))(value)


def _integer(value: int) -> bytes:
    return _head(0, value) if value >= 0 else _head(1, -1 - value)


def _map(value: dict[str, Any]) -> bytes:
    pairs = sorted((len(key.encode()), encoded(key), encoded(inner)) for key, inner in value.items())
    return _head(5, len(pairs)) + b"".join(key + inner for _, key, inner in pairs)


WRITE: tuple[tuple[type, Callable[[Any], bytes]], ...] = (
    (type(None), lambda _: b"\xf6"),
    (bool, lambda value: b"\xf5" if value else b"\xf4"),
    (int, _integer),
    (float, lambda value: b"\xfb" + struct.pack(">d", value)),
    (Cid, lambda value: b"\xd8\x2a" + encoded(b"\0" + bytes(value))),
    (bytes, lambda value: _head(2, len(value)) + value),
    (str, lambda value: _head(3, len(value.encode())) + value.encode()),
    (list, lambda value: _head(4, len(value)) + b"".join(map(encoded, value))),
    (dict, _map),
)
"""Types, the particular ones first, and how their values are written."""


def put(blocks: Blocks, value: Any) -> Cid:
    """Add a value as a block; its CID comes back."""
    data = encoded(value)
    cid = Cid(b"\x01\x71\x12\x20" + sha256(data).digest())
    blocks[cid] = data
    return cid


def tree(blocks: Blocks, records: list[tuple[bytes, Cid]]) -> Cid:
    """Add the tree of sorted keys; a key lies the higher the more zeros its digest begins with."""
    top = max((_layer(key) for key, _ in records), default=0)
    node: dict[str, Any] = {"l": None, "e": []}
    below: list[tuple[bytes, Cid]] = []
    last = b""
    for key, cid in [*records, (b"", Cid())]:
        if key and _layer(key) < top:
            below.append((key, cid))
            continue
        if below:
            (node["e"][-1] if node["e"] else node).update({"t" if node["e"] else "l": tree(blocks, below)})
            below = []
        if key:
            shared = next(
                (n for n, (a, b) in enumerate(zip(key, last, strict=False)) if a != b), min(len(key), len(last))
            )
            node["e"].append({"p": shared, "k": key[shared:], "v": cid, "t": None})
            last = key
    return put(blocks, node)


def repository(did: str, records: dict[str, Any], gone: Iterable[Any] = ()) -> bytes:
    """The CAR file of a repository; `gone` are records that its tree no longer names."""
    blocks: Blocks = {}
    for record in gone:
        put(blocks, record)
    root = tree(blocks, [(key.encode(), put(blocks, record)) for key, record in sorted(records.items())])
    commit = {"did": did, "version": 3, "data": root, "rev": "3jzfcijpj2z2a", "prev": None, "sig": bytes(64)}
    return car([put(blocks, commit)], blocks)


def car(roots: list[Cid], blocks: Blocks) -> bytes:
    """Header and blocks."""
    parts = [encoded({"roots": roots, "version": 1}), *(cid + data for cid, data in blocks.items())]
    return b"".join(_varint(len(part)) + part for part in parts)


def _layer(key: bytes) -> int:
    digest = int.from_bytes(sha256(key).digest(), "big")
    return (256 - digest.bit_length()) // 2


def _head(major: int, count: int) -> bytes:
    if count < 24:
        return bytes([major << 5 | count])
    size = next(n for n in range(4) if count < 1 << (8 << n))
    return bytes([major << 5 | 24 + size]) + count.to_bytes(1 << size, "big")


def _varint(number: int) -> bytes:
    low = b""
    while number > 127:
        low += bytes([number & 127 | 128])
        number >>= 7
    return low + bytes([number])
