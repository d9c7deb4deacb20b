"""A store: the tables that reading fills, kept as Parquet, so that an export is read once and loaded often.

It lies in a folder with `store.json` at its top, which says what became of every file, and the tables under `store/`.
What is loaded from it is what reading the exports again would give: who is who, what counts twice and what a post is
are decided afterwards, as for any export. A store may come from a stranger: its numbers are checked before they are
used, and what does not fit is a fault of the file.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec

from graphkit import _tables as tables
from graphkit._harvest import Tally
from graphkit._intake import Intake
from graphkit.errors import UsageError
from graphkit.readers import FileFault, Member
from graphkit.readers._parquet import reading
from graphkit.readers._spool import on_disk

VERSION = 1
MANIFEST, FOLDER = "store.json", "store/"
MOST_MANIFEST = 256 << 20
AT_ONCE, NARROW_AT_ONCE = 61_440, 122_880
"""Rows that come at a time, half a row group of a Parquet file or one; a post is wide."""
NAME_KEPT, TEXT_KEPT = 500, 1 << 20
DAMAGED = "store.damaged"
TABLES: dict[str, tuple[str, Mapping[str, str], str]] = {
    "raw_posts": ("posts", tables.RAW_POSTS, "post"),
    "raw_interactions": ("interactions", tables.RAW_INTERACTIONS, "post, target, kind, ref"),
    "raw_acts": ("acts", tables.RAW_ACTS, "file, line, author, target, kind, time, post_id, weight"),
    "sightings": ("sightings", tables.SIGHTINGS, "account, time"),
    "raw_listed": ("listed", tables.RAW_LISTED, "file, account, time, observed"),
    "left_out": ("left_out", tables.LEFT_OUT, "file, line, code, byte_offset, record_id, fate, reason"),
    "wordings": ("wordings", tables.WORDINGS, "post"),
    "shingles": ("shingles", tables.SHINGLES, "wording, shingle"),
}
"""Of each table of the engine: its file in the store, its columns, and the order of its rows."""
LISTS: dict[str, Mapping[str, str]] = {"accounts": tables.ACCOUNTS, "aliases": tables.ALIASES}
"""What is in memory while a store is loaded."""
_KINDS = frozenset(tables.KINDS.values())
_WORDS = frozenset({"wordings", "shingles"})
WITHOUT_TEXT: dict[str, dict[str, None]] = {table: {"text": None} if table == "raw_posts" else {} for table in TABLES}


Count = Annotated[int, msgspec.Meta(ge=0)]


class Fates(msgspec.Struct, frozen=True):
    """What became of the records of one file, as a `Tally` says it."""

    label: str
    reader: str
    network: str
    bundle: Count
    version: str
    role: Literal["posts", "about", "beside"]
    posts: Count
    acts: Count
    ignored: Count
    rejected: Count
    again: Count
    repairs: Count
    remark: str
    fault: str
    fault_code: str
    codes: dict[str, int]
    notices: dict[str, str]
    cannot_show: dict[str, bool] = {}

    def tally(self, export: str, bundle: int) -> Tally:
        """The tally of the file, among the files of other exports; what stands in several is counted anew."""
        said = {name: getattr(self, name) for name in self.__struct_fields__}
        said |= {"codes": Counter(self.codes), "notices": dict(self.notices), "cannot_show": dict(self.cannot_show)}
        said["bundle"] = self.bundle + bundle
        return Tally(export=export, duplicate=self.again, **said)


class Kept(msgspec.Struct, frozen=True):
    """What `store.json` says."""

    graphkit: str
    store: int
    files: list[Fates]
    rows: dict[str, Count]
    text: bool = False
    copies: bool = False
    pseudonymous: bool = False
    sources: list[dict[str, str | int]] = []
    refused: list[tuple[str, str, str, bool]] = []
    passed_over: Count = 0


@dataclass(frozen=True)
class Store:
    """A store among the exports: where it lies, what it says of itself, and its files."""

    label: str
    export: str
    kept: Kept
    members: Mapping[str, Member]
    """By the names of the files inside `store/`."""

    @property
    def rows(self) -> int:
        """Posts and acts in it."""
        return self.kept.rows.get("raw_posts", 0) + self.kept.rows.get("raw_acts", 0)


def stores(found: Iterable[Member]) -> tuple[dict[str, Store], dict[str, FileFault]]:
    """The stores among files, and the damaged ones, by what the labels of their files begin with."""
    every = list(found)
    made: dict[str, Store] = {}
    damaged: dict[str, FileFault] = {}
    for member in [one for one in every if one.path and _name(one) == MANIFEST]:
        place = member.label.removesuffix(MANIFEST)
        try:
            kept = _manifest(member)
        except FileFault as fault:
            damaged[place] = fault
            continue
        if kept is not None:
            inside = {
                other.label.removeprefix(place + FOLDER).removesuffix(".parquet"): other
                for other in every
                if other.label.startswith(place + FOLDER)
            }
            made[place] = Store(place.rstrip("/!"), member.export, kept, inside)
    return made, damaged


def _name(member: Member) -> str:
    return member.label.replace("!", "/").rpartition("/")[2]


def _manifest(member: Member) -> Kept | None:
    """What the file says; None where it is some other `store.json`."""
    with member.open() as file:
        head = file.read(MOST_MANIFEST)
    try:
        said = json.loads(head)
    except (ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or "graphkit" not in said or "store" not in said:
        return None
    if said["store"] != VERSION:
        raise FileFault("store.version", f"a store of version {said['store']!r:.20}; this graphkit reads {VERSION}")
    try:
        return msgspec.convert(said, Kept)
    except msgspec.ValidationError as error:
        raise FileFault(DAMAGED, f"store.json is damaged ({error})") from error


def take(store: Store, intake: Intake, *, keep_text: bool, copies: bool) -> list[tuple[str, str]]:
    """Put a store's tables behind what was read; its aliases. Raises FileFault before anything was put there."""
    if copies and not store.kept.copies:
        raise UsageError(f"{store.label}: written without --copies; write the store again with it, or ask without it")
    with ExitStack() as close:
        opened = _Opened(store, close)
        listed = {name: opened.lists(name) for name in LISTS}
        bundle = max((tally.bundle for tally in intake.tallies), default=-1) + 1
        found = [file.tally(store.export, bundle) for file in store.kept.files]
        opened.check(len(found), len(listed["accounts"]["network"]), found)
        intake.adopt(found, [listed["accounts"][name] for name in ("network", "id", "handle", "name")])
        for table in TABLES:
            if table not in _WORDS or copies:
                for columns in opened.batches(table):
                    intake.adopt_rows(table, columns if keep_text else {**columns, **WITHOUT_TEXT[table]})
        intake.adopted(store.kept.rows.get("raw_posts", 0))
    return list(zip(listed["aliases"]["account"], listed["aliases"]["person"], strict=True))


class _Opened:
    """The tables of a store, open for reading."""

    def __init__(self, store: Store, close: ExitStack) -> None:
        paths = {name: str(on_disk(member.open, close).resolve()) for name, member in store.members.items()}
        self._rows = store.kept.rows
        self._paths = paths
        self._connection = close.enter_context(reading(list(paths.values())))

    def lists(self, name: str) -> dict[str, list[str]]:
        """A table that is held in memory, its columns as lists of texts."""
        schema = {column: kind for column, kind in LISTS[name].items() if kind == "varchar"}
        if not self._rows.get(name):
            return {column: [] for column in schema}
        whole = "count(*), coalesce(bool_and(row = file_row_number), false)"
        if self._run(f"select {whole} from read_parquet(?, file_row_number=true)", name).fetchone() != (
            self._rows[name],
            True,
        ):
            raise FileFault(DAMAGED, f"the table {name} of the store is damaged")
        columns = self._fetch(name, schema, "order by row")
        return {column: list(values) for column, values in columns.items()}

    def batches(self, table: str) -> Iterator[dict[str, Any]]:
        """The rows of a table, in columns, some thousand at a time."""
        name, schema, _ = TABLES[table]
        size = AT_ONCE if table == "raw_posts" else NARROW_AT_ONCE
        for start in range(0, self._rows.get(table, 0), size):
            columns = self._fetch(name, {"row": "bigint", **schema}, f"where row >= {start} and row < {start + size}")
            yield _in_order(columns.pop("row"), columns)

    def check(self, files: int, accounts: int, found: list[Tally]) -> None:
        """FileFault where a table has other rows than the store says, or points to what there is not."""
        posts = self._rows.get("raw_posts", 0)
        bounds = {"file": (0, files), "author": (0, accounts), "account": (0, accounts), "target": (-1, accounts),
                  "post": (0, posts), "weight": (1, 1 << 53)}  # fmt: skip
        for table in TABLES:
            if self._rows.get(table, 0):
                self._check(table, bounds)
        held = [self._per_file(table, files) for table in ("raw_posts", "raw_acts")]
        for tally, number, acts in zip(found, *held, strict=True):
            if (tally.posts - tally.again, tally.acts) != (number, acts):
                raise FileFault(DAMAGED, f"the store holds other records of {tally.label[:80]} than it says")

    def _check(self, table: str, bounds: Mapping[str, tuple[int, int]]) -> None:
        """FileFault where a table is not whole: every cell of it is looked at."""
        name, schema, _ = TABLES[table]
        tests = ["row = file_row_number"]
        tests += [
            f"{column} >= {low} and {column} < {high}" for column, (low, high) in bounds.items() if column in schema
        ]
        tests += [f"kind in ({', '.join(map(str, sorted(_KINDS)))})"] if "kind" in schema else []
        tests += ["post = row"] if table == "raw_posts" else []
        sound = ", ".join(f"coalesce(bool_and({test}), false)" for test in tests)
        looks = ", ".join(f"max({_cell(column, kind)[0]})" for column, kind in schema.items())
        found = self._run(f"select count(*), {sound}, {looks} from read_parquet(?, file_row_number=true)", name)
        rows, *facts = found.fetchone()
        if rows != self._rows[table] or not all(facts[: len(tests)]):
            raise FileFault(DAMAGED, f"the table {name} of the store is damaged")

    def _per_file(self, table: str, files: int) -> list[int]:
        counts = [0] * files
        if self._rows.get(table, 0):
            for file, rows in self._run(
                "select file, count(*) from read_parquet(?) group by file", TABLES[table][0]
            ).fetchall():
                counts[file] = rows
        return counts

    def _fetch(self, name: str, schema: Mapping[str, str], which: str) -> dict[str, Any]:
        chosen = ", ".join(" as ".join(_cell(column, kind)) for column, kind in schema.items())
        found = self._run(f"select {chosen} from read_parquet(?) {which}", name).fetchnumpy()
        return {column: _unmasked(values) for column, values in found.items()}

    def _run(self, query: str, name: str) -> Any:
        import duckdb

        if name not in self._paths:
            raise FileFault(DAMAGED, f"the store has no table {name}")
        try:
            return self._connection.execute(query, [self._paths[name]])
        except duckdb.Error as error:
            said = str(error).partition("\n")[0].partition(" '/")[0][:120]
            raise FileFault(DAMAGED, f"the table {name} of the store is damaged ({said})") from error


def _cell(column: str, kind: str) -> tuple[str, str]:
    """How a column is read, and its name."""
    if column == "text":
        return f"substr(cast({column} as varchar), 1, {TEXT_KEPT})", column
    missing = "''" if kind == "varchar" else "false" if kind == "boolean" else "0"
    value = f"substr(cast({column} as varchar), 1, {NAME_KEPT})" if kind == "varchar" else f"cast({column} as {kind})"
    return f"coalesce({value}, {missing})", column


def _in_order(rows: Any, columns: dict[str, Any]) -> dict[str, Any]:
    """Columns in the order of their rows, in which they nearly always are."""
    import numpy as np

    if np.all(rows[1:] > rows[:-1]):
        return columns
    order = np.argsort(rows)
    return {name: column[order] for name, column in columns.items()}


def _unmasked(values: Any) -> Any:
    """A column whose missing values are None."""
    import numpy as np

    if not isinstance(values, np.ma.MaskedArray):
        return values
    plain = np.array(values.data, dtype=object)
    plain[np.ma.getmaskarray(values)] = None
    return plain
