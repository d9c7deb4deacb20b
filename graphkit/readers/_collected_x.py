"""What the address of a page says besides: whose likes it lists, or who liked or reposted a post.

A list of accounts does not say whose post it is about; `graphkit collect` notes the author beside the page.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from graphkit.post import Account, Act, Item, Kind, Post
from graphkit.readers._collected import Ours
from graphkit.readers._twitter import NETWORK, identifier
from graphkit.readers._twitter_v2 import Tweet

ACTED = re.compile(r"/tweets/(\d+)/(liking_users|retweeted_by)(?:\?|$)", re.ASCII)
LIKED_BY = re.compile(r"/users/(\d+)/liked_tweets(?:\?|$)", re.ASCII)


class Thing(Tweet, gc=False):
    """What a page lists: a tweet, or an account."""

    username: str | None = None
    name: str | None = None


def acts_on(ours: Ours, url: str, listed: Any, line: int) -> list[Act]:
    """Of a page that lists who liked or reposted a post: the act of each towards its author."""
    acted, target = ACTED.search(url), ours.target
    if acted is None or target is None or not isinstance(listed, list):
        return []
    author, handle = (value if isinstance(value, str) else "" for value in (target.author, target.handle))
    kind: Kind = "like" if acted[2] == "liking_users" else "retweet"
    return [
        Act(
            NETWORK,
            Account(identifier(account.id), account.username or "", account.name or ""),
            Account(identifier(author), handle),
            kind,
            post_id=acted[1],
            line=line,
        )
        for account in listed
        if account.id or account.username
    ]


def liked(items: Iterable[Item], url: str) -> Iterable[Item]:
    """The items of a page; where it lists what an account liked, the like of each post as well."""
    liker = LIKED_BY.search(url)
    return _with_likes(items, Account(liker[1])) if liker else items


def _with_likes(items: Iterable[Item], liker: Account) -> Iterator[Item]:
    for item in items:
        yield item
        if isinstance(item, Post):
            yield Act(NETWORK, liker, item.author, "like", post_id=item.id, line=item.line)
