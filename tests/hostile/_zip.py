"""Zip archives: bombs, liars, cut ones, odd names, and good ones with something in the wrong place."""

import bz2
import io
import json
import lzma
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from tests.hostile._case import Case, Made, lines, noise, put, town, tweet, whole
from tests.hostile._packed import MIB, ZEROS, Entry, deflated, repeated, zipped

Parts = Callable[[bytes, Random], list[Entry]]
ACCOUNT = [{"account": {"username": "ann", "accountId": "11", "accountDisplayName": "Ann"}}]
ESCAPING = ("../../x.jsonl", "/abs/x.jsonl", "C:\\x.jsonl", "..\\..\\y.jsonl", "a/../../z.jsonl", "x.jsonl:stream",
            "x.jsonl::$DATA", "con.jsonl", "//host/share/x.jsonl", "\\\\?\\x.jsonl", "./././w.jsonl")  # fmt: skip
NAMES = (
    "\x1b[31m.jsonl",
    "a\nb.jsonl",
    b"caf\xe9\xff.jsonl",
    "n" * 60_000 + ".jsonl",
    "\u202egnp.jsonl",
    "",
    " ",
    "-rf.jsonl",
)
SYMLINK = 0o120777 << 16
LYING = 10


def archive(parts: Parts, **truth: Any) -> Callable[[Path, Random], Made]:
    """A zip of these parts; they are given the town as JSON lines."""

    def make(folder: Path, rng: Random) -> Made:
        text = lines(town(rng))
        return put(folder, "archive.zip", zipped(parts(text, rng)), **{**whole(), **truth})

    return make


def bytes_of(bend: Callable[[bytes, Random], bytes], **truth: Any) -> Callable[[Path, Random], Made]:
    """A good zip of the town, after something was done to its bytes."""

    def make(folder: Path, rng: Random) -> Made:
        good = zipped([Entry("a.jsonl", lines(town(rng)))])
        return put(folder, "archive.zip", bend(good, rng), **truth)

    return make


def personal(count: int = 5) -> list[Entry]:
    """An X archive: ann's tweets, and whose it is."""
    tweets = [
        {"tweet": {"id_str": str(n), "created_at": tweet(n)["created_at"], "full_text": f"hi @bob {n}"}}
        for n in range(1, count + 1)
    ]
    return [ytd("tweets", tweets), ytd("account", ACCOUNT)]


def ytd(name: str, records: list[Any]) -> Entry:
    """One file of an X archive."""
    return Entry(f"data/{name}.js", f"window.YTD.{name}.part0 = {json.dumps(records)}".encode())


def bomb(name: str, mib: int, before: bytes = b"window.YTD.tweets.part0 = [") -> Entry:
    """Mebibytes of zeros as one member."""
    return Entry(name, packed=repeated(ZEROS, mib, before=before), crc=0, size=min(mib * MIB + len(before), 0xFFFFFFFE))


def nested(levels: int, width: int, data: bytes) -> bytes:
    """Zips in a zip."""
    inner = zipped([Entry("x.jsonl", data)])
    for _ in range(levels):
        inner = zipped([Entry(f"{n}.zip", inner) for n in range(width)])
    return inner


def _overlapping(text: bytes, _: Random) -> list[Entry]:
    """A thousand members that are all the same bytes."""
    packed = repeated(ZEROS, 64)
    start = len(zipped([Entry("a.jsonl", text)])) - len(zipped([])) - 46 - len("a.jsonl")
    whole_bomb = Entry("0.jsonl", packed=packed, crc=0, size=64 * MIB)
    return [Entry("a.jsonl", text), whole_bomb] + [
        Entry(f"{n}.jsonl", packed=b"", crc=0, size=64 * MIB, at=start) for n in range(1, 1000)
    ]


def _encrypted(text: bytes, _: Random) -> list[Entry]:
    return [Entry("a.jsonl", text, flags=1)]


def _lzma(folder: Path, _: Random) -> Made:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as file:
        file.writestr("bomb.jsonl", ZEROS * 64)
    return put(folder, "lzma_bomb.zip", out.getvalue())


def _lzma_window(text: bytes, _: Random) -> list[Entry]:
    filters = [{"id": lzma.FILTER_LZMA1, "dict_size": 4096}]
    raw = lzma.compress(text, lzma.FORMAT_RAW, filters=filters)
    head = b"\x09\x04\x05\x00" + bytes([0x5D]) + (0xFFFFFFFF).to_bytes(4, "little")
    return [Entry("a.jsonl", text), Entry("w.jsonl", method=14, packed=head + raw, crc=0, size=99)]


def _after(mark: bytes, bend: Callable[[bytearray, int], None]) -> Callable[[bytes, Random], bytes]:
    def change(good: bytes, _: Random) -> bytes:
        data = bytearray(good)
        bend(data, data.rindex(mark))
        return bytes(data)

    return change


def _set(offset: int, value: bytes) -> Callable[[bytearray, int], None]:
    def change(data: bytearray, at: int) -> None:
        data[at + offset : at + offset + len(value)] = value

    return change


def _flipped(good: bytes, rng: Random) -> bytes:
    data = bytearray(good)
    for _ in range(40):
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    return bytes(data)


def _all_in(names: tuple[str | bytes, ...]) -> Parts:
    return lambda text, _: [Entry("good.jsonl", text), *(Entry(name, text) for name in names)]


def _lies(text: bytes, _: Random) -> list[Entry]:
    data = text * (10 * MIB // len(text))
    return [Entry("x.jsonl", data, size=LYING, crc=zlib.crc32(data[:LYING]))]


LISTED = (
    Case("zip", "ok_archive.zip", "ok", "an X archive", archive(lambda *_: personal(), used=5, people=2, named=("ann", "bob"))),
    Case("zip", "jsonl_in.zip", "ok", "JSON lines in a zip", archive(lambda text, _: [Entry("a.jsonl", text)])),
    Case("zip", "ratio_bomb.zip", "refused|nodata", "4 MB that are 4 GiB",
         archive(lambda *_: [bomb("data/tweets.js", 4090), ytd("account", ACCOUNT)])),
    Case("zip", "media_bomb.zip", "ok|partial", "a bomb that nobody needs",
         archive(lambda *_: [*personal(), bomb("data/tweets_media/x.mp4", 4090)], used=5, people=2, named=())),
    Case("zip", "nested_bomb.zip", "refused|nodata", "zips in zips, six levels of ten",
         lambda folder, _: put(folder, "n.zip", nested(6, 10, ZEROS))),
    Case("zip", "quine_like.zip", "refused|nodata", "it holds itself by name", archive(lambda *_: [Entry("archive.zip", zipped([]))])),
    Case("zip", "encrypted.zip", "refused|nodata|partial", "says encrypted", archive(_encrypted, said="encrypted")),
    Case("zip", "truncated.zip", "refused|nodata|partial", "no directory", bytes_of(lambda good, _: good[: good.rindex(b"PK\1\2")])),
    Case("zip", "truncated_half.zip", "refused|nodata|partial", "half of it", bytes_of(lambda good, _: good[: len(good) // 2])),
    Case("zip", "crc.zip", "partial", "one member is wrong, the other is used",
         archive(lambda text, _: [Entry("a.jsonl", text), Entry("b.jsonl", text, crc=1)])),
    Case("zip", "dup_members.zip", "ok|partial", "two of one name", archive(lambda text, _: [Entry("a.jsonl", text)] * 2)),
    Case("zip", "many_members.zip", "ok|partial", "60,000 empty ones",
         archive(lambda text, _: [Entry("a.jsonl", text), *(Entry(f"{n}.jsonl", packed=b"", method=0) for n in range(60_000))])),
    Case("zip", "lying_sizes.zip", "refused|nodata|partial", "10 bytes that are 10 MB", archive(_lies, used=None, people=None, named=())),
    Case("zip", "junk_around.zip", "ok|partial|refused|nodata", "junk before and after",
         lambda folder, rng: put(folder, "j.zip", zipped([Entry("a.jsonl", lines(town(rng)))], before=b"MZ" + noise(rng, 999), after=b"sig" * 9), **whole())),
    Case("zip", "eocd_lies.zip", "ok|partial|refused|nodata", "the end lies",
         bytes_of(_after(b"PK\5\6", _set(8, b"\xff\xff\xff\xff" + b"\xf0" * 8)))),
    Case("zip", "macosx.zip", "ok|partial", "resource forks",
         archive(lambda *_: [*personal(), Entry("__MACOSX/data/._tweets.js", b"\0\5\x16\7" * 99)], used=5, people=2, named=())),
    Case("zip", "odd_names.zip", "ok|partial", "ESC, line ends, no UTF-8, 60 KB", archive(_all_in(NAMES))),
    Case("zip", "bz2_bomb.zip", "refused|nodata", "bzip2, 700,000:1",
         archive(lambda *_: [Entry("b.jsonl", method=12, packed=bz2.compress(ZEROS * 64), crc=0, size=64 * MIB)])),
    Case("zip", "lzma_bomb.zip", "refused|nodata", "LZMA, 7,000:1", _lzma),
    Case("zip", "empty.zip", "nodata|refused", "no members", archive(lambda *_: [])),
    Case("zip", "no_tweets.zip", "nodata|refused", "no posts", archive(lambda *_: [Entry("readme.txt", b"hello there\n" * 9)])),
)  # fmt: skip

MORE = (
    Case("zip", "zero_bytes.zip", "nodata|refused", "0 bytes", lambda folder, _: put(folder, "z.zip", b"")),
    Case("zip", "escaping_names.zip", "ok|partial", "names that lead out of a folder", archive(_all_in(ESCAPING))),
    Case("zip", "links.zip", "ok|partial", "links are not followed",
         archive(lambda text, _: [Entry("a.jsonl", text), Entry("l.jsonl", b"/etc/passwd", attributes=SYMLINK)], nowhere=("root:",))),
    Case("zip", "overlap.zip", "refused|nodata|partial", "a thousand members in the same bytes", archive(_overlapping)),
    Case("zip", "flipped.zip", "ok|refused|nodata|partial", "forty bits turned", bytes_of(_flipped, used=None)),
    Case("zip", "method_unknown.zip", "partial", "one member packed in an unknown way",
         archive(lambda text, _: [Entry("a.jsonl", text), Entry("b.jsonl", text, method=77), Entry("c.jsonl", text, method=9)])),
    Case("zip", "lzma_window.zip", "partial", "LZMA that wants 4 GiB", archive(_lzma_window)),
    Case("zip", "size_4GiB.zip", "partial", "a member of one byte that says 4 GiB",
         archive(lambda text, _: [Entry("a.jsonl", text), Entry("b.jsonl", b"{", size=0xFFFFFFFE)])),
    Case("zip", "far_offset.zip", "partial|refused|nodata", "a member beyond the end",
         archive(lambda text, _: [Entry("a.jsonl", text), Entry("b.jsonl", text, at=0x7FFFFFF0)])),
    Case("zip", "directory_cut.zip", "refused|nodata|partial|ok", "the directory ends in a name",
         bytes_of(_after(b"PK\5\6", _set(12, (60).to_bytes(4, "little"))))),
    Case("zip", "comment_of_ends.zip", "ok|partial|refused|nodata", "a comment full of ends",
         lambda folder, rng: put(folder, "c.zip", zipped([Entry("a.jsonl", lines(town(rng)))], after=b"PK\5\6" * 9_000))),
    Case("zip", "zip_in_gz_in_zip.zip", "ok|partial|refused|nodata", "packed three times",
         archive(lambda text, _: [Entry("a.zip", zipped([Entry("b.zip", zipped([Entry("c.jsonl", text)]))]))], used=None, people=None, named=())),
    Case("zip", "unclaimed_5000.zip", "nodata", "5,000 small files that are no export",
         archive(lambda *_: [Entry(f"{n}.txt", b"x%d" % n, method=0, packed=b"x%d" % n) for n in range(5_000)])),
    Case("zip", "packages_3000.zip", "nodata", "3,000 JSON files that are no export",
         archive(lambda *_: [Entry(f"{n}.json", b'{"name": "x%d", "version": 1}' % n) for n in range(3_000)])),
    Case("zip", "deep_folders.zip", "ok|partial", "a thousand folders, one in another", archive(lambda text, _: [Entry("d/" * 1_000 + "a.jsonl", text)])),
    Case("zip", "stored_as_deflated.zip", "partial", "text that says it is packed",
         archive(lambda text, _: [Entry("a.jsonl", text), Entry("b.jsonl", text, packed=text), Entry("c.jsonl", text, method=0, packed=deflated(text))])),
)  # fmt: skip
CASES = (*LISTED, *MORE)
