"""Tweets of the v1.1 API become posts that say what the format knows."""

from pathlib import Path
from typing import Any

import pytest

from graphkit.post import Account, Post, Ref
from tests.readers.support import claims, items, left_out, lines, one, posts, write

ANN = Account("11", "ann", "Ann Ash")
BOB = Account("12", "bob", "Bob")
AUG_16 = 1_345_121_940_000_000


def user(number: int, handle: str, name: str) -> dict[str, Any]:
    return {"id": number, "id_str": str(number), "screen_name": handle, "name": name, "followers_count": 3}


def named(number: int, handle: str, name: str = "") -> dict[str, Any]:
    return {"screen_name": handle, "name": name, "id": number, "id_str": str(number), "indices": [0, 4]}


def tweet(number: int = 1, text: str = "good morning", **more: Any) -> dict[str, Any]:
    return {
        "created_at": "Thu Aug 16 12:59:00 +0000 2012",
        "id": number,
        "id_str": str(number),
        "text": text,
        "truncated": False,
        "favorited": False,
        "user": user(11, "ann", "Ann Ash"),
        "entities": {"user_mentions": [], "urls": [], "hashtags": []},
    } | more


def read_one(tmp_path: Path, record: Any) -> Post:
    return one(write(tmp_path, "a.jsonl", lines([record])))


def test_a_plain_tweet(tmp_path: Path) -> None:
    assert read_one(tmp_path, tweet(text="tea &amp; cake &lt;3")) == Post(
        "twitter", ANN, "1", AUG_16, "tea & cake <3", line=1
    )


@pytest.mark.parametrize(
    ("wrapped", "via"),
    [
        ([tweet(1), tweet(2)], "unknown"),
        ({"statuses": [tweet(1), tweet(2)], "search_metadata": {"count": 2}}, "search"),
        ({"results": [tweet(1), tweet(2)], "requestParameters": {}}, "search"),
    ],
)
def test_lists_and_search_answers(tmp_path: Path, wrapped: Any, via: str) -> None:
    found = posts(write(tmp_path, "a.json", wrapped))
    assert [(post.id, post.author, post.collected_via) for post in found] == [("1", ANN, via), ("2", ANN, via)]


def test_mentions_are_accounts_and_ids_of_the_gone_are_dropped(tmp_path: Path) -> None:
    entities = {"user_mentions": [named(12, "bob", "Bob"), named(-1, "gone"), {"screen_name": "cyd"}]}
    post = read_one(tmp_path, tweet(text="hi @bob @gone @cyd", entities=entities))
    assert post.mentions == (BOB, Account("", "gone"), Account("", "cyd"))


def test_a_reply_names_post_and_account(tmp_path: Path) -> None:
    reply = {"in_reply_to_status_id_str": "90", "in_reply_to_user_id_str": "12", "in_reply_to_screen_name": "bob"}
    assert read_one(tmp_path, tweet(**reply)).reply_to == Ref(Account("12", "bob"), "90")
    only_account = {"in_reply_to_status_id_str": None, "in_reply_to_user_id_str": "12", "in_reply_to_screen_name": None}
    assert read_one(tmp_path, tweet(**only_account)).reply_to == Ref(Account("12"), "")


def test_a_retweet_is_whole_and_its_mentions_are_those_of_the_original(tmp_path: Path) -> None:
    original = tweet(90, "a long story with @cyd and the end", user=user(12, "bob", "Bob"))
    original["entities"] = {"user_mentions": [named(13, "cyd")]}
    cut = tweet(1, "RT @old_bob: a long story wi…", retweeted_status=original, quoted_status=tweet(91))
    cut["entities"] = {"user_mentions": [named(12, "old_bob")]}
    post = read_one(tmp_path, cut)
    assert post.retweet_of == Ref(BOB, "90", (Account("13", "cyd"),))
    assert post.text == "RT @bob: a long story with @cyd and the end"
    assert (post.mentions, post.quote_of) == ((), None)


def test_the_tweets_inside_are_no_posts(tmp_path: Path) -> None:
    inside = tweet(90, user=user(12, "bob", "Bob"))
    assert [post.id for post in posts(write(tmp_path, "a.json", [tweet(1, retweeted_status=inside)]))] == ["1"]


def test_a_long_tweet_is_in_extended_tweet_also_within_a_retweet(tmp_path: Path) -> None:
    long = {
        "full_text": "@bob this is the whole of it &amp; @cyd is in it",
        "display_text_range": [5, 40],
        "entities": {"user_mentions": [named(12, "bob", "Bob"), named(13, "cyd")], "urls": []},
    }
    post = read_one(tmp_path, tweet(text="@bob this is…", truncated=True, extended_tweet=long))
    assert post.text == "@bob this is the whole of it & @cyd is in it"
    assert (post.automatic, [each.handle for each in post.mentions]) == (5, ["bob", "cyd"])
    original = tweet(90, "@bob this is…", user=user(14, "dan", "Dan"), extended_tweet=long)
    post = read_one(tmp_path, tweet(2, "RT @dan: @bob this is…", retweeted_status=original))
    assert post.text == "RT @dan: @bob this is the whole of it & @cyd is in it"
    assert post.retweet_of is not None
    assert [each.handle for each in post.retweet_of.mentions] == ["bob", "cyd"]
    assert post.automatic == 0


def test_extended_mode_has_its_text_in_full_text(tmp_path: Path) -> None:
    record = tweet(full_text="@bob hello", display_text_range=[5, 10])
    del record["text"]
    post = read_one(tmp_path, record)
    assert (post.text, post.automatic) == ("@bob hello", 5)


def test_a_start_beyond_any_text_is_damage_and_hides_nothing(tmp_path: Path) -> None:
    for start in (2**64, -(2**63) - 1, 10**30):
        assert read_one(tmp_path, tweet(text="@bob hello", display_text_range=[start, 10])).automatic == 0


def test_a_quoted_tweet(tmp_path: Path) -> None:
    quoted = tweet(90, "see @cyd", user=user(12, "bob", "Bob"), entities={"user_mentions": [named(13, "cyd")]})
    post = read_one(tmp_path, tweet(text="so true", quoted_status=quoted, quoted_status_id_str="90"))
    assert post.quote_of == Ref(BOB, "90", (Account("13", "cyd"),))


@pytest.mark.parametrize(
    ("links", "quoted"),
    [
        (["https://twitter.com/bob/status/90"], Ref(Account("", "bob"), "90")),
        (["http://mobile.twitter.com/bob/statuses/90?s=20"], Ref(Account("", "bob"), "90")),
        (["https://x.com/bob/status/90/photo/1"], Ref(Account("", "bob"), "90")),
        (["http://twitter.com/#!/bob/status/90"], Ref(Account("", "bob"), "90")),
        (["https://twitter.com/i/web/status/90"], Ref(Account(), "90")),
        (["https://twitter.com/cyd/status/80", "https://twitter.com/bob/status/90"], Ref(Account("", "bob"), "90")),
        (["https://twitter.com/ann/status/1/photo/1"], None),
        (["https://twitter.com/i/web/status/1"], None),
        (["https://twitter.com/bob"], None),
        (["https://example.org/bob/status/90"], None),
        ([None], None),
    ],
)
def test_a_link_to_a_post_is_a_quote_of_it(tmp_path: Path, links: list[str | None], quoted: Ref | None) -> None:
    urls = [{"expanded_url": link} for link in links]
    assert read_one(tmp_path, tweet(entities={"urls": urls, "user_mentions": []})).quote_of == quoted


def test_a_quoted_tweet_that_is_gone_is_still_quoted(tmp_path: Path) -> None:
    urls = [
        {"expanded_url": "https://twitter.com/bob/status/90"},
        {"expanded_url": "https://twitter.com/cyd/status/91"},
    ]
    post = read_one(tmp_path, tweet(entities={"urls": urls}, quoted_status_id_str="90", is_quote_status=True))
    assert post.quote_of == Ref(Account("", "bob"), "90")
    assert read_one(tmp_path, tweet(quoted_status_id_str="90")).quote_of == Ref(Account(), "90")
    permalink = {"expanded": "https://twitter.com/bob/status/90"}
    post = read_one(tmp_path, tweet(quoted_status_id_str="90", quoted_status_permalink=permalink))
    assert post.quote_of == Ref(Account("", "bob"), "90")


def test_edited_tweets_name_their_first_version(tmp_path: Path) -> None:
    edited = tweet(3, edit_history={"initial_tweet_id": "1", "edit_tweet_ids": ["1", "2", "3"]})
    assert read_one(tmp_path, edited).first_version == "1"
    assert read_one(tmp_path, tweet(1, edit_history={"initial_tweet_id": "1"})).first_version == ""


def test_numeric_ids_serve_where_there_are_no_others_and_rounded_ones_never(tmp_path: Path) -> None:
    record = {
        "id": 1234567890123456789,
        "created_at": "",
        "text": "x",
        "user": {"id": 9007199254740993, "screen_name": "ann"},
    }
    post = read_one(tmp_path, record)
    assert (post.id, post.author.id, post.time) == ("1234567890123456789", "9007199254740993", None)
    post = read_one(tmp_path, tweet() | {"id": 2.03e17, "id_str": None})
    assert post.id == ""


def test_notices_of_a_stream_are_ignored_and_counted(tmp_path: Path) -> None:
    stream = [
        {"friends": [1, 2]},
        {"limit": {"track": 5}},
        tweet(1, timestamp_ms="1345121940000"),
        {"delete": {"status": {"id": 1, "user_id": 2}}},
        {"scrub_geo": {"user_id": 2}},
        {"status_withheld": {"id": 3}},
    ]
    found = items(write(tmp_path, "a.jsonl", lines(stream)))
    assert [item.collected_via for item in found if isinstance(item, Post)] == ["stream"]
    assert left_out(found) == [("ignored", "record.notice", line) for line in (1, 2, 4, 5, 6)]


def test_a_tweet_without_author_is_rejected(tmp_path: Path) -> None:
    record = tweet()
    del record["user"]
    found = items(write(tmp_path, "a.jsonl", lines([record, tweet(2)])))
    assert left_out(found) == [("rejected", "record.no_author", 1)]
    assert len(found) == 2


def test_a_damaged_tweet_costs_only_itself(tmp_path: Path) -> None:
    broken = tweet(1) | {"user": "ann"}
    answer = {"statuses": [tweet(1), broken, tweet(3)], "search_metadata": {}}
    found = items(write(tmp_path, "a.json", answer))
    assert left_out(found) == [("rejected", "record.shape", 1)]
    assert [item.id for item in found if isinstance(item, Post)] == ["1", "3"]


def test_the_first_search_api_is_read(tmp_path: Path) -> None:
    old = {
        "results": [
            {
                "from_user": "ann",
                "from_user_id_str": "11",
                "from_user_name": "Ann Ash",
                "to_user": "bob",
                "to_user_id_str": "12",
                "id_str": "1",
                "id": 1,
                "text": "@bob &quot;hi&quot;",
                "created_at": "Thu, 16 Aug 2012 12:59:00 +0000",
            }
        ],
        "completed_in": 0.1,
    }
    assert one(write(tmp_path, "a.json", old)) == Post(
        "twitter",
        ANN,
        "1",
        AUG_16,
        '@bob "hi"',
        reply_to=Ref(Account("12", "bob")),
        collected_via="search",
        line=1,
    )


def test_tweets_that_the_search_found_say_so(tmp_path: Path) -> None:
    assert read_one(tmp_path, tweet(metadata={"result_type": "recent"})).collected_via == "search"


@pytest.mark.parametrize(
    "record",
    [
        {"id": "1", "content": "<p>x</p>", "created_at": "2020"},
        {"name": "x", "version": "1"},
        {"statuses": []},
        [1],
        "x",
    ],
)
def test_other_json_is_not_claimed(tmp_path: Path, record: Any) -> None:
    assert claims(write(tmp_path, "a.json", record)) == {}
