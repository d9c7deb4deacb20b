"""Channels of Discord servers, as DiscordChatExporter writes them: one JSON object a channel.

Direct messages, group conversations and private threads are never read. The object is read in pieces: the
messages stand in an array inside it that can be larger than memory.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress

from msgspec.json import Decoder

from graphkit.post import NOBODY, Account, Act, Item, LeftOut, Notice, Post
from graphkit.readers._chat import by_handle, spoken
from graphkit.readers._discord import (
    Channel,
    Members,
    Message,
    Seen,
    account,
    answered,
    channel_in,
    channel_of,
    passed_on,
    words,
)
from graphkit.readers._faults import LIMITS, FileFault
from graphkit.readers._inside import elements, keys, value
from graphkit.readers._json import each_decoded
from graphkit.readers._lines import utf8
from graphkit.readers._reader import Claim, Glance, Member, Reader, ReadOptions
from graphkit.readers._split import Record, Window
from graphkit.readers._times import read_time

NETWORK = "discord"
MOST_BROKEN = 100
"""So many records that cannot be read end the search for members; the reading itself goes on."""
POSTS = frozenset({"Default", "Reply", "20", "23"})
"""A post, a reply, and what a bot says when it is called; every other type is a notice."""
MESSAGE, SEEN = Decoder(Message), Decoder(Seen)


def recognise(glance: Glance) -> Claim | None:
    """Claim objects with a guild, a channel and messages; a conversation is known and never read."""
    channel = channel_in(glance.head)
    if channel is None:
        return None
    return Claim("posts") if channel.is_public else Claim("beside", "a conversation or private thread, never read")


def prepare(members: Sequence[Member], options: ReadOptions) -> Members:
    """Those who write or are named in the file: an @name that Discord did not link counts if it is one of theirs."""
    people: dict[str, Account] = {}
    for member in members:
        with suppress(FileFault):
            broken = 0
            for item in each_decoded((record for _, record in _records(member)), SEEN):
                for person in (item[1].author, *(item[1].mentions or ())) if isinstance(item, tuple) else ():
                    known = account(person)
                    people.setdefault(known.id, known)
                broken += isinstance(item, LeftOut)
                if broken > MOST_BROKEN:
                    break
    return by_handle(people.values())


def _records(member: Member) -> Iterator[tuple[Channel, Record | LeftOut | Notice]]:
    """Each record of the file, with the channel it stands in."""
    channel = Channel()
    with member.open() as file:
        text, notices = utf8(file)
        for notice in notices:
            yield channel, notice
        window = Window(text, LIMITS)
        for key in keys(window):
            if key == "channel":
                channel = channel_of(value(window))
            elif key == "messages":
                for record in elements(window):
                    yield channel, record
                return


def read(member: Member, members: Members) -> Iterator[Item]:
    """The messages of a channel, and a like for each person known to have reacted to one."""
    for channel, record in _records(member):
        for item in each_decoded([record], MESSAGE):
            if not isinstance(item, tuple):
                yield item
            elif not channel.is_public:
                yield LeftOut("ignored", "record.private", "a conversation or private thread", item[0])
            else:
                yield from _items(item[1], channel, members, item[0])


def _items(message: Message, channel: Channel, members: Members, number: int) -> Iterator[Item]:
    own_id, by = str(message.id or ""), account(message.author)
    if str(message.type or "Default") not in POSTS:
        yield LeftOut("ignored", "record.notice", f"{message.type}: a notice, no post"[:100], number, None, own_id)
        return
    if by is NOBODY:
        yield LeftOut("rejected", "record.no_author", "the record does not say who wrote it", number, None, own_id)
        return
    time = read_time(message.timestamp or "")
    source = passed_on(message, channel)
    if source is not None:
        said = message.forwarded_message.content if message.forwarded_message else message.content
        text, _ = spoken(said or "", members)
        yield Post(NETWORK, by, own_id, time, text, retweet_of=source, line=number)
    else:
        text, named, silent = words(message, members)
        parent = answered(message, silent)
        named += () if parent and len(silent) == 1 else tuple(silent)
        yield Post(NETWORK, by, own_id, time, text, named, parent, line=number)
    fans = {fan.id: fan for each in message.reactions or () for fan in map(account, each.users or ()) if fan.id}
    for fan in fans.values():
        yield Act(NETWORK, fan, by, "like", post_id=own_id, line=number)


READER = Reader(
    name="discord",
    about="Channels of Discord servers as DiscordChatExporter writes them (JSON)",
    recognise=recognise,
    read=read,
    network=NETWORK,
    prepare=prepare,
    cannot_show=(
        "conversations and private threads",
        "whom `@everyone` and roles reached",
        "who wrote a forwarded message, unless it is in the export",
        "who reacted, unless the exporter fetched it",
    ),
)
