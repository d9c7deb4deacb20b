"""Tweets as activities."""

from pathlib import Path
from typing import Any

from graphkit.post import Account, Post, Ref
from tests.readers.support import items, left_out, lines, one, write

ANN, BOB = Account("11", "ann", "Ann Ash"), Account("12", "bob", "Bob")
AUG_16 = 1_345_121_940_000_000


def actor(number: int, handle: str, name: str) -> dict[str, Any]:
    return {"objectType": "person", "id": f"id:twitter.com:{number}", "preferredUsername": handle, "displayName": name}


def activity(number: int = 1, body: str = "good morning", **more: Any) -> dict[str, Any]:
    return {
        "id": f"tag:search.twitter.com,2005:{number}",
        "objectType": "activity",
        "verb": "post",
        "postedTime": "2012-08-16T12:59:00.000Z",
        "actor": actor(11, "ann", "Ann Ash"),
        "body": body,
        "object": {"objectType": "note", "id": f"object:search.twitter.com,2005:{number}", "summary": body},
        "twitter_entities": {"user_mentions": [], "urls": []},
    } | more


def read_one(tmp_path: Path, record: Any) -> Post:
    return one(write(tmp_path, "a.jsonl", lines([record])))


def test_a_plain_activity(tmp_path: Path) -> None:
    assert read_one(tmp_path, activity()) == Post("twitter", ANN, "1", AUG_16, "good morning", line=1)


def test_a_share_passes_on_the_whole_of_the_other(tmp_path: Path) -> None:
    inner = activity(90, "all of…", actor=actor(12, "bob", "Bob"), long_object={"body": "all of it"})
    share = activity(1, "RT @bob: all of…", verb="share", object=inner)
    post = read_one(tmp_path, share)
    assert (post.retweet_of, post.text) == (Ref(BOB, "90"), "RT @bob: all of it")


def test_a_reply_a_quote_and_a_long_body(tmp_path: Path) -> None:
    reply = activity(inReplyTo={"link": "http://twitter.com/bob/statuses/90"})
    assert read_one(tmp_path, reply).reply_to == Ref(Account("", "bob"), "90")
    quote = activity(twitter_quoted_status=activity(90, actor=actor(12, "bob", "Bob")))
    assert read_one(tmp_path, quote).quote_of == Ref(BOB, "90")
    names = {"user_mentions": [{"screen_name": "bob", "name": "Bob", "id_str": "12"}]}
    long = {"body": "@bob all of it", "display_text_range": [5, 14], "twitter_entities": names}
    post = read_one(tmp_path, activity(1, "@bob all…", long_object=long))
    assert (post.text, post.automatic, post.mentions) == ("@bob all of it", 5, (BOB,))


def test_activities_without_actor_are_rejected_and_others_ignored(tmp_path: Path) -> None:
    nobody = activity(2, actor={})
    found = items(write(tmp_path, "a.jsonl", lines([activity(), nobody, activity(3, verb="delete")])))
    assert left_out(found) == [("rejected", "record.no_author", 2), ("ignored", "record.notice", 3)]
