"""People, ties and latest posts of a graph as one text that the page unpacks: gzip of columns, in base64.

What follows from other columns is not stored: shares from their counts, weights from their kinds, what is returned
from what is given. The same graph gives the same text.
"""

import gzip
import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
import pandas as pd

from graphkit.diagrams._looks import Drawable, chosen, flag_line, looks, ties
from graphkit.diagrams._style import handle
from graphkit.viewer._codes import SHARE_STEPS, steps, varints, whole_numbers, words

MOST = 30_000
"""People in a page; of more, everybody flagged and those who give and are named most."""
LATEST = (400, 300, 200, 150, 100, 75, 50, 40)
"""How many posts of each person are kept, the most that fit."""
POSTS_EACH, POSTS_MORE = 40, 4_000
POST_KINDS = ("retweet", "quote", "reply", "mention", "self", "post")
TIE_KINDS = ("retweets", "quotes", "replies", "mentions")
COUNTS = (
    "posts", "posts_for_others", "threads", "self_mentions", "interactions_sent", "posts_needed",
    "in_degree", "in_strength", "out_strength",
)  # fmt: skip
SHARES = ("third_person_share_low", "third_person_share_high", "reciprocity")
WORDS = ("network", "state", "verdict", "verdict_reason", "verdict_with_threads")
"""What the page shows of the people table; people.csv holds the rest."""
DAY = np.timedelta64(1, "D")
Column = tuple[str, str, bytes, Any]
"""Name, coding, bytes, and what the coding needs besides: the words, or the steps of a unit."""


class Packable(Drawable, Protocol):
    """What the page asks of a graph; `graphkit.graph.Graph` has it."""

    @property
    def post_kinds(self) -> pd.DataFrame:
        """One row a person with posts: how many of each kind, time of the first and of the last."""

    def latest(self, most: int) -> pd.DataFrame:
        """Everybody's latest posts, oldest first: id of the person, kind."""


def packed(graph: Packable, people: pd.DataFrame, places: pd.DataFrame, *, meta: Mapping[str, Any]) -> str:
    """The data of a page: `places` says where people stand (id, x, y, radius in points), `meta` goes in as it is."""
    shown = people_shown(graph, people)
    index = pd.Index(shown["id"])
    where = places.drop_duplicates("id").set_index("id").reindex(index)
    columns, latest = [*_people(graph, shown), *_places(where)], _latest(graph, shown)
    columns += [*_ties(graph.edges, index), ("latest", "strips", latest[1], latest[0])]
    head = {
        "people": len(shown),
        "columns": [[name, code, len(content), extra] for name, code, content, extra in columns],
        "meta": dict(meta),
    }
    written = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    whole = b"".join([len(written).to_bytes(4, "little"), written, *(content for _, _, content, _ in columns)])
    return b64encode(gzip.compress(whole, 9, mtime=0)).decode("ascii")


def people_shown(graph: Drawable, people: pd.DataFrame) -> pd.DataFrame:
    """The people in the page, in the order of the table, with their `state` as in the pictures."""
    look = looks(people, graph.edges, flag_line(graph.about))
    table = people.assign(state=look["state"].to_numpy())
    if len(people) <= MOST:
        return table.reset_index(drop=True)
    return table[table["id"].isin(set(chosen(look, MOST)["id"]))].reset_index(drop=True)


def _people(graph: Packable, shown: pd.DataFrame) -> list[Column]:
    labels = json.dumps(shown["label"].tolist(), ensure_ascii=False, separators=(",", ":"))
    drawn = [handle(*pair) for pair in zip(shown["label"], shown["network"], strict=True)]
    at = [name.startswith("@") and not str(label).startswith("@")
          for name, label in zip(drawn, shown["label"], strict=True)]  # fmt: skip
    columns: list[Column] = [
        ("label", "texts", labels.encode("utf-8", "replace"), None),
        ("at", "counts", whole_numbers(pd.Series(at, dtype=float)), None),
    ]
    columns += [(name, "counts", whole_numbers(shown[name]), None) for name in COUNTS if name in shown]
    columns += [(name, "steps", steps(shown[name], SHARE_STEPS), SHARE_STEPS) for name in SHARES if name in shown]
    for name in (name for name in WORDS if name in shown):
        content, known = words(shown[name])
        columns.append((name, "words", content, known))
    return [*columns, *_kinds(graph, shown)]


def _kinds(graph: Packable, shown: pd.DataFrame) -> list[Column]:
    """Posts by kind, and the days of the first and the last, since the first of all."""
    found = graph.post_kinds.reindex(shown["id"])
    columns: list[Column] = [(f"posts_{kind}", "counts", whole_numbers(found[kind]), None) for kind in POST_KINDS]
    days = {name: found[name].to_numpy("datetime64[us]").astype("datetime64[D]") for name in ("first", "last")}
    start = np.datetime64("NaT") if np.isnat(days["first"]).all() else np.nanmin(days["first"])
    for name, day in days.items():
        columns.append((f"{name}_day", "days", whole_numbers(pd.Series((day - start) / DAY)), _iso(start)))
    return columns


def _iso(day: np.datetime64) -> str | None:
    return None if np.isnat(day) else str(day)


def _places(where: pd.DataFrame) -> list[Column]:
    return [(name, "steps", steps(where[name], unit), unit) for name, unit in (("x", 10), ("y", 10), ("radius", 100))]


def _ties(edges: pd.DataFrame, index: "pd.Index[Any]") -> list[Column]:
    """Ties in the order of their sources: how many each has, the gaps between their targets, acts by kind."""
    between = ties(edges)
    source, target = (index.get_indexer(pd.Index(between[end])) for end in ("source", "target"))
    here = np.flatnonzero((source >= 0) & (target >= 0))
    here = here[np.lexsort((target[here], source[here]))]
    source, target = source[here].astype(np.int64), target[here].astype(np.int64)
    gap = np.diff(target, prepend=0)
    first = np.flatnonzero(np.diff(source, prepend=-1))
    gap[first] = target[first] + 1
    acts = between.iloc[here]
    columns: list[Column] = [
        ("targets", "ties", varints(np.bincount(source, minlength=len(index)).astype(np.int64)), None),
        ("gaps", "ties", varints(gap), None),
    ]
    return columns + [(name, "ties", varints(acts[name].to_numpy(np.int64)), None) for name in TIE_KINDS]


def _latest(graph: Packable, shown: pd.DataFrame) -> tuple[int, bytes]:
    """How many posts of each are kept at most, and their kinds, oldest first, three to a byte."""
    number = graph.post_kinds[list(POST_KINDS)].sum(axis=1).reindex(shown["id"]).fillna(0).to_numpy(float)
    room = POSTS_EACH * len(shown) + POSTS_MORE
    most = next((most for most in LATEST if np.minimum(number, most).sum() <= room), LATEST[-1])
    posts = graph.latest(most)
    row = pd.Index(shown["id"]).get_indexer(pd.Index(posts["id"]))
    kind = posts["kind"].map({kind: k for k, kind in enumerate(POST_KINDS)}).to_numpy(np.int64)
    order = np.flatnonzero(row >= 0)
    order = order[np.argsort(row[order], kind="stable")]
    kind, row = kind[order], row[order]
    starts = np.searchsorted(row, np.arange(len(shown)))
    place = np.arange(len(row)) - starts[row]
    triple = np.concatenate([[0], np.cumsum(-(-np.bincount(row, minlength=len(shown)) // 3))])
    content = np.zeros(int(triple[-1]), dtype=np.int64)
    np.add.at(content, triple[row] + place // 3, kind * 6 ** (place % 3))
    return most, content.astype(np.uint8).tobytes()
