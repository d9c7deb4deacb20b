import pytest

from graphkit import __version__
from graphkit.diagrams._words import (
    Finding,
    count,
    day,
    drawn,
    foot,
    network_subtitle,
    network_title,
    percent,
    period,
    posts_counted,
    share,
    sources,
    times_,
)

NOTHING = Finding(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, has_posts=False)


def found(**numbers: int) -> Finding:
    return Finding(**{**vars(NOTHING), "has_posts": True, "people": numbers.get("accounts", 0), **numbers})


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0 %"), (1, "100 %"), (0.005, "0.5 %"), (0.0004, "0.04 %"), (0.00001, "0.01 %"), (0.0263, "2.6 %"),
     (0.1744, "17 %"), (0.0996, "10 %"), (0.9951, "99.5 %"), (0.99999, "99.9 %")],
)  # fmt: skip
def test_a_share_has_as_many_digits_as_it_deserves(value: float, text: str) -> None:
    assert percent(value) == text
    assert percent(value, sign=False) == text.removesuffix(" %")


def test_a_share_of_nothing_is_nothing() -> None:
    assert share(0, 0) == "0 %"


@pytest.mark.parametrize(("number", "text"), [(0, "no posts"), (1, "1 post"), (2282, "2,282 posts")])
def test_counts_have_singular_and_zero_forms(number: int, text: str) -> None:
    assert count(number, "post") == text


@pytest.mark.parametrize(("number", "text"), [(1, "once"), (2, "twice"), (1788, "1,788 times")])
def test_times_have_short_forms(number: int, text: str) -> None:
    assert times_(number) == text


def test_dates_are_written_as_people_write_them() -> None:
    assert day("2012-08-08T10:00:00Z") == "8 Aug 2012"
    assert period({"first": "2012-05-01", "last": "2012-08-08"}) == "1 May 2012 – 8 Aug 2012"
    assert period({"first": None, "last": None}) == ""


def test_many_sources_are_counted() -> None:
    names = [{"name": f"{letter}.jsonl"} for letter in "abcde"]
    assert sources({"sources": names}) == "a.jsonl, b.jsonl and 3 more exports"
    assert sources({"sources": names[:2]}) == "a.jsonl, b.jsonl"


@pytest.mark.parametrize(
    ("numbers", "title"),
    [
        ({}, "Nobody is in this export"),
        ({"people": 4}, "Nobody in this export wrote a post"),
        ({"accounts": 30, "few": 30}, "Too few posts to judge anybody here"),
        ({"accounts": 300, "judged": 215, "flagged": 20}, "20 of 300 accounts name almost no one else"),
        ({"accounts": 300, "judged": 215, "flagged": 1}, "1 of 300 accounts names almost no one else"),
        ({"accounts": 300, "judged": 215}, "No “me..me..me” among 300 accounts"),
        ({"accounts": 1, "judged": 1, "flagged": 1}, "The only account names almost no one else"),
        ({"accounts": 3, "unjudged": 3, "ties": 200, "returned": 18}, "3 people, 200 ties; 9.0 % of ties are returned"),
        ({"accounts": 3, "unjudged": 3, "ties": 2}, "3 people, 2 ties; none of them returned"),
        ({"accounts": 1, "unjudged": 1}, "1 person, no ties"),
    ],
)
def test_the_title_is_the_finding(numbers: dict[str, int], title: str) -> None:
    assert network_title(found(**numbers)) == title


def test_the_subtitle_counts_their_posts_and_who_named_them() -> None:
    many = found(accounts=300, judged=215, flagged=20, posts=10_414, flagged_posts=1810, flagged_for_others=46,
                 flagged_named=788)  # fmt: skip
    assert network_subtitle(many) == (
        "They wrote 1,810 of 10,414 posts (17 %). 46 of these named somebody else. Others named them 788 times."
    )
    one = found(accounts=2, judged=2, flagged=1, posts=100, flagged_posts=60)
    assert network_subtitle(one) == (
        "It wrote 60 of 100 posts (60 %). None of these named somebody else. Nobody else named it."
    )


def test_why_nobody_is_judged_is_told_apart() -> None:
    few, sampled = found(accounts=2, few=2, posts=5), found(accounts=2, unjudged=2, posts=90)
    assert network_subtitle(few) == "2 accounts wrote 5 posts; a verdict takes more from each of them."
    assert network_subtitle(sampled) == "2 accounts wrote 90 posts; a sample supports no verdict."


def test_the_foot_says_how_much_is_drawn() -> None:
    all_of = found(accounts=5355, ties=8592)
    assert drawn(700, 2282, all_of) == "700 people and 2,282 ties drawn of 5,355 and 8,592"
    assert drawn(1, 1, found(accounts=1, ties=1)) == "1 person and 1 tie drawn"


def test_the_foot_names_source_rule_version_and_seed() -> None:
    about = {"sources": [{"name": "a.zip"}], "first": "2012-05-01", "last": "2012-05-02", "interactions": 1,
             "me_threshold": 0.1, "seed": 7}  # fmt: skip
    first, second = foot(about, posts_counted(3, 2), "2 people and 1 tie drawn")
    assert first == (
        "a.zip · 1 May 2012 – 2 May 2012 · 3 posts, 2 thread replies folded in, 1 interaction · "
        "2 people and 1 tie drawn"
    )
    assert second == (
        "Flagged: the whole 95 % interval of the share of posts for others lies below 10 %. "
        f"Nearness suggests contact, not similarity. graphkit {__version__}, seed 7"
    )


def test_the_foot_of_an_edge_list_says_why_there_is_no_verdict() -> None:
    assert foot({"interactions": 2}, "", "")[1].startswith("No posts in the export, so no verdicts.")
