"""Words of the command line mean the same whether or not typer's own check is asked."""

from collections.abc import Sequence
from typing import Any

import pytest
import typer

from graphkit._arguments import eased
from graphkit.cli import app

LINES = (
    ("measure", "a.csv", "b.csv", "-m", "counts", "--metric", "core", "--top", "3", "--me-threshold", ".2"),
    ("measure", "-", "--kind", "reply", "--aliases", "names.csv", "-f", "table", "-vv", "--sample-ok"),
    ("compare", "a", "--with", "b", "c", "--min-posts", "2"),
    ("report", "a.zip", "-o", "out", "--seed", "7"),
    ("draw", "a.zip"),
    ("list",),
)


def values(command: Any, line: Sequence[str]) -> dict[str, Any]:
    name, *words = line
    inner = command.commands[name]
    return dict(inner.make_context(name, list(words)).params)


def test_words_become_what_typer_makes_of_them() -> None:
    plain, quick = typer.main.get_command(app), eased(typer.main.get_command(app))
    for line in LINES:
        assert values(quick, line) == values(plain, line), line


@pytest.mark.parametrize("line", [("measure",), ("measure", "a", "--top", "many"), ("measure", "a", "--top", "-1")])
def test_what_is_no_word_is_refused_in_the_same_words(line: Sequence[str]) -> None:
    said = []
    for command in (typer.main.get_command(app), eased(typer.main.get_command(app))):
        with pytest.raises(Exception, match=r"\w") as refused:
            values(command, line)
        said.append(str(refused.value))
    assert said[0] == said[1]
