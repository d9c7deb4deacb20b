"""Google+ as its Takeout gave it (a JSON file or an HTML page a post), and activities of its API.

What is below a post is in its file: comments are posts that answer it, +1s are likes, reshares are retweets. Only
posts that the record says everybody could see are read, and only then what is below them.
"""

import re
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from typing import Any

import msgspec
from msgspec.structs import replace

from graphkit.post import Item, LeftOut, Notice, Post
from graphkit.readers._encoding import decode_head
from graphkit.readers._faults import LIMITS
from graphkit.readers._fields import listed, words
from graphkit.readers._google_plus import NETWORK, Numbers, activity, takeout
from graphkit.readers._google_plus_page import is_page, record_of
from graphkit.readers._json import decoded
from graphkit.readers._reader import HEAD, Claim, Glance, Member, Reader, ReadOptions

API = ("plus#activity", "plus#comment")
PLUS_NAME = re.compile(r"(?<![\w+])\+[^\W\d_]")
FEEDS = ("plus#activityFeed", "plus#commentFeed")
DECODER: msgspec.json.Decoder[Any] = msgspec.json.Decoder()


def recognise(glance: Glance) -> Claim | None:
    """Claim posts by the addresses and words only Google+ has, whatever the file is called."""
    if is_page(glance.head):
        return Claim("posts")
    record = glance.record if glance.head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") else None
    if not isinstance(record, dict):
        return None
    if record.get("kind") in (*API, *FEEDS):
        return Claim("posts")
    address = words(record, "url")
    of_takeout = "creationTime" in record and ("author" in record or "postAcl" in record)
    return Claim("posts") if of_takeout and "//plus.google.com/" in address else None


def read(member: Member, _options: ReadOptions) -> Iterator[Item]:
    """The post of each record, then what is below it; names that lost their link are counted and said."""
    lost = 0
    for item in _read(member):
        lost += isinstance(item, Post) and _lost_a_link(item)
        yield item
    if lost:
        yield Notice(
            "record.names",
            f"+Name without the link that says who is meant, in {lost:,} of the posts: not counted",
            lost,
        )


def _lost_a_link(post: Post) -> bool:
    return post.retweet_of is None and not post.mentions and PLUS_NAME.search(post.text) is not None


def _read(member: Member) -> Iterator[Item]:
    """All records, counted on from one to the next."""
    with closing(member.open()) as file:
        head = file.read(HEAD)
        if is_page(head):
            yield from _page(head + file.read(LIMITS.record))
            return
    numbers = count(1)
    for item in decoded(member, DECODER):
        if isinstance(item, tuple):
            yield from _items(item[1], numbers)
        else:
            yield replace(item, line=next(numbers)) if isinstance(item, LeftOut) else item


def _items(record: Any, numbers: Numbers) -> Iterator[Item]:
    kind = words(record, "kind")
    if kind in FEEDS:
        for each in listed(record, "items"):
            yield activity(each, next(numbers))
    elif kind in API:
        yield activity(record, next(numbers))
    elif isinstance(record, dict) and "creationTime" in record:
        yield from takeout(record, numbers)
    else:
        yield LeftOut("rejected", "record.shape", "no post of Google+", next(numbers))


def _page(content: bytes) -> Iterator[Item]:
    if len(content) > LIMITS.record:
        yield LeftOut("rejected", "record.long", "a page of more than 32 MiB", 1)
        return
    page = decode_head(content)
    yield from takeout(record_of(page), count(1))
    if "</html>" not in page[-2000:]:
        yield Notice("html.cut", "the page is cut; what stood below may be missing")


READER = Reader(
    name="google-plus",
    about="Google+: posts of a Takeout (JSON or HTML, one file a post), activities of its API",
    recognise=recognise,
    read=read,
    network=NETWORK,
    cannot_show=(
        "posts to circles, and those to communities and collections that are not said to be public",
        "what the people who comment, +1 and reshare did elsewhere",
        "the words and times of others' reshares",
        "the times of +1s",
    ),
)
