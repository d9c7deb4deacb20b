"""Exports that hold no public posts, or are not read yet, are refused by name; unknown files without a guess."""

import os
import pickle
import zipfile
from pathlib import Path
from typing import Any

import pytest

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
        ({"name": "left-pad", "version": "1.0.0", "dependencies": {}}, "no posts found in it"),
        ([1, 2, 3], "no posts found in it"),
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


def test_a_workbook_is_named_and_told_how_to_be_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "book.xlsx", "w") as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", "<workbook/>")
    assert "save the sheet as CSV" in (reason(tmp_path / "book.xlsx") or "")
