"""From a stream of items to columns: what a stretch of one file gave, on its way to the engine.

A post lives for a moment: it becomes a few numbers in columns and is forgotten. A harvest knows nothing of other files
or of what lies before it: accounts, posts and lines are counted from its own beginning, so that it can be made in
another process; intake puts harvests one after the other.
"""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from graphkit import _tables as tables
from graphkit._facts import Columns, digest_of, reference
from graphkit._wording import wording
from graphkit.interactions import Interactions, at_a_glance, interactions
from graphkit.post import Account, Act, Acts, Item, LeftOut, Listed, Notice, Post, Sighting
from graphkit.readers import FileFault

BATCH = 20_000
"""So many rows of one table make a harvest."""
STEP = 256
"""So many items are taken between two looks at how much is held."""
NAME_KEPT = 500
MOST_RECENT = 1 << 16
"""So many records of a file are remembered, to see that one comes again."""
AT_A_GLANCE = {kind: code + tables.NATIVE * (kind != "post") for kind, code in tables.KINDS.items()}
"""Kind and native in one number, of acts that are seen without reading words."""
WITH_LINES = frozenset({"raw_acts", "left_out"})
"""The tables whose rows begin with a line."""


@dataclass
class Tally:
    """What became of the records of one file; `read = used + duplicate + ignored + rejected` at the end."""

    label: str
    export: str
    reader: str
    network: str
    bundle: int = 0
    """Files of one export that belong together have one number."""
    version: str = ""
    """Of the format, as far as the file tells."""
    role: str = "posts"
    """As the reader's claim says: `posts` are read, `about` names the owner, `beside` is known but unused."""
    posts: int = 0
    acts: int = 0
    ignored: int = 0
    rejected: int = 0
    duplicate: int = 0
    again: int = 0
    """Of the duplicates, those that say in the same file what was said there not long ago; no row of them is kept."""
    repairs: int = 0
    remark: str = ""
    fault: str = ""
    """Why the file was not read to its end; what lies before the fault counts."""
    fault_code: str = ""
    codes: Counter[str] = field(default_factory=Counter)
    notices: dict[str, str] = field(default_factory=dict)
    cannot_show: dict[str, bool] = field(default_factory=dict)
    """Clauses about what this file lacks, as it says itself; and of each whether it names accounts."""

    @property
    def read(self) -> int:
        """Records the file holds."""
        return self.posts + self.acts + self.ignored + self.rejected

    @property
    def used(self) -> int:
        """Records that count: read, not left out, and not counted already from another place."""
        return self.posts + self.acts - self.duplicate

    def add(self, part: "Tally") -> None:
        """Count what a part of the file held."""
        self.posts += part.posts
        self.acts += part.acts
        self.ignored += part.ignored
        self.rejected += part.rejected
        self.duplicate += part.duplicate
        self.again += part.again
        self.repairs += part.repairs
        self.fault, self.fault_code = part.fault or self.fault, part.fault_code or self.fault_code
        self.codes.update(part.codes)
        self.notices = part.notices | self.notices
        self.cannot_show |= part.cannot_show


@dataclass
class Harvest:
    """What a stretch of a file gave."""

    tally: Tally
    """Of this stretch alone."""
    accounts: tuple[list[str], ...]
    """Network, id, handle and name of each account met; rows name accounts by their places here."""
    posts: dict[str, Any]
    """Columns; a string, a number or None stands for a column that is the same in each row."""
    interactions: dict[str, Any]
    """Columns; `what` holds kind, native and credit in one number."""
    rows: dict[str, list[tuple[Any, ...]]]
    """The rows of the other tables."""
    wordings: list[tuple[int, bytes, bool]]
    shingles: dict[bytes, bytes]
    acts: list[Acts]
    """Acts that came in columns; their accounts are numbered within the file."""

    @property
    def kept(self) -> int:
        """Posts that have a row."""
        return self.tally.posts - self.tally.again

    def moved(self, lines: int, offset: int) -> "Harvest":
        """The same where it begins so many lines and bytes behind the beginning of the file."""
        if lines:
            self.posts["line"] = array("q", [line + lines for line in self.posts["line"]])
            self.rows = {name: [_moved(name, row, lines, offset) for row in rows] for name, rows in self.rows.items()}
        return self


def _moved(table: str, row: tuple[Any, ...], lines: int, offset: int) -> tuple[Any, ...]:
    if table not in WITH_LINES:
        return row
    line, at, *more = row
    return (line + lines, at + offset if table == "left_out" and at != tables.NO_TIME else at, *more)


def _short(account: Account) -> Account:
    """An account with no more of its names than is kept."""
    if len(account.handle) > NAME_KEPT or len(account.id) > NAME_KEPT or len(account.name) > NAME_KEPT:
        return Account(account.id[:NAME_KEPT], account.handle[:NAME_KEPT], account.name[:NAME_KEPT])
    return account


class Gatherer:
    """Gathers the items of one file, in stretches."""

    def __init__(self, *, keep_text: bool = False, copies: bool = False) -> None:
        self._keep_text = keep_text
        self._copies = copies
        self._recent: set[tuple[str, str, str, int]] = set()
        self._begin()

    def _begin(self) -> None:
        self._tally = Tally("", "", "", "")
        self._accounts: dict[str, dict[Account, int]] = defaultdict(dict)
        self._met: list[tuple[str, Account]] = []
        self._columns = Columns()
        self._rows: dict[str, list[tuple[Any, ...]]] = {}
        self._acts: list[Acts] = []
        self._wordings: list[tuple[int, bytes, bool]] = []
        self._shingles: dict[bytes, bytes] = {}

    def harvests(self, items: Iterable[Item]) -> Iterator[Harvest]:
        """What the items give, in stretches of some thousand; where the file has a fault, what lies before it."""
        items = iter(items)
        self._recent.clear()
        try:
            while self._take(islice(items, STEP)):
                if self._held() >= BATCH:
                    yield self._harvest()
        except FileFault as fault:
            self._tally.fault, self._tally.fault_code = fault.reason, fault.code
        yield self._harvest()

    def _take(self, items: Iterable[Item]) -> int:
        """Take some items; how many there were."""
        takers: dict[type[Any], Callable[[Any], None]] = {
            Act: self._take_act,
            Acts: self._take_acts,
            LeftOut: self._take_left_out,
            Notice: self._take_notice,
            Sighting: self._take_sighting,
            Listed: self._take_listed,
        }
        taken = 0
        posts: list[Post] = []
        try:
            for item in items:
                taken += 1
                if type(item) is Post:
                    posts.append(item)
                    continue
                if posts:
                    self._take_posts(posts)
                    posts = []
                takers[type(item)](item)
        finally:
            self._take_posts(posts)
        return taken

    def _held(self) -> int:
        """Rows of the table that has most of them."""
        acts = sum(len(some.columns["line"]) for some in self._acts)
        return max(len(self._columns.author), len(self._columns.at), *map(len, self._rows.values()), acts)

    def _harvest(self) -> Harvest:
        known, columns = self._met, self._columns
        done = Harvest(
            self._tally,
            (
                [network for network, _ in known],
                [account.id for _, account in known],
                [account.handle for _, account in known],
                [account.name for _, account in known],
            ),
            columns.posts(),
            columns.interactions(),
            self._rows,
            self._wordings,
            self._shingles,
            self._acts,
        )
        self._begin()
        return done

    def _add(self, table: str, *row: Any) -> None:
        self._rows.setdefault(table, []).append(row)

    def _code(self, network: str, account: Account | None) -> int:
        """The number of an account as one record names it; display names do not tell accounts apart."""
        if account is None:
            return tables.NO_ACCOUNT
        code = self._accounts[network].get(account)
        return self._new_code(network, account) if code is None else code

    def _new_code(self, network: str, account: Account) -> int:
        if not (account.id or account.handle or account.name):
            return tables.NO_ACCOUNT
        account = _short(account)
        code = self._accounts[network].setdefault(account, len(self._met))
        if code == len(self._met):
            self._met.append((network, account))
        return code

    def _take_posts(self, posts: list[Post]) -> None:
        columns = self._columns
        at, target, what = columns.at.append, columns.target.append, columns.what.append
        network, known, recent = "", self._accounts[""], self._recent
        number, kept = len(columns.author), []
        for post in posts:
            if post.network != network:
                network, known = post.network, self._accounts[post.network]
            author = known.get(post.author, tables.NO_ACCOUNT)
            if author < 0 and (author := self._new_code(network, post.author)) < 0:
                self._take_left_out(_without_author(post))
                continue
            self._tally.posts += 1
            digest = digest_of(post)
            if post.id:
                mark = network, post.id, post.first_version, digest
                if mark in recent:
                    self._tally.again += 1
                    self._tally.duplicate += 1
                    continue
                if len(recent) >= MOST_RECENT:
                    recent.clear()
                recent.add(mark)
            seen = None if self._copies else at_a_glance(post)
            if seen is None:
                columns.cut.append(self._look_into(post, number))
            else:
                kind, account = seen
                at(number)
                target(tables.NO_ACCOUNT if account is None else self._code(network, account))
                what(AT_A_GLANCE[kind])
                columns.cut.append(False)
            columns.author.append(author)
            columns.digest.append(digest)
            kept.append(post)
            number += 1
        columns.add(kept, with_text=self._keep_text)

    def _look_into(self, post: Post, number: int) -> bool:
        """Take what a post does whose words have to be read; whether a name was lost where they are cut."""
        columns, network = self._columns, post.network
        reading = interactions(post)
        for row in reading.rows:
            target = self._code(network, row.target)
            if target < 0 and row.kind != "post" and (ref := reference(post, row.kind)):
                columns.ref[len(columns.at)] = ref
            columns.at.append(number)
            columns.target.append(target)
            columns.what.append(tables.KINDS[row.kind] + tables.NATIVE * row.native + tables.CREDIT * row.credit)
        if self._copies:
            self._take_words(number, post, reading)
        if reading.bearing and post.time is not None:
            self._take_sighting(Sighting(network, reading.bearing, post.time))
        if reading.left_out:
            self._tally.notices["record.mentions"] = "of posts that name over 1,000 people, the first 1,000 are counted"
        return reading.cut

    def _take_words(self, number: int, post: Post, reading: Interactions) -> None:
        """The wording of a post, unless it passes on or credits: then it says itself that the words are another's."""
        if any(row.kind in ("retweet", "quote") or row.credit for row in reading.rows):
            return
        found = wording(post.text, post.network)
        if found is not None:
            self._wordings.append((number, found.id, found.linked))
            self._shingles[found.id] = found.shingles

    def _take_act(self, act: Act) -> None:
        self._tally.acts += 1
        source, target = self._code(act.network, act.source), self._code(act.network, act.target)
        time = tables.NO_TIME if act.time is None else act.time
        self._add("raw_acts", act.line, act.post_id, source, target, time, tables.KINDS[act.kind], act.weight)

    def _take_acts(self, acts: Acts) -> None:
        self._tally.acts += len(acts.columns["line"])
        self._acts.append(Acts(acts.network, tuple(map(_short, acts.accounts)), acts.kinds, acts.columns))

    def _take_sighting(self, seen: Sighting) -> None:
        self._add("sightings", self._code(seen.network, seen.account), seen.time)

    def _take_listed(self, listed: Listed) -> None:
        code = self._code(listed.network, listed.account)
        if code != tables.NO_ACCOUNT:
            self._add("raw_listed", code, tables.NO_TIME, int(listed.observed))

    def _take_left_out(self, record: LeftOut) -> None:
        tally = self._tally
        setattr(tally, record.fate, getattr(tally, record.fate) + 1)
        tally.codes[record.code] += 1
        offset = tables.NO_TIME if record.byte_offset is None else record.byte_offset
        row = (record.line, offset, record.record_id, record.fate, record.code, record.reason)
        self._add("left_out", *row)

    def _take_notice(self, notice: Notice) -> None:
        if notice.limits:
            self._tally.cannot_show[notice.text] = notice.names
            return
        self._tally.repairs += notice.count if notice.repairs else 0
        self._tally.notices.setdefault(notice.code, notice.text)


def _without_author(post: Post) -> LeftOut:
    reason = "a post without an author"
    return LeftOut("rejected", "record.no_author", reason, line=post.line, record_id=post.id)
