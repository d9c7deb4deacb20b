"""The file of pages: one line a page as the network gave it, in twarc's shape, and a last line that says how it stands.

The file is its own checkpoint. Each page and the line behind it are written and brought to the disk together; a killed
run is found by its last line, and goes on from the last page. A line that a kill has cut is taken away. Nothing that
stands in the file is written again: what a page repeats is left out of it.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import reduce
from pathlib import Path
from typing import Any

from graphkit import __version__
from graphkit.collection._walks import Answer, Ask, Network, newer, older
from graphkit.errors import CollectError, OutputError, UsageError

OURS, LOOKUP = "__graphkit", "lookup"
START = b'{"__graphkit":{'
PACKED = {".gz", ".bz2", ".xz", ".zst", ".zip"}
VERSION = f"graphkit/{__version__}"
LONGEST = 64 << 20


@dataclass
class Mark:
    """What is written beside a page, so that the next one can be asked for."""

    walk: str
    target: dict[str, Any]
    next: str | None
    cost: float
    scope: str
    """Where an id stands for one thing only: in the whole file, or in its walk."""
    ids: list[str] = field(default_factory=list)
    """Of all the page held, known or not; not written."""
    newest: str = ""
    oldest: str = ""

    def __post_init__(self) -> None:
        for identity in self.ids:
            self.newest, self.oldest = newer(self.newest, identity), older(self.oldest, identity)

    def written(self) -> dict[str, Any]:
        """The part that is kept."""
        return {name: value for name, value in asdict(self).items() if name != "ids"}


@dataclass
class Stand:
    """How far one walk has come in one round."""

    pages: int = 0
    things: int = 0
    """New ones; what a page repeats does not count."""
    cost: float = 0.0
    token: str | None = None
    is_done: bool = False
    target: dict[str, Any] = field(default_factory=dict)
    newest: str = ""
    oldest: str = ""


@dataclass
class Kept:
    """What a file holds already."""

    round: int = 1
    """Each time that newer things are added is a round."""
    is_finished: bool = False
    turns: dict[str, float] = field(default_factory=dict)
    """When the next request to an endpoint may be made, as the last run knew it."""
    stands: dict[tuple[int, str], Stand] = field(default_factory=dict)
    ids: set[tuple[str, str]] = field(default_factory=set)
    errors: int = 0
    """What pages refer to and the network does not give."""

    def stand(self, key: str) -> Stand:
        """How far a walk is in this round."""
        return self.stands.setdefault((self.round, key), Stand())

    def take(self, mark: Mark, fresh: Sequence[str], errors: int) -> None:
        """Count a page."""
        stand = self.stand(mark.walk)
        stand.pages += 1
        stand.things += len(fresh)
        stand.cost += mark.cost
        stand.token, stand.is_done, stand.target = mark.next, mark.next is None, mark.target
        stand.newest, stand.oldest = newer(stand.newest, mark.newest), older(stand.oldest, mark.oldest)
        self.ids.update((mark.scope, identity) for identity in fresh if identity)
        self.errors += errors if mark.walk != LOOKUP else 0

    def fresh(self, scope: str, ids: Sequence[str]) -> list[int]:
        """The places of those that are not known yet, and stand in no place before."""
        first = {identity: place for place, identity in reversed(list(enumerate(ids))) if identity}
        return [
            place
            for place, identity in enumerate(ids)
            if not identity or ((scope, identity) not in self.ids and first[identity] == place)
        ]

    def newest(self, key: str) -> str:
        """The newest id of a walk in the rounds before this one."""
        return reduce(newer, (stand.newest for number, stand in self._of(key) if number < self.round), "")

    def target(self, key: str) -> dict[str, Any]:
        """What the network calls that of which a walk is; empty where it was not begun."""
        return next((stand.target for _, stand in self._of(key) if stand.target), {})

    def pages(self, key: str) -> int:
        """Pages of a walk in all rounds."""
        return sum(stand.pages for _, stand in self._of(key))

    def _of(self, key: str) -> list[tuple[int, Stand]]:
        return [(number, stand) for (number, walk), stand in self.stands.items() if walk == key]

    @property
    def cost(self) -> float:
        """What this round has cost at the most."""
        return sum(stand.cost for (number, _), stand in self.stands.items() if number == self.round)

    @property
    def things(self) -> int:
        """What this round has brought."""
        return sum(stand.things for (number, _), stand in self.stands.items() if number == self.round)


class PagesFile:
    """A file of pages, open for one run; it comes into being with its first page."""

    def __init__(self, path: Path, ask: Ask, network: Network) -> None:
        """Read what is there. Raises UsageError where it is something else, OutputError where it cannot be read."""
        self.path = path
        self.kept = Kept()
        self._ask = ask
        self._network = network
        self._handle = -1
        self._end = 0
        """Where the next page goes: behind the last whole page."""
        if path.suffix.lower() in PACKED or path.is_dir():
            raise UsageError(f"{path}: pages go into a plain file of lines, such as posts.jsonl")
        if path.exists():
            with self._saying():
                self._handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
                self._lock()
                self._read()

    @property
    def is_new(self) -> bool:
        """Whether nothing was collected into it before."""
        return self._end == 0

    def add(self, answer: Answer, mark: Mark, status: Callable[[], Mapping[str, Any]]) -> None:
        """Write a page and, behind it, how the collection stands; on the disk when this returns."""
        ours = {"ask": self._ask.digest, "round": self.kept.round, **mark.written()}
        line = _line({OURS: ours, **self._shaped(answer)})
        fresh = [self._network.identity(thing) for thing in self._network.held(answer.page)]
        self.kept.take(mark, fresh, len(network_errors(answer.page)))
        self._write(line, status())
        self._end += len(line)

    def _shaped(self, answer: Answer) -> dict[str, Any]:
        """A page of X in the shape that twarc keeps and reads; another network's as it is."""
        if self._ask.network != "x":
            return answer.page
        twarc = {"url": answer.url, "version": VERSION, "retrieved_at": _now()}
        return {"data": [], "includes": {}, **answer.page, "__twarc": twarc}

    def close_with(self, status: Mapping[str, Any]) -> None:
        """Write how the collection stands, without a page before it."""
        self._write(b"", status)

    def close(self) -> None:
        """Let go of the file."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def _write(self, page: bytes, status: Mapping[str, Any]) -> None:
        with self._saying():
            if self._handle < 0:
                self._create()
            os.ftruncate(self._handle, self._end)
            try:
                self._all(page + self._last_line(status))
            except OSError:
                os.ftruncate(self._handle, self._end)
                raise
            os.fsync(self._handle)

    def _all(self, content: bytes) -> None:
        os.lseek(self._handle, self._end, os.SEEK_SET)
        left = memoryview(content)
        while left:
            left = left[os.write(self._handle, left) :]

    def _last_line(self, status: Mapping[str, Any]) -> bytes:
        told = {"ask": self._ask.digest, "asked": asdict(self._ask), "round": self.kept.round, **status}
        return _line({OURS: {"status": told}, **self._shaped(Answer("", self._network.empty()))})

    def _create(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        self._handle = os.open(self.path, flags, 0o644)
        self._lock()
        if sys.platform != "win32":
            folder = os.open(self.path.parent, os.O_RDONLY)
            os.fsync(folder)
            os.close(folder)

    def _lock(self) -> None:
        """One run at a time, where the system has locks on files."""
        if sys.platform == "win32":
            return
        import fcntl

        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OutputError(
                f"{self.path}: another run is collecting into it; wait for it, or name another -o"
            ) from None

    @contextmanager
    def _saying(self) -> Iterator[None]:
        """A file that cannot be written is an output that cannot."""
        try:
            yield
        except OSError as fault:
            why = fault.strerror or "an error of the system"
            raise OutputError(f"{self.path}: cannot be written: {why}; what was collected is kept") from fault

    def _read(self) -> None:
        """Take up every whole page; a line that was cut, and the line about how it stood, are written over."""
        last: dict[str, Any] = {}
        with os.fdopen(os.dup(self._handle), "rb") as file:
            file.seek(0)
            for number, line in enumerate(iter(lambda: file.readline(LONGEST), b""), 1):
                if not line.startswith(START[: len(line)]):
                    raise self._foreign()
                if not line.endswith(b"\n"):
                    break
                last = self._take(line, number)
                self._end = self._end if last else file.tell()
        kept = self.kept
        kept.round = max([last.get("round", 1), *(number for number, _ in kept.stands)])
        kept.is_finished = last.get("state") == "finished"
        kept.turns = last.get("turns", {})

    def _take(self, line: bytes, number: int) -> dict[str, Any]:
        """Take up a whole line of ours: a page, or how the collection stands, which is given back."""
        try:
            page = json.loads(line)
            mark = page[OURS]
            status: dict[str, Any] = mark.get("status") or {}
            if (status or mark)["ask"] != self._ask.digest:
                raise UsageError(f"{self.path}: it holds another collection; name another file with -o")
            if not status:
                self._take_page(page, mark)
        except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
            raise UsageError(
                f"{self.path}: line {number} is damaged; move the file away, or name another with -o"
            ) from None
        return status

    def _take_page(self, page: dict[str, Any], ours: dict[str, Any]) -> None:
        self.kept.round = ours.pop("round")
        del ours["ask"]
        ids = [self._network.identity(thing) for thing in self._network.held(page)]
        self.kept.take(Mark(**ours), ids, len(network_errors(page)))

    def _foreign(self) -> UsageError:
        return UsageError(f"{self.path}: this was not written by graphkit collect; name another file with -o")


def network_errors(page: Mapping[str, Any]) -> list[str]:
    """What a page refers to and does not give: in words, each."""
    errors = page.get("errors")
    found = [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []
    return [str(error.get("detail") or error.get("title") or "an error without words")[:200] for error in found]


def _line(page: Mapping[str, Any]) -> bytes:
    """In ASCII: whatever stands in a name or a text, half a character or a line end of Unicode, a line is a line."""
    try:
        return json.dumps(page, allow_nan=False, separators=(",", ":")).encode("ascii") + b"\n"
    except RecursionError:
        raise CollectError("an answer is nested too deeply; what was collected is kept") from None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
