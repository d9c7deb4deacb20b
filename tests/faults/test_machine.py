"""Full and read-only disks, closed and broken streams, and machines that are set up in other ways."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests._commands import run_afresh as run
from tests.faults._tries import digests
from tests.test_load import jsonl, tweet

TOWN = Path(__file__).parents[2] / "data/town.csv"
MANY = 200_000

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs Linux")


@contextmanager
def mounted(place: Path, size: str) -> Iterator[Path]:
    """A small disk of its own; skips where we may not mount one."""
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(place)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("needs the right to mount a disk")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_leaves_the_old_report(tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "600k") as disk:
        assert run("-q", "report", TOWN, "-o", disk).returncode == 0
        old = digests(disk / "town")
        (disk / "ballast").write_bytes(b"x" * (40 << 10))
        done = run("-q", "report", TOWN, "-o", disk)
        assert (done.returncode, done.stdout) == (5, "")
        (line,) = done.stderr.splitlines()
        assert line.startswith("graphkit: ")
        assert line.endswith(": No space left on device; what was there is untouched")
        assert digests(disk / "town") == old
        assert sorted(path.name for path in disk.iterdir()) == ["ballast", "town"]


def test_links_lead_where_they_lead_and_those_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to("there")
    (tmp_path / "circle").symlink_to("circle")
    assert run("-q", "report", TOWN, "-o", tmp_path / "link").returncode == 0
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there/town/people.csv").is_file()
    for words in (("report", TOWN, "-o", tmp_path / "circle"), ("draw", TOWN, "-o", tmp_path / "circle/town.png")):
        done = run("-q", *words)
        assert done.returncode == 5
        assert len(done.stderr.splitlines()) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["circle", "link", "there"]


def test_a_read_only_disk_leaves_the_old_report(tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "2m") as disk:
        assert run("-q", "report", TOWN, "-o", disk).returncode == 0
        old = digests(disk / "town")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        for words in (("report", TOWN, "-o", disk), ("draw", TOWN, "-o", disk / "town.png")):
            done = run("-q", *words)
            assert done.returncode == 5
            assert "Read-only file system" in done.stderr
        assert digests(disk / "town") == old


def test_no_room_for_temporary_files_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    town = TOWN.read_text(encoding="utf-8") * 40
    big = jsonl(
        tmp_path / "big.jsonl", *(tweet(i, f"p{i % 5000}", f"hi @q{i % 7919} and @r{i}") for i in range(30_000))
    )
    with mounted(tmp_path / "tmp", "64k") as disk:
        environment = {**os.environ, "TMPDIR": str(disk)}
        spilled = run("-q", "report", big, "-o", tmp_path / "out", "--memory-limit", "16MB", env=environment)
        piped = run("-q", "report", "-", "-o", tmp_path / "out", env=environment, input=town)
        left = list(disk.iterdir())
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        environment["HOME"] = str(disk)
        unwritable = run("-q", "report", TOWN, "-o", tmp_path / "out", env=environment)
    assert (piped.returncode, unwritable.returncode) == (5, 0), piped.stderr + unwritable.stderr
    assert piped.stderr.startswith("graphkit: temporary files cannot be written: No space left on device; set TMPDIR")
    assert spilled.returncode == 5, spilled.stderr
    assert spilled.stderr.startswith("graphkit: the engine cannot write its temporary files; set TMPDIR")
    assert not left


def test_standard_input_that_cannot_be_read_is_named() -> None:
    deaf = os.open(os.devnull, os.O_WRONLY)
    done = run("measure", "-", stdin=deaf)
    os.close(deaf)
    assert (done.returncode, done.stderr) == (4, "graphkit: stdin: cannot be read (Bad file descriptor)\n")
    closed = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m graphkit measure - <&-"], capture_output=True, text=True, check=False
    )
    assert (closed.returncode, closed.stderr) == (2, "graphkit: - is standard input, and there is none\n")


@pytest.mark.parametrize("streams", [">&-", "<&- >&- 2>&-"])
def test_closed_streams_change_no_output(streams: str, tmp_path: Path) -> None:
    command = f"exec {sys.executable} -m graphkit report {TOWN} -o {tmp_path} {streams}"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert (tmp_path / "town" / "summary.json").is_file()


ELSEWHERE = (
    {
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    },
    {
        "TZ": "America/St_Johns",
        "LC_ALL": "tr_TR.UTF-8",
        "LANG": "tr_TR.UTF-8",
        "PYTHONHASHSEED": "77",
        "OMP_NUM_THREADS": "5",
    },
    {
        "TZ": "",
        "LC_ALL": "de_DE@euro",
        "PYTHONUTF8": "0",
        "PYTHONHASHSEED": "0",
        "COLUMNS": "40",
        "OPENBLAS_NUM_THREADS": "4",
    },
)


def test_the_same_export_gives_the_same_bytes_on_machines_set_up_otherwise(tmp_path: Path) -> None:
    sets = []
    for number, settings in enumerate(ELSEWHERE):
        place = tmp_path / str(number)
        cores = {sorted(os.sched_getaffinity(0))[0]} if number == 0 else os.sched_getaffinity(0)
        done = run(
            "-q",
            "report",
            TOWN,
            "-o",
            place,
            "--name",
            "ünïcode",
            env={**os.environ, **settings},
            preexec_fn=lambda cores=cores: os.sched_setaffinity(0, cores),
        )
        assert done.returncode == 0, done.stderr
        (folder,) = place.iterdir()
        sets.append({folder.name: "", **digests(folder)})
    assert sets[0] == sets[1] == sets[2]
