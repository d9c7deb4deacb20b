"""Choosing a diagram, drawing it on a figure of its size, and saving the figure: same input, same bytes."""

import inspect
import os
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

from graphkit import plugins
from graphkit.errors import OutputError, UsageError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from graphkit.diagrams._looks import Drawable
    from graphkit.graph import Graph

CROWD = 1500
"""Above so many people the main picture is `circles`, and the network shows as many, those who matter most."""


@dataclass(frozen=True)
class Diagram:
    """A picture that can be drawn: its name, where its function is, and the size it is made for."""

    name: str
    at: str
    """`module:function`, the form of an entry point."""
    size: tuple[float, float] = (13.2, 9.2)
    """Width and height in inches."""
    of_person: bool = False
    """Whether the function takes `person`, an id or label."""
    or_everybody: bool = False
    """Whether `person` may be None: the picture is then of everybody together."""

    @property
    def draw(self) -> Callable[..., Any]:
        """The function; loads the drawing libraries."""
        function: Callable[..., Any] = resolve_name(self.at)
        return function

    @property
    def about(self) -> str:
        """What the picture shows: the function's docstring."""
        return inspect.getdoc(self.draw) or ""


def draw(
    graph: "Drawable | Any",
    people: "pd.DataFrame | None" = None,
    diagram: str | Diagram = "auto",
    *,
    person: str | None = None,
) -> "Figure":
    """Draw a diagram of the people of a graph on a figure of its own.

    `graph` may also be what `load` makes one from: a DataFrame, a networkx graph. `people` saves measuring again.
    `diagram` is a name in `DIAGRAMS`, a `Diagram`, or `auto`: the one that `main_diagram` chooses. `person` (id or
    label) is whose picture `ego`, `person` and `timeline` are. Raises UsageError where a diagram or a person is not
    known, or a person is missing.
    """
    from graphkit._load import load
    from graphkit.metrics import measure

    if not hasattr(graph, "about"):
        with closing(load(graph)) as loaded:
            return draw(loaded, people, diagram, person=person)
    people = measure(graph) if people is None else people
    chosen = (
        diagram
        if isinstance(diagram, Diagram)
        else _named(main_diagram(graph, people) if diagram == "auto" else diagram)
    )
    return picture(graph, people, chosen, person=person)[0]


def picture(
    graph: "Drawable", people: "pd.DataFrame", diagram: Diagram, *, person: str | None = None
) -> "tuple[Figure, Any]":
    """A diagram on a figure of its own, and what it says about what it drew (`Drawn`, if it is one of ours)."""
    from graphkit.diagrams._files import Picture

    figure = Picture(figsize=diagram.size)
    if not diagram.of_person:
        return figure, diagram.draw(graph, people, figure)
    anybody = person or (None if diagram.or_everybody else _only_author(people, diagram.name))
    return figure, diagram.draw(graph, people, figure, person=anybody)


def _named(name: str) -> Diagram:
    from graphkit.diagrams import DIAGRAMS

    if name in DIAGRAMS:
        return DIAGRAMS[name]
    if (entry := plugins.installed("diagrams").get(name)) is not None:
        return _plugged(plugins.loaded(entry), name, entry.value)
    close = get_close_matches(name, DIAGRAMS, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(DIAGRAMS)}"
    raise UsageError(f"no diagram is called {name!r}; {hint}")


def _plugged(found: Any, name: str, at: str) -> Diagram:
    """A diagram of another package: a `Diagram`, or the function itself, on a figure of the usual size."""
    if isinstance(found, Diagram):
        return found
    return Diagram(name, at, of_person="person" in inspect.signature(found).parameters)


def _only_author(people: "pd.DataFrame", diagram: str) -> str:
    authors = people.loc[people["observed"].astype(bool), "id"]
    if len(authors) != 1:
        raise UsageError(f"{diagram} is a picture of one person: say whose (a handle or an id)")
    return str(authors.iloc[0])


def main_diagram(graph: "Drawable", people: "pd.DataFrame") -> str:
    """The diagram that shows an export best: `ego` where it holds the posts of one person, `network` up to 1,500
    people, `circles` above."""
    observed = people["observed"].astype(bool)
    if int(observed.sum()) == 1 and people.loc[observed, "posts"].notna().all():
        return "ego"
    return "network" if len(people) <= CROWD else "circles"


def report_diagrams(graph: "Graph", people: "pd.DataFrame") -> list[str]:
    """The diagrams of everybody that a report draws, by name, the one that shows the export best first."""
    from graphkit.diagrams.timeline import worth_drawing

    main = main_diagram(graph, people)
    crowd = ["network"] * (main == "circles")
    charts = ["quadrant", "forest"] * (int((people["posts"].fillna(0) > 0).sum()) > 1)
    return [main, *crowd, *charts, *["timeline"] * worth_drawing(graph, people)]


def finding(graph: "Drawable", people: "pd.DataFrame") -> str:
    """The title of the main picture: what was found, in measured words."""
    if main_diagram(graph, people) == "ego":
        from graphkit.diagrams._card_words import ego_title

        return ego_title(people.loc[people["observed"].astype(bool)].iloc[0])
    from graphkit.diagrams._finding import finding_of
    from graphkit.diagrams._words import network_title

    return network_title(finding_of(graph, people))


def save(figure: "Figure", path: str | os.PathLike[str], *, dpi: int = 150) -> None:
    """Write a figure as PNG (256 colours), SVG or PDF, with its words as metadata and in `NAME.alt.txt` beside it.

    The same figure gives the same bytes. A file appears whole or not at all. Raises UsageError for another
    ending, OutputError where the file cannot be written.
    """
    from graphkit.diagrams._files import encoded

    target = Path(path)
    kind = target.suffix.lower().removeprefix(".")
    if kind not in ("png", "svg", "pdf"):
        raise UsageError(f"cannot draw {target.name!r}: the name must end in .png, .svg or .pdf (or .html, the page)")
    alt = str(figure.get_label())
    write_whole(target, encoded(figure, kind, alt, dpi=dpi))
    write_whole(target.with_suffix(".alt.txt"), f"{alt}\n".encode())


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it appears whole or not at all; OutputError where that fails."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except BaseException as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise OutputError(f"cannot write {path}: {error.strerror or error}") from error
        raise
