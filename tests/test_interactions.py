"""Claims about the acts in a post: who is retweeted, quoted, answered, named, or only echoed."""

import doctest
import re
import sys
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from graphkit.conventions import read_names
from graphkit.interactions import MOST_NAMED, Interaction, interactions
from graphkit.post import NOBODY, Account, Post, Ref

ESSAYS = sorted((Path(__file__).parents[1] / "../shared/data/essay").glob("*.txt"))

module = sys.modules["graphkit.interactions"]
ME = Account("1", "me")
ANN, BOB, CAT, DAN = Account("11", "Ann"), Account("12", "bob"), Account("13", "cat"), Account("14", "dan")


def post(text: str = "", **facts: Any) -> Post:
    return Post("twitter", ME, text=text, **facts)


def acts(text: str = "", **facts: Any) -> list[tuple[str, str | None]]:
    """The rows of a post as (kind, id or bare handle of the target)."""
    return brief(interactions(post(text, **facts)).rows)


def brief(rows: Iterable[Interaction]) -> list[tuple[str, str | None]]:
    return [(row.kind, (row.target.id or row.target.handle) if row.target else None) for row in rows]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("me, me, me", [("post", None)]),
        ("", [("post", None)]),
        ("mail me: me@example.org", [("post", None)]),
        ("see https://medium.com/@ann", [("post", None)]),
        ("RT @ann: t @bob", [("retweet", "ann"), ("echo", "bob")]),
        ("@bob look RT @ann: t", [("retweet", "ann"), ("reply", "bob")]),
        ("“@ann: t @bob” my words", [("quote", "ann"), ("echo", "bob")]),
        ("MT @ann: t", [("quote", "ann")]),
        ("@ann t @bob", [("reply", "ann"), ("mention", "bob")]),
        (".@ann t", [("mention", "ann")]),
        ("t via @ann", [("mention", "ann")]),
        ("RT @rapi…", [("retweet", None)]),
        ("“@ann: t @rapi…", [("quote", "ann")]),
        ("“@rapi…", [("post", None)]),
        ("with @rapi…", [("post", None)]),
    ],
)
def test_words_alone_make_the_rows_of_the_table(text: str, rows: list[tuple[str, str | None]]) -> None:
    assert acts(text) == rows


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("RT @ann: thanks @ann, says @ann", "retweet"),
        ("@ann “@ann: t”", "quote"),
        ("@ann ask @ANN", "reply"),
        ("by @ann for @Ann", "mention"),
    ],
)
def test_a_person_named_again_counts_once_by_the_strongest_kind(text: str, kind: str) -> None:
    assert [row.kind for row in interactions(post(text)).rows] == [kind]


def test_a_credit_is_kept_whichever_kind_wins() -> None:
    (row,) = interactions(post("@ann good one, via @ann")).rows
    assert (row.kind, row.credit, row.native) == ("reply", True, False)
    assert not interactions(post("@ann good one")).rows[0].credit


def test_the_doctest_of_the_module_holds() -> None:
    assert doctest.testmod(module).failed == 0


# --- native retweets


def test_a_native_retweet_names_its_author_and_echoes_everyone_else() -> None:
    rows = interactions(
        post(
            "RT @ann: thanks @bob and @cat, via @dan",
            retweet_of=Ref(ANN, "7", mentions=(BOB,)),
            mentions=(ANN, CAT),
            quote_of=Ref(Account("15", "eve"), "8", mentions=(Account("16", "fay"),)),
        )
    ).rows
    assert brief(rows) == [("retweet", "11"), *(("echo", who) for who in ("12", "13", "dan", "15", "16"))]
    assert [row.native for row in rows] == [True] + [False] * 5


def test_a_retweet_without_a_named_author_has_the_author_its_text_names() -> None:
    assert acts("RT @ann: t", retweet_of=Ref()) == [("retweet", "ann")]
    assert acts("RT @ann: t", retweet_of=Ref(), mentions=(ANN,)) == [("retweet", "11")]
    assert acts("as @bob says RT @ann: t", retweet_of=Ref()) == [("retweet", None), ("echo", "bob"), ("echo", "ann")]


def test_a_retweet_of_nobody_known_is_a_retweet_with_an_unknown_target() -> None:
    rows = interactions(post("t", retweet_of=Ref(post_id="7"))).rows
    assert rows == (Interaction(None, "retweet", native=True),)
    assert acts("RT @rapi…", retweet_of=Ref()) == [("retweet", None)]


def test_a_renamed_author_is_no_second_person() -> None:
    assert acts("RT @oldann: t", retweet_of=Ref(ANN)) == [("retweet", "11")]
    assert acts("RT @oldann: t", retweet_of=Ref(ANN), mentions=(Account(handle="oldann"),)) == [("retweet", "11")]


def test_an_author_known_by_id_gets_the_handle_of_the_text() -> None:
    (row,) = interactions(post("RT @ann: t", retweet_of=Ref(Account("11")))).rows
    assert row.target == Account("11", "ann")


def test_a_retweet_in_which_the_author_is_named_echoes_the_author() -> None:
    assert acts("RT @ann: @me is great", retweet_of=Ref(ANN), mentions=(ME,)) == [("retweet", "11"), ("echo", "1")]


def test_a_boost_without_the_words_rt_still_echoes_all_names() -> None:
    assert acts("@bob thanks!", retweet_of=Ref(ANN)) == [("retweet", "11"), ("echo", "bob")]


# --- native quotes


def test_a_native_quote_leaves_the_authors_words_to_the_author() -> None:
    rows = interactions(post("what @cat says, via @dan", quote_of=Ref(ANN, mentions=(BOB,)), mentions=(CAT,))).rows
    assert brief(rows) == [("quote", "11"), ("mention", "13"), ("mention", "dan"), ("echo", "12")]
    assert [row.credit for row in rows] == [False, False, True, False]


def test_quoting_and_naming_the_same_person_is_one_quote() -> None:
    assert acts("look, @ann", quote_of=Ref(ANN)) == [("quote", "11")]


def test_a_quote_of_nobody_known_is_a_quote() -> None:
    assert acts("look", quote_of=Ref()) == [("quote", None)]
    assert acts("@bob look", quote_of=Ref()) == [("quote", None), ("reply", "bob")]


# --- native replies


def test_the_leading_name_of_a_native_reply_is_the_same_act() -> None:
    rows = interactions(post("@ann yes", reply_to=Ref(ANN), mentions=(ANN,))).rows
    assert rows == (Interaction(ANN, "reply", native=True),)
    assert acts("@ANN yes", reply_to=Ref(ANN)) == [("reply", "11")]


def test_names_typed_after_the_first_are_mentions_and_automatic_ones_are_echoes() -> None:
    text, facts = "@ann @bob @cat yes", {"reply_to": Ref(ANN), "mentions": (ANN, BOB, CAT)}
    assert acts(text, **facts) == [("reply", "11"), ("mention", "12"), ("mention", "13")]
    assert acts(text, automatic=15, **facts) == [("reply", "11"), ("echo", "12"), ("echo", "13")]
    assert acts(text, automatic=10, **facts) == [("reply", "11"), ("mention", "13"), ("echo", "12")]


def test_a_continued_thread_does_not_answer_those_it_carries_along() -> None:
    assert acts("@ann @bob and so on", reply_to=Ref(ME), automatic=10) == [
        ("reply", "1"),
        ("echo", "ann"),
        ("echo", "bob"),
    ]


def test_a_leading_name_is_a_mention_where_the_parent_is_named_elsewhere() -> None:
    assert acts("@bob see this, @ann", reply_to=Ref(ANN)) == [("reply", "11"), ("mention", "bob")]


def test_a_leading_name_is_the_parent_renamed_where_the_parent_is_not_named() -> None:
    assert acts("@oldann yes @bob", reply_to=Ref(ANN)) == [("reply", "11"), ("mention", "bob")]
    assert acts("@oldann @bob yes", reply_to=Ref(ANN), automatic=12) == [("reply", "11"), ("echo", "bob")]
    squatter = Account("99", "oldann")
    assert acts("@oldann yes", reply_to=Ref(ANN), mentions=(squatter,)) == [("reply", "11")]
    elsewhere = Post("mastodon", ME, text="@oldann yes", reply_to=Ref(ANN), mentions=(squatter,))
    assert brief(interactions(elsewhere).rows) == [("reply", "11"), ("mention", "99")]


def test_a_leading_name_in_a_thread_is_never_the_author() -> None:
    assert acts("@bob and so on", reply_to=Ref(ME)) == [("reply", "1"), ("mention", "bob")]
    assert acts("@bob and so on", reply_to=Ref(Account("1"))) == [("reply", "1"), ("mention", "bob")]
    assert acts("@ME and so on", reply_to=Ref(Account("1"))) == [("reply", "1")]


def test_an_unknown_parent_is_whom_the_text_begins_with() -> None:
    rows = interactions(post("@ann yes, @bob", reply_to=Ref(post_id="7"), mentions=(ANN,))).rows
    assert brief(rows) == [("reply", "11"), ("mention", "bob")]
    assert rows[0].native
    assert acts("@ann @bob yes", reply_to=Ref(), automatic=10) == [("reply", "ann"), ("echo", "bob")]
    assert acts("yes, @bob", reply_to=Ref()) == [("reply", None), ("mention", "bob")]
    assert acts("yes", reply_to=Ref()) == [("reply", None)]
    assert acts("@rapi…", reply_to=Ref()) == [("reply", None)]


def test_a_parent_known_by_id_gets_the_handle_the_text_begins_with() -> None:
    rows = interactions(post("@ann yes @ANN", reply_to=Ref(Account("11")))).rows
    assert rows == (Interaction(Account("11", "ann"), "reply", native=True),)
    assert acts("@bob yes, @ann", reply_to=Ref(Account("11")), mentions=(BOB, ANN)) == [
        ("reply", "11"),
        ("mention", "12"),
    ]


def test_those_named_in_the_post_that_is_answered_are_not_named() -> None:
    assert acts("yes", reply_to=Ref(ANN, mentions=(BOB,))) == [("reply", "11")]


def test_a_parent_known_by_display_name_is_not_doubled_by_that_name() -> None:
    parent = Ref(Account(name="Ann Ember"))
    rows = interactions(Post("wordpress", Account(name="Bob"), text="@ann I agree", reply_to=parent)).rows
    assert [(row.kind, row.target) for row in rows] == [("reply", parent.account)]
    rows = interactions(Post("wordpress", Account(name="Bob"), text="@cat I agree", reply_to=parent)).rows
    assert [row.kind for row in rows] == ["reply", "mention"]


def test_a_comment_that_is_a_tweet_both_answers_and_passes_on() -> None:
    comment = Post("wordpress", Account(name="Bob"), text="RT: @ann the secret", reply_to=Ref(Account("2", "owner")))
    assert brief(interactions(comment).rows) == [("retweet", "ann"), ("reply", "2")]


def test_a_native_reply_keeps_its_row_beside_a_quote_of_the_same_account() -> None:
    rows = interactions(post("as I said", reply_to=Ref(ME), quote_of=Ref(ME))).rows
    assert [(row.kind, row.target, row.native) for row in rows] == [("quote", ME, True), ("reply", ME, True)]


# --- what the record names beside the text


def test_tags_give_their_ids_to_the_handles_of_the_text() -> None:
    assert acts("with @ANN", mentions=(ANN,)) == [("mention", "11")]
    assert acts("RT @ann: t @BOB", mentions=(ANN, BOB)) == [("retweet", "11"), ("echo", "12")]


def test_people_the_record_names_but_the_text_does_not_are_mentioned() -> None:
    assert acts("a long note", mentions=(ANN, BOB)) == [("mention", "11"), ("mention", "12")]
    assert acts("t", retweet_of=Ref(ANN), mentions=(BOB,)) == [("retweet", "11"), ("echo", "12")]


def test_an_id_found_anywhere_in_the_record_serves_a_bare_handle() -> None:
    assert acts("“@x: t” @ann", quote_of=Ref(BOB, mentions=(ANN,)), mentions=(Account(handle="ann"),)) == [
        ("quote", "12"),
        ("quote", "x"),
        ("mention", "11"),
    ]


def test_federated_handles_are_found_by_their_first_part_or_whole() -> None:
    there, here = Account("https://a.example/ann", "ann@a.example"), Account("https://b.example/ann", "ann@b.example")
    rows = interactions(Post("mastodon", ME, text="hello @ann and @ann", mentions=(there, here))).rows
    assert brief(rows) == [("mention", there.id), ("mention", here.id)]
    assert brief(interactions(Post("mastodon", ME, text="“@ann: t”", mentions=(there,))).rows) == [("quote", there.id)]


def test_domain_handles_are_read_whole() -> None:
    ann, other = Account("did:1", "ann.example.org"), Account("did:2", "ann.example.net")
    text = "hi @ann.example.net and @ann.example.org."
    assert brief(interactions(Post("bluesky", ME, text=text, mentions=(ann, other))).rows) == [
        ("mention", "did:2"),
        ("mention", "did:1"),
    ]
    assert brief(interactions(Post("bluesky", ME, text="hi @bob.example.org.")).rows) == [
        ("mention", "bob.example.org")
    ]
    assert acts("hi @bob.example.org.") == [("mention", "bob")]


def test_a_handle_longer_than_a_twitter_handle_is_read_whole_where_the_record_knows_it() -> None:
    long = Account("9", "a_handle_of_twenty_five_ch")
    assert acts("hi @a_handle_of_twenty_five_ch", mentions=(long,)) == [("mention", "9")]


# --- cut texts


def test_a_cut_name_that_the_record_knows_is_not_lost() -> None:
    rapid = Account("17", "rapidfox")
    read = interactions(post("“@ann: t @rapi…", mentions=(ANN, rapid)))
    assert brief(read.rows) == [("quote", "11"), ("echo", "17")]
    assert not read.cut


def test_a_cut_name_that_could_be_two_people_is_lost_and_said() -> None:
    read = interactions(post("RT @ann: t @rapi…", retweet_of=Ref(ANN)))
    assert (brief(read.rows), read.cut) == ([("retweet", "11")], True)
    two = (Account("17", "rapidfox"), Account("18", "rapids"))
    assert interactions(post("@rapi…", mentions=two)).cut


# --- limits and hot paths


def test_a_post_names_a_thousand_people_at_most_the_strongest_first() -> None:
    text = "".join(f"@p{n} " for n in range(20_000)) + "RT @ann: t"
    read = interactions(post(text))
    assert len(read.rows) == MOST_NAMED
    assert read.left_out == 20_001 - MOST_NAMED
    assert brief(read.rows[:3]) == [("retweet", "ann"), ("reply", "p0"), ("mention", "p1")]


def test_posts_that_name_nobody_share_one_answer() -> None:
    assert interactions(post("me")) is interactions(post("me, me"))
    assert interactions(post("me")) is interactions(post("me@example.org"))


def test_a_post_of_echoes_only_is_a_post_that_names_nobody() -> None:
    assert acts("@bob", quote_of=None, reply_to=Ref(ME), automatic=4) == [("reply", "1"), ("echo", "bob")]
    assert acts("see medium.com/@ann", mentions=()) == [("post", None)]


ACCOUNTS = st.sampled_from([NOBODY, ANN, BOB, CAT, Account("11"), Account(handle="ann"), Account(name="Dan")])
REFS = st.none() | st.builds(Ref, ACCOUNTS, mentions=st.lists(ACCOUNTS, max_size=2).map(tuple))
PIECES = ["@ann", "@bob", "@dan", "RT ", "“", "”", " ", ": ", "via ", "…", "words", ".", "MT ", "\n", "x.org/"]
POSTS = st.builds(
    Post,
    st.sampled_from(["twitter", "bluesky"]),
    st.just(ME),
    text=st.lists(st.sampled_from(PIECES), max_size=10).map("".join),
    mentions=st.lists(ACCOUNTS, max_size=3).map(tuple),
    reply_to=REFS,
    retweet_of=REFS,
    quote_of=REFS,
    automatic=st.sampled_from([0, 0, 5, 10]),
)


@given(POSTS)
def test_every_post_gives_rows_and_each_target_once(one: Post) -> None:
    read = interactions(one)
    assert read == interactions(one)
    targets = Counter(
        (row.target.id or row.target.handle.lower() or row.target.name)
        for row in read.rows
        if row.target and not (row.kind == "reply" and row.native)
    )
    assert set(targets.values()) <= {1}
    kinds = Counter(row.kind for row in read.rows)
    assert kinds["post"] == (0 if kinds["retweet"] + kinds["quote"] + kinds["reply"] + kinds["mention"] else 1)


@given(POSTS)
def test_every_reference_of_the_platform_has_its_row(one: Post) -> None:
    rows = interactions(one).rows
    native = {row.kind for row in rows if row.native}
    if one.retweet_of:
        assert native == {"retweet"}
        return
    assert ("reply" in native) == (one.reply_to is not None)
    if one.quote_of:  # passed on by hand as well, it is the stronger of the two
        assert "quote" in native or "retweet" in {row.kind for row in rows}


@given(POSTS.filter(lambda one: not (one.retweet_of or one.quote_of or one.reply_to or one.mentions)))
def test_without_references_the_rows_are_what_the_words_say(one: Post) -> None:
    named = read_names(one.text, automatic=one.automatic).names
    rows = interactions(structs.replace(one, network="twitter")).rows
    assert {row.target.handle for row in rows if row.target} == {name.handle for name in named}


LONG, DOMAIN, DIGIT = Account("15", "x" * 20), Account("16", "ann.example"), Account("17", "7up")
SURE = st.sampled_from([ANN, BOB, LONG, DOMAIN, DIGIT, Account("11"), Account(handle="ann"), Account("11", "Anne")])
SURE_REFS = st.none() | st.builds(Ref, SURE, mentions=st.lists(SURE, max_size=1).map(tuple))
FRONTS = [
    "",
    "RT @Ann: ",
    "RT @ann: ",
    "@Ann ",
    "@bob ",
    "@7up ",
    f"@{LONG.handle} ",
    f"RT @{LONG.handle}: ",
    "via @bob",
]
USUAL = st.builds(
    Post,
    st.sampled_from(["twitter", "bluesky", "mastodon", "reddit"]),
    st.sampled_from([ME, ANN]),
    text=st.builds(str.__add__, st.sampled_from(FRONTS), st.lists(st.sampled_from(PIECES), max_size=2).map("".join)),
    mentions=st.lists(SURE, max_size=1).map(tuple),
    reply_to=SURE_REFS,
    retweet_of=st.none() | SURE_REFS,
    quote_of=st.none() | st.none() | SURE_REFS,
    automatic=st.sampled_from([0, 0, 4]),
)


@settings(max_examples=1_000)
@given(USUAL | POSTS)
def test_the_way_past_the_words_gives_the_same(one: Post) -> None:
    whole = (
        module._passed_on(one, one.retweet_of)
        if one.retweet_of
        else module._own(one, module._reading(one, one.automatic))
    )
    assert interactions(one) == whole


# --- the page that the project began with


def comments(page: str) -> list[Post]:
    """The comments under the essay, each a post of its own."""
    pattern = r"^([^\n]+) says\n(\d\d/\d\d/\d{4} at \d\d:\d\d)(.*?)(?=^[^\n]+ says\n\d\d/|\Z)"
    return [
        Post(
            "wordpress",
            Account(name=author),
            text=text.strip(),
            time=int(datetime.strptime(when, "%d/%m/%Y at %H:%M").replace(tzinfo=UTC).timestamp()) * 1_000_000,
        )
        for author, when, text in re.findall(pattern, page, re.M | re.S)
    ]


@pytest.mark.real
@pytest.mark.skipif(not ESSAYS, reason="the essay is not beside the project")
def test_all_five_credited_shares_under_the_essay_are_found() -> None:
    posts = comments(ESSAYS[0].read_text("utf-8"))
    rows = [interactions(one).rows for one in posts]
    assert [len(row) for row in rows] == [1] * 9
    shared = [(one.text, row[0].target) for one, row in zip(posts, rows, strict=True) if row[0].kind == "retweet"]
    assert [row[0].kind for row in rows].count("quote") == 1
    assert [row[0].kind for row in rows].count("post") == 4
    assert len(shared) == 4
    assert len({target for _, target in shared}) == 1
    assert Counter(text.split("@")[0] for text, _ in shared) == {"RT: ": 3, "RT": 1}
    assert all(row[0].target not in (None, shared[0][1]) for row in rows if row[0].kind == "quote")
