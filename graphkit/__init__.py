"""Relationship graphs from social-media exports: who shares, who answers, who only says “me..me..me”.

import graphkit as gk

graph = gk.load("twitter-2012.zip")
people = gk.measure(graph)
gk.draw(graph, people).savefig("network.png")
gk.report(graph, "reports/2012")
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphkit import diagrams, engines, metrics, readers
    from graphkit._groups import load_groups
    from graphkit._load import load
    from graphkit._person import person
    from graphkit.comparison import compare
    from graphkit.diagrams import draw
    from graphkit.errors import GraphkitError
    from graphkit.exports import export
    from graphkit.graph import Graph, Rules
    from graphkit.metrics import measure, sensitivity
    from graphkit.reports import report

__version__ = "0.1.0"

_HOMES = {
    "Graph": "graph",
    "GraphkitError": "errors",
    "Rules": "graph",
    "compare": "comparison",
    "draw": "diagrams",
    "export": "exports",
    "load": "_load",
    "load_groups": "_groups",
    "measure": "metrics",
    "person": "_person",
    "report": "reports",
    "sensitivity": "metrics",
}
_PACKAGES = {"diagrams", "engines", "metrics", "readers"}

__all__ = [
    "Graph",
    "GraphkitError",
    "Rules",
    "compare",
    "diagrams",
    "draw",
    "engines",
    "export",
    "load",
    "load_groups",
    "measure",
    "metrics",
    "person",
    "readers",
    "report",
    "sensitivity",
]


def __getattr__(name: str) -> Any:
    """Import a verb when it is first used: `import graphkit` stays light."""
    from importlib import import_module

    if name in _PACKAGES:
        return import_module(f"graphkit.{name}")
    if name in _HOMES:
        return getattr(import_module(f"graphkit.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'graphkit' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
