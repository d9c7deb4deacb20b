"""What the Twitter formats share: the v1.1 tweet, accounts, times, links to posts.

The same tweet object stands in API answers, streams, and both kinds of personal archive.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from graphkit.post import NOBODY, Account, CollectedVia, LeftOut, Post, Ref
from graphkit.readers._times import MONTHS, microseconds, read_time

NETWORK = "twitter"
CANNOT_SHOW = ("who liked a post",)
STATUS = re.compile(
    r"https?://(?:www\.|mobile\.|m\.)?(?:twitter|x)\.com/(?:#!/)?(?:i/(?:web/)?|(\w{1,20})/)status(?:es)?/(\d+)",
    re.ASCII | re.I,
)
PASSED_ON = re.compile(r"RT @(\w{1,20}): ", re.ASCII)
DELETED = frozenset({"-1", "0", ""})
"""Ids that stand for accounts that are gone: many people share them, so they identify nobody."""
ZONES = frozenset({"Z", ".000Z", " +0000", "+00:00", ""})

Id = int | float | str | None


class User(Struct, gc=False):
    """An account, as the author of a tweet or as a mention in it."""

    id_str: str | None = None
    id: Id = None
    screen_name: str | None = None
    name: str | None = None


class Url(Struct, gc=False):
    """A link in a tweet."""

    expanded_url: str | None = None


class Entities(Struct, gc=False):
    """What a tweet's text holds, in the order of the text."""

    user_mentions: list[User] | None = None
    urls: list[Url] | None = None


class Extended(Struct, gc=False):
    """The whole of a tweet whose outer text is cut at 140 characters."""

    full_text: str | None = None
    entities: Entities | None = None
    display_text_range: list[int | str] | None = None


class Permalink(Struct, gc=False):
    """The link of a quoted tweet."""

    expanded: str | None = None


class Edits(Struct, gc=False):
    """The history of an edited tweet, in an archive or in an API answer."""

    initial_tweet_id: str | None = None
    edit: "Edit | None" = None


class Edit(Struct, gc=False, rename="camel"):
    """The edit that made this version."""

    initial_tweet_id: str | None = None


class Tweet(Struct, gc=False):
    """A v1.1 tweet, as far as it is read."""

    id_str: str | None = None
    id: Id = None
    created_at: str | None = None
    text: str | None = None
    full_text: str | None = None
    user: User | None = None
    entities: Entities | None = None
    extended_tweet: Extended | None = None
    display_text_range: list[int | str] | None = None
    in_reply_to_status_id_str: str | None = None
    in_reply_to_user_id_str: str | None = None
    in_reply_to_screen_name: str | None = None
    retweeted_status: "Tweet | None" = None
    quoted_status: "Tweet | None" = None
    quoted_status_id_str: str | None = None
    quoted_status_permalink: Permalink | None = None
    edit_info: Edits | None = None
    edit_history: Edits | None = None


def account(user: User | None) -> Account:
    """Who it is, as far as the record says."""
    if user is None:
        return NOBODY
    return Account(identifier(user.id_str or user.id), user.screen_name or "", user.name or "")


def accounts(entities: Entities | None) -> tuple[Account, ...]:
    """The accounts that a text names."""
    if entities is None or not entities.user_mentions:
        return ()
    return tuple([account(user) for user in entities.user_mentions if user.screen_name or user.id_str])


def identifier(number: Id) -> str:
    """An id as text. A number serves only if it is whole: as a float it was rounded."""
    if isinstance(number, str):
        return "" if number in DELETED else number
    return "" if isinstance(number, float) or number in (None, 0, -1) else str(number)


def when(text: str | None) -> int | None:
    """Microseconds of `Thu Aug 16 12:59:00 +0000 2012`, `2012-08-16T12:59:00.000Z` or `2012-08-16 12:59:00 +0000`."""
    if not text:
        return None
    try:
        if text[10:11] in ("T", " ") and text[19:] in ZONES:
            return _day(text[:10]) + _minute(text[11:17]) + int(text[17:19]) * 1_000_000
        if text[19:26] == " +0000 ":
            return _day(text[26:] + text[4:10]) + _minute(text[11:17]) + int(text[17:19]) * 1_000_000
    except ValueError:
        return read_time(text)
    return read_time(text)


@lru_cache(maxsize=20_000)
def _day(text: str) -> int:
    """Microseconds at the start of `2012-08-16` or `2012Aug 16`."""
    year, month, day = (text[:4], text[5:7], text[8:]) if text[4] == "-" else (text[:4], text[4:7], text[8:])
    number = int(month) if month.isdigit() else MONTHS.index(month.lower()) + 1
    return microseconds(datetime(int(year), number, int(day), tzinfo=UTC))


@lru_cache(maxsize=5_000)
def _minute(text: str) -> int:
    """Microseconds from the start of the day to that of the minute `12:59:`; the platform knows the 60th second."""
    hour, minute, rest = text.split(":")
    if rest:
        raise ValueError(text)
    return (int(hour) * 60 + int(minute)) * 60_000_000


def plain(text: str | None) -> str:
    """The words with the platform's escapes undone."""
    if text is None or "&" not in text:
        return text or ""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")


def linked_post(urls: Sequence[Url] | None, own_id: str, wanted: str = "") -> Ref | None:
    """The post that a text links to: a quote of it. A link to a photo of the same post is none.

    Of several links it is the last, as on the platform; or the one to the post `wanted`.
    """
    found = None
    for url in urls or ():
        link = url.expanded_url
        if link and "/status" in link and (match := STATUS.match(link)):
            handle, post_id = match.groups()
            if post_id != own_id and (not wanted or post_id == wanted):
                found = Ref(Account(handle=handle or ""), post_id)
    return found


LONGEST_START = 1 << 20
"""No text is hidden behind more characters than this; a greater number is damage."""


def start_of(shown: Sequence[int | str] | None) -> int:
    """How many characters at the start the platform does not show: the names it put before a reply."""
    try:
        start = int(shown[0]) if shown else 0
    except ValueError:
        return 0
    return start if 0 <= start <= LONGEST_START else 0


def words(tweet: Tweet) -> tuple[str, Entities | None, int]:
    """A tweet's whole text, what it holds, and how much at its start is automatic."""
    long = tweet.extended_tweet
    if long is not None and long.full_text:
        return plain(long.full_text), long.entities or tweet.entities, start_of(long.display_text_range)
    return plain(tweet.full_text or tweet.text), tweet.entities, start_of(tweet.display_text_range)


def post(tweet: Tweet, author: Account, via: CollectedVia, line: int) -> Post:
    """A v1.1 tweet as a post."""
    own_id = identifier(tweet.id_str or tweet.id)
    text, entities, automatic = words(tweet)
    mentions = accounts(entities)
    passed_on = tweet.retweeted_status
    retweet = quote = None
    if passed_on is not None:
        retweet, text, mentions, automatic = *_passed_on(passed_on, text, mentions), (), 0
    else:
        quote = _quote(tweet, entities, own_id)
    return Post(
        NETWORK,
        author,
        own_id,
        when(tweet.created_at),
        text,
        mentions,
        reply_to(tweet),
        retweet,
        quote,
        automatic,
        first_version(tweet, own_id),
        via,
        line,
    )


def as_retweet(post: Post, post_id: str = "") -> Post:
    """A post that begins with `RT @name: ` and marks that account as named, as the retweet it is; any other as it is.

    Some exports have no other sign of a retweet. Whom its author named are the others that it marks.
    """
    passed_on = PASSED_ON.match(post.text)
    if passed_on is None:
        return post
    handle = passed_on[1].lower()
    author = next((account for account in post.mentions if account.handle.lower() == handle), None)
    if author is None:
        return replace(post, quote_of=None, automatic=0)
    named = tuple(each for each in post.mentions if each is not author)
    return replace(post, retweet_of=Ref(author, post_id, named), mentions=(), quote_of=None, automatic=0)


def _passed_on(tweet: Tweet, cut: str, named: tuple[Account, ...]) -> tuple[Ref, str]:
    """The retweeted post, and the text of the retweet, whole where the outer one was cut."""
    text, entities, _ = words(tweet)
    author = account(tweet.user)
    mentions = accounts(entities) if entities else named
    whole = f"RT @{author.handle}: {text}" if author.handle and text else cut
    return Ref(author, identifier(tweet.id_str or tweet.id), mentions), whole


def _quote(tweet: Tweet, entities: Entities | None, own_id: str) -> Ref | None:
    inner = tweet.quoted_status
    if inner is not None:
        _, named, _ = words(inner)
        mentions = accounts(named)
        return Ref(account(inner.user), identifier(inner.id_str or inner.id), mentions)
    urls = list(entities.urls or ()) if entities else []
    wanted = tweet.quoted_status_id_str or ""
    if tweet.quoted_status_permalink:
        urls.append(Url(tweet.quoted_status_permalink.expanded))
    return linked_post(urls, own_id, wanted) or (Ref(post_id=wanted) if wanted else None)


def reply_to(tweet: Tweet) -> Ref | None:
    """The post and the account that a tweet answers."""
    if not (tweet.in_reply_to_user_id_str or tweet.in_reply_to_screen_name or tweet.in_reply_to_status_id_str):
        return None
    target = Account(identifier(tweet.in_reply_to_user_id_str), tweet.in_reply_to_screen_name or "")
    post_id = identifier(tweet.in_reply_to_status_id_str)
    return Ref(target, post_id) if post_id or target.id or target.handle else None


def first_version(tweet: Tweet, own_id: str) -> str:
    """Id of the first version of an edited tweet, else empty."""
    first = None
    if tweet.edit_info and tweet.edit_info.edit:
        first = tweet.edit_info.edit.initial_tweet_id
    elif tweet.edit_history:
        first = tweet.edit_history.initial_tweet_id
    return first if first and first != own_id else ""


def authored(tweet: Tweet, via: CollectedVia, line: int) -> Post | LeftOut:
    """A tweet that says itself who wrote it; without an author it is left out."""
    author = account(tweet.user)
    if author.id or author.handle:
        return post(tweet, author, via, line)
    return no_author(line, identifier(tweet.id_str or tweet.id))


def no_author(line: int, record_id: str) -> LeftOut:
    """A post whose record does not say who wrote it."""
    return LeftOut("rejected", "record.no_author", "the record does not say who wrote it", line, None, record_id)


def looks_like_v1(record: Any) -> bool:
    """Whether a JSON value is a v1.1 tweet."""
    return (
        isinstance(record, dict)
        and ("id_str" in record or "id" in record)
        and ("text" in record or "full_text" in record)
        and "created_at" in record
        and ("user" in record or "from_user" in record or "favorited" in record or "in_reply_to_user_id_str" in record)
    )


def looks_like_v2(record: Any) -> bool:
    """Whether a JSON value is a v2 tweet."""
    marks = (
        "author_id",
        "edit_history_tweet_ids",
        "conversation_id",
        "public_metrics",
        "referenced_tweets",
        "author",
    )
    return (
        isinstance(record, dict)
        and isinstance(record.get("id"), str)
        and "text" in record
        and "user" not in record
        and (any(mark in record for mark in marks) or set(record) == {"id", "text"})
    )
