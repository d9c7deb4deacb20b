"""The relations of all people at once, on sparse arrays: what `relations.ties` defines, at the price of a sort.

In SQL each pair is looked for from both its ends; here the matrix and its transpose lie side by side.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np


def counted(acts: Any, observed: "np.ndarray") -> "dict[str, np.ndarray]":
    """The columns of `relations.ties`, one place a person; `acts` is loop-free, row acts on column, no zeros stored."""
    import numpy as np
    from scipy.sparse import csr_array

    back: Any = csr_array(acts.T)
    both: Any = csr_array(acts.minimum(back))
    seen = observed.astype(np.int64)
    named, named_by, mutual = (
        csr_array((np.ones(each.nnz, dtype=np.int64), each.indices, each.indptr), shape=each.shape) @ seen
        for each in (acts, back, both)
    )
    degrees = [np.diff(each.indptr).astype(np.int64) for each in (acts, back, both)]
    return {
        "neighbours": degrees[0] + degrees[1] - degrees[2],
        "observed_neighbours": named + named_by - mutual,
        "named": named,
        "named_by": named_by,
        "mutual": mutual,
        "given": acts @ seen,
        "matched": both @ seen,
    }
