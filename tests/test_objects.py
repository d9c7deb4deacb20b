"""Tables and networkx graphs that are in Python already: read as the same content is read from a file."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graphkit as gk
from graphkit.errors import NoDataError, UsageError
from graphkit.readers._graphs import written
from tests.readers._graph_cases import GRAPHS, needs_real
from tests.test_samples import DATA

MAY = datetime(2012, 5, 1, tzinfo=UTC)


class ArrowTable:
    """What any Arrow library gives: a stream, and nothing else that we need."""

    def __init__(self, query: str) -> None:
        self._relation = duckdb.connect().sql(query)

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self._relation.__arrow_c_stream__(requested_schema)


def edges(graph: gk.Graph) -> dict[tuple[str, str], int]:
    """Weight of each pair, own loops included."""
    return {(row.source, row.target): row.weight for row in graph.edges.itertuples()}


def test_a_frame_of_posts_gives_the_same_people_as_its_csv() -> None:
    town = pd.read_csv(DATA / "town.csv", dtype=str)
    assert gk.measure(town).equals(gk.measure(gk.load(DATA / "town.csv")))


def test_a_frame_of_edges_gives_the_same_graph_as_its_csv() -> None:
    path = DATA / "community_edges.csv"
    frame = pd.read_csv(path, parse_dates=["Time"])
    one, two = gk.load(frame), gk.load(path)
    assert one.edges.equals(two.edges)
    assert one.interactions.equals(two.interactions)


def test_whole_numbers_are_ids_to_the_last_digit_and_missing_ones_missing() -> None:
    frame = pd.DataFrame(
        {
            "author_id": pd.array([1408876829491015681, 1408876829491015680, None], dtype="Int64"),
            "text": ["one", "two", "three"],
            "reply_to_user_id": [5.0, float("nan"), None],
        }
    )
    graph = gk.load(frame)
    people = gk.measure(graph)
    assert set(people["id"]) == {"1408876829491015681", "1408876829491015680", "5"}
    (tally,) = graph.provenance.files
    assert (tally.used, tally.rejected, dict(tally.codes)) == (2, 1, {"record.no_author": 1})


def test_ids_that_a_float_has_rounded_are_left_out_and_said() -> None:
    ids = [1408876829491015681.0, 12.0]
    graph = gk.load(pd.DataFrame({"source": ids, "target": [7, 7], "time": [pd.NaT, pd.Timestamp(MAY)]}))
    assert edges(graph) == {("handle:12", "handle:7"): 1}
    assert graph.rejects(5)["reason"].tolist() == ["an end is an id that was rounded"]
    with_author = pd.DataFrame({"author": ["ann"], "author_id": ids[:1], "text": ["@bob"]})
    graph = gk.load(with_author)
    assert "table.account_ids" in graph.provenance.files[0].notices
    assert edges(graph) == {("handle:ann", "handle:bob"): 1}


def test_columns_named_by_the_user_are_read() -> None:
    frame = pd.DataFrame({"wer": ["ann"], "was": ["@bob hi"]})
    graph = gk.load(frame, columns={"author": "wer", "text": "was"})
    assert edges(graph) == {("handle:ann", "handle:bob"): 1}
    with pytest.raises(NoDataError, match=r"DataFrame: a table that names no author.*columns=\{'author': …\}"):
        gk.load(frame)


def test_counts_in_the_index_of_a_frame_are_read() -> None:
    acts = pd.DataFrame({"source": ["ann", "ann", "bob"], "target": ["bob", "bob", "ann"], "n": 1})
    assert edges(gk.load(acts.groupby(["source", "target"]).sum())) == {
        ("handle:ann", "handle:bob"): 2,
        ("handle:bob", "handle:ann"): 1,
    }


def test_lists_in_cells_are_mentions_and_times_keep_their_zone() -> None:
    frame = pd.DataFrame(
        {
            "author": ["ann", "bob"],
            "mentions": [["bob", "cat"], np.array(["ann"])],
            "created_at": [pd.Timestamp("2012-05-01 02:00", tz="Europe/Paris"), pd.Timestamp(MAY)],
        }
    )
    graph = gk.load(frame)
    assert len(graph.edges) == 3
    assert graph.about["first"] == graph.about["last"] == "2012-05-01T00:00:00Z"


def test_any_arrow_table_is_read_without_pyarrow() -> None:
    query = """select 9007199254740993 as source_id, 12 as target_id, timestamp '2012-05-01' as "time", 2.0::double as n
               union all select 12, null, null, 1.0"""
    graph = gk.load(ArrowTable(query))
    assert edges(graph) == {("9007199254740993", "12"): 2}
    assert graph.about["first"] == "2012-05-01T00:00:00Z"
    assert graph.provenance.files[0].codes == {"edge.ends": 1}


def test_a_polars_frame_and_a_pyarrow_table_are_read_where_they_are_installed() -> None:
    data = {"source": ["ann", "ann"], "target": ["bob", None], "weight": [3, 1]}
    for module, make in (("polars", "DataFrame"), ("pyarrow", "table")):
        library = pytest.importorskip(module)
        assert edges(gk.load(getattr(library, make)(data))) == {("handle:ann", "handle:bob"): 3}


def test_what_can_only_become_a_frame_is_read_as_one() -> None:
    class Other:
        def to_pandas(self) -> pd.DataFrame:
            return pd.DataFrame({"source": ["ann"], "target": ["bob"]})

    assert edges(gk.load(Other())) == {("handle:ann", "handle:bob"): 1}


def test_everybody_in_a_networkx_graph_is_observed_and_loops_are_self_acts() -> None:
    graph = nx.DiGraph([("ann", "bob"), ("bob", "ann"), ("bob", "bob")])
    graph.add_node("eve")
    people = gk.measure(graph).set_index("id")
    assert people["observed"].all()
    assert people["reciprocity"].to_dict() == {"ann": 1.0, "bob": 1.0, "eve": pytest.approx(float("nan"), nan_ok=True)}
    assert people["out_degree"].tolist() == [1, 1, 0]
    assert people["self_mentions"].tolist() == [0, 1, 0]
    assert people["posts"].isna().all()


def test_attributes_of_networkx_are_told_as_in_graph_files() -> None:
    graph = nx.MultiDiGraph()
    graph.add_node(1408876829491015681, label="@ann")
    graph.add_edge(1408876829491015681, "bob", key="retweet", weight=2.0, time=MAY)
    graph.add_edge(
        1408876829491015681, "bob", kind="reply", weight=np.int64(3), date=pd.Timestamp(MAY) + pd.Timedelta("1h")
    )
    graph.add_edge("bob", 1408876829491015681, replies=2, mentions=1, weight=3, time=MAY)
    loaded = gk.load(graph)
    kinds = ["retweets", "quotes", "replies", "mentions", "weight"]
    assert loaded.edges.set_index("source")[kinds].to_dict("index") == {
        "1408876829491015681": {"retweets": 2, "quotes": 0, "replies": 3, "mentions": 0, "weight": 5},
        "bob": {"retweets": 0, "quotes": 0, "replies": 2, "mentions": 1, "weight": 3},
    }
    assert loaded.counts["label"].tolist() == ["ann", "bob"]


def test_an_undirected_graph_is_refused_with_the_reason() -> None:
    with pytest.raises(UsageError, match="undirected graph: who acted on whom is not known"):
        gk.measure(nx.path_graph(3))


def test_a_graph_that_went_out_comes_back_the_same_and_the_unobserved_stay_so() -> None:
    graph = gk.load(DATA / "town.csv")
    columns = [
        "id",
        "label",
        "network",
        "observed",
        "reciprocity",
        "in_degree",
        "out_degree",
        "in_strength",
        "pagerank",
    ]
    one, two = gk.measure(graph)[columns], gk.measure(graph.to_networkx())[columns]
    assert not one["observed"].all()
    assert one.equals(two)


def test_objects_and_paths_may_be_mixed_and_each_is_a_source(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text("source,target\nann,bob\n")
    frame = pd.DataFrame({"source": ["bob"], "target": ["ann"]})
    graph = gk.load(tmp_path / "e.csv", frame, nx.DiGraph([("ann", "bob")]), frame.rename(columns=str.upper))
    assert [tally.label for tally in graph.provenance.files] == ["e.csv", "DataFrame", "DiGraph", "DataFrame 2"]
    sources = {source["name"]: source["sha256"] for source in graph.about["sources"]}
    assert sources.keys() == {"e.csv", "DataFrame", "DiGraph", "DataFrame 2"}
    again = {source["name"]: source["sha256"] for source in gk.load(frame).about["sources"]}
    assert again["DataFrame"] == sources["DataFrame"]
    assert {act["source"] for act in graph.edges.to_dict("records")} == {
        "table:handle:ann",
        "table:handle:bob",
        "edges:ann",
    }


@pytest.mark.parametrize("thing", [7, None, ["ann"], {"ann": "bob"}, object()])
def test_what_is_neither_is_named(thing: Any) -> None:
    with pytest.raises(UsageError, match=f"cannot load {type(thing).__name__}: give paths, a DataFrame"):
        gk.load(thing)


def test_a_report_of_an_object_names_it(tmp_path: Path) -> None:
    gk.report(gk.load(nx.DiGraph([("ann", "bob"), ("bob", "ann")])), tmp_path / "out")
    assert "DiGraph" in (tmp_path / "out/summary.json").read_text(encoding="utf-8")


def test_a_part_of_a_graph_keeps_who_acts_on_nobody() -> None:
    graph = nx.DiGraph()
    graph.add_edge("ann", "bob", kind="retweet")
    graph.add_edge("bob", "ann", kind="reply")
    graph.add_node("eve")
    part = gk.load(graph).where(kinds=["retweet"])
    assert part.counts["observed"].to_dict() == {"ann": True, "bob": True, "eve": True}
    assert gk.load(graph).where(exclude=["eve"]).counts.index.tolist() == ["ann", "bob"]
    with pytest.raises(NoDataError, match="nothing is left"):
        gk.load(graph).where(since="2030-01-01")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (float("nan"), ""),
        (pd.NA, ""),
        (pd.NaT, ""),
        (np.datetime64("NaT"), ""),
        (np.float64("nan"), ""),
        (7.0, "7"),
        (np.int64(7), "7"),
        (0.5, "0.5"),
        (2.0**53, "9007199254740992.0"),
        (True, "True"),
        (b"ann", "ann"),
        (MAY, "2012-05-01 00:00:00+00:00"),
        ("NA", "NA"),
        (10**30, "1" + "0" * 30),
    ],
)
def test_values_become_the_text_a_cell_would_hold(value: Any, text: str) -> None:
    assert written(value) == text


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(st.tuples(st.integers(0, 6), st.integers(0, 6)), st.integers(1, 9), min_size=1),
    st.sets(st.integers(0, 9), min_size=2),
)
def test_a_random_graph_keeps_its_people_edges_and_weights(pairs: dict[tuple[int, int], int], alone: set[int]) -> None:
    graph = nx.DiGraph()
    graph.add_nodes_from(alone)
    graph.add_weighted_edges_from((source, target, weight) for (source, target), weight in pairs.items())
    loaded = gk.load(graph)
    out = loaded.to_networkx(self_loops=True)
    assert set(out) == set(map(str, graph))
    assert {(source, target): out[source][target]["weight"] for source, target in out.edges} == {
        (str(source), str(target)): weight for (source, target), weight in pairs.items()
    }
    plain = nx.DiGraph((s, t) for s, t in graph.edges if s != t)
    plain.add_nodes_from(graph)
    people = gk.measure(loaded, ["out_degree", "in_degree", "reciprocity"]).set_index("id")
    assert people["out_degree"].to_dict() == {str(node): degree for node, degree in plain.out_degree}
    assert people["in_degree"].to_dict() == {str(node): degree for node, degree in plain.in_degree}
    for node in plain:
        found = people["reciprocity"][str(node)]
        assert pd.isna(found) if not plain.degree(node) else found == pytest.approx(nx.reciprocity(plain, [node])[node])


@pytest.mark.real
@needs_real
def test_a_real_graph_is_the_same_from_its_file_and_from_networkx() -> None:
    path = GRAPHS / "medialab__pelote/data/rio.gexf"
    from_file, from_object = gk.load(path), gk.load(nx.read_gexf(path))
    assert from_file.edges.equals(from_object.edges)
    assert gk.measure(from_file).equals(gk.measure(from_object))
