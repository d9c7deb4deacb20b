"""Exports that hold no public posts, or are not read yet, are refused by name; unknown files without a guess."""

import json
import os
import pickle
import zipfile
from pathlib import Path
from typing import Any

import pytest

import graphkit as gk
from graphkit.errors import NoDataError
from graphkit.readers import Member, glance, members, refuse
from tests.readers.support import claimed, write


def reason(path: Path) -> str | None:
    (member,) = members([path])
    assert isinstance(member, Member)
    assert claimed(member) is None, claimed(member)
    return refuse(glance(member))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"data": [{"start": "", "end": "", "tweet_count": 5}], "meta": {"total_tweet_count": 5}}, "counts of tweets"),
        ({"data": [{"id": "1", "name": "Ann", "username": "ann"}], "includes": {}}, "a list of accounts"),
        ([{"id": "1", "name": "Ann", "username": "ann"}], "a list of accounts"),
        ({"errors": [{"title": "Unauthorized"}]}, "errors only"),
        (
            {
                "data": [{"id": "1", "name": "Ann", "username": "ann"}],
                "__twarc": {"url": "https://api.twitter.com/2/tweets/5/liking_users?max_results=100"},
            },
            "accounts that liked a tweet (the v2 liking_users endpoint): it does not say whose tweet that is",
        ),
        (
            [{"id": "1", "unread": False, "accounts": [], "last_status": {"content": "SECRET"}}],
            "Mastodon's conversations: private messages are never read",
        ),
        ([{"like": {"tweetId": "1", "fullText": "x"}}], "a list of likes"),
        ([{"dmConversation": {"conversationId": "1"}}], "private messages are never read"),
        (
            {"participants": [{"name": "x"}], "messages": [], "thread_path": "inbox/x"},
            "private messages are never read",
        ),
        ({"messages": [{"$type": "chat.bsky.convo.defs#messageView", "text": "x"}]}, "private messages are never read"),
        ({"convos": [{"id": "1", "members": []}]}, "private messages are never read"),
        (f"app.bsky.feed.post/3k\tbafyrei{'a' * 52}\napp.bsky.feed.post/3l\tx\n", "keys and digests of the records"),
        ({"ig_stories": [{"uri": "x"}]}, "an Instagram export: recognised, not read yet"),
        ([{"media": [{"uri": "x", "creation_timestamp": 1}]}], "an Instagram export: recognised, not read yet"),
        ({"relationships_following": []}, "an Instagram export"),
        ({"text_post_app_text_posts": []}, "a Threads export: recognised, not read yet"),
        ({"Activity": {}, "Comment": {}}, "a TikTok export: recognised, not read yet"),
        ([{"header": "YouTube", "title": "Watched x", "time": ""}], "a YouTube export: recognised, not read yet"),
        ({"kind": "youtube#commentThreadListResponse", "items": []}, "a YouTube export"),
        ({"version": 1, "interactions": [{"request": {}, "response": {}}]}, "a recording of HTTP traffic"),
        ({"log": {"version": "1.2", "entries": []}}, "a recording of HTTP traffic"),
        (
            {"name": "left-pad", "version": "1.0.0", "dependencies": {}},
            "no posts found in it: JSON of no known export (its first object has name, version, dependencies)",
        ),
        ({"ann@example.org": {}}, "no posts found in it: JSON of no known export"),
        ([1, 2, 3], "no posts found in it: no JSON objects"),
        ("[x]\ny = 1\n", "no whole JSON record in it: JSON is malformed"),
        ('{"a": {"b": [1,2,', "no whole JSON record in it: it is cut before its brackets close"),
        ('{\n "profile": {\n  ...\n }\n}', "no whole JSON record in it: JSON is malformed: "),
        (json.dumps({"name": "x"}).encode("utf-16"), "no posts found in it"),
        (b"%PDF-1.7\n%", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a picture, not an export"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a picture, not an export"),
        (b"\0\0\0\x18ftypmp42", "a video or a sound, not an export"),
        ("<!DOCTYPE html>\n<html><body>502</body></html>", "an HTML page"),
        ("\n<html lang='en'>", "an HTML page"),
        ("16/08/12, 12:59 - Ann: hello\n16/08/12, 13:00 - Bob: hi\n", "a WhatsApp chat"),
        ("[16.08.12, 12:59:00] Ann: hello\n[16.08.12, 13:00:00] Bob: hi\n", "a WhatsApp chat"),
        ("interactions:\n- request:\n    body: null\n  response:\n    body: x\n", "a recording of HTTP traffic"),
        ("", "no data in it"),
        (" \n\n", "no data in it"),
        ("[" * 50_000, "no whole JSON record"),
    ],
)
def test_known_files_are_refused_with_their_reason(tmp_path: Path, content: Any, said: str) -> None:
    assert said in str(reason(write(tmp_path, "a.json", content)))


def test_binary_data_are_refused_and_pickles_never_loaded(tmp_path: Path) -> None:
    canary = tmp_path / "canary"

    class Bomb:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.mkdir, (str(canary),)

    assert reason(write(tmp_path, "a.json", pickle.dumps(Bomb()))) == "binary data of no known export format"
    assert reason(write(tmp_path, "b.json", bytes(range(256)) * 256)) == "binary data of no known export format"
    assert not canary.exists()


def test_nothing_is_said_of_files_that_are_not_known(tmp_path: Path) -> None:
    assert reason(write(tmp_path, "README.md", "# Tweets\n\nMy tweets.\n")) is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            "It was a cold day, and nobody came to the mill.\nSo it went on for a week.\n",
            "plain text, in which nothing",
        ),
        ("<?xml version='1.0'?>\n<gpx><trk/></gpx>", "XML of no known export format (it begins with <gpx>)"),
        ("left\nright\n", "no known export format"),
    ],
)
def test_a_file_given_by_itself_is_told_what_it_looks_like(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(NoDataError) as caught:
        gk.load(write(tmp_path, "a.txt", content))
    assert str(caught.value).startswith(f"a.txt: {said}")
    assert str(caught.value).endswith("`graphkit list readers` names what is read")


def test_an_office_document_is_named_and_told_how_to_be_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "letter.docx", "w") as letter:
        letter.writestr("[Content_Types].xml", "<Types/>")
        letter.writestr("word/document.xml", "<document/>")
    assert "save its table as .xlsx or CSV" in (reason(tmp_path / "letter.docx") or "")
