"""From the cells of a row to a post or an act, with what the first rows of the file showed about it.

Two things cannot be told from one row: whether `03/04/2012` starts with the day, and whether `NA` in a column of
targets is a person or says that there is none. The first rows of the file decide.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from graphkit.post import NOBODY, Account, Act, LeftOut, Notice, Post, Ref
from graphkit.readers._acts import FOLLOWS, kind_of, weight_of
from graphkit.readers._cells import FLOAT, MISSING, NO_ID, Ids, handle_of, words_of
from graphkit.readers._columns import ASKED, TARGETS, Columns
from graphkit.readers._csv import Row
from graphkit.readers._times import day_or_month_first, read_time

GONE = frozenset(("[deleted]", "[removed]"))
TRUE = frozenset(("true", "t", "yes", "y", "1", "1.0"))
NOTHING: frozenset[str] = frozenset()
ID_COLUMNS = ("id", "author_id", *(f"{word}_{end}" for word in TARGETS for end in ("id", "post")))
MISSING_SHARE = 0.2
"""A word such as NA that fills this share of a column of targets, and never wrote a post, names nobody."""

_ROUNDED = re.compile(r"\d{16,}\.0+|\d(?:\.\d+)?E\+\d+", re.I)
"""What no account is called: a number with a sign in it, or with more digits than a float holds."""
_LIST = re.compile(r"[\s,;|]+")
_REDDIT = re.compile(r"\A/?u/(?=[\w-]{3,20}\Z)", re.ASCII)
_NAMED = re.compile(r"""['"]screen_name['"]: *['"](\w+)['"]""")
_BY_HAND = re.compile(r"(?<!\w)RT ?:? ?[@＠]\w", re.I)


class Rows:
    """Turns rows into posts or acts, and counts what the user should know."""

    def __init__(self, columns: Columns, first: Sequence[Row]) -> None:
        self._has = columns.at.keys()
        self._at = {word: columns.at.get(word, -1) for word in ASKED}
        self._by_id = {word: columns.header[place].lower().endswith("id") for word, place in columns.at.items()}
        self._dates = Counter(day_or_month_first(cells[self._at["time"]]) for _, cells in first if "time" in columns.at)
        self._day_first = not (self._dates["month"] and not self._dates["day"])
        self._named = {word for word in TARGETS if columns.at.keys() & {word, f"{word}_id", f"{word}_post"}}
        self._missing = {word: _missing(columns, word, first) for word in TARGETS if word in columns.at}
        self._gone = GONE | _unsigned(columns, first)
        ids = [place for word, place in columns.at.items() if word in ID_COLUMNS]
        self._ids = Ids(cells[place].strip() for _, cells in first for place in ids)
        self._counts = self._ids.damaged
        self._kinds: set[str] = set()

    def post(self, line: int, cells: list[str]) -> Post | LeftOut:
        """The post of one row."""
        cells.append("")
        at = self._at
        author = self._author(cells)
        if author is NOBODY:
            return LeftOut("rejected", "record.no_author", "the row names no author", line)
        if author.handle in self._gone and not author.id:
            return LeftOut("ignored", "record.no_author", f"its author is gone: {author.handle}", line)
        text = words_of(cells[at["text"]])
        kind = kind_of(cells[at["kind"]]) if "kind" in self._has else None
        reply_to = self._ref(cells, "reply_to", kind == "reply" or self._true(cells, "is_reply"))
        passed_on = kind == "retweet" or self._true(cells, "is_retweet")
        return Post(
            network=self._network(cells),
            author=author,
            id=self.post_id(cells[at["id"]]),
            time=self._time(cells),
            text=text,
            mentions=self._mentions(cells),
            reply_to=reply_to,
            retweet_of=self._ref(cells, "retweet_of", passed_on and not _BY_HAND.search(text)),
            quote_of=self._ref(cells, "quote_of", kind == "quote" or self._true(cells, "is_quote")),
            line=line,
        )

    def act(self, line: int, cells: list[str]) -> Act | Post | LeftOut:
        """The act of one row of a table of edges."""
        cells.append("")
        at = self._at
        source, target = self.end(cells[at["source"]], "source"), self.end(cells[at["target"]], "target")
        said = cells[at["kind"]].strip()
        kind = kind_of(said) or "mention"
        time, post_id = self._time(cells), self.post_id(cells[at["id"]])
        if kind == "post" and source is not NOBODY and target in (source, NOBODY):
            return Post(self._network(cells), source, post_id, time, line=line)
        if source is NOBODY or target is NOBODY:
            rounded = any(_ROUNDED.fullmatch(cells[at[word]].strip()) for word in ("source", "target"))
            reason = "an end is an id that was rounded" if rounded else "the row does not name both source and target"
            return LeftOut("rejected", "edge.ends", reason, line)
        if said.lower() in FOLLOWS:
            return LeftOut("ignored", "record.follow", "following somebody is no act", line)
        if said and not kind_of(said):
            self._counts["kinds"] += 1
            self._kinds.add(said[:40])
        try:
            weight = weight_of(cells[at["weight"]].strip() or "1")
        except ValueError:
            reason = f"the weight {cells[at['weight']].strip()[:40]!r} is no positive number"
            return LeftOut("rejected", "edge.weight", reason, line)
        self._counts["fractions"] += weight is None
        kind = "mention" if kind == "post" else kind
        return Act(self._network(cells), source, target, kind, time, post_id, weight or 1, line)

    def notices(self) -> Iterator[Notice]:
        """What the user should know, once all rows are read."""
        counts = self._counts
        if self._dates["either"] and not (self._dates["day"] or self._dates["month"]):
            yield Notice("table.dates", "dates such as 03/04/2012 are read with the day first")
        if self._dates["day"] and self._dates["month"]:
            yield Notice("table.dates", "dates are written in two orders; where both are possible the day is first")
        for word, none in self._missing.items():
            if none:
                yield Notice("table.missing", f"{', '.join(sorted(none))} in the column of {word} names nobody")
        for count, code, text in (
            ("ids", "table.ids", "ids damaged by a spreadsheet: posts are told apart by author, time and words"),
            ("account ids", "table.account_ids", "account ids damaged by a spreadsheet: the handles are used"),
            ("times", "table.times", "times that could not be read: their posts have no time"),
            ("fractions", "edge.fractions", "weights that are no whole numbers: each of these rows counts once"),
            (
                "kinds",
                "edge.kinds",
                f"kinds that are not known count as mentions: {', '.join(sorted(self._kinds)[:9])}",
            ),
        ):
            if counts[count]:
                yield Notice(code, text, counts[count])

    def _author(self, cells: list[str]) -> Account:
        at = self._at
        handle = _handle(cells[at["author"]])
        number = self._ids.read(cells[at["author_id"]], "account ids", none=NO_ID if handle else NOTHING)
        return Account(number, handle, cells[at["author_name"]].strip()) if number or handle else NOBODY

    @property
    def ends_alike(self) -> bool:
        """Whether both ends of an edge are named in the same way: by ids, or by handles."""
        return self._by_id.get("source") == self._by_id.get("target")

    def end(self, cell: str, word: str) -> Account:
        """Whom a cell of the column of sources or of targets names."""
        name = _handle(cell)
        if not name or _ROUNDED.fullmatch(name):
            return NOBODY
        name = whole[1] if (whole := FLOAT.fullmatch(name)) else name
        return Account(id=name) if self._by_id.get(word) else Account(handle=name)

    def _ref(self, cells: list[str], word: str, unnamed: bool) -> Ref | None:
        """The post that a column of targets names; `unnamed`: there is one, whether or not it is named."""
        at = self._at
        if word not in self._named:
            return Ref() if unnamed else None
        handle = _handle(cells[at[word]])
        if handle in self._missing.get(word, ()):
            handle = ""
        post = self._ids.read(cells[at[f"{word}_post"]], "account ids")
        if len(handle) >= 15 and handle.isdecimal():
            handle, post = "", handle
        number = self._ids.read(cells[at[f"{word}_id"]], "account ids")
        if handle or number or post or unnamed:
            return Ref(Account(number, handle) if handle or number else NOBODY, post)
        return None

    def _mentions(self, cells: list[str]) -> tuple[Account, ...]:
        cell = cells[self._at["mentions"]].strip() if "mentions" in self._has else ""
        if not cell or cell in self._missing.get("mentions", ()):
            return ()
        names = _NAMED.findall(cell) if "{" in cell else [name.strip("[](){}'\"") for name in _LIST.split(cell)]
        return tuple(Account(handle=handle) for handle in map(_handle, names) if handle)

    def post_id(self, cell: str) -> str:
        """The id of a post, if it can be trusted."""
        return self._ids.read(cell, "ids")

    def moment(self, cell: str) -> int | None:
        """The time that a cell says by itself, if it can be read."""
        return read_time(cell, day_first=self._day_first)

    def _time(self, cells: list[str]) -> int | None:
        cell = cells[self._at["time"]].strip()
        if not cell or cell in MISSING:
            return None
        if ":" not in cell and (clock := cells[self._at["clock"]].strip()):
            cell = f"{cell} {clock}"
        time = read_time(cell, day_first=self._day_first)
        self._counts["times"] += time is None
        return time

    def _true(self, cells: list[str], word: str) -> bool:
        return word in self._has and cells[self._at[word]].strip().lower() in TRUE

    def _network(self, cells: list[str]) -> str:
        name = cells[self._at["network"]].strip().lower() if "network" in self._has else ""
        return name if name and name not in MISSING else "table"


def _handle(cell: str) -> str:
    """A handle without what a table puts before it: `@ann`, `u/ann` and `/u/ann` are ann."""
    handle = handle_of(cell)
    return _REDDIT.sub("", handle, count=1) if "/" in handle else handle


def _unsigned(columns: Columns, first: Sequence[Row]) -> frozenset[str]:
    """The words of the column of authors that say there is none: where they fill much of it beside real names."""
    if "author" not in columns.at or "author_id" in columns.at:
        return frozenset()
    values = Counter(cells[columns.at["author"]].strip() for _, cells in first)
    most = MISSING_SHARE * len(first)
    return frozenset(name for name in MISSING if len(values.keys() - MISSING) >= 5 and values[name] >= most)


def _missing(columns: Columns, word: str, first: Sequence[Row]) -> frozenset[str]:
    """The words of a column of targets that say there is none."""
    values = Counter(cells[columns.at[word]].strip() for _, cells in first)
    author = columns.at.get("author")
    authors = {cells[author].strip() for _, cells in first} if author is not None else set()
    return frozenset(
        name for name in MISSING - authors if len(first) >= 5 and values[name] >= MISSING_SHARE * len(first)
    )
