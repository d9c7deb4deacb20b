"""The one way out to a network: an adapter for `requests` that mends what clients leave to chance.

It decides the host, adds the token at the last moment (no client and no log of a client ever holds it), waits where
the server says so, tries again what may go better, refuses redirects, and takes in no more than is allowed. Whatever
leaves it is a sound answer of JSON, with none but a few harmless headers; all else is a CollectError.
"""

import http.client
import ipaddress
import os
import random
import re
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.structures import CaseInsensitiveDict
from urllib3.exceptions import HTTPError

from graphkit import __version__
from graphkit.collection._body import Allowance, SetbackError, body_of, json_of
from graphkit.collection._token import Token
from graphkit.errors import CollectError, UsageError

LONGEST_BACK_OFF = 16.0
CHUNK = 64 << 10
ALLOWANCE = Allowance()
PREFIXES = ("x-rate-limit", "x-ratelimit", "ratelimit")
"""How X, Mastodon and Bluesky call the headers about their limits."""
PACES = {"/2/tweets/search/all": 1.0}
"""Seconds between two requests to an endpoint, where the limit is also one by the second."""
WORTH_TELLING = 5.0
"""Shorter waits are not told."""
NUMBER = re.compile(r"\d{1,12}", re.ASCII)
AGENT = f"graphkit/{__version__}"


class AnswerError(CollectError):
    """The server said no, and will again: the status, and what it said about it."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(f"{_meaning(status)}{f': {said}' if said else ''}")
        self.status = status


@dataclass(frozen=True)
class Patience:
    """How long and how often one request is tried."""

    max_wait: float = 960.0
    """Seconds to wait for one request in all; the window of X's rate limits is 900 s."""
    tries: int = 7
    """Without a word of the server when to come again, they take about a minute."""
    connect: float = 10.0
    read: float = 60.0
    allowance: Allowance = ALLOWANCE


@dataclass(frozen=True)
class Machine:
    """What a machine gives: time, sleep and chance; tests bring their own."""

    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.time
    chance: Callable[[], float] = random.random


@dataclass(frozen=True)
class _Refusal:
    """The server asks to come later: when, in seconds from now, if it says."""

    wait: float | None
    said: str = "the rate limit is used up"


class Transport(HTTPAdapter):
    """Mounted on a session, it answers every request that the session makes."""

    def __init__(
        self, base: str, token: Token | None, patience: Patience, machine: Machine, tell: Callable[[str], None]
    ) -> None:
        """`base` is scheme, host and port that take the place of those of the address asked for."""
        super().__init__()
        self._base = checked(base)
        self._token = token
        self._patience = patience
        self._machine = machine
        self._tell = tell
        self.turns: dict[str, float] = {}
        """When the next request to an endpoint may be made, where its limit is used up."""

    def send(self, request: requests.PreparedRequest, **given: Any) -> requests.Response:  # type: ignore[override]
        """Answer a request, in as many tries and with as much waiting as patience allows."""
        path = urlsplit(request.url or "")
        address = f"{self._base}{path.path}{f'?{path.query}' if path.query else ''}"
        endpoint = re.sub(r"(?<=.)/\d+(?=/|$)", "/:id", path.path)
        waited = self._wait(max(0.0, self.turns.pop(endpoint, 0.0) - self._machine.clock()), 0.0, "the rate limit")
        attempt = 1
        while True:
            try:
                outcome = self._try(request, address, endpoint)
            except SetbackError as setback:
                outcome = _Refusal(None, str(setback))
            if isinstance(outcome, requests.Response):
                return outcome
            if attempt == self._patience.tries:
                raise CollectError(f"gave up after {attempt} tries: {outcome.said}; try again later")
            waited = self._wait(self._pause(outcome, attempt), waited, outcome.said)
            attempt += 1

    def _pause(self, refusal: _Refusal, attempt: int) -> float:
        """Seconds until the next try: what the server says, else longer from try to try."""
        if refusal.wait is not None:
            return refusal.wait + 1
        return min(float(2 ** (attempt - 1)), LONGEST_BACK_OFF) * (1 + self._machine.chance() / 4)

    def _wait(self, seconds: float, waited: float, why: str) -> float:
        """Wait, if that is not longer than patience; the seconds waited in all."""
        if not seconds:
            return waited
        most = self._patience.max_wait
        if waited + seconds > most:
            at = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(self._machine.clock() + seconds))
            raise CollectError(f"{why}, until {at}: longer than --max-wait {most:,.0f} s allows; try again then")
        if seconds >= WORTH_TELLING:
            self._tell(f"waiting {seconds:,.0f} s: {why}")
        self._machine.sleep(seconds)
        return waited + seconds

    def _try(self, request: requests.PreparedRequest, address: str, endpoint: str) -> requests.Response | _Refusal:
        asked = request.copy()
        asked.url = address
        asked.headers = CaseInsensitiveDict(
            {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": AGENT}
        )
        if self._token is not None:
            asked.headers["Authorization"] = self._token.header
        raw = self._sent(asked, address)
        with closing(raw):
            status, headers = raw.status_code, _limits(raw.headers)
            if 300 <= status < 400:
                raise CollectError(f"{self._base} sends us to another address; this is not followed")
            now = self._server_time(raw.headers)
            if status == 200:
                self._note_turn(endpoint, headers, now)
            content = self._body(raw)
        said = "" if self._token is None else self._token.cleaned(content.decode("utf-8", "replace"))
        content = said.encode("utf-8", "replace") if said else content
        if status == 429:
            return _later(content, headers, now)
        if status >= 500:
            raise SetbackError(f"the server is in trouble ({status})")
        if status != 200:
            raise AnswerError(status, _said(content))
        json_of(content)
        return _response(request, address, headers, content)

    def _sent(self, asked: requests.PreparedRequest, address: str) -> requests.Response:
        """Send one request; what broke on the way is a setback, a certificate that does not hold is not."""
        own = _is_loopback(urlsplit(address).hostname or "")
        known = {} if own else requests.utils.get_environ_proxies(address, no_proxy=None)
        timeout = (self._patience.connect, self._patience.read)
        try:
            return super().send(asked, stream=True, timeout=timeout, verify=_trusted(), proxies=known)
        except requests.exceptions.SSLError:
            raise CollectError(f"{self._base}: its certificate does not hold; nothing was asked of it") from None
        except requests.exceptions.Timeout:
            raise SetbackError("the server did not answer in time") from None
        except requests.exceptions.RequestException:
            raise SetbackError("the connection broke or could not be made") from None

    def _body(self, raw: requests.Response) -> bytes:
        """The body; the connection is cut off where that takes too long, as each byte alone may come in time."""
        allowance = self._patience.allowance
        chunks = raw.raw.stream(CHUNK, decode_content=False)
        cutter = threading.Timer(allowance.most_seconds, _cut_off, [raw])
        cutter.daemon = True
        cutter.start()
        try:
            return body_of(chunks, raw.headers.get("content-encoding", ""), allowance)
        except (HTTPError, OSError, http.client.HTTPException):
            raise SetbackError("the answer was cut, or took too long") from None
        finally:
            cutter.cancel()

    def _server_time(self, headers: Mapping[str, str]) -> float:
        """What time it is for the server, whose resets we are told; ours where it does not say."""
        try:
            return parsedate_to_datetime(headers.get("date", "")).timestamp()
        except (TypeError, ValueError, IndexError, OverflowError):
            return self._machine.clock()

    def _note_turn(self, endpoint: str, headers: Mapping[str, str], now: float) -> None:
        """Where this was the last request that the limit allows, the next one waits: asking would break the rules."""
        wait = _until(headers, now)
        used_up = headers["x-rate-limit-remaining"] == "0" and wait is not None
        until = (wait or 0.0) + 1 if used_up else PACES.get(endpoint, 0.0)
        if until:
            self.turns[endpoint] = self._machine.clock() + until


def _cut_off(raw: requests.Response) -> None:
    """End a connection that another thread reads from."""
    with suppress(AttributeError, OSError):
        raw.raw.connection.sock.shutdown(socket.SHUT_RDWR)


def session(adapter: Transport) -> requests.Session:
    """A session whose every request goes through the adapter: none of its own settings, passwords or redirects."""
    made = requests.Session()
    prepared(made, adapter)
    return made


def prepared(made: requests.Session, adapter: Transport) -> None:
    """Put the adapter into a session that somebody else has made."""
    made.trust_env = False  # a .netrc would take the place of the token
    made.adapters.clear()
    made.mount("https://", adapter)


def checked(base: str) -> str:
    """An address to ask, without its path; UsageError where a token would travel in the open."""
    try:
        parts = urlsplit(base)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme not in ("https", "http") or not host or parts.username or parts.query or parts.fragment:
        raise UsageError(f"--api-base takes an address such as https://api.x.com, not '{base}'")
    if parts.scheme == "http" and not _is_loopback(host):
        raise UsageError(f"--api-base {base}: without https anybody on the way could read the token and the posts")
    return base.rstrip("/")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _trusted() -> bool | str:
    """Certificates: those of the environment, as `requests` finds them, else its own."""
    return os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("SSL_CERT_FILE") or True


def _limits(headers: Mapping[str, str]) -> dict[str, str]:
    """What a server says of its limits, under the names that X gives it."""
    said = next((prefix for prefix in PREFIXES if f"{prefix}-reset" in headers), PREFIXES[0])
    return {f"x-rate-limit-{name}": headers.get(f"{said}-{name}", "").strip() for name in ("remaining", "reset")}


def _until(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds until the limit is reset; None where the header is missing, garbage or of the past."""
    reset = headers["x-rate-limit-reset"]
    try:
        at = float(reset) if NUMBER.fullmatch(reset) else datetime.fromisoformat(reset).timestamp()
    except (ValueError, OverflowError):
        return None
    return at - now if at > now else None


def _later(content: bytes, headers: Mapping[str, str], now: float) -> _Refusal:
    """Of an answer 429: a limit of minutes passes; one of the month, or credits that are spent, do not."""
    said = _said(content)
    if re.search("usage.?cap|credits|monthly", said, re.IGNORECASE):
        raise AnswerError(429, said)
    return _Refusal(_until(headers, now))


def _said(content: bytes) -> str:
    """What an error says of itself, in a few words."""
    try:
        value = json_of(content)
    except SetbackError:
        return ""
    if not isinstance(value, dict):
        return ""
    errors = value.get("errors")
    told = [value, *(errors[:1] if isinstance(errors, list) else [])]
    parts = [one.get(key) for one in told if isinstance(one, dict) for key in ("title", "detail", "error", "message")]
    return ": ".join(dict.fromkeys(part.strip()[:200] for part in parts if isinstance(part, str) and part.strip()))


def _response(
    request: requests.PreparedRequest, address: str, headers: Mapping[str, str], content: bytes
) -> requests.Response:
    answer = requests.Response()
    answer.status_code, answer.reason = 200, "OK"
    answer.url, answer.request = address, request
    answer.headers = CaseInsensitiveDict({name: value for name, value in headers.items() if NUMBER.fullmatch(value)})
    answer.encoding = "utf-8"
    answer._content, answer._content_consumed = content, True
    return answer


def _meaning(status: int) -> str:
    known = {
        400: "the server does not understand the request (400)",
        401: "the server does not accept the bearer token (401): check it, or make a new one",
        402: "there are no credits left (402): buy some, then run the same command again",
        403: "the server does not allow this (403)",
        404: "not found (404)",
        429: "the allowance of the month is used up (429)",
    }
    return known.get(status, f"the server refuses the request ({status})")
