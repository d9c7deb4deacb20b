"""One person of the community as on Bluesky: their repository, their feed, a table of it, and events of a stream."""

import csv
import io
from base64 import b32encode
from hashlib import sha256
from typing import Any

from _cars import repository
from _community import Person, Post
from _shapes import Record, airy, dense, iso, names_in

HOST = "meadow.example"
POSTS = 6
KIND = "app.bsky.feed.post"
COLUMNS = (
    "uri", "timestamp_utc", "user_did", "user_handle", "user_display_name", "original_text", "to_post_uri",
    "to_user_did", "repost_by_user_did", "repost_by_user_handle", "repost_timestamp_utc", "quoted_uri",
    "quoted_user_did", "quoted_user_handle", "mentioned_user_dids", "mentioned_user_handles", "collected_via",
)  # fmt: skip


class Sky:
    """The first posts of one person, and those they are about."""

    def __init__(self, owner: Person, people: list[Person], posts: list[Post]) -> None:
        self.owner = owner
        self.known = {person.handle: person for person in people}
        own = [post for post in posts if post.by == owner]
        passing = [post for post in own if post.retweet_of][:2]
        answers = [post for post in own if post.reply_to and post.parent][:1]
        naming = [post for post in own if names_in(post.text, self.known) and not post.retweet_of][:2]
        chosen = {post.id: post for post in [*passing, *answers, *naming, *own]}
        self.posts = sorted(list(chosen.values())[:POSTS], key=lambda post: (post.time, post.id))
        self.by_id = {post.id: post for post in posts}

    def record(self, post: Post) -> Record:
        """The record of a post or repost."""
        at = iso(post.time, ".000Z")
        if post.retweet_of:
            return {"$type": "app.bsky.feed.repost", "subject": self.link(post.retweet_of), "createdAt": at}
        text, facets = self.words(post)
        record: Record = {"$type": KIND, "text": text, "createdAt": at, "langs": ["en"]}
        if facets:
            record["facets"] = facets
        if post.parent in self.by_id:
            record["reply"] = {"parent": self.link(self.by_id[post.parent]), "root": self.link(self.by_id[post.parent])}
        if post.quote_of:
            record["embed"] = {"$type": "app.bsky.embed.record", "record": self.link(post.quote_of)}
        return record

    def words(self, post: Post) -> tuple[str, list[Record]]:
        """The text with handles of this network, and the facets that say whose they are, in bytes."""
        text, facets, last = "", [], 0
        for start, end, person in names_in(post.text, self.known):
            text += post.text[last:start]
            begin = len(text.encode())
            text += f"@{handle(person)}"
            index = {"byteStart": begin, "byteEnd": len(text.encode())}
            feature = {"$type": "app.bsky.richtext.facet#mention", "did": did(person)}
            facets.append({"index": index, "features": [feature]})
            last = end
        return text + post.text[last:], facets

    def link(self, post: Post) -> Record:
        """A strong reference."""
        return {"uri": uri(post), "cid": "bafyrei" + b32encode(sha256(post.id.encode()).digest()).decode().lower()[:52]}

    def path(self, post: Post) -> str:
        """Collection and key of a record."""
        return uri(post).removeprefix(f"at://{did(post.by)}/")


def did(person: Person) -> str:
    """The id of an account, which outlives its handles."""
    return "did:plc:" + b32encode(sha256(person.id.encode()).digest()).decode().lower()[:24]


def handle(person: Person) -> str:
    """The handle of an account: a domain."""
    return f"{person.handle.replace('_', '-')}.{HOST}"


def uri(post: Post) -> str:
    """The address of a post or repost."""
    kind = "app.bsky.feed.repost" if post.retweet_of else KIND
    return f"at://{did(post.by)}/{kind}/3k{post.id[-11:]}"


def profile(person: Person) -> Record:
    """An account as the interface shows it."""
    return {"did": did(person), "handle": handle(person), "displayName": person.name}


def sky_repository(sky: Sky) -> bytes:
    """The repository: the posts, a like, a follow, and the block of a deleted post that nobody may read."""
    records: dict[str, Any] = {sky.path(post): sky.record(post) for post in sky.posts}
    friend = next(post.retweet_of for post in sky.posts if post.retweet_of)
    at = iso(sky.posts[-1].time, ".000Z")
    like = {"$type": "app.bsky.feed.like", "subject": sky.link(friend), "createdAt": at}
    follow = {"$type": "app.bsky.graph.follow", "subject": did(friend.by), "createdAt": at}
    records |= {"app.bsky.feed.like/3kaaaaaaaaaaa": like, "app.bsky.graph.follow/3kaaaaaaaaaaa": follow}
    return repository(did(sky.owner), records, gone=[{"$type": KIND, "text": "DELETED WORDS", "createdAt": at}])


def sky_feed(sky: Sky) -> bytes:
    """The newest three of the posts as the feed of their author."""
    return airy({"feed": [_shown(sky, post) for post in reversed(sky.posts[-3:])], "cursor": "1"}).encode()


def _shown(sky: Sky, post: Post) -> Record:
    original = post.retweet_of or post
    view = {**sky.link(original), "author": profile(original.by), "record": sky.record(original)}
    view["indexedAt"] = iso(original.time, ".000Z")
    reason = {"$type": "app.bsky.feed.defs#reasonRepost", "by": profile(post.by), "uri": uri(post)}
    reason["indexedAt"] = iso(post.time, ".000Z")
    return {"post": view, "reason": reason} if post.retweet_of else {"post": view}


def sky_stream(sky: Sky) -> bytes:
    """The posts as events, then a deletion, and news of the account with its handle."""
    events = [_event(post, "create", sky.record(post)) for post in sky.posts]
    events.append(_event(sky.posts[-1], "delete", None))
    identity = {"did": did(sky.owner), "handle": handle(sky.owner), "seq": 1, "time": iso(sky.posts[-1].time)}
    events.append({"did": did(sky.owner), "time_us": 1, "kind": "identity", "identity": identity})
    return "".join(dense(event) + "\n" for event in events).encode()


def _event(post: Post, operation: str, record: Record | None) -> Record:
    collection, key = uri(post).split("/")[3:]
    commit = {"rev": "3k", "operation": operation, "collection": collection, "rkey": key}
    if record:
        commit["record"] = record
    return {"did": did(post.by), "time_us": post.time * 1_000_000, "kind": "commit", "commit": commit}


def sky_table(sky: Sky) -> bytes:
    """The posts as the table that minet writes; only the columns that matter here."""
    file = io.StringIO(newline="")
    table = csv.DictWriter(file, COLUMNS, restval="")
    table.writeheader()
    for post in sky.posts:
        table.writerow(_row(sky, post))
    return file.getvalue().encode()


def _row(sky: Sky, post: Post) -> dict[str, Any]:
    original = post.retweet_of or post
    text, facets = sky.words(original)
    named = [person for _, _, person in names_in(original.text, sky.known)] if facets else []
    row: dict[str, Any] = {
        "uri": uri(original),
        "timestamp_utc": original.time,
        "user_did": did(original.by),
        "user_handle": handle(original.by),
        "user_display_name": original.by.name,
        "original_text": text,
        "mentioned_user_dids": "|".join(map(did, named)),
        "mentioned_user_handles": "|".join(map(handle, named)),
    }
    if post.retweet_of:
        reposted = {"did": did(post.by), "handle": handle(post.by)}
        row |= {f"repost_by_user_{key}": value for key, value in reposted.items()}
        row["repost_timestamp_utc"] = post.time
    if original.parent in sky.by_id:
        parent = sky.by_id[original.parent]
        row |= {"to_post_uri": uri(parent), "to_user_did": did(parent.by)}
    if original.quote_of:
        quoted = original.quote_of
        row |= {"quoted_uri": uri(quoted), "quoted_user_did": did(quoted.by), "quoted_user_handle": handle(quoted.by)}
    return row
