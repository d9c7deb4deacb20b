"""Write docs/sql: the relations, from their one definition, in the words of engines that graphkit does not run on.

python docs/make_sql.py
"""

from collections.abc import Iterator
from pathlib import Path

import sqlglot

from graphkit import _relations as relations
from graphkit import _strongest as strongest
from graphkit.metrics import _rounds as rounds
from graphkit.metrics.centrality import DAMPING

PLACE = Path(__file__).with_name("sql")
DIALECTS = ("bigquery", "databricks", "snowflake", "trino")
HEAD = """-- Compiled by sqlglot from graphkit's one definition (`python docs/make_sql.py`). NOT RUN on {dialect}:
-- read it as a sketch of a port. The raw tables (raw_posts, raw_interactions, raw_acts, accounts) are in _tables.py.
"""


def steps() -> Iterator[tuple[str, str]]:
    """Each table that is kept and its query, in order; the last two are one round of PageRank."""
    yield from relations.BUILD
    yield "observed", relations.observed(everyone=True)
    yield "people", relations.people("posts", "sent", "observed", "listed")
    yield "facts", relations.post_facts("posts", "interactions")
    yield "edges", relations.edges("interactions")
    yield "posts_counted", relations.posts_counted("facts")
    yield "ties", relations.ties("edges", "people")
    yield "exchanges", relations.exchanges("interactions", "people")
    yield "degrees", strongest.degrees("edges")
    yield "pull", rounds.pull("edges", DAMPING)
    yield "scores_after", rounds.pulled("scores", "pull", 1.0)


def written(dialect: str) -> str:
    """The whole file of a dialect."""
    parts = [HEAD.format(dialect=dialect)]
    for name, query in steps():
        (text,) = sqlglot.transpile(query, read="duckdb", write=dialect, pretty=True)
        parts.append(f"CREATE TABLE {name} AS\n{text};\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PLACE.mkdir(exist_ok=True)
    for each in DIALECTS:
        (PLACE / f"{each}.sql").write_text(written(each), encoding="utf-8", newline="\n")
