"""The house stays in shape: imports flow one way, functions and modules stay readable, starting stays light."""

import ast
import importlib
import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import graphkit

PACKAGE = Path(__file__).parents[1] / "graphkit"
FLOW = (
    "errors",
    "_scratch",
    "post",
    "conventions",
    "_wording",
    "identity",
    "interactions",
    "plugins",
    "readers",
    "engines",
    "_tables",
    "_acts",
    "_relations",
    "_window",
    "_answers",
    "_near",
    "_ties",
    "_counts",
    "_sequences",
    "_exits",
    "_strongest",
    "graph",
    "_slices",
    "_facts",
    "_marks",
    "_harvest",
    "_intake",
    "_workers",
    "_objects",
    "_store",
    "_survey",
    "_spread",
    "_load",
    "_groups",
    "metrics",
    "diagrams",
    "viewer",
    "_receipts",
    "_knowable",
    "_advice",
    "_changes",
    "comparison",
    "_person",
    "_columns",
    "_folder",
    "exports",
    "privacy",
    "_firm",
    "_notes",
    "_page",
    "reports",
    "_notebook",
    "collection",
    "_demo",
    "_printing",
    "_person_lines",
    "_overview",
    "_inspect",
    "_starting",
    "_arguments",
    "_reading",
    "_ending",
    "_console",
    "_passing_on",
    "_collecting",
    "cli",
)
"""Imports go from later to earlier only."""
MODULE_LINES, FUNCTION_LINES, READER_LINES = 400, 40, 150
HEAVY = {"numpy", "pandas", "scipy", "matplotlib", "networkx", "duckdb", "tweepy"}
SHARED_BY_READERS = "_"


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def stage(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[0]


def runtime_imports(tree: ast.Module) -> Iterator[str]:
    """Every graphkit module imported, but those only imported for types."""
    skipped = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("graphkit"):
            parts = (node.module or "").split(".")
            yield from [parts[1]] if len(parts) > 1 else [_home(alias.name) for alias in node.names]
        elif isinstance(node, ast.Import):
            yield from [a.name.split(".")[1] for a in node.names if a.name.startswith("graphkit.")]


def _home(name: str) -> str:
    """The module behind a name of the package itself: `from graphkit import load` imports `_load`."""
    return "__init__" if name == "__version__" else graphkit._HOMES.get(name, name)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_flow_one_way(path: Path) -> None:
    here = stage(path)
    if here in {"__init__", "__main__"}:
        return
    assert here in FLOW, f"{here} has no place in the flow; give it one"
    for name in runtime_imports(ast.parse(path.read_text(encoding="utf-8"))):
        if name in {"__init__", here}:
            continue
        assert FLOW.index(name) < FLOW.index(here), f"{path.name} imports {name}, which comes after {here}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_fit_a_sitting_and_functions_a_screen(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    is_reader = path.parent.name == "readers" and not path.name.startswith(SHARED_BY_READERS)
    assert text.count("\n") <= (READER_LINES if is_reader else MODULE_LINES)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            assert length <= FUNCTION_LINES, f"{node.name} has {length} lines"


@pytest.mark.parametrize("name", ["", ".engines", ".metrics", ".diagrams", ".readers"])
def test_what_a_package_exports_is_sorted_and_documented(name: str) -> None:
    module = importlib.import_module(f"graphkit{name}")
    assert list(module.__all__) == sorted(module.__all__, key=_constants_classes_functions)
    for public in module.__all__:
        value = getattr(module, public)
        if inspect.isfunction(value) or inspect.isclass(value):
            assert inspect.getdoc(value), f"{public} has no docstring"


def _constants_classes_functions(name: str) -> tuple[int, str]:
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


@pytest.mark.parametrize("statement", ["import graphkit", "import graphkit.cli", "import graphkit.readers"])
def test_starting_imports_nothing_heavy(statement: str) -> None:
    code = f"{statement}; import sys; print(' '.join(sys.modules))"
    loaded = set(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    )
    assert not HEAVY & loaded


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom graphkit.cli import main\nsys.argv = ['graphkit', '--help']\n"
        "try:\n    main()\nexcept SystemExit:\n    sys.stderr.write(' '.join(sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "report" in done.stdout
    assert not (HEAVY | {"msgspec"}) & set(done.stderr.split())


def test_no_unfinished_marks() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Error")
    for path in modules():
        text = path.read_text(encoding="utf-8")
        assert not [mark for mark in marks if mark in text], path
