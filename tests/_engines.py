"""The engines that are there to be tested, and a crowd of invented posts that touches every relation."""

import os
import random
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from graphkit.post import Account, Post, Ref
from tests._graphs import FIRST_MOMENT, account

PEOPLE = 24
SILENT = ("quiet", "unseen")
"""Named by others; no posts of theirs."""
QUARTER_DAY = 6 * 3600 * 10**6


def missing(engine: str) -> str:
    """Why an engine cannot be tested here; nothing where it can."""
    needed = {"duckdb": "duckdb", "connect": "pysail", "local": "py4j"}[engine]
    if not find_spec(needed):
        return f"{needed} is not installed here: make spark"
    java = shutil.which("java", path=f"{os.environ.get('JAVA_HOME', '')}/bin{os.pathsep}{os.environ.get('PATH', '')}")
    return "" if java or engine != "local" else "no Java here: Spark itself needs 17 or newer"


@contextmanager
def options(engine: str, scratch: Path) -> Iterator[dict[str, Any]]:
    """What `load` is told to run on an engine."""
    if engine == "duckdb":
        yield {}
    elif engine == "connect":
        with sail() as address:
            yield {"engine": "spark", "master": address, "scratch": str(scratch)}
    else:
        with local() as session:
            yield {"engine": of(session, scratch)}


def of(session: Any, scratch: Path) -> Any:
    import graphkit as gk

    return gk.engines.Spark(session, scratch=str(scratch))


@contextmanager
def sail() -> Iterator[str]:
    """A Spark Connect server without Java, in this process."""
    from pysail.spark import SparkConnectServer

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    try:
        yield f"sc://127.0.0.1:{server.listening_address[1]}"
    finally:
        server.stop()


SMALL_AND_SHORT = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.driver.host": "127.0.0.1",
    "spark.log.level": "ERROR",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
"""Compiling a query of so few rows costs Spark more than running it: so the suite takes a third of the time."""


@contextmanager
def local() -> Iterator[Any]:
    """A classic session on two cores, as a user would make it."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]")
    for name, value in SMALL_AND_SHORT.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    try:
        yield session
    finally:
        session.stop()


def crowd(posts: int = 400, *, seed: int = 5) -> list[Post]:
    """Posts of two dozen people: every kind, self-mentions, threads, credits, unknown authors, missing times."""
    chance = random.Random(seed)  # noqa: S311
    names = [f"p{number}" for number in range(PEOPLE)]
    return [_post(chance, number, names) for number in range(1, posts + 1)]


def _post(chance: random.Random, number: int, names: list[str]) -> Post:
    me = chance.choice(names)
    weights = [1 / (1 + place) for place in range(PEOPLE + 2)]
    others = list(dict.fromkeys(chance.choices([*names, *SILENT], weights, k=chance.randrange(4))))
    mentions = tuple(account(name) for name in others)
    credit = "via " if chance.random() < 0.2 else ""
    text = "words " + " ".join(f"{credit}@{name}" for name in others)
    time = None if chance.random() < 0.03 else FIRST_MOMENT + number * QUARTER_DAY
    post = Post("twitter", account(me), id=str(number), time=time, text=text, mentions=mentions, line=number)
    return _referring(post, chance, names) if chance.random() < 0.6 else post


def _referring(post: Post, chance: random.Random, names: list[str]) -> Post:
    from msgspec.structs import replace

    field = chance.choice(("retweet_of", "quote_of", "reply_to", "reply_to"))
    whom = chance.choice([account(name) for name in names] + [Account(), post.author, post.author])
    return replace(post, **{field: Ref(whom, f"elsewhere {chance.randrange(1, int(post.id) + 1)}")})
