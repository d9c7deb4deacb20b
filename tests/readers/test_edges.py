"""Edge lists: exact acts out, every column told from the others, damage left out line by line."""

import gzip
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.post import Account, Act, LeftOut, Notice
from graphkit.readers._faults import FileFault
from graphkit.readers.edges import READER
from tests.readers._reading import acts, claim, left_out, notices, read

REAL = Path(__file__).parents[2] / "../shared/data/graphs"
ONE, TWO, THREE = Account("1"), Account("2"), Account("3")
TIMED = "1 2 1345121940 RT\n2 1 1345121941 RE\n3 3 1345121942 MT\n"


def test_a_timed_list_of_kinds_gives_its_acts() -> None:
    assert read(READER, TIMED) == [
        Notice("edges.columns", "edges; fields read: source=1, target=2, time=3, kind=4"),
        Act("edges", ONE, TWO, "retweet", 1_345_121_940_000_000, line=1),
        Act("edges", TWO, ONE, "reply", 1_345_121_941_000_000, line=2),
        Act("edges", THREE, THREE, "mention", 1_345_121_942_000_000, line=3),
    ]


def test_equal_accounts_are_one_object() -> None:
    one, two, _ = acts(read(READER, TIMED))
    assert one.source is two.target


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("1 2\n2 3\n", "source=1, target=2"),
        ("1 2 5\n2 3 1\n", "source=1, target=2, weight=3"),
        ("1 2 1345121940\n2 3 1345121941\n", "source=1, target=2, time=3"),
        ("1 2 4 1345121940\n2 3 1 1345121941\n", "source=1, target=2, weight=3, time=4"),
        ("1 2 RT\n2 3 MT\n", "source=1, target=2, kind=3"),
        ("a b retweet 1345121940\nb c reply 1345121941\n", "source=1, target=2, kind=3, time=4"),
    ],
)
def test_what_a_column_means_is_told_by_its_first_rows(content: str, said: str) -> None:
    assert notices(read(READER, content))["edges.columns"][0] == f"edges; fields read: {said}"
    assert claim(READER, content) is not None


def test_a_column_with_many_small_numbers_is_a_weight_not_a_time() -> None:
    found = acts(read(READER, "1 2 1345121940\n2 3 7\n"))
    assert [(act.weight, act.time) for act in found] == [(1_345_121_940, None), (7, None)]


def test_one_small_number_among_times_is_a_damaged_line() -> None:
    found = read(READER, TIMED * 4 + "1 2 7 RT\n")
    assert (len(acts(found)), left_out(found)) == (12, [("rejected", "edge.time", 13)])


@pytest.mark.parametrize(
    ("written", "time"), [("1345121940500", 1_345_121_940_500_000), ("1345121940.5", 1_345_121_940_500_000)]
)
def test_milliseconds_and_fractions_of_seconds_are_times(written: str, time: int) -> None:
    assert [act.time for act in acts(read(READER, f"1 2 {written}\n2 1 {written}\n"))] == [time, time]


@pytest.mark.parametrize(
    "content",
    [
        "# FromNodeId ToNodeId\n1\t2\n2\t1\n",
        "% asym unweighted\n% 2 2 2\n1 2\n2 1\n",
        "1\t2\r\n2\t1\r\n",
        "1 2\r2 1\r",
        "\ufeff1 2\n2 1\n",
        "\n1 2\n\n2 1",
        "  1   2\n2 1 \n",
        "source target\n1 2\n2 1\n",
    ],
    ids=["snap", "konect", "crlf", "cr", "bom", "blank lines", "spaces", "header"],
)
def test_comments_line_ends_and_spaces_make_no_difference(content: str) -> None:
    assert [(act.source.id, act.target.id) for act in acts(read(READER, content))] == [("1", "2"), ("2", "1")]
    assert claim(READER, content) is not None


def test_lines_are_counted_with_the_comments() -> None:
    assert [act.line for act in acts(read(READER, "# one\n1 2\n# three\n2 1\n"))] == [2, 4]


def test_a_header_may_put_the_target_first() -> None:
    (act,) = acts(read(READER, "dst src weight\n1 2 3\n"))
    assert (act.source, act.target, act.weight) == (TWO, ONE, 3)


def test_names_with_spaces_need_tabs() -> None:
    (one, _) = acts(read(READER, "Ann Ash\tBob\t3\nBob\tAnn Ash\t1\n"))
    assert (one.source, one.target, one.weight) == (Account("Ann Ash"), Account("Bob"), 3)


def test_the_minus_ones_of_a_signed_list_are_left_out() -> None:
    found = read(READER, "# FromNodeId ToNodeId Sign\r\n1\t2\t1\r\n2\t1\t-1\r\n")
    assert (len(acts(found)), left_out(found)) == (1, [("rejected", "edge.weight", 3)])


@pytest.mark.parametrize("weight", ["-5", "nan", "inf", "1e999", "0", "9" * 4000])
def test_a_weight_that_is_no_positive_number_costs_its_line(weight: str) -> None:
    found = read(READER, "1 2 3\n" * 20 + f"2 3 {weight}\n")
    assert (len(acts(found)), left_out(found)) == (20, [("rejected", "edge.weight", 21)])


def test_fractions_as_weights_count_once_and_are_said() -> None:
    found = read(READER, "1 2 0.5\n2 1 2.0\n")
    assert [act.weight for act in acts(found)] == [1, 2]
    assert notices(found)["edge.fractions"][1] == 1


def test_damaged_lines_are_left_out_one_by_one() -> None:
    found = read(
        READER, TIMED * 20 + "1 2\n1 2 x RT\n1 2 1345121940 XX\n1 2 1345121940 follows\n" + "x" * 5000 + "\n" + TIMED
    )
    assert len(acts(found)) == 63
    assert left_out(found) == [
        ("rejected", "edge.width", 61),
        ("rejected", "edge.time", 62),
        ("rejected", "edge.kind", 63),
        ("ignored", "record.follow", 64),
        ("rejected", "line.long", 65),
    ]


def test_milliseconds_among_seconds_are_no_times() -> None:
    found = read(READER, "1 2 1345121940\n" * 20 + "1 2 13451219400000\n")
    assert (len(acts(found)), left_out(found)) == (20, [("rejected", "edge.time", 21)])


def test_one_long_and_one_short_line_do_not_make_two_good_ones() -> None:
    found = read(READER, "1 2\n" * 40 + "1\n1 2 3\n")
    assert (len(acts(found)), left_out(found)) == (40, [("rejected", "edge.width", 41), ("rejected", "edge.width", 42)])


@pytest.mark.parametrize(
    "content",
    [
        "",
        "hello world\nthis is prose\n",
        "two words\nper line\n",
        "1 2\n",
        "a,b\nc,d\n",
        "source\ttarget\n1\t2\n2\t1\n",
        '{"a": 1}\n{"b": 2}\n',
        "2012-08-16 12:59 42\n2012-08-16 13:00 43\n",
        "<a b>\n<c d>\n",
        "0.1 0.2 0.3\n-.4 1.5e-3 0.6\n",
    ],
)
def test_other_files_are_not_claimed(content: str) -> None:
    assert claim(READER, content) is None


def test_a_damaged_line_among_the_first_does_not_hide_the_list() -> None:
    assert claim(READER, TIMED * 10 + "<garbage>\n" + TIMED) is not None


def test_a_file_that_is_no_edge_list_is_refused() -> None:
    with pytest.raises(FileFault, match="no edge list") as fault:
        read(READER, "some prose\nof this and that kind\n")
    assert fault.value.code == "edges.shape"


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_damage_never_gives_anything_but_items_or_the_typed_fault(data: st.DataObject) -> None:
    broken = bytearray((TIMED * 10).encode())
    for _ in range(data.draw(st.integers(1, 8))):
        start = data.draw(st.integers(0, len(broken)))
        broken[start : start + data.draw(st.integers(0, 6))] = data.draw(st.binary(max_size=6))
    claim(READER, bytes(broken))
    try:
        found = read(READER, bytes(broken))
    except FileFault:
        return
    assert all(isinstance(item, Act | LeftOut | Notice) for item in found)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.sampled_from(["1", "2", "1345121940", "RT", "x"]), max_size=5), min_size=1, max_size=60))
def test_reading_in_batches_gives_what_reading_line_by_line_gives(rows: list[list[str]]) -> None:
    content = TIMED * 300 + "".join(" ".join(row) + "\n" for row in rows) + TIMED
    found = read(READER, content)
    good = [row for row in rows if len(row) == 4 and row[3] == "RT" and row[2] == "1345121940"]
    assert len(acts(found)) == 903 + len(good)
    assert len(left_out(found)) == sum(1 for row in rows if row) - len(good)


@pytest.mark.real
def test_the_higgs_list_gives_every_row() -> None:
    if not REAL.exists():
        pytest.skip("no real exports here")
    packed = next(REAL.glob("trygvell*/higgs-activity_time.txt.gz"))
    found = acts(read(READER, gzip.decompress(packed.read_bytes())))
    assert Counter(act.kind for act in found) == {"retweet": 354_930, "mention": 171_237, "reply": 36_902}
    assert sum(act.source == act.target for act in found) == 7_588
