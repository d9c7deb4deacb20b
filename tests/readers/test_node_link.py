import json
from typing import Any

import networkx as nx
import pytest

from graphkit.post import Account, Item
from graphkit.readers import Claim, FileFault, ReadOptions
from graphkit.readers._graphs import UNDIRECTED
from graphkit.readers.node_link import READER
from tests.readers._graph_cases import TWARC, kinds, needs_real, people, real, ties
from tests.readers._reading import acts, claim, left_out, member, notices, read

NODES = [{"id": "ann"}, {"id": "bob"}]


def graph(links: list[Any], nodes: list[Any] = NODES, **more: Any) -> str:
    return json.dumps({"directed": True, "nodes": nodes, "links": links, **more})


@pytest.mark.parametrize("word", ["links", "edges"])
def test_what_networkx_writes_is_read_as_it_was(word: str) -> None:
    made = nx.MultiDiGraph()
    made.add_edge("ann", "bob", kind="quote", weight=3)
    made.add_edge("ann", "bob", kind="reply")
    made.add_edge("bob", "bob", weight=2.0)
    made.add_node("eve", label="eve_lark")
    text = json.dumps(nx.node_link_data(made, edges=word))
    assert claim(READER, text)
    found = read(READER, text)
    assert ties(found) == [("ann", "bob", "quote", 3), ("ann", "bob", "reply", 1), ("bob", "bob", "mention", 2)]
    assert people(found) == [("ann", "", ""), ("bob", "", ""), ("eve", "eve_lark", "")]


def test_an_undirected_graph_is_refused_with_the_reason() -> None:
    for more in ({"directed": False}, {"options": {"type": "undirected"}}):
        refused = claim(READER, graph([{"source": "ann", "target": "bob"}], **more))
        assert refused is not None
        assert (refused.role, "who acted on whom" in refused.remark) == ("beside", True)


def test_a_file_that_does_not_say_is_read_from_source_to_target_and_this_is_said() -> None:
    text = json.dumps({"nodes": NODES, "links": [{"source": "ann", "target": "bob", "value": 4}]})
    found = read(READER, text)
    assert ties(found) == [("ann", "bob", "mention", 4)]
    assert "graph.direction" in notices(found)


def test_ends_may_be_places_in_the_list_or_whole_nodes() -> None:
    nodes = [{"name": "ann"}, {"name": "Bob Hale"}]
    assert ties(read(READER, graph([{"source": 1, "target": 0}], nodes))) == [("Bob Hale", "ann", "mention", 1)]
    links = [{"source": {"id": "bob", "x": 1.5}, "target": {"id": "ann"}}]
    assert ties(read(READER, graph(links))) == [("bob", "ann", "mention", 1)]


def test_links_may_stand_before_the_nodes() -> None:
    text = '{"links": [{"source": 0, "target": 1}], "directed": true, "nodes": [{"id": 0, "label": "ann"}, {"id": 1}]}'
    assert ties(read(READER, text)) == [("ann", "1", "mention", 1)]


def test_graphology_is_read() -> None:
    text = json.dumps(
        {
            "options": {"type": "mixed", "multi": True},
            "nodes": [{"key": "5", "attributes": {"label": "ann"}}, {"key": "6"}],
            "edges": [
                {"key": "x", "source": "5", "target": "6", "attributes": {"kind": "RT", "weight": 2}},
                {"source": "6", "target": "5", "undirected": True},
            ],
        }
    )
    assert claim(READER, text)
    found = read(READER, text)
    assert ties(found) == [("ann", "6", "retweet", 2)]
    assert left_out(found) == [("rejected", "edge.undirected", 2)]


def test_large_ids_keep_every_digit() -> None:
    links = [{"source": 1408876829491015681, "target": 1408876829491015680}]
    nodes = [{"id": end} for link in links for end in link.values()]
    (act,) = acts(read(READER, graph(links, nodes)))
    assert act.source == Account("1408876829491015681")
    assert act.target == Account("1408876829491015680")


def test_damaged_links_cost_only_themselves() -> None:
    links = [None, 7, {"source": "ann"}, {"source": ["ann"], "target": "bob"}, {"source": "ann", "target": "bob"}]
    found = read(READER, graph(links, [*NODES, None, {"id": None}, {"id": {"a": 1}}]))
    assert [code for _, code, _ in left_out(found)] == ["record.shape", "record.shape", "edge.ends", "edge.ends"]
    assert len(acts(found)) == 1


def test_other_json_is_not_claimed() -> None:
    for value in (
        [],
        {},
        {"nodes": [], "links": []},
        {"nodes": 1, "edges": [{"source": 1}]},
        [{"source": 1, "target": 2}],
    ):
        assert claim(READER, json.dumps(value)) is None


def test_a_graph_that_is_cut_is_read_as_far_as_it_goes() -> None:
    whole = graph([{"source": "ann", "target": "bob"}] * 4)
    text = whole[: whole.rindex('{"source"') + 5]
    assert claim(READER, text)
    assert claim(READER, text.replace("true", "false", 1)) == Claim("beside", UNDIRECTED)
    found: list[Item] = []
    with pytest.raises(FileFault, match="no JSON to its end"):
        found.extend(READER.read(member(text), ReadOptions()))
    assert len(acts(found)) == 3
    assert len(people(found)) == 2


def test_a_file_cut_behind_a_key_is_cut_like_any_other() -> None:
    for key in ("graph", "nodes"):
        with pytest.raises(FileFault, match="it was cut"):
            read(READER, f'{{"directed": true, "multigraph": false, "{key}":')


def test_a_graph_too_large_to_be_looked_at_whole_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    from graphkit.readers import _json

    text = graph([{"source": "ann", "target": "bob"}], name="a circle")
    text = '{"directed": true, "name": "a circle", ' + text.removeprefix('{"directed": true, ')
    monkeypatch.setattr(_json, "first_record", lambda _member: None)
    assert claim(READER, text)


@pytest.mark.real
@needs_real
def test_twarcs_network_has_its_acts() -> None:
    found = real(READER, f"{TWARC}.json")
    assert kinds(found) == {"retweet": 367, "mention": 279, "reply": 35, "quote": 18}
    assert len(people(found)) == 656
