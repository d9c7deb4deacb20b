"""What a notebook shows of a graph: a card with the picture and the finding, not ten thousand rows."""

from typing import TYPE_CHECKING

from graphkit.diagrams._words import count, period
from graphkit.viewer import escape

if TYPE_CHECKING:
    from graphkit.graph import Graph

MOST_DRAWN = 20_000
"""Of more people there is no picture: a cell should answer at once."""
SEEN = ("counts", "third_person_share", "me_share", "verdict", "self_mention_ratio", "community")
"""The metrics that a picture shows."""


def card(graph: "Graph") -> str:
    """The graph as a piece of HTML that stands alone, runs nothing and asks for nothing; made once for a graph."""
    made: str = graph.once("card", _card)
    return made


def _card(graph: "Graph") -> str:
    about = graph.about
    facts = [count(about["people"], "person", "people"), count(about["posts"], "post"), period(about)]
    facts += [count(about["interactions"], "interaction"), ", ".join(about["networks"])]
    sources = ", ".join(str(source["name"]) for source in about["sources"][:3])
    more = len(about["sources"]) - 3
    sources += f" and {more:,} more" if more > 0 else ""
    words = " · ".join(filter(None, [*facts, sources]))
    return f'<figure style="margin:0">{_picture(graph)}<figcaption>{escape(words)}</figcaption></figure>'


def _picture(graph: "Graph") -> str:
    if len(graph.ids) > MOST_DRAWN:
        return ""
    from graphkit.diagrams import draw
    from graphkit.diagrams._files import as_html
    from graphkit.metrics import measure

    return as_html(draw(graph, measure(graph, SEEN)), dpi=72)
