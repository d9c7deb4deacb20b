"""The relations of all people at once, on sparse arrays: what `relations.ties` defines, at the price of a sort.

In SQL each pair is looked for from both its ends; here the matrix and its transpose lie side by side.
"""

from typing import TYPE_CHECKING, Any

from graphkit._tables import NAMING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from scipy.sparse import csr_array

    from graphkit.engines import Session


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


def asked(session: "Session", query: str, people: "pd.Series") -> "dict[str, np.ndarray]":
    """The same from the engine, where not all ties fit in arrays; `people` are codes in the order wanted."""
    found = session.fetch(f"{query} order by n.person").set_index("person").astype("int64")
    frame = found.reindex(people.to_numpy("int64"), fill_value=0)
    return {str(name): frame[name].to_numpy() for name in frame.columns}


def given(interactions: str) -> str:
    """The loop-free acts that weigh something, one row each."""
    return f"""
    select cast(source as int) as source, cast(target as int) as target, weight from {interactions}
    where kind in {NAMING} and target <> source and weight > 0"""


def matrix_of(people: "np.ndarray", acts: "pd.DataFrame") -> "csr_array":
    """Sums of loop-free acts (source, target, weight) between people given by ascending codes: row acts on column."""
    import numpy as np
    from scipy.sparse import coo_array

    place = np.zeros(people.max(initial=0) + 1, dtype=np.int32)
    place[people] = np.arange(len(people))
    ends = tuple(place[acts[name].to_numpy()] for name in ("source", "target"))
    matrix = coo_array((acts["weight"].to_numpy("int64"), ends), shape=(len(people), len(people))).tocsr()
    matrix.sum_duplicates()
    return matrix
