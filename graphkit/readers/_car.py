"""CAR files of repositories: blocks in any order, a commit, and the tree that names the records.

A repository's file also holds what was replaced and deleted: only what the tree of the newest commit names is a
record. Blocks stay in the file; memory holds sixteen bytes a block (the first eight of its digest, and where it
lies) and the branch of the tree that is being walked. Every block that is used must match its digest, so a tree
cannot lead back into itself; each node is entered once, and no more is read than a few times the file.
"""

import os
import re
from collections.abc import Iterator
from hashlib import sha256
from typing import IO, Any

from graphkit.post import LeftOut
from graphkit.readers._dagcbor import Link, decode
from graphkit.readers._faults import MIB, FileFault, sized
from graphkit.readers._reader import Member
from graphkit.readers._spool import Spool

CID = re.compile(rb"\x01[\x71\x55]\x12\x20[\s\S]{32}")
"""Version 1, a record or raw bytes, SHA-256: what repositories are made of."""
CID_BYTES = 36
VARINT_BYTES = 9
HEADER = 64 * 1024
BLOCK = 4 * MIB
"""So long may a block be; the network allows records of 1 MiB."""
NODE = 128 * 1024
"""So long may a node of the tree be; they name four records on average."""
LONGEST_KEY = 1024
DEEPEST = 130
"""Layers of a tree: a key's layer is how many pairs of zero bits its digest begins with, 128 at the most."""
READ_AGAIN = 4
KEY = re.compile(rb"([A-Za-z0-9.-]{1,320})/([A-Za-z0-9._:~-]{1,512})")
MISSING, DIGEST, TREE = "car.missing", "car.digest", "car.tree"

Named = tuple[str, str, bytes]
"""Collection, record key, and the CID of the record."""


class BlockError(Exception):
    """A block that is missing, damaged, or of another shape: a code and a reason."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


def roots_of(head: bytes) -> list[bytes] | None:
    """The roots that the header of a CAR file names; None for other files."""
    length, at = _varint(head)
    if not 0 < length <= HEADER or at + length > len(head):
        return None
    try:
        header = decode(head[at : at + length])
    except ValueError:
        return None
    if not isinstance(header, dict) or header.get("version") != 1 or not isinstance(header.get("roots"), list):
        return None
    return [link.cid for link in header["roots"] if isinstance(link, Link)]


class Car:
    """The blocks of one file, by CID."""

    def __init__(self, member: Member) -> None:
        self._spool = Spool(member.open, partly=True)
        self._file: IO[bytes] = self._spool.file
        self._size = self._file.seek(0, os.SEEK_END)
        self._left = READ_AGAIN * self._size
        self._file.seek(0)
        roots = roots_of(self._file.read(HEADER + VARINT_BYTES))
        if roots is None:
            raise self._spool.fault or FileFault("car.header", "its header is damaged")
        self._roots = roots
        self.fault: FileFault | None = None
        """Why not every block could be found."""
        self._index()
        self.fault = self._spool.fault or self.fault

    def commit(self) -> tuple[str, bytes]:
        """Whose repository it is, and the CID of its tree, by the newest commit among the roots."""
        found = []
        for cid in self._roots[:100]:
            try:
                commit = self.value(cid)
            except BlockError:
                continue
            if isinstance(commit, dict) and isinstance(commit.get("did"), str) and isinstance(commit.get("data"), Link):
                found.append((str(commit.get("rev", "")), commit["did"], commit["data"].cid))
        if not found:
            raise self.fault or FileFault("car.commit", "a CAR file without the commit of a repository")
        return max(found)[1:]

    def records(self, tree: bytes) -> Iterator[Named | LeftOut]:
        """Every record that a tree names, in the order of its keys, and what of the tree is damaged."""
        entered = bytearray(len(self._keys))
        branch = [self._node(tree, entered)]
        last = b""
        while branch:
            step = next(branch[-1], None)
            if step is None:
                branch.pop()
            elif isinstance(step, LeftOut):
                yield step
            elif isinstance(step, Link):
                if len(branch) == DEEPEST:
                    yield _lost(TREE, "nested too deeply")
                else:
                    branch.append(self._node(step.cid, entered))
            else:
                key, cid = step
                found = KEY.fullmatch(key)
                if found and key > last:
                    last = key
                    yield found[1].decode(), found[2].decode(), cid
                else:
                    yield LeftOut("rejected", TREE, "its key is damaged or out of order")

    def value(self, cid: bytes, most: int = BLOCK) -> Any:
        """What a block of at most so many bytes holds, decoded. Raises BlockError."""
        try:
            return decode(self._block(cid, most))
        except ValueError as wrong:
            raise BlockError("car.block", f"its block is damaged: {wrong}"[:200]) from wrong

    def _block(self, cid: bytes, most: int) -> bytes:
        """The bytes of a block, if they match their digest."""
        place = self._place(cid)
        if place is None:
            raise BlockError(MISSING, "its block is not in the file")
        self._file.seek(int(self._offsets[place]))
        length, _ = self._section()
        if length > most + CID_BYTES:
            raise BlockError("car.size", f"its block is longer than {sized(most)}")
        self._left -= length
        if self._left < 0:
            raise FileFault("car.repeats", "its tree names the same blocks again and again")
        section = self._file.read(length)
        if section[:CID_BYTES] != cid or sha256(section[CID_BYTES:]).digest() != cid[4:]:
            raise BlockError(DIGEST, "its block does not match its digest")
        return section[CID_BYTES:]

    def _index(self) -> None:
        """Where each block lies, by the start of its digest."""
        import numpy as np

        found = bytearray()
        self._file.seek(0)
        length, at = self._section()
        self._file.seek(length, os.SEEK_CUR)
        at += length
        while at < self._size:
            length, size = self._section()
            end = at + size + length
            if length < CID_BYTES or end > self._size:
                cut = length >= CID_BYTES or self._size - at < VARINT_BYTES
                reason = "ends in the middle of a block" if cut else "its blocks cannot be told apart"
                self.fault = FileFault("car.truncated" if cut else "car.syntax", reason)
                break
            cid = self._file.read(CID_BYTES)
            if CID.fullmatch(cid):
                found += cid[4:12] + at.to_bytes(8, "big")
            at = end
            self._file.seek(at)
        pairs = np.frombuffer(bytes(found), dtype=">u8").reshape(-1, 2).astype(np.uint64)
        order = np.argsort(pairs[:, 0], kind="stable")
        self._keys = pairs[order, 0]
        self._offsets = pairs[order, 1]

    def _section(self) -> tuple[int, int]:
        """The length that stands here, and how many bytes say it; (0, size) where they are no length."""
        at = self._file.tell()
        length, size = _varint(self._file.read(VARINT_BYTES))
        self._file.seek(at + size)
        return length, size

    def _place(self, cid: bytes) -> int | None:
        """The number of a block in the index."""
        import numpy as np

        if not CID.fullmatch(cid):
            return None
        start = np.uint64(int.from_bytes(cid[4:12], "big"))
        place = int(np.searchsorted(self._keys, start))
        return place if place < len(self._keys) and self._keys[place] == start else None

    def _node(self, cid: bytes, entered: bytearray) -> Iterator[Link | tuple[bytes, bytes] | LeftOut]:
        """The subtrees and records of one node, from left to right."""
        place = self._place(cid)
        if place is not None and entered[place]:
            yield _lost(TREE, "it stands in the tree twice")
            return
        try:
            node = self.value(cid, NODE)
        except BlockError as wrong:
            yield _lost(wrong.code, wrong.reason)
            return
        if place is not None:
            entered[place] = 1
        if not isinstance(node, dict) or not isinstance(node.get("e"), list):
            yield _lost(TREE, "it is no node of a tree")
            return
        if isinstance(node.get("l"), Link):
            yield node["l"]
        yield from _entries(node["e"])


def _entries(entries: list[Any]) -> Iterator[Link | tuple[bytes, bytes] | LeftOut]:
    """Keys share their beginnings: each says how many bytes it takes from the key before it."""
    key = b""
    for entry in entries:
        shared, rest, cid, right = map(entry.get, "pkvt") if isinstance(entry, dict) else (None,) * 4
        if not isinstance(shared, int) or not isinstance(rest, bytes) or not 0 <= shared <= len(key):
            yield _lost(TREE, "its keys are damaged")
            return
        key = (key[:shared] + rest)[:LONGEST_KEY]
        if isinstance(cid, Link):
            yield key, cid.cid
        else:
            yield LeftOut("rejected", TREE, "its key leads nowhere")
        if isinstance(right, Link):
            yield right


def _lost(code: str, reason: str) -> LeftOut:
    return LeftOut("rejected", code, f"a part of the repository's list of records is lost: {reason}")


def _varint(data: bytes) -> tuple[int, int]:
    """The number that the bytes begin with, and how many of them it takes; (0, 1) if there is none."""
    value = 0
    for size, byte in enumerate(data[:VARINT_BYTES]):
        value |= (byte & 127) << (7 * size)
        if byte < 128:
            return value, size + 1
    return 0, 1
