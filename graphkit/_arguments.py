"""Words of the command line that need no checking are taken as they are.

typer loads pydantic to make a string of a string: 0.1 s of every run, more than a small export takes to read. What
is a number, or no word at all, typer still checks, with its own messages.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any


def eased(command: Any) -> Any:
    """The same command, whose words do not load what checks numbers; unchanged with a typer that is older."""
    for each in (command, *getattr(command, "commands", {}).values()):
        each.get_params = partial(_eased_params, each.get_params)
    return command


def _eased_params(found: Callable[[Any], list[Any]], ctx: Any) -> list[Any]:
    """The arguments of a command, and `--help`, which typer makes anew each time."""
    params = found(ctx)
    for param in params:
        checked = getattr(param, "get_runtime_param", None)
        if checked is not None and hasattr(param, "type_descriptor") and getattr(checked, "__name__", "") != "eases":
            words = _Words(param.type_descriptor.annotation, checked)
            param.get_runtime_param = words.eases
    return params


class _Words:
    """Stands in for typer's own check of one argument, and asks it where there is something to check."""

    def __init__(self, annotation: Any, checked: Any) -> None:
        self._annotation = annotation
        self._checked = checked

    def eases(self) -> "_Words":
        """What typer asks for."""
        return self

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The value of an argument from what was written, or its default."""
        if isinstance(value, tuple | list) and self._annotation == list[str]:
            return list(value)
        if isinstance(value, str) and self._annotation in (str, Path):
            return self._annotation(value)
        if value is None or (isinstance(self._annotation, type) and type(value) is self._annotation):
            several = value is None and (param.multiple or param.nargs == -1)
            return () if several else value
        return self._checked().coerce(value, param=param, ctx=ctx)
