"""Repositories: what the newest tree names is read, what was deleted is not, and damage costs only itself."""

import base64
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from graphkit.post import Account, Act, Item, LeftOut, Post, Ref
from graphkit.readers import Member, ReadOptions
from graphkit.readers._car import Car
from graphkit.readers._dagcbor import Link, decode
from graphkit.readers._faults import FileFault
from graphkit.readers.bluesky import READER
from tests.readers._cars import CARS
from tests.readers._reading import acts, claim, left_out, member, posts, read
from tests.readers.support import REAL

ANN, BOB = "did:plc:ann", "did:plc:bob"
AT = "2023-08-16T12:59:00.000Z"
AUG_16 = 1_692_190_740_000_000
BOB_POST = f"at://{BOB}/app.bsky.feed.post/3k7"


def note(number: int) -> dict[str, Any]:
    return {"$type": "app.bsky.feed.post", "text": f"note {number}", "createdAt": AT}


def notes(count: int) -> dict[str, Any]:
    return {f"app.bsky.feed.post/3k{number:04}": note(number) for number in range(count)}


def committed(root: Any, blocks: dict[bytes, bytes], **more: Any) -> bytes:
    """A repository with a tree made by hand."""
    commit = {"did": ANN, "version": 3, "data": root, "rev": "3k", "prev": None, "sig": b""} | more
    data: bytes = CARS.car([CARS.put(blocks, commit)], blocks)
    return data


def node(*entries: tuple[int, bytes, Any, Any], left: Any = None) -> dict[str, Any]:
    return {"l": left, "e": [dict(zip("pkvt", entry, strict=True)) for entry in entries]}


def until_fault(content: bytes) -> tuple[list[Item], str]:
    """What is read before the fault that ends it, and the fault's code."""
    found: list[Item] = []
    file = member(content)
    try:
        found.extend(READER.read(file, READER.prepare([file], ReadOptions())))
    except FileFault as fault:
        return found, fault.code
    return found, ""


def test_the_records_of_a_repository_are_posts_and_likes_of_its_owner() -> None:
    subject = {"uri": BOB_POST, "cid": "bafyrei"}
    content = CARS.repository(
        ANN,
        {
            "app.bsky.feed.like/3k1": {"subject": subject, "createdAt": AT},
            "app.bsky.feed.post/3k2": note(2),
            "app.bsky.feed.repost/3k3": {"subject": subject, "createdAt": AT},
            "app.bsky.graph.follow/3k4": {"subject": BOB, "createdAt": AT},
        },
    )
    assert claim(READER, content) is not None
    like, post, repost, follow = read(READER, content)
    assert like == Act("bluesky", Account(ANN), Account(BOB), "like", AUG_16, BOB_POST, line=1)
    own_id = f"at://{ANN}/app.bsky.feed.post/3k2"
    assert post == Post("bluesky", Account(ANN), own_id, AUG_16, "note 2", collected_via="archive", line=2)
    assert isinstance(repost, Post)
    assert repost.retweet_of == Ref(Account(BOB), BOB_POST)
    assert isinstance(follow, LeftOut)
    assert (follow.code, follow.record_id) == ("record.follow", f"at://{ANN}/app.bsky.graph.follow/3k4")


def test_deleted_records_that_are_still_in_the_file_are_not_read() -> None:
    content = CARS.repository(ANN, notes(3), gone=[note(9)])
    assert b"note 9" in content
    assert [post.text for post in posts(read(READER, content))] == ["note 0", "note 1", "note 2"]


def test_the_newest_commit_decides() -> None:
    blocks: dict[bytes, bytes] = {}
    roots = []
    for rev, held in (("3b", notes(2)), ("3a", notes(5))):
        keys = [(key.encode(), CARS.put(blocks, record)) for key, record in held.items()]
        commit = {"did": ANN, "version": 3, "data": CARS.tree(blocks, keys), "rev": rev}
        roots.append(CARS.put(blocks, commit))
    assert len(posts(read(READER, CARS.car(roots, blocks)))) == 2


def test_a_tree_of_many_layers_is_read_in_the_order_of_its_keys() -> None:
    found = posts(read(READER, CARS.repository(ANN, notes(700))))
    assert [post.text for post in found] == [f"note {number}" for number in range(700)]
    assert [post.line for post in found] == list(range(1, 701))


def test_an_empty_repository_has_no_records() -> None:
    assert read(READER, CARS.repository(ANN, {})) == []


def test_a_block_that_does_not_match_its_digest_is_left_out() -> None:
    content = CARS.repository(ANN, notes(3)).replace(b"note 1", b"lie 11")
    found = read(READER, content)
    assert left_out(found) == [("rejected", "car.digest", 2)]
    assert len(posts(found)) == 2


def test_a_record_whose_block_is_missing_or_damaged_is_left_out() -> None:
    blocks: dict[bytes, bytes] = {}
    good = CARS.put(blocks, note(1))
    absent = CARS.Cid(b"\x01\x71\x12\x20" + bytes(32))
    broken = CARS.Cid(b"\x01\x71\x12\x20" + sha256(b"\xa2").digest())
    odd = CARS.Cid(b"\x01\x71\x11\x14" + bytes(20))
    blocks[broken] = b"\xa2"
    key = b"app.bsky.feed.post/3k"
    entries = [(0, key + b"1", good, None), (21, b"2", absent, None), (21, b"3", broken, None), (21, b"4", odd, None)]
    found = read(READER, committed(CARS.put(blocks, node(*entries)), blocks))
    assert [(code, line) for _, code, line in left_out(found)] == [
        ("car.missing", 2),
        ("car.block", 3),
        ("car.missing", 4),
    ]
    assert len(posts(found)) == 1


def test_a_part_of_the_tree_that_is_lost_is_said_once() -> None:
    blocks: dict[bytes, bytes] = {}
    absent = CARS.Cid(b"\x01\x71\x12\x20" + bytes(32))
    entry = (0, b"app.bsky.feed.post/3k1", CARS.put(blocks, note(1)), absent)
    found = read(READER, committed(CARS.put(blocks, node(entry)), blocks))
    assert left_out(found) == [("rejected", "car.missing", 2)]


def test_a_subtree_is_entered_once_however_often_it_is_linked() -> None:
    blocks: dict[bytes, bytes] = {}
    root = CARS.put(blocks, node((0, b"app.bsky.feed.post/3k1", CARS.put(blocks, note(1)), None)))
    for layer in range(60):
        key = b"app.bsky.feed.post/4%02d" % layer
        root = CARS.put(blocks, node((0, key, CARS.put(blocks, note(layer)), root), left=root))
    found = read(READER, committed(root, blocks))
    assert len(posts(found)) == 61
    assert {code for _, code, _ in left_out(found)} == {"car.tree"}
    assert len(left_out(found)) == 60


def test_a_tree_of_more_layers_than_a_digest_has_zeros_is_cut_off() -> None:
    blocks: dict[bytes, bytes] = {}
    root = CARS.put(blocks, node())
    for layer in range(500):
        root = CARS.put(blocks, node(left=root) | {"layer": layer})
    found = read(READER, committed(root, blocks))
    assert left_out(found) == [("rejected", "car.tree", 1)]


def test_keys_out_of_order_are_left_out() -> None:
    blocks: dict[bytes, bytes] = {}
    cid = CARS.put(blocks, note(1))
    entries = [(0, b"app.bsky.feed.post/3k2", cid, None), (21, b"1", cid, None), (0, b"\xff/\xff", cid, None)]
    found = read(READER, committed(CARS.put(blocks, node(*entries)), blocks))
    assert (len(posts(found)), left_out(found)) == (1, [("rejected", "car.tree", 2), ("rejected", "car.tree", 3)])


@pytest.mark.parametrize("entry", [5, {"p": 1, "k": b"x"}, {"p": -1, "k": b"x"}, {"p": 0, "k": "x"}, {"k": b"x"}])
def test_entries_that_are_no_keys_end_their_node(entry: Any) -> None:
    blocks: dict[bytes, bytes] = {}
    root = CARS.put(blocks, {"l": None, "e": [entry, entry]})
    assert left_out(read(READER, committed(root, blocks))) == [("rejected", "car.tree", 1)]


def test_one_block_under_many_keys_is_not_read_for_ever() -> None:
    blocks: dict[bytes, bytes] = {}
    cid = CARS.put(blocks, note(1) | {"more": "x" * 100_000})
    entries = [(0, b"app.bsky.feed.post/3k%04d" % number, cid, None) for number in range(1000)]
    found, fault = until_fault(committed(CARS.put(blocks, node(*entries)), blocks))
    assert fault == "car.repeats"
    assert len(found) < 10


def test_a_cut_file_gives_what_is_there_and_says_so() -> None:
    whole = CARS.repository(ANN, notes(50))
    blocks: dict[bytes, bytes] = {}
    keys = [(key.encode(), CARS.put(blocks, record)) for key, record in notes(50).items()]
    tree_first: dict[bytes, bytes] = {}
    root = CARS.tree(tree_first, keys)
    commit = CARS.put(tree_first, {"did": ANN, "version": 3, "data": root, "rev": "3k"})
    content = CARS.car([commit], tree_first | blocks)
    found, fault = until_fault(content[:-700])
    assert fault == "car.truncated"
    assert 35 < len(posts(found)) < 50
    assert len(posts(found)) + len(left_out(found)) == 50
    assert {code for _, code, _ in left_out(found)} == {"car.missing"}
    assert until_fault(whole[:-10]) == ([], "car.truncated")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "car.header"),
        (b"\xff" * 40, "car.header"),
        (b"\x05\xa1\x61", "car.header"),
        (CARS.car([], {}), "car.commit"),
        (CARS.car([CARS.Cid(b"\x01\x55\x12\x20" + bytes(32))], {}), "car.commit"),
        (CARS.car([], {}) + b"\0", "car.truncated"),
        (CARS.car([], {}) + bytes(20), "car.syntax"),
        (CARS.car([], {}) + b"\xff" * 20, "car.syntax"),
        (CARS.car([], {}) + b"\xff\xff\xff\xff\xff\xff\xff\x7f" + bytes(9), "car.truncated"),
    ],
)
def test_files_that_are_no_repositories_have_their_fault(content: bytes, code: str) -> None:
    with pytest.raises(FileFault) as fault:
        Car(member(content)).commit()
    assert fault.value.code == code


def test_a_repository_of_nobody_is_a_fault() -> None:
    nowhere = CARS.Cid(b"\x01\x71\x12\x20" + bytes(32))
    assert until_fault(committed(nowhere, {}, did="ann")) == ([], "car.commit")


def test_a_repository_is_read_from_a_stream_that_cannot_seek() -> None:
    class Pipe(BytesIO):
        def seekable(self) -> bool:
            return False

    content = CARS.repository(ANN, notes(3))
    file = Member("x", "", lambda: Pipe(content))
    assert len(list(READER.read(file, None))) == 3


# The encoding.

VALUES: list[Any] = [
    0,
    23,
    24,
    255,
    256,
    65_536,
    2**32,
    2**64 - 1,
    -1,
    -500,
    1.5,
    True,
    False,
    None,
    "né 🎈",
    b"\0\xff",
]
VALUES += [[], {}, [[1], {"a": [None]}], {"b": 1, "a": "x"}]


@pytest.mark.parametrize("value", VALUES)
def test_what_is_written_is_read_back(value: Any) -> None:
    assert decode(CARS.encoded(value)) == value


def test_a_link_is_read() -> None:
    assert decode(CARS.encoded({"a": CARS.Cid(b"\x01\x71")})) == {"a": Link(b"\x01\x71")}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "cut"),
        (b"\x19\x01", "cut"),
        (b"\x62a", "beyond the end"),
        (b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff", "beyond the end"),
        (b"\xbb\xff\xff\xff\xff\xff\xff\xff\xff", "beyond the end"),
        (b"\x5b\xff\xff\xff\xff\xff\xff\xff\xff", "beyond the end"),
        (b"\x9f\xff", "without end"),
        (b"\x7f\xff", "without end"),
        (b"\xa1\x01\x01", "no text"),
        (b"\xc1\x01", "no link"),
        (b"\xd8\x2a\x41\x01", "no link"),
        (b"\xf7", "no part of the format"),
        (b"\xf9\x00\x00", "no part of the format"),
        (b"\x61\xff", "utf-8"),
        (b"\x01\x01", "after the end"),
        (b"\x81" * 500 + b"\x01", "nested too deeply"),
        (b"\xd8\x2a" * 500, "nested too deeply"),
    ],
)
def test_damage_is_a_value_error(data: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        decode(data)


@pytest.mark.real
@pytest.mark.skipif(not REAL.exists(), reason="the real exports are not here")
def test_a_real_repository_names_exactly_the_records_it_should() -> None:
    folder = REAL / "bluesky/bluesky-social__jetstream/internal/corpus/testdata"
    file = Member("x", "", lambda: (folder / "repo.car").open("rb"))
    car = Car(file)
    found = []
    for named in car.records(car.commit()[1]):
        assert not isinstance(named, LeftOut)
        collection, key, cid = named
        found.append(f"{collection}/{key}\tb{base64.b32encode(cid).decode().lower().rstrip('=')}")
    assert found == Path(folder / "car_expected_records.tsv").read_text(encoding="utf-8").splitlines()
    items = read(READER, (folder / "repo.car").read_bytes())
    assert (len(posts(items)), len(acts(items)), len(left_out(items))) == (9, 10, 4)
