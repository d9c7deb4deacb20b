"""JSON: cut, mixed, enormous, nested, in the wrong encoding, or something else."""

import gzip
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from tests.hostile._case import TWELVE, Case, Made, fixed, given, lines, noise, put, town, tweet, whole

MIB = 1 << 20
Bend = Callable[[list[bytes], Random], bytes]
CANARY = "canary-of-the-pickle"


def bent(name: str, bend: Bend, **truth: Any) -> Callable[[Path, Random], Made]:
    """The town, one tweet a line, after something was done to its lines."""

    def make(folder: Path, rng: Random) -> Made:
        each = lines(town(rng)).splitlines(keepends=True)
        return put(folder, name, bend(each, rng), **{**whole(), **truth})

    return make


def array(name: str, bend: Callable[[list[str], Random], str], **truth: Any) -> Callable[[Path, Random], Made]:
    """The town as the elements of an array, after something was done to them."""

    def make(folder: Path, rng: Random) -> Made:
        return put(folder, name, bend([json.dumps(each) for each in town(rng)], rng), **{**whole(), **truth})

    return make


def one_more(text: bytes | Callable[[], bytes], **truth: Any) -> Callable[[Path, Random], Made]:
    """The town with one more line, somewhere."""

    def bend(each: list[bytes], rng: Random) -> bytes:
        added = text if isinstance(text, bytes) else text()
        each.insert(rng.randrange(1, len(each)), added + b"\n")
        return b"".join(each)

    return bent("one.jsonl", bend, **truth)


def field(**more: Any) -> bytes:
    """One tweet of ann with another field."""
    return json.dumps(tweet(99, **more)).encode()


def _halved(each: list[bytes], rng: Random) -> bytes:
    return b"".join(each)[: -rng.randrange(20, len(each[-1]) - 20)]


def _inside_a_letter(each: list[bytes], _: Random) -> bytes:
    last = json.dumps(tweet(50, "ann", "caf\u00e9 \U0001f375"), ensure_ascii=False).encode()
    return b"".join(each) + last[: last.index(b"\xf0\x9f") + 2]


def _exploding(folder: Path, _: Random) -> Made:
    class Boom:
        def __reduce__(self) -> tuple[Any, ...]:
            return Path.write_text, (folder / CANARY, "unpickled")

    return put(folder, "pickle_named.json", pickle.dumps(Boom()))


def _numeric_ids(folder: Path, rng: Random) -> Made:
    """Three people and three posts that a float would make one."""
    start = 2**62 + rng.randrange(1000) * 1000
    records = []
    for number in range(3):
        record = tweet(number, f"ann{number}", "see @bob") | {"id": start + number}
        del record["id_str"]
        record["user"] = {"id": start + 500 + number, "screen_name": f"ann{number}"}
        records.append(record)
    return put(folder, "numeric_id_only.jsonl", lines(records), used=3, named=("ann0", "ann1", "ann2"))


def _mention_bomb(folder: Path, rng: Random) -> Made:
    names = [{"id_str": str(10**6 + n), "screen_name": f"m{n}", "indices": [0, 1]} for n in range(20_000)]
    bomb = tweet(99, "ann", "all of you", entities={"user_mentions": names, "urls": [], "hashtags": []})
    return put(folder, "mention_bomb.jsonl", lines([*town(rng), bomb]), used=TWELVE + 1)


def _keys_of(each: list[bytes], _: Random) -> bytes:
    many = ",".join(f'"k{n % 7}": {n}' for n in range(65_536))
    return b"".join(each) + field().rstrip(b"}") + b", " + many.encode() + b"}\n"


def _nested(depth: int) -> bytes:
    return field()[:-1] + b', "coordinates": ' + b"[" * depth + b"]" * depth + b"}"


def _utf(name: str) -> Bend:
    return lambda each, _: b"".join(each).decode().encode(name)


def _wrong_halves(each: list[bytes], _: Random) -> bytes:
    return b"".join(each) + b"".join(field(text="x").replace(b'"x"', text) + b"\n" for text in HALVES)


HALVES = (b'"\\ud83d"', b'"\\udc00\\ud800"', b'"\xed\xa0\xbd"', b'"\\ud83d\\u0041"')
NO_MARK = b'{"id_str": "1", "user": {"screen_name": "ann"}, "text": "%s"}'

LISTED = (
    Case("control", "ok.jsonl", "ok", "everything used, no rejects", bent("ok.jsonl", lambda each, _: b"".join(each))),
    Case("json", "trunc_last.jsonl", "partial", "the cut last line is left out", bent("t.jsonl", _halved, used=11)),
    Case("json", "trunc_inside_utf8.jsonl", "partial", "cut inside a character", bent("t.jsonl", _inside_a_letter)),
    Case("json", "html_mid.jsonl", "partial", "an error page in the middle",
         one_more(b"<html><body>\n<h1>503</h1>\n</body></html>")),
    Case("json", "bad_utf8.jsonl", "partial|ok", "U+FFFD or that record only",
         one_more(field(text="caf").replace(b"caf", b"caf\xe9\xff"), used=range(12, 14))),
    Case("json", "dup_keys.jsonl", "ok|partial", "one value wins",
         one_more(field()[:-1] + b', "text": "other", "text": "last"}', used=range(12, 14))),
    Case("json", "nan_inf.jsonl", "ok|partial", "never in an output",
         one_more(field()[:-1] + b', "favorite_count": NaN, "score": -Infinity}', used=range(12, 14))),
    Case("json", "bigint_5000.jsonl", "ok|partial", "5,000 digits",
         one_more(field()[:-1] + b', "favorite_count": ' + b"9" * 5_000 + b"}", used=range(12, 14))),
    Case("json", "float_1e400.jsonl", "ok|partial", "no inf in outputs",
         one_more(field()[:-1] + b', "score": 1e400, "favorite_count": 1e400}', used=range(12, 14))),
    Case("json", "numeric_id_only.jsonl", "ok", "19 digits: no rounding, no merge", _numeric_ids),
    Case("json", "deep_5M_unclosed.json", "nodata|refused", "refuse quickly", fixed("d.json", lambda: b"[" * 5_000_000)),
    Case("json", "empty.jsonl", "nodata", "no data in it", fixed("empty.jsonl", b"", said="empty.jsonl: no data")),
    Case("json", "whitespace.jsonl", "nodata", "the same as empty", fixed("w.jsonl", b" \n\t\r\n\n" * 99)),
    Case("json", "blank_lines.jsonl", "ok", "blank lines are no rejects", bent("b.jsonl", lambda each, _: b"\n \n".join(each))),
    Case("json", "bom.jsonl", "ok", "the first record is not lost",
         bent("b.jsonl", lambda each, _: b"\xef\xbb\xbf" + b"".join(each))),
    Case("json", "bom_each_line.jsonl", "ok|partial", "nothing is lost",
         bent("b.jsonl", lambda each, _: b"\xef\xbb\xbf" + b"\xef\xbb\xbf".join(each))),
    Case("json", "utf16.jsonl", "ok|nodata|refused", "read, or refused by name", bent("u.jsonl", _utf("utf-16"))),
    Case("json", "utf32.jsonl", "ok|nodata|refused", "read, or refused by name", bent("u.jsonl", _utf("utf-32"))),
    Case("json", "nul_in_string.jsonl", "partial|ok", "that record only",
         one_more(field(text="x_x").replace(b"_", b"\0"), used=range(12, 14))),
    Case("json", "nul_block.jsonl", "partial", "that line only", one_more(b"\0" * 4096)),
    Case("json", "u2028_nel.jsonl", "ok", "no line ends",
         one_more(json.dumps(tweet(99, text="a\u2028b\u2029c\u0085d"), ensure_ascii=False).encode(), used=13)),
    Case("json", "crlf.jsonl", "ok", "CRLF", bent("c.jsonl", lambda each, _: b"".join(each).replace(b"\n", b"\r\n"))),
    Case("json", "concatenated.jsonl", "ok|partial", "read all", bent("c.jsonl", lambda each, _: b"".join(each).replace(b"\n", b""))),
    Case("json", "array.json", "ok", "an array", array("a.json", lambda each, _: f"[{', '.join(each)}]")),
    Case("json", "array_in.jsonl", "ok", "an array under another name", array("a.jsonl", lambda each, _: f"[{', '.join(each)}]")),
    Case("json", "array_truncated.json", "partial", "the whole ones are kept",
         array("a.json", lambda each, rng: f"[{', '.join(each)}, {each[0][: rng.randrange(10, 99)]}")),
    Case("json", "array_one_bad.json", "partial|nodata|refused", "what is whole before it",
         array("a.json", lambda each, _: f"[{', '.join(each[:6])}, {{\"id_str\": oops, }}, {', '.join(each[6:])}]")),
    Case("json", "trailing_comma.json", "ok|partial|nodata|refused", "accepted or refused", array("a.json", lambda each, _: f"[{', '.join(each)},]")),
    Case("json", "not_posts.json", "nodata|refused", "no posts found",
         fixed("package.json", '{"name": "x", "version": "1.0", "dependencies": {"a": "1"}}', said="no posts found")),
    Case("json", "long_line_garbage.jsonl", "partial", "64 MiB, then the next line",
         bent("l.jsonl", lambda each, _: b"".join(each[:6]) + b"x" * (64 * MIB) + b"\n" + b"".join(each[6:]))),
    Case("json", "mention_bomb.jsonl", "ok|partial", "capped by a stated rule", _mention_bomb),
    Case("json", "backslash_bomb.jsonl", "ok|partial", "no quadratic time", one_more(lambda: field(text="\\" * (4 * MIB)), used=13)),
    Case("json", "pickle_named.json", "nodata|refused", "never unpickled", _exploding),
    Case("json", "wrong_ext_gz.jsonl", "ok|nodata|refused", "found by its magic",
         bent("w.jsonl", lambda each, _: gzip.compress(b"".join(each), mtime=0))),
    Case("json", "binary.json", "nodata|refused", "refused by name", lambda folder, rng: put(folder, "b.json", noise(rng, 65_536))),
)  # fmt: skip
"""Those of the contract."""

MORE = (
    Case("json", "mixed_newlines.jsonl", "ok|partial", "LF and CRLF and blank lines of CR",
         bent("m.jsonl", lambda each, _: b"\r\n".join(line.strip() + b"\n\r" for line in each))),
    Case("json", "dup_keys_65536.jsonl", "ok|partial", "65,536 keys, seven names", bent("d.jsonl", _keys_of, used=range(12, 14))),
    Case("json", "number_for_user.jsonl", "partial|ok", "a number, a list, a string where an object belongs",
         one_more(b"\n".join(field(user=wrong) for wrong in (7, "7", [7], None, True)), used=range(12, 18))),
    Case("json", "wrong_shapes.jsonl", "partial|ok", "every field of another type",
         one_more(b"\n".join(field(**{name: wrong}) for name in ("text", "id_str", "created_at", "entities")
                             for wrong in (7.5, {"a": 1}, [[]], "\ud800"[:0])), used=range(12, 29))),
    Case("json", "string_31_MiB.json", "ok|partial|nodata|refused", "one string of 31 MiB", fixed("s.json", lambda: NO_MARK % (b"a" * (31 * MIB)))),
    Case("json", "only_a_string.json", "nodata|refused", "a JSON value that is no object", fixed("s.json", lambda: b'"' + b"a" * MIB + b'"')),
    Case("json", "scalars.jsonl", "nodata|refused", "numbers, one a line", fixed("n.jsonl", lambda: "".join(f"{n}\n" for n in range(99_999)))),
    Case("json", "scalars_between.jsonl", "partial", "null, 1, true, [] between tweets",
         one_more(b'null\n1\ntrue\n""\n[]\n{}', used=12)),
    Case("json", "depth_255.jsonl", "ok|partial", "deep, and no deeper than allowed", one_more(_nested(200), used=range(12, 14))),
    Case("json", "depth_100000.jsonl", "partial", "one line nested 100,000 deep", one_more(_nested(100_000), used=12)),
    Case("json", "depth_in_array.json", "partial|ok|nodata|refused", "an element nested 50,000 deep",
         array("d.json", lambda each, _: f"[{', '.join(each)}, {_nested(50_000).decode()}]", used=range(6, 13), people=None, named=())),
    Case("json", "objects_unclosed.json", "nodata|refused", "a million objects that open",
         fixed("o.json", lambda: b'{"a":' * 1_000_000)),
    Case("json", "strings_unclosed.jsonl", "partial", "every other line has an open string",
         bent("s.jsonl", lambda each, _: b"".join(line + b'{"text": "open\n' for line in each))),
    Case("json", "comments.json", "ok|partial|nodata|refused", "JSON with comments", array("c.json", lambda each, _: f"// posts\n[{', '.join(each)}]", used=None, people=None, named=())),
    Case("json", "halves.jsonl", "ok|partial", "halves of surrogate pairs, written in four ways", bent("h.jsonl", _wrong_halves, used=range(12, 17))),
    Case("json", "utf16_no_mark.jsonl", "ok|nodata|refused", "UTF-16 without a mark", bent("u.jsonl", _utf("utf-16-le"))),
    Case("json", "utf16_odd.jsonl", "partial|ok", "UTF-16 cut inside a unit", bent("u.jsonl", lambda each, _: b"".join(each).decode().encode("utf-16")[:-3], used=range(11, 13))),
    Case("json", "negative_ids.jsonl", "ok|partial", "ids -1, 0, 1e9, 2**70", one_more(b"\n".join(field().replace(b'"1000000000000000099"', wrong) for wrong in (b"-1", b"0", b"1e9", str(2**70).encode())), used=range(12, 17))),
    Case("json", "ids_of_a_megabyte.jsonl", "ok|partial", "an id and a handle of 1 MiB",
         one_more(lambda: b"\n".join((field(id_str="9" * MIB), field(user={"screen_name": "h" * MIB}))), used=range(12, 15), people=None)),
    Case("json", "two_files_one_bad", "partial", "the good one is used", lambda folder, rng: given(
        put(folder, "good.jsonl", lines(town(rng))), put(folder, "bad.json", b"[" * 99_999), **whole())),
    Case("json", "broken_lines_300000.jsonl", "partial", "300,000 broken lines: counted, few said",
         bent("b.jsonl", lambda each, _: b"".join(each) + b'{"id_str": oops}\n' * 300_000)),
    Case("json", "simple_rows.jsonl", "ok|partial|nodata|refused", "id, user and text, flat: read, or refused by name",
         lambda folder, _: put(folder, "s.jsonl", lines({"id": n, "user": "ann", "text": "hi @bob"} for n in range(9)))),
)  # fmt: skip
"""More of the kind."""

CASES = (*LISTED, *MORE)
