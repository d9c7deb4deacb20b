from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from graphkit.diagrams._ramp import RAMP
from graphkit.diagrams._style import clean, drawing, fitted, handle, page, ramp, text_width, wrap, write
from tests.diagrams._cases import ODD_NAMES, kept


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tom_gray", "tom_gray"),
        ("$$$ me $$$", "$$$ me $$$"),
        ("\x1b[31mred\x1b[0m", "[31mred [0m"),
        ("two\nlines\tand  spaces", "two lines and spaces"),
        ("\ud800lone", "lone"),
        ("x" * 300, "x" * 39 + "…"),
        ("山田太郎", "山田太郎"),
        ("漢" * 300, "漢" * 19 + "…"),
        ("\U0001346f\U00012345", "□"),
        ("שלום", "\u2068שלום\u2069"),
        ("a\u200db\u200c", "ab"),
        ("می\u200cخواهم", "\u2068می\u200cخواهم\u2069"),
        ("\U0001f9d1\u200d\U0001f680\u200d", "\U0001f9d1\u200d\U0001f680"),
        ("1\ufe0f\u20e3", "1\ufe0f\u20e3"),
        ("漢\U000e0101字", "漢字"),
        ("\U0001f468\u200d\U0001f469" * 20, "\U0001f468\u200d\U0001f469" * 9 + "…"),
        ("ก" + "\u0e47" * 200, "ก\u0e47"),
        ("", "(no name)"),
        ("\u202egnp.exe", "gnp.exe"),
        ("é", "é"),
    ],
)
def test_names_are_cleaned_to_one_line_that_can_be_drawn(name: str, text: str) -> None:
    assert clean(name) == text


def test_marks_do_not_pile_up_on_a_letter() -> None:
    assert clean("a" + "\u0315" * 200) == "a\u0315", "the same mark once"
    assert len(clean("a" + "\u0315\u031a" * 100)) == 3
    assert len(clean("a" + "\u0315\u200b\u031a\u200d" * 100)) == 3, "not even with something unseen in between"


def test_only_handles_get_an_at_sign() -> None:
    assert handle("tom_gray", "twitter") == "@tom_gray"
    assert handle("Tom Gray", "twitter") == "Tom Gray"
    assert handle("tom@example.social", "mastodon") == "@tom@example.social"
    assert handle("Tom", "whatsapp") == "Tom"
    assert handle("tom_with_a_long_name@example.social", "mastodon", most=20) == "@tom_with_a_long_nam…", "cut or not"


def test_drawing_leaves_the_users_settings_alone() -> None:
    from graphkit.diagrams import draw

    with mpl.rc_context({"font.size": 23, "font.family": ["serif"]}):
        before = dict(mpl.rcParams)
        draw(*kept("30"))
        assert dict(mpl.rcParams) == before


def test_the_users_settings_do_not_change_the_picture() -> None:
    def fonts() -> list[str]:
        from graphkit.diagrams import draw

        return [str(text.get_fontproperties()) for text in draw(*kept("30")).axes[0].texts]

    plain = fonts()
    with mpl.rc_context({"font.size": 23, "font.family": ["serif"], "font.weight": "bold"}):
        assert fonts() == plain


def test_the_ramp_darkens_all_the_way() -> None:
    light = [sum(int(c[k : k + 2], 16) * w for k, w in ((1, 0.2126), (3, 0.7152), (5, 0.0722))) for c in RAMP]
    assert len(RAMP) == 256
    assert all(b <= a + 1 for a, b in pairwise(light))
    assert light[0] > 215
    assert light[-1] < 35
    assert ramp(0) == "#CDE0EC"
    assert ramp(1) == "#520C3B"
    assert ramp(7) == ramp(1)


@pytest.mark.parametrize("name", ODD_NAMES)
def test_measured_width_is_the_width_drawn(name: str) -> None:
    figure = Figure(figsize=(8, 2))
    with drawing():
        axes, _, _ = page(figure)
        extent = write(axes, (20, 20), clean(name), 12).get_window_extent()
        assert text_width(clean(name), 12) == pytest.approx(extent.width * 72 / figure.dpi, abs=2)


def test_wrapped_lines_are_as_wide_as_told_and_lose_no_word() -> None:
    text = "Replies to themselves continue an earlier post and are folded into it"
    lines = wrap(text, 120, 8)
    assert " ".join(lines) == text
    assert max(text_width(line, 8) for line in lines) <= 120


def test_a_name_is_cut_between_letters_until_it_fits() -> None:
    assert fitted("tom_gray", 200, 8) == "tom_gray"
    for name in (*ODD_NAMES, "नमस्ते क्षत्रिय " * 3):
        whole = clean(name)
        cut = fitted(whole, 40, 8)
        assert text_width(cut, 8) <= 40 or len(cut) < 8
        assert cut.count("\u2068") == cut.count("\u2069")
        assert not cut.removesuffix("…").endswith("\u200d")


def test_a_right_to_left_name_leaves_the_words_after_it_where_they_are() -> None:
    figure = Figure(figsize=(8, 2))
    canvas = FigureCanvasAgg(figure)
    name = clean("שלום 3")
    with drawing():
        axes, _, _ = page(figure)
        write(axes, (20, 20), f"{name} 12 of 34", 20)
        whole, last = text_width(f"{name} 12 of 34", 20), text_width("12 of 34", 20)
        write(axes, (20 + whole - last, 90), "12 of 34", 20)
        canvas.draw()
    ink = np.asarray(canvas.buffer_rgba())[..., 0] < 128
    start = int((20 + whole - last - 2) * figure.dpi / 72)
    above, below = ink[: len(ink) // 2, start:].sum(), ink[len(ink) // 2 :, start:].sum()
    assert below == pytest.approx(above, rel=0.1)
