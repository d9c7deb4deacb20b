"""Make the two fonts in graphkit/fonts from the static Inter files of Debian's package fonts-inter.

    python docs/make_fonts.py FOLDER_WITH_INTER_OTF graphkit/fonts

Needs fontTools, which matplotlib brings along. The outlines become quadratic, because PDF viewers and
matplotlib's PDF writer embed those as text one can search; the family gets a name of its own, so that
an Inter of another version on the reader's machine is never picked instead.
"""

import sys
from pathlib import Path
from typing import Any

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable

FAMILY = "Inter Graphkit"
RANGES = [
    (0x20, 0x7E),  # Basic Latin
    (0xA0, 0x17F),  # Latin-1, Latin Extended-A
    (0x1A0, 0x1B0),  # the horned letters of Vietnamese
    (0x218, 0x21B),  # the comma letters of Romanian
    (0x2BC, 0x2BC),  # the apostrophe that is a letter
    (0x300, 0x304),  # the commonest combining marks
    (0x384, 0x3CE),  # Greek
    (0x400, 0x45F),  # Cyrillic
    (0x490, 0x4A3),  # Cyrillic of Ukrainian and Kazakh
    (0x4AE, 0x4B1),
    (0x4D8, 0x4E9),
    (0x1E80, 0x1E85),  # Welsh
    (0x1EA0, 0x1EF9),  # Vietnamese
    (0x2010, 0x2027),  # dashes, quotes, bullet, ellipsis
    (0x2030, 0x203A),  # per mille, primes, angle quotes
    (0x2044, 0x2044),  # fraction slash
    (0x2070, 0x209F),  # superscripts, subscripts
    (0x20AC, 0x20AC),  # euro
    (0x2116, 0x2122),  # numero, trade mark
    (0x2153, 0x2154),  # thirds
    (0x2190, 0x2199),  # arrows
    (0x2212, 0x2212),  # minus
    (0x2248, 0x2265),  # about, unequal, at most, at least
    (0x25A1, 0x25A1),  # the box that stands for what no font here can draw
]


def quadratic(font: TTFont) -> dict[str, Any]:
    """Every outline with quadratic curves, at most one unit in a thousand off."""
    glyphs, outlines = font.getGlyphSet(), {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, font["head"].unitsPerEm / 1000, reverse_direction=True))
        outlines[name] = pen.glyph()
    return outlines


def to_truetype(font: TTFont) -> None:
    """Replace the cubic outlines of an OpenType font by quadratic ones."""
    outlines = quadratic(font)
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = font.getGlyphOrder(), outlines
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for field in ("maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs",
                  "maxStackElements", "maxSizeOfInstructions", "maxComponentElements"):  # fmt: skip
        setattr(maxp, field, 1 if field == "maxZones" else 0)
    for field in ("maxPoints", "maxContours", "maxCompositePoints", "maxCompositeContours", "maxComponentDepth"):
        setattr(maxp, field, 0)
    font["post"].formatType, font["post"].extraNames, font["post"].mapping = 2.0, [], {}
    del font["CFF "]
    for table in ("VORG", "CFF2"):
        if table in font:
            del font[table]
    font.sfntVersion = "\000\001\000\000"


def rename(font: TTFont, weight: str) -> None:
    """Give the font its own family name; keep copyright and licence."""
    names = {1: FAMILY, 2: weight, 3: f"{FAMILY} {weight}", 4: f"{FAMILY} {weight}", 6: f"InterGraphkit-{weight}"}
    for record in list(font["name"].names):
        if record.nameID in (16, 17, 21, 22, 25):
            font["name"].removeNames(nameID=record.nameID)
    for name_id, text in names.items():
        font["name"].setName(text, name_id, 3, 1, 0x409)
        font["name"].setName(text, name_id, 1, 0, 0)


def subset(source: Path, target: Path, weight: str) -> None:
    """Keep the characters in RANGES, kerning and mark positions; drop the rest."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options()
    options.layout_features = ["kern", "mark", "mkmk"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.hinting, options.notdef_outline, options.glyph_names = False, True, False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    subsetter.subset(font)
    to_truetype(font)
    rename(font, weight)
    font.save(target)


if __name__ == "__main__":
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    for weight in ("Regular", "Bold"):
        subset(folder / f"Inter-{weight}.otf", out / f"Inter-{weight}.ttf", weight)
