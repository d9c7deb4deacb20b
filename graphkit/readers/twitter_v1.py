"""Tweets as Twitter's v1.1 API gave them: lists, search answers, JSON lines, streams with their notices.

Tweets inside `retweeted_status` and `quoted_status` say whom a post passes on; they are no posts of their own.
"""

from collections.abc import Iterator
from typing import Any

from msgspec import Raw, Struct
from msgspec.json import Decoder

from graphkit.post import CollectedVia, Item, LeftOut
from graphkit.readers._json import decoded
from graphkit.readers._reader import Claim, Glance, Member, Reader
from graphkit.readers._split import DECODE_ERRORS, rejected
from graphkit.readers._twitter import CANNOT_SHOW, NETWORK, Id, Tweet, User, authored, looks_like_v1

NOTICES = frozenset(
    {"limit", "delete", "scrub_geo", "status_withheld", "user_withheld", "disconnect", "warning", "friends"}
)
SEARCH = frozenset({"search_metadata", "requestParameters", "completed_in"})


class Found(Struct, gc=False):
    """What the search of v1.1 adds to a tweet."""

    result_type: str | None = None


class Line(Tweet, gc=False):
    """One record: a tweet, an answer that holds many, or a notice of the stream."""

    timestamp_ms: Id = None
    metadata: Found | None = None
    from_user: str | None = None
    from_user_id_str: str | None = None
    from_user_name: str | None = None
    to_user: str | None = None
    to_user_id_str: str | None = None
    statuses: list[Raw] | None = None
    results: list[Raw] | None = None


DECODER = Decoder(Line)


def recognise(glance: Glance) -> Claim | None:
    """Claim tweets, answers that hold tweets, and streams that begin with a notice."""
    record = glance.record
    if not isinstance(record, dict):
        return None
    held = record.get("statuses", record.get("results"))
    if isinstance(held, list):
        known = looks_like_v1(held[0]) if held else bool(SEARCH & record.keys())
    else:
        is_notice = len(record) <= 2 and any(isinstance(record.get(name), dict | list) for name in NOTICES)
        known = is_notice or looks_like_v1(record)
    return Claim("posts") if known else None


def read(member: Member, context: Any) -> Iterator[Item]:
    """The posts of one file."""
    for item in decoded(member, DECODER):
        if not isinstance(item, tuple):
            yield item
            continue
        number, line = item
        held = line.results if line.statuses is None else line.statuses
        if held is None:
            yield _item(line, number, "unknown")
        else:
            yield from _answer(held, number)


def _answer(held: list[Raw], number: int) -> Iterator[Item]:
    """The tweets of one answer of the search."""
    for raw in held:
        try:
            line = DECODER.decode(raw)
        except DECODE_ERRORS as error:
            yield rejected(number, None, error)
        else:
            yield _item(line, number, "search")


def _item(line: Line, number: int, via: CollectedVia) -> Item:
    if line.user is None and line.from_user:
        line.user = User(line.from_user_id_str, None, line.from_user, line.from_user_name)
        line.in_reply_to_screen_name = line.in_reply_to_screen_name or line.to_user
        line.in_reply_to_user_id_str = line.in_reply_to_user_id_str or line.to_user_id_str
        via = "search"
    if line.metadata is not None and line.metadata.result_type:
        via = "search"
    elif line.timestamp_ms is not None:
        via = "stream"
    if line.user is None and line.text is None and line.full_text is None:
        return LeftOut("ignored", "record.notice", "a notice of the stream, no post", number)
    return authored(line, via, number)


READER = Reader(
    name="twitter-v1",
    about="Tweets of the v1.1 API: lists, search answers, JSON lines, streams",
    recognise=recognise,
    read=read,
    network=NETWORK,
    cannot_show=CANNOT_SHOW,
    by_lines=True,
)
