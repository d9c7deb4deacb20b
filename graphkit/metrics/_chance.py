"""Reciprocity where everybody acts, and is acted on, as much as in fact, but towards whom is left to chance.

Each draw permutes the targets of all acts; self-loops are swapped away.
Source: T. Squartini et al., Reciprocity of weighted networks, Scientific Reports 3, 2729 (2013).
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

DRAWS = 200
SWAPS = 100
"""Rounds after which a self-loop that cannot be swapped away stays; it is nobody's answer."""
TRIES = 256
MIXED, MIXES, MIX_WORK = 0.005, 20, 400_000
"""Where more than this share were loops, swapping only these leaves some orders likelier than others: rounds of swaps
of anything with anything follow; fewer where a draw has many acts, as the difference is too small to see there."""
SPARE = 1_000
MOST_ACTS = 2_000_000
"""Acts are permuted one by one in memory; one edge can stand for any number of them."""
NEVER = -1
"""The source of acts whose source nobody acts towards: they are never answered."""


def matched(source: Any, target: Any, people: int) -> int:
    """Of loop-free acts, one a row: how many are matched by an act back, Σ min(w_ij, w_ji) over ordered pairs."""
    import numpy as np

    pair = np.minimum(source, target) * people + np.maximum(source, target)
    ways, acts = np.unique(2 * pair + (source > target), return_counts=True)
    both = np.flatnonzero((ways[:-1] // 2) == (ways[1:] // 2))
    return 2 * int(np.minimum(acts[both], acts[both + 1]).sum())


def against_chance(ties: Any, *, seed: int) -> dict[str, float | None]:
    """How the share of acts matched differs from chance: `expected`, `z`, `p`, from 200 draws.

    `ties` is a loop-free CSR matrix of acts. `p` is two-sided: twice the smaller tail, the fact itself counted
    as a draw, so never under 2/201. `z` is None where all draws are alike.
    """
    import numpy as np

    counts = ties.tocoo()
    acts = counts.data.astype(np.int64)
    source, target = (np.repeat(ends.astype(np.int64), acts) for ends in (counts.row, counts.col))
    fact = matched(source, target, ties.shape[0])
    drawn = _draws(source, target, ties.shape[0], np.random.default_rng(seed))
    spread = drawn.std(ddof=1)
    tail = min((drawn >= fact).sum(), (drawn <= fact).sum())
    return {
        "expected": float(drawn.mean() / len(source)),
        "z": float((fact - drawn.mean()) / spread) if spread > 0 else None,
        "p": min(1.0, 2 * (1 + int(tail)) / (DRAWS + 1)),
    }


def _draws(source: Any, target: Any, people: int, chance: Any) -> "np.ndarray":
    """Acts matched in each draw.

    Only acts of those who get some, towards those who send some, can be matched or be loops: the targets of the
    others need no drawing, but a few, to swap loops with.
    """
    import numpy as np

    sent, got = np.bincount(source, minlength=people), np.bincount(target, minlength=people)
    loops = int(sent.astype(float) @ got / len(source))
    asked = source[got[source] > 0]
    spare = min(len(source) - len(asked), 10 * loops + SPARE)
    ends = np.concatenate([asked, np.full(spare, NEVER)])
    found = np.empty(DRAWS)
    for draw in range(DRAWS):
        drawn = target[chance.choice(len(target), len(ends), replace=False)]
        _swap_loops(ends, drawn, chance)
        answerable = (sent[drawn] > 0) & (ends != NEVER) & (ends != drawn)
        found[draw] = matched(ends[answerable], drawn[answerable], people)
    return found


def _swap_loops(source: Any, target: Any, chance: Any) -> None:
    """Swap the targets of self-loops, in place, with those of other loops and of acts drawn by chance."""
    import numpy as np

    many = (source == target).mean() > MIXED
    for _ in range(SWAPS):
        loops = np.flatnonzero(source == target)
        if not len(loops):
            break
        chance.shuffle(loops)
        half = len(loops) // 2
        _swap(source, target, loops[:half], loops[half : 2 * half])
        loops = loops[source[loops] == target[loops]]
        tried = np.repeat(loops, TRIES // max(len(loops), 1) + 1)
        others = chance.integers(len(source), size=len(tried))
        fine = (source[others] != target[others]) & _swappable(source, target, tried, others)
        tried, first = np.unique(tried[fine], return_index=True)
        others, first = np.unique(others[fine][first], return_index=True)
        _swap(source, target, tried[first], others)
    for _ in range(min(MIXES, MIX_WORK // max(len(source), 1)) if many else 0):
        pairs = chance.permutation(len(source))[: len(source) // 4 * 2]
        _swap(source, target, pairs[: len(pairs) // 2], pairs[len(pairs) // 2 :])


def _swappable(source: Any, target: Any, some: Any, others: Any) -> Any:
    return (source[some] != target[others]) & (source[others] != target[some])


def _swap(source: Any, target: Any, some: Any, others: Any) -> None:
    """Swap the targets of each two acts, where that makes no self-loop; no act stands there twice."""
    fine = _swappable(source, target, some, others)
    some, others = some[fine], others[fine]
    target[some], target[others] = target[others], target[some]
