"""A Google+ post as the HTML page of a Takeout, turned into the record that the JSON of a Takeout would hold.

A page is a row of parts that do not overlap, each begun by a tag of a known class; so one pass over the tags is
enough, and damaged markup costs the part it is in.
"""

import re
from html import unescape
from typing import Any, NamedTuple

from graphkit.readers._html import text_of

_TAG = re.compile(r'<([a-z]\w{0,9})\b((?:[^<>"]{1,500}+|"[^"]{0,4000}"){0,60}+)>')
_ATTRIBUTE = re.compile(r'\b(class|href)="([^"]{0,2000})"')
_LINK = re.compile(r'<a\s[^<>]{0,400}?href="([^"]{0,1000})"[^<>]{0,400}>([^<]{0,300})')
_LINKED = re.compile(r"<a\s.{0,2000}?</a>", re.DOTALL)
_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d ?[+-]\d{4}")
PARTS = frozenset(
    (
        *("author", "main-content", "visibility", "post-activity", "plus-oners", "resharers"),
        *("comments", "comment", "time", "comment-content", "reshare-attribution", "location", "album"),
        *("link-embed", "inline-link-embed", "media-link", "plus-entity-embed", "poll-choice"),
    )
)
MOST_TOLD = 20_000
SHARED_BY = "Originally shared by "


class Part(NamedTuple):
    """One part of a page: its kind, where its tag links to, and the markup up to the next part."""

    kind: str
    href: str
    inside: str


def is_page(head: bytes) -> bool:
    """Whether a file begins as such a page does: all of them carry the same style sheet."""
    return b".reshare-attribution" in head and b'class="author"' in head and b"plus.google.com" in head


def record_of(page: str) -> dict[str, Any]:
    """The post on a page, with its comments, +1s and reshares, in the words of the JSON of a Takeout."""
    record: dict[str, Any] = {"comments": [], "plusOnes": [], "reshares": []}
    for part in _parts(page):
        if part.kind == "comment":
            record["comments"].append({})
        elif record["comments"]:
            _below(record["comments"][-1], part)
        else:
            _above(record, part)
    return record


def _parts(page: str) -> list[Part]:
    """The parts of a page in their order."""
    begins = []
    for tag in _TAG.finditer(page):
        told = dict(_ATTRIBUTE.findall(tag[2]))
        if kinds := PARTS.intersection(told.get("class", "").split()):
            begins.append((min(kinds), unescape(told.get("href", "")), tag.start(), tag.end()))
    ends = [*[start for _, _, start, _ in begins[1:]], len(page)]
    return [Part(kind, href, page[at:end]) for (kind, href, _, at), end in zip(begins, ends, strict=False)]


def _above(record: dict[str, Any], part: Part) -> None:
    """What stands above the comments."""
    if part.kind == "author" and "author" not in record:
        name, _, rest = part.inside.partition("</a>")
        record["author"] = _person(part.href, name)
        if link := _LINK.search(rest):
            record["url"], record["creationTime"] = unescape(link[1]), _time(link[2])
    elif part.kind == "main-content":
        record["content"] = part.inside
    elif part.kind == "reshare-attribution":
        name, _, content = part.inside.partition("</a>")
        author = _person(part.href.partition("/posts/")[0], text_of(name).removeprefix(SHARED_BY))
        record["resharedPost"] = {"url": part.href, "author": author, "content": content}
    elif part.kind == "visibility":
        record["postAcl"] = {"isPublic": _says_public(part.inside)}
    elif part.kind == "plus-oners":
        record["plusOnes"] = [{"plusOner": _person(*link)} for link in _LINK.findall(part.inside)]
    elif part.kind == "resharers":
        record["reshares"] = [{"resharer": _person(*link)} for link in _LINK.findall(part.inside)]


def _below(comment: dict[str, Any], part: Part) -> None:
    """What a comment holds."""
    if part.kind == "author":
        comment["author"] = _person(part.href, part.inside.partition("</a>")[0])
    elif part.kind == "time":
        comment["creationTime"] = _time(part.inside)
    elif part.kind == "comment-content":
        comment["content"] = part.inside


def _person(href: str, name: str) -> dict[str, str]:
    return {"profilePageUrl": unescape(href), "displayName": text_of(name)}


def _time(text: str) -> str:
    found = _TIME.search(text)
    return found[0] if found else ""


def _says_public(markup: str) -> bool:
    """`Shared with: Public, Bob`: names of people and circles with a page are links, Public is not."""
    told = text_of(_LINKED.sub("", markup[:MOST_TOLD])).partition(":")[2]
    return "Public" in [each.strip() for each in told.split(",")]
