"""Claims about reading in pieces and in several processes: nothing tells that it was."""

import functools
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

import graphkit as gk
from graphkit import _load, _workers
from graphkit.engines import duckdb as engine
from graphkit.errors import GraphkitError
from graphkit.readers import READERS, Member, members, pieces

DATA = Path(__file__).parents[1] / "data"


def tweet(number: int, **facts: Any) -> str:
    text = f"@bob well said, {number}" if number % 2 else "me, me, me"
    known = {
        "id": str(1_000 + number),
        "text": text,
        "author_id": str(number % 7 + 1),
        "created_at": "2021-03-01T00:00:00Z",
    }
    return json.dumps({**known, **facts})


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """Flattened tweets, some of them broken: a cut record, one of bad bytes, a notice, an array, a blank line."""
    made = [tweet(number).encode() for number in range(300)]
    made[40] = b'{"id": "1", "text": "cut'
    made[120] = tweet(120).encode().replace(b"me", b"m\xff")
    made[160] = b'{"meta": {}}'
    made[200] = b'[{"id": "5"}]'
    made[240] = b""
    made[280] = b'{"77": {"id": "77", "text": "me", "author_id": "7", "created_at": "2021-03-01T00:00:00Z"}}'
    path = tmp_path / "tweets.jsonl"
    path.write_bytes(b"\n".join(made) + b"\n")
    return path


def told(path: Path | str, monkeypatch: pytest.MonkeyPatch, *, processes: int, size: int) -> tuple[Any, ...]:
    """All that is known of the export, read by so many processes, in pieces of so many bytes."""
    monkeypatch.setenv("GRAPHKIT_PROCESSES", str(processes))
    monkeypatch.setattr(_load, "pieces", functools.partial(pieces, size=size))
    graph = gk.load(path, keep_text=True, copies=True)
    posts = graph.session.fetch("select * from chosen_posts order by post")
    tallies = [asdict(tally) for tally in graph.provenance.files]
    frames = (posts, graph.interactions, graph.edges, graph.counts.reset_index(), graph.rejects(1_000))
    return (*(frame.to_csv() for frame in frames), tallies)


@pytest.mark.parametrize("processes", [1, 2])
def test_a_file_in_pieces_is_the_file(lines: Path, monkeypatch: pytest.MonkeyPatch, processes: int) -> None:
    whole = told(lines, monkeypatch, processes=1, size=10**9)
    assert told(lines, monkeypatch, processes=processes, size=1_000) == whole
    assert [row.split(",")[3] for row in whole[4].splitlines()[1:]] == ["41", "201"]


def test_members_of_archives_are_dealt_out(monkeypatch: pytest.MonkeyPatch) -> None:
    path = DATA / "grailbird_amy_fox.zip"
    assert told(path, monkeypatch, processes=2, size=1_000) == told(path, monkeypatch, processes=1, size=1_000)


def cut(path: Path, size: int) -> list[bytes]:
    found = [member for member in members([path]) if isinstance(member, Member)]
    contents = []
    for piece in pieces(found[0], size):
        with piece.open() as file:
            contents.append(file.read())
    return contents


def test_pieces_end_with_their_lines_and_leave_nothing_out(lines: Path) -> None:
    found = cut(lines, 1_000)
    assert len(found) > 20
    assert b"".join(found) == lines.read_bytes()
    assert all(piece.endswith(b"\n") for piece in found)


@pytest.mark.parametrize("beginning", [b"[\n", b"\xef\xbb\xbf", b"\n", b"var a = "])
def test_what_is_no_plain_file_of_lines_stays_whole(lines: Path, beginning: bytes) -> None:
    lines.write_bytes(beginning + lines.read_bytes())
    assert len(cut(lines, 1_000)) == 1


def test_small_exports_are_read_in_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRAPHKIT_PROCESSES", raising=False)
    assert _workers.processes(_workers.WORTH - 1) == 1
    monkeypatch.setenv("GRAPHKIT_PROCESSES", "3")
    assert _workers.processes(0) == 3
    monkeypatch.setenv("GRAPHKIT_PROCESSES", "many")
    assert _workers.processes(10**9) == 1


def jobs(path: Path) -> Iterator[_workers.Job]:
    return _load._jobs(_load.look([path]), {})


def test_the_rest_is_read_here_where_a_process_is_lost(lines: Path) -> None:
    worker = _workers.Worker()
    job = next(jobs(lines))
    assert worker.give(job)
    worker._process.kill()
    assert [part.tally.posts for part in worker.given(job) if isinstance(part, _workers.Harvest)] == [295]
    worker.stop()


def test_what_cannot_be_sent_is_read_here(lines: Path) -> None:
    job = next(jobs(lines))
    odd = _workers.replace(job, context=lambda: None)
    assert job.packed
    assert not odd.packed


def test_a_mistake_in_another_process_is_raised_here(lines: Path) -> None:
    job = _workers.replace(next(jobs(lines)), context="not what the reader prepared")
    worker = _workers.Worker()
    assert worker.give(job)
    with pytest.raises(AttributeError):
        list(worker.given(job))
    worker.stop()


def test_formats_that_say_so_are_read_by_lines() -> None:
    assert {reader.name for reader in READERS if reader.by_lines} == {"twitter-v1", "twitter-v2", "twitter-gnip"}


def test_processes_are_ended_with_the_reading(lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[_workers.Worker] = []
    known = _workers.Worker

    def counted() -> _workers.Worker:
        begun.append(known())
        return begun[-1]

    def stopped(name: str, number: int) -> None:
        raise GraphkitError("enough")

    monkeypatch.setattr(_workers, "Worker", counted)
    monkeypatch.setenv("GRAPHKIT_PROCESSES", "2")
    with suppress(GraphkitError):
        gk.load(lines, progress=stopped)
    assert [worker._process.returncode is None for worker in begun] == [False, False]


def test_a_large_export_is_kept_compressed_and_gives_the_same(lines: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = told(lines, monkeypatch, processes=1, size=1_000)
    monkeypatch.setattr(engine, "LARGE", 1)
    assert told(lines, monkeypatch, processes=1, size=1_000) == small
