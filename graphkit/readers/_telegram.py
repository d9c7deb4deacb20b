"""What is read of Telegram Desktop's `result.json`: chats, their messages, and the words of these.

Members are known by number (`from_id`) and shown by name; the handles that people write (`@ann`) stand for
accounts whose number is not told.
"""

import re
from collections.abc import Iterator

from msgspec import UNSET, Raw, Struct, UnsetType

from graphkit.post import NOBODY, Account, Act, Item, LeftOut, Post, Ref
from graphkit.readers._chat import UNLINKED, handle, once
from graphkit.readers._names import shown
from graphkit.readers._times import read_time

NETWORK = "telegram"
CHAT = re.compile(
    rb'\s*\{\s*(?:"name"\s*:\s*(?:"(?:[^"\\]|\\.){0,2000}"|null)\s*,\s*)?"type"\s*:\s*"(\w+)"\s*,\s*'
    rb'"id"\s*:\s*"?-?\d+"?\s*,\s*"messages"\s*:\s*\['
)
"""How the export of one chat begins."""

Id = str | int | None
_AT = re.compile("[@＠]")
_DIGITS = re.compile(r"\d+", re.ASCII)


class Part(Struct, gc=False):
    """A stretch of a text with a meaning of its own: a link, a name."""

    type: str | None = None
    text: str | None = None
    user_id: Id = None


class Fan(Struct, gc=False, rename={"name": "from"}):
    """Somebody who reacted lately."""

    from_id: Id = None
    name: str | None = None
    date: Id = None


class Reaction(Struct, gc=False):
    """An emoji put on a message: how often, and who did so lately."""

    recent: list[Fan] | None = None


class Message(Struct, gc=False, rename={"name": "from"}):
    """One record of Telegram Desktop; a `forwarded_from` of null is somebody who is not named."""

    id: Id = None
    type: str | None = None
    date: str | None = None
    date_unixtime: Id = None
    name: str | None = None
    from_id: Id = None
    text: str | list[str | Part] | None = None
    reply_to_message_id: Id = None
    reply_to_peer_id: Id = None
    forwarded_from: str | UnsetType | None = UNSET
    forwarded_from_id: Id = None
    reactions: list[Reaction] | None = None


class Chat(Struct, gc=False):
    """The head of a chat."""

    id: Id = None
    type: str | None = None
    name: str | None = None

    @property
    def is_public(self) -> bool:
        """Whether anybody can read along; of a private group or channel only its members can."""
        return (self.type or "").startswith("public_")


class Whole(Struct, gc=False):
    """A chat that fits into a record."""

    id: Id = None
    type: str | None = None
    messages: list[Raw] | None = None


def is_private(head: bytes) -> bool:
    """Whether a file is a chat that is not public."""
    found = CHAT.match(head)
    return found is not None and not found[1].startswith(b"public_")


def peer(found: Id, kind: str = "user") -> str:
    """The id of an account or a chat: `user123`, `channel123`; bare numbers of old exports are users.

    >>> peer("channel12"), peer(12), peer(-10012, "channel")
    ('channel12', 'user12', 'channel12')
    """
    text = str(found if found is not None else "").strip()
    number = text.removeprefix("-100").lstrip("-")
    return f"{kind}{number}" if _DIGITS.fullmatch(number) else text if shown(text) else ""


def bare(found: Id) -> str:
    """The number of a chat, however it is written: `channel123`, `-100123`, `123`."""
    number = _DIGITS.search(str(found if found is not None else "").removeprefix("-100"))
    return number[0] if number else ""


def person(from_id: Id, name: str | None) -> Account:
    """The account of a message; without a number, only its name."""
    return Account(peer(from_id), "", shown(name))


def words(message: Message) -> tuple[str, tuple[Account, ...]]:
    """The text and who is named in it: `@ann` where Telegram marked it, a name that is linked to its number."""
    parts = message.text if isinstance(message.text, list) else [message.text or ""]
    pieces: list[str] = []
    named: list[Account] = []
    for part in parts:
        text = part if isinstance(part, str) else part.text or ""
        if isinstance(part, Part) and part.type == "mention" and handle(text.removeprefix("@")):
            named.append(Account(handle=handle(text.removeprefix("@"))))
            pieces.append(text)
            continue
        if isinstance(part, Part) and part.type == "mention_name" and part.user_id:
            named.append(person(part.user_id, text))
        pieces.append(_AT.sub(UNLINKED, text))
    return "".join(pieces), once(named)


def source_of(message: Message) -> Ref | None:
    """Whose message is forwarded; somebody's own if the name is that of the sender."""
    if message.forwarded_from is UNSET and not message.forwarded_from_id:
        return None
    name = message.forwarded_from if isinstance(message.forwarded_from, str) else ""
    if not message.forwarded_from_id and name and name == message.name:
        return Ref(person(message.from_id, message.name))
    whom = person(message.forwarded_from_id, name)
    return Ref(whom if whom.id or whom.name else NOBODY)


def answered(message: Message, chat: Chat) -> Ref | None:
    """What a message answers, in its chat or another."""
    if not message.reply_to_message_id:
        return None
    return Ref(post_id=f"{bare(message.reply_to_peer_id) or bare(chat.id)}/{message.reply_to_message_id}")


def moment(message: Message) -> int | None:
    """When it was written; old exports tell only the clock of the computer that exported."""
    return read_time(str(message.date_unixtime or message.date or ""))


def private(number: int, own_id: str = "") -> LeftOut:
    """A message that only members can read."""
    reason = "a private chat, or a group or channel that is not public"
    return LeftOut("ignored", "record.private", reason, number, None, own_id)


def items(message: Message, chat: Chat, number: int) -> Iterator[Item]:
    """A message of a public chat, and a like for each person known to have reacted to it."""
    own_id = f"{bare(chat.id)}/{message.id}"
    if message.type not in (None, "message"):
        yield LeftOut("ignored", "record.notice", "a notice, no post", number, None, own_id)
        return
    by = person(message.from_id, message.name)
    if not (by.id or by.name):
        yield LeftOut("rejected", "record.no_author", "the record does not say who wrote it", number, None, own_id)
        return
    text, named = words(message)
    source = source_of(message)
    if source is not None:
        source = Ref(source.account, source.post_id, named)
    parent = answered(message, chat) if source is None else None
    mine = named if source is None else ()
    yield Post(NETWORK, by, own_id, moment(message), text, mine, parent, source, line=number)
    fans = [fan for each in message.reactions or () for fan in each.recent or ()]
    once = {fan.from_id: fan for fan in reversed(fans) if fan.from_id}
    for fan in once.values():
        who, when = person(fan.from_id, fan.name), read_time(str(fan.date or ""))
        yield Act(NETWORK, who, by, "like", when, own_id, line=number)
