"""The token reaches the server and nothing else: no output, no log, no traceback, no file holds a byte of it."""

import logging
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest

from graphkit._ending import _code_of
from graphkit.cli import app
from graphkit.collection._token import Token, token_from
from graphkit.errors import CollectError, UsageError
from tests.collection._fake import TOKEN, Fake, Reply, serving
from tests.collection._faults import MENDED, refused
from tests.collection._town import Town, town
from tests.collection.support import Collected, fake_of

FORMS = tuple(form.encode() for form in (TOKEN, quote(TOKEN, safe=""), unquote(TOKEN)))
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="modes of files are those of POSIX")


@pytest.fixture(scope="module")
def two() -> Town:
    return town(people=2, posts=150)


def echo(fake: Fake, number: int, reply: Reply) -> Reply:
    """A server that says the token in every place where it can."""
    page: dict[str, Any] = reply.page
    if number < 3:
        page["meta"]["next_token"] = f"page-{number}00~{TOKEN}"
    page["errors"] = [{"title": TOKEN, "detail": f"Bearer {TOKEN}"}]
    page["includes"] = {"users": [{"id": "1000", "username": "ann_reed", "name": unquote(TOKEN)}]}
    return Reply(page, headers={"X-Echo": TOKEN, "x-rate-limit-reset": TOKEN, "Link": f"<{quote(TOKEN, safe='')}>"})


FAULTS = {
    "ok": MENDED["ok"],
    "401": lambda fake, number, reply: refused(401, f"no such token: {TOKEN}")(fake, reply),
    "503": lambda fake, number, reply: Reply(status=503, body=TOKEN.encode()),
    "echo": echo,
    "redirect": lambda fake, number, reply: Reply({}, 302, {"Location": f"http://127.0.0.1:9/?{TOKEN}"}),
    "broken": lambda fake, number, reply: Reply(body=f'{{"token": "{TOKEN}"'.encode()),
}


@pytest.mark.parametrize("name", FAULTS)
def test_the_token_is_in_no_byte_of_output_log_traceback_or_file(
    name: str, two: Town, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHKIT_BEARER_TOKEN", TOKEN)
    log = tmp_path / "debug.log"
    handler = logging.FileHandler(log)
    root = logging.getLogger()
    root.addHandler(handler)
    before = root.level
    root.setLevel(logging.DEBUG)
    words = ["-vv", "collect", "user", "ann_reed", "--yes", "--max-wait", "0", "-o", str(tmp_path / "pages.jsonl")]
    try:
        with serving(Fake(two, fault=FAULTS[name])) as fake:
            code = _code_of(lambda: app([*words, "--api-base", fake.base], standalone_mode=False), lambda: True)
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
        handler.close()
    said = capfdbinary.readouterr()
    assert fake.tokens == {f"Bearer {TOKEN}"}
    assert code == (0 if name in ("ok", "echo") else 7)
    assert b"tweepy" in log.read_bytes() or b"api.twitter.com" in log.read_bytes()
    everything = [said.out, said.err, *(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())]
    assert not [form for form in FORMS for content in everything if form in content]


def test_a_bug_shows_no_token(two: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def bug(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("graphkit.collection._transport._response", bug)
    with serving(fake_of(two)) as fake, pytest.raises(ZeroDivisionError) as raised:
        Collected(fake, tmp_path, "user", two.handle())
    assert TOKEN not in str(raised.getrepr(style="long"))
    assert TOKEN not in repr(Token(TOKEN))


@POSIX
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_token_that_others_can_read_is_refused(mode: int, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(TOKEN, encoding="utf-8")
    file.chmod(mode)
    with pytest.raises(UsageError, match="others may read this token") as raised:
        token_from(file, {})
    assert f"chmod 600 {file}" in str(raised.value)
    file.chmod(0o600)
    assert token_from(file, {}) == Token(TOKEN)


@pytest.mark.parametrize("value", ["two words", "a\nb", "naïve", "a\x00b", "x" * 5000, "Authorization: Bearer abc"])
def test_what_cannot_be_a_token_is_refused_and_not_repeated(value: str) -> None:
    with pytest.raises(UsageError, match="GRAPHKIT_BEARER_TOKEN: this is no bearer token") as raised:
        token_from(None, {"GRAPHKIT_BEARER_TOKEN": value})
    assert value not in str(raised.value)


def test_where_the_token_is_looked_for(tmp_path: Path) -> None:
    assert token_from(None, {"BEARER_TOKEN": "b", "GRAPHKIT_BEARER_TOKEN": "a"}) == Token("a")
    assert token_from(None, {"BEARER_TOKEN": "Bearer b"}) == Token("b")
    assert token_from(None, {}) is None
    with pytest.raises(UsageError, match="the token cannot be read: No such file"):
        token_from(tmp_path / "none", {})


def test_a_netrc_of_the_machine_does_not_take_the_place_of_the_token(
    two: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine api.twitter.com login ann password pw\nmachine 127.0.0.1 login ann password pw\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with serving(fake_of(two)) as fake:
        Collected(fake, tmp_path, "user", two.handle())
    assert fake.tokens == {f"Bearer {TOKEN}"}


def test_over_tls_a_certificate_must_hold(two: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = _certificate(tmp_path)
    with serving(fake_of(two), certificate) as fake:
        doubtful = Collected(fake, tmp_path, "user", two.handle())
        assert isinstance(doubtful.error, CollectError)
        assert "its certificate does not hold; nothing was asked of it" in str(doubtful.error)
        assert fake.asked == []
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
        good = Collected(fake, tmp_path, "user", two.handle())
    assert good.error is None
    assert len(good.ids) == 150


def _certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody has signed, with its key; made now, good for a day."""
    made = folder / "certificate.pem"
    name = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "-"]
    try:
        done = subprocess.run(
            ["openssl", "req", "-x509", *key, *name, "-days", "1"], capture_output=True, check=True, timeout=30
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("openssl, which makes a certificate, is not here")
    made.write_bytes(done.stdout)
    return made
