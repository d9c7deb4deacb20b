"""What `inspect` says of each export is what each export holds, whatever lies beside it."""

from pathlib import Path

import pytest

import graphkit as gk
from graphkit._inspect import inspection
from graphkit._overview import Holding, holdings
from tests.readers.support import lines, write

DATA = Path(__file__).parents[1] / "data"


def tweet(number: int, by: str, text: str, **more: object) -> dict[str, object]:
    user = {"id_str": by, "screen_name": f"name{by}"}
    return {"id_str": str(number), "created_at": "Wed Aug 01 00:00:00 +0000 2012", "text": text, "user": user, **more}


@pytest.fixture
def found(tmp_path: Path) -> dict[str, Holding]:
    one = [tweet(1, "1", "hello @name2"), tweet(2, "1", "me"), tweet(3, "2", "RT @name1: me")]
    two = [tweet(3, "2", "RT @name1: me"), tweet(4, "3", "@name3 and @name9"), {"delete": {"status": {"id": 5}}}]
    paths = [write(tmp_path, "one.jsonl", lines(one)), write(tmp_path, "two.jsonl", lines(two) + "{\n")]
    return {holding.name: holding for holding in holdings(gk.load(*paths))}


def test_every_file_is_described_by_itself(found: dict[str, Holding]) -> None:
    two = found["two.jsonl"]
    assert found["one.jsonl"].kinds == (("retweet", 1), ("mention", 1), ("post", 1))
    assert (two.people, two.authors, two.total("duplicate"), two.total("used")) == (4, 2, 1, 1)
    assert dict(two.kinds) == {"retweet": 1, "reply": 1, "mention": 1}
    assert two.absent == ("quote", "like")


def test_what_is_left_out_has_its_reason(found: dict[str, Holding]) -> None:
    assert [(code, number) for code, number, _ in found["two.jsonl"].left_out] == [
        ("json.syntax", 1),
        ("record.notice", 1),
    ]
    assert all(reason for *_, reason in found["two.jsonl"].left_out)


def test_one_reason_does_not_stand_for_others(tmp_path: Path) -> None:
    broken = lines([tweet(1, "1", "hello")]) + "{\nx\n"
    ((code, number, reason),) = next(holdings(gk.load(write(tmp_path, "x.jsonl", broken)))).left_out
    assert (code, number) == ("json.syntax", 2)
    assert reason.startswith("among others, ")


def test_one_is_said_in_the_singular(tmp_path: Path) -> None:
    write(tmp_path, "x.jsonl", lines([tweet(1, "1", "hello")]))
    write(tmp_path, "notes.txt", "buy milk")
    told = list(inspection(gk.load(tmp_path)))
    assert "    people     1, 1 of them acts" in told
    assert "passed over  1 file that is no export" in told


def test_files_of_one_archive_are_one_export_with_an_owner() -> None:
    (holding,) = holdings(gk.load(DATA / "grailbird_amy_fox.zip"))
    assert (holding.name, holding.owner, len(holding.files)) == ("grailbird_amy_fox.zip", "amy_fox", 8)
    assert holding.total("read") == 88


def test_a_file_of_many_people_has_no_owner(found: dict[str, Holding]) -> None:
    assert {holding.owner for holding in found.values()} == {""}


@pytest.mark.parametrize(
    ("sample", "said"),
    [
        ("blog.xml", "blog.xml  wordpress 1.2"),
        ("circle_amy_fox.gexf", "circle_amy_fox.gexf  gexf 1.3"),
        ("community_v2.jsonl.gz", "community_v2.jsonl.gz  twitter-v2 (raw pages)"),
        ("bluesky_amy_fox.car", "bluesky_amy_fox.car  bluesky (repository)"),
        ("archive_tom_gray.zip", "archive_tom_gray.zip!data  twitter-archive tweets.js  (5 files)"),
    ],
)
def test_versions_are_said(sample: str, said: str) -> None:
    assert said in list(inspection(gk.load(DATA / sample)))


def test_several_exports_are_summed_up(tmp_path: Path) -> None:
    paths = [DATA / "town.csv", DATA / "blog.xml"]
    told = list(inspection(gk.load(*paths)))
    assert "together  2 exports (table, wordpress)" in told
