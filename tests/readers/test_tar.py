"""Tar archives are read member by member, never extracted; links and devices are passed over, liars refused."""

import bz2
import gzip
import io
import lzma
import pickle
import subprocess
import sys
import tarfile
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphkit.readers import LIMITS, FileFault, Limits, Member, members
from graphkit.readers._tar import CUT, TarEntry, is_header, tar_entries
from tests.readers.support import write
from tests.readers.test_files import contents, found, whole, zipped

TEXT = b'{"id": "1"}\n' * 50
END = b"\0" * 1024
PACKERS = [bytes, gzip.compress, bz2.compress, lzma.compress]


def info(name: str, kind: bytes = tarfile.REGTYPE, link: str = "", size: int = 0) -> tarfile.TarInfo:
    item = tarfile.TarInfo(name)
    item.type, item.linkname, item.size = kind, link, size
    return item


def tarred(*given: tuple[str, bytes] | tarfile.TarInfo, form: int = tarfile.GNU_FORMAT) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=form) as archive:
        for each in given:
            if isinstance(each, tarfile.TarInfo):
                archive.addfile(each)
            else:
                archive.addfile(info(each[0], size=len(each[1])), io.BytesIO(each[1]))
    return file.getvalue()


def header(name: bytes, kind: bytes = b"0", size: bytes = b"00000000000\0") -> bytes:
    """A header made by hand, so that it can lie."""
    start = name.ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2 + size + b"00000000000\0"
    block = (start + b" " * 8 + kind).ljust(257, b"\0") + b"ustar\00000"
    return summed(block.ljust(512, b"\0"))


def summed(block: bytes) -> bytes:
    """A header with its checksum made right."""
    total = sum(block[:148]) + sum(block[156:512]) + 256
    return block[:148] + b"%06o\0 " % total + block[156:]


def octal(size: int) -> bytes:
    return b"%011o\0" % size


def padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 512)


def pax(*records: bytes) -> bytes:
    """A pax header with these bytes in it."""
    body = b"".join(records)
    return header(b"PaxHeader", b"x", octal(len(body))) + padded(body)


def record(key: bytes, value: bytes) -> bytes:
    rest = b" " + key + b"=" + value + b"\n"
    length = len(rest) + 1
    while length != len(rest) + len(str(length)):
        length += 1
    return str(length).encode() + rest


def member(name: bytes = b"a.jsonl", data: bytes = TEXT) -> bytes:
    return header(name, b"0", octal(len(data))) + padded(data)


@pytest.mark.parametrize("pack", PACKERS)
@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_every_kind_of_tar_is_read_however_it_is_packed(
    tmp_path: Path, pack: Callable[[bytes], bytes], form: int
) -> None:
    folder = info("data", tarfile.DIRTYPE)
    data = tarred(folder, ("data/outbox.json", TEXT), ("data/p.jpg", b"x"), ("data/no", b""), ("b", b"2"), form=form)
    path = write(tmp_path, "x.tar.gz", pack(data))
    assert contents(path) == {"x.tar.gz!data/outbox.json": TEXT, "x.tar.gz!b": b"2"}


def test_a_tar_of_before_1988_is_known_by_its_checksum(tmp_path: Path) -> None:
    old = summed(member()[:257] + b"\0" * 255) + member()[512:]
    assert contents(write(tmp_path, "x", old + END)) == {"x!a.jsonl": TEXT}


def test_members_can_be_opened_after_the_others_and_again(tmp_path: Path) -> None:
    data = tarred(("a", b"1"), ("b", b"2" * 70_000))
    for path in (write(tmp_path, "x.tar", data), write(tmp_path, "x.tgz", gzip.compress(data))):
        listed = [item for item in members([path]) if isinstance(item, Member)]
        for _ in range(2):
            assert list(map(whole, reversed(listed))) == [b"2" * 70_000, b"1"]


def test_members_of_a_plain_tar_can_go_to_another_process(tmp_path: Path) -> None:
    listed = list(members([write(tmp_path, "x.tar", tarred(("a", b"1")))]))
    (copy,) = pickle.loads(pickle.dumps(listed))  # noqa: S301  (our own bytes)
    assert whole(copy) == b"1"


def test_a_tar_through_a_pipe_is_read() -> None:
    code = "from graphkit.readers import members\nprint([(m.label, m.open().read()) for m in members(['-'])])\n"
    for data in (tarred(("a", b"x")), gzip.compress(tarred(("a", b"x")))):
        done = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, check=True)
        assert done.stdout.decode().strip() == "[('stdin!a', b'x')]"


@pytest.mark.parametrize("form", [tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_long_names_and_names_in_other_scripts_are_read(tmp_path: Path, form: int) -> None:
    names = ["d/" * 120 + "a.json", "日本語/投稿.json", "x" * 90 + "/" + "é" * 90]
    data = tarred(*((name, TEXT) for name in names), form=form)
    assert [entry.name for entry in tar_entries(io.BytesIO(data), LIMITS)] == names
    assert found(write(tmp_path, "x.tar", data)) == {f"x.tar!{name}": "ok" for name in names}


def test_a_ustar_prefix_belongs_to_the_name() -> None:
    name = "d" * 90 + "/" + "a" * 90
    (entry,) = tar_entries(io.BytesIO(tarred((name, TEXT), form=tarfile.USTAR_FORMAT)), LIMITS)
    assert entry == TarEntry(name, len(TEXT), 512)


def test_a_dot_before_each_name_hides_nothing(tmp_path: Path) -> None:
    data = tarred(("./data/a.json", TEXT), ("/abs.json", TEXT), ("./.git/config", TEXT), ("../up.json", TEXT))
    assert found(write(tmp_path, "x.tar", data)) == {"x.tar!data/a.json": "ok", "x.tar!abs.json": "ok"}


def test_a_name_in_an_old_encoding_is_no_crash(tmp_path: Path) -> None:
    data = member(b"caf\xe9.json") + member(b"a\x1b[31m\n") + END
    assert found(write(tmp_path, "x.tar", data)) == {"x.tar!café.json": "ok", "x.tar!a\ufffd[31m\ufffd": "ok"}


def test_an_endless_name_is_shortened() -> None:
    long = b"n" * 1_000_000
    data = header(b"././@LongLink", b"L", octal(len(long))) + padded(long) + member() + END
    (entry,) = tar_entries(io.BytesIO(data), LIMITS)
    assert entry.name == "n" * 4096


def test_links_and_devices_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, "outside.jsonl", b"secret")
    data = tarred(
        info("l", tarfile.SYMTYPE, ".."),
        ("l/evil.jsonl", TEXT),
        info("out.jsonl", tarfile.LNKTYPE, "../outside.jsonl"),
        info("self", tarfile.LNKTYPE, "self"),
        info("a", tarfile.SYMTYPE, "b"),
        info("b", tarfile.SYMTYPE, "a"),
        info("zero", tarfile.CHRTYPE),
        info("disk", tarfile.BLKTYPE),
        info("pipe", tarfile.FIFOTYPE),
        info("sizes", tarfile.SYMTYPE, "x", size=10_000),
        ("good.jsonl", TEXT),
    )
    expected = {"x.tar.gz!l/evil.jsonl": TEXT, "x.tar.gz!good.jsonl": TEXT}
    assert contents(write(tmp_path, "x.tar.gz", gzip.compress(data))) == expected
    assert sorted(path.name for path in tmp_path.iterdir()) == ["outside.jsonl", "x.tar.gz"]


def test_a_hard_link_is_passed_over_whether_it_has_bytes_or_only_their_size(tmp_path: Path) -> None:
    link = header(b"link", b"1", octal(len(TEXT)))
    for between in (b"", padded(TEXT)):
        assert contents(write(tmp_path, "x.tar", link + between + member() + END)) == {"x.tar!a.jsonl": TEXT}


@pytest.mark.parametrize("blocks", [0, 2])
def test_sparse_files_are_refused_by_name_and_the_rest_is_read(tmp_path: Path, blocks: int) -> None:
    sparse = bytearray(header(b"holes.jsonl", b"S", octal(512)))
    sparse[482] = blocks > 0
    more = b"".join(bytes(504) + bytes([n + 1 < blocks]) + bytes(7) for n in range(blocks))
    new = pax(record(b"GNU.sparse.major", b"1"), record(b"GNU.sparse.name", b"new.jsonl"))
    data = summed(bytes(sparse)) + more + b"x" * 512 + new + member(b"GNUSparseFile.1/new") + member() + END
    assert contents(write(tmp_path, "x.tar", data)) == {
        "x.tar!holes.jsonl": "archive.sparse",
        "x.tar!new.jsonl": "archive.sparse",
        "x.tar!a.jsonl": TEXT,
    }


def test_pax_tells_the_path_and_the_size(tmp_path: Path) -> None:
    wide = pax(record(b"mtime", b"1.5"), record(b"path", b"p/\xc3\xa9=1.jsonl"), record(b"size", b"600"))
    data = wide + header(b"short", b"0", octal(0)) + padded(TEXT) + member() + END
    assert contents(write(tmp_path, "x.tar", data)) == {"x.tar!p/é=1.jsonl": TEXT, "x.tar!a.jsonl": TEXT}


@pytest.mark.parametrize(
    "body",
    [
        b"1" * 200_000,
        b"0" * 200_000,
        b"0 path=x\n" * 20_000,
        b"-9 path=x\n",
        b"99 path=x\n",
        b"\xd9\xa3 a=b\n",
        b"9 path=xx",
        b"8 pathx\n" + b" " * 9,
        record(b"size", b"-1"),
        record(b"size", b"9" * 5000),
        record(b"size", b""),
        record(b"a", b"b") * 100_000,
    ],
    ids=range(12),
)
def test_a_pax_header_that_lies_is_refused_at_once(tmp_path: Path, body: bytes) -> None:
    path = write(tmp_path, "x.tar", member() + pax(body) + member(b"b") + END)
    before = time.perf_counter()
    assert contents(path) == {"x.tar!a.jsonl": TEXT, "x.tar": "archive.damaged"}
    assert time.perf_counter() - before < 2


@pytest.mark.parametrize("kind", [b"x", b"g", b"L", b"K", b"X"])
@pytest.mark.parametrize("size", [octal(8 * (1 << 30) - 1), b"\x80" + (1 << 33).to_bytes(11, "big"), octal(1 << 21)])
def test_a_header_that_claims_gibibytes_is_refused_and_nothing_allocated(
    tmp_path: Path, kind: bytes, size: bytes
) -> None:
    path = write(tmp_path, "x.tar.gz", gzip.compress(member() + header(b"h", kind, size) + bytes(4096)))
    tracemalloc.start()
    try:
        assert contents(path) == {"x.tar.gz!a.jsonl": TEXT, "x.tar.gz": "archive.size"}
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
    finally:
        tracemalloc.stop()


def test_a_member_that_claims_8_gib_is_refused_by_name(tmp_path: Path) -> None:
    huge = pax(record(b"size", b"8589934592")) + header(b"huge.jsonl", b"0")
    for claim in (huge, header(b"huge.jsonl", b"0", b"\x80" + (1 << 87).to_bytes(11, "big"))):
        assert found(write(tmp_path, "x.tar", member() + claim + bytes(5000))) == {
            "x.tar!a.jsonl": "ok",
            "x.tar!huge.jsonl": "archive.size",
            "x.tar": "archive.truncated",
        }


@pytest.mark.parametrize(
    "size", [b"\xff" * 12, b"\xff" * 10 + b"\xfe\x00", b"\xc0" + bytes(11), b"-0000000001\0", b"9"]
)
def test_a_negative_size_is_refused_and_ends_the_archive(tmp_path: Path, size: bytes) -> None:
    data = member() + header(b"b", b"0", size.ljust(12, b"\0")) + bytes(4096)
    assert contents(write(tmp_path, "x.tar", data)) == {"x.tar!a.jsonl": TEXT, "x.tar": "archive.damaged"}


def test_sizes_in_base_256_are_read(tmp_path: Path) -> None:
    data = header(b"a", b"0", b"\x80" + len(TEXT).to_bytes(11, "big")) + padded(TEXT) + END
    assert contents(write(tmp_path, "x.tar", data)) == {"x.tar!a": TEXT}


def test_a_wrong_checksum_ends_the_archive(tmp_path: Path) -> None:
    bad = b"X" + member(b"b")[1:]
    data = member() + bad + member(b"c") + END
    assert contents(write(tmp_path, "x.tar", data)) == {"x.tar!a.jsonl": TEXT, "x.tar": "archive.damaged"}


def test_checksums_of_signed_bytes_are_right_too() -> None:
    block = header(b"\xe9\xe9")
    total = int(block[148:154], 8) - 512
    assert is_header(block)
    assert is_header(block[:148] + b"%06o\0 " % total + block[156:])
    assert not is_header(block[:148] + b"%06o\0 " % (total + 1) + block[156:])
    assert not is_header(bytes(512))


@pytest.mark.parametrize("at", [512 * 3 + 100, 512 * 4 + 5, 512 * 5, 512 * 3 + 300])
def test_a_cut_tar_gives_the_whole_members_before_the_cut(tmp_path: Path, at: int) -> None:
    data = (member() + member(b"b.jsonl", b"x" * 700) + END)[:at]
    assert contents(write(tmp_path, "x.tar", data)) == {"x.tar!a.jsonl": TEXT, "x.tar": "archive.truncated"}
    (*_, refusal) = members([tmp_path / "x.tar"])
    assert not isinstance(refusal, Member)
    assert refusal.reason == CUT
    assert not refusal.unsafe


def test_an_archive_without_its_end_mark_was_cut(tmp_path: Path) -> None:
    assert contents(write(tmp_path, "x.tar", member())) == {"x.tar!a.jsonl": TEXT, "x.tar": "archive.truncated"}


@pytest.mark.parametrize("pack", PACKERS[1:])
def test_a_cut_compressed_tar_gives_the_whole_members_before_the_cut(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    noise = [zlib.crc32(b"%d" % n).to_bytes(4, "big") for n in range(500_000)]
    packed = pack(tarred(("a", TEXT), ("b", b"".join(noise[:200_000])), ("c", b"".join(noise[200_000:]))))
    result = contents(write(tmp_path, "x.tar.gz", packed[: len(packed) * 3 // 4]))
    assert list(result) == ["x.tar.gz!a", "x.tar.gz!b", "x.tar.gz"]
    assert result["x.tar.gz!b"] == b"".join(noise[:200_000])
    assert result["x.tar.gz"] == "archive.truncated"


def test_a_wrong_gzip_checksum_is_told_after_the_members(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(member() + END))
    packed[-8] ^= 1
    assert contents(write(tmp_path, "x.tgz", bytes(packed))) == {"x.tgz!a.jsonl": TEXT, "x.tgz": "archive.crc"}


def test_a_second_archive_behind_the_first_is_told(tmp_path: Path) -> None:
    data = tarred(("a", TEXT)) + tarred(("b", TEXT))
    assert contents(write(tmp_path, "x.tar", data)) == {"x.tar!a": TEXT, "x.tar": "archive.trailing"}


def test_an_archive_over_the_limit_of_members_is_stopped_there(tmp_path: Path) -> None:
    few = Limits(members=3)
    path = write(tmp_path, "x.tar", tarred(*((f"f{n}", b"x") for n in range(6))))
    assert found(path, limits=few) == {"x.tar!f0": "ok", "x.tar!f1": "ok", "x.tar!f2": "ok", "x.tar": "archive.members"}
    endless = header(b"h", b"K", octal(1)) + padded(b"x")
    path = write(tmp_path, "y.tar", member() + endless * 20 + member(b"b") + END)
    assert found(path, limits=few) == {"y.tar!a.jsonl": "ok", "y.tar": "archive.members"}


def test_a_member_over_the_limit_of_bytes_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, "x.tar", tarred(("big", b"x" * 3000), ("good", b"y")))
    assert contents(path, limits=Limits(member_bytes=2000)) == {"x.tar!big": "archive.size", "x.tar!good": b"y"}


def zeros(mib: int) -> Iterable[bytes]:
    yield member(b"good.jsonl") + header(b"bomb.jsonl", b"0", octal(mib << 20))
    yield from (bytes(1 << 20) for _ in range(mib))
    yield member(b"after.jsonl") + END


def test_a_bomb_is_refused_at_the_ratio_in_bounded_memory(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "x.tar.gz", "wb", compresslevel=1) as file:
        for chunk in zeros(1024):
            file.write(chunk)
    before = time.perf_counter()
    tracemalloc.start()
    try:
        result = found(tmp_path / "x.tar.gz")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert result == {"x.tar.gz!good.jsonl": "ok", "x.tar.gz": "archive.ratio"}
    assert peak < 16 << 20
    assert time.perf_counter() - before < 10


def test_a_bomb_within_a_tar_has_the_ratio_to_the_outermost_file(tmp_path: Path) -> None:
    inner = gzip.compress(gzip.compress(bytes(20 << 20)) + bytes(1 << 20))
    data = tarred(("a.gz", gzip.compress(bytes(20 << 20))), ("b.jsonl", bytes(10 << 20)))
    result = contents(write(tmp_path, "x.tar.gz", gzip.compress(data)), write(tmp_path, "y.tar", tarred(("z", inner))))
    assert str(result["x.tar.gz!a.gz"]).endswith("archive.ratio")
    assert result["x.tar.gz!b.jsonl"] == bytes(10 << 20)
    assert str(result["y.tar!z"]) == "archive.nested"


def test_a_compressed_tar_is_one_layer_as_a_zip_is(tmp_path: Path) -> None:
    tgz = gzip.compress(tarred(("data/a.json", TEXT), ("deep.gz", gzip.compress(TEXT))))
    path = write(tmp_path, "x.zip", zipped(("in.tar.gz", tgz)))
    assert contents(path) == {"x.zip!in.tar.gz!data/a.json": TEXT, "x.zip!in.tar.gz!deep.gz": "archive.nested"}
    path = write(
        tmp_path, "y.tgz", gzip.compress(tarred(("in.zip", zipped(("a", TEXT), ("b.gz", gzip.compress(TEXT))))))
    )
    assert contents(path) == {"y.tgz!in.zip!a": TEXT, "y.tgz!in.zip!b.gz": "archive.nested"}
    path = write(tmp_path, "z.tar", tarred(("in.tar", tarred(("a", TEXT), ("deep.tar", tarred(("b", TEXT)))))))
    assert contents(path) == {"z.tar!in.tar!a": TEXT, "z.tar!in.tar!deep.tar": "archive.nested"}


def test_an_honest_zip_in_a_tar_of_repetitive_files_is_no_bomb(tmp_path: Path) -> None:
    text = b"".join(b'{"id": "%d"}\n' % (n * 7919) for n in range(60_000)) * 20
    inner = zipped(("a", text))
    data = tarred(("in.zip", inner), ("b", bytes(10 * len(inner))))
    first, _ = members([write(tmp_path, "x.tgz", gzip.compress(data))])
    assert isinstance(first, Member)
    assert first.label == "x.tgz!in.zip!a"
    assert whole(first) == text


SEED = (
    member(b"a.jsonl", b"1" * 600)
    + pax(record(b"path", b"p.jsonl"), record(b"size", b"10"))
    + member(b"b", b"0123456789")
    + header(b"././@LongLink", b"L", octal(200))
    + padded(b"n" * 200)
    + member(b"c", b"2")
    + header(b"s", b"S", octal(512))
    + bytes(512)
    + header(b"h", b"1", octal(9))
    + tarred(("d", zipped(("e", b"3"))))
)
HEADERS = [at for at in range(0, len(SEED) - 511, 512) if is_header(SEED[at : at + 512])]
EDIT = st.tuples(st.integers(0, len(SEED) - 1), st.binary(min_size=1, max_size=12))
FIELD = st.tuples(st.sampled_from(HEADERS), st.sampled_from([0, 124, 156, 257, 345, 482]), st.binary(max_size=12))


@settings(max_examples=300, deadline=2000, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(
    edits=st.lists(EDIT, max_size=6),
    fields=st.lists(FIELD, max_size=4),
    keep=st.integers(0, len(SEED)) | st.just(len(SEED)),
    pack=st.sampled_from(PACKERS),
)
def test_no_change_of_bytes_raises_anything_but_a_file_fault(
    edits: list[tuple[int, bytes]],
    fields: list[tuple[int, int, bytes]],
    keep: int,
    pack: Callable[[bytes], bytes],
) -> None:
    data = bytearray(SEED)
    for at, value in edits:
        data[at : at + len(value)] = value
    for at, field, value in fields:  # with the checksum made right, so that the lie is looked at
        data[at + field : at + field + len(value)] = value
        data[at : at + 512] = summed(bytes(data[at : at + 512]))
    with TemporaryDirectory() as folder:
        path = write(Path(folder), "x.tar", pack(bytes(data[:keep])))
        for item in members([path]):
            if isinstance(item, Member):
                with suppress(FileFault), item.open() as file:
                    assert len(file.read()) <= len(SEED)
            else:
                assert item.code.startswith("archive.")
