"""Bluesky: repositories (CAR files), events of a stream (Jetstream), and answers of the API, whole or in parts.

A deletion in a stream is no post, and does not take back a post that was read: what was said was said. A
repository holds what its owner has kept; what they deleted is still in the file and is not read.
"""

from collections.abc import Iterator
from typing import Any

from msgspec import structs
from msgspec.json import Decoder

from graphkit.post import Item, LeftOut, Sighting
from graphkit.readers._bluesky import DID, LIKE, NETWORK, POST, REPOST, Found, account, inside, item, text_in
from graphkit.readers._bluesky_views import is_page, is_shown, shown
from graphkit.readers._car import BlockError, Car, roots_of
from graphkit.readers._collected import told
from graphkit.readers._faults import FileFault
from graphkit.readers._json import decoded
from graphkit.readers._reader import HEAD, Claim, Glance, Member, Reader
from graphkit.readers._times import read_time

DECODER = Decoder(dict[str, Any])
USED = frozenset({POST, REPOST, LIKE})
EVENTS = frozenset({"commit", "identity", "account"})
DELETED = frozenset({"delete", "d"})
"""What a deletion is called, today and in the first version of the stream."""


def recognise(glance: Glance) -> Claim | None:
    """Claim CAR files, and JSON that begins with an event, a post or a page of them."""
    if roots_of(glance.head) is not None:
        return Claim("posts", version="(repository)")
    record = glance.record
    if _is_event(record):
        return Claim("posts", version="(events)")
    return Claim("posts", version="(answers)") if is_shown(record) or is_page(record) else None


def _is_event(record: Any) -> bool:
    """Whether a record is an event: whose, when, and what about it."""
    if not DID.fullmatch(text_in(record, "did")) or not isinstance(inside(record, "time_us"), int):
        return False
    return any(isinstance(inside(record, kind), dict) for kind in EVENTS)


def read(member: Member, context: Any) -> Iterator[Item]:
    """The posts, reposts and likes of one file."""
    with member.open() as file:
        head = file.read(HEAD)
    if roots_of(head) is not None:
        yield from _repository(Car(member))
        return
    for found in decoded(member, DECODER):
        if not isinstance(found, tuple):
            yield found
        elif "commit" in found[1] or _is_event(found[1]):
            yield from _event(found[1], found[0])
        else:
            yield from told(found[1])
            yield from shown(found[1], found[0])


def _event(event: dict[str, Any], line: int) -> Iterator[Item]:
    """One event: a record written or deleted, or news of an account, with its handle at the time."""
    did, commit = text_in(event, "did"), inside(event, "commit")
    if not isinstance(commit, dict):
        handle = account(did, text_in(event, "identity", "handle"))
        time = read_time(text_in(event, "identity", "time"))
        yield LeftOut("ignored", "record.notice", "news of an account, no post", line)
        if handle.id and handle.handle and time is not None:
            yield Sighting(NETWORK, handle, time)
        return
    collection = text_in(commit, "collection")
    uri = f"at://{did}/{collection}/{text_in(commit, 'rkey')}"
    if (text_in(commit, "operation") or text_in(commit, "type")) in DELETED:
        yield LeftOut("ignored", "record.deleted", "a deletion, no post", line, record_id=uri)
    elif not collection:
        yield LeftOut("rejected", "record.shape", "the event does not say what was written", line)
    else:
        yield item(Found(uri, account(did), inside(commit, "record"), {}, line, "stream"), collection)


def _repository(car: Car) -> Iterator[Item]:
    """Every record that the newest commit of a repository holds."""
    did, tree = car.commit()
    if not DID.fullmatch(did):
        raise FileFault("car.commit", "the repository does not say whose it is")
    author = account(did)
    for number, named in enumerate(car.records(tree), 1):
        if isinstance(named, LeftOut):
            yield structs.replace(named, line=number)
            continue
        collection, key, cid = named
        uri = f"at://{did}/{collection}/{key}"
        try:
            value = car.value(cid) if collection in USED else None
        except BlockError as wrong:
            yield LeftOut("rejected", wrong.code, wrong.reason, number, record_id=uri)
        else:
            yield item(Found(uri, author, value, {}, number, "archive"), collection)
    if car.fault:
        raise car.fault


READER = Reader(
    name="bluesky",
    about="Bluesky: a repository (.car), Jetstream events, answers of the API (feeds, searches, threads, lists)",
    recognise=recognise,
    read=read,
    network=NETWORK,
    cannot_show=(
        "the handles of accounts, where a repository or a stream names them by DID only",
        "who shares a list, a feed or a starter pack: only posts are quoted",
    ),
)
