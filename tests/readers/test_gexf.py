import networkx as nx
import pytest

import graphkit as gk
from graphkit.post import Account, Act, Item, Listed
from graphkit.readers import FileFault, ReadOptions
from graphkit.readers.gexf import READER
from tests.readers._graph_cases import GRAPHS, TWARC, kinds, name, needs_real, people, real, ties
from tests.readers._reading import acts, claim, left_out, member, notices, read
from tests.readers.support import REAL
from tests.test_samples import DATA

KINDS = '<attributes class="edge"><attribute id="0" title="kind"/><attribute id="1" title="when"/></attributes>'


def gexf(body: str, *, default: str = 'defaultedgetype="directed"', space: str = "http://gexf.net/1.3") -> str:
    return f'<?xml version="1.0"?>\n<gexf xmlns="{space}" version="1.3"><graph {default}>{body}</graph></gexf>'


def nodes(*labels: str) -> str:
    return "<nodes>" + "".join(f'<node id="{label}" label="{label}"/>' for label in labels) + "</nodes>"


def test_the_sample_gives_its_acts_with_kinds_and_times_and_its_people() -> None:
    found = read(READER, (DATA / "circle_amy_fox.gexf").read_bytes())
    assert acts(found)[0] == Act(
        "edges",
        Account("20390354", "amy_fox"),
        Account("223772531", "bentarn"),
        "retweet",
        time=1_335_905_555_000_000,  # 2012-05-01T20:52:35Z
        line=1,
    )
    assert kinds(found) == {"retweet": 8, "mention": 2, "quote": 1, "reply": 1}
    assert ("238020822", "hana_sorrel", "") in people(found)
    assert len(people(found)) == 6
    assert not left_out(found)


@pytest.mark.parametrize(
    "space",
    ["http://www.gexf.net/1.1draft", "http://www.gexf.net/1.2draft", "http://gexf.net/1.2", "http://gexf.net/1.3", ""],
)
def test_every_version_is_read(space: str) -> None:
    text = gexf(
        nodes("ann", "bob") + '<edges><edge id="0" source="ann" target="bob" weight="3.0"/></edges>', space=space
    )
    assert claim(READER, text)
    assert ties(read(READER, text)) == [("ann", "bob", "mention", 3)]


def test_somebody_who_acts_on_nobody_is_listed() -> None:
    found = read(READER, gexf(nodes("ann", "bob", "eve") + '<edges><edge source="ann" target="bob"/></edges>'))
    assert [item.account.id for item in found if isinstance(item, Listed)] == ["ann", "bob", "eve"]


def test_a_node_inside_a_node_is_a_node() -> None:
    body = '<nodes><node id="a" label="group"><nodes><node id="b" label="bob"/></nodes></node></nodes>'
    found = read(READER, gexf(body + '<edges><edge source="b" target="a"/></edges>'))
    assert ties(found) == [("bob", "group", "mention", 1)]


def test_an_undirected_graph_is_refused_with_the_reason() -> None:
    edges = nodes("ann", "bob") + '<edges><edge source="ann" target="bob"/></edges>'
    for default in ('defaultedgetype="undirected"', ""):
        refused = claim(READER, gexf(edges, default=default))
        assert refused is not None
        assert refused.role == "beside"
        assert "who acted on whom is not known" in refused.remark
        with pytest.raises(FileFault, match="who acted on whom is not known"):
            read(READER, gexf(edges, default=default))


def test_edges_with_a_direction_of_their_own_keep_it() -> None:
    edges = (
        '<edge source="a" target="b" type="directed"/><edge source="b" target="c" type="mutual"/>'
        '<edge source="c" target="a" type="undirected"/><edge source="a" target="c"/>'
    )
    text = gexf(nodes("a", "b", "c") + f"<edges>{edges}</edges>", default='defaultedgetype="undirected"')
    assert claim(READER, text)
    found = read(READER, text)
    assert [tie[:2] for tie in ties(found)] == [("a", "b"), ("b", "c"), ("c", "b")]
    assert left_out(found) == [("rejected", "edge.undirected", 3), ("rejected", "edge.undirected", 4)]


def test_kinds_stand_in_an_attribute_in_kind_or_in_type() -> None:
    edges = (
        '<edge source="a" target="b"><attvalues><attvalue for="0" value="RT"/></attvalues></edge>'
        '<edge source="a" target="b" kind="replies to"/><edge source="a" target="b" type="quote"/>'
        '<edge source="a" target="b" label="a line of words"/><edge source="a" target="b" kind="hugs"/>'
    )
    found = read(READER, gexf(KINDS + nodes("a", "b") + f"<edges>{edges}</edges>"))
    assert [tie[2] for tie in ties(found)] == ["retweet", "reply", "quote", "mention", "mention"]
    assert notices(found) == {"edge.kinds": ("kinds that are not known count as mentions: hugs", 1)}


def test_a_default_value_counts_where_an_edge_says_nothing() -> None:
    default = '<attribute id="0" title="kind"><default>reply</default></attribute>'
    titles = f'<attributes class="edge">{default}</attributes>'
    said = '<attvalues><attvalue for="0" value="quote"/></attvalues>'
    edges = f'<edge source="a" target="b"/><edge source="b" target="a">{said}</edge>'
    assert [tie[2] for tie in ties(read(READER, gexf(titles + nodes("a", "b") + edges)))] == ["reply", "quote"]


def test_following_is_no_act() -> None:
    found = read(READER, gexf(nodes("a", "b") + '<edge source="a" target="b" label="follows"/>'))
    assert left_out(found) == [("ignored", "record.follow", 1)]


def test_each_spell_of_an_edge_is_an_act_unless_it_has_a_weight() -> None:
    spells = '<spells><spell start="2012-05-01"/><spell start="2012-05-03" end="2012-05-04"/></spells>'
    edges = f'<edge source="a" target="b">{spells}</edge><edge source="b" target="a" weight="7">{spells}</edge>'
    found = acts(read(READER, gexf(nodes("a", "b") + edges)))
    day = 86_400_000_000
    assert [(act.time, act.weight) for act in found] == [
        (1_335_830_400_000_000, 1),
        (1_335_830_400_000_000 + 2 * day, 1),
        (1_335_830_400_000_000, 7),
    ]


def test_a_time_that_is_only_a_step_is_no_date() -> None:
    found = read(READER, gexf(nodes("a", "b") + '<edge source="a" target="b" start="3.0"/>'))
    assert acts(found)[0].time is None
    assert notices(found)["edge.times"] == ("times that could not be read: their acts have no time", 1)


def test_parallel_edges_and_loops_all_count() -> None:
    edges = '<edge source="a" target="b"/><edge source="a" target="b"/><edge source="a" target="a"/>'
    assert [tie[:2] for tie in ties(read(READER, gexf(nodes("a", "b") + edges)))] == [
        ("a", "b"),
        ("a", "b"),
        ("a", "a"),
    ]


def test_edges_may_stand_before_their_nodes() -> None:
    edges = '<edges><edge source="0" target="1"/></edges>'
    found = read(READER, gexf(f'{edges}<nodes><node id="0" label="ann"/><node id="1" label="bob"/></nodes>'))
    assert ties(found) == [("ann", "bob", "mention", 1)]


def test_numbered_nodes_are_known_by_their_labels_and_equal_labels_are_kept_apart() -> None:
    body = '<node id="0" label="ann"/><node id="1" label="Bob Hale"/><node id="2" label="ann"/>'
    found = read(READER, gexf(body + '<edge source="2" target="0"/><edge source="0" target="9"/>'))
    assert people(found) == [("", "ann", ""), ("", "", "Bob Hale"), ("ann (node 2)", "", "ann")]
    assert notices(found)["graph.labels"][1] == 1
    assert left_out(found) == [("rejected", "edge.ends", 2)]


def test_ids_of_accounts_stay_ids_and_labels_are_handles() -> None:
    body = '<node id="3576561" label="@ann"/><node id="12" label="Bob Hale"/><edge source="3576561" target="12"/>'
    assert people(read(READER, gexf(body))) == [("3576561", "ann", ""), ("12", "", "Bob Hale")]


def test_records_that_cannot_be_read_cost_only_themselves() -> None:
    edges = (
        '<edge source="a"/><edge source="a" target="b" weight="-2"/><edge source="a" target="b" weight="0.5"/>'
        '<edge source="a" target="b"/>'
    )
    found = read(READER, gexf(nodes("a", "b") + edges))
    assert left_out(found) == [("rejected", "edge.ends", 1), ("rejected", "edge.weight", 2)]
    assert len(acts(found)) == 2
    assert notices(found)["edge.fractions"][1] == 1


def test_characters_that_xml_forbids_are_mended() -> None:
    body = nodes("a", "b") + '<node id="c" label="R&D \x0b"/><edge source="a" target="c"/>'
    found = read(READER, gexf(body))
    assert people(found)[2] == ("c", "", "R&D \ufffd")
    assert notices(found)["xml.repairs"][1] == 2


def test_what_stands_before_a_cut_is_read() -> None:
    text = gexf(nodes("a", "b") + '<edge source="a" target="b"/>' * 3)
    found: list[Item] = []
    with pytest.raises(FileFault, match="no well-formed XML to its end"):
        found.extend(READER.read(member(text[: text.rindex("<edge") + 9]), ReadOptions()))
    assert len(acts(found)) == 2
    assert people(found) == [("a", "", ""), ("b", "", "")]


def test_a_document_type_is_refused_for_safety() -> None:
    text = gexf(nodes("a")).replace("<gexf", '<!DOCTYPE gexf [<!ENTITY a "aaaa">]><gexf', 1)
    with pytest.raises(FileFault, match="DTD") as refused:
        read(READER, text)
    assert refused.value.unsafe


def test_other_xml_is_not_claimed() -> None:
    for text in ("<rss><channel/></rss>", "<graphml/>", "a <gexf> in words", "", "{}"):
        assert claim(READER, text) is None


def test_tweets_as_nodes_stand_for_their_authors() -> None:
    titles = (
        '<attributes class="node"><attribute id="0" title="screen_name"/><attribute id="1" title="user_id"/>'
        '<attribute id="2" title="start_date"/></attributes>'
    )

    def tweet(number: str, handle: str, user: str) -> str:
        values = "".join(
            f'<attvalue for="{place}" value="{value}"/>'
            for place, value in enumerate((handle, user, "26/06/2021 19:56:26"))
        )
        return f'<node id="{number}" label="{number}"><attvalues>{values}</attvalues></node>'

    tweets = tweet("1408876829491015681", "ann", "7") + tweet("1408678886733451268", "bob", "8")
    edge = '<edge source="1408876829491015681" target="1408678886733451268" type="retweet"/>'
    (act,) = acts(read(READER, gexf(titles + tweets + edge)))
    assert (act.source, act.target) == (Account("7", "ann"), Account("8", "bob"))
    assert (act.post_id, act.time, act.kind) == ("1408876829491015681", 1_624_737_386_000_000, "retweet")


@pytest.mark.real
@needs_real
@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("medialab__pelote/data/arctic.gexf", (1715, 6676, 0)),
        ("medialab__pelote/data/rio.gexf", (366, 1107, 11)),
        ("gephi__gephi-toolkit-demos/src/main/resources/org/gephi/toolkit/demos/LesMiserables.gexf", (77, 254, 0)),
    ],
)
def test_real_files_have_the_nodes_edges_and_loops_that_networkx_finds(path: str, count: tuple[int, int, int]) -> None:
    found = real(READER, path)
    oracle = nx.read_gexf(GRAPHS / path)
    loops = sum(act.source == act.target for act in acts(found))
    assert (len(people(found)), len(acts(found)), loops) == count
    assert count == (len(oracle), oracle.number_of_edges(), nx.number_of_selfloops(oracle))
    assert sum(act.weight for act in acts(found)) == sum(
        data.get("weight", 1) for _, _, data in oracle.edges(data=True)
    )


@pytest.mark.real
@needs_real
def test_twarcs_counts_are_kinds_and_each_of_its_formats_gives_the_same_people_and_edges() -> None:
    found = real(READER, f"{TWARC}.gexf")
    assert kinds(found) == {"retweet": 367, "mention": 279, "reply": 35, "quote": 18}
    graphs = [gk.load(GRAPHS / f"{TWARC}.{ending}") for ending in ("gexf", "gml", "json")]
    assert len(graphs[0].edges) == 618
    assert graphs[0].edges.equals(graphs[1].edges)
    assert graphs[0].edges.equals(graphs[2].edges)
    assert gk.measure(graphs[0]).equals(gk.measure(graphs[1]))


@pytest.mark.real
@needs_real
def test_twarcs_edges_hold_all_edges_of_the_tweets_they_were_made_from() -> None:
    def edges(graph: gk.Graph) -> set[tuple[str, str]]:
        labels = graph.counts["label"].str.lower().to_dict()
        return {(labels[source], labels[target]) for source, target in graph.edges[["source", "target"]].to_numpy()}

    tweets = edges(gk.load(REAL / "twitter_v2/DocNow__twarc-network/test-data/tweets.jsonl"))
    users = edges(gk.load(GRAPHS / f"{TWARC}.gexf"))
    assert len(tweets) == 505
    assert tweets <= users  # twarc also counts the posts inside `includes`
    found = real(READER, "generated_by_twarc/twarc_network_tweets.gexf")
    assert kinds(found) == {"retweet": 367, "reply": 35, "quote": 18}
    named = {(name(act.source).lower(), name(act.target).lower()) for act in acts(found)}
    assert (len(named), named <= users) == (391, True)
