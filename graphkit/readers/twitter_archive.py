"""The archive that Twitter, now X, gives its users since 2018: JavaScript files, one kind of data in each.

Its tweets do not name their author: that is the owner of the archive, told by account.js or manifest.js. It
has no `retweeted_status`: a retweet is a text that begins with `RT @name: ` and marks that account as named.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from msgspec.json import Decoder
from msgspec.structs import replace

from graphkit.post import NOBODY, Account, Item, Post, Sighting
from graphkit.readers._json import decoded, records
from graphkit.readers._reader import Claim, Glance, Member, Reader, ReadOptions
from graphkit.readers._twitter import NETWORK, PASSED_ON, Tweet, as_retweet, post
from graphkit.readers._twitter_archive import (
    Notes,
    by_kind,
    folder,
    kind_of,
    long_form,
    long_posts,
    old_handles,
    owner_of,
)

POSTS = frozenset({"tweet", "tweets", "community_tweet", "community_tweets"})
ABOUT = frozenset({"account", "manifest", "note_tweet", "screen_name_change"})
BESIDE = {
    "deleted_tweets": "posts that the owner deleted; not read",
    "deleted_tweet": "posts that the owner deleted; not read",
    "deleted_note_tweet": "posts that the owner deleted; not read",
    "twitter_circle_tweet": "posts to a chosen circle; not public, not read",
    "tweet_headers": "ids and times of the posts, without their words",
}
LEADING = re.compile(r"(?:@\w{1,20}\s+)+", re.ASCII)


class Entry(Tweet, gc=False):
    """A tweet as archives hold it: under the word `tweet`; in 2018 without it."""

    tweet: Tweet | None = None


DECODER = Decoder(Entry)


@dataclass(frozen=True)
class Archive:
    """Whose archive it is, and what completes its posts."""

    owner: Account
    former: tuple[tuple[str, int], ...] = ()
    notes: Notes | None = None


def recognise(glance: Glance) -> Claim | None:
    """Claim files that begin as those of an archive do, and the same as plain JSON."""
    kind = kind_of(glance.head)
    if not kind:
        return _converted(glance)
    if kind in POSTS:
        return Claim("posts", version=f"{kind.replace('_', '-')}.js")
    if kind in ABOUT:
        return Claim("about")
    if kind == "like":
        count = sum(isinstance(record, tuple) for record in records(glance.member))
        return Claim("beside", f"{count:,} {'like' if count == 1 else 'likes'}; the export does not name their authors")
    if "direct_message" in kind:
        return Claim("beside", "private messages; never read")
    return Claim("beside", BESIDE.get(kind, "no posts in it"))


def _converted(glance: Glance) -> Claim | None:
    """Somebody took the assignment off to have JSON."""
    record = glance.record if glance.head.lstrip()[:1] in (b"[", b"{") else None
    tweet = record.get("tweet") if isinstance(record, dict) else None
    if isinstance(tweet, dict) and "full_text" in tweet and "user" not in tweet:
        return Claim("posts")
    return None


def prepare(members: Sequence[Member], options: ReadOptions) -> Archive:
    """Find the owner, their former handles, and the long posts; nobody is asked for where no posts are."""
    if not any(True for _ in by_kind(members, "", *POSTS)):
        return Archive(NOBODY)
    return Archive(owner_of(members, options.owner), old_handles(members), long_posts(members))


def read(member: Member, archive: Archive) -> Iterator[Item]:
    """The posts of one file, and the handles their author gave up."""
    for handle, moment in archive.former:
        yield Sighting(NETWORK, Account(archive.owner.id, handle), moment)
    for item in decoded(member, DECODER):
        if isinstance(item, tuple):
            number, entry = item
            yield _post(entry.tweet or entry, archive, number)
        else:
            yield item


def _post(tweet: Tweet, archive: Archive, number: int) -> Post:
    found = post(tweet, archive.owner, "archive", number)
    if found.mentions and PASSED_ON.match(found.text):
        return as_retweet(found)
    return _whole(found, archive.notes) if archive.notes else found


def _whole(found: Post, notes: Notes) -> Post:
    """The post with the words of its long form, which may or may not repeat the @s that a reply begins with."""
    named = LEADING.match(found.text) if found.reply_to else None
    for start in dict.fromkeys((found.automatic, 0, named.end() if named else 0)):
        if note := long_form(notes, found.time, found.text[start:]):
            known = {account.handle.lower() for account in found.mentions}
            more = tuple(account for account in note.mentions if account.handle.lower() not in known)
            return replace(found, text=found.text[:start] + note.text, mentions=found.mentions + more)
    return found


READER = Reader(
    name="twitter-archive",
    about="The archive X and Twitter give their users since 2018 (zip or folder with data/tweets.js)",
    recognise=recognise,
    read=read,
    network=NETWORK,
    bundle=folder,
    prepare=prepare,
    cannot_show=(
        "what others did towards the owner",
        "who wrote the posts the owner liked",
        "the whole words of long retweets",
    ),
)
