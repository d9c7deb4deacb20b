"""Near-copies of others' earlier posts that name neither the author nor a source: candidates, each with both posts.

Looked for only where the export was read with `copies=True` (`--copies`); the words themselves are not kept.
"""

from typing import TYPE_CHECKING, Any

from graphkit import _near as near
from graphkit._wording import FEWEST_WORDS
from graphkit.metrics._reasons import OTHERS_MISSING, UNSEEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    import pandas as pd

    from graphkit.engines import Session
    from graphkit.graph import Graph

BATCH_CELLS = 5_000_000
"""Shingles of the pairs that are compared at a time."""
NOT_SOUGHT = "not looked for: --copies"
NOTHING_TO_COMPARE = f"no dated post with {FEWEST_WORDS} words of their own"


def uncredited_copies(graph: "Graph") -> "pd.DataFrame":
    """Number of a person's posts that nearly repeat an earlier post of another author and name no source: candidates.

    Nearly: of the distinct word triples of both posts, at least 80 % are in both, after links, @names, `RT` in front
    and remarks at the end are taken off; posts of fewer than six words are not compared. The earlier post is the
    earliest one on the same network with these words, in the whole export. A post that passes on, quotes or credits
    anybody, or names somebody else who posted the words, is no candidate; nor is one at the same moment, or in words
    that its author posted before. Words that at least three people post without naming one another (share buttons,
    titles of pages) are nobody's. Two people may also have found the same words elsewhere: `copies` shows both posts.
    Missing with a reason in `copies_reason`, also where the export was read without `--copies`.
    """
    import numpy as np
    import pandas as pd

    counts = graph.counts
    posts = counts["posts"].fillna(0) + counts["threads"].fillna(0) > 0
    if not sought(graph):
        reason = np.where(posts, NOT_SOUGHT, UNSEEN)
        number = pd.Series(pd.NA, index=counts.index, dtype="Int64")
    else:
        graph.once("copies", _find)
        found = graph.session.fetch(near.compared(graph.table("posts"))).set_index("person").astype("int64")
        found = found.reindex(counts["person"].to_numpy("int64"), fill_value=0)
        found.index = counts.index
        compared, peers = found["compared"] > 0, found["peers"] > 0
        reason = np.select([~posts, ~compared, ~peers], [UNSEEN, NOTHING_TO_COMPARE, OTHERS_MISSING], "")
        number = found["copies"].astype("Int64").where(compared & peers)
    words = pd.Series(reason, index=counts.index, dtype="str")
    return pd.DataFrame({"uncredited_copies": number, "copies_reason": words})


def copies(graph: "Graph") -> "pd.DataFrame":
    """One row for each post that uncredited_copies counts, oldest first, with the earlier post beside it.

    Columns: copier, copier_label, post, time, file, line; author, author_label, original, original_time,
    original_file, original_line; similarity (share of word triples in both), both_linked (both posts hold a link, so
    the words may be a page's). Empty where nothing was found, or not looked for (see `sought`).
    """
    from graphkit._exits import times

    if not sought(graph):
        return _empty()
    graph.once("copies", _find)
    frame = graph.session.fetch(near.evidence(graph.table("posts")))
    files = dict(enumerate(tally.label for tally in graph.provenance.files))
    frame = frame.assign(
        time=times(frame["time"]),
        original_time=times(frame["original_time"]),
        file=frame["file"].map(files).astype("str"),
        original_file=frame["original_file"].map(files).astype("str"),
        similarity=frame["common"].astype(float) / frame["either"].astype(float),
        both_linked=(frame["linked"] & frame["original_linked"]).astype(bool),
    )
    return frame.astype(dict.fromkeys(TEXTS, "str"))[COLUMNS]


TEXTS = ["copier", "copier_label", "post", "file", "author", "author_label", "original", "original_file"]
COLUMNS = [
    "copier",
    "copier_label",
    "post",
    "time",
    "file",
    "line",
    "author",
    "author_label",
    "original",
    "original_time",
    "original_file",
    "original_line",
    "similarity",
    "both_linked",
]


def sought(graph: "Graph") -> bool:
    """Whether the export was read with `copies=True`."""
    asked: bool = graph.once("sought", _asked_for)
    return asked


def _asked_for(graph: "Graph") -> bool:
    return "copies" in graph.session.fetch("select what from sought")["what"].tolist()


def _find(graph: "Graph") -> bool:
    session = graph.session
    for name, query in near.PAIRS:
        session.keep(name, query)
    session.create("alike", near.ALIKE)
    for batch in _alike(session):
        session.fill("alike", batch)
    for name, query in near.FINDINGS:
        session.keep(name, query)
    return True


def _alike(session: "Session") -> "Iterator[dict[str, np.ndarray]]":
    """The compared pairs that share enough shingles, exactly, in batches of bounded size."""
    import numpy as np
    from scipy.sparse import csr_array

    pairs = session.fetch("select wording, earlier from compared_pairs order by wording, earlier")
    held = session.fetch(near.SHINGLES_OF_PAIRS)
    wordings, rows = np.unique(held["wording"].to_numpy(), return_inverse=True)
    shingles, columns = np.unique(held["shingle"].to_numpy(), return_inverse=True)
    shape = (len(wordings), len(shingles))
    matrix = csr_array((np.ones(len(rows), dtype=np.int32), (rows, columns)), shape=shape)
    sizes = np.bincount(rows, minlength=len(wordings))
    later, earlier = (np.searchsorted(wordings, pairs[name].to_numpy()) for name in ("wording", "earlier"))
    work = np.cumsum(sizes[later] + sizes[earlier])
    ends = np.searchsorted(work, np.arange(BATCH_CELLS, int(work[-1]) if len(work) else 0, BATCH_CELLS))
    for a, b in zip(np.split(later, ends), np.split(earlier, ends), strict=True):
        if not len(a):
            continue
        common = np.asarray(matrix[a].multiply(matrix[b]).sum(axis=1), dtype=np.int64)
        either = sizes[a] + sizes[b] - common
        close = 5 * common >= 4 * either
        found = (wordings[a], wordings[b], common, either)
        yield {name: values[close] for name, values in zip(near.ALIKE, found, strict=True)}


def _empty() -> "pd.DataFrame":
    import pandas as pd

    kinds: dict[str, Any] = dict.fromkeys(COLUMNS, "str")
    kinds |= {"time": "datetime64[us]", "original_time": "datetime64[us]", "line": "int64", "original_line": "int64"}
    kinds |= {"similarity": "float64", "both_linked": "bool"}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})
