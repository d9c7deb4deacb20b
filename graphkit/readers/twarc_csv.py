"""Tweets as `twarc2 csv` writes them: a column for each part of a v2 tweet, lists as JSON in the cells.

A native retweet has the words and the names of the retweeted post, without `RT @name: `; older versions keep it
as it came. Line feeds in a text are written `\\n`. Older versions also write the posts that a tweet refers to as
rows of their own, with a `type`: they are no posts of the collection, as in the JSON lines the table was made of.
"""

from collections.abc import Sequence

from msgspec.json import Decoder

from graphkit.post import Item, LeftOut
from graphkit.readers._tweets_csv import Table, from_json, table_reader, unquoted
from graphkit.readers._twitter import Url
from graphkit.readers._twitter_v2 import Entities, Mention, Page, Referenced, Tweet, User, post, via_address

MARKS = frozenset(
    [
        "conversation_id",
        "edit_history_tweet_ids",
        "author.id",
        "author.username",
        "public_metrics.like_count",
        "referenced_tweets",
    ]
)
KINDS = {"replied_to": "in_reply_to", "retweeted": "retweeted", "quoted": "quoted"}
MENTIONS = Decoder(list[Mention | str])
URLS = Decoder(list[Url | str | None])
REFERENCES = Decoder(list[Referenced])
IDS = Decoder(list[str])
NOTHING_ALONG = Page(None)


def known(columns: frozenset[str]) -> bool:
    """The names of the API for a tweet's parts."""
    if not {"author_id", "text"} <= columns:
        return False
    return "author.username" in columns or ("id" in columns and bool(columns & MARKS))


def from_row(table: Table, cells: Sequence[str], line: int) -> Item:
    """The post of a row."""
    own_id = unquoted(table.id(cells, "id", counted="ids"))
    if unquoted(table.text(cells, "type")) in KINDS:
        reason = "a post that another refers to, written beside it"
        return LeftOut("ignored", "record.referenced", reason, line, None, own_id)
    text = _text(table, cells)
    entities = _entities(table, cells, text)
    author_id = _id(table, cells, "author_id", "author.id")
    references = [_whole(each, table, cells, text, entities) for each in _references(table, cells)]
    tweet = Tweet(
        own_id,
        text,
        author_id,
        unquoted(table.text(cells, "created_at")),
        entities,
        _id(table, cells, "in_reply_to_user_id"),
        references,
        None,
        None,
        from_json(table.text(cells, "edit_history_tweet_ids"), IDS),
        _user(table, cells, author_id, "author.username", name="author.name"),
        _user(table, cells, None, "in_reply_to_username", "in_reply_to_user.username"),
        _id(table, cells, "conversation_id"),
    )
    streamed = table.text(cells, "matching_rules")
    via = "stream" if streamed else via_address(unquoted(table.text(cells, "__twarc.url")))
    return post(tweet, NOTHING_ALONG, via, line)


def _id(table: Table, cells: Sequence[str], *names: str) -> str | None:
    return unquoted(table.id(cells, *names)) or None


def _user(table: Table, cells: Sequence[str], number: str | None, *handles: str, name: str = "") -> User | None:
    handle = unquoted(table.handle(cells, *handles))
    shown = unquoted(table.text(cells, name)) if name else ""
    return User(number, handle or None, shown or None) if handle or shown else None


def _text(table: Table, cells: Sequence[str]) -> str:
    """The words as the API gave them."""
    text = table.text(cells, "text")
    return unquoted(text) if table.encoded else text.replace("\\n", "\n")


def _entities(table: Table, cells: Sequence[str], text: str) -> Entities:
    """Names and links. Tables do not say where a name stands; it matters for the first, in `RT @name: `."""
    mentions: list[Mention] = []
    for each in from_json(table.text(cells, "entities.mentions"), MENTIONS) or ():
        handle = each.removeprefix("@") if isinstance(each, str) else each.username
        if handle:
            number = None if isinstance(each, str) else each.id
            mentions.append(Mention(number, handle))
    if mentions and text.lower().startswith(f"rt @{(mentions[0].username or '').lower()}"):
        mentions[0].start = len("RT ")
    urls = from_json(table.text(cells, "entities.urls"), URLS) or ()
    return Entities(mentions, [Url(each) if isinstance(each, str) else each for each in urls if each])


def _references(table: Table, cells: Sequence[str]) -> Sequence[Referenced]:
    """The posts referred to: each kind has columns, or all are a list in one."""
    found = [
        Referenced(number, author_id=_id(table, cells, f"{word}_user_id"), type=kind)
        for kind, word in KINDS.items()
        if (number := _id(table, cells, f"referenced_tweets.{kind}.id"))
    ]
    return found or from_json(table.text(cells, "referenced_tweets"), REFERENCES) or ()


def _whole(inner: Referenced, table: Table, cells: Sequence[str], text: str, entities: Entities) -> Referenced:
    """A post referred to, with its author; the words of a retweet that was merged are its own."""
    word = KINDS.get(inner.type)
    if word in ("retweeted", "quoted"):
        inner.author = _user(table, cells, inner.author_id, f"{word}_username")
    if word == "retweeted":
        handle = inner.author.username if inner.author and inner.author.username else ""
        if not text.lower().startswith(f"rt @{handle.lower()}"):
            inner.text, inner.entities = text, entities
    return inner


READER = table_reader(
    "twarc-csv",
    "Tweets of API v2 as a table, as `twarc2 csv` writes it",
    known,
    from_row,
    cannot_show=("whom the author of a quoted post named",),
)
