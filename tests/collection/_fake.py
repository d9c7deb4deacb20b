"""A server of our own on 127.0.0.1 that answers as API v2 does, with a clock of its own and every fault there is."""

import gzip
import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from graphkit.collection._transport import Machine
from tests.collection._town import Town

TOKEN = "AAAAinvented%2Btoken-of-nobody%3D0123456789"  # noqa: S105
START = 1_790_000_000.0
WINDOW = 900


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now = START
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def machine(self) -> Machine:
        return Machine(sleep=self.sleep, clock=lambda: self.now, chance=lambda: 0.5)


@dataclass
class Reply:
    """One answer: a page, or something else."""

    page: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    cut: int | None = None
    """So many bytes of the body, then the connection is reset; 0: not even a head."""

    @property
    def content(self) -> bytes:
        return self.body if self.body is not None else json.dumps(self.page).encode()


@dataclass
class Fake:
    """The server's state: what it holds, what was asked of it, and how often a limit was broken."""

    town: Town
    clock: Clock | None = None
    fault: Callable[["Fake", int, Reply], Reply] = lambda fake, number, reply: reply
    limit: int = 10_000
    """Requests that each endpoint allows in a window."""
    most: int = 100
    """Things on a page, however many are asked for."""
    stale: set[str] = field(default_factory=set)
    """Tokens of pages that are not known any more."""
    asked: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    pages: int = 0
    """Requests for pages so far; lookups are not counted."""
    broken: int = 0
    """Requests made although the limit was used up."""
    used: dict[str, list[float]] = field(default_factory=dict)
    base: str = ""

    @property
    def now(self) -> float:
        import time

        return self.clock.now if self.clock else time.time()

    def answer(self, address: str) -> Reply:
        parts = urlsplit(address)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.asked.append(address)
        words = parts.path.strip("/").split("/")[1:]
        token = query.get("pagination_token") or query.get("next_token")
        reply = self._limited(words) or self._found(words, query)
        if token in self.stale:
            reply = Reply({"title": "Invalid Request", "detail": "The token is not valid"}, 400)
        if words[:2] in (["users", "by"], ["users"]) or words == ["tweets"]:
            return reply
        self.pages += 1
        return self.fault(self, self.pages, reply)

    def _limited(self, words: list[str]) -> Reply | None:
        endpoint = "/".join(word for word in words if not word.isdigit())
        recent = self.used.setdefault(endpoint, [])
        recent[:] = [moment for moment in recent if moment > self.now - WINDOW]
        if len(recent) < self.limit:
            recent.append(self.now)
            return None
        self.broken += 1
        return Reply({"title": "Too Many Requests"}, 429, self.limits(0, recent[0] + WINDOW))

    def limits(self, remaining: int, reset: float) -> dict[str, str]:
        return {"x-rate-limit-remaining": str(remaining), "x-rate-limit-reset": str(int(reset) + 1)}

    def _found(self, words: list[str], query: dict[str, str]) -> Reply:
        if words == ["users", "by"]:
            return Reply(self._users(query["usernames"].split(",")))
        if words == ["tweets"]:
            ids = query["ids"].split(",")
            gone = [
                {"value": i, "title": "Not Found Error", "detail": f"no {i}"} for i in ids if i not in self.town.posts
            ]
            return Reply(self.page([self.town.posts[i] for i in ids if i in self.town.posts], errors=gone))
        things = self._things(words, query)
        if things is None:
            return Reply({"title": "Not Found Error", "detail": "Could not find user"}, 404)
        return Reply(self._paged(things, query))

    def _users(self, handles: list[str]) -> dict[str, Any]:
        by_handle = {user["username"].lower(): user for user in self.town.users.values()}
        page: dict[str, Any] = {}
        if found := [by_handle[h.lower()] for h in handles if h.lower() in by_handle]:
            page["data"] = found
        if gone := [h for h in handles if h.lower() not in by_handle]:
            page["errors"] = [{"value": h, "detail": f"Could not find user with usernames: [{h}]."} for h in gone]
        return page

    def _things(self, words: list[str], query: dict[str, str]) -> list[dict[str, Any]] | None:
        town, everything = self.town, list(self.town.posts.values())
        found: list[dict[str, Any]] | None = None
        match words:
            case ["users", user, "tweets"] if user in town.users:
                found = town.of(user)
            case ["users", user, "mentions"] if user in town.users:
                found = town.mentioning(user)
            case ["users", user, "liked_tweets"]:
                found = [post for post in everything if int(post["id"]) % 50 == int(user) % 50]
            case ["tweets", "search", _] if query["query"].startswith("conversation_id:"):
                found = [p for p in everything if p["conversation_id"] == query["query"].partition(":")[2]]
            case ["tweets", "search", _]:
                found = [p for p in everything if query["query"] in p["text"] and not p["text"].startswith("RT")]
            case ["tweets", post, "quote_tweets"]:
                found = [p for p in everything if int(p["id"]) % 7 == int(post) % 7][:40]
            case ["tweets", _, "retweeted_by" | "liking_users"]:
                found = list(town.users.values())[:30]
        return found

    def _paged(self, things: list[dict[str, Any]], query: dict[str, str]) -> dict[str, Any]:
        token = query.get("pagination_token") or query.get("next_token") or "page-0"
        start = int(token.partition("-")[2].partition("~")[0])
        since, until = int(query.get("since_id", 0)), int(query.get("until_id", 1 << 70))
        some = [thing for thing in things if since < int(thing["id"]) < until]
        size = min(int(query["max_results"]), self.most)
        page = self.page(some[start : start + size])
        if start + size < len(some):
            page["meta"]["next_token"] = f"page-{start + size}"
        return page

    def page(self, things: list[dict[str, Any]], errors: list[Any] | None = None) -> dict[str, Any]:
        """A page with what its things refer to; without data where there are none, as X does it."""
        town = self.town
        referred = [r["id"] for thing in things for r in thing.get("referenced_tweets", ())]
        tweets = [town.posts[r] for r in dict.fromkeys(referred) if r in town.posts]
        people = {thing.get("author_id") for thing in [*things, *tweets]} - {None}
        for thing in [*things, *tweets]:
            people |= {m["id"] for m in thing.get("entities", {}).get("mentions", ())}
        page: dict[str, Any] = {"data": things} if things else {}
        page["includes"] = {"users": [town.users[p] for p in sorted(people) if p in town.users], "tweets": tweets}
        page |= {"errors": errors} if errors else {}
        return page | {"meta": {"result_count": len(things)}}


@contextmanager
def serving(fake: Fake, certificate: Path | None = None) -> Iterator[Fake]:
    """Let the fake answer on a port of 127.0.0.1, over TLS with a certificate."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(fake))
    server.daemon_threads = True
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    fake.base = f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(fake: Fake) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            fake.tokens.add(self.headers.get("Authorization", ""))
            reply = fake.answer(self.path)
            if reply.cut == 0:
                return self.reset()
            content = reply.content
            self.send_response_only(reply.status)
            for name, value in {"Date": formatdate(fake.now, usegmt=True), **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            try:
                self.wfile.write(content[: reply.cut])
                self.wfile.flush()
            except OSError:
                self.close_connection = True
            return self.reset() if reply.cut else None

        def reset(self) -> None:
            """Break the connection off."""
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True

    return Handler


def packed(number: int) -> bytes:
    """So many bytes of spaces, as gzip, made a piece at a time."""
    import io

    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9) as file:
        for _ in range(number >> 20):
            file.write(b" " * (1 << 20))
    return out.getvalue()
