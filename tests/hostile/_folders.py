"""Unpacked X archives, and folders with what an operating system can put into one."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from tests.hostile._case import Case, Made, lines, noise, put, town, tweet, whole
from tests.hostile._packed import ZEROS, gzipped, repeated

ACCOUNT = [
    {"account": {"email": "ann@mail.example", "username": "ann", "accountId": "11", "accountDisplayName": "Ann"}}
]
START = "window.YTD.tweets.part0 = "
ODD_NAMES = (b"\x1b[31mred.jsonl", b"a\nb.jsonl", b"caf\xe9.jsonl", b"-rf.jsonl", b" .jsonl", b"'\".jsonl", b"x" * 249 + b".jsonl",
             "\u202egnp.jsonl".encode(), b"$(id).jsonl", b"%s%n.jsonl", b"a\\b.jsonl")  # fmt: skip
ROOT_ONLY = "root:x:0"


def tweets(first: int = 1, count: int = 5) -> list[dict[str, Any]]:
    """Ann's tweets as an archive has them."""
    return [
        {"tweet": {"id_str": str(n), "created_at": tweet(n)["created_at"], "full_text": f"hi @bob {n}"}}
        for n in range(first, first + count)
    ]


def archive(files: dict[str, str | bytes], **truth: Any) -> Callable[[Path, Random], Made]:
    """An unpacked archive with these files in `data`."""

    def make(folder: Path, _: Random) -> Made:
        for name, content in files.items():
            put(folder / "archive", f"data/{name}", content)
        return Made((str(folder / "archive"),), **truth)

    return make


def ytd(name: str, records: list[Any], part: int = 0) -> str:
    """The text of one file of an archive."""
    return f"window.YTD.{name}.part{part} = {json.dumps(records)}"


def in_folder(fill: Callable[[Path, Random], Any], **truth: Any) -> Callable[[Path, Random], Made]:
    """A folder with the town in it, and something else."""

    def make(folder: Path, rng: Random) -> Made:
        place = folder / "exports"
        put(place, "good.jsonl", lines(town(rng)))
        fill(place, rng)
        return Made((str(place),), **{**whole(), **truth})

    return make


def _empty(folder: Path, _: Random) -> Made:
    (folder / "nothing").mkdir()
    return Made((str(folder / "nothing"),))


def _loops(place: Path, _: Random) -> None:
    (place / "self").symlink_to(place)
    (place / "root").symlink_to("/")
    (place / "passwd.jsonl").symlink_to("/etc/passwd")


def _zero(place: Path, _: Random) -> None:
    (place / "zero.jsonl").symlink_to("/dev/zero")
    (place / "random.json").symlink_to("/dev/urandom")


def _odd(place: Path, rng: Random) -> None:
    for name in ODD_NAMES:
        Path(os.fsdecode(os.fsencode(place) + b"/" + name)).write_bytes(
            lines(town(rng)) if rng.random() < 0.7 else b"\0\1"
        )


def _many(place: Path, _: Random) -> None:
    for n in range(5_000):
        (place / f"{n}.jsonl").write_text(json.dumps(tweet(100 + n, text="see @bob")) + "\n")


def _mixed(place: Path, rng: Random) -> None:
    put(place, "bomb.jsonl.gz", gzipped(repeated(ZEROS, 256)))
    put(place, "noise.jsonl", noise(rng, 9_999))
    put(place, "chat.rar", b"Rar!\x1a\x07\x00" + bytes(99))


def _missing(folder: Path, _: Random) -> Made:
    return Made((str(folder / "not-there.jsonl"),), said="not-there.jsonl")


def _deep(place: Path, rng: Random) -> None:
    below = place
    for _ in range(120):
        below = below / "deeper"
        below.mkdir()
    put(below, "b.jsonl", lines(town(rng)))


def _closed(place: Path, _: Random) -> None:
    put(place, "closed.jsonl", b"{}")
    (place / "closed.jsonl").chmod(0)


def _alone(kind: Callable[[Path], None]) -> Callable[[Path, Random], Made]:
    def make(folder: Path, _: Random) -> Made:
        kind(folder / "it.jsonl")
        return Made((str(folder / "it.jsonl"),))

    return make


def _report_inside(place: Path, rng: Random) -> None:
    """A report of somebody else's, whose summary lists files outside of it."""
    for name in ("people.csv", "edges.csv", "datapackage.json"):
        put(place / "report", name, "id\n")
    put(place / "report", "summary.json", json.dumps({"graphkit": "0", "files": ["../../../x"]}))


def _pattern(folder: Path, rng: Random) -> Made:
    """A file whose name is a pattern that matches others."""
    put(folder, "b.jsonl", lines([tweet(999, "eve", "me")]))
    return put(folder, "[ab]*.jsonl", lines(town(rng)), **whole())


ARCHIVES = (
    Case("archive", "archive_dir", "ok", "two parts",
         archive({"account.js": ytd("account", ACCOUNT), "tweets.js": ytd("tweets", tweets()), "tweets-part1.js": ytd("tweets", tweets(50), 1)}, used=10, people=2)),
    Case("archive", "js_code", "refused|nodata|partial", "never run", archive({"account.js": ytd("account", ACCOUNT), "tweets.js": START + "(function(){return require('fs')})()"})),
    Case("archive", "js_variants", "ok|partial", "mark, CRLF, no blanks, semicolon, brackets",
         archive({"account.js": ytd("account", ACCOUNT), "tweets.js": "\ufeff" + ytd("tweets", tweets()).replace(" = ", "=").replace(", ", ",\r\n") + ";\r\n",
                  "tweets-part1.js": "window['YTD'].tweets.part1=" + json.dumps(tweets(50))}, used=range(5, 11))),
    Case("archive", "js_missing_account", "ok|partial|nodata|refused", "says that the owner is not known", archive({"tweets.js": ytd("tweets", tweets())})),
    Case("archive", "js_empty_array", "nodata", "no posts", archive({"account.js": ytd("account", ACCOUNT), "tweets.js": ytd("tweets", [])})),
    Case("archive", "js_cut", "partial", "the whole ones are kept", archive({"account.js": ytd("account", ACCOUNT), "tweets.js": ytd("tweets", tweets())[:-40]}, used=4)),
    Case("archive", "js_account_lies", "ok|partial|nodata|refused", "an owner that is a list, a number, markup",
         archive({"account.js": ytd("account", [{"account": {"username": "<script>alert(1)</script>", "accountId": ["x"], "accountDisplayName": 7}}]),
                  "tweets.js": ytd("tweets", tweets())})),
    Case("archive", "js_two_accounts", "ok|partial|nodata|refused", "two owners in one archive",
         archive({"account.js": ytd("account", [*ACCOUNT, {"account": {"username": "bob", "accountId": "12"}}]), "tweets.js": ytd("tweets", tweets())})),
    Case("archive", "js_html_tail", "partial|ok", "an HTML page after the array", archive({"account.js": ytd("account", ACCOUNT), "tweets.js": ytd("tweets", tweets()) + "\n<html>x</html>"}, used=5)),
    Case("archive", "dm_only", "nodata|refused", "private messages are never read",
         archive({"account.js": ytd("account", ACCOUNT), "direct-messages.js": ytd("direct_messages", [{"dmConversation": {"messages": [{"messageCreate": {"text": "very private"}}]}}])}, nowhere=("very private",))),
)  # fmt: skip

FOLDERS = (
    Case("fs", "fs_empty_dir", "nodata|usage", "named", _empty),
    Case("fs", "fs_loop", "ok|partial", "no endless walk", in_folder(_loops, nowhere=(ROOT_ONLY,))),
    Case("fs", "fs_fifo", "ok|partial", "not opened", in_folder(lambda place, _: os.mkfifo(place / "pipe.jsonl"))),
    Case("fs", "fs_devzero", "ok|partial", "not read", in_folder(_zero)),
    Case("fs", "fs_odd_names", "ok|partial", "named safely", in_folder(_odd)),
    Case("fs", "fs_many_files", "ok|partial", "5,000 files", in_folder(_many, used=5_012, people=4)),
    Case("fs", "fs_mixed", "partial", "the good one is used", in_folder(_mixed)),
    Case("fs", "fs_missing.jsonl", "usage|nodata", "named", _missing),
    Case("fs", "fs_deep", "ok|partial", "120 folders, one in another", in_folder(_deep)),
    Case("fs", "fs_closed", "ok|partial", "a file that may not be read", in_folder(_closed, used=range(12, 14))),
    Case("fs", "fs_fifo_alone", "nodata|usage", "a pipe given by itself", _alone(os.mkfifo)),
    Case("fs", "fs_link_to_nothing", "nodata|usage", "a link that leads nowhere", _alone(lambda path: path.symlink_to("gone"))),
    Case("fs", "fs_link_to_itself", "nodata|usage", "a link to itself", _alone(lambda path: path.symlink_to(path))),
    Case("fs", "fs_named_as_jsonl", "nodata|usage", "a folder with the name of a file", _alone(Path.mkdir)),
    Case("fs", "fs_our_report", "ok|partial", "a report that lies about its files", in_folder(_report_inside)),
    Case("fs", "fs_pattern_name", "ok", "a name that is a pattern", _pattern),
    Case("fs", "fs_hidden", "ok|partial", "hidden files and clutter", in_folder(lambda place, rng: [put(place, name, b"\0\1") for name in (".x", "__MACOSX/a", "Thumbs.db", "node_modules/a.json")])),
)  # fmt: skip
CASES = (*ARCHIVES, *FOLDERS)
