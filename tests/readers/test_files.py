"""Files, folders and archives become members; what is unsafe or damaged is refused by name."""

import bz2
import gzip
import io
import lzma
import os
import pickle
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from graphkit.errors import UsageError
from graphkit.readers import LIMITS, FileFault, Limits, Member, Refusal, fingerprint, label, members
from graphkit.readers._files import clean
from graphkit.readers._zip import Entry, open_entry
from tests.readers.support import write

TEXT = b'{"id": "1"}\n' * 50
SMALL = Limits(ratio_after=1 << 16, member_bytes=1 << 20, run_bytes=1 << 21, members=5)


def zipped(*entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in entries:
            archive.writestr(zipfile.ZipInfo(name, (2012, 8, 16, 0, 0, 0)), data, compress_type=method)
    return file.getvalue()


def found(*paths: Path | str, limits: Limits = LIMITS) -> dict[str, str]:
    """Label of each member or refusal, with `ok` or the code."""
    return {
        item.label: item.code if isinstance(item, Refusal) else "ok"
        for item in members([str(p) for p in paths], limits)
    }


def whole(member: Member) -> bytes:
    with member.open() as file:
        return file.read()


def contents(*paths: Path, limits: Limits = LIMITS) -> dict[str, bytes | str]:
    """What each member gives: its bytes, or the code of its fault, after its bytes."""
    out: dict[str, bytes | str] = {}
    for item in members(paths, limits):
        if isinstance(item, Refusal):
            out[item.label] = item.code
            continue
        data = b""
        try:
            with item.open() as file:
                while chunk := file.read(1 << 16):
                    data += chunk
            out[item.label] = data
        except FileFault as fault:
            out[item.label] = fault.code if not data else f"{len(data)} bytes, then {fault.code}"
    return out


def test_a_missing_path_is_a_usage_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere\.jsonl: there is no such file or folder"):
        members([tmp_path / "nowhere.jsonl"])


def test_a_file_is_its_own_member(tmp_path: Path) -> None:
    assert contents(write(tmp_path, "posts.jsonl", TEXT)) == {"posts.jsonl": TEXT}


def test_a_pattern_that_the_shell_left_alone_is_expanded(tmp_path: Path) -> None:
    write(tmp_path, "b.jsonl", TEXT)
    write(tmp_path, "a.jsonl", TEXT)
    assert list(found(tmp_path / "*.jsonl")) == ["a.jsonl", "b.jsonl"]


def test_a_file_whose_name_looks_like_a_pattern_is_itself(tmp_path: Path) -> None:
    write(tmp_path, "a[1].jsonl", TEXT)
    assert list(found(tmp_path / "a[1].jsonl")) == ["a[1].jsonl"]


def test_a_folder_is_walked_in_a_fixed_order(tmp_path: Path) -> None:
    for name in ("c.jsonl", "b/z.jsonl", "b/a.jsonl", "a.jsonl"):
        write(tmp_path / "export", name, TEXT)
    assert list(found(tmp_path / "export")) == [
        "export/a.jsonl",
        "export/c.jsonl",
        "export/b/a.jsonl",
        "export/b/z.jsonl",
    ]


def test_media_and_clutter_are_passed_over(tmp_path: Path) -> None:
    for name in ("media/1.JPG", "__MACOSX/a.json", "._a.json", ".ipynb_checkpoints/a.json", ".git/config", "a.mp4"):
        write(tmp_path, name, b"x")
    write(tmp_path, "a.json", TEXT)
    assert list(found(tmp_path)) == [f"{tmp_path.name}/a.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs links and FIFOs")
def test_links_and_pipes_in_a_folder_are_named_and_not_opened(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    write(folder, "a.jsonl", TEXT)
    write(tmp_path, "outside.jsonl", TEXT)
    (folder / "loop").symlink_to(folder)
    (folder / "root").symlink_to("/")
    (folder / "out.jsonl").symlink_to(tmp_path / "outside.jsonl")
    (folder / "zero").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe")
    assert found(folder) == {
        "export/a.jsonl": "ok",
        "export/loop": "file.link",
        "export/out.jsonl": "file.link",
        "export/pipe": "file.special",
        "export/root": "file.link",
        "export/zero": "file.link",
    }


def test_names_reach_no_terminal_raw() -> None:
    assert clean("a\x1b[31m\nb\\c") == "a\ufffd[31m\ufffdb/c"
    assert len(clean("x" * 60_000)) == 500


@pytest.mark.parametrize(
    ("pack", "name"),
    [(gzip.compress, "a.jsonl.gz"), (bz2.compress, "a.jsonl.bz2"), (lzma.compress, "a.xz"), (gzip.compress, "a.jsonl")],
)
def test_compressed_files_are_opened_in_place_whatever_they_are_called(
    tmp_path: Path, pack: Callable[[bytes], bytes], name: str
) -> None:
    assert contents(write(tmp_path, name, pack(TEXT))) == {name: TEXT}


def test_plain_text_named_gz_is_plain_text(tmp_path: Path) -> None:
    assert contents(write(tmp_path, "a.jsonl.gz", TEXT)) == {"a.jsonl.gz": TEXT}


def test_concatenated_gzip_members_are_all_read(tmp_path: Path) -> None:
    path = write(tmp_path, "a.gz", gzip.compress(TEXT) + gzip.compress(b"more") + b"\0" * 512)
    assert contents(path) == {"a.gz": TEXT + b"more"}


def test_padding_behind_a_gzip_member_is_passed_however_long(tmp_path: Path) -> None:
    path = write(tmp_path, "a.gz", gzip.compress(TEXT) + b"\0" * 200_000 + gzip.compress(b"more"))
    assert contents(path) == {"a.gz": TEXT + b"more"}


def test_members_of_files_and_zips_can_go_to_another_process(tmp_path: Path) -> None:
    paths = [
        write(tmp_path, "a.gz", gzip.compress(TEXT)),
        write(tmp_path, "b.zip", zipped(("b", TEXT))),
        write(tmp_path, "c", TEXT),
    ]
    found = [item for item in members(paths) if isinstance(item, Member)]
    copies = pickle.loads(pickle.dumps(found))  # noqa: S301  (our own bytes)
    assert list(map(whole, copies)) == [TEXT, TEXT, TEXT]


def test_a_web_page_named_zip_is_a_plain_file(tmp_path: Path) -> None:
    assert found(write(tmp_path, "x.zip", b"<html>502</html>")) == {"x.zip": "ok"}


def test_empty_members_are_passed_over(tmp_path: Path) -> None:
    assert contents(write(tmp_path, "x.zip", zipped(("a", b""), ("b", TEXT)))) == {"x.zip!b": TEXT}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser reads everything")
def test_an_unreadable_file_is_refused_by_name(tmp_path: Path) -> None:
    path = write(tmp_path / "export", "a.jsonl", TEXT)
    path.chmod(0)
    assert found(tmp_path / "export") == {"export/a.jsonl": "file.unreadable"}


def test_a_gzip_header_with_every_field_is_passed(tmp_path: Path) -> None:
    body = zlib.compressobj(wbits=-15)
    raw = body.compress(TEXT) + body.flush()
    header = b"\x1f\x8b\x08\x1e" + b"\0" * 6 + b"\x04\x00abcd" + b"name\0" + b"comment\0" + b"\0\0"
    trailer = struct.pack("<2I", zlib.crc32(TEXT), len(TEXT))
    assert contents(write(tmp_path, "a.gz", header + raw + trailer)) == {"a.gz": TEXT}


def test_a_cut_gzip_file_gives_all_it_holds_and_then_the_fault(tmp_path: Path) -> None:
    data = os.urandom(5000)
    path = write(tmp_path, "a.gz", gzip.compress(data)[:-1000])
    (member,) = members([path])
    assert isinstance(member, Member)
    with member.open() as file:
        got = file.read()
        assert got == data[: len(got)]
        assert len(got) > 3900
        with pytest.raises(FileFault) as fault:
            file.read()
    assert fault.value.code == "archive.truncated"
    assert not fault.value.unsafe


def test_every_byte_before_a_damaged_one_is_delivered(tmp_path: Path) -> None:
    good = b"".join(b'{"id": "%d", "text": "%d"}\n' % (n, n * 7919) for n in range(2000))
    packed = bytearray(gzip.compress(good))
    packed[len(packed) // 2 : len(packed) // 2 + 40] = b"\xff" * 40
    (result,) = contents(write(tmp_path, "a.gz", bytes(packed))).values()
    assert isinstance(result, str)
    assert int(result.split()[0]) > len(good) // 3
    assert result.endswith(("archive.damaged", "archive.crc"))


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_bytes_after_the_compressed_ones_are_a_fault_after_the_data(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    (result,) = contents(write(tmp_path, "a", pack(TEXT) + b"something else")).values()
    assert result == f"{len(TEXT)} bytes, then archive.trailing"


def test_a_wrong_checksum_is_a_fault_after_the_data(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(TEXT))
    packed[-8] ^= 1
    (result,) = contents(write(tmp_path, "a.gz", bytes(packed))).values()
    assert result == f"{len(TEXT)} bytes, then archive.crc"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_bomb_is_refused_at_the_ratio(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = write(tmp_path, "a", pack(b"\0" * (20 << 20)))
    (member,) = members([path])
    assert isinstance(member, Member)
    with member.open() as file:
        assert len(file.read()) >= 16 << 20
        with pytest.raises(FileFault) as fault:
            file.read()
    assert fault.value.code == "archive.ratio"
    assert fault.value.unsafe
    assert fault.value.exit_code == 6


def test_repetitive_but_honest_files_below_the_first_16_mib_are_read(tmp_path: Path) -> None:
    assert contents(write(tmp_path, "a.gz", gzip.compress(b"\0" * (15 << 20)))) == {"a.gz": b"\0" * (15 << 20)}


def test_a_member_over_the_limit_and_a_run_over_the_limit_are_refused(tmp_path: Path) -> None:
    big = write(tmp_path, "a.gz", gzip.compress(os.urandom(1 << 18) * 5, 9))
    (result,) = contents(big, limits=SMALL).values()
    assert str(result).endswith("archive.size")
    files = [write(tmp_path, f"{n}.gz", gzip.compress(os.urandom(900_000))) for n in range(3)]
    assert str(contents(*files, limits=SMALL)["2.gz"]).endswith("archive.run")


def test_zip_members_are_streamed_with_their_folders(tmp_path: Path) -> None:
    path = write(tmp_path, "x.zip", zipped(("data/a.js", TEXT), ("data/media/p.jpg", b"x"), ("data/", b"")))
    assert contents(path) == {"x.zip!data/a.js": TEXT}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_method_that_zip_knows_is_read(tmp_path: Path, method: int) -> None:
    assert contents(write(tmp_path, "x.zip", zipped(("a", TEXT), method=method))) == {"x.zip!a": TEXT}


def test_zips_of_more_files_than_two_bytes_count_are_read(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    file.write_bytes(zipped(*((f"{number}.jpg", b"") for number in range(65_536)), ("a.jsonl", b"{}"), method=0))
    assert contents(file) == {"a.zip!a.jsonl": b"{}"}


def test_zip64_sizes_are_read(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive, archive.open("a.jsonl", "w", force_zip64=True) as member:
        member.write(TEXT)
    assert contents(write(tmp_path, "x.zip", file.getvalue())) == {"x.zip!a.jsonl": TEXT}


def test_members_can_be_opened_after_the_others_and_again(tmp_path: Path) -> None:
    path = write(tmp_path, "x.zip", zipped(("a", b"1"), ("b", b"2")))
    found = [item for item in members([path]) if isinstance(item, Member)]
    for _ in range(2):
        assert list(map(whole, found)) == [b"1", b"2"]


def test_gzip_in_zip_is_opened_but_three_layers_are_refused(tmp_path: Path) -> None:
    once = zipped(("a.jsonl.gz", gzip.compress(TEXT)), ("b.gz", gzip.compress(gzip.compress(TEXT))))
    path = write(tmp_path, "x.zip", once)
    assert contents(path) == {"x.zip!a.jsonl.gz": TEXT, "x.zip!b.gz": "archive.nested"}


def test_a_zip_in_a_zip_is_opened_and_one_deeper_is_refused(tmp_path: Path) -> None:
    inner = zipped(("data/a.js", TEXT), ("deep.zip", zipped(("b", TEXT))))
    path = write(tmp_path, "x.zip", zipped(("inner.zip", inner)))
    assert contents(path) == {"x.zip!inner.zip!data/a.js": TEXT, "x.zip!inner.zip!deep.zip": "archive.nested"}


def test_a_bomb_within_a_bomb_has_one_ratio(tmp_path: Path) -> None:
    inner = zipped(("a", b"\0" * (20 << 20)), method=zipfile.ZIP_DEFLATED)
    path = write(tmp_path, "x.zip", zipped(("inner.zip", inner)))
    assert str(contents(path)["x.zip!inner.zip!a"]).endswith("archive.ratio")


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_bomb_in_a_zip_is_refused_and_the_rest_is_read(tmp_path: Path, method: int) -> None:
    data = zipped(("bomb.js", b"\0" * (20 << 20)), ("good.js", TEXT), method=method)
    result = contents(write(tmp_path, "x.zip", data))
    assert str(result["x.zip!bomb.js"]).endswith("archive.ratio")
    assert result["x.zip!good.js"] == TEXT


def patched(data: bytes, name: bytes, offset: int, value: bytes) -> bytes:
    """A zip with a field of one directory entry changed."""
    at = data.rindex(name) - 46 + offset
    return data[:at] + value + data[at + len(value) :]


def test_an_encrypted_member_is_refused_by_name(tmp_path: Path) -> None:
    data = patched(zipped(("a", TEXT), ("b", TEXT)), b"a", 8, b"\x01\x00")
    assert contents(write(tmp_path, "x.zip", data)) == {"x.zip!a": "archive.encrypted", "x.zip!b": TEXT}


def test_a_member_larger_than_it_says_stops_where_it_says(tmp_path: Path) -> None:
    data = patched(zipped(("a", TEXT)), b"a", 24, struct.pack("<I", 10))
    assert contents(write(tmp_path, "x.zip", data)) == {"x.zip!a": "10 bytes, then archive.lies"}


def test_a_member_smaller_than_it_says_is_cut(tmp_path: Path) -> None:
    data = patched(zipped(("a", TEXT)), b"a", 24, struct.pack("<I", 10_000))
    assert contents(write(tmp_path, "x.zip", data)) == {"x.zip!a": f"{len(TEXT)} bytes, then archive.truncated"}


def test_a_bad_checksum_rejects_its_member_and_no_other(tmp_path: Path) -> None:
    data = patched(zipped(("a", TEXT), ("b", TEXT)), b"a", 16, b"\0\0\0\0")
    assert contents(write(tmp_path, "x.zip", data)) == {
        "x.zip!a": f"{len(TEXT)} bytes, then archive.crc",
        "x.zip!b": TEXT,
    }


def test_overlapping_members_are_refused(tmp_path: Path) -> None:
    data = zipped(("a", TEXT), ("b", TEXT), ("c", TEXT))
    data = patched(data, b"b", 42, struct.pack("<I", 0))
    assert contents(write(tmp_path, "x.zip", data)) == {
        "x.zip!a": "archive.overlap",
        "x.zip!b": "archive.overlap",
        "x.zip!c": TEXT,
    }


def test_two_members_of_one_name_are_both_read(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = zipped(("a", b"1"), ("a", b"2"))
    path = write(tmp_path, "x.zip", data)
    assert [whole(item) for item in members([path]) if isinstance(item, Member)] == [b"1", b"2"]


def test_junk_around_a_zip_does_not_matter(tmp_path: Path) -> None:
    path = write(tmp_path, "x.zip", b"MZ" + b"\0" * 1000 + zipped(("a", TEXT)) + b"signature")
    assert contents(path) == {"x.zip!a": TEXT}


@pytest.mark.parametrize("keep", [0.5, 0.95])
def test_a_cut_zip_is_refused_by_name(tmp_path: Path, keep: float) -> None:
    data = zipped(*((f"f{n}", os.urandom(300)) for n in range(9)))
    assert found(write(tmp_path, "x.zip", data[: int(len(data) * keep)])) == {"x.zip": "archive.truncated"}


@pytest.mark.parametrize(
    ("at", "value"), [(8, b"\xff\xff\xff\xff"), (12, b"\xff\xff\xff\x7f"), (16, b"\xff\xff\xff\x7f"), (12, b"\0\0\0\0")]
)
def test_a_directory_that_lies_is_no_crash(tmp_path: Path, at: int, value: bytes) -> None:
    data = zipped(("a", TEXT))
    end = data.rindex(b"PK\x05\x06") + at
    for item in members([write(tmp_path, "x.zip", data[:end] + value + data[end + len(value) :])]):
        assert isinstance(item, Member) or item.code.startswith("archive.")


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "x.zip", zipped(*((f"f{n}", b"x") for n in range(6))))
    assert found(path, limits=SMALL) == {"x.zip": "archive.members"}
    for n in range(6):
        write(tmp_path / "many", f"{n}", TEXT)
    assert found(tmp_path / "many", limits=SMALL)["many"] == "archive.members"


def test_an_lzma_member_that_wants_too_much_memory_is_refused() -> None:
    body = b"\x09\x14\x05\x00" + b"\x5d" + struct.pack("<I", 1 << 31) + b"\0" * 20
    data = b"PK\x03\x04" + struct.pack("<5H3I2H", 20, 0, 14, 0, 0, 0, len(body), 5, 0, 0) + body
    from graphkit.readers._faults import Budget

    stream = open_entry(io.BytesIO(data), Entry("a", 14, 0, 0, len(body), 5, 0), 1.0, Budget())
    with pytest.raises(FileFault) as fault:
        stream.read()
    assert fault.value.code == "archive.size"


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (b"7z\xbc\xaf\x27\x1c" + b"\0" * 90, "archive.7z"),
        (b"Rar!\x1a\x07\x00" + b"\0" * 90, "archive.rar"),
    ],
)
def test_archives_that_are_not_opened_are_refused_by_name(tmp_path: Path, head: bytes, code: str) -> None:
    assert found(write(tmp_path, "x", head)) == {"x": code}


def test_an_office_workbook_is_a_file_not_an_archive(tmp_path: Path) -> None:
    data = zipped(("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>"))
    assert contents(write(tmp_path, "x.xlsx", data)) == {"x.xlsx": data}


def test_labels_tell_nothing_of_the_machine(tmp_path: Path) -> None:
    path = write(tmp_path, "x.zip", zipped(("data/a.js", TEXT)))
    (member,) = members([path])
    assert label(member) == "x.zip!data/a.js"


def test_fingerprints_are_those_of_the_bytes(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", b"abc")
    mark = fingerprint(path)
    assert (mark.bytes, mark.sha256[:8]) == (3, "ba7816bf")
    write(tmp_path / "one", "a", b"1")
    write(tmp_path / "two", "a", b"1")
    write(tmp_path / "two", "photo.jpg", b"2")
    assert fingerprint(tmp_path / "one") == fingerprint(tmp_path / "two")
    write(tmp_path / "two", "b", b"3")
    assert fingerprint(tmp_path / "one") != fingerprint(tmp_path / "two")


def test_standard_input_is_read_once_and_opened_often(tmp_path: Path) -> None:
    code = (
        "from graphkit.readers import members, fingerprint\n"
        "found = list(members(['-']))\n"
        "print([(m.label, m.open().read(), m.open().read()) for m in found], fingerprint('-').bytes)\n"
    )
    packed = gzip.compress(b"abc")
    done = subprocess.run([sys.executable, "-c", code], input=packed, capture_output=True, check=True)
    assert done.stdout.decode().split("\n")[0] == f"[('stdin', b'abc', b'abc')] {len(packed)}"


def test_a_zip_through_a_pipe_is_read() -> None:
    code = "from graphkit.readers import members\nprint([(m.label, m.open().read()) for m in members(['-'])])\n"
    done = subprocess.run([sys.executable, "-c", code], input=zipped(("a", b"x")), capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[('stdin!a', b'x')]"


def test_streams_serve_readline_and_read1(tmp_path: Path) -> None:
    (member,) = members([write(tmp_path, "a.gz", gzip.compress(b"one\ntwo\nthree"))])
    assert isinstance(member, Member)
    with member.open() as file:
        assert [file.readline(), file.readline(), file.readline(), file.readline()] == [
            b"one\n",
            b"two\n",
            b"three",
            b"",
        ]
    with io.TextIOWrapper(member.open(), encoding="utf-8") as text:
        assert list(text) == ["one\n", "two\n", "three"]
