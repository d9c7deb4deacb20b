"""Columns as bytes that gzip makes small, and that a page reads without a library.

Unknown is a value of its own in each of them, never 0.
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

SHARE_STEPS = 10_000
"""Shares are kept to the hundredth of a per cent."""
MISSING = 0xFFFF
Whole = NDArray[np.int64]


def whole_numbers(values: "pd.Series[Any]") -> bytes:
    """Counts, each one more than it is (0 is unknown), seven bits a byte, the lower first."""
    known = values.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    return varints(np.where(np.isnan(known), 0, np.nan_to_num(known) + 1).astype(np.int64))


def varints(values: Whole) -> bytes:
    """Numbers from 0 on, seven bits a byte, the lower first; the eighth bit says that more follow."""
    if not len(values):
        return b""
    length = np.maximum((np.frexp(values.astype(float))[1] + 6) // 7, 1)
    place = np.arange(int(length.max()))
    groups = (values[:, None] >> (7 * place)) & 127
    groups |= np.where(place < length[:, None] - 1, 128, 0)
    return bytes(groups[place < length[:, None]].astype(np.uint8).tobytes())


def steps(values: "pd.Series[Any]", per_unit: float) -> bytes:
    """Numbers from 0 on in steps of 1 / `per_unit`, two bytes each: all the lower bytes, then all the upper ones."""
    known = values.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    rounded = np.clip(np.round(np.nan_to_num(known) * per_unit), 0, MISSING - 1)
    pairs = np.where(np.isnan(known), MISSING, rounded).astype("<u2")
    return pairs.view(np.uint8).reshape(-1, 2).T.tobytes()


def words(values: "pd.Series[Any]") -> tuple[bytes, list[str]]:
    """A number for each word (0 where there is none) and the words, the frequent first."""
    frequent = values.value_counts()
    known = sorted((str(word) for word in frequent.index if word), key=lambda word: (-int(frequent[word]), word))
    number = {word: k + 1 for k, word in enumerate(known)}
    return varints(values.map(number).fillna(0).to_numpy(dtype=np.int64).astype(np.int64)), known
