"""Events of a stream and answers of the API become posts and acts whose authors are DIDs."""

import json
from typing import Any

import pytest

from graphkit.interactions import interactions
from graphkit.post import Account, Act, LeftOut, Post, Ref, Sighting
from graphkit.readers.bluesky import READER
from tests.readers._reading import acts, claim, left_out, posts, read
from tests.readers.support import REAL

ANN_DID, BOB_DID, CYD_DID = "did:plc:ann", "did:plc:bob", "did:web:cyd.example"
ANN_POST = f"at://{ANN_DID}/app.bsky.feed.post/3k1"
BOB_POST = f"at://{BOB_DID}/app.bsky.feed.post/3k7"
AUG_16 = 1_692_190_740_000_000
AT = "2023-08-16T12:59:00.000Z"
MENTION = "app.bsky.richtext.facet#mention"
ANN_VIEW = {"did": ANN_DID, "handle": "ann.example", "displayName": "Ann Ash"}
BOB_VIEW = {"did": BOB_DID, "handle": "bob.example", "displayName": "Bob"}
ANN = Account(ANN_DID, "ann.example", "Ann Ash")
BOB = Account(BOB_DID, "bob.example", "Bob")


def record(text: str = "tea & cake", **more: Any) -> dict[str, Any]:
    return {"$type": "app.bsky.feed.post", "text": text, "createdAt": AT} | more


def facet(did: str, start: Any, end: Any, kind: str = MENTION) -> dict[str, Any]:
    return {"index": {"byteStart": start, "byteEnd": end}, "features": [{"$type": kind, "did": did}]}


def event(written: Any, *, kind: str = "post", operation: str = "create", key: str = "3k1") -> dict[str, Any]:
    commit = {"operation": operation, "collection": f"app.bsky.feed.{kind}", "rkey": key, "record": written}
    return {"did": ANN_DID, "time_us": AUG_16, "kind": "commit", "commit": commit}


def link(uri: str) -> dict[str, Any]:
    return {"uri": uri, "cid": "bafyrei"}


def view(uri: str = ANN_POST, author: Any = ANN_VIEW, **more: Any) -> dict[str, Any]:
    return {"uri": uri, "cid": "bafyrei", "author": author, "record": record(), "indexedAt": AT} | more


def one(value: Any) -> Post:
    (found,) = read(READER, json.dumps(value))
    assert isinstance(found, Post), found
    return found


def test_an_event_is_a_post_by_its_did() -> None:
    found = one(event(record()))
    assert found == Post("bluesky", Account(ANN_DID), ANN_POST, AUG_16, "tea & cake", collected_via="stream", line=1)


def test_a_post_has_the_same_id_in_every_form() -> None:
    forms = [event(record()), view(), [view()], {"post": view()}, {"feed": [{"post": view()}]}, {"posts": [view()]}]
    forms += [{"thread": {"post": view()}}, {"records": [{"uri": ANN_POST, "value": record()}]}]
    for form in forms:
        found = claim(READER, json.dumps(form))
        assert found is not None
        assert found.role == "posts"
        post = one(form)
        assert (post.id, post.author.id, post.time, post.text) == (ANN_POST, ANN_DID, AUG_16, "tea & cake")


def test_a_view_shows_handle_and_name() -> None:
    assert one(view()).author == ANN
    assert one(view(author=ANN_VIEW | {"handle": "handle.invalid"})).author == Account(ANN_DID, "", "Ann Ash")


def test_the_address_decides_whose_post_it_is() -> None:
    assert one(view(uri=BOB_POST)).author == Account(BOB_DID)
    assert one(view(author=None)).author == Account(ANN_DID)


def test_a_mention_is_the_did_of_its_facet_with_the_handle_in_the_text() -> None:
    text = "né: @bob.example!"
    assert one(event(record(text, facets=[facet(BOB_DID, 5, 17)]))).mentions == (Account(BOB_DID, "bob.example"),)


def test_a_facet_and_the_name_in_the_text_are_one_mention() -> None:
    text = "né: @bob.example\u202c says so"
    rows = interactions(one(event(record(text, facets=[facet(BOB_DID, 5, 20)])))).rows
    assert [(row.kind, row.target and row.target.id) for row in rows] == [("mention", BOB_DID)]


@pytest.mark.parametrize(
    ("start", "end", "handle"),
    [
        (5, 16, "bob.example"),
        (4, 16, "bob.example"),
        (5, 12, "bob.example"),
        (6, 17, "bob.example"),
        (0, 3, ""),
        (-1, 3, ""),
        (9, 5, ""),
        (90, 95, ""),
        ("5", 17, ""),
        (None, None, ""),
        (10**30, 10**31, ""),
    ],
)
def test_a_facet_in_the_wrong_place_still_names_its_did(start: Any, end: Any, handle: str) -> None:
    found = one(event(record("né: @bob.example", facets=[facet(BOB_DID, start, end)])))
    assert found.mentions == (Account(BOB_DID, handle),)


def test_other_facets_name_nobody() -> None:
    odd = [facet(BOB_DID, 0, 5, "app.bsky.richtext.facet#tag"), facet("bob", 0, 5), 5, {"features": {}}, {}]
    assert one(event(record("@bob", facets=odd))).mentions == ()


def test_old_records_have_entities_that_count_utf_16() -> None:
    entities = [
        {"type": "mention", "value": BOB_DID, "index": {"start": 3, "end": 15}},
        {"type": "mention", "value": "cyd.example", "index": {"start": 0, "end": 1}},
        {"type": "link", "value": "https://a.example"},
    ]
    found = one(event(record("🎈 @bob.example", entities=entities)))
    assert found.mentions == (Account(BOB_DID, "bob.example"), Account(handle="cyd.example"))


def test_a_reply_answers_the_did_in_the_address() -> None:
    reply = {"parent": link(BOB_POST), "root": link(ANN_POST)}
    assert one(event(record(reply=reply))).reply_to == Ref(Account(BOB_DID), BOB_POST)


def test_a_reply_to_oneself_is_read() -> None:
    own = f"at://{ANN_DID}/app.bsky.feed.post/3k0"
    assert one(event(record(reply={"parent": link(own)}))).reply_to == Ref(Account(ANN_DID), own)


@pytest.mark.parametrize(
    "embed",
    [
        {"$type": "app.bsky.embed.record", "record": link(BOB_POST)},
        {"$type": "app.bsky.embed.recordWithMedia", "record": {"record": link(BOB_POST)}, "media": {"images": []}},
    ],
)
def test_an_embedded_post_is_quoted(embed: Any) -> None:
    assert one(event(record(embed=embed))).quote_of == Ref(Account(BOB_DID), BOB_POST)


def test_an_embedded_list_or_feed_is_no_quote() -> None:
    for collection in ("app.bsky.graph.list", "app.bsky.feed.generator", "app.bsky.graph.starterpack"):
        embed = {"$type": "app.bsky.embed.record", "record": link(f"at://{BOB_DID}/{collection}/3k")}
        assert one(event(record(embed=embed))).quote_of is None


def test_what_a_view_shows_of_a_quoted_post_completes_it() -> None:
    quoted = record("@cyd.example", facets=[facet(CYD_DID, 0, 12)])
    shown = {"$type": "app.bsky.embed.record#view", "record": link(BOB_POST) | {"author": BOB_VIEW, "value": quoted}}
    content = record(embed={"$type": "app.bsky.embed.record", "record": link(BOB_POST)})
    ref = Ref(BOB, BOB_POST, (Account(CYD_DID, "cyd.example"),))
    assert one(view(record=content, embed=shown)).quote_of == ref
    with_media = {"$type": "app.bsky.embed.recordWithMedia#view", "record": shown, "media": {}}
    assert one(view(record=content, embed=with_media)).quote_of == ref
    gone = {"$type": "app.bsky.embed.record#view", "record": {"uri": BOB_POST, "notFound": True}}
    assert one(view(record=content, embed=gone)).quote_of == Ref(Account(BOB_DID), BOB_POST)


def test_a_reply_knows_the_post_that_began_the_conversation() -> None:
    assert one(event(record(reply={"parent": link(BOB_POST), "root": link(ANN_POST)}))).conversation == ANN_POST
    assert one(event(record(reply={"parent": link(BOB_POST), "root": 7}))).conversation == ""


def test_a_feed_shows_whom_a_reply_answers() -> None:
    content = record(reply={"parent": link(BOB_POST), "root": link(BOB_POST)})
    shown = {"parent": view(BOB_POST, BOB_VIEW), "root": view(BOB_POST, BOB_VIEW)}
    assert one({"feed": [{"post": view(record=content), "reply": shown}]}).reply_to == Ref(BOB, BOB_POST)


def test_a_repost_names_the_did_in_its_subject() -> None:
    found = one(event({"subject": link(BOB_POST), "createdAt": AT}, kind="repost"))
    assert (found.retweet_of, found.time, found.text) == (Ref(Account(BOB_DID), BOB_POST), AUG_16, "")


def test_a_repost_is_one_post_in_a_stream_and_in_a_feed() -> None:
    streamed = one(event({"subject": link(BOB_POST), "createdAt": AT}, kind="repost"))
    reason = {"$type": "app.bsky.feed.defs#reasonRepost", "by": ANN_VIEW, "indexedAt": AT}
    shown = one({"feed": [{"post": view(BOB_POST, BOB_VIEW), "reason": reason}]})
    assert shown.id == streamed.id == f"at://{ANN_DID}/app.bsky.feed.repost#{BOB_POST}"
    assert (shown.author, shown.retweet_of, shown.text) == (ANN, Ref(BOB, BOB_POST), "tea & cake")


def test_names_in_a_reposted_post_are_its_authors() -> None:
    content = record("@cyd.example", facets=[facet(CYD_DID, 0, 12)])
    shown = one({"post": view(BOB_POST, BOB_VIEW, record=content), "reason": {"by": ANN_VIEW, "indexedAt": AT}})
    assert shown.mentions == ()
    assert [(row.kind, row.target and row.target.id) for row in interactions(shown).rows] == [
        ("retweet", BOB_DID),
        ("echo", CYD_DID),
    ]


def test_a_pinned_post_is_a_post() -> None:
    assert one({"post": view(), "reason": {"$type": "app.bsky.feed.defs#reasonPin"}}).retweet_of is None


def test_a_like_is_an_act() -> None:
    found = read(READER, json.dumps(event({"subject": link(BOB_POST), "createdAt": AT}, kind="like", key="3k5")))
    assert found == [Act("bluesky", Account(ANN_DID), Account(BOB_DID), "like", AUG_16, BOB_POST, line=1)]


def test_what_is_no_post_is_ignored_with_its_reason() -> None:
    lines = [
        event(record(), operation="delete"),
        event(record()) | {"commit": {"operation": "create", "collection": "app.bsky.graph.follow", "rkey": "1"}},
        event(record()) | {"commit": {"operation": "create", "collection": "app.bsky.graph.block", "rkey": "1"}},
        event(record()) | {"commit": {"operation": "update", "collection": "app.bsky.actor.profile", "rkey": "self"}},
        event(record(), kind="threadgate"),
        {"did": ANN_DID, "time_us": 1, "kind": "account", "account": {"active": False, "did": ANN_DID}},
    ]
    codes = ["deleted", "follow", "block", "profile", "no_post", "notice"]
    found = read(READER, "\n".join(map(json.dumps, lines)))
    assert left_out(found) == [("ignored", f"record.{code}", line) for line, code in enumerate(codes, 1)]


def test_the_first_version_of_the_stream_is_read() -> None:
    commit = {"type": "c", "collection": "app.bsky.feed.post", "rkey": "3k1", "record": record()}
    old = {"did": ANN_DID, "time_us": AUG_16, "type": "com", "commit": commit}
    assert one(old).id == ANN_POST
    assert left_out(read(READER, json.dumps(old | {"commit": commit | {"type": "d"}})))[0][1] == "record.deleted"


def test_news_of_an_account_tells_its_handle() -> None:
    identity = {"did": ANN_DID, "handle": "ann.example", "seq": 1, "time": AT}
    news = {"did": ANN_DID, "time_us": 1, "kind": "identity", "identity": identity}
    left, seen = read(READER, json.dumps(news))
    assert isinstance(left, LeftOut)
    assert seen == Sighting("bluesky", Account(ANN_DID, "ann.example"), AUG_16)
    assert len(read(READER, json.dumps(news | {"identity": identity | {"handle": "handle.invalid"}}))) == 1


def test_a_thread_gives_each_post_once_and_what_is_not_shown_is_ignored() -> None:
    parent = {"post": view(BOB_POST, BOB_VIEW), "parent": {"uri": "at://x", "notFound": True}}
    answers = [{"post": view(f"{ANN_POST}{n}"), "replies": [{"uri": f"{ANN_POST}x", "blocked": True}]} for n in (1, 2)]
    content = record(reply={"parent": link(BOB_POST)})
    found = read(READER, json.dumps({"thread": {"post": view(record=content), "parent": parent, "replies": answers}}))
    assert [post.id for post in posts(found)] == [ANN_POST, BOB_POST, f"{ANN_POST}1", f"{ANN_POST}2"]
    assert posts(found)[0].reply_to == Ref(BOB, BOB_POST)
    assert {post.collected_via for post in posts(found)} == {"search"}
    assert [code for _, code, _ in left_out(found)] == ["record.missing"] * 3


def test_answers_to_a_search_are_a_sample() -> None:
    assert one({"posts": [view()], "hitsTotal": 1}).collected_via == "search"
    assert one({"posts": [view()]}).collected_via == "unknown"


def test_notifications_are_the_records_of_others() -> None:
    like = {"$type": "app.bsky.feed.like", "subject": link(ANN_POST), "createdAt": AT}
    uri = f"at://{BOB_DID}/app.bsky.feed.like/3k"
    page = {"notifications": [{"uri": uri, "author": BOB_VIEW, "reason": "like", "record": like}]}
    assert acts(read(READER, json.dumps(page)))[0].source == BOB


def test_fields_in_the_words_of_the_python_library_are_read() -> None:
    index = {"byte_start": 0, "byte_end": 12}
    content = {"py_type": "app.bsky.feed.post", "text": "@bob.example", "created_at": AT}
    content["facets"] = [{"index": index, "features": [{"py_type": MENTION, "did": BOB_DID}]}]
    found = one(view(author={"did": ANN_DID, "handle": "ann.example", "display_name": "Ann Ash"}, record=content))
    assert (found.author, found.time, found.mentions) == (ANN, AUG_16, (Account(BOB_DID, "bob.example"),))


def test_an_unreadable_time_costs_only_itself() -> None:
    for time in ("0000-10-14T15:06:10.730Z", "soon", 5, None):
        assert one(event(record(createdAt=time))).time is None
    assert one(event(record(createdAt="2025-12-05T10:16:59.78349200Z"))).time == 1_764_929_819_783_492


def test_a_handle_is_never_a_mailbox() -> None:
    assert one(view(author=ANN_VIEW | {"handle": "ann@a.example"})).author.handle == ""


def test_damaged_records_cost_only_themselves() -> None:
    lines = [event(record()), event("x"), event(record()) | {"did": "ann"}, {"uri": "at://x"}, [], event(record())]
    lines += [event(record()) | {"commit": 5}, event({"subject": 5}, kind="like"), event(record()) | {"commit": {}}]
    found = read(READER, "\n".join(map(json.dumps, lines)) + '\n{"did": ')
    assert left_out(found) == [
        ("rejected", "record.shape", 2),
        ("rejected", "record.no_author", 3),
        ("rejected", "record.shape", 4),
        ("rejected", "record.shape", 5),
        ("ignored", "record.notice", 7),
        ("rejected", "record.shape", 8),
        ("rejected", "record.shape", 9),
        ("rejected", "json.syntax", 10),
    ]
    assert [post.line for post in posts(found)] == [1, 6]


def test_a_damaged_post_of_a_page_costs_only_itself() -> None:
    found = read(READER, json.dumps({"feed": [{"post": view()}, {"post": 5}, 5, {"post": "at://x"}, {"post": view()}]}))
    assert len(posts(found)) == 2
    assert [code for _, code, _ in left_out(found)] == ["record.shape", "record.shape", "record.missing"]


@pytest.mark.parametrize(
    "value",
    [
        {"posts": [{"id": "1", "text": "x"}]},
        {"uri": "https://a.example/1", "record": {}},
        {"uri": "spotify:track:1", "value": {}},
        {"did": "did:plc:ann", "handle": "ann.example"},
        {"followers": [ANN_VIEW], "subject": ANN_VIEW},
        {"commit": {"message": "x"}, "author": {}, "sha": "1"},
        {"feed": []},
        [1],
    ],
)
def test_other_json_is_not_claimed(value: Any) -> None:
    assert claim(READER, json.dumps(value)) is None


@pytest.mark.real
@pytest.mark.skipif(not REAL.exists(), reason="the real exports are not here")
def test_a_real_stream() -> None:
    path = REAL / "bluesky/bluesky-social__jetstream/internal/corpus/testdata/expected_v1.jsonl"
    found = read(READER, path.read_bytes())
    assert (len(posts(found)), len(acts(found)), len(left_out(found))) == (32, 105, 15)
    assert sum(post.retweet_of is not None for post in posts(found)) == 15
    assert sum(post.reply_to is not None for post in posts(found)) == 8


@pytest.mark.real
@pytest.mark.skipif(not REAL.exists(), reason="the real exports are not here")
def test_real_posts_of_the_interface() -> None:
    folder = REAL / "bluesky/medialab__twitwi/test/resources"
    found = read(READER, (folder / "bluesky-posts.json").read_bytes())
    assert (len(found), len(posts(found)), len({post.id for post in posts(found)})) == (123, 123, 119)
    assert sum(post.retweet_of is not None for post in posts(found)) == 2
    assert len(posts(read(READER, (folder / "bluesky-firehose-posts.json").read_bytes()))) == 9
