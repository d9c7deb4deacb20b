"""The parts of a graph in JSON, one by one: nodes and links are never in memory all at once."""

import re
from collections.abc import Iterator

import msgspec

from graphkit.post import LeftOut, Notice
from graphkit.readers._faults import LIMITS, FileFault
from graphkit.readers._lines import utf8
from graphkit.readers._reader import Member
from graphkit.readers._split import Splitter, Window

LISTS = ("nodes", "links", "edges")
_KEY = re.compile(rb'"((?:[^"\\]|\\.)*+)"\s*+:')
_LONGEST_KEY = 4096

Part = tuple[str, bytes | msgspec.Raw]
"""A key, and its value or one element of it."""


def parts(member: Member) -> Iterator[Part | LeftOut | Notice]:
    """The values of an object by their keys; `nodes`, `links` and `edges` element by element."""
    with member.open() as file:
        text, notices = utf8(file)
        yield from notices
        window = Window(text, LIMITS)
        window.grow(_LONGEST_KEY)
        if window.skip() == ord("{"):
            window.at += 1
            yield from _values(window)
        if window.fault:
            raise window.fault


def _values(window: Window) -> Iterator[Part | LeftOut]:
    while (sign := window.skip()) != ord("}"):
        window.grow(_LONGEST_KEY)
        found = _KEY.match(window.data, window.at) if sign >= 0 else None
        window.at = found.end() if found else window.at
        begins = window.skip()
        if found is None or begins < 0:
            raise window.fault or FileFault("json.cut", "is no JSON to its end: a key is missing, or it was cut")
        key = found[1].decode("utf-8", "replace")
        splitter = Splitter(window)
        if begins == ord("[") and key in LISTS:
            window.at += 1
            values = splitter.array()
        else:
            values = splitter.element()
        for value in values:
            yield value if isinstance(value, LeftOut) else (key, value[2])
