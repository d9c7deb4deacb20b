"""Statuses as the API of Mastodon and its relatives gives them: lists, JSON lines, what a search or a thread holds.

Ids of accounts and posts belong to the server that was asked; the addresses (`uri`, `url`) hold everywhere.
So a post's id is its `uri`, an account's its actor's address, and a server's numbers only help to find them.
"""

from collections.abc import Iterator, Sequence

from graphkit.post import NOBODY, Account, Act, Item, LeftOut, Post, Ref
from graphkit.readers._html import text_of
from graphkit.readers._mastodon import NETWORK, Person, Status, account_at, author_of
from graphkit.readers._mastodon_pages import Page, is_answer, is_notification, is_status, statuses
from graphkit.readers._reader import Claim, Glance, Member, Reader, ReadOptions
from graphkit.readers._times import read_time

PRIVATE = frozenset({"private", "direct", "limited", "mutuals_only", "local"})

Known = dict[str, Account]


def recognise(glance: Glance) -> Claim | None:
    """Claim files that begin with a status, or with a record that holds statuses."""
    record = glance.record
    known = isinstance(record, dict) and (is_status(record) or is_answer(record) or is_notification(record))
    return Claim("posts") if known else None


def prepare(members: Sequence[Member], options: ReadOptions) -> Known:
    """The accounts of a file by the server's number: replies name whom they answer by number only.

    A number that means two accounts (a file with the answers of two servers) means nobody.
    """
    known: Known = {}
    for member in members:
        for item in statuses(member):
            record = item[1] if isinstance(item, tuple) else None
            inner = record.status if isinstance(record, Page) else None
            for status in (record, record.reblog, inner) if record else ():
                for number, account in _numbered(status) if status else ():
                    if known.setdefault(number, account).id != account.id:
                        known[number] = NOBODY
    return known


def _numbered(status: Status) -> Iterator[tuple[str, Account]]:
    if status.account is not None and status.account.id:
        yield str(status.account.id), _author(status)
    for person in status.mentions or ():
        if person.id:
            yield str(person.id), _account(person)


def read(member: Member, known: Known) -> Iterator[Item]:
    """The public posts and boosts of one file."""
    for item in statuses(member):
        if not isinstance(item, tuple):
            yield item
        elif isinstance(item[1], Page) and item[1].type and item[1].content is None:
            yield _notified(item[1], known, item[0])
        else:
            yield _item(item[1], known, item[0])


def _notified(notice: Page, known: Known, number: int) -> Item:
    """What somebody did: a like, a boost, or a status of their own."""
    status, author, time = notice.status, _author(notice), read_time(notice.created_at or "")
    if status is None:
        return LeftOut("ignored", "record.not_a_post", f"{notice.type}: no post, no like", number)
    if status.visibility in PRIVATE:
        return LeftOut("ignored", "record.private", "sent to followers or persons only", number)
    if notice.type not in ("favourite", "reblog"):
        return _item(status, known, number)
    target = _author(status)
    if not (author.id or author.handle) or not (target.id or target.handle):
        return LeftOut("rejected", "record.no_author", "it does not say who did it, or to whose post", number)
    if notice.type == "favourite":
        return Act(NETWORK, author, target, "like", time, _own_id(status), line=number)
    return Post(NETWORK, author, "", time, text_of(status.content or ""), retweet_of=_ref(status), line=number)


def _item(status: Status, known: Known, number: int) -> Item:
    author, own_id = _author(status), _own_id(status)
    if status.visibility in PRIVATE:
        return LeftOut("ignored", "record.private", "sent to followers or persons only", number, None, own_id)
    if not (author.id or author.handle):
        return LeftOut("rejected", "record.no_author", "the record does not say who wrote it", number, None, own_id)
    time = read_time(status.created_at or "")
    if status.reblog is not None:
        text = text_of(status.reblog.content or "")
        return Post(NETWORK, author, own_id, time, text, retweet_of=_ref(status.reblog), line=number)
    quoted = status.quote.quoted_status if status.quote else None
    return Post(
        NETWORK,
        author,
        own_id,
        time,
        text_of(status.content or ""),
        _named(status),
        _answered(status, author, known),
        quote_of=_ref(quoted) if quoted else None,
        line=number,
    )


def _own_id(status: Status) -> str:
    return status.uri or status.url or str(status.id or "")


def _account(person: Person, address: str = "") -> Account:
    known = account_at(person.url or address, person.acct or person.username or "")
    return Account(known.id, known.handle, person.display_name or "")


def _author(status: Status) -> Account:
    """Who wrote it; an account without an address has the one in the address of its post."""
    return NOBODY if status.account is None else _account(status.account, author_of(status.uri or "").id)


def _named(status: Status) -> tuple[Account, ...]:
    return tuple([_account(person) for person in status.mentions or () if person.url or person.acct])


def _ref(status: Status) -> Ref:
    """The status that another passes on or quotes; those named in it were named by its author."""
    return Ref(_author(status), _own_id(status), _named(status))


def _answered(status: Status, author: Account, known: Known) -> Ref | None:
    """Whom a status answers: itself, one it names, or an account that the file knows by its number."""
    number = str(status.in_reply_to_account_id or "")
    if not number:
        return Ref(post_id=str(status.in_reply_to_id)) if status.in_reply_to_id else None
    people = {str(person.id): _account(person) for person in status.mentions or ()}
    if status.account is not None and number == str(status.account.id):
        people[number] = author
    return Ref(people.get(number) or known.get(number, NOBODY), str(status.in_reply_to_id or ""))


READER = Reader(
    name="mastodon-api",
    about="Statuses of the Mastodon API: a list, JSON lines, search results, threads, notifications",
    recognise=recognise,
    read=read,
    network=NETWORK,
    prepare=prepare,
    cannot_show=(
        "who liked a post, but in notifications",
        "whom a reply answers, where neither it nor the file names that account",
    ),
)
