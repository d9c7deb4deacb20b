"""What each export holds, before anything is measured: the facts that `inspect` prints."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import TYPE_CHECKING

from graphkit import _relations as relations
from graphkit._exits import times
from graphkit._harvest import Tally
from graphkit._tables import KIND_NAMES

if TYPE_CHECKING:
    import pandas as pd

    from graphkit.graph import Graph

CAN_BE_ABSENT = ("retweet", "quote", "reply", "mention", "like")


@dataclass(frozen=True)
class Holding:
    """One export, or one file of a folder: the files that belong together, and what is in them.

    Counts are of the files by themselves: what another file holds too is counted here as well.
    """

    name: str
    format: str
    version: str
    files: tuple[Tally, ...]
    owner: str = ""
    """Label of the account whose personal archive it is; empty for every other kind of export."""
    people: int = 0
    """People who write, act or are named in it."""
    authors: int = 0
    """Those of them who write or act in it."""
    first: str = ""
    last: str = ""
    kinds: tuple[tuple[str, int], ...] = ()
    """Posts that name nobody (`post`), and acts by kind, the most frequent first."""
    left_out: tuple[tuple[str, int, str], ...] = ()
    """Of the records that were left out: code, how many, and the reason given for one of them."""
    cannot_show: tuple[str, ...] = ()

    @property
    def absent(self) -> tuple[str, ...]:
        """The kinds of acts that are not in it."""
        present = dict(self.kinds)
        return tuple(kind for kind in CAN_BE_ABSENT if kind not in present)

    def total(self, fate: str) -> int:
        """Records of all its files: read, used, duplicate, ignored, rejected; posts, acts."""
        return sum(getattr(tally, fate) for tally in self.files)


def holdings(graph: "Graph") -> Iterator[Holding]:
    """What each export of a graph holds, in the order of their names."""
    from graphkit.readers import READERS

    clauses = {reader.name: reader.cannot_show for reader in READERS}
    fetch = graph.session.fetch
    kinds: dict[int, list[tuple[str, int]]] = {}
    for bundle, kind, acts in fetch(relations.BUNDLE_KINDS).itertuples(index=False, name=None):
        kinds.setdefault(bundle, []).append((KIND_NAMES[kind], acts))
    people = fetch(relations.BUNDLE_PEOPLE).set_index("bundle")
    dates = {end: dict(zip(people.index, _days(people[end]), strict=True)) for end in ("first", "last")}
    counted = people[["people", "authors"]].to_dict()
    owners = dict(fetch(relations.BUNDLE_OWNERS).itertuples(index=False, name=None))
    told = fetch(relations.BUNDLE_REASONS).itertuples(index=False, name=None)
    reasons = {(bundle, code): reason for bundle, code, reason in told}
    for name, tallies in bundles(graph.provenance.files):
        bundle = tallies[0].bundle
        yield Holding(
            name,
            tallies[0].reader,
            ", ".join(dict.fromkeys(tally.version for tally in tallies if tally.version)),
            tallies,
            owner=owners.get(bundle, ""),
            people=counted["people"].get(bundle, 0),
            authors=counted["authors"].get(bundle, 0),
            first=dates["first"].get(bundle, ""),
            last=dates["last"].get(bundle, ""),
            kinds=tuple(sorted(kinds.get(bundle, ()), key=lambda item: -item[1])),
            left_out=tuple(
                (code, number, reasons.get((bundle, code), "")) for code, number in sorted(left_out(tallies).items())
            ),
            cannot_show=clauses.get(tallies[0].reader, ()),
        )


def bundles(files: Sequence[Tally]) -> Iterator[tuple[str, tuple[Tally, ...]]]:
    """The files of each export, with its name."""
    for _, group in groupby(files, key=lambda tally: tally.bundle):
        tallies = tuple(group)
        yield _name(tallies), tallies


def left_out(tallies: Sequence[Tally]) -> Counter[str]:
    """How many records of some files were left out, by code."""
    return sum((tally.codes for tally in tallies), Counter[str]())


def _name(tallies: Sequence[Tally]) -> str:
    """The name of the one file, or of the folder or archive that holds all of them."""
    labels = [tally.label for tally in tallies]
    if len(labels) == 1:
        return labels[0]
    low, high = min(labels), max(labels)
    shared = low[: sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(low, high, strict=False)))]
    return shared[: max(shared.rfind("/"), shared.rfind("!")) + 1].rstrip("!/") or labels[0]


def _days(moments: "pd.Series[int]") -> list[str]:
    """ISO days, empty where there is no time."""
    import numpy as np

    return ["" if np.isnat(moment) else str(moment)[:10] for moment in times(moments)]
