"""One target, many damaged files: which of them it should not have answered so."""

import random
import resource
import signal
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from zlib import crc32

from tests.fuzz._mutate import mutated
from tests.fuzz._targets import Target

SECONDS = 4.0
"""Processor time after which one small file is a hang."""
MEMORY = 150 << 10
"""KiB by which one small file may raise the peak."""
LARGEST = 64 << 10
SLICE = 0.5
"""Seconds of the processor for one target at a time."""
KEPT = 300
"""So many damaged files are damaged further, because they were answered in a way not seen before."""


class HangError(BaseException):
    """The watch has run out. No handler of ours may catch it."""


@dataclass
class Finding:
    """A file that was answered in a way it must not be."""

    target: str
    data: bytes
    what: str


@dataclass
class Fuzz:
    """What one target has seen so far."""

    name: str
    target: Target
    seeds: list[bytes]
    seed: int = 1
    seconds: float = SECONDS
    executions: int = 0
    findings: dict[str, Finding] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed * 1_000_003 + crc32(self.name.encode()))
        self._pool = list(self.seeds)
        self._answers: set[tuple[str, ...]] = set()

    def steps(self, times: int) -> None:
        """Read so many damaged files."""
        for _ in range(times):
            data = mutated(self._chance.choice(self._pool), self.seeds, self._chance)[:LARGEST]
            answer = self.once(data)
            if answer is not None and answer not in self._answers:
                self._answers.add(answer)
                if len(self._pool) < len(self.seeds) + KEPT:
                    self._pool.append(data)

    def once(self, data: bytes) -> tuple[str, ...] | None:
        """Read one file under watch; None, and a finding, if it is answered as it must not be."""
        self.executions += 1
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        signal.setitimer(signal.ITIMER_VIRTUAL, self.seconds)
        try:
            answer = self.target(data)
        except HangError as hang:
            self._found(f"hang at {hang}", data)
            return None
        except Exception as error:
            self._found(_where(error), data)
            return None
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak > MEMORY:
            self._found("memory", data)
        return answer

    def _found(self, what: str, data: bytes) -> None:
        if what not in self.findings or len(data) < len(self.findings[what].data):
            self.findings[what] = Finding(self.name, data, what)


def _where(error: Exception) -> str:
    """The error and the innermost place of ours it came through: one finding for one cause."""
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "/graphkit/" in frame.filename]
    last = ours[-1] if ours else traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {last.filename.rpartition('/')[2]}:{last.lineno}: {str(error)[:120]}"


@contextmanager
def watch() -> Iterator[None]:
    """Have hangs interrupted, wherever they are."""

    def rung(number: int, frame: FrameType | None) -> None:
        raise HangError("".join(traceback.format_stack(frame)[-3:]))

    before = signal.signal(signal.SIGVTALRM, rung)
    try:
        yield
    finally:
        signal.signal(signal.SIGVTALRM, before)


def in_turn(fuzzers: list[Fuzz], seconds: float) -> Iterator[Fuzz]:
    """Run all of them a slice at a time until the time is over; each that has found something is given back."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for fuzz in fuzzers:
            known, begun = len(fuzz.findings), time.process_time()
            while time.process_time() - begun < SLICE:
                fuzz.steps(20)
            if len(fuzz.findings) > known:
                yield fuzz
            if time.monotonic() > end:
                return
