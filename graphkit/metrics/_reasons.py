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


def first_of(cases: "Sequence[tuple[Any, str]]", otherwise: str = "") -> "np.ndarray":
    """For each person the words of the first case that holds; each is held once, where numpy.select copies them all."""
    import numpy as np

    # Not np.asarray of a Series: it asks the index for attributes of numpy, and so hashes everybody's id.
    holding = [holds.to_numpy(bool) if hasattr(holds, "to_numpy") else holds for holds, _ in cases]
    which = np.select(holding, range(len(cases)), len(cases))
    words: np.ndarray = np.array([*(said for _, said in cases), otherwise], dtype=object)[which]
    return words
