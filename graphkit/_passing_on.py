"""The commands that pass a graph on: to another tool, or to other people."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphkit._console import Exports, judge_losses, load, say
from graphkit._reading import Reading, reads
from graphkit.errors import NoDataError

if TYPE_CHECKING:
    from graphkit.graph import Graph

Public = Annotated[
    bool, typer.Option("--public", help="For others to see: pseudonyms, no single acts, no times but the day.")
]


def shown(graph: "Graph", *, public: bool) -> "Graph":
    """The graph, or with `--public` what may be shown of it to anybody."""
    from graphkit.privacy import public as without_names

    return without_names(graph) if public else graph


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


@reads
def pseudonymise(
    exports: Exports,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="PATH", help="The folder, or with --to the file.")],
    to: Annotated[
        str, typer.Option("--to", help="parquet (the store), csv, gexf, graphml, sqlite or json.")
    ] = "parquet",
    key_file: Annotated[
        Path | None, typer.Option(help="The key, to give the same pseudonyms again; made there if there is none.")
    ] = None,
    reading: Reading,
) -> None:
    """Write a copy to share: pseudonyms for people and posts, no words; every command reads it, with the same numbers.

    The key of the pseudonyms is thrown away, unless it is kept with --key-file. Times stay.

    Example: graphkit pseudonymise community.jsonl -o shared
    """
    from graphkit.exports import format_of
    from graphkit.privacy import key_from
    from graphkit.privacy import pseudonymise as write

    format_of(to, output)
    graph = load(exports, reading)
    key = None if key_file is None else key_from(key_file)
    for path in write(graph, output, to=to, key=key):
        say(str(path))
    judge_losses(graph, reading)
