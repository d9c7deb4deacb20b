"""The scripts of the page, in the order in which they are joined into one."""

from importlib.resources import files

SCRIPTS = ("data", "scene_gl", "scene_2d", "explorer", "app")
"""Later ones use what earlier ones define; all share one function's scope."""


def script(name: str) -> str:
    """The text of one of them."""
    return (files("graphkit") / "viewer" / f"{name}.js").read_text(encoding="utf-8")
