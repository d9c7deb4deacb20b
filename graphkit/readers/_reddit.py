"""What the Reddit formats share: a comment or submission becomes a post, and who is named in its words.

Ids are Reddit's full names everywhere: `t1_` a comment, `t3_` a submission, `t2_` an account. A reply names the
post it answers, never that post's author, who is looked up among the posts that were read.
"""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from msgspec import Struct

from graphkit.post import NOBODY, Account, CollectedVia, LeftOut, Post, Ref
from graphkit.readers._times import read_time

NETWORK = "reddit"
GONE = frozenset({"[deleted]", "[removed]", "[deleted by user]", "[ Removed by Reddit ]", "[unavailable]"})
"""What stands where an author or words were: nobody's name, and nobody's words."""
NAME = re.compile(r"(?<![\w./-])/?u/((?:[A-Za-z0-9-]|\\?_){3,20})(?![\w-])", re.ASCII)
QUOTED = re.compile(r"^ {0,3}>(?!!)[^\n]*", re.MULTILINE)
ID = re.compile(r"[0-9a-z]{1,13}", re.ASCII)

Text = str | None
Moment = int | float | str | None


class Thing(Struct, gc=False):
    """A comment or submission, as dumps and the API hold it."""

    author: Text = None
    author_fullname: Text = None
    id: Text = None
    name: Text = None
    parent_id: str | int | None = None
    link_id: str | int | None = None
    body: Text = None
    selftext: Text = None
    title: Text = None
    created_utc: Moment = None
    crosspost_parent: Text = None
    crosspost_parent_list: "list[Thing] | None" = None


KINDS: Mapping[str, tuple[type, ...]] = {
    **dict.fromkeys(
        ("author", "author_fullname", "id", "name", "body", "selftext", "title", "crosspost_parent"), (str,)
    ),
    **dict.fromkeys(("parent_id", "link_id"), (str, int)),
    "created_utc": (str, int, float),
}


def loosely(record: Mapping[str, Any], depth: int = 1) -> Thing:
    """A thing from plain Python; fields of another shape are as if they were not there."""
    thing = Thing(**{field: record[field] for field, kinds in KINDS.items() if isinstance(record.get(field), kinds)})
    if isinstance(person := record.get("author"), dict):
        thing.author = person["name"] if isinstance(person.get("name"), str) else None
    parents = record.get("crosspost_parent_list")
    if depth and isinstance(parents, list):
        thing.crosspost_parent_list = [loosely(each, 0) for each in parents[:1] if isinstance(each, dict)]
    return thing


def account(handle: Text, full_name: Text = None) -> Account:
    """The account of an author; nobody where the author is gone: all who are gone are not one person.

    >>> account("ann", "t2_1"), account("[deleted]").handle
    (Account(id='t2_1', handle='ann', name=''), '')
    """
    handle = (handle or "").strip().removeprefix("/").removeprefix("u/")
    known = full_name if full_name and full_name.startswith("t2_") else ""
    return Account(known, "" if handle in GONE or "@" in handle else handle)


def full_name(thing: Thing) -> str:
    """`t1_` or `t3_` and the id; empty where there is no id."""
    if thing.name and thing.name[:3] in ("t1_", "t3_"):
        return thing.name
    kind = "t1_" if thing.body is not None or thing.parent_id is not None or thing.link_id is not None else "t3_"
    return f"{kind}{thing.id.removeprefix(kind)}" if thing.id else ""


def words(*parts: Text) -> str:
    """The words of a post: title and text, as their author wrote them; what was removed is no words."""
    return "\n\n".join([unescape(part) for part in parts if part and part.strip() not in GONE])


def named(text: str) -> tuple[Account, ...]:
    """Accounts that Reddit links in a text, `u/name` or `/u/name`; quoted lines are another's words.

    >>> [each.handle for each in named("> u/cat said\\n\\nno, /u/ann and u/bob_b, see reddit.com/u/dan")]
    ['ann', 'bob_b']
    """
    if "u/" not in text:
        return ()
    own = QUOTED.sub("", text) if ">" in text else text
    return tuple([Account(handle=name) for name in dict.fromkeys(each.replace("\\", "") for each in NAME.findall(own))])


def moment(said: Moment) -> int | None:
    """Microseconds of seconds since 1970, as a number or as text; or of a date."""
    if isinstance(said, str | None):
        return read_time(said or "")
    return round(said * 1_000_000) if 0 < said < 1e11 else None


def post(thing: Thing, line: int, via: CollectedVia = "unknown", owner: Account = NOBODY) -> Post | LeftOut:
    """A comment or submission as a post; the owner of a personal export wrote what names no author."""
    own_id = full_name(thing)
    author = account(thing.author, thing.author_fullname)
    if not (author.id or author.handle):
        if thing.author in GONE:
            return LeftOut("ignored", "record.no_author", "its author is gone: [deleted]", line, None, own_id)
        author = owner
    if not (author.id or author.handle):
        return LeftOut("rejected", "record.no_author", "the record does not say who wrote it", line, None, own_id)
    text = words(thing.title, thing.selftext, thing.body)
    retweet, quote = _crosspost(thing)
    return Post(
        NETWORK,
        author,
        own_id,
        moment(thing.created_utc),
        text,
        () if retweet else named(text),
        answered(own_id, thing.parent_id, thing.link_id),
        retweet,
        quote,
        collected_via=via,
        line=line,
        conversation=submission(own_id, thing.link_id),
    )


def submission(own_id: str, link: str | int | None) -> str:
    """The submission that a comment stands under, however deep: it began the conversation."""
    known = own_id.startswith("t1_") and isinstance(link, str) and link.startswith("t3_")
    return link if known and isinstance(link, str) else ""


def answered(own_id: str, parent: str | int | None, link: str | int | None) -> Ref | None:
    """The post that a comment answers: another comment, or the submission it stands under."""
    if not own_id.startswith("t1_"):
        return None
    said = next((each for each in (parent, link) if isinstance(each, str) and each[:3] in ("t1_", "t3_")), "")
    return Ref(post_id=said)


def _crosspost(thing: Thing) -> tuple[Ref | None, Ref | None]:
    """What a submission passes on: under the title it had, or with a title of the author's own, which quotes it."""
    origin = thing.crosspost_parent_list[0] if thing.crosspost_parent_list else None
    if origin is None:
        return (Ref(post_id=thing.crosspost_parent), None) if thing.crosspost_parent else (None, None)
    text = words(origin.title, origin.selftext)
    ref = Ref(account(origin.author, origin.author_fullname), thing.crosspost_parent or full_name(origin), named(text))
    return (ref, None) if (thing.title or "").strip() == (origin.title or "").strip() else (None, ref)
