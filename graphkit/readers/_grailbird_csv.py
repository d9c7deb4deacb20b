"""tweets.csv of the archives of 2012 to 2019: the tweets of data/js/tweets once more, as a table, newest first.

It names neither its author nor those who are answered. The columns come in two orders.
"""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from graphkit.post import Account, Item, Post, Ref
from graphkit.readers._reader import Member
from graphkit.readers._tweets_csv import Table, from_csv
from graphkit.readers._twitter import NETWORK, Url, identifier, linked_post, plain, when

COLUMNS = frozenset({"tweet_id", "in_reply_to_status_id", "retweeted_status_id", "timestamp", "text"})
BETWEEN = re.compile(r",(?=https?://)")


def rows(member: Member, owner: Account) -> Iterator[Item]:
    """The posts of the table; all are the owner's."""
    return from_csv(member, partial(from_row, owner))


def from_row(owner: Account, table: Table, cells: Sequence[str], line: int) -> Post:
    """The post of a row."""
    own_id = table.id(cells, "tweet_id", counted="ids")
    retweet, quote = _ref(table, cells, "retweeted_status_id", "retweeted_status_user_id"), None
    if retweet is None:
        links = BETWEEN.split(table.text(cells, "expanded_urls"))
        quote = linked_post([Url(link) for link in links], own_id)
    return Post(
        NETWORK,
        owner,
        own_id,
        when(table.text(cells, "timestamp")),
        plain(table.text(cells, "text")),
        (),
        _ref(table, cells, "in_reply_to_status_id", "in_reply_to_user_id"),
        retweet,
        quote,
        collected_via="archive",
        line=line,
    )


def _ref(table: Table, cells: Sequence[str], post: str, account: str) -> Ref | None:
    post_id, number = table.id(cells, post), identifier(table.id(cells, account))
    return Ref(Account(number), post_id) if post_id or number else None
