"""Reading where the data are: each worker of a cluster reads files, or pieces of them, with the parser of one machine.

What they find comes to the raw tables without passing through this process: a post's number says which job read it, an
account's is a digest of what names it, and lines are counted from the beginning of the file when all has been read.
"""

import pickle
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Any

import msgspec

from graphkit import __version__
from graphkit import _tables as tables
from graphkit._harvest import Gatherer, Harvest, Tally
from graphkit._intake import ROWS, Intake
from graphkit._objects import Thing
from graphkit._workers import Done, Job, read_here, spend
from graphkit.engines import Session
from graphkit.errors import GraphkitError, UsageError

ROOM = 36
"""Bits of a post's number that count within its job."""
RAW = {
    "raw_posts": tables.RAW_POSTS,
    "raw_interactions": tables.RAW_INTERACTIONS,
    **ROWS,
    "accounts": tables.ACCOUNTS,
    "wordings": tables.WORDINGS,
    "shingles": tables.SHINGLES,
}
OF_JOB = {"job": "bigint", "part": "varchar", "told": "varchar"}
HARVEST = OF_JOB | {name: kind for schema in RAW.values() for name, kind in schema.items() if name != "file"}
"""Rows of all raw tables one below the other; `part` says of which, `told` how a job ended."""
JOBS = {"job": "bigint", "file": "bigint", "lines": "bigint", "bytes": "bigint"}
"""Jobs that count: the file each read, and the lines and bytes of it that lie before."""
ONCE = {"accounts", "shingles"}
"""Tables whose rows several jobs may give."""
MOVED = {"raw_posts", "raw_acts", "left_out"}
"""Tables whose `line` is one of the file."""


@dataclass
class Held:
    """Stands for an engine where a job is read: holds what is to go there."""

    job: int
    batches: list[dict[str, Any]] = field(default_factory=list)

    def create(self, table: str, schema: Mapping[str, str]) -> None:
        """Nothing is to be made here."""

    def fill(self, table: str, columns: Mapping[str, Any]) -> None:
        """Hold a batch, if it belongs to the raw tables that jobs fill."""
        if table in RAW:
            rest = {name: column for name, column in columns.items() if name != "file"}
            self.batches.append({"job": self.job, "part": table, **rest})

    def taken(self) -> Iterator[dict[str, Any]]:
        """What is held; it is held no longer."""
        yield from self.batches
        self.batches.clear()


def take(session: Session, jobs: Iterable[Job], things: Sequence[Thing], how: tuple[bool, bool]) -> list[Tally] | None:
    """Read everything into the raw tables of an engine with several places to work; None where it has but one.

    Gives the tally of each file. `how`: whether texts are kept, and whether copies are looked for.
    """
    if not session.spreads:
        return None
    every = list(jobs)
    packed = [_packed(number, job) for number, job in enumerate(every)]
    session.create("harvest", HARVEST)
    session.spread("harvest", rows, [task for task in packed if task])
    for number, job in enumerate(every):
        if not packed[number]:
            _keep(session, read(number, replace(job, tally=Tally("", "", "", ""))))
    for thing in things:
        harvests = Gatherer(keep_text=how[0], copies=how[1]).harvests(thing.items())
        _keep(session, _taken(len(every), harvests, how))
        every.append(Job(thing.tally, "", None, how=how))  # type: ignore[arg-type]
    tallies = list({id(job.tally): job.tally for job in every}.values())
    _count(session, every, tallies)
    _fill_raw(session, copies=how[1])
    return tallies


def _packed(number: int, job: Job) -> bytes:
    return pickle.dumps((__version__, number, job.packed)) if job.packed else b""


def _keep(session: Session, batches: Iterable[Mapping[str, Any]]) -> None:
    for batch in batches:
        session.fill("harvest", batch)


def rows(task: bytes) -> Iterator[Mapping[str, Any]]:
    """What a job gives, in batches of columns: this runs where the engine runs it."""
    version, number, packed = pickle.loads(task)  # noqa: S301  (from the process that began us)
    if version != __version__:
        raise UsageError(f"this worker has graphkit {__version__}, and {version} asks it to read; install one version")
    yield from read(number, pickle.loads(packed))  # noqa: S301  (as above)


def read(number: int, job: Job) -> Iterator[dict[str, Any]]:
    """What a job of that number gives, in batches of columns of `HARVEST`; the last says how it ended."""
    budget = job.member.budget
    before = budget.unpacked if budget else 0
    yield from _taken(number, read_here(job), job.how, lambda: budget.unpacked - before if budget else 0)


def _taken(
    number: int,
    parts: Iterable[Harvest | Done],
    how: tuple[bool, bool],
    unpacked: Callable[[], int] = lambda: 0,
) -> Iterator[dict[str, Any]]:
    import numpy as np

    held, tally, done = Held(number), Tally("", "", "", ""), Done()
    intake = Intake(held, keep_text=how[0], copies=how[1], first=number << ROOM, numbered=_account)  # type: ignore[arg-type]
    intake.begin(tally)
    for part in parts:
        if isinstance(part, Done):
            done = part
        else:
            intake.add(part)
            yield from held.taken()
    intake.finish()
    yield from held.taken()
    told = msgspec.json.encode((tally, done.lines, done.size, unpacked())).decode()
    yield {"job": number, "part": "end", "told": np.array([told], dtype=object)}


def _account(account: tuple[str, str, str, str]) -> int:
    """The number of an account, the same wherever it is met: 63 bits of a digest of network, id, handle and name."""
    digest = blake2b(msgspec.msgpack.encode(account), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def _count(session: Session, jobs: Sequence[Job], tallies: Sequence[Tally]) -> None:
    """Count what jobs read of each file, in order; behind a fault, or a limit that is passed, nothing counts."""
    import numpy as np

    ends = session.fetch("select job, told from harvest where part = 'end' order by job")
    told = dict(zip(ends["job"].tolist(), map(msgspec.json.decode, ends["told"]), strict=True))
    if missing := [jobs[number].tally.label for number in range(len(jobs)) if number not in told]:
        raise GraphkitError(f"{missing[0]}: what a worker read of it is lost")
    files = {id(tally): number for number, tally in enumerate(tallies)}
    before: Counter[int] = Counter()
    rows = []
    for number, job in enumerate(jobs):
        tally, file = job.tally, files[id(job.tally)]
        part, lines, size, unpacked = told[number]
        if not tally.fault:
            rows.append((number, file, before[file], before[~file]))
            tally.add(Tally(**{**part, "codes": Counter(part["codes"])}))
        if unpacked:
            spend(job, unpacked)
        before.update({file: lines, ~file: size})
    session.create("jobs", JOBS)
    session.fill("jobs", dict(zip(JOBS, np.array(rows, dtype=np.int64).reshape(-1, 4).T, strict=True)))


def _fill_raw(session: Session, *, copies: bool) -> None:
    """The raw tables from what the jobs gave."""
    for table, schema in RAW.items():
        if copies or table not in {"wordings", "shingles"}:
            distinct = "distinct " if table in ONCE else ""
            chosen = ", ".join(_column(table, name, kind) for name, kind in schema.items())
            session.keep(
                table,
                f"""
                select {distinct}{chosen} from harvest h join jobs j on j.job = h.job where h.part = '{table}'""",
            )
    session.create("harvest", HARVEST)
    again = session.fetch("select count(*) as rows, count(distinct account) as accounts from accounts").iloc[0]
    if again["rows"] != again["accounts"]:
        raise GraphkitError("two accounts have the same digest; read the exports in two parts, or with --engine duckdb")


def _column(table: str, name: str, kind: str) -> str:
    """A column of a raw table; what a job counts from its own beginning is moved to where it stands in the file."""
    moved = {
        "file": "j.file",
        "line": "h.line + j.lines" if table in MOVED else "h.line",
        "byte_offset": f"h.byte_offset + case when h.byte_offset = {tables.NO_TIME} then 0 else j.bytes end",
    }
    said = "string" if kind == "varchar" else kind
    return f"cast({moved.get(name, f'h.{name}')} as {said}) as {name}"
