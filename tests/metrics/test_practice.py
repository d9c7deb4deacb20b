from collections import defaultdict

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graphkit as gk
from graphkit._load import from_items
from graphkit.interactions import interactions
from graphkit.post import NOBODY, Account, Post, Ref
from tests._graphs import account, graph_of
from tests.metrics import _reference as reference

NAMES = ["counts", "share_of_shares", "replies_to_others", "discussions_joined", "practice_reason"]
ANN, BOB, CYD = map(account, ("ann", "bob", "cyd"))


def people(drawing: str) -> pd.DataFrame:
    return gk.measure(graph_of(drawing), NAMES).set_index("id")


def rows(*items: Post, **options: object) -> pd.DataFrame:
    return gk.measure(from_items(items, **options), NAMES).set_index("id")  # type: ignore[arg-type]


def answer(number: str, author: Account, to: Account, parent: str = "", conversation: str = "") -> Post:
    return Post("twitter", author, number, int(number), reply_to=Ref(to, parent), conversation=conversation)


def test_sharing_worked_by_hand() -> None:
    # two pass on, one credits nobody but names, one names nobody; the answer is neither, the thread not counted
    ann = people("ann>bob:retweet ann>cyd:quote ann>bob ann> ann>bob:reply ann>ann:thread").loc["ann"]
    assert (ann["shared_posts"], ann["created_posts"], ann["reply_posts"]) == (2, 2, 1)
    assert ann["share_of_shares"] == 0.5
    assert (ann["share_of_shares_low"], ann["share_of_shares_high"]) == pytest.approx(reference.wilson(2, 4))
    assert ann["shares_more"] == "undecided"
    assert ann["replies_to_others"] == pytest.approx(1 / 5)
    assert (ann["replies_to_others_low"], ann["replies_to_others_high"]) == pytest.approx(reference.wilson(1, 5))


def test_a_credit_is_sharing_and_a_mention_is_not() -> None:
    credit = Post("twitter", ANN, "1", 1, "a good read via @bob", (BOB,))
    named = Post("twitter", CYD, "2", 2, "hello @bob", (BOB,))
    found = rows(credit, named)
    assert found["share_of_shares"].to_dict() == {"ann": 1, "cyd": 0, "bob": pytest.approx(float("nan"), nan_ok=True)}


@pytest.mark.parametrize(
    ("drawing", "word"),
    [("ann>bob:retweet " * 5, "yes"), ("ann> " * 5, "no"), ("ann> ann>bob:retweet", "undecided")],
)
def test_who_shares_more_than_they_create_is_said_by_the_interval(drawing: str, word: str) -> None:
    assert people(drawing).loc["ann", "shares_more"] == word


def test_passing_oneself_on_is_creating() -> None:
    ann = people("ann>ann:retweet").loc["ann"]
    assert (ann["shared_posts"], ann["created_posts"]) == (0, 1)


def test_passing_on_somebody_the_export_does_not_name_is_sharing() -> None:
    ann = people("ann>?:retweet ann>?:reply").loc["ann"]
    assert (ann["shared_posts"], ann["created_posts"], ann["reply_posts"]) == (1, 0, 1)


def test_where_nothing_can_be_said_the_reason_is() -> None:
    found = people("ann>bob:reply cyd>cyd:thread")
    assert found["practice_reason"].to_dict() == {
        "ann": "share_of_shares: all posts are answers",
        "bob": "only named by others: no posts in the export",
        "cyd": "only continuations of threads",
    }
    assert found["share_of_shares"].isna().all()
    assert found["shares_more"].isna().all()
    assert found.loc[["bob", "cyd"], ["replies_to_others", "discussions_joined"]].isna().all(axis=None)


def test_a_sample_does_not_say_who_shares_more() -> None:
    items = [Post("twitter", ANN, str(i), i, collected_via="search") for i in range(9)]
    found = rows(*items).loc["ann"]
    assert found["share_of_shares"] == 0
    assert pd.isna(found["shares_more"])
    assert found["practice_reason"] == "shares_more: a sample, not a timeline"
    assert rows(*items, rules=gk.Rules(sample_ok=True)).loc["ann", "shares_more"] == "no"


def test_answers_in_one_conversation_are_one_discussion() -> None:
    begun = Post("twitter", BOB, "1", 1)
    items = [begun, answer("2", CYD, BOB, "1"), answer("3", ANN, CYD, "2"), answer("4", ANN, BOB, "1")]
    assert rows(*items)["discussions_joined"].to_dict() == {"ann": 1, "bob": 0, "cyd": 1}


def test_a_conversation_the_format_names_needs_no_way_to_it() -> None:
    items = [answer("3", ANN, CYD, "2", "1"), answer("5", ANN, CYD, "4", "1"), answer("7", ANN, CYD, "6")]
    assert rows(*items).loc["ann", "discussions_joined"] == 2


def test_a_discussion_one_began_is_none_that_one_joined() -> None:
    items = [Post("twitter", ANN, "1", 1), answer("2", BOB, ANN, "1"), answer("3", ANN, BOB, "2")]
    assert rows(*items)["discussions_joined"].to_dict() == {"ann": 0, "bob": 1}


def test_a_conversation_that_is_no_post_was_begun_by_who_answers_nothing_in_it() -> None:
    begun = Post("mastodon", ANN, "1", 1, conversation="tag:1")
    own = Post("mastodon", ANN, "3", 3, reply_to=Ref(BOB, "2"), conversation="tag:1")
    joined = Post("mastodon", ANN, "5", 5, reply_to=Ref(BOB, "4"), conversation="tag:2")
    assert rows(begun, own, joined).loc["ann", "discussions_joined"] == 1


def test_who_passes_on_or_answers_somebody_unknown_did_not_begin_the_conversation() -> None:
    passed = Post("mastodon", ANN, "1", 1, retweet_of=Ref(CYD, "9"), conversation="tag:1")
    unknown = Post("mastodon", BOB, "2", 2, reply_to=Ref(), conversation="tag:1")
    answers = [
        Post("mastodon", who, f"{n}", n, reply_to=Ref(CYD), conversation="tag:1") for n, who in ((3, ANN), (4, BOB))
    ]
    assert rows(passed, unknown, *answers)["discussions_joined"].dropna().to_dict() == {"ann": 1, "bob": 1}


def test_a_conversation_of_one_s_other_account_is_one_s_own(tmp_path: pytest.TempPathFactory) -> None:
    path = tmp_path / "aliases.csv"  # type: ignore[operator]
    path.write_text("account,person\nann,we\nbrand,we\n")
    items = [Post("twitter", account("brand"), "1", 1), answer("2", BOB, account("brand"), "1")]
    found = rows(*items, answer("3", ANN, BOB, "2"), aliases=path)
    assert found["discussions_joined"].to_dict() == {"bob": 1, "we": 0}


def test_an_answer_to_an_earlier_version_stands_in_the_same_conversation() -> None:
    edited = Post("twitter", BOB, "2", 1, first_version="1")
    items = [edited, answer("3", ANN, BOB, "1"), answer("4", ANN, BOB, "2")]
    assert rows(*items).loc["ann", "discussions_joined"] == 1


def test_answers_that_do_not_say_to_which_post_leave_the_discussions_unknown() -> None:
    found = rows(Post("twitter", ANN, "1", 1, "@bob yes", (BOB,)), Post("twitter", CYD, "2", 2))
    assert pd.isna(found.loc["ann", "discussions_joined"])
    expected = "share_of_shares: all posts are answers; "
    expected += "discussions_joined: the export does not say which posts they answered"
    assert found.loc["ann", "practice_reason"] == expected
    assert found.loc["cyd", "discussions_joined"] == 0


def test_posts_that_answer_each_other_in_a_circle_come_to_an_end() -> None:
    items = [answer("1", BOB, CYD, "2"), answer("2", CYD, BOB, "1"), answer("3", ANN, BOB, "1")]
    items += [answer("4", ANN, CYD, "2"), answer("5", ANN, ANN, "5"), answer("6", ANN, BOB, "6")]
    for order in (items, items[::-1]):
        # 1 and 2 are one circle, whose smallest post is bob's; 6 is ann's own
        assert rows(*order)["discussions_joined"].to_dict() == {"ann": 1, "bob": 0, "cyd": 1}


def test_the_depth_of_a_conversation_is_no_limit() -> None:
    deep = [Post("twitter", BOB, "1", 1)]
    deep += [answer(str(i), (ANN, CYD)[i % 2], (ANN, CYD)[(i + 1) % 2], str(i - 1)) for i in range(2, 3000)]
    assert rows(*deep)["discussions_joined"].to_dict() == {"ann": 1, "bob": 0, "cyd": 1}


def test_a_window_cuts_no_conversation() -> None:
    items = [
        Post("twitter", BOB, "1", 10**6),
        answer("2000000", CYD, BOB, "1"),
        answer("3000000", ANN, CYD, "2000000"),
        answer("4000000", ANN, BOB, "1"),
    ]
    part = from_items(items).where(since="1970-01-01T00:00:02.5")
    assert gk.measure(part, NAMES).set_index("id").loc["ann", "discussions_joined"] == 1


def test_other_kinds_of_ties_do_not_change_what_a_post_is() -> None:
    part = graph_of("ann>bob:retweet ann>bob:reply bob>").where(kinds=["reply"])
    ann = gk.measure(part, NAMES).set_index("id").loc["ann"]
    assert (ann["share_of_shares"], ann["replies_to_others"]) == (1, 0.5)


PEOPLE = [Account(id=str(i), handle=f"p{i}") for i in range(4)]
WORDS = ["words", "hello @p1", "a good read via @p2", "RT @p3: words", "@p1 yes"]


@st.composite
def posts(draw: st.DrawFn) -> list[Post]:
    """Posts that answer, pass on, name and credit; whom they answer may be later, missing or themselves."""
    numbers = st.integers(0, 14)
    drawn = st.tuples(
        st.sampled_from(PEOPLE[:3]),
        st.sampled_from(WORDS),
        st.none() | st.tuples(st.sampled_from([*PEOPLE, NOBODY]), st.just("") | numbers.map(str)),
        st.just("") | numbers.map(str),
        st.booleans(),
    )
    return [
        Post(
            "twitter",
            author,
            f"{i}",
            i,
            words,
            tuple(each for each in PEOPLE if f"@{each.handle}" in words),
            reply_to=Ref(*parent) if parent else None,
            retweet_of=Ref(PEOPLE[3], "x") if passes else None,
            conversation=conversation,
        )
        for i, (author, words, parent, conversation, passes) in enumerate(
            draw(st.lists(drawn, max_size=15, min_size=1))
        )
    ]


def root_of(number: str, higher: dict[str, str]) -> str:
    """Step by step to the end, or once around a circle to its smallest."""
    way = [number]
    while (number := higher.get(number, number)) not in way:
        way.append(number)
    return min(way[way.index(number) :], key=str)


def above_of(post: Post) -> str:
    """What the record says a post belongs to; a post that names itself as its conversation says nothing."""
    begun = "" if post.conversation == post.id else post.conversation
    return begun or (post.reply_to.post_id if post.reply_to else "")


def plainly(items: list[Post]) -> dict[str, tuple[int, int, int, int | None]]:
    """For each author: posts that share, create and answer, and discussions joined."""
    higher = {p.id: above for p in items if (above := above_of(p))}
    authors = {p.id: p.author.id for p in items}
    begun: dict[str, str] = {}
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    joined: dict[str, set[str]] = defaultdict(set)
    for post in items:
        me = post.author.id
        strongest: dict[str | None, tuple[int, str]] = {}
        credited, continues, opens = set(), False, not (post.reply_to and post.reply_to.post_id)
        for row in interactions(post).rows:
            target = row.target.id if row.target and row.target.id else None
            # Whom an answer means is the author of the post it answers, where the record does not say.
            if target is None and row.kind == "reply" and post.reply_to and post.reply_to.post_id in authors:
                target = authors[post.reply_to.post_id]
            continues |= row.kind == "reply" and row.native and target == me
            strongest[target] = min(strongest.get(target, (9, "")), (reference.RANK[row.kind], row.kind))
            credited |= {target} if row.credit else set()
            opens &= row.kind not in ("reply", "retweet")
        kinds = {t: kind for t, (_, kind) in strongest.items() if t != me and kind not in ("echo", "post")}
        shares = any(kind in ("retweet", "quote") or t in credited for t, kind in kinds.items())
        answers = "reply" in kinds.values()
        sheet = counts[me]
        sheet[0] += shares
        sheet[1] += not shares and not answers and not (continues and not kinds)
        sheet[2] += answers
        if answers and post.id in higher:
            sheet[3] += 1
            root = root_of(higher[post.id], higher)
            joined[me].add(root)
        elif opens and post.id in higher:
            begun[higher[post.id]] = min(me, begun.get(higher[post.id], me))
    for me, roots in joined.items():
        joined[me] = {root for root in roots if authors.get(root, begun.get(root)) != me}
    return {me: (s, c, a, len(joined[me]) if told or not a else None) for me, (s, c, a, told) in counts.items()}


@settings(max_examples=40, deadline=None)
@given(posts())
def test_practice_equals_plain_python(items: list[Post]) -> None:
    graph = from_items(items)
    try:
        found = gk.measure(graph, NAMES).set_index("id")
        for person, (shared, created, replies, joined) in plainly(items).items():
            row = found.loc[person]
            assert (row["shared_posts"], row["created_posts"], row["reply_posts"]) == (shared, created, replies)
            known = row["posts"] > 0 and joined is not None
            assert (None if pd.isna(row["discussions_joined"]) else row["discussions_joined"]) == (
                joined if known else None
            )
    finally:
        graph.close()
