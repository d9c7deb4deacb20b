"""Killed at any moment, a collection goes on where it was: all of it, nothing twice, no half line."""

import os
import random
import signal
import sys
import time
import warnings
from pathlib import Path

import pytest

from tests.collection._fake import Fake, serving
from tests.collection._town import Town, town
from tests.collection.support import Collected, lines

KILLS = 50
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot fork")


@pytest.fixture(scope="module")
def two() -> Town:
    return town(people=2, posts=400)


def test_after_fifty_kills_at_random_moments_the_ids_are_the_servers(two: Town, tmp_path: Path) -> None:
    rng = random.Random(11)  # noqa: S311
    everything = sorted(post["id"] for post in two.posts.values())
    kills = whole = pages = 0
    with serving(Fake(two, most=5)) as fake:
        while kills < KILLS:
            killed = _killed(fake, two, tmp_path, rng.uniform(0.01, 0.12))
            kills += killed
            if not killed:
                got = Collected(fake, tmp_path, "user", *_names(two))
                assert sorted(got.ids) == everything
                got.file.unlink()
                whole += 1
            elif (tmp_path / "posts.jsonl").exists():
                pages += _sound(tmp_path / "posts.jsonl")
        got = Collected(fake, tmp_path, "user", *_names(two))
    assert got.error is None
    assert sorted(got.ids) == everything
    assert got.status["state"] == "finished"
    assert pages > KILLS


def _names(two: Town) -> tuple[str, str]:
    return two.handle(), two.handle(1)


def _killed(fake: Fake, two: Town, folder: Path, after: float) -> bool:
    """Collect in a process of its own, which is killed after so many seconds; whether it still lived."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # from 3.12 on: the server's thread is not needed there
        child = os.fork()
    if child == 0:
        try:
            Collected(fake, folder, "user", *_names(two))
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _sound(file: Path) -> int:
    """Whole lines of a file that a kill has left, but the last, hold each thing once; how many pages they are."""
    content = file.read_bytes()
    file_of_whole_lines = file.with_suffix(".whole")
    file_of_whole_lines.write_bytes(content[: content.rfind(b"\n") + 1] or b"\n")
    if len(file_of_whole_lines.read_bytes()) < 2:
        return 0
    pages = lines(file_of_whole_lines)
    found = [thing["id"] for page in pages for thing in page["data"]]
    assert len(found) == len(set(found))
    return len(pages)
