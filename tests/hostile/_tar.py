"""Tar archives: links, devices, headers that lie, bombs; then gzip, bzip2, xz and Zstandard files by themselves."""

import bz2
import gzip
import importlib
import lzma
import tarfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from tests.hostile._case import Case, Made, lines, noise, put, town, whole
from tests.hostile._packed import MIB, ZEROS, Headers, gzipped, header, info, padded, repeated, tarred

END = bytes(1024)


def archive(parts: Callable[[bytes], Headers], *, packed: bool = True, **truth: Any) -> Callable[[Path, Random], Made]:
    """A tar archive of these parts; they are given the town as JSON lines."""

    def make(folder: Path, rng: Random) -> Made:
        data = tarred(parts(lines(town(rng))))
        data = gzip.compress(data, mtime=0) if packed else data
        return put(folder, "a.tar.gz" if packed else "a.tar", data, **{**whole(), **truth})

    return make


def by_hand(parts: Callable[[bytes], bytes], **truth: Any) -> Callable[[Path, Random], Made]:
    """The blocks of a tar archive as they are; it begins with the good file."""

    def make(folder: Path, rng: Random) -> Made:
        text = lines(town(rng))
        good = header(b"a.jsonl", size=b"%011o\0" % len(text)) + padded(text)
        return put(folder, "a.tar", good + parts(text) + END, **truth)

    return make


def stream(name: str, pack: Callable[[bytes, Random], bytes], **truth: Any) -> Callable[[Path, Random], Made]:
    """The town, packed in some way."""
    return lambda folder, rng: put(folder, name, pack(lines(town(rng)), rng), **{**whole(), **truth})


def _links(text: bytes) -> Headers:
    return [
        ("a.jsonl", text),
        info("l", tarfile.SYMTYPE, ".."),
        ("l/evil.txt", b"x"),
        info("p.jsonl", tarfile.SYMTYPE, "/etc/passwd"),
    ]


def _loops(text: bytes) -> Headers:
    return [
        ("a.jsonl", text),
        info("x", tarfile.SYMTYPE, "y"),
        info("y", tarfile.SYMTYPE, "x"),
        info("z", tarfile.SYMTYPE, "z"),
    ]


def _hard(text: bytes) -> Headers:
    return [
        ("a.jsonl", text),
        info("h.jsonl", tarfile.LNKTYPE, "/etc/passwd"),
        info("s.jsonl", tarfile.LNKTYPE, "s.jsonl"),
    ]


def _devices(text: bytes) -> Headers:
    return [
        ("a.jsonl", text),
        info("c.jsonl", tarfile.CHRTYPE),
        info("f.jsonl", tarfile.FIFOTYPE),
        info("b.jsonl", tarfile.BLKTYPE),
    ]


def _pax(body: bytes, size: int | None = None) -> bytes:
    told = len(body) if size is None else size
    return header(b"p", b"x", b"%011o\0" % told if told < 8**11 else b"\x80" + told.to_bytes(11, "big")) + padded(body)


def _base256(number: int) -> bytes:
    data = number.to_bytes(12, "big", signed=True)
    return bytes([data[0] | 0x80]) + data[1:]


def _cut(folder: Path, rng: Random) -> Made:
    """Two members; the file ends in the second."""
    text = lines(town(rng))
    data = gzip.compress(tarred([("a.jsonl", text), ("b.bin", noise(rng, 99_999))]), mtime=0)
    return put(folder, "a.tar.gz", data[: -rng.randrange(2_000, 40_000)], used=12)


def _bomb(folder: Path, rng: Random) -> Made:
    text = lines(town(rng))
    start = (
        header(b"a.jsonl", size=b"%011o\0" % len(text))
        + padded(text)
        + header(b"posts2.jsonl", size=b"%011o\0" % (1024 * MIB))
    )
    return put(folder, "a.tar.gz", gzipped(repeated(ZEROS, 1024, before=start)), used=range(13))


def _zst(data: bytes) -> bytes:
    """Packed with Zstandard where that is installed; else a frame that holds the data as they are."""
    try:
        packer = importlib.import_module("backports.zstd")
    except ImportError:
        size = len(data)
        assert size < 1 << 17
        return b"\x28\xb5\x2f\xfd\xa0" + size.to_bytes(4, "little") + (1 | size << 3).to_bytes(3, "little") + data
    packed: bytes = packer.compress(data)
    return packed


def _layers(data: bytes, count: int) -> bytes:
    for _ in range(count):
        data = gzip.compress(data, mtime=0)
    return data


def _xz_bomb(*_: Any) -> bytes:
    return lzma.compress(ZEROS * 48)


TAR = (
    Case("tar", "symlink_escape.tar.gz", "ok|partial", "not followed", archive(_links, nowhere=("root:",))),
    Case("tar", "hardlink.tar.gz", "ok|partial", "ignored", archive(_hard, nowhere=("root:",))),
    Case("tar", "symlink_loop.tar.gz", "ok|partial", "no endless loop", archive(_loops)),
    Case("tar", "devices.tar.gz", "ok|partial", "never created or opened", archive(_devices)),
    Case("tar", "pax_redos.tar", "ok|partial|refused|nodata", "200 KB of digits", by_hand(lambda text: _pax(b"1" * 200_000) + header(b"b.jsonl") , used=12)),
    Case("tar", "pax_huge.tar.gz", "refused|nodata|partial", "8 GiB are claimed", by_hand(lambda _: _pax(b"x", 8 << 30))),
    Case("tar", "negative_size.tar", "refused|nodata|partial|ok", "no endless loop",
         by_hand(lambda _: header(b"b.jsonl", size=_base256(-512)) + header(b"c.jsonl", size=b"-0000001000\0"))),
    Case("tar", "truncated.tar.gz", "partial|refused|nodata", "what is whole before the cut", _cut),
    Case("tar", "bomb.tar.gz", "refused|nodata|partial", "1 GiB of zeros", _bomb),
    Case("tar", "escaping_names.tar", "ok|partial", "names that lead out",
         archive(lambda text: [(name, text) for name in ("../../a.jsonl", "/abs/b.jsonl", "C:\\c.jsonl", "\x1b[31m.jsonl", "e\ne.jsonl", "x" * 5000)], packed=False)),
    Case("tar", "sparse.tar", "ok|partial|refused|nodata", "a sparse member", by_hand(lambda _: header(b"s.jsonl", b"S", b"%011o\0" % 512) + bytes(512), used=12)),
    Case("tar", "huge_member.tar", "refused|nodata|partial", "a member of 2**80 bytes", by_hand(lambda _: header(b"h.jsonl", size=_base256(2**80)))),
    Case("tar", "bad_checksum.tar", "refused|nodata|partial|ok", "a header that is none", by_hand(lambda _: b"?" * 512 + header(b"c.jsonl"), used=12)),
    Case("tar", "long_names.tar", "ok|partial|refused|nodata", "a name of 8 MiB",
         by_hand(lambda text: header(b"././@LongLink", b"L", b"%011o\0" % (8 * MIB)) + b"n" * (8 * MIB) + header(b"b", size=b"%011o\0" % len(text)) + padded(text), used=12)),
    Case("tar", "pax_lies.tar", "ok|partial|refused|nodata", "sizes in a pax header",
         by_hand(lambda text: _pax(b"20 size=9999999999\n") + header(b"b.jsonl", size=b"%011o\0" % len(text)) + padded(text), used=12)),
    Case("tar", "links_50000.tar.gz", "ok|partial", "50,000 links", archive(lambda text: [("a.jsonl", text), *(info(f"{n}", tarfile.SYMTYPE, "a.jsonl") for n in range(50_000))])),
)  # fmt: skip

PACKED = (
    Case("gz", "ok.jsonl.gz", "ok", "control", stream("o.jsonl.gz", lambda text, _: gzip.compress(text, mtime=0))),
    Case("gz", "truncated.jsonl.gz", "partial", "every whole line before the cut",
         stream("t.jsonl.gz", lambda text, _: gzip.compress(text, mtime=0)[:-20], used=range(8, 13), people=None, named=())),
    Case("gz", "trailing_garbage.jsonl.gz", "partial|ok", "kept", stream("g.jsonl.gz", lambda text, rng: gzip.compress(text, mtime=0) + noise(rng, 500))),
    Case("gz", "multi_member.jsonl.gz", "ok", "all of them",
         stream("m.jsonl.gz", lambda text, _: b"".join(gzip.compress(line, mtime=0) for line in text.splitlines(keepends=True)))),
    Case("gz", "crc.jsonl.gz", "partial|refused|nodata", "the damage is reported",
         stream("c.jsonl.gz", lambda text, _: gzip.compress(text, mtime=0)[:-8] + bytes(4) + len(text).to_bytes(4, "little"))),
    Case("gz", "bomb_one_line.jsonl.gz", "refused|nodata|partial", "1 GiB without a line end", lambda folder, _: put(folder, "b.jsonl.gz", gzipped(repeated(b"a" * MIB, 1024)))),
    Case("gz", "gz_in_gz.jsonl.gz", "refused|nodata|ok", "ten layers", stream("g.jsonl.gz", lambda text, _: _layers(text, 10))),
    Case("gz", "not_gzip.jsonl.gz", "ok|refused|nodata", "plain text", stream("n.jsonl.gz", lambda text, _: text)),
    Case("gz", "empty.jsonl.gz", "nodata|refused", "0 bytes", lambda folder, _: put(folder, "e.jsonl.gz", b"")),
    Case("gz", "bomb.jsonl.bz2", "refused|nodata", "768 MiB in a kilobyte", lambda folder, _: put(folder, "b.jsonl.bz2", bz2.compress(ZEROS * 48) * 16)),
    Case("gz", "bomb.jsonl.xz", "refused|nodata", "xz", lambda folder, _: put(folder, "b.jsonl.xz", _xz_bomb())),
    Case("gz", "members_of_nothing.gz", "nodata|refused", "200,000 empty members", lambda folder, _: put(folder, "n.jsonl.gz", gzip.compress(b"", mtime=0) * 200_000)),
    Case("gz", "long_header.gz", "nodata|refused|ok|partial", "a file name of 32 MiB in the header",
         stream("h.jsonl.gz", lambda text, _: b"\x1f\x8b\x08\x08" + bytes(6) + b"n" * (32 * MIB) + b"\0" + gzip.compress(text, mtime=0)[10:], used=None, people=None, named=())),
    Case("gz", "bomb_of_lines.jsonl.gz", "refused|nodata|partial", "1 GiB of short lines", lambda folder, _: put(folder, "l.jsonl.gz", gzipped(repeated(b"{}\n" * 300_000, 1200)))),
    Case("gz", "flipped.jsonl.gz", "partial|refused|nodata", "a byte turned in the middle",
         stream("f.jsonl.gz", lambda text, rng: _turned(gzip.compress(text, mtime=0), rng), used=None, people=None, named=())),
    Case("gz", "cut.jsonl.xz", "partial|refused|nodata", "cut xz", stream("c.jsonl.xz", lambda text, _: lzma.compress(text * 99)[:-30], used=None, people=None, named=())),
    Case("zst", "ok.jsonl.zst", "ok|refused|nodata", "control", stream("o.jsonl.zst", lambda text, _: _zst(text))),
    Case("zst", "truncated.jsonl.zst", "partial|refused|nodata", "cut", stream("t.jsonl.zst", lambda text, _: _zst(text)[:-9], used=range(13), people=None, named=())),
    Case("zst", "window31.jsonl.zst", "refused|nodata|ok", "a window of 2 GiB", lambda folder, _: put(folder, "w.jsonl.zst", b"\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00" + b"a" * 99)),
    Case("zst", "bomb.jsonl.zst", "refused|nodata", "512 MiB of zeros", lambda folder, _: put(folder, "b.jsonl.zst", _zst_zeros(512))),
    Case("zst", "two_frames.jsonl.zst", "ok|refused|nodata", "frames, one after the other", stream("f.jsonl.zst", lambda text, _: _zst(text[: text.index(b"\n") + 1]) + _zst(text[text.index(b"\n") + 1 :]))),
    Case("zst", "skippable.jsonl.zst", "ok|refused|nodata", "a frame to skip, of 4 GiB as it says", lambda folder, _: put(folder, "s.jsonl.zst", b"\x50\x2a\x4d\x18\xff\xff\xff\xff" + b"x" * 99)),
)  # fmt: skip


def _turned(data: bytes, rng: Random) -> bytes:
    at = rng.randrange(len(data) // 3, len(data) // 2)
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def _zst_zeros(mib: int) -> bytes:
    """Blocks that say: one zero, 128 KiB times."""
    block = ((1 << 17) << 3 | 2).to_bytes(3, "little") + b"\0"
    last = ((1 << 17) << 3 | 3).to_bytes(3, "little") + b"\0"
    return b"\x28\xb5\x2f\xfd\x00\x50" + block * (mib * 8 - 1) + last


CASES = (*TAR, *PACKED)
