"""Real exports give the counts that were measured when they were collected."""

from collections import Counter
from pathlib import Path

import pytest

from graphkit.post import LeftOut, Post
from graphkit.readers import Member, glance, members, refuse
from tests.readers.support import REAL, claimed, claims, items

pytestmark = [pytest.mark.real, pytest.mark.skipif(not REAL.exists(), reason="the real exports are not here")]
V1, V2 = "twitter_v1", "twitter_v2/DocNow__twarc-csv/test-data"


def counted(path: Path) -> dict[str, int]:
    """How many posts, and how many of them pass on, answer, name."""
    found = items(path)
    posts = [item for item in found if isinstance(item, Post)]
    counts = {
        "posts": len(posts),
        "retweets": sum(post.retweet_of is not None for post in posts),
        "replies": sum(post.reply_to is not None for post in posts),
        "authors": len({post.author.id for post in posts}),
        "left out": sum(isinstance(item, LeftOut) for item in found),
        "timeless": sum(post.time is None for post in posts),
    }
    return {name: count for name, count in counts.items() if count}


def paths(pattern: str) -> list[Path]:
    return sorted(REAL.glob(pattern))


def test_two_archives_of_2012_are_read_whole() -> None:
    first, second = sorted((counted(path) for path in paths("grailbird/*.zip")), key=lambda counts: counts["posts"])
    assert first == {"posts": 5049, "retweets": 1471, "replies": 1488, "authors": 1}
    assert second == {"posts": 18559, "retweets": 5286, "replies": 5099, "authors": 1}


def test_an_archive_of_2017_as_it_was_downloaded() -> None:
    (path,) = paths(f"{V1}/*/test_archive_2016_2017_2_months.zip")
    assert counted(path) == {"posts": 728, "retweets": 110, "replies": 392, "authors": 1}


def test_archives_of_2018_and_later_are_read_whole() -> None:
    folders = [path.parent.parent for path in paths("x_archive/*/data/account.js")]
    first, second = sorted((counted(folder) for folder in folders), key=lambda counts: counts["posts"])
    assert first == {"posts": 1163, "retweets": 29, "replies": 250, "authors": 1}
    assert second == {"posts": 1986, "retweets": 643, "replies": 553, "authors": 1}
    said = [remark for path in paths("x_archive/*/data/like.js") for _, _, remark in claims(path).values()]
    assert said == ["1,359 likes; the export does not name their authors"]


@pytest.mark.parametrize(
    ("pattern", "counts"),
    [
        (f"{V1}/*/testdata/streaming/lines.json", {"posts": 72, "replies": 35, "authors": 71}),
        (f"{V1}/*/testdata/get_search_raw.json", {"posts": 100, "retweets": 74, "replies": 3, "authors": 99}),
        (f"{V1}/*/testdata/get_user_timeline_count.json", {"posts": 63, "retweets": 35, "replies": 10, "authors": 1}),
        (f"{V1}/*/testdata/get_mentions.json", {"posts": 19, "replies": 13, "authors": 15}),
        (f"{V1}/*/*/*/original_format_examples.json", {"posts": 25, "retweets": 3, "replies": 4, "authors": 1}),
        (f"{V1}/*/*/*/activity_streams_examples.json", {"posts": 25, "retweets": 3, "replies": 4, "authors": 1}),
        (f"{V1}/*/*/*/*/original_format_missing_user.json", {"left out": 1}),
        (f"{V1}/*/*/*/*/original_format_missing_quotetweet_field.json", {"posts": 1, "authors": 1}),
        (f"{V1}/*/notebooks/*/*/data/*.json", {"posts": 98, "retweets": 33, "replies": 3, "authors": 96}),
        (f"{V1}/*/test/resources/normalization-payload-stream.json", {"posts": 1, "retweets": 1, "authors": 1}),
        (f"{V1}/*/test/resources/normalization-payload-show.json", {"posts": 1, "retweets": 1, "authors": 1}),
        ("x_archive/*/tests/tweets.json", {"posts": 3, "retweets": 1, "replies": 1, "authors": 1}),
        (f"{V2}/noflat.jsonl", {"posts": 100, "retweets": 47, "replies": 32, "authors": 96}),
        (f"{V2}/flat.jsonl", {"posts": 100, "retweets": 47, "replies": 32, "authors": 96}),
        (f"{V2}/2sets.jsonl", {"posts": 200, "retweets": 145, "replies": 10, "authors": 185}),
        (f"{V2}/withheld.jsonl", {"posts": 215, "retweets": 83, "replies": 67, "authors": 107}),
        (
            f"{V2}/streaming_output_with_error.jsonl",
            {"posts": 7, "replies": 3, "authors": 7, "left out": 1},
        ),
        (f"{V2}/edited_before.jsonl", {"posts": 1, "authors": 1}),
        (f"{V2}/edited_after.jsonl", {"posts": 1, "authors": 1}),
        (f"{V2}/quoted_edit.jsonl", {"posts": 1, "replies": 1, "authors": 1}),
        (f"{V2}/mentions_tweet.jsonl", {"posts": 1, "retweets": 1, "authors": 1}),
        ("twitter_v2/*/test-data/tweets.jsonl", {"posts": 500, "retweets": 367, "replies": 40, "authors": 401}),
        ("twitter_v2/*/test/resources/payload-v2.json", {"posts": 10, "retweets": 9, "replies": 1, "authors": 10}),
    ],
)
def test_api_answers_give_their_counts(pattern: str, counts: dict[str, int]) -> None:
    (path,) = paths(pattern)
    assert counted(path) == counts


def test_flattened_tweets_give_the_same_posts_as_their_pages() -> None:
    (pages,), (flat,) = paths(f"{V2}/noflat.jsonl"), paths(f"{V2}/flat.jsonl")

    def facts(path: Path) -> list[object]:
        found = [item for item in items(path) if isinstance(item, Post)]
        return [
            (post.id, post.author, post.time, post.text, post.mentions, post.reply_to, post.retweet_of, post.quote_of)
            for post in found
        ]

    assert facts(pages) == facts(flat)


def test_all_v2_retweets_know_whom_they_pass_on() -> None:
    known: Counter[bool] = Counter()
    for path in paths("twitter_v2/DocNow__twarc-*/test-data/*s*.jsonl"):
        for post in items(path):
            if isinstance(post, Post) and post.retweet_of is not None:
                known[bool(post.retweet_of.account.id or post.retweet_of.account.handle)] += 1
    assert known[True] > 500
    assert known[False] == 0


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        (f"{V2}/counts.jsonl", "counts of tweets"),
        (f"{V2}/users.jsonl", "a list of accounts"),
        ("twitter_v2/*/cassettes/*.yaml", "a recording of HTTP traffic"),
        (f"{V1}/*/cassettes/testusertimeline.json", "a recording of HTTP traffic"),
        ("whatsapp/*/*/*/*/*.txt", "private messages"),
        ("facebook/*/*/*/messenger/*.json", "private messages"),
    ],
)
def test_exports_without_posts_are_refused(pattern: str, said: str) -> None:
    (path,) = paths(pattern)
    (member,) = members([path])
    assert isinstance(member, Member)
    assert claimed(member) is None
    assert said in str(refuse(glance(member)))
