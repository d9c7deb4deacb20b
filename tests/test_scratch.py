"""Scratch folders: what a killed run leaves is removed by the next, what a living one uses is not."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graphkit._scratch import SETTLED, scratch_folder

HOLD = """
import sys, time
from graphkit._scratch import scratch_folder
print(scratch_folder(sys.argv[1])[0], flush=True)
time.sleep(60)
"""
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="folders have no locks there")


def aged(folder: Path) -> None:
    old = time.time() - 2 * SETTLED
    os.utime(folder, (old, old))


def test_a_scratch_folder_of_a_killed_run_is_removed_and_that_of_a_living_one_is_not(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        folder = Path(run.stdout.readline().strip())
        (folder / "spilled").write_bytes(b"x")
        aged(folder)
        mine, remove = scratch_folder(str(tmp_path))
        remove()
        assert (folder / "spilled").exists()
        assert not mine.exists()
        run.send_signal(signal.SIGKILL)
    aged(folder)
    scratch_folder(str(tmp_path))[1]()
    assert not list(tmp_path.iterdir())


def test_what_is_young_a_link_or_of_another_name_stays(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").write_bytes(b"x")
    (tmp_path / "graphkit-link").symlink_to(elsewhere)
    (tmp_path / "graphkit-young").mkdir()
    (tmp_path / "other").mkdir()
    aged(tmp_path / "other")
    scratch_folder(str(tmp_path))[1]()
    assert {path.name for path in tmp_path.iterdir()} == {"elsewhere", "graphkit-link", "graphkit-young", "other"}
    assert (elsewhere / "kept").exists()
