"""Answers of the Bluesky API: pages of a feed, a search, a thread or a repository, and what they hold one by one.

A post is shown with its author and with what it quotes; in a feed also with what it answers. These say more of
the other posts than their addresses: handles, and whom they name. They are no records of their own.
"""

from collections.abc import Iterator
from typing import Any

from graphkit.post import CollectedVia, Item, LeftOut, Post, Ref
from graphkit.readers._bluesky import (
    POST,
    Found,
    collection_of,
    inside,
    item,
    list_in,
    mentions,
    profile,
    repost,
    text_in,
)
from graphkit.readers._times import read_time

LISTS = ("feed", "posts", "records", "notifications")
"""Where a page keeps its records."""


def is_shown(value: Any) -> bool:
    """Whether this is a post as the API shows it, a record of a list, or an item of a feed."""
    post = inside(value, "post")
    if isinstance(post, dict):
        return is_shown(post)
    return collection_of(text_in(value, "uri")) != "" and isinstance(
        inside(value, "record") or inside(value, "value"), dict
    )


def is_page(value: Any) -> bool:
    """Whether this is an answer of the API that holds posts."""
    thread = inside(value, "thread")
    return is_shown(inside(thread, "post")) or any(any(map(is_shown, list_in(value, key)[:10])) for key in LISTS)


def shown(value: Any, line: int) -> Iterator[Item]:
    """Everything in an answer of the API, or in one of its parts that was kept by itself."""
    if isinstance(inside(value, "thread"), dict):
        yield from _thread(value["thread"], line)
        return
    held = next((value[key] for key in LISTS if isinstance(inside(value, key), list)), None)
    for part in [value] if held is None else held:
        yield _shown(part, line, "unknown" if held is None else _via(value))


def _via(page: dict[str, Any]) -> CollectedVia:
    """Answers to a search, to a post or to the reader's own doings are samples of what their authors wrote."""
    return "search" if {"hitsTotal", "notifications", "uri"} & page.keys() else "unknown"


def _thread(top: Any, line: int) -> Iterator[Item]:
    """A post with those that it answers above it and those that answer it below it, each once."""
    left = [top]
    while left:
        view = left.pop()
        yield _shown(view, line, "search")
        left += reversed(list_in(view, "replies"))
        if isinstance(parent := inside(view, "parent"), dict):
            left.append(parent)


def _shown(value: Any, line: int, via: CollectedVia) -> Item:
    view = inside(value, "post") if isinstance(inside(value, "post"), dict | str) else value
    if isinstance(view, str) or inside(value, "notFound") or inside(value, "blocked"):
        reason = "only its address is known: deleted, blocked, or not asked for"
        return LeftOut("ignored", "record.missing", reason, line, record_id=text_in(value, "uri"))
    uri = text_in(view, "uri")
    content = inside(view, "record") or inside(view, "value")
    if not collection_of(uri) or not isinstance(content, dict):
        return LeftOut("rejected", "record.shape", "no post of Bluesky, nor a list of them", line, record_id=uri)
    if isinstance(inside(value, "reason", "by"), dict):
        return _reposted(value, uri, content, line, via)
    found = Found(uri, profile(inside(view, "author"), uri), content, _known(value, view), line, via)
    return item(found, collection_of(uri))


def _reposted(value: dict[str, Any], uri: str, content: Any, line: int, via: CollectedVia) -> Post | LeftOut:
    """A feed shows a repost as the post, and who reposted it when."""
    reason = value["reason"]
    author = profile(reason["by"])
    if not (author.id or author.handle):
        return LeftOut("rejected", "record.no_author", "it is not said who reposted it", line, record_id=uri)
    ref = Ref(profile(inside(value, "post", "author"), uri), uri, mentions(content))
    return repost(author, ref, read_time(text_in(reason, "indexedAt")), text_in(content, "text"), via=via, line=line)


def _known(value: Any, view: Any) -> dict[str, Ref]:
    """The posts that are shown beside this one, by address."""
    known = {}
    embed = inside(view, "embed", "record")
    for other in (inside(embed, "record"), embed, inside(value, "reply", "parent"), inside(value, "parent", "post")):
        uri = text_in(other, "uri")
        if collection_of(uri) == POST and isinstance(inside(other, "author"), dict):
            content = inside(other, "value") or inside(other, "record")
            known[uri] = Ref(profile(inside(other, "author"), uri), uri, mentions(content))
    return known
