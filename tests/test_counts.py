"""What costs time, counted instead of timed: libraries loaded, batches for the engine, memory held while reading."""

import subprocess
import sys
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graphkit as gk
from graphkit import _harvest as harvest
from graphkit._harvest import Gatherer, Tally
from graphkit._intake import Intake
from graphkit._load import from_items
from graphkit._marks import Marks
from graphkit.diagrams import ego
from graphkit.diagrams._orbit import place_around
from graphkit.engines._seam import Setup
from graphkit.engines.duckdb import LARGE, DuckSession
from graphkit.exports import cells, text_cell
from graphkit.post import Account, Post
from graphkit.readers import FileFault, ReadOptions, fingerprint, members
from graphkit.readers._csv import FIRST_ROWS
from graphkit.readers._lines import spans
from graphkit.readers.table import READER as TABLE

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


def test_measuring_counts_no_edges_and_loading_none(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[str] = []
    keep = DuckSession.keep
    monkeypatch.setattr(DuckSession, "keep", lambda self, name, query: (kept.append(name), keep(self, name, query)))
    graph = from_items(posts(100))
    gk.measure(graph, ["counts", "reciprocity", "in_degree", "out_strength", "pagerank"])
    assert "sent" in kept
    assert "edges" not in kept
    assert len(graph.edges) == 100
    assert kept.count("edges") == 1


def test_a_table_of_edges_by_columns_is_a_few_batches(tmp_path: Path) -> None:
    path = tmp_path / "acts.parquet"
    query = (
        "select 'p' || range % 90 as source, 'p' || range % 70 as target, range + 1345121940 as time from range(9000)"
    )
    duckdb.sql(f"copy ({query}) to '{path}' (format parquet)")
    engine = Recording()
    intake = Intake(engine)  # type: ignore[arg-type]
    intake.begin(Tally("a", "a", "table", "table"))
    (member,) = members([path])
    read = list(TABLE.read(member, ReadOptions()))  # type: ignore[arg-type]
    intake.take(read)
    intake.finish()
    assert len(read) < FIRST_ROWS + 10
    assert (engine.rows["raw_acts"], engine.fills["raw_acts"], engine.rows["accounts"]) == (9_000, 1, 90)


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


@given(st.lists(st.text(st.sampled_from('ab|=+-@",\t\r\n\x00\u2028é'), max_size=3), max_size=600))
@settings(max_examples=20, deadline=None)
def test_texts_looked_at_together_are_written_as_each_alone(texts: list[str]) -> None:
    assert cells(pd.Series(texts, dtype="str")) == [text_cell(text) for text in texts]


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
