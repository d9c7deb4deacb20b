"""What is among the paths that a user gives: files by reader, stores, and what is not read."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from os import PathLike, fspath

from graphkit._store import Store, stores
from graphkit.readers import (
    Claim,
    FileFault,
    Member,
    Reader,
    Refusal,
    glance,
    label,
    members,
    reader_named,
    shipped,
    unknown,
)
from graphkit.readers._reader import each_alone, settled

OUR_REPORT = {"summary.json", "datapackage.json", "people.csv", "edges.csv"}
OUR_TABLES = {"datapackage.json", "people.csv", "edges.csv", "interactions.csv"}


@dataclass
class Survey:
    """What was found among the paths given: files to read, by reader, and files refused."""

    bundles: dict[tuple[str, str, str], list[tuple[Member, Claim]]] = field(default_factory=dict)
    refused: list[tuple[str, str, str, bool]] = field(default_factory=list)
    """Label, code, reason, and whether it was refused for safety."""
    passed_over: int = 0
    stores: list[Store] = field(default_factory=list)
    """Exports that graphkit has read before and kept."""


def look(exports: Iterable[str | PathLike[str]], *, input_format: str = "", columns_given: bool = False) -> Survey:
    """Find the files of the exports and which reader each belongs to, by a first look at their content.

    With a reader forced, or the columns of tables named, a file that a reader knows but would not take is read.
    """
    forced = _forced(input_format)
    insisted = columns_given or forced is not None
    survey = Survey()
    every = sorted(members(list(exports)), key=lambda item: (label(item), fspath(item.export)))
    reports, kept = _own_reports(every), _kept(every, survey)
    for found in every:
        if label(found).startswith(kept):
            continue
        if any(label(found).startswith(place) for place in reports):
            survey.passed_over += 1
            continue
        if isinstance(found, Refusal):
            survey.refused.append((found.label, found.code, found.reason, found.unsafe))
            continue
        try:
            _claim(found, forced, survey, insisted=insisted)
        except FileFault as fault:
            survey.refused.append((label(found), fault.code, fault.reason, fault.unsafe))
    survey.bundles = {key: settled(bundle) for key, bundle in survey.bundles.items()}
    return survey


def _kept(every: Sequence[Member | Refusal], survey: Survey) -> tuple[str, ...]:
    """What the labels of the files of stores begin with."""
    found, damaged = stores(one for one in every if isinstance(one, Member))
    survey.stores += found.values()
    survey.refused += [(place.rstrip("/!"), fault.code, fault.reason, fault.unsafe) for place, fault in damaged.items()]
    return (*found, *damaged)


def _own_reports(every: Iterable[Member | Refusal]) -> list[str]:
    """Folders among the files that are reports or tables of ours: read again, everything would count twice."""
    names: dict[str, set[str]] = {}
    for found in every:
        folder, _, name = label(found).rpartition("/")
        names.setdefault(f"{folder}/", set()).add(name)
    ours = (OUR_REPORT, OUR_TABLES)
    return [folder for folder, inside in names.items() if folder != "/" and any(inside >= each for each in ours)]


def _forced(name: str) -> Reader | None:
    return reader_named(name) if name else None


def _claim(member: Member, forced: Reader | None, survey: Survey, *, insisted: bool) -> None:
    seen = glance(member)
    for reader in (forced,) if forced else shipped():
        claim = reader.recognise(seen) or (Claim("posts") if forced else None)
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
