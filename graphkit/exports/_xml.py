"""Text in XML files: without the characters that XML forbids, and with names that stay different without them."""

import re
from collections.abc import Iterable

FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 holds in no form, not even escaped."""
_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)


def xml(value: object) -> str:
    """A value as it stands in an attribute or an element.

    >>> xml('Ann & "Bob"\\x0b'), xml(True), xml(0.5)
    ('Ann &amp; &quot;Bob&quot;', 'true', '0.5')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    return FORBIDDEN.sub("", str(value)).translate(_ESCAPES)


def names(ids: Iterable[str]) -> dict[str, str]:
    """For each id that XML cannot hold as it is, one that it can, and that nobody else has.

    >>> names(["a", "a\\x01", "b"])
    {'a\\x01': 'a~2'}
    """
    every = list(ids)
    taken = set(every)
    made: dict[str, str] = {}
    for one in (one for one in every if FORBIDDEN.search(one)):
        bare, number = FORBIDDEN.sub("", one), 1
        name = bare or "~1"
        while name in taken:
            number += 1
            name = f"{bare}~{number}"
        taken.add(name)
        made[one] = name
    return made
