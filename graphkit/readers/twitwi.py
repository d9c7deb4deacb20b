"""Tweets as minet and gazouilloire write them with twitwi: one flat table, lists with `|` between.

The text of a retweet is whole, after `RT @name: `; a quoted post stands in the text of the quoting one, as
`« name: words — link »`, and the names in it are in the list of names too. Handles in the lists are in lower case.
`timestamp_utc` is the time; `local_time` is that of the machine that collected.
"""

import re
from collections.abc import Sequence

from graphkit.post import NOBODY, Account, CollectedVia, Item, Post, Ref
from graphkit.readers._times import read_time
from graphkit.readers._tweets_csv import Table, table_reader
from graphkit.readers._twitter import NETWORK, no_author

MARKS = frozenset(
    ["retweeted_user_id", "to_tweetid", "to_username", "mentioned_names", "collected_via", "quoted_user_id"]
)
NAME = re.compile("[@＠]([a-z0-9_]+)")
VIA: dict[str, CollectedVia] = {"stream": "stream", "search": "search"}


def known(columns: frozenset[str]) -> bool:
    """twitwi's own names for the author and the time."""
    return {"id", "user_screen_name", "text"} <= columns and len(columns & MARKS) > 1


def from_row(table: Table, cells: Sequence[str], line: int) -> Item:
    """The post of a row."""
    own_id = table.id(cells, "id", counted="ids")
    handle = table.handle(cells, "user_screen_name")
    author = Account(table.id(cells, "user_id"), handle, table.text(cells, "user_name"))
    if not (author.id or author.handle):
        return no_author(line, own_id)
    text, named = table.words(cells, "text"), _named(table, cells)
    retweet, quote = _ref(table, cells, "retweeted"), _ref(table, cells, "quoted")
    if retweet:
        others = tuple(each for each in named if each.handle.lower() != retweet.account.handle.lower())
        retweet, quote, named = Ref(retweet.account, retweet.post_id, others), None, ()
    elif quote:
        text = _own(text, quote.account.handle)
        own = set(NAME.findall(text.lower()))
        quoted = tuple(each for each in named if each.handle.lower() not in own)
        quote = Ref(quote.account, quote.post_id, quoted)
        named = tuple(each for each in named if each.handle.lower() in own)
    return Post(
        NETWORK,
        author,
        own_id,
        read_time(table.text(cells, "timestamp_utc")),
        text,
        named,
        _reply(table, cells),
        retweet,
        quote,
        collected_via=_via(table.text(cells, "collected_via")),
        line=line,
    )


def _via(cell: str) -> CollectedVia:
    """The ways a tweet was found; one that stands in another's record only was not asked for."""
    return next((VIA[way] for way in cell.split("|") if way in VIA), "unknown")


def _named(table: Table, cells: Sequence[str]) -> tuple[Account, ...]:
    """The accounts named; the two lists belong together where they are equally long."""
    handles = [handle.strip() for handle in table.text(cells, "mentioned_names").split("|")]
    ids = [number.strip() for number in table.text(cells, "mentioned_ids").split("|")]
    if len(ids) != len(handles) or not all(number.isdecimal() for number in ids):
        ids = [""] * len(handles)
    return tuple(Account(number, handle) for number, handle in zip(ids, handles, strict=True) if handle)


def _ref(table: Table, cells: Sequence[str], word: str) -> Ref | None:
    account = Account(table.id(cells, f"{word}_user_id"), table.handle(cells, f"{word}_user"))
    post_id = table.id(cells, f"{word}_id")
    return Ref(account, post_id) if post_id or account != NOBODY else None


def _reply(table: Table, cells: Sequence[str]) -> Ref | None:
    account = Account(table.id(cells, "to_userid"), table.handle(cells, "to_username"))
    post_id = table.id(cells, "to_tweetid")
    return Ref(account, post_id) if post_id or account != NOBODY else None


def _own(text: str, quoted: str) -> str:
    """The author's own words: the quoted ones, which twitwi wrote in place of the link, are taken out."""
    start = text.find(f"« {quoted}: ") if quoted else -1
    end = text.rfind(" »", start) if start >= 0 else -1
    link = text.rfind(" — http", start, end) if end >= 0 else -1
    return text[:start] + text[link + len(" — ") : end] + text[end + len(" »") :] if link >= 0 else text


READER = table_reader("twitwi", "Tweets as minet and gazouilloire export them (CSV of twitwi)", known, from_row)
