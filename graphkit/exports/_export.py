"""`export`: a graph as a file, or a folder of files, for another tool; it appears whole or not at all."""

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from difflib import get_close_matches
from os import PathLike
from pathlib import Path
from pkgutil import resolve_name
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from graphkit._folder import replacing
from graphkit.errors import OutputError, UsageError

if TYPE_CHECKING:
    import pandas as pd

    from graphkit.graph import Graph

OURS = re.compile(
    r"(people|edges|interactions)\.(csv|parquet)|datapackage\.json|store\.json"
    r"|store/(posts|interactions|acts|sightings|listed|left_out|wordings|shingles|accounts|aliases)\.parquet"
)


@dataclass(frozen=True)
class Format:
    """A format that `export` writes: where its function is, by which ending a path tells it, file or folder."""

    at: str
    about: str
    endings: tuple[str, ...] = ()

    @property
    def write(self) -> Callable[..., None]:
        """The function: it takes what goes out and the path, of a file or of an empty folder."""
        function: Callable[..., None] = resolve_name(self.at)
        return function


FORMATS = {
    "gexf": Format("graphkit.exports._gexf:write_gexf", "GEXF 1.3, for Gephi", (".gexf",)),
    "graphml": Format("graphkit.exports._graphml:write_graphml", "GraphML, for NodeXL, yEd, igraph", (".graphml",)),
    "csv": Format("graphkit.exports._tables:write_tables", "a folder of CSV tables, described as a data package"),
    "parquet": Format("graphkit.exports._parquet:write_parquet", "a folder of Parquet tables: the store"),
    "sqlite": Format("graphkit.exports._sqlite:write_sqlite", "a SQLite database, for Datasette", (".sqlite", ".db")),
    "json": Format("graphkit.exports._node_link:write_node_link", "node-link JSON, for networkx, d3", (".json",)),
}
"""The formats of `export`, by the word of `--to`."""


def export(graph: Any, path: str | PathLike[str], *, to: str = "", people: "pd.DataFrame | None" = None) -> list[Path]:
    """Write a graph for another tool, and return the paths of the files, in order.

    `graph` is a Graph, or what `load` makes one from. `to` is one of gexf, graphml, csv, parquet, sqlite and json; by
    default what the path ends in. csv and parquet are folders. Everybody is written with the columns of `people`, by
    default all numbers; of a table with fewer people, only these are written, and what passes between them. A Parquet
    folder is a store too: `load` and every command take it as an export, and read it in a fraction of the time.

    A file or folder that is there is replaced as a whole. Raises UsageError for an unknown format and for a store of a
    part of a graph, OutputError where it cannot be written.
    """
    from graphkit._load import load
    from graphkit.graph import Graph

    chosen = format_of(to, Path(path))
    if isinstance(graph, Graph):
        return _written(graph, Path(path), chosen, people)
    with closing(load(graph)) as whole:
        return _written(whole, Path(path), chosen, people)


def _written(graph: "Graph", place: Path, chosen: Format, people: "pd.DataFrame | None") -> list[Path]:
    from graphkit.exports._outgoing import Outgoing
    from graphkit.metrics import measure

    going = Outgoing(graph, measure(graph) if people is None else people)
    if chosen.endings:
        with whole_file(place) as fresh:
            chosen.write(going, fresh)
        return [place]
    with replacing(place, ours=earlier) as fresh:
        chosen.write(going, fresh)
        names = sorted(found.relative_to(fresh).as_posix() for found in fresh.rglob("*") if found.is_file())
    return [place / name for name in names]


def format_of(to: str, path: Path) -> Format:
    """The format of that name, or else of the path's ending; UsageError where there is none."""
    if to in FORMATS:
        return FORMATS[to]
    if to:
        near = get_close_matches(to, FORMATS, n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(FORMATS)}"
        raise UsageError(f"no format is called '{to}'; {hint}")
    for known in FORMATS.values():
        if path.suffix.lower() in known.endings:
            return known
    raise UsageError(f"{path.name}: say in which format, --to one of {', '.join(FORMATS)}")


def earlier(folder: Path) -> frozenset[str]:
    """The files that an earlier export of ours left in a folder; those of a report are none."""
    if (folder / "summary.json").exists():
        return frozenset()
    for name, mark in (("store.json", "store"), ("datapackage.json", "created_by")):
        with suppress(OSError, ValueError, RecursionError):
            said = json.loads((folder / name).read_text(encoding="utf-8"))
            if isinstance(said, dict) and mark in said:
                found = (path.relative_to(folder).as_posix() for path in folder.rglob("*"))
                return frozenset(name for name in found if OURS.fullmatch(name))
    return frozenset()


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a path to write to; when the block ends well, the file takes its place at `path` at once."""
    part = path.with_name(f".{path.name[:100]}.graphkit-{os.getpid()}-{token_hex(4)}")
    try:
        if path.is_dir():
            raise OutputError(f"{path}: there is a folder of that name; choose another place with -o")
        path.parent.mkdir(parents=True, exist_ok=True)
        yield part
        with part.open("r+b") as written:
            os.fsync(written.fileno())
        part.replace(path)
    except OutputError as fault:
        raise OutputError(str(fault).replace(str(part), str(path))) from fault
    except OSError as fault:
        why = fault.strerror or fault
        raise OutputError(f"{path}: cannot be written: {why}; what was there is untouched") from fault
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
