"""`load`: from the paths a user gives to a Graph, with an account of every file and record.

Three levels of fault: a record is left out and counted, a file is refused by name and the others are used,
the run stops only if nothing usable is left.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from os import PathLike, fspath
from pathlib import Path
from typing import Any, TypedDict, Unpack

from graphkit import _objects as objects
from graphkit import _relations as relations
from graphkit import _tables as tables
from graphkit._harvest import Tally
from graphkit._intake import Intake
from graphkit._spread import take
from graphkit._strongest import ARRAY_EDGES
from graphkit._workers import Job, Progress, processes, take_all
from graphkit.engines import ENGINES, Session, Setup, Spark
from graphkit.errors import NoDataError, UnsafeError, UsageError
from graphkit.graph import Graph, Provenance, Rules, derive
from graphkit.identity import read_aliases, read_circle
from graphkit.post import Item
from graphkit.readers import (
    READERS,
    Claim,
    FileFault,
    Member,
    Reader,
    ReadOptions,
    Refusal,
    fingerprint,
    glance,
    label,
    members,
    pieces,
    size_of,
    unknown,
)
from graphkit.readers._reader import each_alone, settled
from graphkit.readers._refused import LISTED

OUR_REPORT = {"summary.json", "datapackage.json", "people.csv", "edges.csv"}
LARGE = 128 << 20
"""Exports of so many bytes together are kept compressed."""
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


@dataclass
class Survey:
    """What was found among the paths given: files to read, by reader, and files refused."""

    bundles: dict[tuple[str, str, str], list[tuple[Member, Claim]]] = field(default_factory=dict)
    refused: list[tuple[str, str, str, bool]] = field(default_factory=list)
    """Label, code, reason, and whether it was refused for safety."""
    passed_over: int = 0


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
    session = _open(options, large=size >= LARGE)
    try:
        intake = _intake(session, options)
        for number, thing in enumerate(things, len(survey.bundles)):
            thing.tally.bundle = number
        _read(_jobs(survey, options), things, intake, processes(size), options)
        _demand_data(survey, intake.tallies, [label(Refusal(fspath(path), "", "", "")) for path in paths])
        marks = {thing.tally.export: thing.mark for thing in things}
        return _connect(session, intake, options, _provenance(survey, intake.tallies, marks))
    except BaseException:
        session.close()
        raise


def _read(
    jobs: Iterable[Job], things: Sequence[objects.Thing], intake: Intake, number: int, options: LoadOptions
) -> None:
    """Read everything into the raw tables: where the engine works in several places, there; else in processes here."""
    how = options.get("keep_text", False), options.get("copies", False)
    found = take(intake.session, jobs, things, how)
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
    intake = _intake(session, options)
    intake.begin(Tally("items", "items", "items", ""))
    intake.take(items)
    return _connect(session, intake, options, Provenance(files=tuple(intake.tallies)))


def _path(export: str | PathLike[str], options: LoadOptions) -> str:
    """A path as it was given; for a cluster whole, since its workers stand elsewhere."""
    path = fspath(export)
    return path if path == "-" or options.get("engine", "duckdb") == "duckdb" else os.path.abspath(path)


def _connect(session: Session, intake: Intake, options: LoadOptions, provenance: Provenance) -> Graph:
    """From raw rows to a counted graph."""
    intake.finish()
    circle = _build(session, options)
    _count_duplicates(session, intake.tallies)
    _check_conservation(session, intake.tallies)
    provenance = replace(provenance, circle=circle)
    most = options.get("array_edges", ARRAY_EDGES)
    graph = Graph(session, rules=options.get("rules", Rules()), provenance=provenance, array_edges=most)
    derive(graph)
    return graph


def look(exports: Iterable[str | PathLike[str]], *, input_format: str = "", columns_given: bool = False) -> Survey:
    """Find the files of the exports and which reader each belongs to, by a first look at their content.

    With a reader forced, or the columns of tables named, a file that a reader knows but would not take is read.
    """
    forced = _forced(input_format)
    insisted = columns_given or forced is not None
    survey = Survey()
    every = sorted(members(list(exports)), key=lambda item: (label(item), fspath(item.export)))
    reports = _own_reports(every)
    for found in every:
        if any(label(found).startswith(place) for place in reports):
            survey.passed_over += 1
            continue
        if isinstance(found, Refusal):
            survey.refused.append((found.label, found.code, found.reason, found.unsafe))
            continue
        try:
            _claim(found, (forced,) if forced else READERS, survey, insisted=insisted)
        except FileFault as fault:
            survey.refused.append((label(found), fault.code, fault.reason, fault.unsafe))
    survey.bundles = {key: settled(bundle) for key, bundle in survey.bundles.items()}
    return survey


def _own_reports(every: Iterable[Member | Refusal]) -> list[str]:
    """Folders among the files that are reports of ours: read as exports, they would count everything again."""
    names: dict[str, set[str]] = {}
    for found in every:
        folder, _, name = label(found).rpartition("/")
        names.setdefault(f"{folder}/", set()).add(name)
    return [folder for folder, inside in names.items() if inside >= OUR_REPORT and folder != "/"]


def _forced(name: str) -> Reader | None:
    if not name:
        return None
    by_name = {reader.name: reader for reader in READERS}
    if name not in by_name:
        raise UsageError(f"no reader is called '{name}'; there are {', '.join(by_name)}")
    return by_name[name]


def _claim(member: Member, readers: Sequence[Reader], survey: Survey, *, insisted: bool) -> None:
    seen = glance(member)
    for reader in readers:
        claim = reader.recognise(seen) or (Claim("posts") if len(readers) == 1 else None)
        if claim is None:
            continue
        if claim.role == "beside" and reader.bundle is each_alone and insisted:
            claim = Claim("posts")
        if claim.role == "beside" and reader.bundle is each_alone:
            _refuse(member, seen.refusal or claim.remark, survey)
            return
        survey.bundles.setdefault(_bundle(member, reader), []).append((member, claim))
        return
    reason = seen.refusal
    if reason or not member.path:
        _refuse(member, reason or unknown(seen), survey)
    else:
        survey.passed_over += 1


def _bundle(member: Member, reader: Reader) -> tuple[str, str, str]:
    """What tells exports apart: files given one by one belong together as they do in the folder they lie in."""
    alone = not member.path and member.export != "-" and reader.bundle is not each_alone
    export = os.path.dirname(os.path.abspath(member.export)) if alone else member.export
    return export, reader.name, reader.bundle(member.path)


def _refuse(member: Member, reason: str, survey: Survey) -> None:
    survey.refused.append((label(member), "file.format", reason, False))


def _open(options: LoadOptions, *, large: bool = False) -> Session:
    engine = options.get("engine", "duckdb")
    if isinstance(engine, str) and engine not in ENGINES:
        raise UsageError(f"no engine is called '{engine}'; there are {', '.join(ENGINES)}")
    memory, scratch = options.get("memory_limit", ""), options.get("scratch", "")
    master = options.get("master", "")
    return (ENGINES[engine] if isinstance(engine, str) else engine).open(Setup(memory, scratch, master, large))


def _intake(session: Session, options: LoadOptions) -> Intake:
    return Intake(session, keep_text=options.get("keep_text", False), copies=options.get("copies", False))


def _said(options: LoadOptions) -> ReadOptions:
    return ReadOptions(owner=options.get("owner", ""), columns=options.get("columns", {}))


def _jobs(survey: Survey, options: LoadOptions) -> Iterator[Job]:
    """The files of the survey, large ones in pieces."""
    by_name = {reader.name: reader for reader in READERS}
    said = _said(options)
    how = options.get("keep_text", False), options.get("copies", False)
    for number, ((_, name, _), bundle) in enumerate(survey.bundles.items()):
        reader = by_name[name]
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


def _build(session: Session, options: LoadOptions) -> dict[str, Any] | None:
    """Run the queries that are kept; what became of the user's circle, if there is one."""
    session.create("aliases", tables.ALIASES)
    if path := options.get("aliases"):
        session.fill("aliases", _columns(tables.ALIASES, list(read_aliases(path))))
    session.create("circle", tables.CIRCLE)
    circle = dict.fromkeys(read_circle(options["circle"])) if options.get("circle") else {}
    if circle:
        session.fill("circle", _columns(tables.CIRCLE, [(account,) for account in circle]))
    elif options.get("circle"):
        raise UsageError(f"{options['circle']}: there is no account in the circle")
    for name, query in relations.BUILD:
        session.keep(name, query)
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


def _provenance(survey: Survey, tallies: Sequence[Tally], marks: Mapping[str, objects.Mark]) -> Provenance:
    clauses = {**{reader.name: reader.cannot_show for reader in READERS}, **objects.CANNOT_SHOW}
    used = sorted({tally.reader for tally in tallies if tally.posts or tally.acts})
    cannot_show = dict.fromkeys(clause for name in used for clause in clauses[name])
    return Provenance(
        sources=tuple(_sources(tallies, marks)),
        files=tuple(tallies),
        cannot_show=tuple(cannot_show),
        refused=tuple(survey.refused),
        passed_over=survey.passed_over,
    )


def _sources(tallies: Sequence[Tally], marks: Mapping[str, objects.Mark]) -> Iterator[dict[str, Any]]:
    """One row an export, in a fixed order: its name, formats, size and SHA-256."""
    formats: dict[str, set[str]] = {}
    for tally in tallies:
        formats.setdefault(tally.export, set()).add(tally.reader)
    for export, names in sorted(formats.items(), key=lambda item: Path(item[0]).name):
        mark = marks.get(export) or fingerprint(export)
        yield {
            "name": export if export in marks else label(Refusal(export, "", "", "")),
            "format": ", ".join(sorted(names)),
            "bytes": mark.bytes,
            "sha256": mark.sha256,
        }
