"""Whatever is done to a table of tweets, reading it gives items, and every row is accounted for."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphkit.interactions import interactions
from graphkit.post import LeftOut, Notice, Post
from graphkit.readers import FileFault, Reader, tags, tcat, twarc_csv, twitwi
from tests.readers import test_tags, test_tcat, test_twarc_csv, test_twitwi
from tests.readers._reading import claim, read
from tests.readers._tables import table

DATA = Path(__file__).parents[2] / "data"
SAMPLES = [
    (reader, (DATA / f"tweets_{name}.csv").read_bytes())
    for reader, name in ((twarc_csv, "twarc"), (twitwi, "twitwi"), (tcat, "tcat"), (tags, "tags"))
]
HEADERS = [(twarc_csv, test_twarc_csv.HEADER + " referenced_tweets type"), (twitwi, test_twitwi.HEADER)]
HEADERS += [(tcat, test_tcat.HEADER), (tags, test_tags.HEADER)]
ODD = (
    "|1|0|-1|NA|1E+18|123456789012345678|ann|@ann|'@ann|RT @ann: x|« ann: x — http://t.co »|[]|{}|[{}]|[null]|[1]"
    """|[[["x"]]]|{"user_mentions":1}|{"user_mentions":[{}]}|[{"type":"retweeted"}]|"x|"x"|=|'|;;|,|2012-08-16|x"""
)
CELLS = st.sampled_from(ODD.split("|")) | st.text(max_size=12)


def checked(reader: Reader, content: str | bytes) -> int:
    """How many posts and records left out there are; all of them can be connected."""
    claim(reader, content)
    try:
        found = read(reader, content)
    except FileFault:
        return -1
    assert all(isinstance(item, Post | LeftOut | Notice) for item in found)
    for item in found:
        if isinstance(item, Post):
            interactions(item)
    return sum(not isinstance(item, Notice) for item in found)


@pytest.mark.parametrize(("module", "whole"), SAMPLES)
def test_the_samples_are_read_whole(module: object, whole: bytes) -> None:
    assert checked(module.READER, whole) == 10  # type: ignore[attr-defined]


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(HEADERS), st.data())
def test_any_cells_give_one_item_a_row(known: tuple[object, str], data: st.DataObject) -> None:
    module, header = known
    names = header.split()
    rows = data.draw(st.lists(st.dictionaries(st.sampled_from(names), CELLS, min_size=1), min_size=1, max_size=4))
    rows = [{"text": "x", names[0]: "7"} | {key: cell.replace("\r", " ") for key, cell in row.items()} for row in rows]
    kept = [row for row in rows if any(row.values())]
    assert checked(module.READER, table(header, *rows)) == len(kept)  # type: ignore[attr-defined]


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SAMPLES), st.integers(0, 10**9))
def test_bytes_changed_removed_or_added_raise_nothing(sample: tuple[object, bytes], seed: int) -> None:
    module, whole = sample
    rng, changed = random.Random(seed), bytearray(whole)  # noqa: S311  seeded on purpose
    for _ in range(rng.randrange(1, 6)):
        at, length = rng.randrange(len(changed)), rng.randrange(12)
        changed[at : at + length] = rng.choice(
            [b"", b'"', b",", b"\n", b"\0", b"\xff", b"[", b"\xe2\x80", rng.randbytes(6)]
        )
    checked(module.READER, bytes(changed))  # type: ignore[attr-defined]
    checked(module.READER, bytes(changed[: rng.randrange(len(changed))]))  # type: ignore[attr-defined]
