"""One suite for every engine: what it gives equals plain Python, and the default engine in every column."""

import functools
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from math import exp, log
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import graphkit as gk
from graphkit import _load
from graphkit._load import from_items
from graphkit.errors import UsageError
from graphkit.exports import write_csv
from graphkit.graph import Graph
from graphkit.metrics import METRICS
from graphkit.metrics.centrality import DAMPING
from graphkit.post import Post
from graphkit.readers import pieces
from tests import _engines as engines
from tests.metrics import _reference as reference

DATA = Path(__file__).parents[1] / "data"
pytestmark = pytest.mark.filterwarnings("ignore")  # of PySpark: it warns of each pandas newer than it knows


@dataclass(frozen=True)
class Run:
    """An engine at work."""

    name: str
    options: dict[str, Any]
    graph: Graph
    people: pd.DataFrame
    """Of the crowd, indexed by id."""


@pytest.fixture(scope="module")
def posts() -> list[Post]:
    return engines.crowd()


@pytest.fixture(scope="module", params=["duckdb", "connect", "local"])
def run(request: pytest.FixtureRequest, posts: list[Post], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    if why := engines.missing(request.param):
        pytest.skip(why)
    scratch = tmp_path_factory.mktemp("scratch")
    with engines.options(request.param, scratch) as options:
        graph = from_items(posts, copies=True, **options)
        yield Run(request.param, options, graph, gk.measure(graph).set_index("id"))
        graph.close()
        assert not list(scratch.iterdir())


@pytest.fixture(scope="module")
def sheets(posts: list[Post]) -> dict[str, reference.Sheet]:
    return reference.sheets(posts)


def held_to(found: "pd.Series[Any]", wanted: dict[str, float | None], *, within: float = 1e-12) -> None:
    """Each value within a tolerance; missing where it is to be."""
    for person, value in wanted.items():
        if value is None:
            assert pd.isna(found[person]), person
        else:
            assert float(found[person]) == pytest.approx(value, rel=within, abs=within), person


def share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


@pytest.mark.parametrize(
    "column",
    ["posts", "posts_for_others", "threads", "self_mentions", "interactions_sent", "unknown_target_posts"],
)
def test_counts_equal_plain_python(run: Run, sheets: dict[str, reference.Sheet], column: str) -> None:
    authors = run.people[run.people["observed"]]
    assert authors[column].to_dict() == {person: getattr(sheets[person], column) for person in authors.index}
    assert len(authors) == engines.PEOPLE


def test_shares_of_posts_equal_plain_python(run: Run, sheets: dict[str, reference.Sheet]) -> None:
    authors = {person: sheets[person] for person in run.people.index[run.people["observed"]]}
    people = run.people
    held_to(people["third_person_share"], {k: share(s.posts_for_others, s.posts) for k, s in authors.items()})
    held_to(people["me_share"], {k: 1 - s.posts_for_others / s.posts for k, s in authors.items()})
    held_to(people["self_mention_ratio"], {k: share(s.self_mentions, s.interactions_sent) for k, s in authors.items()})
    held_to(people["praise_share"], {k: share(s.praise_posts, s.posts) for k, s in authors.items()})
    held_to(
        people["third_person_share_low"],
        {k: reference.wilson(s.posts_for_others, s.posts)[0] for k, s in authors.items()},
    )


def test_reciprocity_equals_plain_python(run: Run, sheets: dict[str, reference.Sheet]) -> None:
    observed = set(run.people.index[run.people["observed"]])
    for person in observed:
        sheet = sheets[person]
        out, into = set(sheet.out) & observed, set(sheet.into) & observed
        both, either = len(out & into), len(out | into)
        matched = sum(min(sheet.out[other], sheet.into[other]) for other in out)
        wanted = {
            "reciprocity": share(2 * both, len(out) + len(into)),
            "returns": share(both, len(into)),
            "returned": share(both, len(out)),
            "reciprocated_pairs": share(both, either),
            "reciprocity_weighted": share(matched, sum(sheet.out[other] for other in out)),
            "coverage": share(either, len({*sheet.out, *sheet.into})),
        }
        held_to(run.people.loc[person], wanted)


def test_degrees_and_variety_equal_plain_python(run: Run, sheets: dict[str, reference.Sheet]) -> None:
    for person in run.people.index[run.people["observed"]]:
        out, into = sheets[person].out, sheets[person].into
        total = sum(out.values())
        wanted = {
            "in_degree": len(into),
            "out_degree": len(out),
            "in_strength": sum(into.values()),
            "out_strength": total,
            "people_named": len(out),
            "top_share": share(max(out.values(), default=0), total),
            "effective_people": exp(-sum(n / total * log(n / total) for n in out.values())) if total else None,
        }
        held_to(run.people.loc[person], wanted)


def test_giving_equals_plain_python(run: Run, posts: list[Post]) -> None:
    for person, wanted in reference.giving(posts).items():
        held_to(run.people.loc[person], dict(zip(("generosity", "debt", "gave_first"), wanted, strict=True)))


def test_pagerank_equals_plain_python(run: Run, sheets: dict[str, reference.Sheet]) -> None:
    held_to(run.people["pagerank"], pageranks(sheets, list(run.people.index)), within=1e-9)


def pageranks(sheets: dict[str, reference.Sheet], people: list[str]) -> dict[str, float | None]:
    """As Brin and Page write it, dangling mass spread evenly."""
    out = {person: sheets[person].out if person in sheets else Counter() for person in people}
    ranks = dict.fromkeys(people, 1 / len(people))
    for _ in range(200):
        fresh: dict[str, float] = defaultdict(float)
        for person, rank in ranks.items():
            for other, acts in out[person].items():
                fresh[other] += rank * acts / out[person].total()
        spread = (1 - DAMPING * sum(fresh.values())) / len(people)
        ranks = {person: spread + DAMPING * fresh[person] for person in people}
    return {**ranks}


@pytest.fixture(scope="module")
def default(posts: list[Post]) -> Iterator[Graph]:
    graph = from_items(posts, copies=True)
    yield graph
    graph.close()


def test_every_column_equals_the_default_engines(run: Run, default: Graph) -> None:
    assert_frame_equal(run.people.reset_index(), gk.measure(default), rtol=1e-12, atol=1e-12)
    assert_frame_equal(run.graph.edges, default.edges)
    assert_frame_equal(run.graph.interactions, default.interactions)
    assert run.graph.about == default.about


def test_a_part_and_a_person_equal_the_default_engines(run: Run, default: Graph) -> None:
    cut = {"since": "2012-06-01", "kinds": ["retweet", "reply"], "exclude": ["p3"]}
    whole, part = (graph.where(**cut) for graph in (default, run.graph))
    assert_frame_equal(gk.measure(part), gk.measure(whole), rtol=1e-12, atol=1e-12)
    assert_frame_equal(run.graph.posts("p1"), default.posts("p1"))
    assert gk.person(run.graph, "p1").would_change == gk.person(default, "p1").would_change


WITHOUT_COPIES = [name for name in METRICS if name != "uncredited_copies"]
EXPORTS = ("archive_tom_gray.zip", "community_v1.jsonl.gz", "community_edges.csv", "mastodon_amy_fox.zip", "town.csv")


def lines(folder: Path) -> Path:
    """Tweets in lines, one of them cut."""
    made = [
        f'{{"id": "{n}", "text": "@p{n % 5} words", "author_id": "p{n % 7}", "created_at": "2021-03-01T00:00:00Z"}}'
        for n in range(120)
    ]
    made[40] = made[40][:30]
    path = folder / "tweets.jsonl"
    path.write_text("\n".join(made) + "\n")
    return path


def test_files_are_read_where_the_engine_is_and_people_are_the_same_to_the_byte(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_load, "pieces", functools.partial(pieces, size=5_000))
    exports = [lines(tmp_path), *(DATA / name for name in EXPORTS), pd.DataFrame({"source": ["x"], "target": ["y"]})]
    one, other = (gk.load(*exports, keep_text=True, copies=True, **options) for options in ({}, run.options))
    with closing(one), closing(other):
        assert [asdict(tally) for tally in other.provenance.files] == [asdict(t) for t in one.provenance.files]
        assert other.about == one.about
        assert_frame_equal(other.edges, one.edges)
        assert_frame_equal(other.interactions, one.interactions)
        assert_frame_equal(other.rejects(9), one.rejects(9))
        assert len(one.rejects(9)) > 0
        assert_frame_equal(other.posts("twitter:478721042"), one.posts("twitter:478721042"))
        for name, graph in (("one", one), ("other", other)):
            write_csv(gk.measure(graph, WITHOUT_COPIES), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


RELATIONS = [name for name in METRICS if name == "counts" or "reciproc" in name or name in ("returns", "coverage")]
IN_ROUNDS = ["in_degree", "out_degree", "in_strength", "out_strength", "people_named", "effective_people", "top_share"]


def test_beyond_the_ties_that_fit_the_engine_counts_in_rounds(run: Run, default: Graph) -> None:
    graph = replace(run.graph, array_edges=40)
    names = [*RELATIONS, *IN_ROUNDS, "pagerank"]
    found, wanted = (gk.measure(one, names).set_index("id") for one in (graph, default))
    assert graph.matrix().nnz <= 40
    assert_frame_equal(found[IN_ROUNDS], wanted[IN_ROUNDS], rtol=1e-12, atol=1e-12)
    assert_frame_equal(found[["pagerank"]], wanted[["pagerank"]], rtol=1e-9, atol=1e-12)
    rest = [column for column in wanted if column not in {*IN_ROUNDS, "pagerank"}]
    assert_frame_equal(found[rest], wanted[rest], rtol=1e-12)


def test_what_cannot_be_counted_in_rounds_is_of_the_strongest_and_said(default: Graph) -> None:
    graph = replace(default, array_edges=40)
    people = gk.measure(graph).set_index("id")
    strong = people["core"].notna()
    strength = (people["in_strength"] + people["out_strength"].fillna(0)).astype(int)
    assert 0 < strong.sum() < len(people)
    assert strength[strong].min() >= strength[~strong].max()
    assert people.loc[~strong, "community"].isna().all()
    assert people.loc[~strong, "centrality_reason"].str.contains("more ties than fit in memory").all()
    assert people["outside_share"].isna().all()
    assert people.loc[people["observed"], "ties_reason"].str.contains("more ties than fit in memory").all()
    assert any("--array-edges" in clause for clause in graph.about["cannot_show"])
    assert not any("--array-edges" in clause for clause in default.about["cannot_show"])


def test_a_missing_spark_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("pyspark", "pyspark.sql"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UsageError, match=r'Spark is not installed; pip install "graphkit-social\[spark\]"'):
        gk.load(DATA / "town.csv", engine="spark", master="local[2]")


def test_an_address_without_a_cluster_is_refused() -> None:
    with pytest.raises(UsageError, match="--master is the address of a cluster; name the engine too"):
        gk.load(DATA / "town.csv", master="spark://127.0.0.1:7077")


@pytest.mark.skipif(bool(engines.missing("connect") and engines.missing("local")), reason="no Spark here: make spark")
@pytest.mark.parametrize("master", ["sc://127.0.0.1:1", "spark://127.0.0.1:1"])
def test_an_address_where_nobody_answers_is_said_at_once(master: str) -> None:
    with pytest.raises(UsageError, match=f"nobody answers at {master}"):
        gk.load(DATA / "town.csv", engine="spark", master=master)
