"""Graphs in scripts and notebooks: each line of the documented verbs works, and gives what it says."""

from html.parser import HTMLParser
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import graphkit as gk
from graphkit.errors import UsageError
from graphkit.graph import Graph
from tests._graphs import graph_of
from tests.typing_user import script

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def graph() -> Graph:
    return graph_of("ann>bob ann>bob:retweet bob>ann:reply eve> ann>ann eve>?:retweet bob>cat,ann")


def test_a_users_script_runs_as_it_is_typed(tmp_path: Path) -> None:
    people = script(DATA / "town.csv", tmp_path)
    assert len(people) == 10
    assert sorted(path.name for path in tmp_path.iterdir()) == ["peer.png", "town.gexf"]


def test_any_networkx_graph_and_any_table_is_measured_and_drawn() -> None:
    peer = nx.DiGraph([("ann", "bob"), ("bob", "ann"), ("cat", "ann")])
    people = gk.measure(peer, ["reciprocity", "in_degree"]).set_index("id")
    assert people["reciprocity"].tolist() == [2 / 3, 1.0, 0.0]
    edges = pd.DataFrame({"source": ["ann", "bob", "cat"], "target": ["bob", "ann", "ann"]})
    assert gk.measure(edges, ["in_degree"])["in_degree"].tolist() == people["in_degree"].tolist()
    for export in (peer, edges):
        assert "3 people" in str(gk.draw(export).get_label())
    with pytest.raises(UsageError, match="an undirected graph"):
        gk.draw(peer.to_undirected())


def test_a_multigraph_has_an_edge_for_each_kind(graph: Graph) -> None:
    peer = graph.to_networkx(multi=True)
    assert isinstance(peer, nx.MultiDiGraph)
    assert peer["ann"]["bob"] == {
        "retweet": {"kind": "retweet", "weight": 1},
        "mention": {"kind": "mention", "weight": 1},
    }
    assert peer.size(weight="weight") == graph.to_networkx().size(weight="weight")
    assert graph.to_networkx(multi=True, self_loops=True).has_edge("ann", "ann", "mention")


def test_the_matrix_has_the_order_of_the_ids(graph: Graph) -> None:
    peer = nx.to_numpy_array(graph.to_networkx(), nodelist=list(graph.ids))
    assert np.array_equal(graph.matrix().toarray(), peer)


def test_the_tables_are_those_of_pandas(graph: Graph) -> None:
    people, edges, interactions = graph.to_pandas()
    assert people["id"].tolist() == graph.ids.tolist()
    assert "person" not in people
    assert edges.equals(graph.edges)
    assert interactions.equals(graph.interactions)


def test_sql_reads_people_edges_and_interactions(graph: Graph) -> None:
    found = graph.sql(
        "select source, count(*) as acts from interactions where kind <> 'post' group by 1 order by 2 desc, 1"
    )
    assert found.values.tolist() == [["ann", 3], ["bob", 3], ["eve", 1]]
    assert str(graph.sql("select min(first) as first from edges")["first"].iloc[0]) == "2012-05-01 00:01:00"
    assert graph.sql("with t as (select * from people) select count(*) as people from t;")["people"].tolist() == [4]
    assert graph.where(people=["eve"]).sql("select id from people where observed order by id")["id"].tolist() == ["eve"]
    assert graph.sql("select ';)(' as text /* ); drop */ -- (\n")["text"].tolist() == [";)("]


@pytest.mark.parametrize(
    "query",
    [
        "delete from people",
        "select 1; drop table raw_posts",
        "select 1) x; drop table raw_posts; select * from (select 1",
        "with x as (select 1) delete from raw_posts",
        "copy people to 'x.csv'",
        "select nothing from people",
    ],
)
def test_sql_changes_nothing(graph: Graph, query: str) -> None:
    with pytest.raises(UsageError, match=r"sql takes one select on the tables|the query cannot be run"):
        graph.sql(query)
    assert len(graph.session.fetch("select * from raw_posts")) == 7


class Seen(HTMLParser):
    """What a piece of HTML is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def test_in_a_notebook_a_graph_is_a_card_with_its_picture_in_words_too() -> None:
    rows = [{"author": "<script>alert(1)</script>", "text": f"@ann {n}"} for n in range(3)]
    graph = gk.load(pd.DataFrame([*rows, {"author": "=1+1", "text": "sun"}]))
    text = graph._repr_html_()
    seen = Seen(text)
    assert [tag for tag, _ in seen.tags] == ["figure", "img", "figcaption"]
    picture = seen.tags[1][1]
    assert str(picture["src"]).startswith("data:image/png;base64,")
    assert "3 people" in str(picture["alt"])
    assert seen.words == "3 people · 4 posts · 3 interactions · table · DataFrame"
    assert len(text) < 100_000
    assert graph._repr_html_() is text, "made once"


def test_in_a_notebook_a_figure_has_its_words(graph: Graph) -> None:
    (tag, facts), *more = Seen(gk.draw(graph)._repr_html_()).tags  # type: ignore[attr-defined]
    assert (tag, more) == ("img", [])
    assert facts["alt"] == str(gk.draw(graph).get_label())


def test_very_many_people_are_words_only(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    from graphkit import _notebook

    monkeypatch.setattr(_notebook, "MOST_DRAWN", 2)
    assert [tag for tag, _ in Seen(_notebook._card(graph)).tags] == ["figure", "figcaption"]
