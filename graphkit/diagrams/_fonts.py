"""Which font draws which character: Inter, DejaVu, then fonts of other scripts that are opened when a name needs them.

Only fonts that come with graphkit and matplotlib are used, so that a picture is the same on every machine.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from importlib.resources import as_file, files

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

PLAIN = ("Inter Graphkit", "DejaVu Sans")
EMOJI = "Emoji"
OTHERS = (
    EMOJI, "Han", "Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Oriya", "Tamil", "Telugu", "Kannada", "Malayalam",
    "Sinhala", "Thai", "Lao", "Myanmar", "Khmer", "Ethiopic", "Thaana", "Signs",
)  # fmt: skip
"""Files in graphkit/fonts, each the family `Graphkit NAME`; the first that has a character draws it."""
JOINERS = "\u200c\u200d"
AS_EMOJI = "\ufe0f"
BLACK_FLAG = "\U0001f3f4"
ISOLATE, END_ISOLATE = "\u2068", "\u2069"


@lru_cache(maxsize=1)
def register_plain() -> None:
    """Make Inter known to matplotlib, which brings DejaVu."""
    for weight in ("Regular", "Bold"):
        _register(f"Inter-{weight}")


@lru_cache(maxsize=64)
def _register(name: str) -> None:
    with as_file(files("graphkit") / "fonts" / f"{name}.ttf") as path:
        font_manager.fontManager.addfont(str(path))


@lru_cache(maxsize=64)
def _in_both_weights(name: str) -> None:
    """The fonts of other scripts are in one weight; bold text uses it too, and matplotlib shall not complain."""
    _register(name)
    fonts = font_manager.fontManager.ttflist
    fonts.append(replace(fonts[-1], weight=700))


@lru_cache(maxsize=1)
def plain() -> frozenset[int]:
    """Code points that Inter or DejaVu has a glyph for."""
    register_plain()
    properties = (font_manager.FontProperties(family=name) for name in PLAIN)
    return frozenset().union(*(FT2Font(font_manager.findfont(p)).get_charmap() for p in properties))


@lru_cache(maxsize=64)
def _charmap(name: str) -> frozenset[int]:
    with as_file(files("graphkit") / "fonts" / f"{name}.ttf") as path:
        return frozenset(FT2Font(str(path)).get_charmap())


@lru_cache(maxsize=4096)
def _home(character: str) -> str | None:
    """Which of `OTHERS` has a character; None where none has."""
    return next((name for name in OTHERS if ord(character) in _charmap(name)), None)


def drawable(character: str) -> bool:
    """Whether some font here has a glyph for a character."""
    return ord(character) in plain() or _home(character) is not None


def is_tag(character: str) -> bool:
    """Whether it is an invisible letter of a flag such as Wales's."""
    return 0xE0020 <= ord(character) <= 0xE007F


def is_unseen(character: str) -> bool:
    """Whether it only says how its neighbours are drawn."""
    return character in (ISOLATE, END_ISOLATE, AS_EMOJI, *JOINERS) or is_tag(character)


@lru_cache(maxsize=4096)
def families(text: str) -> tuple[str, ...]:
    """The font families that draw a line of text, in the order in which they are asked.

    Where the text has emoji, their font is asked before DejaVu, which has some faces and hearts of another make.
    """
    if text.isascii():
        return PLAIN
    missing = [c for c in text if ord(c) not in plain() and not is_unseen(c)]
    homes = {_home(c) for c in missing}
    if AS_EMOJI in text or any(c >= "\U0001f000" for c in text):
        homes.add(EMOJI)
    return _ordered(name for name in OTHERS if name in homes)


def _ordered(others: Iterable[str]) -> tuple[str, ...]:
    names = list(others)
    for name in names:
        _in_both_weights(name)
    first = [f"Graphkit {EMOJI}"] if EMOJI in names else []
    return (PLAIN[0], *first, PLAIN[1], *(f"Graphkit {name}" for name in names if name != EMOJI))
