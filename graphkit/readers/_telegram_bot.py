"""Updates of Telegram's Bot API: the messages that a bot was sent, with the handles of those who wrote them."""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.json import Decoder

from graphkit.post import NOBODY, Account, Item, LeftOut, Post, Ref
from graphkit.readers._chat import handle, once
from graphkit.readers._json import each_decoded
from graphkit.readers._names import shown
from graphkit.readers._split import Record
from graphkit.readers._telegram import NETWORK, Id, bare, peer, private
from graphkit.readers._times import read_time


class Sender(Struct, gc=False):
    """An account as bots are told of it."""

    id: Id = None
    username: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    title: str | None = None
    type: str | None = None


class Entity(Struct, gc=False):
    """A marked stretch of a text; `user` where an account without a handle is named."""

    type: str | None = None
    user: Sender | None = None


class Update(Struct, gc=False, rename={"sender": "from"}):
    """The message in an update."""

    message_id: Id = None
    date: Id = None
    chat: Sender | None = None
    sender: Sender | None = None
    sender_chat: Sender | None = None
    text: str | None = None
    caption: str | None = None
    entities: list[Entity] | None = None
    caption_entities: list[Entity] | None = None
    reply_to_message: "Update | None" = None
    forward_from: Sender | None = None
    forward_from_chat: Sender | None = None
    forward_sender_name: str | None = None
    forward_date: Id = None

    @property
    def is_public(self) -> bool:
        """Whether anybody can read along: the chat has a handle under which it is found, and is no dialogue."""
        return self.chat is not None and self.chat.type != "private" and bool(self.chat.username)


def sender(found: Sender | None) -> Account:
    """The account of somebody that a bot was told of."""
    if found is None or found.id is None:
        return NOBODY
    names = " ".join(filter(None, (found.first_name, found.last_name))) or found.title
    kind = "user" if found.type in (None, "private") else "channel"
    return Account(peer(found.id, kind), handle(found.username), shown(names))


def author(update: Update) -> Account:
    """Who wrote it: a member, or a channel in its own name."""
    return sender(update.sender_chat or update.sender or (update.chat if update.chat else None))


def update_id(update: Update) -> str:
    """Chat and number of a message."""
    return f"{bare(update.chat.id if update.chat else None)}/{update.message_id}"


def forwarded(update: Update) -> Ref | None:
    """Whose message an update passes on."""
    whom = sender(update.forward_from or update.forward_from_chat)
    name = shown(update.forward_sender_name)
    if whom is NOBODY and not name and not update.forward_date:
        return None
    return Ref(whom if whom is not NOBODY else Account(name=name))


def told(update: Update) -> tuple[Account, ...]:
    """The accounts that an update marks as named, beside the handles in its text."""
    marked = (*(update.entities or ()), *(update.caption_entities or ()))
    return once(sender(each.user) for each in marked if each.user and each.user.id)


class Sent(Struct, gc=False):
    """An update: one of these is in it, or an event that is no message."""

    message: Update | None = None
    edited_message: Update | None = None
    channel_post: Update | None = None
    edited_channel_post: Update | None = None


SENT = Decoder(Sent)


def updates(record: Record | LeftOut) -> Iterator[Item]:
    """One update as a post, where its chat is public."""
    for item in each_decoded([record], SENT):
        if isinstance(item, tuple):
            sent = item[1]
            yield _item(sent.message or sent.edited_message or sent.channel_post or sent.edited_channel_post, item[0])
        else:
            yield item


def _item(update: Update | None, number: int) -> Item:
    if update is None:
        return LeftOut("ignored", "record.notice", "an event, no post", number)
    own_id, by = update_id(update), author(update)
    if not update.is_public:
        return private(number, own_id)
    if by is NOBODY:
        return LeftOut("rejected", "record.no_author", "the record does not say who wrote it", number, None, own_id)
    source, parent = forwarded(update), update.reply_to_message
    answers = Ref(author(parent), update_id(parent)) if parent and source is None else None
    time, text = read_time(str(update.date or "")), update.text or update.caption or ""
    return Post(NETWORK, by, own_id, time, text, () if source else told(update), answers, source, line=number)
