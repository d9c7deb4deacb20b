"""Harvests of one file after the other into the engine's raw tables, in bounded memory.

What stays in Python is one dictionary of accounts and a tally for each file.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

from graphkit import _tables as tables
from graphkit._harvest import BATCH, Gatherer, Harvest, Tally
from graphkit._wording import DIGEST
from graphkit.engines import Session
from graphkit.post import Acts, Item

KEPT_LEFT_OUT = 100_000
"""So many records left out are kept to be listed, of each file; all are counted."""
ROWS = {
    "raw_acts": tables.RAW_ACTS,
    "sightings": tables.SIGHTINGS,
    "raw_listed": tables.RAW_LISTED,
    "left_out": tables.LEFT_OUT,
}
"""The tables whose rows come one by one; their columns without the file's number are those of a harvest's rows."""
ENOUGH = {"raw_acts": 122_880, "accounts": 122_880}
"""Of narrow tables more rows are held than of others: so many the engine stores at a third of the price."""
NAMING_ACCOUNTS = frozenset({"author", "target", "account"})
Numbered = Callable[[tuple[str, str, str, str]], int]
POSTS_OF = frozenset({"author", "time"})
"""Columns that an interaction has from its post."""


class Intake:
    """Takes items of one file after the other into the engine's raw tables.

    `first` is the number of the first post; `numbered` gives accounts their numbers, if not the order of their coming.
    """

    def __init__(
        self,
        session: Session,
        *,
        keep_text: bool = False,
        copies: bool = False,
        first: int = 0,
        numbered: Numbered | None = None,
    ) -> None:
        self.session = session
        self._gatherer = Gatherer(keep_text=keep_text, copies=copies)
        self._copies = copies
        self._accounts: dict[tuple[str, str, str, str], int] = {}
        self._wordings: set[bytes] = set()
        self._next_post = first
        self._numbered = numbered
        self._adopted: tuple[int, Any] = (0, None)
        self._of_file: Any = None
        self._held: dict[str, list[dict[str, Any]]] = {}
        self._rows: Counter[str] = Counter()
        self.tallies: list[Tally] = []
        for table, schema in (
            ("raw_posts", tables.RAW_POSTS),
            ("raw_interactions", tables.RAW_INTERACTIONS),
            ("sought", tables.SOUGHT),
            ("files", tables.FILES),
            ("accounts", tables.ACCOUNTS),
            *ROWS.items(),
            *((("wordings", tables.WORDINGS), ("shingles", tables.SHINGLES)) if copies else ()),
        ):
            session.create(table, schema)

    def begin(self, tally: Tally) -> None:
        """The items that follow come from this file."""
        import numpy as np

        self.tallies.append(tally)
        self._of_file = np.empty(0, dtype=np.int64)

    def take(self, items: Iterable[Item]) -> None:
        """Take the items of the file begun last."""
        for harvest in self._gatherer.harvests(items):
            self.add(harvest)

    def add(self, harvest: Harvest) -> None:
        """Put what a stretch of the file begun last gave behind what it gave before."""
        codes = self._codes(harvest.accounts)
        self._fill_posts(harvest, codes)
        tally = self.tallies[-1]
        room = max(0, KEPT_LEFT_OUT - tally.codes.total())
        tally.add(harvest.tally)
        for table, rows in harvest.rows.items():
            self._fill_rows(table, rows[:room] if table == "left_out" else rows, codes)
        for acts in harvest.acts:
            self._fill_acts(acts)
        if harvest.wordings:
            self._fill_wordings(harvest)
        self._next_post += harvest.kept

    def adopt(self, tallies: Sequence[Tally], accounts: Sequence[Sequence[str]]) -> None:
        """The rows that follow were taken in by another run: of these files, with these accounts, counted from 0."""
        self._adopted = len(self.tallies), self._codes(accounts)
        self.tallies.extend(tallies)

    def adopt_rows(self, table: str, columns: dict[str, Any]) -> None:
        """Rows of a raw table, in columns, as the other run put them."""
        first, codes = self._adopted
        columns = {name: codes[column] if name in NAMING_ACCOUNTS else column for name, column in columns.items()}
        for name, behind in (("file", first), ("post", self._next_post)):
            if name in columns:
                columns[name] = columns[name] + behind
        if table == "shingles":
            columns = self._unmet(columns)
        self._fill(table, columns, len(next(iter(columns.values()))))

    def adopted(self, posts: int) -> None:
        """All rows of the other run are taken; so many were posts."""
        for table in list(self._held):
            self._flush(table)
        self._next_post += posts

    def _unmet(self, columns: dict[str, Any]) -> dict[str, Any]:
        """The shingles of wordings that were not met before the other run's rows."""
        import numpy as np

        fresh = ~np.isin(columns["wording"], _numbers(self._wordings))
        return {name: column[fresh] for name, column in columns.items()}

    def finish(self) -> None:
        """Hand over what is held, the files, and the accounts met."""
        import numpy as np

        for table in list(self._held):
            self._flush(table)
        if self._copies:
            self.session.fill("sought", {"what": np.array(["copies"], dtype=object)})
        if self.tallies:
            bundles = np.array([tally.bundle for tally in self.tallies])
            self.session.fill("files", {"file": np.arange(len(bundles)), "bundle": bundles})
        accounts = iter(self._accounts.items())
        while some := list(islice(accounts, ENOUGH["accounts"])):
            known, numbers = zip(*some, strict=True)
            columns = map(_flat, zip(*known, strict=True))
            batch = dict(zip(tables.ACCOUNTS, (np.array(numbers, dtype=np.int64), *columns), strict=True))
            self.session.fill("accounts", batch)

    def _fill(self, table: str, columns: dict[str, Any], rows: int) -> None:
        """Hold rows until there are enough of them: each batch has its price in the engine, however small it is."""
        self._held.setdefault(table, []).append(columns)
        self._rows[table] += rows
        if self._rows[table] >= ENOUGH.get(table, BATCH):
            self._flush(table)

    def _flush(self, table: str) -> None:
        held = self._held.pop(table)
        self.session.fill(table, {name: _joined([columns[name] for columns in held], held) for name in held[0]})
        self._rows[table] = 0

    def _codes(self, accounts: Sequence[Sequence[str]]) -> Any:
        """Our number of each account, given in columns; the last is for none: it is found there by -1."""
        import numpy as np

        known, numbered = self._accounts, self._numbered
        met = zip(*accounts, strict=True)
        if numbered is None and not known:
            codes = _first_codes(known, list(met))
        elif numbered is None:
            codes = [known.setdefault(account, len(known)) for account in met]
        else:
            codes = [
                known[account] if account in known else known.setdefault(account, numbered(account)) for account in met
            ]
        return np.array([*codes, tables.NO_ACCOUNT], dtype=np.int64)

    def _fill_posts(self, harvest: Harvest, codes: Any) -> None:
        """Posts, and what they do; an interaction has author and time of its post."""
        import numpy as np

        if not harvest.kept:
            return
        posts = {name: _numpy(column) for name, column in harvest.posts.items()}
        posts["author"] = codes[posts["author"]]
        posts["post"] = self._next_post + np.arange(harvest.kept)
        posts["file"] = len(self.tallies) - 1
        acts = {name: _numpy(column) for name, column in harvest.interactions.items()}
        at, what = acts.pop("post"), acts.pop("what")
        acts |= {name: posts[name][at] for name in ("post", "author", "time")}
        acts["target"] = codes[acts["target"]]
        acts["kind"] = what % tables.NATIVE
        acts["native"], acts["credit"] = what & tables.NATIVE > 0, what & tables.CREDIT > 0
        self._fill("raw_posts", {name: posts[name] for name in tables.RAW_POSTS}, len(posts["post"]))
        self._fill("raw_interactions", {name: acts[name] for name in tables.RAW_INTERACTIONS}, len(acts["post"]))

    def _fill_rows(self, table: str, rows: list[tuple[Any, ...]], codes: Any) -> None:
        import numpy as np

        if not rows:
            return
        schema = {name: kind for name, kind in ROWS[table].items() if name != "file"}
        columns: dict[str, Any] = {"file": len(self.tallies) - 1} if "file" in ROWS[table] else {}
        for (name, kind), values in zip(schema.items(), zip(*rows, strict=True), strict=True):
            column = np.array(values, dtype=object if kind == "varchar" else np.int64)
            columns[name] = codes[column] if name in NAMING_ACCOUNTS else column
        self._fill(table, columns, len(rows))

    def _fill_acts(self, acts: Acts) -> None:
        """Acts in columns, whose accounts are numbered in the order of their coming in the file."""
        import numpy as np

        met = [[getattr(account, name) for account in acts.accounts] for name in ("id", "handle", "name")]
        codes = self._codes([[acts.network] * len(acts.accounts), *met])
        self._of_file = np.concatenate([self._of_file, codes[:-1]])
        columns = {"file": len(self.tallies) - 1, **acts.columns}
        columns["kind"] = np.array([tables.KINDS[kind] for kind in acts.kinds])[columns["kind"]]
        columns |= {end: self._of_file[columns[end]] for end in ("author", "target")}
        self._fill("raw_acts", {name: columns[name] for name in tables.RAW_ACTS}, len(columns["line"]))

    def _fill_wordings(self, harvest: Harvest) -> None:
        """The wordings of posts; the shingles of a wording go to the engine once."""
        import numpy as np

        numbers, ids, linked = zip(*harvest.wordings, strict=True)
        batch = {"post": self._next_post + np.array(numbers), "wording": _numbers(ids), "linked": np.array(linked)}
        self._fill("wordings", batch, len(numbers))
        fresh = {key: shingles for key, shingles in harvest.shingles.items() if key not in self._wordings}
        if fresh:
            self._wordings.update(fresh)
            sizes = [len(each) // DIGEST for each in fresh.values()]
            batch = {"wording": np.repeat(_numbers(fresh), sizes), "shingle": _numbers(fresh.values())}
            self._fill("shingles", batch, sum(sizes))


def _first_codes(known: dict[tuple[str, str, str, str], int], met: list[tuple[str, str, str, str]]) -> Sequence[int]:
    """The numbers of the first accounts: those of their coming, if none comes twice."""
    known.update(zip(met, range(len(met)), strict=True))
    if len(known) == len(met):
        return range(len(met))
    known.clear()
    return [known.setdefault(account, len(known)) for account in met]


def _joined(parts: list[Any], batches: list[dict[str, Any]]) -> Any:
    """One column from those of several batches; one value, where it stands in all their rows."""
    import numpy as np

    first = parts[0]
    if not hasattr(first, "dtype") and all(not hasattr(part, "dtype") and part == first for part in parts):
        return first
    if len(parts) == 1:
        return first
    sizes = [next(len(column) for column in batch.values() if hasattr(column, "dtype")) for batch in batches]
    whole = [
        part if hasattr(part, "dtype") else np.full(size, part, dtype=np.int64 if isinstance(part, int) else object)
        for part, size in zip(parts, sizes, strict=True)
    ]
    return np.concatenate(whole)


def _flat(column: tuple[str, ...]) -> Any:
    """A column of texts, or the one text that stands in all its rows."""
    import numpy as np

    return column[0] if column.count(column[0]) == len(column) else np.array(column, dtype=object)


def _numbers(digests: Iterable[bytes]) -> Any:
    import numpy as np

    return np.frombuffer(b"".join(digests), dtype="<i8")


def _numpy(column: Any) -> Any:
    """A column of a harvest for the engine; what stands for a whole column stays as it is."""
    import numpy as np

    if isinstance(column, list):
        return np.array(column, dtype=object)
    return column if column is None or isinstance(column, str) else np.frombuffer(column, dtype=column.typecode)
