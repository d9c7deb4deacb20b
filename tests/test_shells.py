"""What a shell and an installer see: completion of words, and hashes for everything that is installed."""

import os
import re
import tomllib
from pathlib import Path

import pytest

from tests._commands import run

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("graphkit pseu", "pseudonymise"),
        ("graphkit measure --sens", "--sensitivity"),
        ("graphkit draw x --dia", "--diagram"),
    ],
)
def test_bash_completes_commands_and_options(words: str, completed: str) -> None:
    asked = {"_GRAPHKIT_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    assert run(env={**os.environ, **asked}).stdout.split() == [completed]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_complete_too(shell: str) -> None:
    asked = {"_GRAPHKIT_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": "graphkit pseu"}
    done = run(env={**os.environ, **asked, "_TYPER_COMPLETE_FISH_ACTION": "get-args"})
    assert "pseudonymise" in done.stdout
    assert not done.stderr


def pins(file: str) -> set[str]:
    """Names with versions, in one spelling."""
    text = (ROOT / file).read_text(encoding="utf-8")
    found = re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.MULTILINE)
    return {f"{re.sub('[-_.]+', '-', name).lower()}=={version}" for name, version in found}


def test_every_file_that_development_installs_has_its_hash() -> None:
    text = (ROOT / "requirements-dev.txt").read_text(encoding="utf-8")
    wanted = text.split("\n", 2)[2]
    packages = re.split(r"\n(?=\S)", wanted.strip())
    assert all(re.fullmatch(r"[\w.-]+==[^\n]*(\n {4}--hash=sha256:[0-9a-f]{64}(?: \\)?)+", each) for each in packages)
    assert not re.search(r"\w+://|--(?:index|find|extra)", text)


def test_hashes_are_of_the_versions_we_use() -> None:
    assert pins("requirements-dev.txt") <= pins("constraints.txt"), "run make hashes"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = {pin.partition("==")[0] for pin in pins("requirements-dev.txt")}
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    wanted += project["dependency-groups"]["docs"]
    assert {re.split("[>=; ]", each)[0].replace(".", "-") for each in wanted} <= named
