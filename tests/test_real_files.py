"""Every real export beside the project is read with the counts of its manifest, or refused for the right reason.

`python -m tests.test_real_files` prints the table: file, format, records, posts, interactions, left out, refused.
"""

import csv
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from graphkit._load import load
from graphkit.errors import NoDataError

REAL = Path(__file__).parents[1] / "../shared/data"
pytestmark = [pytest.mark.real, pytest.mark.skipif(not REAL.exists(), reason="no real exports beside the project")]

COUNTED = re.compile(r"(?:tweets|records|rows|activities|list len|items) (\d+)(?:; comments (\d+))?")
"""How the manifest says how many records an export holds; its other counts are not of records."""
OTHERWISE_COUNTED = {
    "streaming_output_with_error.jsonl": (8, "a last line that is cut is a record too"),
    "namespace-edge-cases.xml": (6, "items whose tags have attributes are items"),
    "Comments.csv": (323, "rows begin with a date and a link; the manifest counts pieces of broken quotes"),
    "twitter_congress_edges_weighted.csv.gz": (11_444, "the manifest counts the header"),
    "twarc_network_users.csv": (645, "a line that counts several kinds is an act of each"),
}
"""Where the manifest counts something else than records: the number, and why."""
NOT_COUNTED = {
    "test_archive_2016_2017_2_months.zip": 728,
    "NodeXLWorkbook-220237-twitter.xlsx": 423,
    "mastodonsocial.json": 48,
    "malformed.json": 50,
    "expected_v1.jsonl": 152,
    "repo.car": 23,
    "testarchive.zip": 159,
    "SV_5A_5M.json": 5,
    "mbox_complex.mbox": 2,
    "mbox_multipart.mbox": 2,
    "mbox_unknown_encoding.mbox": 1,
    "northpole.mbox": 2,
    "arctic.gexf": 6_676,
    "rio.gexf": 1_107,
    "LesMiserables.gexf": 254,
    "polblogs.gml": 19_090,
    "twarc_network_tweets.gexf": 420,
    "twarc_network_users.gexf": 645,
    "twarc_network_users.gml": 645,
    "twarc_network_users.json": 645,
}
"""Exports whose records the manifest does not count: counted with other tools, as the tests of their readers say."""
REFUSED = {
    "like.js": "does not name their authors",
    "account.js": "tells whose archive it is, and holds no posts",
    "manifest.js": "tells whose archive it is, and holds no posts",
    "tweet-headers.js": "without their words",
    "deleted-tweets.js": "posts that the owner deleted",
    "community-tweet.js": "no posts in it",
    "follower.js": "no posts in it",
    "following.js": "no posts in it",
    "testusertimeline.json": "a recording of HTTP traffic",
    "testgetretweets.json": "a recording of HTTP traffic",
    "testhometimeline.json": "a recording of HTTP traffic",
    "test_asyncclient_get_home_timeline.yaml": "a recording of HTTP traffic",
    "get_account_statuses_limit.yml": "a recording of HTTP traffic",
    "get_reblogged_by_default.yml": "a recording of HTTP traffic",
    "original_format_missing_user.json": "1 record.no_author",
    "counts.jsonl": "counts of tweets",
    "users.jsonl": "a list of accounts",
    "car_expected_records.tsv": "not the records",
    "unique_keys_in_takeout_posts.txt": "no known export format",
    "activity_data_structure.md": "no known export format",
    "malformed.xml": "mismatched tag: line 90",
    "missing-version-tag.xml": "no WXR version",
    "namespace-edge-cases.xml": "5 record.no_author",
    "GC_3A_5M.json": "private messages are never read",
    "DM_2A_7M.json": "private messages are never read",
    "telegram_messages.json": "3 record.private",
    "2A_7M.json": "private messages are never read",
    "4A_11M.txt": "private messages are never read",
    "example-output.json": "JSON is malformed",
}
"""Files that are refused, and what the reason says."""


@dataclass(frozen=True)
class Outcome:
    """What became of one file given by itself."""

    format: str = ""
    records: int = 0
    posts: int = 0
    interactions: int = 0
    left_out: str = ""
    refused: str = ""


@cache
def manifest() -> dict[str, str]:
    """File -> what its origin says of its counts."""
    with (REAL / "MANIFEST.tsv").open(encoding="utf-8", newline="") as file:
        return {row["file"]: row["stats"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}


def outcome(name: str) -> Outcome:
    try:
        graph = load(REAL / name, owner="somebody")
    except NoDataError as fault:
        return Outcome(refused=str(fault).partition(": ")[2])
    files = [tally for tally in graph.provenance.files if tally.role == "posts"]
    codes: dict[str, int] = {}
    for tally in files:
        for code, number in tally.codes.items():
            codes[code] = codes.get(code, 0) + number
    return Outcome(
        ", ".join(sorted({tally.reader for tally in files})),
        sum(tally.read for tally in files),
        graph.about["posts"],
        graph.about["interactions"],
        ", ".join(f"{number} {code}" for code, number in sorted(codes.items())),
    )


@pytest.mark.parametrize("name", manifest() if REAL.exists() else ())
def test_a_real_file_is_read_as_its_origin_counts_it_or_refused_for_the_right_reason(name: str) -> None:
    found = outcome(name)
    short = name.rpartition("/")[2]
    if short in REFUSED:
        assert REFUSED[short] in found.refused
    else:
        assert found.refused == ""
        assert found.records == expected(short, manifest()[name])


def expected(short: str, stats: str) -> int:
    """How many records a file holds by its manifest, or by what was counted where that counts something else."""
    if short in NOT_COUNTED:
        return NOT_COUNTED[short]
    if short in OTHERWISE_COUNTED:
        return OTHERWISE_COUNTED[short][0]
    counted = COUNTED.search(stats)
    assert counted is not None, stats
    return int(counted[1]) + int(counted[2] or 0)


def table() -> Iterator[tuple[str, Outcome]]:
    for name in manifest():
        yield name, outcome(name)


if __name__ == "__main__":
    for name, found in table():
        cells = (name, found.format, found.records, found.posts, found.interactions, found.left_out, found.refused)
        sys.stdout.write("\t".join(map(str, cells)) + "\n")
