"""The command `collect`: what is asked for, in words of the command line."""

import sys
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from graphkit._console import Quiet, remark, say


class What(StrEnum):
    """The lists that can be collected."""

    USER = "user"
    MENTIONS = "mentions"
    SEARCH = "search"
    THREAD = "thread"
    QUOTES = "quotes"
    REPOSTS = "reposts"
    LIKES = "likes"


@dataclass(frozen=True)
class Collecting:
    """How the user wants it collected; a field is an option of that name."""

    max_posts: Annotated[
        int, typer.Option(min=1, help="Posts in all (reposts, likes: accounts); names share them.")
    ] = 500
    budget: Annotated[float | None, typer.Option(help="Stop before this many US dollars are spent.")] = None
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Agree to a price over 1 USD without being asked.")] = False
    since_last: Annotated[bool, typer.Option("--since-last", help="Add what is newer than the newest in FILE.")] = False
    since: Annotated[str, typer.Option(help="Only posts from this date on (UTC, 2026-08-01).")] = ""
    until: Annotated[str, typer.Option(help="Only posts before this date.")] = ""
    archive: Annotated[
        bool, typer.Option("--archive", help="search, thread: all of the past, not the last 7 days only.")
    ] = False
    token_file: Annotated[
        Path | None,
        typer.Option(help="File of mode 600 with the bearer token; else GRAPHKIT_BEARER_TOKEN or BEARER_TOKEN."),
    ] = None
    network: Annotated[str, typer.Option(help="x, mastodon or bluesky.")] = "x"
    api_base: Annotated[str, typer.Option(help="Address of another server, such as https://mastodon.example.")] = ""
    max_wait: Annotated[float, typer.Option(min=0, help="Seconds to wait for one request, at the most.")] = 960
    price_table: Annotated[Path | None, typer.Option(help="JSON file with X's prices, if they have changed.")] = None
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False
    verbose: Annotated[int, typer.Option("--verbose", "-v", count=True, help="Say more; twice: tracebacks.")] = 0

    @property
    def options(self) -> dict[str, Any]:
        """What `graphkit.collect` is told."""
        said = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in ("quiet", "verbose")}
        return {name: value for name, value in said.items() if value not in (None, "")}


def collect(
    what: Annotated[What, typer.Argument(help="What to collect.", show_choices=True)],
    names: Annotated[
        list[str],
        typer.Argument(metavar="NAME", help="Accounts, a query, or posts by id or address; several share --max-posts."),
    ],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="FILE.jsonl; the same command again goes on in it.")],
    collecting: Collecting,
) -> None:
    """Collect posts from a network, page by page, into a file that every other command reads. Only this asks a network.

    The price is said before anything is asked for. Reposts, quotes and likes are of posts; likes of an account, too.

    Example: graphkit collect user ann_reed -o ann.jsonl
    """
    from graphkit import collect as collected
    from graphkit._person_lines import safe

    Quiet.update(quiet=Quiet["quiet"] or collecting.quiet, verbose=Quiet["verbose"] + collecting.verbose)
    try:
        found = collected(
            what.value,
            *names,
            output=output,
            tell=lambda line: remark(safe(line)),
            confirm=_confirmed,
            **collecting.options,
        )
    except SystemExit:
        remark(f"stopped; the same command again goes on in {output}")
        raise
    for clause in found.limits:
        remark(f"not in it: {safe(clause)}")
    remark(f"{found.things:,} in {output}")
    say(str(found.path))


def _confirmed(_: str) -> bool:
    """Whether somebody at a terminal agrees; nobody is asked elsewhere."""
    if sys.stdin is None or not sys.stdin.isatty():
        return False
    try:
        return typer.confirm("go on?", err=True)
    except typer.Abort:
        return False
