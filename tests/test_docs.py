"""The docs are true: what they name exists, what exists is named, and their commands run."""

import importlib.util
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import graphkit as gk
from graphkit.cli import app
from graphkit.diagrams import DIAGRAMS
from graphkit.metrics import METRICS
from graphkit.readers import READERS
from tests._commands import run

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def commands() -> list[str]:
    marked = README.split("these commands are run by", 1)[1]
    block = re.search(r"```console\n(.*?)```", marked, flags=re.DOTALL)
    assert block is not None
    return block[1].splitlines()


@pytest.mark.parametrize("command", commands())
def test_the_readmes_commands_run(command: str, tmp_path: Path) -> None:
    words = [
        str(tmp_path / word) if re.fullmatch(r"\w+\.(png|html)", word) else word for word in shlex.split(command)[1:]
    ]
    done = run(*words, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_the_readmes_script_runs(tmp_path: Path) -> None:
    (script,) = blocks("python")
    script = script.replace('"data/', f'"{ROOT}/data/').replace('"town.png"', f'"{tmp_path}/town.png"')
    script = script.replace('"reports/', f'"{tmp_path}/')
    subprocess.run([sys.executable, "-W", "error", "-c", script], check=True, capture_output=True)
    assert (tmp_path / "town" / "people.csv").is_file()


PAGES = ("exports", "privacy", "scripts")


@pytest.mark.parametrize("page", PAGES)
def test_the_blocks_of_a_page_run_in_order(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    found = re.findall(
        r"```(console|python)\n(.*?)```", (ROOT / f"docs/{page}.md").read_text(encoding="utf-8"), re.DOTALL
    )
    names: dict[str, object] = {}
    for language, block in found:
        if language == "python":
            exec(compile(block, f"docs/{page}.md", "exec"), names)  # noqa: S102  (our own page)
            continue
        for command in block.splitlines():
            done = CliRunner().invoke(app, shlex.split(command)[1:])
            assert done.exit_code == 0, f"{command}: {done.output} {done.exception}"
            assert done.stdout, command


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
