"""People: who is one and who is two, odd dates, and names that try to be something else where they are written."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from typing import Any

from tests.hostile._case import TWELVE, Case, Made, given, lines, put, town, tweet, whole

MARKUP = (
    "<script>alert(1)</script>", "</style><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg onload=x>",
    "javascript:alert(1)", "&lt;b&gt;", "<!--", "]]>", "</bdi></body>", "<a href='http://evil.example'>x</a>",
)  # fmt: skip
MATH = (
    "$$$ me $$$",
    "$\\frac{1}{0}$",
    "\\alpha_",
    "a$b",
    "$\\undefinedcommand$",
    "{}{}$",
    "\\",
    "x^{",
    "[/b]",
    "[red]x",
)
CONTROLS = (
    "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "a\x00b", "a\x08\x08b", "\x7f", "\x85x", "\x9b2J", "a\rb", "a\nb", "\ud800",
    "\u202egnp.exe", "\u2066x", "\ufffe", "\uffff", "\x0b\x0c",
)  # fmt: skip
ODD = (
    "Z\u0351\u036b\u0343\u036a\u0302\u036b" * 20, "\U0001f469\u200d\U0001f469\u200d\U0001f467", "\U0001f1e9\U0001f1ea" * 30,
    "e\u0301", "\u00e9", "\u0430nn", "\U00100000", "\u0645\u0631\u062d\u0628\u0627", "\u3042" * 10_000, "\u200b", "\u00a0", " ",
    "\ufdfa" * 50, "\u1d42\u20d2",
)  # fmt: skip
CELLS = ('a"b', "a,b", "a;b", "a\tb", '"', '","', "'", "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "a\r\nb", '"=cmd|x!A1"')
PATHS = (
    "../../x", "/etc/x", "C:\\x", "con", "nul.txt", "a/b", "a\\b", ".", "..", "...", "x" * 300, "a:b", "a\x00b", "A", "a",
    "~", "$HOME", "%TEMP%", "cards", "index.html", "-rf", "x.png::$DATA", "aux ", "tr\u00e4il.",
)  # fmt: skip
TEMPLATES = (
    "{{7*7}}",
    "${7*7}",
    "%s%n",
    "{0.__class__}",
    "{name}",
    "'; drop table posts; --",
    "%(x)s",
    "<%= 1 %>",
    "{% x %}",
)
SECRET = "ann.private@mail.example"
SECRETS = (SECRET, "10.77.66.55", "words of a private message")


def called(name: str, words: Iterable[str], **truth: Any) -> Callable[[Path, Random], Made]:
    """People with these display names, and (in other posts) these handles, beside the town."""
    given_names = tuple(words)

    def make(folder: Path, rng: Random) -> Made:
        records = town(rng)
        for number, word in enumerate(given_names):
            user = {"id_str": str(900 + number), "screen_name": f"odd{number}", "name": word}
            records.append(tweet(100 + number, text=f"see @ann {word}", user=user))
            user = {"id_str": str(5_000 + number), "screen_name": word, "name": "x"}
            records.append(tweet(300 + number, text="see @bob", user=user))
        low = TWELVE + len(given_names)
        return put(folder, name, lines(records), **{"used": range(low, low + len(given_names) + 1), **truth})

    return make


def people(name: str, authors: Iterable[str], **truth: Any) -> Callable[[Path, Random], Made]:
    """One post each of these, who all name zoe."""
    records = [
        {**tweet(number, author, "see @zoe"), "user": {"screen_name": author}} for number, author in enumerate(authors)
    ]
    return lambda folder, _: put(folder, name, lines(records), **truth)


def _twice(folder: Path, rng: Random) -> Made:
    records = town(rng)
    first, second = records[:8], records[4:]
    return given(put(folder, "a.jsonl", lines(first)), put(folder, "b.jsonl", lines(second)), **whole())


def _edited(folder: Path, _: Random) -> Made:
    versions = ["1001", "1002", "1003"]
    pages = [
        {
            "data": [
                {"id": each, "text": f"version {each} @bob", "author_id": "11", "created_at": "2022-08-16T12:00:00.000Z",
                 "edit_history_tweet_ids": versions[: place + 1]}
            ],
            "includes": {"users": [{"id": "11", "username": "ann", "name": "Ann"}]},
        }
        for place, each in enumerate(versions)
    ]  # fmt: skip
    return put(folder, "edited.jsonl", lines(pages), used=1, named=("ann",))


def _conflict(folder: Path, rng: Random) -> Made:
    records = town(rng)
    other = {**records[3], "text": "other words @dee", "user": records[3]["user"]}
    return put(folder, "dup_conflict.jsonl", lines([*records, other]), **whole())


def _future(folder: Path, rng: Random) -> Made:
    years = (2999, 1850, 9999, 1, 1969, 2038)
    odd = [tweet(60 + n, "ann", created_at=f"Thu Aug 16 12:00:00 +0000 {year:04}") for n, year in enumerate(years)]
    return put(folder, "future.jsonl", lines([*town(rng), *odd]), used=range(TWELVE, TWELVE + 7))


def _times(folder: Path, rng: Random) -> Made:
    odd = ("", "yesterday", "0", "Thu Aug 32 12:00:00 +0000 2012", "Thu Aug 16 25:61:00 +0000 2012", "9" * 400,
           "Thu Aug 16 12:00:00 +9999 2012", "2012-08-16T12:00:00Z", "\u0661\u0662")  # fmt: skip
    records = [tweet(60 + n, "ann", created_at=time) for n, time in enumerate(odd)]
    return put(folder, "times.jsonl", lines([*town(rng), *records]), used=range(TWELVE, TWELVE + 10))


def _secret(folder: Path, rng: Random) -> Made:
    records = town(rng)
    for record in records:
        record["user"] |= {"email": SECRET, "ip": SECRETS[1], "status": {"text": SECRETS[2]}}
        record["direct_message"] = {"text": SECRETS[2]}
    records.append({"email": SECRET, "text": SECRETS[2], "oops": 1})
    bad = json.dumps(records[0])[:-1] + f', "{SECRET}": {SECRETS[1]}}}\n'
    return put(folder, "secret_like.jsonl", lines(records) + bad.encode(), nowhere=SECRETS, used=range(12, 14))


def _huge(folder: Path, rng: Random) -> Made:
    user = {"id_str": "9", "screen_name": "huge", "name": "N" * (5 << 20)}
    return put(folder, "huge_name.jsonl", lines([*town(rng), tweet(99, text="see @ann", user=user)]), used=13)


def _alike(folder: Path, rng: Random) -> Made:
    """Forty people whose names are the same once they are made safe for a file."""
    signs = "!\"#$%&'()*+,./:;<=>?@[]^`{|}~"
    users = [{"id_str": str(700 + n), "screen_name": f"x{sign}", "name": "x"} for n, sign in enumerate(signs)]
    records = [tweet(100 + n, text="me", user=user) for n, user in enumerate(users)]
    return put(folder, "alike.jsonl", lines([*town(rng), *records]), used=range(TWELVE, TWELVE + 41))


CASES = (
    Case("identity", "only_numeric_handles.jsonl", "ok", "007 and 7 stay two people",
         people("n.jsonl", ["007", "7", "0007", "1e5", "100000"], used=5, named=("007", "7", "0007", "1e5", "100000"))),
    Case("identity", "case_variants.jsonl", "ok", "one person",
         people("c.jsonl", ["Alice_OK", "alice_ok", "ALICE_OK"], used=3, people=2)),
    Case("identity", "dup_across_files", "ok", "counted once", _twice),
    Case("identity", "dup_conflict.jsonl", "ok|partial", "one is kept", _conflict),
    Case("identity", "edited.jsonl", "ok", "the versions count once", _edited),
    Case("identity", "none_names.jsonl", "ok", "people called null, NaN, None, NA, nan, true, undefined",
         people("n.jsonl", ["null", "NaN", "None", "NA", "true", "undefined", "0"], used=7, people=8)),
    Case("identity", "odd_case.jsonl", "ok|partial", "letters whose lower case is longer or the same as another's",
         people("o.jsonl", ["\u0130x", "i\u0307x", "\u017ft", "st", "\ufb01n", "fin", "stra\u00dfe", "STRASSE"], used=8)),
    Case("identity", "same_file_twice", "ok", "a file given twice is read once",
         lambda folder, rng: given(put(folder, "a.jsonl", lines(town(rng))), Made((str(folder / "a.jsonl"),)), **whole())),
    Case("dates", "future.jsonl", "ok|partial", "the years 2999, 1850, 9999, 1", _future),
    Case("dates", "times.jsonl", "ok|partial", "times that are none", _times),
    Case("output", "mathtext_names.jsonl", "ok|partial", "no mathtext, no markup of the terminal", called("m.jsonl", MATH)),
    Case("output", "control_names.jsonl", "ok|partial", "control characters in names", called("c.jsonl", CONTROLS)),
    Case("output", "unicode_names.jsonl", "ok|partial", "zalgo, emoji, flags, confusables", called("u.jsonl", ODD)),
    Case("output", "huge_name.jsonl", "ok|partial", "5 MiB of name", _huge),
    Case("output", "csv_breakers.jsonl", "ok|partial", "every row as wide as the header", called("c.jsonl", CELLS)),
    Case("output", "path_names.jsonl", "ok|partial", "no file outside, none twice", called("p.jsonl", PATHS)),
    Case("output", "template_names.jsonl", "ok|partial", "templates and SQL are text", called("t.jsonl", TEMPLATES)),
    Case("output", "secret_like.jsonl", "ok|partial", "nothing private in an output", _secret),
    Case("output", "markup_names.jsonl", "ok|partial", "tags in names are text",
         called("m.jsonl", MARKUP)),
    Case("output", "names_alike.jsonl", "ok|partial", "names that are one file name", _alike),
    Case("output", "odd_file_name", "ok", "an export whose own name is markup and a formula",
         lambda folder, rng: put(folder, "=1+1 <img src=x onerror=a> $x$ \x1b[31m.jsonl", lines(town(rng)), **whole())),
)  # fmt: skip
"""Identity, dates, and outputs."""
