"""Slack's export of a workspace: `users.json`, `channels.json`, and a folder a channel with a file a day.

Only public channels are read: those of `channels.json`. Private channels and conversations stand in
`groups.json`, `mpims.json` and `dms.json`; their messages are left out and counted. A folder that no list names
is read, because an export of one channel has no lists, and that is said.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.json import Decoder

from graphkit.post import Account, Act, Item, LeftOut, Notice, Post
from graphkit.readers._chat import by_handle
from graphkit.readers._files import clean
from graphkit.readers._json import decoded
from graphkit.readers._reader import Claim, Glance, Member, Reader, ReadOptions
from graphkit.readers._slack import (
    Channel,
    Message,
    User,
    Workspace,
    account_of,
    answered,
    author,
    is_channel,
    is_user,
    own_words,
    passed_on,
    shared,
    words,
)
from graphkit.readers._times import read_time

NETWORK = "slack"
STAMP = re.compile(r"\d{9,11}\.\d{1,6}", re.ASCII)
DAY = re.compile(r"(?:[^/!]*/)?\d{4}-\d\d-\d\d\.json$", re.ASCII)
LAST = re.compile(r"[^/!]*$")
CONVERSATION = re.compile(r"D[A-Z0-9]{7,}|mpdm-.*", re.ASCII)
POSTS = frozenset(
    {"", "bot_message", "me_message", "thread_broadcast", "file_share", "file_comment", "slackbot_response"}
)
MESSAGE, USER, CHANNEL = Decoder(Message), Decoder(User), Decoder(Channel)


def recognise(glance: Glance) -> Claim | None:
    """Claim days of messages by their time stamps, and the lists beside them by the shape of their rows."""
    record = glance.record if glance.head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{") else None
    if not isinstance(record, dict):
        return None
    if record.get("type") == "message" and STAMP.fullmatch(str(record.get("ts"))):
        return Claim("posts") if record.keys() & {"user", "bot_id", "text", "subtype"} else None
    if {"change_type", "user_id"} <= record.keys():
        return Claim("beside", "the log of integrations: it holds no messages")
    known = is_user(record) or is_channel(record)
    return Claim("about", "who is who, and which channels there are") if known else None


def bundle(path: str) -> str:
    """The folder of the workspace: where the lists lie, one above the days of a channel."""
    return DAY.sub("", path) if DAY.search(path) else LAST.sub("", path)


def prepare(members: Sequence[Member], options: ReadOptions) -> Workspace:
    """Who is who in a workspace, and which of its channels are public."""
    people: dict[str, Account] = {}
    channels: dict[str, str] = {}
    private: set[str] = set()
    for member in members:
        name = member.names[-1]
        if name in ("users.json", "org_users.json"):
            people |= {item.id: account_of(item) for item in _rows(member, USER) if item.id}
        elif name == "channels.json":
            channels |= {item.name: item.id for item in _rows(member, CHANNEL) if item.name}
        elif name in ("groups.json", "mpims.json", "dms.json"):
            private |= {folder for item in _rows(member, CHANNEL) for folder in (item.name, item.id) if folder}
    return Workspace(people, by_handle(people.values()), channels, frozenset(private - channels.keys()))


def _rows(member: Member, decoder: Decoder[Any]) -> Iterator[Any]:
    return (item[1] for item in decoded(member, decoder) if isinstance(item, tuple))


def read(member: Member, workspace: Workspace) -> Iterator[Item]:
    """The messages of one day of one channel, and a like for each person who reacted to one."""
    folder = member.names[-2] if len(member.names) > 1 else ""
    is_private = folder in workspace.private or CONVERSATION.fullmatch(folder) is not None
    channel = workspace.channels.get(folder)
    if channel is None and not is_private:
        named = f"no list of channels names the folder {clean(folder)!r}; it was read as a public channel"
        yield Notice("slack.channel", named)
    for item in decoded(member, MESSAGE):
        if not isinstance(item, tuple):
            yield item
        elif is_private:
            yield LeftOut("ignored", "record.private", "a private channel or conversation", item[0])
        else:
            yield from _items(item[1], channel or folder, workspace, item[0])


def _items(message: Message, channel: str, workspace: Workspace, number: int) -> Iterator[Item]:
    own_id = f"{channel}/{message.ts}"
    if message.hidden or (message.subtype or "") not in POSTS or message.type not in (None, "message"):
        yield LeftOut("ignored", "record.notice", "a notice, no post", number, None, own_id)
        return
    if not STAMP.fullmatch(message.ts):
        yield LeftOut("rejected", "record.shape", "a message without its time stamp", number)
        return
    by = author(message, workspace)
    if not (by.id or by.name):
        yield LeftOut("rejected", "record.no_author", "the record does not say who wrote it", number, None, own_id)
        return
    yield _post(message, by, channel, workspace, number)
    fans = dict.fromkeys(user for each in message.reactions or () for user in each.users or () if user)
    for user in fans:
        fan = workspace.people.get(user) or Account(user)
        yield Act(NETWORK, fan, by, "like", post_id=own_id, line=number)


def _post(message: Message, by: Account, channel: str, workspace: Workspace, number: int) -> Post:
    text, named = words(own_words(message), workspace)
    held = shared(message)
    passed = held if held is not None and not text.strip() else None
    return Post(
        NETWORK,
        by,
        f"{channel}/{message.ts}",
        read_time(message.ts),
        text if passed is None else words(passed.text or "", workspace)[0],
        named,
        answered(message, channel, workspace) if passed is None else None,
        None if passed is None else passed_on(passed, workspace),
        passed_on(held, workspace) if held is not None and passed is None else None,
        line=number,
        conversation=f"{channel}/{message.thread_ts}" if message.thread_ts else "",
    )


READER = Reader(
    name="slack",
    about="Slack's export of a workspace (zip or folder with users.json, channels.json and a folder a channel)",
    recognise=recognise,
    read=read,
    network=NETWORK,
    bundle=bundle,
    prepare=prepare,
    cannot_show=("private channels and conversations", "whom `@channel` and `@here` reached"),
)
