"""The network picture: everybody, who names whom, and who names almost no one else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from graphkit.diagrams import _words as words
from graphkit.diagrams._crowd import draw_people, position_table
from graphkit.diagrams._draw import CROWD
from graphkit.diagrams._drawn import Drawn
from graphkit.diagrams._finding import count_up, posts_of
from graphkit.diagrams._labels import draw_labels, label_table
from graphkit.diagrams._layout import Frame
from graphkit.diagrams._legend import WIDTH, Key, draw_legend
from graphkit.diagrams._looks import Drawable, chosen, disc_scale, flag_line, looks, sized, ties
from graphkit.diagrams._marks import Floats, ribbons, shapes
from graphkit.diagrams._places import Lines, Placed, lines_between, place, place_as_before
from graphkit.diagrams._shelf import draw_shelf_line
from graphkit.diagrams._style import GIVEN, MUTED, PALE, RETURNED, drawing, page, write

MARGIN = 24.0


@dataclass(frozen=True)
class Scene:
    """What is drawn: the people chosen with their looks and places, and the numbers of everybody."""

    look: pd.DataFrame
    placed: Placed
    frame: Frame
    found: words.Finding
    about: Mapping[str, Any]
    posts: str
    """How many posts there are, in words."""

    @property
    def shown(self) -> str:
        """How much of the export is drawn."""
        return words.drawn(int(self.placed.visible.sum()), len(self.placed.lines.source), self.found)


def network(
    graph: Drawable,
    people: pd.DataFrame,
    figure: Figure,
    *,
    most: int = CROWD,
    seed: int | None = None,
    positions: pd.DataFrame | None = None,
) -> Drawn:
    """Everybody and their ties: dark discs are people whose posts name almost no one else.

    Nearness suggests contact, not similarity. People with no tie to the rest stand on a shelf below. At most
    `most` people are drawn, everyone flagged first, then by how much they give and are named; the foot counts
    the rest. Discs, rings and lines are explained in the legend, at their real sizes. `seed` is the graph's own
    unless given; `positions` (id, x, y, as in `Drawn.positions`) puts people where an earlier picture had them.
    """
    with drawing():
        axes, width, height = page(figure)
        frame = Frame(MARGIN, 46, width - WIDTH - 2 * MARGIN - 8, height - 80)
        scene = _scene(graph, people, frame, (most, seed, positions))
        placed, look = scene.placed, scene.look
        _draw_lines(axes, placed.lines, placed.xy, look["reach"].to_numpy(float), thickness(len(look)))
        draw_people(axes, look[placed.visible], placed.xy[placed.visible])
        draw_labels(axes, placed.labels, look, placed.xy)
        if placed.shelf and not placed.shelf.whole:
            draw_shelf_line(axes, placed.shelf, frame)
        draw_legend(axes, _key(scene, width - WIDTH - MARGIN, height - 92))
        title = _write_words(axes, height, scene)
        figure.set_label(f"{title}. {words.network_subtitle(scene.found)} {scene.shown}.")
    return Drawn(
        title=title,
        alt=str(figure.get_label()),
        people_drawn=int(placed.visible.sum()),
        ties_drawn=len(placed.lines.source),
        positions=position_table(look[placed.visible], placed.xy[placed.visible]),
        labels=label_table(placed.labels, look, placed.xy),
    )


def thickness(people: int) -> float:
    """Width in points of a line for one act."""
    return 1.1 if people < 60 else 0.8 if people < 500 else 0.55


def line_width(weight: Floats, thick: float) -> Floats:
    """Width in points for a number of acts: it grows with the square root, up to 7 points."""
    return np.asarray(np.minimum(thick * np.sqrt(weight), 7.0))


def _scene(
    graph: Drawable, people: pd.DataFrame, frame: Frame, how: tuple[int, int | None, pd.DataFrame | None]
) -> Scene:
    """Choose, size and place; `how`: most people, seed, earlier positions."""
    most, seed, positions = how
    edges, about = graph.edges, graph.about
    between, everybody = ties(edges), looks(people, edges, flag_line(about))
    look = sized(chosen(everybody, most), float(frame.size.prod()), line=flag_line(about))
    lines = lines_between(look, between)
    if positions is None:
        placed = place(look, lines, frame, seed=int(about.get("seed", 1)) if seed is None else seed)
    else:
        placed = place_as_before(look, lines, frame, positions)
    return Scene(look, placed, frame, count_up(everybody, between), about, posts_of(people))


def _draw_lines(axes: Axes, lines: Lines, xy: Floats, reach: Floats, thick: float) -> None:
    one_way, both = lines.back == 0, (lines.back > 0) & (lines.source < lines.target)
    for which, bend, colour, strength in ((one_way, 0.13, GIVEN, 1.0), (both, 0.0, RETURNED, 1.9)):
        start, end = xy[lines.source[which]], xy[lines.target[which]]
        first = line_width(lines.weight[which], thick)
        last = line_width(lines.back[which], thick) if bend == 0 else np.full(len(first), 0.12)
        rim = reach[lines.source[which]] + 0.4, reach[lines.target[which]] + 0.6
        alpha = _opacity(np.hypot(*(end - start).T), len(lines.source)) * strength
        fill = [to_rgba(colour, min(float(a), 0.85)) for a in alpha]
        shapes(axes, ribbons(start, end, rim, (first, last), bend), fill, order=2 + (bend == 0))


def _opacity(length: Floats, count: int) -> Floats:
    """Crowded pictures are drawn fainter, and in them long lines."""
    crowd = float(np.clip(15 / np.sqrt(count + 1), 0.07, 0.42))
    return np.asarray(crowd * np.clip(110 / (length + 1), 0.45, 1.25) ** min(1.0, count / 100))


def _key(scene: Scene, left: float, top: float) -> Key:
    look = scene.look
    return Key(
        left=left,
        top=top,
        scale=disc_scale(look, float(scene.frame.size.prod())),
        largest=float(look["amount"].max()) if len(look) else 1.0,
        flag_line=flag_line(scene.about),
        has_posts=scene.found.has_posts or not scene.found.people,
        thickness=thickness(len(look)),
        states=frozenset(look["state"]),
    )


def _write_words(axes: Axes, height: float, scene: Scene) -> str:
    title = words.network_title(scene.found)
    write(axes, (MARGIN, height - 42), title, 21, bold=True)
    write(axes, (MARGIN, height - 63), words.network_subtitle(scene.found), 10.2, colour=MUTED)
    first, second = words.foot(scene.about, scene.posts, scene.shown)
    write(axes, (MARGIN, 20), first, 7.2, colour=MUTED)
    write(axes, (MARGIN, 9), second, 6.6, colour=PALE)
    return title
