"""An outbox becomes posts and boosts; what was not meant for everybody is left out and counted."""

import json
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from graphkit.post import Account, Act, Item, LeftOut, Post, Ref
from graphkit.readers._reader import Member, ReadOptions
from graphkit.readers.mastodon_archive import READER
from tests.readers._reading import claim, left_out, posts, read
from tests.readers.support import REAL, items, write

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
ANN_URL = "https://a.example/users/ann"
ANN = Account(ANN_URL, "ann@a.example")
BOB = Account("https://b.example/users/bob", "bob@b.example")
CYD = Account("https://a.example/users/cyd", "cyd@a.example")
AUG_16 = 1_345_121_940_000_000
BOB_TAG = {"type": "Mention", "href": BOB.id, "name": "@bob@b.example"}
CYD_TAG = {"type": "Mention", "href": CYD.id, "name": "@cyd"}
HASHTAG = {"type": "Hashtag", "href": "https://a.example/tags/tea", "name": "#tea"}


def activity(kind: str, content: Any, **more: Any) -> dict[str, Any]:
    return {
        "id": f"{ANN_URL}/statuses/1/activity",
        "type": kind,
        "actor": ANN_URL,
        "published": "2012-08-16T12:59:00Z",
        "to": [PUBLIC],
        "cc": [f"{ANN_URL}/followers"],
        "object": content,
    } | more


def create(number: int = 1, **more: Any) -> dict[str, Any]:
    note = {"id": f"{ANN_URL}/statuses/{number}", "type": "Note", "content": "<p>tea &amp; cake</p>", "tag": []}
    return activity("Create", note | more)


def boost(content: Any, *cc: str) -> dict[str, Any]:
    return activity("Announce", content, cc=[*cc, f"{ANN_URL}/followers"])


def outbox(*activities: Any, **more: Any) -> str:
    page = {"id": "outbox.json", "type": "OrderedCollection", "totalItems": 99, "orderedItems": activities}
    return json.dumps(page | more)


def one(record: Any) -> Post:
    (found,) = read(READER, outbox(record))
    assert isinstance(found, Post), found
    return found


def test_a_plain_post() -> None:
    assert one(create()) == Post(
        "mastodon", ANN, f"{ANN_URL}/statuses/1", AUG_16, "tea & cake", collected_via="archive", line=1
    )


@pytest.mark.parametrize(
    "content",
    [
        outbox(create(1), create(2)),
        json.dumps([create(1), create(2)]),
        json.dumps(create(1)) + "\n" + json.dumps(create(2)) + "\n",
        outbox(create(1), type="OrderedCollectionPage") + "\n" + outbox(create(2), type="OrderedCollectionPage"),
        json.dumps([json.loads(outbox(create(1))), json.loads(outbox(create(2)))]),
        json.dumps({"type": "OrderedCollection", "first": json.loads(outbox(create(1), create(2)))}),
    ],
)
def test_outboxes_pages_and_bare_activities(content: str) -> None:
    found = claim(READER, content)
    assert found is not None
    assert found.role == "posts"
    assert [(post.id[-1], post.line) for post in posts(read(READER, content))] == [("1", 1), ("2", 2)]


def test_the_owner_has_the_names_of_actor_json() -> None:
    actor = json.dumps({"id": ANN_URL, "type": "Person", "preferredUsername": "Ann", "name": "Ann Ash", "inbox": ""})
    files = [
        Member("x.zip", name, lambda text=text: BytesIO(text.encode()))  # type: ignore[misc]
        for name, text in (("actor.json", actor), ("outbox.json", outbox(create(inReplyTo=f"{ANN_URL}/statuses/0"))))
    ]
    assert READER.bundle("a/outbox.json") == READER.bundle("a/actor.json") != READER.bundle("b/actor.json")
    about = claim(READER, actor)
    assert about is not None
    assert about.role == "about"
    (post,) = posts(list(READER.read(files[1], READER.prepare(files, ReadOptions()))))
    assert post.author == Account(ANN_URL, "Ann@a.example", "Ann Ash")
    assert post.reply_to == Ref(post.author, f"{ANN_URL}/statuses/0")


def test_mentions_are_the_addresses_in_tags_and_local_names_get_their_host() -> None:
    assert one(create(tag=[BOB_TAG, HASHTAG, CYD_TAG])).mentions == (BOB, CYD)
    assert one(create(tag=BOB_TAG)).mentions == (BOB,)


@pytest.mark.parametrize(
    ("answered", "tags", "account"),
    [
        ("https://b.example/users/bob/statuses/7", [], BOB),
        ("https://b.example/@bob/7", [], BOB),
        (f"{ANN_URL}/statuses/0", [], ANN),
        ("https://b.example/objects/7", [CYD_TAG, BOB_TAG], BOB),
        ("https://b.example/objects/7", [BOB_TAG, BOB_TAG | {"href": "https://b.example/users/dan"}], Account()),
        ("https://b.example/objects/7", [], Account()),
        ("https://b.example/@cyd@a.example/7", [], Account()),
    ],
)
def test_whom_a_reply_answers(answered: str, tags: list[Any], account: Account) -> None:
    assert one(create(inReplyTo=answered, tag=tags)).reply_to == Ref(account, answered)


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ({"conversation": "tag:1", "context": "https://a.example/contexts/1"}, "tag:1"),
        ({"context": "https://a.example/contexts/1"}, "https://a.example/contexts/1"),
        ({"conversation": 7, "context": {}}, ""),
    ],
)
def test_a_note_knows_its_conversation(said: dict[str, Any], known: str) -> None:
    assert one(create(**said)).conversation == known


@pytest.mark.parametrize(
    ("url", "cc", "account"),
    [
        ("https://b.example/users/bob/statuses/7", [], BOB),
        ("https://b.example/users/bob/statuses/7", [CYD.id], BOB),
        ("https://b.example/objects/7", [CYD.id, BOB.id], BOB),
        ("https://b.example/objects/7", [BOB.id, "https://b.example/users/dan"], Account()),
        ("https://b.example/objects/7", [], Account()),
        (f"{ANN_URL}/statuses/0", [ANN_URL], ANN),
    ],
)
def test_whose_post_a_boost_passes_on(url: str, cc: list[str], account: Account) -> None:
    post = one(boost(url, *cc))
    assert (post.id, post.retweet_of) == (f"{ANN_URL}/statuses/1/activity", Ref(account, url))


def test_a_boost_that_holds_the_post_has_its_words_and_mentions() -> None:
    inner = {"id": "https://b.example/objects/7", "attributedTo": BOB.id, "content": "hi @cyd", "tag": [CYD_TAG]}
    post = one(boost(inner))
    assert (post.text, post.mentions) == ("hi @cyd", ())
    assert post.retweet_of == Ref(BOB, "https://b.example/objects/7", (CYD,))


def test_a_quoted_post_is_named_by_its_address() -> None:
    url = "https://b.example/users/bob/statuses/7"
    assert one(create(quote=url)).quote_of == one(create(quoteUri=url)).quote_of == Ref(BOB, url)


@pytest.mark.parametrize(("to", "cc"), [([BOB.id], []), ([f"{ANN_URL}/followers"], [BOB.id]), (BOB.id, None), ([], [])])
def test_private_posts_and_boosts_are_ignored(to: Any, cc: Any) -> None:
    found = read(READER, outbox(create() | {"to": to, "cc": cc}, boost(BOB.id) | {"to": to, "cc": cc}))
    assert left_out(found) == [("ignored", "record.private", 1), ("ignored", "record.private", 2)]


def test_unlisted_posts_are_public() -> None:
    assert one(create() | {"to": f"{ANN_URL}/followers", "cc": PUBLIC}).author == ANN


def test_other_activities_are_no_posts() -> None:
    found = read(READER, outbox(activity("Follow", BOB.id), activity("Undo", {"id": [1]}), create()))
    assert left_out(found) == [("ignored", "record.not_a_post", 1), ("ignored", "record.not_a_post", 2)]


def test_damaged_activities_cost_only_themselves() -> None:
    found = read(READER, outbox(create(content=5), "x", activity("Create", "https://a.example/1"),
                                create() | {"actor": None}, boost(None), create(2)))  # fmt: skip
    assert left_out(found) == [
        ("rejected", "record.shape", 1),
        ("rejected", "record.shape", 2),
        ("rejected", "record.shape", 3),
        ("rejected", "record.no_author", 4),
        ("rejected", "record.shape", 5),
    ]
    assert [post.line for post in posts(found)] == [6]


def test_bookmarks_are_known_and_not_read() -> None:
    found = claim(READER, outbox("https://b.example/users/bob/statuses/7", id="bookmarks.json"))
    assert found is not None
    assert (found.role, found.remark) == ("beside", "1 bookmarks: addresses of posts or people, not read")


LIKED = "https://b.example/users/bob/statuses/7"


def test_likes_are_acts_of_the_owner_towards_the_author_in_the_address(tmp_path: Path) -> None:
    actor = {"id": "https://a.example/users/ann", "type": "Person", "preferredUsername": "ann"}
    with_likes = outbox(
        LIKED, "https://a.example/users/ann/statuses/1", "https://c.example/notes/9x", 7, id="likes.json"
    )
    write(tmp_path, "actor.json", actor)
    found = items(write(tmp_path, "likes.json", with_likes).parent)
    ann, bob = Account(actor["id"], "ann@a.example"), Account("https://b.example/users/bob", "bob@b.example")
    assert [item for item in found if isinstance(item, Act)] == [
        Act("mastodon", ann, bob, "like", post_id=LIKED, line=1),
        Act("mastodon", ann, ann, "like", post_id="https://a.example/users/ann/statuses/1", line=2),
    ]
    assert left_out(found) == [("ignored", "like.no_author", 3), ("rejected", "record.shape", 4)]


def test_likes_without_their_actor_are_nobodys(tmp_path: Path) -> None:
    found = items(write(tmp_path, "likes.json", outbox(LIKED, id="likes.json")))
    assert left_out(found) == [("ignored", "like.no_liker", 1)]


def test_a_like_in_an_outbox_is_an_act() -> None:
    note = {"id": "https://c.example/notes/9x", "type": "Note", "attributedTo": "https://c.example/users/cyd"}
    activity = {"id": "https://a.example/1", "type": "Like", "actor": "https://a.example/users/ann"}
    found = read(READER, json.dumps([activity | {"object": each} for each in (LIKED, note)]))
    assert [(item.source.id, item.target.handle, item.kind) for item in found if isinstance(item, Act)] == [
        ("https://a.example/users/ann", "bob@b.example", "like"),
        ("https://a.example/users/ann", "cyd@c.example", "like"),
    ]


@pytest.mark.parametrize(
    "record",
    [
        {"type": "Note", "content": "x"},
        {"type": ["Person"]},
        {"id": "1", "text": "x"},
        {"type": "FeatureCollection"},
        1,
    ],
)
def test_other_json_is_not_claimed(record: Any) -> None:
    assert claim(READER, json.dumps(record)) is None


def counted(items: list[Item]) -> dict[str, int]:
    found = posts(items)
    return {
        "posts": len(found),
        "boosts": sum(post.retweet_of is not None for post in found),
        "replies": sum(post.reply_to is not None for post in found),
        "threads": sum(post.reply_to is not None and post.reply_to.account == post.author for post in found),
        "mentions": sum(len(post.mentions) for post in found),
        "unnamed": sum(not ref.account.id for post in found if (ref := post.retweet_of or post.reply_to)),
    } | Counter(item.code for item in items if isinstance(item, LeftOut))


@pytest.mark.real
@pytest.mark.skipif(not REAL.exists(), reason="the real exports are not here")
def test_two_real_outboxes() -> None:
    first, second = sorted(
        (counted(read(READER, path.read_bytes())) for path in REAL.glob("mastodon_archive/*/outbox.json")),
        key=lambda counts: counts["posts"],
    )
    assert first == {"posts": 56, "boosts": 21, "replies": 12, "threads": 0, "mentions": 17, "unnamed": 0}
    assert second == {
        "posts": 189, "boosts": 26, "replies": 128, "threads": 8, "mentions": 167, "unnamed": 0, "record.private": 27
    }  # fmt: skip
