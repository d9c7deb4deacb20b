"""The judge sees what it is there to see, and every case is made the same again."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from tests.hostile._case import RESULTS, Case, lines, put, town
from tests.hostile._cases import CASES, SOAK
from tests.hostile._judge import csv_faults, held, html_faults, judge, streams, xml_faults
from tests.hostile._names import CELLS, CONTROLS, MARKUP, MATH
from tests.hostile._server import Ran, Server

POLICY = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'\">"
SMALL = [case for case in CASES if case.family in ("json", "zip", "xml", "car") and "MB" not in case.name]


def test_cases_have_names_of_their_own_and_results_that_there_are() -> None:
    every = [*CASES, *SOAK]
    assert len({case.id for case in every}) == len(every) > 300
    assert all(case.results <= set(RESULTS) for case in every)


@pytest.mark.parametrize("case", SMALL[::9], ids=lambda case: case.id)
def test_a_seed_makes_the_same_bytes_again(case: Case, tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        case.make(tmp_path / name, case.chance(7))
        found = sorted(path for path in (tmp_path / name).rglob("*") if path.is_file())
        made.append([path.read_bytes().replace(bytes(tmp_path / name), b"") for path in found])
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a,b\n1\n", "1 cells"),
        ("a\n=1+1\n", "would run"),
        ("a\n@x\n", "would run"),
        ("a\nx\x1b[0m\n", "control"),
        ("a\ninf\n", "inf"),
    ],
)
def test_a_bad_table_is_seen(text: str, fault: str, tmp_path: Path) -> None:
    put(tmp_path, "t.csv", text)
    assert any(fault in found for found in csv_faults(tmp_path / "t.csv"))


@pytest.mark.parametrize(
    "text",
    ["<script>x</script>", "<p onclick='x'>", "<a href='javascript:x'>", "<img src='http://x.example/'>", "<svg>"],
)
def test_a_live_page_is_seen(text: str) -> None:
    assert not list(html_faults(f"<html>{POLICY}<p>safe &lt;script&gt;"))
    assert list(html_faults(f"<html>{POLICY}{text}"))
    assert list(html_faults("<html>"))


def test_a_script_runs_only_where_the_policy_names_its_hash() -> None:
    digest = b64encode(sha256(b"ours()").digest()).decode("ascii")
    policy = f"<meta content=\"default-src 'none'; script-src 'sha256-{digest}'\">"
    assert not list(html_faults(f"<html>{policy}<script>ours()</script>"))
    assert list(html_faults(f"<html>{policy}<script>theirs()</script>"))


def test_bad_words_on_a_stream_are_seen() -> None:
    for said in (b"Traceback (most recent call last)", b"x" * 70_000, b"\x1b[31m", b"\xff"):
        assert list(streams(Ran(0, 0.1, 1.0, False, b"", said)))
    assert list(xml_faults(b"<svg><script/></svg>"))
    assert list(xml_faults(b"<svg>"))


def test_a_case_that_breaks_its_word_is_seen(server: Server, tmp_path: Path) -> None:
    lying = Case(
        "json",
        "x",
        "nodata",
        "no data",
        lambda folder, rng: put(folder, "x.jsonl", lines(town(rng)), used=99, people=1),
    )
    broken = "; ".join(judge(lying, server, tmp_path).broken)
    assert "nodata is allowed" in broken
    assert "12 records used, where 99" in broken
    assert "4 people, where there are 1" in broken


@pytest.mark.parametrize(
    "command",
    [
        ["inspect"],
        ["measure"],
        ["measure", "-f", "json"],
        ["measure", "-f", "table"],
        ["person", "ann"],
        ["draw", "-o", "out.svg"],
    ],
    ids=" ".join,
)
def test_other_commands_say_nothing_raw_and_leave_nothing(command: list[str], server: Server, tmp_path: Path) -> None:
    records = town(Random(3))
    for number, name in enumerate((*CONTROLS, *MATH, *MARKUP, *CELLS)):
        records.append(
            {
                **records[0],
                "id_str": str(number),
                "user": {"id_str": str(900 + number), "screen_name": name, "name": name},
            }
        )
    made = put(tmp_path, "in/odd.jsonl", lines(records))
    ran = server.run([*command, *made.exports], tmp_path)
    assert ran.code == 0, ran.err
    assert not list(streams(ran))
    assert not held(tmp_path / "tmp")
    for drawing in (tmp_path / "cwd").glob("*.svg"):
        assert not list(xml_faults(drawing.read_bytes()))
