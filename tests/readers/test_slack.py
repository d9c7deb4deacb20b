"""Slack's exports become posts of people known by id; what is private or a notice is left out."""

import json
import zipfile
from pathlib import Path
from shutil import make_archive
from typing import Any

import pytest

from graphkit.post import Account, Act, Notice, Post, Ref
from graphkit.readers.slack import READER
from tests.readers._reading import acts, claim, notices, posts, read
from tests.readers.support import REAL, claims, items, left_out, write

ANN, BOB = Account("U001", "ann.reed", "Ann Reed"), Account("U002", "bob", "Bob Hale")
USERS = [
    {"id": "U001", "team_id": "T1", "name": "ann.reed", "deleted": False, "profile": {"display_name": "Ann Reed"}},
    {"id": "U002", "team_id": "T1", "name": "bob", "deleted": True, "real_name": "Bob Hale", "profile": {}},
]
TEA = {"created": 1345121940, "members": ["U001"]}
AUG_16 = 1_345_121_940_000_100


def message(text: str = "tea", **more: Any) -> dict[str, Any]:
    return {"type": "message", "user": "U001", "text": text, "ts": "1345121940.000100"} | more


def export(folder: Path, *messages: Any, place: str = "tea", **lists: Any) -> Path:
    write(folder, "users.json", USERS)
    write(folder, "channels.json", [{"id": "C1", "name": "tea", **TEA}])
    for name, rows in lists.items():
        write(folder, f"{name}.json", rows)
    write(folder, f"{place}/2012-08-16.json", list(messages))
    return folder


def one(folder: Path, **fields: Any) -> Post:
    (found,) = items(export(folder, message(**fields)))
    assert isinstance(found, Post), found
    return found


def test_a_message_is_a_post_of_a_person_of_users_json(tmp_path: Path) -> None:
    assert one(tmp_path, text="1 &lt; 2 &amp;amp;") == Post(
        "slack", ANN, "C1/1345121940.000100", AUG_16, "1 < 2 &amp;", line=1
    )


def test_the_files_of_an_export_belong_together(tmp_path: Path) -> None:
    log = [{"user_id": "U001", "user_name": "ann", "date": "1", "change_type": "added", "app_id": "A1"}]
    found = claims(export(tmp_path, message(), integration_logs=log, dms=[{"id": "D0000001", **TEA}]))
    assert {name: role for name, (_, role, _) in found.items()} == {
        "channels.json": "about",
        "dms.json": "about",
        "integration_logs.json": "beside",
        "tea/2012-08-16.json": "posts",
        "users.json": "about",
    }


def test_mentions_are_people_and_groups_are_nobody(tmp_path: Path) -> None:
    post = one(tmp_path, text="<@U002>: <@U009|eve> and <@U008> <!channel> <!subteam^S1|@team> <#C1|tea> @everyone")
    assert post.mentions == (BOB, Account("U009", "eve"), Account("U008"))
    assert post.text == "@bob: @eve and @⁠U008 @⁠channel @⁠team #tea @⁠everyone"


def test_a_typed_name_counts_if_it_is_a_members(tmp_path: Path) -> None:
    post = one(tmp_path, text="@ann.reed @Bob. @nasa a@bob.org <https://x.example/@bob|a link> <mailto:a@b|mail>")
    assert post.mentions == (ANN, BOB)
    assert post.text == "@ann.reed @Bob. @⁠nasa a@bob.org a link mail"


def test_a_handle_that_two_people_bear_names_nobody_by_text(tmp_path: Path) -> None:
    export(tmp_path, message("@bob <@U003>"))
    write(tmp_path, "users.json", [*USERS, USERS[1] | {"id": "U003"}])
    (post,) = items(tmp_path)
    assert isinstance(post, Post)
    assert [account.id for account in post.mentions] == ["U003"]


def test_a_reply_in_a_thread_answers_its_first_message(tmp_path: Path) -> None:
    reply = {"thread_ts": "1345121000.000001", "parent_user_id": "U002"}
    assert one(tmp_path, **reply, subtype="thread_broadcast").reply_to == Ref(BOB, "C1/1345121000.000001")
    assert one(tmp_path, **reply).conversation == "C1/1345121000.000001"
    assert one(tmp_path, **reply | {"parent_user_id": None}).reply_to == Ref(Account(), "C1/1345121000.000001")
    assert one(tmp_path, thread_ts="1345121940.000100").reply_to is None


def test_a_reply_in_ones_own_thread_is_an_answer_to_oneself(tmp_path: Path) -> None:
    assert one(tmp_path, thread_ts="1345121000.000001", parent_user_id="U001").reply_to == Ref(
        ANN, "C1/1345121000.000001"
    )


def test_each_person_who_reacted_likes_once(tmp_path: Path) -> None:
    reactions = [{"name": "+1", "users": ["U002", "U001"], "count": 2}, {"name": "tea", "users": ["U002"]}]
    found = items(export(tmp_path, message(reactions=reactions)))
    assert found[1:] == [
        Act("slack", BOB, ANN, "like", post_id="C1/1345121940.000100", line=1),
        Act("slack", ANN, ANN, "like", post_id="C1/1345121940.000100", line=1),
    ]


@pytest.mark.parametrize("subtype", ["channel_join", "channel_topic", "bot_add", "tombstone", "message_changed"])
def test_notices_are_no_posts_and_no_self_mentions(tmp_path: Path, subtype: str) -> None:
    found = items(export(tmp_path, message("<@U001> has joined", subtype=subtype)))
    assert left_out(found) == [("ignored", "record.notice", 1)]


def test_a_bot_is_an_account_of_its_own(tmp_path: Path) -> None:
    bot = {"subtype": "bot_message", "user": None, "bot_id": "B1", "username": "builds"}
    assert one(tmp_path, **bot).author == Account("B1", "", "builds")
    assert one(tmp_path, **bot | {"bot_id": None}).author == Account("", "", "builds")


def test_what_slack_says_about_a_file_is_not_the_authors_words(tmp_path: Path) -> None:
    said = "<@U001|ann> uploaded a file: <https://x.example|plan> and commented: for <@U002>"
    post = one(tmp_path, text=said, subtype="file_share")
    assert (post.text, post.mentions) == ("for @bob", (BOB,))
    assert one(tmp_path, text=said.partition(" and")[0], subtype="file_share").mentions == ()
    assert one(tmp_path, text="<@U001> is me").mentions == (ANN,)


def test_a_comment_on_a_file_answers_its_owner(tmp_path: Path) -> None:
    comment = {"subtype": "file_comment", "user": None, "comment": {"user": "U001", "comment": "fine"}}
    post = one(tmp_path, text="<@U001> commented on <@U002>'s file <https://x.example|plan>: fine", **comment)
    assert (post.author, post.text, post.reply_to, post.mentions) == (ANN, "fine", Ref(BOB), ())


def test_a_shared_message_is_quoted_or_without_words_passed_on(tmp_path: Path) -> None:
    held = {"is_share": True, "author_id": "U002", "channel_id": "C1", "ts": "1345121000.1", "text": "ask <@U001>"}
    ref = Ref(BOB, "C1/1345121000.1", (ANN,))
    assert one(tmp_path, attachments=[{"title": "a page"}, held]).quote_of == ref
    post = one(tmp_path, text="", attachments=[held])
    assert (post.retweet_of, post.quote_of, post.text) == (ref, None, "ask @ann.reed")
    assert one(tmp_path, attachments=[{"author_id": "U002", "text": "a preview"}]).quote_of is None


def test_somebody_of_another_workspace_is_known_by_the_message(tmp_path: Path) -> None:
    profile = {"name": "eve", "display_name": "eve@secret.example", "real_name": "Eve Lark"}
    assert one(tmp_path, user="U777", user_profile=profile).author == Account("U777", "eve", "")


def test_e_mail_addresses_and_phone_numbers_are_no_names(tmp_path: Path) -> None:
    export(tmp_path, message())
    names = {"display_name": "ann@secret.example", "real_name": "+1 (202) 555-0143"}
    write(tmp_path, "users.json", [USERS[0] | {"profile": names | {"email": "ann@secret.example", "phone": "1"}}])
    (post,) = items(tmp_path)
    assert isinstance(post, Post)
    assert post.author == Account("U001", "ann.reed", "")


@pytest.mark.parametrize(
    ("place", "lists"),
    [
        ("attic", {"groups": [{"id": "G0000001", "name": "attic", **TEA}]}),
        ("mpdm-ann--bob-1", {}),
        ("mpdm-x", {"mpims": [{"id": "G0000002", "name": "mpdm-x", **TEA}]}),
        ("D0000001", {}),
        ("D0000001", {"dms": [{"id": "D0000001", **TEA}]}),
    ],
)
def test_private_messages_are_never_read(tmp_path: Path, place: str, lists: dict[str, Any]) -> None:
    found = items(export(tmp_path, message("PRIVATE"), message("PRIVATE"), place=place, **lists))
    assert left_out(found) == [("ignored", "record.private", 1), ("ignored", "record.private", 2)]
    assert "PRIVATE" not in repr(found)


@pytest.mark.parametrize("place", ["attic", "D0000001", "mpdm-ann--bob-1"])
def test_what_is_private_stays_so_in_a_zip_in_a_folder(tmp_path: Path, place: str) -> None:
    lists = {"groups": [{"id": "G0000001", "name": "attic", **TEA}]}
    folder = export(tmp_path / "unpacked", message("PRIVATE"), place=place, **lists)
    write(folder, "tea/2012-08-16.json", [message("hello")])
    (tmp_path / "all").mkdir()
    make_archive(str(tmp_path / "all" / "slack"), "zip", folder)
    found = items(tmp_path / "all")
    assert "PRIVATE" not in repr(found)
    assert left_out(found) == [("ignored", "record.private", 1)]
    assert [item.author.name for item in found if isinstance(item, Post)] == [ANN.name]


def test_two_zips_in_a_folder_are_two_workspaces() -> None:
    paths = ("one.zip!users.json", "one.zip!tea/2012-08-16.json", "two.zip!users.json", "two.zip!tea/2012-08-16.json")
    assert [READER.bundle(path) for path in paths] == ["one.zip!", "one.zip!", "two.zip!", "two.zip!"]
    assert {READER.bundle(path) for path in ("users.json", "tea/2012-08-16.json")} == {""}


def test_a_folder_that_no_list_names_is_read_and_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "all").mkdir()
    write(tmp_path, "all/2012-08-16.json", [message("<@U002>")])
    found = items(tmp_path)
    assert [type(item) for item in found] == [Notice, Post]
    (post,) = (item for item in found if isinstance(item, Post))
    assert (post.id, post.author, post.mentions) == ("all/1345121940.000100", Account("U001"), (Account("U002"),))
    assert notices(read(READER, json.dumps([message()]))).keys() == {"slack.channel"}


def test_damaged_messages_cost_only_themselves(tmp_path: Path) -> None:
    found = items(export(tmp_path, message(), message(user=["U001"]), message(ts="x"), message(user=None), message()))
    assert left_out(found) == [
        ("rejected", "record.shape", 2),
        ("rejected", "record.shape", 3),
        ("rejected", "record.no_author", 4),
    ]
    assert sum(isinstance(item, Post) for item in found) == 2


@pytest.mark.parametrize(
    "record", [{"type": "message", "id": 1}, {"ts": "1345121940.000100"}, {"type": "message", "ts": "now", "text": ""}]
)
def test_other_json_is_not_claimed(record: Any) -> None:
    assert claim(READER, json.dumps([record])) is None


@pytest.mark.real
@pytest.mark.skipif(not REAL.exists(), reason="the real exports are not here")
def test_a_real_export_is_read_message_by_message() -> None:
    path = REAL / "slack/hfaran__slack-export-viewer/tests/testarchive.zip"
    with zipfile.ZipFile(path) as archive:
        days = [json.loads(archive.read(name)) for name in archive.namelist() if "/20" in name]
    every = [each for day in days for each in day]
    found = items(path)
    good = posts(found)  # type: ignore[arg-type]
    assert (len(every), len(good), len(acts(found))) == (158, 147, 1)  # type: ignore[arg-type]
    assert [code for _, code, _ in left_out(found)] == ["record.notice"] * 11
    assert sum(each.get("subtype") not in ("channel_join", "bot_add") for each in every) == 147
    assert sum(bool(post.mentions) for post in good) == sum(
        "<@" in each["text"] and "subtype" not in each for each in every
    )
    assert not any(account == post.author for post in good for account in post.mentions)
