"""One run of a collection: walk after walk, page after page, within what may be spent; every page kept at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from graphkit.collection._pages import LOOKUP, Mark, PagesFile, Stand, network_errors
from graphkit.collection._prices import dollars
from graphkit.collection._transport import AnswerError
from graphkit.collection._walks import Answer, Ask, Cursor, Kind, Lookup, Network, Walk
from graphkit.errors import CollectError, UsageError

MOST_EMPTY = 10
"""So many pages in a row without anything new, beyond those that are known already, and a walk is going in circles."""
MOST_TOLD = 20
"""So many errors are told one by one."""
SKIPPED = (403, 404)
"""What a server says of one account or post, and not of us."""
UNKNOWN = 400


@dataclass(frozen=True)
class Means:
    """What one collection may take."""

    max_posts: int = 500
    budget: float | None = None


@dataclass
class Run:
    """A collection as it goes."""

    ask: Ask
    network: Network
    file: PagesFile
    means: Means
    tell: Callable[[str], None]
    missing: dict[str, str] = field(default_factory=dict)
    """Names that could not be collected, and why."""
    told: int = 0
    stopped: str = ""
    """Why it gave up."""
    turns: dict[str, float] = field(default_factory=dict)
    """When the next request to an endpoint may be made; the next run must know it too."""
    kind: Kind = field(init=False)
    """The kind of list that is walked."""

    def __post_init__(self) -> None:
        self.kind = self.network.check(self.ask)


def collected(run: Run) -> None:
    """Walk every walk to its end, or as far as the means go. Raises CollectError where something gives up."""
    kept = run.file.kept
    try:
        walks = list(_walks(run))
        while kept.things < run.means.max_posts and (going := [walk for walk in walks if _goes_on(run, walk)]):
            for number, walk in enumerate(going):
                _follow(run, walk, shares=len(going) - number)
    except CollectError as gave_up:
        run.stopped = str(gave_up)
        if not run.file.is_new:
            run.file.close_with(status(run, "unfinished"))
        raise
    run.file.close_with(status(run, "finished"))


def _walks(run: Run) -> Iterable[Walk]:
    """What was begun goes on with what is known of it; the other names are looked up."""
    known = {name: run.file.kept.target(f"{run.kind.what} {name}") for name in run.ask.names}
    yield from (Walk(run.kind, name, target) for name, target in known.items() if target)
    for found in run.network.find(run.ask, [name for name in run.ask.names if not known[name]]):
        for name, why in found.missing.items():
            _miss(run, name, why)
        _keep_lookup(run, found)
        _tell_lengths(run, [walk for walk in found.walks if walk.expected is not None])
        yield from found.walks


def _tell_lengths(run: Run, walks: Sequence[Walk]) -> None:
    """How much there is, where the network says so, and what that costs."""
    if not walks:
        return
    there = sum(walk.expected or 0 for walk in walks)
    had = min(sum(min(walk.expected or 0, walk.kind.reach or 1 << 60) for walk in walks), run.means.max_posts)
    price = run.network.prices.of(**{f"{run.kind.unit}s": had})
    names = _few([walk.name for walk in walks])
    run.tell(f"{run.ask.what} {names}: {there:,} there, {had:,} to collect{f', {dollars(price)}' if price else ''}")


def _keep_lookup(run: Run, found: Lookup) -> None:
    """Accounts looked up are paid for; posts looked up are kept too."""
    paid = run.network.prices.of(users=found.users)
    if found.answer is None:
        run.file.kept.stand(LOOKUP).cost += paid
    else:
        _keep(run, Walk(replace(run.kind, what=LOOKUP, unit="post"), ""), found.answer, None)


def _goes_on(run: Run, walk: Walk) -> bool:
    return walk.name not in run.missing and not run.file.kept.stand(walk.key).is_done


def _follow(run: Run, walk: Walk, *, shares: int) -> None:
    """Read a walk to its end, or as far as its share of what may be collected goes."""
    kept = run.file.kept
    stand = kept.stand(walk.key)
    share = stand.things - (kept.things - run.means.max_posts) // shares
    since = kept.newest(walk.key) if walk.kind.takes_since else ""
    here = _Place(since, {stand.token}, most_idle=MOST_EMPTY + kept.pages(walk.key))
    while not stand.is_done and stand.things < share:
        cursor = Cursor(_size(run, walk, share - stand.things), stand.token, here.since, here.until)
        try:
            answer = run.network.page(walk, cursor)
        except AnswerError as error:
            if error.status in SKIPPED:
                _miss(run, walk.name, str(error))
                return
            if error.status != UNKNOWN or not (cursor.token or cursor.since):
                raise
            stand.token, here.since, here.until, here.seen = None, "", stand.oldest, set()  # tokens and ids go stale
            continue
        if gone := _nothing_but_errors(run, answer.page, stand):
            _miss(run, walk.name, gone)
            return
        here.check(walk, _keep(run, walk, answer, here), stand.token)


def _nothing_but_errors(run: Run, page: dict[str, Any], stand: Stand) -> str:
    """Why a list cannot be read, where its first page says only that: a protected account, a suspended one."""
    errors = network_errors(page)
    is_empty = not run.network.held(page) and not stand.things and run.network.next_token(page) is None
    return errors[0] if errors and is_empty else ""


def _miss(run: Run, name: str, why: str) -> None:
    """Note and say that a name could not be collected."""
    run.missing[name] = why.rstrip(".")
    run.tell(f"{name}: {why}")


@dataclass
class _Place:
    """Where a walk is in this run: what it asks for, and whether it gets anywhere."""

    since: str
    seen: set[str | None]
    most_idle: int
    until: str = ""
    idle: int = 0

    def check(self, walk: Walk, fresh: int, token: str | None) -> None:
        """CollectError where the server sends us in circles."""
        self.idle = 0 if fresh else self.idle + 1
        if token is not None and token in self.seen:
            raise CollectError(f"{walk.key}: the server sends us in a circle of pages; what was collected is kept")
        if token is not None and self.idle >= self.most_idle:
            raise CollectError(
                f"{walk.key}: {self.idle:,} pages in a row without anything new; what was collected is kept"
            )
        self.seen.add(token)


def _size(run: Run, walk: Walk, wanted: int) -> int:
    """How many things the next page may hold: no more than is wanted and can be paid, as far as the network allows."""
    kind, prices = walk.kind, run.network.prices
    size = max(kind.least, min(kind.most, wanted))
    each = prices.user if kind.unit == "user" else prices.post
    if run.means.budget is None or not each:
        return size
    paid = int((run.means.budget - run.file.kept.cost) / each + 1e-9)
    if paid < kind.least:
        raise CollectError(
            f"the budget of {dollars(run.means.budget)} is used up ({dollars(run.file.kept.cost)} at the most); "
            "what was collected is kept: give more, and run the same command again"
        )
    return min(size, paid)


def _keep(run: Run, walk: Walk, answer: Answer, place: _Place | None) -> int:
    """Keep a page, without what is known already; how many things in it are new."""
    kept, network = run.file.kept, run.network
    held = network.held(answer.page)
    ids = [network.identity(thing) for thing in held]
    mark = Mark(
        walk.key if place else LOOKUP,
        dict(walk.target),
        network.next_token(answer.page),
        _cost(run, walk, answer.page),
        "" if walk.kind.is_shared else walk.key,
        ids=[identity for identity in ids if identity],
    )
    fresh = kept.fresh(mark.scope, ids)
    held[:] = [held[number] for number in fresh]
    if kept.round > 1 and place and not place.since and len(fresh) < len(ids):
        mark.next = None  # what comes now is known
    if place or fresh:
        run.file.add(answer, mark, lambda: status(run, "unfinished"))
    if place:
        _tell_errors(run, answer.page)
    return len(fresh)


def _cost(run: Run, walk: Walk, page: Mapping[str, Any]) -> float:
    """What a page cost at the most, before anything known is taken out of it."""
    number = len(run.network.held(dict(page)))
    along = page.get("includes")
    users, posts = (
        len(along[name]) if isinstance(along, dict) and isinstance(along.get(name), list) else 0
        for name in ("users", "tweets")
    )
    paid = {"users": number} if walk.kind.unit == "user" else {"posts": number}
    return run.network.prices.of(**paid, posts_along=posts, users_along=users)


def _tell_errors(run: Run, page: Mapping[str, Any]) -> None:
    """Say what a page refers to and the network does not give, one by one at first."""
    for error in network_errors(page):
        run.told += 1
        if run.told <= MOST_TOLD:
            run.tell(f"not given: {error}")
        elif run.told == MOST_TOLD + 1:
            run.tell("not given: more, which are counted")


def status(run: Run, state: str) -> dict[str, Any]:
    """How the collection stands, for the last line of the file."""
    kept = run.file.kept
    found, named = limits(run, state)
    return {
        "state": state,
        "stopped": run.stopped,
        "missing": run.missing,
        "things": len(kept.ids),
        "cost": round(kept.cost, 4),
        "limits": found,
        "named": named,
        "turns": run.turns,
    }


def limits(run: Run, state: str) -> tuple[list[str], list[str]]:
    """What the file lacks of what was asked for, as clauses for a report: those that name nobody, and the others."""
    kept, open_ = run.file.kept, unfinished(run)
    found, named = list(run.kind.limits), []
    if kept.errors:
        found.append(f"{kept.errors:,} posts or accounts referred to that {run.network.name} does not give")
    if open_ and state == "finished":
        named.append(f"what lies beyond the {kept.things:,} that were collected: {_few(open_)}")
    elif run.stopped:
        named.append(f"the rest of a collection that was not finished: {run.stopped}")
    elif state != "finished":
        found.append("the rest of a collection that was not finished")
    named += [f"{run.ask.what} {name} ({why})" for name, why in list(run.missing.items())[:MOST_TOLD]]
    return found, named


def unfinished(run: Run) -> list[str]:
    """The names whose walk is not at its end in this round."""
    stands = {name: run.file.kept.stand(f"{run.kind.what} {name}") for name in run.ask.names}
    return [name for name, stand in stands.items() if name not in run.missing and not stand.is_done]


def estimate(run: Run) -> tuple[float, str]:
    """What this run costs at the most, in US dollars, and in words; no words where nothing is asked for or charged."""
    kept, prices, kind = run.file.kept, run.network.prices, run.kind
    open_ = unfinished(run)
    things = min(run.means.max_posts - kept.things, (kind.reach or run.means.max_posts) * len(open_))
    if things <= 0 or not prices.date:
        return 0.0, ""
    looked_up = [name for name in open_ if not kept.target(f"{kind.what} {name}")] if kind.looks_up else []
    bought = {"posts": 0, "users": 0}
    bought[f"{kind.unit}s"] += things
    bought[f"{kind.looks_up}s" if looked_up else "posts"] += len(looked_up)
    cost = prices.of(**bought)
    if run.means.budget is not None:
        lookups = prices.of(**{f"{kind.looks_up}s": len(looked_up)}) if looked_up else 0.0
        if lookups > run.means.budget:
            raise UsageError(f"to look up {len(looked_up):,} names costs {dollars(lookups)}: more than --budget")
        cost = min(cost, run.means.budget)
    nouns = zip(bought.values(), ("post", "account"), strict=True)
    parts = [f"{number:,} {noun}{'' if number == 1 else 's'}" for number, noun in nouns if number]
    of = f"by the price list of {prices.date} ({prices.source})"
    open_question = "" if prices.user_along else "; it does not say whether what comes along with posts is charged too"
    return cost, f"up to {' and '.join(parts)}: at most {dollars(cost)} {of}{open_question}"


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - 3:,} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more
