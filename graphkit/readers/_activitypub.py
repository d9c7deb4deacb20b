"""ActivityPub records as far as they are read: activities, the notes in them, and pages of both."""

from typing import Any

from msgspec import Raw, Struct
from msgspec.json import Decoder

from graphkit.post import NOBODY, Account, Act, LeftOut, Post, Ref
from graphkit.readers._html import text_of
from graphkit.readers._mastodon import NETWORK, account_at, author_of, host_of
from graphkit.readers._reader import Claim
from graphkit.readers._times import read_time

PUBLIC = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
NOTHING = Raw(b"null")


class Actor(Struct, rename="camel"):
    """actor.json"""

    id: str = ""
    name: str | None = None
    preferred_username: str = ""


class Thing(Struct, gc=False):
    """Anything with an address: an actor, a link, a tag."""

    type: str | None = None
    id: str | None = None
    href: str | None = None
    name: str | None = None


Link = str | Thing | None
Links = str | Thing | list[str | Thing] | None


class Note(Struct, gc=False, rename="camel"):
    """What a Create brings, or what an Announce passes on."""

    id: str | None = None
    published: str | None = None
    content: str | None = None
    attributed_to: Links = None
    in_reply_to: Links = None
    to: Links = None
    cc: Links = None
    tag: Links = None
    quote: Link = None
    quote_uri: str | None = None
    quote_url: str | None = None
    conversation: Any = None
    context: Any = None


class Activity(Struct, gc=False, rename="camel"):
    """One record: an activity, or a page that holds many."""

    type: str | None = None
    id: str | None = None
    actor: Link = None
    published: str | None = None
    to: Links = None
    cc: Links = None
    object: Raw = NOTHING
    ordered_items: list[Raw] | None = None
    items: list[Raw] | None = None
    first: Raw = NOTHING


DECODER = Decoder(Activity)
COLLECTIONS = frozenset({"OrderedCollection", "OrderedCollectionPage", "Collection", "CollectionPage"})
LIKES = "likes.json"
"""How Mastodon calls the list of the posts its user liked."""
LIKED = Decoder(str | Note | None)


def things(links: Links) -> list[Thing]:
    """One or many, as a list; a bare address is a thing with an id."""
    many = links if isinstance(links, list) else [] if links is None else [links]
    return [Thing(id=each) if isinstance(each, str) else each for each in many]


def address(links: Links) -> str:
    """The address of the first of them; empty where there is none."""
    return next((url for each in things(links) if (url := each.id or each.href)), "")


def addresses(*links: Links) -> set[str]:
    """All addresses in several fields."""
    return {url for field in links for each in things(field) if (url := each.id or each.href)}


def collection(record: dict[str, Any]) -> Claim | None:
    """What a collection is good for: an outbox and likes are read, addresses are not."""
    page = record["first"] if isinstance(record.get("first"), dict) else record
    inside = page.get("orderedItems", page.get("items"))
    name = str(record.get("id", "")).partition("?")[0]
    if not isinstance(inside, list):
        return Claim("beside", "the address of an outbox; its pages hold the posts") if "outbox" in name else None
    if any(is_activity(each) for each in inside[:20]) or (not inside and "outbox" in name):
        return Claim("posts")
    if name.endswith(LIKES):
        return Claim("posts")
    kind = "bookmarks" if name.endswith("bookmarks.json") else "addresses"
    return Claim("beside", f"{len(inside):,} {kind}: addresses of posts or people, not read")


def is_activity(record: Any) -> bool:
    """Whether a JSON value is an activity."""
    return isinstance(record, dict) and {"type", "actor", "object"} <= record.keys()


def held(page: Activity) -> list[Raw]:
    """The activities of a page, or of the first page inside an outbox."""
    inside = page.items if page.ordered_items is None else page.ordered_items
    if inside is None and bytes(page.first).startswith(b"{"):
        first = DECODER.decode(page.first)
        inside = first.items if first.ordered_items is None else first.ordered_items
    return inside or []


def boost(activity: Activity, note: Note, sent_to: set[str], author: Account, number: int) -> Post:
    """An Announce: a post passed on, often known by its address only."""
    ref = Ref(boosted(note, sent_to, author), note.id or "", named_in(note))
    time, text = read_time(activity.published or ""), text_of(note.content or "")
    return Post(NETWORK, author, activity.id or "", time, text, retweet_of=ref, collected_via="archive", line=number)


def liked(what: Raw, by: Account, number: int, published: str = "", own_id: str = "") -> Act | LeftOut:
    """A post liked, of which an export holds the address and seldom more; its author is in that address."""
    thing = LIKED.decode(what)
    note = thing if isinstance(thing, Note) else Note(id=thing)
    url, said = note.id or "", address(note.attributed_to)
    author = account_at(said) if said else author_of(url)
    if not by.id:
        return LeftOut("ignored", "like.no_liker", "the export does not say who liked it", number, None, own_id)
    if not author.id:
        reason = "the address of the liked post does not name its author"
        return LeftOut("ignored", "like.no_author", reason, number, None, own_id or url)
    author = by if author.id == by.id else author
    return Act(NETWORK, by, author, "like", read_time(published), url, line=number)


def post(note: Note, author: Account, published: str | None, number: int) -> Post:
    """What a Create brings."""
    named = named_in(note)
    answered, quoted = address(note.in_reply_to), address(note.quote) or note.quote_uri or note.quote_url
    return Post(
        NETWORK,
        author,
        note.id or "",
        read_time(note.published or published or ""),
        text_of(note.content or ""),
        named,
        Ref(whose(answered, named, author), answered) if answered else None,
        quote_of=Ref(whose(quoted, (), author), quoted) if quoted else None,
        collected_via="archive",
        line=number,
        conversation=next((each for each in (note.conversation, note.context) if each and isinstance(each, str)), ""),
    )


def named_in(note: Note) -> tuple[Account, ...]:
    """The accounts that the tags of a note mark as named."""
    tags = [tag for tag in things(note.tag) if tag.type == "Mention" and (tag.href or tag.name)]
    return tuple([account_at(tag.href or "", tag.name or "") for tag in tags])


def boosted(note: Note, sent_to: set[str], author: Account) -> Account:
    """Who wrote what is passed on: said by the object, by its address, or by whom the boost is sent to."""
    if said := address(note.attributed_to):
        return author if account_at(said).id == author.id else account_at(said)
    persons = [url for url in sent_to - PUBLIC if not url.rstrip("/").endswith("/followers")]
    return whose(note.id or "", tuple([account_at(url) for url in sorted(persons)]), author)


def whose(url: str, named: tuple[Account, ...], author: Account) -> Account:
    """Whose post an address is: as the address says, else the only named account of its host."""
    said = author_of(url)
    if said == NOBODY:
        fitting = {each.id: each for each in named if each.id and host_of(each.id) == host_of(url)}
        return next(iter(fitting.values())) if len(fitting) == 1 else NOBODY
    return next((each for each in (author, *named) if each.id == said.id), said)
