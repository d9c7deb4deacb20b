"""A user's script, as a type checker reads it: `mypy` goes over this file with the package, and a test runs the first part."""

from pathlib import Path
from typing import Any, assert_type

import networkx as nx
import pandas as pd
from matplotlib.figure import Figure
from scipy.sparse import csr_array

import graphkit as gk


def loudness(graph: gk.Graph) -> "pd.Series[Any]":
    """A metric of a user's own."""
    return graph.counts["posts"] * 2


def script(export: Path, folder: Path) -> pd.DataFrame:
    """Every verb, and what it gives."""
    graph = gk.load(export, rules=gk.Rules(me_threshold=0.2), keep_text=True)
    assert_type(graph, gk.Graph)
    people = gk.measure(graph)
    assert_type(people, pd.DataFrame)
    figure: Figure = gk.draw(graph, people)
    assert_type(gk.person(graph, "gus_bell").posts, pd.DataFrame)
    assert_type(gk.person(graph, "gus_bell").sentence, str)
    part = graph.where(
        since="2012-05-10", until="2012-06-01", kinds=["retweet"], people=["gus_bell"], exclude=["ann_reed"]
    )
    assert_type(part, gk.Graph)
    assert_type(gk.measure(part, [gk.metrics.reciprocity, "me_share", loudness], min_posts=1), pd.DataFrame)
    peer: nx.DiGraph[str] = graph.to_networkx(multi=True, self_loops=True)
    acts: csr_array[Any, tuple[int, int]] = graph.matrix()
    ids: pd.Index[str] = graph.ids
    assert_type(graph.to_pandas().edges, pd.DataFrame)
    assert_type(graph.sql("select count(*) as people from people"), pd.DataFrame)
    assert_type(graph.about, dict[str, Any])
    assert_type(gk.export(graph, folder / "town.gexf", people=people), list[Path])
    peer = graph.to_networkx()
    assert_type(gk.measure(peer, ["pagerank"]), pd.DataFrame)
    assert_type(acts.shape, tuple[int, int])
    assert len(ids) == acts.shape[0]
    figure = gk.draw(peer)
    figure.savefig(folder / "peer.png")
    graph.close()
    try:
        gk.load("nowhere.csv")
    except gk.GraphkitError as error:
        assert_type(error.exit_code, int)
    return people


def longer(graph: gk.Graph, people: pd.DataFrame, folder: Path) -> None:
    """What the README's script runs."""
    assert_type(gk.compare(graph, split="2012-05-15").sentences, tuple[str, ...])
    assert_type(gk.sensitivity(graph), pd.DataFrame)
    assert_type(gk.report(graph, folder, people=people), list[Path])
    assert_type(gk.export(graph, folder / "store", to="parquet"), list[Path])
