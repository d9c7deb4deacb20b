"""The v2 tweet: its structs, and how it becomes a post with the help of the page it came in.

R writes an empty list as `{}`: where a list is meant, an object counts as an empty one.
"""

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from msgspec import Struct

from graphkit.post import NOBODY, Account, CollectedVia, LeftOut, Post, Ref
from graphkit.readers._twitter import (
    DELETED,
    NETWORK,
    Url,
    identifier,
    linked_post,
    no_author,
    plain,
    start_of,
    when,
)

T = TypeVar("T")
NONE: tuple[Account, ...] = ()

VIA: tuple[tuple[str, CollectedVia], ...] = (
    (r"/tweets/(search|sample\d*)/stream", "stream"),
    (r"/tweets/search/|/users/\d+/(mentions|liked_tweets)|/quote_tweets|/retweeted_by", "search"),
    (r"/users/\d+/tweets", "timeline"),
)


class Nothing(Struct, gc=False):
    """An empty list as R writes it."""


class User(Struct, gc=False):
    """An account in `includes`, beside a flattened tweet, or as a mention."""

    id: str | None = None
    username: str | None = None
    name: str | None = None


class Mention(User, gc=False):
    """A name in a text; the id is often missing."""

    start: int | None = None


class Entities(Struct, gc=False):
    """What a text holds."""

    mentions: list[Mention] | Nothing | None = None
    urls: list[Url] | Nothing | None = None


class Note(Struct, gc=False):
    """The whole of a post longer than 280 characters."""

    text: str | None = None
    entities: Entities | None = None


class Tweet(Struct, gc=False):
    """A v2 tweet, as far as it is read."""

    id: str = ""
    text: str = ""
    author_id: str | None = None
    created_at: str | None = None
    entities: Entities | None = None
    in_reply_to_user_id: str | None = None
    referenced_tweets: "list[Referenced] | Nothing | None" = None
    note_tweet: Note | None = None
    display_text_range: list[int | str] | Nothing | None = None
    edit_history_tweet_ids: list[str] | Nothing | None = None
    author: User | None = None
    in_reply_to_user: User | None = None
    conversation_id: Any = None


class Referenced(Tweet, gc=False):
    """The post that another answers, passes on or quotes; flattened exports put all of it here."""

    type: str = ""


class Includes(Struct, gc=False):
    """What a page carries beside its tweets."""

    users: list[User] | Nothing = []
    tweets: list[Tweet] | Nothing = []


class Collected(Struct, gc=False):
    """What twarc notes about a page."""

    url: str = ""


class Page:
    """What came along with tweets: accounts by id and by handle, and the posts they refer to."""

    def __init__(self, includes: Includes | None, behind: "Page | None" = None) -> None:
        """With `behind`: all the accounts that the other page knows, which has those of this one too."""
        self._behind = behind
        self._users: dict[str | None, User] = behind._users if behind else {}
        self._met: dict[str | None, Account] = {}
        self._tweets: dict[str, Tweet] = {}
        if includes and not behind:
            self.know(includes)
        if includes:
            self._tweets = {tweet.id: tweet for tweet in listed(includes.tweets)}

    def know(self, includes: Includes) -> None:
        """Take up the accounts of another page."""
        self._users.update([(user.id, user) for user in listed(includes.users)])
        self._met.clear()

    @cached_property
    def _ids(self) -> dict[str, str]:
        if self._behind:
            return self._behind._ids
        return {user.username.lower(): user.id for user in self._users.values() if user.username and user.id}

    def account(self, account_id: str | None, near: User | None = None) -> Account:
        """The account of an id, with its names if they came along."""
        met = self._met.get(account_id)
        if met is not None:
            return met
        user = self._users.get(account_id) or near
        if user is None:
            return Account(identifier(account_id)) if account_id else NOBODY
        account = Account(identifier(account_id or user.id), user.username or "", user.name or "")
        if user is not near:
            self._met[account_id] = account
        return account

    def mentioned(self, entities: Entities | None) -> tuple[Account, ...]:
        """The accounts that a text names, with their ids where the page knows them."""
        if entities is None or not entities.mentions:
            return ()
        return tuple(
            [
                Account("" if each.id in DELETED else each.id, each.username)
                if each.id
                else Account(identifier(self._ids.get(each.username.lower())), each.username)
                for each in listed(entities.mentions)
                if each.username
            ]
        )

    def whole(self, tweet: Tweet) -> Tweet:
        """The post a reference stands for: from `includes`, or the reference itself where it is flattened."""
        return self._tweets.get(tweet.id, tweet)


def listed(values: list[T] | Nothing | None) -> Sequence[T]:
    """The values of a list that may be missing."""
    return values if isinstance(values, list) else ()


@lru_cache(maxsize=1000)
def via_address(url: str) -> CollectedVia:
    """How tweets were collected, by the address that was asked for them."""
    return next((via for pattern, via in VIA if re.search(pattern, url.partition("?")[0])), "unknown")


def words(tweet: Tweet) -> tuple[str, Entities | None]:
    """A tweet's whole text, and what it holds."""
    note = tweet.note_tweet
    if note is not None and note.text:
        return plain(note.text), note.entities or tweet.entities
    text = tweet.text
    return plain(text) if "&" in text else text, tweet.entities


def post(tweet: Tweet, page: Page, via: CollectedVia, line: int) -> Post | LeftOut:
    """A v2 tweet as a post; without an author it is left out."""
    author = page.account(tweet.author_id, tweet.author)
    if not (author.id or author.handle):
        return no_author(line, tweet.id)
    text, entities = words(tweet)
    passed_on = quoted = answered = None
    for reference in listed(tweet.referenced_tweets) if tweet.referenced_tweets else ():
        if reference.type == "retweeted":
            passed_on = reference
        elif reference.type == "quoted":
            quoted = reference
        elif reference.type == "replied_to":
            answered = reference
    retweet, quote, mentions = None, None, NONE
    if passed_on is not None:
        retweet, text = _passed_on(tweet, passed_on, page, text)
    else:
        mentions = page.mentioned(entities)
        if quoted is not None:
            quote = _quoted(quoted, page, entities)
        elif entities is not None and entities.urls:
            quote = linked_post(listed(entities.urls), tweet.id)
    versions = tweet.edit_history_tweet_ids
    return Post(
        NETWORK,
        author,
        tweet.id,
        when(tweet.created_at),
        text,
        mentions,
        _reply(tweet, page, answered),
        retweet,
        quote,
        0 if retweet or not tweet.display_text_range else start_of(listed(tweet.display_text_range)),
        versions[0] if isinstance(versions, list) and versions and versions[0] != tweet.id else "",
        via,
        line,
        tweet.conversation_id if isinstance(tweet.conversation_id, str) else "",
    )


def _passed_on(tweet: Tweet, reference: Referenced, page: Page, cut: str) -> tuple[Ref, str]:
    """The retweeted post, and the retweet's text, whole where the post came along.

    Without it the retweet's own entities still tell the author: the platform wrote `RT @author: ` there.
    """
    inner = page.whole(reference)
    author = page.account(inner.author_id, inner.author)
    text, entities = words(inner)
    known = author.id or author.handle
    named = () if known and entities is not None else page.mentioned(words(tweet)[1])
    if not known and named and _first_start(tweet.entities) == 3:
        author, named = named[0], named[1:]
    if entities is not None:
        named = page.mentioned(entities)
    whole = f"RT @{author.handle}: {text}" if author.handle and text else cut
    return Ref(author, reference.id, named), whole


def _first_start(entities: Entities | None) -> int | None:
    named = listed(entities.mentions) if entities else ()
    return named[0].start if named else None


def _quoted(reference: Referenced, page: Page, entities: Entities | None) -> Ref:
    inner = page.whole(reference)
    author = page.account(inner.author_id, inner.author)
    if not (author.id or author.handle):
        urls = listed(entities.urls) if entities else ()
        return linked_post(urls, "", reference.id) or Ref(post_id=reference.id)
    return Ref(author, reference.id, page.mentioned(words(inner)[1]))


def _reply(tweet: Tweet, page: Page, reference: Referenced | None) -> Ref | None:
    """The post and account answered; the account is told even where the post is gone."""
    if reference is None and tweet.in_reply_to_user_id is None:
        return None
    target = page.account(tweet.in_reply_to_user_id, tweet.in_reply_to_user)
    if reference is None:
        return Ref(target) if target.id or target.handle else None
    if not (target.id or target.handle):
        inner = page.whole(reference)
        target = page.account(inner.author_id, inner.author)
    return Ref(target, reference.id)
