"""The JSON of Facebook's “Download your information”: what the owner posted, commented and reacted to.

People have no ids in it, only names. Messages lie in the same folder and are never read.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from graphkit.post import Account, Item, LeftOut
from graphkit.readers._facebook import NETWORK, PROFILES, Owner, comment, name_of, owner_of, post, reaction
from graphkit.readers._faults import FileFault
from graphkit.readers._fields import listed, within, words
from graphkit.readers._json import decoded
from graphkit.readers._names import shown
from graphkit.readers._reader import HEAD, Claim, Glance, Member, Reader, ReadOptions

Kind = Callable[[Any, Owner, int], Item]
HELD: dict[str, Kind] = {
    "comments_v2": comment,
    "comments": comment,
    "group_comments_v2": comment,
    "group_posts_v2": post,
    "status_updates": post,
    "reactions_v2": reaction,
    "reactions": reaction,
}
"""What a file that is one object holds, by the key it lies under."""
PROFILE = re.compile(rb'\s*\{\s*"profile(?:_v2)?"\s*:')
ROOT = re.compile(
    r"(?:your_(?:facebook_activity|activity_across_facebook)|personal_information|"
    r"profile_information|posts|comments(?:_and_reactions)?|likes_and_reactions|groups|messages|about_you)/.*|[^/!]*$"
)
DECODER: msgspec.json.Decoder[Any] = msgspec.json.Decoder()


def recognise(glance: Glance) -> Claim | None:
    """Claim files by the words only such exports have."""
    record = glance.record if glance.head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") else None
    if not isinstance(record, dict):
        return None
    if _kind(record):
        return Claim("posts")
    profile = next((record[key] for key in PROFILES if isinstance(record.get(key), dict)), None)
    return Claim("about") if profile is not None and name_of(profile) else None


def _kind(record: dict[str, Any]) -> Kind | None:
    """What the records of a file are, by the first of them."""
    for key, kind in HELD.items():
        held = record.get(key)
        if isinstance(held, list) and len(record) <= 3 and (_is_entry(held[0]) if held else key.endswith("_v2")):
            return kind
    if not _is_entry(record):
        return None
    if _labelled(record) or any(isinstance(within(each, "reaction"), dict) for each in listed(record, "data")):
        return reaction
    return post


def _is_entry(record: Any) -> bool:
    """Whether a record has a time and the parts that posts, comments and reactions of such exports have."""
    if not isinstance(record, dict) or not isinstance(record.get("timestamp"), int):
        return False
    return _labelled(record) or (
        any(isinstance(record.get(key), list) for key in ("data", "attachments")) and not record.keys() - ENTRY
    )


def _labelled(record: dict[str, Any]) -> bool:
    """Whether it is a reaction as exports since 2025 hold it: a table of labels."""
    return any(words(label, "label") == "Reaction" for label in listed(record, "label_values"))


ENTRY = frozenset({"timestamp", "title", "data", "attachments", "tags", "place", "privacy", "audience", "visibility"})


def prepare(members: Sequence[Member], options: ReadOptions) -> Owner:
    """Whose export it is: by the profile in it, else as the user said."""
    for member in members:
        with member.open() as file:
            head = file.read(HEAD)
        for item in decoded(member, DECODER) if PROFILE.match(head) else ():
            if isinstance(item, tuple) and (owner := owner_of(item[1])):
                return owner
    if name := shown(options.owner.removeprefix("@")):
        return Owner(Account(name=name), (name,))
    reason = "does not say whose export it is (no profile_information.json); say it with --owner 'FULL NAME'"
    raise FileFault("archive.no_owner", reason)


def read(member: Member, owner: Owner) -> Iterator[Item]:
    """The records of one file."""
    count = 0
    for item in decoded(member, DECODER):
        if not isinstance(item, tuple):
            count += isinstance(item, LeftOut)
            yield item
            continue
        for kind, record in _records(item[1]):
            count += 1
            yield kind(record, owner, count)


def _records(value: Any) -> Iterator[tuple[Kind, Any]]:
    """The records that a value is or holds."""
    held = [(kind, value[key]) for key, kind in HELD.items() if isinstance(within(value, key), list)]
    for kind, records in held:
        yield from ((kind, record) for record in records)
    if not held:
        yield (_kind(value) if isinstance(value, dict) else None) or post, value


def root(path: str) -> str:
    """The folder of the whole export, above the folders that Facebook makes."""
    return ROOT.sub("", path)


READER = Reader(
    name="facebook",
    about="Facebook's “Download your information” (JSON): own posts, comments and reactions",
    recognise=recognise,
    read=read,
    network=NETWORK,
    bundle=root,
    prepare=prepare,
    cannot_show=(
        "who could see a post or comment, where the record does not say it",
        "who is who among people of one name: the export has names, no ids",
        "whose post a sentence in another language than English means",
        "what others did towards the owner",
    ),
)
