import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graphkit as gk
from graphkit._load import from_items
from graphkit.errors import UsageError
from graphkit.metrics._intervals import wilson
from graphkit.post import Account, Post, Ref
from tests.metrics import _reference as reference

ME = Account(id="1", handle="ann")


def posts(total: int, naming: int, author: Account = ME, **more: object) -> list[Post]:
    """`total` posts of one author, `naming` of which name a third person."""
    third = (Account(id="9", handle="zoe"),)
    return [
        Post(
            "twitter",
            author,
            id=f"{author.id}-{i}",
            time=i * 10**6,
            mentions=third if i < naming else (),
            **more,
        )  # type: ignore[arg-type]
        for i in range(total)
    ]


def row(items: list[Post], person: str = "1", **options: object) -> "pd.Series[object]":
    people = gk.measure(from_items(items, **options))  # type: ignore[arg-type]
    return people.set_index("id").loc[person]


@pytest.mark.parametrize(
    ("t", "n", "low", "high"),
    [
        (0, 1, 0, 0.793),
        (0, 20, 0, 0.161),
        (0, 35, 0, 0.0989),
        (1, 200, 0.0009, 0.0278),
        (20, 200, 0.0657, 0.1494),
    ],
)
def test_wilson_gives_the_known_answers(t: int, n: int, low: float, high: float) -> None:
    found_low, found_high = wilson(t, n)
    assert float(found_low) == pytest.approx(low, abs=5e-5 if low else 1e-12)
    assert float(found_high) == pytest.approx(high, abs=5e-4 if high > 0.15 else 5e-5)


@given(st.integers(1, 10**6), st.data())
def test_wilson_holds_the_share_and_equals_the_textbook(n: int, data: st.DataObject) -> None:
    t = data.draw(st.integers(0, n))
    low, high = map(float, wilson(t, n))
    assert 0 <= low <= t / n <= high <= 1
    assert (low, high) == pytest.approx(reference.wilson(t, n), abs=1e-12)


def test_the_essays_account_is_found() -> None:
    r = row(posts(200, 1))
    assert r["third_person_share"] == 0.005
    assert r["third_person_share_low"] == pytest.approx(0.0009, abs=5e-5)
    assert r["third_person_share_high"] == pytest.approx(0.0278, abs=5e-5)
    assert r["me_share"] == pytest.approx(0.995)
    assert r["self_mention_ratio"] == 0
    assert r["verdict"] == "me..me..me"
    assert r["posts_for_balance"] == 2 * 199 - 1


def test_one_post_accuses_nobody() -> None:
    r = row(posts(1, 0))
    assert r["verdict"] == "too few posts"
    assert r["posts_needed"] == 34
    assert pd.isna(r["percentile"])


@pytest.mark.parametrize(("n", "verdict"), [(34, "undecided"), (35, "me..me..me")])
def test_thirty_five_posts_that_name_nobody_are_enough(n: int, verdict: str) -> None:
    assert row(posts(n, 0))["verdict"] == verdict


def test_with_one_post_for_others_it_takes_fifty_three_in_all() -> None:
    assert row(posts(20, 1))["posts_needed"] == 53 - 20
    assert row(posts(52, 1))["verdict"] == "undecided"
    assert row(posts(53, 1))["verdict"] == "me..me..me"


def test_the_threshold_is_the_users() -> None:
    assert row(posts(35, 0), rules=gk.Rules(me_threshold=0.05))["verdict"] == "undecided"


def test_a_keyword_sample_gets_no_verdict_unless_forced() -> None:
    sample = posts(200, 1, collected_via="search")
    assert pd.isna(row(sample)["verdict"])
    assert row(sample)["verdict_reason"] == "a sample, not a timeline"
    assert row(sample, rules=gk.Rules(sample_ok=True))["verdict"] == "me..me..me"


def test_who_is_only_named_has_no_share_and_no_verdict() -> None:
    r = row(posts(5, 5), person="9")
    assert not r["observed"]
    assert pd.isna(r["posts"])
    assert pd.isna(r["third_person_share"])
    assert pd.isna(r["self_mention_ratio"])
    assert pd.isna(r["verdict"])
    assert r["verdict_reason"] == "only named by others: no posts in the export"


def test_sharing_without_a_known_author_is_for_others_and_makes_no_edge() -> None:
    graph = from_items([Post("twitter", ME, id="1", retweet_of=Ref()), *posts(1, 0)])
    r = gk.measure(graph).iloc[0]
    assert (r["posts"], r["posts_for_others"], r["unknown_target_posts"]) == (2, 1, 1)
    assert r["interactions_sent"] == 0
    assert graph.edges.empty


def test_a_thread_is_not_counted_again() -> None:
    thread = [Post("twitter", ME, id=f"t{i}", reply_to=Ref(ME, "0")) for i in range(5)]
    r = row([*posts(10, 2), *thread])
    assert (r["posts"], r["posts_for_others"], r["threads"]) == (10, 2, 5)
    assert r["third_person_share"] == 0.2
    assert r["third_person_share_with_threads"] == pytest.approx(2 / 15)


def test_a_verdict_that_hangs_on_threads_is_shown_beside() -> None:
    thread = [Post("twitter", ME, id=f"t{i}", reply_to=Ref(ME, "0")) for i in range(400)]
    r = row([*posts(60, 10), *thread])
    assert (r["verdict"], r["verdict_with_threads"]) == ("undecided", "me..me..me")


def test_a_thread_is_no_self_mention() -> None:
    r = row([*posts(10, 2), Post("twitter", ME, id="t", reply_to=Ref(ME, "0"))])
    assert r["self_mentions"] == 0


def test_a_thread_that_names_another_counts_once_for_others() -> None:
    third = Account(id="9", handle="zoe")
    r = row([Post("twitter", ME, id="t", reply_to=Ref(ME, "0"), mentions=(third,))])
    assert (r["posts"], r["posts_for_others"], r["threads"]) == (1, 1, 0)
    assert (r["interactions_sent"], r["self_mentions"]) == (1, 0)


def test_a_reply_to_ones_other_account_is_a_self_mention(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "aliases.csv").write_text("account,person\nann,Ann\n@annshop,Ann\n")
    shop = Account(id="2", handle="annshop")
    items = [*posts(3, 1), Post("twitter", ME, id="r", reply_to=Ref(shop, "0"))]
    r = row(items, person="Ann", aliases=tmp_path / "aliases.csv")
    assert (r["posts"], r["posts_for_others"], r["threads"], r["self_mentions"]) == (4, 1, 0, 1)


def test_passing_on_praise_of_oneself_is_for_others_and_counted_apart() -> None:
    fan = Ref(Account(id="9", handle="zoe"), "p", mentions=(ME,))
    r = row([Post("twitter", ME, id="r", retweet_of=fan), *posts(1, 0)])
    assert (r["posts_for_others"], r["self_mentions"]) == (1, 0)
    assert r["praise_share"] == 0.5


def test_likes_and_missing_numbers_never_become_zero() -> None:
    r = row(posts(3, 0))
    assert pd.isna(r["self_mention_ratio"])
    assert r["self_mention_ratio_reason"] == "sent nothing to anyone"


PEOPLE = [Account(id=str(i), handle=f"p{i}") for i in range(5)]


@st.composite
def random_posts(draw: st.DrawFn) -> list[Post]:
    """Posts of five people who reply, pass on, quote and name at random, themselves too."""
    person = st.sampled_from(PEOPLE)
    target = st.one_of(
        st.none(),
        st.just(Ref()),
        st.builds(Ref, person, st.just("x"), st.lists(person, max_size=2).map(tuple)),
    )
    made = draw(
        st.lists(
            st.tuples(person, st.lists(person, max_size=2).map(tuple), target, target, target),
            min_size=1,
            max_size=40,
        )
    )
    return [
        Post(
            "twitter",
            who,
            id=str(i),
            time=i,
            mentions=named,
            reply_to=reply,
            retweet_of=passed,
            quote_of=quoted,
        )
        for i, (who, named, reply, passed, quoted) in enumerate(made)
    ]


@settings(max_examples=30, deadline=None)
@given(random_posts())
def test_counts_equal_plain_python(items: list[Post]) -> None:
    graph = from_items(items)
    try:
        sheets = reference.sheets(items)
        counts = graph.counts
        assert set(counts.index) == set(sheets)
        for person, sheet in sheets.items():
            wrote = sheet.posts + sheet.threads > 0
            got = counts.loc[person]
            if not wrote:
                assert pd.isna(got["posts"])
                continue
            for name in ("posts", "posts_for_others", "threads", "unknown_target_posts", "praise_posts"):
                assert got[name] == getattr(sheet, name), (person, name)
            assert (got["interactions_sent"], got["self_mentions"]) == (
                sheet.interactions_sent,
                sheet.self_mentions,
            )
        edges = graph.edges[graph.edges["source"] != graph.edges["target"]]
        weights = {(s, t): w for s, t, w in edges[["source", "target", "weight"]].itertuples(index=False)}
        assert weights == {(p, t): w for p, sheet in sheets.items() for t, w in sheet.out.items()}
    finally:
        graph.close()


def test_an_author_known_only_by_the_id_of_the_post_is_looked_up() -> None:
    items = [
        Post("twitter", ME, id="1", time=1, text="one"),
        Post("twitter", ME, id="2", time=2, text="two", reply_to=Ref(post_id="1")),
        Post("twitter", Account(id="9"), id="3", time=3, text="three", reply_to=Ref(post_id="1")),
        Post("twitter", Account(id="9"), id="4", time=4, text="four", quote_of=Ref(post_id="gone")),
    ]
    mine, theirs = row(items), row(items, person="9")
    assert (mine["posts"], mine["posts_for_others"], mine["threads"]) == (1, 0, 1)
    assert (theirs["posts_for_others"], theirs["interactions_sent"], theirs["unknown_target_posts"]) == (2, 1, 1)


def test_an_answer_among_praise_is_not_passing_it_on() -> None:
    parent = Ref(Account(id="9", handle="zoe"), "x")
    r = row([Post("twitter", ME, id="1", text="@zoe @ann thanks", reply_to=parent, automatic=10)])
    assert r["praise_share"] == 0


def test_posts_needed_is_the_fewest_by_brute_force() -> None:
    cases = [(n, t) for n in (1, 4, 7, 19) for t in range(n + 1)]
    items = [post for n, t in cases for post in posts(n, t, Account(id=f"{n} of which {t}"))]
    for tau in (0.1, 0.5, 0.9):
        people = gk.measure(from_items(items, rules=gk.Rules(me_threshold=tau)), ["counts", "posts_needed"]).set_index(
            "id"
        )
        for n, t in cases:
            needed = people.loc[f"{n} of which {t}", "posts_needed"]
            if pd.isna(needed):
                continue
            ends = ((k, reference.wilson(t, n + k)) for k in range(1, 2000))
            fewest = next(k for k, (low, high) in ends if high < tau and high - low <= 1 / 3)
            assert needed == fewest, (tau, t, n)
        assert people["posts_needed"].notna().any()


def test_a_threshold_outside_0_and_1_is_refused() -> None:
    with pytest.raises(UsageError, match="between 0 and 1"):
        gk.Rules(me_threshold=0)
