"""What a cell of a table means: ids, handles, words, with what spreadsheets did to them undone."""

import re
from collections import Counter
from collections.abc import Iterable

MISSING = frozenset(("NA", "N/A", "<NA>", "nan", "NaN", "None", "none", "null", "NULL", "-"))
NO_ID = MISSING | {"0", "-1"}
KEPT_DIGITS = 15
"""So many digits of a number a spreadsheet keeps; it writes zeros for the others."""
LONG_ID = 17
FLOAT = re.compile(r"(\d{1,15})\.0+")
"""A whole number that was written as a float, with all its digits."""

_DAMAGED = re.compile(r"[\d.,]+E\+?\d+|\d{16,}\.0+", re.I)
_ARMOUR = re.compile(r"""^=?"([^"]*)"$|^'(?=[@=+-])|^'(?=\d+$)""")
_ESCAPE = re.compile("&(amp|lt|gt|quot|#0?39);")
_UNESCAPED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "#39": "'", "#039": "'"}


class Ids:
    """Reads ids, and counts those that a spreadsheet damaged, by a word for their column."""

    def __init__(self, first: Iterable[str]) -> None:
        self._rounded = rounded(first)
        self.damaged: Counter[str] = Counter()

    def read(self, cell: str, counted: str, *, none: frozenset[str] = NO_ID) -> str:
        """An id as text; empty if there is none, or none that can be trusted."""
        cell = cell.strip()
        if not cell or cell in none:
            return ""
        if cell[0] in "'=":
            cell = _ARMOUR.sub(r"\1", cell, count=1)
        if whole := FLOAT.fullmatch(cell):
            return whole[1]
        if not cell.isdecimal():
            damaged = _DAMAGED.fullmatch(cell) is not None
        else:
            damaged = self._rounded and _ends_in_zeros(cell)
        self.damaged[counted] += damaged
        return "" if damaged else cell


def rounded(first: Iterable[str]) -> bool:
    """Whether a spreadsheet has taken these ids for numbers and kept 15 digits: most of the long ones end in zeros.

    >>> rounded(["570306000000000012", "570306133677760513"]), rounded(["570306133677760000", "570301031407624000"])
    (False, True)
    """
    long = [cell for cell in first if len(cell) >= LONG_ID and cell.isdecimal()]
    zeros = sum(map(_ends_in_zeros, long))
    return zeros > 1 and zeros * 2 > len(long)


def _ends_in_zeros(cell: str) -> bool:
    return len(cell) >= LONG_ID and not cell[KEPT_DIGITS:].strip("0")


def handle_of(cell: str) -> str:
    """A handle without `@` and without what keeps a spreadsheet from taking it for a formula: `'@ann` is ann."""
    cell = cell.strip()
    if cell[:1] in ("'", "="):
        cell = _ARMOUR.sub(r"\1", cell, count=1)
    return cell[1:].lstrip() if cell[:1] in ("@", "＠") else cell


def words_of(cell: str) -> str:
    """The words of a post, escapes undone."""
    cell = _ARMOUR.sub(r"\1", cell, count=1) if cell[:2] in ("'@", "'=", "'+", "'-") else cell
    return _ESCAPE.sub(lambda found: _UNESCAPED[found[1]], cell) if "&" in cell else cell
