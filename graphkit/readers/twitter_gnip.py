"""Tweets as activities: the JSON that Gnip sold (historical PowerTrack, Activity Streams)."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field
from msgspec.json import Decoder

from graphkit.post import NOBODY, Account, Item, LeftOut, Post, Ref
from graphkit.readers import _twitter as twitter
from graphkit.readers._json import decoded
from graphkit.readers._reader import Claim, Glance, Member, Reader
from graphkit.readers._twitter import NETWORK, Entities, accounts, plain, start_of


class Actor(Struct, gc=False, rename="camel"):
    """An account."""

    id: str = ""
    preferred_username: str = ""
    display_name: str = ""


class Link(Struct, gc=False):
    """A link to the post that is answered."""

    link: str = ""


class Long(Struct, gc=False):
    """The whole of a post whose body is cut at 140 characters."""

    body: str = ""
    twitter_entities: Entities | None = None
    display_text_range: list[int | str] | None = None


class Activity(Struct, gc=False):
    """A post, or the sharing of one."""

    id: str = ""
    verb: str = ""
    body: str = ""
    posted: str = field(default="", name="postedTime")
    actor: Actor | None = None
    object: "Activity | None" = None
    long_object: Long | None = None
    twitter_entities: Entities | None = None
    twitter_quoted_status: "Activity | None" = None
    display_text_range: list[int | str] | None = None
    reply: Link | None = field(default=None, name="inReplyTo")


DECODER = Decoder(Activity)


def recognise(glance: Glance) -> Claim | None:
    """Claim activities whose actors are accounts of Twitter."""
    record = glance.record
    if isinstance(record, dict) and record.get("objectType") == "activity" and "actor" in record:
        return Claim("posts") if str(record.get("id", "")).startswith("tag:search.twitter.com") else None
    return None


def read(member: Member, context: Any) -> Iterator[Item]:
    """The posts of one file."""
    for item in decoded(member, DECODER):
        yield _item(item[1], item[0]) if isinstance(item, tuple) else item


def _item(activity: Activity, number: int) -> Item:
    own_id = _last(activity.id)
    if activity.verb not in ("post", "share"):
        return LeftOut("ignored", "record.notice", "a notice, no post", number, None, own_id)
    author = _account(activity.actor)
    if not (author.id or author.handle):
        return twitter.no_author(number, own_id)
    text, entities, automatic = _words(activity)
    shared = activity.object if activity.verb == "share" else None
    named = accounts(entities)
    retweet = None
    if shared is not None:
        whole, inside, _ = _words(shared)
        retweet = _ref(shared, accounts(inside) or named)
        text = f"RT @{retweet.account.handle}: {whole}" if retweet.account.handle and whole else text
    quoted = activity.twitter_quoted_status if shared is None else None
    urls = entities.urls if entities and shared is None else None
    return Post(
        NETWORK,
        author,
        own_id,
        twitter.when(activity.posted),
        text,
        () if shared else named,
        _reply(activity.reply) if shared is None else None,
        retweet,
        _ref(quoted, ()) if quoted else twitter.linked_post(urls, own_id),
        0 if shared else automatic,
        line=number,
    )


def _words(activity: Activity) -> tuple[str, Entities | None, int]:
    long = activity.long_object
    if long is not None and long.body:
        return (
            plain(long.body),
            long.twitter_entities or activity.twitter_entities,
            start_of(long.display_text_range),
        )
    return plain(activity.body), activity.twitter_entities, start_of(activity.display_text_range)


def _ref(activity: Activity, named: tuple[Account, ...]) -> Ref:
    return Ref(_account(activity.actor), _last(activity.id), named)


def _reply(link: Link | None) -> Ref | None:
    found = twitter.STATUS.match(link.link) if link else None
    return Ref(Account(handle=found[1] or ""), found[2]) if found else None


def _account(actor: Actor | None) -> Account:
    if actor is None:
        return NOBODY
    return Account(twitter.identifier(_last(actor.id)), actor.preferred_username, actor.display_name)


def _last(name: str) -> str:
    """The id at the end of `tag:search.twitter.com,2005:887453193294282752`."""
    return name.rpartition(":")[2]


READER = Reader(
    name="twitter-gnip",
    about="Tweets as Gnip's activity streams, JSON lines",
    recognise=recognise,
    read=read,
    network=NETWORK,
    cannot_show=twitter.CANNOT_SHOW,
    by_lines=True,
)
