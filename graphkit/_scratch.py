"""Scratch folders that go with the process that made them, however it ends.

A process that is killed cannot tidy up. Each folder is therefore locked for as long as its process lives, and whoever
makes the next one removes those that nobody holds any more.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from graphkit.errors import OutputError

PREFIX = "graphkit-"
SETTLED = 60.0
"""Seconds after which a folder is locked by its process, if that lives."""


def scratch_folder(place: str | None = None) -> tuple[Path, Callable[[], None]]:
    """A new empty folder that only we can read, and what removes it; what killed runs left is removed first.

    Raises OutputError where no file can be written.
    """
    with for_temporary_files():
        home = Path(place or tempfile.gettempdir())
        _sweep(home)
        folder = home / f"{PREFIX}{token_hex(4)}"
        try:
            folder.mkdir(mode=0o700)
            held = hold(folder)
        except BaseException:
            remove(folder)
            raise

    def removed() -> None:
        remove(folder)
        release(held)

    return folder, removed


@contextmanager
def for_temporary_files() -> Iterator[None]:
    """A temporary file that cannot be written is an output that cannot: the disk is full, or read-only."""
    try:
        yield
    except OSError as fault:
        why = f"temporary files cannot be written: {fault.strerror or fault}"
        raise OutputError(f"{why}; set TMPDIR to a folder with room; outputs are untouched") from fault


def remove(folder: Path) -> None:
    """Remove a folder and what is in it, as far as that can be done; a signal waits until it is."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except BaseException:
        with suppress(OSError):
            shutil.rmtree(folder, ignore_errors=True)
        raise


def hold(folder: Path) -> int | None:
    """Lock a folder for as long as this process lives; None where the system has no locks on folders."""
    if sys.platform == "win32":
        return None
    handle = os.open(folder, os.O_RDONLY)
    _lock(handle)
    return handle


def release(held: int | None) -> None:
    """Let go of a folder."""
    if held is not None:
        os.close(held)


def abandoned(folder: Path) -> bool:
    """Whether a folder of ours is held by no process; where the system has no locks on folders, never."""
    if sys.platform == "win32":
        return False
    try:
        if folder.lstat().st_uid != os.getuid():
            return False
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        return _lock(handle)
    finally:
        os.close(handle)


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Processes take turns in a folder, where the system has locks on folders."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some file systems have none
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _sweep(place: Path) -> None:
    """Remove scratch folders of ours that no process holds."""
    for left in place.glob(f"{PREFIX}*"):
        with suppress(OSError):
            if time.time() - left.lstat().st_mtime > SETTLED and abandoned(left):
                remove(left)


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
