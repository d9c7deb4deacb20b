"""The page in a real browser: read, sorted, filtered, followed from person to person; no request leaves it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

import graphkit as gk
from graphkit._load import from_items
from graphkit.post import Account, Post
from graphkit.reports import write_page
from tests.diagrams._cases import ODD_NAMES
from tests.viewer._browser import CHROMIUM, PATIENCE, chromium, opened

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def community() -> tuple[Any, Any]:
    graph = gk.load(ROOT / "data/community_v1.jsonl.gz")
    return graph, gk.measure(graph)


@pytest.fixture(scope="module")
def page(community: tuple[Any, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("page") / "community.html"
    write_page(community[0], place, people=community[1])
    return place


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("page") / "archive.html"
    write_page(gk.load(ROOT / "data/archive_tom_gray.zip"), place)
    return place


def names(tab: Any) -> list[str]:
    return [text.removeprefix("@") for text in tab.locator("#people tbody th").all_inner_texts()]


def said(tab: Any) -> str:
    return str(tab.locator("#people .said").inner_text())


def test_the_table_is_ranked_by_the_kinder_end_of_the_interval(browser: Any, page: Path, community: Any) -> None:
    people = community[1]
    judged = people.sort_values(["third_person_share_high"], kind="stable").head(12)
    with opened(browser, page) as tab:
        assert names(tab)[:12] == judged["label"].tolist()
        assert tab.locator("#people tbody tr").count() == 50
        assert said(tab) == "50 of 298 people, by “names no one else”, largest first."


def test_a_column_sorts_both_ways_and_says_so(browser: Any, page: Path, community: Any) -> None:
    people = community[1]
    most = people["posts"].max()
    with opened(browser, page) as tab:
        head = tab.locator('#people th[data-key="posts"]')
        head.locator("button").click()
        assert head.get_attribute("aria-sort") == "descending"
        first = tab.locator("#people tbody tr").first.locator("td").nth(1)
        assert first.inner_text() == f"{most:,}"
        head.locator("button").press("Enter")
        assert head.get_attribute("aria-sort") == "ascending"
        assert "by “posts”, smallest first" in said(tab)
        assert tab.locator("#people th[aria-sort]").count() == 1


def test_unknown_is_said_and_comes_last(browser: Any, page: Path) -> None:
    with opened(browser, page) as tab:
        for _ in range(2):
            tab.locator('#people th[data-key="posts"] button').click()
            tab.locator("#people-words").fill("")
        for _ in range(5):
            tab.locator("#people .more").click()
        assert tab.locator("#people .more").is_hidden()
        last = tab.locator("#people tbody tr").last
        assert tab.locator("#people tbody tr").count() == 298
        assert last.locator("td").nth(1).inner_text() == "unknown"
        assert "only named by others" in last.inner_text()


def test_words_and_verdicts_filter_the_table(browser: Any, page: Path, community: Any) -> None:
    people = community[1]
    flagged = people[(people["verdict"] == "me..me..me").fillna(False)]
    with opened(browser, page) as tab:
        tab.locator("#people-verdict").select_option("me..me..me")
        assert sorted(names(tab)) == sorted(flagged["label"])
        tab.locator("#people-words").fill("@TOM_g")
        expect(tab.locator("#people tbody tr")).to_have_count(1, timeout=PATIENCE)
        assert names(tab) == ["tom_gray"]
        tab.locator("#people-words").fill("nobody is called so")
        tab.wait_for_selector("#people td.none")
        assert said(tab).startswith("Nobody")


def test_the_table_follows_the_explorer(browser: Any, page: Path) -> None:
    with opened(browser, page) as tab:
        tab.evaluate(
            "document.dispatchEvent(new CustomEvent('filtered', { detail: new Uint8Array(298).fill(1, 0, 3) }))"
        )
        assert tab.locator("#people tbody tr").count() == 3
        assert "of those in the explorer" in said(tab)
        tab.evaluate("document.dispatchEvent(new CustomEvent('filtered', { detail: new Uint8Array(298).fill(1) }))")
        assert tab.locator("#people tbody tr").count() == 50


def test_a_row_opens_the_card_and_escape_closes_it(browser: Any, page: Path) -> None:
    with opened(browser, page) as tab:
        button = tab.locator("#people tbody th button", has_text="tom_gray")
        button.focus()
        tab.keyboard.press("Enter")
        card = tab.locator("#card")
        assert card.locator("h2").inner_text() == "@tom_gray"
        assert card.locator(".sentence").inner_text() == "Out of 217 posts, 5 were for a third person."
        assert tab.evaluate("document.activeElement.id") == "card-name"
        assert tab.locator('#people tr[aria-current="true"]').inner_text().startswith("@tom_gray")
        tab.keyboard.press("Escape")
        assert card.is_hidden()
        assert tab.evaluate("document.activeElement.textContent") == "@tom_gray"


def test_the_card_has_the_numbers_of_the_tables(browser: Any, page: Path, community: Any) -> None:
    graph, people = community
    row = people[people["label"] == "tom_gray"].iloc[0]
    edges = graph.edges[(graph.edges["source"] != graph.edges["target"]) & (graph.edges["weight"] > 0)]
    given, got = edges[edges["source"] == row["id"]], edges[edges["target"] == row["id"]]
    with opened(browser, page, address="#@tom_gray") as tab:
        card = tab.locator("#card")
        text = card.inner_text()
        assert "Who names them 7 people, 27 times" in " ".join(text.split())
        assert card.locator(".side").nth(0).locator("li").count() == len(got) == row["in_degree"]
        assert card.locator(".side").nth(1).locator("li").count() == len(given) == row["out_degree"]
        assert f"They named themselves {row['self_mentions']} times." in text
        assert card.locator(".key b").all_inner_texts() == ["99", "113", "2", "0", "0", "3"]
        assert "With 9 more posts for others the verdict would no longer be “me..me..me”." in text
        assert "Who liked their posts: this format does not name them." in text
        card.locator("summary").click()
        assert "5 = 2 retweets + 0 quotes + 0 answers + 3 mentions" in card.inner_text()
        assert card.locator("code").inner_text() == "graphkit person tom_gray community_v1.jsonl.gz"


def test_people_of_a_card_lead_on_and_the_back_button_leads_back(browser: Any, page: Path) -> None:
    with opened(browser, page, address="#@tom_gray") as tab:
        tab.locator("#card .side button").first.click()
        expect(tab.locator("#card h2")).to_have_text("@hana_holm", timeout=PATIENCE)
        assert tab.url.endswith("#@hana_holm")
        tab.go_back()
        expect(tab.locator("#card h2")).to_have_text("@tom_gray", timeout=PATIENCE)
        tab.evaluate("location.hash = '#@adam_clover'")
        expect(tab.locator("#card h2")).to_have_text("@adam_clover", timeout=PATIENCE)
        tab.locator("#card .close").click()
        assert tab.locator("#card").is_hidden()
        assert "#" not in tab.url


@pytest.mark.parametrize("address", ["#@nobody_of_this_name", "#999999", "#%E0%A4%A", "#people"])
def test_an_address_that_names_nobody_opens_nothing(browser: Any, page: Path, address: str) -> None:
    with opened(browser, page, address=address) as tab:
        assert tab.locator("#card").is_hidden()


def test_the_ranking_shows_the_flagged_and_is_walked_with_the_arrow_keys(browser: Any, page: Path) -> None:
    with opened(browser, page) as tab:
        rows = tab.locator("#forest .row")
        assert tab.locator("#forest .row.flagged").count() == 10
        assert tab.locator('#forest .row[tabindex="0"]').count() == 1
        rows.first.focus()
        tab.keyboard.press("ArrowDown")
        second = rows.nth(1).get_attribute("data-i")
        assert tab.evaluate("document.activeElement.dataset.i") == second
        tab.keyboard.press("Enter")
        assert tab.locator("#forest .row.chosen").get_attribute("data-i") == second


def test_a_dot_of_the_plane_is_named_under_the_pointer_and_chosen_by_a_click(browser: Any, page: Path) -> None:
    with opened(browser, page) as tab:
        plane = tab.locator("#quadrant svg")
        plane.scroll_into_view_if_needed()
        named = tab.locator("#quadrant text.name", has_text="tom_gray").bounding_box()
        tab.mouse.move(named["x"] - 10, named["y"] + named["height"] / 2)
        tab.wait_for_selector("#tip:not([hidden])")
        assert "Out of 217 posts, 5 were for a third person." in tab.locator("#tip").inner_text()
        tab.mouse.down()
        tab.mouse.up()
        assert tab.locator("#card h2").inner_text() == "@tom_gray"
        assert tab.locator("#quadrant .mark circle").count() == 1


def test_an_archive_of_one_person_leads_with_their_card(browser: Any, archive: Path) -> None:
    with opened(browser, archive) as tab:
        assert tab.locator("#owner .sentence").inner_text() == "Out of 217 posts, 5 were for a third person."
        assert "Cannot be known: others’ posts are not in the export." in tab.locator("#owner").inner_text()
        assert tab.locator("#forest, #quadrant").count() == 0
        assert tab.locator("#people h2").inner_text() == "Whom they name"
        assert len(names(tab)) == 5
        assert tab.locator("#people tbody td").first.inner_text() == "1"


def test_names_of_any_kind_stay_text(browser: Any, tmp_path: Path) -> None:
    hostile = [
        *(name for name in ODD_NAMES if "\ud800" not in name),
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "&lt;b&gt;",
        "@",
        "#1",
        "%",
        "'; rm -rf",
    ]
    people = [Account(id=str(k), handle="", name=name) for k, name in enumerate(hostile)]
    posts = [
        Post("twitter", people[k], id=f"{k}-{j}", time=j, mentions=(people[(k + 1) % len(people)],) if j % 3 else ())
        for k in range(len(people))
        for j in range(20)
    ]
    write_page(from_items(posts), tmp_path / "odd.html")
    with opened(browser, tmp_path / "odd.html") as tab:
        assert tab.locator("b:has-text('&amp;'), script:has-text('alert')").count() == 0
        shown = tab.locator("#people tbody th").all_inner_texts()
        assert "$$$ me $$$" in shown
        assert "<b>&amp;</b> -->" in shown
        assert "</script><script>alert(1)</script>" in shown
        for k in range(tab.locator("#people tbody tr").count()):
            tab.locator("#people tbody th button").nth(k).click()
            address = tab.url
            assert tab.locator("#card h2").inner_text()
            if k % 5 and "script" not in shown[k]:
                continue
            tab.goto("about:blank")
            tab.goto(address)
            tab.wait_for_selector("#card:not([hidden])")
            tab.keyboard.press("Escape")
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [360, 390, 900, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_every_width_and_both_schemes(browser: Any, page: Path, width: int, scheme: str) -> None:
    with opened(browser, page, viewport={"width": width, "height": 800}, color_scheme=scheme) as tab:
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        paper = tab.evaluate("getComputedStyle(document.body).backgroundColor")
        assert paper == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(20, 24, 27)")


def test_nothing_moves_while_the_page_starts(browser: Any, page: Path) -> None:
    watch = """
    window.moved = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
    """
    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        tab = context.new_page()
        tab.add_init_script(watch)
        tab.goto(page.as_uri())
        tab.wait_for_selector("html[data-ready]", state="attached")
        assert tab.evaluate("new Promise((done) => requestAnimationFrame(() => done(window.moved)))") < 0.1


def test_the_page_reads_without_javascript(browser: Any, page: Path) -> None:
    with opened(browser, page, java_script_enabled=False) as tab:
        text = tab.locator("body").inner_text()
        assert "10 of 285 accounts name almost no one else" in text
        assert tab.locator("#people tbody tr").count() == 12
        assert "What the export cannot show" in text
        assert tab.locator("#card").is_hidden()


def test_the_page_has_landmarks_headings_and_names_for_everything(browser: Any, page: Path) -> None:
    with opened(browser, page, address="#@tom_gray") as tab:
        assert tab.locator("main, header.top, footer, aside#card").count() == 4
        assert tab.locator("h1").count() == 1
        nameless = """[...document.querySelectorAll('button, input, select, a, [role="img"], [role="button"]')]
          .filter((e) => !(e.textContent.trim() || e.ariaLabel || e.labels?.length))
          .map((e) => e.outerHTML.slice(0, 120))"""
        assert tab.evaluate(nameless) == []
        assert tab.locator('[role="status"]').count() >= 2


def test_the_printed_page_holds_the_finding_and_the_card(browser: Any, page: Path) -> None:
    with opened(browser, page, address="#@tom_gray") as tab:
        tab.emulate_media(media="print")
        assert tab.locator("#explorer").is_hidden()
        assert tab.locator("#people .controls").is_hidden()
        assert tab.locator("#card .sentence").is_visible()
