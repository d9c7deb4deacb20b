"""A store gives what reading the exports again would give, to the byte; a damaged one gives words."""

import json
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

import graphkit as gk
from graphkit.cli import app
from graphkit.errors import NoDataError, UsageError
from graphkit.exports import write_csv
from graphkit.graph import Graph

DATA = Path(__file__).parents[2] / "data"
FEW = (
    "counts",
    "third_person_share",
    "reciprocity",
    "pagerank",
    "discussions_joined",
    "acknowledges",
    "uncredited_copies",
)
NAMES = (
    "town.csv",
    "community_v2.jsonl.gz",
    "grailbird_amy_fox.zip",
    "community_edges.csv",
    "blog.xml",
    "circle_amy_fox.gexf",
)
EXPORTS = tuple(DATA / name for name in NAMES)


def written(graph: Graph, folder: Path) -> dict[str, bytes]:
    """The tables of a graph as a report writes them, and what it says of every record."""
    folder.mkdir()
    tables = {"people": gk.measure(graph, FEW), "edges": graph.edges, "interactions": graph.interactions,
              "rejects": graph.rejects(10_000), "copies": gk.metrics.copies(graph)}  # fmt: skip
    for name, table in tables.items():
        write_csv(table, folder / name)
    told = {name: (folder / name).read_bytes() for name in tables}
    return {**told, "records": json.dumps(records(graph), sort_keys=True).encode()}


def records(graph: Graph) -> list[Any]:
    from graphkit._overview import holdings
    from graphkit.reports import records as of

    held = [(each.name, each.people, each.first, each.kinds, each.owner, each.left_out) for each in holdings(graph)]
    return [of(graph), held, graph.about, graph.provenance.refused]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Many exports, some of which hold the same posts, with damage and words, read once."""
    folder = tmp_path_factory.mktemp("stores")
    (folder / "bad.jsonl").write_text('{"id_str": "1"\n[]\n')
    with closing(gk.load(*EXPORTS, folder / "bad.jsonl", copies=True, keep_text=True)) as graph:
        gk.export(graph, folder / "store", to="parquet", people=gk.measure(graph, ["counts"]))
        (folder / "told.json").write_text(
            json.dumps({k: v.decode() for k, v in written(graph, folder / "own").items()})
        )
    return folder / "store"


def test_a_store_measures_byte_for_byte_as_the_exports_it_was_made_of(store: Path, tmp_path: Path) -> None:
    with closing(gk.load(store, copies=True, keep_text=True)) as again:
        ours = written(again, tmp_path / "again")
        told = json.loads((store.parent / "told.json").read_text())
        assert {name: value.decode() for name, value in ours.items()} == told
        assert again.posts("gus_bell")["text"].str.len().min() > 0


def test_a_store_beside_other_exports_counts_nothing_twice(store: Path) -> None:
    with closing(gk.load(store)) as alone, closing(gk.load(store, DATA / "town.csv")) as both:
        assert gk.measure(both, FEW[:-1]).equals(gk.measure(alone, FEW[:-1]))
        assert both.provenance.files[0].label == "town.csv"
        assert sum(tally.duplicate for tally in both.provenance.files if tally.label == "town.csv") > 0
        assert "text" not in both.posts("gus_bell"), "words only where they are asked for"


def test_a_store_keeps_its_aliases_and_those_given_go_before(tmp_path: Path) -> None:
    aliases = tmp_path / "aliases.csv"
    aliases.write_text("account,person\ngus_bell,gus\nann_reed,gus\n")
    graph = gk.load(DATA / "town.csv", aliases=aliases)
    gk.export(graph, tmp_path / "store", to="parquet", people=gk.measure(graph, ["counts"]))
    assert gk.load(tmp_path / "store").find("gus") == "gus"
    aliases.write_text("account,person\nann_reed,annie\n")
    people = gk.load(tmp_path / "store", aliases=aliases).ids
    assert {"gus", "annie"} <= set(people)


def test_every_command_takes_a_store(store: Path, tmp_path: Path) -> None:
    packed = shutil.make_archive(str(tmp_path / "packed"), "zip", store.parent, "store")
    for export in (str(store), packed):
        done = CliRunner().invoke(app, ["inspect", export])
        assert done.exit_code == 0, done.output
        assert "community_v2.jsonl.gz  twitter-v2" in done.stdout
    asked = ("-m", "counts", "--until", "2012-05-20", "-f", "json")
    ours, told = (CliRunner().invoke(app, ["measure", *map(str, given), *asked]) for given in ((store,), EXPORTS))
    assert json.loads(ours.stdout) == json.loads(told.stdout)


def test_a_part_is_no_store(tmp_path: Path) -> None:
    part = gk.load(DATA / "town.csv").where(kinds=["retweet"])
    with pytest.raises(UsageError, match="a store holds exports whole; choose --since"):
        gk.export(part, tmp_path / "store", to="parquet")
    assert list(tmp_path.iterdir()) == []


def test_copies_are_not_looked_for_in_a_store_without_wordings(tmp_path: Path) -> None:
    gk.export(gk.load(DATA / "town.csv"), tmp_path / "store", to="parquet")
    with pytest.raises(UsageError, match=r"store: written without --copies; write the store again with it"):
        gk.load(tmp_path / "store", copies=True)


def test_a_store_is_written_over_and_files_of_others_stay(tmp_path: Path) -> None:
    place, town = tmp_path / "store", gk.load(DATA / "town.csv")
    gk.export(town, place, to="parquet")
    (place / "notes.txt").write_text("mine")
    before = {path.name: path.read_bytes() for path in place.rglob("*.parquet")}
    gk.export(gk.load(place), place, to="parquet")
    assert {path.name: path.read_bytes() for path in place.rglob("*.parquet")} == before
    assert (place / "notes.txt").read_text() == "mine"


def test_a_damaged_store_is_refused_by_name(store: Path, tmp_path: Path) -> None:
    changes = {
        "posts": "update held set author = 10000000 where row = 3",
        "interactions": "update held set post = -1 where row = 3",
        "acts": "update held set kind = 9 where row = 3",
        "accounts": "delete from held where row = 3",
        "left_out": "alter table held rename column code to word",
    }
    for name, change in changes.items():
        copy = tmp_path / name / "store"
        shutil.copytree(store, copy)
        table = copy / "store" / f"{name}.parquet"
        with closing(duckdb.connect()) as other:
            other.execute(f"create table held as from read_parquet('{table}')")
            other.execute(change)
            other.execute(f"copy held to '{table}' (format parquet)")
        with pytest.raises(NoDataError, match=rf"store: the table {name} of the store is damaged"):
            gk.load(copy)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"store": 2}, "a store of version 2; this graphkit reads 1"),
        ({"rows": {"raw_posts": 10**15}}, "the table posts of the store is damaged"),
        ({"files": [{}]}, "store.json is damaged .*label"),
        ({"files": []}, "store.json|is damaged"),
    ],
)
def test_a_store_that_says_what_is_not_so_is_refused(
    store: Path, tmp_path: Path, said: dict[str, Any], reason: str
) -> None:
    shutil.copytree(store, tmp_path / "store")
    manifest = tmp_path / "store/store.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), **said}))
    with pytest.raises(NoDataError, match=reason):
        gk.load(tmp_path / "store")


def test_cut_and_missing_tables_are_refused_and_other_exports_are_used(store: Path, tmp_path: Path) -> None:
    shutil.copytree(store, tmp_path / "store")
    table = tmp_path / "store/store/posts.parquet"
    table.write_bytes(table.read_bytes()[:-100])
    graph = gk.load(tmp_path / "store", DATA / "town.csv")
    assert [(name, code) for name, code, *_ in graph.provenance.refused] == [("store", "store.damaged")]
    assert len(graph.provenance.files) == 1
    table.unlink()
    with pytest.raises(NoDataError, match="store: the store has no table posts"):
        gk.load(tmp_path / "store")
