"""What the Bluesky formats share: records of the network, wherever they stand.

Identity is the DID. A post's id is its address, `at://DID/app.bsky.feed.post/KEY`: with it the same post is one
post in a repository, a stream and an answer of the API. Records point at each other by address only, so the
author of what is answered, quoted or reposted is the DID in it; answers of the API also show the accounts' handles.
Records are written by anybody's software: whatever part has another shape is passed over, alone.
"""

import re
from collections.abc import Iterator, Mapping
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
    return Post(
        NETWORK, found.author, found.uri, time, retweet_of=ref, collected_via=found.collected_via, line=found.line
    )


def _ref(uri: str, known: Known) -> Ref:
    return known.get(uri) or Ref(owner(uri), uri)


def _quoted(embed: Any) -> str:
    """The address of the post that is embedded; lists, feeds and starter packs are embedded too and are no posts."""
    if not text_in(embed, "$type").startswith("app.bsky.embed.record"):
        return ""
    uri = text_in(embed, "record", "uri") or text_in(embed, "record", "record", "uri")
    return uri if collection_of(uri) == POST else ""


def mentions(record: Any) -> tuple[Account, ...]:
    """The accounts that a record marks in its text: by facets, or by the entities that came before them."""
    text = text_in(record, "text")
    return (*_facets(text, list_in(record, "facets")), *_entities(text, list_in(record, "entities")))


def _facets(text: str, facets: list[Any]) -> Iterator[Account]:
    """Facets count bytes of the text as UTF-8."""
    data = b""
    for facet in facets:
        for feature in list_in(facet, "features"):
            did = text_in(feature, "did")
            if DID.fullmatch(did) and text_in(feature, "$type").endswith("#mention"):
                data = data or text.encode("utf-8", "replace")
                yield Account(did, _named(data, inside(facet, "index", "byteStart"), inside(facet, "index", "byteEnd")))


def _entities(text: str, entities: list[Any]) -> Iterator[Account]:
    """Entities count halves of UTF-16; they name an account by DID or by handle."""
    for entity in entities:
        value = text_in(entity, "value")
        if text_in(entity, "type") != "mention":
            continue
        if DID.fullmatch(value):
            words = text.encode("utf-16-le", "replace")
            start, end = (inside(entity, "index", edge) for edge in ("start", "end"))
            both = isinstance(start, int) and isinstance(end, int)
            cut = words[max(0, 2 * start) : max(0, 2 * end)].decode("utf-16-le", "ignore").encode() if both else b""
            yield Account(value, _named(cut, 0, len(cut)))
        elif (named := account("", value)).handle:
            yield named


def _named(data: bytes, start: Any, end: Any) -> str:
    """The handle that stands between two places of a text; empty where they are wrong or hold something else."""
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end:
        return ""
    found = HANDLE.match(data[start : min(end, start + 256)].decode("utf-8", "ignore").lstrip().removeprefix("@"))
    return found[0] if found else ""
