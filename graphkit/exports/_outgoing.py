"""What goes into a file: the people, and their edges and interactions in slices, as one writer after the other asks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from graphkit import _slices as slices
from graphkit.graph import Graph

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Outgoing:
    """A graph on its way out: only the people of the table, and what passes between them."""

    graph: Graph
    people: "pd.DataFrame"

    @cached_property
    def everybody(self) -> bool:
        """Whether nobody of the graph is left out of the table."""
        return len(self.people) == len(self.graph.ids)

    @cached_property
    def ties(self) -> int:
        """Edges of the graph."""
        found = self.graph.session.fetch(f"select count(*) as edges from {self.graph.table('edges')}")
        return int(found["edges"].iloc[0])

    @cached_property
    def _ids(self) -> "pd.Index[str]":
        import pandas as pd

        ids: pd.Index[str] = pd.Index(self.people["id"])
        return ids

    def edges(self) -> "Iterator[pd.DataFrame]":
        """As `Graph.edges`."""
        return self._among(slices.edges(self.graph), ("source", "target"))

    def interactions(self) -> "Iterator[pd.DataFrame]":
        """As `Graph.interactions`."""
        return self._among(slices.interactions(self.graph), ("source", "target"))

    def _among(self, frames: "Iterable[pd.DataFrame]", ends: tuple[str, str]) -> "Iterator[pd.DataFrame]":
        for frame in frames:
            if self.everybody:
                yield frame
            else:
                source, target = (frame[end] for end in ends)
                yield frame[source.isin(self._ids) & (target.isna() | target.isin(self._ids))]


def rows(frame: "pd.DataFrame") -> Iterator[dict[str, Any]]:
    """The rows of a table as plain Python: missing values are left out, times are ISO in UTC."""
    import pandas as pd

    for row in frame.itertuples(index=False, name=None):
        yield {
            name: _plain(value, pd.Timestamp)
            for name, value in zip(frame.columns, row, strict=True)
            if not pd.isna(value)
        }


def _plain(value: Any, timestamp: Any) -> Any:
    if isinstance(value, timestamp):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return value.item() if hasattr(value, "item") else value
