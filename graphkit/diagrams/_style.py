"""How every picture looks: colours, fonts, the page in points, text that any name survives.

A page is one axes over the whole figure whose unit is the point (1/72 inch), so that radii, rings, labels
and their overlaps share one unit. Styles are set for the time of drawing only, never globally.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import as_file, files
from typing import Any, Literal, TypedDict, Unpack

from matplotlib import font_manager, rc_context, rcdefaults
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

from graphkit.diagrams._ramp import RAMP

INK, MUTED, PALE, FAINT, PAPER = "#20262B", "#5F6A74", "#87929B", "#CBD2D8", "#FFFFFF"
GIVEN, RETURNED, LOOP = "#7B8894", "#0E7C86", "#20262B"
FLAG_TEXT, FLAG_HALO = "#7A1033", "#F3CFD8"
HOLLOW_EDGE, ONLY_NAMED, NO_SCORE = "#A3AEB7", "#DFE4E8", "#B9C9D6"
BALANCE = "#2E6E8E"
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
FAMILY = "Inter Graphkit"
DRAWN_CHARACTERS = 40
KEPT_CHARACTERS = 500
RC: Any = {
    "font.family": [FAMILY, "DejaVu Sans"],
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
    _register_fonts()
    with rc_context():
        rcdefaults()
        with rc_context(RC):
            yield


@lru_cache(maxsize=1)
def _register_fonts() -> None:
    for weight in ("Regular", "Bold"):
        with as_file(files("graphkit") / "fonts" / f"Inter-{weight}.ttf") as path:
            font_manager.fontManager.addfont(str(path))


@lru_cache(maxsize=1)
def _drawable() -> frozenset[int]:
    """Code points that Inter or DejaVu has a glyph for."""
    _register_fonts()
    properties = (font_manager.FontProperties(family=name) for name in RC["font.family"])
    return frozenset().union(*(FT2Font(font_manager.findfont(p)).get_charmap() for p in properties))


def ramp(me_share: float) -> str:
    """The colour of a me-share between 0 and 1."""
    return RAMP[min(max(round(me_share * 255), 0), 255)]


def clean(text: object, *, most: int = DRAWN_CHARACTERS) -> str:
    """A name as it can be drawn: one line, no control characters, at most `most` characters.

    Characters that neither font has become one box; more than two marks on a letter are dropped.
    """
    kept: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", _without_surrogates(str(text)[:KEPT_CHARACTERS])):
        category = unicodedata.category(character)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if category in ("Cc", "Zl", "Zp", "Zs"):
            kept.append(" ")
        elif category[0] == "C" or marks > 2 or 0xFE00 <= ord(character) <= 0xFE0F:
            continue
        elif ord(character) in _drawable():
            kept.append(character)
        elif not kept or kept[-1] != "□":
            kept.append("□")
    return _shorten(" ".join("".join(kept).split()), most) or "(no name)"


def _without_surrogates(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")


def _shorten(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def handle(label: object, network: object, *, most: int = DRAWN_CHARACTERS) -> str:
    """A person's label as drawn, with @ on the networks that write it."""
    whole = clean(label, most=KEPT_CHARACTERS)
    text = _shorten(whole, most)
    return f"@{text}" if network in _AT_SIGN and _HANDLE.fullmatch(whole) else text


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
    """Write one line; `at` is where its baseline starts, is centred or ends."""
    drawn = axes.text(*at, text, fontsize=size, va="baseline")
    drawn.set(
        color=look.get("colour", INK),
        ha=look.get("align", "left"),
        fontweight="bold" if look.get("bold") else "normal",
        zorder=look.get("order", 10),
    )
    if look.get("halo"):
        drawn.set_path_effects([withStroke(linewidth=look["halo"], foreground=PAPER, alpha=0.92)])
    return drawn


def write_lines(
    axes: Axes, at: tuple[float, float], lines: Sequence[str], size: float, *, colour: str = MUTED, pitch: float = 1.32
) -> float:
    """Write lines below one another, the first baseline at `at`; the y of the next baseline."""
    for k, line in enumerate(lines):
        write(axes, (at[0], at[1] - k * size * pitch), line, size, colour=colour)
    return at[1] - len(lines) * size * pitch


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line is, in points."""
    weight = "bold" if bold else "normal"
    properties = font_manager.FontProperties(family=RC["font.family"], weight=weight, size=size)
    return float(text_to_path.get_text_width_height_descent(text, properties, False)[0])


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
