"""Tables as files that other tools take as they are.

CSV: UTF-8, `\\n`, times in ISO with Z, floats with nine digits, ids as text, missing values empty; a text cell
that a spreadsheet would run as a formula gets a leading `'`.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphkit.diagrams._words import CONTROL

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

AT_ONCE = 50_000
"""Rows whose cells are held as text at one time."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
TOGETHER = 256
"""Texts that are looked at together."""
SEAM = "|"
ODD = ('"', ",", *(f"{SEAM}{sign}" for sign in FORMULA))
"""What a cell cannot hold as it is, or begin with."""


def write_csv(frame: "pd.DataFrame", path: Path) -> None:
    """Write a table, some thousand rows at a time: column by column turned into text, row by row to the file."""
    some = (frame.iloc[start : start + AT_ONCE] for start in range(0, len(frame), AT_ONCE))
    write_csv_slices(some, list(frame.columns), path)


def write_csv_slices(slices: "Iterable[pd.DataFrame]", columns: Sequence[str], path: Path) -> None:
    """Write a table that comes in slices; `columns` are their names."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(",".join(columns) + "\n")
        for some in slices:
            texts = [cells(some[name]) for name in columns]
            file.writelines(",".join(row) + "\n" for row in zip(*texts, strict=True))


def cells(column: "pd.Series[Any]") -> list[str]:
    """A column as the cells of a CSV file; each distinct value is put into words once."""
    import numpy as np
    import pandas as pd

    codes, distinct = pd.factorize(column)
    missing = ""  # pandas gives missing values the code -1, the last place of the list
    words = np.array([*_words(pd.Series(distinct)), missing], dtype=object)
    return list(words[codes])


def _words(values: "pd.Series[Any]") -> list[str]:
    import pandas as pd

    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return list(map(str, iso_times(values.to_numpy())))
    if pd.api.types.is_bool_dtype(values.dtype):
        return ["true" if value else "false" for value in values]
    if pd.api.types.is_integer_dtype(values.dtype):
        return list(map(str, values.tolist()))
    if pd.api.types.is_float_dtype(values.dtype):
        return [f"{value:.9g}" for value in values.tolist()]
    return _text_cells(values.tolist())


def _text_cells(values: "list[str]") -> list[str]:
    """Texts as CSV cells; some hundred are looked at together, as nearly all can stand as they are."""
    found: list[str] = []
    for start in range(0, len(values), TOGETHER):
        some = values[start : start + TOGETHER]
        text = SEAM.join(["", *some])
        plain = text.isprintable() and text.count(SEAM) == len(some) and not any(sign in text for sign in ODD)
        found += some if plain else map(text_cell, some)
    return found


def iso_times(values: "np.ndarray") -> "np.ndarray":
    """UTC times as `2012-08-16T12:59:00Z`; empty where unknown."""
    import numpy as np

    seconds = values.astype("datetime64[s]")
    return np.where(np.isnat(seconds), "", np.char.add(np.datetime_as_string(seconds), "Z"))


def text_cell(value: str) -> str:
    """A text as one CSV cell: no formula, no control characters, quoted where it must be.

    >>> print(text_cell("=1+1, x"), text_cell("tom_gray"))
    "'=1+1, x" tom_gray
    """
    if value.startswith(FORMULA):
        value = f"'{value}"
    value = CONTROL.sub(" ", value)
    if '"' in value or "," in value:
        value = '"' + value.replace('"', '""') + '"'
    return value


def readable(name: str) -> str:
    """The part of a name that is safe in every file system; `unnamed` where nothing is left.

    >>> readable("../tom gray")
    'tom-gray'
    """
    return re.sub(r"[^A-Za-z0-9_]+", "-", name)[:40].strip("-") or "unnamed"


def slug(label: str, identity: str) -> str:
    """A file name for one person: the readable part of the label and a hash, so that no two collide.

    >>> slug("tom_gray", "42")
    'tom_gray-73475cb4'
    """
    from hashlib import sha256

    return f"{readable(label)}-{sha256(identity.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
