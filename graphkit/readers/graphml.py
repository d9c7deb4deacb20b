"""GraphML (networkx, igraph, yEd, NodeXL, Neo4j): nodes are people, edges are acts of their source on their target."""

import re
from collections.abc import Iterator, Mapping

from graphkit.post import Item, LeftOut
from graphkit.readers._graph_xml import read_elements, recognised
from graphkit.readers._graphs import NETWORK, Ties
from graphkit.readers._reader import Claim, Glance, Member, Reader, ReadOptions

_GRAPH = re.compile(r"<(?:\w+:)?graph(?=[\s>])[^>]*>")
_UNDIRECTED = re.compile(r"""\sedgedefault\s*=\s*["']undirected["']""")
_OWN = re.compile(r"""<(?:\w+:)?edge\s[^>]*\bdirected\s*=\s*["'](?:true|1)["']""")
_TRUE = ("true", "1")


def recognise(glance: Glance) -> Claim | None:
    """A root called graphml; refused where the graph is undirected and no edge at its beginning says otherwise."""

    def undirected(text: str) -> bool:
        graph = _GRAPH.search(text)
        return bool(graph and _UNDIRECTED.search(graph[0]) and not _OWN.search(text))

    return recognised(glance, "graphml", undirected)


def read(member: Member, _options: ReadOptions) -> Iterator[Item]:
    """One act for each edge, of each kind where it counts kinds."""
    return read_elements(member, Ties(counted_ids=True), _GraphML)


class _GraphML:
    """Knows where the parts of a GraphML file stand."""

    def __init__(self, ties: Ties) -> None:
        self.found: list[Item] = []
        self._ties = ties
        self._names: dict[str, str] = {}
        self._kept: dict[str, dict[str, str]] = {"node": {}, "edge": {}, "all": {}}
        """Defaults of keys, by what they are for."""
        self._key: Mapping[str, str] = {}
        self._directed: list[bool] = []
        self._open: list[tuple[Mapping[str, str], dict[str, str]]] = []
        self._name = ""
        self._text: list[str] | None = None
        self._edges = 0

    def start(self, name: str, _depth: int, attributes: Mapping[str, str]) -> None:
        """Begin a node or an edge, or note what one has."""
        tag = name.rpartition(" ")[2]
        if tag == "data" and self._open:
            self._listen(self._names.get(attributes.get("key", ""), attributes.get("key", "")))
        elif tag in ("node", "edge", "hyperedge"):
            self._open.append((attributes, {}))
        elif tag in ("NodeLabel", "EdgeLabel") and self._open:  # yEd
            self._listen("label")
        elif tag == "graph":
            self._directed.append(attributes.get("edgedefault", "directed") != "undirected")
        elif tag == "key":
            self._key = attributes
            number = attributes.get("id", "")
            self._names[number] = attributes.get("attr.name", number)
        elif tag == "default":
            self._listen("")

    def data(self, text: str) -> None:
        """Hear the value of an attribute."""
        if self._text is not None:
            self._text.append(text)

    def end(self, name: str, _depth: int) -> None:
        """A value, a node or an edge is complete."""
        tag = name.rpartition(" ")[2]
        if self._text is not None and tag in ("data", "NodeLabel", "EdgeLabel", "default"):
            self._note(tag, "".join(self._text).strip())
            self._text = None
        elif tag == "node" and self._open:
            attributes, facts = self._open.pop()
            self._ties.node(attributes.get("id", ""), {**self._kept["all"], **self._kept["node"], **facts})
        elif tag in ("edge", "hyperedge") and self._open:
            self._edge(tag, *self._open.pop())
        elif tag == "graph" and self._directed:
            self._directed.pop()

    def _listen(self, name: str) -> None:
        self._name, self._text = name, []

    def _note(self, tag: str, value: str) -> None:
        if tag == "default":
            kept = self._kept.get(self._key.get("for", "all"), {})
            kept[self._key.get("attr.name", self._key.get("id", ""))] = value
        elif self._open and value:
            self._open[-1][1].setdefault(self._name, value)

    def _edge(self, tag: str, attributes: Mapping[str, str], facts: dict[str, str]) -> None:
        self._edges += 1
        if tag == "hyperedge":
            reason = "a hyperedge joins many and has no direction"
            self.found.append(LeftOut("rejected", "edge.hyper", reason, self._edges))
            return
        default = self._directed[-1] if self._directed else True
        directed = attributes["directed"].lower() in _TRUE if "directed" in attributes else default
        known = {**self._kept["all"], **self._kept["edge"], **facts}
        source, target = attributes.get("source", ""), attributes.get("target", "")
        self.found += self._ties.edge(source, target, known, line=self._edges, undirected=not directed)


READER = Reader(
    name="graphml",
    about="GraphML graphs (networkx, igraph, yEd, NodeXL): directed edges between people, with kind, weight or time",
    recognise=recognise,
    read=read,
    network=NETWORK,
    cannot_show=("posts that name nobody: a graph holds acts, not posts",),
)
