"""What edge lists and tables of edges have in common: the words for kinds, and weights."""

import math

from graphkit.post import Kind

_WORDS: dict[Kind, str] = {
    "retweet": "rt retweet retweets retweeted share shared reshare repost reblog boost pingback",
    "reply": "re reply replies repliesto replyto repliedto inreplyto comment comments commented answer",
    "quote": "qt quote quotes quoted",
    "mention": "mt mention mentions mentioned at interaction link edge directed undirected",
    "echo": "mentionsinretweet mentionsinquote mentionsinquotereply mentioninretweet mentioninquote",
    "like": "like likes liked fav favorite favourite favorited +1 plusone reaction",
    "post": "tweet post original status",
}
KINDS: dict[str, Kind] = {word: kind for kind, words in _WORDS.items() for word in words.split()}
FOLLOWS = frozenset(["follow", "follows", "followed", "following", "follower", "friend", "friends", "friendof"])
"""Ties that are no acts."""

MOST_WEIGHT = 10**12


def kind_of(text: str) -> Kind | None:
    """The kind a word means, in any case and spacing; None for words that mean none.

    >>> kind_of("Replies to"), kind_of("RT"), kind_of("likes it")
    ('reply', 'retweet', None)
    """
    return KINDS.get("".join(text.lower().replace("_", " ").replace("-", " ").split()))


def weight_of(text: str) -> int | None:
    """How many acts a weight stands for; None if it is a fraction; ValueError if it is no positive number.

    >>> weight_of("3.0"), weight_of("0.25")
    (3, None)
    """
    value = float(text)
    if not math.isfinite(value) or value <= 0 or value > MOST_WEIGHT:
        raise ValueError(text)
    return int(value) if value == int(value) else None
