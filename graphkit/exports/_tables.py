"""A folder of CSV tables that Gephi, NodeXL, networkx and pandas take as they are, described as a data package."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphkit import __version__
from graphkit import _slices as slices
from graphkit._columns import described
from graphkit.exports._csv import write_csv, write_csv_slices
from graphkit.exports._outgoing import Outgoing

if TYPE_CHECKING:
    import pandas as pd

    from graphkit.graph import Graph


def write_tables(going: Outgoing, folder: Path) -> None:
    """Write people.csv, edges.csv, interactions.csv, as in a report, and datapackage.json."""
    edges, interactions = slices.no_edges(going.graph), slices.no_interactions(going.graph)
    write_csv(going.people, folder / "people.csv")
    write_csv_slices(going.edges(), list(edges.columns), folder / "edges.csv")
    write_csv_slices(going.interactions(), list(interactions.columns), folder / "interactions.csv")
    told = package(going.graph, (("people", going.people), ("edges", edges), ("interactions", interactions)))
    text = json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False)
    (folder / "datapackage.json").write_text(f"{text}\n", encoding="utf-8", errors="replace", newline="\n")


def package(graph: "Graph", tables: "Iterable[tuple[str, pd.DataFrame]]") -> dict[str, Any]:
    """The Frictionless description of tables in CSV: each column's type and what it means; where they are from."""
    return {
        "name": "graphkit-report",
        "profile": "tabular-data-package",
        "created_by": f"graphkit {__version__}",
        "rules": {**vars(graph.rules)},
        "sources": [{"title": source["name"], **source} for source in graph.about["sources"]],
        "resources": [
            {
                "name": name,
                "path": f"{name}.csv",
                "profile": "tabular-data-resource",
                "encoding": "utf-8",
                "schema": {"fields": described(frame), "missingValues": [""]},
            }
            for name, frame in tables
        ],
    }
