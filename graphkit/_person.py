"""One person: the sentence, the numbers with their intervals, the receipts of each, what would change it, and what
the export cannot show."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from graphkit import _receipts as receipts
from graphkit._advice import advice
from graphkit._changes import change_sentence
from graphkit._knowable import cannot_show
from graphkit._receipts import RECEIPTS
from graphkit.diagrams._words import percent
from graphkit.errors import UsageError
from graphkit.metrics import METRICS, measure

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from graphkit.graph import Graph

FAMILIES = (
    ("counts", "Posts", "verdict"),
    ("reciprocity", "Acts in return", "reciprocity"),
    ("in_degree", "Place in the graph", "centrality_reason"),
    ("share_of_shares", "Sharing and answering", "practice_reason"),
    ("generosity", "Giving, variety, circle", "ties_reason"),
    ("uncredited_copies", "Words posted before", "copies_reason"),
)
"""Of each family of numbers its first one, its title, and the metric or column that says why one is missing."""

BASIS = ("verdict", "posts_needed", "posts_for_balance")


@dataclass(frozen=True)
class Person:
    """What an export says of one person. It describes their posts, not the person."""

    id: str
    label: str
    numbers: "pd.Series[Any]"
    """Their row of the people table."""
    graph: "Graph" = field(repr=False, compare=False)

    @property
    def sentence(self) -> str:
        """The finding in measured words."""
        return sentence(self.numbers)

    @cached_property
    def changed(self) -> str:
        """When their share of posts for others most likely changed; empty where no change is clear."""
        return change_sentence(self.graph, self.id)

    @cached_property
    def posts(self) -> "pd.DataFrame":
        """Their posts, oldest first: id, time, kind, for_others, own, praise, unknown_target, file, line, and text
        where it was kept."""
        return receipts.posts(self.graph, self.id)

    @cached_property
    def acts(self) -> "pd.DataFrame":
        """Every act of theirs and towards them, with the other person, the kind, the post, its file and line."""
        return receipts.acts(self.graph, self.id)

    @cached_property
    def ties(self) -> "pd.DataFrame":
        """One row for each person around them: acts given and received, by kind, the first and the last each way."""
        return receipts.ties(self.graph, self.id)

    @cached_property
    def would_change(self) -> list[str]:
        """What would change the numbers, and what they suggest; only where the export holds enough."""
        return advice(self.graph, self._basis, self.ties)

    @cached_property
    def cannot_show(self) -> list[str]:
        """What the export cannot show of them, and which export would."""
        return cannot_show(self.graph, self._basis)

    @cached_property
    def _basis(self) -> "pd.Series[Any]":
        """The numbers that the sentences rest on: theirs, or measured again where only some were asked for."""
        if {"posts", *BASIS} <= set(self.numbers.index):
            return self.numbers
        table = measure(self.graph, ["counts", *BASIS])
        return table[table["id"] == self.id].iloc[0]

    def receipts(self, number: str) -> "pd.DataFrame":
        """The rows behind one number; where it is a share, the sum of `counts` over the sum of `of`.

        Raises UsageError where no number is called so.
        """
        receipt = RECEIPTS[known(number)]
        tables: dict[receipts.Rows, str] = {receipts.posts: "posts", receipts.acts: "acts", receipts.ties: "ties"}
        kept = tables.get(receipt.rows)
        return receipt.open(getattr(self, kept) if kept else receipt.rows(self.graph, self.id))


def person(graph: "Graph", name: str, *, people: "pd.DataFrame | None" = None) -> Person:
    """Everything about one person, given by id or handle; `people` saves measuring again.

    Raises UsageError that names the nearest handles where nobody is called so.
    """
    found = graph.find(name)
    table = measure(graph) if people is None else people
    row = table[table["id"] == found].iloc[0]
    return Person(found, str(row["label"]), row, graph)


def known(number: str) -> str:
    """The name of a number with receipts; UsageError with the nearest where there is none of the name."""
    from difflib import get_close_matches

    if number in RECEIPTS:
        return number
    near = get_close_matches(number, RECEIPTS, n=1)
    hint = f"; did you mean '{near[0]}'?" if near else ""
    raise UsageError(f"no number of a person is called '{number}'{hint}")


def metrics_for(numbers: "Iterable[str]") -> list[str]:
    """The metrics that give these numbers, and those that say why one is missing, in the order of the columns."""
    wanted = {number if number in METRICS else "counts" for number in map(known, numbers)}
    wanted |= {metric for _, _, metric in map(family, numbers)}
    return [name for name in METRICS if name in wanted]


def family(number: str) -> tuple[str, str, str]:
    """The family a number belongs to: that of the nearest first number before it in the people table."""
    order = list(RECEIPTS)
    place = order.index(number)
    return max((entry for entry in FAMILIES if order.index(entry[0]) <= place), key=lambda e: order.index(e[0]))


def sentence(row: "pd.Series[Any]") -> str:
    """How many of a person's posts named someone else, with the interval; or why that is not known."""
    import pandas as pd

    if pd.isna(row["posts"]) or row["posts"] == 0:
        return f"In this export nothing can be said of their posts: {row['verdict_reason']}."
    t, n = int(row["posts_for_others"]), int(row["posts"])
    low, high = (percent(row[f"third_person_share_{end}"], sign=False) for end in ("low", "high"))
    posts = "post" if n == 1 else "posts"
    return (
        f"In this export, {t:,} of {n:,} {posts} ({percent(t / n)}, 95 % interval {low}–{high} %) named someone else. "
        "This describes these posts, not the person."
    )
