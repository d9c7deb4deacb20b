"""The file of the page: what the policy lets in, what the scripts may not do, how large it is."""

import base64
import gzip
import hashlib
import re
import shutil
import subprocess
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

import graphkit as gk
from graphkit.reports import write_page
from graphkit.viewer import SCRIPTS, document, script
from graphkit.viewer import packed as packed_data
from graphkit.viewer._document import BETWEEN, drawn, joined
from graphkit.viewer._meta import meta_of
from tests._graphs import graph_of
from tests.diagrams._cases import Case, kept

ROOT = Path(__file__).parents[2]
BASE, A_PERSON, A_TIE = 60_000, 70, 9
"""Bytes that a page may have, for itself, for each person in it and for each tie."""
FORBIDDEN = (
    "innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "document.write", "new Function", "setTimeout('", "fetch(",
    "XMLHttpRequest", "WebSocket", "sendBeacon", "import(", "importScripts", "localStorage", "sessionStorage",
    "document.cookie", "setAttribute('style'", "createContextualFragment", "http://", "https://",
)  # fmt: skip
ALLOWED = ("http://www.w3.org/2000/svg",)
"""A name of the standard, not an address."""


@cache
def page() -> str:
    return document("Title", ["<main><p>Words</p></main>"], data="AAAA")


def packed(text: str) -> str:
    found = re.search(r'id="packed">([^<]*)</script>', text)
    assert found
    return gzip.decompress(base64.b85decode(found[1].replace(",", "<"))).decode("utf-8")


def mark(block: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()}'"


def test_the_policy_names_the_very_blocks_and_lets_in_nothing_else() -> None:
    text = page()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    rules = dict(rule.strip().split(" ", 1) for rule in policy[1].split(";"))
    more, scripts = packed(text).split(BETWEEN)
    (loader,) = re.findall(r"<script>(.*?)</script>", text, flags=re.DOTALL)
    (styles,) = re.findall(r"<style>(.*?)</style>", text, flags=re.DOTALL)
    assert (more, scripts) == (drawn(), joined())
    assert rules["default-src"] == "'none'"
    assert rules["script-src"].split() == [mark(loader), mark(scripts)]
    assert rules["style-src"].split() == [mark(styles), mark(more)]
    assert "unsafe" not in policy[1]
    assert (rules["base-uri"], rules["form-action"], rules["img-src"]) == ("'none'", "'none'", "data: blob:")


@pytest.mark.parametrize("name", [*SCRIPTS, "load"])
def test_scripts_make_no_markup_of_text_and_ask_nobody(name: str) -> None:
    text = script(name)
    for allowed in ALLOWED:
        text = text.replace(allowed, "")
    assert not [call for call in FORBIDDEN if call in text]


@pytest.mark.parametrize("name", [*SCRIPTS, "load"])
def test_lines_of_scripts_fit_a_screen(name: str) -> None:
    assert not [line for line in script(name).splitlines() if len(line) > 120 or "\t" in line]


@pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed")
def test_the_joined_script_is_sound_and_no_name_is_given_twice(tmp_path: Path) -> None:
    (tmp_path / "all.js").write_text(joined(), encoding="utf-8")
    subprocess.run(["node", "--check", str(tmp_path / "all.js")], check=True, capture_output=True)


def test_no_style_or_handler_stands_in_the_markup(tmp_path: Path) -> None:
    write_page(graph_of("ann>bob bob>ann eve> eve>"), tmp_path / "x.html")
    found: list[tuple[str, str]] = []

    class Markup(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend((tag, name) for name, _ in attrs if name == "style" or name.startswith("on"))
            found.extend((tag, "src") for name, _ in attrs if name in ("src", "srcset", "action"))

    Markup().feed((tmp_path / "x.html").read_text(encoding="utf-8"))
    assert not found


def test_the_same_graph_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_page(graph_of("ann>bob bob>ann eve> eve> ann>cat,bob:reply"), tmp_path / f"{name}.html")
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


def test_a_page_that_stands_alone_links_to_no_file(tmp_path: Path) -> None:
    write_page(graph_of("ann>bob bob>ann eve> eve>"), tmp_path / "x.html")
    text = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert set(re.findall(r'href="([^"]*)"', text)) == {"#people", "data:,"}


def test_a_page_of_the_community_is_small(tmp_path: Path) -> None:
    graph = gk.load(ROOT / "data/community_v1.jsonl.gz")
    write_page(graph, tmp_path / "x.html")
    edges = graph.edges[(graph.edges["source"] != graph.edges["target"]) & (graph.edges["weight"] > 0)]
    size = (tmp_path / "x.html").stat().st_size
    assert size <= BASE + A_PERSON * len(graph.counts) + A_TIE * len(edges)


@pytest.mark.parametrize("people", ["3000", "30000"])
def test_pages_of_many_are_small(people: str) -> None:
    graph, table = case = kept(people)
    ties = int(((graph.edges["source"] != graph.edges["target"]) & (graph.edges["weight"] > 0)).sum())
    assert len(page_of(case)) <= BASE + A_PERSON * len(table) + A_TIE * ties


def page_of(case: Case) -> str:
    """A page with the data of an invented community, places by chance, and as many static words as one has."""
    graph, people = case
    chance = np.random.default_rng(1)
    places = people[["id"]].assign(x=chance.random(len(people)) * 3000, y=chance.random(len(people)) * 2500)
    places["radius"] = np.sqrt(people["posts"].astype(float).fillna(1))
    told = meta_of(graph, people, people, places)
    return document("Title", ["x" * 12_000], data=packed_data(graph, people, places, meta=told))
