"""What Facebook says in sentences becomes acts towards people known by name; what it does not say is unknown."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.post import NOBODY, Account, Act, Item, LeftOut, Post, Ref
from graphkit.readers import FileFault, ReadOptions, Refusal, glance, members, refuse
from graphkit.readers._reader import Member
from graphkit.readers.facebook import READER
from tests.readers import support
from tests.readers._reading import acts, claim, left_out, member, posts
from tests.readers.support import REAL

ANN, BOB, ZOE = Account(name="Ann Reed"), Account(name="Bob Cat"), Account(name="Zoë Vane")
AT, TIME = 1_500_000_000, 1_500_000_000_000_000
PROFILE = {"profile_v2": {"name": {"full_name": "Ann Reed"}, "previous_names": [{"name": "Ann Marsh"}]}}


def bytewise(record: Any) -> str:
    """JSON whose texts hold every byte of UTF-8 as a character."""
    return json.dumps(record, ensure_ascii=False).encode().decode("latin-1")


def read(record: Any, owner: str = "Ann Reed") -> list[Item]:
    file = member(record if isinstance(record, str | bytes) else bytewise(record))
    return list(READER.read(file, READER.prepare([file], ReadOptions(owner=owner))))


def entry(told: str = "updated her status.", post: str = "", **more: Any) -> dict[str, Any]:
    data = [{"post": post}] if post else [{"update_timestamp": AT}]
    return {"timestamp": AT, "title": f"Ann Reed {told}", "data": data} | more


def said(told: str, comment: str = "yes", author: str = "Ann Reed") -> dict[str, Any]:
    return entry(told) | {"data": [{"comment": {"timestamp": AT, "comment": comment, "author": author}}]}


def liked(told: str) -> dict[str, Any]:
    return entry(told) | {"data": [{"reaction": {"reaction": "LIKE", "actor": "Ann Reed"}}]}


def one(record: Any) -> Post:
    (found,) = read(record)
    assert isinstance(found, Post), found
    return found


def commented(told: str, comment: str = "yes") -> Post:
    return one({"comments_v2": [said(told, comment)]})


def test_a_post_of_the_owner_with_its_bytes_mended() -> None:
    assert one([entry(post="Tea at the Café – “now” 🍰")]) == Post(
        "facebook", ANN, "", TIME, "Tea at the Café – “now” 🍰", collected_via="archive", line=1
    )


def test_text_that_is_whole_already_is_left_alone() -> None:
    for text in ("Café", "Ã", "naïve é", "日本"):
        file = member(json.dumps([entry(post=text)]))
        (found,) = READER.read(file, READER.prepare([file], ReadOptions(owner="Ann Reed")))
        assert isinstance(found, Post)
        assert found.text == text


@pytest.mark.parametrize(
    ("told", "whom"),
    [
        ("commented on Bob Cat's post.", BOB),
        ("commented on Bob Cat’s live video.", BOB),
        ("replied to Bob Cat's comment.", BOB),
        ("commented on Zoë Vane's profile picture.", ZOE),
        ("commented on Joe's Café's photo.", Account(name="Joe's Café")),
        ("commented on James' post", Account(name="James")),
        ("commented on Bob Cat's post in Tea Lovers.", BOB),
        ("commented on her own post.", ANN),
        ("replied to her own comment.", ANN),
        ("commented on Ann Reed's post.", ANN),
        ("commented on a post.", NOBODY),
        ("hat einen Beitrag kommentiert.", NOBODY),
    ],
)
def test_whose_post_a_comment_is_on(told: str, whom: Account) -> None:
    assert commented(told).reply_to == Ref(whom)


def test_a_sentence_may_begin_with_a_name_the_owner_gave_up(tmp_path: Path) -> None:
    old = said("x") | {"title": "Ann Marsh commented on Bob Cat's post."}
    old["data"][0]["comment"]["author"] = "Ann Marsh"
    support.write(tmp_path, "export/comments/comments.json", {"comments": [old]})
    support.write(tmp_path, "export/profile_information/profile_information.json", PROFILE)
    (found,) = support.posts(tmp_path / "export")
    assert (found.author, found.reply_to) == (ANN, Ref(BOB))


def test_a_comment_of_somebody_else_is_not_the_owners() -> None:
    found = read({"group_comments_v2": [said("commented on Bob Cat's post.", author="Bob Cat")]})
    assert left_out(found) == [("ignored", "record.not_owner", 1)]


def test_a_shared_post_is_a_retweet_and_with_words_a_quote() -> None:
    assert one([entry("shared Bob Cat's post.")]).retweet_of == Ref(BOB)
    assert one([entry("shared a video from the playlist Tea.")]).retweet_of == Ref(NOBODY)
    assert one([entry("shared Bob Cat's photo to the group: Tea.", "so true")]).quote_of == Ref(BOB)
    for own in ("shared a link.", "shared a memory.", "added a new photo.", "updated her status."):
        found = one([entry(own)])
        assert (found.retweet_of, found.quote_of) == (None, None)


def test_people_who_are_tagged_or_written_to_are_named() -> None:
    assert one([entry("is with Zoë Vane, Bob Cat and 12 others.", "x")]).mentions == (ZOE, BOB)
    assert one([entry("was at Joe's Café with Bob Cat and Zoë Vane.")]).mentions == (BOB, ZOE)
    assert one([entry("wrote on Bob Cat's timeline.", "hello")]).mentions == (BOB,)
    tagged = one([entry(post="with @[100001:2048:Zoë Vane]!", tags=[{"name": "Bob Cat"}, {"name": "Zoë Vane"}, 5])])
    assert (tagged.text, tagged.mentions) == ("with Zoë Vane!", (ZOE, BOB))
    assert commented("commented on Bob Cat's post.", "@[1:2048:Zoë Vane] see").mentions == (ZOE,)
    assert one([entry("is drinking tea with milk.")]).mentions == ()


def test_a_reaction_is_a_like_of_whose_post_it_was() -> None:
    expected = Act("facebook", ANN, BOB, "like", TIME, line=1)
    for told in ("likes Bob Cat's post.", "reacted to Bob Cat's comment in Tea Lovers.", "liked Bob Cat's photo."):
        assert acts(read([liked(told)])) == [expected] == acts(read({"reactions_v2": [liked(told)]}))
    assert left_out(read([liked("likes a post.")])) == [("ignored", "record.no_target", 1)]


def test_a_reaction_of_2025_is_a_table_of_labels() -> None:
    named = {
        "title": "Owner",
        "dict": [{"dict": [{"label": "URL", "value": ""}, {"label": "Name", "value": "Bob Cat"}]}],
    }
    reaction = {
        "timestamp": AT,
        "media": [],
        "label_values": [{"label": "Reaction", "value": "Like"}, named],
        "fbid": "1",
    }
    assert acts(read([reaction])) == [Act("facebook", ANN, BOB, "like", TIME, line=1)]


@pytest.mark.parametrize("key", ["privacy", "audience"])
def test_what_the_record_says_was_not_public_is_left_out(key: str) -> None:
    found = read([entry(post="x", **{key: "Friends"}), entry(post="y", **{key: "Public"})])
    assert left_out(found) == [("ignored", "record.private", 1)]
    assert [post.text for post in posts(found)] == ["y"]


def test_an_entry_with_nothing_in_it_is_no_post() -> None:
    empty = {"timestamp": AT, "attachments": [], "data": [{"update_timestamp": AT}]}
    assert left_out(read([empty])) == [("ignored", "record.empty", 1)]


def test_every_shape_of_the_export_is_claimed() -> None:
    for record in (
        [entry(post="x")],
        {"comments_v2": [said("x")]},
        {"comments": [said("x")]},
        {"group_posts_v2": []},
        {"status_updates": [entry(post="x")]},
        {"reactions": [liked("x")]},
    ):
        found = claim(READER, json.dumps(record))
        assert found is not None
        assert found.role == "posts"
    about = claim(READER, json.dumps(PROFILE))
    assert about is not None
    assert about.role == "about"


@pytest.mark.parametrize(
    "record",
    [
        {"comments": []},
        {"comments": [{"id": 1, "timestamp": 5}]},
        [{"timestamp": 5, "value": 1}],
        [{"timestamp": 5, "data": [], "user": "ann"}],
        {"profile": {"name": 5}},
        {"participants": [], "messages": []},
        [1],
        "x",
    ],
)
def test_other_json_is_not_claimed(record: Any) -> None:
    assert claim(READER, json.dumps(record)) is None


def test_the_owner_is_in_the_profile_or_is_asked_for(tmp_path: Path) -> None:
    folder = tmp_path / "facebook-ann"
    support.write(folder, "your_facebook_activity/posts/your_posts_1.json", [entry(post="x")])
    (fault,) = support.items(folder)
    assert isinstance(fault, FileFault)
    assert "say it with --owner 'FULL NAME'" in fault.reason
    support.write(folder, "personal_information/profile_information/profile_information.json", PROFILE)
    assert support.posts(folder)[0].author == ANN


def test_messages_inside_an_export_are_refused_as_private(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    conversation = {"participants": [{"name": "Ann Reed"}], "messages": [{"content": "secret"}]}
    path = support.write(folder, "your_facebook_activity/messages/inbox/bob_1/message_1.json", conversation)
    assert support.claims(folder) == {}
    (found,) = members([path])
    assert isinstance(found, Member)
    assert not isinstance(found, Refusal)
    assert "private messages are never read" in (refuse(glance(found)) or "")


def test_damaged_records_cost_only_themselves() -> None:
    records = [
        entry(post="a"),
        5,
        entry(post="b"),
        entry(tags="x", data=[{"post": 5}, 7]),
        {"data": {}, "timestamp": "x"},
    ]
    found = read(json.dumps(records)[:-1] + ', {"timestamp": 1')
    assert left_out(found) == [
        ("rejected", "record.shape", 2),
        ("ignored", "record.empty", 5),
        ("rejected", "json.syntax", 6),
    ]
    assert [post.line for post in posts(found)] == [1, 3, 4]
    assert left_out(read({"comments_v2": [said("x"), 5, None, {"data": [{"comment": 5}]}]})) == [
        ("rejected", "record.shape", line) for line in (2, 3, 4)
    ]


WHOLE = [
    bytewise([entry("shared Bob Cat's post.", "é"), entry("is with Bob Cat.", tags=[{"name": "Zoë"}])]).encode(),
    bytewise({"comments_v2": [said("commented on Bob Cat's post."), said("replied to her own comment.")]}).encode(),
    bytewise([liked("likes Bob Cat's post.")]).encode(),
]
VALUES: list[Any] = [None, "", 0, -1, 1.5, [], {}, True, "Ann Reed " + "with " * 200, [None], {"name": None}, 10**30]


@settings(max_examples=300)
@given(st.sampled_from(WHOLE), st.data())
def test_damaged_bytes_raise_nothing(whole: bytes, data: st.DataObject) -> None:
    changed = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(changed)))
        changed[at : at + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=8))
    content = bytes(changed[: data.draw(st.integers(0, len(changed)))]) if data.draw(st.booleans()) else bytes(changed)
    claim(READER, content)
    assert all(isinstance(item, Item) for item in read(content))


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *[place for key, inner in inside for place in places(inner, (*path, key))]]


@settings(max_examples=300)
@given(st.sampled_from(WHOLE), st.data(), st.sampled_from(VALUES))
def test_a_value_of_another_type_raises_nothing(whole: bytes, data: st.DataObject, value: Any) -> None:
    records = json.loads(whole)
    path = data.draw(st.sampled_from([place for place in places(records) if place]))
    inner = records
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    content = json.dumps(records)
    claim(READER, content)
    found = read(content)
    assert [item.line for item in found if isinstance(item, Post | Act | LeftOut)] == list(range(1, len(found) + 1))


@pytest.mark.real
@pytest.mark.skipif(not REAL.exists(), reason="the real exports are not here")
def test_a_real_messenger_conversation_stays_private() -> None:
    (path,) = REAL.glob("facebook/*/tests/samples/messenger/2A_7M.json")
    assert claim(READER, path.read_bytes()) is None
    assert support.claims(path) == {}
