"""What the chat formats share: which names may be shown, and which @ signs in a message name somebody.

A chat marks by itself whom a message names. An @ that it does not mark may be everyone, a group, code, or a
name of elsewhere (a tweet that was pasted): only a name that the export knows as a member's counts.
"""

import re
from collections.abc import Iterable, Mapping

from graphkit.post import NOBODY, Account
from graphkit.readers._names import shown

UNLINKED = "@\N{WORD JOINER}"
"""An @ that looks the same to readers of the text and names nobody."""
_NAME = re.compile(r"(?:(?<![A-Za-z0-9_!#$%&*@＠])|(?<=[rR][tT]))[@＠]([A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?)")
_HANDLE = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9_])?")


def handle(name: str | None) -> str:
    """A name that can stand behind an @, or nothing.

    >>> handle("ann.reed"), handle("not a plant")
    ('ann.reed', '')
    """
    name = (name or "").strip()
    return shown(name) if _HANDLE.fullmatch(name) else ""


def by_handle(people: Iterable[Account]) -> dict[str, Account]:
    """Accounts by their folded handle; a handle that several accounts bear stands for none of them."""
    known: dict[str, Account] = {}
    for person in people:
        folded = person.handle.lower()
        if folded and known.setdefault(folded, person).id != person.id:
            known[folded] = NOBODY
    known.pop("", None)
    return {folded: person for folded, person in known.items() if person is not NOBODY}


def spoken(text: str, members: Mapping[str, Account]) -> tuple[str, list[Account]]:
    """A piece of a message in which only the names of members name somebody, and those members.

    >>> spoken("@ann @everyone", {"ann": Account("1", "ann")})
    ('@ann @\\u2060everyone', [Account(id='1', handle='ann', name='')])
    """
    if "@" not in text and "＠" not in text:
        return text, []
    named: list[Account] = []

    def marked(found: re.Match[str]) -> str:
        word = found[1].lower()
        member = members.get(word) or members.get(re.split("[.-]", word, maxsplit=1)[0])
        if member is None:
            return UNLINKED + found[0][1:]
        named.append(member)
        return found[0]

    return _NAME.sub(marked, text), named


def once(accounts: Iterable[Account]) -> tuple[Account, ...]:
    """Each account once, in the order they come."""
    return tuple({(account.id, account.handle, account.name): account for account in accounts}.values())
