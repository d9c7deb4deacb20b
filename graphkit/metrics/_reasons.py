"""Why a number is missing, in words: one text column a family of numbers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

UNSEEN = "their own posts are not in the export"
OTHERS_MISSING = "others' posts are not in the export"
NO_TIES = "no ties to other people"
SAMPLE = "a sample, not a timeline"


def together(parts: "Sequence[tuple[Any, str]]") -> "np.ndarray":
    """For each person the reasons that hold, one after the other; `parts` says of each reason for whom it holds."""
    import numpy as np

    words = np.full(len(parts[0][0]), "", dtype=object)
    for holds, reason in parts:
        where = np.asarray(holds, dtype=bool)
        words[where] = [f"{earlier}; {reason}" if earlier else reason for earlier in words[where]]
    return words
