"""A folder of files that is the old set or the new set, never a mixture.

The new set is made in a hidden folder beside the place where it goes, and swapped in at one stroke. Where the
system cannot exchange two folders, the old one is moved aside first and moved back if that fails.
"""

import ctypes
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graphkit.errors import OutputError

MADE_BY_US = "summary.json"
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


@contextmanager
def replacing(folder: Path, *, ours: frozenset[str]) -> Iterator[Path]:
    """Give an empty folder to fill; when the block ends well, it takes the place of `folder` at once.

    `ours` are the names in the old folder that graphkit wrote; files of others found in it are carried over.
    Raises OutputError where the place cannot be written or holds something that is no report of ours.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if folder.exists() and not folder.is_dir():
            raise OutputError(f"{folder}: there is a file of that name; choose another place with -o")
        fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name[:100]}-", dir=folder.parent))
    except OSError as fault:
        raise _unwritable(folder, fault) from fault
    try:
        yield fresh
        fresh.chmod(0o755)
        if folder.exists():
            _carry(folder, fresh, ours)
        _sync(fresh)
        _swap(fresh, folder)
    except OSError as fault:
        raise _unwritable(folder, fault) from fault
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _unwritable(folder: Path, fault: OSError) -> OutputError:
    return OutputError(f"{folder}: cannot be written: {fault.strerror or fault}; what was there is untouched")


def _carry(old: Path, fresh: Path, ours: frozenset[str]) -> None:
    """Copy what others put into the old folder; our own old files are not kept."""
    for item in sorted(old.rglob("*")):
        name = item.relative_to(old)
        place = fresh / name
        if item.is_dir() or name.as_posix() in ours or place.exists():
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(item, place, follow_symlinks=False)


def _sync(folder: Path) -> None:
    """Everything is on the disk before it takes the old set's place."""
    for path in [*folder.rglob("*"), folder]:
        if path.is_symlink() or (sys.platform == "win32" and path.is_dir()):
            continue
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _swap(fresh: Path, folder: Path) -> None:
    if not folder.exists():
        fresh.rename(folder)
        return
    if _exchange(fresh, folder):
        return
    aside = fresh.with_name(fresh.name + "-old")
    folder.rename(aside)
    try:
        fresh.rename(folder)
    except OSError:
        aside.rename(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _exchange(first: Path, second: Path) -> bool:
    """Exchange two folders at one stroke where the system can; False where it cannot."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    names = (os.fsencode(first), os.fsencode(second))
    return bool(rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0)
