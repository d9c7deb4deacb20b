"""The circles picture: a whole community of thousands, each person a dot in the circle of those they talk with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba, to_rgba_array
from matplotlib.figure import Figure

from graphkit.diagrams import _circles_words as said
from graphkit.diagrams import _words as words
from graphkit.diagrams._circles_groups import COMMUNITY, LIGHT, Groups, grouped, packing_order
from graphkit.diagrams._circles_legend import BAND_ALPHA, draw_circles_legend, draw_list
from graphkit.diagrams._circles_places import Packed, Page, dot, packed, packed_as_before
from graphkit.diagrams._crowd import HOLE
from graphkit.diagrams._drawn import Drawn
from graphkit.diagrams._finding import count_up, posts_of
from graphkit.diagrams._layout import Frame
from graphkit.diagrams._legend import WIDTH, Key
from graphkit.diagrams._looks import (
    FEW,
    FLAGGED,
    JUDGED,
    NAMED,
    UNJUDGED,
    UNSURE,
    Drawable,
    colours,
    flag_line,
    looks,
    ties,
)
from graphkit.diagrams._marks import Floats, discs, ribbons, shapes
from graphkit.diagrams._style import (
    FAINT,
    FLAG_HALO,
    GIVEN,
    HOLLOW_EDGE,
    INK,
    MUTED,
    PALE,
    PAPER,
    RETURNED,
    drawing,
    page,
    write,
)

MARGIN = 24.0
VISIBLE, LARGER = 0.9, 1.05
"""Points: no flagged dot has a smaller radius; from how much larger than the others it is said."""
OUTLINED, SMALL_HOLLOW = 1.6, "#E6EAED"
"""Radius in points from which a hollow dot has an outline; smaller, it is as light as one would look."""
RASTER = 20_000
"""Above so many dots, SVG and PDF hold them as pixels."""
WIDEST, THINNEST, BANDS = 57.0, 0.8, 60
"""Points: the width of a band that held all acts, and of the thinnest drawn; at most so many bands."""


@dataclass(frozen=True)
class Scene:
    """What is drawn: everybody's looks and places, the circles with their captions, the numbers."""

    look: pd.DataFrame
    groups: Groups
    packed: Packed
    captions: Mapping[int, said.Caption]
    xy: Floats
    found: words.Finding
    about: Mapping[str, Any]
    posts: str


def circles(
    graph: Drawable,
    people: pd.DataFrame,
    figure: Figure,
    *,
    seed: int | None = None,
    positions: pd.DataFrame | None = None,
) -> Drawn:
    """Everybody as a dot in the circle of their community: dark middles are people who name almost no one else.

    For thousands of people. A circle is a community (the people table's, else found in the ties), named after its
    member whom most people name; its dots are all of one size, most me-share in the middle, then who wrote too few
    posts, then who is only named. `inside` is the share of the members' acts that stay in the circle. Bands are
    acts from circle to circle. Small communities share a circle, and so do people without ties. An export of acts
    has no me-share: people with a returned tie are in the middle. `seed` is the graph's own unless given;
    `positions` (id, x, y, as in `Drawn.positions`) puts the circles where an earlier picture had them.
    """
    with drawing():
        axes, width, height = page(figure)
        frame = Frame(MARGIN, 42, width - WIDTH - 2 * MARGIN - 4, height - 84)
        scene = _scene(graph, people, frame, seed, positions)
        bands, flows = _draw_bands(axes, scene)
        _draw_circles(axes, scene)
        _draw_dots(axes, scene)
        labels = _draw_captions(axes, scene)
        key = _key(scene, width - WIDTH - MARGIN, height - 92)
        top = draw_circles_legend(axes, key, _notes(scene), bands=said.bands(bands, flows))
        draw_list(axes, key, scene.look, top, 40.0)
        title = _write_words(axes, height, scene)
        figure.set_label(" ".join([f"{title}. {words.network_subtitle(scene.found)}", *_circles_in_words(scene)]))
    look = scene.look
    table = look[["id", "state", "radius", "ring", "colour"]].assign(circle=scene.groups.circle + 1)
    return Drawn(
        title=title,
        alt=str(figure.get_label()),
        people_drawn=len(look),
        ties_drawn=bands,
        positions=table.assign(x=scene.xy[:, 0], y=scene.xy[:, 1]),
        labels=labels,
    )


def _scene(
    graph: Drawable, people: pd.DataFrame, frame: Frame, seed: int | None, positions: pd.DataFrame | None
) -> Scene:
    edges, about = graph.edges, graph.about
    between, line = ties(edges), flag_line(about)
    look = looks(people, edges, line)
    seed = int(about.get("seed", 1)) if seed is None else seed
    found = count_up(look, between)
    groups = grouped(look, people, between, seed=seed)
    captions = said.captions(groups.table, look, float(frame.size.prod()), has_posts=found.has_posts)
    boxes = {k: (caption.width, caption.height) for k, caption in captions.items()}
    order, page_ = packing_order(look, groups), Page(look, groups, boxes, frame)
    places = packed(page_, order, seed=seed) if positions is None else packed_as_before(page_, order, positions)
    xy = places.centre[groups.circle] + places.offset
    look = _as_drawn(look, groups, places.spacing, line)
    return Scene(look, groups, places, captions, xy, found, about, posts_of(people))


def _as_drawn(look: pd.DataFrame, groups: Groups, spacing: float, line: float) -> pd.DataFrame:
    """The looks with the radius of each dot, and its colour."""
    state = look["state"].to_numpy()
    radius = dot(spacing) * np.where(state == NAMED, np.sqrt(LIGHT), 1.0)
    radius = np.where(state == FLAGGED, np.maximum(radius, VISIBLE), radius)
    colour = np.array(colours(look, line), dtype=object)
    colour[(state == UNJUDGED) & groups.returned] = RETURNED
    return look.assign(radius=radius, colour=colour)


def _draw_bands(axes: Axes, scene: Scene) -> tuple[int, int]:
    """The strongest flows between communities, wide enough to be seen; how many, of how many."""
    own, flows = (scene.groups.table["kind"] == COMMUNITY).to_numpy(), scene.groups.flows
    source, target = np.nonzero(flows * np.outer(own, own) * (1 - np.eye(len(own))))
    best = np.lexsort((target, source, -flows[source, target]))[:BANDS]
    width = WIDEST * np.sqrt(flows[source, target][best] / max(float(flows.sum()), 1.0))
    seen = best[width >= THINNEST]
    width, one, other = width[width >= THINNEST], source[seen], target[seen]
    centre, rim = scene.packed.centre, scene.packed.radius
    bands = ribbons(centre[one], centre[other], (rim[one], rim[other]), (width, width * 0.08), 0.1)
    shapes(axes, bands, to_rgba(GIVEN, BAND_ALPHA), order=1)
    return len(seen), len(source)


def _draw_circles(axes: Axes, scene: Scene) -> None:
    """The white of each circle, and the line around those that are communities."""
    edge = [FAINT if kind == COMMUNITY else PAPER for kind in scene.groups.table["kind"]]
    discs(axes, scene.packed.centre, scene.packed.radius, PAPER, outline=(edge, 0.8), order=2)


def _draw_dots(axes: Axes, scene: Scene) -> None:
    """Everybody, light ones first, the flagged last and on their pale halo."""
    look, xy = scene.look, scene.xy
    state, radius = look["state"].to_numpy(object), look["radius"].to_numpy(float)
    codes, fills = pd.factorize(look["colour"].to_numpy(object))
    fill, hollow = to_rgba_array(list(fills))[codes], dot(scene.packed.spacing) >= OUTLINED
    if not hollow:
        fill[state == FEW] = to_rgba(SMALL_HOLLOW)
    loud, doubt = state == FLAGGED, (state == UNSURE) & (radius >= OUTLINED)
    halo = radius[loud] + np.clip(0.18 * scene.packed.spacing, 0.6, 2.2)
    drawn = [discs(axes, xy[loud], halo, FLAG_HALO, order=4.46)]
    for layer, which in enumerate((NAMED, FEW, UNJUDGED, JUDGED, UNSURE, FLAGGED)):
        here = np.flatnonzero(state == which)
        line = (HOLLOW_EDGE, 0.45) if which == FEW and hollow else ("none", 0.0)
        drawn.append(discs(axes, xy[here], radius[here], fill[here], outline=line, order=4 + layer / 10))
    drawn.append(discs(axes, xy[doubt], radius[doubt] * HOLE, PAPER, order=4.45))
    for dots in drawn:
        if dots is not None and len(look) > RASTER:
            dots.set_rasterized(True)


def _draw_captions(axes: Axes, scene: Scene) -> pd.DataFrame:
    """The captions above the circles; their boxes."""
    rows, boxes = [], scene.packed.captions
    for n, (k, text) in enumerate(scene.captions.items()):
        (x, y), (w, h) = scene.packed.centre[k] + boxes.offset[n], boxes.size[n] / 2
        hub = scene.groups.table["hub"].iloc[k]
        _write_caption(axes, text, (float(x), float(y + h)), named=hub >= 0)
        whose = scene.look["id"].iloc[hub] if hub >= 0 else ""
        rows.append((whose, "\n".join([text.name, *text.lines]), x - w, y - h, x + w, y + h, False))
    return pd.DataFrame(rows, columns=["id", "text", "left", "bottom", "right", "top", "inside"])


def _write_caption(axes: Axes, text: said.Caption, top: tuple[float, float], *, named: bool) -> None:
    x, y = top
    write(axes, (x, y - text.size * 0.9), text.name, text.size, bold=named, align="center", halo=2.6,
          colour=INK if named else MUTED)  # fmt: skip
    for n, line in enumerate(text.lines):
        below = y - text.size * 1.1 - text.small * (0.85 + 1.2 * n)
        write(axes, (x, below), line, text.small, colour=MUTED, align="center", halo=2.6)


def _key(scene: Scene, left: float, top: float) -> Key:
    return Key(
        left=left,
        top=top,
        scale=1.0,
        largest=1.0,
        flag_line=flag_line(scene.about),
        has_posts=scene.found.has_posts or not scene.found.people,
        thickness=1.0,
        states=frozenset(scene.look["state"]),
    )


def _notes(scene: Scene) -> list[str]:
    """What has to be said of the dots and the names."""
    plain, states = dot(scene.packed.spacing), set(scene.look["state"])
    communities = int((scene.groups.table["kind"] == COMMUNITY).sum())
    return [
        *[f"the {said.CAPTIONED} largest circles have a caption"] * (communities > said.CAPTIONED),
        *[f"flagged dots are {VISIBLE / plain:.1f} times as wide, to be seen"]
        * (VISIBLE / plain >= LARGER and FLAGGED in states),
        *["dots are too small here for the hole of the undecided"] * (plain < OUTLINED and UNSURE in states),
    ]


def _circles_in_words(scene: Scene) -> list[str]:
    """The circles for those who cannot see them: how many, and the three largest."""
    first = [f"{text.name}: {', '.join(text.parts)}." for text in list(scene.captions.values())[:3]]
    return [f"{said.shown(scene.groups.table)}.", *first]


def _write_words(axes: Axes, height: float, scene: Scene) -> str:
    title = words.network_title(scene.found)
    write(axes, (MARGIN, height - 42), title, 21, bold=True)
    write(axes, (MARGIN, height - 63), words.network_subtitle(scene.found), 10.2, colour=MUTED)
    nearness = "Circles: Leiden communities. Nearness suggests contact, not similarity."
    first, second = words.foot(scene.about, scene.posts, said.shown(scene.groups.table), nearness)
    write(axes, (MARGIN, 20), first, 7.2, colour=MUTED)
    write(axes, (MARGIN, 9), second, 6.6, colour=PALE)
    return title
