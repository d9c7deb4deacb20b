"""Receipts: the posts, acts and ties of a person that each of their numbers rests on.

For every metric, `RECEIPTS` says which rows show it, and what each row adds: `counts` to what is counted, `of` to
what it is a share of. Where both are given, the number is the sum of `counts` over the sum of `of`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphkit import _relations as relations
from graphkit._exits import times
from graphkit._tables import KIND_NAMES
from graphkit.metrics.acknowledging import unanswered
from graphkit.metrics.circles import in_circle
from graphkit.metrics.copies import copies

if TYPE_CHECKING:
    import pandas as pd

    from graphkit.graph import Graph

NAMING = ("retweet", "quote", "reply", "mention")
PLURAL = {"retweet": "retweets", "quote": "quotes", "reply": "replies", "mention": "mentions", "like": "likes"}
ACTS = (
    "time",
    "direction",
    "other",
    "label",
    "observed",
    "kind",
    "credit",
    "weight",
    "counted",
    "post",
    "file",
    "line",
)

Rows = Callable[["Graph", str], "pd.DataFrame"]
Of = Callable[["pd.DataFrame"], "pd.Series[Any]"]


def code(graph: "Graph", person: str) -> int:
    """The number that stands for a person inside the engine."""
    found: Any = graph.counts.at[person, "person"]
    return int(found)


def posts(graph: "Graph", person: str) -> "pd.DataFrame":
    """A person's posts as `Graph.posts` gives them, and of each: does it name its author, pass on praise of them,
    pass on, quote or answer somebody the export does not name, pass on or credit others, answer others."""
    who = code(graph, person)
    frame = graph.posts(person)
    marks = graph.session.fetch(f"""
        select self as own, praise, unknown as unknown_target, shares as sharing, answers as answering
        from {graph.table("facts")}
        where person = {who} order by coalesce(time, 0), post""").astype(bool)
    place = list(frame.columns).index("file")
    for offset, name in enumerate(("own", "praise", "unknown_target", "sharing", "answering")):
        frame.insert(place + offset, name, marks[name].to_numpy())
    return frame


def acts(graph: "Graph", person: str) -> "pd.DataFrame":
    """What a person did towards others (`sent`), others towards them (`received`) and they towards themselves (`own`).

    Oldest first, undated before all: time, direction, other and label (missing where the export does not name whom),
    observed (the other's side is in the exports), kind, credit, weight (0 for echoes and threads), counted (whether it
    makes ties: of a chosen kind, towards nobody left out), post, file, line.
    """
    made = _acts(graph, person, "kept" if graph.suffix else "interactions")
    keys = ["row", "post", "other", "direction", "kind", "file", "line"]
    if graph.suffix:
        chosen = set(_acts(graph, person, "interactions")[keys].astype(str).itertuples(index=False, name=None))
        tied = [key in chosen for key in made[keys].astype(str).itertuples(index=False, name=None)]
    else:
        tied = [True] * len(made)
    files = dict(enumerate(tally.label for tally in graph.provenance.files))
    frame = made.assign(
        counted=tied,
        time=times(made["time"]),
        kind=made["kind"].map(KIND_NAMES).astype("str"),
        credit=made["credit"].astype(bool),
        file=made["file"].map(files).astype("str"),
        line=made["line"].astype("Int64"),
        observed=made["observed"] == 1,
    )
    return frame[[*ACTS]]


def _acts(graph: "Graph", person: str, table: str) -> "pd.DataFrame":
    who = code(graph, person)
    tables = (graph.table(name) for name in (table, "posts", "people"))
    return graph.session.fetch(relations.acts_of(who, *tables))


def copied(graph: "Graph", person: str) -> "pd.DataFrame":
    """The posts of a person whose words stood in earlier posts of others, beside these, as `copies` gives them."""
    found = copies(graph)
    return found[found["copier"] == person].reset_index(drop=True)


def ties(graph: "Graph", person: str) -> "pd.DataFrame":
    """One row for each other person who acts towards this one or whom this one acts towards, most acts first.

    other, label, observed, given, received (acts), both_ways, how many of each kind and how many gifts (acts that
    pass on or credit) each way, and the time and post of the first and the last act each way. Likes have columns of
    their own and make nobody acted towards.
    """
    import pandas as pd

    every = acts(graph, person)
    every = every[every["counted"] & every["other"].notna() & (every["direction"] != "own")]
    every = every[every["kind"].isin(PLURAL)]
    people = every.groupby("other", sort=True)
    frame = people[["label", "observed"]].first()
    sides = [_side(every[every["direction"] == way], name) for way, name in (("sent", "given"), ("received",) * 2)]
    frame = pd.concat([frame, *(side.reindex(frame.index) for side in sides)], axis=1)
    numbers = [name for name in frame.columns if frame[name].dtype == "float64"]
    frame[numbers] = frame[numbers].fillna(0).astype("int64")
    frame["undated"] = frame.pop("given_undated") + frame.pop("received_undated")
    frame.insert(2, "given", frame.pop("given"))
    frame.insert(3, "received", frame.pop("received"))
    frame.insert(4, "both_ways", (frame["given"] > 0) & (frame["received"] > 0))
    frame = frame.reset_index()
    frame["total"] = frame["given"] + frame["received"]
    return frame.sort_values(["total", "other"], ascending=[False, True], kind="stable", ignore_index=True).drop(
        columns="total"
    )


def _side(rows: "pd.DataFrame", way: str) -> "pd.DataFrame":
    """Of the acts in one direction, for each other person: how many, of which kinds, the first and the last."""
    import numpy as np
    import pandas as pd

    index = pd.Index(sorted(rows["other"].unique()), name="other")
    place, weight = index.get_indexer(pd.Index(rows["other"])), rows["weight"].to_numpy("float64")
    kind, undated = rows["kind"].to_numpy(object), rows["time"].isna().to_numpy()
    names = rows["kind"].isin(NAMING).to_numpy()
    gift = names & (rows["kind"].isin(("retweet", "quote")) | rows["credit"]).to_numpy()
    amounts = {
        way: weight * names,
        **{f"{way}_{plural}": weight * (kind == name) for name, plural in PLURAL.items()},
        f"{way}_gifts": weight * gift,
        f"{way}_undated": 1.0 * (names & undated),
    }
    counted: dict[str, Any] = {
        name: np.bincount(place, amount, minlength=len(index)) for name, amount in amounts.items()
    }
    naming = rows[names]
    dated_first = naming.iloc[naming["time"].isna().to_numpy().argsort(kind="stable")]
    for end, place in (
        ("first", dated_first.drop_duplicates("other")),
        ("last", naming.drop_duplicates("other", keep="last")),
    ):
        found = place.set_index("other").reindex(index)
        counted[f"{way}_{end}"] = found["time"].astype("datetime64[us]")
        counted[f"{way}_{end}_post"] = found["post"].astype("str")
    return pd.DataFrame(counted, index=index)


def circled(graph: "Graph", person: str) -> "pd.DataFrame":
    """The ties, and of each whether the other is outside the circle; of nobody where no circle is known."""
    frame = ties(graph, person)
    inside = in_circle(graph, person)
    frame.insert(3, "outside", False if inside is None else ~frame["other"].map(inside).fillna(False).astype(bool))
    return frame if inside is not None else frame.head(0)


@dataclass(frozen=True)
class Receipt:
    """What shows a number: which rows, what each of them adds, and in words how to read them."""

    rows: Rows
    says: str
    counts: Of | None = None
    of: Of | None = None

    def open(self, frame: "pd.DataFrame") -> "pd.DataFrame":
        """Of these rows those behind the number, and first what each adds to `counts` and `of`."""
        if self.counts is None:
            return frame
        adds = {"counts": self.counts, "of": self.of or self.counts}
        told = frame.copy()
        for place, name in enumerate(("counts", "of") if self.of else ("counts",)):
            told.insert(place, name, adds[name](frame).astype("int64"))
        return told[adds["of"](frame) != 0].reset_index(drop=True)


def _one(frame: "pd.DataFrame") -> "pd.Series[Any]":
    return frame["line"].notna() if "line" in frame else frame["other"].notna()


def _counted_posts(posts: "pd.DataFrame") -> "pd.Series[Any]":
    return posts["kind"] != "thread"


def _sent(acts: "pd.DataFrame") -> "pd.Series[Any]":
    return acts["weight"].where((acts["direction"] != "received") & acts["other"].notna(), 0)


def _to_self(acts: "pd.DataFrame") -> "pd.Series[Any]":
    return acts["weight"].where(acts["direction"] == "own", 0)


def _seen(condition: Of) -> Of:
    """A condition on ties, among observed people only."""
    return lambda ties: condition(ties) * ties["observed"]


def _either(ties: "pd.DataFrame") -> "pd.Series[Any]":
    return (ties["given"] > 0) | (ties["received"] > 0)


def _met(ties: "pd.DataFrame") -> "pd.Series[Any]":
    met: pd.Series[Any] = ties["both_ways"] & (ties["undated"] == 0) & (ties["given_first"] != ties["received_first"])
    return met


def _most(ties: "pd.DataFrame") -> "pd.Series[Any]":
    first = ties["given"].idxmax() if len(ties) else -1
    return ties["given"].where(ties.index == first, 0)


def _excess(one: str, other: str) -> Of:
    return _seen(lambda ties: (ties[one] - ties[other]).clip(lower=0))


def _column(name: str) -> Of:
    return lambda frame: frame[name]


_POSTS = "their posts, oldest first"
_WHOLE = "no receipts of its own: it is computed from the whole graph; these are the ties in and out"
_PEOPLE = "the people on either side whose posts or acts the exports hold, most acts first"

_FOR_OTHERS = Receipt(posts, f"{_POSTS}; counts: it is for others", _column("for_others"), _counted_posts)
_FOR_NOBODY = Receipt(posts, f"{_POSTS}; counts: it names no one else", lambda p: ~p["for_others"], _counted_posts)
_EVERY_POST = Receipt(posts, f"{_POSTS}, threads too; counts: it is for others", _column("for_others"), _one)
_GIVEN = Receipt(ties, "those they act towards; counts: acts", _column("given"))
_TOWARDS = Receipt(ties, "those they act towards; counts: one for each", lambda t: t["given"] > 0)
_FROM_WHOLE = Receipt(ties, _WHOLE)

RECEIPTS: dict[str, Receipt] = {
    "counts": Receipt(posts, f"{_POSTS}; thread: it continues the post before it"),
    "posts": Receipt(posts, _POSTS, _counted_posts),
    "posts_for_others": Receipt(posts, f"{_POSTS}, that are for others", _column("for_others")),
    "threads": Receipt(posts, f"{_POSTS}, that continue the post before them", lambda p: p["kind"] == "thread"),
    "self_mentions": Receipt(acts, "acts towards their own account", _to_self),
    "interactions_sent": Receipt(acts, "acts with a known target", _sent),
    "unknown_target_posts": Receipt(posts, f"{_POSTS}, whose target is not named", _column("unknown_target")),
    "third_person_share": _FOR_OTHERS,
    "me_share": _FOR_NOBODY,
    "verdict": _FOR_OTHERS,
    "self_mention_ratio": Receipt(acts, "acts with a known target; counts: it goes to themselves", _to_self, _sent),
    "praise_share": Receipt(posts, f"{_POSTS}; counts: it passes praise on", _column("praise"), _counted_posts),
    "third_person_share_with_threads": _EVERY_POST,
    "verdict_with_threads": _EVERY_POST,
    "posts_needed": _FOR_OTHERS,
    "posts_for_balance": _FOR_OTHERS,
    "percentile": Receipt(
        posts, "compared with the posts of everybody judged; these are their own", _FOR_NOBODY.counts, _FOR_NOBODY.of
    ),
    "reciprocity": Receipt(
        ties,
        f"{_PEOPLE}; counts and of: 2 where acts go both ways, else 0 of 1",
        _seen(lambda t: 2 * t["both_ways"]),
        _seen(lambda t: 1 * (t["given"] > 0) + (t["received"] > 0)),
    ),
    "returns": Receipt(
        ties,
        "those who act towards them; counts: they act towards that person too",
        _seen(lambda t: 1 * t["both_ways"]),
        _seen(lambda t: 1 * (t["received"] > 0)),
    ),
    "returned": Receipt(
        ties,
        "those they act towards; counts: that person acts towards them too",
        _seen(lambda t: 1 * t["both_ways"]),
        _seen(lambda t: 1 * (t["given"] > 0)),
    ),
    "reciprocated_pairs": Receipt(
        ties,
        f"{_PEOPLE}; counts: acts go both ways",
        _seen(lambda t: 1 * t["both_ways"]),
        _seen(lambda t: 1 * _either(t)),
    ),
    "reciprocity_weighted": Receipt(
        ties,
        "those they act towards; counts: acts matched in number, of: acts given",
        _seen(lambda t: t[["given", "received"]].min(axis=1)),
        _seen(_column("given")),
    ),
    "coverage": Receipt(
        ties,
        "everybody on either side; counts: their posts or acts are in the exports",
        _seen(lambda t: 1 * _either(t)),
        _either,
    ),
    "in_degree": Receipt(ties, "those who act towards them; counts: one for each", lambda t: t["received"] > 0),
    "out_degree": _TOWARDS,
    "in_strength": Receipt(ties, "those who act towards them; counts: acts", _column("received")),
    "out_strength": _GIVEN,
    **dict.fromkeys(
        ("pagerank", "betweenness", "harmonic", "hub", "authority", "core", "community", "centrality_reason"),
        _FROM_WHOLE,
    ),
    "share_of_shares": Receipt(
        posts,
        "their posts that share or create, oldest first; counts: it passes on or credits others",
        lambda p: p["sharing"] & _counted_posts(p),
        lambda p: _counted_posts(p) & (p["sharing"] | ~p["answering"]),
    ),
    "replies_to_others": Receipt(
        posts, f"{_POSTS}; counts: it answers somebody else", _column("answering"), _counted_posts
    ),
    "discussions_joined": Receipt(posts, f"{_POSTS}, that answer others", _column("answering")),
    "practice_reason": Receipt(posts, _POSTS),
    "acknowledges": Receipt(unanswered, "acts towards them that could be answered and were not, oldest first", _one),
    "generosity": Receipt(
        ties,
        "those they pass on or credit; counts: gifts not given back, of: gifts",
        _excess("given_gifts", "received_gifts"),
        _seen(_column("given_gifts")),
    ),
    "debt": Receipt(
        ties,
        "those who pass them on or credit them; counts: gifts not given back, of: gifts",
        _excess("received_gifts", "given_gifts"),
        _seen(_column("received_gifts")),
    ),
    "gave_first": Receipt(
        ties,
        "those with dated acts both ways; counts: they acted first",
        _seen(lambda t: 1 * (_met(t) & (t["given_first"] < t["received_first"]))),
        _seen(lambda t: 1 * _met(t)),
    ),
    "people_named": _TOWARDS,
    "effective_people": _GIVEN,
    "top_share": Receipt(
        ties, "those they act towards; counts: acts towards the first of them", _most, _column("given")
    ),
    "outside_share": Receipt(
        circled,
        "those they act towards; counts: acts outside the circle, of: acts",
        lambda t: t["given"] * t["outside"],
        _column("given"),
    ),
    "ei_index": Receipt(
        circled,
        "those they act towards; counts: 1 outside the circle, -1 inside",
        lambda t: (2 * t["outside"] - 1) * (t["given"] > 0),
        lambda t: t["given"] > 0,
    ),
    "ties_reason": _FROM_WHOLE,
    "uncredited_copies": Receipt(copied, "candidates: their posts, and earlier posts of others with the words", _one),
}
"""By number, in the order of the people table: every metric, and every column of `counts`."""
