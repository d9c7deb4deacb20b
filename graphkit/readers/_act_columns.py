"""A Parquet table of edges by columns: rows that are as they should be become acts at once, the others one by one.

What a cell means is said by `Rows` alone: here it is asked once for each different cell instead of once a row, and not
at all for whole numbers and timestamps that mean themselves. A row with anything unusual in it goes the way of rows,
and so does the rest of a file with much of that, or with a fault.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, get_args

from graphkit.post import NO_MOMENT, NOBODY, Account, Acts, Item, Kind
from graphkit.readers._acts import FOLLOWS, MOST_WEIGHT, kind_of, weight_of
from graphkit.readers._cells import MISSING
from graphkit.readers._columns import Columns
from graphkit.readers._faults import FileFault
from graphkit.readers._parquet import Parquet
from graphkit.readers._rows import Rows
from graphkit.readers._xlsx import number

if TYPE_CHECKING:
    import numpy as np

MOST_ODD = 0.1
"""With more unusual rows in a batch than this share, reading by columns gives nothing."""
TOGETHER = 50_000
"""So many unusual rows are looked up at a time."""
WORDS = frozenset({"source", "target", "kind", "weight", "time", "id"})
WHOLE = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"})
INEXACT = frozenset({"DOUBLE", "FLOAT"})
NOTHING = NO_MOMENT
"""Stands for an empty cell among whole numbers."""
UNUSUAL = NO_MOMENT + 1
DIGITS = ((10**8, 10**11, 1_000_000), (10**11, 10**14, 1_000), (10**14, 10**17, 1))
"""Whole numbers that are times: from, to, microseconds in one of it; `20120816125900` is one that is written out."""
_KINDS: tuple[Kind, ...] = get_args(Kind)
WRITTEN_OUT = (19 * 10**12, 21 * 10**12)


def by_columns(table: Parquet, columns: Columns) -> bool:
    """Whether a table can be read so: edges, with nothing in them that two columns tell together."""
    return columns.holds == "edges" and columns.at.keys() <= WORDS and "file_row_number" not in table.header


def acts(table: Parquet, columns: Columns, reading: Rows, begun: int) -> Iterator[Item]:
    """What the rows behind the first `begun` hold."""
    taking = _Taking(table, columns, reading)
    unusual: list[int] = []
    done = begun
    try:
        for batch in table.batches(taking.chosen, begun):
            size = len(next(iter(batch.values())))
            found, odd = taking.acts(batch, done)
            if found is None:
                break
            yield found
            done += size
            unusual += odd
            while len(unusual) >= TOGETHER:
                yield from _one_by_one(table, reading, unusual[:TOGETHER])
                unusual = unusual[TOGETHER:]
        else:
            yield from _one_by_one(table, reading, unusual)
            return
    except FileFault:  # the way of rows gives what lies before the fault, and says it
        pass
    yield from _one_by_one(table, reading, unusual)
    for line, cells in islice(table.rows(), done, None):
        yield reading.act(line, cells)


def _one_by_one(table: Parquet, reading: Rows, lines: list[int]) -> Iterator[Item]:
    for line, cells in table.rows(lines) if lines else ():
        yield reading.act(line, cells)


class _Taking:
    """How the columns of one table are taken, and the accounts met in it."""

    def __init__(self, table: Parquet, columns: Columns, reading: Rows) -> None:
        self._reading = reading
        self._kinds = {word: table.kinds[place] for word, place in columns.at.items()}
        self.chosen = {
            word: _chosen(word, table.quoted[place], self._kinds[word]) for word, place in columns.at.items()
        }
        alike = reading.ends_alike and self._kinds["source"] == self._kinds["target"]
        places: dict[Any, int] = {}
        self._places = {"source": places, "target": places if alike else {}}
        self._met: list[Account] = []
        self._numbered = 0

    def acts(self, batch: Mapping[str, Any], done: int) -> tuple[Acts | None, list[int]]:
        """The acts of a batch (none if too many are unusual), and the lines of unusual rows; `done` rows lie before."""
        import numpy as np

        first = next(iter(batch.values()))
        columns: dict[str, Any] = {"line": np.arange(done + 1, done + 1 + len(first))}
        columns |= {"author": self._ends(batch, "source"), "target": self._ends(batch, "target")}
        good = (columns["author"] >= 0) & (columns["target"] >= 0)
        for name, word, missing, means in (
            ("kind", "kind", _KINDS.index("mention"), _kind),
            ("weight", "weight", 1, _weight),
            ("time", "time", NO_MOMENT, self._time),
        ):
            columns[name] = self._means(batch, word, means) if word in batch else np.full(len(first), missing)
            good &= columns[name] != UNUSUAL
        odd: list[int] = columns["line"][~good].tolist()
        if len(odd) > MOST_ODD * len(first):
            return None, odd  # before ids are read, since the damaged ones are counted
        if odd:
            columns = {name: column[good] for name, column in columns.items()}
        columns["post_id"] = self._ids(batch["id"][good] if odd else batch["id"]) if "id" in batch else ""
        met, self._met = tuple(self._met), []
        return Acts("table", met, _KINDS, columns), odd

    def _ends(self, batch: Mapping[str, Any], word: str) -> "np.ndarray":
        """Numbers of the accounts of a column; -1 where a cell names none."""
        import numpy as np
        import pandas as pd

        codes, cells = pd.factorize(batch[word])
        places, numbers = self._places[word], []
        for cell in cells.tolist():
            found = places.get(cell)
            if found is None:
                found = places[cell] = self._new(cell, word)
            numbers.append(found)
        return np.array(numbers, dtype=np.int64)[codes]

    def _new(self, cell: Any, word: str) -> int:
        account = self._reading.end(self._text(cell, word), word)
        if account is NOBODY:
            return -1
        self._met.append(account)
        self._numbered += 1
        return self._numbered - 1

    def _means(self, batch: Mapping[str, Any], word: str, means: Callable[[str], int]) -> "np.ndarray":
        """What the cells of a column mean, as numbers; UNUSUAL where the way of rows is to say it."""
        import numpy as np
        import pandas as pd

        if word == "weight" and self._kinds[word] in WHOLE:
            return np.where((batch[word] > 0) & (batch[word] <= MOST_WEIGHT), batch[word], UNUSUAL)
        if word == "time" and self._kinds[word] == "TIMESTAMP":
            return np.asarray(batch[word])
        if word == "time" and self._kinds[word] in WHOLE:
            return _moments(batch[word])
        codes, cells = pd.factorize(batch[word])
        return np.array([means(self._text(cell, word)) for cell in cells.tolist()], dtype=np.int64)[codes]

    def _text(self, cell: Any, word: str) -> str:
        """A cell as the way of rows sees it."""
        if self._kinds[word] in WHOLE:
            return "" if cell == NOTHING else str(cell)
        return number(cell) if self._kinds[word] in INEXACT else str(cell)

    def _time(self, cell: str) -> int:
        if not cell.strip() or cell.strip() in MISSING:
            return NO_MOMENT
        time = self._reading.moment(cell)
        return UNUSUAL if time is None else time

    def _ids(self, cells: "np.ndarray") -> "np.ndarray":
        import numpy as np

        read, text = self._reading.post_id, self._text
        return np.array([read(text(cell, "id")) for cell in cells.tolist()], dtype=object)


def _chosen(word: str, name: str, kind: str) -> str:
    """The expression that gives a column as it is taken."""
    if kind == "TIMESTAMP" and word == "time":
        known = f"{name} >= timestamp '0001-01-02' and {name} < timestamp '9999-12-31'"
        return f"case when {name} is null then {NOTHING} when {known} then epoch_us({name}) else {UNUSUAL} end"
    if kind in WHOLE:
        return f"coalesce(cast({name} as bigint), {1 if word == 'weight' else NOTHING})"
    return f"coalesce(cast({name} as varchar), '')"


def _moments(numbers: "np.ndarray") -> "np.ndarray":
    """The times that whole numbers are."""
    import numpy as np

    found = np.where(numbers == NOTHING, NO_MOMENT, UNUSUAL)
    for first, end, scale in DIGITS:
        these = (numbers >= first) & (numbers < end)
        found[these] = numbers[these] * scale
    found[(numbers >= WRITTEN_OUT[0]) & (numbers < WRITTEN_OUT[1])] = UNUSUAL
    return found


def _kind(cell: str) -> int:
    """The number of a kind; a mention where nothing is said."""
    said = cell.strip()
    kind = kind_of(said) if said else "mention"
    return UNUSUAL if kind is None or kind == "post" or said.lower() in FOLLOWS else _KINDS.index(kind)


def _weight(cell: str) -> int:
    try:
        return weight_of(cell.strip() or "1") or UNUSUAL
    except ValueError:
        return UNUSUAL
