"""How every picture looks: colours, fonts, the page in points, text that any name survives.

A page is one axes over the whole figure whose unit is the point (1/72 inch), so that radii, rings, labels
and their overlaps share one unit. Styles are set for the time of drawing only, never globally.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Literal, TypedDict, Unpack

from matplotlib import font_manager, rc_context, rcdefaults
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.patheffects import Normal, withStroke
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

from graphkit.diagrams._fonts import (
    AS_EMOJI,
    BLACK_FLAG,
    END_ISOLATE,
    ISOLATE,
    JOINERS,
    PLAIN,
    drawable,
    families,
    is_tag,
    is_unseen,
    register_plain,
)
from graphkit.diagrams._ramp import RAMP

INK, MUTED, PALE, FAINT, PAPER = "#20262B", "#5F6A74", "#87929B", "#CBD2D8", "#FFFFFF"
GIVEN, RETURNED, LOOP = "#7B8894", "#0E7C86", "#20262B"
FLAG_TEXT, FLAG_HALO = "#7A1033", "#F3CFD8"
HOLLOW_EDGE, ONLY_NAMED, NO_SCORE = "#A3AEB7", "#DFE4E8", "#B9C9D6"
BALANCE = "#2E6E8E"
CALM = 0.8
"""Opacity of the ramp on those who are not flagged: the eye goes to the flagged first."""
KIND_COLOURS = {
    "retweet": "#0B5563",
    "quote": "#3E929B",
    "mention": "#7CC4BE",
    "reply": "#3F7FC1",
    "self": "#9C1546",
    "post": "#E7B9C3",
}
COLOURS = (
    INK, MUTED, PALE, FAINT, GIVEN, RETURNED, FLAG_TEXT, FLAG_HALO, HOLLOW_EDGE, ONLY_NAMED, NO_SCORE, BALANCE,
    *KIND_COLOURS.values(),
)  # fmt: skip
"""Every colour that pictures are made of, but the ramp."""
DRAWN_CHARACTERS = 40
KEPT_CHARACTERS = 500
FIRST_JOINED = "\u0600"
"""Invisible joiners mean something from here on: in Arabic, Indic scripts and emoji, not in Latin."""
WIDE = (
    ("\u1100", "\u115f"),
    ("\u2e80", "\ua4cf"),
    ("\uac00", "\ud7a3"),
    ("\uf900", "\ufaff"),
    ("\uff01", "\uff60"),
    ("\U0001f000", "\U0003ffff"),
)
"""Characters as wide as two letters. Python's own table differs from version to version."""
RC: Any = {
    "font.family": [*PLAIN],
    "text.parse_math": False,
    "text.usetex": False,
    "text.hinting": "no_hinting",
    "path.simplify": False,
    "path.snap": False,
    "svg.hashsalt": "graphkit",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "savefig.bbox": None,
    "savefig.facecolor": PAPER,
}
Align = Literal["left", "center", "right"]
_AT_SIGN = frozenset({"twitter", "mastodon", "bluesky", "threads", "instagram", "tiktok"})
_HANDLE = re.compile(r"\w[\w.\-]*(@[\w.\-]+)?", re.ASCII)


@contextmanager
def drawing() -> Iterator[None]:
    """Our settings and fonts while a picture is built or saved; the user's own are back afterwards."""
    register_plain()
    with rc_context():
        rcdefaults()
        with rc_context(RC):
            yield


def ramp(me_share: float) -> str:
    """The colour of a me-share between 0 and 1."""
    return RAMP[min(max(round(me_share * 255), 0), 255)]


@lru_cache(maxsize=256)
def calmed(colour: str) -> str:
    """A colour of the ramp as it looks, on paper, on people who are not flagged."""
    red, green, blue = (CALM * part + 1 - CALM for part in to_rgb(colour))
    return to_hex((red, green, blue))


def clean(text: object, *, most: int = DRAWN_CHARACTERS) -> str:
    """A name as it can be drawn: one line, no control characters, at most `most` letters wide (Han count twice).

    Characters that no font here has become one box; marks do not pile up on a letter. A name with letters that run
    from right to left is set apart from the words around it by two characters that are not seen.
    """
    return _isolated(_shorten(_one_line(text), most) or "(no name)")


def _one_line(text: object) -> str:
    kept: list[str] = []
    marks, given = 0, str(text)[:KEPT_CHARACTERS]
    if given.isascii() and given.isprintable():
        return " ".join(given.split())
    for character in unicodedata.normalize("NFC", _without_surrogates(given)):
        before = kept[-1] if kept else " "
        drawn = _as_drawn(character, before)
        if unicodedata.category(character) in ("Mn", "Me"):
            marks += 1
            drawn = "" if character == before or marks > _most_marks(character) else drawn
        elif _columns(drawn or JOINERS[0]):
            marks = 0
        kept.extend(drawn)
    return " ".join("".join(kept).split()).strip(JOINERS)


def _as_drawn(character: str, before: str) -> str:
    """A character as it stands after the one before it: itself, a space, the box, or nothing."""
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    if character in JOINERS:
        return character if before >= FIRST_JOINED and before not in JOINERS else ""
    if is_tag(character):
        return character if before == BLACK_FLAG or is_tag(before) else ""
    if character == AS_EMOJI:
        return character if before != " " else ""
    if category in ("Cf", "Cs") or "\ufe00" <= character < AS_EMOJI or character >= "\U000e0000":
        return ""
    return character if drawable(character) else "□" if before != "□" else ""


def _most_marks(character: str) -> int:
    """How many marks a letter keeps: two accents; scripts whose vowels are marks need four."""
    return 2 if unicodedata.name(character, "").startswith("COMBINING") else 4


def _without_surrogates(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")


def _columns(character: str) -> int:
    """How many letters wide a character is, about."""
    if is_unseen(character) or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if any(first <= character <= last for first, last in WIDE) else 1


def _shorten(text: str, most: int) -> str:
    if len(text) * (1 if text.isascii() else 2) <= most or sum(map(_columns, text)) <= most:
        return text
    room, end = most - 1, 0
    while _columns(text[end]) <= room:
        room -= _columns(text[end])
        end += 1
    while end and (not _columns(text[end]) or text[end - 1] in JOINERS):
        end -= 1
    return text[:end].rstrip() + "…"


def _isolated(text: str) -> str:
    """Right-to-left letters keep their order to themselves: the words and numbers after them stay where they are."""
    if text.isascii():
        return text
    backwards = any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)
    return f"{ISOLATE}{text}{END_ISOLATE}" if backwards else text


def handle(label: object, network: object, *, most: int = DRAWN_CHARACTERS) -> str:
    """A person's label as drawn, with @ on the networks that write it."""
    whole = _one_line(label)
    text = _shorten(whole, most) or "(no name)"
    return f"@{text}" if network in _AT_SIGN and _HANDLE.fullmatch(whole) else _isolated(text)


def fitted(name: str, width: float, size: float, *, bold: bool = False) -> str:
    """A name that `clean` or `handle` gave, cut to at most `width` points where it is wider."""
    text, most = name.strip(ISOLATE + END_ISOLATE), sum(map(_columns, name))
    while text_width(_isolated(text), size, bold=bold) > width and most > 4:
        most -= 1
        text = _shorten(text, most)
    return _isolated(text)


def page(figure: Figure) -> tuple[Axes, float, float]:
    """One empty axes over the whole figure with the point as unit; its width and height."""
    width, height = (float(v) * 72 for v in figure.get_size_inches())
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.set_axis_off()
    figure.set_facecolor(PAPER)
    return axes, width, height


class Look(TypedDict, total=False):
    """How a line of text looks: defaults are plain, ink, to the right of its place, without a halo."""

    bold: bool
    colour: str
    align: Align
    halo: float
    order: float


def write(axes: Axes, at: tuple[float, float], text: str, size: float, **look: Unpack[Look]) -> Text:
    """Write one line; `at` is where its baseline starts, is centred or ends.

    A line with unseen characters is drawn as outlines: matplotlib's PDF would give each the width of a space.
    """
    drawn = axes.text(*at, text, fontsize=size, va="baseline")
    drawn.set(
        color=look.get("colour", INK),
        ha=look.get("align", "left"),
        fontweight="bold" if look.get("bold") else "normal",
        fontfamily=families(text),
        zorder=look.get("order", 10),
    )
    if look.get("halo"):
        drawn.set_path_effects([withStroke(linewidth=look["halo"], foreground=PAPER, alpha=0.92)])
    elif any(map(is_unseen, text)):
        drawn.set_path_effects([Normal()])
    return drawn


def write_lines(
    axes: Axes, at: tuple[float, float], lines: Sequence[str], size: float, *, colour: str = MUTED, pitch: float = 1.32
) -> float:
    """Write lines below one another, the first baseline at `at`; the y of the next baseline."""
    for k, line in enumerate(lines):
        write(axes, (at[0], at[1] - k * size * pitch), line, size, colour=colour)
    return at[1] - len(lines) * size * pitch


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line is, in points."""
    return _measured_width(text, bold=bold) * (size / text_to_path.FONT_SCALE)


@lru_cache(maxsize=4096)
def _measured_width(text: str, *, bold: bool) -> float:
    """How wide a line is in the size in which matplotlib measures; in another it is as many times wider."""
    weight = "bold" if bold else "normal"
    properties = font_manager.FontProperties(family=families(text), weight=weight, size=text_to_path.FONT_SCALE)
    return float(text_to_path.get_text_width_height_descent(text, properties, False)[0])


def fitting(text: str, size: float, width: float, *, bold: bool = False) -> float:
    """The size at which a line is at most `width` points wide: its own, or smaller."""
    return min(size, size * width / max(text_width(text, size, bold=bold), 1e-9))


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines that are at most `width` points wide."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size, bold=bold) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
