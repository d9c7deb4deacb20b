"""Tables as text: odd widths, dialects, encodings, quotes, and floods of cells."""

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from tests.hostile._case import Case, Made, fixed, noise, put, rows, whole

MIB = 1 << 20
ODD = ("NA", "null", "nan", "None", "007", "7", "1e5", "0x10", "true", "-", "1_000", "inf")


def bent(bend: Callable[[str, Random], str | bytes], **truth: Any) -> Callable[[Path, Random], Made]:
    """The town as a table, after something was done to its text."""
    return lambda folder, rng: put(folder, "table.csv", bend(rows(rng), rng), **{**whole(), **truth})


def plain(content: str | bytes | Callable[[], str | bytes], **truth: Any) -> Callable[[Path, Random], Made]:
    """A table that is the same whatever the seed."""
    return fixed("table.csv", content, **truth)


def dialect(mark: str = ",", end: str = "\n", before: str = "") -> Callable[[Path, Random], Made]:
    """The town with other delimiters or line ends."""
    return lambda folder, rng: put(folder, "table.csv", before + rows(rng, mark=mark, end=end), **whole())


def more(added: str | Callable[[], str], **truth: Any) -> Callable[[Path, Random], Made]:
    """The town with one more row in its middle."""

    def bend(text: str, rng: Random) -> str:
        each = text.splitlines()
        at = rng.randrange(2, len(each))
        row = added if isinstance(added, str) else added()
        return "\n".join([*each[:at], row, *each[at:]]) + "\n"

    return bent(bend, **truth)


def _odd_authors() -> str:
    return "author,text\n" + "".join(f"{name},hello {n}\n" for n, name in enumerate(ODD))


def _float_ids() -> str:
    ids = ("1234567890123456789", "", "1234567890123456788", "1234567890123456787", "")
    return "id,author,text\n" + "".join(f"{each},ann,words {n}\n" for n, each in enumerate(ids))


def _mixed(text: str, rng: Random) -> str:
    return "".join(line + rng.choice(("\n", "\r\n", "\r")) for line in text.splitlines())


def _columns(count: int) -> str:
    names = ",".join(f"c{n}" for n in range(count))
    return f"author,text,{names}\n" + "ann,hi," + "," * (count - 1) + "\n"


def unclosed(size: int) -> str:
    """Rows whose every cell opens a quote that nothing closes."""
    row = '1,"ann,"hello,bob\n'
    return "id,author,text,mentions\n" + row * (size // len(row))


def _one_open(text: str, _: Random) -> str:
    return text + '99,ann,"open to the end\n' + "".join(f"{n},bob,words,cid\n" for n in range(100, 50_100))


CASES = (
    Case("csv", "ragged_short.csv", "partial|ok", "that row only", more("99,ann", used=range(12, 14))),
    Case("csv", "ragged_long.csv", "partial", "that row only", more("99,ann,words,bob,1,2,3")),
    Case("csv", "nul.csv", "ok|partial", "that row only", more("99,ann,wo\0rds,bob", used=range(12, 14))),
    Case("csv", "utf16.csv", "ok|nodata|refused", "read or refused", bent(lambda text, _: text.replace(",", "\t").encode("utf-16"))),
    Case("csv", "semicolon.csv", "ok", "semicolons", dialect(";")),
    Case("csv", "tab.csv", "ok", "tabs", dialect("\t")),
    Case("csv", "sep_line.csv", "ok|nodata|refused", "sep=,", dialect(before="sep=,\n")),
    Case("csv", "empty.csv", "nodata", "no data", plain("", said="no data")),
    Case("csv", "no_header.csv", "nodata|refused|ok", "says what was wanted", plain("1,ann,hello\n2,bob,hi @ann\n" * 9, said="wanted")),
    Case("csv", "unknown_columns.csv", "nodata|refused", "found and wanted", plain("a,b,c\n1,2,3\n" * 5, said="wanted")),
    Case("csv", "dup_header.csv", "ok|nodata|refused|partial", "a stated rule", plain("author,text,author,text\nann,hi @bob,bob,no\n" * 5)),
    Case("csv", "big_field.csv", "ok|partial", "1 MiB in a cell", more(lambda: f"99,ann,{'w' * MIB},bob", used=13)),
    Case("csv", "many_columns.csv", "ok|nodata|refused|partial", "100,000 columns", plain(lambda: _columns(100_000))),
    Case("csv", "crlf.csv", "ok", "CRLF", dialect(end="\r\n")),
    Case("csv", "mixed_newlines.csv", "ok|partial", "LF, CRLF and CR", bent(_mixed)),
    Case("csv", "na_handles.csv", "ok", "NA, null and 1e5 are people", plain(_odd_authors(), used=12, named=ODD[:7])),
    Case("csv", "float_ids.csv", "ok", "three ids, five posts", plain(_float_ids(), used=5, people=1)),
    Case("csv", "formula_cells.csv", "ok|partial", "formulas are text", plain('author,text\n=1+1,hi\n"=cmd|\' /C calc\'!A0",hi\n+1,a\n-1,b\n@x,c\n', used=5)),
    Case("csv", "delimiter_bomb.csv", "partial|ok|nodata|refused", "16 MiB of commas", plain(lambda: "," * (16 * MIB))),
    Case("csv", "binary.csv", "nodata|refused", "refused by name", lambda folder, rng: put(folder, "b.csv", noise(rng, 65_536))),
    Case("csv", "header_only.csv", "nodata", "a header and nothing else", plain("id,author,text\n")),
    Case("csv", "nuls_only.csv", "nodata|refused", "1 MiB of NUL", plain(b"\0" * MIB)),
    Case("csv", "nul_everywhere.csv", "ok|partial|nodata|refused", "a NUL after every letter, without a mark",
         bent(lambda text, _: text.encode("utf-16-le"), used=None, people=None, named=())),
    Case("csv", "commas_in_a_row.csv", "partial", "a row of 8 MiB of commas", more(lambda: "," * (8 * MIB))),
    Case("csv", "one_quote_open.csv", "partial|ok", "one quote stays open: the rows after it are not lost", bent(_one_open, used=range(50_000, 50_014), people=None)),
    Case("csv", "quotes_unclosed_3MB.csv", "partial|nodata|ok", "3 MB of quotes that nothing closes", plain(lambda: unclosed(3_000_000))),
    Case("csv", "only_quotes.csv", "nodata|refused|partial", "4 MiB of quotes", plain(lambda: 'author,text\n' + '"' * (4 * MIB))),
    Case("csv", "quote_field_20MiB.csv", "partial", "a quoted cell of 20 MiB with line ends in it",
         more(lambda: '99,ann,"' + ("w" * 99 + "\n") * (20 * MIB // 100) + '",bob', used=range(12, 14), people=None)),
    Case("csv", "one_line_64MiB.csv", "partial|nodata|refused", "64 MiB without a line end", bent(lambda text, _: text + "w" * (64 * MIB))),
    Case("csv", "latin1.csv", "ok|partial", "bytes of Latin-1", bent(lambda text, _: (text + "99,ann,caf\u00e9,bob\n").encode("latin-1"), used=13)),
    Case("csv", "utf8_cut.csv", "ok|partial", "cut inside a character", bent(lambda text, _: (text + "99,ann,caf\u00e9").encode()[:-1], used=range(12, 14))),
    Case("csv", "header_of_controls.csv", "nodata|refused", "a header with ESC and line separators", plain("a\x1b[31m,b\u2028,c\x07\n1,2,3\n4,5,6\n")),
    Case("csv", "rows_duplicate_400000.csv", "ok", "400,000 rows that are one row", plain(lambda: "id,author,text\n" + "1,ann,hi @bob\n" * 400_000, used=1, people=2)),
    Case("csv", "rows_broken_200000.csv", "partial", "200,000 rows too short", bent(lambda text, _: text + "1,2\n" * 200_000)),
)  # fmt: skip
"""Tables as text."""
