"""One person's side of the tables: their row, their posts by kind, whom they name and who names them."""

import difflib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from graphkit.diagrams._looks import looks, ties
from graphkit.errors import UsageError

KINDS = ("retweet", "quote", "reply", "mention")
"""Kinds of posts for others, in the order in which they are stacked."""
COUNTS = {"retweet": "retweets", "quote": "quotes", "reply": "replies", "mention": "mentions"}


@dataclass(frozen=True)
class Side:
    """The people on one side of somebody: those they name, or those who name them; most acts first."""

    ids: tuple[str, ...]
    weight: tuple[int, ...]
    back: tuple[int, ...]
    kind: tuple[str, ...]
    """The kind most of the acts are of."""

    @property
    def acts(self) -> int:
        """All acts on this side."""
        return sum(self.weight)


def find_person(people: pd.DataFrame, wanted: str) -> pd.Series:
    """The row of the person with this id or label (with or without @, in any case).

    Raises UsageError, with the names that come close, where nobody or more than one is meant.
    """
    plain = wanted.strip().removeprefix("@").casefold()
    rows = people.index[people["id"] == wanted.strip()]
    if not len(rows):
        rows = people.index[people["label"].fillna("").str.removeprefix("@").str.casefold() == plain]
    if len(rows) == 1:
        return people.loc[rows].iloc[0]
    if len(rows) > 1:
        ids = ", ".join(sorted(people.loc[rows, "id"])[:3])
        raise UsageError(f"{len(rows)} people are called {wanted!r}; give an id: {ids}")
    close = difflib.get_close_matches(plain, people["label"].fillna("").str.casefold().head(50_000).tolist(), n=1)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    raise UsageError(f"nobody here is called {wanted!r}{hint}")


def look_of(edges: pd.DataFrame, people: pd.DataFrame, ids: list[str], line: float) -> pd.DataFrame:
    """The looks of a few people, in the order of `ids`."""
    few = people[people["id"].isin(ids)]
    near = edges[edges["source"].isin(ids) | edges["target"].isin(ids)]
    return looks(few, near, line).set_index("id", drop=False).reindex(ids)


def sides(edges: pd.DataFrame, person: str) -> tuple[Side, Side]:
    """Who names the person, and whom the person names."""
    between = ties(edges)
    given, got = between[between["source"] == person], between[between["target"] == person]
    return _side(got, "source", given.set_index("target")["weight"]), _side(
        given, "target", got.set_index("source")["weight"]
    )


def _side(rows: pd.DataFrame, column: str, other_way: pd.Series) -> Side:
    rows = rows.sort_values(["weight", column], ascending=[False, True], kind="stable")
    ids = rows[column].tolist()
    back = other_way.reindex(ids).fillna(0).astype(int).tolist()
    counts = rows[[COUNTS[kind] for kind in KINDS]].to_numpy()
    kind = tuple(KINDS[k] for k in np.argmax(counts, axis=1)) if len(rows) else ()
    return Side(tuple(ids), tuple(rows["weight"].astype(int)), tuple(back), kind)
