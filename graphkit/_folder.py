"""A folder of files that is the old set or the new set, never a mixture.

The new set is made in a hidden folder beside the place where it goes, and swapped in at one stroke, by one run at a
time. Where the system cannot exchange two folders, the old one is moved aside first and moved back if that fails.
What a killed run left behind is removed by the next one; an old set that it had moved aside is put back.
"""

import ctypes
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from graphkit._scratch import abandoned, hold, one_at_a_time, release, remove
from graphkit.errors import OutputError

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
ASIDE = "-old"
Ours = Callable[[Path], frozenset[str]]


@contextmanager
def replacing(folder: Path, *, ours: Ours) -> Iterator[Path]:
    """Give an empty folder to fill; when the block ends well, it takes the place of `folder` at once.

    `ours` tells which files in an old folder graphkit wrote; files of others found in it are carried over. Raises
    OutputError where the place cannot be written, or where a file of somebody else bears a name we would write.
    """
    folder = Path(os.path.realpath(folder))  # says nothing of links in a circle: making the folder does
    fresh = folder.parent / f"{_prefix(folder)}{os.getpid()}-{token_hex(4)}"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if folder.exists() and not folder.is_dir():
            raise OutputError(f"{folder}: there is a file of that name; choose another place with -o")
        with one_at_a_time(folder.parent):
            _recover(folder)
            held = _made(fresh)
    except OSError as fault:
        raise _unwritable(folder, fault) from fault
    try:
        yield fresh
        with one_at_a_time(folder.parent):
            fresh.chmod(folder.stat().st_mode & 0o777 if folder.exists() else 0o755)
            if folder.exists():
                _carry(folder, fresh, ours(folder))
            _sync(fresh)
            _swap(fresh, folder)
    except OSError as fault:
        raise _unwritable(folder, fault) from fault
    except OutputError as fault:
        raise OutputError(f"{str(fault).replace(str(fresh), str(folder))}; what was there is untouched") from fault
    finally:
        remove(fresh)
        release(held)


def _made(fresh: Path) -> int | None:
    """Make the folder and hold it; nothing is left where something comes between."""
    try:
        fresh.mkdir(mode=0o700)
        return hold(fresh)
    except BaseException:
        remove(fresh)
        raise


def _prefix(folder: Path) -> str:
    return f".{folder.name[:100]}.graphkit-"


def _unwritable(folder: Path, fault: OSError) -> OutputError:
    return OutputError(f"{folder}: cannot be written: {fault.strerror or fault}; what was there is untouched")


def _recover(folder: Path) -> None:
    """Remove what runs that were killed have left beside the folder; an old set they had moved aside is put back."""
    for left in sorted(folder.parent.glob(f"{_prefix(folder)}*")):
        if left.name.endswith(ASIDE):
            if not folder.exists():
                left.rename(folder)
            else:
                remove(left)
        elif abandoned(left):
            remove(left)


def _carry(old: Path, fresh: Path, ours: frozenset[str]) -> None:
    """Copy what others put into the old folder; our own old files are not kept."""
    for item in sorted(old.rglob("*")):
        name = item.relative_to(old)
        place = fresh / name
        if name.as_posix() in ours or any(parent.is_symlink() for parent in item.parents if old in parent.parents):
            continue
        if item.is_dir() and not item.is_symlink():
            if not _holds_only(item, old, ours):
                place.mkdir(parents=True, exist_ok=True)
            continue
        if place.exists() or place.is_symlink():
            raise OutputError(f"{item}: not written by graphkit, but a report would replace it; choose another place")
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(item, place, follow_symlinks=False)


def _holds_only(folder: Path, old: Path, ours: frozenset[str]) -> bool:
    """Whether a folder is there because of our files alone."""
    inside = [item.relative_to(old).as_posix() for item in folder.rglob("*")]
    return bool(inside) and all(name in ours for name in inside)


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
    aside = fresh.with_name(fresh.name + ASIDE)
    try:
        folder.rename(aside)
        fresh.rename(folder)
    except BaseException:  # a signal too: the old set is put back before it has its way
        if aside.exists() and not folder.exists():
            aside.rename(folder)
        raise
    remove(aside)


def _exchange(first: Path, second: Path) -> bool:
    """Exchange two folders at one stroke where the system can; False where it cannot."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    names = (os.fsencode(first), os.fsencode(second))
    return bool(rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0)
