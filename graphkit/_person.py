"""One person: the sentence, the numbers with their intervals, and the posts behind them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphkit.diagrams._words import percent
from graphkit.metrics import measure

if TYPE_CHECKING:
    import pandas as pd

    from graphkit.graph import Graph


@dataclass(frozen=True)
class Person:
    """What an export says of one person. It describes their posts, not the person."""

    id: str
    label: str
    numbers: "pd.Series[Any]"
    """Their row of the people table."""
    posts: "pd.DataFrame"
    """Their posts, oldest first, with kind, file and line: the receipts."""

    @property
    def sentence(self) -> str:
        """The finding in measured words."""
        return sentence(self.numbers)


def person(graph: "Graph", name: str, *, people: "pd.DataFrame | None" = None) -> Person:
    """Everything about one person, given by id or handle; `people` saves measuring again.

    Raises UsageError that names the nearest handles where nobody is called so.
    """
    found = graph.find(name)
    table = measure(graph) if people is None else people
    row = table[table["id"] == found].iloc[0]
    return Person(found, str(row["label"]), row, graph.posts(found))


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
