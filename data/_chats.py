"""One talk of four people as four chats would export it: Slack, Discord, Telegram and a mailing list."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from _community import START, Person
from _shapes import Record, airy, iso, mail_date, zipped

PRIVATE = "PRIVATE WORDS"
"""Must never show up anywhere."""
Named = Callable[[Person], Any]


@dataclass(frozen=True)
class Line:
    """What one of the four says: `{0}` stands for the name of the first."""

    by: int
    text: str
    answers: int | None = None
    passes_on: int | None = None
    liked_by: tuple[int, ...] = ()


TALK = (
    Line(0, "Who brings the long table on Saturday?", liked_by=(2, 3)),
    Line(2, "I do. {3}, can you carry?", answers=0),
    Line(3, "Yes.", answers=0),
    Line(1, "My new song is out."),
    Line(1, "My song, my song.", answers=3),
    Line(1, "{1} plays tonight & nobody else"),
    Line(2, "Who brings the long table on Saturday?", passes_on=0),
    Line(3, "thanks {0} for asking @everyone", liked_by=(0,)),
)
"""The first is Amy, the second Tom; the fifth line continues Tom's own."""


def _time(number: int) -> int:
    return START + 600 * number


def _stamp(number: int) -> str:
    return f"{_time(number)}.{number:06}"


def slack_zip(people: list[Person]) -> bytes:
    """An export of a workspace: a public channel, a private one, a conversation."""
    ids = {person: f"U{int(person.id):08}" for person in people}
    users = [
        {
            "id": ids[person],
            "team_id": "T00000001",
            "name": person.handle,
            "deleted": False,
            "profile": {"real_name": person.name, "email": f"{person.handle}@secret.example", "phone": "+15550100"},
        }
        for person in people
    ]
    everyone = list(ids.values())
    joined = {"type": "message", "subtype": "channel_join", "user": everyone[0], "ts": _stamp(0)}
    joined |= {"text": f"<@{everyone[0]}> has joined the channel"}
    talk = [joined, *(_slack_message(number, people, ids) for number in range(len(TALK)))]
    secret = [{"type": "message", "user": everyone[1], "text": f"<@{everyone[0]}> {PRIVATE}", "ts": _stamp(9)}]
    rows = {"created": START, "members": everyone}
    return zipped(
        {
            "users.json": airy(users),
            "channels.json": airy([{"id": "C00000001", "name": "meadow", **rows}]),
            "groups.json": airy([{"id": "G00000001", "name": "attic", **rows}]),
            "dms.json": airy([{"id": "D00000001", **rows}]),
            "meadow/2012-05-01.json": airy(talk),
            "attic/2012-05-01.json": airy(secret),
            "D00000001/2012-05-01.json": airy(secret),
        }
    )


def _slack_message(number: int, people: list[Person], ids: dict[Person, str]) -> Record:
    line = TALK[number]
    text = line.text.replace("&", "&amp;").replace("@everyone", "<!everyone>")
    message: Record = {
        "type": "message",
        "user": ids[people[line.by]],
        "text": _named(text, people, lambda person: f"<@{ids[person]}>"),
        "ts": _stamp(number + 1),
    }
    if line.answers is not None:
        parent = ids[people[TALK[line.answers].by]]
        message |= {"thread_ts": _stamp(line.answers + 1), "parent_user_id": parent}
    if line.passes_on is not None:
        author = ids[people[TALK[line.passes_on].by]]
        shared = {"is_share": True, "author_id": author, "channel_id": "C00000001", "text": message["text"]}
        message |= {"text": "", "attachments": [shared | {"ts": _stamp(line.passes_on + 1)}]}
    if line.liked_by:
        message["reactions"] = [{"name": "+1", "users": [ids[people[fan]] for fan in line.liked_by]}]
    return message


def _named(text: str, people: list[Person], name: Named) -> str:
    return text.format(*(name(person) for person in people))


def discord_json(people: list[Person]) -> bytes:
    """A channel of a server as DiscordChatExporter writes it."""
    accounts = [{"id": f"9{int(person.id):017}", "name": person.handle, "nickname": person.name} for person in people]
    messages: list[Record] = []
    for number, line in enumerate(TALK):
        parent = line.answers if line.answers is not None else line.passes_on
        named = [account for place, account in enumerate(accounts) if f"{{{place}}}" in line.text]
        if line.answers is not None and TALK[line.answers].by != line.by:
            named.append(accounts[TALK[line.answers].by])
        message: Record = {
            "id": str(number + 1),
            "type": "Reply" if line.answers is not None else "Default",
            "timestamp": iso(_time(number + 1), "+00:00"),
            "content": _named(line.text, people, lambda person: f"@{person.name}"),
            "author": accounts[line.by],
            "mentions": named,
        }
        if line.liked_by:
            message["reactions"] = [{"count": 1, "users": [accounts[fan] for fan in line.liked_by]}]
        if parent is not None:
            message["reference"] = {"messageId": str(parent + 1), "channelId": "1"}
        if line.passes_on is not None:
            message |= {"content": "", "forwardedMessage": {"content": message["content"]}}
        messages.append(message)
    joined = {"id": "0", "type": "GuildMemberJoin", "timestamp": iso(START, "+00:00"), "author": accounts[0]}
    joined |= {"content": "Joined the server."}
    whole = {
        "guild": {"id": "1", "name": "Meadow"},
        "channel": {"id": "1", "type": "GuildTextChat", "name": "meadow"},
        "messages": [joined, *messages],
        "messageCount": len(messages) + 1,
    }
    return json.dumps(whole, indent=1).encode()


def telegram_json(people: list[Person]) -> bytes:
    """A whole account of Telegram Desktop: contacts, a public group, a private chat."""
    ids = {person: f"user{int(person.id)}" for person in people}
    joined = {
        "id": 1,
        "type": "service",
        "date": iso(START, ""),
        "actor": people[0].name,
        "action": "join_group_by_link",
    }
    talk = [joined, *(_telegram_message(number, people, ids) for number in range(len(TALK)))]
    secret = {"id": 9, "type": "message", "date_unixtime": str(START), "from": people[1].name}
    secret |= {"from_id": ids[people[1]], "text": PRIVATE}
    chats = [
        {"name": people[1].name, "type": "personal_chat", "id": 5, "messages": [secret]},
        {"name": "Meadow", "type": "public_supergroup", "id": 6, "messages": talk},
    ]
    contacts = {"list": [{"first_name": people[1].name, "phone_number": "+15550100"}]}
    whole = {"about": "Here is the data you requested.", "personal_information": {"phone_number": "+15550101"}}
    return json.dumps({**whole, "contacts": contacts, "chats": {"about": "", "list": chats}}, indent=1).encode()


def _telegram_message(number: int, people: list[Person], ids: dict[Person, str]) -> Record:
    line = TALK[number]
    text: list[Any] = [line.text]
    for place, person in enumerate(people):
        before, found, after = line.text.partition(f"{{{place}}}")
        if found:
            text = [before, {"type": "mention_name", "text": person.name, "user_id": int(person.id)}, after]
    message: Record = {
        "id": number + 2,
        "type": "message",
        "date_unixtime": str(_time(number + 1)),
        "from": people[line.by].name,
        "from_id": ids[people[line.by]],
        "text": text if len(text) > 1 else line.text,
    }
    if line.answers is not None:
        message["reply_to_message_id"] = line.answers + 2
    if line.passes_on is not None:
        author = people[TALK[line.passes_on].by]
        message |= {"forwarded_from": author.name, "forwarded_from_id": ids[author]}
    if line.liked_by:
        fans = [{"from": people[fan].name, "from_id": ids[people[fan]]} for fan in line.liked_by]
        message["reactions"] = [{"type": "emoji", "count": len(fans), "recent": fans}]
    return message


def mailing_list(people: list[Person]) -> bytes:
    """The same talk on a mailing list; who is named in a mail is not marked, and nothing is passed on."""
    kept = [number for number, line in enumerate(TALK) if line.passes_on is None]
    listed = "List-Id: Meadow <list.meadow.example>\n"
    mails = [_mail(number, people, listed) for number in kept]
    return ("".join(mails) + _mail(3, people, "").replace(TALK[3].text, PRIVATE).replace("<3@", "<99@")).encode()


def _mail(number: int, people: list[Person], listed: str) -> str:
    line = TALK[number]
    by, time = people[line.by], mail_date(_time(number + 1))
    day, month, year, clock = time[:3], time[8:11], time[12:16], time[17:25]
    address = f"{by.handle}@mail.example"
    head = f"From {address} {day} {month} {time[5:7]} {clock} {year}\nFrom: {by.name} <{address}>\nDate: {time}\n"
    head += f"Message-ID: <{number}@mail.example>\n{listed}"
    body = line.text.format(*(person.name for person in people)).replace("@everyone", "all of us") + "\n"
    if line.answers is not None:
        parent = TALK[line.answers]
        head += f"In-Reply-To: <{line.answers}@mail.example>\n"
        body = f"On Tuesday {people[parent.by].name} wrote:\n> {parent.text}\n{body}-- \n{by.name}\n"
    return f"{head}\n{body}\n"
