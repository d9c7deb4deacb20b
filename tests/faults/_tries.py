"""One try: an older report lies in the folder, a fault strikes while it is replaced, and what is left is looked at."""

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from graphkit._folder import replacing
from graphkit._scratch import scratch_folder
from graphkit.reports import _earlier
from tests.faults._server import Ended, Server

NAME = "town"
ERRORS = ("full", "broken")
CODES = {"kill": {-9, 0}, "full": {5, 0}, "broken": {5, 0}, "int": {130, 0}, "term": {143, 0}}
"""0 where the fault came too late to matter."""
Set = dict[str, str]


def digests(folder: Path) -> Set:
    """Every file of a set, and the hash of its bytes."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@dataclass(frozen=True)
class Stage:
    """What every try starts from: the older report, the export of the newer one, and both sets."""

    server: Server
    export: Path
    older: Path
    old: Set
    new: Set

    def attempt(self, root: Path, kind: str, at: int, *, exchange: bool = True) -> tuple[str, Ended]:
        """Strike at the k-th operation; what is wrong with what is left (empty: nothing), and how the run ended."""
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir()
        shutil.copytree(self.older, root / "out" / NAME)
        ended = self._run(root, (kind, at), exchange=exchange)
        return self._wrong(root, kind, ended, exchange=exchange), ended

    def _run(self, root: Path, fault: tuple[str, int], *, exchange: bool) -> Ended:
        words = ("-q", "report", str(self.export), "-o", str(root / "out"), "--name", NAME)
        return self.server.run(root, *words, fault=fault, exchange=exchange)

    def _wrong(self, root: Path, kind: str, ended: Ended, *, exchange: bool) -> str:
        if ended.code not in CODES[kind]:
            return f"exit code {ended.code}: {ended.err[:300]}"
        if "Traceback" in ended.err or (ended.code > 0 and len(ended.err.splitlines()) != 1):
            return f"said: {ended.err[:300]}"
        if not exchange:
            recover(root / "out" / NAME)
        found = digests(root / "out" / NAME)
        wanted = [self.new] if ended.code == 0 else [self.old] if kind in ERRORS else [self.old, self.new]
        if found not in wanted:
            return f"the folder holds a mixture, exit code {ended.code}: {sorted(found)}"
        if ended.code > 0 and kind != "broken" and (left := leftovers(root)):
            return f"left behind: {left}"
        sweep(root)
        return f"left behind for ever: {left}" if (left := leftovers(root)) else ""


def leftovers(root: Path) -> list[str]:
    """What is beside the set and among temporary files."""
    beside = [path.name for path in (root / "out").iterdir() if path.name != NAME]
    return beside + [path.name for path in (root / "tmp").iterdir()]


def sweep(root: Path) -> None:
    """What the next run does about what was left, once it is a minute old."""
    for path in (root / "tmp").iterdir():
        os.utime(path, (0, 0))
    _, remove = scratch_folder(str(root / "tmp"))
    remove()
    with replacing(root / "out" / NAME, ours=_earlier) as fresh:
        (fresh / "people.csv").touch()


def recover(folder: Path) -> None:
    """What the next run does first, though it comes to nothing."""
    try:
        with replacing(folder, ours=_earlier):
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        return
