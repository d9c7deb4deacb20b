"""Small graphs, drawn: `posts_of("ann>bob bob>ann eve>")` is a post of ann that names bob, one of bob that names
ann, and one of eve that names nobody.

`ann>bob,cat` names two people. `ann>ann` is a self-mention. A kind follows a colon: `ann>bob:retweet`, `:quote`,
`:reply` (any further people are mentioned), `ann>ann:thread` (a native reply to oneself). `?` is somebody the export
does not name: `ann>?:retweet`.
"""

from collections.abc import Iterator
from itertools import count

from graphkit._load import from_items
from graphkit.graph import Graph
from graphkit.post import NOBODY, Account, Post, Ref

FIRST_MOMENT = 1_335_830_400_000_000  # 2012-05-01T00:00:00Z in microseconds
MINUTE = 60_000_000
REFERENCES = {"retweet": "retweet_of", "quote": "quote_of", "reply": "reply_to", "thread": "reply_to"}


def account(name: str) -> Account:
    """The account of somebody in a drawing: id and handle are the name."""
    return NOBODY if name == "?" else Account(id=name, handle=name)


def posts_of(drawing: str) -> list[Post]:
    """One post for each word of the drawing, a minute apart, with ids 1, 2, 3 …"""
    numbers = count(1)
    return [_post(word, number) for word, number in zip(drawing.split(), numbers, strict=False)]


def graph_of(drawing: str) -> Graph:
    """The drawing as a graph, as if one export had held its posts."""
    return from_items(posts_of(drawing))


def _post(word: str, number: int) -> Post:
    source, arrow, rest = word.partition(">")
    targets, _, kind = rest.partition(":")
    kind = kind or "mention"
    named = [account(name) for name in targets.split(",") if name]
    if not source or not arrow or kind not in {"mention", *REFERENCES} or (kind != "mention" and not named):
        raise ValueError(f"cannot draw {word!r}; write ann>bob, ann>bob:retweet, ann>bob,cat or ann>")
    if kind == "thread" and targets != source:
        raise ValueError(f"cannot draw {word!r}; a thread continues one's own post: {source}>{source}:thread")
    mentions = tuple(named if kind == "mention" else named[1:])
    post = Post(
        network="twitter",
        author=account(source),
        id=str(number),
        time=FIRST_MOMENT + number * MINUTE,
        text=" ".join(_words(mentions)),
        mentions=mentions,
        line=number,
    )
    return post if kind == "mention" else _with_reference(post, kind, Ref(named[0], f"original of {number}"))


def _words(mentions: tuple[Account, ...]) -> Iterator[str]:
    # A name in front would be an answer.
    yield "words"
    for named in mentions:
        yield f"@{named.handle}"


def _with_reference(post: Post, kind: str, ref: Ref) -> Post:
    from msgspec.structs import replace

    return replace(post, **{REFERENCES[kind]: ref})
