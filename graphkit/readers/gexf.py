"""GEXF 1.1 to 1.3 (Gephi, networkx, twarc): nodes are people, edges are acts of their source on their target.

Edges without a direction are left out; a `mutual` edge is an act each way. An edge with several spells is an act
at the start of each, unless it has a weight. Nodes that are posts (ids of tweets, with their authors beside them) stand
for their authors.
"""

import re
from collections.abc import Iterator, Mapping

from graphkit.post import Item
from graphkit.readers._graph_xml import read_elements, recognised
from graphkit.readers._graphs import NETWORK, Ties
from graphkit.readers._reader import Claim, Glance, Member, Reader, ReadOptions

_GRAPH = re.compile(r"<(?:\w+:)?graph(?=[\s>])[^>]*>")
_DIRECTED = re.compile(r"""\sdefaultedgetype\s*=\s*["'](?:directed|mutual|mixed)["']""")
_OWN = re.compile(r"""<(?:\w+:)?edge\s[^>]*\btype\s*=\s*["'](?:directed|mutual)["']""")
_DIRECTIONS = ("directed", "undirected", "mutual")


def recognise(glance: Glance) -> Claim | None:
    """A root called gexf; refused where the graph is undirected and no edge at its beginning says otherwise."""

    def undirected(text: str) -> bool:
        graph = _GRAPH.search(text)
        return bool(graph and not _DIRECTED.search(graph[0]) and not _OWN.search(text))

    return recognised(glance, "gexf", undirected)


def read(member: Member, _options: ReadOptions) -> Iterator[Item]:
    """One act for each edge, of each kind where it counts kinds."""
    return read_elements(member, Ties(counted_ids=True), _Gexf)


class _Gexf:
    """Knows where the parts of a GEXF file stand."""

    def __init__(self, ties: Ties) -> None:
        self.found: list[Item] = []
        self._ties = ties
        self._titles: dict[tuple[str, str], str] = {}
        self._defaults: dict[str, dict[str, str]] = {"node": {}, "edge": {}}
        self._class = self._title = self._default = ""
        self._text: list[str] | None = None
        self._open: list[tuple[Mapping[str, str], dict[str, str]]] = []
        """Elements begun, innermost last: nodes may hold nodes."""
        self._spells: list[str] = []
        self._edges = 0

    def start(self, name: str, _depth: int, attributes: Mapping[str, str]) -> None:
        """Begin a node or an edge, or note what one has."""
        tag = name.rpartition(" ")[2]
        if tag == "attvalue" and self._open:
            self._note(attributes)
        elif tag in ("node", "edge"):
            self._open.append((attributes, {}))
            self._spells.clear()
        elif tag == "spell" and "start" in attributes:
            self._spells.append(attributes["start"])
        elif tag == "graph":
            self._default = attributes.get("defaultedgetype", "undirected")
        elif tag == "attributes":
            self._class = attributes.get("class", "")
        elif tag == "attribute":
            self._title = attributes.get("title", "")
            self._titles[self._class, attributes.get("id", "")] = self._title
        elif tag == "default":
            self._text = []

    def data(self, text: str) -> None:
        """Hear the default of an attribute."""
        if self._text is not None:
            self._text.append(text)

    def end(self, name: str, _depth: int) -> None:
        """A node or an edge is complete."""
        tag = name.rpartition(" ")[2]
        if tag == "node" and self._open:
            attributes, facts = self._open.pop()
            known = {**self._defaults["node"], **facts}
            self._ties.node(attributes.get("id", ""), known, attributes.get("label", ""))
        elif tag == "edge" and self._open:
            self._edge(*self._open.pop())
        elif tag == "default" and self._text is not None:
            self._defaults.get(self._class, {})[self._title] = "".join(self._text)
            self._text = None

    def _note(self, attributes: Mapping[str, str]) -> None:
        about, facts = self._open[-1]
        key = "edge" if "source" in about or "target" in about else "node"
        number = attributes.get("for", attributes.get("id", ""))
        facts.setdefault(self._titles.get((key, number), number), attributes.get("value", ""))

    def _edge(self, attributes: Mapping[str, str], facts: dict[str, str]) -> None:
        self._edges += 1
        own = {name: attributes[name] for name in ("weight", "kind", "label", "start") if name in attributes}
        said = attributes.get("type", self._default).lower()
        if said not in _DIRECTIONS:  # twarc writes the kind of the act there
            own["type"], said = said, self._default
        known = {**self._defaults["edge"], **facts, **own}
        times = self._spells if len(self._spells) > 1 and "weight" not in known else self._spells[:1]
        ends = (attributes.get("source", ""), attributes.get("target", ""))
        undirected = said == "undirected"
        for start in times or [known.get("start", "")]:
            moment = {**known, "start": start}
            self.found += self._ties.edge(*ends, moment, line=self._edges, undirected=undirected)
            if said == "mutual" and ends[0] != ends[1]:
                self.found += self._ties.edge(*ends[::-1], moment, line=self._edges)


READER = Reader(
    name="gexf",
    about="GEXF graphs (Gephi, networkx, twarc): directed edges between people, with kind, weight or time",
    recognise=recognise,
    read=read,
    network=NETWORK,
    cannot_show=("posts that name nobody: a graph holds acts, not posts",),
)
