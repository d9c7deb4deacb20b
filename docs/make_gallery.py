"""Write docs/gallery.md: every diagram, what it shows, and the command that draws it. Run it after a change.

python docs/make_gallery.py

The pictures are drawn when the site is built (`make docs`), each with the words that it carries as its alternative
text; they are not kept, so they are never older than the code.
"""

import warnings
from pathlib import Path
from typing import Any, NamedTuple

import graphkit as gk
from graphkit.diagrams import DIAGRAMS

HERE = Path(__file__).parent
PLACE = HERE / "gallery.md"
PICTURES = HERE.parent / "build" / "gallery"
COMMUNITY, ARCHIVE = "data/community_v1.jsonl.gz", "data/grailbird_amy_fox.zip"


class Drawing(NamedTuple):
    """One picture of the gallery: its file, what it is drawn of, and whom of."""

    diagram: str
    export: str
    file: str
    person: str = ""

    @property
    def command(self) -> str:
        """The one line that draws it."""
        of = f" --of {self.person}" if self.person else ""
        return f"graphkit draw {self.export} -d {self.diagram}{of} -o {self.file}"


DRAWINGS = (
    Drawing("network", COMMUNITY, "network.png"),
    Drawing("circles", COMMUNITY, "circles.png"),
    Drawing("quadrant", COMMUNITY, "quadrant.png"),
    Drawing("forest", COMMUNITY, "forest.png"),
    Drawing("timeline", COMMUNITY, "timeline.png"),
    Drawing("ego", ARCHIVE, "ego.png"),
    Drawing("person", COMMUNITY, "person.png", "tom_gray"),
)
HEAD = """# Gallery

Made from the code by `python docs/make_gallery.py`; a test holds the two together and draws every picture. On the site,
each picture stands below its command; elsewhere, run the commands. All people in them are invented. `--output` takes
`.png`, `.svg`, `.pdf`; in a script, `gk.draw(graph, people, "network")` gives a matplotlib Figure. Of several of them
there is a kept copy in [the sample report](../reports/sample/index.html).
"""


def page(words: dict[str, str] | None = None) -> str:
    """The page; with the pictures where their words are given, by file."""
    lines = [HEAD]
    for drawing in DRAWINGS:
        lines += [f"## {drawing.diagram}", "", _about(drawing.diagram), ""]
        lines += ["```console", drawing.command, "```", ""]
        if words:
            lines += [f"![{_plain(words[drawing.file])}](../build/gallery/{drawing.file})", ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _about(diagram: str) -> str:
    first = DIAGRAMS[diagram].about.partition("\n")[0]
    return f"{first} [In full](reference.md#{diagram})"


def draw_all(folder: Path = PICTURES, *, dpi: int = 90) -> dict[str, str]:
    """Draw every picture into the folder; the words of each, by file."""
    folder.mkdir(parents=True, exist_ok=True)
    graphs: dict[str, tuple[Any, Any]] = {}
    words = {}
    for drawing in DRAWINGS:
        if drawing.export not in graphs:
            graph = gk.load(HERE.parent / drawing.export)
            graphs[drawing.export] = graph, gk.measure(graph)
        graph, people = graphs[drawing.export]
        person = graph.find(drawing.person) if drawing.person else None
        figure = gk.draw(graph, people, drawing.diagram, person=person)
        figure.savefig(folder / drawing.file, dpi=dpi)
        words[drawing.file] = str(figure.get_label())
    return words


def _plain(text: str) -> str:
    """Words that can stand in an image's brackets."""
    return " ".join(text.split()).replace("[", "(").replace("]", ")")


if __name__ == "__main__":
    warnings.simplefilter("error")
    PLACE.write_text(page(), encoding="utf-8")
