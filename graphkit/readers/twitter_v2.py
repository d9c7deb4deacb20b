"""Tweets as the v2 API gives them: raw pages, stream objects, flattened tweets, and objects keyed by id.

Posts in `includes` complete what the tweets of a page refer to; they are no posts of their own. What stands
under `errors` is no record: the tweets that refer to it say what is missing.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from msgspec import Raw, Struct, field
from msgspec.json import Decoder

from graphkit.post import Account, Act, CollectedVia, Item, LeftOut, Post
from graphkit.readers._json import decoded
from graphkit.readers._reader import Claim, Glance, Member, Reader
from graphkit.readers._split import DECODE_ERRORS, rejected
from graphkit.readers._twitter import CANNOT_SHOW, NETWORK, looks_like_v2
from graphkit.readers._twitter_v2 import Collected, Includes, Page, Tweet, post

VIA: tuple[tuple[str, CollectedVia], ...] = (
    (r"/tweets/(search|sample\d*)/stream", "stream"),
    (r"/tweets/search/|/users/\d+/(mentions|liked_tweets)|/quote_tweets|/retweeted_by", "search"),
    (r"/users/\d+/tweets", "timeline"),
)
LIKED_BY = re.compile(r"/users/(\d+)/liked_tweets(?:\?|$)", re.ASCII)


class Line(Tweet, gc=False):
    """One record: a page, a stream object, a flattened tweet, or a message of the stream."""

    data: list[Tweet] | Tweet | None = None
    includes: Includes | None = None
    meta: Any = None
    matching_rules: Any = None
    twarc: Collected | None = field(default=None, name="__twarc")


class LooseLine(Struct, gc=False):
    """The same page, its tweets not decoded yet: one that is broken must not take the others with it."""

    data: Raw
    includes: Includes | None = None
    twarc: Collected | None = field(default=None, name="__twarc")


DECODER = Decoder(Line)
LOOSE = Decoder(LooseLine)
RAWS = Decoder(list[Raw])
KEYED = Decoder(dict[str, Raw])
TWEET = Decoder(Tweet)
NOTHING_ALONG = Page((), ())


def recognise(glance: Glance) -> Claim | None:
    """Claim pages and stream objects with tweets, flattened tweets, and objects keyed by tweet id."""
    record = glance.record
    if not isinstance(record, dict):
        return None
    data = record.get("data")
    held = data[0] if isinstance(data, list) and data else data
    meta = record.get("meta")
    empty = not data and isinstance(meta, dict) and meta.get("result_count") == 0
    known = looks_like_v2(held) or looks_like_v2(record) or empty or {"data", "matching_rules"} <= record.keys()
    return Claim("posts") if known or _is_keyed(record) else None


def _is_keyed(record: Any) -> bool:
    """Whether it is one object with a tweet under each id."""
    if not isinstance(record, dict) or not record:
        return False
    key, value = next(iter(record.items()))
    return key.isdigit() and looks_like_v2(value) and value["id"] == key


def read(member: Member, context: Any) -> Iterator[Item]:
    """The posts of one file."""
    if _is_keyed(Glance("", b"", member).record):
        for keyed in decoded(member, KEYED):
            if isinstance(keyed, tuple):
                yield from _loosely(keyed[1].values(), NOTHING_ALONG, "unknown", keyed[0])
            else:
                yield keyed
        return
    for item in decoded(member, DECODER, fallback=LOOSE):
        if isinstance(item, tuple):
            yield from _items(item[1], item[0])
        else:
            yield item


def _items(line: Line | LooseLine, number: int) -> Iterator[Item]:
    """The tweets of a line; where the address twarc asked tells who liked them, the like of each as well."""
    liker = LIKED_BY.search(line.twarc.url) if line.twarc else None
    for item in _tweets(line, number):
        yield item
        if liker and isinstance(item, Post):
            yield Act(NETWORK, Account(liker[1]), item.author, "like", post_id=item.id, line=number)


def _tweets(line: Line | LooseLine, number: int) -> Iterator[Item]:
    includes = line.includes
    page = Page(includes.users, includes.tweets) if includes else NOTHING_ALONG
    via = _via(line)
    if isinstance(line, LooseLine):
        held = RAWS.decode(line.data) if bytes(line.data).startswith(b"[") else [line.data]
        yield from _loosely(held, page, via, number)
    elif isinstance(line.data, list):
        for tweet in line.data:
            yield post(tweet, page, via, number)
    elif line.data is not None:
        yield post(line.data, page, via, number)
    elif line.id or line.text:
        yield post(line, page, via, number)
    elif line.meta is None:
        yield LeftOut("ignored", "record.notice", "a message of the stream, no post", number)


def _loosely(tweets: Iterable[Raw], page: Page, via: CollectedVia, number: int) -> Iterator[Item]:
    """Tweets decoded one by one."""
    for raw in tweets:
        try:
            tweet = TWEET.decode(raw)
        except DECODE_ERRORS as error:
            yield rejected(number, None, error)
        else:
            yield post(tweet, page, via, number)


def _via(line: Line | LooseLine) -> CollectedVia:
    """How the page was collected, by the address twarc asked."""
    if isinstance(line, Line) and line.matching_rules is not None:
        return "stream"
    return _via_address(line.twarc.url.partition("?")[0]) if line.twarc else "unknown"


@lru_cache(maxsize=1000)
def _via_address(url: str) -> CollectedVia:
    return next((via for pattern, via in VIA if re.search(pattern, url)), "unknown")


READER = Reader(
    name="twitter-v2",
    about="Tweets of the v2 API: raw pages, streams, flattened tweets, objects keyed by id",
    recognise=recognise,
    read=read,
    network=NETWORK,
    cannot_show=CANNOT_SHOW,
)
