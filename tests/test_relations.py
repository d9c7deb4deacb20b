"""The SQL stays in the subset that other engines speak: it transpiles to each of them without a warning."""

import importlib.util
import logging
from pathlib import Path
from types import ModuleType

import pytest
import sqlglot

from graphkit import _answers as answers
from graphkit import _near as near
from graphkit import _relations as relations
from graphkit import _sequences as sequences
from graphkit import _strongest as strongest
from graphkit import _ties as ties
from graphkit._window import Window
from graphkit.metrics import _rounds as rounds

DIALECTS = ("spark", "databricks", "trino", "bigquery", "snowflake", "postgres")
QUERIES = {
    **dict(relations.BUILD),
    "duplicates": relations.DUPLICATES,
    "bundle kinds": relations.BUNDLE_KINDS,
    "bundle people": relations.BUNDLE_PEOPLE,
    "bundle owners": relations.BUNDLE_OWNERS,
    "bundle reasons": relations.BUNDLE_REASONS,
    "people": relations.people("posts", "sent", "observed", "listed"),
    "observed": relations.observed(everyone=True),
    "facts": relations.post_facts("posts", "interactions"),
    "apart": relations.apart("posts"),
    "likes": relations.likes("interactions"),
    "edges": relations.edges("interactions"),
    "ties": relations.ties("edges", "people"),
    "exchanges": relations.exchanges("interactions", "people"),
    "acts of": relations.acts_of(7, "interactions", "posts", "people"),
    "links": answers.LINKS,
    "answering": answers.answering("facts"),
    "spans": answers.spans(Window(1, 2)),
    "undated": answers.undated("interactions"),
    "answerable": answers.answerable("interactions", "people", "spans", "undated"),
    "received": answers.received("interactions", "answerable", "spans"),
    "exchanged": answers.exchanged("interactions", "answerable"),
    "between": answers.between("interactions", "answerable", "posts", person=1),
    **dict(near.PAIRS),
    **dict(near.FINDINGS),
    "shingles of pairs": near.SHINGLES_OF_PAIRS,
    "evidence of copies": near.evidence("posts"),
    "compared": near.compared("posts"),
    "posts counted": relations.posts_counted("facts"),
    "given": ties.given("interactions"),
    "observed in a group": relations.observed_in("posts", "acts", "listed"),
    "posts of a group": relations.chosen_posts("(select * from raw_posts where file in (-1, 2))"),
    "daily": sequences.daily("facts", None),
    "daily of one": sequences.daily("facts", 7),
    "dated": sequences.dated("facts", 7),
    "neighbours": sequences.neighbours("facts"),
    "degrees": strongest.degrees("edges"),
    "places": strongest.places("edges"),
    "placed": strongest.placed("edges", "places"),
    "pull": rounds.pull("edges", 0.85),
    "pulled": rounds.pulled("scores", "pull", 0.5),
}


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_transpiles_without_a_warning(name: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="sqlglot"):
        for dialect in DIALECTS:
            (written,) = sqlglot.transpile(
                QUERIES[name], read="duckdb", write=dialect, unsupported_level=sqlglot.ErrorLevel.RAISE
            )
            assert written
    assert not caplog.records


@pytest.mark.parametrize("name", QUERIES)
def test_no_query_uses_what_only_one_engine_has(name: str) -> None:
    text = QUERIES[name].lower()
    assert "::" not in text
    assert "filter (" not in text
    assert "ilike" not in text


def maker() -> ModuleType:
    path = Path(__file__).parents[1] / "docs/make_sql.py"
    spec = importlib.util.spec_from_file_location("make_sql", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("dialect", ["bigquery", "databricks", "snowflake", "trino"])
def test_the_sql_for_warehouses_is_what_the_code_says_and_is_marked_as_not_run(dialect: str) -> None:
    sql = maker()
    found = (sql.PLACE / f"{dialect}.sql").read_text(encoding="utf-8")
    assert found == sql.written(dialect), "run python docs/make_sql.py"
    assert "NOT RUN" in found
