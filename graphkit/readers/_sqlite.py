"""SQLite databases as tables of text: opened read-only, and trusted in nothing.

Only real tables are read: views and virtual tables would run what the file says. What a damaged or hostile file
could do is bounded: nothing is written, no extension is loaded, a table cannot have more rows than its file has room
for, and a query that gives no row for long is stopped.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from graphkit.post import Notice
from graphkit.readers._csv import MOST_FIELD, MOST_RECORD, Row
from graphkit.readers._faults import FileFault
from graphkit.readers._reader import Member
from graphkit.readers._spool import on_disk
from graphkit.readers._xlsx import number

MAGIC = b"SQLite format 3\0"
STEPS, MOST_STEPS = 1_000_000, 5_000
"""A query that has done 5 thousand million steps since its last row is stopped: minutes."""
SMALLEST_ROW = 4
"""Bytes of a file that every row in it takes, at least."""
MOST_TABLES = 1_000
_READS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_PRAGMA, sqlite3.SQLITE_RECURSIVE}

_TWEETS = {"id", "user", "created_at", "full_text", "retweeted_status", "quoted_status"}
_USERS = {"id", "screen_name", "name"}
_TWEET_ROWS = """
    select t.id, t.created_at, u.screen_name, t.user, u.name, t.full_text, {replies},
           ru.screen_name, r.user, t.retweeted_status, qu.screen_name, q.user, t.quoted_status, 'twitter'
    from tweets t left join users u on u.id = t.user
    left join tweets r on r.id = t.retweeted_status left join users ru on ru.id = r.user
    left join tweets q on q.id = t.quoted_status left join users qu on qu.id = q.user"""
_REPLIES = ("in_reply_to_screen_name", "in_reply_to_user_id", "in_reply_to_status_id")
_TWEET_HEADER = [
    "id", "created_at", "user_screen_name", "user_id", "display_name", "text", *_REPLIES,
    "retweeted_screen_name", "retweeted_user_id", "retweeted_status_id",
    "quoted_screen_name", "quoted_user_id", "quoted_status_id", "network",
]  # fmt: skip


class Database:
    """An open database: its tables with their columns, and their rows."""

    def __init__(self, member: Member) -> None:
        self._close = ExitStack()
        self._silent = 0
        try:
            path = on_disk(member.open, self._close)
            self.notices = _unwritten(path)
            self._size = path.stat().st_size
            _check_length(path, self._size)
            address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
            self._connection = self._close.enter_context(closing(sqlite3.connect(address, uri=True)))
            self._guard()
            self.tables = dict(self._tables())
        except FileFault:
            self._close.close()
            raise
        except (sqlite3.Error, OSError, ValueError) as error:
            self._close.close()
            raise FileFault("table.damaged", f"the SQLite database cannot be read ({error})") from error

    def close(self) -> None:
        """Close the database, and remove the copy if one was made."""
        self._close.close()

    def rows(self, table: str) -> Iterator[Row]:
        """The rows of a table, numbered from 1, every value as text."""
        query = self.tables[table][1]
        try:
            for line, values in enumerate(self._connection.execute(query), 1):
                self._silent = 0
                if line * SMALLEST_ROW > self._size:
                    raise FileFault("table.damaged", "the SQLite database is damaged: it gives rows without an end")
                yield line, [_text(value) for value in values]
        except (sqlite3.Error, ValueError) as error:
            raise FileFault("table.damaged", f"the SQLite database cannot be read to its end ({error})") from error

    def _guard(self) -> None:
        connection = self._connection
        connection.text_factory = lambda data: data.decode("utf-8", "replace")
        for setting in (
            "trusted_schema=off",
            "cell_size_check=on",
            "query_only=on",
            "mmap_size=0",
            "cache_size=-16000",
        ):
            connection.execute(f"pragma {setting}")
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MOST_RECORD)
        connection.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in _READS else sqlite3.SQLITE_DENY)
        connection.set_progress_handler(self._watch, STEPS)

    def _watch(self) -> bool:
        self._silent += 1
        return self._silent > MOST_STEPS

    def _tables(self) -> Iterator[tuple[str, tuple[list[str], str]]]:
        """Each table's name, its columns, and the query for its rows."""
        columns: dict[str, list[str]] = {}
        listed = "select name, sql from sqlite_master where type = 'table' order by rowid"
        for name, made in self._connection.execute(listed).fetchmany(MOST_TABLES):
            if name.startswith("sqlite_") or "\0" in name or re.match(r"\s*create\s+virtual", made or "", re.I):
                continue
            told = self._connection.execute(f"pragma table_info({_quoted(name)})")
            columns[name] = [row[1] for row in told if "\0" not in row[1]]
        if _is_twitter(columns):
            replies = ", ".join(f"t.{word}" if word in columns["tweets"] else "null" for word in _REPLIES)
            yield "tweets", (_TWEET_HEADER, _TWEET_ROWS.format(replies=replies))
            return
        for name, header in columns.items():
            if header:
                yield name, (header, f"select {', '.join(map(_quoted, header))} from {_quoted(name)}")


def _is_twitter(columns: dict[str, list[str]]) -> bool:
    """Whether these are the tables of twitter-to-sqlite, where posts name their authors by number."""
    return set(columns.get("tweets", ())) >= _TWEETS and set(columns.get("users", ())) >= _USERS


def _check_length(path: Path, size: int) -> None:
    """A cut database is refused: SQLite itself would take what is missing for zeros."""
    with path.open("rb") as file:
        head = file.read(100).ljust(100, b"\0")
    page = int.from_bytes(head[16:18], "big")
    told = head[24:28] == head[92:96]  # else the number of pages is of an older version of SQLite, and wrong
    if told and size < (65_536 if page == 1 else page) * int.from_bytes(head[28:32], "big"):
        raise FileFault("table.damaged", "the SQLite database is cut: it is shorter than it says")


def _unwritten(path: Path) -> list[Notice]:
    """What is said where the last changes to a database stand in a file beside it, which is not read."""
    beside = path.with_name(path.name + "-wal")
    if beside.is_file() and beside.stat().st_size:
        return [
            Notice("table.wal", "its last changes lie in a -wal file beside it and are not read: close the database")
        ]
    return []


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(value: Any) -> str:
    """A value as text; bytes are no text, and nothing is empty."""
    if isinstance(value, str):
        return value[:MOST_FIELD]
    if value is None or isinstance(value, bytes):
        return ""
    return number(repr(value))
