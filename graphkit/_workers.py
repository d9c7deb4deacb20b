"""Reading in several processes: files and pieces of large files are dealt out, and taken back in order.

What comes back is put together as if one process had read everything, so the number of processes changes nothing.
A worker is a Python of its own that takes jobs on its standard input until that ends: whatever becomes of this
process, none is left behind. What cannot be dealt out (standard input, archives in archives) is read here.
"""

import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any, BinaryIO, cast

from graphkit._harvest import Gatherer, Harvest, Tally
from graphkit._intake import Intake
from graphkit.readers import FileFault, Member, lines_in, reader_named

Progress = Callable[[str, int], None]
WORTH = 24 << 20
"""Exports smaller than this together are read in one process."""
MOST = 4
LARGEST = 1 << 20
"""Bytes of what a job needs to know; with more, dealing it out costs too much."""
SERVE = "from graphkit._workers import serve; serve()"
UNDONE = (pickle.PicklingError, AttributeError, TypeError)
"""What pickle raises where something cannot be sent."""


@dataclass(frozen=True)
class Job:
    """A file to read, or a piece of one."""

    tally: Tally
    """Of the whole file; pieces share it."""
    reader: str
    member: Member
    context: Any = None
    how: tuple[bool, bool] = (False, False)
    """Whether texts are kept, and whether copies are looked for."""
    is_piece: bool = False
    is_read: bool = True
    """False where the file is only known."""

    @cached_property
    def packed(self) -> bytes:
        """The job as bytes for a worker; none where it is read here."""
        try:
            packed = pickle.dumps(replace(self, tally=Tally("", "", "", "")))
        except UNDONE:
            return b""
        return packed if self.is_read and len(packed) <= LARGEST else b""


@dataclass(frozen=True)
class Done:
    """The end of what a job gave."""

    lines: int = 0
    """Of a piece of a file: lines and bytes in it."""
    size: int = 0
    unpacked: int = 0
    """Bytes that another process has unpacked."""


def processes(size: int) -> int:
    """How many processes read exports of so many bytes; `GRAPHKIT_PROCESSES` says otherwise."""
    if said := os.environ.get("GRAPHKIT_PROCESSES", ""):
        return max(1, int(said)) if said.isdecimal() else 1
    if size < WORTH or not sys.executable:
        return 1
    known = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(MOST, known)


def read_here(job: Job) -> Iterator[Harvest | Done]:
    """What a file or a piece holds, read in this process."""
    if not job.is_read:
        return
    reader = reader_named(job.reader)
    keep_text, copies = job.how
    yield from Gatherer(keep_text=keep_text, copies=copies).harvests(reader.read(job.member, job.context))
    if job.is_piece:
        yield Done(*lines_in(job.member))


def take_all(jobs: Iterable[Job], intake: Intake, number: int, progress: Progress | None = None) -> None:
    """Take in what each file or piece of one holds, in order, read by so many processes."""
    lines = offset = 0
    with closing(read_all(jobs, number)) as everything:
        for job, parts in everything:
            tally = job.tally
            if not intake.tallies or tally is not intake.tallies[-1]:
                intake.begin(tally)
                lines = offset = 0
            for part in parts:
                if isinstance(part, Done):
                    lines, offset = lines + part.lines, offset + part.size
                    spend(job, part.unpacked)
                elif not tally.fault:
                    intake.add(part.moved(lines, offset))
                    if progress:
                        progress(tally.label, tally.read)


def spend(job: Job, unpacked: int) -> None:
    """Count what another process has unpacked; beyond the limit of the run, files are refused as here."""
    try:
        if job.member.budget:
            job.member.budget.spend(unpacked)
    except FileFault as fault:
        job.tally.fault, job.tally.fault_code = fault.reason, fault.code


def read_all(jobs: Iterable[Job], number: int) -> Generator[tuple[Job, Iterator[Harvest | Done]], None, None]:
    """What each job gives, in order, read by so many processes; all of it is to be taken before the next."""
    waiting = iter(jobs)
    workers = [Worker() for _ in range(number)] if number > 1 else []
    free = deque(workers)
    dealt: deque[tuple[Job, Worker | None]] = deque()
    try:
        while True:
            while (free or not dealt) and len(dealt) <= number and (job := next(waiting, None)):
                dealt.append((job, free.popleft() if free and free[0].give(job) else None))
            if not dealt:
                return
            job, worker = dealt.popleft()
            yield job, worker.given(job) if worker else read_here(job)
            if worker:
                free.append(worker)
    finally:
        for worker in workers:
            worker.stop()


class Worker:
    """Another process that reads."""

    def __init__(self) -> None:
        path = os.pathsep.join(each for each in sys.path if each)
        self._process = subprocess.Popen(  # noqa: S603  (our own code, run by this Python)
            [sys.executable, "-c", SERVE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )

    def give(self, job: Job) -> bool:
        """Hand over a job; False where that cannot be."""
        if not job.packed:
            return False
        try:
            self._tasks.write(len(job.packed).to_bytes(8, "little") + job.packed)
            self._tasks.flush()
        except OSError:
            return False
        return True

    def given(self, job: Job) -> Iterator[Harvest | Done]:
        """What the job gives; where the process is lost, the rest is read here."""
        taken = 0
        while (part := self._part()) is not None:
            if isinstance(part, Exception):
                raise part
            yield part
            if isinstance(part, Done):
                return
            taken += 1
        yield from islice(read_here(job), taken, None)

    def stop(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        with self._process:
            pass

    @property
    def _tasks(self) -> BinaryIO:
        return cast(BinaryIO, self._process.stdin)

    def _part(self) -> Any:
        try:
            return pickle.load(self._process.stdout)  # type: ignore[arg-type]  # noqa: S301  (from our own process)
        except (EOFError, OSError, pickle.UnpicklingError):
            return None


def serve() -> None:
    """Take jobs on standard input, and give what they hold on standard output, until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tasks, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    while head := tasks.read(8):
        job: Job = pickle.loads(tasks.read(int.from_bytes(head, "little")))  # noqa: S301  (from the process that began us)
        try:
            for part in _parts(job):
                pickle.dump(part, answers, protocol=5)
                answers.flush()
        except BrokenPipeError:  # nobody awaits it any more
            os._exit(1)


def _parts(job: Job) -> Iterator[Harvest | Done | Exception]:
    budget = job.member.budget
    before = budget.unpacked if budget else 0
    done = Done()
    try:
        for part in read_here(job):
            if isinstance(part, Done):
                done = part
            else:
                yield part
    except Exception as error:
        yield error
    else:
        yield replace(done, unpacked=budget.unpacked - before if budget else 0)
