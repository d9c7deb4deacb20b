"""Invented posts over days, as a graph with an engine: the timeline asks it for weeks and months."""

from math import isnan

from graphkit._load import from_items
from graphkit.graph import Graph
from graphkit.post import Account, Post

DAY = 86_400_000_000
FIRST = 15_340 * DAY  # 2012-01-01
ZOE = Account(id="9", handle="zoe")


def exported(*posts: tuple[str, float, bool]) -> Graph:
    """Posts as (author, days since 2012-01-01 or nan, for others)."""
    ids = {name: str(number) for number, name in enumerate(dict.fromkeys(author for author, _, _ in posts), 1)}
    return from_items(
        Post(
            "twitter",
            Account(id=ids[author], handle=author),
            id=f"p{number}",
            time=None if isnan(days) else FIRST + int(days * DAY),
            mentions=(ZOE,) * for_others,
        )
        for number, (author, days, for_others) in enumerate(posts)
    )


def turned(before: int = 70, after: int = 70, each: float = 1.0) -> Graph:
    """One author who at first names nobody, and from some day on somebody in two of three posts."""
    draws = [False] * before + [k % 3 != 2 for k in range(after)]
    return exported(*(("ann", k * each, draw) for k, draw in enumerate(draws)))
