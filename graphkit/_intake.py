"""From a stream of posts to columns in the engine, in bounded memory.

Posts live for a moment: each becomes a few numbers in column buffers that are handed to the engine every few
thousand posts. What stays in Python is one dictionary of accounts and a tally for each file.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import msgspec

from graphkit import _tables as tables
from graphkit._wording import DIGEST, wording
from graphkit.engines import Session
from graphkit.interactions import Interactions, interactions
from graphkit.post import Account, Act, Item, LeftOut, Listed, Notice, Post, Sighting

BATCH = 20_000
KEPT_LEFT_OUT = 100_000
"""So many records left out are kept to be listed, of each file; all are counted."""
NAME_KEPT = 500
MOST_RECENT = 1 << 16
"""So many records of a file are remembered, to see that one comes again."""
_encode = msgspec.msgpack.Encoder().encode


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

    @property
    def read(self) -> int:
        """Records the file holds."""
        return self.posts + self.acts + self.ignored + self.rejected

    @property
    def used(self) -> int:
        """Records that count: read, not left out, and not counted already from another place."""
        return self.posts + self.acts - self.duplicate


class Buffer:
    """Rows of one table on their way to the engine."""

    def __init__(self, session: Session, table: str, schema: dict[str, str]) -> None:
        session.create(table, schema)
        self._session, self._table, self._schema = session, table, schema
        self.rows: list[tuple[Any, ...]] = []
        self.add = self.rows.append

    def flush(self, at_least: int = 1) -> None:
        """Hand the rows over as numpy columns, if there are enough of them."""
        if len(self.rows) < at_least:
            return
        import numpy as np

        kinds = {"varchar": object, "boolean": np.bool_, "int": np.int32}
        columns = zip(*self.rows, strict=True)
        batch: dict[str, Any] = {
            name: np.array(column, dtype=kinds.get(kind, np.int64))
            for (name, kind), column in zip(self._schema.items(), columns, strict=True)
        }
        self._session.fill(self._table, batch)
        self.rows.clear()


class Wordings:
    """The wordings of posts on their way to the engine; the shingles of a wording go there once."""

    def __init__(self, session: Session) -> None:
        session.create("wordings", tables.WORDINGS)
        session.create("shingles", tables.SHINGLES)
        self._session = session
        self._known: set[bytes] = set()
        self._posts: list[tuple[int, bytes, bool]] = []
        self._fresh: list[tuple[bytes, bytes]] = []

    def add(self, number: int, post: Post, reading: Interactions) -> None:
        """Take a post, unless it passes on or credits: then it says itself that the words are another's."""
        if any(row.kind in ("retweet", "quote") or row.credit for row in reading.rows):
            return
        found = wording(post.text, post.network)
        if found is None:
            return
        self._posts.append((number, found.id, found.linked))
        if found.id not in self._known:
            self._known.add(found.id)
            self._fresh.append((found.id, found.shingles))
        if len(self._posts) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Hand over what is held, as numpy columns."""
        if not self._posts:
            return
        import numpy as np

        numbers, ids, linked = zip(*self._posts, strict=True)
        batch = {"post": np.array(numbers, dtype=np.int64), "wording": _numbers(ids), "linked": np.array(linked)}
        self._session.fill("wordings", batch)
        if self._fresh:
            ids, shingles = zip(*self._fresh, strict=True)
            sizes = [len(each) // DIGEST for each in shingles]
            self._session.fill("shingles", {"wording": np.repeat(_numbers(ids), sizes), "shingle": _numbers(shingles)})
        self._posts.clear()
        self._fresh.clear()


def _numbers(digests: "Iterable[bytes]") -> Any:
    import numpy as np

    return np.frombuffer(b"".join(digests), dtype="<i8")


def _digest(value: Any) -> int:
    return int.from_bytes(blake2b(_encode(value), digest_size=8).digest(), "big", signed=True)


def _reference(post: Post, kind: str) -> str:
    """Id of the post that is answered, passed on or quoted: its author may stand elsewhere in the exports."""
    of_kind = {"reply": post.reply_to, "retweet": post.retweet_of, "quote": post.quote_of}
    ref = of_kind.get(kind)
    return ref.post_id if ref else ""


class Intake:
    """Takes items of one file after the other into the engine's raw tables."""

    def __init__(self, session: Session, *, keep_text: bool = False, copies: bool = False) -> None:
        self._keep_text = keep_text
        self._wordings = Wordings(session) if copies else None
        session.create("sought", tables.SOUGHT)
        self._accounts: dict[tuple[str, Account], int] = {}
        self._next_post = 0
        self._file = -1
        self._recent: set[int] = set()
        self.tallies: list[Tally] = []
        self._session = session
        self._posts = Buffer(session, "raw_posts", tables.RAW_POSTS)
        self._interactions = Buffer(session, "raw_interactions", tables.RAW_INTERACTIONS)
        self._acts = Buffer(session, "raw_acts", tables.RAW_ACTS)
        self._sightings = Buffer(session, "sightings", tables.SIGHTINGS)
        self._listed = Buffer(session, "raw_listed", tables.RAW_LISTED)
        self._left_out = Buffer(session, "left_out", tables.LEFT_OUT)
        held = (self._posts, self._interactions, self._acts, self._sightings, self._listed, self._left_out)
        self._buffers = held

    def begin(self, tally: Tally) -> None:
        """The items that follow come from this file."""
        self.tallies.append(tally)
        self._file += 1
        self._recent.clear()

    def take(self, items: Iterable[Item]) -> None:
        """Take the items of the file begun last."""
        takers = {
            Post: self._take_post,
            Act: self._take_act,
            LeftOut: self._take_left_out,
            Notice: self._take_notice,
            Sighting: self._take_sighting,
            Listed: self._take_listed,
        }
        for item in items:
            takers[type(item)](item)  # type: ignore[operator]

    def finish(self) -> None:
        """Hand over what is still buffered, the files, and the accounts met."""
        for buffer in self._buffers:
            buffer.flush()
        if self._wordings is not None:
            self._wordings.flush()
            sought = Buffer(self._session, "sought", tables.SOUGHT)
            sought.add(("copies",))
            sought.flush()
        files = Buffer(self._session, "files", tables.FILES)
        for number, tally in enumerate(self.tallies):
            files.add((number, tally.bundle))
        files.flush()
        accounts = Buffer(self._session, "accounts", tables.ACCOUNTS)
        for (network, account), code in self._accounts.items():
            accounts.add((code, network, account.id, account.handle, account.name))
            accounts.flush(BATCH)
        accounts.flush()

    def _code(self, network: str, account: Account | None) -> int:
        """The number of an account as one record names it; display names do not tell accounts apart."""
        if account is None or not (account.id or account.handle or account.name):
            return tables.NO_ACCOUNT
        if len(account.handle) > NAME_KEPT or len(account.id) > NAME_KEPT or len(account.name) > NAME_KEPT:
            account = Account(account.id[:NAME_KEPT], account.handle[:NAME_KEPT], account.name[:NAME_KEPT])
        known = self._accounts
        return known.setdefault((network, account), len(known))

    def _take_post(self, post: Post) -> None:
        tally = self.tallies[-1]
        author = self._code(post.network, post.author)
        if author == tables.NO_ACCOUNT:
            reason = "a post without an author"
            self._take_left_out(LeftOut("rejected", "record.no_author", reason, line=post.line, record_id=post.id))
            return
        tally.posts += 1
        if post.id and self._came_before(post):
            tally.again += 1
            tally.duplicate += 1
            return
        number, self._next_post = self._next_post, self._next_post + 1
        time = tables.NO_TIME if post.time is None else post.time
        reading = interactions(post)
        self._posts.add((number, self._file, *self._post_row(post, author, time, reading.cut)))
        for row in reading.rows:
            target = self._code(post.network, row.target)
            kind = tables.KINDS[row.kind]
            ref = _reference(post, row.kind) if target == tables.NO_ACCOUNT else ""
            self._interactions.add((number, author, target, time, kind, row.native, row.credit, ref))
        if self._wordings is not None:
            self._wordings.add(number, post, reading)
        if reading.bearing and post.time is not None:
            self._take_sighting(Sighting(post.network, reading.bearing, post.time))
        if reading.left_out:
            tally.notices["record.mentions"] = "of posts that name over 1,000 people, the first 1,000 are counted"
        self._posts.flush(BATCH)
        self._interactions.flush(BATCH)

    def _came_before(self, post: Post) -> bool:
        """Whether this file had the very same record not long ago: millions of them must not fill the engine."""
        mark = hash(msgspec.structs.replace(post, line=0))
        if mark in self._recent:
            return True
        if len(self._recent) >= MOST_RECENT:
            self._recent.clear()
        self._recent.add(mark)
        return False

    def _post_row(self, post: Post, author: int, time: int, cut: bool) -> tuple[Any, ...]:
        answered, begun = post.reply_to, post.conversation
        facts = (post.text, post.mentions, answered, post.retweet_of, post.quote_of, post.author, post.time, begun)
        root = post.first_version or post.id
        return (
            post.line,
            post.network,
            post.id,
            root,
            answered.post_id if answered else "",
            "" if begun in (root, post.id) else begun,
            author,
            time,
            0 if post.id else _digest(post.text),
            sum(map(bool, facts)) + len(post.mentions),
            _digest((facts, post.automatic, post.collected_via)),
            tables.COLLECTED[post.collected_via],
            cut,
            post.text if self._keep_text else None,
        )

    def _take_act(self, act: Act) -> None:
        self.tallies[-1].acts += 1
        source, target = self._code(act.network, act.source), self._code(act.network, act.target)
        time = tables.NO_TIME if act.time is None else act.time
        kind = tables.KINDS[act.kind]
        self._acts.add((self._file, act.line, act.post_id, source, target, time, kind, act.weight))
        self._acts.flush(BATCH)

    def _take_sighting(self, seen: Sighting) -> None:
        self._sightings.add((self._code(seen.network, seen.account), seen.time))

    def _take_listed(self, listed: Listed) -> None:
        code = self._code(listed.network, listed.account)
        if code != tables.NO_ACCOUNT:
            self._listed.add((self._file, code, tables.NO_TIME, int(listed.observed)))
            self._listed.flush(BATCH)

    def _take_left_out(self, record: LeftOut) -> None:
        tally = self.tallies[-1]
        setattr(tally, record.fate, getattr(tally, record.fate) + 1)
        tally.codes[record.code] += 1
        if tally.ignored + tally.rejected > KEPT_LEFT_OUT:
            return
        offset = tables.NO_TIME if record.byte_offset is None else record.byte_offset
        self._left_out.add((self._file, record.line, offset, record.record_id, record.fate, record.code, record.reason))
        self._left_out.flush(BATCH)

    def _take_notice(self, notice: Notice) -> None:
        tally = self.tallies[-1]
        tally.repairs += notice.count if notice.repairs else 0
        tally.notices.setdefault(notice.code, notice.text)
