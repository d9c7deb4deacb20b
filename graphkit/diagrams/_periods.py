"""The weeks or months of a timeline: how long they are, which are shown, and how each looks."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from graphkit.diagrams._looks import FEW, UNJUDGED
from graphkit.diagrams._style import NO_SCORE, PAPER, ramp
from graphkit.metrics import over_time
from graphkit.metrics.sharing import WIDEST

if TYPE_CHECKING:
    from graphkit.graph import Graph

SHORT, LONG = 13, 60
"""Weeks: up to the first, months would be too few; beyond the second, weeks too many."""
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
    by = "week"
    table = _with_state(over_time(graph, person=person, by=by))
    known, few = ((table["state"] == state).sum() for state in (KNOWN, FEW))
    if len(table) > LONG or (len(table) > SHORT and known < few):
        by = "month"
        table = _with_state(over_time(graph, person=person, by=by))
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
    """Fill of each period's disc: its me-share, at most `darkest`; white where posts are too few, pale in a sample."""
    share = 1 - table["third_person_share"].fillna(1.0)
    return [
        PAPER if state == FEW else ramp(min(value, darkest)) if judged else NO_SCORE
        for state, value in zip(table["state"], share, strict=True)
    ]


def state_of(state: Any, *, judged: bool) -> str:
    """The state of a period as positions name it."""
    return str(state) if judged or state != KNOWN else UNJUDGED
