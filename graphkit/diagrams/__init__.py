"""Pictures: a diagram is a function `(graph, people, figure, *, ...)` that draws on the figure and says what it drew.

`DIAGRAMS` names them as an entry point would (`module:function`), so that naming them loads no drawing library.
"""

from graphkit.diagrams._draw import Diagram, draw, finding, main_diagram, report_diagrams, save

DIAGRAMS = {
    "network": Diagram("network", "graphkit.diagrams.network:network", (13.2, 9.2)),
    "circles": Diagram("circles", "graphkit.diagrams.circles:circles", (13.2, 9.2)),
    "quadrant": Diagram("quadrant", "graphkit.diagrams.quadrant:quadrant", (11.4, 8.2)),
    "forest": Diagram("forest", "graphkit.diagrams.forest:forest", (11.4, 8.2)),
    "ego": Diagram("ego", "graphkit.diagrams.ego:ego", (13.2, 9.2), of_person=True),
    "person": Diagram("person", "graphkit.diagrams.person:person", (8.27, 11.69), of_person=True),
    "timeline": Diagram(
        "timeline", "graphkit.diagrams.timeline:timeline", (13.2, 7.4), of_person=True, or_everybody=True
    ),
}
"""The diagrams there are, by name."""

__all__ = ["DIAGRAMS", "Diagram", "draw", "finding", "main_diagram", "report_diagrams", "save"]
