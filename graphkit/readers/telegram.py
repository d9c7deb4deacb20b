"""Telegram: `result.json` of Telegram Desktop (one chat or a whole account), and updates that a bot was sent.

Only public groups and channels are read. Of a whole account, nothing is read but its chats: not the contacts,
not the sessions, not the profile. A chat can be larger than memory, so it is read in pieces; where one is broken
nobody can say to which chat the rest belongs, and reading ends.
"""

import re
from collections.abc import Generator, Iterator

from msgspec.json import Decoder

from graphkit.post import Item, LeftOut
from graphkit.readers._faults import LIMITS, MIB, FileFault
from graphkit.readers._inside import elements, keys, short_value, value
from graphkit.readers._json import each_decoded
from graphkit.readers._lines import utf8
from graphkit.readers._reader import Claim, Glance, Member, Reader
from graphkit.readers._split import DECODE_ERRORS, Record, Window
from graphkit.readers._telegram import CHAT, NETWORK, Chat, Id, Message, Whole, is_private, items, private
from graphkit.readers._telegram_bot import updates

ACCOUNT = re.compile(rb'\s*\{\s*"about"\s*:\s*"(?:[^"\\]|\\.){0,4000}"\s*,\s*"(?:personal_information|chats|profile)')
UPDATES = re.compile(rb'\s*\{\s*"ok"\s*:\s*true\s*,\s*"result"\s*:\s*\[')


MESSAGE, WHOLE = Decoder(Message), Decoder(Whole)
FIELD: Decoder[Id] = Decoder(Id)


def recognise(glance: Glance) -> Claim | None:
    """Claim chats and accounts by how they begin; a private chat is known and never read."""
    head = glance.head.removeprefix(b"\xef\xbb\xbf")
    if is_private(head):
        return Claim("beside", "a private chat, never read")
    if CHAT.match(head) or ACCOUNT.match(head) or (UPDATES.match(head) and b'"update_id"' in head):
        return Claim("posts")
    return None


def read(member: Member, options: object) -> Iterator[Item]:
    """The messages of public chats, and a like for each person known to have reacted to one."""
    with member.open() as file:
        text, notices = utf8(file)
        yield from notices
        window = Window(text, LIMITS)
        window.grow(MIB)
        if CHAT.match(window.data):
            yield from _chat(window, 0, alone=True)
        else:
            yield from _account(window)


def _account(window: Window) -> Iterator[Item]:
    """The chats of an account, one after the other, or the updates of a bot."""
    count = 0
    for key in keys(window):
        if key == "result":
            for record in elements(window):
                yield from updates(record)
            return
        if key not in ("chats", "left_chats") or window.skip() != ord("{"):
            continue
        for inner in keys(window):
            if inner != "list" or window.skip() != ord("["):
                continue
            window.at += 1
            while window.skip() == ord("{"):
                count = yield from _next_chat(window, count)
            if window.skip() == ord("]"):
                window.at += 1


def _next_chat(window: Window, count: int) -> Generator[Item, None, int]:
    """A chat of an account: whole where it is short, else in pieces; how many records there are up to its end."""
    start = window.offset + window.at
    raw = short_value(window, MIB)
    try:
        whole = WHOLE.decode(raw or b"")
    except DECODE_ERRORS:
        window.at = start - window.offset
        return (yield from _chat(window, count, alone=False))
    for message in whole.messages or ():
        count += 1
        yield from _messages((count, None, message), Chat(whole.id, whole.type))
    return count


def _chat(window: Window, count: int, *, alone: bool) -> Generator[Item, None, int]:
    """The messages of one chat, in pieces; in an account, nothing is read behind a broken one."""
    chat = Chat()
    for key in keys(window):
        if key == "type":
            chat = Chat(chat.id, str(_field(value(window))))
        elif key == "id":
            chat = Chat(_field(value(window)), chat.type)
        elif key == "messages":
            for record in elements(window, start=count):
                yield from _messages(record, chat)
                if isinstance(record, tuple):
                    count = record[0]
                elif not alone:
                    raise FileFault("json.syntax", "a message is broken; whose chat the rest is cannot be told")
            if alone:
                break
    return count


def _field(raw: bytes) -> Id:
    try:
        return FIELD.decode(raw)
    except DECODE_ERRORS:
        return None


def _messages(record: Record | LeftOut, chat: Chat) -> Iterator[Item]:
    for item in each_decoded([record], MESSAGE):
        if not isinstance(item, tuple):
            yield item
        elif not chat.is_public:
            yield private(item[0])
        else:
            yield from items(item[1], chat, item[0])


READER = Reader(
    name="telegram",
    about="Public groups and channels of Telegram: result.json of Telegram Desktop, updates of a bot",
    recognise=recognise,
    read=read,
    network=NETWORK,
    cannot_show=(
        "private chats, groups and channels",
        "the handles of members, and so who is behind an @name (Telegram Desktop shows numbers and names only)",
        "more than the latest few of those who reacted",
    ),
)
