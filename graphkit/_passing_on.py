"""The commands that pass a graph on: to another tool, or to other people."""

from pathlib import Path
from typing import Annotated

import typer

from graphkit._console import Exports, judge_losses, load, say
from graphkit._reading import Reading, reads
from graphkit.errors import NoDataError


@reads
def export(
    exports: Exports,
    *,
    to: Annotated[
        str, typer.Option("--to", help="gexf, graphml, csv, parquet, sqlite or json; by default what PATH ends in.")
    ] = "",
    output: Annotated[Path, typer.Option("--output", "-o", metavar="PATH", help="The file; of csv, parquet a folder.")],
    metric: Annotated[
        list[str] | None, typer.Option("--metric", "-m", help="Only this number of each person; repeat.")
    ] = None,
    reading: Reading,
) -> None:
    """Write everybody and their ties for another tool; or, with --to parquet, a store that loads in a fraction.

    Example: graphkit export community.jsonl --to gexf -o community.gexf
    """
    from graphkit import export as write
    from graphkit import measure
    from graphkit.exports import format_of

    format_of(to, output)
    graph = load(exports, reading)
    people = measure(graph, metric, min_posts=reading.min_posts)
    if people.empty:
        raise NoDataError(f"nobody in the export has {reading.min_posts:,} posts")
    for path in write(graph, output, to=to, people=people):
        say(str(path))
    judge_losses(graph, reading)
