"""What costs time, counted instead of timed: libraries loaded, batches for the engine, memory held while reading."""

import subprocess
import sys
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import graphkit as gk
from graphkit import _harvest as harvest
from graphkit._harvest import Gatherer, Tally
from graphkit._intake import Intake
from graphkit.diagrams import ego
from graphkit.diagrams._orbit import place_around
from graphkit.engines.duckdb import DuckSession
from graphkit.post import Account, Post

ROOT = Path(__file__).parents[1]
ARCHIVE, COMMUNITY = (str(ROOT / "data" / name) for name in ("grailbird_amy_fox.zip", "community_v1.jsonl.gz"))
MOST_MEASURING, MOST_REPORTING = 1_020, 1_260
"""Modules; a new version of a library may bring some dozen more."""
MOST_ASKED_MEASURING, MOST_ASKED_REPORTING = 49, 19
"""Queries: each costs the engine some milliseconds, however small its tables are."""
DRAWING = {"matplotlib", "PIL"}
UNUSED = {
    "pydantic",
    "networkx",
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


def loaded_by(*words: str) -> set[str]:
    """The modules that a command has loaded when it ends, in a Python of its own."""
    code = (
        f"import sys\nfrom graphkit.cli import main\nsys.argv = {['graphkit', *words]!r}\n"
        "try:\n    main()\nexcept SystemExit as end:\n    sys.stderr.write(f'{end.code} ' + ' '.join(sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    code, *modules = done.stderr.split("\n")[-1].split()
    assert code == "0"
    return set(modules)


def test_measuring_loads_no_library_and_no_reader_that_it_does_not_use() -> None:
    modules = loaded_by("measure", COMMUNITY, "--format", "csv")
    assert "graphkit.readers.twitter_v1" in modules
    assert not (UNUSED | DRAWING | {"graphkit.readers.table"}) & modules
    assert len(modules) < MOST_MEASURING


def test_a_report_loads_no_library_that_it_does_not_use(tmp_path: Path) -> None:
    modules = loaded_by("report", ARCHIVE, "-o", str(tmp_path))
    assert not UNUSED & modules
    assert len(modules) < MOST_REPORTING


def test_measuring_and_reporting_ask_the_engine_so_many_times(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[str] = []
    run = DuckSession._run

    def counted(session: DuckSession, query: str, values: Any = ()) -> Any:
        asked.append(query)
        return run(session, query, values)

    monkeypatch.setattr(DuckSession, "_run", counted)
    graph = gk.load(ARCHIVE)
    people = gk.measure(graph)
    measured = len(asked)
    laid_out: list[int] = []
    monkeypatch.setattr(ego, "place_around", lambda *at: laid_out.append(1) or place_around(*at))
    gk.report(graph, tmp_path / "report", people=people)
    assert measured <= MOST_ASKED_MEASURING
    assert len(asked) - measured <= MOST_ASKED_REPORTING
    assert len(laid_out) == 1, "the page has the places of the picture"


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
