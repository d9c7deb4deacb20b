"""A change of one person's share of posts for others, in words; the same on the command line and in the pictures."""

from graphkit.diagrams._words import count, day, percent
from graphkit.metrics.change import Change


def told(change: Change) -> str:
    """A clear change as a sentence; empty where there is none."""
    if not change.clear:
        return ""
    return f"The share of posts for others {moved(change)} ({between(change)}): {sides(change)}; {sureness(change)}."


def moved(change: Change) -> str:
    """`rose, most likely on 24 Jun 2012`."""
    (t, n), (t_after, n_after) = change.before, change.after
    verb = "rose" if t_after * n > t * n_after else "fell"
    return f"{verb}, most likely on {day(change.date.isoformat())}"


def between(change: Change) -> str:
    """The 95 % interval of the date."""
    low, high = day(change.date_low.isoformat()), day(change.date_high.isoformat())
    return f"95 % interval {low} – {high}" if low != high else "95 % interval within that day"


def sides(change: Change) -> str:
    """The posts before and after."""
    return f"{in_posts(*change.before)} before, {in_posts(*change.after)} from then on"


def sureness(change: Change) -> str:
    """How likely a change is, against none."""
    return f"probability of a change {percent(min(change.probability or 0.0, 0.999))}"


def in_posts(t: float, n: float) -> str:
    """`2 of 40 posts (5 %)`."""
    return f"{t:,.0f} of {count(n, 'post')} ({percent(t / n)})"
