"""The docs are true: what they name exists, and what exists is named. That they run is in test_pages.py."""

import importlib.util
import re
from pathlib import Path

import graphkit as gk
from graphkit.diagrams import DIAGRAMS
from graphkit.metrics import METRICS
from graphkit.readers import READERS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_names_every_reader_once() -> None:
    named = re.findall(r"^\| `([a-z0-9-]+)` \|", README, flags=re.MULTILINE)
    assert sorted(named) == sorted(reader.name for reader in READERS)


def test_the_reference_is_what_the_code_says() -> None:
    spec = importlib.util.spec_from_file_location("make_reference", ROOT / "docs/make_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.PLACE.read_text(encoding="utf-8") == module.reference(), "run python docs/make_reference.py"


def test_every_column_of_people_is_explained() -> None:
    from graphkit._columns import meaning

    people = gk.measure(gk.load(ROOT / "data/town.csv"))
    assert not [column for column in people.columns if not meaning(column)]


def test_every_metric_and_diagram_says_what_it_is() -> None:
    assert not [name for name, metric in METRICS.items() if not metric.__doc__]
    assert not [name for name, diagram in DIAGRAMS.items() if not diagram.about]


def test_every_link_inside_the_docs_leads_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), ROOT / "data/README.md"]:
        for target in re.findall(r"\]\((?!http)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_promise_names_a_test_that_exists() -> None:
    page = (ROOT / "docs/promises.md").read_text(encoding="utf-8")
    promises = [promise for promise in re.split(r"\n(?=- |\n|#)", page) if promise.startswith("- ")]
    assert len(promises) > 20
    assert not [promise for promise in promises if "[test](" not in promise]
    for path, name in re.findall(r"\[test\]\(\.\./([\w/.]+)#(\w+)\)", page):
        assert f"\ndef {name}(" in (ROOT / path).read_text(encoding="utf-8"), f"{path} has no {name}"
