from collections import Counter
from math import exp, log

import pandas as pd
import pytest
from hypothesis import given, settings

import graphkit as gk
from graphkit._load import from_items
from graphkit.post import Post
from tests._graphs import graph_of
from tests.metrics import _reference as reference
from tests.metrics.test_sharing import random_posts


def test_ten_people_named_equally_are_ten() -> None:
    ann = gk.measure(graph_of("ann>b,c,d,e,f,g,h,i,j,k")).set_index("id").loc["ann"]
    assert (ann["people_named"], ann["effective_people"]) == (10, pytest.approx(10))
    assert ann["top_share"] == pytest.approx(0.1)


def test_ten_people_of_whom_one_gets_nearly_everything_are_few() -> None:
    ann = gk.measure(graph_of("ann>b " * 91 + "ann>c,d,e,f,g,h,i,j,k")).set_index("id").loc["ann"]
    assert ann["people_named"] == 10
    assert ann["effective_people"] == pytest.approx(exp(-0.91 * log(0.91) - 9 * 0.01 * log(0.01)))
    assert ann["effective_people"] < 1.8
    assert ann["top_share"] == pytest.approx(0.91)
    assert (ann["top_share_low"], ann["top_share_high"]) == pytest.approx(reference.wilson(91, 100))


def test_who_names_nobody_else_has_named_nobody_and_has_no_variety() -> None:
    people = gk.measure(graph_of("eve>eve eve> ann>bob")).set_index("id")
    assert people.loc["eve", "people_named"] == 0
    assert pd.isna(people.loc["eve", "effective_people"])
    assert pd.isna(people.loc["eve", "top_share"])
    assert pd.isna(people.loc["bob", "people_named"])


@settings(max_examples=30, deadline=None)
@given(random_posts())
def test_variety_equals_plain_python(items: list[Post]) -> None:
    graph = from_items(items)
    try:
        people = gk.measure(graph, ["people_named", "effective_people", "top_share"]).set_index("id")
        sheets = reference.sheets(items)
        for person in {post.author.id for post in items}:
            named: Counter[str] = sheets[person].out
            row, total = people.loc[person], named.total()
            assert row["people_named"] == len(named)
            if not total:
                assert row[["effective_people", "top_share"]].isna().all()
                continue
            parts = [count / total for count in named.values()]
            assert row["effective_people"] == pytest.approx(exp(-sum(p * log(p) for p in parts)))
            assert row["top_share"] == pytest.approx(max(parts))
    finally:
        graph.close()
