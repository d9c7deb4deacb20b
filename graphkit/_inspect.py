"""What the command line says about exports, people and ourselves, as lines of text."""

import inspect
from collections import Counter
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from graphkit import plugins
from graphkit._harvest import Tally
from graphkit._overview import Holding, bundles, holdings, left_out
from graphkit._person_lines import safe
from graphkit.diagrams._words import count, period
from graphkit.errors import PartialError, UsageError

if TYPE_CHECKING:
    from graphkit.graph import Graph

FIRST_REJECTS = 20
MOST_FILES = 200
MOST_HOLDINGS = 100


def inspection(graph: "Graph") -> Iterator[str]:
    """For each export: format, owner, people, dates, kinds present and absent, what was left out, what it cannot show.

    Then the same of all together, where there are several.
    """
    found = list(holdings(graph))
    for holding in found[:MOST_HOLDINGS]:
        yield from map(safe, _holding(holding))
        yield ""
    if len(found) > MOST_HOLDINGS:
        yield f"… and {count(len(found) - MOST_HOLDINGS, 'more export')}"
        yield ""
    if len(found) > 1:
        yield from map(safe, _together(graph, found))
    if more := graph.provenance.passed_over:
        yield f"passed over  {_passed_over(more)}"


def _holding(holding: Holding) -> Iterator[str]:
    version = f" {holding.version}" if holding.version else ""
    more = f"  ({len(holding.files):,} files)" if len(holding.files) > 1 else ""
    yield f"{holding.name}  {holding.format}{version}{more}"
    read = [tally for tally in holding.files if tally.role == "posts" and (tally.read or not tally.fault)]
    if read:
        yield _line("records", _fates(holding))
        yield from _contents(holding)
    for tally in holding.files:
        if tally.role != "posts":
            what = tally.remark or "tells whose archive it is"
            yield _line("beside", f"{_member(tally.label, holding.name)}: {what}")
        if tally.fault:
            place = f"{_member(tally.label, holding.name)}: " if len(holding.files) > 1 else ""
            yield _line("cut short" if tally.read else "not read", f"{place}{tally.fault}")
    notes = dict.fromkeys(note for tally in holding.files for note in tally.notices.values())
    yield from (_line("note", note) for note in notes)
    if read:
        yield from (_line("not shown", clause) for clause in holding.cannot_show)


def _contents(holding: Holding) -> Iterator[str]:
    yield from (_line("left out", f"{number:,} {code}: {reason}") for code, number, reason in holding.left_out)
    if holding.owner:
        yield _line("owner", holding.owner)
    if holding.people:
        yield _line(
            "people", f"{holding.people:,}, {holding.authors:,} of them {'acts' if holding.authors == 1 else 'act'}"
        )
        yield _line("dates", period({"first": holding.first, "last": holding.last}) or "none")
        yield _line("kinds", ", ".join(f"{number:,} {kind}" for kind, number in holding.kinds))
        if holding.absent:
            yield _line("absent", ", ".join(holding.absent))


def _passed_over(number: int) -> str:
    return f"{count(number, 'file')} that {'is no export' if number == 1 else 'are no exports'}"


def _fates(holding: Holding) -> str:
    parts = [f"{holding.total(fate):,} {fate}" for fate in ("used", "duplicate", "ignored", "rejected")]
    parts = [part for part in parts if not part.startswith("0 ")] or ["none used"]
    repairs = holding.total("repairs")
    mended = f"; {repairs:,} mended" if repairs else ""
    return f"{holding.total('read'):,} = {' + '.join(parts)}{mended}"


def _together(graph: "Graph", found: list[Holding]) -> Iterator[str]:
    about = graph.about
    yield f"together  {count(len(found), 'export')} ({', '.join(about['networks'])})"
    posts = f"{about['posts']:,}" if about["has_posts"] else "none: the exports hold acts"
    yield _line("posts", posts)
    yield _line("people", f"{about['people']:,}, {about['authors']:,} of them observed")
    yield _line("dates", period(about) or "none")


def _line(name: str, what: str) -> str:
    return f"    {name.ljust(9)}  {what}"


def _member(label: str, holding: str) -> str:
    """A file's name inside the export it belongs to."""
    return label.removeprefix(holding).lstrip("!/") or label


def losses(graph: "Graph", *, verbose: bool) -> Iterator[str]:
    """What was left out and repaired, for stderr: bounded, whatever the input."""
    for name, _, reason, _ in graph.provenance.refused[:FIRST_REJECTS]:
        yield safe(f"not read: {name}: {reason}")
    for name, files in list(bundles(graph.provenance.files))[:MOST_FILES]:
        yield from map(safe, _bundle_losses(name, files))
    circle = graph.provenance.circle
    if circle and not circle["found"]:
        yield safe(f"{circle['file']}: nobody of the circle is in the export, so every act leaves it")
    rejects = graph.rejects(FIRST_REJECTS)
    for file, member, line, _, _, code, reason in rejects.itertuples(index=False, name=None):
        place = f"{file}!{member}" if member else file
        yield safe(f"{place}:{line}: {code}: {reason}")
    if verbose and graph.provenance.passed_over:
        yield f"passed over {_passed_over(graph.provenance.passed_over)}"


def _bundle_losses(name: str, files: tuple[Tally, ...]) -> Iterator[str]:
    """What one export lost: its faults file by file, the rest of all its files together."""
    for tally in [tally for tally in files if tally.fault][:MOST_FILES]:
        if tally.read:
            yield f"cut short: {tally.label}: {tally.fault}; {count(tally.used, 'record')} before it used"
        else:
            yield f"not read: {tally.label}: {tally.fault}"
    if codes := left_out(files):
        yield f"left out of {name}: " + ", ".join(f"{number:,} {code}" for code, number in sorted(codes.items()))
    notes = Counter(note for tally in files for note in tally.notices.values())
    yield from (f"{name}{f' ({number:,} files)' if number > 1 else ''}: {note}" for note, number in notes.items())


def demand_complete(graph: "Graph", *, strict: bool, most: str) -> None:
    """Raise PartialError where more was left out than the user allows; outputs are written by then."""
    most_allowed = allowed(most)
    rejected = sum(tally.rejected for tally in graph.provenance.files)
    faults = sum(bool(tally.fault) for tally in graph.provenance.files) + len(graph.provenance.refused)
    read = sum(tally.read for tally in graph.provenance.files)
    lost = [count(number, noun) for number, noun in ((rejected, "record"), (faults, "file")) if number]
    if strict and lost:
        raise PartialError(f"--strict: {' and '.join(lost)} could not be read to the end")
    if most and rejected > most_allowed(read):
        raise PartialError(f"--max-rejects {most}: {rejected:,} of {read:,} records could not be read")


def allowed(most: str) -> Callable[[int], float]:
    """From a number or a percentage to how many of so many records may be rejected; UsageError for other words."""
    number = most.removesuffix("%") or "0"
    if not number.replace(".", "", 1).isdigit() or (most.endswith("%") and float(number) > 100):
        raise UsageError(f"--max-rejects takes a number or a percentage, not '{most}'")
    return lambda read: float(number) * read / 100 if most.endswith("%") else float(number)


def listing(what: str, name: str) -> Iterator[str]:
    """The catalogue: names with their first sentence, or the full text of one."""
    catalogue = _catalogue()
    if what and what not in catalogue:
        raise UsageError(f"there is nothing called '{what}' to list; there are {', '.join(catalogue)}")
    if name:
        yield from _definition(what, name, catalogue[what])
        return
    for kind, entries in catalogue.items():
        if what in ("", kind):
            yield f"{kind}:"
            width = max(map(len, entries))
            yield from (f"  {key.ljust(width)}  {text.split(chr(10), 1)[0]}" for key, text in entries.items())


def _definition(what: str, name: str, entries: dict[str, str]) -> Iterator[str]:
    if name not in entries:
        near = get_close_matches(name, entries, n=1)
        hint = f"; did you mean '{near[0]}'?" if near else f"; there are {', '.join(entries)}"
        raise UsageError(f"no {what.removesuffix('s')} is called '{name}'{hint}")
    yield from entries[name].splitlines()


def _catalogue() -> dict[str, dict[str, str]]:
    from graphkit.diagrams import DIAGRAMS
    from graphkit.engines import ENGINES
    from graphkit.metrics import METRICS
    from graphkit.readers import READERS

    ours = {
        "readers": {reader.name: _reader_text(reader) for reader in READERS},
        "metrics": {name: inspect.getdoc(metric) or "" for name, metric in METRICS.items()},
        "diagrams": {name: diagram.about for name, diagram in DIAGRAMS.items()},
        "engines": {name: engine.about for name, engine in ENGINES.items()},
    }
    return {kind: {**entries, **_plugged(kind, entries)} for kind, entries in ours.items()}


def _plugged(kind: str, ours: dict[str, str]) -> dict[str, str]:
    """The plug-ins of a kind that bear none of our names, each with the package it is from."""
    found = {}
    for name, entry in plugins.installed(kind).items():
        if name in ours:
            continue
        thing = plugins.loaded(entry)
        text = getattr(thing, "about", "") or inspect.getdoc(thing) or ""
        found[name] = f"{text}\nFrom the package {plugins.package(entry)}."
    return found


def _reader_text(reader: Any) -> str:
    lacks = "".join(f"\nNever shows: {clause}." for clause in reader.cannot_show)
    return f"{reader.about}{lacks}"
