"""From the nodes and edges of a graph, in whatever format they stand, to people and acts.

A node is an account and an edge an act of its source on its target. What their attributes mean is told by their
names, as in tables. An edge that counts acts by kind (`retweet=2, reply=1`) is one act of each kind; an undirected
edge does not say who acted on whom, and is left out.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from graphkit.post import Account, Act, Item, Kind, LeftOut, Listed, Notice, Post
from graphkit.readers._acts import FOLLOWS, kind_of, weight_of
from graphkit.readers._columns import WORDS, folded
from graphkit.readers._faults import FileFault
from graphkit.readers._times import read_time

NETWORK = "edges"
UNDIRECTED = "an undirected graph: who acted on whom is not known; if its edges have a direction, save it as directed"
MOST_LATE = 100_000
"""Edges kept in memory until the nodes they name have been read."""
MOST_TOLD = 9
"""So many unknown kinds are told by name."""
_PLACE = re.compile(r"[A-Za-z]?[01](?:\.0)?")
_ROUNDED = re.compile(r"\d(?:\.\d+)?E\+\d+", re.I)
_NO_ID = frozenset(("", "-1", "0", "None", "nan", "null", "NA"))
_POST_DIGITS = 15
_WHOLE = 2**53

_OF_NODES = {
    "handle": "screen_name username user_name handle acct login",
    "id": "user_id author_id account_id twitter_id userid did",
    "name": "display_name full_name real_name name",
    "network": "network platform",
    "observed": "observed",
    "time": "created_at start_date timestamp date time",
}
_OF_EDGES = {
    "kind": f"{WORDS['kind']} predicate label labele label_e",
    "weight": WORDS["weight"],
    "time": f"{WORDS['time']} start start_date relationshipdate(utc)",
    "post": "post_id tweet_id status_id tweet_id_str imported_id",
}
_COUNTS: dict[str, Kind] = {
    "retweet": "retweet",
    "retweets": "retweet",
    "quote": "quote",
    "quotes": "quote",
    "reply": "reply",
    "replies": "reply",
    "mention": "mention",
    "mentions": "mention",
    "like": "like",
    "likes": "like",
}
_PLACES = {
    words: {folded(name): (word, place) for word, names in table.items() for place, name in enumerate(names.split())}
    for words, table in (("nodes", _OF_NODES), ("edges", _OF_EDGES))
}

Facts = Mapping[str, str]
Late = tuple[str, str, Facts, int]


class Ties:
    """Takes nodes and edges as the format gives them, and gives acts; in the end, the people.

    `counted_ids`: the format numbers its nodes, so that a labelled node is known by its label if the numbers start
    at 0 or 1. `nodes_first`: an edge never stands before its nodes.
    """

    def __init__(self, *, counted_ids: bool = False, nodes_first: bool = False) -> None:
        self._counted_ids, self._nodes_first = counted_ids, nodes_first
        self._accounts: dict[str, Account] = {}
        self._posts: dict[str, tuple[str, int | None]] = {}
        self._unobserved: set[str] = set()
        self._networks: set[str] = set()
        self._network = ""
        self._labels: set[str] = set()
        self._late: list[Late] = []
        self._counts: Counter[str] = Counter()
        self._kinds: set[str] = set()

    def node(self, key: str, facts: Facts, label: str = "") -> None:
        """A node with its attributes; of two with one key the first counts."""
        if not key or key in self._accounts:
            return
        said = _said("nodes", facts)
        label = _bare(label or facts.get("label", "") or said.get("name", ""))
        if not self._accounts:
            self._counted_ids &= bool(_PLACE.fullmatch(key) and label not in ("", key) and "network" not in said)
        self._networks.add(said.get("network", "").lower())
        account = self._accounts[key] = self._account(key, label, said)
        if said.get("observed", "").lower() == "false":
            self._unobserved.add(key)
        if len(key) >= _POST_DIGITS and key.isdecimal() and account.id != key and account.handle:
            self._posts[key] = (key, read_time(said.get("time", "")))

    def edge(self, source: str, target: str, facts: Facts, *, line: int, undirected: bool = False) -> Iterator[Item]:
        """What an edge says: an act, one of each kind where it counts them, or why it was left out."""
        if undirected:
            self._counts["undirected"] += 1
            yield LeftOut("rejected", "edge.undirected", "an undirected edge: who acted on whom is not known", line)
        elif not source or not target:
            yield LeftOut("rejected", "edge.ends", "the edge does not name both its ends", line)
        elif self._nodes_first or (source in self._accounts and target in self._accounts):
            yield from self._act(source, target, facts, line)
        elif len(self._late) < MOST_LATE:
            self._late.append((source, target, facts, line))
        else:
            yield LeftOut("rejected", "edge.early", "the edge stands before the nodes it names", line)

    def read(self, items: Iterable[Item]) -> Iterator[Item]:
        """All that a file gives: its items, then the edges that had to wait, the people, and what to know of it."""
        fault: FileFault | None = None
        try:
            yield from items
        except FileFault as found:
            fault = found
        for source, target, facts, line in self._late:
            unknown = [end for end in (source, target) if end not in self._accounts]
            if self._counted_ids and unknown:
                yield LeftOut("rejected", "edge.ends", f"there is no node {unknown[0][:40]!r}", line)
            else:
                yield from self._act(source, target, facts, line)
        if self._counts["undirected"] and not self._counts["directed"]:
            raise fault or FileFault("graph.undirected", UNDIRECTED)
        network = self._known_network()
        for key, account in self._accounts.items():
            yield Listed(network, account, key not in self._unobserved)
        yield from self._notices()
        if fault is not None:
            raise fault

    def _account(self, key: str, label: str, said: Facts) -> Account:
        number = said.get("id", "")
        number = "" if number in _NO_ID or _ROUNDED.fullmatch(number) else number
        handle = _bare(said.get("handle", ""))
        name = label if label != key else ""
        if handle:
            known = number or ("" if self._counted_ids else key)
            return Account(known, handle, name if name.lower() != handle.lower() else "")
        if self._counted_ids and not number and label:
            return self._by_label(key, label)
        return Account(number or key, *_handle_or_name(name))

    def _by_label(self, key: str, label: str) -> Account:
        """An account known by its label; a second node of the same label is somebody else."""
        if label.lower() not in self._labels:
            self._labels.add(label.lower())
            return Account("", *_handle_or_name(label))
        self._counts["labels"] += 1
        return Account(id=f"{label} (node {key})", name=label)

    def _act(self, source: str, target: str, facts: Facts, line: int) -> Iterator[Item]:
        self._counts["directed"] += 1
        said, network = _said("edges", facts), self._known_network()
        one, other = (self._accounts.get(end) or Account(end) for end in (source, target))
        post_id, time = self._posts.get(source, ("", None))
        post_id = said.get("post", post_id)
        time = self._time(said.get("time", "")) or time
        word = said.get("kind", "")
        kind = kind_of(word)
        if kind == "post" and one == other:
            yield Post(network, one, post_id, time, line=line)
            return
        if word.lower() in FOLLOWS:
            yield LeftOut("ignored", "record.follow", "following somebody is no act", line)
            return
        counts = _counted(facts)
        if counts:
            # Several kinds at one moment would be one post; these are sums over time.
            time = time if len(counts) == 1 else None
            yield from (Act(network, one, other, each, time, post_id, many, line) for each, many in counts.items())
            return
        if word and not kind:
            self._counts["kinds"] += 1
            if len(self._kinds) < MOST_TOLD:
                self._kinds.add(word[:40])
        try:
            weight = weight_of(said.get("weight", "1"))
        except ValueError:
            reason = f"the weight {said['weight'][:40]!r} is no positive number"
            yield LeftOut("rejected", "edge.weight", reason, line)
            return
        self._counts["fractions"] += weight is None
        kind = kind if kind and kind != "post" else "mention"
        yield Act(network, one, other, kind, time, post_id, weight or 1, line)

    def _time(self, text: str) -> int | None:
        time = read_time(text) if text else None
        self._counts["times"] += bool(text) and time is None
        return time

    def _known_network(self) -> str:
        """The network that all nodes name before the first edge is read; it does not change any more then."""
        if not self._network:
            only = next(iter(self._networks)) if len(self._networks) == 1 else ""
            self._network = only or NETWORK
        return self._network

    def _notices(self) -> Iterator[Notice]:
        known = ", ".join(sorted(self._kinds))
        for count, code, text in (
            ("kinds", "edge.kinds", f"kinds that are not known count as mentions: {known}"),
            ("fractions", "edge.fractions", "weights that are no whole numbers: each of these edges counts once"),
            ("times", "edge.times", "times that could not be read: their acts have no time"),
            ("labels", "graph.labels", "nodes that share a label are kept apart by their numbers"),
        ):
            if self._counts[count]:
                yield Notice(code, text, self._counts[count])


def written(value: Any) -> str:
    """A value of Python as the text a cell would hold; empty where it says that there is none.

    >>> written(7.0), written(float("nan")), written(None), written(2.0**60)
    ('7', '', '', '1.152921504606847e+18')
    """
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if hasattr(value, "tolist"):  # numpy's numbers and arrays
        value = value.tolist()
    if value is None or (not hasattr(value, "__len__") and _differs_from_itself(value)):
        text = ""
    elif isinstance(value, float):
        text = str(int(value)) if value.is_integer() and abs(value) < _WHOLE else repr(value)
    elif isinstance(value, datetime):
        text = (value.astimezone(UTC) if value.tzinfo else value).isoformat(" ")
    elif isinstance(value, bytes):
        text = value.decode("utf-8", "replace")
    else:
        text = str(value)
    return text


def _differs_from_itself(value: Any) -> bool:
    """Whether a value is one of the ways to say “missing”: NaN, NaT, pandas.NA (which is neither true nor false)."""
    try:
        return bool(value != value)  # noqa: PLR0124
    except (TypeError, ValueError):
        return True


def _said(words: str, facts: Facts) -> dict[str, str]:
    """Attributes by our word for them; of several for one word, the first of our list that is not empty."""
    found: dict[str, tuple[int, str]] = {}
    known = _PLACES[words]
    for name, value in facts.items():
        if (meant := known.get(_folded(name))) and (value := value.strip()):
            word, place = meant
            if word == "kind" and name.lower().startswith("label") and not _is_kind(value):
                continue
            if word not in found or place < found[word][0]:
                found[word] = (place, value)
    return {word: value for word, (_, value) in found.items()}


@lru_cache(maxsize=4_096)
def _folded(name: str) -> str:
    return folded(name)


def _is_kind(value: str) -> bool:
    return kind_of(value) is not None or value.lower() in FOLLOWS


def _counted(facts: Facts) -> dict[Kind, int]:
    """How many acts of each kind an edge stands for; empty if it does not say, or not in whole numbers."""
    counts: dict[Kind, int] = {}
    for name, value in facts.items():
        if kind := _COUNTS.get(name.lower()):
            try:
                many = weight_of(value) if value.strip().strip("0.") else 0
            except ValueError:
                return {}
            if many is None:
                return {}
            if many:
                counts[kind] = counts.get(kind, 0) + many
    return counts


def _bare(name: str) -> str:
    name = name.strip()
    return name[1:] if name[:1] in ("@", "＠") else name


def _handle_or_name(label: str) -> tuple[str, str]:
    """Handle and display name: a label with blanks in it is no handle."""
    return ("", label) if len(label.split()) > 1 else (label, "")
