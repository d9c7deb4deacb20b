"""Channels of Discord servers become posts; what is automatic, private or a notice is told apart."""

import json
from typing import Any

import pytest

from graphkit.post import Account, Act, Post, Ref
from graphkit.readers import FileFault
from graphkit.readers.discord import READER
from tests.readers._reading import claim, left_out, member, posts, read
from tests.readers.support import REAL

ANN, BOB = Account("1", "ann", "Ann Reed"), Account("2", "bob.hale", "Bob the Plant")
ANN_USER = {"id": "1", "name": "ann", "discriminator": "0000", "nickname": "Ann Reed", "isBot": False}
BOB_USER = {"id": "2", "name": "bob.hale", "nickname": "Bob the Plant"}
AUG_16 = 1_345_121_940_000_000


def message(content: str = "tea", number: int = 10, **more: Any) -> dict[str, Any]:
    time = "2012-08-16T12:59:00+00:00"
    plain = {"id": str(number), "type": "Default", "timestamp": time, "timestampEdited": None, "content": content}
    return plain | {"author": ANN_USER, "mentions": [], "reactions": []} | more


def export(*messages: Any, kind: str = "GuildTextChat", indent: int | None = 2) -> str:
    whole = {"guild": {"id": "5", "name": "Meadow"}, "channel": {"id": "7", "type": kind, "name": "tea"}}
    return json.dumps(whole | {"dateRange": {}, "messages": list(messages), "messageCount": 9}, indent=indent)


def one(*others: Any, **fields: Any) -> Post:
    found = read(READER, export(message(**fields), *others))[0]
    assert isinstance(found, Post), found
    return found


def test_a_message_is_a_post() -> None:
    found = claim(READER, export(message()))
    assert found is not None
    assert found.role == "posts"
    assert one() == Post("discord", ANN, "10", AUG_16, "tea", line=1)


def test_a_mention_is_written_by_its_nickname_and_is_an_account() -> None:
    post = one(content="@Bob the Plant, see @everyone @Mods", mentions=[BOB_USER])
    assert (post.mentions, post.text) == ((BOB,), "@bob.hale, see @⁠everyone @⁠Mods")


def test_a_mention_is_also_found_by_name_and_as_raw_text() -> None:
    assert one(content="hi @bob.hale", mentions=[BOB_USER]).mentions == (BOB,)
    post = one(content="hi <@!2> and <@&3>", mentions=[BOB_USER])
    assert (post.mentions, post.text) == ((BOB,), "hi @bob.hale and @⁠3")


def test_the_longest_name_counts_and_no_part_of_a_word() -> None:
    short = {"id": "3", "name": "bo", "nickname": "Bob"}
    post = one(content="@Bob the Plant @Bobby @Bob", mentions=[short, BOB_USER])
    assert post.text == "@bob.hale @⁠Bobby @bo"
    assert [account.id for account in post.mentions] == ["2", "3"]


def test_a_name_that_no_at_sign_can_hold_is_still_a_mention() -> None:
    plant = {"id": "4", "name": "not a plant"}
    post = one(content="hey @not a plant", mentions=[plant])
    assert (post.mentions, post.text) == ((Account("4", "", "not a plant"),), "hey @⁠not a plant")


def test_a_typed_name_counts_if_somebody_in_the_file_bears_it() -> None:
    post = one(message(number=11, author=BOB_USER), content="@bob.hale? @eve?")
    assert (post.mentions, post.text) == ((BOB,), "@bob.hale? @⁠eve?")


REPLY: dict[str, Any] = {"type": "Reply", "reference": {"messageId": "9", "channelId": "7", "guildId": "5"}}


def test_the_mention_that_a_reply_adds_by_itself_is_the_author_it_answers() -> None:
    post = one(mentions=[BOB_USER], **REPLY)
    assert (post.reply_to, post.mentions) == (Ref(BOB, "9"), ())


def test_a_reply_without_its_mention_knows_the_message_only() -> None:
    assert one(**REPLY).reply_to == Ref(Account(), "9")
    assert one(type="Default", reference=REPLY["reference"]).reply_to == Ref(Account(), "9")


def test_a_reply_with_several_unwritten_mentions_does_not_guess() -> None:
    eve = {"id": "3", "name": "eve"}
    post = one(mentions=[BOB_USER, eve], **REPLY)
    assert (post.reply_to, [account.id for account in post.mentions]) == (Ref(Account(), "9"), ["2", "3"])


def test_a_forwarded_message_is_passed_on() -> None:
    reference = {"messageId": "9", "channelId": "8", "type": "Forward"}
    post = one(content="", reference=reference, forwardedMessage={"content": "cake @all"})
    assert (post.retweet_of, post.text, post.reply_to) == (Ref(Account(), "9"), "cake @⁠all", None)


def test_what_a_followed_channel_of_another_server_posts_is_passed_on() -> None:
    assert one(reference={"messageId": "9", "channelId": "8"}).retweet_of == Ref(Account(), "9")


def test_each_person_who_reacted_likes_once() -> None:
    reactions = [{"emoji": {}, "count": 1, "users": [BOB_USER]}, {"count": 2, "users": [BOB_USER]}, {"count": 3}]
    found = read(READER, export(message(reactions=reactions)))
    assert found[1:] == [Act("discord", BOB, ANN, "like", post_id="10", line=1)]


@pytest.mark.parametrize("kind", ["ChannelPinnedMessage", "GuildMemberJoin", "RecipientAdd", "8"])
def test_notices_are_no_posts(kind: str) -> None:
    assert left_out(read(READER, export(message(type=kind)))) == [("ignored", "record.notice", 1)]


def test_deleted_users_share_an_id_and_are_nobody() -> None:
    gone = {"id": "456226577798135808", "name": "Deleted User"}
    found = read(READER, export(message(author=gone), message(mentions=[gone], **REPLY)))
    assert left_out(found) == [("rejected", "record.no_author", 1)]
    assert posts(found)[0].reply_to == Ref(Account(), "9")


@pytest.mark.parametrize("kind", ["DirectTextChat", "DirectGroupTextChat", "GuildPrivateThread"])
def test_conversations_and_private_threads_are_never_read(kind: str) -> None:
    content = export(message("PRIVATE"), kind=kind)
    found = claim(READER, content)
    assert found is not None
    assert found.role == "beside"
    items = read(READER, content)
    assert left_out(items) == [("ignored", "record.private", 1)]
    assert "PRIVATE" not in repr(items)


def test_messages_before_their_channel_are_taken_for_private() -> None:
    whole = {"messages": [message()], "guild": {}, "channel": {"id": "7", "type": "GuildTextChat"}}
    assert left_out(read(READER, json.dumps(whole))) == [("ignored", "record.private", 1)]


@pytest.mark.parametrize("indent", [None, 2])
def test_a_damaged_message_costs_only_itself(indent: int | None) -> None:
    content = export(message(number=1), message(number=2, author=[]), message(number=3), indent=indent)
    found = read(READER, content)
    assert (left_out(found), [post.id for post in posts(found)]) == ([("rejected", "record.shape", 2)], ["1", "3"])
    broken = export(*(message(number=number) for number in (1, 2, 3, 4)), indent=indent)
    at = broken.index('"3"')
    found = read(READER, broken[:at] + "}}" + broken[at:])
    assert (left_out(found), [post.id for post in posts(found)]) == ([("rejected", "json.syntax", 3)], ["1", "2", "4"])


def test_a_cut_export_keeps_what_lies_before() -> None:
    content = export(message(number=1), message(number=2))
    found = read(READER, content[: content.index('"2"')])
    assert ([post.id for post in posts(found)], left_out(found)) == (["1"], [("rejected", "json.syntax", 2)])


def test_an_export_broken_before_its_messages_is_a_fault_of_the_file() -> None:
    file = member('{"guild": {}, "channel": {"type": "GuildTextChat"}, "dateRange": ]')
    with pytest.raises(FileFault, match="broken or cut"):
        list(READER.read(file, {}))


def test_an_export_larger_than_a_record_is_read_in_pieces() -> None:
    many = [message("x" * 10_000, number) for number in range(1, 4_000)]
    found = read(READER, export(*many, message("last", 4_000)))
    assert (len(found), found[-1].line) == (4_000, 4_000)  # type: ignore[union-attr]


@pytest.mark.parametrize("record", [{"guild": {}, "messages": []}, {"channel": 1, "guild": 2, "messages": 3}, [1]])
def test_other_json_is_not_claimed(record: Any) -> None:
    assert claim(READER, json.dumps(record)) is None


@pytest.mark.real
@pytest.mark.skipif(not REAL.exists(), reason="the real exports are not here")
def test_real_exports() -> None:
    folder = REAL / "discord/mlomb__chat-analytics/tests/samples/discord"
    good = posts(read(READER, (folder / "SV_5A_5M.json").read_bytes()))
    assert (len(good), len({post.id for post in good}), len({post.author.id for post in good})) == (5, 4, 2)
    group = (folder / "GC_3A_5M.json").read_bytes()
    found = claim(READER, group)
    assert found is not None
    assert found.role == "beside"
    assert len(left_out(read(READER, group))) == 6
