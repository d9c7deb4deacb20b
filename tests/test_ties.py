"""The arrays that count ties say what the SQL says that defines them."""

import numpy as np
import pandas as pd

from graphkit import _relations as relations
from graphkit._load import from_items
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


def test_ties_by_arrays_are_those_of_the_sql() -> None:
    for seed in range(3):
        graph = crowd(seed)
        for each in (graph, graph.where(until="1970-01-01T00:00:00.00006Z"), graph.where(people=["p1", "p2", "p3"])):
            wanted = by_sql(each)
            pd.testing.assert_frame_equal(each.ties[list(wanted.columns)], wanted, check_dtype=False)
