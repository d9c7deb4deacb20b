from time import process_time

import networkx as nx
import pytest

from graphkit.readers import FileFault
from graphkit.readers.pajek import READER
from tests.readers._graph_cases import people, ties
from tests.readers._reading import claim, left_out, read

VERTICES = '*Vertices 3\n1 "Ann Reed" 0.1 0.2 ellipse\n2 bob 0.0\n3 "eve"\n'


def test_arcs_are_acts_and_every_vertex_is_somebody() -> None:
    text = f"%made by hand\n*Network circle\n{VERTICES}*Arcs\n1 2 3\n2 2 1 c Blue\n"
    assert claim(READER, text)
    found = read(READER, text)
    assert ties(found) == [("Ann Reed", "bob", "mention", 3), ("bob", "bob", "mention", 1)]
    assert people(found) == [("", "", "Ann Reed"), ("", "bob", ""), ("", "eve", "")]


def test_the_name_of_a_relation_or_the_label_of_an_arc_is_its_kind() -> None:
    found = read(READER, f'{VERTICES}*Arcs :1 "retweet"\n1 2 1\n*arcs :2\n2 3 1 l "replies to"\n')
    assert [tie[2] for tie in ties(found)] == ["retweet", "reply"]


def test_a_line_of_an_arcslist_holds_several_acts() -> None:
    assert [tie[:2] for tie in ties(read(READER, f"{VERTICES}*Arcslist\n1 2 3\n"))] == [
        ("Ann Reed", "bob"),
        ("Ann Reed", "eve"),
    ]


def test_vertices_without_lines_are_known_by_their_numbers() -> None:
    assert ties(read(READER, "*Vertices 9\n*Arcs\n4 5\n")) == [("4", "5", "mention", 1)]


def test_edges_have_no_direction() -> None:
    found = read(READER, f"{VERTICES}*Arcs\n1 2\n*Edges\n2 3\n")
    assert left_out(found) == [("rejected", "edge.undirected", 8)]
    with pytest.raises(FileFault, match="undirected graph"):
        read(READER, f"{VERTICES}*Edges\n2 3\n")


def test_damaged_lines_cost_only_themselves_and_other_sections_are_passed_over() -> None:
    found = read(READER, f"{VERTICES}*Arcs\n1\n1 x 2\n1 2 -1\n1 2\n*Matrix\n0 1 0\n*Partition p\n1\n2\n")
    assert left_out(found) == [
        ("rejected", "edge.ends", 6),
        ("rejected", "edge.ends", 7),
        ("rejected", "edge.weight", 8),
    ]
    assert len(ties(found)) == 1


def test_a_weight_of_very_many_digits_costs_no_time() -> None:
    begun = process_time()
    found = read(READER, f"{VERTICES}*Arcs\n1 2 {'1' * 900_000}x\n1 2 {'1' * 900_000}\n")
    assert process_time() - begun < 5
    assert len(ties(found)) == 1


def test_what_networkx_writes_is_read_as_it_was() -> None:
    graph = nx.MultiDiGraph()
    graph.add_edge("ann", "bob", weight=3.0)
    graph.add_edge("bob", "bob")
    found = read(READER, "\n".join(nx.generate_pajek(graph)))
    assert ties(found) == [("ann", "bob", "mention", 3), ("bob", "bob", "mention", 1)]


def test_other_text_is_not_claimed() -> None:
    for text in ("ann bob\n", "# *Vertices 3\n", "*Vertices of a graph\n", "*Arcs\n1 2\n", ""):
        assert claim(READER, text) is None
