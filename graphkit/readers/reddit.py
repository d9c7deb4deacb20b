"""Reddit: dumps of comments and submissions, answers of its API, exports of one account.

Votes name nobody. Who is gone (`[deleted]`) is no person: such posts are left out, and as a parent unknown.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.json import Decoder

from graphkit.post import Account, Item
from graphkit.readers._json import decoded
from graphkit.readers._reader import HEAD, Claim, Glance, Member, Reader, ReadOptions, glance
from graphkit.readers._reddit import NETWORK, Thing, loosely, post
from graphkit.readers._reddit_api import is_rexport, items
from graphkit.readers._reddit_export import claim, owner_of, rows
from graphkit.readers._refused import begins
from graphkit.readers._twitter_archive import folder

POSTS = frozenset({"t1", "t3"})
DECODER = Decoder(Thing)
ANY: Decoder[dict[str, Any]] = Decoder(dict[str, Any])


def recognise(glance: Glance) -> Claim | None:
    """Claim comments, submissions, listings of the API, and the tables of a personal export."""
    record = glance.record if begins(glance.head) else None
    if record is None:
        return claim(glance.head)
    return Claim("posts") if _is_thing(record) or _is_wrapped(record) else None


def _is_thing(record: Any) -> bool:
    """Whether it is a comment or a submission."""
    if not isinstance(record, dict) or "author" not in record or not record.keys() & {"created_utc", "created"}:
        return False
    if "body" in record and record.keys() & {"link_id", "parent_id"}:
        return bool(record.keys() & {"subreddit", "subreddit_id"})
    return {"title", "subreddit"} <= record.keys() and bool(record.keys() & {"selftext", "permalink", "num_comments"})


def _is_wrapped(record: Any) -> bool:
    """Whether it is a listing, one of its children, an answer of a dump's API, or an rexport file."""
    if not isinstance(record, dict):
        return False
    data = record.get("data")
    if record.get("kind") == "Listing":
        return isinstance(data, dict) and isinstance(data.get("children"), list)
    if record.get("kind") in POSTS:
        return _is_thing(data)
    if is_rexport(record):
        return True
    return isinstance(data, list) and bool(data) and _is_thing(data[0])


def prepare(members: Sequence[Member], options: ReadOptions) -> Account:
    """The owner of a personal export, if one is among the files or named by the user."""
    return owner_of(members, options.owner)


def read(member: Member, owner: Account) -> Iterator[Item]:
    """The posts of one file."""
    with member.open() as file:
        is_json = begins(file.read(HEAD))
    if not is_json:
        yield from rows(member, owner)
    elif _is_wrapped(glance(member).record):
        yield from _wrapped(member)
    else:
        for item in decoded(member, DECODER, fallback=ANY):
            if isinstance(item, tuple):
                thing = item[1] if isinstance(item[1], Thing) else loosely(item[1])
                yield post(thing, item[0])
            else:
                yield item


def _wrapped(member: Member) -> Iterator[Item]:
    """The posts inside listings, counted on from page to page."""
    count = 0
    for item in decoded(member, ANY):
        if not isinstance(item, tuple):
            yield item
            continue
        for found in items(item[1], count):
            count += 1
            yield found


READER = Reader(
    name="reddit",
    about="Reddit: dumps of comments and submissions (NDJSON), answers of its API, rexport, a personal data export",
    recognise=recognise,
    read=read,
    network=NETWORK,
    bundle=folder,
    prepare=prepare,
    cannot_show=(
        "votes, which name nobody",
        "who wrote what is deleted",
        "whom a reply answers, where the export does not hold the post it answers",
    ),
)
