"""What posts say, as columns, and in one number each: which of two records of a post is the same, and which counts."""

from array import array
from hashlib import blake2b
from typing import Any
from zlib import crc32

import msgspec

from graphkit import _tables as tables
from graphkit.post import Post

_encode = msgspec.msgpack.Encoder().encode


class Columns:
    """The columns of posts and interactions as they grow."""

    def __init__(self) -> None:
        self.line, self.author, self.time, self.words, self.fields, self.digest = (array("q") for _ in range(6))
        self.via, self.cut = array("b"), array("b")
        self.network: list[str] = []
        self.id: list[str] = []
        self.root: list[str] = []
        self.parent: list[str] = []
        self.conversation: list[str] = []
        self.text: list[str] = []
        self.at, self.target, self.what = array("q"), array("q"), array("b")
        self.ref: dict[int, str] = {}

    def add(self, posts: list[Post], *, with_text: bool) -> None:
        """Put posts below, but for their authors and digests: what tells one from another, and which version counts."""
        self.line.fromlist([post.line for post in posts])
        self.time.fromlist([tables.NO_TIME if post.time is None else post.time for post in posts])
        self.words.fromlist([0 if post.id else _digest(post.text) for post in posts])
        self.fields.fromlist([_fields(post) for post in posts])
        self.via.fromlist([tables.COLLECTED[post.collected_via] for post in posts])
        self.network += [post.network for post in posts]
        self.id += [post.id for post in posts]
        self.root += [post.first_version if post.first_version != post.id else "" for post in posts]
        self.parent += ["" if post.reply_to is None else post.reply_to.post_id for post in posts]
        self.conversation += [
            "" if (begun := post.conversation) in (post.id, post.first_version) else begun for post in posts
        ]
        if with_text:
            self.text += [post.text for post in posts]

    def posts(self) -> dict[str, Any]:
        """One row a post."""
        names = ("line", "author", "time", "words", "fields", "digest", "via", "cut")
        texts = ("network", "id", "root", "parent", "conversation", "text")
        return {**{name: getattr(self, name) for name in names}, **{name: _flat(getattr(self, name)) for name in texts}}

    def interactions(self) -> dict[str, Any]:
        """One row a person named, or a single one for a post that names nobody."""
        refs = [self.ref.get(row, "") for row in range(len(self.at))] if self.ref else ""
        return {"post": self.at, "target": self.target, "what": self.what, "ref": refs}


def _flat(column: list[Any]) -> Any:
    """A column, or the one value that stands in all its rows; None for a column that is not kept."""
    if not column:
        return None
    return column[0] if column.count(column[0]) == len(column) else column


def _digest(value: Any) -> int:
    return int.from_bytes(blake2b(_encode(value), digest_size=8).digest(), "big", signed=True)


def _fields(post: Post) -> int:
    """How much a record of a post says: of two, the one that says more counts."""
    named = len(post.mentions)
    told = (post.reply_to is not None) + (post.retweet_of is not None) + (post.quote_of is not None)
    return named + (named > 0) + told + (post.text != "") + bool(post.time) + (post.conversation != "") + 1


def digest_of(post: Post) -> int:
    """What a post says, as a number that says which of two versions counts where nothing else does."""
    answered, passed_on, quoted = post.reply_to, post.retweet_of, post.quote_of
    facts = (post.text, post.mentions, answered, passed_on, quoted, post.author, post.time, post.conversation)
    return crc32(_encode((facts, post.automatic, post.collected_via)))


def reference(post: Post, kind: str) -> str:
    """Id of the post that is answered, passed on or quoted: its author may stand elsewhere in the exports."""
    of_kind = {"reply": post.reply_to, "retweet": post.retweet_of, "quote": post.quote_of}
    ref = of_kind.get(kind)
    return ref.post_id if ref else ""
