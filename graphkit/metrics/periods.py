"""How the share of posts for others moves over time: week by week, or month by month."""

from typing import TYPE_CHECKING, Any

from graphkit import _sequences as sequences
from graphkit.errors import UsageError
from graphkit.metrics._intervals import share

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from graphkit.graph import Graph

PERIODS = ("week", "month")
MONDAY = 4
"""Days from 1970-01-01, a Thursday, to the first Monday after it."""


def over_time(graph: "Graph", *, person: str | None = None, by: str = "month") -> "pd.DataFrame":
    """Posts for others of one person, or of everybody together, week by week or month by month.

    One row a period, from that of the first dated post to that of the last: person, period (its first day), posts,
    posts_for_others, third_person_share with Wilson's 95 % interval. Weeks are those of ISO 8601, from Monday; months
    are those of the calendar; both in UTC. A period without posts is a row with 0 posts and a missing share. Without
    `person` (an id or a handle) the posts of everybody are pooled: whoever posts most weighs most, and the interval
    takes posts as independent of each other. Posts without a time are in no period.
    """
    import numpy as np
    import pandas as pd

    if by not in PERIODS:
        raise UsageError(f"a period is a {' or a '.join(PERIODS)}, not '{by}'")
    found = None if person is None else graph.find(person)
    code = None if found is None else int(graph.counts["person"].to_dict()[found])
    days = graph.session.fetch(sequences.daily(graph.table("facts"), code))
    place = _place(days["day"].to_numpy("int64"), by)
    first, size = (int(place.min()), int(np.ptp(place)) + 1) if len(place) else (0, 0)
    posts, others = (
        np.bincount(place - first, weights=days[name].to_numpy(float), minlength=size).astype("int64")
        for name in ("posts", "posts_for_others")
    )
    frame = pd.DataFrame({"posts": posts, "posts_for_others": others})
    frame.insert(0, "period", _first_days(first + np.arange(size), by))
    frame.insert(0, "person", pd.Series([found] * size, index=frame.index, dtype="str"))
    return pd.concat([frame, share("third_person_share", others, posts, frame.index)], axis=1)


def _place(days: "np.ndarray", by: str) -> Any:
    """Number of the week or month that a day since 1970 lies in."""
    if by == "week":
        return (days - MONDAY) // 7
    return days.astype("datetime64[D]").astype("datetime64[M]").astype("int64")


def _first_days(places: "np.ndarray", by: str) -> Any:
    days = (places * 7 + MONDAY).astype("datetime64[D]") if by == "week" else places.astype("datetime64[M]")
    return days.astype("datetime64[us]")
