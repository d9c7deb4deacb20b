"""Each export is read back by an independent reader, and nothing is lost; hostile names do no harm."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import networkx as nx
import pandas as pd
import pytest

import graphkit as gk
from graphkit.errors import NoDataError, OutputError, UsageError
from graphkit.exports import FORMATS
from graphkit.graph import Graph
from tests.hostile import _names as hard

NAMES = (
    "ann",
    "=1+1",
    "a\x0bb",
    "ab",
    "q\"u,o'te",
    "<b>&amp;",
    "\ud800lone",
    "@SUM(A1)",
    "سلام",
    "x\ufffey",
    "tab\tbed",
)
KINDS = ["retweets", "quotes", "replies", "mentions", "likes"]


def hostile() -> pd.DataFrame:
    """Everybody writes to the next and to themselves, and posts that name nobody."""
    rows = [
        {
            "author": name,
            "text": text,
            "id": f"{n}{k}",
            "created_at": f"2012-08-{n + 1:02d}T12:00:0{k}Z",
            "mentions": to,
        }
        for n, name in enumerate(NAMES)
        for k, (text, to) in enumerate(
            [("sun", ""), ("hello", NAMES[(n + 1) % len(NAMES)]), ("me", name), ("x", "ann")]
        )
    ]
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def graph() -> Iterator[Graph]:
    with closing(gk.load(hostile())) as loaded:
        yield loaded


@pytest.fixture(scope="module")
def people(graph: Graph) -> pd.DataFrame:
    return gk.measure(graph)


@pytest.fixture(scope="module")
def written(graph: Graph, people: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("exports")
    places = {name: folder / f"town.{name}" for name in FORMATS}
    for name, place in places.items():
        gk.export(graph, place, to=name, people=people)
    return places


def same_edges(peer: "nx.DiGraph[str]", graph: Graph) -> bool:
    ours = {(row.source, row.target): row for row in graph.edges.itertuples()}
    return set(ours) == set(peer.edges) and all(
        int(facts["weight"]) == ours[edge].weight and all(facts[kind] == getattr(ours[edge], kind) for kind in KINDS)
        for edge, facts in peer.edges.items()
    )


def without_forbidden(name: str) -> str:
    return name.replace("\x0b", "").replace("\ufffe", "")


def test_gephi_s_format_is_read_back_by_networkx_with_colours_sizes_and_places(
    written: dict[str, Path], graph: Graph, people: pd.DataFrame
) -> None:
    peer = nx.read_gexf(written["gexf"], version="1.3")
    assert isinstance(peer, nx.DiGraph)
    names = {one: without_forbidden(one) for one in people["id"] if one != "handle:a\x0bb"}
    names["handle:a\x0bb"] = "handle:ab~2"
    assert set(peer) == set(names.values()), "a name without what XML forbids stays apart from one that was so"
    for row in people.to_dict("records"):
        node = peer.nodes[names[row["id"]]]
        for column in ("label", "posts", "me_share", "verdict", "observed", "pagerank"):
            value = row[column]
            assert node.get(column) == (
                None if pd.isna(value) else without_forbidden(value) if column == "label" else value
            )
        assert {"r", "g", "b"} <= set(node["viz"]["color"])
        assert node["viz"]["size"] > 0
        assert {"x", "y"} <= set(node["viz"]["position"])
    assert same_edges(peer, graph_with(graph, names))
    assert all(pd.Timestamp(facts["first"]).tzinfo for *_, facts in peer.edges(data=True))
    top = ElementTree.parse(written["gexf"]).getroot()
    assert top.attrib["version"] == "1.3"
    assert top.find("{http://gexf.net/1.3}graph").attrib["timeformat"] == "dateTime"  # type: ignore[union-attr]


def graph_with(graph: Graph, names: dict[str, str]) -> Graph:
    """The edges under other names, as far as a comparison asks for them."""
    from types import SimpleNamespace

    edges = graph.edges.assign(source=graph.edges["source"].map(names), target=graph.edges["target"].map(names))
    return SimpleNamespace(edges=edges)  # type: ignore[return-value]


def test_graphml_is_read_back_by_networkx(written: dict[str, Path], graph: Graph, people: pd.DataFrame) -> None:
    peer = nx.read_graphml(written["graphml"])
    names = {one: without_forbidden(one) for one in people["id"]} | {"handle:a\x0bb": "handle:ab~2"}
    assert same_edges(peer, graph_with(graph, names))
    columns = set(people.columns[people.notna().any()]) - {"id"}
    assert columns == {name for _, facts in peer.nodes(data=True) for name in facts}
    assert not {"type"} & columns


def test_node_link_json_is_read_back_by_networkx(written: dict[str, Path], graph: Graph, people: pd.DataFrame) -> None:
    peer = nx.node_link_graph(json.loads(written["json"].read_text(encoding="utf-8")), edges="edges")
    assert set(peer) == set(people["id"])
    assert same_edges(peer, graph)
    assert peer.graph["posts"] == 4 * len(NAMES)


def test_csv_is_read_back_by_pandas_and_networkx(written: dict[str, Path], graph: Graph, people: pd.DataFrame) -> None:
    text = {"dtype": str, "keep_default_na": False}
    found = pd.read_csv(written["csv"] / "people.csv", **text)
    assert list(found.columns) == list(people.columns)
    assert (
        found["posts"].tolist()
        == people["posts"].astype(object).where(people["posts"].notna(), "").astype(str).tolist()
    )
    assert not found["label"].str.match(r"[=+\-@\t\r]").any(), "no cell starts a formula"
    edges = pd.read_csv(written["csv"] / "edges.csv", dtype={"source": str, "target": str})
    peer = nx.from_pandas_edgelist(edges, edge_attr=True, create_using=nx.DiGraph)
    assert peer.number_of_edges() == len(graph.edges)
    assert edges["weight"].sum() == graph.edges["weight"].sum()
    acts = pd.read_csv(written["csv"] / "interactions.csv", **text)
    assert acts["kind"].tolist() == graph.interactions["kind"].tolist()
    for table in (found, edges, acts):
        assert "type" not in [name.lower() for name in table.columns]


def test_a_database_is_read_back_by_sqlite(written: dict[str, Path], graph: Graph, people: pd.DataFrame) -> None:
    with closing(sqlite3.connect(written["sqlite"])) as database:
        ask = database.execute
        assert ask("pragma foreign_key_check").fetchall() == []
        assert ask("pragma integrity_check").fetchall() == [("ok",)]
        told = ask("select id, label, posts, me_share, observed from people order by rowid").fetchall()
        ours = people[["id", "label", "posts", "me_share", "observed"]]
        assert told == [tuple(map(plain, row)) for row in ours.itertuples(index=False)]
        weights = ask("select source, target, weight from edges order by rowid").fetchall()
        assert weights == list(graph.edges[["source", "target", "weight"]].itertuples(index=False, name=None))
        nobody = ask("select count(*) from posts_that_name_nobody").fetchone()
        assert nobody == ((graph.interactions["kind"] == "post").sum(),)
        assert ask("select count(*) from interactions").fetchone() == (len(graph.interactions),)
        assert ask("select meaning from meanings where column_name = 'me_share'").fetchone()
        assert {name for (name,) in ask("select name from sqlite_master where type = 'view'")} >= {"returned_edges"}
        assert len(ask("select * from named_edges limit 1").fetchall()) == 1


def plain(value: object) -> object:
    if pd.isna(value):
        return None
    value = value.item() if hasattr(value, "item") else value
    return int(value) if isinstance(value, bool) else value


def test_parquet_is_read_back_by_duckdb(written: dict[str, Path], graph: Graph, people: pd.DataFrame) -> None:
    with closing(duckdb.connect()) as other:
        for name, ours in (("people", people), ("edges", graph.edges), ("interactions", graph.interactions)):
            place = str(written["parquet"] / f"{name}.parquet")
            found = other.execute("select * from read_parquet(?)", [place]).fetchall()
            assert len(found) == len(ours)
            types = dict(other.execute("select name, type from parquet_schema(?)", [place]).fetchall())
            assert set(ours.columns) <= set(types)
            first = found[0][: min(3, len(ours.columns))]
            assert [str(value) for value in first] == [str(value) for value in ours.iloc[0, : len(first)]]


def test_the_data_package_keeps_the_rules_of_frictionless(written: dict[str, Path]) -> None:
    told = json.loads((written["csv"] / "datapackage.json").read_text(encoding="utf-8"))
    assert faults(told, written["csv"]) == []
    assert faults({**told, "resources": []}, written["csv"]) == ["resources: at least one"]
    broken = json.loads(json.dumps(told))
    broken["resources"][0]["schema"]["fields"][0]["type"] = "text"
    assert faults(broken, written["csv"]) == ["people.id: no type is called text"]


FIELD_TYPES = {"string", "number", "integer", "boolean", "object", "array", "date", "time", "datetime", "year",
               "yearmonth", "duration", "geopoint", "geojson", "any"}  # fmt: skip


def faults(package: dict[str, object], folder: Path) -> list[str]:
    """What breaks the Data Package and Table Schema specifications, version 1, as far as we use them."""
    import re

    name = re.compile(r"[-a-z0-9._/]+")
    found = [] if name.fullmatch(str(package.get("name", "x"))) else ["name: lower case letters and -._/"]
    resources = package.get("resources")
    if not isinstance(resources, list) or not resources:
        return [*found, "resources: at least one"]
    for source in package.get("sources", []):  # type: ignore[attr-defined]
        found += [] if isinstance(source.get("title"), str) else ["sources: each has a title"]
    for resource in resources:
        path, fields = resource.get("path", ""), resource["schema"]["fields"]
        found += [] if name.fullmatch(resource["name"]) else [f"{resource['name']}: no name of a resource"]
        found += [] if path and not path.startswith("/") and ".." not in path else [f"{path}: not inside the package"]
        header = (folder / path).read_text(encoding="utf-8").split("\n", 1)[0].split(",")
        found += [] if header == [field["name"] for field in fields] else [f"{path}: other columns than it says"]
        found += [
            f"{resource['name']}.{field['name']}: no type is called {field['type']}"
            for field in fields
            if field["type"] not in FIELD_TYPES
        ]
    return found


def test_every_export_but_the_database_is_read_by_our_own_readers(written: dict[str, Path], graph: Graph) -> None:
    ours = graph.edges["weight"].sum()
    for name in ("gexf", "graphml", "json"):
        with closing(gk.load(written[name])) as again:
            assert len(again.counts) == len(graph.counts), name
            assert again.edges["weight"].sum() == ours, name


def test_a_table_of_some_people_chooses_nodes_and_edges(graph: Graph, people: pd.DataFrame, tmp_path: Path) -> None:
    some = people[people["label"].isin(["ann", "=1+1"])]
    gk.export(graph, tmp_path / "some.graphml", people=some)
    peer = nx.read_graphml(tmp_path / "some.graphml")
    assert sorted(facts["label"] for _, facts in peer.nodes(data=True)) == ["=1+1", "ann"]
    with pytest.raises(UsageError, match="a store holds exports whole"):
        gk.export(graph, tmp_path / "store", to="parquet", people=some)
    assert not (tmp_path / "store").exists()


def test_few_columns_are_enough_for_a_picture(graph: Graph, tmp_path: Path) -> None:
    gk.export(graph, tmp_path / "few.gexf", people=gk.measure(graph, ["pagerank"]))
    peer = nx.read_gexf(tmp_path / "few.gexf", version="1.3")
    assert all({"viz", "pagerank"} <= set(facts) for _, facts in peer.nodes(data=True))


def test_a_file_is_the_old_one_or_the_new_one(
    graph: Graph, people: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "town.json"
    place.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("graphkit.exports._node_link.write_node_link", full)
    with pytest.raises(OutputError, match="No space left on device; what was there is untouched"):
        gk.export(graph, place, people=people)
    assert [path.name for path in tmp_path.iterdir()] == ["town.json"]
    assert place.read_text() == "old"
    (tmp_path / "report").mkdir()
    for name in ("people.csv", "summary.json", "datapackage.json"):
        (tmp_path / "report" / name).write_text('{"created_by": "graphkit"}')
    with pytest.raises(OutputError, match="choose another place"):
        gk.export(graph, tmp_path / "report", to="csv", people=people)
    (tmp_path / "folder.db").mkdir()
    with pytest.raises(OutputError, match="there is a folder of that name"):
        gk.export(graph, tmp_path / "folder.db", people=people)


def test_the_format_is_told_by_name_or_by_ending(graph: Graph, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no format is called 'gefx'; did you mean 'gexf'"):
        gk.export(graph, tmp_path / "x", to="gefx")
    with pytest.raises(UsageError, match=r"town.xlsx: say in which format, --to one of gexf, graphml, csv"):
        gk.export(graph, tmp_path / "town.xlsx")


def test_every_hostile_name_gives_well_formed_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = {*hard.MARKUP, *hard.MATH, *hard.CONTROLS, *hard.ODD, *hard.CELLS, *hard.PATHS, *hard.TEMPLATES}
    monkeypatch.setattr("graphkit.exports._gexf._looks", lambda going: {})
    with closing(gk.load(pd.DataFrame({"source": ["ann"] * len(names), "target": sorted(names)}))) as graph:
        people = gk.measure(graph, ["counts"])
        assert len(people) > 80
        for name in ("gexf", "graphml", "json", "sqlite"):
            gk.export(graph, tmp_path / name, to=name, people=people)
    told = json.loads((tmp_path / "json").read_text(encoding="utf-8"))
    peers = (nx.read_gexf(tmp_path / "gexf", version="1.3"), nx.read_graphml(tmp_path / "graphml"))
    for peer in (*peers, nx.node_link_graph(told, edges="edges")):
        assert len(peer) == len(people)
    with closing(sqlite3.connect(tmp_path / "sqlite")) as database:
        assert database.execute("select count(*), count(distinct label) from people").fetchone()[0] == len(people)


def test_a_folder_of_our_tables_is_not_counted_twice(written: dict[str, Path], graph: Graph) -> None:
    with pytest.raises(NoDataError, match="no file of a known export format in it"):
        gk.load(written["csv"])
    with closing(gk.load(written["csv"] / "interactions.csv")) as again:
        assert again.edges["weight"].sum() == graph.edges["weight"].sum()


def test_large_graphs_leave_in_slices(graph: Graph, people: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    from graphkit import _slices

    monkeypatch.setattr(_slices, "AT_ONCE", 5)
    frames = list(_slices.interactions(graph))
    assert max(map(len, frames)) == 5
    whole = pd.concat(frames, ignore_index=True)
    pd.testing.assert_frame_equal(whole, graph.interactions)
    pd.testing.assert_frame_equal(pd.concat(_slices.edges(graph), ignore_index=True), graph.edges)
