"""What holds of every export: of unions, of order, of parts, of counts, and of files that are read back."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import graphkit as gk
from graphkit.errors import NoDataError
from graphkit.exports import write_csv
from graphkit.graph import Graph
from graphkit.reports import records
from tests.test_load import jsonl, tweet

FEW = settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
WHO = ["ann", "bob", "cyd"]
WORDS = st.sampled_from(["sun", "@bob hi", "RT @ann: sun", "via @cyd and @dan", "@ann @bob", "=1+1 $x$ \u202e"])
POSTS = st.lists(st.tuples(st.integers(1, 30), st.sampled_from(WHO), WORDS), min_size=1, max_size=25)
ODD = st.lists(st.sampled_from(["{broken", "[]", "7", '{"delete": {"status": {"id": 3}}}', "", "\x00"]), max_size=4)


def file(place: Path, posts: list[tuple[int, str, str]], odd: list[str] = []) -> str:  # noqa: B006  (never changed)
    """One export; a post is what its number says, so that two exports never disagree about one."""
    rows = [tweet(number, WHO[number % 3], words) for number, _, words in sorted({p[0]: p for p in posts}.values())]
    return jsonl(place, *rows, *odd)


def tables(graph: Graph) -> list[list[tuple[Any, ...]]]:
    """The counted tables, without where things were found."""
    people = gk.measure(graph).astype(object).fillna("")
    return [[tuple(row) for row in frame.itertuples(index=False)] for frame in (people, graph.edges)]


def agreeing(posts: list[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    """The same number, the same words."""
    words = {number: words for number, _, words in sorted(posts)}
    return [(number, who, words[number]) for number, who, _ in posts]


@FEW
@given(posts=POSTS, cut=st.integers(0, 25))
def test_a_union_is_idempotent_and_knows_no_order(tmp_path: Path, posts: list[tuple[int, str, str]], cut: int) -> None:
    posts = agreeing(posts)
    one, two = file(tmp_path / "a.jsonl", posts[: cut + 1]), file(tmp_path / "b.jsonl", posts[cut // 2 :] or posts[:1])
    found = [tables(gk.load(*order)) for order in ((one, two), (two, one), (one, two, two, one))]
    assert found[0] == found[1] == found[2]


@FEW
@given(posts=POSTS, odd=ODD)
def test_every_record_is_used_duplicate_ignored_or_rejected(
    tmp_path: Path, posts: list[tuple[int, str, str]], odd: list[str]
) -> None:
    graph = gk.load(file(tmp_path / "a.jsonl", posts, odd), file(tmp_path / "b.jsonl", posts[:5], odd))
    rows = records(graph)
    for row in rows:
        assert row["read"] == row["used"] + row["duplicate"] + row["ignored"] + row["rejected"]
    distinct, again = len({p[0] for p in posts}), len({p[0] for p in posts[:5]})
    broken = sum(bool(line.strip()) for line in odd)
    assert sum(row["read"] for row in rows) == distinct + again + 2 * broken
    assert sum(row["used"] for row in rows) == distinct
    assert len(graph.rejects(100)) == sum(row["rejected"] for row in rows)


@FEW
@given(
    posts=POSTS,
    kinds=st.sets(st.sampled_from(["mention", "retweet", "reply"]), min_size=1),
    who=st.sampled_from(WHO),
    order=st.sampled_from([(0, 1), (0, 2), (0, 3), (1, 3), (2, 3), (1, 2)]),
)
def test_parts_commute(
    tmp_path: Path, posts: list[tuple[int, str, str]], kinds: set[str], who: str, order: tuple[int, int]
) -> None:
    graph = gk.load(file(tmp_path / "a.jsonl", posts))
    parts: list[dict[str, Any]] = [{"kinds": sorted(kinds)}, {"since": "2012-08-15"}, {"until": "2012-08-15T13:10"}]
    if who in set(gk.measure(graph)["label"]):
        parts.append({"exclude": [graph.find(who)]})
    first, second = (place % len(parts) for place in order)
    both, other = (_part(_part(graph, parts[a]), parts[b]) for a, b in ((first, second), (second, first)))
    assert (both is None) == (other is None)
    if both is not None and other is not None:
        assert tables(both) == tables(other)


def _part(graph: Graph | None, chosen: dict[str, Any]) -> Graph | None:
    try:
        return graph.where(**chosen) if graph is not None else None
    except NoDataError:
        return None


NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)


@settings(max_examples=150)
@given(
    names=st.lists(NAMES, min_size=1, max_size=8), numbers=st.lists(st.floats(allow_nan=False, width=32), min_size=8)
)
def test_a_csv_file_parses_back(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], numbers: list[float]
) -> None:
    import pandas as pd

    path = tmp_path_factory.getbasetemp() / "t.csv"
    frame = pd.DataFrame({"name": pd.Series(names, dtype="str"), "x": numbers[: len(names)]})
    write_csv(frame, path)
    with path.open(encoding="utf-8", newline="") as written:
        header, *rows = list(csv.reader(written))
    assert header == ["name", "x"]
    assert len(rows) == len(names)
    for (cell, number), name, value in zip(rows, names, numbers, strict=False):
        assert not cell.startswith(("=", "+", "-", "@"))
        assert float(number) == pytest.approx(value, rel=1e-8)
        if name.isprintable() and name[0] not in "=+-@":
            assert cell == name


def test_all_files_of_a_report_parse_back(tmp_path: Path) -> None:
    posts = [(n, "", f'{"=" * (n % 2)}1 @bob via @ann, "x" {n}') for n in range(1, 40)]
    for path in gk.report(gk.load(file(tmp_path / "a.jsonl", posts, ["{"])), tmp_path / "r", sensitivity=True):
        if path.suffix == ".json":
            assert json.loads(path.read_text(encoding="utf-8"))
        elif path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as written:
                assert len({len(row) for row in csv.reader(written)}) == 1
        elif path.suffix == ".png":
            assert path.read_bytes().startswith(b"\x89PNG")
