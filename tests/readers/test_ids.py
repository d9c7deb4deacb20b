"""Ids are text: no reader passes one through a float, which keeps 15 digits of 18."""

import ast
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphkit import readers
from graphkit._load import load
from graphkit.readers import Member, Refusal, members
from tests.readers.support import lines, write

FOLDER = Path(readers.__file__).parent
DATA = Path(__file__).parents[2] / "data"
BESIDE = {"README.md", "make.py", "town_by_hand.csv"}
SAMPLES = sorted(path for path in DATA.iterdir() if path.is_file() and path.suffix != ".py" and path.name not in BESIDE)
NO_IDS = {
    ("_acts", "weight_of"): "a weight",
    ("_edges", "_number"): "a weight or a time",
    ("_times", "_digits"): "the fraction of a second",
}
"""Where readers make floats, and of what."""
EXACT = 2**53 + 1
"""The smallest whole number that no float holds."""


def makers_of_floats() -> Iterator[tuple[str, str]]:
    for path in sorted(FOLDER.glob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
                names = {call.func.id for call in calls if isinstance(call.func, ast.Name)}
                names |= {call.func.attr for call in calls if isinstance(call.func, ast.Attribute)}
                if names & {"float", "float64", "astype", "to_numeric"}:
                    yield path.stem, function.name


def whole(member: Member | Refusal) -> bytes:
    if isinstance(member, Refusal):
        return b""
    with member.open() as file:
        data = file.read()
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as workbook:
        return b"\n".join(map(workbook.read, workbook.namelist()))


def test_readers_make_floats_of_weights_and_times_only() -> None:
    assert set(makers_of_floats()) == NO_IDS.keys()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_every_number_that_is_an_id_stands_in_the_export_digit_for_digit(sample: Path) -> None:
    graph = load(sample, owner="somebody")
    found = graph.session.fetch("select id from raw_posts union select id from accounts")["id"]
    numbers = {value for value in found if value.isdecimal()}
    content = b"\n".join(map(whole, members([sample])))
    assert not [value for value in numbers if value.encode() not in content]


def test_an_id_beyond_what_floats_hold_is_kept_to_the_last_digit(tmp_path: Path) -> None:
    user = {"id": EXACT + 2, "screen_name": "ann"}
    named = {"screen_name": "bob", "id": EXACT + 4, "indices": [0, 4]}
    old = {"id": EXACT, "created_at": "Wed Aug 01 00:00:00 +0000 2012", "text": "@bob hi", "user": user}
    path = write(tmp_path, "old.jsonl", lines([{**old, "entities": {"user_mentions": [named]}}]))
    found = load(path).session.fetch("select id from raw_posts union select id from accounts order by id")
    assert found["id"].tolist() == [str(EXACT), str(EXACT + 2), str(EXACT + 4)]
