"""What is read of an export of DiscordChatExporter: people, messages, and the words of a message.

In the words, a mention is the `@nickname` that people saw; `mentions` says whose it is. A reply also mentions the
author it answers, which nobody wrote: that mention stands in the list only.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from msgspec import Struct
from msgspec.json import Decoder

from graphkit.post import NOBODY, Account, Ref
from graphkit.readers._chat import UNLINKED, handle, once, spoken
from graphkit.readers._names import shown
from graphkit.readers._split import DECODE_ERRORS

DELETED = "456226577798135808"
"""The id that Discord gives to all deleted users: nobody is known by it."""
LONGEST = 64
"""Characters of a nickname; Discord allows 32."""
_PARTS = tuple(re.compile(rb'"%s"\s*:\s*[\[{]' % part) for part in (b"guild", b"channel", b"messages"))
_CHANNEL = re.compile(rb'"channel"\s*:\s*(\{[^{}]{0,4000}\})')
_WITHIN = re.compile(r"\w\w")
_RAW = re.compile(r"<@([!&]?)(\d{1,20})>", re.ASCII)

Id = str | int | None
Members = Mapping[str, Account]
"""Those who write or are named in a file, by folded handle."""


class Person(Struct, gc=False):
    """An author, somebody named, or somebody who reacted."""

    id: Id = None
    name: str | None = None
    nickname: str | None = None


class Reference(Struct, gc=False, rename="camel"):
    """Which message is answered or passed on."""

    message_id: Id = None
    channel_id: Id = None
    type: str | None = None


class Forwarded(Struct, gc=False):
    """The words of a message that is passed on; who wrote them is not said."""

    content: str | None = None


class Reaction(Struct, gc=False):
    """An emoji put on a message; `users` only where the exporter was told to fetch them."""

    users: list[Person] | None = None


class Message(Struct, gc=False, rename="camel"):
    """One record."""

    id: Id = None
    type: str | int | None = None
    timestamp: str | None = None
    content: str | None = None
    author: Person | None = None
    mentions: list[Person] | None = None
    reactions: list[Reaction] | None = None
    reference: Reference | None = None
    forwarded_message: Forwarded | None = None


class Seen(Struct, gc=False):
    """A message as far as it says who is there."""

    author: Person | None = None
    mentions: list[Person] | None = None


class Channel(Struct, gc=False):
    """Where the messages were written."""

    id: Id = None
    type: str | None = None

    @property
    def is_public(self) -> bool:
        """Whether it is a channel of a server: not a conversation, not a private thread."""
        return (self.type or "").startswith("Guild") and "Private" not in (self.type or "")


_DECODER = Decoder(Channel)


def channel_of(raw: bytes) -> Channel:
    """The channel of an export; one that says nothing of itself where it cannot be read."""
    try:
        return _DECODER.decode(raw)
    except DECODE_ERRORS:
        return Channel()


def channel_in(head: bytes) -> Channel | None:
    """The channel of a file that begins as an export does; None for every other file."""
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") or not all(part.search(head) for part in _PARTS):
        return None
    found = _CHANNEL.search(head)
    return channel_of(found[1]) if found is not None and b'"type"' in found[1] else None


def account(person: Person | None) -> Account:
    """The account of somebody; nobody for the id that all deleted users share."""
    known = str((person and person.id) or "")
    if person is None or not known or known == DELETED:
        return NOBODY
    return _account(known, person.name, person.nickname)


@lru_cache(maxsize=50_000)
def _account(known: str, name: str | None, nickname: str | None) -> Account:
    return Account(known, handle(name), shown(nickname) or shown(name))


def words(message: Message, members: Members) -> tuple[str, tuple[Account, ...], list[Account]]:
    """The text, who is named in it, and who is mentioned without standing in it."""
    listed: dict[str, Account] = {}
    forms: dict[str, Account] = {}
    for person in message.mentions or ():
        known = account(person)
        if known is NOBODY:
            continue
        listed[known.id] = known
        for form in (person.nickname, person.name):
            if form and len(form) <= LONGEST:
                forms.setdefault(form, known)
    pieces: list[str] = []
    named: list[Account] = []
    text = _RAW.sub(lambda raw: _seen(raw, listed, forms), message.content or "")
    _linked(text, forms, members, pieces, named)
    in_text = {known.id for known in named}
    return "".join(pieces), once(named), [known for known in listed.values() if known.id not in in_text]


def _seen(raw: re.Match[str], listed: Mapping[str, Account], forms: dict[str, Account]) -> str:
    """A mention as the exporter leaves it where it does not look at the text: `<@123>`, for a role `<@&123>`."""
    known = listed.get(raw[2]) if raw[1] != "&" else None
    if known is None:
        return UNLINKED + raw[2]
    form = known.handle or known.name or known.id
    forms.setdefault(form, known)
    return f"@{form}"


def _linked(text: str, forms: Members, members: Members, pieces: list[str], named: list[Account]) -> None:
    """Put `@handle` where the text has the `@nickname` of somebody mentioned; the longest fitting name counts."""
    lengths = sorted({len(form) for form in forms if len(form) <= LONGEST}, reverse=True)
    start = at = 0
    while (sign := text.find("@", at)) >= 0:
        at = sign + 1
        for length in lengths:
            known = forms.get(text[at : at + length])
            if known is not None and not _WITHIN.match(text, at + length - 1):
                _plain(text[start:sign], members, pieces, named)
                named.append(known)
                pieces.append(f"@{known.handle}" if known.handle else UNLINKED + known.name)
                start = at = at + length
                break
    _plain(text[start:], members, pieces, named)


def _plain(text: str, members: Members, pieces: list[str], named: list[Account]) -> None:
    text, known = spoken(text, members)
    pieces.append(text)
    named += known


def passed_on(message: Message, channel: Channel) -> Ref | None:
    """The message that is forwarded, or that a followed channel of another server passes on."""
    reference = message.reference or Reference()
    post_id = str(reference.message_id or "")
    elsewhere = post_id and reference.channel_id and str(reference.channel_id) != str(channel.id)
    is_forward = message.forwarded_message is not None or reference.type == "Forward"
    return Ref(post_id=post_id) if is_forward or (elsewhere and message.type != "Reply") else None


def answered(message: Message, silent: list[Account]) -> Ref | None:
    """What a message answers; if one account is mentioned that the text does not name, it is the author of that."""
    post_id = str((message.reference and message.reference.message_id) or "")
    if not post_id and message.type != "Reply":
        return None
    return Ref(silent[0] if len(silent) == 1 else NOBODY, post_id)
