"""The options of every command that reads exports, declared once."""

import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer
import typer.core

if TYPE_CHECKING:
    import pandas as pd

    from graphkit.graph import Graph

PEOPLE = ("person", "exclude")


@dataclass(frozen=True)
class Printing:
    """How the user wants a table printed; a field is an option of that name."""

    format_: Annotated[str, typer.Option("--format", "-f", help="csv, json, jsonl or table.")] = "csv"
    sort: Annotated[str, typer.Option(help="Column to sort by, largest first; -column: smallest first.")] = ""
    top: Annotated[int, typer.Option(min=0, help="Only so many rows.")] = 0

    def lines(self, frame: "pd.DataFrame", *, shown: "Sequence[str]" = ()) -> Iterator[str]:
        """The table, line by line; of a wide one, `shown` are the columns that people can take in at once."""
        from graphkit._printing import arranged, printed

        table = arranged(frame, sort=self.sort, top=self.top)
        return printed(table[list(shown)] if shown and self.format_ == "table" else table, self.format_)


@dataclass(frozen=True)
class Reading:
    """What the user said about the exports; a field is an option of that name."""

    since: Annotated[str, typer.Option(help="Only posts from this date on (UTC, 2012-08-01).")] = ""
    until: Annotated[str, typer.Option(help="Only posts before this date.")] = ""
    kind: Annotated[
        list[str] | None,
        typer.Option(help="Count only acts of this kind (retweet, quote, reply, mention); repeat."),
    ] = None
    person: Annotated[list[str] | None, typer.Option(help="Only posts of this person; repeat.")] = None
    exclude: Annotated[list[str] | None, typer.Option(help="Leave this person out; repeat.")] = None
    min_posts: Annotated[int, typer.Option(min=0, help="Leave out of the table whoever has fewer posts.")] = 0
    aliases: Annotated[Path | None, typer.Option(help="CSV `account,person`: accounts that are one person's.")] = None
    circle: Annotated[
        Path | None, typer.Option(help="CSV `account`: the people one does business with, by id or handle.")
    ] = None
    owner: Annotated[str, typer.Option(help="Owner of personal archives that do not name one.")] = ""
    columns: Annotated[str, typer.Option(help="For tables: author=name,text=tweet,…")] = ""
    input_format: Annotated[str, typer.Option(help="Read every file with this reader (`graphkit list readers`).")] = ""
    observed: Annotated[str, typer.Option(help="In edge lists, whose side is known: all or sources.")] = "all"
    keep_text: Annotated[bool, typer.Option("--keep-text", help="Keep the words of posts.")] = False
    copies: Annotated[bool, typer.Option("--copies", help="Look for uncredited near-copies of earlier posts.")] = False
    me_threshold: Annotated[
        float,
        typer.Option(min=0.001, max=0.999, help="Share for others under which posts are me..me..me."),
    ] = 0.10
    sample_ok: Annotated[bool, typer.Option("--sample-ok", help="Give verdicts on keyword samples too.")] = False
    seed: Annotated[int, typer.Option(help="For layouts and pivots.")] = 1
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 3 if anything was left out.")] = False
    max_rejects: Annotated[str, typer.Option(help="Exit with 3 if more records than N or P% cannot be read.")] = ""
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False
    verbose: Annotated[int, typer.Option("--verbose", "-v", count=True, help="Say more; twice: tracebacks.")] = 0
    engine: Annotated[str, typer.Option(help="Where the queries run: duckdb or spark.")] = "duckdb"
    master: Annotated[str, typer.Option(help="Of Spark: local[2], spark://host:7077, sc://host.")] = ""
    scratch: Annotated[str, typer.Option(help="Folder for temporary files; of a cluster, one that workers share.")] = ""
    array_edges: Annotated[int, typer.Option(min=0, help="Beyond so many ties, count in rounds in the engine.")] = 0
    memory_limit: Annotated[str, typer.Option(help="For the engine, such as 4GB; it spills to disk beyond.")] = ""

    def load(self, exports: list[str], *, progress: Callable[[str, int], None] | None = None) -> "Graph":
        """Read the exports and keep what was asked for."""
        from graphkit import Rules, load

        chosen: dict[str, Any] = {
            name: getattr(self, name)
            for name in (
                "aliases",
                "circle",
                "owner",
                "input_format",
                "observed",
                "keep_text",
                "copies",
                "engine",
                "master",
                "scratch",
                "array_edges",
                "memory_limit",
            )
            if getattr(self, name)
        }
        if self.columns:
            chosen["columns"] = _pairs(self.columns)
        if progress is not None:
            chosen["progress"] = progress
        rules = Rules(me_threshold=self.me_threshold, sample_ok=self.sample_ok, seed=self.seed)
        return self.part(load(*exports, rules=rules, **chosen))

    def part(self, graph: "Graph", *, whole: "Graph | None" = None) -> "Graph":
        """The part of a graph that was asked for; `whole` knows the people where the graph is itself a part."""
        from graphkit.errors import NoDataError

        named = {option: [(whole or graph).find(name) for name in getattr(self, option) or ()] for option in PEOPLE}
        known = {option: [one for one in ids if one in graph.counts.index] for option, ids in named.items()}
        if self.person and not known["person"]:
            raise NoDataError(f"{', '.join(self.person)}: no post or act of theirs in one of the two groups")
        part = {
            "since": self.since or None,
            "until": self.until or None,
            "kinds": self.kind or None,
            "people": known["person"] or None,
            "exclude": known["exclude"] or None,
        }
        return graph.where(**part) if any(part.values()) else graph  # type: ignore[arg-type]

    def everything(self) -> "Reading":
        """The same of the exports as a whole, with nothing chosen from them."""
        return replace(self, since="", until="", kind=None, person=None, exclude=None)


class WithMany(typer.core.TyperCommand):
    """A command in which `--with a b c` names three exports: every word up to the next option is one."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Repeat `--with` before each of its words."""
        words: list[str] = []
        taking = False
        for word in args:
            if word.startswith("-") and word != "-":
                taking = word == "--with"
            elif taking and words[-1] != "--with":
                words.append("--with")
            words.append(word)
        return super().parse_args(ctx, words)


def _pairs(text: str) -> dict[str, str]:
    from graphkit.errors import UsageError

    pairs = [item.partition("=") for item in text.split(",")]
    if not all(word.strip() and header.strip() for word, _, header in pairs):
        raise UsageError(f"--columns takes pairs like author=name,text=tweet, not '{text}'")
    return {word.strip(): header.strip() for word, _, header in pairs}


def reads(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of `Reading`, `Printing` and their like, each of which it takes as one argument."""
    own = inspect.signature(command, eval_str=True).parameters
    groups: dict[str, type[Any]] = {
        name: parameter.annotation
        for name, parameter in own.items()
        if isinstance(parameter.annotation, type) and is_dataclass(parameter.annotation)
    }
    mine = [parameter for name, parameter in own.items() if name not in groups]
    shared = [option for group in groups.values() for option in _options(group)]

    @wraps(command)
    def wrapper(**values: Any) -> None:
        said = {name: group(**{f.name: values.pop(f.name) for f in fields(group)}) for name, group in groups.items()}
        command(**values, **said)

    flat = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in mine] + shared
    wrapper.__signature__ = inspect.Signature(flat)  # type: ignore[attr-defined]
    wrapper.__annotations__ = {parameter.name: parameter.annotation for parameter in flat}
    return wrapper


def _options(group: type[Any]) -> Iterator[inspect.Parameter]:
    hints = get_type_hints(group, include_extras=True)
    for f in fields(group):
        yield inspect.Parameter(f.name, inspect.Parameter.KEYWORD_ONLY, default=f.default, annotation=hints[f.name])
