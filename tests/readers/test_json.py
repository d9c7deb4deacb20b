"""JSON in every wrapping gives its records; what is broken costs only itself, in linear time."""

import gzip
import io
import json
import time
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.post import LeftOut, Notice
from graphkit.readers import LIMITS, FileFault, Limits, Member
from graphkit.readers._json import decoded, first_record, records
from graphkit.readers._lines import lines, utf8
from graphkit.readers._split import Look, value_end

SMALL = Limits(record=2000, whole=4000)


class Thing(msgspec.Struct):
    n: int
    t: str = ""


THING = msgspec.json.Decoder(Thing)


def member(data: bytes | str) -> Member:
    content = data.encode() if isinstance(data, str) else data
    return Member("x", "", lambda: io.BytesIO(content))


def read(data: bytes | str, limits: Limits = LIMITS) -> tuple[list[int], list[tuple[str, int, int | None]]]:
    """The numbers in the records, and code, line, offset of what was left out."""
    numbers, left = [], []
    for item in decoded(member(data), THING, limits=limits):
        if isinstance(item, tuple):
            numbers.append(item[1].n)
        elif isinstance(item, LeftOut):
            left.append((item.code, item.line, item.byte_offset))
    return numbers, left


def notices(data: bytes) -> list[tuple[str, int, bool]]:
    return [(n.code, n.count, n.repairs) for n in decoded(member(data), THING) if isinstance(n, Notice)]


def things(*numbers: int, **extra: Any) -> list[str]:
    return [json.dumps({"n": n, **extra}) for n in numbers]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(things(1, 2, 3)),
        "\n".join(things(1, 2, 3)) + "\n",
        "\r\n".join(things(1, 2, 3)) + "\r\n",
        "\n\n  \n" + "\n\n".join(things(1, 2, 3)) + "\n\n",
        "[" + ",".join(things(1, 2, 3)) + "]",
        "[\n" + ",\n".join(things(1, 2, 3)) + "\n]\n",
        "[" + ",".join(things(1, 2, 3)) + ",]",
        json.dumps([{"n": n} for n in (1, 2, 3)], indent=4),
        "".join(things(1, 2, 3)),
        " ".join(things(1, 2, 3)),
        "\n".join(json.dumps({"n": n}, indent=2) for n in (1, 2, 3)),
        "[" + ",".join(things(1)) + "]\n[" + ",".join(things(2, 3)) + "]\n",
        "window.YTD.tweets.part0 = [" + ",".join(things(1, 2, 3)) + "]",
        "window.YTD.tweets.part0=[" + ",".join(things(1, 2, 3)) + "];\r\n",
        "window['YTD']['tweets']['part0'] = [\n" + ",\n".join(things(1, 2, 3)) + "\n]\n;",
        "Grailbird.data.tweets_2012_08 =\n [" + ",".join(things(1, 2, 3)) + " ]",
        "Grailbird.data.tweets_2012_08 = [" + ",".join(things(1, 2, 3)) + "]",
        "window.YTD.a.part0 = [" + things(1)[0] + "]\nwindow.YTD.a.part1 = [" + ",".join(things(2, 3)) + "]",
    ],
)
def test_every_wrapping_gives_the_same_records(text: str) -> None:
    assert read(text) == ([1, 2, 3], [])
    assert read("\ufeff" + text) == ([1, 2, 3], [])


@pytest.mark.parametrize("text", ['{"n": 1}', '{\n "n": 1\n}', 'var details =  {\n"n": 1}', "var details = {}\n;"])
def test_a_file_can_be_one_object(text: str) -> None:
    assert len(list(records(member(text)))) == 1


@pytest.mark.parametrize("text", ["", " \n\n", "[]", "[ ]", "window.YTD.like.part0 = [ ]", "[\n\n]\n"])
def test_nothing_gives_nothing(text: str) -> None:
    assert read(text) == ([], [])
    assert first_record(member(text)) is None


def test_unusual_line_ends_stay_inside_strings() -> None:
    odd = "a\u2028b\u2029c\x85d\x0be\x0cf"
    odd = odd.replace("\x0b", "\\u000b").replace("\x0c", "\\f")
    text = "\n".join(f'{{"n": {n}, "t": "{odd}"}}' for n in (1, 2))
    assert read(text) == ([1, 2], [])


def test_a_cut_last_line_is_left_out_with_its_place() -> None:
    good = "\n".join(things(1, 2)) + "\n"
    assert read(good + '{"n": 3, "t": "wo') == ([1, 2], [("json.syntax", 3, len(good))])


def test_garbage_between_lines_costs_only_its_lines() -> None:
    text = things(1)[0] + "\n<html>\n<body>502</body>\n" + things(2)[0]
    assert read(text) == ([1, 2], [("json.syntax", 2, 9), ("json.syntax", 3, 16)])


def test_a_record_of_another_shape_is_told_apart_from_broken_json() -> None:
    assert read('{"n": "one"}\n{"n": 2}') == ([2], [("record.shape", 1, 0)])


@pytest.mark.parametrize("bad", ["NaN", "Infinity", "-", "01", "1" * 5000, "1e400"])
def test_impossible_numbers_cost_only_their_record(bad: str) -> None:
    assert read(f'{{"n": {bad}}}\n{{"n": 2}}')[0] == [2]
    assert read(f'[{{"n": {bad}}},{{"n": 2}}]')[0] == [2]


def test_of_duplicate_keys_the_last_wins() -> None:
    assert read('{"n": 1, "n": 2}') == ([2], [])


def test_zeros_cost_only_their_line() -> None:
    assert read(b'{"n": 1}\n' + b"\0" * 4096 + b'\n{"n": 2}\n{"n": 3, "t": "a\0b"}\n{"n": 4}')[0] == [1, 2, 4]


def test_bytes_that_are_no_utf8_are_mended_and_counted() -> None:
    data = b'{"n": 1, "t": "\xff"}\n{"n": 2, "t": "ok"}\n{"n": 3, "t": "\\ud83d!"}\n{"n": 4, "t": "\\ud83d\\ude00"}\n'
    texts = [item[1].t for item in decoded(member(data), THING) if isinstance(item, tuple)]
    assert texts == ["\ufffd", "ok", "\ufffd!", "😀"]
    assert notices(data) == [("text.encoding", 2, True)]


def test_byte_order_marks_on_several_lines_lose_nothing() -> None:
    data = b'\xef\xbb\xbf{"n": 1}\n\xef\xbb\xbf{"n": 2}\n'
    assert read(data) == ([1, 2], [])
    assert notices(data) == [("text.bom", 1, True), ("text.encoding", 1, True)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32", "utf-32-be"])
def test_wide_encodings_with_a_mark_are_read_and_counted_as_repair(encoding: str) -> None:
    mark = "\ufeff" if encoding.endswith("be") else ""
    data = (mark + '{"n": 1, "t": "ü\u2028😀"}\n').encode(encoding)
    assert read(data) == ([1], [])
    assert [code for code, *_ in notices(data)] == ["text.encoding"]


def test_a_cut_array_keeps_its_whole_elements_and_reports_the_cut() -> None:
    text = "[" + ", ".join(things(*range(12), t="words")) + ', {"n": 12, "t": "wo'
    assert read(text) == (list(range(12)), [("json.syntax", 13, text.rindex("{"))])
    whole = "[" + ", ".join(things(*range(12)))
    assert read(whole) == (list(range(12)), [("json.syntax", 13, len(whole))])


@pytest.mark.parametrize(
    "bad",
    [
        '{"n": 2, "t": oops}',
        '{"n": 2 "t": "x"}',
        '{"n": 2, "t": "x}',
        '{"n": 2, "t": [1, 2}',
        '{"n": 2',
        "{'n': 2}",
        "x",
    ],
)
def test_a_broken_element_costs_only_itself(bad: str) -> None:
    text = "[\n  " + ",\n  ".join([*things(0, 1, t="a"), bad, *things(3, 4, 5, t="b")]) + "\n]"
    numbers, left = read(text)
    assert numbers == [0, 1, 3, 4, 5]
    assert [(code, line) for code, line, _ in left] == [("json.syntax", 3)]


def test_a_broken_first_element_costs_only_itself() -> None:
    assert read('[{"n": 1 x "t"}, {"n": 2}, {"n": 3}]')[0] == [2, 3]


def test_objects_in_objects_do_not_confuse_the_seams() -> None:
    inner = '{"n": 1, "t": "a", "more": [{"n": 5}, {"n": 6}, {"n": 7}]}'
    assert read(f"[{inner}, {inner}, {{'}}, {inner}, {inner}]")[0] == [1, 1, 1, 1]


def test_depth_is_limited_record_by_record() -> None:
    deep = '{"n": 1, "x": ' + "[" * 200_000 + "]" * 200_000 + "}"
    assert read(f'{deep}\n{{"n": 2}}') == ([2], [("json.depth", 1, 0)])
    assert read(f'[{deep}, {{"n": 2}}]')[0] == [2]


def test_millions_of_brackets_are_refused_quickly() -> None:
    for text in ("[" * 5_000_000, '{"a":' * 1_000_000, "[{" * 2_000_000, "[" + '{"n":1' * 100_000, '["' * 1_000_000):
        start = time.process_time()
        numbers, left = read(text)
        assert not numbers
        assert left
        assert time.process_time() - start < 10


@pytest.mark.parametrize(
    "element",
    [
        '{"n": 1, ',
        '{"n": "1, ',
        '{"n": 1, "t": [ }, ',
        '{"n": {"n": 1}, ',
        '{"n": 1}, {"n": 1, ',
        '{"n":[,' * 120 + "1,",
    ],
)
@pytest.mark.parametrize("before", ["[", '[{"n": 1, "t": "{}"},{"n": 2},{"n": 3},', "[" + '{"n": {}},' * 3])
def test_elements_that_do_not_end_are_looked_at_once(element: str, before: str) -> None:
    text = before + element * (150_000 // len(element))
    start = time.process_time()
    read(text)
    read(text + '{"n": {}},{"n": 1}]')
    assert time.process_time() - start < 4


@given(st.lists(st.sampled_from(['{"n": 1', '{"n": {', "}", "]", ", ", "[", '"', '{"n": 1}, ', "\\"]), max_size=40))
def test_a_look_that_goes_on_finds_what_a_new_look_finds(parts: list[str]) -> None:
    data = ('[{"n": 1, ' + "".join(parts)).encode()
    look = Look([], 0)
    look.on(data, 5)
    for start in look.opened[1:]:
        again = look.from_here(start)
        assert again
        assert again.on(data, 5) == value_end(data, start, 5)
    assert look.from_here(len(data)) is None


def test_backslashes_take_linear_time() -> None:
    bomb = json.dumps({"n": 1, "t": "\\" * (4 << 20)})
    start = time.process_time()
    assert read(bomb + "\n" + things(2)[0]) == ([1, 2], [])
    assert read(f"[{bomb}, {bomb[:-10]}, {bomb}]")[0][0] == 1
    assert time.process_time() - start < 10


def test_a_long_garbage_line_is_rejected_and_the_next_is_read() -> None:
    text = b'{"n": 1}\n' + b"x" * 5000 + b'\n{"n": 2}\n'
    assert read(text, SMALL) == ([1, 2], [("line.long", 2, 9)])
    assert read(b"x" * 5000 + b'\n{"n": 2}\n', SMALL) == ([2], [("line.long", 1, 0)])


def test_an_array_element_over_the_limit_is_rejected() -> None:
    text = '[{"n": 1}, {"n": 2}, {"n": 3, "t": "' + "x" * 30_000_000 + '"}, {"n": 4}]'
    assert read(text, Limits(record=1 << 20)) == ([1, 2, 4], [("json.long", 3, 21)])


@pytest.mark.parametrize("indent", [None, 2])
def test_arrays_larger_than_memory_are_cut_in_blocks(indent: int | None) -> None:
    text = json.dumps([{"n": n, "t": "x" * 900, "in": [{"n": 1}, {"n": 2}]} for n in range(30_000)], indent=indent)
    assert len(text) > 3 * (8 << 20)
    numbers, left = read(text)
    assert numbers == list(range(30_000))
    assert not left
    half = len(text) // 2
    numbers, left = read(text[:half] + "}]" + text[half:])
    assert len(numbers) >= 29_997
    assert len(numbers) + len(left) <= 30_001


def test_what_follows_a_fault_of_the_file_is_the_fault() -> None:
    from graphkit.readers._faults import Budget
    from graphkit.readers._streams import unpacked

    good = ("\n".join(things(*range(5000), t="abc")) + "\n").encode()
    for data in (good, b"[" + good.replace(b"\n", b",\n").rstrip(b",\n") + b"]"):
        packed = gzip.compress(data)[:-2000]
        cut = Member("x", "", lambda packed=packed: unpacked(io.BytesIO(packed), "gzip", Budget()))
        numbers: list[int] = []
        with pytest.raises(FileFault) as fault:
            numbers.extend(item[1].n for item in decoded(cut, THING) if isinstance(item, tuple))
        assert fault.value.code == "archive.truncated"
        assert numbers == list(range(len(numbers)))
        assert len(numbers) > 1000


def test_the_first_record_is_found_behind_broken_ones() -> None:
    assert first_record(member('oops\n{"n": 2}')) == {"n": 2}
    assert first_record(member("\n".join(["oops"] * 100))) is None
    assert first_record(member(b"\x00\x01\x02" * 1000)) is None


def test_lines_have_numbers_and_offsets() -> None:
    assert list(lines([b"a\nb", b"c\n\nd"])) == [(1, 0, b"a"), (2, 2, b"bc"), (3, 5, b""), (4, 6, b"d")]


@given(st.lists(st.binary(max_size=30), max_size=8), st.integers(1, 20))
def test_lines_are_those_of_split_however_the_pieces_fall(parts: list[bytes], size: int) -> None:
    data = b"\n".join(parts)
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    expected = data.split(b"\n")
    if expected[-1] == b"":
        expected.pop()
    found = list(lines(pieces))
    assert [line[2] for line in found if isinstance(line, tuple)] == expected
    assert all(data[line[1] :].startswith(line[2]) for line in found if isinstance(line, tuple))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(
    st.lists(json_values | st.dictionaries(st.text(), json_values), min_size=1, max_size=6), st.sampled_from([None, 1])
)
def test_any_array_is_split_into_its_elements(values: list[Any], indent: int | None) -> None:
    text = json.dumps(values, indent=indent, ensure_ascii=False).encode("utf-8", "surrogatepass")
    if any(isinstance(value, list) for value in values):
        return
    found = [json.loads(bytes(item[2])) for item in records(member(text)) if isinstance(item, tuple)]
    assert found == values


@given(json_values.filter(lambda value: isinstance(value, dict | list)))
def test_the_end_of_a_value_is_found(value: Any) -> None:
    text = json.dumps(value).encode()
    assert value_end(text + b", 1", 0, 1000) == (len(text), "")
    assert value_end(text[:-1], 0, 1000)[1]


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything(data: bytes) -> None:
    for prefix in (b"", b"[", b'[{"n": 1}, ', b'{"n": 1}\n', b"{\n", b"\xff\xfe"):
        read(prefix + data)
        first_record(member(prefix + data))


@given(st.data())
def test_damage_to_one_element_leaves_the_others(data: st.DataObject) -> None:
    elements = things(*range(20), t="some words")
    victim = data.draw(st.integers(2, 19))
    at = data.draw(st.integers(0, len(elements[victim]) - 1))
    sign = data.draw(st.sampled_from('"{}[]\\,:x '))
    elements[victim] = elements[victim][:at] + sign + elements[victim][at + 1 :]
    numbers, _ = read("[\n" + ",\n".join(elements) + "\n]")
    lost = set(range(20)) - set(numbers)
    assert len(lost - {victim}) <= 1, (elements[victim], lost)


def test_utf8_passes_plain_files_through() -> None:
    file = io.BytesIO(b"abc")
    assert utf8(file) == (file, [])
    assert file.read() == b"abc"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", ["\n".join(things(1, 2)), json.dumps([{"n": 1, "t": "é"}, {"n": 2}]), 'x = [{"n": 1}, {"n": 2}]']
)
def test_utf_16_without_a_mark_is_told_by_its_zeros(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert read(data) == ([1, 2], [])
    assert notices(data) == [("text.encoding", 1, True)]


def test_a_zero_at_the_start_is_no_sign_of_utf_16() -> None:
    assert read(b"\0" + "\n".join(things(1, 2)).encode()) == ([1, 2], [])
