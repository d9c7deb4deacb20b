"""Who is in which circle: the largest communities, the smaller ones together, those without a tie to anybody."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graphkit.diagrams._forces import Ints
from graphkit.diagrams._looks import FLAGGED, JUDGED, NAMED, UNJUDGED, UNSURE
from graphkit.diagrams._marks import Floats
from graphkit.metrics.communities import communities_of

MOST_CIRCLES = 60
LEAST, LEAST_SHARE = 4, 0.002
"""A community of fewer people, or of less than this share of all, has no circle of its own."""
COMMUNITY, SMALLER, UNTIED = "community", "smaller", "untied"
ORDER = (FLAGGED, UNSURE, JUDGED, UNJUDGED, "too few", NAMED)
"""States from the centre of a circle outwards."""
LIGHT = 0.35
"""Area that somebody who is only named takes up, of a writer's."""


@dataclass(frozen=True)
class Groups:
    """The circles, and the people in the order in which they are packed."""

    table: pd.DataFrame
    """One row a circle: kind, hub (row of the look, -1: none), people, flagged, judged, sent, inside, area."""
    circle: Ints
    """Each person's circle: a row of `table`."""
    flows: Floats
    """Acts of the members of one circle (row) towards those of another (column)."""
    returned: NDArray[np.bool_]
    """Whether a person has a tie that is returned; nobody where the export holds posts, which say more."""


def grouped(look: pd.DataFrame, people: pd.DataFrame, between: pd.DataFrame, *, seed: int) -> Groups:
    """Everybody in a circle. The people table's communities, or those that its metric finds in the ties."""
    index = pd.Index(look["id"])
    source, target = (index.get_indexer(pd.Index(between[end])).astype(np.int64) for end in ("source", "target"))
    here = (source >= 0) & (target >= 0)
    source, target, weight = source[here], target[here], between["weight"].to_numpy(float)[here]
    if "community" in people:
        community = people["community"].astype("Int64").fillna(0).to_numpy().astype(np.int64)
    else:
        community = _communities(index, between, seed=seed)
    circle, kinds = _circles(community)
    count = len(kinds)
    flows = np.zeros((count, count))
    np.add.at(flows, (circle[source], circle[target]), weight)
    mutual = np.zeros(len(index), dtype=bool)
    if look["posts"].isna().all():
        mutual[source[np.isin(source * len(index) + target, target * len(index) + source)]] = True
    return Groups(_table(look, circle, kinds, flows), circle, flows, mutual)


def _communities(index: pd.Index, between: pd.DataFrame, *, seed: int) -> Ints:
    """Each person's community, found in the ties; 0 without one."""
    from scipy.sparse import csr_array

    everybody = np.concatenate([between["source"].to_numpy(object), between["target"].to_numpy(object)])
    codes, ids = pd.factorize(everybody, sort=True)
    count, half = len(ids), len(between)
    acts = csr_array((between["weight"].to_numpy(float), (codes[:half], codes[half:])), shape=(count, count))
    found = np.append(communities_of(acts, seed=seed), 0)
    return np.asarray(found[pd.Index(ids).get_indexer(index)], dtype=np.int64)


def _circles(community: Ints) -> tuple[Ints, list[str]]:
    """Each person's circle and the kind of each: the largest communities first, then the rest of the people."""
    size = np.bincount(community, minlength=1).astype(np.int64)
    size[0] = 0
    large = np.lexsort((np.arange(len(size)), -size))[:MOST_CIRCLES]
    large = large[size[large] >= max(LEAST, LEAST_SHARE * len(community))]
    place = np.full(len(size), len(large), dtype=np.int64)
    place[large] = np.arange(len(large))
    circle = np.where(community == 0, len(large) + 1, place[community])
    there = np.unique(circle)
    kinds = [COMMUNITY] * len(large) + [SMALLER, UNTIED]
    return np.searchsorted(there, circle), [kinds[k] for k in there]


def _table(look: pd.DataFrame, circle: Ints, kinds: list[str], flows: Floats) -> pd.DataFrame:
    count, state = len(kinds), look["state"].to_numpy()

    def members(which: NDArray[np.bool_]) -> Ints:
        return np.bincount(circle[which], minlength=count)

    sent = flows.sum(1)
    only_named = members(state == NAMED)
    people = np.bincount(circle, minlength=count)
    return pd.DataFrame({
        "kind": kinds,
        "hub": _hubs(look, circle, kinds),
        "people": people,
        "flagged": members(state == FLAGGED),
        "judged": members(np.isin(state, [FLAGGED, UNSURE, JUDGED])),
        "sent": sent,
        "inside": np.divide(np.diag(flows), sent, out=np.full(count, np.nan), where=sent > 0),
        "area": people - (1 - LIGHT) * only_named,
    })  # fmt: skip


def _hubs(look: pd.DataFrame, circle: Ints, kinds: list[str]) -> list[int]:
    """Of each community the row of whom most people name; -1 for the other circles."""
    order = np.lexsort((np.arange(len(look)), -look["named"].to_numpy(float), -look["named_by"].to_numpy(float)))
    _, first = np.unique(circle[order], return_index=True)
    return [int(row) if kind == COMMUNITY else -1 for row, kind in zip(order[first], kinds, strict=True)]


def packing_order(look: pd.DataFrame, groups: Groups) -> Ints:
    """Rows of the look, circle by circle, from the centre outwards.

    The flagged first, then most me-share first, then who cannot be judged, then who is only named. Without posts:
    who has a returned tie first, then whom most people name.
    """
    rank = look["state"].map({state: k for k, state in enumerate(ORDER)}).to_numpy()
    share = np.nan_to_num(look["me_share"].to_numpy(float), nan=-1.0)
    unscored = (look["state"] == UNJUDGED).to_numpy()
    back = groups.returned & unscored
    named = look["named_by"].to_numpy(float)
    return np.lexsort((np.arange(len(look)), -named, -np.where(unscored, 0.0, share), ~back, rank, groups.circle))
