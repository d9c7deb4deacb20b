"""Whatever a server does, pages are kept once and whole, waiting ends, and an incomplete collection is an error."""

import socket
import threading
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

import graphkit as gk
from graphkit.collection._body import Allowance
from graphkit.collection._transport import Machine, Patience, Transport, session
from graphkit.errors import CollectError
from tests.collection._fake import TOKEN, Reply, serving
from tests.collection._faults import GIVEN_UP, MENDED, refused
from tests.collection._town import Town, town
from tests.collection.support import Collected, fake_of

TRIES = 8


@pytest.fixture(scope="module")
def two() -> Town:
    return town(people=2, posts=430)


@pytest.mark.parametrize("name", MENDED)
def test_a_fault_that_passes_loses_nothing(name: str, two: Town, tmp_path: Path) -> None:
    with serving(fake_of(two, fault=MENDED[name])) as fake:
        got = Collected(fake, tmp_path, "user", two.handle())
    assert got.error is None
    assert got.ids == [post["id"] for post in two.of("1000")]
    assert got.status["state"] == "finished"
    assert all(wait >= 1 for wait in fake.clock.slept)
    assert len(fake.asked) <= 1 + 5 * 2 + len(fake.clock.slept)
    assert not any(mark in got.words for mark in "\x00\x1b\u202e")
    if name in ("ok", "surrogate"):
        assert len(gk.load(got.file).posts(two.handle())) == 430


@pytest.mark.parametrize("name", GIVEN_UP)
def test_a_fault_that_stays_ends_the_run_and_keeps_what_there_was(name: str, two: Town, tmp_path: Path) -> None:
    fault, said = GIVEN_UP[name]
    with serving(fake_of(two, fault=fault)) as fake:
        got = Collected(fake, tmp_path, "user", two.handle())
        assert isinstance(got.error, CollectError)
        assert got.error.exit_code == 7
        assert said in str(got.error)
        assert "\n" not in str(got.error)
        assert len(got.ids) == len(set(got.ids)) >= 100
        assert got.status["state"] == "unfinished"
        assert sum(fake.clock.slept) < 1000
        fake.fault = MENDED["ok"]
        again = Collected(fake, tmp_path, "user", two.handle())
    assert again.error is None
    assert sorted(again.ids) == sorted(post["id"] for post in two.of("1000"))


def test_a_reset_is_waited_for_and_not_asked_before(two: Town, tmp_path: Path) -> None:
    with serving(fake_of(two, fault=MENDED["r429"])) as fake:
        Collected(fake, tmp_path, "user", two.handle())
    assert fake.clock.slept == [pytest.approx(3, abs=1)] * 2


def test_a_clock_that_is_wrong_does_not_shorten_a_wait(two: Town, tmp_path: Path) -> None:
    with serving(fake_of(two, fault=MENDED["r429"])) as fake:
        machine = fake.clock.machine()
        late = type(machine)(machine.sleep, lambda: fake.now + 86_400, machine.chance)
        got = Collected(fake, tmp_path, "user", two.handle(), machine=late)
    assert got.error is None
    assert all(wait >= 2 for wait in fake.clock.slept)


def test_a_token_that_is_not_accepted_is_tried_once(two: Town, tmp_path: Path) -> None:
    with serving(fake_of(two, fault=lambda fake, number, reply: refused(401, "Unauthorized")(fake, reply))) as fake:
        got = Collected(fake, tmp_path, "search", "walk")
    assert len(fake.asked) == 1
    assert "check it, or make a new one" in got.words
    assert TOKEN not in got.words
    assert not got.file.exists()


def test_who_is_not_found_is_named_and_the_others_are_collected(two: Town, tmp_path: Path) -> None:
    with serving(fake_of(two)) as fake:
        got = Collected(fake, tmp_path, "user", "nobody_here", two.handle(), two.handle(1))
    assert isinstance(got.error, CollectError)
    assert "1 of 3 could not be collected: nobody_here (Could not find user" in str(got.error)
    assert len(got.ids) == 860


def test_a_timeline_that_is_gone_is_named_and_the_others_are_collected(two: Town, tmp_path: Path) -> None:
    def gone(fake, number, reply):  # type: ignore[no-untyped-def]
        return refused(404, "Not Found")(fake, reply) if "/1000/" in fake.asked[-1] else reply

    with serving(fake_of(two, fault=gone)) as fake:
        got = Collected(fake, tmp_path, "user", two.handle(), two.handle(1))
    assert f"1 of 2 could not be collected: {two.handle()} (not found (404): Not Found)" in got.words
    assert len(got.ids) == 430


def test_a_server_that_drips_is_cut_off() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        dripping = threading.Thread(target=_drip, args=[server], daemon=True)
        dripping.start()
        base = f"http://127.0.0.1:{server.getsockname()[1]}"
        patience = Patience(tries=1, allowance=Allowance(most_seconds=0.2))
        begun = time.monotonic()
        with (
            closing(Transport(base, None, patience, Machine(), print)) as transport,
            session(transport) as asking,
            pytest.raises(CollectError, match="gave up after 1 tries: the answer was cut, or took too long"),
        ):
            asking.get("https://api.example/")
        dripping.join()
    assert time.monotonic() - begun < 5


def _drip(server: socket.socket) -> None:
    """Answer one request, a byte at a time."""
    connection, _ = server.accept()
    with connection, suppress(OSError):
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        for _ in range(1000):
            connection.sendall(b" ")
            time.sleep(0.01)


def test_an_account_that_is_protected_is_named_each_time(two: Town, tmp_path: Path) -> None:
    def protected(fake, number, reply):  # type: ignore[no-untyped-def]
        said = {"errors": [{"title": "Authorization Error", "detail": "you may not see the user with id: [1000]"}]}
        return Reply(said) if "/1000/" in fake.asked[-1] else reply

    with serving(fake_of(two, fault=protected)) as fake:
        for _ in range(2):
            got = Collected(fake, tmp_path, "user", two.handle(), two.handle(1))
            assert f"1 of 2 could not be collected: {two.handle()} (you may not see the user" in str(got.error)
    assert len(got.ids) == 430
    clause = f"user {two.handle()} (you may not see the user with id: [1000])"
    graph = gk.load(got.file)
    assert clause in graph.about["cannot_show"]
    gk.export(graph, got.file.parent / "store", to="parquet")
    assert clause in gk.load(got.file.parent / "store").about["cannot_show"]
    gk.pseudonymise(graph, got.file.parent / "shared")
    shared = gk.load(got.file.parent / "shared").about["cannot_show"]
    assert not any(two.handle() in said for said in shared)


def test_what_pages_refer_to_and_do_not_give_is_told_and_counted(two: Town, tmp_path: Path) -> None:
    with serving(fake_of(two, fault=MENDED["partial_errors"])) as fake:
        got = Collected(fake, tmp_path, "user", two.handle())
    assert [line for line in got.said if line.startswith("not given")] == [
        f"not given: tweet {number}: {word}" for number, word in enumerate(("deleted", "suspended", "protected"))
    ]
    assert "3 posts or accounts referred to that X does not give" in got.status["limits"]


def test_limits_are_kept_although_the_server_never_says_no_first(two: Town, tmp_path: Path) -> None:
    with serving(fake_of(two, limit=2)) as fake:
        fake.fault = lambda fake, number, reply: reply if reply.status == 429 else _with_limits(fake, reply)
        got = Collected(fake, tmp_path, "user", two.handle())
    assert got.error is None
    assert len(got.ids) == 430
    assert fake.broken == 0
    assert len(fake.clock.slept) == 2


def test_the_archive_is_searched_once_a_second(two: Town, tmp_path: Path) -> None:
    with serving(fake_of(two)) as fake:
        got = Collected(fake, tmp_path, "search", "walk", archive=True)
    assert "/2/tweets/search/all" in fake.asked[0]
    assert fake.clock.slept == [1.0] * (len(fake.asked) - 1)
    assert "posts older than seven days: recent search goes back no farther" not in got.status["limits"]


def test_a_run_that_was_killed_while_it_waited_has_the_next_one_wait(two: Town, tmp_path: Path) -> None:
    def killed(seconds: float) -> None:
        raise KeyboardInterrupt

    with serving(fake_of(two, limit=2)) as fake:
        fake.fault = lambda fake, number, reply: reply if reply.status == 429 else _with_limits(fake, reply)
        machine = fake.clock.machine()
        for _ in range(3):
            with pytest.raises(KeyboardInterrupt):
                Collected(fake, tmp_path, "user", two.handle(), machine=Machine(killed, machine.clock, machine.chance))
        got = Collected(fake, tmp_path, "user", two.handle())
    assert len(got.ids) == 430
    assert fake.broken == 0


def _with_limits(fake, reply):  # type: ignore[no-untyped-def]
    recent = fake.used["users/tweets"]
    reply.headers = fake.limits(fake.limit - len(recent), recent[0] + 900)
    return reply
