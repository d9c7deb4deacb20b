"""The command line: the same verbs as in Python. Data goes to stdout, everything else to stderr."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphkit import __version__, _collecting
from graphkit._arguments import eased
from graphkit._console import Exports, Quiet, judge_losses, load, remark, say, say_all
from graphkit._ending import run
from graphkit._passing_on import Public, export, pseudonymise, shown
from graphkit._reading import Printing, Reading, WithMany, reads
from graphkit._starting import lighten
from graphkit.errors import NoDataError, UsageError

if TYPE_CHECKING:
    from graphkit.comparison import Comparison
    from graphkit.graph import Graph

app = typer.Typer(
    name="graphkit",
    help=(
        "Who shares, who answers, and who only says “me..me..me”: relationship graphs from social-media exports, "
        "offline.\n\nExample: graphkit report twitter-2012.zip"
    ),
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"graphkit {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    *,
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
    verbose: Annotated[int, typer.Option("--verbose", "-v", count=True, help="Say more; twice: tracebacks.")] = 0,
) -> None:
    Quiet.update(quiet=quiet, verbose=verbose)


@app.command()
@reads
def report(
    exports: Exports,
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="Where the report's folder goes.")] = Path("reports"),
    name: Annotated[str, typer.Option(help="Name of the folder; by default the export's.")] = "",
    sensitivity: Annotated[
        bool, typer.Option("--sensitivity", help="Also say under which choices each verdict holds.")
    ] = False,
    public: Public = False,
    reading: Reading,
) -> None:
    """Write everything: tables, pictures, cards and a page.

    One author gets the ego picture, up to 1,500 people the network; more get circles, and the network of 1,500.

    Example: graphkit report twitter-2012.zip -o reports
    """
    from graphkit.exports import readable

    graph = shown(load(exports, reading), public=public)
    place = readable(name) if name else "public" if public else _folder_name(exports)
    _write_report(graph, output / place, reading, sensitivity=sensitivity)


def _write_report(graph: "Graph", folder: Path, reading: Reading, *, sensitivity: bool = False) -> None:
    from graphkit import measure
    from graphkit.diagrams import finding
    from graphkit.reports import report as write

    people = measure(graph, min_posts=reading.min_posts)
    if people.empty:
        raise NoDataError(f"nobody in the export has {reading.min_posts:,} posts")
    files = write(graph, folder, people=people, sensitivity=sensitivity)
    say(finding(graph, people))
    for path in files:
        say(str(path))
    judge_losses(graph, reading)


def _folder_name(exports: list[str]) -> str:
    import os

    from graphkit.exports import readable

    first = Path(os.path.realpath(exports[0])).name if exports[0] != "-" else "stdin"
    stem = first.split(".")[0] or first
    return readable(stem) + (f"-and-{len(exports) - 1}-more" if len(exports) > 1 else "")


@app.command()
@reads
def inspect(exports: Exports, *, reading: Reading) -> None:
    """Say what is in the exports: formats, people, dates, kinds, what was left out and what cannot be shown.

    Example: graphkit inspect exports/
    """
    from graphkit._inspect import inspection

    graph = load(exports, reading)
    for line in inspection(graph):
        say(line)
    judge_losses(graph, reading)


@app.command()
@reads
def measure(
    exports: Exports,
    *,
    metric: Annotated[
        list[str] | None,
        typer.Option("--metric", "-m", help="Only this metric (`graphkit list metrics`); repeat."),
    ] = None,
    sensitivity: Annotated[
        bool, typer.Option("--sensitivity", help="Instead, under which choices each verdict holds.")
    ] = False,
    public: Public = False,
    printing: Printing,
    reading: Reading,
) -> None:
    """Print the people table.

    Example: graphkit measure posts.csv -m third_person_share --sort posts --top 10 -f table
    """
    from graphkit import measure as measured
    from graphkit import sensitivity as choices

    if sensitivity and metric:
        raise UsageError("--sensitivity prints a table of its own; give it without --metric")
    asked = reading.copies or "uncredited_copies" in (metric or ())
    graph = shown(load(exports, replace(reading, copies=asked)), public=public)
    least = reading.min_posts
    people = choices(graph, min_posts=least) if sensitivity else measured(graph, metric, min_posts=least)
    say_all(printing.lines(people))
    judge_losses(graph, reading)


@app.command(cls=WithMany)
@reads
def compare(
    exports: Exports,
    *,
    split: Annotated[str, typer.Option(help="Compare what lies before this date (UTC) with what lies after it.")] = "",
    with_: Annotated[
        list[str] | None,
        typer.Option(
            "--with", metavar="EXPORT...", help="Compare with these exports: all words up to the next option."
        ),
    ] = None,
    whole: Annotated[
        bool, typer.Option("--whole", help="Print the numbers of all together, not the people's.")
    ] = False,
    printing: Printing,
    reading: Reading,
) -> None:
    """Say what changed, before and after a date or between two groups of exports, for each person, with intervals.

    Example: graphkit compare data/town.csv --split 2012-05-15
    """
    from graphkit.comparison import SHOWN

    if bool(split) == bool(with_):
        raise UsageError(
            "say what to compare: --split DATE for before and after it, or --with EXPORT for other exports"
        )
    graph, found = _compared_with(exports, with_ or [], reading) if with_ else _split(exports, split, reading)
    table = found.whole if whole else found.with_posts(reading.min_posts)
    tell = say if printing.format_ == "table" else remark
    for line in found.sentences:
        tell(line)
    say_all(printing.lines(table, shown=() if whole else SHOWN))
    judge_losses(graph, reading)


def _split(exports: list[str], date: str, reading: Reading) -> "tuple[Graph, Comparison]":
    from graphkit import compare as compared

    graph = load(exports, reading)
    return graph, compared(graph, split=date)


def _compared_with(exports: list[str], others: list[str], reading: Reading) -> "tuple[Graph, Comparison]":
    """The people are those of all the exports together, so what is chosen from them is chosen afterwards."""
    from graphkit import compare as compared
    from graphkit._groups import groups, named

    graph = load([*exports, *others], reading.everything())
    first, second = (reading.part(group, whole=graph) for group in groups(graph, exports, others))
    return graph, compared(first, second, names=(f"in {named(exports)}", f"in {named(others)}"))


@app.command()
@reads
def person(
    handle: Annotated[str, typer.Argument(help="Handle or id of the person.")],
    exports: Exports,
    *,
    metric: Annotated[
        list[str] | None, typer.Option("--metric", "-m", help="Only this number, with its receipts; repeat.")
    ] = None,
    format_: Annotated[str, typer.Option("--format", "-f", help="text, csv, json, jsonl or table.")] = "text",
    reading: Reading,
) -> None:
    """Print one person: the sentence, the numbers with intervals, what would change them, and their receipts.

    Example: graphkit person tom_gray community.jsonl -m reciprocity
    """
    from graphkit import measure as measured
    from graphkit import person as found
    from graphkit._person import metrics_for
    from graphkit._person_lines import person_printed

    numbers = list(dict.fromkeys(metric or ()))
    wanted = metrics_for(numbers) or None
    graph = load(exports, reading)
    graph.find(handle)
    for line in person_printed(found(graph, handle, people=measured(graph, wanted)), numbers, format_):
        say(line)
    judge_losses(graph, reading)


@app.command()
@reads
def draw(
    exports: Exports,
    *,
    diagram: Annotated[str, typer.Option("--diagram", "-d", help="See `graphkit list diagrams`.")] = "auto",
    output: Annotated[Path, typer.Option("--output", "-o", help="FILE.png, .svg, .pdf, .html.")] = Path("network.png"),
    of: Annotated[str, typer.Option(help="For ego, person and timeline: whose picture.")] = "",
    reading: Reading,
) -> None:
    """Draw one picture; or, as .html, the page with all of them, which works offline and stands alone.

    Example: graphkit draw community.jsonl -d person --of tom_gray -o tom.png
    """
    from graphkit import measure as measured
    from graphkit.diagrams import draw as drawn
    from graphkit.diagrams import save
    from graphkit.reports import write_page

    if (page := output.suffix.lower() == ".html") and (of or diagram != "auto"):
        raise UsageError("an .html page holds the pictures of everybody: give it without --diagram and --of")
    graph = load(exports, reading)
    people = measured(graph)
    if page:
        write_page(graph, output, people=people)
    else:
        save(drawn(graph, people, diagram=diagram, person=graph.find(of) if of else None), output)
    say(str(output))
    judge_losses(graph, reading)


app.command()(reads(_collecting.collect))


@app.command(name="list")
def list_(
    what: Annotated[str, typer.Argument(help="readers, metrics, diagrams or engines.")] = "",
    name: Annotated[str, typer.Argument(help="One of them: its full definition.")] = "",
) -> None:
    """List the readers, metrics, diagrams and engines there are, or define one.

    Example: graphkit list metrics reciprocity
    """
    from graphkit._inspect import listing

    for line in listing(what, name):
        say(line)


@app.command()
def demo(
    output: Annotated[Path, typer.Option("--output", "-o", help="Where the report's folder goes.")] = Path("reports"),
) -> None:
    """Make a report on an invented community of 300 people.

    Example: graphkit demo
    """
    from graphkit._demo import community

    reading = Reading()
    with community() as export:
        graph = load([str(export)], reading)
        _write_report(graph, output / "demo", reading)


app.command()(export)
app.command()(pseudonymise)


def main() -> None:
    """Run the command line; `_ending` decides every promised exit code."""
    lighten()
    run(
        lambda: eased(typer.main.get_command(app))(prog_name="graphkit", standalone_mode=False),
        verbose=lambda: Quiet["verbose"] > 1,
    )
