"""The ego picture: one person in the middle with their loop, the people they name around them.

The main picture of a personal archive, where everybody else is only named.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from graphkit import __version__
from graphkit.diagrams import _words as words
from graphkit.diagrams._crowd import draw_people, position_table
from graphkit.diagrams._drawn import Drawn
from graphkit.diagrams._labels import Label, beside, draw_labels, label_boxes, label_table, plain_label, settled
from graphkit.diagrams._layout import Frame, make_room
from graphkit.diagrams._legend import WIDTH, Key, draw_ego_legend
from graphkit.diagrams._looks import NAMED, Drawable, colours
from graphkit.diagrams._marks import Floats, discs, ribbons, ring_reach, shapes
from graphkit.diagrams._person import KINDS, Side, find_person, look_of, sides
from graphkit.diagrams._posts import counted
from graphkit.diagrams._style import (
    KIND_COLOURS,
    MUTED,
    PALE,
    drawing,
    handle,
    page,
    text_width,
    write,
)

MOST = 1500
LABELLED = 36
CENTRE = 32.0
MOST_DOTS = 640
CLOUD, WIDE_CLOUD = 104.0, 178.0
"""How far from the middle the dots of a person's own posts may reach, in points: the wide one where few are named."""
FEW_NAMED = 12
MARGIN = 24.0
DOT = 1.15
"""Radius in points of somebody named once, before the least size."""
WIDER = 1.28
GOLDEN = (5**0.5 - 1) / 2


@dataclass(frozen=True)
class Cloud:
    """A person's posts that name no one else, as dots around the person: places, radius, colours."""

    xy: Floats
    radius: float
    colours: list[str]
    each: int
    """How many posts a dot stands for."""
    reach: float
    """How far from the middle the cloud ends."""


@dataclass(frozen=True)
class Around:
    """The people around the middle, nearest first within each kind: row 0 is the person in the middle."""

    look: pd.DataFrame
    weight: Floats
    kind: tuple[str, ...]


def ego(graph: Drawable, people: pd.DataFrame, figure: Figure, *, person: str, most: int = MOST) -> Drawn:
    """One person in the middle with their loop, and around them the people they name.

    Lines go from the person to those they name, thicker the more often; the nearer, the more often. Each kind
    of naming (answers, retweets, quotes, mentions) has its own sector and colour. The title says how many of the
    person's posts were for someone else.
    """
    with drawing():
        row = find_person(people, person)
        edges, about = graph.edges, graph.about
        given = sides(edges, row["id"])[1]
        flag_line = 1 - float(about.get("me_threshold", 0.1))
        around = _around(graph, people, row["id"], given, most, flag_line)
        axes, width, height = page(figure)
        frame = Frame(MARGIN, 46, width - WIDTH - 2 * MARGIN - 8, height - 80)
        cloud = _cloud(graph.posts(row["id"]), around, frame)
        xy, labels = _place(around, frame, cloud.reach)
        _draw(axes, around, xy, cloud)
        draw_labels(axes, labels, around.look, xy)
        draw_ego_legend(axes, _key(around, row, cloud, (width, height), flag_line))
        title = _write_words(axes, (width, height), row, given, about, len(around.kind))
        figure.set_label(f"{title}. {ego_subtitle(row, given)}")
    return Drawn(
        title=title,
        alt=str(figure.get_label()),
        people_drawn=len(around.look),
        ties_drawn=len(around.kind),
        positions=position_table(around.look, xy),
        labels=label_table(labels, around.look, xy),
    )


def _key(around: Around, row: pd.Series, cloud: Cloud, size: tuple[float, float], flag_line: float) -> Key:
    kinds = tuple(kind for kind in KINDS if kind in around.kind)
    largest = float(around.weight[1:].max()) if len(around.weight) > 1 else 1.0
    judged = pd.notna(row["me_share"])
    return Key(size[0] - WIDTH - MARGIN, size[1] - 92, DOT, largest, flag_line, judged, 1.0, kinds=kinds,
               posts_each=cloud.each if len(cloud.xy) else 0)  # fmt: skip


def _cloud(posts: pd.DataFrame, around: Around, frame: Frame) -> Cloud:
    """A dot for each post that names no one else (for several, where there are many), set out like sunflower seeds."""
    kinds = counted(posts)["kind"]
    number = [int((kinds == kind).sum()) for kind in ("self", "post")]
    each = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000, 10**6) if sum(number) <= MOST_DOTS * step)
    dots = [-(-n // each) for n in number]
    total = sum(dots)
    inner = float(around.look["reach"].iloc[0])
    end = CLOUD if len(around.kind) > FEW_NAMED else WIDE_CLOUD
    pitch = float(np.clip(np.sqrt(np.pi * (end**2 - (inner + 8) ** 2) / max(total, 1)), 3.0, 16.0))
    start = inner + 3 + pitch * 0.4
    k = np.arange(total)
    distance = np.sqrt(start**2 + (k + 0.5) * pitch**2 / np.pi)
    angle = k * np.pi * (3 - 5**0.5)
    xy = np.stack([np.sin(angle), np.cos(angle)], 1) * distance[:, None] + frame.centre
    fill = [KIND_COLOURS["self"]] * dots[0] + [KIND_COLOURS["post"]] * dots[1]
    return Cloud(xy, pitch * 0.36, fill, each, float(distance[-1]) + pitch if total else inner)


def ego_title(row: pd.Series) -> str:
    """`2 of 182 posts by @tom_gray were for someone else`."""
    who = handle(row["label"], row["network"], most=28)
    if pd.isna(row["posts"]) or not bool(row["observed"]):
        return f"Whom {who} names"
    posts, others = int(row["posts"]), int(row["posts_for_others"])
    if not posts:
        return f"No posts by {who} are counted"
    if posts == 1:
        return f"The only post by {who} was {'' if others else 'not '}for someone else"
    if others in (0, posts):
        which, were = ("All", "were") if others else ("None of", "was")
        return f"{which} {posts:,} posts by {who} {were} for someone else"
    return f"{others:,} of {posts:,} posts by {who} {'was' if others == 1 else 'were'} for someone else"


def ego_subtitle(row: pd.Series, given: Side) -> str:
    """The share with its interval, and how many people were named."""
    named = f"They named {words.count(len(given.ids), 'other person', 'other people')}"
    in_all = " in all" if len(given.ids) > 1 else ""
    named = "They named nobody else." if not given.ids else f"{named}, {words.times_(given.acts)}{in_all}."
    if pd.isna(row["third_person_share"]) or not bool(row["observed"]):
        return named
    low, high = (words.percent(float(row[f"third_person_share_{end}"]), sign=False) for end in ("low", "high"))
    share = words.percent(float(row["third_person_share"]))
    verdict = "" if pd.isna(row["verdict"]) else f"Verdict: {row['verdict']}. "
    return f"{share} for others, 95 % interval {low}–{high} %. {verdict}{named}"


def _around(graph: Drawable, people: pd.DataFrame, person: str, given: Side, most: int, flag_line: float) -> Around:
    """The person and those they name most, sorted by kind, then by how often."""
    top = min(len(given.ids), most - 1)
    order = sorted(range(top), key=lambda k: (KINDS.index(given.kind[k]), k))
    ids = [person, *(given.ids[k] for k in order)]
    weight = np.array([0.0, *(float(given.weight[k]) for k in order)])
    look = look_of(graph, people, ids).reset_index(drop=True)
    least = np.where(look["state"] == NAMED, 1.5, 3.6)
    radius = np.clip(DOT * np.sqrt(weight), least, 13.0)
    radius[0] = CENTRE
    reach = radius + np.where(look["ring"] > 0, ring_reach(radius), 0)
    fill = colours(look, flag_line)
    kind = tuple(given.kind[k] for k in order)
    shown = [
        fill[0],
        *(KIND_COLOURS[a] if s == NAMED else c for a, s, c in zip(kind, look["state"][1:], fill[1:], strict=True)),
    ]
    name = [handle(a, b, most=24) for a, b in zip(look["label"], look["network"], strict=True)]
    return Around(look.assign(name=name, radius=radius, reach=reach, colour=shown), weight, kind)


def _place(around: Around, frame: Frame, inside: float) -> tuple[Floats, list[Label]]:
    """A sector for each kind, the most named nearest the middle, each with the area that disc and label take."""
    reach = around.look["reach"].to_numpy(float)
    labels = _labels(around)
    area = (2 * reach + 2.5) ** 2
    for label in labels:
        area[label.owner] = max((label.width + 2 * reach[label.owner] + 8) * (label.height + 7), area[label.owner])
    inner = inside + (16 if len(reach) > FEW_NAMED else 34)
    outer = frame.size[1] / 2 - 6
    room = np.pi * (outer**2 - inner**2) * 0.97
    area *= min(room / max(area[1:].sum(), 1), 9.0)
    xy = _sectors(around, area, inner)
    xy = xy * np.array([WIDER, 1.0]) + frame.centre
    labels = beside(labels, xy, reach + 1, frame, away_from=frame.centre)
    reach = reach + 0.7
    reach[0] = inside
    xy = make_room(xy, reach, frame, label_boxes(labels), fixed=0)
    return xy, settled(labels, xy, reach, frame)


def _labels(around: Around) -> list[Label]:
    most_named = np.argsort(-around.weight, kind="stable")[:LABELLED]
    rows = [0, *sorted(int(k) for k in most_named if k)]
    size = 7.4 if len(rows) > FEW_NAMED else 9.0
    name = around.look["name"]
    others = [plain_label(around.look.iloc[k], k, f"{name[k]}  {around.weight[k]:,.0f}", size) for k in rows[1:]]
    return [plain_label(around.look.iloc[0], 0, str(name[0]), 8.6), *others]


def _sectors(around: Around, area: Floats, inner: float) -> Floats:
    """Places around the origin: each sector is as wide as its people need, filled outwards."""
    xy = np.zeros((len(around.weight), 2))
    kinds = np.array(["", *around.kind])
    total = max(area[1:].sum(), 1e-9)
    start = np.pi / 2
    for kind in KINDS:
        rows = np.flatnonzero(kinds == kind)
        if not len(rows):
            continue
        angle = 2 * np.pi * area[rows].sum() / total
        filled = np.cumsum(area[rows]) - area[rows] / 2
        distance = np.sqrt(inner**2 + 2 * filled / angle)
        turn = start - angle * ((0.5 + np.arange(len(rows)) * GOLDEN) % 1)
        xy[rows] = np.stack([np.cos(turn), np.sin(turn)], 1) * distance[:, None]
        start -= angle
    return xy


def _draw(axes: Axes, around: Around, xy: Floats, cloud: Cloud) -> None:
    look = around.look
    reach = look["reach"].to_numpy(float)
    if len(xy) > 1:
        start = np.repeat(xy[:1], len(xy) - 1, axis=0)
        wide = np.clip(0.9 * np.sqrt(around.weight[1:]), 0.5, 9.0)
        lines = ribbons(
            start, xy[1:], (np.full(len(wide), cloud.reach + 1), reach[1:] + 0.5), (wide, np.full(len(wide), 0.2)), 0.06
        )
        strength = np.clip(around.weight[1:] / max(around.weight.max(), 1) * 0.5 + 4 / np.sqrt(len(wide)), 0.05, 0.6)
        shapes(axes, lines, [to_rgba(KIND_COLOURS[k], a) for k, a in zip(around.kind, strength, strict=True)], order=2)
    discs(axes, cloud.xy, np.full(len(cloud.xy), cloud.radius), cloud.colours, order=4)
    draw_people(axes, look, xy)


def _write_words(
    axes: Axes, size: tuple[float, float], row: pd.Series, given: Side, about: Mapping[str, Any], drawn: int
) -> str:
    width, height = size
    title = ego_title(row)
    fit = min(21.0, 21.0 * (width - 2 * MARGIN) / max(text_width(title, 21, bold=True), 1))
    write(axes, (MARGIN, height - 42), title, fit, bold=True)
    write(axes, (MARGIN, height - 63), ego_subtitle(row, given), 10.2, colour=MUTED)
    shown = (
        f"{words.count(drawn, 'person', 'people')} drawn of {len(given.ids):,} named" if drawn < len(given.ids) else ""
    )
    first, second = words.network_foot(about, shown, __version__)
    write(axes, (MARGIN, 20), first, 7.2, colour=MUTED)
    write(
        axes,
        (MARGIN, 9),
        second.replace("Nearness suggests contact, not similarity.", "Nearer to the middle: named more often."),
        6.6,
        colour=PALE,
    )
    return title
