"""What every command does alike: load with progress and warnings, print data, and judge what was left out."""

import sys
from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from graphkit._ending import PipeClosedError
from graphkit._reading import Reading
from graphkit.errors import OutputError

if TYPE_CHECKING:
    from graphkit.graph import Graph

Exports = Annotated[list[str], typer.Argument(metavar="EXPORT", help="Files, folders, archives; - is stdin.")]
MOST_WARNED = 60_000
"""Bytes of warnings on stderr."""
Quiet = {"quiet": False, "verbose": 0}


def say(line: str) -> None:
    """A line of data on stdout."""
    try:
        typer.echo(line)
    except BrokenPipeError as closed:
        raise PipeClosedError from closed
    except OSError as fault:
        raise OutputError(f"standard output cannot be written: {fault.strerror}") from fault


def say_all(lines: Iterable[str]) -> None:
    """Lines of data on stdout, some hundred at a time."""
    left = iter(lines)
    while some := list(islice(left, 500)):
        say("\n".join(some))


def remark(line: str) -> None:
    """A line on stderr, unless quiet."""
    if not Quiet["quiet"]:
        typer.echo(line, err=True)


def load(exports: list[str], reading: Reading) -> "Graph":
    """Read the exports as asked; what was left out is said on stderr."""
    from graphkit._inspect import allowed, losses

    allowed(reading.max_rejects)
    Quiet.update(quiet=Quiet["quiet"] or reading.quiet, verbose=Quiet["verbose"] + reading.verbose)
    shown = sys.stderr is not None and sys.stderr.isatty() and not Quiet["quiet"]
    graph = reading.load(exports, progress=_progress if shown else None)
    if shown:
        typer.echo("\r\x1b[K", nl=False, err=True)
    if not Quiet["quiet"]:
        warn(losses(graph, verbose=bool(Quiet["verbose"])))
    return graph


def warn(lines: Iterable[str]) -> None:
    """Warnings on stderr, bounded whatever the input."""
    left = MOST_WARNED
    for line in lines:
        left -= len(line.encode("utf-8", "replace")) + 1
        if left < 0:
            typer.echo("… and more: see `records` in summary.json and rejects.csv", err=True)
            return
        typer.echo(line, err=True)


def _progress(file: str, records: int) -> None:
    typer.echo(f"\r\x1b[Kreading {file[-60:]}: {records:,} records", nl=False, err=True)


def judge_losses(graph: "Graph", reading: Reading) -> None:
    """At the end of a run: too much left out, or anything under `--strict`, is an error."""
    from graphkit._inspect import demand_complete

    demand_complete(graph, strict=reading.strict, most=reading.max_rejects)
