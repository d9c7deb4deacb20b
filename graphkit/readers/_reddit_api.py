"""Answers of Reddit's API and rexport files, in plain Python: listings in listings, walked without recursion."""

from collections.abc import Iterator
from typing import Any

from graphkit.post import NOBODY, Account, Item, LeftOut
from graphkit.readers._reddit import loosely, post
from graphkit.readers._split import rejected

OWN = ("comments", "submissions")
"""The lists of an rexport file that hold the owner's posts."""
NOT_OWN = {
    "saved": "saved by the owner: another's post, chosen by them",
    "upvoted": "upvoted by the owner: votes are secret and name nobody",
    "downvoted": "downvoted by the owner: votes are secret and name nobody",
    "hidden": "hidden by the owner: another's post",
}
"""Its other lists, and why they are not read; the inbox is private."""


def items(record: dict[str, Any], count: int) -> Iterator[Item]:
    """One item for each thing inside a record, numbered on from `count`."""
    found = _rexport(record, count) if is_rexport(record) else _things(record, count)
    yield from found


def is_rexport(record: dict[str, Any]) -> bool:
    """Whether it is everything of one account, as rexport writes it."""
    both = all(isinstance(record.get(name), list) for name in OWN)
    return both and bool(record.keys() & {"upvoted", "saved", "profile", "inbox"})


def _things(record: dict[str, Any], count: int) -> Iterator[Item]:
    """The comments and submissions of a page, each before the answers to it."""
    pending: list[Any] = [record]
    while pending:
        each = pending.pop()
        kind, data = (each.get("kind"), each.get("data")) if isinstance(each, dict) else (None, None)
        if kind == "Listing" and isinstance(data, dict):
            pending += reversed(_list(data.get("children")))
            continue
        if kind is None and isinstance(data, list):
            pending += reversed([{"kind": "bare", "data": bare} for bare in data])
            continue
        count += 1
        yield _thing(kind, data, count)
        if isinstance(data, dict) and isinstance(data.get("replies"), dict):
            pending.append(data["replies"])


def _list(held: Any) -> list[Any]:
    return held if isinstance(held, list) else []


def _thing(kind: Any, data: Any, number: int) -> Item:
    if kind == "more":
        return LeftOut("ignored", "record.not_a_post", "comments that the page did not load", number)
    if kind == "t4":
        return LeftOut("ignored", "record.private", "a private message", number)
    if not isinstance(kind, str) or not isinstance(data, dict):
        return rejected(number, None, "no comment, submission or listing", "record.shape")
    if kind not in ("t1", "t3", "bare"):
        return LeftOut("ignored", "record.not_a_post", "an account, a community or a prize: no post", number)
    return post(loosely(data), number)


def _rexport(record: dict[str, Any], count: int) -> Iterator[Item]:
    owner = _profile(record.get("profile"))
    for name in OWN:
        for each in record[name]:
            count += 1
            if isinstance(each, dict):
                yield post(loosely(each), count, "archive", owner)
            else:
                yield rejected(count, None, "no comment or submission", "record.shape")
    for name, reason in NOT_OWN.items():
        for _ in _list(record.get(name)):
            count += 1
            yield LeftOut("ignored", "record.not_a_post", reason, count)
    for _ in _list(record.get("inbox")):
        count += 1
        yield LeftOut("ignored", "record.private", "in the owner's inbox: private", count)


def _profile(held: Any) -> Account:
    if not isinstance(held, dict) or not isinstance(held.get("name"), str):
        return NOBODY
    number = held.get("id")
    return Account(f"t2_{number}" if isinstance(number, str) and number else "", held["name"])
