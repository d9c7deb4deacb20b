"""What the Bluesky formats share: records of the network, wherever they stand.

Identity is the DID. A post's id is its address, `at://DID/app.bsky.feed.post/KEY`: with it the same post is one
post in a repository, a stream and an answer of the API. Records point at each other by address only, so the
author of what is answered, quoted or reposted is the DID in it; answers of the API also show the accounts' handles.
Records are written by anybody's software: whatever part has another shape is passed over, alone.
"""

import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from graphkit.post import NOBODY, Account, Act, CollectedVia, Item, LeftOut, Post, Ref
from graphkit.readers._times import read_time

NETWORK = "bluesky"
POST, REPOST, LIKE = "app.bsky.feed.post", "app.bsky.feed.repost", "app.bsky.feed.like"
OTHER_ACTS = {
    "app.bsky.graph.follow": ("record.follow", "following somebody is no act"),
    "app.bsky.graph.block": ("record.block", "blocking somebody is no act"),
    "app.bsky.actor.profile": ("record.profile", "a profile, no post"),
}
DID = re.compile(r"did:[a-z]{1,20}:[A-Za-z0-9._:%-]{1,500}")
HANDLE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?")
LONGEST_HANDLE = 256
MENTION = "app.bsky.richtext.facet#mention"
COUNTED = (("utf-8", 1), ("utf-32-le", 4), ("utf-16-le", 2))
"""How places in a text are counted: facets count bytes, some software characters, the old entities halves of UTF-16."""
NO_HANDLE = "handle.invalid"
"""What the network shows instead of a handle that does not lead to its account any more."""
ADDRESS = re.compile(r"at://([^/\s]{1,530})(?:/([A-Za-z0-9.-]{1,320})(?:/[^/\s]{1,512})?)?")
SNAKE = {
    "$type": "py_type",
    "byteEnd": "byte_end",
    "byteStart": "byte_start",
    "createdAt": "created_at",
    "displayName": "display_name",
    "indexedAt": "indexed_at",
}
"""How the Python library of the network names the fields when it writes them out."""

Known = Mapping[str, Ref]
"""By address: posts of which the surroundings of a record say more than their address."""


class Found(Struct, frozen=True, gc=False):
    """A record and what its file says of it."""

    uri: str
    author: Account
    value: Any
    known: Known
    line: int
    collected_via: CollectedVia = "unknown"


def inside(value: Any, *path: str) -> Any:
    """What lies in nested objects under these keys; None where one of them is missing or no object."""
    for key in path:
        if not isinstance(value, dict):
            return None
        value = value.get(key) if key in value or key not in SNAKE else value.get(SNAKE[key])
    return value


def text_in(value: Any, *path: str) -> str:
    """The text that lies there; empty where there is none."""
    found = inside(value, *path)
    return found if isinstance(found, str) else ""


def list_in(value: Any, *path: str) -> list[Any]:
    """The list that lies there; empty where there is none."""
    found = inside(value, *path)
    return found if isinstance(found, list) else []


def account(did: str, handle: str = "", name: str = "") -> Account:
    """An account by its DID, with its handle where it has a valid one."""
    handle = handle.removeprefix("@")
    known = handle != NO_HANDLE and HANDLE.fullmatch(handle)
    return Account(did if DID.fullmatch(did) else "", handle if known else "", name)


def owner(uri: str) -> Account:
    """Whose record an address names.

    >>> owner("at://did:plc:ann/app.bsky.feed.post/3k").id, owner("at://ann.example/app.bsky.feed.post/3k").handle
    ('did:plc:ann', 'ann.example')
    """
    found = ADDRESS.match(uri)
    if not found:
        return NOBODY
    return account(found[1]) if found[1].startswith("did:") else account("", found[1])


def collection_of(uri: str) -> str:
    """What kind of record an address names; empty where it is none."""
    found = ADDRESS.match(uri)
    return (found[2] or "") if found else ""


def profile(view: Any, uri: str = "") -> Account:
    """An account as answers of the API show it, beside the address of its record."""
    shown = account(text_in(view, "did"), text_in(view, "handle"), text_in(view, "displayName"))
    said = owner(uri)
    return said if said.id and said.id != shown.id else shown


def item(found: Found, collection: str) -> Item:
    """The post or act that a record is, or why it is none."""
    if collection not in (POST, REPOST, LIKE):
        code, reason = OTHER_ACTS.get(collection) or ("record.no_post", f"a record of {collection[:80]}, no post")
        return LeftOut("ignored", code, reason, found.line, record_id=found.uri)
    if not (found.author.id or found.author.handle):
        reason = "the record does not say who wrote it"
        return LeftOut("rejected", "record.no_author", reason, found.line, record_id=found.uri)
    if not isinstance(found.value, dict):
        return LeftOut("rejected", "record.shape", "the record is no object", found.line, record_id=found.uri)
    return _post(found) if collection == POST else _towards(found, collection)


def _post(found: Found) -> Post:
    record = found.value
    parent, quoted = text_in(record, "reply", "parent", "uri"), _quoted(inside(record, "embed"))
    return Post(
        NETWORK,
        found.author,
        found.uri,
        read_time(text_in(record, "createdAt")),
        text_in(record, "text"),
        mentions(record),
        _ref(parent, found.known) if parent else None,
        quote_of=_ref(quoted, found.known) if quoted else None,
        collected_via=found.collected_via,
        line=found.line,
        conversation=text_in(record, "reply", "root", "uri"),
    )


def _towards(found: Found, collection: str) -> Item:
    """A repost or a like: all it holds is the address of a post."""
    subject, time = text_in(found.value, "subject", "uri"), read_time(text_in(found.value, "createdAt"))
    ref = _ref(subject, found.known)
    if not (ref.account.id or ref.account.handle):
        reason = "the record does not say whose post it is about"
        return LeftOut("rejected", "record.shape", reason, found.line, record_id=found.uri)
    if collection == LIKE:
        return Act(NETWORK, found.author, ref.account, "like", time, subject, line=found.line)
    return repost(found.author, ref, time, "", via=found.collected_via, line=found.line)


def repost(author: Account, ref: Ref, time: int | None, text: str, *, via: CollectedVia, line: int) -> Post:
    """A repost. Its id is made of who reposts what: not every form has its address, and nobody reposts a post twice."""
    own_id = f"at://{author.id or author.handle}/{REPOST}#{ref.post_id}"
    return Post(NETWORK, author, own_id, time, text, retweet_of=ref, collected_via=via, line=line)


def _ref(uri: str, known: Known) -> Ref:
    return known.get(uri) or Ref(owner(uri), uri)


def _quoted(embed: Any) -> str:
    """The address of the post that is embedded; lists, feeds and starter packs are embedded too and are no posts."""
    uri = text_in(embed, "record", "uri") or text_in(embed, "record", "record", "uri")
    return uri if collection_of(uri) == POST else ""


def mentions(record: Any) -> tuple[Account, ...]:
    """The accounts that a record marks in its text: by facets, or by the entities that came before them."""
    marks = [
        (did, inside(facet, "index", "byteStart"), inside(facet, "index", "byteEnd"))
        for facet in list_in(record, "facets")
        for feature in list_in(facet, "features")
        if text_in(feature, "$type") == MENTION and DID.fullmatch(did := text_in(feature, "did"))
    ]
    marks += [
        (text_in(entity, "value"), inside(entity, "index", "start"), inside(entity, "index", "end"))
        for entity in list_in(record, "entities")
        if text_in(entity, "type") == "mention"
    ]
    if not marks:
        return ()
    text = text_in(record, "text")
    ways = [(text.encode(encoding, "replace"), encoding, width) for encoding, width in COUNTED]
    named = [
        account(value, _named(ways, start, end) if value.startswith("did:") else value) for value, start, end in marks
    ]
    return tuple([one for one in named if one.id or one.handle])


def _named(ways: list[tuple[bytes, str, int]], start: Any, end: Any) -> str:
    """The handle that stands between two places of a text; empty where something else stands there.

    Places are often a little wrong: behind an @ the handle is read as far as it goes.
    """
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= start + LONGEST_HANDLE:
        return ""
    for data, encoding, width in ways:
        words = data[start * width : (start + LONGEST_HANDLE) * width].decode(encoding, "ignore").lstrip()
        if words.startswith("@") and (found := HANDLE.match(words[1:])):
            return found[0]
        words = data[start * width : end * width].decode(encoding, "ignore").strip()
        if "." in words and HANDLE.fullmatch(words):
            return words
    return ""
