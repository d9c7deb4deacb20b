"""Whatever is done to a valid export, reading it gives items or a typed fault, and accounts for every record."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphkit.post import LeftOut, Notice, Post, Sighting
from graphkit.readers import READERS, FileFault, Glance, Member, ReadOptions
from graphkit.readers._faults import Budget
from graphkit.readers._files import Place, _looked_into
from tests.readers import test_twitter_archive as archive
from tests.readers import test_twitter_archive_2012 as archive_2012
from tests.readers import test_twitter_gnip as gnip
from tests.readers import test_twitter_v1 as v1
from tests.readers import test_twitter_v2 as v2
from tests.readers.support import lines


def rich_v1(number: int) -> dict[str, Any]:
    other = v1.tweet(90, "so @cyd", user=v1.user(12, "bob", "Bob"), entities={"user_mentions": [v1.named(13, "cyd")]})
    reply = {"in_reply_to_status_id_str": "90", "in_reply_to_user_id_str": "12", "in_reply_to_screen_name": "bob"}
    return v1.tweet(number, "@bob yes", display_text_range=[5, 8], retweeted_status=other, quoted_status=other, **reply)


def rich_v2(number: int) -> dict[str, Any]:
    urls = [{"expanded_url": "https://x.com/bob/status/90"}]
    entities = {"mentions": [{"start": 3, "username": "bob"}], "urls": urls}
    references = [v2.REPLIED, v2.QUOTED]
    return v2.tweet(number, entities=entities, referenced_tweets=references, in_reply_to_user_id="12")


FILES = {
    "twitter-v1": [
        lines(rich_v1(n) for n in range(3)),
        json.dumps({"statuses": [rich_v1(n) for n in range(3)], "search_metadata": {}}),
    ],
    "twitter-v2": [
        lines([v2.page(rich_v2(1), rich_v2(2), includes=[v2.tweet(90)]), v2.page(rich_v2(3))]),
        lines(rich_v2(n) for n in range(3)),
        json.dumps({str(n): rich_v2(n) for n in range(1, 4)}),
    ],
    "twitter-archive": [archive.ytd("tweets", [{"tweet": archive.tweet(n, "RT @bob: x")} for n in range(3)])],
    "twitter-archive-2012": [
        "Grailbird.data.tweets_2012_08 = \n" + json.dumps([archive_2012.tweet(n) for n in range(3)], indent=1)
    ],
    "twitter-gnip": [lines(gnip.activity(n) for n in range(3))],
}
BY_NAME = {reader.name: reader for reader in READERS}
WHOLE = [(name, text.encode()) for name, texts in FILES.items() for text in texts]
VALUES: list[Any] = [None, "", 0, -1, 1.5, [], {}, True, "x" * 40, [None], {"id": None}, [[]], 10**30]


def read(name: str, data: bytes) -> list[object]:
    """Everything a reader gives, and the fault that ends it."""
    member = Member("x", "", lambda: io.BytesIO(data))
    reader = BY_NAME[name]
    reader.recognise(Glance("x", data[:65536], member))
    out: list[object] = []
    try:
        context = reader.prepare([member], ReadOptions(owner="ann"))
        out.extend(reader.read(member, context))
    except FileFault as fault:
        out.append(fault)
    assert all(isinstance(item, Post | LeftOut | Notice | Sighting | FileFault) for item in out)
    return out


def posts(found: list[object]) -> int:
    return sum(isinstance(item, Post) for item in found)


@pytest.mark.parametrize(("name", "data"), WHOLE)
def test_the_whole_files_are_read(name: str, data: bytes) -> None:
    assert posts(read(name, data)) == 3


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(WHOLE), st.data())
def test_bytes_changed_removed_or_added_raise_nothing(file: tuple[str, bytes], data: st.DataObject) -> None:
    name, whole = file
    changed = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(changed)))
        length = data.draw(st.integers(0, 12))
        changed[at : at + length] = data.draw(st.binary(max_size=12) | st.sampled_from([b'"', b"}", b"]", b"{", b"\n"]))
    read(name, bytes(changed))


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(WHOLE), st.floats(0, 1))
def test_a_cut_file_keeps_every_record_before_the_cut(file: tuple[str, bytes], part: float) -> None:
    name, whole = file
    found = read(name, whole[: int(len(whole) * part)])
    assert posts(found) <= 3
    assert sum(isinstance(item, LeftOut) for item in found) <= 2


def spots(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value."""
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        yield from spots(inner, (*path, key))


RECORDS: list[tuple[str, Any, Callable[[list[Any]], str]]] = [
    ("twitter-v1", rich_v1(1), lines),
    ("twitter-v2", rich_v2(1), lines),
    ("twitter-v2", v2.page(rich_v2(1), includes=[v2.tweet(90)]), lines),
    ("twitter-archive", {"tweet": archive.tweet(1, "RT @bob: x")}, lambda records: archive.ytd("tweets", records)),
    ("twitter-archive-2012", archive_2012.tweet(1), lambda r: "Grailbird.data.tweets_2012_08 = " + json.dumps(r)),
    ("twitter-gnip", gnip.activity(1), lines),
]


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(RECORDS), st.sampled_from(VALUES), st.data())
def test_any_value_of_another_type_costs_at_most_its_record(
    case: tuple[str, Any, Callable[[list[Any]], str]], value: Any, data: st.DataObject
) -> None:
    name, record, wrap = case
    path = data.draw(st.sampled_from(sorted(spots(record), key=repr)))
    if not path:
        return
    changed = json.loads(json.dumps(record))
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    found = read(name, wrap([record, changed, record]).encode())
    assert 2 <= posts(found) <= 3
    assert len([item for item in found if not isinstance(item, Notice)]) <= 3


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, (_, data) in enumerate(WHOLE[:4]):
            packed.writestr(f"{number}.json", data)
    return file.getvalue()


ARCHIVES = [zipped(), gzip.compress(WHOLE[0][1])]


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(ARCHIVES), st.data())
def test_damaged_archives_give_members_refusals_or_typed_faults(whole: bytes, data: st.DataObject) -> None:
    changed = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(changed) - 1))
        changed[at] = data.draw(st.integers(0, 255))
    cut = bytes(changed[: data.draw(st.integers(1, len(changed)))]) if data.draw(st.booleans()) else bytes(changed)
    for item in _looked_into(Place("x.zip", "", lambda: io.BytesIO(cut)), Budget()):
        if isinstance(item, Member):
            with item.open() as file, suppress(FileFault):
                while file.read(4096):
                    continue
