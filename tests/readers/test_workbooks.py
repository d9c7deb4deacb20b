"""Excel workbooks as tables: exact posts out, numbers and dates as they were meant, nothing hostile gets far."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from graphkit.errors import NoDataError
from graphkit.post import Account, Act, Item, LeftOut, Post, Ref
from graphkit.readers import FileFault, ReadOptions
from graphkit.readers._xlsx import moment, number
from graphkit.readers.table import READER
from tests.readers._reading import acts, claim, left_out, member, notices, posts, read
from tests.readers._workbooks import book, row, table
from tests.readers.support import claims, items, write

SAMPLE = Path(__file__).parents[2] / "data/evening.xlsx"
NOON = 1_345_121_940_000_000  # 2012-08-16 12:59:00 UTC
NOON_IN_EXCEL = "41137.540972222225"
HEADER = ("id", "author", "text", "created_at")


def fault(content: bytes) -> FileFault:
    with pytest.raises(FileFault) as met:
        read(READER, content)
    return met.value


def cells(*written: str) -> Post:
    """The one post of a sheet with these cells in its second row."""
    (post,) = posts(read(READER, book(row(1, *HEADER) + row(2, *written))))
    return post


def test_the_sample_gives_the_posts_of_the_same_table_as_csv() -> None:
    from_csv = read(READER, (SAMPLE.parent / "community_posts.csv").read_bytes())
    known = {post.id: post for post in posts(from_csv)}
    found = posts(items(SAMPLE))  # type: ignore[arg-type]
    assert len(found) == 30
    for post in found:
        same = known[post.id]
        assert (post.author, post.text, post.time, post.reply_to) == (same.author, same.text, same.time, same.reply_to)


def test_a_sheet_of_posts_gives_its_posts() -> None:
    found = read(READER, book(table(HEADER, ("11", "ann", "hi @bob", "2012-08-16 12:59:00"), ("12", "bob", "fine"))))
    assert posts(found) == [
        Post("table", Account(handle="ann"), "11", NOON, "hi @bob", line=2),
        Post("table", Account(handle="bob"), "12", None, "fine", line=3),
    ]


def test_every_sheet_with_posts_or_edges_is_read_and_the_others_are_named() -> None:
    content = book(
        {
            "Edges": table(("Source", "Target", "Weight"), ("ann", "bob", "<c><v>3</v></c>")),
            "Notes": table(("a", "b"), ("1", "2")),
            "Empty": "",
            "Posts": table(HEADER, ("1", "ann", "hi")),
        }
    )
    found = read(READER, content)
    assert acts(found) == [Act("table", Account(handle="ann"), Account(handle="bob"), weight=3, line=2)]
    assert [post.text for post in posts(found)] == ["hi"]
    assert notices(found)["table.columns"][0].startswith("Edges: edges; columns read: source=Source")
    assert notices(found)["table.sheets"][0] == "not read, for want of an author or of two ends of edges: 'Notes'"


def test_the_header_may_stand_below_a_title() -> None:
    assert [
        post.line for post in posts(read(READER, book(row(1, "Posts of May") + row(4, *HEADER) + row(6, "1", "a"))))
    ] == [6]


def test_a_whole_number_that_excel_keeps_as_a_float_is_that_number() -> None:
    assert cells("<c><v>12345.0</v></c>", "ann").id == "12345"
    assert cells("<c><v>1.2E+4</v></c>", "ann").id == "12000"


def test_an_id_that_excel_has_rounded_is_dropped_and_said() -> None:
    found = read(READER, book(row(1, *HEADER) + row(2, "<c><v>8.6012345678901197E+17</v></c>", "ann", "x")))
    assert [post.id for post in posts(found)] == [""]
    assert notices(found)["table.ids"] == (
        "ids damaged by a spreadsheet: posts are told apart by author, time and words",
        1,
    )


def test_an_id_that_a_program_wrote_with_all_its_digits_keeps_them() -> None:
    assert cells("<c><v>860123456789012345</v></c>", "ann").id == "860123456789012345"


@pytest.mark.parametrize("style", ["1", "3"])
def test_a_number_with_the_format_of_a_date_is_a_time(style: str) -> None:
    assert cells("1", "ann", "x", f'<c s="{style}"><v>{NOON_IN_EXCEL}</v></c>').time == NOON


def test_a_number_with_letters_in_quotes_in_its_format_is_no_time() -> None:
    assert cells("1", "ann", "x", '<c s="2"><v>1345121940</v></c>').time == NOON


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    content = row(1, *HEADER) + row(2, "1", "ann", "x", '<c s="1"><v>39675.540972222225</v></c>')
    (post,) = posts(read(READER, book(content, properties='<workbookPr date1904="1"/>')))
    assert post.time == NOON


@pytest.mark.parametrize("wrong", ["-1", "1e300", "nan", "inf", "2958466", "", "x", "9" * 400])
def test_a_date_that_excel_cannot_count_stays_as_it_is(wrong: str) -> None:
    assert moment(wrong) == wrong


@pytest.mark.parametrize("text", ["1.5", "1E400", "1E-3", "12E15", "007", "", "1" * 30])
def test_a_number_that_would_lose_something_stays_as_it_is(text: str) -> None:
    assert number(text) == text


def test_booleans_and_the_last_values_of_formulas_are_read_and_errors_are_nothing() -> None:
    header = (*HEADER, "is_retweet", "retweeted_user")
    data = row(
        2,
        "1",
        '<c t="str"><f>A1&amp;B1</f><v>ann</v></c>',
        '<c t="e"><v>#N/A</v></c>',
        "",
        '<c r="E2" t="b"><v>1</v></c>',
    )
    (post,) = posts(read(READER, book(row(1, *header) + data)))
    assert (post.author.handle, post.text, post.retweet_of) == ("ann", "", Ref())


def test_rich_text_is_put_together_without_its_reading_aid() -> None:
    strings = "<si><r><t>he</t></r><r><t xml:space='preserve'>llo </t></r><rPh><t>no</t></rPh></si><si><t>ann</t></si>"
    content = row(1, *HEADER) + row(2, "1", '<c r="B2" t="s"><v>1</v></c>', '<c r="C2" t="s"><v>0</v></c>')
    assert [(post.author.handle, post.text) for post in posts(read(READER, book(content, strings=strings)))] == [
        ("ann", "hello ")
    ]


def test_signs_that_xml_cannot_hold_are_put_back() -> None:
    assert cells("1", "ann", "a_x000D_b_x005F_x0041__xD800_").text == "a\rb_x0041_\ufffd"


def test_cells_left_out_are_empty_and_cells_beyond_the_header_belong_to_no_column() -> None:
    data = '<row r="2"><c r="B2" t="str"><v>ann</v></c><c r="Z2" t="str"><v>x</v></c></row>'
    (post,) = posts(read(READER, book(row(1, *HEADER) + data)))
    assert (post.author.handle, post.id, post.text) == ("ann", "", "")


def test_a_row_without_an_author_is_left_out() -> None:
    assert left_out(read(READER, book(table(HEADER, ("1", "", "x"), ("2", "ann", "y"))))) == [
        ("rejected", "record.no_author", 2)
    ]


def test_a_cell_where_none_can_be_costs_its_row_only() -> None:
    far = '<row r="2"><c r="ZZZ2" t="str"><v>x</v></c></row>'
    found = read(READER, book(row(1, *HEADER) + far + row(3, "1", "ann", "x")))
    assert left_out(found) == [("rejected", "table.row", 2)]
    assert len(posts(found)) == 1


def test_two_cells_far_apart_cost_nothing() -> None:
    found = read(READER, book(row(1, *HEADER) + '<row r="1048576"><c r="B1048576" t="str"><v>ann</v></c></row>'))
    assert [post.line for post in posts(found)] == [1_048_576]


def test_columns_can_be_named() -> None:
    content = book(table(("who", "what"), ("ann", "hi")))
    assert claim(READER, content).role == "beside"  # type: ignore[union-attr]
    named = {"author": "who", "text": "what"}
    assert [post.text for post in posts(read(READER, content, named))] == ["hi"]


def test_a_workbook_without_posts_says_what_is_wanted() -> None:
    assert "a table that names no author: its columns are 'a', 'b'" in fault(book(table(("a", "b"), ("1", "2")))).reason
    two = book({"A": table(("a", "b"), ("1", "2")), "B": table(("c", "d"), ("1", "2"))})
    assert fault(two).reason.startswith("none of its 2 tables names an author")
    assert claim(READER, two).remark.startswith("none of its 2 tables")  # type: ignore[union-attr]


def test_a_damaged_sheet_gives_the_rows_before_the_damage() -> None:
    found: list[Item] = []
    content = book(table(HEADER, *((str(n), "ann", "x") for n in range(20))) + "<row><c>")
    with pytest.raises(FileFault) as met:
        found.extend(READER.read(member(content), ReadOptions()))
    assert met.value.code == "table.damaged"
    assert sum(isinstance(item, Post) for item in found) == 20


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (book("", before='<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]>'), "xml.dtd"),
        (book(table(HEADER) + '<row r="1048577"><c><v>1</v></c></row>'), "table.rows"),
        (book("<row r='1'>" + " " * 9_000_000 + "<c" + " " * 20_000_000 + "></c></row>"), "archive.ratio"),
        (book(row(1, *HEADER), strings="<si><t>" + "x" * 30_000_000 + "</t></si>"), "archive.ratio"),
    ],
    ids=["entities", "rows", "tag", "strings"],
)
def test_a_hostile_workbook_is_refused_with_its_reason(content: bytes, code: str) -> None:
    assert fault(content).code == code


def test_a_workbook_in_a_zip_is_one_file_and_so_is_one_in_a_gzip(tmp_path: Path) -> None:
    import gzip

    content = book(table(HEADER, ("1", "ann", "x")))
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("in/posts.xlsx", content)
        archive.writestr("in/posts2.xlsx", content, zipfile.ZIP_DEFLATED)
    write(tmp_path, "posts.xlsx.gz", gzip.compress(content))
    assert claims(tmp_path) == {
        "all.zip!in/posts.xlsx": ("table", "posts", ""),
        "all.zip!in/posts2.xlsx": ("table", "posts", ""),
        "posts.xlsx.gz": ("table", "posts", ""),
    }
    assert sum(isinstance(item, Post) for item in items(tmp_path)) == 3


def test_other_office_documents_are_refused_by_name(tmp_path: Path) -> None:
    from graphkit._load import load

    with zipfile.ZipFile(tmp_path / "letter.docx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<x/>")
    write(tmp_path, "old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(NoDataError) as met:
        load(tmp_path)
    assert "is no Excel workbook (.xlsx)" in str(met.value) or "no Excel workbook" in str(met.value)
    assert "encrypted or of before 2007 (.xls)" in str(met.value)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux for the memory of a process")
def test_memory_does_not_grow_with_the_rows_or_the_strings(tmp_path: Path) -> None:
    many = 40_000
    texts = "".join(f"<si><t>{n} {'w' * 1_000}{n * 7919 % 10007}</t></si>" for n in range(many))
    far = '<c r="XFD1" t="str"><v>x</v></c>'
    lines = "".join(f'<row><c/><c t="str"><v>a</v></c><c t="s"><v>{n}</v></c>{far}</row>' for n in range(many))
    write(tmp_path, "big.xlsx", book(row(1, *HEADER) + lines, strings=texts))
    code = (
        "import re, sys\nfrom pathlib import Path\nfrom graphkit.readers import READERS, members, ReadOptions\n"
        "reader = next(reader for reader in READERS if reader.name == 'table')\n"
        "(file,) = members([sys.argv[1]])\n"
        "print(sum(1 for _ in reader.read(file, ReadOptions())))\n"
        "print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "big.xlsx")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    count, memory = map(int, done.stdout.split())
    assert count == many + 1
    assert memory < 90 * 1024


def test_left_out_rows_keep_their_numbers() -> None:
    found = [item for item in read(READER, book(table(HEADER, ("1", "", "x")))) if isinstance(item, LeftOut)]
    assert [item.line for item in found] == [2]
