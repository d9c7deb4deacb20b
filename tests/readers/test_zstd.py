"""Zstandard in place: frames of every kind, bombs, cuts, windows, and what is said where the extra is missing."""

import io
import struct
import sys
import tarfile
import zlib
from collections import deque
from pathlib import Path

import pytest

from graphkit._load import load
from graphkit.errors import NoDataError
from graphkit.readers import FileFault, Limits, Member, Refusal, members
from graphkit.readers._faults import Budget
from graphkit.readers._streams import unpacked
from graphkit.readers._zip import Entry, open_entry
from tests.readers.support import write

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXT = b"author,text\nann,hello\nbob,hi @ann\n"
NOTE = struct.pack("<II", 0x184D2A53, 5) + b"notes"


def opened(data: bytes, limits: Limits | None = None) -> io.BufferedIOBase:
    budget = Budget(limits) if limits else Budget()
    return unpacked(io.BytesIO(data), "zstd", budget)  # type: ignore[return-value]


def fault(data: bytes, limits: Limits | None = None) -> str:
    with opened(data, limits) as stream, pytest.raises(FileFault) as met:
        deque(iter(lambda: stream.read(1 << 20), b""), maxlen=0)
    return met.value.code


def contents(path: Path) -> dict[str, bytes | str]:
    found: dict[str, bytes | str] = {}
    for each in members([path]):
        if isinstance(each, Refusal):
            found[each.label] = each.code
        else:
            with each.open() as file:
                found[each.label] = file.read()
    return found


def framed(data: bytes, window: int) -> bytes:
    """A frame that wants this much of its past remembered, without saying its own size."""
    options = {
        zstd.CompressionParameter.window_log: window,
        zstd.CompressionParameter.enable_long_distance_matching: 1,
        zstd.CompressionParameter.content_size_flag: 0,
    }
    maker = zstd.ZstdCompressor(options=options)
    return maker.compress(data) + maker.flush()


@pytest.mark.parametrize(
    "data",
    [
        zstd.compress(TEXT),
        zstd.compress(TEXT[:9]) + zstd.compress(TEXT[9:]),
        NOTE + zstd.compress(TEXT),
        zstd.compress(TEXT[:9]) + NOTE + NOTE + zstd.compress(TEXT[9:]) + NOTE,
        zstd.compress(TEXT) + zstd.compress(b""),
        zstd.compress(TEXT) + bytes(700),
        zstd.compress(TEXT, options={zstd.CompressionParameter.checksum_flag: 1}),
        framed(TEXT, 27),
    ],
    ids=["plain", "two frames", "note first", "notes between", "empty frame", "padded", "checksum", "128 MiB window"],
)
def test_every_frame_is_read_in_place(tmp_path: Path, data: bytes) -> None:
    assert contents(write(tmp_path, "posts.csv.zst", data)) == {"posts.csv.zst": TEXT}


def test_a_tar_in_zstandard_is_read_in_place(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo("in/posts.csv")
        entry.size = len(TEXT)
        archive.addfile(entry, io.BytesIO(TEXT))
    data = zstd.compress(out.getvalue())
    assert contents(write(tmp_path, "all.tar.zst", data)) == {"all.tar.zst!in/posts.csv": TEXT}


def test_zstandard_inside_a_zip_is_read_as_a_file_and_as_a_method(tmp_path: Path) -> None:
    import zipfile

    data = zstd.compress(TEXT)
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("posts.csv.zst", data)
    assert contents(tmp_path / "all.zip") == {"all.zip!posts.csv.zst": TEXT}
    body = b"PK\x03\x04" + struct.pack("<5H3I2H", 63, 0, 93, 0, 0, zlib.crc32(TEXT), len(data), len(TEXT), 0, 0) + data
    entry = Entry("a", 93, 0, zlib.crc32(TEXT), len(data), len(TEXT), 0)
    assert open_entry(io.BytesIO(body), entry, 1.0, Budget()).read() == TEXT


def test_a_cut_file_gives_what_lies_before_the_cut() -> None:
    text = b"".join(b"%d,ann,hello\n" % number for number in range(100_000))
    data = zstd.compress(text)
    stream = opened(data[: len(data) // 2])
    got = stream.read()
    assert len(got) > 1000
    assert text.startswith(got)
    with pytest.raises(FileFault) as met:
        stream.read()
    assert met.value.code == "archive.truncated"


def test_a_changed_byte_is_a_fault() -> None:
    data = bytearray(zstd.compress(TEXT * 50, options={zstd.CompressionParameter.checksum_flag: 1}))
    data[-1] ^= 1
    assert fault(bytes(data)) == "archive.damaged"


def test_what_follows_the_frames_is_said_not_read() -> None:
    assert fault(zstd.compress(TEXT) + b"more") == "archive.trailing"


def test_a_bomb_stops_at_the_limit() -> None:
    assert fault(zstd.compress(bytes(64 << 20))) == "archive.ratio"
    assert fault(zstd.compress(TEXT * 1000), Limits(member_bytes=10_000)) == "archive.size"


def test_a_frame_that_wants_too_much_memory_is_refused_before_it_gets_it(tmp_path: Path) -> None:
    data = framed(TEXT * 10, 28)
    assert fault(data) == "archive.window"
    assert contents(write(tmp_path, "posts.csv.zst", data)) == {"posts.csv.zst": "archive.window"}


@pytest.fixture
def without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("compression", "compression.zstd", "backports", "backports.zstd"):
        monkeypatch.setitem(sys.modules, name, None)


@pytest.mark.usefixtures("without_the_extra")
def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    path = write(tmp_path, "posts.csv.zst", zstd.compress(TEXT))
    (found,) = members([path])
    assert isinstance(found, Refusal)
    assert not isinstance(found, Member)
    assert (found.code, found.unsafe) == ("extra.missing", False)
    with pytest.raises(NoDataError) as met:
        load(path)
    assert str(met.value) == (
        "posts.csv.zst: is packed with Zstandard; to read it: pip install graphkit-social[formats] (backports.zstd)"
    )
    assert met.value.exit_code == NoDataError.exit_code


@pytest.mark.usefixtures("without_the_extra")
def test_without_the_extra_the_other_files_are_used(tmp_path: Path) -> None:
    write(tmp_path, "a.csv.zst", zstd.compress(TEXT))
    write(tmp_path, "b.csv", TEXT)
    graph = load(tmp_path)
    assert graph.about["posts"] == 2
    assert [code for _, code, *_ in graph.provenance.refused] == ["extra.missing"]
