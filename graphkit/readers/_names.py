"""Which names of people may be shown: display names, and never an address or a number by which to reach somebody."""

import re

MOST_NAME = 200
_SPACES = re.compile(r"\s+")
_ADDRESS = re.compile(r"\S\s?@\s?\S+\.\w|\S\sat\s\S+\.\w")
_NUMBER = re.compile(r"[+(]?[\d\s()./-]{5,}")


def shown(name: str | None) -> str:
    """A display name fit to be printed and compared: single spaces; empty for an e-mail address or a phone number.

    >>> shown("Ann\\xa0 Reed"), shown("ann@mail.example"), shown("ann at mail.example"), shown("+49 30 1234567")
    ('Ann Reed', '', '', '')
    """
    plain = _SPACES.sub(" ", (name or "")[: 4 * MOST_NAME]).strip()[:MOST_NAME]
    return "" if _ADDRESS.search(plain) or _NUMBER.fullmatch(plain) else plain
