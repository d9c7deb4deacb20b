"""Tweets as the v2 API gives them: raw pages, stream objects, flattened tweets, and objects keyed by id.

Posts in `includes` complete what the tweets of a page refer to; they are no posts of their own. What stands
under `errors` (deleted, suspended, protected) is no record: the tweets that refer to it say what is missing.
academictwitteR keeps the tweets of a page in `data_1.json` and what came along with them in `users_1.json`.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Raw, Struct, field
from msgspec.json import Decoder

from graphkit.post import CollectedVia, Item, LeftOut
from graphkit.readers._collected import Ours, notices
from graphkit.readers._collected_x import Thing, acts_on, liked
from graphkit.readers._json import decoded
from graphkit.readers._reader import Claim, Glance, Member, Reader
from graphkit.readers._split import DECODE_ERRORS, rejected
from graphkit.readers._twitter import CANNOT_SHOW, NETWORK, looks_like_v2
from graphkit.readers._twitter_archive import folder
from graphkit.readers._twitter_v2 import Collected, Includes, Page, Tweet, post, via_address
from graphkit.readers._twitter_v2_pairs import ABOUT, Along, is_along, prepare


class Line(Tweet, gc=False):
    """One record: a page, a stream object, a flattened tweet, or a message of the stream."""

    data: list[Thing] | Thing | None = None
    includes: Includes | None = None
    meta: Any = None
    matching_rules: Any = None
    twarc: Collected | None = field(default=None, name="__twarc")
    ours: Ours | None = field(default=None, name="__graphkit")


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


def recognise(glance: Glance) -> Claim | None:
    """Claim pages and stream objects with tweets, flattened tweets, and objects keyed by tweet id."""
    record = glance.record
    if not isinstance(record, dict):
        return None
    if is_along(record):
        return Claim("about", ABOUT)
    data = record.get("data")
    held = data[0] if isinstance(data, list) and data else data
    meta = record.get("meta")
    empty = not data and isinstance(meta, dict) and meta.get("result_count") == 0
    if {"data", "matching_rules"} <= record.keys():
        return Claim("posts", version="(stream)")
    if looks_like_v2(held) or empty:
        return Claim("posts", version="(raw pages)")
    if looks_like_v2(record):
        return Claim("posts", version="(flattened)")
    return Claim("posts", version="(keyed by id)") if _is_keyed(record) else None


def _is_keyed(record: Any) -> bool:
    """Whether it is one object with a tweet under each id."""
    if not isinstance(record, dict) or not record:
        return False
    key, value = next(iter(record.items()))
    return key.isdigit() and looks_like_v2(value) and value["id"] == key


def read(member: Member, along: Along) -> Iterator[Item]:
    """The posts of one file."""
    beside = along.page(member)
    if _is_keyed(Glance("", b"", member).record):
        for keyed in decoded(member, KEYED):
            if isinstance(keyed, tuple):
                yield from _loosely(keyed[1].values(), beside, "unknown", keyed[0])
            else:
                yield keyed
        return
    for item in decoded(member, DECODER, fallback=LOOSE):
        yield from _items(item[1], beside, item[0]) if isinstance(item, tuple) else (item,)


def _items(line: Line | LooseLine, beside: Page, number: int) -> Iterable[Item]:
    """The tweets of a line; where the address twarc asked tells who liked them, the like of each as well."""
    url = line.twarc.url if line.twarc else ""
    ours = line.ours if isinstance(line, Line) else None
    tweets = liked(_tweets(line, beside, number), url)
    return [*notices(ours), *(acts_on(ours, url, line.data, number) or tweets)] if ours else tweets


def _tweets(line: Line | LooseLine, beside: Page, number: int) -> Iterable[Item]:
    page = Page(line.includes) if line.includes else beside
    via = _via(line)
    if isinstance(line, LooseLine):
        held = RAWS.decode(line.data) if bytes(line.data).startswith(b"[") else [line.data]
        return _loosely(held, page, via, number)
    if isinstance(line.data, list):
        return [post(tweet, page, via, number) for tweet in line.data]
    if line.data is not None:
        return (post(line.data, page, via, number),)
    if line.id or line.text:
        return (post(line, page, via, number),)
    if line.meta is None:
        return (LeftOut("ignored", "record.notice", "a message of the stream, no post", number),)
    return ()


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
    return via_address(line.twarc.url) if line.twarc else "unknown"


READER = Reader(
    name="twitter-v2",
    about="Tweets of the v2 API: raw pages, streams, flattened tweets, objects keyed by id, academictwitteR",
    recognise=recognise,
    read=read,
    network=NETWORK,
    bundle=folder,
    prepare=prepare,
    cannot_show=CANNOT_SHOW,
    by_lines=True,
)
