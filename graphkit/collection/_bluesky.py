"""Bluesky: feeds of accounts, searches, threads and quotes, as the public AppView gives them without a login."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from graphkit.collection._plain import Asking
from graphkit.collection._prices import FREE, Prices
from graphkit.collection._walks import Answer, Ask, Cursor, Kind, Lookup, Walk
from graphkit.errors import UsageError

ACTOR = re.compile(r"@?((?:did:[a-z]+:[A-Za-z0-9._:%-]+)|(?:[A-Za-z0-9-]+\.)+[A-Za-z]+)")
POST = re.compile(
    r"(?:at://|https://bsky\.app/profile/)([A-Za-z0-9.:_%-]+)/(?:app\.bsky\.feed\.)?post/([A-Za-z0-9._~:-]+)", re.ASCII
)
KINDS = {
    "user": Kind("user", 1, 100, limits=("likes",)),
    "search": Kind("search", 1, 100, limits=("posts that the search does not find", "reposts", "likes")),
    "thread": Kind("thread", 1, 100, limits=("answers that are hidden or blocked", "likes")),
    "quotes": Kind("quotes", 1, 100, limits=("quotes that were detached", "likes")),
}
ASKED = {
    "user": ("app.bsky.feed.getAuthorFeed", "actor"),
    "search": ("app.bsky.feed.searchPosts", "q"),
    "quotes": ("app.bsky.feed.getQuotes", "uri"),
}


@dataclass(frozen=True)
class Bluesky:
    """The public AppView of Bluesky as a network that can be collected."""

    asking: Asking
    name: str = "Bluesky"
    prices: Prices = FREE
    terms: str = "Bluesky's terms hold for what you collect: keep the file to yourself, and delete what is deleted."

    def check(self, ask: Ask) -> Kind:
        """The kind of list; UsageError for one that there is none of, and for names that cannot be."""
        if ask.what not in KINDS:
            raise UsageError(f"of Bluesky there are {', '.join(KINDS)}, not '{ask.what}'")
        if ask.since or ask.until or ask.archive:
            raise UsageError("Bluesky is not asked by dates: leave out --since, --until and --archive")
        for name in ask.names:
            _meant(ask.what, name)
        return KINDS[ask.what]

    def find(self, ask: Ask, names: Sequence[str]) -> Iterator[Lookup]:
        """Nothing is looked up: names are asked for as they are."""
        kind = self.check(ask)
        yield Lookup(tuple(Walk(kind, name, {"meant": _meant(ask.what, name)}) for name in names))

    def page(self, walk: Walk, cursor: Cursor) -> Answer:
        """The next page of a walk."""
        if walk.kind.what == "thread":
            asked = {"uri": walk.target["meant"], "depth": 1000, "parentHeight": 1000}
            return Answer(*self.asking.get("/xrpc/app.bsky.feed.getPostThread", **asked))
        method, word = ASKED[walk.kind.what]
        asked = {word: walk.target["meant"], "limit": cursor.size, "cursor": cursor.token}
        return Answer(*self.asking.get(f"/xrpc/{method}", **asked))

    def held(self, page: dict[str, Any]) -> list[Any]:
        """Items of a feed, posts, or a whole thread as one thing."""
        found = page.get("feed", page.get("posts"))
        return found if isinstance(found, list) else [page["thread"]] if "thread" in page else []

    def identity(self, thing: Any) -> str:
        """The address of a post, and who reposted it if that is what a feed shows."""
        if not isinstance(thing, dict):
            return ""
        post, reason = thing.get("post") or thing, thing.get("reason") or {}
        by = reason.get("by") if isinstance(reason, dict) else None
        who = by.get("did", "") if isinstance(by, dict) else ""
        return f"{post.get('uri', '')}{f' {who}' if who else ''}" if isinstance(post, dict) else ""

    def empty(self) -> dict[str, Any]:
        """A page that lists nothing."""
        return {"feed": []}

    def next_token(self, page: dict[str, Any]) -> str | None:
        """The cursor of the next page."""
        cursor = page.get("cursor")
        return cursor if isinstance(cursor, str) and cursor else None


def _meant(what: str, name: str) -> str:
    """What a name stands for: an actor, the address of a post, or a query."""
    if what == "search":
        return name
    found = (ACTOR if what == "user" else POST).fullmatch(name)
    if found is None:
        noun, like = ("account", "ann.bsky.social") if what == "user" else ("post", "at://… or https://bsky.app/…")
        raise UsageError(f"'{name}' is no {noun} of Bluesky; one looks like {like}")
    return found[1] if what == "user" else f"at://{found[1]}/app.bsky.feed.post/{found[2]}"
