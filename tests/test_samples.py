"""The invented samples of `data/`: made again they are the same, read by hand they agree, and the formats agree."""

import csv
import gzip
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import graphkit as gk
from graphkit.interactions import interactions
from graphkit.post import Post
from tests.readers.support import posts

DATA = Path(__file__).parents[1] / "data"
BY_SCRIPT = (
    "archive_tom_gray.zip",
    "blog.xml",
    "bluesky_amy_fox.car",
    "bluesky_feed.json",
    "bluesky_posts.csv",
    "bluesky_stream.jsonl",
    "circle_amy_fox.gexf",
    "circle_amy_fox.gml",
    "community_edges.csv",
    "community_edges.txt.gz",
    "community_posts.csv",
    "community_v1.jsonl.gz",
    "community_v2.jsonl.gz",
    "discord_meadow.json",
    "edges_networkx.csv",
    "evening.xlsx",
    "evening_nodexl.xlsx",
    "facebook_nell_harper.zip",
    "google_plus_nell_harper.zip",
    "grailbird_amy_fox.zip",
    "linkedin_nell_harper.zip",
    "list_meadow.mbox",
    "mastodon_amy_fox.zip",
    "reddit_meadow.jsonl",
    "slack_meadow.zip",
    "telegram_meadow.json",
    "tweets_tags.csv",
    "tweets_tcat.csv",
    "tweets_twarc.csv",
    "tweets_twitwi.csv",
)
KINDS = ("retweet", "quote", "reply", "mention")
COUNTS = {"retweets": "retweet", "quotes": "quote", "replies": "reply", "mentions": "mention"}
COUNTED = ("posts", "posts_for_others", "threads", "unknown_target_posts", "third_person_share", "verdict")
Act = tuple[str, str, str]


@cache
def graph(name: str) -> Any:
    return gk.load(DATA / name)


@cache
def people(name: str) -> pd.DataFrame:
    """The people of a sample by handle: formats differ in ids, not in handles."""
    table = gk.measure(graph(name))
    return table.set_index(table["label"].str.lower()).rename_axis("handle").sort_index()


@cache
def acts(name: str) -> Counter[Act]:
    """How often each person acted on each other, and how: source, target, kind."""
    labels = dict(zip(people(name)["id"], people(name).index, strict=True))
    return Counter(
        {
            (labels[row.source], labels[row.target], kind): getattr(row, column)
            for row in graph(name).edges.itertuples()
            for column, kind in COUNTS.items()
            if getattr(row, column)
        }
    )


def content(path: Path) -> Any:
    """What a sample holds, whatever compressed it."""
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes())
    if path.suffix in (".zip", ".xlsx"):
        with zipfile.ZipFile(path) as archive:
            return [(member, archive.read(member)) for member in archive.infolist() if not member.is_dir()]
    return path.read_bytes()


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture(scope="module")
def made_again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    # Another order of sets and dictionaries must make no difference.
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-B", DATA / "make.py", folder], check=True, capture_output=True, env=environment)
    return folder


def test_the_script_makes_exactly_the_samples_it_should(made_again: Path) -> None:
    assert sorted(os.listdir(made_again)) == list(BY_SCRIPT)


@pytest.mark.parametrize("name", BY_SCRIPT)
def test_made_again_a_sample_is_the_same(made_again: Path, name: str) -> None:
    again, kept = content(made_again / name), content(DATA / name)
    if isinstance(again, list):
        again, kept = ([(m.filename, m.date_time, data) for m, data in files] for files in (again, kept))
    assert again == kept


def test_the_samples_stay_small() -> None:
    assert sum(path.stat().st_size for path in DATA.iterdir() if path.is_file()) <= 2_600_000


def test_no_sample_names_a_machine_or_a_real_mailbox() -> None:
    for name in BY_SCRIPT:
        files = content(DATA / name)
        text = b"".join(data for _, data in files) if isinstance(files, list) else files
        assert b"/home/" not in text
        assert str(DATA.parent).encode() not in text
        assert b"@gmail" not in text


@pytest.mark.parametrize("name", ["twarc", "twitwi", "tcat", "tags"])
def test_tables_of_tweets_say_what_the_tweets_say(name: str) -> None:
    """Only whom the author of a quoted post named is in no table but twitwi's."""
    tweets = {post.id: post for post in posts(DATA / "community_v1.jsonl.gz")}
    found = posts(DATA / f"tweets_{name}.csv")
    assert len(found) == 10
    for post in found:
        tweet = tweets[post.id]
        assert (post.time, post.author.handle) == (tweet.time, tweet.author.handle)
        assert said(post) == said(tweet)


def said(post: Post) -> list[tuple[str, str]]:
    rows = interactions(post).rows
    return sorted((row.kind, row.target.handle if row.target else "") for row in rows if row.kind != "echo")


# The town: ten people, read by hand.


def by_hand() -> list[dict[str, str]]:
    return rows((DATA / "town_by_hand.csv").read_text(encoding="utf-8"))


def readme_table(first: str) -> pd.DataFrame:
    """The table of data/README.md whose header starts with these cells."""
    lines = (DATA / "README.md").read_text(encoding="utf-8").splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith(first))
    ends = (place for place in range(start, len(lines)) if not lines[place].startswith("|"))
    end = next(ends, len(lines))
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[start:end] if "---" not in line]
    return pd.DataFrame(cells[1:], columns=cells[0]).set_index(cells[0][0])


def full(short: str) -> str:
    """The handle of a short name: `ann` is ann_reed."""
    return next(handle for handle in people("town.csv").index if handle.split("_")[0] == short)


def test_every_post_of_the_town_has_been_read_by_hand() -> None:
    town = rows((DATA / "town.csv").read_text(encoding="utf-8"))
    assert {(post["id"], post["author"]) for post in town} == {(row["post"], row["author"]) for row in by_hand()}
    assert all(row["why"] for row in by_hand())


def test_the_towns_interactions_are_those_found_by_hand() -> None:
    found = Counter(
        (row["author"], row["target"], row["kind"]) for row in by_hand() if row["kind"] in KINDS and row["target"]
    )
    assert acts("town.csv") == found


def test_each_post_of_the_town_is_of_the_kind_found_by_hand() -> None:
    expected = {}
    for row in by_hand():
        expected.setdefault((row["author"], row["post"]), []).append(row)
    found = {}
    for author in sorted({row["author"] for row in by_hand()}):
        for post in graph("town.csv").posts(author).itertuples():
            found[author, post.id] = (post.kind, post.for_others)
    assert found == {key: kind_by_hand(acts_of_post) for key, acts_of_post in expected.items()}


def kind_by_hand(read: list[dict[str, str]]) -> tuple[str, bool]:
    """The kind of a post and whether it is for others, from the rows read by hand."""
    others = [row["kind"] for row in read if row["kind"] in KINDS and row["target"] != row["author"]]
    if others:
        return min(others, key=KINDS.index), True
    if any(row["kind"] in KINDS for row in read):
        return "self", False
    return ("thread" if any(row["kind"] == "thread" for row in read) else "post"), False


def test_nobody_is_in_the_town_but_its_ten_people() -> None:
    assert list(people("town.csv").index) == list(readme_table("| person | posts").index)


def test_the_towns_people_have_the_counts_worked_out_by_hand() -> None:
    names = {
        "posts": "posts",
        "for others": "posts_for_others",
        "threads": "threads",
        "self-mentions": "self_mentions",
        "known": "interactions_sent",
        "unknown": "unknown_target_posts",
        "verdict": "verdict",
    }
    expected = readme_table("| person | posts")[list(names)].rename(columns=names)
    found = people("town.csv")[list(names.values())].astype("object")
    assert found.where(found.notna(), "missing").astype(str).to_dict("index") == expected.to_dict("index")


def test_the_towns_shares_and_intervals_are_those_worked_out_by_hand() -> None:
    for handle, row in readme_table("| person | posts").drop("ivy_nash").iterrows():
        person = people("town.csv").loc[handle]
        named, posts = map(int, row["third-person share"].split(" ")[0].split("/"))
        assert person["third_person_share"] == pytest.approx(named / posts)
        low, high = map(float, row["95 % interval"].split(" to "))
        assert person["third_person_share_low"] == pytest.approx(low, abs=0.0006)
        assert person["third_person_share_high"] == pytest.approx(high, abs=0.0006)


def test_praise_threads_and_what_would_change_the_verdict_are_as_worked_out_by_hand() -> None:
    table = people("town.csv")
    flo = table.loc["flo_pike"]
    assert flo["self_mention_ratio"] == pytest.approx(5 / 9)
    assert flo["praise_share"] == pytest.approx(2 / 9)
    assert flo["third_person_share_with_threads"] == pytest.approx(4 / 11)
    assert table.loc["eve_lark", "posts_needed"] == 27
    assert table.loc["hal_dean", "posts_needed"] == 34
    assert pd.isna(table.loc["gus_bell", "posts_needed"])
    assert pd.isna(table.loc["gus_bell", "self_mention_ratio"])


def test_the_towns_ties_are_those_counted_by_hand() -> None:
    matrix = readme_table("| from")
    between = matrix.drop(index=["**in strength**", "**in degree**"], columns=["out strength", "out degree"])
    expected = {
        (source, full(target)): int(weight)
        for source, row in between.iterrows()
        for target, weight in row.items()
        if weight
    }
    found: Counter[tuple[str, str]] = Counter()
    for (source, target, _), times in acts("town.csv").items():
        if source != target:
            found[source, target] += times
    assert found == expected


def test_the_towns_degrees_and_strengths_are_those_counted_by_hand() -> None:
    matrix = readme_table("| from")
    table = people("town.csv")
    for column, name in (("out strength", "out_strength"), ("out degree", "out_degree")):
        expected = matrix[column].drop(["**in strength**", "**in degree**"]).astype(int).to_dict()
        assert table[name].dropna().to_dict() == expected
    for row, name in (("**in strength**", "in_strength"), ("**in degree**", "in_degree")):
        expected = {full(short): int(count) for short, count in matrix.loc[row].items() if " " not in short}
        assert table[name].to_dict() == expected


def test_the_towns_reciprocity_is_that_worked_out_by_hand() -> None:
    expected = readme_table("| person | O")["reciprocity"]
    found = people("town.csv")["reciprocity"]
    assert list(found.index) == list(expected.index)
    for handle, worked_out in expected.items():
        if worked_out.startswith("missing"):
            assert pd.isna(found[handle])
        else:
            assert found[handle] == pytest.approx(float(worked_out.split("=")[1]), abs=0.0006)


# The community: one truth, many formats.


def test_both_versions_of_the_interface_give_the_same_people() -> None:
    assert_frame_equal(people("community_v1.jsonl.gz"), people("community_v2.jsonl.gz"))


def test_both_versions_of_the_interface_give_the_same_acts() -> None:
    assert acts("community_v1.jsonl.gz") == acts("community_v2.jsonl.gz")


def test_a_table_of_posts_gives_the_same_counts_as_the_interface() -> None:
    columns = ["observed", *COUNTED]
    assert_frame_equal(people("community_posts.csv")[columns], people("community_v1.jsonl.gz")[columns])


def test_a_table_of_posts_gives_the_same_acts_as_the_interface() -> None:
    assert acts("community_posts.csv") == acts("community_v1.jsonl.gz")


def test_a_list_of_acts_gives_the_same_acts_as_the_interface() -> None:
    assert acts("community_edges.csv") == acts("community_v1.jsonl.gz")


def test_acts_without_posts_have_no_posts_to_judge() -> None:
    table = people("community_edges.csv")
    for column in ("posts", "third_person_share", "me_share", "verdict"):
        assert table[column].isna().all()
    assert table["self_mention_ratio"].notna().any()


def test_a_list_with_ids_gives_the_same_weights_as_one_with_handles() -> None:
    by_handle = rows((DATA / "community_edges.csv").read_text(encoding="utf-8"))
    by_id = gzip.decompress((DATA / "community_edges.txt.gz").read_bytes()).decode().splitlines()
    handles = {}
    for line, row in zip(by_id, by_handle, strict=True):
        handles.update(zip(line.split()[:2], (row["Source"], row["Target"]), strict=True))
    edges = graph("community_edges.txt.gz").edges
    found = {(handles[row.source], handles[row.target]): row.weight for row in edges.itertuples()}
    assert found == weights("community_edges.csv")


def weights(name: str) -> Counter[tuple[str, str]]:
    summed: Counter[tuple[str, str]] = Counter()
    for (source, target, _), times in acts(name).items():
        summed[source, target] += times
    return summed


@pytest.mark.parametrize(
    ("archive", "owner"), [("archive_tom_gray.zip", "tom_gray"), ("grailbird_amy_fox.zip", "amy_fox")]
)
def test_a_personal_archive_gives_its_owner_the_same_counts_as_the_interface(archive: str, owner: str) -> None:
    columns = [*COUNTED, "third_person_share_low", "third_person_share_high", "me_share", "self_mention_ratio"]
    columns += ["self_mentions", "interactions_sent", "praise_share", "third_person_share_with_threads"]
    found, expected = people(archive).loc[owner, columns], people("community_v1.jsonl.gz").loc[owner, columns]
    assert found.to_dict() == pytest.approx(expected.to_dict())


@pytest.mark.parametrize(
    ("archive", "owner"), [("archive_tom_gray.zip", "tom_gray"), ("grailbird_amy_fox.zip", "amy_fox")]
)
def test_a_personal_archive_holds_what_its_owner_sent(archive: str, owner: str) -> None:
    sent = Counter({act: times for act, times in acts("community_v1.jsonl.gz").items() if act[0] == owner})
    assert acts(archive) == sent


def test_a_mastodon_archive_gives_its_owner_the_same_counts_and_nothing_that_was_not_public() -> None:
    graph = gk.load(DATA / "mastodon_amy_fox.zip", keep_text=True)
    (owner,) = graph.counts.index[graph.counts["observed"]]
    columns = ["posts", "posts_for_others", "threads", "self_mentions", "interactions_sent"]
    expected = people("community_v1.jsonl.gz").loc["amy_fox", columns]
    assert graph.counts.loc[owner, columns].to_dict() == expected.to_dict()
    assert not graph.posts(owner)["text"].str.contains("PRIVATE WORDS").any()
    left_out = {
        tally.label.rpartition("!")[2]: tally.codes for tally in graph.provenance.files if tally.role == "posts"
    }
    assert left_out == {"likes.json": {}, "outbox.json": {"record.private": 3}}


def test_the_reddit_sample_looks_up_parents_and_makes_nobody_of_who_is_gone() -> None:
    meadow = graph("reddit_meadow.jsonl")
    assert (meadow.about["posts"], meadow.about["people"]) == (9, 4)
    replies = meadow.interactions.query("kind == 'reply'")
    assert (len(replies), replies["target"].isna().sum()) == (5, 2)
    found = Counter(kind for (_, _, kind), times in acts("reddit_meadow.jsonl").items() for _ in range(times))
    assert found == {"reply": 3, "mention": 2, "retweet": 1}


BLUESKY = ("bluesky_amy_fox.car", "bluesky_feed.json", "bluesky_posts.csv", "bluesky_stream.jsonl")


def test_four_forms_of_the_same_bluesky_posts_count_once() -> None:
    together = gk.load(*(DATA / name for name in BLUESKY), keep_text=True)
    assert together.about["posts"] == graph("bluesky_amy_fox.car").about["posts"] == 6
    assert sum(tally.duplicate for tally in together.provenance.files) == 15
    (owner,) = together.counts.index[together.counts["observed"]]
    assert owner.startswith("did:plc:")
    assert gk.measure(together).set_index("id")["label"][owner] == "amy-fox.meadow.example"
    assert not together.posts(owner)["text"].str.contains("DELETED WORDS").any()
    assert b"DELETED WORDS" in (DATA / "bluesky_amy_fox.car").read_bytes()


def test_a_bluesky_stream_and_a_table_give_the_same_ties() -> None:
    stream, table = (graph(f"bluesky_{name}").edges for name in ("stream.jsonl", "posts.csv"))
    assert_frame_equal(stream, table)


@pytest.mark.parametrize("archive", ["archive_tom_gray.zip", "grailbird_amy_fox.zip"])
def test_a_personal_archive_observes_its_owner_only(archive: str) -> None:
    table = people(archive)
    assert list(table.index[table["observed"]]) == [archive.partition("_")[2].removesuffix(".zip")]
    assert table["reciprocity"].isna().all()


@pytest.mark.parametrize("wrapped", ["folder", "zip"])
@pytest.mark.parametrize("sample", [name for name in BY_SCRIPT if name.endswith(".zip")])
def test_an_archive_inside_a_folder_or_an_archive_gives_the_same(sample: str, wrapped: str, tmp_path: Path) -> None:
    inside = tmp_path / "exports" / "a"
    inside.mkdir(parents=True)
    shutil.copy(DATA / sample, inside / sample)
    outer = tmp_path / "exports"
    if wrapped == "zip":
        outer = Path(shutil.make_archive(str(tmp_path / "outer"), "zip", tmp_path / "exports"))
    told = [graph(sample), gk.load(outer)]
    one, other = (
        [(t.posts, t.acts, sorted(t.codes.items()), sorted(t.notices)) for t in each.provenance.files] for each in told
    )
    assert one == other
    assert_frame_equal(gk.measure(told[0]), gk.measure(told[1]))


def test_private_messages_never_leave_an_archive() -> None:
    private = gk.load(DATA / "archive_tom_gray.zip", keep_text=True)
    assert not private.posts("tom_gray")["text"].str.contains("PRIVATE WORDS").any()
    assert private.about["posts"] == len(private.posts("tom_gray"))


def test_the_loudest_self_promoter_is_told_apart_from_the_loudest_sharer() -> None:
    verdicts = people("community_v1.jsonl.gz")["verdict"]
    assert verdicts["tom_gray"] == "me..me..me"
    assert verdicts["amy_fox"] == "names others"


@pytest.mark.parametrize(
    ("name", "posts", "for_others", "likes"), [("google_plus", 4, 3, 0), ("linkedin", 6, 4, 0), ("facebook", 6, 5, 1)]
)
def test_small_exports_of_one_person_hold_what_was_written_into_them(
    name: str, posts: int, for_others: int, likes: int
) -> None:
    graph = gk.load(DATA / f"{name}_nell_harper.zip", keep_text=True)
    table = people(f"{name}_nell_harper.zip").loc["nell harper"]
    assert (table["posts"], table["posts_for_others"]) == (posts, for_others)
    assert graph.edges.query("source == @table.id")["likes"].sum() == likes
    assert not graph.posts(table["id"])["text"].str.contains("PRIVATE WORDS").any()


TALKS = ("slack_meadow.zip", "discord_meadow.json", "telegram_meadow.json")
PRIVATE_IN_TALK = {"slack_meadow.zip": 2, "discord_meadow.json": 0, "telegram_meadow.json": 1, "list_meadow.mbox": 1}


def by_first_name(name: str) -> dict[str, str]:
    """Slack and Discord know people by handle, Telegram and mail by name."""
    table = gk.measure(graph(name))
    return {row.id: re.split("[ _]", row.label.lower())[0] for row in table.itertuples()}


@pytest.mark.parametrize("name", TALKS)
def test_one_talk_gives_the_same_acts_in_every_chat(name: str) -> None:
    names = by_first_name(name)
    found = {
        (names[row.source], names[row.target]): (row.weight, row.retweets, row.likes)
        for row in graph(name).edges.itertuples()
    }
    assert found == {
        ("amy", "ivan"): (0, 0, 1),
        ("noah", "amy"): (2, 1, 1),
        ("noah", "ivan"): (1, 0, 0),
        ("ivan", "amy"): (2, 0, 1),
        ("tom", "tom"): (1, 0, 0),
    }
    tom = people(name).filter(regex="^tom", axis="index").iloc[0]
    assert (tom["posts"], tom["threads"], tom["posts_for_others"]) == (2, 1, 0)


def test_on_a_mailing_list_the_replies_of_the_talk_are_found() -> None:
    names = by_first_name("list_meadow.mbox")
    found = {
        (names[row.source], names[row.target]): row.replies for row in graph("list_meadow.mbox").edges.itertuples()
    }
    assert found == {("noah", "amy"): 1, ("ivan", "amy"): 1}
    assert people("list_meadow.mbox")["threads"].sum() == 1


@pytest.mark.parametrize("name", PRIVATE_IN_TALK)
def test_nothing_private_leaves_a_chat(name: str) -> None:
    kept = gk.load(DATA / name, keep_text=True)
    private = sum(tally.codes["record.private"] for tally in kept.provenance.files)
    assert private == PRIVATE_IN_TALK[name]
    texts = " ".join(text for person in gk.measure(kept)["id"] for text in kept.posts(person)["text"])
    assert "PRIVATE WORDS" not in texts
    assert "@mail.example" not in texts
