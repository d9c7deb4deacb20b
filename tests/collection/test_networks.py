"""Other networks through the same door: their public pages are collected as they are, and our readers read them."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

import graphkit as gk
from graphkit.collection._mastodon import FOLLOWERS
from graphkit.errors import GraphkitError, UsageError

Answers = Callable[[str, dict[str, str]], Any]
DID = "did:plc:ann"


@contextmanager
def answering(answers: Answers) -> Iterator[tuple[str, list[str]]]:
    """A server of JSON; None is 404. Its address, and the tokens that it was shown."""
    tokens: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        wbufsize = -1

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            tokens.append(self.headers.get("Authorization", ""))
            parts = urlsplit(self.path)
            found = answers(parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()})
            self.send_response(404 if found is None else 200)
            self.end_headers()
            self.wfile.write(json.dumps({"error": "Record not found"} if found is None else found).encode())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", tokens
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def account(number: int, name: str) -> dict[str, Any]:
    return {"id": str(number), "acct": name, "username": name, "url": f"https://meadow.example/@{name}"}


def status(number: int, author: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    named = [] if number % 2 else [account(2, "bob")]
    return {
        "id": str(number), "uri": f"https://meadow.example/users/ann/statuses/{number}", "visibility": "public",
        "created_at": f"2026-05-{number % 28 + 1:02d}T10:00:00.000Z", "content": f"<p>post {number}</p>",
        "account": author or account(1, "ann"), "mentions": named, "reblog": None,
    } | more  # fmt: skip


def mastodon(path: str, query: dict[str, str]) -> Any:
    statuses = [status(number) for number in range(1100, 1000, -1)]
    match path.split("/")[3:]:
        case ["accounts", "lookup"]:
            return account(1, "ann") | {"statuses_count": 100} if query["acct"] == "ann" else None
        case ["accounts", "1", "statuses"] | ["timelines", "tag", "meadow"]:
            since, below = int(query.get("since_id", 0)), int(query.get("max_id", 1 << 60))
            return [one for one in statuses if since < int(one["id"]) < below][: int(query["limit"])]
        case ["statuses", "1050"]:
            return status(1050)
        case ["statuses", "1050", "context"]:
            answer = status(1051, account(3, "cleo"), in_reply_to_id="1050", in_reply_to_account_id="1")
            return {"ancestors": [status(1049)], "descendants": [answer]}
    return None


def sky(path: str, query: dict[str, str]) -> Any:
    start = int(query.get("cursor", 0))
    posts = [_shown(number) for number in range(100, 0, -1)]
    more = {"cursor": str(start + 40)} if start + 40 < 100 else {}
    match path.rpartition(".")[2]:
        case "getAuthorFeed":
            return {"feed": [{"post": post} for post in posts[start : start + 40]], **more}
        case "searchPosts" | "getQuotes":
            return {"posts": posts[start : start + 40], "hitsTotal": 100, **more}
        case "getPostThread":
            return {"thread": {"post": posts[0], "replies": [{"post": _shown(200, "bob")}]}}
    return None


def _shown(number: int, who: str = "ann") -> dict[str, Any]:
    record = {"$type": "app.bsky.feed.post", "text": f"post {number}", "createdAt": "2026-05-01T10:00:00Z"}
    author = {"did": f"did:plc:{who}", "handle": f"{who}.example"}
    return {"uri": f"at://did:plc:{who}/app.bsky.feed.post/{number}", "cid": "c", "author": author, "record": record}


def collect(network: str, base: str, file: Path, *words: str, **more: Any) -> Any:
    try:
        return gk.collect(*words, output=file, network=network, api_base=base, **more)
    except GraphkitError as error:
        return error


@pytest.mark.parametrize(
    ("network", "what", "name", "posts"),
    [
        ("mastodon", "user", "@ann", 100),
        ("mastodon", "search", "#meadow", 100),
        ("mastodon", "thread", "https://meadow.example/@ann/1050", 3),
        ("bluesky", "user", "ann.example", 100),
        ("bluesky", "search", "post", 100),
        ("bluesky", "quotes", f"at://{DID}/app.bsky.feed.post/7", 100),
        ("bluesky", "thread", "https://bsky.app/profile/ann.example/post/100", 2),
    ],
)
def test_public_pages_are_collected_and_load(
    network: str, what: str, name: str, posts: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BEARER_TOKEN", "token-of-x")
    file = tmp_path / "pages.jsonl"
    with answering(mastodon if network == "mastodon" else sky) as (base, tokens):
        got = collect(network, base, file, what, name)
        again = collect(network, base, file, what, name, since_last=True)
    assert got.path == again.path == file
    assert set(tokens) == {""}
    assert all(json.loads(line)["__graphkit"] for line in file.read_text(encoding="utf-8").splitlines())
    graph = gk.load(file)
    assert graph.about["posts"] == posts
    assert graph.about["networks"] == [network]
    assert set(got.limits) <= set(graph.about["cannot_show"])


def test_newer_statuses_are_added(tmp_path: Path) -> None:
    file, all_of_them = tmp_path / "pages.jsonl", mastodon

    def older(path: str, query: dict[str, str]) -> Any:
        return all_of_them(path, query | {"max_id": str(min(int(query.get("max_id", 1 << 60)), 1050))})

    with answering(older) as (base, _):
        assert collect("mastodon", base, file, "user", "ann").things == 49
    with answering(mastodon) as (base, _):
        assert collect("mastodon", base, file, "user", "ann", since_last=True).things == 100
    assert FOLLOWERS in gk.load(file).about["cannot_show"]


@pytest.mark.parametrize(
    ("network", "words", "said"),
    [
        ("mastodon", ("likes", "ann"), "of Mastodon there are user, search, thread (of a hashtag), not 'likes'"),
        ("mastodon", ("user", "not a name"), "'not a name' is no account of Mastodon"),
        ("bluesky", ("mentions", "ann.example"), "of Bluesky there are user, search, thread, quotes"),
        ("bluesky", ("user", "ann"), "'ann' is no account of Bluesky"),
        ("bluesky", ("thread", "ann"), "'ann' is no post of Bluesky"),
    ],
)
def test_what_a_network_has_not_is_said(network: str, words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    error = collect(network, "http://127.0.0.1:9", tmp_path / "pages.jsonl", *words)
    assert isinstance(error, UsageError)
    assert said in str(error)


def test_who_is_not_on_the_server_is_named(tmp_path: Path) -> None:
    with answering(mastodon) as (base, _):
        error = collect("mastodon", base, tmp_path / "pages.jsonl", "user", "ghost", "ann")
    assert error.exit_code == 7
    assert "1 of 2 could not be collected: ghost (not found, or not public)" in str(error)
