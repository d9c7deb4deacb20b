"""Two groups of exports that are read together: the people are the same in both, each counts by its own exports.

Accounts, handles and authors of references are known from all exports at once. What a group holds is then counted as if
it had been read alone: a post that stands in both groups counts in both.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from os import PathLike, fspath
from typing import Unpack

from graphkit import _relations as relations
from graphkit._acts import acts, acts_again, known_acts
from graphkit._counts import derive
from graphkit._load import LoadOptions, load
from graphkit.errors import NoDataError, UsageError
from graphkit.graph import Graph, suffixes
from graphkit.readers import Refusal, label, targets

MOST_NAMED = 3
Paths = Sequence[str | PathLike[str]]


def load_groups(first: Paths, second: Paths, **options: Unpack[LoadOptions]) -> tuple[Graph, Graph]:
    """Read two groups of exports together, to compare them: a graph of each, with the same people behind the same ids.

    Options are those of `load`. A post that stands in both groups counts in both. Raises UsageError where both groups
    are the same exports, NoDataError where one of them holds nothing usable.
    """
    graph = load(*first, *second, **options)
    return groups(graph, first, second)


def groups(graph: Graph, first: Paths, second: Paths) -> tuple[Graph, Graph]:
    """The two parts of a graph that hold what stands in the first and in the second of its exports."""
    if targets(first) == targets(second):
        raise UsageError("both groups are the same exports; name others after --with")
    one, two = (_of(graph, files(graph, paths), paths) for paths in (first, second))
    return one, two


def named(paths: Paths) -> str:
    """What a group is called in a sentence."""
    names = [label(Refusal(fspath(path), "", "", "")) for path in paths]
    return ", ".join(names) if len(names) <= MOST_NAMED else f"{names[0]} and {len(names) - 1} more exports"


def files(graph: Graph, paths: Paths) -> list[int]:
    """Numbers of the graph's files that were read from these paths."""
    wanted = targets(paths)
    read = graph.provenance.files
    exports = {export: targets([export]) for export in {tally.export for tally in read}}
    return [number for number, tally in enumerate(read) if exports[tally.export] <= wanted]


def _of(graph: Graph, numbers: Collection[int], paths: Paths) -> Graph:
    """The graph of some of the files; NoDataError where they hold no post and no act."""
    part = replace(graph, suffix=f"_{next(suffixes)}")
    some = {
        raw: f"(select * from {raw} where file in ({', '.join(map(str, [-1, *numbers]))}))"
        for raw in ("raw_posts", "raw_acts", "raw_listed")
    }
    keep, table = graph.session.keep, part.table
    keep(table("chosen"), relations.chosen_posts(some["raw_posts"]))
    keep(table("posts"), relations.posts(table("chosen")))
    keep(table("known"), known_acts(some["raw_acts"]))
    keep(table("again"), acts_again(table("known")))
    keep(table("acts"), acts(table("known"), table("again")))
    keep(table("interactions"), relations.interactions(f"({relations.named(table('posts'))}) named", table("acts")))
    keep(table("kept"), f"select * from {table('interactions')}")
    keep(table("listed"), relations.listed(some["raw_listed"]))
    keep(table("observed"), relations.observed_in(*map(table, ("posts", "acts", "listed"))))
    derive(part.session, table, kept=table("kept"))
    if not (part.about["posts"] or part.about["interactions"]):
        raise NoDataError(f"{named(paths)}: no post or act in it, so there is nothing to compare with")
    return part
