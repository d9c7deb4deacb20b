"""The legend: real marks at real sizes, drawn by the same functions as the picture."""

from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from graphkit.diagrams._crowd import HOLE
from graphkit.diagrams._looks import FEW, FLAGGED, LARGEST, NAMED, UNJUDGED, UNSURE, disc_radius
from graphkit.diagrams._marks import boxes, discs, ribbons, rings, shapes
from graphkit.diagrams._style import (
    BALANCE,
    FLAG_HALO,
    GIVEN,
    HOLLOW_EDGE,
    INK,
    KIND_COLOURS,
    MUTED,
    NO_SCORE,
    ONLY_NAMED,
    PAPER,
    RETURNED,
    ramp,
    write,
    write_lines,
)

WIDTH = 196.0
SAMPLE = "#DDE3E8"
INTERVAL, BAND = to_rgb(INK), to_rgb(BALANCE)


@dataclass(frozen=True)
class Key:
    """What a legend has to explain."""

    left: float
    top: float
    scale: float
    """Points of radius for √1 of what the area stands for."""
    largest: float
    """The largest amount drawn."""
    flag_line: float
    has_posts: bool
    thickness: float
    """Width of a line for one act."""
    states: frozenset[str] = frozenset()
    """The states of the people drawn (`_looks`): only these are explained."""
    kinds: tuple[str, ...] = ()
    """Kinds of naming that have colours of their own (the ego picture)."""
    has_ring: bool = True
    """Whether anybody drawn has a ring."""
    posts_each: int = 0
    """Posts that one dot of the inner cloud stands for; 0 where there is no cloud."""


def draw_legend(axes: Axes, key: Key) -> None:
    """Colour, ring, size, lines; from `top` downwards."""
    top = key.top
    if key.has_posts:
        top = colour_part(axes, key, top)
    top = _ring(axes, key, top)
    top = _size(axes, key, top)
    top = states_part(axes, key, top)
    _lines(axes, key, top)


def head(axes: Axes, key: Key, top: float, title: str, *notes: str) -> float:
    """A heading of the legend and the lines below it; where the next mark stands."""
    write(axes, (key.left, top - 8.6), title, 8.8, bold=True)
    return write_lines(axes, (key.left, top - 21), notes, 7.2)


def colour_part(axes: Axes, key: Key, top: float) -> float:
    """The ramp of me-share with its two lines; where the next part starts."""
    y = head(axes, key, top, "Colour: me-share", "share of a person’s posts that name no one else") - 4
    step = np.linspace(0, 1, 128, endpoint=False)
    strip = boxes(key.left + step * WIDTH, np.full(128, y - 8), np.full(128, WIDTH / 128 + 0.3), np.full(128, 12.0))
    shapes(axes, strip, [ramp(v) for v in step + 0.004], order=4)
    flag = (key.flag_line, f"{key.flag_line * 100:.0f} %", ("flagged", "beyond"))
    for value, text, note in ((0.0, "0 %", ()), (1 / 3, "⅓", ("two ears,", "one mouth")), flag):
        x = key.left + value * WIDTH
        if note:
            shapes(axes, boxes(*(np.array([v]) for v in (x - 0.4, y - 11.0, 0.8, 15.0))), INK, order=5)
        write(axes, (x, y - 19), text, 6.8, align="center" if value else "left")
        for k, line in enumerate(note):
            write(axes, (x, y - 27.5 - 7.4 * k), line, 6.2, colour=MUTED, align="center")
    return y - 56


def _ring(axes: Axes, key: Key, top: float) -> float:
    y = head(axes, key, top, "Ring: naming themselves", "share of their mentions, replies, retweets that go",
              "to their own account; drawn from 20 %") - 12  # fmt: skip
    ratio = np.array([0.25, 0.5, 1.0])
    xy = np.stack([key.left + np.array([14.0, 66.0, 118.0]), np.full(3, y - 4)], 1)
    radius = np.full(3, 8.0)
    discs(axes, xy, radius, SAMPLE)
    rings(axes, xy, radius, ratio)
    for (x, _), value in zip(xy, ratio, strict=True):
        write(axes, (x, y - 26), f"{value * 100:.0f} %", 6.8, align="center")
    return y - 48


def _size(axes: Axes, key: Key, top: float) -> float:
    what = "posts in this export" if key.has_posts else "acts sent in this export"
    y = head(axes, key, top, f"Size: {what}") + 4
    steps = np.array([v * 10.0**e for e in range(7) for v in (1, 2, 5)])
    amounts = steps[steps <= max(key.largest, 1)][-5::2]
    radius = disc_radius(amounts, key.scale)
    tallest = float(radius[-1])
    x = key.left + 2 + np.cumsum(radius * 2 + 20) - radius - 20
    discs(axes, np.stack([x, y - tallest * 2 + radius], 1), radius, SAMPLE, outline=(MUTED, 0.5))
    for at, amount, r in zip(x, amounts, radius, strict=True):
        more = "+" if r >= LARGEST else ""
        write(axes, (at, y - tallest * 2 - 10), f"{amount:,.0f}{more}", 6.8, align="center")
    return y - tallest * 2 - 20


def states_part(axes: Axes, key: Key, top: float) -> float:
    """The states of people that are drawn, each with its disc."""
    rows = (
        (FLAGGED, ramp(1.0), PAPER, "flagged: the whole interval beyond the line"),
        (UNSURE, ramp(key.flag_line), PAPER, "undecided: the share is, its interval is not"),
        (FEW, PAPER, HOLLOW_EDGE, "too few posts to judge"),
        (UNJUDGED, NO_SCORE, PAPER, "no verdict: see the table for why"),
        (NAMED, ONLY_NAMED, PAPER, "only named by others, wrote nothing here"),
    )
    y = top - 2
    for state, fill, edge, text in rows:
        if state in key.states:
            at, radius = np.array([[key.left + 6, y]]), np.array([3.8])
            if state == FLAGGED:
                discs(axes, at, radius + 2.2, FLAG_HALO, order=4)
            discs(axes, at, radius, fill, outline=(edge, 0.7))
            if state == UNSURE:
                discs(axes, at, radius * HOLE, PAPER, order=6)
            write(axes, (key.left + 16, y - 2.6), text, 7.2, colour=MUTED)
            y -= 13.5
    return y - 14


def _lines(axes: Axes, key: Key, top: float) -> None:
    y = head(axes, key, top, "Lines: who names whom") - 2
    _line(axes, key, y, (6 * key.thickness, 0.25), 0.13, GIVEN)
    write_lines(axes, (key.left + 92, y + 2), ("one way: from the thick", "end to the thin end"), 7.2)
    _line(axes, key, y - 27, (3.4 * key.thickness, 3.4 * key.thickness), 0.0, RETURNED)
    write(axes, (key.left + 92, y - 29.6), "both ways: returned", 7.2, colour=RETURNED)
    write_lines(axes, (key.left, y - 50), ("thicker: more mentions, replies, retweets",), 7.2)


def _line(axes: Axes, key: Key, y: float, width: tuple[float, float], bend: float, colour: str) -> None:
    ends = np.array([[key.left + 6, y]]), np.array([[key.left + 78, y]])
    four = np.array([4.0])
    for end in ends:
        discs(axes, end, four, SAMPLE, outline=(MUTED, 0.5))
    shapes(axes, ribbons(*ends, (four, four), (np.array([width[0]]), np.array([width[1]])), bend), colour, order=4)


KIND_WORDS = {"reply": "answers", "retweet": "retweets", "quote": "quotes", "mention": "mentions"}


def draw_ego_legend(axes: Axes, key: Key) -> None:
    """Colour and ring of the one in the middle; kinds and sizes of what is around."""
    top = key.top
    if key.has_posts:
        top = colour_part(axes, key, top)
    if key.has_ring:
        top = _ring(axes, key, top)
    if key.posts_each:
        top = _cloud(axes, key, top)
    if key.kinds:
        top = _kinds(axes, key, top)
        top = states_part(axes, replace(key, states=key.states - {NAMED}), top + 10) if key.states - {NAMED} else top
        _times_named(axes, key, top)


def _cloud(axes: Axes, key: Key, top: float) -> float:
    each = "a dot is one post" if key.posts_each == 1 else f"a dot is {key.posts_each:,} posts"
    y = head(axes, key, top, "Close by: posts that name no one else", each) - 6
    for kind, text in (("self", "names only themselves"), ("post", "names nobody")):
        discs(axes, np.array([[key.left + 6, y]]), np.array([3.6]), KIND_COLOURS[kind], order=5)
        write(axes, (key.left + 16, y - 2.6), text, 7.2, colour=MUTED)
        y -= 13
    return y - 14


def _kinds(axes: Axes, key: Key, top: float) -> float:
    scored = "lines, and discs of who is only named, by what", "they mostly did; other discs: their own me-share"
    notes = scored if key.states - {NAMED} else ("coloured by what they mostly did",)
    y = head(axes, key, top, "Further out: whom they name", *notes) - 6
    for kind in key.kinds:
        discs(axes, np.array([[key.left + 6, y]]), np.array([4.2]), KIND_COLOURS[kind], order=5)
        write(axes, (key.left + 16, y - 2.6), KIND_WORDS[kind], 7.2, colour=MUTED)
        y -= 13
    return y - 14


def _times_named(axes: Axes, key: Key, top: float) -> None:
    y = head(axes, key, top, "Size, thickness: how often", "nearer to the middle: more often") + 2
    amounts = [v for v in (1.0, 5.0, 10.0, 100.0, 1000.0) if v <= max(key.largest, 1)]
    radius = np.clip(key.scale * np.sqrt(amounts), 1.5 * key.scale, 13.0)
    x = key.left + 8 + 40.0 * np.arange(len(amounts))
    discs(axes, np.stack([x, y - 2 * radius[-1] + radius], 1), radius, SAMPLE, outline=(MUTED, 0.5))
    for at, amount in zip(x, amounts, strict=True):
        write(axes, (at, y - 2 * radius[-1] - 10), f"{amount:,.0f}", 6.8, align="center")


def draw_timeline_legend(axes: Axes, key: Key, *, by: str, change: bool, least: float) -> None:
    """Height, interval, colour, size and the change of a timeline; `least` is the radius of the smallest disc."""
    top = colour_part(axes, key, key.top) if key.has_posts else key.top
    y = head(axes, key, top, f"A disc is a {by}", "height: share of posts for others") - 14
    at, radius = np.array([[key.left + 6, y]]), np.array([4.2])
    shapes(axes, boxes(at[:, 0] - 1.6, at[:, 1] - 14, np.array([3.2]), np.array([28.0])), (*INTERVAL, 0.28), order=4)
    discs(axes, at, radius, ramp(0.4) if key.has_posts else NO_SCORE, outline=(PAPER, 0.7))
    write(axes, (key.left + 18, y - 2.6), "with its 95 % interval", 7.2, colour=MUTED)
    y -= 26
    if FEW in key.states:
        discs(axes, np.array([[key.left + 6, y]]), radius, PAPER, outline=(HOLLOW_EDGE, 0.7))
        write(axes, (key.left + 18, y - 2.6), "too few posts: interval wider than ⅓", 7.2, colour=MUTED)
        y -= 14
    if "empty" in key.states:
        write(axes, (key.left + 18, y - 2.6), "no disc: no posts", 7.2, colour=MUTED)
        y -= 14
    y = _posts_a_disc(axes, key, y - 12, by, least)
    if change:
        _change(axes, key, y)


def _posts_a_disc(axes: Axes, key: Key, top: float, by: str, least: float) -> float:
    y = head(axes, key, top, f"Size: posts in the {by}") + 4
    steps = np.array([v * 10.0**e for e in range(7) for v in (1, 2, 5)])
    amounts = steps[steps <= max(key.largest, 1)][-5::2]
    amounts = amounts[(key.scale * np.sqrt(amounts) > least) | (amounts == amounts[-1])]
    radius = np.maximum(key.scale * np.sqrt(amounts), least)
    x = key.left + 8 + 44.0 * np.arange(len(amounts))
    discs(axes, np.stack([x, y - radius[-1] * 2 + radius], 1), radius, SAMPLE, outline=(MUTED, 0.5))
    for at, amount in zip(x, amounts, strict=True):
        write(axes, (at, y - radius[-1] * 2 - 10), f"{amount:,.0f}", 6.8, align="center")
    return float(y - radius[-1] * 2 - 28)


def _change(axes: Axes, key: Key, top: float) -> None:
    y = head(axes, key, top, "The change") - 4
    one = np.array([1.0])
    shapes(axes, boxes(one * key.left, one * (y - 12), one * 12, one * 22), (*BAND, 0.16), order=3)
    shapes(axes, boxes(one * (key.left + 6.4), one * (y - 12), one * 1.2, one * 22), INK, order=4)
    write_lines(
        axes, (key.left + 20, y + 3), ("most likely date, and the band", "it lies in with 95 % probability"), 7.2
    )
    shapes(axes, boxes(one * key.left, one * (y - 27), one * 12, one * 1.4), (*INTERVAL, 0.55), order=4)
    write(axes, (key.left + 20, y - 29), "share before, share after", 7.2, colour=MUTED)
    write_lines(
        axes, (key.left, y - 46), ("one change against none: a slow drift,", "or several changes, look like one"), 7.2
    )
