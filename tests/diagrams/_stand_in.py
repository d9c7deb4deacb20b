"""Invented communities in the shape of the tables a diagram draws: edges, people, posts, about.

Nobody in here exists. The measuring is the least that a picture needs, by the rules of docs/metrics.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

TAU, Z = 0.10, 1.959963984540054
KINDS = ("retweet", "quote", "reply", "mention")
FIRST = [
    "amy",
    "ben",
    "cara",
    "dev",
    "ella",
    "finn",
    "gwen",
    "hari",
    "iris",
    "jack",
    "kate",
    "liam",
    "mina",
    "noah",
    "olga",
    "paul",
    "rosa",
    "sam",
    "tara",
    "uma",
    "vera",
]
LAST = [
    "fox",
    "park",
    "stone",
    "hill",
    "wood",
    "lane",
    "reed",
    "cole",
    "marsh",
    "bell",
    "frost",
    "gray",
    "lake",
    "moss",
    "nash",
    "page",
    "rowe",
    "shaw",
    "tate",
    "vale",
]
ROLES = ("sharer", "talker", "mixed", "broadcaster", "promoter", "hub", "quiet")
SHARE_OF_ROLE = (0.17, 0.17, 0.24, 0.055, 0.02, 0.01, 0.335)
#          retweet quote reply mention nobody self
PROFILE = (
    (0.45, 0.07, 0.10, 0.20, 0.15, 0.03),
    (0.10, 0.02, 0.58, 0.16, 0.11, 0.03),
    (0.21, 0.04, 0.20, 0.22, 0.28, 0.05),
    (0.008, 0.002, 0.005, 0.015, 0.96, 0.01),
    (0.009, 0.001, 0.005, 0.010, 0.325, 0.65),
    (0.18, 0.02, 0.10, 0.22, 0.45, 0.03),
    (0.25, 0.05, 0.20, 0.20, 0.26, 0.04),
)
POSTS_OF_ROLE = (3.7, 3.8, 3.2, 4.2, 4.6, 4.6, 1.1)
EVENNESS = (30.0, 30.0, 14.0, 250.0, 60.0, 30.0, 14.0)


@dataclass(frozen=True)
class StandIn:
    """What a diagram asks of a Graph."""

    edges: pd.DataFrame
    about: dict[str, Any]
    acts: pd.DataFrame

    def posts(self, person_id: str) -> pd.DataFrame:
        own = self.acts[self.acts.author == person_id].drop_duplicates("id")
        return own[["id", "time", "kind", "for_others", "file", "line"]].reset_index(drop=True)

    @property
    def post_kinds(self) -> pd.DataFrame:
        counted = self._counted()
        number = counted.groupby(["author", "kind"]).size().unstack(fill_value=0)
        span = counted.groupby("author")["time"].agg(["min", "max"])
        number = number.reindex(columns=[*KINDS, "self", "post"], fill_value=0)
        return number.assign(first=span["min"], last=span["max"])

    def latest(self, most: int) -> pd.DataFrame:
        counted = self._counted().sort_values(["author"], kind="stable")
        return counted.groupby("author").tail(most)[["author", "kind"]].set_axis(["id", "kind"], axis=1)

    def _counted(self) -> pd.DataFrame:
        posts = self.acts.drop_duplicates(["author", "id"])
        posts = posts[posts.kind != "thread"]
        return posts.assign(kind=posts.kind.mask(posts.kind.isin(KINDS) & ~posts.for_others, "self"))


def wilson(hits: Any, trials: Any) -> tuple[Any, Any]:
    hits, trials = np.asarray(hits, float), np.asarray(trials, float)
    with np.errstate(invalid="ignore", divide="ignore"):
        p, w = hits / trials, Z**2 / trials
        half = Z * np.sqrt(p * (1 - p) / trials + w / (4 * trials))
        return (p + w / 2 - half) / (1 + w), (p + w / 2 + half) / (1 + w)


def names(count: int, rng: np.random.Generator) -> list[str]:
    made: dict[str, None] = {}
    while len(made) < count:
        name = rng.choice(FIRST) + rng.choice(["", "_"]) + rng.choice(LAST)
        while name in made:
            name += str(rng.integers(10))
        made[name] = None
    return list(made)


def community(count: int, seed: int = 7) -> tuple[StandIn, pd.DataFrame]:
    """Some hundred days of a community with circles, hubs, sharers, broadcasters and promoters."""
    rng = np.random.default_rng(seed)
    role = rng.choice(len(ROLES), count, p=np.array(SHARE_OF_ROLE) / sum(SHARE_OF_ROLE))
    role[: 3 * max(2, count // 150)] = np.repeat([3, 4, 5], max(2, count // 150))[:count]
    size = np.exp(rng.normal(np.array(POSTS_OF_ROLE)[role], 0.75)).round().clip(1, 900).astype(int)
    author = np.repeat(np.arange(count), size)
    profile = rng.gamma(np.array(PROFILE)[role] * np.array(EVENNESS)[role][:, None] + 1e-3)
    steps = (profile / profile.sum(1, keepdims=True)).cumsum(1)
    kind = (rng.random(len(author))[:, None] > steps[author]).sum(1).clip(0, 5)
    target = np.where(kind <= 3, _targets(author, size, role, rng), np.where(kind == 5, author, -1))
    label = np.array([*names(count, rng), ""], dtype=object)
    time = np.datetime64("2012-05-01", "s") + np.sort(rng.random(len(author))).cumsum().astype(int) * 0
    time = time + (rng.random(len(author)) ** 0.9 * 100 * 86400).astype("timedelta64[s]")
    word = np.array([*KINDS, "post", "self"], dtype=object)[kind]
    acts = pd.DataFrame({"author": label[author], "target": label[target], "kind": word, "time": time})
    return measured(acts, name=f"invented_{count}.jsonl")


def _targets(author: Any, size: Any, role: Any, rng: np.random.Generator) -> Any:
    """Whom each post is for: mostly the author's own contacts, who mostly share the author's circle."""
    count = len(size)
    circles = max(2, round(1.6 * count**0.28))
    weight = rng.pareto(1.6, circles) + 0.6
    circle = rng.choice(circles, count, p=weight / weight.sum())
    fame = (rng.pareto(1.5, count) + 0.15) * np.choose(role, [1, 1, 1, 3, 2.5, 22, 0.35])
    contacts = np.clip(size**0.75, 2, 60).astype(int)
    start = np.r_[0, contacts.cumsum()]
    owner = np.repeat(np.arange(count), contacts)
    friend = rng.choice(count, start[-1], p=fame / fame.sum())
    inside = rng.random(start[-1]) < 0.85
    for c in range(circles):
        members, mine = np.flatnonzero(circle == c), inside & (circle[owner] == c)
        if len(members) > 1:
            friend[mine] = rng.choice(members, mine.sum(), p=fame[members] / fame[members].sum())
    for tie in np.flatnonzero(rng.random(start[-1]) < 0.34):
        if role[friend[tie]] not in (3, 4):
            friend[start[friend[tie]] + rng.integers(contacts[friend[tie]])] = owner[tie]
    chosen = friend[start[author] + (rng.random(len(author)) ** 2.2 * contacts[author]).astype(int)]
    return np.where(chosen == author, (chosen + 1) % count, chosen)


def archive(
    posts: int, named: int, *, shares: float = 0.6, years: float = 11, self_share: float = 0.02
) -> tuple[StandIn, pd.DataFrame]:
    """A personal archive: one author, everybody else only named."""
    owner, rng = "tom_gray", np.random.default_rng(3)
    for_others = rng.random(posts) < shares
    others = np.array([*names(max(named, 1), rng), ""], dtype=object)
    chance = 1 / (np.arange(max(named, 1)) + 4) ** 0.95
    target = rng.choice(max(named, 1), posts, p=chance / chance.sum())
    hits = np.flatnonzero(for_others)
    target[rng.permutation(hits)[:named]] = np.arange(min(named, len(hits)))
    kind = rng.choice(KINDS, posts, p=[0.3, 0.05, 0.45, 0.2]).astype(object)
    own = rng.random(posts) < self_share
    kind[~for_others] = np.where(own, "self", "post")[~for_others]
    days = np.sort(rng.beta(1.6, 2.2, posts)) * 365.25 * years
    time = np.datetime64("2008-03-02", "s") + (days * 86400).astype("timedelta64[s]")
    whom = np.where(for_others, others[target], np.where(own, owner, ""))
    acts = pd.DataFrame({"author": owner, "target": whom, "kind": kind, "time": time})
    return measured(acts, name="tweets.js", cannot_show=("who liked the posts", "what others wrote"))


def measured(acts: pd.DataFrame, *, name: str = "invented.jsonl", cannot_show: tuple[str, ...] = (),
             ) -> tuple[StandIn, pd.DataFrame]:  # fmt: skip
    """The tables for acts: author, target ('' = names nobody), kind, time."""
    acts = acts.sort_values(["time", "author"], kind="stable").reset_index(drop=True)
    acts = acts.assign(id=[f"p{k}" for k in range(len(acts))], file=name, line=np.arange(len(acts)) + 1)
    acts["for_others"] = acts.kind.isin(KINDS) & (acts.target != acts.author)
    edges = edges_of(acts[acts.target != ""].replace({"kind": {"self": "mention"}}))
    people = people_of(acts, edges)
    return StandIn(edges, about_of(acts, edges, people, name, cannot_show), acts), people


def edges_of(acts: pd.DataFrame) -> pd.DataFrame:
    counted = acts.groupby(["author", "target", "kind"]).size().unstack(fill_value=0)
    counted = counted.reindex(columns=list(KINDS), fill_value=0)
    counted.columns = ["retweets", "quotes", "replies", "mentions"]
    span = acts.groupby(["author", "target"])["time"].agg(["min", "max"])
    edges = counted.assign(likes=0, weight=counted.sum(axis=1), first=span["min"], last=span["max"])
    return edges.reset_index().rename(columns={"author": "source"}).astype({"source": "str", "target": "str"})


def people_of(acts: pd.DataFrame, edges: pd.DataFrame) -> pd.DataFrame:
    ids = sorted({*acts.author, *edges.source, *edges.target})
    people = pd.DataFrame({"id": ids}, dtype="str").assign(label=ids, network="twitter")
    count = lambda series: pd.Series(ids).map(series).astype("Int64")  # noqa: E731
    counted = acts[acts.kind != "thread"]
    people["observed"] = people.id.isin(acts.author)
    people["posts"] = count(counted.groupby("author").size())
    people["posts_for_others"] = count(counted.groupby("author")["for_others"].sum())
    people["threads"] = count((acts.kind == "thread").groupby(acts.author).sum())
    own = edges[edges.source == edges.target].set_index("source")["weight"]
    people["self_mentions"] = count(own).fillna(0).where(people.observed)
    people["interactions_sent"] = count(edges.groupby("source")["weight"].sum()).fillna(0).where(people.observed)
    for name, hits, trials in (("third_person_share", "posts_for_others", "posts"),
                               ("self_mention_ratio", "self_mentions", "interactions_sent")):  # fmt: skip
        low, high = wilson(people[hits].astype(float), people[trials].astype(float))
        people[name] = people[hits].astype(float) / people[trials].astype(float).replace(0, np.nan)
        people[f"{name}_low"], people[f"{name}_high"] = low, high
    people["me_share"] = 1 - people.third_person_share
    people["me_share_low"], people["me_share_high"] = (
        1 - people.third_person_share_high,
        1 - people.third_person_share_low,
    )
    people["praise_share"] = 0.0
    people["third_person_share_with_threads"] = people.posts_for_others / (people.posts + people.threads)
    return _judged(people).merge(_strengths(edges), how="left", on="id")


def _judged(people: pd.DataFrame) -> pd.DataFrame:
    low, high = people.third_person_share_low, people.third_person_share_high
    rule = [high.isna(), high - low > 1 / 3, high < TAU, low > TAU]
    words = [None, "too few posts", "me..me..me", "names others"]
    people["verdict"] = pd.Series(np.select(rule, words, "undecided"), dtype="str").where(high.notna())
    people["verdict_reason"] = ""
    people["posts_needed"] = [_needed(t, n, v) for t, n, v in
                              zip(people.posts_for_others, people.posts, people.verdict, strict=True)]  # fmt: skip
    people["posts_needed"] = people.posts_needed.astype("Int64")
    people["posts_for_balance"] = (2 * people.posts - 3 * people.posts_for_others).clip(lower=0)
    judged = people.verdict.isin(["me..me..me", "names others", "undecided"])
    people["percentile"] = people.me_share.where(judged).rank(pct=True)
    return people


def _needed(hits: Any, posts: Any, verdict: Any) -> Any:
    if verdict not in ("too few posts", "undecided") or hits / posts >= TAU:
        return None
    more = 0
    while wilson(hits, posts + more)[1] >= TAU:
        more += 1
    return more


def _strengths(edges: pd.DataFrame) -> pd.DataFrame:
    loopless = edges[edges.source != edges.target]
    out, into = loopless.groupby("source"), loopless.groupby("target")
    columns = {"out_degree": out.size(), "in_degree": into.size(),
               "out_strength": out["weight"].sum(), "in_strength": into["weight"].sum()}  # fmt: skip
    table = pd.DataFrame(columns).fillna(0).astype("Int64")
    return table.rename_axis("id").reset_index().astype({"id": "str"})


def about_of(acts: pd.DataFrame, edges: pd.DataFrame, people: pd.DataFrame, name: str,
             cannot_show: tuple[str, ...]) -> dict[str, Any]:  # fmt: skip
    first, last = acts.time.min(), acts.time.max()
    return {
        "sources": [{"name": name, "format": "invented", "sha256": "0" * 64}],
        "posts": int(people.posts.sum()), "interactions": int(edges.weight.sum()), "people": len(people),
        "authors": int(people.observed.sum()), "networks": ["twitter"], "me_threshold": TAU, "seed": 1,
        "first": None if pd.isna(first) else f"{first:%Y-%m-%d}", "last": None if pd.isna(last) else f"{last:%Y-%m-%d}",
        "has_posts": True, "cannot_show": list(cannot_show),
    }  # fmt: skip


def edge_list(count: int, ties: int, seed: int = 5) -> tuple[StandIn, pd.DataFrame]:
    """An edge list: acts, no posts. Few are named by many, as in the wild."""
    rng = np.random.default_rng(seed)
    fame = 1 / (np.arange(count) + 3.0) ** 1.1
    circle = rng.integers(0, 12, count)
    target = rng.choice(count, ties * 2, p=fame / fame.sum())
    busy = 1 / (rng.permutation(count) + 20.0) ** 0.6
    source = rng.choice(count, ties * 2, p=busy / busy.sum())
    keep = (circle[source] == circle[target]) | (rng.random(ties * 2) < 0.15)
    pairs = pd.DataFrame({"source": source[keep], "target": target[keep]})
    back = pairs.sample(frac=0.06, random_state=seed).rename(columns={"source": "target", "target": "source"})
    pairs = pd.concat([pairs, back, pd.DataFrame({"source": np.arange(count), "target": (np.arange(count) * 7) % 50})])
    width = len(str(count))
    for column in ("source", "target"):
        pairs[column] = "u" + pairs[column].astype(str).str.zfill(width)
    acts = pairs.rename(columns={"source": "author"}).assign(
        kind=rng.choice(KINDS, len(pairs), p=[0.6, 0.0, 0.1, 0.3]),
        time=pd.Timestamp("2012-07-01"),
        for_others=True,
        id="",
        file="",
        line=0,
    )
    edges = edges_of(acts)
    people = people_of(acts.head(0), edges)
    people["observed"] = True
    sent = edges.groupby("source")["weight"].sum()
    own = edges[edges.source == edges.target].set_index("source")["weight"]
    people["interactions_sent"] = people.id.map(sent).astype("Int64")
    people["self_mentions"] = people.id.map(own).astype("Int64").fillna(0)
    people["self_mention_ratio"] = people.self_mentions.astype(float) / people.interactions_sent.astype(float)
    about = about_of(acts.head(0), edges, people, "ties.edges", ()) | {"has_posts": False, "posts": 0}
    return StandIn(edges, about, acts.head(0)), people
