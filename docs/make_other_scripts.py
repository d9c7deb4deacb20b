"""Make the fonts in graphkit/fonts that draw what Inter and DejaVu cannot: Han, Hangul, Indic scripts, emoji.

    python docs/make_other_scripts.py FOLDER_OF_FONTS graphkit/fonts

Needs fontTools, which matplotlib brings along, and anywhere below the folder the fonts of Debian's packages
fonts-noto-cjk and fonts-noto-core and the file NotoEmoji_700Bold.ttf of the npm package @expo-google-fonts/noto-emoji.
Same sources, same bytes. `Han` and `Signs` are outlines picked one by one; the others are subsets that keep their
shaping rules, because Indic letters and emoji sequences are made of several characters. No font is hinted, and each
has a name of its own, so that no font of the reader's machine is ever picked instead. Why: docs/decisions/0020.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

FINE, COARSE = 512, 256
"""Units per em. At 25 points, the largest letters of a picture, a coarse unit is a tenth of a point."""
MADE = 3_786_912_000
"""The date in the picked fonts, in seconds since 1904: 1 January 2024, whenever they are made."""
SCRIPTS = {
    "Devanagari": (0x900, 0x97F),
    "Bengali": (0x980, 0x9FF),
    "Gurmukhi": (0xA00, 0xA7F),
    "Gujarati": (0xA80, 0xAFF),
    "Oriya": (0xB00, 0xB7F),
    "Tamil": (0xB80, 0xBFF),
    "Telugu": (0xC00, 0xC7F),
    "Kannada": (0xC80, 0xCFF),
    "Malayalam": (0xD00, 0xD7F),
    "Sinhala": (0xD80, 0xDFF),
    "Thai": (0xE00, 0xE7F),
    "Lao": (0xE80, 0xEFF),
    "Myanmar": (0x1000, 0x109F),
    "Ethiopic": (0x1200, 0x137F),
    "Khmer": (0x1780, 0x17FF),
    "Thaana": (0x780, 0x7BF),
}
JOINERS = (0x200C, 0x200D, 0x25CC, 0x964, 0x965)
SIGNS = {
    "NotoSansMath-Regular": [(0x1D400, 0x1D7FF)],
    "NotoSansSymbols-Regular": [(0x1F100, 0x1F16C), (0x1F170, 0x1F189)],
    "NotoSansArabic-Regular": [(0xFDFA, 0xFDFD)],
    "NotoSansJavanese-Regular": [(0xA9C1, 0xA9C2)],
    "NotoSerifTibetan-Regular": [(0xF04, 0xF05), (0xF3A, 0xF3D)],
}
"""Letters and ornaments that people decorate names with."""
NAME_HAN = "塡剝頰𠮟髙﨑𠮷濵珺祎翀赟燊堃喆龑彧镕焜昪翃琎玙璠芃頔頠甯祐禎"
"""Han that names have and the lists of the four national standards have not."""


def standard(codec: str, first: int, last: int) -> set[int]:
    """The characters in rows `first` to `last` of a national standard of 94 by 94 places."""
    places = (bytes([0xA0 + row, 0xA0 + place]) for row in range(first, last + 1) for place in range(1, 95))
    return {ord(text) for place in places if len(text := place.decode(codec, "ignore")) == 1}


def common_traditional() -> set[int]:
    """The 5,401 characters of level 1 of Big5."""
    trail = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    places = (bytes([lead, low]) for lead in range(0xA4, 0xC7) for low in trail if (lead, low) <= (0xC6, 0x7E))
    return {ord(text) for place in places if len(text := place.decode("big5", "ignore")) == 1}


def han() -> dict[int, int]:
    """Each character of the font for East Asia, and which face of the collection draws it: 0 JP, 1 KR, 2 SC, 3 TC."""
    faces = dict.fromkeys(common_traditional(), 3)
    faces |= dict.fromkeys(standard("gb2312", 16, 87), 2)
    faces |= dict.fromkeys(standard("euc_kr", 16, 40), 1)
    faces |= dict.fromkeys(standard("euc_jp", 16, 84) | {ord(c) for c in NAME_HAN}, 0)
    faces |= dict.fromkeys([*range(0x3000, 0x3100), *range(0x31F0, 0x3200), *range(0xFF01, 0xFFEF)], 0)
    return faces | dict.fromkeys(range(0x3131, 0x318F), 1)


def picked(name: str, sources: Iterable[tuple[TTFont, Iterable[int]]]) -> TTFont:
    """A font of the outlines of these characters, each from the first source that has it, without shaping rules."""
    glyphs, widths = {".notdef": TTGlyphPen(None).glyph()}, {".notdef": COARSE}
    owners = []
    for font, codes in sources:
        outlines, cmap, scale = font.getGlyphSet(), font.getBestCmap(), COARSE / font["head"].unitsPerEm
        owners.append(copyright_of(font))
        for code in codes:
            if code not in cmap or f"u{code:05X}" in glyphs:
                continue
            whole, pen = DecomposingRecordingPen(outlines), TTGlyphPen(None)
            outlines[cmap[code]].draw(whole)
            to_quadratic = Cu2QuPen(pen, 1.0, reverse_direction="CFF " in font)
            whole.replay(TransformPen(to_quadratic, (scale, 0, 0, scale, 0, 0)))
            glyphs[f"u{code:05X}"], widths[f"u{code:05X}"] = pen.glyph(), round(outlines[cmap[code]].width * scale)
    return built(name, {n: glyphs[n] for n in sorted(glyphs)}, widths, "; ".join(dict.fromkeys(owners)))


def built(name: str, glyphs: dict, widths: dict, owner: str) -> TTFont:
    """A TrueType font of these glyphs."""
    builder = FontBuilder(COARSE, isTTF=True)
    builder.setupGlyphOrder(list(glyphs))
    builder.setupCharacterMap({int(n[1:], 16): n for n in glyphs if n != ".notdef"})
    builder.setupGlyf(glyphs)
    left = {n: getattr(builder.font["glyf"][n], "xMin", 0) for n in glyphs}
    builder.setupHorizontalMetrics({n: (widths[n], left[n]) for n in glyphs})
    builder.setupHorizontalHeader(ascent=round(0.88 * COARSE), descent=-round(0.12 * COARSE))
    builder.setupNameTable({"copyright": owner, "licenseDescription": LICENCE, "licenseInfoURL": ADDRESS})
    builder.setupOS2()
    builder.setupPost(keepGlyphNames=False)
    builder.font["head"].created = builder.font["head"].modified = MADE
    named(builder.font, name)
    return builder.font


def shaped(name: str, source: Path, codes: set[int] | None, units: int) -> TTFont:
    """A subset that keeps its shaping rules; all characters where `codes` is None."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options()
    options.layout_features = ["*"] if units == FINE else ["ccmp", "liga", "rlig"]
    options.name_IDs = [0, 13, 14]
    options.hinting, options.glyph_names, options.drop_tables = False, False, [*options.drop_tables, "STAT", "meta"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes or set(font.getBestCmap()))
    subsetter.subset(font)
    scale_upem(font, units)
    named(font, name)
    return font


def copyright_of(font: TTFont) -> str:
    """Whose the font is, in its own words."""
    return str(font["name"].getDebugName(0))


def named(font: TTFont, name: str) -> None:
    """Give the font a family of its own, in the regular weight; keep copyright and licence."""
    table = font["name"]
    table.names = [r for r in table.names if r.nameID in (0, 13, 14) and r.platformID == 3]
    family = f"Graphkit {name}"
    for name_id, text in {1: family, 2: "Regular", 3: family, 4: family, 6: f"Graphkit{name}-Regular"}.items():
        table.setName(text, name_id, 3, 1, 0x409)
    font["OS/2"].usWeightClass, font["OS/2"].fsSelection, font["head"].macStyle = 400, 0x40, 0


LICENCE = "This Font Software is licensed under the SIL Open Font License, Version 1.1."
ADDRESS = "https://openfontlicense.org"


def make(folder: Path, out: Path) -> None:
    """Write all the fonts."""

    def find(name: str) -> Path:
        return next(iter(sorted(folder.rglob(name))))

    faces = han()
    collection = find("NotoSansCJK-Regular.ttc")
    parts = [(TTFont(collection, fontNumber=k), sorted(c for c in faces if faces[c] == k)) for k in range(4)]
    picked("Han", parts).save(out / "Han.ttf")
    signs = [(TTFont(find(f"{n}.ttf")), [c for a, b in ranges for c in range(a, b + 1)]) for n, ranges in SIGNS.items()]
    picked("Signs", signs).save(out / "Signs.ttf")
    shaped("Emoji", find("NotoEmoji_700Bold.ttf"), None, COARSE).save(out / "Emoji.ttf")
    for script, (first, last) in SCRIPTS.items():
        codes = {*range(first, last + 1), *JOINERS}
        shaped(script, find(f"NotoSans{script}-Regular.ttf"), codes, FINE).save(out / f"{script}.ttf")


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]))
