"""Whatever is done to the bytes of a table that is no text, reading it gives items or a typed fault, and ends."""

import io
import sqlite3
import sys
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphkit.post import Act, LeftOut, Notice, Post
from graphkit.readers import READERS, FileFault, Member, ReadOptions, glance
from graphkit.readers._faults import Budget
from graphkit.readers._files import Place, Refusal, _looked_into
from tests.readers._workbooks import book

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

DATA = Path(__file__).parents[2] / "data"
FUZZ = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def sqlite() -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.executescript("create table posts (id integer primary key, author text, text text);")
    rows = [(number, f"ann{number % 9}", f"hi @bob {number}" * 9) for number in range(200)]
    connection.executemany("insert into posts values (?, ?, ?)", rows)
    connection.commit()
    data = connection.serialize()
    connection.close()
    return data


def parquet(folder: Path) -> bytes:
    path = folder / "fuzz.parquet"
    with duckdb.connect() as connection:
        rows = "select i as id, 'ann' || (i % 9) as author, 'hi @bob ' || i as text from range(200) t(i)"
        connection.execute(f"copy ({rows}) to '{path}' (format parquet)")
    return path.read_bytes()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return {
        "evening.xlsx": (DATA / "evening.xlsx").read_bytes(),
        "evening_nodexl.xlsx": (DATA / "evening_nodexl.xlsx").read_bytes(),
        "posts.db": sqlite(),
        "posts.parquet": parquet(tmp_path_factory.mktemp("fuzz")),
        "posts.csv.zst": zstd.compress((DATA / "town.csv").read_bytes()),
    }


def read(data: bytes) -> list[object]:
    """Everything found in a file, read by whichever reader takes it."""
    out: list[object] = []
    for found in _looked_into(Place("x", "", lambda: io.BytesIO(data)), Budget()):
        if isinstance(found, Refusal):
            out.append(found.fault)
            continue
        try:
            out.extend(_items(found))
        except FileFault as fault:
            out.append(fault)
    assert all(isinstance(item, Post | Act | LeftOut | Notice | FileFault) for item in out)
    return out


def _items(member: Member) -> list[object]:
    seen = glance(member)
    for reader in READERS:
        if reader.recognise(seen):
            return list(reader.read(member, reader.prepare([member], ReadOptions(owner="ann"))))
    return []


NAMES = ["evening.xlsx", "evening_nodexl.xlsx", "posts.db", "posts.parquet", "posts.csv.zst"]


@pytest.mark.parametrize("name", NAMES)
def test_sound_files_give_posts(whole: dict[str, bytes], name: str) -> None:
    assert any(isinstance(item, Post) for item in read(whole[name]))


@pytest.mark.parametrize("name", NAMES)
@FUZZ
@given(data=st.data())
def test_flipped_bytes_give_items_or_a_typed_fault(whole: dict[str, bytes], name: str, data: st.DataObject) -> None:
    damaged = bytearray(whole[name])
    flips = st.tuples(st.integers(0, len(damaged) - 1), st.integers(0, 255))
    for place, byte in data.draw(st.lists(flips, min_size=1, max_size=12)):
        damaged[place] = byte
    read(bytes(damaged))


@pytest.mark.parametrize("name", NAMES)
@FUZZ
@given(data=st.data())
def test_cut_files_give_items_or_a_typed_fault(whole: dict[str, bytes], name: str, data: st.DataObject) -> None:
    read(whole[name][: data.draw(st.integers(0, len(whole[name]) - 1))])


TAGS = (
    '<row> </row> <row|r="2"> <c> <c|r="B2"|t="s"> <c|r="C2"|t="str"> <c|s="1"> <c|t="b"> </c> <v> </v> <is> </is>'
    " <t> </t> <rPh> </rPh> 1 ann -5 1E99 &amp; <x:c> </x:c>"
)
PIECES = [tag.replace("|", " ") for tag in TAGS.split()]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30), st.lists(st.sampled_from(PIECES), max_size=12))
def test_sheets_of_near_right_xml_give_items_or_a_typed_fault(sheet: list[str], strings: list[str]) -> None:
    header = '<row r="1"><c t="str"><v>author</v></c><c t="str"><v>text</v></c></row>'
    read(book(header + "".join(sheet), strings="".join(strings)))


@pytest.mark.parametrize("name", ["posts.db", "evening.xlsx"])
def test_runs_of_the_same_byte_give_items_or_a_typed_fault(whole: dict[str, bytes], name: str) -> None:
    for start in range(0, len(whole[name]), max(1, len(whole[name]) // 40)):
        for byte in (b"\0", b"\xff"):
            read(whole[name][:start] + byte * 64 + whole[name][start + 64 :])
