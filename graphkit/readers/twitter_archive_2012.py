"""The archive that Twitter gave its users from 2012 to 2019 ("Grailbird"): one JavaScript file a month.

`id` is a rounded number there: only `id_str` is an id. The archive may hold tweets of others: each tweet says
itself who wrote it. Tweets of before November 2010 may have the date as their time, at 00:00:00.
"""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.json import Decoder

from graphkit.post import NOBODY, Account, Item
from graphkit.readers._json import decoded
from graphkit.readers._reader import Claim, Glance, Member, Reader, ReadOptions
from graphkit.readers._twitter import NETWORK, Tweet, authored, identifier, post
from graphkit.readers._twitter_archive import owner_said

MONTH = re.compile(rb"(?:\xef\xbb\xbf)?\s*Grailbird\.data\.tweets_\d{4}_\d{2}\s*=")
VARIABLE = re.compile(rb"(?:\xef\xbb\xbf)?\s*var\s+(user_details|payload_details|tweet_index)\s*=")
COLUMNS = {b"tweet_id", b"in_reply_to_status_id", b"retweeted_status_id", b"timestamp", b"text"}
INSIDE = re.compile(r"(?:data/)?(?:js/)?(?:tweets/)?[^/!]*$")


class Details(Struct):
    """user_details.js"""

    screen_name: str = ""
    full_name: str = ""
    id: str = ""


DECODER = Decoder(Tweet)
DETAILS = Decoder(Details)


def recognise(glance: Glance) -> Claim | None:
    """Claim the months, the owner's details, and the table that repeats the months."""
    if MONTH.match(glance.head):
        return Claim("posts")
    if found := VARIABLE.match(glance.head):
        if found[1] == b"user_details":
            return Claim("about")
        return Claim("beside", "a list of the other files" if found[1] == b"tweet_index" else "counts")
    header = glance.head[:1000].partition(b"\n")[0].replace(b'"', b"").strip(b"\r\xef\xbb\xbf").split(b",")
    if set(header) >= COLUMNS:
        return Claim("beside", "the tweets of data/js/tweets as a table, without the names of those answered")
    return None


def root(path: str) -> str:
    """The folder of the archive that a file belongs to."""
    return INSIDE.sub("", path)


def prepare(members: Sequence[Member], options: ReadOptions) -> Account:
    """The owner, for tweets that do not name their author; nobody where the archive does not say."""
    for member in members:
        with member.open() as file:
            if not VARIABLE.match(file.read(256)):
                continue
        for item in decoded(member, DETAILS):
            if isinstance(item, tuple) and item[1].screen_name:
                details = item[1]
                return Account(identifier(details.id), details.screen_name, details.full_name)
    return owner_said(options.owner) if options.owner else NOBODY


def read(member: Member, owner: Account) -> Iterator[Item]:
    """The posts of one month."""
    for item in decoded(member, DECODER):
        if not isinstance(item, tuple):
            yield item
            continue
        number, tweet = item
        for each in (tweet, tweet.retweeted_status, tweet.quoted_status):
            if each is not None:
                each.id = None
        if tweet.user is None and owner is not NOBODY:
            yield post(tweet, owner, "archive", number)
        else:
            yield authored(tweet, "archive", number)


READER = Reader(
    name="twitter-archive-2012",
    about="The archive Twitter gave its users from 2012 to 2019 (zip or folder with data/js/tweets)",
    recognise=recognise,
    read=read,
    network=NETWORK,
    bundle=root,
    prepare=prepare,
    cannot_show=("what others did towards the owner", "likes"),
)
