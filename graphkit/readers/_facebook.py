"""What the records of a Facebook export are as posts and acts.

The export names people and says what happened in sentences: `Ann Reed commented on Bob Cat's post.` English ones
are read, by what stands in front (the owner's name) and behind; in any other the target is unknown, not nobody.
Its JSON writes each byte of UTF-8 as a character of its own, which is undone in every text.
"""

import re
from dataclasses import dataclass
from typing import Any

from graphkit.post import NOBODY, Account, Act, Item, LeftOut, Post, Ref
from graphkit.readers._fields import listed, within, words
from graphkit.readers._names import shown

NETWORK = "facebook"
_BYTES = re.compile(r"[\x80-\xff]{2,}")
_TAG = re.compile(r"@\[\d{1,30}:\d{0,10}:([^\[\]@]{1,200})\]")
_OF = r"(?P<who>(?:his|her|their|your|its) own|his|her|their|your|its|.{1,200}?(?:'s|’s|s'|s’))"
_THING = (
    r"(?:\w+ ){0,3}(?:post|photo|video|comment|reply|link|status|status update|album|note|activity|live video|reel|\w+)"
)
_COMMENTED = re.compile(rf" (?:commented on|replied to) {_OF} {_THING}(?: in .{{1,300}})?\.?")
_SHARED = re.compile(rf" shared {_OF} {_THING}(?: to .{{1,300}}| in .{{1,300}})?\.?")
_PASSED_ON = re.compile(r" shared an? (?:post|photo|video|reel|live video)\b.{0,300}")
_REACTED = re.compile(rf" (?:likes|liked|loves|loved|reacted to|is celebrating) {_OF} {_THING}(?: in .{{1,300}})?\.?")
_WROTE_ON = re.compile(rf" (?:wrote on|posted on|added .{{1,100}} to) {_OF} (?:timeline|wall)\.?")
_WITH = re.compile(
    r" (?:was|is) (?:(?:at|in|feeling) .{1,200} )?with (?P<who>.{1,400}?)(?: at .{1,300}| in .{1,300}|\.)?"
)
_AND = re.compile(r", and |, | and ")
_OTHERS = re.compile(r"\d[\d,.]* others?(?: people)?", re.ASCII)
_OWN = re.compile(r"(?:his|her|their|your|its)(?: own)?")
MOST_TITLE = 500
PROFILES = ("profile_v2", "profile")
AUDIENCE = ("privacy", "audience", "visibility")
PUBLIC = frozenset({"public", "everyone"})


def mended(text: str) -> str:
    """The text as it was written: runs of characters that are the bytes of UTF-8 become what they stand for.

    >>> mended("caf\\u00c3\\u00a9 \\u00e2\\u0080\\u0093 é")
    'café – é'
    """
    return _BYTES.sub(_decoded, text)


def _decoded(found: re.Match[str]) -> str:
    try:
        return found[0].encode("latin-1").decode()
    except UnicodeDecodeError:
        return found[0]


def person(name: str) -> Account:
    """A person known by nothing but the name."""
    return Account(name=shown(mended(name)))


def moment(record: Any, *path: str) -> int | None:
    """A time in seconds, as microseconds."""
    found = within(record, *path, "timestamp")
    return found * 1_000_000 if isinstance(found, int) and 0 < found < 10**11 else None


def not_public(record: Any) -> bool:
    """Whether the record says who could see it, and it was not everybody; most exports do not say."""
    told = [within(record, key) for key in AUDIENCE]
    told += [words(each, "value") for each in listed(record, "label_values") if words(each, "label") in LABELS]
    return any(isinstance(each, str) and each and each.strip().lower() not in PUBLIC for each in told)


LABELS = frozenset({"Privacy", "Audience", "Visibility", "Shared with"})


@dataclass(frozen=True)
class Owner:
    """Whose export it is, by the name of today, and the names that its sentences may begin with."""

    account: Account
    names: tuple[str, ...]

    def wrote(self, name: str) -> bool:
        """Whether a name is one of the owner's."""
        return any(name.casefold() == each.casefold() for each in self.names)


def name_of(profile: Any) -> str:
    """The name in a profile, in either of two shapes."""
    found = within(profile, "name")
    return words(found, "full_name") or (found if isinstance(found, str) else "")


def owner_of(record: Any) -> Owner | None:
    """The owner as a profile names them, with the names they bore before."""
    for profile in (within(record, key) for key in PROFILES):
        if name := shown(mended(name_of(profile))):
            former = [shown(mended(words(each, "name"))) for each in listed(profile, "previous_names")]
            return Owner(Account(name=name), (name, *filter(None, former)))
    return None


def _told(record: Any, owner: Owner) -> str:
    """The sentence of a record without the owner's name in front; empty if it does not begin with it."""
    title = mended(words(record, "title")).strip()[:MOST_TITLE]
    return next((title[len(name) :] for name in owner.names if owner.wrote(title[: len(name)])), "")


def _whose(found: re.Match[str] | None, owner: Owner) -> Account:
    """Whom a sentence names: `his own` is the owner's, `Bob Cat's` is Bob Cat's."""
    if found is None:
        return NOBODY
    who = found["who"]
    name = shown(who[:-2] if who[-2:] in ("'s", "’s") else who[:-1])
    return owner.account if _OWN.fullmatch(who) or owner.wrote(name) else Account(name=name)


def _with(told: str) -> tuple[Account, ...]:
    """Those whom a post says the owner was with."""
    found = _WITH.fullmatch(told)
    names = _AND.split(found["who"]) if found else []
    return tuple(Account(name=shown(each)) for each in names if not _OTHERS.fullmatch(each) and shown(each))


def _text(markup: str) -> tuple[str, tuple[Account, ...]]:
    """The words with the names of those tagged in them, and who they are."""
    text = mended(markup)
    tagged = tuple(Account(name=shown(found[1])) for found in _TAG.finditer(text))
    return _TAG.sub(lambda found: found[1], text), tuple(each for each in tagged if each.name)


def post(record: Any, owner: Owner, line: int) -> Item:
    """A post on the owner's timeline, on another's, or in a group."""
    if not isinstance(record, dict):
        return LeftOut("rejected", "record.shape", "a post that is no object", line)
    if not_public(record):
        return LeftOut("ignored", "record.private", "not sent to everybody", line)
    data = listed(record, "data")
    text, tagged = _text(next(filter(None, (words(each, "post") for each in data)), ""))
    told = _told(record, owner)
    if not text and not listed(record, "attachments") and not record.get("title"):
        return LeftOut("ignored", "record.empty", "an entry without words, pictures and links", line)
    people = (*tagged, *[person(words(each, "name")) for each in listed(record, "tags")], *_with(told))
    wall = _WROTE_ON.fullmatch(told)
    if wall:
        people = (*people, _whose(wall, owner))
    named = tuple(dict.fromkeys(each for each in people if each.name))
    ref = _passed_on(told, owner)
    passed_on, quoted = (ref, None) if ref and not text and not named else (None, ref)
    return Post(
        NETWORK,
        owner.account,
        "",
        moment(record),
        text,
        named,
        retweet_of=passed_on,
        quote_of=quoted,
        collected_via="archive",
        line=line,
    )


def _passed_on(told: str, owner: Owner) -> Ref | None:
    """The post that was shared, if the sentence says that it was one of somebody."""
    if found := _SHARED.fullmatch(told):
        return Ref(_whose(found, owner))
    return Ref(NOBODY) if _PASSED_ON.fullmatch(told) else None


def comment(record: Any, owner: Owner, line: int) -> Item:
    """A comment or an answer to one; whose it answers is in the sentence, else unknown."""
    held = next((each["comment"] for each in listed(record, "data") if isinstance(within(each, "comment"), dict)), None)
    told = _told(record, owner)
    if not isinstance(held, dict) and not told:
        return LeftOut("rejected", "record.shape", "no comment in it", line)
    if not_public(record) or not_public(held):
        return LeftOut("ignored", "record.private", "not sent to everybody", line)
    author = person(words(held, "author"))
    if author.name and not owner.wrote(author.name):
        return LeftOut("ignored", "record.not_owner", "a comment that somebody else wrote", line)
    text, tagged = _text(words(held, "comment"))
    answered = Ref(_whose(_COMMENTED.fullmatch(told), owner))
    time = moment(record) or moment(held)
    return Post(
        NETWORK,
        owner.account,
        "",
        time,
        text,
        tuple(dict.fromkeys(tagged)),
        answered,
        collected_via="archive",
        line=line,
    )


def reaction(record: Any, owner: Owner, line: int) -> Item:
    """A reaction, whatever its sign, to somebody's post, where the record says whose."""
    if not isinstance(record, dict):
        return LeftOut("rejected", "record.shape", "a reaction that is no object", line)
    if not_public(record):
        return LeftOut("ignored", "record.private", "not sent to everybody", line)
    whose = _whose(_REACTED.fullmatch(_told(record, owner)), owner)
    whose = whose if whose.name else _owner_of(record)
    if not whose.name:
        return LeftOut("ignored", "record.no_target", "a reaction; the record does not say to whose post", line)
    return Act(NETWORK, owner.account, whose, "like", moment(record), line=line)


def _owner_of(record: dict[str, Any]) -> Account:
    """Whose post it was, as exports since 2025 say it: in a table of labels under `Owner` or `Author`."""
    for label in listed(record, "label_values"):
        if words(label, "title") in ("Author", "Owner"):
            for row in listed(label, "dict"):
                for field in (row, *listed(row, "dict")):
                    if words(field, "label") == "Name":
                        return person(words(field, "value"))
    return NOBODY
