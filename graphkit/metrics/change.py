"""When a person's share of posts for others changed, if it did: one change or none, with how sure that is.

The posts in order of time are taken as draws with one share up to some post and another share after it. All places of
the change are equally likely beforehand, both shares anything from 0 to 1, and "a change" as likely as "none". The
sums over the unknown shares are Beta functions, so every place is weighed exactly.
Sources: A. Smith, A Bayesian approach to inference about a change-point in a sequence of random variables, Biometrika
62 (1975); for the ratio of likelihoods D. Hinkley and E. Hinkley, Inference about the change-point in a sequence of
binomial variables, Biometrika 57 (1970).
"""

from dataclasses import dataclass
from math import lgamma
from typing import TYPE_CHECKING, Any

from graphkit import _sequences as sequences
from graphkit.metrics.sharing import verdict

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from graphkit.graph import Graph

SURE = 0.95
"""Probability of a change from which on it is called clear."""
FEWEST = 35
"""Posts: as many as the verdict me..me..me takes at the least."""


@dataclass(frozen=True)
class Change:
    """The most likely change of one person's third_person_share. It describes their posts, not the person."""

    person: str
    posts: int = 0
    """Counted posts with a time; those without one are left out."""
    reason: str = ""
    """Why nothing can be said; empty where something can."""
    probability: float | None = None
    """Of a change at all, against none; ½ beforehand."""
    bayes_factor: float | None = None
    """How much better a change explains the posts than none does; inf where it is beyond counting."""
    likelihood_ratio: float | None = None
    """Largest logarithm of the ratio of likelihoods, change against none, over all places."""
    dependence: float = 1.0
    """So many posts in a row weigh as one independent post (1 where each does)."""
    date: Any = None
    """Time of the first post after the most likely place of the change; pandas Timestamp, UTC."""
    date_low: Any = None
    """With probability 95 %, if there is a change, it lies between these two posts."""
    date_high: Any = None
    before: tuple[int, int] = (0, 0)
    """Posts for others, and posts, up to the most likely place."""
    after: tuple[int, int] = (0, 0)
    places: "pd.DataFrame | None" = None
    """For a picture: time of the first post after each possible place, and its probability, which sum to 1."""

    @property
    def clear(self) -> bool:
        """Whether a change is likelier than 0.95."""
        return self.probability is not None and self.probability >= SURE


def change_point(graph: "Graph", person: str) -> Change:
    """The most likely date on which a person's share of posts for others changed, and how sure that is.

    One change against none: `probability`, `bayes_factor`, `date` with its 95 % credible interval `date_low`,
    `date_high`, and the posts before and after. `clear` says whether the probability reaches 0.95. Posts in a row
    resemble each other (a conversation, an event): by the correlation of neighbours that remains on both sides of the
    best place, several of them weigh as one. Under 35 dated posts, and in keyword samples, nothing is said. A slow
    drift, or several changes, are not told from one change.
    """
    found = graph.find(person)
    code = int(graph.counts["person"].to_dict()[found])
    rows = graph.session.fetch(sequences.dated(graph.table("facts"), code))
    return change_among(found, rows, withheld=str(verdict(graph).loc[found, "verdict_reason"]))


def change_among(person: str, moments: "pd.DataFrame", *, withheld: str = "") -> Change:
    """The change among a person's posts: one row a moment, in order, with time (microseconds), posts,
    posts_for_others. `withheld` is why no verdict is given; then nothing is said of a change either."""
    import numpy as np

    time, posts, others = (moments[name].to_numpy("int64") for name in ("time", "posts", "posts_for_others"))
    total = int(posts.sum())
    reason = withheld or (f"under {FEWEST} dated posts" if total < FEWEST else "")
    if reason or len(time) < 2:
        return Change(person, total, reason or "all posts bear the same time")
    n, t = np.cumsum(posts)[:-1], np.cumsum(others)[:-1]
    ratio = likelihood_ratios(t, n, int(others.sum()), total)
    weight = dependence(posts, others, int(ratio.argmax()) + 1)
    factor, chance = weighed(t / weight, n / weight, others.sum() / weight, total / weight)
    place, low, high = interval(chance)
    return Change(
        person,
        total,
        probability=float(1 / (1 + np.exp(-factor))),
        bayes_factor=float(np.exp(min(factor, 709.0))) if factor < 709 else float("inf"),
        likelihood_ratio=float(ratio.max()),
        dependence=weight,
        date=_stamp(time[place + 1]),
        date_low=_stamp(time[low]),
        date_high=_stamp(time[high + 1]),
        before=(int(t[place]), int(n[place])),
        after=(int(others.sum() - t[place]), int(total - n[place])),
        places=_places(time, chance),
    )


def weighed(t: Any, n: Any, all_t: float, all_n: float) -> "tuple[float, np.ndarray]":
    """The logarithm of the Bayes factor of a change against none, and the probability of each place if there is one.

    `t` of `n` posts before each place are for others, `all_t` of `all_n` altogether.
    """
    import numpy as np

    own = n - t
    changed = _log_beta(t + 1, own + 1) + _log_beta(all_t - t + 1, all_n - all_t - own + 1)
    constant = _log_beta(all_t + 1, all_n - all_t + 1)
    most = changed.max()
    together = most + np.log(np.exp(changed - most).sum())
    return float(together - np.log(len(changed)) - constant), np.exp(changed - together)


def _log_beta(a: Any, b: Any) -> Any:
    """ln B(a, b), elementwise; scipy.special has it too, and takes as long to load as a thousand posts to measure."""
    import numpy as np

    log_gamma = np.vectorize(lgamma, otypes=[float])
    return log_gamma(a) + log_gamma(b) - log_gamma(a + b)


def likelihood_ratios(t: Any, n: Any, all_t: int, all_n: int) -> "np.ndarray":
    """Logarithm of the ratio of likelihoods of a change at each place against none, each with its best shares."""
    ratios: np.ndarray = _likelihood(t, n) + _likelihood(all_t - t, all_n - n) - _likelihood(all_t, all_n)
    return ratios


def _likelihood(t: Any, n: Any) -> Any:
    return _log_power(t, n) + _log_power(n - t, n)


def _log_power(t: Any, n: Any) -> Any:
    """t ln(t / n), elementwise; 0 where t is."""
    import numpy as np

    return t * np.log(np.where(t > 0, t / n, 1.0))


def dependence(posts: Any, others: Any, place: int) -> float:
    """How many posts in a row weigh as one: (1 + r) / (1 - r), never under 1, r the correlation of neighbours.

    `posts` and `others` are counts at each moment, in order; r is taken around the shares before and after `place`.
    Source: G. Bayley and J. Hammersley, The effective number of independent observations in an autocorrelated time
    series, J. R. Stat. Soc. Suppl. 8 (1946).
    """
    import numpy as np

    sides = np.arange(len(posts)) >= place
    shares = np.bincount(sides, weights=others) / np.bincount(sides, weights=posts)
    rest = others - posts * shares[sides.astype(int)]
    return float(alike(rest[1:] @ rest[:-1], rest @ rest))


def alike(together: Any, spread: Any) -> Any:
    """How many posts weigh as one, from the products of neighbours, summed, and the squares; elementwise."""
    import numpy as np

    with np.errstate(invalid="ignore", divide="ignore"):
        r = np.where(spread > 0, np.clip(together / spread, 0, 0.99), 0.0)
    return (1 + r) / (1 - r)


def interval(chance: "np.ndarray") -> tuple[int, int, int]:
    """The likeliest place, and the ends of the 95 % interval: 2.5 % at most lie beyond each; it holds the likeliest."""
    import numpy as np

    below = np.cumsum(chance)
    place = int(chance.argmax())
    low = int(np.searchsorted(below, 0.025, side="right"))
    high = min(int(np.searchsorted(below, 0.975)), len(chance) - 1)
    return place, min(low, place), max(high, place)


def _stamp(microseconds: Any) -> Any:
    import pandas as pd

    return pd.Timestamp(int(microseconds), unit="us").as_unit("us")


def _places(time: "np.ndarray", chance: "np.ndarray") -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame({"time": time[1:].view("datetime64[us]"), "probability": chance})
