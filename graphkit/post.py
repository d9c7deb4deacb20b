"""The one record that every export format is read into.

A post says what the *format* knows: who wrote it, when, the words, and which accounts its structure names.
What the words mean (a retweet by hand, a credit, a quotation) is read once, for every format, in
`graphkit.interactions`. Posts live only for a moment: a batch of them becomes columns and is forgotten.
"""

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import Struct

Kind = Literal["post", "mention", "reply", "retweet", "quote", "like", "thread", "echo"]
CollectedVia = Literal["archive", "timeline", "unknown", "stream", "search"]


NO_MOMENT = -(2**63)
"""Stands for no time in a column of times."""


class Account(Struct, frozen=True, gc=False):
    """An account as one record names it. Empty strings mean: the record does not say."""

    id: str = ""
    """The platform's own id, as text; it outlives renames."""
    handle: str = ""
    """The handle as written, without `@`; compared case-insensitively."""
    name: str = ""
    """The display name; not unique, identity only where a record has nothing else."""


NOBODY = Account()


class Ref(Struct, frozen=True, gc=False):
    """The post that a post answers, passes on or quotes, as far as the record knows it.

    `account` without id and handle means: there is such a post, but the export does not name its author.
    `mentions` are the accounts named inside that other post (echo: its author named them, not ours).
    """

    account: Account = NOBODY
    post_id: str = ""
    mentions: tuple[Account, ...] = ()


class Post(Struct, frozen=True, gc=False):
    """One post of one author."""

    network: str
    """Short lower-case name of the network: `twitter`, `wordpress`, `mastodon`; `table` where unknown."""
    author: Account
    id: str = ""
    """The platform's id of the post, as text; empty where the export has none that can be trusted."""
    time: int | None = None
    """Microseconds since 1970-01-01 UTC; None where the record has no readable time."""
    text: str = ""
    """The words, with HTML and XML escapes undone, before any shortening."""
    mentions: tuple[Account, ...] = ()
    """Accounts the record itself marks as named by the author (ids for handles in the text, tags, facets)."""
    reply_to: Ref | None = None
    retweet_of: Ref | None = None
    quote_of: Ref | None = None
    automatic: int = 0
    """How many characters at the start of `text` the platform put there by itself (the @s of a reply)."""
    first_version: str = ""
    """Id of the first version of an edited post; empty where the post is its own first version."""
    collected_via: CollectedVia = "unknown"
    line: int = 0
    """Line of the file (JSONL, CSV), else the number of the record in it, counted from 1; for receipts."""
    conversation: str = ""
    """Id of the post that began the conversation, or of the conversation; empty where the format says neither."""


class Act(Struct, frozen=True, gc=False):
    """One act of one account towards another, from an export that holds acts but no posts (an edge list)."""

    network: str
    source: Account
    target: Account
    kind: Kind = "mention"
    time: int | None = None
    post_id: str = ""
    weight: int = 1
    """How many acts this row stands for (a weighted edge list)."""
    line: int = 0


class Acts(Struct, frozen=True, gc=False):
    """Many acts in columns, from a reader that takes a table by columns."""

    network: str
    accounts: tuple[Account, ...]
    """Those met first here; within a file they are numbered in the order of their coming."""
    kinds: tuple[Kind, ...]
    """The kinds that the numbers of `kind` stand for."""
    columns: Mapping[str, Any]
    """numpy arrays: line, author and target (numbers of accounts), kind, weight, time (NO_MOMENT: none), post_id.

    A string in place of the last is that of all.
    """


class LeftOut(Struct, frozen=True, gc=False):
    """A record that was not used, and why.

    `rejected`: it could not be read. `ignored`: it is no public post (a notice, a draft, a private message).
    `code` is a stable word such as `json.syntax`, `record.no_author`, `record.private`.
    """

    fate: Literal["rejected", "ignored"]
    code: str
    reason: str
    line: int = 0
    byte_offset: int | None = None
    record_id: str = ""


class Sighting(Struct, frozen=True, gc=False):
    """An account bore a handle at a time: how old handles of an account are known (a rename in its archive)."""

    network: str
    account: Account
    time: int


class Notice(Struct, frozen=True, gc=False):
    """Something a reader did that the user should know: columns guessed, bytes repaired, ids damaged."""

    code: str
    text: str
    count: int = 1
    repairs: bool = False
    """True where bytes of the export were mended (an encoding, a byte order mark, a bad sequence)."""
    limits: bool = False
    """True where the text is a clause about what this file cannot show, as it says itself."""
    names: bool = False
    """Of such a clause: whether it names accounts, so that it cannot stand where nobody is named."""


class Listed(Struct, frozen=True, gc=False):
    """An account that an export lists as such (a node of a graph), whether or not it acts on anybody."""

    network: str
    account: Account
    observed: bool = True
    """Whether the export holds what the account does; False where it says that it does not."""


Item = Post | Act | Acts | LeftOut | Notice | Sighting | Listed
