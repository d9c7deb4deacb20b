"""Mastodon: public timelines of accounts and hashtags, and threads, as any server gives them without a login."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from graphkit.collection._plain import Asking
from graphkit.collection._prices import FREE, Prices
from graphkit.collection._transport import AnswerError
from graphkit.collection._walks import Answer, Ask, Cursor, Kind, Lookup, Walk
from graphkit.errors import UsageError

ACCOUNT = re.compile(r"@?([\w.-]{1,100}(?:@[\w.-]{1,253})?)", re.ASCII)
STATUS = re.compile(r"(?:https?://[^/\s]+/@?[^\s]*/)?(\d{1,25})", re.ASCII)
TAG = re.compile(r"#?(\w{1,100})")
FOLLOWERS = "posts for followers and persons: only public ones are given"
KINDS = {
    "user": Kind("user", 1, 40, takes_since=True, limits=(FOLLOWERS, "likes")),
    "search": Kind("search", 1, 40, takes_since=True, limits=("posts that this server does not know", "likes")),
    "thread": Kind("thread", 1, 40, limits=("answers that this server does not know", "likes")),
}
SHAPES = {"user": ACCOUNT, "search": TAG, "thread": STATUS}
NOUNS = {"user": "account", "search": "hashtag", "thread": "post"}
MISSING = (401, 404, 410)


@dataclass(frozen=True)
class Mastodon:
    """One server of Mastodon, or of its relatives, as a network that can be collected."""

    asking: Asking
    name: str = "Mastodon"
    prices: Prices = FREE
    terms: str = "The server's rules hold for what you collect: keep the file to yourself, delete what is deleted."

    def check(self, ask: Ask) -> Kind:
        """The kind of list; UsageError for one that there is none of, and for names that cannot be."""
        if ask.what not in KINDS:
            raise UsageError(f"of Mastodon there are {', '.join(KINDS)} (of a hashtag), not '{ask.what}'")
        if ask.since or ask.until or ask.archive:
            raise UsageError("Mastodon is not asked by dates: leave out --since, --until and --archive")
        for name in ask.names:
            if not SHAPES[ask.what].fullmatch(name):
                raise UsageError(f"'{name}' is no {NOUNS[ask.what]} of Mastodon")
        return KINDS[ask.what]

    def find(self, ask: Ask, names: Sequence[str]) -> Iterator[Lookup]:
        """Look up accounts and posts one by one; a hashtag is not looked up."""
        kind = self.check(ask)
        for name in names:
            word = SHAPES[ask.what].fullmatch(name)[1]  # type: ignore[index]
            if ask.what == "search":
                yield Lookup((Walk(kind, name, {"tag": word}),))
                continue
            try:
                yield self._found(kind, name, word)
            except AnswerError as error:
                if error.status not in MISSING:
                    raise
                yield Lookup(missing={name: "not found, or not public"})

    def _found(self, kind: Kind, name: str, word: str) -> Lookup:
        if kind.what == "user":
            account = Answer(*self.asking.get("/api/v1/accounts/lookup", acct=word)).page
            count = account.get("statuses_count")
            length = count if isinstance(count, int) else None
            return Lookup((Walk(kind, name, {"id": str(account.get("id"))}, length),))
        url, status = self.asking.get(f"/api/v1/statuses/{word}")
        return Lookup((Walk(kind, name, {"id": word}),), answer=Answer(url, self.empty() | {"statuses": [status]}))

    def page(self, walk: Walk, cursor: Cursor) -> Answer:
        """The next page of a walk."""
        if walk.kind.what == "thread":
            return Answer(*self.asking.get(f"/api/v1/statuses/{walk.target['id']}/context"))
        target = walk.target
        whose = f"accounts/{target['id']}/statuses" if "id" in target else f"timelines/tag/{quote(target['tag'])}"
        below = cursor.token or cursor.until
        url, statuses = self.asking.get(f"/api/v1/{whose}", limit=cursor.size, max_id=below, since_id=cursor.since)
        return Answer(url, self.empty() | {"statuses": statuses if isinstance(statuses, list) else []})

    def held(self, page: dict[str, Any]) -> list[Any]:
        """Statuses; of a thread, those below the post."""
        found = page.get("descendants", page.get("statuses"))
        return found if isinstance(found, list) else []

    def identity(self, thing: Any) -> str:
        """The number that the server gives a status."""
        return str(thing.get("id") or "") if isinstance(thing, dict) else ""

    def empty(self) -> dict[str, Any]:
        """A page that lists nothing, in the shape of an answer to a search."""
        return {"accounts": [], "statuses": [], "hashtags": []}

    def next_token(self, page: dict[str, Any]) -> str | None:
        """Pages are asked for below the last status; after an empty one there is nothing."""
        held = self.held(page)
        return self.identity(held[-1]) or None if held and "descendants" not in page else None
