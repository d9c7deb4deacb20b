"""The explorer in a real browser: what can be found, chosen, filtered and saved, with the mouse and without."""

import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from graphkit.diagrams._looks import ties
from graphkit.diagrams._style import ramp
from graphkit.viewer._places import places
from tests.diagrams._cases import case, kept, odd_names
from tests.diagrams._stand_in import edge_list
from tests.viewer._page import page_of

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SOFTWARE = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
            "--ignore-gpu-blocklist"]  # fmt: skip
NO_WEBGL = ["--no-sandbox", "--disable-gpu", "--disable-webgl", "--disable-3d-apis"]
STILL = {"viewport": {"width": 800, "height": 620}, "reduced_motion": "reduce"}

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")


class Tab:
    """A page in the browser, and what it asked for and complained about."""

    def __init__(self, browser: Any, path: Path, *, at: str = "", **look: Any) -> None:
        self.page = browser.new_page(**{**STILL, **look})
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda asked: self.requests.append(asked.url))
        self.page.goto(f"file://{path}{at}")
        self.rest()

    def rest(self) -> None:
        """Wait until nothing moves and everything is drawn."""
        self.page.wait_for_selector(".stage[data-at-rest]")
        self.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        self.page.wait_for_selector(".stage[data-at-rest]")

    def count(self) -> str:
        return str(self.page.text_content("#explorer-count"))

    def said(self) -> str:
        return str(self.page.text_content("#explorer-said"))

    def chosen(self) -> int:
        return int(self.page.evaluate("graphkit.app.chosen"))

    def where(self, i: int) -> tuple[float, float]:
        """Where a person stands, in pixels of the stage."""
        x, y = self.page.evaluate(f"document.querySelector('.above').placeOf({i})")
        return float(x), float(y)

    def pixels(self) -> np.ndarray:
        shot = self.page.locator(".stage").screenshot()
        return np.asarray(Image.open(BytesIO(shot)).convert("RGB"), dtype=float)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Any) -> Iterator[Any]:
    opened = playwright.chromium.launch(executable_path=CHROMIUM, args=SOFTWARE)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return page_of(kept("300"), tmp_path_factory.mktemp("page") / "community.html")


@pytest.fixture
def tab(browser: Any, path: Path) -> Iterator[Tab]:
    opened = Tab(browser, path)
    yield opened
    opened.page.close()
    assert opened.complaints == []
    assert all(url.startswith(("file:", "data:", "blob:")) for url in opened.requests)
    assert sum(url.startswith("file:") for url in opened.requests) == 1


def row_of(label: str) -> int:
    return int(kept("300")[1]["label"].tolist().index(label))


def loudest() -> tuple[int, str]:
    people = kept("300")[1]
    flagged = people[people["verdict"] == "me..me..me"].sort_values("posts", ascending=False)
    return int(flagged.index[0]), str(flagged["label"].iloc[0])


def test_it_shows_everybody_and_every_tie_of_the_tables(tab: Tab) -> None:
    graph, people = kept("300")
    assert tab.page.get_attribute(".stage", "data-drawn-by") == "webgl2"
    assert tab.count() == f"{len(people)} people, {len(ties(graph.edges)):,} ties"


def test_a_person_is_found_by_a_few_letters_and_chosen(tab: Tab) -> None:
    row, label = loudest()
    tab.page.keyboard.press("/")
    tab.page.keyboard.type(label[:-1])
    assert label in str(tab.page.text_content("#found"))
    tab.page.fill("#find", label)
    tab.page.keyboard.press("Enter")
    tab.rest()
    assert tab.chosen() == row
    assert label in tab.said()
    assert tab.page.evaluate("location.hash") == f"#@{label}"


def test_a_name_nobody_has_is_said_to_be_nobodys(tab: Tab) -> None:
    tab.page.fill("#find", "nobody at all")
    assert tab.said() == "Nobody is called so"
    assert tab.page.is_hidden("#found")


def test_the_pointer_over_a_person_opens_a_card_with_their_numbers(tab: Tab) -> None:
    row, label = loudest()
    tab.page.hover(".above", position=dict(zip("xy", tab.where(row), strict=True)))
    tip = tab.page.wait_for_selector(".explorer-tip:not([hidden])")
    person = kept("300")[1].iloc[row]
    assert label in tip.text_content()
    assert f"{person['posts_for_others']} of {person['posts']}" in tip.text_content()
    tab.page.mouse.move(5, 5)
    tab.page.wait_for_selector(".explorer-tip", state="hidden")


def test_a_click_shows_a_person_among_those_they_have_ties_with_and_a_click_beside_everybody(tab: Tab) -> None:
    graph, _ = kept("300")
    row, label = loudest()
    tab.page.click(".above", position=dict(zip("xy", tab.where(row), strict=True)))
    tab.rest()
    between = ties(graph.edges)
    near = {*between["target"][between["source"] == label], *between["source"][between["target"] == label]}
    assert tab.chosen() == row
    assert tab.count() == f"@{label} and {len(near)} people with ties to them"
    tab.page.click("#everybody")
    tab.rest()
    assert tab.chosen() == -1
    assert tab.page.evaluate("location.hash") == ""


def set_slider(tab: Tab, which: str, value: int) -> None:
    tab.page.evaluate(
        "([id, value]) => { const e = document.getElementById(id); e.value = value;"
        " e.dispatchEvent(new Event('input', { bubbles: true })); }",
        [which, value],
    )
    tab.rest()


def test_sliders_show_the_people_that_the_table_would_give_and_tell_the_page(tab: Tab) -> None:
    people = kept("300")[1]
    tab.page.evaluate("document.addEventListener('filtered', (e) => (window.shown = Array.from(e.detail)))")
    set_slider(tab, "least-share", 90)
    judged = people["verdict"].isin(["me..me..me", "undecided", "names others"])
    loud = judged & (people["me_share"] >= 0.9)
    assert tab.page.evaluate("window.shown") == loud.astype(int).tolist()
    assert tab.count().startswith(f"{loud.sum()} of {len(people)} people")
    set_slider(tab, "least-share", 0)
    set_slider(tab, "least-posts", 5)
    assert tab.page.evaluate("window.shown") == (people["posts"] >= 10).astype(int).tolist()


def test_kinds_and_only_returned_leave_the_ties_that_the_table_gives(tab: Tab) -> None:
    between = ties(kept("300")[0].edges)
    for kind in ("quotes", "replies", "mentions"):
        tab.page.uncheck(f"#kind-{kind}")
    tab.rest()
    assert f"{(between['retweets'] > 0).sum():,} of {len(between):,} ties" in tab.count()
    for kind in ("quotes", "replies", "mentions"):
        tab.page.check(f"#kind-{kind}")
    tab.page.check("#only-returned")
    tab.rest()
    pairs = set(zip(between["source"], between["target"], strict=True))
    returned = sum((t, s) in pairs for s, t in pairs)
    assert f"{returned:,} of {len(between):,} ties" in tab.count()


def test_a_link_to_a_person_opens_on_that_person(browser: Any, path: Path) -> None:
    row, label = loudest()
    tab = Tab(browser, path, at=f"#@{label}")
    assert tab.chosen() == row
    tab.page.evaluate("location.hash = ''")
    tab.page.wait_for_selector(".stage[data-chosen='-1']")
    tab.page.close()


def test_everything_can_be_done_with_the_keyboard_alone(tab: Tab) -> None:
    people = kept("300")[1]
    tab.page.evaluate("document.querySelector('.above').focus()")
    tab.page.keyboard.press("ArrowRight")
    assert ", 1 of 300. " in tab.said()
    tab.page.keyboard.press("ArrowRight")
    second = tab.said().split(",")[0].removeprefix("@")
    tab.page.keyboard.press("Enter")
    tab.rest()
    assert tab.chosen() == people["label"].tolist().index(second)
    tab.page.keyboard.press("Escape")
    tab.rest()
    assert tab.chosen() == -1
    before = tab.where(0)
    tab.page.keyboard.press("+")
    tab.page.keyboard.press("Shift+ArrowRight")
    tab.rest()
    assert tab.where(0) != before
    tab.page.keyboard.press("0")
    tab.rest()
    assert tab.where(0) == pytest.approx(before, abs=1)


def test_the_picture_has_a_role_a_name_and_a_voice(tab: Tab) -> None:
    above = tab.page.locator(".above")
    assert above.get_attribute("role") == "application"
    assert "Network of 300 people" in str(above.get_attribute("aria-label"))
    assert tab.page.get_attribute("#explorer-said", "aria-live") == "polite"
    assert tab.page.get_attribute("#least-share", "aria-valuetext") == "any share"


def test_the_wheel_scrolls_the_page_until_the_picture_is_taken_hold_of(tab: Tab) -> None:
    before = tab.where(0)
    tab.page.mouse.move(400, 300)
    tab.page.mouse.wheel(0, -400)
    tab.rest()
    assert tab.where(0) == before
    tab.page.focus(".above")
    tab.page.mouse.wheel(0, -400)
    tab.page.wait_for_function("(x) => document.querySelector('.above').placeOf(0)[0] !== x", arg=before[0])


def test_a_saved_picture_has_the_size_of_the_stage_with_two_bands_and_is_not_blank(tab: Tab, tmp_path: Path) -> None:
    with tab.page.expect_download() as saving:
        tab.page.click("#save")
    saving.value.save_as(tmp_path / "saved.png")
    assert saving.value.suggested_filename == "graphkit_network.png"
    box = tab.page.locator(".stage").bounding_box()
    with Image.open(tmp_path / "saved.png") as saved:
        assert saved.size == (round(box["width"]), round(box["height"]) + 96)
        assert len(saved.convert("RGB").getcolors(1_000_000)) > 100


def test_people_stand_where_the_picture_has_them_in_the_colours_of_the_table(tab: Tab) -> None:
    graph, people = kept("300")
    drawn = places(graph, people, {}, most=30_000).set_index("id")
    there = np.array([tab.where(row_of(label)) for label in drawn.index])
    zoom = np.ptp(there[:, 0]) / np.ptp(drawn["x"])
    np.testing.assert_allclose(there[:, 0] - there[0, 0], (drawn["x"] - drawn["x"].iloc[0]) * zoom, atol=0.3)
    np.testing.assert_allclose(there[0, 1] - there[:, 1], (drawn["y"] - drawn["y"].iloc[0]) * zoom, atol=0.3)
    tab.page.evaluate("document.querySelector('.above').style.opacity = 0")
    shown = tab.pixels()
    for label in people["label"][people["verdict"] == "me..me..me"]:
        column, line = map(int, tab.where(row_of(label)))
        colour = ramp(float(people["me_share"].iloc[row_of(label)]))
        np.testing.assert_allclose(shown[line, column], [int(colour[k : k + 2], 16) for k in (1, 3, 5)], atol=3)


def test_no_label_lies_on_another(tab: Tab) -> None:
    boxes = tab.page.evaluate("document.querySelector('.above').labelBoxes()")
    assert len(boxes) >= 8
    for k, one in enumerate(boxes):
        for other in boxes[:k]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_odd_names_are_shown_as_text(browser: Any, tmp_path: Path) -> None:
    labels = odd_names()[1]["label"].tolist()
    tab = Tab(browser, page_of(odd_names(), tmp_path / "odd.html"))
    for part in ("$$$ me $$$", "مرحبا", "x" * 30, "<b>&amp;</b> -->", "山田太郎"):
        row = next(k for k, label in enumerate(labels) if part in label)
        tab.page.evaluate(f"graphkit.choose({row})")
        tab.rest()
        assert part in tab.said()
    tab.page.fill("#find", "<b>")
    assert tab.page.inner_text("#found li bdi") == "<b>&amp;</b> -->"
    assert tab.page.locator("#explorer b b, #explorer li b").count() == 0
    assert tab.complaints == []
    tab.page.close()


def test_a_graph_of_one_and_one_without_posts_open_too(browser: Any, tmp_path: Path) -> None:
    for name, small in (("one", case("ann>*3")), ("edges", edge_list(300, 800))):
        tab = Tab(browser, page_of(small, tmp_path / f"{name}.html"))
        tab.page.focus(".above")
        tab.page.keyboard.press("ArrowRight")
        assert "1 of" in tab.said()
        assert tab.complaints == []
        tab.page.close()


def test_dark_paper_keeps_the_colours_of_the_discs(browser: Any, path: Path) -> None:
    tab = Tab(browser, path, color_scheme="dark")
    shown = tab.pixels()
    row, _ = loudest()
    col, line = map(round, tab.where(row))
    assert shown[2, 2].max() < 40
    assert shown[line, col, 0] > shown[line, col, 1] + 30
    tab.page.close()


def test_a_screen_with_more_pixels_gets_more_of_them(browser: Any, path: Path) -> None:
    tab = Tab(browser, path, device_scale_factor=2)
    width = tab.page.evaluate("document.querySelector('.base').width / document.querySelector('.stage').clientWidth")
    assert width == 2
    tab.page.set_viewport_size({"width": 600, "height": 500})
    tab.page.wait_for_selector(".base[width='1200']")
    tab.page.close()


def test_canvas_takes_over_when_the_graphics_card_is_lost(tab: Tab) -> None:
    before = tab.pixels()
    tab.page.evaluate(
        "document.querySelector('.base').drawnOn.getContext('webgl2').getExtension('WEBGL_lose_context').loseContext()"
    )
    tab.page.wait_for_selector(".stage[data-drawn-by='canvas']")
    tab.rest()
    assert np.abs(tab.pixels() - before).mean() < 1.5


def test_without_webgl_a_canvas_draws_the_same(playwright: Any, tab: Tab, path: Path) -> None:
    plain = playwright.chromium.launch(executable_path=CHROMIUM, args=NO_WEBGL)
    without = Tab(plain, path)
    assert without.page.get_attribute(".stage", "data-drawn-by") == "canvas"
    assert np.abs(without.pixels() - tab.pixels()).mean() < 1.5
    assert without.complaints == []
    plain.close()


def test_two_fingers_bring_the_picture_closer(browser: Any, path: Path) -> None:
    tab = Tab(browser, path, has_touch=True)
    far = abs(tab.where(0)[0] - tab.where(1)[0])
    box = tab.page.locator(".stage").bounding_box()
    touch = tab.page.context.new_cdp_session(tab.page)
    for kind, apart in (("touchStart", 40), ("touchMove", 80), ("touchMove", 160), ("touchEnd", 0)):
        points = (
            [{"x": box["x"] + 400 + side * apart, "y": box["y"] + 250, "id": side} for side in (0, 1)] if apart else []
        )
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    tab.rest()
    assert abs(tab.where(0)[0] - tab.where(1)[0]) > 2 * far
    tab.page.close()
