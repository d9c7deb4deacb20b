"""Scratch folders that go with the process that made them, however it ends.

A process that is killed cannot tidy up. Each folder is therefore locked for as long as its process lives, and whoever
makes the next one removes those that nobody holds any more.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

PREFIX = "graphkit-"
SETTLED = 60.0
"""Seconds after which a folder is locked by its process, if that lives."""


def scratch_folder(place: str | None = None) -> tuple[Path, Callable[[], None]]:
    """A new empty folder that only we can read, and what removes it; what killed runs left is removed first."""
    _sweep(Path(place or tempfile.gettempdir()))
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
    held = None if sys.platform == "win32" else os.open(folder, os.O_RDONLY)
    if held is not None:
        _lock(held)

    def remove() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        if held is not None:
            os.close(held)

    return folder, remove


def _sweep(place: Path) -> None:
    """Remove folders of ours that no process holds; where the system has no locks on folders, none."""
    if sys.platform == "win32":
        return
    for left in place.glob(f"{PREFIX}*"):
        try:
            state = left.lstat()
            if state.st_uid != os.getuid() or time.time() - state.st_mtime < SETTLED:
                continue
            handle = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:
            continue
        try:
            if _lock(handle):
                shutil.rmtree(left, ignore_errors=True)
        finally:
            os.close(handle)


def _lock(handle: int) -> bool:
    """Whether the folder could be locked: nobody else holds it."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
