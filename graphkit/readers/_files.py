"""The files a user gave: alone, in folders, in archives, or through a pipe.

    for found in members(["2012.zip", "exports/", "-"]):
        found is a Member (open it) or a Refusal (name it)

Archives are streamed, never extracted. Links inside folders are not followed, devices and pipes not opened.
"""

import functools
import glob
import hashlib
import os
import re
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from graphkit.errors import UsageError
from graphkit.readers._faults import LIMITS, MIB, Budget, FileFault, Limits
from graphkit.readers._reader import Member
from graphkit.readers._spool import Spool
from graphkit.readers._streams import HEAD_OF_A_FILE, UNPACK, packing, unpacked
from graphkit.readers._tar import TarEntry, is_header, open_tar_entry, tar_entries
from graphkit.readers._zip import Entry, entries, open_entry

MEDIA = re.compile(
    r"\.(jpe?g|png|gif|webp|svg|ico|bmp|tiff?|heic|avif|mp4|m4v|mov|webm|avi|mkv|ts|m3u8|mp3|m4a|ogg|wav|aac|flac"
    r"|opus|woff2?|ttf|otf|eot|css|map|pdf|exe|dll|so|pyc)$",
    re.IGNORECASE,
)
CLUTTER = frozenset({"__macosx", "__pycache__", "thumbs.db", "desktop.ini", "node_modules"})
NOT_OPENED = {
    "7z": "a 7z archive; unpack it first and give the folder",
    "rar": "a RAR archive; unpack it first and give the folder",
}
NAME_KEPT = 500
PACKED_NOTHING = 24
"""A member of no size and fewer packed bytes is empty; with more, its directory entry lies and it is looked at."""


@dataclass(frozen=True)
class Refusal:
    """A file that is not read, and why: a link, a device, an encrypted or malicious archive member."""

    export: str
    path: str
    code: str
    reason: str

    @property
    def label(self) -> str:
        """How messages name the file."""
        return label(self)

    @property
    def unsafe(self) -> bool:
        """Whether it was refused for safety (exit code 6 if every input was)."""
        return self.fault.unsafe

    @property
    def fault(self) -> FileFault:
        """The same as an exception."""
        return FileFault(self.code, self.reason)


class Named(Protocol):
    """Whatever has an export and a path in it."""

    @property
    def export(self) -> str:
        """The path as the user gave it."""
        ...

    @property
    def path(self) -> str:
        """Where the file lies inside the folder or archive."""
        ...


@dataclass(frozen=True)
class Place:
    """A file on the way to becoming members: where it is, how to open it, how deep in archives it lies."""

    export: str
    path: str
    open: Callable[[], BinaryIO]
    seekable: bool = True
    packed: int = 0
    weight: float = 1.0


Found = Member | Refusal


def members(paths: Sequence[str | os.PathLike[str]], limits: Limits = LIMITS) -> Iterator[Found]:
    """Every file in what was given, in a fixed order; what is given twice is read once.

    A path that does not exist is a `UsageError`, at once.
    """
    given: dict[str, str] = {}
    for path in (path for each in paths for path in _given(os.fspath(each))):
        given.setdefault(_target(path), path)
    budget = Budget(limits)
    return chain.from_iterable(_found(path, budget) for path in given.values())


def targets(paths: Sequence[str | os.PathLike[str]]) -> frozenset[str]:
    """The files and folders behind what was given, whatever they are called: what tells that two are the same."""
    return frozenset(_target(path) for each in paths for path in _given(os.fspath(each)))


def label(named: Named) -> str:
    """How messages and receipts name a file: `2012.zip!data/js/tweets/2012_08.js`, `folder/posts.jsonl`.

    Without the folders above it, so that a report says nothing of the machine it was made on.
    """
    top = "stdin" if named.export == "-" else clean(os.path.basename(os.path.abspath(named.export)))
    if not named.path:
        return top
    return f"{top}/{named.path}" if os.path.isdir(named.export) else f"{top}!{named.path}"


def clean(name: str) -> str:
    """A file's name without what could move a cursor or break a line, with `/` between its parts."""
    shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in name.replace("\\", "/"))
    if len(shown) > NAME_KEPT:
        shown = f"{shown[: NAME_KEPT // 2]}…{shown[-NAME_KEPT // 2 + 1 :]}"
    return shown


@dataclass(frozen=True)
class Fingerprint:
    """What identifies an export: its size and the SHA-256 of its bytes (of a folder: of its list of files)."""

    bytes: int
    sha256: str


def fingerprint(path: str | os.PathLike[str]) -> Fingerprint:
    """Size and hash of one given path, for the report's provenance; nothing is kept in memory."""
    given = os.fspath(path)
    if given == "-":
        return _hashed(_open_stdin())
    if not os.path.isdir(given):
        return _hashed(_open_file(given))
    total, listing = 0, hashlib.sha256()
    for place in _walk(given, LIMITS):
        if isinstance(place, Place):
            file = _hashed(place.open())
            total += file.bytes
            listing.update(f"{file.sha256}  {place.path}\n".encode(errors="replace"))
    return Fingerprint(total, listing.hexdigest())


def _hashed(file: BinaryIO) -> Fingerprint:
    total, digest = 0, hashlib.sha256()
    with file:
        while chunk := file.read(MIB):
            total += len(chunk)
            digest.update(chunk)
    return Fingerprint(total, digest.hexdigest())


def _given(path: str) -> list[str]:
    """The paths behind one argument: itself, or what its pattern matches."""
    if path == "-" or os.path.exists(path):
        return [path]
    if glob.has_magic(path) and (matches := sorted(glob.glob(path, recursive=True))):
        return matches
    raise UsageError(f"{clean(path)}: there is no such file or folder")


def _target(path: str) -> str:
    """Where a path leads, by whatever name it was given."""
    return path if path == "-" else os.path.realpath(path)


def _found(export: str, budget: Budget) -> Iterator[Found]:
    if export == "-":
        yield from _looked_into(Place(export, "", _open_stdin), budget)
    elif os.path.isdir(export):
        for place in _walk(export, budget.limits):
            if isinstance(place, Refusal):
                yield place
            else:
                yield from _looked_into(place, budget)
    elif stat.S_ISREG(os.stat(export).st_mode):
        yield from _looked_into(Place(export, "", functools.partial(_open_file, export)), budget)
    else:
        yield Refusal(export, "", "file.special", "is a pipe or a device; give it as - on standard input")


def _walk(folder: str, limits: Limits) -> Iterator[Place | Refusal]:
    """The files under a folder, sorted by path; no link is followed."""
    pending = [folder]
    count = 0
    while pending:
        current = pending.pop()
        try:
            with os.scandir(current) as scan:
                listed = sorted(scan, key=lambda item: item.name)
        except OSError as error:
            yield Refusal(folder, _inside(folder, current), "file.unreadable", _why(error))
            continue
        below = []
        for item in listed:
            if passed_over(item.name):
                continue
            if item.is_dir(follow_symlinks=False):
                below.append(item.path)
                continue
            count += 1
            if count > limits.members:
                yield Refusal(folder, "", "archive.members", f"holds more than {limits.members:,} files")
                return
            yield _place(folder, item)
        pending += reversed(below)


def _place(folder: str, item: "os.DirEntry[str]") -> Place | Refusal:
    path = _inside(folder, item.path)
    if item.is_symlink():
        return Refusal(folder, path, "file.link", "is a link; links inside a folder are not followed")
    if not item.is_file(follow_symlinks=False):
        return Refusal(folder, path, "file.special", "is a pipe or a device, which is never opened")
    return Place(folder, path, functools.partial(_open_file, item.path))


def _inside(folder: str, path: str) -> str:
    return clean(os.path.relpath(path, folder))


def passed_over(path: str) -> bool:
    """Whether a file inside a folder or archive is left alone by its name: media, hidden files, clutter."""
    parts = path.lower().split("/")
    return bool(MEDIA.search(path)) or any(part.startswith(".") or part in CLUTTER for part in parts)


def _looked_into(place: Place, budget: Budget) -> Iterator[Found]:
    """The members of a file: itself, or what it holds if it is an archive."""
    try:
        kind = first = _kind(place)
        while kind in UNPACK:
            place = _unwrapped(place, kind, budget)
            kind = _kind(place)
        if kind == "zip":
            yield from _in_zip(place, budget)
            return
        if kind == "tar":
            packed = place.packed if first in UNPACK else _deeper(place, budget)  # a .tar.gz is one layer, as a zip is
            yield from _in_tar(place, packed, budget)
            return
    except FileFault as fault:
        yield Refusal(place.export, place.path, fault.code, fault.reason)
        return
    if kind in NOT_OPENED:
        yield Refusal(place.export, place.path, f"archive.{kind}", f"is {NOT_OPENED[kind]}")
    else:
        yield Member(place.export, place.path, place.open, budget)


def _kind(place: Place) -> str:
    """How a file is packed. A zip archive may have junk before it; an office document is no archive."""
    with place.open() as file:
        try:
            head = file.read(HEAD_OF_A_FILE)
        except FileFault as fault:
            if fault.unsafe or fault.code in ("archive.method", "archive.window", "extra.missing"):
                raise
            head = b""  # the reader will meet the fault again, after what lies before it
    if not packing(head) and place.seekable and not place.path and place.export.lower().endswith(".zip"):
        return _zip_behind_junk(place)
    return packing(head) or ("tar" if is_header(head) else "")


def _zip_behind_junk(place: Place) -> str:
    with place.open() as file:
        try:
            entries(file, LIMITS)
        except FileFault:
            return ""
    return "zip"


def _deeper(place: Place, budget: Budget) -> int:
    if place.packed >= budget.limits.nested:
        raise FileFault("archive.nested", f"lies in more than {budget.limits.nested} archives, one in another")
    return place.packed + 1


def _unwrapped(place: Place, kind: str, budget: Budget) -> Place:
    """The file inside a gzip, bzip2, xz or Zstandard file."""
    opener = functools.partial(_open_unpacked, place.open, kind, budget)
    return replace(place, open=opener, seekable=False, packed=_deeper(place, budget))


def _open_unpacked(opener: Callable[[], BinaryIO], kind: str, budget: Budget) -> BinaryIO:
    return unpacked(opener(), kind, budget)


def _in_zip(place: Place, budget: Budget) -> Iterator[Found]:
    """What a zip archive holds; an archive inside another is first copied to a nameless temporary file."""
    packed = _deeper(place, budget)
    if not place.seekable:
        spool = Spool(place.open)
        place = replace(place, open=spool.view, seekable=True, weight=spool.weight)
    with place.open() as file:
        listed = entries(file, budget.limits)
    if any(entry.name in ("[Content_Types].xml", "mimetype") for entry in listed):
        yield Member(place.export, place.path, place.open, budget)
        return
    for entry in listed:
        path = clean(entry.name).lstrip("/")
        if passed_over(path) or (not entry.size and entry.packed < PACKED_NOTHING):
            continue
        path = f"{place.path}!{path}" if place.path else path
        opener = functools.partial(_open_in_zip, place, entry, budget)
        yield from _looked_into(Place(place.export, path, opener, False, packed, place.weight), budget)


def _open_in_zip(place: Place, entry: Entry, budget: Budget) -> BinaryIO:
    file = place.open()
    try:
        return open_entry(file, entry, place.weight, budget)
    except FileFault:
        file.close()
        raise


def _in_tar(place: Place, packed: int, budget: Budget) -> Iterator[Found]:
    """What a tar archive holds, then what is wrong with it; one that is compressed is copied to a temporary file."""
    fault: FileFault | None = None
    if not place.seekable:
        spool = Spool(place.open, partly=True)
        fault = spool.fault
        place = replace(place, open=spool.view, seekable=True, weight=spool.weight)
    try:
        with place.open() as file:
            for entry in tar_entries(file, budget.limits):
                path = clean(entry.name)
                if not entry.size or passed_over(path):
                    continue
                path = f"{place.path}!{path}" if place.path else path
                opener = functools.partial(_open_in_tar, place, entry, budget.limits)
                yield from _looked_into(Place(place.export, path, opener, False, packed, place.weight), budget)
    except FileFault as met:
        if fault is None or not (fault.unsafe or met.code == "archive.truncated"):  # a cut has a cause: that is named
            fault = met
    if fault:
        yield Refusal(place.export, place.path, fault.code, fault.reason)


def _open_in_tar(place: Place, entry: TarEntry, limits: Limits) -> BinaryIO:
    return open_tar_entry(place.open, entry, place.weight, limits)


def _open_file(path: str) -> BinaryIO:
    try:
        return Path(path).open("rb")
    except OSError as error:
        raise FileFault("file.unreadable", _why(error)) from error


def _why(error: OSError) -> str:
    return f"cannot be read ({error.strerror or type(error).__name__})"


@functools.cache
def _stdin() -> Spool:
    """Standard input. It can be read only once in a process, so what it gave is kept."""
    if sys.stdin is None:
        raise UsageError("- is standard input, and there is none")
    return Spool(lambda: cast(BinaryIO, sys.stdin.buffer))


def _open_stdin() -> BinaryIO:
    return _stdin().view()
