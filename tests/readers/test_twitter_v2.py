"""Tweets of the v2 API become posts; what a page carries along completes them."""

from pathlib import Path
from typing import Any

import pytest

from graphkit.post import Account, Act, Notice, Post, Ref
from tests.readers.support import claims, items, left_out, lines, one, posts, write

ANN = Account("11", "ann", "Ann Ash")
BOB = Account("12", "bob", "Bob")
AUG_16 = 1_345_121_940_000_000
USERS = [{"id": "11", "username": "ann", "name": "Ann Ash"}, {"id": "12", "username": "bob", "name": "Bob"}]
REPLIED, RETWEETED, QUOTED = ({"type": kind, "id": "90"} for kind in ("replied_to", "retweeted", "quoted"))


def tweet(number: int = 1, text: str = "good morning", **more: Any) -> dict[str, Any]:
    return {"id": str(number), "text": text, "author_id": "11", "created_at": "2012-08-16T12:59:00.000Z"} | more


def page(*tweets: dict[str, Any], includes: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "data": list(tweets),
        "includes": {"users": USERS, "tweets": includes or []},
        "meta": {"result_count": len(tweets), "newest_id": "1"},
    } | more


def read_one(tmp_path: Path, record: Any) -> Post:
    return one(write(tmp_path, "a.jsonl", lines([record])))


def test_a_plain_tweet_of_a_page(tmp_path: Path) -> None:
    assert read_one(tmp_path, page(tweet(text="tea &amp; cake"))) == Post(
        "twitter", ANN, "1", AUG_16, "tea & cake", line=1
    )


@pytest.mark.parametrize(
    "content",
    [
        [page(tweet(1), tweet(2))],
        [page(tweet(1)), page(tweet(2))],
        [{"data": tweet(n), "includes": {"users": USERS}} for n in (1, 2)],
        [tweet(n, author=USERS[0]) for n in (1, 2)],
    ],
)
def test_pages_stream_objects_and_flattened_tweets(tmp_path: Path, content: Any) -> None:
    found = posts(write(tmp_path, "a.jsonl", lines(content)), write(tmp_path, "a.json", content))
    assert [(post.id, post.author) for post in found] == [("1", ANN), ("2", ANN)] * 2


def test_one_object_keyed_by_id(tmp_path: Path) -> None:
    found = posts(write(tmp_path, "a.json", {"1": tweet(1), "2": tweet(2)}))
    assert [(post.id, post.author) for post in found] == [("1", Account("11")), ("2", Account("11"))]


def test_an_author_missing_from_includes_has_an_id_only(tmp_path: Path) -> None:
    assert read_one(tmp_path, page(tweet(author_id="77"))).author == Account("77")


def test_mention_ids_come_from_the_page_where_they_are_missing(tmp_path: Path) -> None:
    mentions = [{"start": 0, "end": 4, "username": "Bob"}, {"start": 5, "end": 9, "username": "cyd", "id": "13"}]
    mentions.append({"start": 9, "end": 12, "username": "dan"})
    post = read_one(tmp_path, page(tweet(entities={"mentions": mentions})))
    assert post.mentions == (Account("12", "Bob"), Account("13", "cyd"), Account("", "dan"))


def test_a_retweet_is_whole_where_the_original_came_along(tmp_path: Path) -> None:
    original = tweet(90, "all of it, @cyd", author_id="12", entities={"mentions": [{"username": "cyd", "id": "13"}]})
    cut = tweet(
        1, "RT @bob: all of…", referenced_tweets=[RETWEETED], entities={"mentions": [{"start": 3, "username": "bob"}]}
    )
    post = read_one(tmp_path, page(cut, includes=[original]))
    assert post.retweet_of == Ref(BOB, "90", (Account("13", "cyd"),))
    assert (post.text, post.mentions) == ("RT @bob: all of it, @cyd", ())


def test_a_long_original_gives_its_note_and_the_mentions_in_it(tmp_path: Path) -> None:
    note = {"text": "all of it &amp; more, @cyd", "entities": {"mentions": [{"username": "cyd", "id": "13"}]}}
    original = tweet(90, "all of…", author_id="12", note_tweet=note)
    post = read_one(tmp_path, page(tweet(referenced_tweets=[RETWEETED]), includes=[original]))
    assert post.text == "RT @bob: all of it & more, @cyd"
    assert post.retweet_of == Ref(BOB, "90", (Account("13", "cyd"),))


def test_a_retweet_of_a_missing_original_takes_its_author_from_the_entity(tmp_path: Path) -> None:
    named = {"mentions": [{"start": 3, "username": "bob"}, {"start": 20, "username": "cyd"}]}
    post = read_one(tmp_path, page(tweet(text="RT @bob: see @cyd", referenced_tweets=[RETWEETED], entities=named)))
    assert post.retweet_of == Ref(Account("12", "bob"), "90", (Account("", "cyd"),))
    post = read_one(tmp_path, page(tweet(text="RT @zed: gone", referenced_tweets=[RETWEETED])))
    assert post.retweet_of == Ref(Account(), "90")
    assert post.text == "RT @zed: gone"


def test_a_retweet_of_a_quote_quotes_nobody_itself(tmp_path: Path) -> None:
    urls = {"urls": [{"expanded_url": "https://twitter.com/cyd/status/80"}]}
    post = read_one(tmp_path, page(tweet(referenced_tweets=[RETWEETED], entities=urls)))
    assert post.quote_of is None


def test_a_reply_names_the_account_even_if_the_parent_is_gone(tmp_path: Path) -> None:
    record = tweet(referenced_tweets=[REPLIED], in_reply_to_user_id="12")
    assert read_one(tmp_path, page(record)).reply_to == Ref(BOB, "90")
    assert read_one(tmp_path, page(tweet(in_reply_to_user_id="77"))).reply_to == Ref(Account("77"))
    parent = tweet(90, author_id="12")
    assert read_one(tmp_path, page(tweet(referenced_tweets=[REPLIED]), includes=[parent])).reply_to == Ref(BOB, "90")


@pytest.mark.parametrize(("said", "known"), [("80", "80"), (80, ""), (None, ""), ([], "")])
def test_a_tweet_knows_its_conversation(tmp_path: Path, said: Any, known: str) -> None:
    assert read_one(tmp_path, page(tweet(conversation_id=said))).conversation == known


def test_a_quote_with_and_without_the_quoted(tmp_path: Path) -> None:
    quoted = tweet(90, "hm @cyd", author_id="12", entities={"mentions": [{"username": "cyd", "id": "13"}]})
    post = read_one(tmp_path, page(tweet(referenced_tweets=[QUOTED]), includes=[quoted]))
    assert post.quote_of == Ref(BOB, "90", (Account("13", "cyd"),))
    link = {"urls": [{"expanded_url": "https://x.com/zed/status/90"}]}
    assert read_one(tmp_path, page(tweet(referenced_tweets=[QUOTED], entities=link))).quote_of == Ref(
        Account("", "zed"), "90"
    )
    assert read_one(tmp_path, page(tweet(referenced_tweets=[QUOTED]))).quote_of == Ref(Account(), "90")
    assert read_one(tmp_path, page(tweet(entities=link))).quote_of == Ref(Account("", "zed"), "90")


def test_a_long_post_gives_its_note_and_the_names_in_it(tmp_path: Path) -> None:
    note = {"text": "@bob all of it, @cyd", "entities": {"mentions": [{"username": "bob"}, {"username": "cyd"}]}}
    record = tweet(text="@bob all of…", note_tweet=note, display_text_range=[5, 12])
    post = read_one(tmp_path, page(record))
    assert (post.text, post.automatic) == ("@bob all of it, @cyd", 5)
    assert post.mentions == (Account("12", "bob"), Account("", "cyd"))


def test_edits_name_the_first_version(tmp_path: Path) -> None:
    record = page(tweet(1, edit_history_tweet_ids=["1", "2"]), tweet(2, edit_history_tweet_ids=["1", "2"]))
    assert [post.first_version for post in posts(write(tmp_path, "a.jsonl", lines([record])))] == ["", "1"]


def test_flattened_tweets_carry_what_they_refer_to(tmp_path: Path) -> None:
    inner = RETWEETED | tweet(90, "all of it", author_id="12", author=USERS[1])
    post = read_one(tmp_path, tweet(author=USERS[0], referenced_tweets=[inner]))
    assert post.retweet_of == Ref(BOB, "90")
    assert post.text == "RT @bob: all of it"
    reply = tweet(author=USERS[0], referenced_tweets=[REPLIED], in_reply_to_user_id="12", in_reply_to_user=USERS[1])
    assert read_one(tmp_path, reply).reply_to == Ref(BOB, "90")


@pytest.mark.parametrize(
    ("path", "via"),
    [
        ("tweets/search/recent?query=x", "search"),
        ("tweets/search/all?query=/users/1/tweets", "search"),
        ("tweets/search/stream", "stream"),
        ("tweets/sample/stream", "stream"),
        ("users/11/tweets?max_results=100", "timeline"),
        ("users/11/mentions", "search"),
        ("tweets?ids=1", "unknown"),
    ],
)
def test_the_address_that_was_asked_tells_how_it_was_collected(tmp_path: Path, path: str, via: str) -> None:
    record = page(tweet(), __twarc={"url": f"https://api.twitter.com/2/{path}"})
    assert read_one(tmp_path, record).collected_via == via


def test_a_page_of_liked_tweets_tells_by_its_address_who_liked_them(tmp_path: Path) -> None:
    record = page(tweet(), __twarc={"url": "https://api.twitter.com/2/users/12/liked_tweets?max_results=100"})
    found = items(write(tmp_path, "a.jsonl", lines([record])))
    (liked,) = (item for item in found if isinstance(item, Post))
    assert liked.collected_via == "search"
    assert [item for item in found if isinstance(item, Act)] == [
        Act("twitter", Account("12"), liked.author, "like", post_id="1", line=1)
    ]


def test_rules_that_matched_mean_a_stream(tmp_path: Path) -> None:
    assert read_one(tmp_path, {"data": tweet(), "matching_rules": [{"id": 1}]}).collected_via == "stream"


def test_a_tweet_without_author_is_rejected_and_errors_are_no_records(tmp_path: Path) -> None:
    nobody = tweet(2)
    del nobody["author_id"]
    record = page(tweet(1), nobody, errors=[{"title": "Not Found Error", "resource_id": "5"}])
    found = items(write(tmp_path, "a.jsonl", lines([record])))
    assert left_out(found) == [("rejected", "record.no_author", 1)]
    assert len(found) == 2


def test_messages_of_a_stream_are_ignored(tmp_path: Path) -> None:
    stream = [{"data": tweet(), "matching_rules": []}, {"errors": [{"title": "operational-disconnect"}]}]
    assert left_out(items(write(tmp_path, "a.jsonl", lines(stream)))) == [("ignored", "record.notice", 2)]


def test_a_damaged_tweet_costs_only_itself(tmp_path: Path) -> None:
    found = items(write(tmp_path, "a.jsonl", lines([page(tweet(1), tweet(2, text=5), tweet(3))])))
    assert left_out(found) == [("rejected", "record.shape", 1)]
    assert [item.id for item in found if isinstance(item, Post)] == ["1", "3"]
    keyed = {"1": tweet(1), "2": tweet(2, author_id={}), "3": tweet(3)}
    assert left_out(items(write(tmp_path, "b.json", keyed))) == [("rejected", "record.shape", 1)]


def test_an_empty_page_is_claimed_and_gives_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl", lines([{"meta": {"result_count": 0}}, page(tweet())]))
    assert len(posts(path)) == 1


def pair(folder: Path, number: int, *tweets: dict[str, Any], **along: Any) -> Path:
    """A page as academictwitteR keeps it: tweets, and beside them what came along; an empty list is `{}`."""
    write(folder, f"data_{number}.json", list(tweets))
    write(folder, f"users_{number}.json", {"users": USERS, "tweets": {}} | along)
    return folder


def test_users_beside_the_tweets_are_known_by_id(tmp_path: Path) -> None:
    mention = {"mentions": [{"start": 0, "username": "Bob"}], "urls": {}, "hashtags": {}}
    folder = pair(tmp_path, 1, tweet(1, referenced_tweets={}), tweet(2, author_id="12", entities=mention))
    assert claims(folder) == {
        "data_1.json": ("twitter-v2", "posts", ""),
        "users_1.json": ("twitter-v2", "about", "accounts and posts that the tweets in data_*.json beside it refer to"),
    }
    assert [(post.author, post.mentions) for post in posts(folder)] == [(ANN, ()), (BOB, (Account("12", "Bob"),))]


def test_users_of_another_page_are_known_in_the_whole_folder(tmp_path: Path) -> None:
    pair(tmp_path, 1, tweet(1, author_id="13"), users=USERS[:1])
    folder = pair(tmp_path, 2, tweet(2, author_id="12"), users=[{"id": "13", "username": "cyd"}])
    assert [post.author for post in posts(folder)] == [Account("13", "cyd"), Account("12")]
    assert [post.author.handle for post in posts(tmp_path / "data_1.json")] == [""]


def test_the_original_of_a_retweet_lies_beside(tmp_path: Path) -> None:
    original = tweet(90, "all of it, @cyd", author_id="12", entities={"mentions": [{"username": "cyd"}]})
    cut = tweet(1, "RT @bob: all of…", referenced_tweets=[RETWEETED], entities={"mentions": {}})
    post = one(pair(tmp_path, 1, cut, tweets=[original]))
    assert (post.text, post.retweet_of) == ("RT @bob: all of it, @cyd", Ref(BOB, "90", (Account("", "cyd"),)))


def test_a_broken_users_file_leaves_the_tweets_with_ids(tmp_path: Path) -> None:
    folder = pair(tmp_path, 1, tweet(1))
    write(folder, "users_1.json", '{"users": [{"id": "11", "username": "ann"')
    assert one(folder).author == Account("11")
    pair(tmp_path, 1, tweet(1), users=[{"id": 11, "username": "ann"}])
    assert one(folder).author == Account("11")


def test_a_list_of_users_without_tweets_stays_refused(tmp_path: Path) -> None:
    assert claims(write(tmp_path, "a.json", USERS), write(tmp_path, "b.json", {"data": USERS})) == {}


def test_a_collected_list_of_accounts_says_whose_post_it_is_about(tmp_path: Path) -> None:
    about = {"target": {"id": "5", "author": "11", "handle": "ann"}}
    likers = {"data": [USERS[1], {"id": "13", "username": "cy", "name": "Cy"}], "meta": {"result_count": 2}}
    listed = likers | {
        "__graphkit": about,
        "__twarc": {"url": "https://api.x.com/2/tweets/5/liking_users?max_results=9"},
    }
    found = items(write(tmp_path, "a.jsonl", lines([page(tweet(5)), listed])))
    assert [(act.source, act.target, act.kind, act.post_id) for act in found if isinstance(act, Act)] == [
        (BOB, Account("11", "ann"), "like", "5"),
        (Account("13", "cy", "Cy"), Account("11", "ann"), "like", "5"),
    ]


def test_what_a_collection_lacks_is_told_from_its_last_line(tmp_path: Path) -> None:
    status = {"__graphkit": {"status": {"limits": ["the rest", 5, None]}}, "data": [], "meta": {"result_count": 0}}
    found = items(write(tmp_path, "a.jsonl", lines([page(tweet(5)), status])))
    assert [item for item in found if isinstance(item, Notice)] == [Notice("collected.limit", "the rest", limits=True)]


@pytest.mark.parametrize("mark", [5, None, [], {"target": 5}, {"status": "done"}, {"status": {"limits": "all"}}])
def test_marks_of_another_shape_cost_no_tweet(mark: Any, tmp_path: Path) -> None:
    found = posts(write(tmp_path, "a.jsonl", lines([page(tweet(5)) | {"__graphkit": mark}])))
    assert [post.id for post in found] == ["5"]
