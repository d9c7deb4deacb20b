"""The rows of a NodeXL sheet of edges, put together to tweets.

A tweet that is passed on has a row `Retweet` only where the original names nobody; else its rows are
`MentionsInRetweet` (and `Replies to`) alone, those of the original, and `Retweet ID` is what tells whose it is.
The tweets are what a search for a word found, never a whole timeline, so nobody is judged by them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from graphkit.post import NOBODY, Account, Act, LeftOut, Notice, Post, Ref
from graphkit.readers._acts import FOLLOWS, kind_of
from graphkit.readers._csv import Row
from graphkit.readers._times import read_time

NETWORK = "twitter"
HEADERS = {
    "source": ("vertex 1",),
    "target": ("vertex 2",),
    "kind": ("relationship",),
    "text": ("tweet",),
    "time": ("tweet date (utc)", "relationship date (utc)", "date"),
    "id": ("imported id",),
    "parent": ("in-reply-to tweet id",),
    "parent_author": ("in-reply-to user id",),
    "original": ("retweet id",),
    "quoted": ("quoted status id",),
}
MOST_TIES = 1_000
"""Of one tweet."""
KINDS_SAID = 9

Cells = Mapping[str, str]


def places(header: Sequence[str]) -> dict[str, int]:
    """Where our words for the columns stand."""
    at = {cell.strip().lower(): place for place, cell in reversed(list(enumerate(header)))}
    found = {word: [at[name] for name in names if name in at] for word, names in HEADERS.items()}
    return {word: where[0] for word, where in found.items() if where}


class Tweets:
    """What all rows of a tweet say together: first every row is remembered, then the first of each tweet gives it."""

    def __init__(self, at: Mapping[str, int]) -> None:
        self._at = at
        self._ties: dict[tuple[str, ...], list[tuple[str, str]]] = {}
        self._given: set[tuple[str, ...]] = set()
        self._counts: Counter[str] = Counter()
        self._kinds: set[str] = set()

    def remember(self, row: Row) -> None:
        """Note which accounts a row ties its tweet to."""
        cells = self._cells(row)
        kind = _kind(cells["kind"])
        if kind in ("reply", "retweet", "quote", "mention", "echo") and cells["source"] and cells["target"]:
            ties = self._ties.setdefault(self._key(cells, row[0]), [])
            if len(ties) < MOST_TIES:
                ties.append((kind, cells["target"]))

    def item(self, row: Row) -> Post | Act | LeftOut:
        """The whole post that a row is the first of, or the act that it is by itself."""
        line, cells = row[0], self._cells(row)
        source, target, said = cells["source"], cells["target"], cells["kind"]
        kind = _kind(said)
        if not source or (not target and kind != "post"):
            return LeftOut("rejected", "edge.ends", "the row does not name both vertices", line)
        if said.lower() in FOLLOWS:
            return LeftOut("ignored", "record.follow", "following somebody is no act", line)
        time, post_id = self._time(cells), self._id(cells["id"])
        if kind is None or kind == "like":
            if kind is None:
                self._counts["kinds"] += 1
                self._kinds.add(said[:40])
            ends = Account(handle=source), Account(handle=target)
            return Act(NETWORK, *ends, "like" if kind else "mention", time, post_id, line=line)
        key = self._key(cells, line)
        if key in self._given:
            return LeftOut("ignored", "record.same_post", "another row of a post that is read already", line)
        self._given.add(key)
        return self._post(cells, time, post_id, line)

    def notices(self) -> Iterator[Notice]:
        """What the user should know, once all rows are read."""
        said = ", ".join(sorted(self._kinds)[:KINDS_SAID])
        for word, code, text in (
            ("ids", "table.ids", "ids damaged by a spreadsheet: posts are told apart by author, time and words"),
            ("times", "table.times", "times that could not be read: their posts have no time"),
            ("kinds", "edge.kinds", f"relationships that are not known count as mentions: {said}"),
        ):
            if self._counts[word]:
                yield Notice(code, text, self._counts[word])

    def _cells(self, row: Row) -> Cells:
        cells = dict.fromkeys(HEADERS, "")
        cells |= {word: row[1][place] for word, place in self._at.items()}
        for end in ("source", "target", "kind"):
            cells[end] = cells[end].strip().removeprefix("@")
        return cells

    def _key(self, cells: Cells, line: int) -> tuple[str, ...]:
        """What the rows of one tweet have in common: its id, else its time and words, else nothing."""
        post_id, author = cells["id"].strip(), cells["source"].lower()
        if post_id.isdecimal():
            return author, post_id
        words = (cells["time"], cells["text"])
        return (author, *words) if any(words) else (author, f"row {line}")

    def _post(self, cells: Cells, time: int | None, post_id: str, line: int) -> Post:
        ties: dict[str, list[Account]] = {}
        for kind, handle in dict.fromkeys(self._ties.get(self._key(cells, line), ())):
            ties.setdefault(kind, []).append(Account(handle=handle))
        echoes, original = ties.get("echo", []), self._id(cells["original"])
        retweet_of = quote_of = reply_to = None
        if original or "retweet" in ties or (echoes and "quote" not in ties):
            others = (*echoes, *ties.pop("reply", ()), *ties.pop("mention", ()))
            retweet_of = self._ref(ties.get("retweet"), original, mentions=others) or Ref(mentions=others)
        else:
            quote_of = self._ref(ties.get("quote"), self._id(cells["quoted"]), mentions=tuple(echoes))
            reply_to = self._ref(ties.get("reply"), self._id(cells["parent"]), self._id(cells["parent_author"]))
        return Post(
            network=NETWORK,
            author=Account(handle=cells["source"]),
            id=post_id,
            time=time,
            text=cells["text"],
            mentions=tuple(ties.get("mention", ())),
            reply_to=reply_to,
            retweet_of=retweet_of,
            quote_of=quote_of,
            collected_via="search",
            line=line,
        )

    def _ref(
        self, named: Sequence[Account] | None, post_id: str, number: str = "", mentions: tuple[Account, ...] = ()
    ) -> Ref | None:
        """The other post, by its author where a row names one; without one, by its id alone."""
        if named:
            return Ref(Account(number, named[0].handle), post_id, mentions)
        return Ref(Account(number) if number else NOBODY, post_id, mentions) if post_id else None

    def _id(self, cell: str) -> str:
        """An id; empty if there is none, or none that can be trusted."""
        cell = cell.strip().removeprefix("'")
        if cell in ("", "0", "-1") or cell.isdecimal():
            return cell if len(cell) > 2 else ""
        self._counts["ids"] += 1
        return ""

    def _time(self, cells: Cells) -> int | None:
        cell = cells["time"].strip()
        time = read_time(cell, day_first=False) if cell else None
        self._counts["times"] += bool(cell) and time is None
        return time


def _kind(relationship: str) -> str | None:
    """What a relationship means; names in a quoted or passed-on post are echoes, whatever NodeXL calls them."""
    return kind_of(relationship) or ("echo" if relationship.lower().startswith("mentionsin") else None)
