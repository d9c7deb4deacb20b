"""X, by tweepy: which lists its API v2 has, what they cannot give, and how each is asked for.

What the lists cannot give stands in X's own pages: the changelog of 2026-05-04 for searches without reposts
(https://docs.x.com/changelog), “100 liking accounts per post for all time”
(https://docs.x.com/x-api/posts/likes/introduction), 3,200 and 800 for timelines
(https://docs.x.com/x-api/posts/timelines/introduction), seven days of recent search
(https://docs.x.com/x-api/posts/search/introduction); all looked up in August 2026.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from graphkit.collection._body import json_of
from graphkit.collection._prices import PRICES, Prices
from graphkit.collection._walks import Answer, Ask, Cursor, Kind, Lookup, Walk
from graphkit.errors import UsageError

if TYPE_CHECKING:
    import requests
    import tweepy

    from graphkit.collection._transport import Transport

TWEET_FIELDS = [
    "id", "text", "author_id", "created_at", "conversation_id", "in_reply_to_user_id", "referenced_tweets", "entities",
    "note_tweet", "display_text_range", "edit_history_tweet_ids", "lang", "public_metrics",
]  # fmt: skip
USER_FIELDS = ["id", "username", "name", "protected", "public_metrics"]
EXPANSIONS = [
    "author_id", "in_reply_to_user_id", "entities.mentions.username", "entities.note.mentions.username",
    "referenced_tweets.id", "referenced_tweets.id.author_id",
]  # fmt: skip
POSTS = {"tweet_fields": TWEET_FIELDS, "user_fields": USER_FIELDS, "expansions": EXPANSIONS}
USERS = {"user_fields": USER_FIELDS}
BATCH = 100
"""So many names are looked up with one request."""
HANDLE = re.compile(r"@?([A-Za-z0-9_]{1,20})", re.ASCII)
ADDRESS = re.compile(
    r"https?://(?:www\.|mobile\.)?(?:x|twitter)\.com/(\w{1,20})(?:/status(?:es)?/(\d{1,20}))?(?:[/?#].*)?"
)
POST_ID = re.compile(r"\d{1,20}", re.ASCII)
NO_REPOSTS = "reposts in search results: X has left them out since 2026-05-04"
LAST_WEEK = "posts older than seven days: recent search goes back no farther"
KINDS = {
    kind.what: kind
    for kind in (
        Kind(
            "user",
            5,
            100,
            looks_up="user",
            reach=3200,
            takes_since=True,
            limits=("posts of a timeline before the latest 3,200",),
        ),
        Kind(
            "mentions", 5, 100, looks_up="user", reach=800, takes_since=True, limits=("mentions before the latest 800",)
        ),
        Kind("search", 10, 100, takes_since=True, limits=(NO_REPOSTS, LAST_WEEK)),
        Kind("thread", 10, 100, looks_up="post", takes_since=True, limits=(NO_REPOSTS, LAST_WEEK)),
        Kind("quotes", 10, 100, looks_up="post", limits=("quotes by protected accounts",)),
        Kind(
            "reposts",
            1,
            100,
            looks_up="post",
            unit="user",
            is_shared=False,
            limits=("when somebody reposted: accounts are listed without a time",),
        ),
        Kind(
            "likes",
            1,
            100,
            looks_up="post",
            unit="user",
            reach=100,
            is_shared=False,
            limits=("accounts that liked a post beyond 100 for each post",),
        ),
        Kind("liked", 5, 100, looks_up="user", is_shared=False, limits=("when somebody liked a post",)),
    )
}
"""By what is asked for; `liked` is what `likes` means where an account is named and not a post."""
METHODS = {
    "user": "get_users_tweets",
    "mentions": "get_users_mentions",
    "quotes": "get_quote_tweets",
    "reposts": "get_retweeters",
    "likes": "get_liking_users",
    "liked": "get_liked_tweets",
}
COUNTS = {
    "user": "tweet_count",
    "liked": "like_count",
    "thread": "reply_count",
    "quotes": "quote_count",
    "reposts": "retweet_count",
    "likes": "like_count",
}
"""Where X says how long a list is."""
TERMS = (
    "X's developer agreement holds for what you collect: keep the file to yourself, pass on ids rather than posts, and "
    "delete what its author deletes (https://developer.x.com/en/developer-terms/agreement-and-policy)."
)


@dataclass(frozen=True)
class X:
    """X's API v2 as a network that can be collected."""

    client: "tweepy.Client"
    prices: Prices = PRICES
    name: str = "X"
    terms: str = TERMS

    def check(self, ask: Ask) -> Kind:
        """The kind of list; UsageError for one that X has not, and for what cannot be a name or a post of X."""
        kind = KINDS.get(_kind_of(ask))
        if kind is None:
            raise UsageError(
                f"X has no list called '{ask.what}'; there are user, mentions, search, thread, quotes, reposts, likes"
            )
        if (ask.since or ask.until) and not kind.takes_since:
            raise UsageError(f"X gives {ask.what} without dates; leave out --since and --until")
        if ask.archive and ask.what not in ("search", "thread"):
            raise UsageError("--archive searches all of the past: it goes with search and thread")
        for name in ask.names if kind.looks_up else ():
            _named(name) if kind.looks_up == "user" else _post_id(name)
        return replace(kind, limits=kind.limits[:1]) if ask.archive else kind

    def find(self, ask: Ask, names: Sequence[str]) -> Iterator[Lookup]:
        """Look up accounts or posts, a hundred at a time; a search is not looked up."""
        kind = self.check(ask)
        if not kind.looks_up:
            yield Lookup(tuple(Walk(kind, name, _asked(ask)) for name in names))
            return
        for start in range(0, len(names), BATCH):
            part = names[start : start + BATCH]
            yield self._people(ask, kind, part) if kind.looks_up == "user" else self._posts(ask, kind, part)

    def _people(self, ask: Ask, kind: Kind, names: Sequence[str]) -> Lookup:
        handles = {_named(name).lower(): name for name in names}
        page = self._ask("get_users", usernames=list(handles), **USERS).page
        found = {str(user.get("username", "")).lower(): user for user in _rows(page, "data")}
        walks = [
            Walk(kind, name, {"id": _text(found[handle], "id"), **_asked(ask)}, _count(kind, found[handle]))
            for handle, name in handles.items()
            if handle in found
        ]
        return Lookup(tuple(walks), _missing(page, handles, found), users=len(found))

    def _posts(self, ask: Ask, kind: Kind, names: Sequence[str]) -> Lookup:
        ids = {_post_id(name): name for name in names}
        answer = self._ask("get_tweets", list(ids), **POSTS)
        users = {_text(user, "id"): user for user in _rows(answer.page.get("includes"), "users")}
        found = {_text(post, "id"): post for post in _rows(answer.page, "data")}
        walks = []
        for identity, name in ids.items():
            if identity in found:
                post = found[identity]
                author = _text(post, "author_id")
                target = {
                    "id": identity,
                    "conversation": _text(post, "conversation_id") or identity,
                    "author": author,
                    "handle": _text(users.get(author, {}), "username"),
                }
                walks.append(Walk(kind, name, target | _asked(ask), _count(kind, post)))
        return Lookup(tuple(walks), _missing(answer.page, ids, found), answer)

    def page(self, walk: Walk, cursor: Cursor) -> Answer:
        """The next page of a walk."""
        what, target = walk.kind.what, walk.target
        asked: dict[str, Any] = {"max_results": cursor.size, **(POSTS if walk.kind.unit == "post" else USERS)}
        bounds = {"since_id": cursor.since, "until_id": cursor.until}
        bounds |= {name: target[name] for name in ("start_time", "end_time") if name in target}
        asked |= {name: value for name, value in bounds.items() if value and walk.kind.takes_since}
        if what in METHODS:
            asked |= {"pagination_token": cursor.token} if cursor.token else {}
            return self._ask(METHODS[what], target["id"], **asked)
        asked |= {"next_token": cursor.token} if cursor.token else {}
        query = walk.name if what == "search" else f"conversation_id:{target['conversation']}"
        return self._ask("search_all_tweets" if target.get("archive") else "search_recent_tweets", query, **asked)

    def held(self, page: dict[str, Any]) -> list[Any]:
        """Posts or accounts."""
        data = page.get("data")
        return data if isinstance(data, list) else []

    def identity(self, thing: Any) -> str:
        """The id of a post or an account; empty where it has none."""
        found = thing.get("id") if isinstance(thing, dict) else None
        return found if isinstance(found, str) else ""

    def empty(self) -> dict[str, Any]:
        """A page that lists nothing."""
        return {"meta": {"result_count": 0}}

    def next_token(self, page: dict[str, Any]) -> str | None:
        """The token of the next page."""
        meta = page.get("meta")
        token = meta.get("next_token") if isinstance(meta, dict) else None
        return token if isinstance(token, str) and token else None

    def _ask(self, method: str, *words: Any, **more: Any) -> Answer:
        response: requests.Response = getattr(self.client, method)(*words, **more)
        return Answer(response.url, json_of(response.content))


def open_x(transport: "Transport", prices: Prices) -> X:
    """X behind a transport. tweepy is given no token: it would write it into its log."""
    import requests
    import tweepy

    from graphkit.collection._transport import prepared

    client = tweepy.Client(bearer_token=None, return_type=requests.Response, wait_on_rate_limit=False)
    prepared(client.session, transport)
    return X(client, prices)


def _kind_of(ask: Ask) -> str:
    """`likes` of an account are the posts it liked; `likes` of a post are the accounts that liked it."""
    of_posts = [bool(POST_ID.fullmatch(name) or "/status" in name) for name in ask.names]
    if ask.what == "likes" and not all(of_posts):
        if any(of_posts):
            raise UsageError("likes of posts and likes of accounts are two collections: name the one or the other")
        return "liked"
    return "" if ask.what == "liked" else ask.what


def _named(name: str) -> str:
    """The handle that a name or an address of X stands for."""
    found = ADDRESS.fullmatch(name) or HANDLE.fullmatch(name)
    if not found:
        raise UsageError(f"'{name}' is no account of X: a handle such as ann_reed, or the address of a profile")
    return found[1]


def _post_id(name: str) -> str:
    address = ADDRESS.fullmatch(name)
    found = address[2] if address else name
    if not found or not POST_ID.fullmatch(found):
        raise UsageError(f"'{name}' is no post of X: an id of digits, or the address of a post")
    return str(found)


def _count(kind: Kind, thing: Mapping[str, Any]) -> int | None:
    """How long a list is, as far as X says."""
    metrics = thing.get("public_metrics")
    number = metrics.get(COUNTS.get(kind.what, "")) if isinstance(metrics, dict) else None
    return number if isinstance(number, int) else None


def _missing(page: Mapping[str, Any], asked: Mapping[str, str], found: Mapping[str, Any]) -> dict[str, str]:
    """Of the names asked for, those that are not there, and why, as X says it."""
    errors = {_text(error, "value").lower(): error for error in _rows(page, "errors")}
    gone = {handle: name for handle, name in asked.items() if handle not in found}
    reasons = {handle: errors.get(handle, {}) for handle in gone}
    return {
        name: (_text(reasons[handle], "detail") or _text(reasons[handle], "title") or "not found")[:200]
        for handle, name in gone.items()
    }


def _asked(ask: Ask) -> dict[str, Any]:
    """What holds for every request of an ask."""
    said = {"archive": ask.archive, "start_time": ask.since, "end_time": ask.until}
    return {name: value for name, value in said.items() if value}


def _rows(value: Any, key: str) -> list[dict[str, Any]]:
    """The objects of a list in a page, whatever else a server may have put there."""
    held = value.get(key) if isinstance(value, dict) else None
    return [row for row in held if isinstance(row, dict)] if isinstance(held, list) else []


def _text(value: Mapping[str, Any], key: str) -> str:
    found = value.get(key)
    return found if isinstance(found, str) else ""
