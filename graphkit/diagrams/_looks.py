"""How each person is drawn: the state that decides the colour, the size, the ring. The same in every picture."""

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graphkit.diagrams._marks import Floats, ring_reach
from graphkit.diagrams._style import NO_SCORE, ONLY_NAMED, PAPER, handle, ramp

FLAGGED, UNSURE, JUDGED = "flagged", "undecided", "judged"
FEW, UNJUDGED, NAMED = "too few", "not judged", "only named"
"""`undecided` is judged too: the share lies beyond the flag line, its interval does not. `not judged` writes here
but gets no verdict (an edge list, a sample); `only named` writes nothing here."""
STATES = {"me..me..me": FLAGGED, "names others": JUDGED, "undecided": JUDGED, "too few posts": FEW}
JUDGED_VERDICTS = ("me..me..me", "names others", "undecided")
LARGEST, SMALLEST = 30.0, 1.1
RING_FROM, RING_LEAST = 0.20, 3
CROWD = 300


class Drawable(Protocol):
    """What a picture asks of a graph; `graphkit.graph.Graph` has it."""

    @property
    def edges(self) -> pd.DataFrame:
        """One row for each ordered pair that interacted."""

    @property
    def about(self) -> Mapping[str, Any]:
        """Where the posts came from and what they cannot show."""

    def posts(self, person_id: str) -> pd.DataFrame:
        """One person's posts, oldest first."""


def ties(edges: pd.DataFrame) -> pd.DataFrame:
    """Rows that are drawn as lines: from one person to another, weighing something (likes alone do not)."""
    return edges[(edges["source"] != edges["target"]) & (edges["weight"] > 0)]


def flag_line(about: Mapping[str, Any]) -> float:
    """The me-share beyond which people can be flagged: 0.90 unless the threshold was changed."""
    return 1 - float(about.get("me_threshold", 0.1))


def looks(people: pd.DataFrame, edges: pd.DataFrame, line: float) -> pd.DataFrame:
    """One row a person, in the order of `people`: what a picture needs to know, without sizes in points.

    `amount` is what the area of a disc stands for: posts, else acts sent (edge lists), else times named.
    """
    between = ties(edges)
    (given, _), (named, named_by) = (
        _acts(people["id"], between[end], between["weight"]) for end in ("source", "target")
    )
    posts = people["posts"].astype("Float64").fillna(np.nan).astype(float)
    observed = people["observed"].astype(bool)
    state = people["verdict"].map(STATES).fillna(UNJUDGED).where(observed, NAMED)
    state = state.mask((state == JUDGED) & (people["me_share"].astype(float) > line), UNSURE)
    return pd.DataFrame({
        "id": people["id"].to_numpy(),
        "label": people["label"].to_numpy(),
        "network": people["network"].to_numpy(),
        "state": state.to_numpy(),
        "posts": posts.to_numpy(),
        "for_others": people["posts_for_others"].astype("Float64").fillna(np.nan).to_numpy(float),
        "named": named,
        "named_by": named_by,
        "given": given,
        "amount": np.where(observed, np.where(posts.isna(), given, posts), named),
        "me_share": people["me_share"].astype(float).to_numpy(),
        "ring": _ring(people).to_numpy(),
    })  # fmt: skip


def _acts(ids: pd.Series, ends: pd.Series, weight: pd.Series) -> tuple[Floats, NDArray[np.int64]]:
    """Of each person the acts whose one end they are, and with how many people."""
    row = pd.Index(ids).get_indexer(pd.Index(ends))
    here, count = row >= 0, len(ids)
    acts = np.bincount(row[here], weight.to_numpy(float)[here], minlength=count).astype(float)
    return acts, np.bincount(row[here], minlength=count).astype(np.int64)


def _ring(people: pd.DataFrame) -> pd.Series:
    """The self-mention ratio where it is drawn, else 0."""
    ratio = people["self_mention_ratio"].astype(float)
    enough = (ratio >= RING_FROM) & (people["self_mentions"].astype(float) >= RING_LEAST)
    return ratio.where(enough, 0.0)


def chosen(look: pd.DataFrame, most: int) -> pd.DataFrame:
    """At most so many people to draw, in their old order: everyone flagged first, then by acts given and received.

    Where there are many, those whom a single person names are left to the counts.
    """
    importance = look["amount"].where(look["state"] != NAMED, 0) + look["named"]
    importance += np.where(look["state"] == FLAGGED, 1e9, 0)
    worth = importance > 0
    if len(look) > CROWD:
        worth &= (look["state"] != NAMED) | (look["named_by"] >= 2)
    best = importance[worth].sort_values(ascending=False, kind="stable").index[:most]
    return look.loc[best.sort_values()].reset_index(drop=True)


def sized(look: pd.DataFrame, area: float, *, line: float) -> pd.DataFrame:
    """`look` with `name`, `radius` (points), `reach` (with the ring), `colour`; the discs cover a part of `area`."""
    name = [handle(a, b) for a, b in zip(look["label"], look["network"], strict=True)]
    scale = disc_scale(look, area)
    radius = disc_radius(look["amount"].to_numpy(float), scale)
    only_named = (look["state"] == NAMED).to_numpy()
    radius = np.where(only_named, np.clip(0.45 * radius, SMALLEST, 5.0), radius)
    reach = np.where(look["ring"] > 0, radius + ring_reach(radius), radius)
    return look.assign(name=name, radius=radius, reach=reach, colour=colours(look, line))


def disc_scale(look: pd.DataFrame, area: float) -> float:
    """Points of radius for √1 post, such that the discs cover an eighth of a small picture, less of a large one."""
    cover = 0.13 if len(look) < 60 else 0.11 if len(look) < 500 else 0.085
    weight = look["amount"].where(look["state"] != NAMED, look["amount"] * 0.2).clip(lower=0.6)
    total = max(float(weight.sum()), 1.0)
    return min(float(np.sqrt(cover * area / (np.pi * total))), 2.6)


def disc_radius(amount: Floats, scale: float) -> Floats:
    """Radius in points: area grows with the amount, between the smallest and the largest disc drawn."""
    return np.clip(scale * np.sqrt(np.maximum(amount, 0.6)), SMALLEST, LARGEST)


def colours(look: pd.DataFrame, line: float) -> list[str]:
    """Fill of each disc.

    The ramp shows me-share, and beyond the flag line only the flagged: the undecided are drawn as dark as the line.
    """
    most, state, share = line - 0.005, look["state"].to_numpy(object), look["me_share"].to_numpy(float)
    fill = look["state"].map({FEW: PAPER, UNJUDGED: NO_SCORE, NAMED: ONLY_NAMED}).to_numpy(object)
    scored = np.flatnonzero(np.isin(state, [FLAGGED, UNSURE, JUDGED]))
    fill[scored] = [ramp(share[k] if state[k] == FLAGGED else min(share[k], most)) for k in scored]
    return list(fill)
