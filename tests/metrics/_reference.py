"""The metrics once more, slowly, in plain Python over lists: the truth the SQL and the arrays are held to."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import sqrt

from graphkit.interactions import Interaction, interactions
from graphkit.post import Post

RANK = {"retweet": 1, "quote": 2, "reply": 3, "mention": 4, "echo": 5, "post": 6}
Z = 1.959963984540054


@dataclass
class Sheet:
    """What is counted of one person."""

    posts: int = 0
    posts_for_others: int = 0
    threads: int = 0
    self_mentions: int = 0
    interactions_sent: int = 0
    unknown_target_posts: int = 0
    praise_posts: int = 0
    out: Counter[str] = field(default_factory=Counter)
    into: Counter[str] = field(default_factory=Counter)


def sheets(posts: Iterable[Post]) -> dict[str, Sheet]:
    """One sheet a person for posts whose accounts all carry ids, each post given once."""
    people: dict[str, Sheet] = defaultdict(Sheet)
    for post in posts:
        _count(post, people)
    return dict(people)


def _count(post: Post, people: dict[str, Sheet]) -> None:
    me = post.author.id
    sheet = people[me]
    strongest: dict[str | None, str] = {}
    continues = False
    for row in interactions(post).rows:
        target = row.target.id if row.target else None
        if row.native and row.kind == "reply" and target == me:
            continues = True
        if target not in strongest or RANK[row.kind] < RANK[strongest[target]]:
            strongest[target] = row.kind
    naming = {target: kind for target, kind in strongest.items() if kind in ("retweet", "quote", "reply", "mention")}
    others = [target for target in naming if target != me]
    if continues and not others:
        sheet.threads += 1
    else:
        sheet.posts += 1
    if others:
        sheet.posts_for_others += 1
        sheet.praise_posts += strongest.get(me) == "echo"
    sheet.unknown_target_posts += others == [None]
    for target, kind in naming.items():
        if target is None or (target == me and kind == "reply" and continues):
            continue
        sheet.interactions_sent += 1
        if target == me:
            sheet.self_mentions += 1
        else:
            sheet.out[target] += 1
            people[target].into[me] += 1


def wilson(t: int, n: int) -> tuple[float, float]:
    """Wilson's interval as the textbooks write it."""
    p = t / n
    centre, half = p + Z * Z / (2 * n), Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    whole = 1 + Z * Z / n
    return max((centre - half) / whole, 0.0), min((centre + half) / whole, 1.0)


def giving(posts: Iterable[Post]) -> dict[str, tuple[float | None, float | None, float | None]]:
    """For each author generosity, debt and gave_first, for posts whose accounts all carry ids."""
    gifts: Counter[tuple[str, str]] = Counter()
    times: dict[tuple[str, str], list[int | None]] = defaultdict(list)
    authors = set()
    for post in posts:
        authors.add(post.author.id)
        named: dict[str, list[Interaction]] = defaultdict(list)
        for row in interactions(post).rows:
            if row.target is not None and row.target.id != post.author.id:
                named[row.target.id].append(row)
        for target, rows in named.items():
            kind = min((row.kind for row in rows), key=lambda kind: RANK[kind])
            if kind == "echo":
                continue
            times[post.author.id, target].append(post.time)
            gifts[post.author.id, target] += kind in ("retweet", "quote") or any(row.credit for row in rows)
    return {person: _giving(person, authors - {person}, gifts, times) for person in authors}


def _giving(
    person: str,
    others: set[str],
    gifts: Counter[tuple[str, str]],
    times: dict[tuple[str, str], list[int | None]],
) -> tuple[float | None, float | None, float | None]:
    gave = sum(gifts[person, other] for other in others)
    got = sum(gifts[other, person] for other in others)
    kept = sum(max(0, gifts[person, other] - gifts[other, person]) for other in others)
    owed = sum(max(0, gifts[other, person] - gifts[person, other]) for other in others)
    first = []
    for other in others:
        mine, theirs = times.get((person, other), []), times.get((other, person), [])
        if mine and theirs and None not in (*mine, *theirs) and min(mine) != min(theirs):  # type: ignore[type-var]
            first.append(min(mine) < min(theirs))  # type: ignore[type-var,operator]
    return (
        kept / gave if gave else None,
        owed / got if got else None,
        sum(first) / len(first) if first else None,
    )
