"""Statuses of the Mastodon API become posts whose ids are addresses, as in archives."""

import json
from typing import Any

import pytest

from graphkit.post import Account, Act, Post, Ref
from graphkit.readers.mastodon_api import READER
from tests.readers._reading import claim, left_out, posts, read
from tests.readers.support import REAL

ANN = Account("https://a.example/users/ann", "ann@a.example", "Ann Ash")
BOB = Account("https://b.example/users/bob", "bob@b.example", "Bob")
AUG_16 = 1_345_121_940_000_000
ANN_USER = {"id": "11", "acct": "ann", "username": "ann", "display_name": "Ann Ash", "url": "https://a.example/@ann"}
BOB_USER = {"id": "12", "acct": "bob@b.example", "display_name": "Bob", "url": "https://b.example/@bob"}
BOB_NAMED = {"id": "12", "acct": "bob@b.example", "username": "bob", "url": "https://b.example/@bob"}
BOB_SHORT = Account(BOB.id, BOB.handle)


def status(number: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "created_at": "2012-08-16T12:59:00.000Z",
        "in_reply_to_id": None,
        "in_reply_to_account_id": None,
        "visibility": "public",
        "uri": f"https://a.example/users/ann/statuses/{number}",
        "url": f"https://a.example/@ann/{number}",
        "content": "<p>tea &amp; cake</p>",
        "reblog": None,
        "account": ANN_USER,
        "mentions": [],
    } | more


BOBS = status(7, uri="https://b.example/users/bob/statuses/7", account=BOB_USER)


def one(record: Any) -> Post:
    (found,) = read(READER, json.dumps([record]))
    assert isinstance(found, Post), found
    return found


def test_a_plain_status_has_addresses_for_ids() -> None:
    assert one(status()) == Post(
        "mastodon", ANN, "https://a.example/users/ann/statuses/1", AUG_16, "tea & cake", line=1
    )


def test_lists_and_lines_are_claimed_and_read() -> None:
    for content in (json.dumps([status(1), status(2)]), json.dumps(status(1)) + "\n" + json.dumps(status(2))):
        found = claim(READER, content)
        assert found is not None
        assert found.role == "posts"
        assert [(post.id[-1], post.line) for post in posts(read(READER, content))] == [("1", 1), ("2", 2)]


@pytest.mark.parametrize(
    "answer",
    [
        {"accounts": [ANN_USER], "statuses": [status(1), {"account": 7}, status(3)], "hashtags": []},
        {"ancestors": [status(1)], "descendants": [{"account": 7}, status(3)]},
    ],
)
def test_answers_that_hold_statuses_are_read(answer: dict[str, Any]) -> None:
    content = json.dumps(answer)
    found = claim(READER, content)
    assert found is not None
    assert found.role == "posts"
    assert [(post.id[-1], post.line) for post in posts(read(READER, content))] == [("1", 1), ("3", 3)]
    assert left_out(read(READER, content)) == [("rejected", "record.shape", 2)]


def notified(kind: str, held: dict[str, Any] | None) -> dict[str, Any]:
    return {"id": "9", "type": kind, "created_at": "2012-08-16T12:59:00.000Z", "account": BOB_USER, "status": held}


def test_notifications_tell_who_liked_and_boosted_what() -> None:
    kinds = [("favourite", status()), ("reblog", status()), ("mention", BOBS), ("follow", None)]
    content = json.dumps([notified(*each) for each in kinds])
    assert claim(READER, content) is not None
    liked, boost, mention, follow = read(READER, content)
    assert liked == Act("mastodon", BOB, ANN, "like", AUG_16, "https://a.example/users/ann/statuses/1", line=1)
    assert isinstance(boost, Post)
    assert (boost.author, boost.retweet_of) == (BOB, Ref(ANN, "https://a.example/users/ann/statuses/1"))
    assert isinstance(mention, Post)
    assert (mention.author, mention.id) == (BOB, BOBS["uri"])
    assert left_out([follow]) == [("ignored", "record.not_a_post", 4)]


def test_notifications_of_private_posts_are_ignored() -> None:
    content = json.dumps([notified("favourite", status(visibility="direct"))])
    assert left_out(read(READER, content)) == [("ignored", "record.private", 1)]


def test_an_empty_thread_is_known() -> None:
    assert claim(READER, json.dumps({"ancestors": [], "descendants": []})) is not None
    assert claim(READER, json.dumps({"ancestors": [{"id": 1}], "descendants": []})) is None


def test_lines_keep_their_numbers() -> None:
    content = json.dumps(status(1)) + "\n\n" + json.dumps(status(2))
    assert [post.line for post in posts(read(READER, content))] == [1, 3]


def test_mentions_are_accounts() -> None:
    assert one(status(mentions=[BOB_NAMED, {"id": "5"}])).mentions == (BOB_SHORT,)


def test_a_boost_names_the_author_and_echoes_the_mentions() -> None:
    post = one(status(reblog=BOBS | {"mentions": [BOB_NAMED]}, content="", mentions=[BOB_NAMED]))
    assert post.retweet_of == Ref(BOB, "https://b.example/users/bob/statuses/7", (BOB_SHORT,))
    assert (post.text, post.mentions) == ("tea & cake", ())


def test_a_quoted_status() -> None:
    quote = {"state": "accepted", "quoted_status": BOBS}
    assert one(status(quote=quote)).quote_of == Ref(BOB, "https://b.example/users/bob/statuses/7")
    assert one(status(quote={"state": "deleted", "quoted_status": None})).quote_of is None


def test_a_reply_finds_its_account_in_the_mentions_or_is_a_thread() -> None:
    reply: dict[str, Any] = {"in_reply_to_id": "7", "in_reply_to_account_id": "12"}
    assert one(status(mentions=[BOB_NAMED], **reply)).reply_to == Ref(BOB_SHORT, "7")
    assert one(status(**reply | {"in_reply_to_account_id": "11"})).reply_to == Ref(ANN, "7")
    assert one(status(**reply)).reply_to == Ref(Account(), "7")
    assert one(status(in_reply_to_id="7")).reply_to == Ref(Account(), "7")


def test_a_reply_without_mention_finds_its_account_elsewhere_in_the_file() -> None:
    reply = status(in_reply_to_id="7", in_reply_to_account_id="12")
    assert posts(read(READER, json.dumps([reply, BOBS])))[0].reply_to == Ref(BOB, "7")
    other_server = BOBS | {"account": BOB_USER | {"url": "https://c.example/@dan", "acct": "dan"}}
    assert posts(read(READER, json.dumps([reply, BOBS, other_server])))[0].reply_to == Ref(Account(), "7")


def test_an_account_without_address_has_that_of_its_post() -> None:
    assert one(status(account={"acct": "ann", "display_name": "Ann Ash"})).author == ANN


@pytest.mark.parametrize("visibility", ["private", "direct"])
def test_private_statuses_are_ignored(visibility: str) -> None:
    found = read(READER, json.dumps([status(visibility=visibility), status(2, visibility="unlisted")]))
    assert left_out(found) == [("ignored", "record.private", 1)]
    assert len(posts(found)) == 1


def test_damaged_statuses_cost_only_themselves() -> None:
    lines = [status(), status(account="ann"), status(account=None), status(4)]
    found = read(READER, "\n".join(map(json.dumps, lines)) + '\ntag\\">x</a>"}\n' + json.dumps(status(6)))
    assert left_out(found) == [
        ("rejected", "record.shape", 2),
        ("rejected", "record.no_author", 3),
        ("rejected", "json.syntax", 5),
    ]
    assert [post.line for post in posts(found)] == [1, 4, 6]


@pytest.mark.parametrize(
    "record",
    [
        {"id": "1", "content": "<p>x</p>", "created_at": "2020"},
        {"id": 1, "text": "x", "created_at": "", "user": {}},
        {"id": 1, "content": "x", "created_at": "", "account": "ann"},
        [1],
    ],
)
def test_other_json_is_not_claimed(record: Any) -> None:
    assert claim(READER, json.dumps(record)) is None


@pytest.mark.real
@pytest.mark.skipif(not REAL.exists(), reason="the real exports are not here")
def test_real_statuses() -> None:
    folder = REAL / "mastodon_api/schochastics__rtoot/tests"
    good = posts(read(READER, (folder / "testdata/mastodonsocial.json").read_bytes()))
    assert (len(good), len({post.author.id for post in good})) == (48, 44)
    found = read(READER, (folder / "testdata/malformed.json").read_bytes())
    assert (len(posts(found)), left_out(found)) == (49, [("rejected", "json.syntax", 50)])
    cassettes = sorted(folder.glob("fixtures/*.yml"))
    assert [claim(READER, path.read_bytes()) for path in cassettes] == [None, None]
