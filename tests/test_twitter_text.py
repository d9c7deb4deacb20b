"""Names are found by the very rule of twitter-text: its own conformance file, and its code on invented strings."""

import json
import random
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from graphkit.conventions import find_names, read_names

CONFORMANCE = Path(__file__).parents[1] / "../shared/data/twitter_text_conformance/extract.yml"
STRINGS = 120_000

EXTRACT = """
const extract = require("twitter-text").extractMentionsWithIndices;
const points = (text, end) => Array.from(text.slice(0, end)).length;
const lines = require("fs").readFileSync(0, "utf8").split("\\n");
process.stdout.write(lines.map(JSON.parse).map(text => JSON.stringify(
    extract(text).map(name => [name.screenName, ...name.indices.map(index => points(text, index))])
)).join("\\n"));
"""

SIGNS = ["@", "@", "@", "@", "＠", "@a", "@ann", " @bob"]
BEFORE = [*"éの😀!#$%&*_~+", "rt", "RT", "Rt", "rT", "RT:", "-rt", ".rt", " RT"]
AFTER = [*"/:éìÿ÷×ʻỿ\u0300\u024f\u0250", "/list", "/a-", "/a-b_9", "/9", "://"]
WORDS = [*"aZ0_  \n\t\u3000", "via", "http://", "t.co", "www.", "x" * 19, "x" * 20, "x" * 21]
ODD = ["\u2028", "\udc00", "\0", "\x7f", "ſ", "\u212a", "İ", "\u1dff", "\u1f00", *"“”\"()…\\-.'"]
ALPHABETS = (SIGNS * 2 + BEFORE + AFTER + WORDS + ODD, SIGNS * 6 + BEFORE + AFTER, SIGNS * 3 + WORDS + AFTER)


def cases(part: str) -> list[dict[str, Any]]:
    """The cases of one part of the conformance file: a small, regular corner of YAML."""
    section = re.search(rf"^  {part}:\n(.*?)(?=^  \w|\Z)", CONFORMANCE.read_text("utf-8"), re.M | re.S)
    assert section
    found: list[dict[str, Any]] = []
    for line in section[1].splitlines():
        item = re.match(r" *(-)? *(\w+): *(.*)", line)
        if item is None:
            continue
        new, key, value = item[1], item[2], json.loads(item[3] or "null")
        if new and key == "description":
            found.append({})
        elif new:
            found[-1]["expected"] = (found[-1]["expected"] or []) + [{}]
        entry = found[-1] if key in ("description", "text", "expected") else found[-1]["expected"][-1]
        entry[key] = value
    return found


@pytest.mark.real
@pytest.mark.skipif(not CONFORMANCE.exists(), reason="the conformance file is not beside the project")
def test_the_conformance_file_of_twitter_text_holds() -> None:
    for case in cases("mentions"):
        assert [name.handle for name in find_names(case["text"])] == case["expected"], case
    for part in ("mentions_with_indices", "mentions_or_lists_with_indices"):
        for case in cases(part):
            persons = [entry for entry in case["expected"] if not entry.get("list_slug")]
            wanted = [(entry["screen_name"], *entry["indices"]) for entry in persons]
            assert [(name.handle, name.start, name.end) for name in find_names(case["text"])] == wanted, case
    assert len(cases("mentions")) > 20


@pytest.mark.real
@pytest.mark.skipif(not CONFORMANCE.exists(), reason="the conformance file is not beside the project")
def test_a_reply_is_what_twitter_text_calls_a_reply() -> None:
    assert len(cases("replies")) > 10
    for case in cases("replies"):
        replies = [name.handle for name in read_names(case["text"]).names if name.role == "reply"]
        assert replies == [case["expected"]] * (case["expected"] is not None), case


@pytest.fixture(scope="module")
def twitter_text(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder from which Node finds twitter-text 3.1.0."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        pytest.skip("Node.js and npm are not installed")
    cache = getattr(request.config, "cache", None)
    folder = cache.mkdir("twitter-text-3.1.0") if cache else tmp_path_factory.mktemp("twitter-text")
    if not (folder / "node_modules/twitter-text/package.json").exists():
        quiet = ["--no-audit", "--no-fund", "--ignore-scripts"]
        done = subprocess.run(
            [npm, "install", "twitter-text@3.1.0", *quiet, "--prefix", folder], capture_output=True, check=False
        )
        if done.returncode != 0:
            pytest.skip("twitter-text 3.1.0 could not be installed with npm")
    return folder


def invented(count: int) -> list[str]:
    draw = random.Random(2010)  # noqa: S311 - strings for a test, not secrets
    return ["".join(draw.choices(ALPHABETS[n % len(ALPHABETS)], k=draw.randint(1, 14))) for n in range(count)]


@pytest.mark.node
def test_names_are_found_as_twitter_text_finds_them(twitter_text: Path) -> None:
    texts = invented(STRINGS)
    lines = "\n".join(map(json.dumps, texts))
    done = subprocess.run(
        ["node", "-e", EXTRACT], input=lines, capture_output=True, text=True, cwd=twitter_text, check=True, timeout=60
    )
    theirs = [json.loads(line) for line in done.stdout.split("\n")]
    ours = [[[name.handle, name.start, name.end] for name in find_names(text)] for text in texts]
    different = [case for case in zip(texts, ours, theirs, strict=True) if case[1] != case[2]]
    assert different == []
    assert sum(map(len, ours)) > STRINGS / 4
