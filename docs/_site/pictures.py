"""The gallery's pictures, drawn when the site is built: below each command the picture it draws."""

import make_gallery
from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("source-read", _read, priority=400)  # before its links are seen to
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _read(_: Sphinx, docname: str, content: list[str]) -> None:
    if docname == "gallery":
        content[0] = make_gallery.page(make_gallery.draw_all())
