"""What Google+ records are as posts and acts: posts of a Takeout with all that is said below them, API activities.

An account is its number of 21 digits; a `+Name` in an address is a handle; display names are not unique. A post is
known by the last part of its address, which a Takeout, a page and the API write alike; their other ids differ.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import unquote

from graphkit.post import NOBODY, Account, Act, Item, LeftOut, Post, Ref
from graphkit.readers._fields import listed, within, words
from graphkit.readers._html import text_of
from graphkit.readers._names import shown
from graphkit.readers._times import read_time

NETWORK = "google-plus"
_USER = re.compile(r"users/(\d{5,30})(?:/|$)", re.ASCII)
_PROFILE = re.compile(
    r"(?:https?:)?//plus\.google\.com/(?:[ub]/\d+/)?(?:(\d{5,30})|(?:\+|%2B)([^/?#\s\"'<>@]{1,100}))(?=[/?#]|$)"
)
_POST = re.compile(
    r"https?://plus\.google\.com/(?:[ub]/\d+/)?(?:\d{5,30}|(?:\+|%2B)[^/?#\s\"'<>@]{1,100})/posts/([\w-]{1,60})"
)
_LINK = re.compile(r"<a\s([^<>]{0,2000})>([^<]{0,300})")
_HREF = re.compile(r'href="([^"]{0,1000})"')
_OID = re.compile(r'\boid="(\d{5,30})"', re.ASCII)
MOST_NAMED = 1_000

Numbers = Iterator[int]
"""Gives each record of a file the number that receipts call it by."""


def account(person: Any) -> Account:
    """A person as a Takeout (`resourceName`, `profilePageUrl`) or the API (`id`, `url`) describes them."""
    url = words(person, "profilePageUrl") or words(person, "url")
    known = account_at(url, words(person, "displayName"))
    user = _USER.match(words(person, "resourceName"))
    number = user[1] if user else words(person, "id")
    return Account(number if number.isdecimal() else known.id, known.handle, known.name)


def account_at(url: str, name: str = "", number: str = "") -> Account:
    """The account whose page an address is.

    >>> account_at("https://plus.google.com/+AnnReed", "Ann Reed").handle
    'AnnReed'
    """
    found = _PROFILE.match(url.strip())
    handle = unquote(found[2]) if found and found[2] else ""
    return Account(number or (found[1] or "" if found else ""), handle, shown(name))


def post_id(url: str, other: str = "") -> str:
    """What a post is called everywhere: the last part of its address, else of its resource name."""
    found = _POST.match(url)
    return found[1] if found else other.rpartition("/")[2]


def named(markup: str) -> tuple[Account, ...]:
    """The people a text names: its profile links, which Google+ marks as such."""
    people = []
    for link in _LINK.finditer(markup):
        href, number = _HREF.search(link[1]), _OID.search(link[1])
        if "proflink" in link[1] and href:
            found = account_at(unescape(href[1]), unescape(link[2]).removeprefix("+"), number[1] if number else "")
            people += [found] if found.id or found.handle else []
            if len(people) > MOST_NAMED:
                break
    return tuple(dict.fromkeys(people))


def linked(*texts: str) -> Ref | None:
    """The post that a text links to, which is how posts were quoted; its address says whose it is."""
    for text in texts:
        if found := _POST.search(unescape(text)):
            return Ref(account_at(found[0]), found[1])
    return None


def is_public(acl: Any) -> bool:
    """Whether the record says that everybody could see the post; collections and communities only if it says so."""
    if not isinstance(acl, dict) or acl.get("isDomainRestricted") is True:
        return False
    circles = listed(acl, "visibleToStandardAcl", "circles")
    return acl.get("isPublic") is True or any(words(each, "type") == "CIRCLE_TYPE_PUBLIC" for each in circles)


def takeout(record: dict[str, Any], numbers: Numbers) -> Iterator[Item]:
    """A post of a Takeout, then its comments, +1s and reshares; none of them where the post was not public."""
    author = account(record.get("author"))
    own_id = post_id(words(record, "url"), words(record, "activityId") or words(record, "resourceName"))
    told = is_public(record.get("postAcl"))
    yield _own(record, author, own_id, next(numbers)) if told else _private(next(numbers), own_id)
    ref = Ref(author, own_id)
    for comment in listed(record, "comments"):
        yield _comment(comment, ref, next(numbers)) if told else _private(next(numbers), own_id)
    for plus_one in listed(record, "plusOnes"):
        person = account(within(plus_one, "plusOner"))
        yield _act(person, ref, "like", next(numbers)) if told else _private(next(numbers), own_id)
    for reshare in listed(record, "reshares"):
        person = account(within(reshare, "resharer"))
        yield _act(person, ref, "retweet", next(numbers)) if told else _private(next(numbers), own_id)


def _private(line: int, own_id: str) -> LeftOut:
    return LeftOut("ignored", "record.private", "not said to be public, nor what is below it", line, None, own_id)


def _nobody(line: int, own_id: str) -> LeftOut:
    return LeftOut("rejected", "record.no_author", "the record does not say who it is from", line, None, own_id)


def _own(record: dict[str, Any], author: Account, own_id: str, line: int) -> Item:
    """The post itself. A reshare with words of one's own is a quote, one without them a retweet."""
    if not (author.id or author.handle or author.name):
        return _nobody(line, own_id)
    markup, reshared = words(record, "content"), record.get("resharedPost")
    ref = _reshared(reshared) if isinstance(reshared, dict) else None
    text, time = text_of(markup), read_time(words(record, "creationTime"))
    if ref and not text:
        text = text_of(words(reshared, "content"))
        return Post(NETWORK, author, own_id, time, text, retweet_of=ref, collected_via="archive", line=line)
    quoted = ref or linked(markup, words(record, "link", "url"))
    return Post(NETWORK, author, own_id, time, text, named(markup), quote_of=quoted, collected_via="archive", line=line)


def _reshared(post: dict[str, Any]) -> Ref:
    """The post that is passed on; deleted ones name nobody."""
    own_id = post_id(words(post, "url"), words(post, "resourceName"))
    return Ref(account(post.get("author")), own_id, named(words(post, "content")))


def _comment(comment: Any, ref: Ref, line: int) -> Item:
    """A comment answers the post's author; who comments is only seen because they commented here."""
    author, own_id = account(within(comment, "author")), words(comment, "resourceName").rpartition("/")[2]
    if not (author.id or author.handle or author.name):
        return _nobody(line, own_id)
    markup = words(comment, "content")
    return Post(
        NETWORK,
        author,
        own_id,
        read_time(words(comment, "creationTime")),
        text_of(markup),
        named(markup),
        ref,
        collected_via="archive" if _is(author, ref.account) else "search",
        line=line,
    )


def _is(one: Account, other: Account) -> bool:
    """Whether two accounts of one record are one."""
    if one.id and other.id:
        return one.id == other.id
    return bool(one.handle) and one.handle.lower() == other.handle.lower()


def _act(person: Account, ref: Ref, kind: str, line: int) -> Item:
    """A +1 or a reshare of a post; an author's own reshare is a post of its own elsewhere in the export."""
    if not (person.id or person.handle or person.name):
        return _nobody(line, ref.post_id)
    if kind == "like":
        return Act(NETWORK, person, ref.account, "like", None, ref.post_id, line=line)
    if _is(person, ref.account):
        reason = "the author's own reshare, which is a post of its own"
        return LeftOut("ignored", "record.elsewhere", reason, line, record_id=ref.post_id)
    return Act(NETWORK, person, ref.account, "retweet", None, ref.post_id, line=line)


def activity(record: Any, line: int) -> Item:
    """An activity or a comment as the API gives it, which gives public ones; where it says otherwise it counts."""
    author = account(within(record, "actor"))
    own_id = post_id(words(record, "url"), words(record, "id"))
    access = within(record, "access")
    kinds = [words(item, "type") for item in listed(access, "items")]
    if isinstance(access, dict) and (access.get("domainRestricted") is True or (kinds and "public" not in kinds)):
        return _private(line, own_id)
    if not (author.id or author.handle or author.name):
        return _nobody(line, own_id)
    return _activity(record, author, own_id, line)


def _activity(record: dict[str, Any], author: Account, own_id: str, line: int) -> Post:
    time, held = read_time(words(record, "published")), within(record, "object")
    markup = words(held, "content")
    if words(record, "verb") != "share":
        parents = listed(record, "inReplyTo")
        ref = Ref(NOBODY, post_id(words(parents[0], "url"), words(parents[0], "id"))) if parents else None
        quoted = None if ref else linked(markup, *[words(each, "url") for each in listed(held, "attachments")[:20]])
        return Post(NETWORK, author, own_id, time, text_of(markup), named(markup), ref, quote_of=quoted, line=line)
    original = Ref(account(within(held, "actor")), post_id(words(held, "url"), words(held, "id")), named(markup))
    if original.post_id == own_id:
        original = Ref(original.account, words(held, "id"), original.mentions)
    remark = words(record, "annotation")
    if not text_of(remark):
        return Post(NETWORK, author, own_id, time, text_of(markup), retweet_of=original, line=line)
    return Post(NETWORK, author, own_id, time, text_of(remark), named(remark), quote_of=original, line=line)
