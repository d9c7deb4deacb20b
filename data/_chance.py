"""Seeded chance whose results never depend on a version of Python or of a maths library.

Python promises the sequence of `Random.random()` and nothing else, and C libraries differ in the last digit
of logarithms and powers. So all of this is made of `random()`, sums, products, quotients and square roots.
"""

from collections.abc import Sequence
from math import sqrt
from random import Random
from typing import TypeVar

T = TypeVar("T")


def below(rng: Random, end: int) -> int:
    """A whole number from 0 to `end` - 1, each as likely."""
    return int(rng.random() * end)


def happens(rng: Random, share: float) -> bool:
    """True in this share of cases."""
    return rng.random() < share


def pick(rng: Random, items: Sequence[T]) -> T:
    """One of the items, each as likely."""
    return items[below(rng, len(items))]


def early(rng: Random, items: Sequence[T]) -> T:
    """One of the items, the first ones far likelier than the last ones."""
    u = rng.random()
    return items[int(u * u * len(items))]


def weighted(rng: Random, weights: dict[T, float]) -> T:
    """One of the keys, as likely as its weight says."""
    rest = rng.random() * sum(weights.values())
    for item, weight in weights.items():
        rest -= weight
        if rest < 0:
            return item
    return item


def shuffled(rng: Random, items: Sequence[T]) -> list[T]:
    """The items in a chance order."""
    return [item for _, _, item in sorted((rng.random(), place, item) for place, item in enumerate(items))]


def bell(rng: Random) -> float:
    """About normal: mean 0, standard deviation 1, never beyond 3.5."""
    return (rng.random() + rng.random() + rng.random() + rng.random() - 2) * sqrt(3)


def heavy(rng: Random, most: float) -> float:
    """Heavy-tailed (Pareto, exponent 2): 1 at least, 2 on average, `most` at most."""
    return min(most, 1 / sqrt(1 - rng.random()))
