"""Values out of records whose shape nobody promised: a part of another type is as good as missing.

Personal exports change their shape from year to year, and a wrong part must not cost the whole record.
"""

from typing import Any


def within(value: Any, *path: str) -> Any:
    """What lies under these keys, one inside the other; None if it is not there."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def words(value: Any, *path: str) -> str:
    """The text under these keys; empty if there is none.

    >>> words({"author": {"name": "Ann"}}, "author", "name"), words({"author": 5}, "author", "name")
    ('Ann', '')
    """
    found = within(value, *path)
    return found if isinstance(found, str) else ""


def listed(value: Any, *path: str) -> list[Any]:
    """The list under these keys; empty if there is none."""
    found = within(value, *path)
    return found if isinstance(found, list) else []
