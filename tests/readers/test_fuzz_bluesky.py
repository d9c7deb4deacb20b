"""Whatever is done to a valid Bluesky export, reading it gives items or a typed fault, in bounded time."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphkit.post import Act, LeftOut, Notice, Post, Sighting
from graphkit.readers import FileFault, Reader, ReadOptions, bluesky, bluesky_csv, glance
from graphkit.readers._dagcbor import decode
from tests.readers import test_bluesky as api
from tests.readers import test_bluesky_csv as rows
from tests.readers._cars import CARS
from tests.readers._reading import member
from tests.readers.support import lines
from tests.readers.test_bluesky_car import ANN, notes
from tests.readers.test_fuzz_twitter import VALUES, spots

REPLY = {"parent": api.link(api.BOB_POST), "root": api.link(api.BOB_POST)}
EMBED = {"$type": "app.bsky.embed.record", "record": api.link(api.BOB_POST)}
ENTITY = {"type": "mention", "value": "did:plc:bob", "index": {"start": 0, "end": 3}}
RICH = api.record("@bob.example", facets=[api.facet("did:plc:bob", 0, 12)], entities=[ENTITY], reply=REPLY, embed=EMBED)
SHOWN = {"record": api.link(api.BOB_POST) | {"author": api.BOB_VIEW, "value": RICH}}
VIEW = api.view(record=RICH, embed=SHOWN)
ITEM = {"post": VIEW, "reply": {"parent": api.view(api.BOB_POST, api.BOB_VIEW)}, "reason": {"by": api.ANN_VIEW}}
NEWS = {"did": "did:plc:ann", "time_us": 1, "identity": {"handle": "ann.example", "time": api.AT}}
RECORDS: list[Any] = [
    api.event(RICH),
    api.event({"subject": api.link(api.BOB_POST), "createdAt": api.AT}, kind="like"),
    NEWS,
    VIEW,
    ITEM,
    {"feed": [ITEM]},
    {"thread": {"post": VIEW, "parent": {"post": VIEW}, "replies": [{"post": VIEW}]}},
]
REPOSITORY = CARS.repository(ANN, {f"app.bsky.feed.post/{n}": RICH for n in range(5)} | notes(20))
FILES: list[tuple[Reader, bytes]] = [
    (bluesky.READER, lines(RECORDS).encode()),
    (bluesky.READER, json.dumps({"feed": [ITEM] * 3}).encode()),
    (bluesky.READER, REPOSITORY),
    (bluesky_csv.READER, rows.table({}, {"mentioned_user_dids": "did:plc:bob|x"}).encode()),
]


def read(reader: Reader, data: bytes) -> list[object]:
    """Everything a reader gives, and the fault that ends it."""
    file = member(data)
    reader.recognise(glance(file))
    out: list[object] = []
    try:
        out.extend(reader.read(file, reader.prepare([file], ReadOptions())))
    except FileFault as fault:
        out.append(fault)
    assert all(isinstance(item, Post | Act | LeftOut | Notice | Sighting | FileFault) for item in out)
    return out


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(FILES), st.data())
def test_bytes_changed_removed_or_added_raise_nothing(file: tuple[Reader, bytes], data: st.DataObject) -> None:
    reader, whole = file
    changed = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(changed)))
        length = data.draw(st.integers(0, 12))
        changed[at : at + length] = data.draw(st.binary(max_size=12) | st.sampled_from([b'"', b"}", b"\xff", b"\0"]))
    read(reader, bytes(changed))


@settings(max_examples=100)
@given(st.sampled_from(FILES), st.floats(0, 1))
def test_a_cut_file_raises_nothing(file: tuple[Reader, bytes], part: float) -> None:
    reader, whole = file
    assert len(read(reader, whole[: int(len(whole) * part)])) <= len(read(reader, whole)) + 1


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(RECORDS), st.sampled_from(VALUES), st.data())
def test_any_value_of_another_type_costs_at_most_its_record(record: Any, value: Any, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(spots(record), key=repr)))
    changed = json.loads(json.dumps([record]))
    inner = changed
    for key in (0, *path)[:-1]:
        inner = inner[key]
    inner[(0, *path)[-1]] = value
    whole = read(bluesky.READER, lines([record, record]).encode())
    assert len(read(bluesky.READER, lines([record, *changed, record]).encode())) >= len(whole)


@settings(max_examples=150)
@given(st.data())
def test_a_repository_of_odd_records_and_nodes_raises_nothing(data: st.DataObject) -> None:
    odd = st.recursive(
        st.none() | st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.text(max_size=5) | st.binary(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("lepkvt"), inner, max_size=4),
        max_leaves=8,
    )
    blocks: dict[bytes, bytes] = {}
    leaf = CARS.put(blocks, data.draw(st.just(RICH) | odd))
    entry = {"p": 0, "k": b"app.bsky.feed.post/3k", "v": leaf, "t": None}
    entry |= data.draw(st.dictionaries(st.sampled_from("pkvt"), odd, max_size=2))
    root = CARS.put(blocks, {"l": None, "e": [entry, data.draw(odd)]} | data.draw(st.just({}) | st.just({"e": 5})))
    commit = {"did": ANN, "data": root, "rev": "3k"} | data.draw(st.dictionaries(st.just("rev"), odd))
    read(bluesky.READER, CARS.car([CARS.put(blocks, commit)], blocks))


@settings(max_examples=300)
@given(st.binary(max_size=60))
def test_any_bytes_are_decoded_or_a_value_error(data: bytes) -> None:
    with suppress(ValueError):
        decode(data)


@pytest.mark.parametrize("count", [2_000])
def test_a_record_of_many_facets_is_linear(count: int) -> None:
    text = "@bob.example " * count
    facets = [api.facet("did:plc:bob", 13 * n, 13 * n + 12) for n in range(count)]
    (found,) = read(bluesky.READER, json.dumps(api.event(api.record(text, facets=facets))).encode())
    assert isinstance(found, Post)
    assert len(found.mentions) == count
