"""Collecting: each list, resumed and topped up, within what may be spent, and what it lacks in the report."""

import os
import signal
import subprocess
import sys
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

import graphkit as gk
from graphkit._ending import _code_of
from graphkit.cli import app
from graphkit.collection._x import EXPANSIONS, TWEET_FIELDS
from graphkit.errors import CollectError, OutputError, UsageError
from graphkit.privacy import OF_ACCOUNTS
from graphkit.reports import write_page
from tests.collection._fake import TOKEN, Fake, serving
from tests.collection._faults import at, reset
from tests.collection._town import Town, town
from tests.collection.support import Collected, fake_of, lines

POST, USER = "1900000000294000882", "1002"


@pytest.fixture(scope="module")
def five() -> Town:
    return town(people=5, posts=60)


def ids(things: list[dict[str, Any]]) -> list[str]:
    return [thing["id"] for thing in things]


@pytest.mark.parametrize(
    ("what", "name", "kinds"),
    [
        ("user", "cleo_reed", {"post", "retweet", "reply"}),
        ("mentions", "@cleo_reed", {"retweet", "mention"}),
        ("search", "walk", {"post"}),
        ("thread", "", {"reply"}),
        ("quotes", f"https://x.com/somebody/status/{POST}", {"post", "reply"}),
        ("reposts", POST, {"retweet"}),
        ("likes", POST, {"like"}),
        ("likes", "https://x.com/cleo_reed", {"like"}),
    ],
)
def test_each_list_is_collected_and_loads(what: str, name: str, kinds: set[str], five: Town, tmp_path: Path) -> None:
    name = name or _conversation(five)
    with serving(fake_of(five)) as fake:
        got = Collected(fake, tmp_path, what, name)
        before = fake.asked[:]
        again = Collected(fake, tmp_path, what, name)
    assert got.error is None
    assert fake.tokens == {f"Bearer {TOKEN}"}
    assert fake.asked == before
    assert again.ids == got.ids
    graph = gk.load(got.file)
    assert kinds <= set(graph.interactions["kind"])
    assert {*got.status["limits"], *got.status["named"]} <= set(graph.about["cannot_show"])


def _conversation(five: Town) -> str:
    """The post that most others answer."""
    return Counter(post["conversation_id"] for post in five.posts.values()).most_common(1)[0][0]


def test_every_field_that_graphkit_reads_is_asked_for(five: Town, tmp_path: Path) -> None:
    with serving(fake_of(five)) as fake:
        Collected(fake, tmp_path, "user", five.handle())
    asked = fake.asked[-1].replace("%2C", ",")
    assert f"tweet.fields={','.join(TWEET_FIELDS)}" in asked
    assert f"expansions={','.join(EXPANSIONS)}" in asked
    needed = {"note_tweet", "display_text_range", "referenced_tweets", "entities", "conversation_id", "author_id"}
    assert needed <= set(TWEET_FIELDS)


def test_the_limits_of_a_collection_reach_the_report(five: Town, tmp_path: Path) -> None:
    with serving(fake_of(five)) as fake:
        got = Collected(fake, tmp_path, "search", "walk", max_posts=100)
    graph = gk.load(got.file)
    write_page(graph, tmp_path / "page.html")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    for clause in ("X has left them out since 2026-05-04", "what lies beyond the 100 that were collected: walk"):
        assert clause in page
        assert any(clause in line for line in graph.about["cannot_show"])
        assert any(clause in line for line in gk.person(graph, five.handle()).cannot_show)


def test_limits_stay_in_a_store_and_name_nobody_under_pseudonyms(five: Town, tmp_path: Path) -> None:
    with serving(fake_of(five)) as fake:
        Collected(fake, tmp_path, "user", "nobody_here", five.handle(), max_posts=20)
    gk.export(gk.load(tmp_path / "posts.jsonl"), tmp_path / "store", to="parquet")
    gk.pseudonymise(gk.load(tmp_path / "posts.jsonl"), tmp_path / "shared")
    kept, shared = (gk.load(tmp_path / name).about["cannot_show"] for name in ("store", "shared"))
    assert f"what lies beyond the 20 that were collected: {five.handle()}" in kept
    assert OF_ACCOUNTS in shared
    for clauses in (kept, shared):
        assert "posts of a timeline before the latest 3,200" in clauses
    content = b"".join(path.read_bytes() for path in (tmp_path / "shared").rglob("*") if path.is_file())
    assert b"nobody_here" not in content
    assert five.handle().encode() not in content


def test_a_file_that_is_cut_anywhere_is_mended_and_goes_on(five: Town, tmp_path: Path) -> None:
    with serving(fake_of(five, most=20)) as fake:
        whole = Collected(fake, tmp_path, "user", five.handle())
        content = whole.file.read_bytes()
        for end in range(1, len(content), len(content) // 40):
            whole.file.write_bytes(content[:end])
            got = Collected(fake, tmp_path, "user", five.handle())
            assert got.ids == whole.ids
            assert got.status["state"] == "finished"


def test_more_is_collected_where_it_stopped_if_more_may_be(five: Town, tmp_path: Path) -> None:
    with serving(fake_of(five)) as fake:
        few = Collected(fake, tmp_path, "user", five.handle(), five.handle(1), max_posts=20)
        assert few.error is None
        assert len(few.ids) == 20
        assert {page["data"][0]["author_id"] for page in few.pages} == {"1000", "1001"}
        more = Collected(fake, tmp_path, "user", five.handle(), five.handle(1), max_posts=1000)
    assert sorted(more.ids) == sorted(ids(five.of("1000")) + ids(five.of("1001")))
    assert sum("users/by" in address for address in fake.asked) == 1
    assert more.status["limits"] == ["posts of a timeline before the latest 3,200"]


def test_what_is_newer_is_added_and_nothing_twice(five: Town, tmp_path: Path) -> None:
    old = Town(five.users, {post["id"]: post for post in list(five.posts.values())[100:]})
    with serving(fake_of(old)) as fake:
        Collected(fake, tmp_path, "user", five.handle())
        fake.town = five
        fake.asked.clear()
        got = Collected(fake, tmp_path, "user", five.handle(), since_last=True)
        again = Collected(fake, tmp_path, "user", five.handle(), since_last=True)
    assert f"since_id={ids(old.of('1000'))[0]}" in fake.asked[0]
    assert sorted(got.ids) == sorted(ids(five.of("1000")))
    assert sorted(again.ids) == sorted(got.ids)


def test_lists_that_cannot_be_asked_for_newer_things_stop_at_the_first_known(five: Town, tmp_path: Path) -> None:
    with serving(fake_of(five, most=10)) as fake:
        first = Collected(fake, tmp_path, "quotes", POST)
        fake.asked.clear()
        again = Collected(fake, tmp_path, "quotes", POST, since_last=True)
    assert again.ids == first.ids
    assert len(fake.asked) == 1


def test_a_gap_that_a_small_top_up_leaves_is_closed_by_the_next(five: Town, tmp_path: Path) -> None:
    old = Town(five.users, {post["id"]: post for post in list(five.posts.values())[200:]})
    with serving(fake_of(old)) as fake:
        Collected(fake, tmp_path, "user", five.handle())
        fake.town = five
        some = Collected(fake, tmp_path, "user", five.handle(), since_last=True, max_posts=10)
        assert len(some.ids) == 30
        rest = Collected(fake, tmp_path, "user", five.handle(), since_last=True)
    assert sorted(rest.ids) == sorted(ids(five.of("1000")))


def test_a_token_of_pages_that_has_gone_stale_costs_nothing(five: Town, tmp_path: Path) -> None:
    with serving(fake_of(five, most=20)) as fake:
        Collected(fake, tmp_path, "user", five.handle(), max_posts=20)
        fake.stale = {"page-20"}
        got = Collected(fake, tmp_path, "user", five.handle())
    assert got.error is None
    assert got.ids == ids(five.of("1000"))
    assert "until_id=" in fake.asked[-1]


def test_the_price_is_said_before_anything_is_asked_for_and_agreed_to_above_a_dollar(
    five: Town, tmp_path: Path
) -> None:
    with serving(fake_of(five)) as fake:
        got = Collected(fake, tmp_path, "user", five.handle(), yes=False, max_posts=500)
        assert isinstance(got.error, UsageError)
        assert "up to 500 posts and 1 account: at most $2.51 by the price list of 2026-08-28" in got.words
        assert "agree with --yes, or lower --budget or --max-posts" in str(got.error)
        assert not fake.asked
        assert not got.file.exists()
        heard: list[str] = []
        Collected(fake, tmp_path, "user", five.handle(), yes=False, confirm=lambda line: not heard.append(line))
        assert len(heard) == 1
        (tmp_path / "cheap").mkdir()
        cheap = Collected(fake, tmp_path / "cheap", "user", five.handle(1), yes=False, max_posts=150)
    assert cheap.error is None


def test_a_budget_is_never_passed(five: Town, tmp_path: Path) -> None:
    with serving(fake_of(five)) as fake:
        got = Collected(fake, tmp_path, "search", "walk", budget=0.3, yes=False)
    assert isinstance(got.error, CollectError)
    assert "the budget of $0.30 is used up" in str(got.error)
    assert 0.25 < got.status["cost"] <= 0.3
    assert len(got.ids) == 60


def test_a_budget_that_is_too_small_to_look_anybody_up_is_refused(five: Town, tmp_path: Path) -> None:
    with serving(fake_of(five)) as fake:
        names = [five.handle(number) for number in range(5)]
        poor = Collected(fake, tmp_path, "user", *names, budget=0.04)
    assert "to look up 5 names costs $0.05: more than --budget" in str(poor.error)
    assert not fake.asked


def test_a_table_of_prices_takes_the_place_of_ours(five: Town, tmp_path: Path) -> None:
    table = tmp_path / "prices.json"
    table.write_text('{"date": "2027-01-01", "source": "a letter", "post": 1, "user": 2, "user_along": 0.5}')
    with serving(fake_of(five)) as fake:
        got = Collected(fake, tmp_path, "user", five.handle(), price_table=table, max_posts=10)
    assert "at most $12.00 by the price list of 2027-01-01 (a letter)" in got.words
    assert got.status["cost"] > 12
    table.write_text("[1]")
    with serving(fake_of(five)) as fake:
        assert "this is no price table" in Collected(fake, tmp_path, "user", "ann", price_table=table).words


def test_the_terms_are_shown_once_for_each_file(five: Town, tmp_path: Path) -> None:
    with serving(fake_of(five)) as fake:
        first = Collected(fake, tmp_path, "user", five.handle(), max_posts=20)
        again = Collected(fake, tmp_path, "user", five.handle())
    assert "X's developer agreement holds" in first.words
    assert "X's developer agreement holds" not in again.words


@pytest.mark.parametrize(
    ("words", "more", "said"),
    [
        (("user", "not a name"), {}, "'not a name' is no account of X"),
        (("thread", "ann_reed"), {}, "'ann_reed' is no post of X"),
        (("likes", "ann_reed", POST), {}, "two collections"),
        (("liked", "ann_reed"), {}, "X has no list called 'liked'"),
        (("user", " "), {}, "say whose or what"),
        (("user", "ann"), {"since": "yesterday"}, "'yesterday' is no date"),
        (("quotes", POST), {"since": "2026-08-01"}, "X gives quotes without dates"),
        (("user", "ann"), {"archive": True}, "--archive searches all of the past"),
        (("user", "ann"), {"network": "friendster"}, "no network is called 'friendster'"),
        (("user", "ann"), {"api_base": "http://api.example"}, "without https anybody on the way"),
        (("user", "ann"), {"api_base": "https://api.example:port"}, "--api-base takes an address"),
        (("user", "ann"), {"api_base": "https://ann:pw@api.example"}, "--api-base takes an address"),
        (("user", "ann"), {"budget": 0.0}, "--budget is an amount"),
        (("user", "ann"), {"max_posts": 0}, "--max-posts is 1 or larger"),
    ],
)
def test_a_call_that_cannot_be_meant_asks_nothing(
    words: tuple[str, ...], more: dict[str, Any], said: str, five: Town, tmp_path: Path
) -> None:
    with serving(fake_of(five)) as fake:
        got = Collected(fake, tmp_path, *words, **more)
    assert isinstance(got.error, UsageError)
    assert said in str(got.error)
    assert not fake.asked
    assert not got.file.exists()


@pytest.mark.parametrize("content", [b"{}", b"name,text\nann,hello\n", b'{"__graphkit":{}}\n', b"\x1f\x8b\x08"])
def test_a_file_of_somebody_else_is_left_alone(content: bytes, five: Town, tmp_path: Path) -> None:
    (tmp_path / "posts.jsonl").write_bytes(content)
    with serving(fake_of(five)) as fake:
        got = Collected(fake, tmp_path, "user", five.handle())
    assert isinstance(got.error, UsageError)
    assert got.file.read_bytes() == content
    assert not fake.asked


def test_another_collection_in_the_file_is_left_alone(five: Town, tmp_path: Path) -> None:
    with serving(fake_of(five)) as fake:
        first = Collected(fake, tmp_path, "user", five.handle())
        content = first.file.read_bytes()
        other = Collected(fake, tmp_path, "user", five.handle(1))
    assert "it holds another collection; name another file with -o" in other.words
    assert first.file.read_bytes() == content


def test_a_damaged_line_in_the_middle_loses_nothing_behind_it(five: Town, tmp_path: Path) -> None:
    with serving(fake_of(five, most=20)) as fake:
        first = Collected(fake, tmp_path, "user", five.handle())
        content = first.file.read_bytes().replace(b'"data":', b'"data"', 1)
        first.file.write_bytes(content)
        got = Collected(fake, tmp_path, "user", five.handle())
    assert "line 1 is damaged" in got.words
    assert first.file.read_bytes() == content


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks")
def test_two_runs_do_not_collect_into_one_file(five: Town, tmp_path: Path) -> None:
    import fcntl

    with serving(fake_of(five)) as fake:
        first = Collected(fake, tmp_path, "user", five.handle(), max_posts=20)
        with first.file.open("rb") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            got = Collected(fake, tmp_path, "user", five.handle())
    assert isinstance(got.error, OutputError)
    assert "another run is collecting into it" in str(got.error)


def test_a_full_disk_keeps_what_was_collected(five: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    written: list[int] = []
    write = os.write

    def full(handle: int, content: Any) -> int:
        written.append(handle)
        if len(written) == 3:
            write(handle, bytes(content)[:100])
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(handle, content)

    monkeypatch.setattr("graphkit.collection._pages.os.write", full)
    with serving(fake_of(five, most=20)) as fake:
        got = Collected(fake, tmp_path, "user", five.handle())
    assert isinstance(got.error, OutputError)
    assert "No space left on device; what was collected is kept" in str(got.error)
    assert len(got.lines) == 2
    assert all("__twarc" in line for line in lines(got.file))


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 2), ("", 2)])
def test_at_a_terminal_somebody_is_asked(
    answer: str, code: int, five: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    monkeypatch.setenv("BEARER_TOKEN", TOKEN)
    words = ["collect", "user", five.handle(), "-o", str(tmp_path / "posts.jsonl")]
    with serving(Fake(five)) as fake:
        assert _code_of(lambda: app([*words, "--api-base", fake.base], standalone_mode=False), lambda: False) == code
    assert bool(fake.asked) == (code == 0)


def test_the_command_ends_with_the_promised_codes(five: Town, tmp_path: Path) -> None:
    file = tmp_path / "posts.jsonl"
    with serving(Fake(five)) as fake:
        done = _run(fake, "user", five.handle(), "-o", str(file), "--max-posts", "100")
        assert (done.returncode, done.stdout) == (0, f"{file}\n")
        assert "at most $0.51" in done.stderr
        assert "not in it: posts of a timeline before the latest 3,200" in done.stderr
        dear = _run(fake, "user", five.handle(1), "-o", str(tmp_path / "b.jsonl"))
        assert dear.returncode == 2
        assert "agree with --yes" in dear.stderr
        lacking = _run(fake, "user", "nobody_here", "-o", str(tmp_path / "c.jsonl"), "--max-posts", "100")
        assert lacking.returncode == 7
    assert sys.platform == "win32" or _interrupted(five, tmp_path / "d.jsonl") == 130
    keyless = _run(None, "user", five.handle(), "-o", str(file))
    assert keyless.returncode == 2
    assert "X asks for a bearer token and there is none" in keyless.stderr


def _run(fake: Fake | None, *words: str) -> subprocess.CompletedProcess[str]:
    command, more = _command(fake, *words)
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, **more)


def _command(fake: Fake | None, *words: str) -> tuple[list[str], dict[str, Any]]:
    environment = {name: value for name, value in os.environ.items() if not name.endswith("BEARER_TOKEN")}
    base = ["--api-base", fake.base] if fake else []
    environment |= {"BEARER_TOKEN": TOKEN} if fake else {}
    # a shell may have started us with SIGINT ignored, and children inherit that
    heard = "import signal as s; s.signal(s.SIGINT, s.default_int_handler); from graphkit.cli import main; main()"
    command = [sys.executable, "-c", heard, "collect", *words, *base]
    return command, {"env": environment, "stdin": subprocess.DEVNULL}


def _interrupted(five: Town, file: Path) -> int:
    """The exit code of a run that is interrupted while it waits for a limit; what it had is kept."""
    wait = at({3}, lambda fake, reply: reset(fake, 600))
    with serving(Fake(five, most=20, fault=wait)) as fake:
        command, more = _command(fake, "user", five.handle(), "-o", str(file), "--max-posts", "100")
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, **more) as process:
            assert process.stderr is not None
            while "waiting 60" not in process.stderr.readline():
                assert process.poll() is None
            process.send_signal(signal.SIGINT)
            said = process.stderr.read()
    assert "the same command again goes on" in said
    assert "Traceback" not in said
    assert [len(line["data"]) for line in lines(file)] == [20, 20, 0]
    return process.returncode
