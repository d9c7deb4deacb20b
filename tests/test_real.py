"""The main job on real exports, read where they lie; nothing of them is kept, printed or quoted."""

from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

import graphkit as gk
from graphkit._load import load
from graphkit.metrics import whole_graph

REAL = Path(__file__).parents[1] / "../shared/data"
pytestmark = [pytest.mark.real, pytest.mark.skipif(not REAL.exists(), reason="no real exports beside the project")]

HIGGS = "graphs/trygvell__network-and-nlp-m2/higgs-activity_time.txt.gz"
SEARCH = (
    "twitter_v1/mikhailklassen__Mining-the-Social-Web-3rd-Edition/notebooks/resources/ch01-twitter/data/"
    "MentionSomeoneImportantForYou.json"
)


@pytest.mark.parametrize(
    ("export", "posts", "authors"),
    [
        ("grailbird/icco__tweets.zip", 18_559, 1),
        ("grailbird/paulhibbitts__hibbittsdesign-tweets.zip", 5_049, 1),
        ("x_archive/andreruffert__twitter", 1_986, 1),
        ("x_archive/dsajgiouawj__TweetArchive", 1_163, 1),
        ("twitter_v2/DocNow__twarc-network/test-data/tweets.jsonl", 500, 401),
        (SEARCH, 98, 96),
    ],
)
def test_posts_and_authors_are_those_of_the_export(export: str, posts: int, authors: int) -> None:
    graph = load(REAL / export)
    assert (graph.about["posts"], graph.about["authors"]) == (posts, authors)
    assert sum(tally.rejected for tally in graph.provenance.files) == 0


def test_the_twarc_files_together_count_overlaps_once() -> None:
    folder = REAL / "twitter_v2/DocNow__twarc-csv/test-data"
    graph = load(*sorted(folder.glob("*.jsonl")))
    by_name = {tally.label: tally for tally in graph.provenance.files}
    assert {name: by_name[name].read for name in ("flat.jsonl", "noflat.jsonl", "2sets.jsonl", "withheld.jsonl")} == {
        "flat.jsonl": 100,
        "noflat.jsonl": 100,
        "2sets.jsonl": 200,
        "withheld.jsonl": 215,
    }
    # the flattened file holds the same posts as the pages, and one post was edited
    assert by_name["flat.jsonl"].duplicate + by_name["noflat.jsonl"].duplicate >= 100
    assert {name for name, *_ in graph.provenance.refused} == {"counts.jsonl", "users.jsonl"}
    again = load(*sorted(folder.glob("*.jsonl"), reverse=True))
    assert gk.measure(graph).equals(gk.measure(again))


def test_a_blog_gives_its_posts_and_comments() -> None:
    graph = load(REAL / "wordpress_wxr/andylockran__andylockran.github.io/wordpress.xml")
    (tally,) = graph.provenance.files
    assert tally.read == 532 + 98
    assert tally.read == tally.used + tally.duplicate + tally.ignored + tally.rejected
    assert tally.rejected == 0


def test_higgs_counts_acts_not_rows() -> None:
    graph = load(REAL / HIGGS)
    (tally,) = graph.provenance.files
    assert (tally.read, tally.duplicate) == (563_069, 40_451)
    assert graph.about["interactions"] == 522_618
    people = gk.measure(graph, ["counts", "reciprocity", "pagerank", "third_person_share"])
    assert len(people) == 304_691
    assert people["posts"].isna().all()
    assert people["third_person_share"].isna().all()
    peer = graph.to_networkx()
    assert whole_graph(graph)["reciprocated_ties"] == pytest.approx(nx.overall_reciprocity(peer))
    mine = people.set_index("id")["reciprocity"].dropna()
    theirs = pd.Series(nx.reciprocity(peer, mine.index))
    assert (mine - theirs[mine.index]).abs().max() < 1e-12


def test_one_persons_archive_says_whose_side_is_missing() -> None:
    people = gk.measure(load(REAL / "grailbird/icco__tweets.zip"))
    owner = people[people["observed"]].iloc[0]
    assert owner["verdict"] == "names others"
    assert pd.isna(owner["reciprocity"])
    assert owner["reciprocity_reason"] == "others' posts are not in the export"
    # 125 self-replies, 94 of which name somebody else too
    assert owner["threads"] == 31
    assert people["pagerank"].isna().all()


def test_two_archives_whose_owners_never_name_each_other_have_no_reciprocity() -> None:
    graph = load(REAL / "grailbird/icco__tweets.zip", REAL / "grailbird/paulhibbitts__hibbittsdesign-tweets.zip")
    people = gk.measure(graph, ["counts", "reciprocity", "coverage"])
    owners = people[people["observed"]]
    assert len(owners) == 2
    assert owners["reciprocity"].isna().all()
    assert set(owners["reciprocity_reason"]) == {"others' posts are not in the export"}


@pytest.mark.parametrize("export", ["twitter_v2/DocNow__twarc-network/test-data/tweets.jsonl", SEARCH])
def test_numbers_equal_networkx_on_real_graphs(export: str) -> None:
    graph = load(REAL / export)
    people = gk.measure(graph).set_index("id")
    peer = graph.to_networkx()
    ranks = nx.pagerank(peer, tol=1e-13, max_iter=500)
    assert people["pagerank"].to_dict() == pytest.approx(ranks, abs=1e-8)
    assert people["betweenness"].to_dict() == pytest.approx(nx.betweenness_centrality(peer), abs=1e-12)
    assert people["harmonic"].to_dict() == pytest.approx(nx.harmonic_centrality(peer))
    assert people["core"].to_dict() == nx.core_number(peer.to_undirected())
    assert people["authority"].to_dict() == pytest.approx(nx.hits(peer)[1], abs=1e-8)
    seen = peer.subgraph([node for node, data in peer.nodes(data=True) if data["observed"]])
    tied = [node for node in seen if seen.degree(node)]
    assert people.loc[tied, "reciprocity"].to_dict() == pytest.approx(nx.reciprocity(seen, tied))
