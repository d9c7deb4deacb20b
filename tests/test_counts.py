"""What costs time, counted instead of timed: libraries loaded, batches for the engine, memory held while reading."""

import subprocess
import sys
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graphkit import _harvest as harvest
from graphkit._harvest import Gatherer, Tally
from graphkit._intake import Intake
from graphkit._marks import Marks
from graphkit.engines._seam import Setup
from graphkit.engines.duckdb import LARGE, DuckSession
from graphkit.post import Account, Post
from graphkit.readers import FileFault, fingerprint
from graphkit.readers._lines import spans

ROOT = Path(__file__).parents[1]
UNUSED = {
    "pydantic",
    "networkx",
    "matplotlib",
    "tweepy",
    "scipy.special",
    "scipy.spatial",
    "scipy.stats",
    "scipy.linalg",
}
PEOPLE = [Account(str(number), f"person_{number}") for number in range(50)]


def posts(number: int) -> Iterator[Post]:
    for n in range(number):
        yield Post("twitter", PEOPLE[n % 50], str(n), n, f"@{PEOPLE[n % 7].handle} hello", line=n + 1)


class Recording:
    """Stands in for an engine: how often each table was filled, with how many rows in all."""

    def __init__(self) -> None:
        self.fills: Counter[str] = Counter()
        self.rows: Counter[str] = Counter()

    def create(self, table: str, schema: Any) -> None:
        """Nothing to do."""

    def fill(self, table: str, columns: dict[str, Any]) -> None:
        """Count it."""
        self.fills[table] += 1
        self.rows[table] += next(len(column) for column in columns.values() if hasattr(column, "dtype"))


def test_measuring_loads_no_library_that_it_does_not_use() -> None:
    code = (
        "import sys\nfrom graphkit.cli import main\n"
        f"sys.argv = ['graphkit', 'measure', {str(ROOT / 'data/town.csv')!r}, '--format', 'csv']\n"
        "try:\n    main()\nexcept SystemExit:\n    sys.stderr.write(' '.join(sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("id,label")
    assert not UNUSED & set(done.stderr.split())


def test_the_engine_is_filled_some_thousand_rows_at_a_time() -> None:
    engine = Recording()
    intake = Intake(engine)  # type: ignore[arg-type]
    for _ in range(5):
        intake.begin(Tally("a", "a", "a", "twitter"))
        intake.take(posts(9_000))
    intake.finish()
    assert engine.rows["raw_posts"] == engine.rows["raw_interactions"] == 45_000
    assert engine.fills["raw_posts"] == engine.fills["raw_interactions"] == 2
    assert engine.fills["accounts"] == 1


def test_memory_is_bounded_by_a_batch_and_not_by_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harvest, "BATCH", 500)
    monkeypatch.setattr(harvest, "MOST_RECENT", 500)

    def peak(number: int) -> int:
        tracemalloc.start()
        held = sum(part.kept for part in Gatherer().harvests(posts(number)))
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert held == number
        return found

    peak(1_000)
    assert peak(4_000) < 1.2 * peak(1_000)


def test_lines_of_a_file_are_not_copied() -> None:
    piece = b'{"id":"1"}\n{"id":"2"}\n{"id"'
    first, second, third = spans([piece, b':"3"}\n'])
    assert isinstance(first, tuple)
    assert isinstance(second, tuple)
    assert first[2].obj is second[2].obj is piece  # type: ignore[union-attr]
    assert third == (3, 22, b'{"id":"3"}')


def test_large_exports_are_read_within_a_limit_of_the_engines_own_and_without_it_where_that_is_too_little() -> None:
    session = DuckSession(Setup(size=LARGE))
    try:
        limit = "select current_setting('memory_limit') as allowed"
        assert session.fetch(limit)["allowed"].tolist() == ["128.0 MiB"]
        session._limit("1MB")
        session.keep("many", "select range as number, repeat('x', 100) || range as word from range(100000)")
        assert session.fetch("select count(*) as rows from many")["rows"].tolist() == [100_000]
        assert session.fetch(limit)["allowed"].tolist() != ["1.0 MiB"]
    finally:
        session.close()


def test_fingerprints_are_found_beside_reading_and_faults_of_them_told_when_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl"
    path.write_bytes(b"{}\n")
    marks = Marks([str(path), str(tmp_path / "none")])
    assert marks.of(str(path)) == fingerprint(path)
    with pytest.raises(FileFault):
        marks.of(str(tmp_path / "none"))
