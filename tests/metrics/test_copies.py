import json
import random
import subprocess
import sys
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graphkit as gk
from graphkit._load import from_items
from graphkit._wording import DIGEST, wording, words
from graphkit.graph import Graph
from graphkit.interactions import interactions
from graphkit.post import Account, Post, Ref
from tests._graphs import account

WORDS = "share more than you create and answer whoever answers you"


def said(*posts: tuple[Any, ...], network: str = "twitter") -> Graph:
    """Posts as (author, time, text), with fields beside them where a fourth is given."""
    numbers = count(1)
    items = [
        Post(network, account(author), id=f"p{next(numbers)}", time=time, text=text, **(more[0] if more else {}))
        for author, time, text, *more in posts
    ]
    return from_items(items, copies=True)


def found(graph: Graph) -> list[tuple[str, str, str, str]]:
    frame = gk.metrics.copies(graph)
    return list(frame[["copier", "post", "author", "original"]].itertuples(index=False, name=None))


def test_the_same_words_later_without_a_source_are_a_candidate() -> None:
    graph = said(("ann", 1, WORDS), ("bob", 2, f"RT {WORDS.upper()}! http://t.co/abc @cat (so true) #sharing"))
    assert found(graph) == [("bob", "p2", "ann", "p1")]
    row = gk.metrics.copies(graph).iloc[0]
    assert (row["similarity"], row["both_linked"], row["file"], row["original_line"]) == (1.0, False, "items", 0)
    people = gk.measure(graph, ["uncredited_copies"]).set_index("id")
    assert people["uncredited_copies"].dropna().to_dict() == {"ann": 0, "bob": 1}
    assert people.loc["handle:cat", "copies_reason"] == "their own posts are not in the export"


@pytest.mark.parametrize(
    "post",
    [
        ("bob", 2, f"{WORDS} @ann"),
        ("bob", 2, f"@ann {WORDS}"),
        ("bob", 2, f"{WORDS} via @cat"),
        ("bob", 2, f"RT @ann: {WORDS}"),
        ("bob", 2, WORDS, {"reply_to": Ref(account("ann"), "p1")}),
        ("bob", 2, WORDS, {"retweet_of": Ref(post_id="gone")}),
        ("bob", 2, WORDS, {"quote_of": Ref(account("cat"), "q")}),
        ("bob", 1, WORDS),
        ("bob", None, WORDS),
        ("ann", 2, WORDS),
        ("bob", 2, "share more than you create"),
        ("bob", 2, "create more than you share and answer whoever asks"),
    ],
    ids=str,
)
def test_no_candidate(post: tuple[Any, ...]) -> None:
    assert found(said(("ann", 1, WORDS), post)) == []


def test_naming_somebody_else_is_no_source() -> None:
    assert len(found(said(("ann", 1, WORDS), ("bob", 2, f"@dan {WORDS}")))) == 1


def test_ones_own_words_are_no_copy_of_their_copy() -> None:
    assert found(said(("ann", 1, WORDS), ("bob", 2, WORDS), ("ann", 3, WORDS))) == [("bob", "p2", "ann", "p1")]


def test_a_copy_of_a_copy_counts_against_the_first_while_its_words_are_near() -> None:
    graph = said(("ann", 1, WORDS), ("bob", 2, f"{WORDS} @ann"), ("cat", 3, WORDS))
    assert found(graph) == [("cat", "p3", "ann", "p1")]


def test_words_that_three_people_post_are_nobodys() -> None:
    assert found(said(("ann", 1, WORDS), ("bob", 2, WORDS), ("cat", 3, WORDS))) == []
    assert len(found(said(("ann", 1, WORDS), ("bob", 2, WORDS), ("bob", 3, WORDS)))) == 2


def test_another_network_may_be_the_same_person() -> None:
    items = [
        Post(network, account(f"ann{network}"), id=network, time=len(network), text=WORDS) for network in ("x", "yy")
    ]
    assert found(from_items(items, copies=True)) == []


def test_passing_on_is_no_original() -> None:
    assert found(said(("ann", 1, f"RT @zoe: {WORDS}"), ("bob", 2, WORDS))) == []


def test_a_part_is_compared_with_the_whole() -> None:
    graph = said(("ann", 1, WORDS), ("bob", 2, WORDS))
    assert found(graph.where(people=["bob"])) == [("bob", "p2", "ann", "p1")]
    assert found(graph.where(people=["ann"])) == []


def test_what_was_not_looked_for_is_missing() -> None:
    graph = from_items([Post("twitter", account("ann"), id="1", time=1, text=WORDS)])
    row = gk.measure(graph, ["uncredited_copies"]).iloc[0]
    assert pd.isna(row["uncredited_copies"])
    assert row["copies_reason"] == "not looked for: --copies"
    assert gk.metrics.copies(graph).empty


def test_nothing_to_compare_is_missing() -> None:
    people = gk.measure(said(("ann", 1, WORDS), ("bob", 2, "too few words")), ["uncredited_copies"]).set_index("id")
    assert people["uncredited_copies"].isna().all()
    assert people.loc["ann", "copies_reason"] == "others' posts are not in the export"
    assert people.loc["bob", "copies_reason"] == "no dated post with 6 words of their own"


def test_asking_for_the_metric_of_a_table_looks_for_copies() -> None:
    table = pd.DataFrame(
        {"author": ["ann", "bob"], "id": ["1", "2"], "time": ["2020-01-01", "2020-01-02"], "text": [WORDS, WORDS]}
    )
    people = gk.measure(table, ["uncredited_copies"])
    assert people["uncredited_copies"].tolist() == [0, 1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RT: Don’t wait @ann [yes!] #now", "don't wait"),
        ("कुछ हिन्दी शब्द", "कुछ हिन्दी शब्द"),
        ("天気がgood", "天 気 が good"),
        ("the 𝐛𝐨𝐥𝐝 cafe\u0301 <- so true", "the bold café"),
        ("a word that is cu…", "a word that is"),
        ("STRASSE straße", "strasse strasse"),
    ],
)
def test_words_are_what_is_compared(text: str, expected: str) -> None:
    assert words(text) == expected.split()


def test_two_characters_count_for_a_word() -> None:
    assert wording("今日はとても良い天気", "twitter") is None
    assert wording("今日はとても良い天気ですね", "twitter") is not None


def test_one_text_posted_by_many_is_one_wording() -> None:
    graph = said(*((f"u{i}", i, WORDS) for i in range(2_000)))
    assert found(graph) == []
    assert graph.session.fetch("select * from compared_pairs").empty


def test_a_template_is_not_compared_with_itself_without_bound() -> None:
    texts = [f"{WORDS} in the meadow near the river number {i}" for i in range(1_000)]
    graph = said(*((f"u{i % 2}", i, text) for i, text in enumerate(texts)))
    candidates = found(graph)
    assert len(graph.session.fetch("select * from compared_pairs")) <= 16 * len(texts)
    assert {original for *_, original in candidates} == {"p1"}
    assert len(candidates) == 500


def test_a_report_shows_both_posts_and_no_words(tmp_path: Path) -> None:
    graph = said(("ann", 1, WORDS), ("bob", 2, WORDS), ("ann", 3, "good morning"))
    files = gk.report(graph, tmp_path / "r")
    assert tmp_path / "r" / "copies.csv" in files
    page = (tmp_path / "r" / "index.html").read_text(encoding="utf-8")
    assert "<p>1 post of 1 person nearly repeats an earlier post of somebody else in the export and names" in page
    assert "These are candidates to look at" in page
    assert not [path for path in files if WORDS[11:].encode() in path.read_bytes()]
    summary = json.loads((tmp_path / "r" / "summary.json").read_text(encoding="utf-8"))
    assert summary["copies"] == {"candidates": 1, "people": 1, "compared": 2, "both_linked": 0}
    package = json.loads((tmp_path / "r" / "datapackage.json").read_text(encoding="utf-8"))
    (fields,) = (table["schema"]["fields"] for table in package["resources"] if table["name"] == "copies")
    assert all(field["description"] for field in fields)


def test_a_report_says_nothing_of_copies_unless_asked(tmp_path: Path) -> None:
    graph = from_items([Post("twitter", account("ann"), id="1", time=1, text=WORDS)])
    files = gk.report(graph, tmp_path / "r")
    assert tmp_path / "r" / "copies.csv" not in files
    assert "Words posted before" not in (tmp_path / "r" / "index.html").read_text(encoding="utf-8")


def test_naming_the_metric_on_the_command_line_asks_for_it(tmp_path: Path) -> None:
    export = tmp_path / "posts.csv"
    export.write_text(f"id,author,time,text\n1,ann,2020-01-01,{WORDS}\n2,bob,2020-01-02,{WORDS}\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "graphkit", "measure", str(export), "-m", "uncredited_copies"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert [line.split(",")[4] for line in done.stdout.splitlines()] == ["uncredited_copies", "0", "1"]


NAMES = ["ann", "bob", "cat", "dan"]
SOME = [f"{a}{b}" for a in "klmnp" for b in "aeiou"]


def brute(posts: list[Post]) -> list[tuple[str, str]]:
    """Post and original of every copy, all pairs compared."""
    pool = []
    for post in posts:
        rows = interactions(post).rows
        known = wording(post.text, post.network)
        if known and not any(row.kind in ("retweet", "quote") or row.credit for row in rows):
            shingles = {known.shingles[i : i + DIGEST] for i in range(0, len(known.shingles), DIGEST)}
            pool.append((post, shingles, {row.target.id for row in rows if row.target}))
    near = {a[0].id: [b for b in pool if 5 * len(a[1] & b[1]) >= 4 * len(a[1] | b[1])] for a in pool}
    naming = {
        post.id for post, _, named in pool if (named - {post.author.id}) & {b[0].author.id for b in near[post.id]}
    }
    common = {
        post.id for post, *_ in pool if len({b[0].author.id for b in near[post.id] if b[0].id not in naming}) >= 3
    }
    copies = []
    for post, _, _ in pool:
        dated = [b[0] for b in near[post.id] if b[0].time is not None]
        if post.time is None or post.id in naming | common:
            continue
        first = min(dated, key=lambda other: (other.time, other.author.id, other.id))
        own = min(other.time for other in dated if other.author.id == post.author.id)
        if first.time < own and first.id not in common:
            copies.append((post.id, first.id))
    return sorted(copies)


def exchanged(chance: random.Random) -> list[Post]:
    """Random posts in few texts, planted with near-copies, credits and names."""
    texts = [[chance.choice(SOME) for _ in range(chance.randint(6, 22))] for _ in range(6)]
    posts = []
    for number in range(chance.randint(2, 24)):
        text = list(chance.choice(texts))
        for _ in range(chance.choice([0, 0, 0, 1, 2])):
            text[chance.randrange(len(text))] = chance.choice(SOME)
        names = [account(chance.choice(NAMES))] if chance.random() < 0.25 else []
        mark = chance.choice(["via ", "", ""])
        ending = f" {mark}@{names[0].handle}" if names else ""
        author = Account(id=(name := chance.choice(NAMES)), handle=name)
        time = chance.choice([None, *range(1, 12), *range(1, 12)])
        words = " ".join(text) + ending
        posts.append(Post("twitter", author, id=f"{number:02}", time=time, text=words, mentions=tuple(names)))
    return posts


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False).map(exchanged))
def test_copies_equal_all_pairs_compared(posts: list[Post]) -> None:
    graph = from_items(posts, copies=True)
    turned = from_items(posts[::-1], copies=True)
    try:
        frame = gk.metrics.copies(graph)
        assert sorted(zip(frame["post"], frame["original"], strict=True)) == brute(posts)
        pd.testing.assert_frame_equal(frame, gk.metrics.copies(turned))
    finally:
        graph.close()
        turned.close()
