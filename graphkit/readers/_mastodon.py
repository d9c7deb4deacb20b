"""What the Mastodon formats share: an account is the address of its actor, the same in archives and answers.

Servers show a profile at `https://host/@ann` and call the actor `https://host/users/ann`: one account, so the
second is its id everywhere here.
"""

import re
from functools import lru_cache
from urllib.parse import urlsplit

from msgspec import Struct

from graphkit.post import NOBODY, Account

NETWORK = "mastodon"
_PROFILE = re.compile(r"(https?://([^/?#\s@]+))/(?:(@|users/|profile/|u/)([\w.-]+)|ap/users/\d+)")
_STATUS = re.compile(r"https?://[^/?#\s@]+/(?:@[\w.-]+|users/[\w.-]+|ap/users/\d+)(?=/[^/])")


Id = str | int | None


class Person(Struct, gc=False):
    """An account, as the author of a status or as a mention in it."""

    id: Id = None
    acct: str | None = None
    username: str | None = None
    display_name: str | None = None
    url: str | None = None


class Quote(Struct, gc=False):
    """A quoted status, where it may be shown."""

    quoted_status: "Status | None" = None


class Status(Struct, gc=False):
    """One status."""

    id: Id = None
    uri: str | None = None
    url: str | None = None
    created_at: str | None = None
    content: str | None = None
    visibility: str | None = None
    account: Person | None = None
    mentions: list[Person] | None = None
    in_reply_to_id: Id = None
    in_reply_to_account_id: Id = None
    reblog: "Status | None" = None
    quote: Quote | None = None


@lru_cache(maxsize=50_000)
def account_at(url: str, name: str = "") -> Account:
    """The account at an address; a name without a domain lives on the host of the address.

    >>> account_at("https://a.example/@ann").id, account_at("https://a.example/users/ann", "@ann").handle
    ('https://a.example/users/ann', 'ann@a.example')
    """
    url = url.rstrip("/")
    found = _PROFILE.fullmatch(url)
    handle = name.strip().removeprefix("@")
    if not handle and found:
        handle = found[4] or ""
    if handle and "@" not in handle and (host := host_of(url)):
        handle = f"{handle}@{host}"
    return Account(f"{found[1]}/users/{found[4]}" if found and found[3] == "@" else url, handle)


@lru_cache(maxsize=50_000)
def author_of(url: str) -> Account:
    """Whose post an address names, where it says so; else nobody.

    >>> author_of("https://a.example/users/ann/statuses/1").handle, author_of("https://b.example/objects/5").id
    ('ann@a.example', '')
    """
    found = _STATUS.match(url)
    return account_at(found[0]) if found else NOBODY


def host_of(url: str) -> str:
    """The host of an address, in lower case; empty where it is none."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""
