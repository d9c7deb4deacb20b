"""Reading a Parquet table of edges by columns gives what reading it row by row gives, item for item."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import pytest

from graphkit.post import NO_MOMENT, Account, Act, Acts, Item, Post
from graphkit.readers import FileFault, Member, ReadOptions, Refusal, _parquet, members, table
from graphkit.readers._parquet import Parquet

ROWS = 3_000
TIMES = "array['2012-08-16 12:59:00', '2012-02-30 10:00:00', '16/08/2012', 'yesterday', 'NA', '', '1345121940']"
NAMES = "array['@ann', 'ann ', 'NA', '  ', '1.0', '5.70306E+17', 'żółw', '=\"eve\"', '007', repeat('x', 600)]"
KINDS = "array['RT', 'Replies to', 'like', 'tweet', 'follows', 'foo', '', 'mentions in retweet']"
WEIGHTS = "array['1', '3.0', '0.5', '0', '-1', 'nan', '', ' 4 ', '1e13', 'x']"
IDS = "array['1', '570306000000000012', '5.7E+17', 'NA', 'abc', '0', '3.0', ' 9 ']"
ODD = f"""
    select case when n % 37 = 0 then list_value(null, {NAMES}[1 + n % 10])[1 + n % 2] else 'p' || n % 60 end as source,
           case when n % 41 = 0 then {NAMES}[1 + n % 10] else 'p' || n % 50 end as target,
           case when n % 43 = 0 then {KINDS}[1 + n % 8] else 'reply' end as kind,
           case when n % 47 = 0 then {WEIGHTS}[1 + n % 10] else '2' end as weight,
           case when n % 53 = 0 then {TIMES}[1 + n % 7] else '2012-08-16T12:59:00Z' end as time,
           case when n % 3 = 0 then {IDS}[1 + n % 8] else cast(n as varchar) end as id"""
NUMBERS = "select nullif(n % 90, 7) as source, n % 70 as target, n % 4 + 1 as weight, {time} as time"
SECONDS = "cast(1345121940 as bigint) + n"
MOMENT = f"make_timestamp(({SECONDS}) * 1000000 + n % 3)"
CASES = {
    "odd cells": ODD,
    "odd late": ODD.replace("n % 37 = 0", "n > 1500"),
    "seconds": NUMBERS.format(time=SECONDS),
    "milliseconds": NUMBERS.format(time=f"({SECONDS}) * 1000"),
    "written out": NUMBERS.format(time="20120816125900 + n % 2"),
    "fractions": NUMBERS.format(time=f"({SECONDS}) + 0.5").replace("n % 4 + 1", "n % 4 + 0.5"),
    "timestamps": NUMBERS.format(time=f"case when n % 99 = 0 then null else {MOMENT} end"),
    "far away": NUMBERS.format(time=f"case when n % 99 = 0 then 'infinity'::timestamp else {MOMENT} end"),
    "days": NUMBERS.format(time=f"cast({MOMENT} as date)")
    .replace("source", "source_id")
    .replace("target", "target_id"),
    "floats as names": NUMBERS.format(time="null").replace("n % 70", "cast(n % 70 as double)"),
}


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as made:
        yield made


def member(path: Path) -> Member:
    (found,) = members([path])
    assert not isinstance(found, Refusal)
    return found


def read(path: Path) -> tuple[list[Item], int, str]:
    """What the file holds, acts in columns taken apart, ordered by lines; how many such there were; its fault."""
    found: list[Any] = []
    accounts: list[Account] = []
    together, fault = 0, ""
    try:
        for item in table.READER.read(member(path), ReadOptions()):
            together += isinstance(item, Acts)
            found += _apart(item, accounts) if isinstance(item, Acts) else [item]
    except FileFault as error:
        fault = error.reason
    return sorted(found, key=lambda item: getattr(item, "line", ROWS + 1)), together, fault


def _apart(acts: Acts, accounts: list[Account]) -> Iterator[Act]:
    accounts += acts.accounts
    columns = acts.columns
    ids = columns["post_id"] if len(columns["post_id"]) else [""] * len(columns["line"])
    names = ("author", "target", "kind", "time", "weight", "line")
    for post_id, *values in zip(ids, *(columns[name].tolist() for name in names), strict=True):
        source, target, kind, time, weight, line = values
        moment = None if time == NO_MOMENT else time
        yield Act(acts.network, accounts[source], accounts[target], acts.kinds[kind], moment, post_id, weight, line)


def both_ways(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any]:
    by_columns = read(path)
    monkeypatch.setattr(table, "by_columns", lambda *_: False)
    return by_columns, read(path)


@pytest.mark.parametrize("name", CASES)
def test_columns_give_what_rows_give(
    name: str, tmp_path: Path, connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "acts.parquet"
    query = f"select * from ({CASES[name]} from (select cast(range as int) as n from range({ROWS})))"
    connection.execute(f"copy ({query}) to '{path}' (format parquet)")
    (found, together, _), (wanted, rows, _) = both_ways(path, monkeypatch)
    assert found == wanted
    assert rows == 0
    assert together == (name not in {"odd late", "written out", "fractions"})
    assert sum(isinstance(item, Act | Post) for item in found) > 1_000


def test_after_a_fault_in_the_columns_the_rest_comes_row_by_row(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "acts.parquet"
    query = "select 'p' || range % 90 as source, 'q' || nullif(range % 70, 9) as target from range(9000)"
    connection.execute(f"copy ({query}) to '{path}' (format parquet)")
    batches = Parquet.batches

    def damaged(self: Parquet, chosen: Any, begun: int) -> Iterator[dict[str, Any]]:
        yield from islice(batches(self, chosen, begun), 2)
        raise FileFault("table.damaged", "the third batch is damaged")

    monkeypatch.setattr(_parquet, "VECTORS", 1)
    monkeypatch.setattr(Parquet, "batches", damaged)
    (found, together, fault), (wanted, _, _) = both_ways(path, monkeypatch)
    assert (together, fault) == (2, "")
    assert found == wanted
    assert len(found) == 9_001
