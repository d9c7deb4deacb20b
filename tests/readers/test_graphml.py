from io import BytesIO

import networkx as nx
import pytest

from graphkit.post import Account, Post
from graphkit.readers import FileFault
from graphkit.readers.graphml import READER
from tests.readers._graph_cases import people, ties
from tests.readers._reading import acts, claim, left_out, posts, read

SPACE = 'xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml"'


def graphml(body: str, *, keys: str = "", default: str = "directed") -> str:
    graph = f'<graph id="G" edgedefault="{default}">{body}</graph>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<graphml {SPACE}>{keys}{graph}</graphml>'


def test_attributes_are_told_by_the_names_of_their_keys() -> None:
    keys = (
        '<key id="d0" for="node" attr.name="label"/><key id="d1" for="edge" attr.name="count"/>'
        '<key id="d2" for="edge" attr.name="Relationship"/><key id="d3" for="edge" attr.name="created_at"/>'
    )
    body = (
        '<node id="17"><data key="d0">ann</data></node><node id="18"><data key="d0">bob</data></node>'
        '<edge source="17" target="18"><data key="d1">2</data><data key="d2">Replies to</data>'
        '<data key="d3">2012-05-01T00:00:00Z</data></edge>'
    )
    (act,) = acts(read(READER, graphml(body, keys=keys)))
    assert (act.source, act.target) == (Account("17", "ann"), Account("18", "bob"))
    assert (act.kind, act.weight, act.time) == ("reply", 2, 1_335_830_400_000_000)


def test_numbered_nodes_of_igraph_are_known_by_their_names() -> None:
    keys = '<key id="v_name" for="node" attr.name="name"/>'
    body = '<node id="n0"><data key="v_name">ann</data></node><node id="n1"><data key="v_name">bob</data></node>'
    found = read(READER, graphml(body + '<edge source="n0" target="n1"/>', keys=keys))
    assert people(found) == [("", "ann", ""), ("", "bob", "")]


def test_labels_of_yed_are_read() -> None:
    label = '<data key="d5"><y:ShapeNode><y:NodeLabel>{}</y:NodeLabel></y:ShapeNode></data>'
    body = "".join(f'<node id="n{n}">{label.format(name)}</node>' for n, name in enumerate(("ann", "bob")))
    assert ties(read(READER, graphml(body + '<edge source="n1" target="n0"/>'))) == [("bob", "ann", "mention", 1)]


def test_a_default_counts_and_an_edge_keeps_its_own_direction() -> None:
    keys = '<key id="k" for="edge" attr.name="kind"><default>retweet</default></key>'
    edges = '<edge source="a" target="b"/><edge source="b" target="a" directed="false"/>'
    found = read(READER, graphml(f'<node id="a"/><node id="b"/>{edges}', keys=keys))
    assert ties(found) == [("a", "b", "retweet", 1)]
    assert left_out(found) == [("rejected", "edge.undirected", 2)]


def test_an_undirected_graph_is_refused_with_the_reason() -> None:
    text = graphml('<node id="a"/><edge source="a" target="a"/>', default="undirected")
    refused = claim(READER, text)
    assert refused is not None
    assert refused.role == "beside"
    with pytest.raises(FileFault, match="undirected graph"):
        read(READER, text)
    assert claim(READER, text.replace("<edge", '<edge directed="true"')) is not None


def test_a_plain_tweet_of_nodexl_is_a_post_that_names_nobody() -> None:
    keys = (
        '<key id="r" for="edge" attr.name="Relationship"/><key id="t" for="edge" attr.name="Relationship Date (UTC)"/>'
    )
    facts = '<data key="r">Tweet</data><data key="t">2012-05-01 00:00:00</data>'
    found = read(READER, graphml(f'<node id="ann"/><edge source="ann" target="ann">{facts}</edge>', keys=keys))
    assert posts(found) == [Post("edges", Account("ann"), time=1_335_830_400_000_000, line=1)]


def test_a_hyperedge_is_left_out() -> None:
    body = '<node id="a"/><hyperedge><endpoint node="a"/></hyperedge><edge source="a" target="a"/>'
    assert left_out(read(READER, graphml(body))) == [("rejected", "edge.hyper", 1)]


def test_nested_graphs_are_read() -> None:
    inner = '<graph edgedefault="directed"><node id="a"/><node id="b"/><edge source="a" target="b"/></graph>'
    found = read(READER, graphml(f'<node id="g">{inner}</node><edge source="b" target="g"/>'))
    assert [tie[:2] for tie in ties(found)] == [("a", "b"), ("b", "g")]


def test_what_networkx_writes_is_read_as_it_was() -> None:
    graph = nx.MultiDiGraph()
    graph.add_edge("ann", "bob", kind="quote", weight=3)
    graph.add_edge("ann", "bob", kind="reply")
    graph.add_edge("bob", "bob", weight=2)
    graph.add_node("eve", screen_name="eve_lark")
    out = BytesIO()
    nx.write_graphml(graph, out)
    found = read(READER, out.getvalue())
    assert ties(found) == [("ann", "bob", "quote", 3), ("ann", "bob", "reply", 1), ("bob", "bob", "mention", 2)]
    assert people(found) == [("ann", "", ""), ("bob", "", ""), ("eve", "eve_lark", "")]


def test_other_xml_is_not_claimed() -> None:
    for text in ("<gexf/>", "<html>", "a <graphml> in words", ""):
        assert claim(READER, text) is None
