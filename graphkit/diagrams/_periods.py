"""The weeks or months of a timeline: how long they are, which are shown, and how each looks."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from graphkit.diagrams._looks import FEW, UNJUDGED
from graphkit.diagrams._style import NO_SCORE, PAPER, calmed, ramp
from graphkit.metrics import over_time
from graphkit.metrics.sharing import WIDEST

if TYPE_CHECKING:
    from graphkit.graph import Graph

SHORT, LONG = 13, 60
"""Weeks: up to the first, months would be too few; beyond the second, weeks too many."""
LONGEST = 15
"""Months: more are over 60 weeks, and the weeks between a wrong clock's years would be hundreds of thousands."""
MOST = 480
"""Periods shown. A clock that was wrong by decades does not press all others into one corner."""
KNOWN, LEFT_OUT = "known", "empty"
"""States of a period beside `too few`; without posts it has no share and no mark."""


@dataclass(frozen=True)
class Periods:
    """The periods shown, in order."""

    table: pd.DataFrame
    """As `over_time` gives it, with `end` (the first day after) and `state`."""
    by: str
    """week or month."""
    posts: int
    """All dated posts, also those before or after the periods shown."""
    for_others: int

    @property
    def outside(self) -> int:
        """Dated posts before or after the periods shown."""
        return self.posts - int(self.table["posts"].sum())


def periods_of(graph: "Graph", person: str | None) -> Periods:
    """The posts of a person, or of everybody: week by week where the time is short, or where most weeks with posts
    hold enough of them; else month by month."""
    by, table = "month", _with_state(over_time(graph, person=person, by="month"))
    if len(table) <= LONGEST:
        weeks = _with_state(over_time(graph, person=person, by="week"))
        known, few = ((weeks["state"] == state).sum() for state in (KNOWN, FEW))
        if len(weeks) <= SHORT or (len(weeks) <= LONG and known >= few):
            by, table = "week", weeks
    shown = _fullest(table).reset_index(drop=True)
    end = shown["period"] + (pd.Timedelta(days=7) if by == "week" else pd.offsets.MonthBegin(1))
    whole = (int(table[name].sum()) for name in ("posts", "posts_for_others"))
    return Periods(shown.assign(end=end), by, *whole)


def _with_state(table: pd.DataFrame) -> pd.DataFrame:
    width = table["third_person_share_high"] - table["third_person_share_low"]
    return table.assign(state=np.select([table["posts"] == 0, width > WIDEST], [LEFT_OUT, FEW], KNOWN))


def _fullest(table: pd.DataFrame) -> pd.DataFrame:
    """The run of at most so many periods that holds the most posts, without empty ones at its ends."""
    if len(table) <= MOST:
        return table
    below = np.r_[0, np.cumsum(table["posts"].to_numpy("int64"))]
    start = int(np.argmax(below[MOST:] - below[:-MOST]))
    run = table.iloc[start : start + MOST]
    full = np.flatnonzero(run["posts"].to_numpy())
    return run.iloc[full[0] : full[-1] + 1]


def fills(table: pd.DataFrame, *, darkest: float, judged: bool) -> list[str]:
    """Fill of each period's disc: its me-share, at most `darkest`, and calmed unless that is 1; white where posts are
    too few, pale in a sample."""
    share = 1 - table["third_person_share"].fillna(1.0)
    shade = ramp if darkest == 1 else lambda value: calmed(ramp(value))
    return [
        PAPER if state == FEW else shade(min(value, darkest)) if judged else NO_SCORE
        for state, value in zip(table["state"], share, strict=True)
    ]


def state_of(state: Any, *, judged: bool) -> str:
    """The state of a period as positions name it."""
    return str(state) if judged or state != KNOWN else UNJUDGED
