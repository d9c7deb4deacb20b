"""Public groups and channels of Telegram become posts; everything else in an account is never read."""

import json
from typing import Any

import pytest

from graphkit.post import Account, Act, Item, Post, Ref
from graphkit.readers import FileFault
from graphkit.readers.telegram import READER
from tests.readers._reading import claim, left_out, member, posts, read
from tests.readers.support import REAL

ANN, BOB = Account("user1", "", "Ann Reed"), Account("user2", "", "Bob")
AUG_16 = 1_345_121_940_000_000


def message(text: Any = "tea", number: int = 10, **more: Any) -> dict[str, Any]:
    plain = {"id": number, "type": "message", "date": "2012-08-16T14:59:00", "date_unixtime": "1345121940"}
    return plain | {"from": "Ann Reed", "from_id": "user1", "text": text} | more


def chat(*messages: Any, kind: str = "public_supergroup", number: int = 7) -> dict[str, Any]:
    return {"name": 'Tea "room"', "type": kind, "id": number, "messages": list(messages)}


def account(*chats: Any, **more: Any) -> dict[str, Any]:
    about = {"about": "Here is the data you requested.", "personal_information": {"phone_number": "+1 202 555 0143"}}
    return (
        about | {"contacts": {"list": [{"first_name": "SECRET"}]}, "chats": {"about": "", "list": list(chats)}} | more
    )


def one(**fields: Any) -> Post:
    (found,) = read(READER, json.dumps(chat(message(**fields))))
    assert isinstance(found, Post), found
    return found


def test_a_message_is_a_post_of_a_number_with_a_name() -> None:
    content = json.dumps(chat(message()), indent=1)
    found = claim(READER, content)
    assert found is not None
    assert found.role == "posts"
    assert read(READER, content) == [Post("telegram", ANN, "7/10", AUG_16, "tea", line=1)]


def test_marked_names_are_mentions_and_other_at_signs_are_not() -> None:
    text = ["see ", {"type": "mention", "text": "@bobhale"}, " or ", {"type": "code", "text": "@Override"}, " @x"]
    post = one(text=text)
    assert (post.mentions, post.text) == ((Account(handle="bobhale"),), "see @bobhale or @⁠Override @⁠x")


def test_a_name_linked_to_a_number_is_that_account() -> None:
    post = one(text=["ask ", {"type": "mention_name", "text": "Bob", "user_id": 2}])
    assert (post.mentions, post.text) == ((BOB,), "ask Bob")


def test_a_reply_knows_the_message_it_answers() -> None:
    assert one(reply_to_message_id=9).reply_to == Ref(post_id="7/9")
    assert one(reply_to_message_id=9, reply_to_peer_id="channel8").reply_to == Ref(post_id="8/9")


def test_a_forwarded_message_is_passed_on_and_its_names_are_its_authors() -> None:
    text = [{"type": "mention", "text": "@bobhale"}, " hi"]
    named = (Account(handle="bobhale"),)
    post = one(text=text, forwarded_from="News", forwarded_from_id="channel5", reply_to_message_id=1)
    assert post.retweet_of == Ref(Account("channel5", "", "News"), "", named)
    assert (post.mentions, post.reply_to) == ((), None)
    assert one(forwarded_from="News").retweet_of == Ref(Account(name="News"))
    assert one(forwarded_from=None).retweet_of == Ref(Account())
    assert one().retweet_of is None


def test_a_forward_of_ones_own_message_is_ones_own() -> None:
    assert one(forwarded_from="Ann Reed").retweet_of == Ref(ANN)


def test_those_who_reacted_lately_like() -> None:
    fan = {"from": "Bob", "from_id": "user2", "date": "2012-08-16T12:59:00"}
    reactions = [{"type": "emoji", "count": 5, "emoji": "x", "recent": [fan]}, {"count": 1, "recent": [fan]}]
    found = read(READER, json.dumps(chat(message(reactions=reactions))))
    assert found[1:] == [Act("telegram", BOB, ANN, "like", AUG_16, "7/10", line=1)]


def test_old_exports_have_bare_numbers_and_no_unix_time() -> None:
    post = one(from_id=1, date_unixtime=None, date="2012-08-16T12:59:00")
    assert (post.author, post.time) == (ANN, AUG_16)


def test_a_phone_number_is_no_name() -> None:
    assert one(**{"from": "+1 202 555 0143"}).author == Account("user1")


def test_a_deleted_account_is_its_number() -> None:
    assert one(**{"from": None}).author == Account("user1")


def test_service_messages_are_no_posts() -> None:
    service = {
        "id": 1,
        "type": "service",
        "actor": "Ann",
        "actor_id": "user1",
        "action": "join_group_by_link",
        "text": "",
    }
    found = read(READER, json.dumps(chat(service, message(from_id=None, **{"from": None}))))
    assert left_out(found) == [("ignored", "record.notice", 1), ("rejected", "record.no_author", 2)]


PRIVATE = ["personal_chat", "bot_chat", "saved_messages", "private_group", "private_supergroup", "private_channel"]


@pytest.mark.parametrize("kind", PRIVATE)
def test_private_chats_are_never_read(kind: str) -> None:
    content = json.dumps(chat(message("SECRET"), kind=kind))
    found = claim(READER, content)
    assert found is not None
    assert found.role == "beside"
    items = read(READER, content)
    assert left_out(items) == [("ignored", "record.private", 1)]
    assert "SECRET" not in repr(items)


def test_saved_messages_have_no_name() -> None:
    found = claim(READER, json.dumps({"type": "saved_messages", "id": 1, "messages": []}))
    assert found is not None
    assert found.role == "beside"


def test_of_an_account_only_public_chats_are_read() -> None:
    left = {"left_chats": {"list": [chat(message(), kind="public_channel", number=9)]}}
    content = json.dumps(account(chat(message("SECRET"), kind="personal_chat"), chat(message(), message()), **left))
    assert claim(READER, content) is not None
    found = read(READER, content)
    assert left_out(found) == [("ignored", "record.private", 1)]
    assert [(post.id, post.line) for post in posts(found)] == [("7/10", 2), ("7/10", 3), ("9/10", 4)]
    assert "SECRET" not in repr(found)


def test_a_long_chat_of_an_account_is_read_in_pieces() -> None:
    many = [message("x" * 2_000, number) for number in range(700)]
    found = read(
        READER, json.dumps(account(chat(*many), chat(message("SECRET"), kind="bot_chat"), chat(*many, number=8)))
    )
    assert [post.line for post in posts(found)] == [*range(1, 701), *range(702, 1402)]
    assert {post.id[:2] for post in posts(found)[700:]} == {"8/"}
    assert left_out(found) == [("ignored", "record.private", 701)]


def test_behind_a_broken_message_nothing_of_an_account_is_read() -> None:
    content = json.dumps(account(chat(message(number=1), message(number=2)), chat(message("SECRET"), kind="bot_chat")))
    at = content.index('"id": 2,')
    file = member(content[:at] + "}}" + content[at:])
    found: list[Item] = []
    with pytest.raises(FileFault, match="whose chat"):
        found.extend(READER.read(file, None))
    assert ([post.id for post in posts(found)], left_out(found)) == (["7/1"], [("rejected", "json.syntax", 2)])


def test_a_damaged_message_costs_only_itself() -> None:
    found = read(READER, json.dumps(chat(message(), message(text=7), message()), indent=1))
    assert (left_out(found), len(posts(found))) == ([("rejected", "record.shape", 2)], 2)
    broken = json.dumps(chat(*(message(number=number) for number in (1, 2, 3, 4))), indent=1).replace(
        '"id": 3', '"id" 3'
    )
    found = read(READER, broken)
    assert (left_out(found), [post.id for post in posts(found)]) == (
        [("rejected", "json.syntax", 3)],
        ["7/1", "7/2", "7/4"],
    )


def update(**more: Any) -> dict[str, Any]:
    held: dict[str, Any] = {
        "message_id": 3,
        "date": 1345121940,
        "from": {"id": 1, "first_name": "Ann", "username": "ann"},
        "text": "tea",
    }
    chat = {"id": -1007, "title": "Tea", "type": "supergroup", "username": "tearoom"}
    return {"update_id": 1, "message": held | {"chat": chat} | more}


def test_updates_of_a_bot_are_read_where_the_group_can_be_found_by_everybody() -> None:
    parent = update(message_id=2, **{"from": {"id": 2, "first_name": "Bob"}})["message"]
    named = [{"type": "text_mention", "offset": 0, "length": 3, "user": {"id": 2, "first_name": "Bob"}}]
    event = {"update_id": 2, "poll": {}}
    closed = update(chat={"id": -1, "type": "group", "title": "Tea"})
    dialogue = update(chat={"id": 1, "type": "private", "username": "ann"})
    content = json.dumps(
        {"ok": True, "result": [update(reply_to_message=parent, entities=named), event, closed, dialogue]}
    )
    assert claim(READER, content) is not None
    found = read(READER, content)
    ann = Account("user1", "ann", "Ann")
    assert posts(found) == [Post("telegram", ann, "7/3", AUG_16, "tea", (BOB,), Ref(BOB, "7/2"), line=1)]
    assert [code for _, code, _ in left_out(found)] == ["record.notice", "record.private", "record.private"]


def test_a_forward_to_a_bot_is_passed_on() -> None:
    source = {"id": -1005, "type": "channel", "title": "News", "username": "news"}
    forwarded = update(forward_from_chat=source, forward_date=1)
    hidden = update(forward_sender_name="Cat", forward_date=1)
    found = posts(read(READER, json.dumps({"ok": True, "result": [forwarded, hidden]})))
    assert [post.retweet_of for post in found] == [Ref(Account("channel5", "news", "News")), Ref(Account(name="Cat"))]


@pytest.mark.parametrize("record", [{"name": "x", "type": "public_channel", "id": 1}, {"ok": True, "result": []}, [1]])
def test_other_json_is_not_claimed(record: Any) -> None:
    assert claim(READER, json.dumps(record)) is None


@pytest.mark.real
@pytest.mark.skipif(not REAL.exists(), reason="the real exports are not here")
def test_real_exports_hold_private_chats_only() -> None:
    dialogue = (REAL / "telegram/mlomb__chat-analytics/tests/samples/telegram/DM_2A_7M.json").read_bytes()
    found = claim(READER, dialogue)
    assert found is not None
    assert found.role == "beside"
    assert [code for _, code, _ in left_out(read(READER, dialogue))] == ["record.private"] * 8
    folder = REAL / "telegram/chaoss__grimoirelab-perceval/tests/data/telegram"
    groups = read(READER, (folder / "telegram_messages.json").read_bytes())
    assert [code for _, code, _ in left_out(groups)] == ["record.private"] * 3
