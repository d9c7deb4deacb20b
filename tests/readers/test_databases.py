"""SQLite databases and Parquet files as tables: exact items out, and nothing that the file says is run."""

import gzip
import sqlite3
import zipfile
from pathlib import Path

import duckdb
import pytest

from graphkit.post import Account, Act, LeftOut, Notice, Post, Ref
from graphkit.readers import FileFault, ReadOptions, Refusal, members
from graphkit.readers._sqlite import Database
from graphkit.readers.table import READER
from tests.readers.support import Member, claims, items

NOON = 1_345_121_940_000_000  # 2012-08-16 12:59:00 UTC
BIG = 860_123_456_789_012_345


def database(folder: Path, script: str, name: str = "posts.db") -> Path:
    connection = sqlite3.connect(folder / name)
    connection.executescript(script)
    connection.close()
    return folder / name


def parquet(folder: Path, query: str, name: str = "posts.parquet") -> Path:
    with duckdb.connect() as connection:
        connection.execute(f"copy ({query}) to '{folder / name}' (format parquet)")
    return folder / name


def posts(path: Path) -> list[Post]:
    return [item for item in items(path) if isinstance(item, Post)]


def notices(path: Path) -> dict[str, str]:
    return {item.code: item.text for item in items(path) if isinstance(item, Notice)}


def the(path: Path) -> Member:
    (found,) = members([path])
    assert not isinstance(found, Refusal)
    return found


POSTS = f"""
    create table posts (id integer primary key, author text, text text, score real, raw blob);
    insert into posts values ({BIG}, 'ann', 'hi @bob', 1.5, x'00ff'), (2, 'bob', null, null, null);"""


def test_a_table_of_posts_gives_its_posts_with_all_digits_of_their_ids(tmp_path: Path) -> None:
    path = database(tmp_path, POSTS)
    assert claims(path) == {"posts.db": ("table", "posts", "")}
    assert posts(path) == [
        Post("table", Account(handle="bob"), "2", line=1),
        Post("table", Account(handle="ann"), str(BIG), None, "hi @bob", line=2),
    ]


def test_every_table_is_looked_at_and_views_are_not_run(tmp_path: Path) -> None:
    more = """
        create table ties (source text, target text, weight integer); insert into ties values ('ann', 'bob', 3);
        create table notes (a, b);
        create view posts_again as select * from posts;"""
    found = items(database(tmp_path, POSTS + more))
    assert [item for item in found if isinstance(item, Act)] == [
        Act("table", Account(handle="ann"), Account(handle="bob"), weight=3, line=1)
    ]
    assert sum(isinstance(item, Post) for item in found) == 2
    assert notices(tmp_path / "posts.db")["table.sheets"] == (
        "not read, for want of an author or of two ends of edges: 'notes'"
    )


def test_an_id_kept_as_a_float_is_whole_or_dropped(tmp_path: Path) -> None:
    path = database(
        tmp_path, f"create table t (id real, author, text); insert into t values (7, 'ann', 'x'), ({BIG}, 'ann', 'y')"
    )
    assert [post.id for post in posts(path)] == ["7", ""]
    assert notices(path)["table.ids"].startswith("ids damaged by a spreadsheet")


def test_a_row_without_an_author_is_left_out(tmp_path: Path) -> None:
    path = database(tmp_path, "create table t (author, text); insert into t values (null, 'x'), ('ann', 'y')")
    assert [(i.fate, i.code, i.line) for i in items(path) if isinstance(i, LeftOut)] == [
        ("rejected", "record.no_author", 1)
    ]


def test_tables_of_twitter_to_sqlite_are_joined_to_posts(tmp_path: Path) -> None:
    path = database(
        tmp_path,
        f"""
        create table users (id integer primary key, screen_name text, name text);
        create table tweets (id integer primary key, user text references users(id), created_at text, full_text text,
            retweeted_status text references tweets(id), quoted_status text, in_reply_to_status_id text,
            in_reply_to_user_id text, in_reply_to_screen_name text);
        insert into users values (11, 'ann', 'Ann'), (12, 'bob', 'Bob');
        insert into tweets values
            (2, '12', '2012-08-16T12:59:00+00:00', 'hey', null, null, '1', '11', 'ann'),
            (3, '11', '2012-08-16T12:59:00+00:00', 'look', null, '2', null, null, null),
            ({BIG}, '11', '2012-08-16T12:59:00+00:00', 'RT @bob: hey', '2', null, null, null, null);""",
    )
    ann, bob = Account("11", "ann", "Ann"), Account("12", "bob", "Bob")
    assert posts(path) == [
        Post("twitter", bob, "2", NOON, "hey", reply_to=Ref(Account("11", "ann"), "1"), line=1),
        Post("twitter", ann, "3", NOON, "look", quote_of=Ref(Account("12", "bob"), "2"), line=2),
        Post("twitter", ann, str(BIG), NOON, "RT @bob: hey", retweet_of=Ref(Account("12", "bob"), "2"), line=3),
    ]


def test_older_tables_of_twitter_to_sqlite_have_no_columns_of_replies(tmp_path: Path) -> None:
    path = database(
        tmp_path,
        """
        create table users (id integer primary key, screen_name text, name text);
        create table tweets (id, user, created_at, full_text, retweeted_status, quoted_status);
        insert into users values (11, 'ann', 'Ann'); insert into tweets values (1, 11, null, 'x', null, null);""",
    )
    assert posts(path) == [Post("twitter", Account("11", "ann", "Ann"), "1", None, "x", line=1)]


def test_what_a_schema_asks_to_run_is_not_run(tmp_path: Path) -> None:
    path = database(
        tmp_path,
        """
        create table t (author text, text text, made text generated always as (upper(author)) virtual);
        insert into t (author, text) values ('ann', 'x');
        create virtual table words using fts5 (author, text); insert into words values ('eve', 'y');
        create trigger bad after insert on t begin delete from t; end;""",
    )
    assert [post.author.handle for post in posts(path)] == ["ann"]


def test_a_database_is_never_written_and_only_read(tmp_path: Path) -> None:
    path = database(tmp_path, POSTS)
    before = path.read_bytes()
    reader = Database(the(path))
    for query in ("delete from posts", "attach 'x' as y", "select load_extension('x')", "select readfile('x')"):
        with pytest.raises(sqlite3.Error):
            reader._connection.execute(query)
    reader.close()
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["posts.db"]


def test_a_query_that_never_gives_a_row_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from graphkit.readers import _sqlite

    monkeypatch.setattr(_sqlite, "MOST_STEPS", 3)
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select i from n where i < 0"
    reader = Database(the(database(tmp_path, POSTS)))
    reader.tables["endless"] = (["i"], endless)
    with pytest.raises(FileFault, match="interrupted"):
        list(reader.rows("endless"))
    reader.close()


def test_more_rows_than_a_file_has_room_for_are_a_loop(tmp_path: Path) -> None:
    endless = "with recursive n(i) as (select 1 union all select i + 1 from n) select i from n"
    reader = Database(the(database(tmp_path, POSTS)))
    reader.tables["endless"] = (["i"], endless)
    with pytest.raises(FileFault, match="rows without an end"):
        list(reader.rows("endless"))
    reader.close()


def test_names_of_tables_and_columns_are_no_part_of_a_query(tmp_path: Path) -> None:
    path = database(
        tmp_path,
        """create table "a"";drop" ("author", "text", "x"";--"); insert into "a"";drop" values ('ann','x',1)""",
    )
    assert [post.author.handle for post in posts(path)] == ["ann"]


def test_changes_that_are_not_yet_in_the_file_are_spoken_of(tmp_path: Path) -> None:
    path = database(tmp_path, POSTS)
    path.with_name("posts.db-wal").write_bytes(b"x" * 100)
    assert notices(path)["table.wal"].startswith("its last changes lie in a -wal file beside it")


def test_databases_and_parquet_inside_archives_are_read(tmp_path: Path) -> None:
    inside = [database(tmp_path, POSTS), parquet(tmp_path, "select 1 as id, 'ann' as author, 'x' as text")]
    with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in inside:
            archive.write(path, path.name)
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes()))
            path.unlink()
    assert {name: claim[0] for name, claim in claims(tmp_path).items()} == {
        "all.zip!posts.db": "table",
        "all.zip!posts.parquet": "table",
        "posts.db.gz": "table",
        "posts.parquet.gz": "table",
    }
    assert len(posts(tmp_path)) == 6


def test_parquet_keeps_ids_times_and_lists(tmp_path: Path) -> None:
    path = parquet(
        tmp_path,
        f"""select {BIG}::bigint as id, 'ann' as author, 'hi' as text, ['bob', 'cat'] as mentions,
            timestamptz '2012-08-16 12:59:00+00' as created_at, 12.0::double as in_reply_to_status_id
            union all select null, null, 'x', null, null, null""",
    )
    found = items(path)
    assert [item for item in found if isinstance(item, Post)] == [
        Post(
            "table",
            Account(handle="ann"),
            str(BIG),
            NOON,
            "hi",
            (Account(handle="bob"), Account(handle="cat")),
            reply_to=Ref(post_id="12"),
            line=1,
        )
    ]
    assert [(i.code, i.line) for i in found if isinstance(i, LeftOut)] == [("record.no_author", 2)]


def test_parquet_ids_kept_as_floats_are_dropped_and_said(tmp_path: Path) -> None:
    path = parquet(tmp_path, f"select {BIG}::double as id, 'ann' as author, 'hi' as text")
    assert [post.id for post in posts(path)] == [""]
    assert "table.ids" in notices(path)


def test_edges_in_parquet_are_acts(tmp_path: Path) -> None:
    path = parquet(tmp_path, "select 1::bigint as source_id, 2::bigint as target_id, 3 as weight")
    assert [item for item in items(path) if isinstance(item, Act)] == [
        Act("table", Account(id="1"), Account(id="2"), weight=3, line=1)
    ]


def test_a_parquet_file_with_a_quote_in_its_name_is_read(tmp_path: Path) -> None:
    path = parquet(tmp_path, "select 'ann' as author, 'hi' as text").rename(tmp_path / "it's [1] *.parquet")
    assert len(posts(path)) == 1


def test_nothing_but_the_file_itself_can_be_read_through_it(tmp_path: Path) -> None:
    from graphkit.readers._parquet import Parquet

    other = parquet(tmp_path, "select 1 as x", "other.parquet")
    table = Parquet(the(parquet(tmp_path, "select 'ann' as author, 'hi' as text")))
    for query in (
        f"from '{other}'",
        "install httpfs",
        "set enable_external_access = true",
        f"copy (select 1) to '{other}'",
    ):
        with pytest.raises(duckdb.Error):
            table._connection.execute(query)
    table.close()


@pytest.mark.parametrize("make", [lambda f: database(f, POSTS), lambda f: parquet(f, "select 'a' author, 't' as text")])
def test_a_cut_file_is_a_fault_with_a_name(tmp_path: Path, make: object) -> None:
    path: Path = make(tmp_path)  # type: ignore[operator]
    path.write_bytes(path.read_bytes()[:-60])
    with pytest.raises(FileFault) as met:
        list(READER.read(the(path), ReadOptions()))
    assert met.value.code == "table.damaged"
    assert str(tmp_path) not in met.value.reason
