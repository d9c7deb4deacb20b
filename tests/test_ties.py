"""The arrays that count ties say what the SQL says that defines them."""

import numpy as np
import pandas as pd

from graphkit import _relations as relations
from graphkit._load import from_items
from graphkit._strongest import loop_free
from graphkit.graph import Graph
from graphkit.post import Account, Act, Post


def crowd(seed: int) -> Graph:
    """People some of whom write, some list acts, some are only named; with self-loops and answers."""
    chance = np.random.default_rng(seed)
    people = [Account(handle=f"p{number}") for number in range(30)]

    def one(of: int) -> Account:
        return people[chance.integers(of)]

    posts = [Post("twitter", one(20), str(n), n, f"@{one(30).handle} hello") for n in range(120)]
    likes = [Act("twitter", one(30), one(30), "like", number) for number in range(40)]
    return from_items([*posts, *likes])


def by_sql(graph: Graph) -> pd.DataFrame:
    query = relations.ties(graph.table("edges"), graph.table("people"))
    found = graph.session.fetch(query).set_index("person").astype("int64")
    frame = found.reindex(graph.counts["person"].to_numpy("int64"), fill_value=0).set_axis(graph.counts.index)
    own = ["named", "named_by", "mutual", "given", "matched"]
    frame[own] = frame[own].where(graph.counts["observed"], 0)
    return frame


def test_the_matrix_is_the_sum_that_the_sql_of_edges_gives() -> None:
    graph = crowd(1)
    for each in (graph, graph.where(kinds=["reply"]), graph.where(exclude=["p1"])):
        edges = each.session.fetch(f"{loop_free(each.table('edges'))} order by source, target")
        people = pd.Index(each.counts["person"])
        found = each.matrix().tocoo()
        assert people[found.row].tolist() == edges["source"].tolist()
        assert people[found.col].tolist() == edges["target"].tolist()
        assert found.data.tolist() == edges["weight"].tolist()


def test_who_is_only_named_in_words_of_others_is_not_counted() -> None:
    graph = from_items([Post("twitter", Account(handle="ann"), "1", 1, "RT @bob: hello @zoe")])
    assert graph.ids.tolist() == ["handle:ann", "handle:bob"]
    assert graph.counts["interactions_sent"].isna().tolist() == [False, True]
    assert graph.counts["posts"].isna().tolist() == [False, True]


def test_ties_by_arrays_are_those_of_the_sql() -> None:
    for seed in range(3):
        graph = crowd(seed)
        for each in (graph, graph.where(until="1970-01-01T00:00:00.00006Z"), graph.where(people=["p1", "p2", "p3"])):
            wanted = by_sql(each)
            pd.testing.assert_frame_equal(each.ties[list(wanted.columns)], wanted, check_dtype=False)
