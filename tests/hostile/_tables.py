"""Workbooks, databases and Parquet files."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from tests.hostile._case import Case, Made, fixed, noise, put
from tests.hostile._packed import Entry, repeated, zipped
from tests.readers._workbooks import MAIN, book, row, table

ANY = "ok|partial|refused|nodata"
HEADER = ("author", "text")
GOOD = (HEADER, ("ann", "hi @bob"), ("bob", "hi @ann"), ("ann", "bread"))
LOL = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))
Sql = tuple[str, ...]


def workbook(content: Callable[[], bytes] | bytes, **truth: Any) -> Callable[[Path, Random], Made]:
    """A workbook."""
    return fixed("book.xlsx", content, **truth)


def cell(place: str, value: str, kind: str = "str") -> str:
    """A cell anywhere."""
    return f'<c r="{place}" t="{kind}"><v>{value}</v></c>'


def rows_bomb(folder: Path, _: Random, *, text: str = "hi " * 40) -> Made:
    """A workbook whose sheet is three million rows, packed into little."""
    rows = row(2, "ann", text).replace(' r="2"', "").replace(' r="A2"', "").replace(' r="B2"', "")
    before = f'<worksheet xmlns="{MAIN}"><sheetData>{row(1, *HEADER)}'.encode()
    packed = repeated(rows.encode() * 10_000, 300, before=before, after=b"</sheetData></worksheet>")
    size = len(before) + len(rows) * 3_000_000 + len(b"</sheetData></worksheet>")
    import io
    import zipfile

    parts = []
    with zipfile.ZipFile(io.BytesIO(book(table(*GOOD)))) as good:
        parts.extend(Entry(name, good.read(name)) for name in good.namelist())
    sheet = next(at for at, part in enumerate(parts) if part.name == "xl/worksheets/sheet0.xml")
    parts[sheet] = Entry("xl/worksheets/sheet0.xml", packed=packed, crc=0, size=size)
    return put(folder, "rows.xlsx", zipped(parts))


def database(
    *statements: str, bend: Callable[[bytearray, Random], None] | None = None, **truth: Any
) -> Callable[[Path, Random], Made]:
    """A SQLite database made by these statements, then bent."""

    def make(folder: Path, rng: Random) -> Made:
        path = folder / "data.sqlite"
        connection = sqlite3.connect(path)
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()
        data = bytearray(path.read_bytes())
        if bend:
            bend(data, rng)
        return put(folder, "data.sqlite", bytes(data), **truth)

    return make


TABLE = "create table posts (author text, text text)"
ROWS = "insert into posts values ('ann', 'hi @bob'), ('bob', 'hi @ann')"
MANY = "insert into posts with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000) select 'ann', 'hi @bob ' || i from n"
RUNS = (
    "create view v as select load_extension('x') as author, randomblob(1000000000) as text",
    "create table t (author text, text text generated always as (hex(zeroblob(400000000))) virtual)",
    "insert into t(author) values ('ann')",
    "create trigger x after insert on posts begin delete from posts; end",
)


def _schema(old: bytes, new: bytes) -> Callable[[bytearray, Random], None]:
    def change(data: bytearray, _: Random) -> None:
        at = data.index(old)
        data[at : at + len(new)] = new

    return change


def _scrambled(data: bytearray, rng: Random) -> None:
    for _ in range(200):
        data[rng.randrange(100, len(data))] = rng.randrange(256)


def _cycle(data: bytearray, _: Random) -> None:
    """An inner page of the tree of rows that names itself as its child."""
    page = int.from_bytes(data[16:18], "big")
    for start in range(page, len(data), page):
        if data[start] == 5:
            data[start + 8 : start + 12] = (start // page + 1).to_bytes(4, "big")


def parquet(bend: Callable[[bytes, Random], bytes], **truth: Any) -> Callable[[Path, Random], Made]:
    """A Parquet file of a few posts, after something was done to its bytes."""

    def make(folder: Path, rng: Random) -> Made:
        import duckdb

        path = folder / "data.parquet"
        with duckdb.connect() as connection:
            connection.execute(
                f"copy (select 'ann' as author, 'hi @bob ' || i as text from range(500) r(i)) to '{path}'"
            )
        return put(folder, "data.parquet", bend(path.read_bytes(), rng), **truth)

    return make


def _turned(data: bytes, rng: Random, start: int, stop: int) -> bytes:
    changed = bytearray(data)
    for _ in range(30):
        changed[rng.randrange(start, stop)] = rng.randrange(256)
    return bytes(changed)


def _footer(data: bytes, rng: Random) -> bytes:
    return _turned(data, rng, len(data) - 8 - int.from_bytes(data[-8:-4], "little"), len(data) - 8)


XLSX = (
    Case("xlsx", "ok.xlsx", "ok|nodata|refused", "control", workbook(lambda: book(table(*GOOD)), used=3, people=2)),
    Case("xlsx", "far_cell.xlsx", ANY, "one cell at XFD1048576", workbook(lambda: book(table(*GOOD) + f'<row r="1048576">{cell("XFD1048576", "x")}</row>'))),
    Case("xlsx", "lol.xlsx", "refused|nodata", "billion laughs", workbook(lambda: book(table(HEADER, ("ann", "&l9;")), before=f"<!DOCTYPE x [{LOL}]>"))),
    Case("xlsx", "rows_bomb.xlsx", "refused|nodata|partial", "three million rows", rows_bomb),
    Case("xlsx", "html.xls", "refused|nodata|ok", "HTML", lambda folder, _: put(folder, "h.xls", "<html><table><tr><td>author</td><td>text</td></tr></table></html>")),
    Case("xlsx", "strings_out_of_range.xlsx", ANY, "texts that are not there",
         workbook(lambda: book(table(HEADER, ("ann", "hi")) + f'<row r="3">{cell("A3", "4000000000", "s")}{cell("B3", "-1", "s")}</row><row r="4">{cell("A4", "x", "s")}{cell("B4", "1e9", "s")}</row>', strings="<si><t>x</t></si>"), used=range(1, 4))),
    Case("xlsx", "strings_bomb.xlsx", ANY, "a text of 64 MiB, named 10,000 times",
         workbook(lambda: book(row(1, *HEADER) + "".join(f'<row r="{n}">{cell(f"A{n}", "0", "s")}{cell(f"B{n}", "0", "s")}</row>' for n in range(2, 10_000)), strings=f"<si><t>{'x' * (64 << 20)}</t></si>"))),
    Case("xlsx", "odd_cells.xlsx", ANY, "errors, dates beyond time, numbers that are none",
         workbook(lambda: book(row(1, "author", "text", "created_at") + "".join(f'<row r="{n}">{cell(f"A{n}", "ann")}{cell(f"B{n}", "#REF!", "e")}<c r="C{n}" s="1"><v>{value}</v></c></row>'
                       for n, value in enumerate(("1e400", "-5", "nan", "9999999999", "x", "60"), 2))), used=range(1, 7))),
    Case("xlsx", "places_lie.xlsx", ANY, "cells and rows that go backwards", workbook(lambda: book(row(1, *HEADER) + f'<row r="5">{cell("B5", "hi")}{cell("A5", "ann")}</row><row r="2">{cell("A9", "bob")}{cell("ZZZZZZ1", "x")}</row>'))),
    Case("xlsx", "escaping_parts.xlsx", ANY, "a sheet that lies outside the book", workbook(lambda: book(table(*GOOD), **{"xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r0" Type="x/worksheet" Target="../../../../etc/passwd"/></Relationships>'}), nowhere=("root:x",))),
    Case("xlsx", "sheets_5000.xlsx", ANY, "5,000 sheets", workbook(lambda: book({f"s{n}": row(1, "a", "b") for n in range(5_000)}))),
    Case("xlsx", "cut.xlsx", "refused|nodata|partial", "half a workbook", workbook(lambda: book(table(*GOOD))[:700])),
    Case("xlsx", "old.xls", "refused|nodata", "a workbook of before 2007", lambda folder, rng: put(folder, "o.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise(rng, 5_000))),
)  # fmt: skip

SQLITE = (
    Case("sqlite", "ok.sqlite", "ok", "control", database(TABLE, ROWS, used=2, people=2)),
    Case("sqlite", "hostile_schema.sqlite", ANY, "views, triggers and columns that compute", database(TABLE, ROWS, *RUNS)),
    Case("sqlite", "schema_is_text.sqlite", ANY, "a schema that is no SQL", database(TABLE, ROWS, bend=_schema(b"CREATE TABLE posts", b"CREATE TRASH posts"))),
    Case("sqlite", "scrambled.sqlite", ANY, "200 bytes changed", database(TABLE, MANY, bend=_scrambled)),
    Case("sqlite", "cycle.sqlite", ANY, "a page that is its own child", database(TABLE, MANY, bend=_cycle)),
    Case("sqlite", "cut.sqlite", ANY, "half of it", database(TABLE, MANY, bend=lambda data, _: data.__delitem__(slice(len(data) // 2, None)))),
    Case("sqlite", "page_size_0.sqlite", ANY, "a page size of nothing", database(TABLE, ROWS, bend=lambda data, _: data.__setitem__(slice(16, 18), b"\0\0"))),
    Case("sqlite", "header_only.sqlite", ANY, "16 bytes", lambda folder, _: put(folder, "h.sqlite", b"SQLite format 3\0")),
    Case("sqlite", "tables_3000.sqlite", ANY, "3,000 tables", database(*(f"create table t{n} (a, b)" for n in range(3_000)))),
    Case("sqlite", "odd_names.sqlite", ANY, "tables and columns with quotes and controls",
         database('create table "a""; drop table x; --\x1b[31m" (author text, text text, "b""x" text)', "insert into \"a\"\"; drop table x; --\x1b[31m\" values ('ann', 'hi @bob', '')", used=1)),
)  # fmt: skip

PARQUET = (
    Case("parquet", "ok.parquet", "ok", "control", parquet(lambda data, _: data, used=500, people=2)),
    Case("parquet", "footer_long.parquet", ANY, "a footer of 4 GiB, as it says", parquet(lambda data, _: data[:-8] + b"\xff\xff\xff\xff" + data[-4:])),
    Case("parquet", "footer_turned.parquet", ANY, "a footer of other bytes", parquet(_footer)),
    Case("parquet", "pages_turned.parquet", ANY, "pages of other bytes", parquet(lambda data, rng: _turned(data, rng, 4, len(data) // 2))),
    Case("parquet", "rows_lie.parquet", ANY, "more rows than there are", parquet(lambda data, _: data.replace(b"\xe8\x07", b"\xfe\x7f"))),
    Case("parquet", "cut.parquet", ANY, "half of it", parquet(lambda data, _: data[: len(data) // 2])),
    Case("parquet", "magic_only.parquet", ANY, "PAR1PAR1", lambda folder, _: put(folder, "m.parquet", b"PAR1PAR1")),
)  # fmt: skip
CASES = (*XLSX, *SQLITE, *PARQUET)
