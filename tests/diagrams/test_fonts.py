import logging
import subprocess
import sys
from pathlib import Path

import pytest
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font

import graphkit
from graphkit.diagrams import DIAGRAMS, draw
from graphkit.diagrams._files import encoded
from graphkit.diagrams._fonts import OTHERS, drawable, families
from graphkit.diagrams._style import RC, clean, drawing, page, write
from tests.diagrams._cases import ODD_NAMES, odd_names

FONTS = Path(graphkit.__file__).parent / "fonts"
JOYO_EXTRA, HANGUL, TRADITIONAL, SIMPLIFIED = "塡剝頰𠮟", "가힝김철수", "龍體鬱臺灣", "龙体郁湾晗婧鑫烨"


@pytest.mark.parametrize("text", [JOYO_EXTRA, HANGUL, TRADITIONAL, SIMPLIFIED, "ツシ、「」", "🫠🩷🧌", "𝓯𝔎𝟙", "ﷺ"])
def test_what_names_are_written_in_can_be_drawn(text: str) -> None:
    assert [character for character in text if not drawable(character)] == []


def test_the_kanji_of_the_japanese_standard_the_common_chinese_and_the_korean_syllables_are_all_there() -> None:
    han = set(FT2Font(str(FONTS / "Han.ttf")).get_charmap())
    for codec, first, last in (("euc_jp", 16, 84), ("gb2312", 16, 87), ("euc_kr", 16, 40)):
        places = (bytes([0xA0 + row, 0xA0 + k]) for row in range(first, last + 1) for k in range(1, 95))
        assert {ord(text) for place in places if len(text := place.decode(codec, "ignore")) == 1} <= han


def test_plain_text_asks_for_inter_and_dejavu_only() -> None:
    for text in ("tom_gray", "Ærøskøbing Łódź", "Ελλάδα Россия", "مرحبا", "“2 of 182”", "□"):
        assert list(families(text)) == RC["font.family"]


def test_only_the_fonts_that_a_name_needs_are_asked() -> None:
    assert families("山田 tom") == ("Inter Graphkit", "DejaVu Sans", "Graphkit Han")
    assert families("สวัสดี") == ("Inter Graphkit", "DejaVu Sans", "Graphkit Thai")
    assert families("😀") == ("Inter Graphkit", "Graphkit Emoji", "DejaVu Sans"), "DejaVu has a face of another make"


def test_an_ordinary_picture_opens_none_of_the_other_fonts() -> None:
    code = (
        "from tests.diagrams._cases import kept\nfrom graphkit.diagrams import draw, _fonts\n"
        "draw(*kept('30'))\nprint(_fonts._charmap.cache_info().currsize, _fonts._in_both_weights.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "0"]


def test_every_font_has_a_name_of_its_own_its_licence_and_outlines_that_pdf_keeps_as_text() -> None:
    licence = (FONTS / "OFL-Noto.txt").read_text(encoding="utf-8")
    for name in OTHERS:
        font = FT2Font(str(FONTS / f"{name}.ttf"))
        assert font.family_name == f"Graphkit {name}"
        assert font.get_sfnt_table("maxp")["version"] == (1, 0)
        assert name in licence
        assert any("SIL Open Font License" in value.decode("utf-16-be", "ignore") for value in font.get_sfnt().values())
    assert {path.stem for path in FONTS.glob("*.ttf")} == {*OTHERS, "Inter-Regular", "Inter-Bold"}


@pytest.mark.parametrize("name", DIAGRAMS)
def test_every_diagram_draws_odd_names_within_the_page_without_a_word_of_complaint(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    graph, people = odd_names()
    with caplog.at_level(logging.INFO, logger="matplotlib.font_manager"):
        for person in people["id"] if DIAGRAMS[name].of_person else [None]:
            figure = draw(graph, people, name, person=person)
            width, height = figure.get_size_inches() * 72
            for text in figure.axes[0].texts:
                with drawing():
                    box = text.get_window_extent()
                points = 72 / figure.dpi
                assert 0 <= box.x0 * points < box.x1 * points <= width, text.get_text()
                assert 0 <= box.y0 * points < box.y1 * points <= height, text.get_text()
    assert [record for record in caplog.records if "findfont" in record.getMessage()] == []


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_odd_names_give_the_same_bytes_again(kind: str) -> None:
    def once() -> bytes:
        figure = Figure(figsize=(6, 8))
        with drawing():
            axes, _, _ = page(figure)
            for k, name in enumerate(ODD_NAMES):
                write(axes, (20, 20 + 22 * k), clean(name), 9)
        return encoded(figure, kind, "names", dpi=60)

    assert once() == once()
