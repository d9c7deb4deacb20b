"""The community as tables: a table of posts and lists of acts."""

import csv
import io
from collections.abc import Iterable, Sequence

from _community import Person, Post
from _shapes import iso

SNAP_KINDS = {"retweet": "RT", "quote": "MT", "mention": "MT", "reply": "RE"}
"""Lists of that family know no quotes: there, a quotation by hand is a mention."""


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def posts_table(posts: list[Post]) -> str:
    """One row a post; the columns that name others hold handles."""
    header = ["id", "created_at", "author", "text", "reply_to", "reply_to_id", "retweet_of", "quote_of"]
    return _table(header, map(post_row, posts))


def post_row(post: Post) -> tuple[str, ...]:
    """The cells of a post in a table."""
    return (
        post.id,
        iso(post.time),
        post.by.handle,
        post.text,
        post.reply_to.handle if post.reply_to else "",
        post.parent,
        post.retweet_of.by.handle if post.retweet_of else "",
        post.quote_of.by.handle if post.quote_of else "",
    )


def acts(posts: list[Post]) -> Iterable[tuple[Post, str, Person]]:
    """Every act of every post: who, when, how and whom. Threads name nobody and are left out."""
    return ((post, kind, target) for post in posts for kind, target in post.acts)


def edges_table(posts: list[Post]) -> str:
    """One row an act, with handles."""
    rows = ((post.by.handle, target.handle, kind, iso(post.time)) for post, kind, target in acts(posts))
    return _table(("Source", "Target", "Kind", "Time"), rows)


def edges_list(posts: list[Post]) -> str:
    """One line an act, with ids: `source target seconds RT|MT|RE`."""
    lines = (f"{post.by.id} {target.id} {post.time} {SNAP_KINDS[kind]}\n" for post, kind, target in acts(posts))
    return "".join(lines)
