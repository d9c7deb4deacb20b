"""The scripts of the page, in the order in which they are joined into one."""

from importlib.resources import files

SCRIPTS = (
    "data",
    "words",
    "charts",
    "quadrant",
    "table",
    "card",
    "marks",
    "scene_gl",
    "scene_2d",
    "names",
    "search",
    "stage",
    "controls",
    "picture",
    "explorer",
    "app",
)
"""They share one function's scope; nothing runs before the last."""


def script(name: str) -> str:
    """The text of one of them."""
    return (files("graphkit") / "viewer" / f"{name}.js").read_text(encoding="utf-8")


def style(name: str = "explorer") -> str:
    """The text of a style sheet."""
    return (files("graphkit") / "viewer" / f"{name}.css").read_text(encoding="utf-8")
