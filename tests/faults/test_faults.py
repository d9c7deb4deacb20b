"""Whatever strikes while a report is written, its folder holds the old set or the new one, whole."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults._disk import KINDS
from tests.faults._server import Server
from tests.faults._tries import CODES, NAME, Stage, digests, leftovers

DATA = Path(__file__).parents[2] / "data"
SOAK = bool(os.environ.get("GRAPHKIT_SOAK"))
EACH = 1 if SOAK else 12

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can be forked")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    place = tmp_path_factory.mktemp("stage")
    export, before = place / "now.csv", place / "before.csv"
    rows = (DATA / "town.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    export.write_text("".join(rows), encoding="utf-8")
    before.write_text("".join(rows[:-20]), encoding="utf-8")
    server = Server([str(export), str(before)])
    for name, file in (("older", before), ("newer", export)):
        done = server.run(place, "-q", "report", str(file), "-o", str(place / name), "--name", NAME)
        assert (done.code, done.err) == (0, ""), done
        (place / name / NAME / "notes.md").write_text("somebody else's")
    older, newer = place / "older" / NAME, place / "newer" / NAME
    yield Stage(server, export, older, digests(older), digests(newer))
    server.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_at_any_operation_leaves_a_whole_set(stage: Stage, kind: str, tmp_path: Path) -> None:
    wrong, clean = stage.attempt(tmp_path / "clean", "kill", -1)
    assert not wrong
    assert len(clean.operations) > 50
    _try_all(stage, kind, clean.operations, tmp_path, exchange=True)


@pytest.mark.parametrize("kind", KINDS)
def test_so_it_is_where_folders_cannot_be_exchanged(stage: Stage, kind: str, tmp_path: Path) -> None:
    wrong, clean = stage.attempt(tmp_path / "clean", "kill", -1, exchange=False)
    assert not wrong
    first = clean.operations.index(f"exchange {NAME}")
    _try_all(stage, kind, clean.operations, tmp_path, first=0 if SOAK else first, exchange=False)


def _try_all(stage: Stage, kind: str, operations: list[str], root: Path, *, first: int = 0, exchange: bool) -> None:
    wrong = {}
    for at in range(first, len(operations)):
        if at % EACH == KINDS.index(kind) % EACH or operations[at].endswith(f" {NAME}"):
            found, _ = stage.attempt(root / "try", kind, at, exchange=exchange)
            if found:
                wrong[f"{at} {operations[at]}"] = found
    assert not wrong, "\n".join(f"{where}: {what}" for where, what in wrong.items())


def test_the_first_report_is_there_whole_or_not_at_all(stage: Stage, tmp_path: Path) -> None:
    new = {name: mark for name, mark in stage.new.items() if name != "notes.md"}
    for at in range(3, 60, 3 if SOAK else 19):
        root = tmp_path / str(at)
        root.mkdir()
        words = ("-q", "report", str(stage.export), "-o", str(root / "out"), "--name", NAME)
        stage.server.run(root, *words, fault=("kill", at))
        folder = root / "out" / NAME
        assert not folder.exists() or digests(folder) == new
        shutil.rmtree(root)


def test_a_picture_is_the_old_one_or_the_new_one(stage: Stage, tmp_path: Path) -> None:
    for kind in KINDS:
        for at in range(0, 8, 1 if SOAK else 2):
            (tmp_path / "town.png").write_bytes(b"old")
            done = stage.server.run(
                tmp_path, "-q", "draw", str(stage.export), "-o", f"{tmp_path}/town.png", fault=(kind, at)
            )
            assert done.code in CODES[kind], done
            assert "Traceback" not in done.err
            picture = (tmp_path / "town.png").read_bytes()
            assert picture == b"old" or len(picture) > 1000
            assert kind in ("kill", "broken") or not list(tmp_path.glob(".*.part"))
        stage.server.run(tmp_path, "-q", "draw", str(stage.export), "-o", f"{tmp_path}/town.png")
        assert not list(tmp_path.glob(".*.part"))


@pytest.mark.parametrize("moment", range(1, 41 if SOAK else 5))
def test_signals_at_moments_of_the_clock_end_the_run_at_once(stage: Stage, moment: int, tmp_path: Path) -> None:
    shutil.copytree(stage.older, tmp_path / "out" / NAME)
    words = ("-q", "report", str(stage.export), "-o", str(tmp_path / "out"), "--name", NAME)
    done = stage.server.run(tmp_path, *words, after=moment / (20 if SOAK else 4))
    assert done.code in (143, 0)
    assert done.err.splitlines() in ([], ["graphkit: interrupted; nothing was half-written"])
    assert digests(tmp_path / "out" / NAME) in (stage.old, stage.new)
    assert not leftovers(tmp_path)


def test_a_file_that_may_not_grow_is_an_output_that_cannot_be_written(stage: Stage, tmp_path: Path) -> None:
    for largest in (1000, 4000, 60_000):  # what is said goes to a file too
        shutil.copytree(stage.older, tmp_path / "out" / NAME)
        words = ("-q", "report", str(stage.export), "-o", str(tmp_path / "out"), "--name", NAME)
        done = stage.server.run(tmp_path, *words, largest=largest)
        assert (done.code, len(done.err.splitlines())) == (5, 1), done
        assert done.err.endswith(": File too large; what was there is untouched\n")
        assert digests(tmp_path / "out" / NAME) == stage.old
        assert not leftovers(tmp_path)
        shutil.rmtree(tmp_path / "out")
