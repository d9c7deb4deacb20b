"""Exports that are in Python already: tables (pandas, polars, Arrow) and networkx graphs.

A table is read as the `table` reader reads a CSV, a graph as the readers of graph files do. No library is imported
for them: an object is known by what it can do.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain, islice
from typing import Any

import msgspec

from graphkit._harvest import Tally
from graphkit.engines._arrow import arrow_rows
from graphkit.errors import UsageError
from graphkit.post import Item, Notice
from graphkit.readers import FileFault, ReadOptions
from graphkit.readers._columns import columns_of, wanted
from graphkit.readers._graphs import NETWORK, Ties, written
from graphkit.readers._rows import Rows

FIRST_ROWS = 1_000
CANNOT_SHOW = {"networkx": ("posts that name nobody: a graph holds acts, not posts",)}
"""By what stands as reader in a tally, besides the readers' own."""
WITHOUT_DIRECTION = (
    "an undirected graph: who acted on whom is not known; give a DiGraph (to_directed() makes"
    " each tie an act both ways)"
)
_GRAPH = ("is_directed", "is_multigraph", "nodes", "edges")
_encode = msgspec.msgpack.Encoder().encode


@dataclass
class Mark:
    """What an object held, as far as it was read: bytes and SHA-256 of its items."""

    bytes: int = 0
    _hash: Any = field(default_factory=sha256)

    @property
    def sha256(self) -> str:
        """The hash as it stands in a report."""
        return str(self._hash.hexdigest())

    def add(self, item: Item) -> None:
        """Take an item into the account."""
        data = _encode((type(item).__name__, item))
        self.bytes += len(data)
        self._hash.update(data)


@dataclass(frozen=True)
class Thing:
    """One object to be read."""

    tally: Tally
    give: Callable[[], Iterator[Item]]
    mark: Mark = field(default_factory=Mark)

    def items(self) -> Iterator[Item]:
        """Its posts and acts."""
        for item in self.give():
            self.mark.add(item)
            yield item


def things(exports: Sequence[Any], options: ReadOptions) -> list[Thing]:
    """The objects among exports; UsageError for one that is no table and no directed graph."""
    seen: Counter[str] = Counter()
    found: list[Thing] = []
    for export in exports:
        kind = type(export).__name__
        seen[kind] += 1
        name = kind if seen[kind] == 1 else f"{kind} {seen[kind]}"
        found.append(_thing(export, name, options))
    return found


def _thing(export: Any, name: str, options: ReadOptions) -> Thing:
    if all(hasattr(export, word) for word in _GRAPH):
        if not export.is_directed():
            raise UsageError(f"{name}: {WITHOUT_DIRECTION}")
        return Thing(Tally(name, name, "networkx", NETWORK), lambda: _of_graph(export))
    if table := _table(export):
        return Thing(Tally(name, name, "table", "table"), lambda: _of_table(*table, options.columns))
    raise UsageError(f"cannot load {name}: give paths, a DataFrame, an Arrow table or a networkx graph")


def _table(export: Any) -> tuple[list[str], Iterable[Sequence[Any]]] | None:
    """Header and rows of anything that is a table."""
    if hasattr(export, "itertuples"):  # pandas
        frame = export.reset_index() if any(name is not None for name in export.index.names) else export
        return [written(name) for name in frame.columns], frame.itertuples(index=False, name=None)
    if hasattr(export, "__arrow_c_stream__"):
        return arrow_rows(export)
    return _table(export.to_pandas()) if hasattr(export, "to_pandas") else None


def _of_table(header: Sequence[str], rows: Iterable[Sequence[Any]], asked: Mapping[str, str]) -> Iterator[Item]:
    header = [name.strip() for name in header]
    columns = columns_of(header, asked)
    if columns is None:
        raise FileFault("table.columns", wanted(header).replace("--columns author=HEADER", "columns={'author': …}"))
    yield Notice("table.columns", columns.said())
    left = enumerate((list(map(written, row)) for row in rows), 1)
    first = list(islice(left, FIRST_ROWS))
    reading = Rows(columns, first)
    item = reading.post if columns.holds == "posts" else reading.act
    for line, cells in chain(first, left):
        yield item(line, cells)
    yield from reading.notices()


def _of_graph(graph: Any) -> Iterator[Item]:
    ties = Ties()
    yield from ties.read(_edges(graph, ties))


def _edges(graph: Any, ties: Ties) -> Iterator[Item]:
    for node, facts in graph.nodes(data=True):
        ties.node(written(node), _facts(facts))
    edges = graph.edges(keys=True, data=True) if graph.is_multigraph() else graph.edges(data=True)
    for line, (source, target, *key, facts) in enumerate(edges, 1):
        # A multigraph may keep the kind of an act in the key of its edge.
        keyed = {"label": key[0]} if key and isinstance(key[0], str) else {}
        yield from ties.edge(written(source), written(target), _facts({**keyed, **facts}), line=line)


def _facts(facts: Mapping[Any, Any]) -> dict[str, str]:
    return {str(name): written(value) for name, value in facts.items()}
