import gzip
import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest

import graphkit as gk
from graphkit._load import load, look
from graphkit.errors import NoDataError, UnsafeError, UsageError
from graphkit.reports import records


def tweet(number: int, user: str, text: str = "sun", **more: object) -> dict[str, object]:
    """A v1.1 tweet of an invented user whose id is made of the letters of the name."""
    return {
        "id_str": str(number),
        "created_at": f"Wed Aug 15 13:{number % 60:02d}:00 +0000 2012",
        "full_text": text,
        "user": {"id_str": str(sum(map(ord, user))), "screen_name": user},
        "entities": {"user_mentions": []},
        **more,
    }


def jsonl(path: Path, *tweets: object) -> str:
    lines = [each if isinstance(each, str) else json.dumps(each) for each in tweets]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return str(path)


def test_every_record_of_every_file_is_accounted_for(tmp_path: Path) -> None:
    one = jsonl(tmp_path / "a.jsonl", tweet(1, "ann"), tweet(2, "bob"), '{"broken', {"delete": {"status": {"id": 3}}})
    two = jsonl(tmp_path / "b.jsonl", tweet(2, "bob"), tweet(4, "cyd"))
    graph = load(one, two)
    rows = {row["file"]: row for row in records(graph)}
    counts = ("read", "used", "duplicate", "ignored", "rejected")
    assert [rows["a.jsonl"][name] for name in counts] == [4, 2, 0, 1, 1]
    assert [rows["b.jsonl"][name] for name in counts] == [2, 1, 1, 0, 0]
    rejects = graph.rejects(10)
    assert rejects[["file", "line", "code"]].to_numpy().tolist() == [["a.jsonl", 3, "json.syntax"]]


def test_overlapping_exports_count_once_in_either_order_and_twice_the_same_changes_nothing(tmp_path: Path) -> None:
    one = jsonl(tmp_path / "a.jsonl", *(tweet(i, "ann", "@bob hi") for i in range(6)))
    two = jsonl(tmp_path / "b.jsonl", *(tweet(i, "ann", "@bob hi") for i in range(3, 9)))
    tables = [gk.measure(load(*order)) for order in ((one, two), (two, one), (one, two, one))]
    assert tables[0]["posts"].sum() == 9
    assert tables[0].equals(tables[1])
    assert tables[0].equals(tables[2])


def test_the_latest_edit_of_a_post_wins(tmp_path: Path) -> None:
    def page(number: str, text: str) -> str:
        data = {"id": number, "text": text, "author_id": "1", "edit_history_tweet_ids": ["10", "11"]}
        return json.dumps({"data": [data], "includes": {"users": [{"id": "1", "username": "ann"}]}})

    (tmp_path / "before.jsonl").write_text(page("10", "hello @bob") + "\n")
    (tmp_path / "after.jsonl").write_text(page("11", "hello @cyd") + "\n")
    graph = load(tmp_path)
    assert graph.edges["target"].tolist() == ["handle:cyd"]


def test_posts_without_ids_are_told_apart_by_author_time_and_words(tmp_path: Path) -> None:
    header = "author,text,created_at\n"
    row = "ann,sun,2012-08-15 13:00\n"
    (tmp_path / "a.csv").write_text(header + row + row + "ann,rain,2012-08-15 13:00\n")
    (tmp_path / "b.csv").write_text(header + row)
    graph = load(tmp_path / "a.csv", tmp_path / "b.csv")
    # one file holds the row twice, so it is two posts; the other file's one is among them
    assert gk.measure(graph)["posts"].tolist() == [3]


def test_a_format_is_found_by_looking_not_by_name(tmp_path: Path) -> None:
    jsonl(tmp_path / "x", tweet(1, "ann"))
    (tmp_path / "export.txt").write_bytes(gzip.compress((tmp_path / "x").read_bytes(), mtime=0))
    assert len(load(tmp_path / "export.txt").posts("ann")) == 1


def test_archives_and_folders_are_read_and_other_files_in_them_passed_over(tmp_path: Path) -> None:
    jsonl(tmp_path / "a.jsonl", tweet(1, "ann"))
    with zipfile.ZipFile(tmp_path / "pack.zip", "w") as pack:
        pack.write(tmp_path / "a.jsonl", "data/a.jsonl")
        pack.writestr("README.txt", "hello")
    graph = load(tmp_path / "pack.zip")
    assert [tally.label for tally in graph.provenance.files] == ["pack.zip!data/a.jsonl"]
    assert graph.provenance.passed_over == 1
    assert graph.about["sources"][0]["name"] == "pack.zip"


def test_a_file_that_is_no_export_is_named_and_the_others_are_used(tmp_path: Path) -> None:
    good = jsonl(tmp_path / "a.jsonl", tweet(1, "ann"))
    bad = tmp_path / "noise.json"
    bad.write_bytes(bytes(range(256)) * 20)
    graph = load(good, bad)
    assert [row[0] for row in graph.provenance.refused] == ["noise.json"]
    assert gk.measure(graph)["posts"].tolist() == [1]


def test_a_cut_gzip_gives_every_whole_line_before_the_cut(tmp_path: Path) -> None:
    whole = jsonl(tmp_path / "a", *(tweet(i, "ann", f"words {i * 7919 % 1000}") for i in range(400)))
    packed = gzip.compress(Path(whole).read_bytes(), mtime=0)
    (tmp_path / "a.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    graph = load(tmp_path / "a.jsonl.gz")
    (tally,) = graph.provenance.files
    assert 100 < tally.used < 400
    assert tally.fault_code == "archive.truncated"


@pytest.mark.parametrize("content", [b"", b"\n \n", b"{}", b'{"name": "package", "version": "1"}'])
def test_nothing_usable_is_said_with_the_files_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.jsonl").write_bytes(content)
    with pytest.raises(NoDataError, match=r"x\.jsonl"):
        load(tmp_path / "x.jsonl")


def test_an_archive_without_any_export_is_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "empty.zip", "w") as pack:
        pack.writestr("README.txt", "hello")
    with pytest.raises(NoDataError, match=r"empty\.zip: no file of a known export format in it"):
        load(tmp_path / "empty.zip")


def test_an_export_that_was_refused_for_safety_says_so(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr(
            "data/account.js", 'window.YTD.account.part0 = [{"account": {"username": "ann", "accountId": "1"}}]'
        )
        pack.writestr("data/tweets.js", "window.YTD.tweets.part0 = [" + " " * (64 << 20))
    with pytest.raises(UnsafeError, match=r"bomb\.zip!data/tweets\.js: .*200"):
        load(tmp_path / "bomb.zip")


def test_wrong_calls_are_answered_in_words(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no export was given"):
        load()
    with pytest.raises(UsageError, match="missing"):
        load(tmp_path / "missing.zip")
    with pytest.raises(UsageError, match="no reader is called 'twiter'"):
        look([tmp_path], input_format="twiter")
    with pytest.raises(UsageError, match="no engine is called 'spork'"):
        load(jsonl(tmp_path / "a.jsonl", tweet(1, "ann")), engine="spork")


def test_columns_named_by_the_user_make_a_table_readable(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("wer,was\nann,@bob hi\nbob,sun\n")
    with pytest.raises(NoDataError, match="names no author"):
        load(tmp_path / "t.csv")
    graph = load(tmp_path / "t.csv", columns={"author": "wer", "text": "was"})
    assert gk.measure(graph)["posts"].tolist() == [1, 1]
    with pytest.raises(UsageError, match="autor"):
        load(tmp_path / "t.csv", columns={"autor": "wer"})


def test_an_undated_edge_list_given_twice_counts_once_and_repeats_in_one_file_stay(tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("source,target,weight\nann,bob,3\nann,bob,3\nbob,ann,1\n")
    graph = load(tmp_path / "a.csv", tmp_path / "b.csv")
    assert graph.edges["weight"].tolist() == [6, 1]
    assert sum(tally.duplicate for tally in graph.provenance.files) == 3


def test_a_report_of_ours_among_the_exports_is_passed_over(tmp_path: Path) -> None:
    jsonl(tmp_path / "town.jsonl", *(tweet(i, "ann", "@bob hi") for i in range(5)))
    gk.report(load(tmp_path), tmp_path / "reports" / "town")
    again = load(tmp_path)
    assert [tally.label.rpartition("/")[2] for tally in again.provenance.files] == ["town.jsonl"]
    assert again.edges["weight"].tolist() == [5]


def archive(folder: Path, owner: str, number: str, *texts: str) -> Path:
    """A personal archive of 2018 and later: the owner's posts, which name others in their words."""
    account = json.dumps([{"account": {"username": owner, "accountId": number}}])
    tweets = [
        {"tweet": {"id_str": f"{number}{at}", "full_text": text, "created_at": "Wed Aug 01 00:00:00 +0000 2012"}}
        for at, text in enumerate(texts)
    ]
    path = folder / f"{owner}.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("data/account.js", f"window.YTD.account.part0 = {account}")
        packed.writestr("data/tweets.js", f"window.YTD.tweets.part0 = {json.dumps(tweets)}")
    return path


def test_reciprocity_is_known_where_both_archives_are_there_and_has_a_reason_where_one_is(tmp_path: Path) -> None:
    ann = archive(tmp_path, "ann", "1", "well said @bob", "thanks @cat", "sun")
    bob = archive(tmp_path, "bob", "2", "via @ann", "rain")
    both = gk.measure(load(ann, bob)).set_index("label")
    assert both.loc[["ann", "bob"], "reciprocity"].tolist() == [1.0, 1.0]
    for path, owner in ((ann, "ann"), (bob, "bob")):
        alone = gk.measure(load(path)).set_index("label").loc[owner]
        assert pd.isna(alone["reciprocity"])
        assert alone["reciprocity_reason"] == "others' posts are not in the export"


def test_a_record_that_comes_again_and_again_counts_once_and_keeps_no_rows(tmp_path: Path) -> None:
    again = [tweet(1, "ann", "hi @bob")] * 500
    export = jsonl(tmp_path / "a.jsonl", *again, tweet(2, "bob"), *again, tweet(1, "ann", "other words"))
    graph = load(export)
    (record,) = records(graph)
    assert (record["read"], record["used"], record["duplicate"]) == (1002, 2, 1000)
    assert graph.provenance.files[0].again == 999
    assert graph.about["posts"] == 2


def test_what_is_said_again_in_another_file_is_a_duplicate_there(tmp_path: Path) -> None:
    first = jsonl(tmp_path / "a.jsonl", tweet(1, "ann"))
    second = jsonl(tmp_path / "b.jsonl", tweet(1, "ann"), tweet(1, "ann"))
    found = [(record["used"], record["duplicate"]) for record in records(load(first, second))]
    assert found == [(1, 0), (0, 2)]


def test_a_file_that_nobody_claims_is_looked_through_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from graphkit.readers import _refused

    looks: list[str] = []
    once = _refused.refuse
    monkeypatch.setattr(_refused, "refuse", lambda seen: looks.append(seen.name) or once(seen))
    (tmp_path / "words.txt").write_text("nothing that is an export\n")
    look([tmp_path / "words.txt"])
    assert looks == ["words.txt"]
