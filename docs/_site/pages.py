"""Links that work on a code host work on the site: contents from lists of links, and a page for each linked file.

A page whose list items lead to other pages is the contents page of these. A link out of the docs
(`../tests/test_x.py#name`) leads to a page of the site that shows the file, with a place to jump to at each function
and class.
"""

import os
import re
import shutil
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import TextLexer, get_lexer_for_filename
from pygments.util import ClassNotFound
from sphinx.application import Sphinx

DOCS = Path(__file__).parents[1]
ROOT = DOCS.parent
CONTENTS = ("index", "tutorials", "howto", "lookup", "understand")
"""Pages whose items become the site's contents."""
WIDE = "---\nhtml_theme.sidebar_secondary.remove: true\n---\n"
SAMPLE = "reports/sample/index.html"
LINK = re.compile(r"(?<!!)(\[[^]]*\])\((?![a-z-]+:)([^)#\s]+)(#[\w-]*)?\)")
ITEM = re.compile(r"^[-|] *\[[^]]*\]\(([\w/-]+)\.(?:md|ipynb)\)", re.MULTILINE)
PLACE = re.compile(r"^( *(?:<[^>]*>)*(?:def|class)(?:<[^>]*>|\s)+)(\w+)", re.MULTILINE)


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("source-read", _read)
    app.connect("html-collect-pages", _files)
    app.connect("build-finished", _sample)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _read(_: Sphinx, docname: str, content: list[str]) -> None:
    here = (DOCS / docname).parent
    found = ITEM.findall(content[0]) if docname in CONTENTS else []
    found = ["decisions/*"] if docname == "decisions" else found
    hidden = "" if docname == "decisions" else ":hidden:\n"
    text = LINK.sub(lambda link: f"{link[1]}({_on_the_site(link, here)})", content[0])
    if found:
        text += "\n```{toctree}\n" + hidden + ":glob:\n\n" + "\n".join(found) + "\n```\n"
    content[0] = WIDE + text if docname == "index" else text


def _on_the_site(link: re.Match[str], here: Path) -> str:
    target, place = link[2], link[3] or ""
    file = _file(target, here)
    if file is None:
        return target + place
    up = "../" * len(here.relative_to(DOCS).parts)
    scheme = "line-of" if place else "file-of"
    return f"{scheme}:{up}{_name(file)}.html{place}" if file != SAMPLE else f"file-of:{up}sample/index.html"


def _file(target: str, here: Path) -> str | None:
    """The path from the root of a linked file or folder that is no page of the docs; None for pages."""
    path = Path(os.path.normpath(here / target))
    inside = path.is_relative_to(DOCS) and path.suffix in {".md", ".ipynb"}
    return None if inside or not path.exists() else path.relative_to(ROOT).as_posix()


def _name(file: str) -> str:
    return f"source/{file}"


def _linked() -> list[str]:
    """Every file and folder outside of the pages that a page leads to, and the files of these folders."""
    pages = [*DOCS.glob("*.md"), *DOCS.glob("[!_]*/*.md")]
    found = {
        _file(link[2], page.parent) for page in pages for link in LINK.finditer(page.read_text(encoding="utf-8"))
    } - {None, SAMPLE}
    folders = [ROOT / file for file in found if file and (ROOT / file).is_dir()]
    inside = {path.relative_to(ROOT).as_posix() for folder in folders for path in folder.iterdir() if path.is_file()}
    return sorted({file for file in found if file} | inside)


def _files(_: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    for file in _linked():
        body = _listing(ROOT / file) if (ROOT / file).is_dir() else _shown(ROOT / file)
        yield _name(file), _context(file, body), "page.html"


def _context(file: str, body: str) -> dict[str, Any]:
    without = {"html_theme.sidebar_secondary.remove": "true"}
    return {"title": file, "body": f"<h1>{escape(file)}</h1>{body}", "meta": without}


def _listing(folder: Path) -> str:
    names = sorted(path.name for path in folder.iterdir() if path.is_file())
    items = "".join(f'<li><a href="{folder.name}/{escape(name)}.html">{escape(name)}</a></li>' for name in names)
    return f"<ul>{items}</ul>"


def _shown(path: Path) -> str:
    """A file in colours; each function and class is a place to jump to."""
    try:
        lexer = get_lexer_for_filename(path.name)
    except ClassNotFound:
        lexer = TextLexer()
    marked: str = highlight(path.read_text(encoding="utf-8"), lexer, HtmlFormatter())
    return PLACE.sub(lambda found: f'{found[1]}<span id="{found[2]}">{found[2]}</span>', marked)


def _sample(app: Sphinx, fault: Exception | None) -> None:
    """The sample report, as it is."""
    if fault is None and app.builder.format == "html":
        shutil.copytree(ROOT / "reports/sample", Path(app.outdir) / "sample", dirs_exist_ok=True)
