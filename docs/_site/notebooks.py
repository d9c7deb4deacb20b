"""Notebooks as pages: each is run when the site is built, and shown with what came out.

A notebook is kept without outputs. Running it takes no Jupyter: cells are Python, run one after the other, and the
value of a last expression is shown as Jupyter would show it (`_repr_html_`, else `repr`).
"""

import ast
import contextlib
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ROOT = Path(__file__).parents[2]


def setup(app: "Sphinx") -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("source-read", _read, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _read(app: "Sphinx", docname: str, content: list[str]) -> None:
    if app.env.doc2path(docname).suffix == ".ipynb":
        content[0] = "\n\n".join(as_markdown(content[0]))


def as_markdown(text: str) -> Iterator[str]:
    """The cells of a notebook as Markdown, those of code with what they give; run in the folder of the project."""
    before = Path.cwd()
    names: dict[str, Any] = {}
    os.chdir(ROOT)
    try:
        for cell in json.loads(text)["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                yield source
            else:
                yield f"```python\n{source}\n```"
                with contextlib.redirect_stdout(io.StringIO()) as out:
                    value = run_cell(source, names)
                yield from printed(out.getvalue())
                yield from shown(value)
    finally:
        os.chdir(before)


def run_cell(source: str, names: dict[str, Any]) -> Any:
    """Run the statements of a cell; the value of its last one, if that is an expression."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)  # noqa: S102  (our own notebook)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None  # noqa: S307


def printed(text: str) -> Iterator[str]:
    """What a cell printed, as Markdown."""
    if text:
        yield f"```text\n{text}```"


def shown(value: Any) -> Iterator[str]:
    """What a notebook shows for a value, as Markdown."""
    if value is None:
        return
    in_html = getattr(value, "_repr_html_", None)
    words = in_html() if in_html else None
    if words:
        yield f'<div class="notebook-output">{" ".join(words.split(chr(10)))}</div>'
    else:
        yield f"```text\n{value!r}\n```"
