"""Write docs/commands.md from the command line itself: every command with all of its options. Run it after a change.

python docs/make_commands.py
"""

from collections.abc import Iterator
from dataclasses import fields
from enum import Enum
from pathlib import Path
from typing import Any

import typer

from graphkit._reading import Printing, Reading
from graphkit.cli import app

PLACE = Path(__file__).with_name("commands.md")
READING = {one.name for one in fields(Reading)}
PRINTING = {one.name for one in fields(Printing)}
HEAD = """# Commands

Made from the code by `python docs/make_commands.py`; a test holds the two together. `graphkit COMMAND --help` says the
same. Data goes to stdout, everything else to stderr; exit codes are in [promises.md](promises.md#exit-codes).

A command that reads takes one EXPORT or several: files, folders, patterns, archives (`.zip .tar .gz .bz2 .xz .zst`),
or `-` for standard input. The format is found by looking.
"""


def commands() -> str:
    """The whole page."""
    group: Any = typer.main.get_command(app)
    found = dict(sorted(group.commands.items()))
    lines = [HEAD, *_global(group)]
    for name, command in found.items():
        lines += _command(name, command)
    report = found["report"].params
    lines += ["## Options of reading", "", "What is read, and whom and what of it is kept.", ""]
    lines += [*_table(p for p in report if p.name in READING), ""]
    lines += ["## Options of printing", "", "How a table is printed.", ""]
    lines += _table(p for p in found["measure"].params if p.name in PRINTING)
    return "\n".join(lines) + "\n"


def _global(group: Any) -> list[str]:
    return ["## graphkit", "", "Before the name of a command:", "", *_table(group.params), ""]


def _command(name: str, command: Any) -> list[str]:
    about, _, example = command.help.partition("\n\nExample: ")
    usage = " ".join(_word(p) for p in command.params if not p.opts[0].startswith("-"))
    names = {p.name for p in command.params}
    own = [p for p in command.params if not (_shared(READING, names, p) or _shared(PRINTING, names, p))]
    lines = [f"## graphkit {name}", "", about, "", f"`graphkit {name} {usage} [OPTIONS]`".replace("  ", " "), ""]
    lines += [f"Example: `{example}`", "", *_table(own), ""]
    kinds = [("reading", READING), ("printing", PRINTING)]
    also = [f"[options of {kind}](#options-of-{kind})" for kind, group in kinds if group <= names]
    return [*lines, f"Also the {' and the '.join(also)}.", ""] if also else lines


def _shared(group: set[str], names: set[str], param: Any) -> bool:
    """Whether the command has all of a group, and this is one of it."""
    return group <= names and param.name in group


def _word(param: Any) -> str:
    word = param.metavar or param.name.upper()
    word += "..." if param.nargs == -1 else ""
    return word if param.required else f"[{word}]"


def _table(params: Any) -> Iterator[str]:
    yield "| | meaning |"
    yield "|---|---|"
    for param in params:
        signs = [f"`{sign}`" for sign in sorted(param.opts, key=len, reverse=True)]
        if not param.opts[0].startswith("-"):
            signs = [f"`{param.metavar or param.name.upper()}`"]
        yield f"| {', '.join(signs)} | {_about(param).replace('|', chr(92) + '|')} |"


def _about(param: Any) -> str:
    words = (param.help or "").strip()
    flag = getattr(param, "is_flag", False) or getattr(param, "count", False)
    if kinds := _choices(param):
        words += f" One of {', '.join(f'`{kind}`' for kind in kinds)}."
    if param.required and param.opts[0].startswith("-"):
        words += " Has to be given."
    if not flag and param.default not in (None, "", 0) and not param.required:
        words += f" Default: `{param.default}`."
    return words


def _choices(param: Any) -> list[str]:
    """The words that an argument may be, where there are a few."""
    annotation = param.type_descriptor.annotation
    several = isinstance(annotation, type) and issubclass(annotation, Enum)
    return [str(kind.value) for kind in annotation] if several else []


if __name__ == "__main__":
    PLACE.write_text(commands(), encoding="utf-8")
