"""Records of the Mastodon API that hold statuses inside: answers to a search or for a thread, and notifications."""

from collections.abc import Iterator
from typing import Any

from msgspec import Raw, field
from msgspec.json import Decoder

from graphkit.post import LeftOut, Notice
from graphkit.readers._collected import Ours, notices
from graphkit.readers._json import decoded
from graphkit.readers._mastodon import Status
from graphkit.readers._reader import Member
from graphkit.readers._split import DECODE_ERRORS, rejected

ANSWERS = (("accounts", "statuses", "hashtags"), ("ancestors", "descendants"))
"""What each kind of answer holds."""
LISTS = frozenset({"statuses", "ancestors", "descendants"})
NOTIFIED = frozenset(
    ["mention", "status", "reblog", "favourite", "poll", "update", "quote", "quoted_update", "follow", "follow_request"]
)
"""What a notification can be about."""
MARKS = frozenset({"id", "account", "content", "created_at"})


class Page(Status, gc=False):
    """One record: a status, an answer that holds many, or a notification of what an account did with one."""

    type: str | None = None
    status: Status | None = None

    statuses: list[Raw] | None = None
    ancestors: list[Raw] | None = None
    descendants: list[Raw] | None = None
    ours: Ours | None = field(default=None, name="__graphkit")


DECODER = Decoder(Page)
STATUS = Decoder(Status)


def is_status(record: Any) -> bool:
    """Whether a JSON value is a status."""
    if not isinstance(record, dict) or not record.keys() >= MARKS or not isinstance(record["account"], dict):
        return False
    return "acct" in record["account"] and bool(record.keys() & {"visibility", "uri", "reblog", "mentions"})


def is_notification(record: dict[str, Any]) -> bool:
    """Whether it says what somebody did: liked, boosted or wrote a status."""
    kind, person = record.get("type"), record.get("account")
    known = isinstance(kind, str) and kind in NOTIFIED and "created_at" in record
    return known and isinstance(person, dict) and "acct" in person


def is_answer(record: dict[str, Any]) -> bool:
    """Whether it is an answer that holds statuses, or could."""
    for names in ANSWERS:
        if all(isinstance(record.get(name), list) for name in names):
            held = [status for name in names if name in LISTS for status in record[name]]
            return not held or is_status(held[0])
    return False


def statuses(member: Member) -> Iterator[tuple[int, Page | Status] | LeftOut | Notice]:
    """Every status or notification of a file with its number; inside answers they are counted on from page to page."""
    count = 0
    for item in decoded(member, DECODER):
        if not isinstance(item, tuple):
            yield item
            continue
        if item[1].ours is not None:
            yield from notices(item[1].ours)
        held = _held(item[1])
        if held is None:
            count = max(count + 1, item[0])
            yield count, item[1]
            continue
        for raw in held:
            count += 1
            try:
                yield count, STATUS.decode(raw)
            except DECODE_ERRORS as error:
                yield rejected(count, None, error)


def _held(page: Page) -> list[Raw] | None:
    """The statuses inside an answer; None where the record is a status."""
    lists = (page.statuses, page.ancestors, page.descendants)
    if page.account is not None or lists == (None, None, None):
        return None
    return [raw for held in lists for raw in held or ()]
