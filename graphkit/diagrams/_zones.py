"""The two lines of the quadrant: two posts for others for each of one's own, and where an account can be flagged."""

import numpy as np

from graphkit.diagrams._marks import Floats
from graphkit.metrics.sharing import ME, judged

MOST = 1e9
HALVINGS = 64


def balance_line(for_others: Floats) -> Floats:
    """Posts of one's own that two posts for others each stand against: me-share 1/3."""
    return np.asarray(for_others / 2)


def flag_boundary(for_others: Floats, threshold: float) -> Floats:
    """The number of posts naming no one else beyond which an account is flagged, for each number of posts for others.

    It is found by asking the rule of the verdicts itself (`metrics.sharing.judged`), so that the line in the picture
    is the whole interval's, not the share's: with no post for others, 35 posts are needed at a threshold of 10 %.
    """
    t = np.asarray(for_others, float)
    low, high = np.zeros(len(t)), np.full(len(t), MOST)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        flagged = judged(t, t + middle, threshold) == ME
        low, high = np.where(flagged, low, middle), np.where(flagged, middle, high)
    return high
