"""Tweets as DMI-TCAT exports them ("full export"), and gazouilloire's older tables, which have the same names.

`created_at` is the time in UTC; `time` is the same for a server in UTC only. The text of a retweet begins with
`RT @name: ` and is whole in later versions. Lists have `; ` or `|` between.
"""

import re
from collections.abc import Sequence

from msgspec.structs import replace

from graphkit.post import NOBODY, Account, Item, Post, Ref
from graphkit.readers._tweets_csv import Table, table_reader
from graphkit.readers._twitter import Entities, Tweet, Url, User, as_retweet, authored

MARKS = frozenset(
    [
        "from_user_realname",
        "from_user_tweetcount",
        "from_user_followercount",
        "filter_level",
        "from_user_id",
        "to_user_name",
    ]
)
BETWEEN = re.compile(r"[;|,\s]+")


def known(columns: frozenset[str]) -> bool:
    """TCAT's own names for the author's parts."""
    return {"id", "from_user_name", "text"} <= columns and len(columns & MARKS) > 1


def from_row(table: Table, cells: Sequence[str], line: int) -> Item:
    """The post of a row."""
    links = table.text(cells, "urls_followed", "urls_expanded", "links")
    tweet = Tweet(
        id_str=table.id(cells, "id", counted="ids"),
        created_at=table.text(cells, "created_at", "time"),
        text=table.words(cells, "text"),
        user=User(
            table.id(cells, "from_user_id"),
            screen_name=table.handle(cells, "from_user_name"),
            name=table.text(cells, "from_user_realname"),
        ),
        entities=Entities(_named(table, cells), [Url(link) for link in BETWEEN.split(links) if link]),
        in_reply_to_status_id_str=table.id(cells, "in_reply_to_status_id"),
        in_reply_to_user_id_str=table.id(cells, "to_user_id"),
        in_reply_to_screen_name=table.handle(cells, "to_user_name"),
        quoted_status_id_str=table.id(cells, "quoted_status_id", "quoted_id"),
    )
    found = authored(tweet, "stream", line)
    return _passed_on(found, table, cells) if isinstance(found, Post) else found


def _named(table: Table, cells: Sequence[str]) -> list[User]:
    handles = BETWEEN.split(table.text(cells, "mentions", "mentioned_user_names"))
    return [User(screen_name=handle.removeprefix("@")) for handle in handles if handle]


def _passed_on(found: Post, table: Table, cells: Sequence[str]) -> Post:
    """A retweet by its columns where the table has them, else by its text and names."""
    post_id = table.id(cells, "retweet_id", "retweeted_id")
    account = Account(table.id(cells, "retweeted_user_id"), table.handle(cells, "retweeted_user"))
    retweet = as_retweet(found, post_id)
    if retweet.retweet_of or not (post_id or account != NOBODY):
        return retweet
    return replace(retweet, retweet_of=Ref(account, post_id, found.mentions), mentions=())


READER = table_reader(
    "tcat",
    "Tweets as DMI-TCAT exports them (full export, CSV or TSV)",
    known,
    from_row,
    cannot_show=("the id of who is answered, passed on or named",),
)
