"""Slack's messages: what is read of them, and their words, in which people are `<@U123>` and links `<url|label>`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from msgspec import Struct

from graphkit.post import NOBODY, Account, Ref
from graphkit.readers._chat import UNLINKED, handle, once, shown, spoken
from graphkit.readers._reader import Member

_TOKEN = re.compile(r"<([^<>]*)>")
_ANNOUNCED = re.compile(r"<@\w+(?:\|[^>]*)?> (?:uploaded|shared|created|mentioned) an? [\w ]{1,40}: <[^>]*>")
_AND_SAID = " and commented: "
_COMMENTED = re.compile(r"<@\w+(?:\|[^>]*)?> commented on <@(\w+)")
_GROUPS = ("!channel", "!here", "!everyone", "!subteam")


class Profile(Struct, gc=False):
    """What is read of a profile; its e-mail address and phone number are not."""

    display_name: str | None = None
    real_name: str | None = None
    name: str | None = None


class User(Struct, gc=False):
    """A row of users.json."""

    id: str = ""
    name: str | None = None
    real_name: str | None = None
    profile: Profile | None = None


class Channel(Struct, gc=False):
    """A row of channels.json, groups.json, mpims.json or dms.json."""

    id: str = ""
    name: str | None = None


class Reaction(Struct, gc=False):
    """An emoji put on a message."""

    users: list[str] | None = None


class Attachment(Struct, gc=False):
    """What hangs on a message: a preview, or another message that was shared."""

    is_share: bool | None = None
    is_msg_unfurl: bool | None = None
    author_id: str | None = None
    channel_id: str | None = None
    ts: str | None = None
    text: str | None = None


class Comment(Struct, gc=False):
    """A comment on a file, as it was until 2018."""

    user: str | None = None
    comment: str | None = None


class Message(Struct, gc=False):
    """One record of a day."""

    ts: str = ""
    type: str | None = None
    subtype: str | None = None
    hidden: bool | None = None
    user: str | None = None
    user_profile: Profile | None = None
    bot_id: str | None = None
    username: str | None = None
    text: str | None = None
    thread_ts: str | None = None
    parent_user_id: str | None = None
    reactions: list[Reaction] | None = None
    attachments: list[Attachment] | None = None
    comment: Comment | None = None


@dataclass(frozen=True)
class Workspace:
    """What the files beside the messages say: the people by id and by handle, and the folders of channels."""

    people: Mapping[str, Account] = field(default_factory=dict)
    handles: Mapping[str, Account] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    """Folder of a public channel -> its id."""
    private: frozenset[str] = frozenset()
    """Folders of private channels and conversations."""


def place_of(member: Member) -> PurePath:
    """Where a file lies in the export, which may be a zip in a folder: `all.zip!tea/2012-08-16.json`."""
    return PurePath(member.export, member.path.rpartition("!")[2])


def is_user(record: dict[str, Any]) -> bool:
    """Whether a record is a row of users.json."""
    profile = isinstance(record.get("profile"), dict) and record.keys() & {"deleted", "team_id", "is_bot"}
    return bool(profile) and "name" in record and str(record.get("id"))[:1] in ("U", "W")


def is_channel(record: dict[str, Any]) -> bool:
    """Whether a record is a row of one of the lists of channels and conversations."""
    return {"id", "created", "members"} <= record.keys() and str(record["id"])[:1] in ("C", "G", "D")


def account_of(user: User) -> Account:
    """The account of a row of users.json."""
    profile = user.profile or Profile()
    names = (profile.display_name, profile.real_name, user.real_name)
    return Account(user.id, handle(user.name), next(filter(None, map(shown, names)), ""))


def author(message: Message, workspace: Workspace) -> Account:
    """Who wrote a message: a person, or a bot by its id."""
    user = message.user or (message.comment.user if message.comment else None)
    if user and user in workspace.people:
        return workspace.people[user]
    if user:
        profile = message.user_profile or Profile()
        return Account(user, handle(profile.name), shown(profile.display_name or profile.real_name))
    return Account(message.bot_id or "", "", shown(message.username))


def own_words(message: Message) -> str:
    """The text without what Slack itself says about a file: `<@U1> uploaded a file: … and commented: `."""
    if message.comment is not None:
        return message.comment.comment or ""
    text = message.text or ""
    said = _ANNOUNCED.match(text) if (message.subtype or "").startswith("file_") else None
    return text[said.end() :].removeprefix(_AND_SAID) if said else text


def words(text: str, workspace: Workspace) -> tuple[str, tuple[Account, ...]]:
    """The text as its readers see it, and who is named in it."""
    pieces: list[str] = []
    people: list[Account] = []
    at = 0
    for found in _TOKEN.finditer(text):
        _plain(text[at : found.start()], workspace, pieces, people)
        at = found.end()
        body, _, label = found[1].partition("|")
        if body.startswith("@"):
            person = workspace.people.get(body[1:]) or Account(body[1:], handle(label.removeprefix("@")))
            people.append(person)
            pieces.append(f"@{person.handle}" if person.handle else UNLINKED + (person.name or person.id))
        elif body.startswith(_GROUPS):
            pieces.append(UNLINKED + (label or body[1:]).removeprefix("@"))
        elif body.startswith("#"):
            pieces.append("#" + (label or body[1:]))
        else:
            _plain(label or body, workspace, pieces, people)
    _plain(text[at:], workspace, pieces, people)
    return "".join(pieces), once(people)


def _plain(text: str, workspace: Workspace, pieces: list[str], people: list[Account]) -> None:
    text, named = spoken(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"), workspace.handles)
    pieces.append(text)
    people.extend(named)


def answered(message: Message, channel: str, workspace: Workspace) -> Ref | None:
    """What a message answers: the first message of its thread, or the owner of the file it comments on."""
    if message.thread_ts and message.thread_ts != message.ts:
        parent = message.parent_user_id or ""
        whom = workspace.people.get(parent) or (Account(parent) if parent else NOBODY)
        return Ref(whom, f"{channel}/{message.thread_ts}")
    found = _COMMENTED.match(message.text or "") if message.comment is not None else None
    return Ref(workspace.people.get(found[1]) or Account(found[1])) if found else None


def shared(message: Message) -> Attachment | None:
    """The message of somebody that was shared in this one."""
    held = message.attachments or ()
    return next((each for each in held if (each.is_share or each.is_msg_unfurl) and (each.author_id or each.ts)), None)


def passed_on(message: Attachment, workspace: Workspace) -> Ref:
    """A shared message, with those named in it."""
    who = message.author_id or ""
    whom = workspace.people.get(who) or (Account(who) if who else NOBODY)
    post_id = f"{message.channel_id}/{message.ts}" if message.channel_id and message.ts else ""
    return Ref(whom, post_id, words(message.text or "", workspace)[1])
