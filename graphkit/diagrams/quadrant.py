"""The quadrant picture: posts for others against posts that name no one else."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from graphkit.diagrams._axes import MARGIN, LogScale, write_around, write_empty
from graphkit.diagrams._chart_words import is_judged, quadrant_subtitle, quadrant_title, why_nobody
from graphkit.diagrams._crowd import draw_people, position_table
from graphkit.diagrams._drawn import Drawn
from graphkit.diagrams._finding import posts_of
from graphkit.diagrams._ground import Ground, draw_ground
from graphkit.diagrams._hexes import hexagon_radius, hexagons, packed
from graphkit.diagrams._labels import (
    EVERYBODY,
    Label,
    beside,
    draw_labels,
    label_table,
    plain_label,
    settled,
    whom_to_label,
)
from graphkit.diagrams._layout import Frame
from graphkit.diagrams._looks import FLAGGED, NAMED, Drawable, flag_line, looks, sized
from graphkit.diagrams._marks import Floats, ring_reach
from graphkit.diagrams._quadrant_key import WIDTH, Counts, draw_hexagons, draw_key
from graphkit.diagrams._style import drawing, page
from graphkit.diagrams._words import foot

DOTS = 1500
"""Up to so many accounts each is a dot; of more, the unflagged are counted in hexagons."""
NAME_SIZE = 7.6
NAMED_FLAGGED, NAMED_GIVERS = 10, 5
IN_A_CROWD, LEAST_FOR_RINGS = 2.1, 2.4
"""Points of radius: of the dots beside hexagons at most; below which rings and halos would hide the dots."""
ROOM_FOR = 60.0
"""The axes reach at least so many posts, so that the flag zone is always in view."""


@dataclass(frozen=True)
class Scene:
    """Who is drawn, and where: dots one a person, hexagons the rest by number."""

    look: pd.DataFrame
    xy: Floats
    hexagons: pd.DataFrame
    labels: list[Label]
    counts: Counts

    @property
    def haloed(self) -> bool:
        """Whether the dots are large enough for halos."""
        return bool((self.look["radius"] >= LEAST_FOR_RINGS).all())


def quadrant(graph: Drawable, people: pd.DataFrame, figure: Figure, *, dots: int = DOTS) -> Drawn:
    """Posts for others against posts that name no one else, both on logarithmic scales with a place for 0.

    Below the blue line accounts give at least two posts to others for each of their own (“two ears, one mouth”).
    Beyond the dashed line accounts can be flagged: there the whole 95 % interval of the share for others lies below
    the threshold, so the line runs higher where there are few posts. People with the same two counts lie side by
    side. Of more than `dots` accounts, the unflagged are counted in hexagons; the flagged stay dots.
    """
    with drawing():
        axes, width, _ = page(figure)
        title, threshold = quadrant_title(people), 1 - flag_line(graph.about)
        subtitle = quadrant_subtitle(people, threshold)
        below = write_around(axes, title, subtitle, _foot(graph.about, people))
        frame = Frame(MARGIN + 44, 84, width - WIDTH - MARGIN - 22, below - 8)
        ground = _ground(people, frame, threshold)
        scene = _scene(graph, people, ground, dots)
        if scene.counts.drawn:
            draw_ground(axes, ground)
            draw_hexagons(axes, scene.hexagons, flag_line(graph.about))
            draw_people(axes, scene.look, scene.xy, halo=scene.haloed)
            draw_labels(axes, scene.labels, scene.look, scene.xy)
            draw_key(axes, scene.counts, (width - WIDTH - MARGIN, below - 16))
        else:
            write_empty(axes, why_nobody(people))
        figure.set_label(f"{title}. {subtitle} {scene.counts.told}")
    return Drawn(
        title=title,
        alt=str(figure.get_label()),
        people_drawn=scene.counts.drawn,
        ties_drawn=0,
        positions=position_table(scene.look, scene.xy),
        labels=label_table(scene.labels, scene.look, scene.xy),
    )


def can_be_flagged(people: pd.DataFrame) -> bool:
    """Whether verdicts are given here at all: in a sample of posts nobody is flagged, however few are for others."""
    return bool(is_judged(people).any() or people["verdict"].isin(["too few posts"]).any())


def _foot(about: Mapping[str, Any], people: pd.DataFrame) -> tuple[str, str]:
    return foot(about, posts_of(people), "", "Dots with the same counts lie side by side.")


def _ground(people: pd.DataFrame, frame: Frame, threshold: float) -> Ground:
    given = people["posts_for_others"].astype("Float64").fillna(0).to_numpy(float)
    own = people["posts"].astype("Float64").fillna(0).to_numpy(float) - given
    most = max(float(given.max(initial=0)), float(own.max(initial=0)), ROOM_FOR)
    x, y = LogScale(frame.left, float(frame.size[0]), most), LogScale(frame.bottom, float(frame.size[1]), most)
    return Ground(frame, x, y, threshold if can_be_flagged(people) else None)


def _scene(graph: Drawable, people: pd.DataFrame, ground: Ground, dots: int) -> Scene:
    line = flag_line(graph.about)
    everybody = looks(people, graph.edges, line)
    authors = everybody[everybody["state"] != NAMED]
    wrote = authors[authors["posts"] > 0].reset_index(drop=True)
    told, crowded = whom_to_name(wrote), len(wrote) > dots
    single = (wrote["state"] == FLAGGED).to_numpy() | (not crowded)
    single[told] = True
    radius = min(dot_radius(int(single.sum())), IN_A_CROWD if crowded else np.inf)
    given = wrote["for_others"].to_numpy(float)
    xy = packed(given, wrote["posts"].to_numpy(float) - given, radius, (ground.x, ground.y))
    look = _same_size(sized(wrote[single].reset_index(drop=True), 1.0, line=line), radius)
    exact = np.stack([ground.x.at(given), ground.y.at(wrote["posts"].to_numpy(float) - given)], 1)
    cells = hexagons(exact[~single], wrote[~single])
    labels = _labels(look, xy[single], list(single.cumsum()[told] - 1), cells, ground)
    counts = Counts(
        states={str(state): int(number) for state, number in wrote["state"].value_counts().items()},
        silent=len(authors) - len(wrote),
        threshold=1 - line,
        largest=int(cells["people"].max()) if crowded else 0,
        ringed=bool((look["ring"] > 0).any()),
    )
    return Scene(look, xy[single], cells, labels, counts)


def whom_to_name(wrote: pd.DataFrame) -> list[int]:
    """Rows to label: everybody of a few, else the flagged with most posts and those with most posts for others."""
    if len(wrote) <= EVERYBODY:
        return whom_to_label(wrote)
    order = wrote.sort_values(["posts", "id"], ascending=[False, True], kind="stable")
    flagged = list(order.index[order["state"] == FLAGGED][:NAMED_FLAGGED])
    giving = wrote.sort_values(["for_others", "id"], ascending=[False, True], kind="stable").index[:NAMED_GIVERS]
    return list(dict.fromkeys([*flagged, *giving]))


def dot_radius(number: int) -> float:
    """Points: smaller where there are many."""
    return float(np.clip(11.0 / max(number, 1) ** 0.2, 1.0, 4.6))


def _same_size(look: pd.DataFrame, radius: float) -> pd.DataFrame:
    each = np.full(len(look), radius)
    ring = look["ring"] * float(radius >= LEAST_FOR_RINGS)
    return look.assign(radius=each, ring=ring, reach=np.where(ring > 0, each + ring_reach(each), each))


def _labels(look: pd.DataFrame, xy: Floats, rows: list[int], cells: pd.DataFrame, ground: Ground) -> list[Label]:
    """Names where they cover nothing; dots that all but cover each other are in the way once."""
    rest = np.setdiff1d(np.arange(len(look)), rows)
    near = pd.DataFrame((xy[rest] / 2).round()).drop_duplicates().index.to_numpy()
    order = np.concatenate([np.array(rows, dtype=np.int64), rest[near]])
    names = np.concatenate([named.covered for named in ground.lines])
    at = np.concatenate([xy[order], cells[["x", "y"]].to_numpy(float), names])
    size = hexagon_radius(cells["people"].to_numpy(float)) * 0.8
    reach = np.concatenate([look["reach"].to_numpy(float)[order], size, np.full(len(names), 4.0)])
    text = [str(look["name"].iloc[row]) for row in rows]
    wanted = [plain_label(look.iloc[row], k, text[k], NAME_SIZE) for k, row in enumerate(rows)]
    wanted = [replace(label, inside=False) for label in wanted]
    kept = settled(beside(wanted, at, reach, ground.frame), at, reach, ground.frame)
    return [label.of(rows[label.owner]) for label in kept]
