"""`load`: from the paths a user gives to a Graph, with an account of every file and record.

Three levels of fault: a record is left out and counted, a file is refused by name and the others are used,
the run stops only if nothing usable is left.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from os import PathLike, fspath
from pathlib import Path
from typing import Any, TypedDict, Unpack

from graphkit import _objects as objects
from graphkit import _relations as relations
from graphkit import _tables as tables
from graphkit._counts import derive
from graphkit._harvest import Tally
from graphkit._intake import Intake
from graphkit._marks import Marks
from graphkit._spread import take as take_apart
from graphkit._store import take
from graphkit._strongest import ARRAY_EDGES
from graphkit._survey import Survey, look
from graphkit._workers import WORTH, Job, Progress, processes, take_all
from graphkit.engines import Session, Setup, Spark, engine_named
from graphkit.errors import NoDataError, UnsafeError, UsageError
from graphkit.graph import Graph, Provenance, Rules
from graphkit.identity import read_aliases, read_circle
from graphkit.post import Item
from graphkit.readers import (
    Claim,
    FileFault,
    Member,
    Reader,
    ReadOptions,
    Refusal,
    cannot_show,
    label,
    pieces,
    reader_named,
    size_of,
)
from graphkit.readers._refused import LISTED

A_ROW = 640
"""Bytes of an export that a row of a store stands for, where the engine asks how large everything is."""
UNDER_PSEUDONYMS = "who anybody is: people and posts are under pseudonyms, and words were left out"
KnownMarks = tuple[Mapping[str, objects.Mark], Marks]
"""Fingerprints of the objects given, and those of files."""
MOST_NAMED = 20
"""So many files are named in one message."""


class LoadOptions(TypedDict, total=False):
    """What can be said about exports when they are loaded."""

    owner: str
    """Handle of the owner of personal archives that do not name one."""
    aliases: str | Path
    """A CSV `account,person`: accounts that are one person's."""
    circle: str | Path
    """A CSV `account`: the people one does business with; acts to anybody else leave the circle."""
    columns: Mapping[str, str]
    """For tables: our word for a column -> the header in the file."""
    input_format: str
    """Read every file with the reader of this name."""
    keep_text: bool
    """Keep the words of posts (off: graphkit is private by default)."""
    copies: bool
    """Look for uncredited near-copies of earlier posts (off: it doubles the time of reading); no words are kept."""
    observed: str
    """In edge lists, whose side is known: `all` (default) or `sources`."""
    rules: Rules
    """Threshold of the verdict, seed, and whether samples are judged."""
    memory_limit: str
    """For the engine, such as `4GB`; beyond it, it spills to disk."""
    engine: str | Spark
    """Name of the engine, `duckdb` by default; or a Spark session: `gk.engines.Spark(session)`."""
    master: str
    """Of the engine `spark`: the address of a cluster, such as `spark://host:7077` or `sc://host`."""
    scratch: str
    """Folder for what does not fit in memory; for a cluster, one that every worker can reach."""
    array_edges: int
    """Beyond so many ties (200 million by default) the engine counts in rounds instead of in arrays here."""
    progress: Progress
    """Called with a file's name and the records read so far."""


def load(*exports: str | PathLike[str] | Any, **options: Unpack[LoadOptions]) -> Graph:
    """Read exports into a Graph: files, folders, archives and patterns, in any mix; formats are found by looking.

    An export may also be a table (a pandas or polars DataFrame, an Arrow table; columns as in a CSV) or a directed
    networkx graph, whose nodes are all observed unless an attribute `observed` says otherwise. Posts that stand in
    several exports count once. Options are those of `LoadOptions`. Raises UsageError for a path that does not exist
    and for an object that is neither, NoDataError where nothing usable is found, UnsafeError where everything was
    refused for safety.
    """
    if not exports:
        raise UsageError("no export was given; name a file, a folder or an archive")
    paths = [_path(export, options) for export in exports if isinstance(export, str | PathLike)]
    things = objects.things([export for export in exports if not isinstance(export, str | PathLike)], _said(options))
    survey = look(paths, input_format=options.get("input_format", ""), columns_given="columns" in options)
    exports_found = {member.export for bundle in survey.bundles.values() for member, _ in bundle}
    size = sum(size_of(export) for export in exports_found)
    kept = sum(store.rows for store in survey.stores)
    session = _open(options, size=max(size, kept * A_ROW))
    found = Marks(exports_found if size >= WORTH else ())
    try:
        intake = _intake(session, options)
        for number, thing in enumerate(things, len(survey.bundles)):
            thing.tally.bundle = number
        _read(_jobs(survey, options), things, intake, processes(size), options)
        read = len(intake.tallies)
        aliases = _take_stores(survey, intake, options)
        _demand_data(survey, intake.tallies, [label(Refusal(fspath(path), "", "", "")) for path in paths])
        marks = {thing.tally.export: thing.mark for thing in things}
        return connected(session, intake, options, _provenance(survey, intake.tallies, (marks, found), read), aliases)
    except BaseException:
        session.close()
        raise


def _read(
    jobs: Iterable[Job], things: Sequence[objects.Thing], intake: Intake, number: int, options: LoadOptions
) -> None:
    """Read everything into the raw tables: where the engine works in several places, there; else in processes here."""
    how = options.get("keep_text", False), options.get("copies", False)
    found = take_apart(intake.session, jobs, things, how)
    if found is not None:
        intake.tallies += found
        return
    take_all(jobs, intake, number, options.get("progress"))
    for thing in things:
        intake.begin(thing.tally)
        intake.take(_watched(thing.items(), thing.tally, options.get("progress")))


def from_items(items: Iterable[Item], **options: Unpack[LoadOptions]) -> Graph:
    """A Graph from posts and acts that are already in Python, as if one file had held them."""
    session = _open(options)
    try:
        intake = _intake(session, options)
        intake.begin(Tally("items", "items", "items", ""))
        intake.take(items)
        return connected(session, intake, options, Provenance(files=tuple(intake.tallies)))
    except BaseException:
        session.close()
        raise


def _take_stores(survey: Survey, intake: Intake, options: LoadOptions) -> list[tuple[str, str]]:
    """Take in the stores; the aliases they were written with."""
    if survey.stores and intake.session.spreads:
        raise UsageError(f"{survey.stores[0].label} is a store, and stores load on one machine: leave --engine out")
    aliases: list[tuple[str, str]] = []
    text, copies = options.get("keep_text", False), options.get("copies", False)
    for store in list(survey.stores):
        try:
            aliases += take(store, intake, keep_text=text, copies=copies)
            survey.refused += store.kept.refused
            survey.passed_over += store.kept.passed_over
        except FileFault as fault:
            survey.stores.remove(store)
            survey.refused.append((store.label, fault.code, fault.reason, fault.unsafe))
    return aliases


def _path(export: str | PathLike[str], options: LoadOptions) -> str:
    """A path as it was given; for a cluster whole, since its workers stand elsewhere."""
    path = fspath(export)
    return path if path == "-" or options.get("engine", "duckdb") == "duckdb" else os.path.abspath(path)


def connected(
    session: Session,
    intake: Intake,
    options: LoadOptions,
    provenance: Provenance,
    aliases: Iterable[tuple[str, str]] = (),
) -> Graph:
    """From raw rows to a counted graph."""
    intake.finish()
    circle = _build(session, options, aliases)
    _count_duplicates(session, intake.tallies)
    _check_conservation(session, intake.tallies)
    provenance = replace(provenance, circle=circle)
    most = options.get("array_edges", ARRAY_EDGES)
    graph = Graph(session, rules=options.get("rules", Rules()), provenance=provenance, array_edges=most)
    derive(session, graph.table)
    return graph


def _open(options: LoadOptions, *, size: int = 0) -> Session:
    engine = options.get("engine", "duckdb")
    memory, scratch = options.get("memory_limit", ""), options.get("scratch", "")
    setup = Setup(memory, scratch, options.get("master", ""), size)
    return (engine_named(engine) if isinstance(engine, str) else engine).open(setup)


def _intake(session: Session, options: LoadOptions) -> Intake:
    return Intake(session, keep_text=options.get("keep_text", False), copies=options.get("copies", False))


def _said(options: LoadOptions) -> ReadOptions:
    return ReadOptions(owner=options.get("owner", ""), columns=options.get("columns", {}))


def _jobs(survey: Survey, options: LoadOptions) -> Iterator[Job]:
    """The files of the survey, large ones in pieces."""
    said = _said(options)
    how = options.get("keep_text", False), options.get("copies", False)
    for number, ((_, name, _), bundle) in enumerate(survey.bundles.items()):
        reader = reader_named(name)
        try:
            context = reader.prepare([member for member, _ in bundle], said)
        except FileFault as fault:
            survey.refused.append((label(bundle[0][0]), fault.code, fault.reason, fault.unsafe))
            continue
        for member, claim in bundle:
            job = Job(_tally(member, claim, reader, number), name, member, context, how)
            cut = pieces(member) if reader.by_lines and claim.role == "posts" else [member]
            for piece in cut:
                yield replace(job, member=piece, is_piece=len(cut) > 1, is_read=claim.role == "posts")


def _tally(member: Member, claim: Claim, reader: Reader, bundle: int) -> Tally:
    tally = Tally(label(member), member.export, reader.name, reader.network, bundle)
    tally.role, tally.remark, tally.version = claim.role, claim.remark, claim.version
    return tally


def _watched(items: Iterator[Any], tally: Tally, progress: Progress | None) -> Iterator[Any]:
    if progress is None:
        return items
    return _reported(items, tally, progress)


def _reported(items: Iterator[Any], tally: Tally, progress: Progress) -> Iterator[Any]:
    for number, item in enumerate(items):
        if number % 10_000 == 0:
            progress(tally.label, number)
        yield item


def _demand_data(survey: Survey, tallies: Sequence[Tally], names: Iterable[str]) -> None:
    if any(tally.posts or tally.acts for tally in tallies):
        return
    tried = [tally for tally in tallies if tally.role == "posts"] or tallies
    lines = [f"{name}: {reason}" for name, _, reason, _ in survey.refused]
    lines += [f"{tally.label}: {tally.fault or _empty(tally)}" for tally in tried]
    unsafe = [is_unsafe for *_, is_unsafe in survey.refused]
    unsafe += [bool(tally.fault) and FileFault(tally.fault_code, "").unsafe for tally in tried]
    lines = lines or [f"{name}: no file of a known export format in it; {LISTED}" for name in names]
    more = f"\n… and {len(lines) - MOST_NAMED:,} more" if len(lines) > MOST_NAMED else ""
    error = UnsafeError if unsafe and all(unsafe) else NoDataError
    raise error("\n".join(lines[:MOST_NAMED]) + more)


def _empty(tally: Tally) -> str:
    if tally.remark:
        return tally.remark
    if tally.role == "about":
        return "tells whose archive it is, and holds no posts; give the folder it lies in, or the files beside it too"
    left = ", ".join(f"{count:,} {code}" for code, count in sorted(tally.codes.items()))
    return f"no posts in it ({tally.reader}{'; left out: ' + left if left else ''})"


def _build(session: Session, options: LoadOptions, aliases: Iterable[tuple[str, str]]) -> dict[str, Any] | None:
    """Run the queries that are kept; what became of the user's circle, if there is one."""
    session.create("aliases", tables.ALIASES)
    path = options.get("aliases")
    joined = {**dict(aliases), **dict(read_aliases(path) if path else ())}
    if joined:
        session.fill("aliases", _columns(tables.ALIASES, list(joined.items())))
    session.create("circle", tables.CIRCLE)
    circle = dict.fromkeys(read_circle(options["circle"])) if options.get("circle") else {}
    if circle:
        session.fill("circle", _columns(tables.CIRCLE, [(account,) for account in circle]))
    elif options.get("circle"):
        raise UsageError(f"{options['circle']}: there is no account in the circle")
    for name, query in relations.BUILD:
        session.keep(name, query)
    session.keep("known_acts", "select 0 as nothing")  # as large as the acts, and not needed again
    observed = options.get("observed", "all")
    if observed not in {"all", "sources"}:
        raise UsageError(f"--observed is 'all' or 'sources', not '{observed}'")
    session.keep("observed", relations.observed(observed == "all"))
    return _circle(session, options, len(circle)) if circle else None


def _circle(session: Session, options: LoadOptions, accounts: int) -> dict[str, Any]:
    found = session.fetch("select count(distinct account) as accounts from circle_people")
    return {"file": Path(options["circle"]).name, "accounts": accounts, "found": int(found["accounts"].iloc[0])}


def _columns(schema: Mapping[str, str], rows: Sequence[tuple[str, ...]]) -> dict[str, Any]:
    import numpy as np

    return {name: np.array([row[i] for row in rows], dtype=object) for i, name in enumerate(schema)}


def _count_duplicates(session: Session, tallies: Sequence[Tally]) -> None:
    again = session.fetch(relations.DUPLICATES)
    for file, duplicates in zip(again["file"].tolist(), again["duplicates"].tolist(), strict=True):
        tallies[file].duplicate += duplicates


def _check_conservation(session: Session, tallies: Sequence[Tally]) -> None:
    """Every record of every file is used, duplicate, ignored or rejected: the engine holds the rows that count."""
    stored = session.fetch("""
        select file, count(*) as records from (
            select file from raw_posts union all select file from raw_acts) rows
        group by file""")
    found = dict(zip(stored["file"].tolist(), stored["records"].tolist(), strict=True))
    for number, tally in enumerate(tallies):
        counted = tally.used + tally.duplicate - tally.again
        if found.get(number, 0) != counted or tally.used < 0:
            raise AssertionError(f"{tally.label}: {counted} records counted, {found.get(number, 0)} held")


def _provenance(survey: Survey, tallies: Sequence[Tally], marks: KnownMarks, read: int) -> Provenance:
    """Where the rows came from; the first `read` files were read now, the others are those of stores."""
    used = sorted({tally.reader for tally in tallies if tally.posts or tally.acts})
    clauses = {**cannot_show(used), **objects.CANNOT_SHOW}
    pseudonymous = bool(survey.stores) and not read and all(store.kept.pseudonymous for store in survey.stores)
    own = sorted({clause for tally in tallies for clause in tally.cannot_show})
    unshown = dict.fromkeys([*(clause for name in used for clause in clauses.get(name, ())), *own])
    unshown |= dict.fromkeys([UNDER_PSEUDONYMS] * pseudonymous)
    sources = [dict(source) for store in survey.stores for source in store.kept.sources]
    return Provenance(
        sources=(*_sources(tallies[:read], marks), *sources),
        files=tuple(tallies),
        cannot_show=tuple(unshown),
        refused=tuple(survey.refused),
        passed_over=survey.passed_over,
        pseudonymous=pseudonymous,
    )


def _sources(tallies: Sequence[Tally], known: KnownMarks) -> Iterator[dict[str, Any]]:
    """One row an export, in a fixed order: its name, formats, size and SHA-256."""
    marks, files = known
    formats: dict[str, set[str]] = {}
    for tally in tallies:
        formats.setdefault(tally.export, set()).add(tally.reader)
    for export, names in sorted(formats.items(), key=lambda item: Path(item[0]).name):
        mark = marks.get(export) or files.of(export)
        yield {
            "name": export if export in marks else label(Refusal(export, "", "", "")),
            "format": ", ".join(sorted(names)),
            "bytes": mark.bytes,
            "sha256": mark.sha256,
        }
