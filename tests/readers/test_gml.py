from time import process_time

import networkx as nx
import pytest

from graphkit.post import Account, Act
from graphkit.readers import FileFault, ReadOptions
from graphkit.readers._gml import records, words
from graphkit.readers.gml import READER
from tests.readers._graph_cases import GRAPHS, kinds, needs_real, people, real, ties
from tests.readers._reading import acts, claim, left_out, member, notices, read
from tests.test_samples import DATA

TWO = 'node [ id 7 label "ann" ] node [ id 8 label "bob" ]'
POLBLOGS = "gephi__gephi-toolkit-demos/src/main/resources/org/gephi/toolkit/demos/polblogs.gml"


def gml(body: str, head: str = "directed 1") -> str:
    return f"graph [ {head} {body} ]"


def test_the_sample_gives_an_act_of_each_kind_of_each_edge_and_lists_who_stands_alone() -> None:
    found = read(READER, (DATA / "circle_amy_fox.gml").read_bytes())
    assert acts(found)[0] == Act("edges", Account("", "amy_fox"), Account("", "bentarn"), "retweet", weight=6, line=1)
    assert kinds(found) == {"retweet": 53, "reply": 23, "quote": 14, "mention": 37}
    assert len(people(found)) == 7
    assert people(found)[-1] == ("", "tom_gray", "")
    assert not left_out(found)


def test_parallel_edges_and_loops_count_whether_or_not_the_file_says_multigraph() -> None:
    edges = "edge [ source 7 target 8 ] edge [ source 7 target 8 ] edge [ source 8 target 8 ]"
    for head in ("directed 1", "directed 1 multigraph 1"):
        found = read(READER, gml(TWO + edges, head))
        assert [tie[:2] for tie in ties(found)] == [("ann", "bob"), ("ann", "bob"), ("bob", "bob")]


def test_quotes_hold_lines_brackets_and_escapes() -> None:
    body = 'node [ id 7 label "A [new]\nline &amp; &#233;" ] edge [ source 7 target 7 ]'
    assert people(read(READER, gml(body))) == [("7", "", "A [new]\nline & é")]


def test_comments_and_blocks_of_others_are_passed_over() -> None:
    bob = '# a node [\nnode [ graphics [ x 1.5 id "9" ] id 8 label "bob" ]'
    text = '# made by hand\nCreator "me"\nVersion 1\n' + gml(
        f'node [ id 7 label "ann" ] {bob} edge [ source 8 target 7 ]'
    )
    assert claim(READER, text)
    found = read(READER, text)
    assert [account[0] for account in people(found)] == ["7", "8"]
    assert ties(found) == [("bob", "ann", "mention", 1)]


def test_attributes_are_told_by_their_names() -> None:
    (act,) = acts(read(READER, gml(f'{TWO} edge [ source 7 target 8 value 3 interaction "RT" date "2012-05-01" ]')))
    assert (act.kind, act.weight, act.time) == ("retweet", 3, 1_335_830_400_000_000)


def test_an_undirected_graph_is_refused_with_the_reason() -> None:
    text = gml(f"{TWO} edge [ source 7 target 8 ]", "directed 0")
    refused = claim(READER, text)
    assert refused is not None
    assert refused.role == "beside"
    with pytest.raises(FileFault, match="undirected graph"):
        read(READER, text)


def test_a_stray_quote_costs_its_record_only() -> None:
    body = 'node [\n id 7\n label "ann\n ]\n node [\n id 8\n label "bob"\n ]\n edge [\n source 7\n target 8\n ]\n'
    found = read(READER, gml(body))
    assert people(found)[1] == ("8", "bob", "")
    assert len(acts(found)) == 1


def test_very_many_lines_in_a_text_cost_no_time() -> None:
    begun = process_time()
    lines = "\n" * 900_000
    found = read(READER, f'graph [ directed 1 node [ id 1 ] edge [ source 1 target 1 label "{lines}x" ] ]')
    assert process_time() - begun < 5
    assert len(acts(found)) == 1


def test_an_edge_without_an_end_is_left_out() -> None:
    found = read(READER, gml(f"{TWO} edge [ source 7 ] edge [ source 8 target 7 ]"))
    assert left_out(found) == [("rejected", "edge.ends", 1)]
    assert len(acts(found)) == 1


@pytest.mark.parametrize("end", [" ", ' node [ label "never closed '])
def test_what_stands_before_a_cut_is_read(end: str) -> None:
    found = []
    with pytest.raises(FileFault, match="ends"):
        found.extend(READER.read(member(gml(f"{TWO} edge [ source 7 target 8 ]")[:-2] + end), ReadOptions()))
    assert len(acts(found)) == 1
    assert len(people(found)) == 2


def test_blocks_nested_without_end_are_refused() -> None:
    with pytest.raises(FileFault, match="blocks deep"):
        read(READER, gml("a [ " * 5_000))


def test_words_are_the_same_wherever_the_text_is_cut() -> None:
    text = gml('# x ]\n node [ id 7 label "a \n b" ] edge [ source 7 target 7 kind "RT" ]')
    once = list(records(words([text])))
    assert [what for what, _ in once] == ["graph", "node", "edge"]
    for at in range(len(text)):
        assert list(records(words([text[:at], text[at:]]))) == once


def test_what_networkx_writes_is_read_as_it_was() -> None:
    graph = nx.MultiDiGraph()
    graph.add_edge("ann", "bob", kind="quote", weight=3)
    graph.add_edge("bob", "bob")
    graph.add_node("eve")
    found = read(READER, "\n".join(nx.generate_gml(graph)))
    assert ties(found) == [("ann", "bob", "quote", 3), ("bob", "bob", "mention", 1)]
    assert people(found) == [("", "ann", ""), ("", "bob", ""), ("", "eve", "")]


def test_two_files_that_number_their_nodes_do_not_share_people() -> None:
    one, two = (
        read(READER, gml(f'node [ id 0 label "{name}" ] edge [ source 0 target 0 ]')) for name in ("ann", "bob")
    )
    assert acts(one)[0].source != acts(two)[0].source


def test_other_text_is_not_claimed() -> None:
    for text in ("graph {\n a -> b\n}", "a graph [ of words ]", '{"graph": []}', "digraph G {", "ann bob\n", ""):
        assert claim(READER, text) is None
    assert not notices(read(READER, gml(f"{TWO} edge [ source 7 target 8 ]")))


@pytest.mark.real
@needs_real
def test_the_blogs_have_the_nodes_edges_and_loops_that_networkx_finds() -> None:
    text = (GRAPHS / POLBLOGS).read_text(encoding="utf-8")
    oracle = nx.parse_gml(text.replace("directed 1", "directed 1\nmultigraph 1", 1), label="id")
    found = real(READER, POLBLOGS)
    loops = sum(act.source == act.target for act in acts(found))
    assert (len(people(found)), len(acts(found)), loops) == (1490, 19090, 3)
    assert (len(oracle), oracle.number_of_edges(), nx.number_of_selfloops(oracle)) == (1490, 19090, 3)
    assert len(set(people(found))) == 1490
