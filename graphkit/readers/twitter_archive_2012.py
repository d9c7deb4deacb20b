"""The archive that Twitter gave its users from 2012 to 2019 ("Grailbird"): one JavaScript file a month.

`id` is a rounded number there: only `id_str` is an id. The archive may hold tweets of others: each tweet says
itself who wrote it. Tweets of before November 2010 may have the date as their time, at 00:00:00. tweets.csv repeats
the months and is read where they are missing.
"""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.json import Decoder

from graphkit.post import NOBODY, Account, Item
from graphkit.readers._faults import FileFault
from graphkit.readers._grailbird_csv import COLUMNS, rows
from graphkit.readers._json import decoded
from graphkit.readers._reader import Claim, Glance, Member, Reader, ReadOptions, glance
from graphkit.readers._twitter import NETWORK, Tweet, authored, identifier, post
from graphkit.readers._twitter_archive import owner_said

MONTH = re.compile(rb"(?:\xef\xbb\xbf)?\s*Grailbird\.data\.tweets_\d{4}_\d{2}\s*=")
VARIABLE = re.compile(rb"(?:\xef\xbb\xbf)?\s*var\s+(user_details|payload_details|tweet_index)\s*=")
INSIDE = re.compile(r"(?:data/)?(?:js/)?(?:tweets/)?[^/!]*$")


class Details(Struct):
    """user_details.js"""

    screen_name: str = ""
    full_name: str = ""
    id: str = ""


DECODER = Decoder(Tweet)
DETAILS = Decoder(Details)


def recognise(seen: Glance) -> Claim | None:
    """Claim the months, the owner's details, and the table that repeats the months."""
    if MONTH.match(seen.head):
        return Claim("posts")
    if found := VARIABLE.match(seen.head):
        if found[1] == b"user_details":
            return Claim("about")
        return Claim(
            "beside", "a list of the other files" if found[1] == b"tweet_index" else "how many tweets there are"
        )
    if seen.columns >= COLUMNS:
        remark = "the tweets of data/js/tweets as a table, without the names of those answered"
        return Claim("posts", remark, only_if_alone=True)
    return None


def root(path: str) -> str:
    """The folder of the archive that a file belongs to."""
    return INSIDE.sub("", path)


def prepare(members: Sequence[Member], options: ReadOptions) -> Account:
    """The owner, for tweets that do not name their author; nobody where the archive does not say."""
    months = False
    for member in members:
        with member.open() as file:
            head = file.read(256)
        months = months or MONTH.match(head) is not None
        if not VARIABLE.match(head):
            continue
        for item in decoded(member, DETAILS):
            if isinstance(item, tuple) and item[1].screen_name:
                details = item[1]
                return Account(identifier(details.id), details.screen_name, details.full_name)
    if not options.owner and not months and any(map(_is_table, members)):
        raise FileFault("archive.no_owner", "tweets.csv does not say whose tweets it holds; say it with --owner HANDLE")
    return owner_said(options.owner) if options.owner else NOBODY


def _is_table(member: Member) -> bool:
    seen = glance(member)
    return not MONTH.match(seen.head) and seen.columns >= COLUMNS


def read(member: Member, owner: Account) -> Iterator[Item]:
    """The posts of one month, or of the table of all months."""
    if _is_table(member):
        yield from rows(member, owner)
        return
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
    about="The archive Twitter gave its users from 2012 to 2019 (zip or folder with data/js/tweets, or tweets.csv)",
    recognise=recognise,
    read=read,
    network=NETWORK,
    bundle=root,
    prepare=prepare,
    cannot_show=("what others did towards the owner", "likes"),
)
