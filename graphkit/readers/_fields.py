"""Values out of records whose shape nobody promised: a part of another type is as good as missing.

Personal exports change their shape from year to year, and a wrong part must not cost the whole record.
"""

import re
from typing import Any

_SPACES = re.compile(r"\s+")
_EMAIL = re.compile(r"\S+@\S+\.\S+")
_NUMBER = re.compile(r"\+?[\d\s()./-]{5,}")
MOST_NAME = 200


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


def shown(name: str) -> str:
    """A display name fit to be printed and compared: single spaces, and never an e-mail address or a number.

    >>> shown("Ann\\xa0 Reed"), shown("ann@example.org"), shown("+49 30 1234567")
    ('Ann Reed', '', '')
    """
    name = _SPACES.sub(" ", name).strip()[:MOST_NAME]
    return "" if _EMAIL.search(name) or _NUMBER.fullmatch(name) else name
