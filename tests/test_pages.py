"""The docs do what they say: each page is followed from top to bottom, and what it shows is what comes out."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import graphkit as gk
from tests._pages import ROOT, as_shown, blocks, follow, pages

DOCS = ROOT / "docs"
WALK = DOCS / "howto/add-a-metric.md"
LANGUAGES = {"console", "python", "text", "toml", "diff"}
NOT_RUN = {
    "README.md": ["sets everything up", "installs packages"],
    "docs/collect.md": ["asks X, and needs a token"] * 3,
    "docs/differs.md": ["needs twarc", "needs twarc"],
    "docs/howto/add-a-metric.md": [
        "fetches and sets up a copy",
        "the test below does the same",
        "writes much; each script has a test of its own",
    ],
    "docs/howto/budget.md": ["asks X, and needs a token", "asks a Mastodon server"],
    "docs/install.md": [
        "installs packages",
        "installs packages",
        "changes the settings of your shell",
        "installs packages",
    ],
    "docs/plugins.md": ["installs a package; tests/test_plugins.py does the same"],
    "docs/scale.md": ["needs a dump of many gigabytes", "needs a cluster"],
}
"""Every block that the tests pass over, and why."""


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@cache
def script(file: str) -> ModuleType:
    """A script of the docs, as a module."""
    spec = importlib.util.spec_from_file_location(Path(file).stem, DOCS / file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reader")
    shutil.copytree(ROOT / "data", folder / "data")
    return folder


@pytest.fixture(scope="module")
def read_once() -> dict[str, Any]:
    return {}


@pytest.fixture
def desk(place: Path, read_once: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with nothing but the samples; each of them is read once for all pages that read it alike."""
    load = gk.load

    def remembered(*exports: Any, **options: Any) -> Any:
        if not all(isinstance(export, str) and export.startswith("data/") for export in exports):
            return load(*exports, **options)
        asked = repr((exports, sorted(options.items(), key=str)))
        if asked not in read_once:
            read_once[asked] = load(*exports, **options)
        return read_once[asked]

    monkeypatch.setattr(gk, "load", remembered)
    monkeypatch.chdir(place)
    yield place
    for path in place.iterdir():
        if path.name != "data":
            shutil.rmtree(path) if path.is_dir() else path.unlink()


FOLLOWED = [page for page in pages() if page != WALK and any(not b.mark for b in blocks(text_of(page)))]


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("page", FOLLOWED, ids=name)
def test_a_page_does_what_it_says(page: Path) -> None:
    before = ""
    for block, printed in follow(text_of(page)):
        if block.shows:
            assert block.text == as_shown(before, block.text), f"run python docs/make_outputs.py {name(page)}"
        before = printed


def test_what_is_not_run_is_known_with_its_reason() -> None:
    found = {name(page): [b.word for b in blocks(text_of(page)) if b.mark == "not run"] for page in pages()}
    assert {page: reasons for page, reasons in found.items() if reasons} == NOT_RUN


def test_every_block_says_its_language() -> None:
    assert {block.kind for page in pages() for block in blocks(text_of(page))} <= LANGUAGES
    for page in pages():
        assert text_of(page).count("\n```") == 2 * len(blocks(text_of(page))), name(page)


@pytest.mark.parametrize(("file", "made"), [("make_commands.py", "commands"), ("make_gallery.py", "page")])
def test_a_page_that_is_made_from_the_code_is_what_the_code_says(file: str, made: str) -> None:
    module = script(file)
    assert module.PLACE.read_text(encoding="utf-8") == getattr(module, made)(), f"run python docs/{file}"


def test_every_page_is_in_the_contents() -> None:
    listed = set()
    for contents in ("index", "tutorials", "howto", "lookup", "understand"):
        for target in re.findall(r"^- \[[^]]*\]\(([\w/.-]+)\)", text_of(DOCS / f"{contents}.md"), re.MULTILINE):
            listed.add(DOCS / target)
    found = {path for path in [*DOCS.rglob("*.md"), *DOCS.rglob("*.ipynb")] if "decisions" not in path.parts}
    assert listed | {DOCS / "index.md"} == found


def slug(heading: str) -> str:
    """The place of a heading, as code hosts and the site name it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def test_every_link_to_a_place_on_a_page_leads_to_a_heading() -> None:
    for page in DOCS.rglob("*.md"):
        for target, place in re.findall(r"\]\(([\w/.-]*\.md|)#([^)]+)\)", text_of(page)):
            other = page.parent / target if target else page
            headings = {slug(line) for line in re.findall(r"^#+ (.*)$", text_of(other), re.MULTILINE)}
            assert place in headings, f"{name(page)}: {target}#{place}"


@pytest.mark.usefixtures("desk")
def test_the_notebook_runs_and_is_kept_without_outputs() -> None:
    notebook = script("_site/notebooks.py")
    text = text_of(DOCS / "notebook.ipynb")
    cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    assert not any(cell["outputs"] or cell["execution_count"] for cell in cells)
    shown = list(notebook.as_markdown(text))
    assert sum("data:image/png;base64," in part for part in shown) == 2
    assert any("<table" in part for part in shown)


def test_a_newcomer_can_add_a_metric_by_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "graphkit", tmp_path / "graphkit", ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "tests/__init__.py", "tests/_graphs.py", "tests/metrics/__init__.py"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    monkeypatch.chdir(tmp_path)
    files = [block.word for block, _ in follow(text_of(WALK)) if block.mark == "file"]
    (test,) = (file for file in files if file.startswith("tests/"))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", test]
    ours = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, env=ours, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout
