"""The archive that Mastodon gives its users, and outbox pages of any ActivityPub server.

The outbox holds private posts too: what is not addressed to the public is left out and counted. A boost is
often only the address of a post; its author is in that address, or among those the boost is sent to.
"""

import re
from collections.abc import Iterator, Sequence

from msgspec import Raw
from msgspec.json import Decoder

from graphkit.post import NOBODY, Account, Item, LeftOut
from graphkit.readers._activitypub import (
    COLLECTIONS,
    DECODER,
    LIKES,
    PUBLIC,
    Activity,
    Actor,
    Note,
    address,
    addresses,
    boost,
    collection,
    held,
    is_activity,
    liked,
    post,
)
from graphkit.readers._json import decoded
from graphkit.readers._mastodon import NETWORK, account_at
from graphkit.readers._reader import HEAD, Claim, Glance, Member, Reader, ReadOptions
from graphkit.readers._split import DECODE_ERRORS, rejected

PEOPLE = frozenset({"Person", "Service", "Application", "Group", "Organization"})
FOLDER = re.compile(r"[^/!]*$")


Owners = dict[str, Account]
OBJECT = Decoder(str | Note | None)


def recognise(glance: Glance) -> Claim | None:
    """Claim outboxes and activities by their types, and what an archive holds beside them."""
    record = glance.record
    if not isinstance(record, dict):
        return None
    kind = str(record.get("type"))
    if kind in COLLECTIONS:
        return collection(record)
    if kind in PEOPLE and "preferredUsername" in record:
        return Claim("about")
    return Claim("posts") if is_activity(record) else None


def prepare(members: Sequence[Member], options: ReadOptions) -> Owners:
    """Whose archive it is: the names of the actors that stand beside the outbox, by their address."""
    owners: Owners = {}
    for member in members:
        with member.open() as file:
            head = file.read(HEAD)
        if b'"preferredUsername"' in head and b'"orderedItems"' not in head:
            for item in decoded(member, Decoder(Actor)):
                if isinstance(item, tuple) and item[1].id:
                    known = account_at(item[1].id, item[1].preferred_username)
                    owners[known.id] = Account(known.id, known.handle, item[1].name or "")
    return owners


def read(member: Member, owners: Owners) -> Iterator[Item]:
    """The public posts and boosts of one file; activities within pages are counted on from page to page."""
    count = 0
    for item in decoded(member, DECODER):
        if not isinstance(item, tuple):
            yield item
            continue
        number, activity = item
        if activity.type not in COLLECTIONS:
            yield _safely(activity, owners, number)
            continue
        likes = (activity.id or "").endswith(LIKES)
        try:
            inside = held(activity)
        except DECODE_ERRORS as error:
            yield rejected(number, None, error)
            continue
        for raw in inside:
            count += 1
            yield _safely(Activity("Like", object=raw) if likes else raw, owners, count)


def _safely(found: Raw | Activity, owners: Owners, number: int) -> Item:
    try:
        activity = found if isinstance(found, Activity) else DECODER.decode(found)
        if activity.type == "Like":
            by = _author(activity, Note(), owners)
            return liked(activity.object, by, number, activity.published or "", activity.id or "")
        return _item(activity, owners, number)
    except DECODE_ERRORS as error:
        return rejected(number, None, error)


def _item(activity: Activity, owners: Owners, number: int) -> Item:
    own_id = activity.id or ""
    if activity.type not in ("Create", "Announce"):
        return LeftOut("ignored", "record.not_a_post", f"{activity.type}: no post", number, None, own_id)
    brought = OBJECT.decode(activity.object)
    note = brought if isinstance(brought, Note) else Note(id=brought)
    sent_to = addresses(activity.to, activity.cc) or addresses(note.to, note.cc)
    if not PUBLIC & sent_to:
        return LeftOut("ignored", "record.private", "sent to followers or persons only", number, None, own_id)
    author = _author(activity, note, owners)
    if author == NOBODY:
        return LeftOut("rejected", "record.no_author", "the record does not say who wrote it", number, None, own_id)
    if activity.type == "Announce" and note.id:
        return boost(activity, note, sent_to, author, number)
    if activity.type == "Create" and isinstance(brought, Note):
        return post(note, author, activity.published, number)
    return rejected(number, None, f"{activity.type} without the post itself", "record.shape")


def _author(activity: Activity, note: Note, owners: Owners) -> Account:
    """Who acts; in an archive that does not say so, its owner."""
    url = address(activity.actor) or (address(note.attributed_to) if activity.type == "Create" else "")
    author = account_at(url)
    return owners.get(author.id, author) if url else _owner(owners)


def _owner(owners: Owners) -> Account:
    return next(iter(owners.values()), NOBODY)


READER = Reader(
    name="mastodon-archive",
    about="The archive Mastodon gives its users (outbox.json), and outbox pages of any ActivityPub server",
    recognise=recognise,
    read=read,
    network=NETWORK,
    bundle=lambda path: FOLDER.sub("", path),
    prepare=prepare,
    cannot_show=(
        "what others did towards the owner",
        "the words of boosted posts",
        "posts that are not public",
    ),
)
