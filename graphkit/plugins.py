"""Readers, metrics, diagrams and engines of other packages: found by entry points, loaded where somebody names them.

Installing such a package changes no report. Ours come first: nobody's takes the name of one of ours.
"""

from importlib.metadata import EntryPoint, entry_points
from typing import Any

from graphkit.errors import UsageError

KINDS = ("readers", "metrics", "diagrams", "engines")
"""Each is the entry-point group `graphkit.<kind>`."""


def installed(kind: str) -> dict[str, EntryPoint]:
    """The plug-ins of a kind that are installed, by name, in the order of their names; none is loaded."""
    found = sorted(entry_points(group=f"graphkit.{kind}"), key=lambda entry: (entry.name, entry.value))
    return {entry.name: entry for entry in reversed(found)}


def named(kind: str, name: str) -> Any:
    """The plug-in of that name, loaded; None where none is installed. Raises UsageError where it cannot be loaded."""
    entry = installed(kind).get(name)
    return None if entry is None else loaded(entry)


def loaded(entry: EntryPoint) -> Any:
    """What an entry point leads to. Raises UsageError that names the package where it cannot be loaded."""
    try:
        return entry.load()
    except Exception as fault:
        said = f"{type(fault).__name__}: {fault}"
        raise UsageError(f"'{entry.name}' of the package {package(entry)} cannot be loaded ({said})") from fault


def package(entry: EntryPoint) -> str:
    """The name of the distribution that brings it."""
    return entry.dist.name if entry.dist else entry.module
