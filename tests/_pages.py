"""The blocks of a page of the docs, and what happens when a reader follows it from top to bottom.

```console           each line is a command of graphkit; what they print is data on stdout
```python            run in one namespace a page
```text              right behind one of these: what it printed, all of it, or the beginning up to a last line `…`

A comment before a block says what else may become of it:

<!-- file: NAME -->       it is kept as a file of that name
<!-- change: NAME -->     a diff: its lines with ` ` and `-` become those with ` ` and `+`, once in the file
<!-- not run: WHY -->     it is not run here
"""

import contextlib
import io
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from graphkit.cli import app

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(
    r"(?:^<!-- (?P<mark>file|change|not run): (?P<word>[^>]*) -->\n+)?^```(?P<kind>\w*)\n(?P<text>.*?)^```$",
    re.M | re.S,
)


@dataclass(frozen=True)
class Block:
    """One block of a page: its language, what stands in it, and the comment before it (`mark`, `word`)."""

    kind: str
    text: str
    mark: str
    word: str
    start: int
    end: int

    @property
    def shows(self) -> bool:
        """Whether it shows what the block before it printed."""
        return self.kind == "text" and not self.mark


def pages() -> list[Path]:
    """Every page of the docs with blocks to follow: the README, and all below docs but the decisions."""
    found = [path for path in (ROOT / "docs").rglob("*.md") if "decisions" not in path.parts]
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "data/README.md", *sorted(found)]


def blocks(text: str) -> list[Block]:
    """The blocks of a page, in order."""
    return [
        Block(one["kind"], one["text"], one["mark"] or "", one["word"] or "", one.start("text"), one.end("text"))
        for one in BLOCK.finditer(text)
    ]


def follow(text: str) -> Iterator[tuple[Block, str]]:
    """Do in the current folder what a page says, from top to bottom: each block with what it printed."""
    names: dict[str, Any] = {}
    for block in blocks(text):
        printed = ""
        if block.mark == "file":
            Path(block.word).parent.mkdir(parents=True, exist_ok=True)
            Path(block.word).write_text(block.text, encoding="utf-8")
        elif block.mark == "change":
            change(Path(block.word), block.text)
        elif block.mark == "" and block.kind == "console":
            printed = "".join(command(line) for line in block.text.replace("\\\n", " ").splitlines())
        elif block.mark == "" and block.kind == "python":
            printed = script(block.text, names)
        yield block, printed


def command(line: str) -> str:
    """What a command of graphkit prints; AssertionError where it fails."""
    word, *words = shlex.split(line)
    assert word == "graphkit", f"no command of graphkit: {line}"
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, f"{line}: {done.output} {done.exception!r}"
    assert done.stdout, line
    return done.stdout


def script(text: str, names: dict[str, Any]) -> str:
    """What a block of Python prints."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(text, "page", "exec"), names)  # noqa: S102  (our own page)
    return out.getvalue()


def change(path: Path, diff: str) -> None:
    """Change a file as a diff without line numbers says."""
    lines = [(line[:1], line[1:]) for line in diff.splitlines(keepends=True)]
    before = "".join(rest for sign, rest in lines if sign != "+")
    after = "".join(rest for sign, rest in lines if sign != "-")
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{path}: stands {text.count(before)} times in it: {before}"
    path.write_text(text.replace(before, after), encoding="utf-8")


def as_shown(printed: str, shown: str) -> str:
    """Of what was printed, as much as a block shows: all of it, or up to a last line `…`."""
    lines = [line.rstrip() for line in printed.splitlines()]
    wanted = shown.splitlines()
    cut = bool(wanted) and wanted[-1] == "…"
    return "\n".join([*lines[: len(wanted) - 1], "…"] if cut else lines) + "\n"
