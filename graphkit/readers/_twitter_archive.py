"""What stands beside the tweets in an archive of 2018 and later: its owner, old handles, the long posts."""

import re
from collections.abc import Iterator, Sequence
from typing import TypeVar

from msgspec import Struct
from msgspec.json import Decoder

from graphkit.post import Account, LeftOut
from graphkit.readers._faults import FileFault
from graphkit.readers._json import decoded
from graphkit.readers._reader import Member
from graphkit.readers._twitter import identifier, plain, when

T = TypeVar("T")

PART = re.compile(rb"(?:\xef\xbb\xbf)?\s*window\W{1,4}(?:YTD\W{1,4}(\w+)\W{1,4}part\d+|(__THAR_CONFIG))\W{0,3}\s*=")
"""`window.YTD.tweets.part0 =`: how each file of an archive begins."""
NAME = re.compile(r"[^/!]*$")
SECOND = 1_000_000
PREFIX = 60
"""So many characters of a long post must agree with the short form of it."""


class AccountFile(Struct, rename="camel"):
    """account.js"""

    account: "Owner | None" = None
    user_info: "Owner | None" = None
    """manifest.js says the same in other words."""


class Owner(Struct, rename="camel"):
    """Whose archive it is."""

    account_id: str = ""
    username: str = ""
    user_name: str = ""
    account_display_name: str = ""
    display_name: str = ""


class Change(Struct, rename="camel"):
    """A change of the handle."""

    changed_at: str = ""
    changed_from: str = ""
    screen_name_change: "Change | None" = None


class ChangeFile(Struct, rename="camel"):
    """screen-name-change.js"""

    screen_name_change: Change | None = None


class NoteMention(Struct, rename="camel"):
    """A name in a long post."""

    screen_name: str = ""


class Core(Struct, rename="camel"):
    """What a long post holds."""

    text: str = ""
    mentions: list[NoteMention] | None = None


class Note(Struct, rename="camel"):
    """A long post."""

    created_at: str = ""
    core: Core | None = None


class NoteFile(Struct, rename="camel"):
    """note-tweet.js"""

    note_tweet: Note | None = None


class LongPost(Struct, frozen=True):
    """The whole words of a post, and who is named in them."""

    text: str
    mentions: tuple[Account, ...]


Notes = dict[int, list[LongPost]]
"""Long posts by the second they were written; their ids are not those of the tweets."""


def kind_of(head: bytes) -> str:
    """The kind of data in a file of an archive: `tweets`, `like`, …; `manifest`; empty for other files."""
    found = PART.match(head)
    if found is None:
        return ""
    return "manifest" if found[2] else found[1].decode()


def folder(path: str) -> str:
    """The folder or archive that a file lies in: the files of one archive lie together."""
    return NAME.sub("", path)


def by_kind(members: Sequence[Member], *kinds: str) -> Iterator[Member]:
    """The members that hold these kinds of data, in the order of the kinds."""
    known: dict[str, list[Member]] = {}
    for member in members:
        with member.open() as file:
            known.setdefault(kind_of(file.read(4096)), []).append(member)
    for kind in kinds:
        yield from known.get(kind, ())


def _values(members: Iterator[Member], decoder: Decoder[T]) -> Iterator[T]:
    for member in members:
        for item in decoded(member, decoder):
            if isinstance(item, tuple):
                yield item[1]


def owner_of(members: Sequence[Member], said: str) -> Account:
    """Whose archive it is: by account.js, else manifest.js, else as the user said; never a guess."""
    found, damaged = _owners(members)
    if len({account.id or account.handle.lower() for account in found}) > 1:
        if said:
            return next((each for each in found if _is(each, said)), owner_said(said))
        names = ", ".join(account.handle or account.id for account in found[:9])
        reason = f"lies beside archives of others ({names}); give each archive its own folder, or say --owner HANDLE"
        raise FileFault("archive.owners", reason)
    if found:
        return found[0]
    if not said:
        why = damaged or "no account.js and no manifest.js of its folder was given"
        raise FileFault("archive.no_owner", f"does not say whose archive it is: {why}; say it with --owner HANDLE")
    return owner_said(said)


def _owners(members: Sequence[Member]) -> tuple[list[Account], str]:
    """The owners that account.js and manifest.js name, and where such a file is damaged."""
    found, damaged = [], ""
    for member in by_kind(members, "account", "manifest"):
        for item in decoded(member, Decoder(AccountFile)):
            if isinstance(item, LeftOut):
                place = "" if item.byte_offset is None else f" at byte {item.byte_offset:,}"
                damaged = damaged or f"{member.label} is damaged{place}: it {item.reason}"
            owner = item[1].account or item[1].user_info if isinstance(item, tuple) else None
            if owner and (owner.account_id or owner.username or owner.user_name):
                name = owner.account_display_name or owner.display_name
                found.append(Account(identifier(owner.account_id), owner.username or owner.user_name, name))
    return found, damaged


def _is(account: Account, said: str) -> bool:
    return said.removeprefix("@").lower() in (account.handle.lower(), account.id)


def owner_said(said: str) -> Account:
    """The owner as the user names them: `@handle` or `handle`; an id is all digits without `@`."""
    return Account(id=said) if said.isdigit() else Account(handle=said.removeprefix("@"))


def old_handles(members: Sequence[Member]) -> tuple[tuple[str, int], ...]:
    """Former handles of the owner, each with the moment it was given up."""
    found = []
    for record in _values(by_kind(members, "screen_name_change"), Decoder(ChangeFile)):
        change = record.screen_name_change
        change = change and (change.screen_name_change or change)
        moment = when(change.changed_at) if change else None
        if change and change.changed_from and moment is not None:
            found.append((change.changed_from, moment))
    return tuple(found)


def long_posts(members: Sequence[Member]) -> Notes:
    """The long posts of note-tweet.js."""
    notes: Notes = {}
    for record in _values(by_kind(members, "note_tweet"), Decoder(NoteFile)):
        note = record.note_tweet
        moment = when(note.created_at) if note else None
        if note and note.core and note.core.text and moment is not None:
            named = tuple(Account(handle=each.screen_name) for each in note.core.mentions or () if each.screen_name)
            notes.setdefault(moment // SECOND, []).append(LongPost(plain(note.core.text), named))
    return notes


def long_form(notes: Notes, moment: int | None, short: str) -> LongPost | None:
    """The long post that a tweet is the short form of: written in the same second, give or take, and begun alike."""
    if moment is None or not notes:
        return None
    begun = short.partition("…")[0].partition(" https://t.co/")[0].strip()[:PREFIX]
    for second in (moment // SECOND, moment // SECOND - 1, moment // SECOND + 1):
        for note in notes.get(second, ()):
            if begun and len(note.text) > len(begun) and note.text.lstrip().startswith(begun):
                return note
    return None
