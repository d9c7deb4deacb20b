"""What would change a number, and what the numbers suggest, in plain sentences.

Only from what the exports hold, where it is enough; a share is said with its interval. Nothing is said of people whose
posts are a sample or are missing. The sentences speak of posts and acts, and diagnose nobody.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from graphkit.diagrams._words import count, day, percent
from graphkit.metrics import VERDICTS
from graphkit.metrics._intervals import wilson
from graphkit.metrics.sharing import WIDEST

if TYPE_CHECKING:
    import pandas as pd

    from graphkit.graph import Graph

FEWEST_PEOPLE = 5
"""Under so many people on one side nothing is said in words."""
FEWEST_ACTS = 10
NAMED_FIRST = 3
"""So many of those who wait longest are named."""
ME, OTHERS, UNDECIDED, TOO_FEW = VERDICTS


def advice(graph: "Graph", row: "pd.Series[Any]", ties: "pd.DataFrame") -> list[str]:
    """What would change the numbers of the person of this row, and what they suggest; `ties` are their receipts."""
    import pandas as pd

    if not row["observed"] or (pd.isna(row["verdict"]) and not pd.isna(row["posts"]) and row["posts"] > 0):
        return []
    return [*_verdict(row, graph.rules.me_threshold), *_balance(row), *_answers(ties), *_one_person(ties), *_self(row)]


def share_of(part: float, whole: float) -> str:
    """A share with its interval, as it stands behind the counts: `4.1 %, 95 % interval 1.4–11 %`."""
    low, high = (percent(float(end), sign=False) for end in wilson(part, whole))
    return f"{percent(part / whole)}, 95 % interval {low}–{high} %"


def _verdict(row: "pd.Series[Any]", tau: float) -> Iterator[str]:
    """How far the verdict is from another one."""
    import pandas as pd

    if pd.isna(row["verdict"]):
        return
    t, n = int(row["posts_for_others"]), int(row["posts"])
    if row["verdict"] == ME:
        more = count(further_for_others(t, n, tau, end=1), "more post")
        yield f"With {more} for others the verdict would no longer be “{ME}”."
    elif row["verdict"] == UNDECIDED:
        more = count(further_for_others(t, n, tau, end=0), "more post")
        yield f"With {more} for others the verdict would be “{OTHERS}”."
    elif row["verdict"] == TOO_FEW:
        few = f"{count(n, 'post')} {'is' if n == 1 else 'are'} too few for a verdict"
        yield f"{few}; more posts, of any kind, would make the interval narrower."
    if not pd.isna(row["posts_needed"]) and t < tau * n:
        yield f"If the next {count(row['posts_needed'], 'post')} named nobody, the verdict could be “{ME}”."


def further_for_others(t: int, n: int, tau: float, *, end: int) -> int:
    """Fewest further posts, all for others, after which an end of the interval (0: low, 1: high) passes the threshold.

    The verdict is then no longer me..me..me (high), or it is names others (low).

    >>> further_for_others(1, 200, 0.1, end=1), further_for_others(0, 8, 0.1, end=0)
    (12, 19)
    """
    import numpy as np

    most = n + 10
    while True:
        more = np.arange(1, most)
        low, high = wilson(t + more, n + more)
        passed = (high - low <= WIDEST) & (low > tau) if end == 0 else (high >= tau) | (high - low > WIDEST)
        if passed.any():
            return int(more[np.argmax(passed)])
        most *= 2


def _balance(row: "pd.Series[Any]") -> Iterator[str]:
    """Two ears, one mouth: two posts for others for each of one's own."""
    import pandas as pd

    if pd.isna(row["verdict"]) or row["verdict"] == TOO_FEW:
        return
    t, n, further = int(row["posts_for_others"]), int(row["posts"]), int(row["posts_for_balance"])
    named = f"Of {count(n, 'post')}, {f'{t:,}' if t else 'none'} named someone else ({share_of(t, n)})"
    if further:
        yield f"{named}; two posts for others for each of their own would take {further:,} more."
    else:
        yield f"{named}: at least two for each of their own."


def _answers(ties: "pd.DataFrame") -> Iterator[str]:
    """How many of those who acted towards them they acted towards, and who was first of those they did not."""
    came = ties[ties["observed"] & (ties["received"] > 0)]
    if len(came) < FEWEST_PEOPLE:
        return
    open_ = came[~came["both_ways"]].sort_values(["received_first", "other"], kind="stable")
    answered = len(came) - len(open_)
    if open_.empty:
        yield f"They acted towards all {len(came):,} people who named, answered or passed them on."
        return
    yield (
        f"{count(len(came), 'person', 'people')} named, answered or passed them on, and they acted towards "
        f"{answered or 'none'} of these ({share_of(answered, len(came))})."
    )
    dated = open_[open_["received_first"].notna() & (open_["given_likes"] == 0)].head(NAMED_FIRST)
    if len(dated):
        firsts = "; ".join(_first(label, time, post) for label, time, post in _columns(dated))
        yield f"Not yet acted towards, longest first: {firsts}."


def _columns(dated: "pd.DataFrame") -> Iterator[tuple[str, Any, Any]]:
    return dated[["label", "received_first", "received_first_post"]].itertuples(index=False, name=None)


def _first(label: str, time: Any, post: Any) -> str:
    import pandas as pd

    number = "" if pd.isna(post) or not post else f", post {post}"
    return f"{label} (since {day(f'{time:%Y-%m-%d}')}{number})"


def _one_person(ties: "pd.DataFrame") -> Iterator[str]:
    """Where more than half of what is passed on, or of all acts, surely goes to one person."""
    shares = ties["given_retweets"] + ties["given_quotes"]
    for given, noun in ((shares, "shares"), (ties["given"], "acts towards others")):
        whole = int(given.sum())
        if whole < FEWEST_ACTS:
            continue
        most = int(given.max())
        if float(wilson(most, whole)[0]) > 1 / 2:
            who = ties["label"].iloc[int(given.argmax())]
            yield f"{most:,} of {whole:,} {noun} ({share_of(most, whole)}) go to one person, {who}."
            return


def _self(row: "pd.Series[Any]") -> Iterator[str]:
    """Where more than half of the acts surely go to their own account."""
    sent, own = (0 if value is None else int(value) for value in _counts(row))
    if sent >= FEWEST_ACTS and float(wilson(own, sent)[0]) > 1 / 2:
        yield f"{own:,} of {sent:,} acts ({share_of(own, sent)}) go to their own account."


def _counts(row: "pd.Series[Any]") -> Iterator[Any]:
    import pandas as pd

    for name in ("interactions_sent", "self_mentions"):
        yield None if pd.isna(row[name]) else row[name]
