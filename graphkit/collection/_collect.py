"""`collect`: from what somebody asks of a network to a file of pages that `load` reads."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from os import PathLike
from pathlib import Path
from typing import TypedDict, Unpack

from graphkit.collection._bluesky import Bluesky
from graphkit.collection._mastodon import Mastodon
from graphkit.collection._pages import PagesFile
from graphkit.collection._plain import Asking
from graphkit.collection._prices import dollars, read_prices
from graphkit.collection._run import Means, Run, collected, estimate, limits, unfinished
from graphkit.collection._token import demanded, token_from
from graphkit.collection._transport import Machine, Patience, Transport
from graphkit.collection._walks import Ask, Network
from graphkit.collection._x import open_x
from graphkit.errors import CollectError, UsageError

WITHOUT_ASKING = 1.0
"""US dollars that a collection may cost without being agreed to."""
BASES = {"x": "https://api.x.com", "mastodon": "https://mastodon.social", "bluesky": "https://public.api.bsky.app"}


class CollectOptions(TypedDict, total=False):
    """What can be said about a collection."""

    max_posts: int
    """Posts (for reposts and likes: accounts) to collect in all, 500 by default; several names share them."""
    budget: float
    """US dollars after which it stops."""
    yes: bool
    """Agree to a price over one dollar without being asked."""
    since_last: bool
    """Add what is newer than the newest in the file."""
    since: str
    """Only what was posted from this date on (UTC)."""
    until: str
    """Only what was posted before this date."""
    archive: bool
    """Search all of the past, not the last week only."""
    network: str
    """`x`, `mastodon` or `bluesky`."""
    api_base: str
    """Address of the server, where it is another than the network's own."""
    token_file: str | PathLike[str]
    """File that holds the bearer token, which only its owner may read."""
    price_table: str | PathLike[str]
    """JSON file with the prices, where they have changed."""
    max_wait: float
    """Seconds to wait for one request, at the most: 960, where a window of rate limits is 900."""
    tell: Callable[[str], None]
    """Called with each line about how it goes."""
    confirm: Callable[[str], bool]
    """Called with the price, where it is over one dollar: whether to go on."""
    machine: Machine
    """Time, sleep and chance; for tests."""


@dataclass(frozen=True)
class Collection:
    """What a collection brought."""

    path: Path
    things: int
    """Posts or accounts in the file."""
    cost: float
    """US dollars, at the most, since newer things were last added."""
    limits: tuple[str, ...]
    """What the file does not hold of what was asked for."""


def collect(what: str, *names: str, output: str | PathLike[str], **options: Unpack[CollectOptions]) -> Collection:
    """Collect pages of a network into a file of lines, which `load` reads and twarc too.

    `what` is one of user, mentions, search, thread, quotes, reposts, likes; `names` are accounts, a query, or posts
    (ids or addresses). Every page is kept at once: the same call goes on where an earlier one stopped. Options are
    those of `CollectOptions`. Raises UsageError for a call that cannot be meant, or a price that nobody agreed to;
    OutputError where the file cannot be written; CollectError where not all of what was asked for could be collected:
    what was, is kept.
    """
    ask = _ask(what, names, options)
    tell = options.get("tell") or _silent
    means = Means(options.get("max_posts", 500), options.get("budget"))
    with closing(_transport(ask, options, tell)) as transport:
        network = _network(ask, options, transport)
        network.check(ask)
        with closing(PagesFile(Path(output), ask, network)) as file:
            transport.turns |= file.kept.turns
            run = Run(ask, network, file, means, tell, turns=transport.turns)
            _begin_round(run, since_last=options.get("since_last", False))
            _agree(run, options)
            collected(run)
    if run.missing:
        raise CollectError(_incomplete(run))
    found, named = limits(run, "finished")
    return Collection(file.path, len(file.kept.ids), file.kept.cost, (*found, *named))


def _silent(_: str) -> None:
    """Whoever does not listen is told nothing."""


def _ask(what: str, names: tuple[str, ...], options: CollectOptions) -> Ask:
    cleaned = tuple(dict.fromkeys(name.strip() for name in names if name.strip()))
    if not cleaned:
        raise UsageError(f"say whose or what: graphkit collect {what} NAME -o posts.jsonl")
    if options.get("max_posts", 500) < 1:
        raise UsageError("--max-posts is 1 or larger")
    if not options.get("budget", 1.0) > 0:
        raise UsageError("--budget is an amount of US dollars over 0")
    since, until = _moment(options.get("since", "")), _moment(options.get("until", ""))
    return Ask(what, cleaned, options.get("network", "x"), options.get("archive", False), since, until)


def _moment(date: str) -> str:
    """A date as networks take it; UTC where it names no zone."""
    if not date:
        return ""
    try:
        moment = datetime.fromisoformat(date)
    except ValueError:
        raise UsageError(f"'{date}' is no date; one looks like 2026-08-01 or 2026-08-01T12:00:00Z") from None
    zoned = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return zoned.strftime("%Y-%m-%dT%H:%M:%SZ")


def _transport(ask: Ask, options: CollectOptions, tell: Callable[[str], None]) -> Transport:
    """The way out. The token of the environment is X's; other servers get one only from a file that is named."""
    if ask.network not in BASES:
        raise UsageError(f"no network is called '{ask.network}'; there are {', '.join(BASES)}")
    file = options.get("token_file")
    token = token_from(Path(file)) if file else token_from(None) if ask.network == "x" else None
    if ask.network == "x":
        token = demanded(token, "X")
    patience = Patience(max_wait=options.get("max_wait", Patience.max_wait))
    base = options.get("api_base") or BASES[ask.network]
    return Transport(base, token, patience, options.get("machine") or Machine(), tell)


def _network(ask: Ask, options: CollectOptions, transport: Transport) -> Network:
    """The network behind its transport."""
    if ask.network == "mastodon":
        return Mastodon(Asking(transport))
    if ask.network == "bluesky":
        return Bluesky(Asking(transport))
    table = options.get("price_table")
    return open_x(transport, read_prices(Path(table) if table else None))


def _begin_round(run: Run, *, since_last: bool) -> None:
    """Where newer things are asked for, a round begins, unless an earlier one has left a gap."""
    file, kept = run.file, run.file.kept
    if file.is_new:
        run.tell(run.network.terms)
    elif since_last and kept.is_finished and not (kept.round > 1 and unfinished(run)):
        kept.round += 1
    elif since_last:
        run.tell("what was begun is finished first; the same command again adds what is newer")


def _agree(run: Run, options: CollectOptions) -> None:
    """Say what it will cost at the most, before the first request; over a dollar somebody must agree."""
    most, words = estimate(run)
    if not words:
        return
    run.tell(words)
    if most <= WITHOUT_ASKING or options.get("yes"):
        return
    confirm = options.get("confirm")
    if confirm is None or not confirm(words):
        raise UsageError(
            f"nothing was asked for: it may cost {dollars(most)}; agree with --yes, or lower --budget or --max-posts"
        )


def _incomplete(run: Run) -> str:
    """Which names could not be collected."""
    gone = [f"{name} ({why})" for name, why in run.missing.items()]
    more = f" and {len(gone) - 5:,} more" if len(gone) > 5 else ""
    return (
        f"not complete: {len(gone):,} of {len(run.ask.names):,} could not be collected: {'; '.join(gone[:5])}{more}; "
        f"the others are in {run.file.path}"
    )
