"""Harmonic centrality by growing balls: all who reach a person within one step, two steps, three steps …

The ball of a person after a step is the union of the balls of those who act towards them. Small graphs hold balls as
bits, which is exact; large ones as HyperLogLog counters, which know how many are in a ball but not who.
Source: P. Boldi and S. Vigna, In-core computation of geometric centralities with HyperBall (2013).
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

REGISTERS = 64
SPREAD = 1.04 / REGISTERS**0.5
"""Relative standard error of a HyperLogLog counter."""
FARTHEST = 256
"""Steps after which balls stop growing: whoever is farther counts as out of reach, so that a chain ends in time."""
BLOCK_BYTES = 32_000_000


def exact_harmonic(ties: Any) -> "np.ndarray":
    """Sum of 1 / distance over all who reach a node; `ties` is a loop-free CSR matrix, row acts on column."""
    import numpy as np

    senders, receivers = ties.sum(axis=1) > 0, ties.sum(axis=0) > 0
    active = np.flatnonzero(senders | receivers)
    part = ties[active][:, active]
    places = np.flatnonzero(senders[active])
    balls = np.zeros((len(active), len(places) // 64 + 1), dtype=np.uint64)
    bits = np.arange(len(places), dtype=np.uint64)
    balls[places, bits // np.uint64(64)] = np.uint64(1) << bits % np.uint64(64)
    value = np.zeros(ties.shape[0])
    for step, rows, before, after in _growth(part, balls, np.bitwise_or):
        grown = np.bitwise_count(after).sum(axis=1, dtype=np.int64) - np.bitwise_count(before).sum(
            axis=1, dtype=np.int64
        )
        value[active[rows]] += grown / step
    return value


def counted_harmonic(ties: Any, *, seed: int) -> "tuple[np.ndarray, np.ndarray]":
    """Estimate of `exact_harmonic` with its standard error: those one step away are counted, the others estimated."""
    import numpy as np

    people = ties.shape[0]
    chance = np.random.default_rng(seed)
    counters = np.zeros((people, REGISTERS), dtype=np.uint8)
    counters[np.arange(people), chance.integers(REGISTERS, size=people)] = chance.geometric(0.5, people).clip(max=60)
    near = np.diff(ties.T.tocsr().indptr).astype(float)
    far = np.zeros(people)
    for step, rows, before, after in _growth(ties, counters, np.maximum):
        if step > 1:
            far[rows] += (_held(after) - _held(before)).clip(min=0) / step
    return near + far, SPREAD * far


def _growth(ties: Any, balls: Any, unite: Any) -> "Iterator[tuple[int, Any, Any, Any]]":
    """Step by step, the nodes whose balls grow in it, with the balls before and after; `balls` is grown in place."""
    import numpy as np

    pull = ties.T.tocsr()
    changed = np.ones(len(balls), dtype=bool)
    for step in range(1, FARTHEST + 1):
        rows = _heads(pull, changed)
        # All of a step's balls are made from the step before.
        made = [(block, _united(pull, balls, block, unite)) for block in _blocks(pull, rows, balls.strides[0])]
        changed[:] = False
        for block, united in made:
            before = balls[block]
            after = unite(before, united)
            grown = (after != before).any(axis=1)
            if grown.any():
                yield step, block[grown], before[grown], after[grown]
                balls[block[grown]] = after[grown]
                changed[block[grown]] = True
        if not changed.any():
            return


def _heads(pull: Any, changed: Any) -> "np.ndarray":
    """The nodes that someone with a changed ball acts towards."""
    import numpy as np

    reached = np.concatenate(([0], np.cumsum(changed[pull.indices])))
    return np.flatnonzero(reached[pull.indptr[1:]] > reached[pull.indptr[:-1]])


def _blocks(pull: Any, rows: Any, width: int) -> "list[np.ndarray]":
    """The rows in pieces whose gathered balls stay within bounds."""
    import numpy as np

    if not len(rows):
        return []
    gathered = np.cumsum(pull.indptr[rows + 1] - pull.indptr[rows]) * width
    ends = np.searchsorted(gathered, np.arange(BLOCK_BYTES, int(gathered[-1]), BLOCK_BYTES))
    return [piece for piece in np.split(rows, ends) if len(piece)]


def _united(pull: Any, balls: Any, rows: Any, unite: Any) -> "np.ndarray":
    """For each row the union of the balls of its in-neighbours; every row has one."""
    import numpy as np

    counts = pull.indptr[rows + 1] - pull.indptr[rows]
    starts = np.cumsum(counts) - counts
    where = np.repeat(pull.indptr[rows] - starts, counts) + np.arange(counts.sum())
    united: np.ndarray = unite.reduceat(balls[pull.indices[where]], starts, axis=0)
    return united


def _held(counters: Any) -> "np.ndarray":
    """How many each counter has counted: HyperLogLog, with linear counting where registers are still empty."""
    import numpy as np

    powers = np.exp2(-np.arange(61.0))
    raw = 0.709 * REGISTERS**2 / powers[counters].sum(axis=1)
    empty = (counters == 0).sum(axis=1)
    with np.errstate(divide="ignore"):
        linear = REGISTERS * np.log(REGISTERS / empty)
    held: np.ndarray = np.where((raw <= 2.5 * REGISTERS) & (empty > 0), linear, raw)
    return held
