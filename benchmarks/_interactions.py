"""Invented interactions of any number, seeded, as a store that graphkit loads: `store.json` and Parquet tables.

Activity and fame follow power laws, a twentieth of the acts are self-mentions, a third answer an earlier act.
"""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np

from graphkit._store import FOLDER, VERSION, Fates, Kept
from graphkit._tables import KINDS
from graphkit.exports._parquet import write_manifest

AT_ONCE = 1_000_000
SELF, BACK = 0.05, 0.33
KIND = np.array([KINDS[kind] for kind in ("retweet", "reply", "mention")])
BEGAN, APART = 1_340_000_000_000_000, 2_000_000
"""Microseconds: of the first act, and about so many between two."""


def acts(rows: int, people: int, seed: int = 1) -> Iterator[dict[str, np.ndarray]]:
    """The acts in columns, some at a time: author, target, kind, time (microseconds, rising)."""
    chance = np.random.default_rng(seed)
    began = BEGAN
    for start in range(0, rows, AT_ONCE):
        count = min(AT_ONCE, rows - start)
        author, target = ((people * chance.random(count) ** 3).astype(np.int64) for _ in range(2))
        drawn = chance.random(count)
        target[drawn < SELF] = author[drawn < SELF]
        back = np.flatnonzero(drawn > 1 - BACK)
        earlier = (back * chance.random(len(back))).astype(np.int64)
        author[back], target[back] = target[earlier], author[earlier]
        time = began + chance.integers(1, 2 * APART, count).cumsum()
        began = int(time[-1])
        yield {"author": author, "target": target, "kind": chance.choice(KIND, count), "time": time}


def write_store(folder: Path, rows: int, *, people: int, seed: int = 1) -> Path:
    """A store of so many acts among so many people."""
    (folder / FOLDER).mkdir(parents=True)
    connection = duckdb.connect(config={"temp_directory": str(folder)})
    connection.execute("create table acts (author bigint, target bigint, kind bigint, time bigint)")
    for batch in acts(rows, people, seed):
        connection.register("batch", batch)
        connection.execute("insert into acts select author, target, kind, time from batch")
    queries = {
        "acts": """select rowid as row, 0::int as file, rowid + 1 as line, '' as post_id, author, target, time, kind,
            1::bigint as weight from acts order by rowid""",
        "accounts": f"""select range as row, range as account, 'twitter' as network,
            (100000000 + 7919 * range)::varchar as id, 'person_' || range as handle, '' as name
            from range({people})""",
    }
    for name, query in queries.items():
        connection.execute(f"copy ({query}) to '{folder / FOLDER / name}.parquet' (format parquet, compression zstd)")
    connection.close()
    write_manifest(folder, _kept(rows, people))
    return folder


def _kept(rows: int, people: int) -> Kept:
    file = Fates(
        label="acts.csv", reader="table", network="twitter", bundle=0, version="", role="posts", posts=0, acts=rows,
        ignored=0, rejected=0, again=0, repairs=0, remark="", fault="", fault_code="", codes={}, notices={},
    )  # fmt: skip
    return Kept(graphkit="0", store=VERSION, files=[file], rows={"raw_acts": rows, "accounts": people})
