"""Whatever is done to a valid chat or mailbox, reading it gives items or a typed fault, and nothing private."""

import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphkit.post import Act, LeftOut, Notice, Post
from graphkit.readers import READERS, FileFault, Glance, Member, ReadOptions
from tests.readers import test_discord as discord
from tests.readers import test_mbox as mbox
from tests.readers import test_slack as slack
from tests.readers import test_telegram as telegram

BY_NAME = {reader.name: reader for reader in READERS}
VALUES: list[Any] = [None, "", 0, -1, 1.5, [], {}, True, "x" * 40, "@", "<@", [None], {"id": None}, [[]], 10**30]
FAN = {"from": "Bob", "from_id": "user2", "date": "1345121940"}
SHARE = {"is_share": True, "author_id": "U002", "channel_id": "C1", "ts": "1345121000.1", "text": "ask <@U001>"}
TEXT = ["a", {"type": "mention", "text": "@bob"}, {"type": "mention_name", "text": "Bob", "user_id": 2}]
RECORDS: list[tuple[str, Any]] = [
    (
        "slack",
        [slack.message("<@U002> <!here> @x", reactions=[{"users": ["U1"]}], attachments=[SHARE], thread_ts="1.1")],
    ),
    ("slack", [slack.message("<@U1> commented on <@U2>'s", comment={"user": "U1", "comment": "x"})]),
    (
        "discord",
        json.loads(
            discord.export(
                discord.message(
                    "@Bob the Plant @x <@2>",
                    mentions=[discord.BOB_USER],
                    reactions=[{"users": [discord.BOB_USER]}],
                    **discord.REPLY,
                )
            )
        ),
    ),
    ("telegram", telegram.chat(telegram.message(TEXT, reactions=[{"recent": [FAN]}], reply_to_message_id=1))),
    ("telegram", telegram.account(telegram.chat(telegram.message(TEXT, forwarded_from="x"), telegram.message()))),
    ("telegram", {"ok": True, "result": [telegram.update(reply_to_message=telegram.update()["message"])]}),
]
WHOLE = [(name, json.dumps(record, indent=indent).encode()) for name, record in RECORDS for indent in (None, 1)]
WHOLE.append(("mbox", (mbox.mail(mbox.PARTS, more=mbox.MULTIPART) + mbox.mail("> x\ny", number=2)).encode()))
TELEGRAM = [data for name, data in WHOLE if name == "telegram"]


def read(name: str, data: bytes) -> list[object]:
    """Everything a reader gives, and the fault that ends it."""
    member = Member("x", "", lambda: io.BytesIO(data))
    reader = BY_NAME[name]
    reader.recognise(Glance("x", data[:65536], member))
    out: list[object] = []
    try:
        out.extend(reader.read(member, reader.prepare([member], ReadOptions())))
    except FileFault as fault:
        out.append(fault)
    assert all(isinstance(item, Post | Act | LeftOut | Notice | FileFault) for item in out)
    return out


@pytest.mark.parametrize(("name", "data"), WHOLE)
def test_the_whole_files_are_read(name: str, data: bytes) -> None:
    assert any(isinstance(item, Post) for item in read(name, data))
    assert not any(isinstance(item, LeftOut | FileFault) for item in read(name, data))


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(WHOLE), st.data())
def test_bytes_changed_removed_or_added_raise_nothing(file: tuple[str, bytes], data: st.DataObject) -> None:
    name, whole = file
    changed = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(changed)))
        length = data.draw(st.integers(0, 12))
        signs = st.sampled_from([b'"', b"}", b"]", b"{", b"\n", b"@", b"<@"])
        changed[at : at + length] = data.draw(st.binary(max_size=12) | signs)
    read(name, bytes(changed))


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(WHOLE), st.floats(0, 1))
def test_a_cut_file_raises_nothing(file: tuple[str, bytes], part: float) -> None:
    name, whole = file
    read(name, whole[: int(len(whole) * part)])


def spots(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value."""
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        yield from spots(inner, (*path, key))


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(RECORDS), st.sampled_from(VALUES), st.data())
def test_any_value_of_another_type_raises_nothing(case: tuple[str, Any], value: Any, data: st.DataObject) -> None:
    name, record = case
    path = data.draw(st.sampled_from(sorted(spots(record), key=repr)))
    changed = json.loads(json.dumps(record))
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    if path:
        inner[path[-1]] = value
    read(name, json.dumps(changed if path else value).encode())


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([data for name, data in WHOLE if name == "telegram"]), st.integers(0, 10**6), st.binary(max_size=3)
)
def test_no_damage_makes_a_private_chat_public(whole: bytes, where: int, put: bytes) -> None:
    secret = whole.replace(b"public_supergroup", b"private_supergroup").replace(b'"tearoom"', b'""')
    at = where % len(secret)
    found = read("telegram", secret[:at] + put + secret[at + 1 :])
    assert not any(isinstance(item, Post | Act) for item in found)


HOSTILE = [
    ("discord", b'{"guild": {}, "channel": {"type": "GuildText"}, "messages": [' + b"[" * 3_000_000),
    ("discord", b'{"guild": {}, "channel": {"type": "GuildText"}, "messages": [' + b'{"id": "1", ' * 10_000),
    ("telegram", json.dumps(telegram.account(*[telegram.chat(telegram.message()) for _ in range(20_000)])).encode()),
    ("telegram", b'{"about": "", "chats": {"list": [' + b'{"id": 1, "messages": [' * 100_000),
    ("telegram", b'{"about": "", "chats": {' + b'"a": {' * 500_000),
    ("mbox", (mbox.mail("--0\n" * 300_000) * 2).encode()),
    ("mbox", mbox.mail(more=mbox.LISTED + "X: " + "a\n " * 300_000).encode()),
    ("mbox", mbox.mail(sender="(" * 500_000 + "<" * 500_000).encode()),
    ("mbox", mbox.mail(" wrote" * 300_000 + ":\n" + ("On " * 100 + "\n") * 3_000).encode()),
    ("mbox", (mbox.SEPARATOR * 20_000).encode()),
    ("mbox", mbox.mail("=\n" * 400_000, more=mbox.LISTED + "Content-Transfer-Encoding: quoted-printable\n").encode()),
    ("slack", json.dumps([slack.message("<@" * 500_000 + "@a." * 500_000)]).encode()),
    ("slack", json.dumps([slack.message("@a" + "." * 2_000_000)]).encode()),
    (
        "discord",
        discord.export(
            discord.message("@x" * 200_000, mentions=[{"id": str(n), "name": "y" * (n % 99)} for n in range(9_000)])
        ).encode(),
    ),
]


@pytest.mark.parametrize(("name", "data"), HOSTILE)
def test_hostile_files_take_no_longer_than_their_size_allows(name: str, data: bytes) -> None:
    start = time.process_time()
    read(name, data)
    assert time.process_time() - start < 8


def test_the_samples_hold_no_private_words(tmp_path: Path) -> None:
    for name in ("discord_meadow.json", "telegram_meadow.json", "list_meadow.mbox"):
        data = (Path(__file__).parents[2] / "data" / name).read_bytes()
        found = read(name.partition("_")[0].replace("list", "mbox"), data)
        assert len(found) > 6
        assert "PRIVATE WORDS" not in repr(found)
