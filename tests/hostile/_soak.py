"""The long ones: the same kinds of damage at ten times the size; `make soak` runs them."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.hostile._case import Case, Made, fixed, lines, put, town, whole
from tests.hostile._csv import unclosed
from tests.hostile._feeds import node_link
from tests.hostile._packed import Entry, zipped
from tests.hostile._tables import rows_bomb
from tests.hostile._zip import archive

MILLION = 1_000_000


def _broken(folder: Path, rng: Random) -> Made:
    """Eight million lines that are no JSON."""
    made = put(folder, "broken.jsonl", lines(town(rng)), **whole())
    with (folder / "broken.jsonl").open("ab") as file:
        for _ in range(8):
            file.write(b'{"id_str": oops}\n' * MILLION)
    return made


def _unclaimed() -> Iterator[Entry]:
    return (Entry(f"{n}.txt", b"x%d" % n, method=0, packed=b"x%d" % n) for n in range(100_000))


def _rows(count: int, row: str) -> str:
    return "id,author,text\n" + row * count


SOAK = (
    Case("json", "broken_lines_8M.jsonl", "partial", "eight million broken lines", _broken),
    Case("csv", "rows_duplicate_1200000.csv", "ok", "1,200,000 rows that are one row",
         fixed("d.csv", lambda: _rows(1_200_000, "1,ann,hi @bob\n"), used=1, people=2)),
    Case("csv", "rows_anonymous_500000.csv", "ok", "500,000 rows without an id that say the same",
         fixed("a.csv", lambda: "author,text\n" + "ann,hi @bob\n" * 500_000, used=500_000, people=2)),
    Case("graph", "edge_list_self_300000.txt", "ok", "300,000 edges of one to itself",
         fixed("e.txt", lambda: "1 1\n" * 300_000 + "1 2\n2 1\n")),
    Case("csv", "quotes_open_10MB.csv", "partial|nodata", "10 MB of quotes that open, three bytes a row",
         fixed("q.csv", lambda: 'id,author,text,mentions\n' + '"a\n' * 3_300_000)),
    Case("csv", "quotes_unclosed_10MB.csv", "partial|nodata|ok", "10 MB of quotes, rows that can be mended", fixed("u.csv", lambda: unclosed(10_000_000))),
    Case("xlsx", "rows_bomb_short.xlsx", "refused|nodata|partial", "three million short rows",
         lambda folder, rng: rows_bomb(folder, rng, text="hi")),
    Case("zip", "unclaimed_100000.zip", "nodata", "100,000 small files that are no export", archive(lambda *_: list(_unclaimed()))),
    Case("zip", "packages_100000.zip", "nodata", "100,000 JSON files that are no export",
         lambda folder, _: put(folder, "p.zip", zipped(Entry(f"{n}.json", b'{"name": "x%d", "version": 1}' % n) for n in range(100_000)))),
    Case("graph", "nodes_400000.json", "ok", "400,000 people of whom 50 act", fixed("n.json", lambda: node_link(400_000), used=50)),
)  # fmt: skip
"""Each within `SOAK_LIMIT` seconds."""
