"""Tweets as TAGS collects them in a Google sheet: parts of v1.1 tweets, their entities as JSON in `entities_str`.

Sheets damage long numbers (`1.26426E+18`); the address in `status_url` still has the id of the post. A retweet
is a text that begins with `RT @name: ` and marks that account as named. `created_at` is the time; `time` is
that of the sheet's owner, day first, and only used where there is nothing else.
"""

from collections.abc import Sequence

from msgspec.json import Decoder

from graphkit.post import Item, Post
from graphkit.readers._tweets_csv import Table, from_json, table_reader
from graphkit.readers._twitter import STATUS, Entities, Tweet, User, as_retweet, authored

MARKS = frozenset(["entities_str", "status_url", "from_user_id_str"])
ENTITIES = Decoder(Entities)


def known(columns: frozenset[str]) -> bool:
    """The names of the sheet's columns."""
    return {"id_str", "from_user", "text"} <= columns and bool(columns & MARKS)


def from_row(table: Table, cells: Sequence[str], line: int) -> Item:
    """The post of a row."""
    address = STATUS.search(table.text(cells, "status_url"))
    tweet = Tweet(
        id_str=address[2] if address else table.id(cells, "id_str", counted="ids"),
        created_at=table.text(cells, "created_at", "time"),
        text=table.words(cells, "text"),
        user=User(table.id(cells, "from_user_id_str"), screen_name=table.handle(cells, "from_user")),
        entities=from_json(table.text(cells, "entities_str"), ENTITIES),
        in_reply_to_status_id_str=table.id(cells, "in_reply_to_status_id_str"),
        in_reply_to_user_id_str=table.id(cells, "in_reply_to_user_id_str", "to_user_id_str"),
        in_reply_to_screen_name=table.handle(cells, "in_reply_to_screen_name", "to_user"),
    )
    found = authored(tweet, "search", line)
    return as_retweet(found) if isinstance(found, Post) else found


READER = table_reader(
    "tags",
    "Tweets as TAGS collects them in a Google sheet, saved as CSV or TSV",
    known,
    from_row,
    cannot_show=("the whole words of long retweets",),
)
