"""One person of the community as Mastodon would have given them their archive: an outbox and an actor."""

from html import escape

from _community import Person, Post
from _shapes import Record, airy, iso, joined, names_in, zipped

HOST = "https://meadow.example"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
UNSEEN = 3
"""So many posts at the end are for followers only or for one person: no reader may count them."""


def mastodon_archive(owner: Person, people: list[Person], posts: list[Post]) -> bytes:
    """The zip of one person's own posts, oldest first; the last few are not public."""
    known = {person.handle: person for person in people}
    own = [post for post in posts if post.by == owner]
    items = [_activity(post, known) for post in own]
    hidden = [_private(owner, number) for number in range(UNSEEN)]
    outbox = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": "outbox.json",
        "type": "OrderedCollection",
        "totalItems": len(items) + len(hidden),
        "orderedItems": items + hidden,
    }
    liked = {"id": "likes.json", "type": "OrderedCollection", "orderedItems": [f"{_url(owner)}/statuses/1"]}
    return zipped({"actor.json": airy(_actor(owner)), "outbox.json": airy(outbox), "likes.json": airy(liked)})


def _url(person: Person) -> str:
    return f"{HOST}/users/{person.handle}"


def _status(post: Post) -> str:
    return f"{_url(post.by)}/statuses/{post.id}"


def _actor(owner: Person) -> Record:
    return {
        "id": _url(owner),
        "type": "Person",
        "preferredUsername": owner.handle,
        "name": owner.name,
        "published": iso(joined(owner)),
        "outbox": "outbox.json",
    }


def _activity(post: Post, known: dict[str, Person]) -> Record:
    passed_on = post.retweet_of
    kind, content = ("Announce", _status(passed_on)) if passed_on else ("Create", _note(post, known))
    return {
        "id": f"{_status(post)}/activity",
        "type": kind,
        "actor": _url(post.by),
        "published": iso(post.time),
        "to": [PUBLIC],
        "cc": [_url(passed_on.by)] if passed_on else [f"{_url(post.by)}/followers"],
        "object": content,
    }


def _note(post: Post, known: dict[str, Person]) -> Record:
    named = {person.handle: person for _, _, person in names_in(post.text, known)}
    parent = post.reply_to
    return {
        "id": _status(post),
        "type": "Note",
        "inReplyTo": f"{_url(parent)}/statuses/{post.parent or 1}" if parent else None,
        "published": iso(post.time),
        "attributedTo": _url(post.by),
        "to": [PUBLIC],
        "cc": [f"{_url(post.by)}/followers"],
        "quoteUri": _status(post.quote_of) if post.quote_of else None,
        "content": f"<p>{escape(post.text)}</p>",
        "tag": [
            {"type": "Mention", "href": _url(person), "name": f"@{handle}"} for handle, person in sorted(named.items())
        ],
    }


def _private(owner: Person, number: int) -> Record:
    """A post for followers only, with words that must never show up anywhere."""
    here = f"{_url(owner)}/statuses/private-{number}"
    audience = [f"{_url(owner)}/followers"]
    note = {"id": here, "type": "Note", "to": audience, "cc": [], "content": "<p>PRIVATE WORDS</p>", "tag": []}
    activity = {"id": f"{here}/activity", "type": "Create", "actor": _url(owner), "to": audience, "cc": []}
    return {**activity, "published": "2012-08-09T12:00:00Z", "object": note}
