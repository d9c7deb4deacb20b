"""The ego picture: one person in the middle with their loop, the people they name around them.

The main picture of a personal archive, where everybody else is only named.
"""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from graphkit.diagrams._card_words import ego_subtitle, ego_title
from graphkit.diagrams._crowd import draw_people, position_table
from graphkit.diagrams._drawn import Drawn
from graphkit.diagrams._finding import posts_of
from graphkit.diagrams._labels import draw_labels, label_table
from graphkit.diagrams._layout import Frame
from graphkit.diagrams._legend import WIDTH, Key, draw_ego_legend
from graphkit.diagrams._looks import Drawable, flag_line
from graphkit.diagrams._marks import Floats, discs, ribbons, shapes
from graphkit.diagrams._orbit import Around, Cloud, make_around, make_cloud, place_around
from graphkit.diagrams._person import KINDS, find_person, sides
from graphkit.diagrams._style import KIND_COLOURS, MUTED, PALE, drawing, page, text_width, write
from graphkit.diagrams._words import count, foot

MOST = 1500
MARGIN = 24.0


def ego(graph: Drawable, people: pd.DataFrame, figure: Figure, *, person: str, most: int = MOST) -> Drawn:
    """One person in the middle with their loop, and around them the people they name.

    The dots close by are the person's posts that name no one else. Lines go to those they name, thicker the more
    often; the nearer, the more often. Each kind of naming (retweets, quotes, answers, mentions) has its own sector
    and colour. The title says how many of the person's posts were for someone else.
    """
    with drawing():
        row = find_person(people, person)
        edges, about = graph.edges, graph.about
        given = sides(edges, row["id"])[1]
        line = flag_line(about)
        around = make_around(people, edges, given, row["id"], most, line)
        axes, width, height = page(figure)
        frame = Frame(MARGIN, 46, width - WIDTH - 2 * MARGIN - 8, height - 80)
        cloud = make_cloud(graph.posts(row["id"]), around, frame)
        xy, labels = place_around(around, frame, cloud.reach)
        _draw(axes, around, xy, cloud)
        draw_labels(axes, labels, around.look, xy)
        draw_ego_legend(axes, _key(around, cloud, (width - WIDTH - MARGIN, height - 92), line))
        title, subtitle = ego_title(row), ego_subtitle(row, given)
        shown = f"{count(len(around.kind), 'person', 'people')} drawn of {len(given.ids):,} named"
        lines = foot(
            about,
            posts_of(people),
            shown if len(around.kind) < len(given.ids) else "",
            "Nearer to the middle: named more often.",
        )
        _write_words(axes, title, subtitle, lines)
        figure.set_label(f"{title}. {subtitle}")
    return Drawn(
        title=title,
        alt=str(figure.get_label()),
        people_drawn=len(around.look),
        ties_drawn=len(around.kind),
        positions=position_table(around.look, xy),
        labels=label_table(labels, around.look, xy),
    )


def _key(around: Around, cloud: Cloud, at: tuple[float, float], line: float) -> Key:
    return Key(
        left=at[0],
        top=at[1],
        scale=around.scale,
        largest=float(around.weight.max()),
        flag_line=line,
        has_posts=bool(around.look["me_share"].notna().iloc[0]),
        thickness=1.0,
        states=frozenset(around.look["state"].iloc[1:]),
        kinds=tuple(kind for kind in KINDS if kind in around.kind),
        has_ring=bool((around.look["ring"] > 0).any()),
        posts_each=cloud.each,
    )


def _draw(axes: Axes, around: Around, xy: Floats, cloud: Cloud) -> None:
    weight, reach = around.weight[1:], around.look["reach"].to_numpy(float)[1:]
    start = np.repeat(xy[:1], len(weight), axis=0)
    wide = np.clip(0.8 * around.scale * np.sqrt(weight), 0.5, 9.0)
    rims = np.full(len(weight), cloud.reach + 1), reach + 0.5
    lines = ribbons(start, xy[1:], rims, (wide, np.full(len(weight), 0.2)), 0.06)
    most, many = max(float(around.weight.max()), 1.0), max(len(weight), 1)
    strength = np.clip(weight / most * 0.5 + 4 / np.sqrt(many), 0.05, 0.6)
    shapes(axes, lines, [to_rgba(KIND_COLOURS[k], a) for k, a in zip(around.kind, strength, strict=True)], order=2)
    discs(axes, cloud.xy, np.full(len(cloud.xy), cloud.radius), cloud.colours, order=4)
    draw_people(axes, around.look, xy)


def _write_words(axes: Axes, title: str, subtitle: str, lines: tuple[str, str]) -> None:
    width, height = axes.get_xlim()[1], axes.get_ylim()[1]
    fit = min(21.0, 21.0 * (width - 2 * MARGIN) / max(text_width(title, 21, bold=True), 1))
    write(axes, (MARGIN, height - 42), title, fit, bold=True)
    write(axes, (MARGIN, height - 63), subtitle, 10.2, colour=MUTED)
    write(axes, (MARGIN, 20), lines[0], 7.2, colour=MUTED)
    write(axes, (MARGIN, 9), lines[1], 6.6, colour=PALE)
