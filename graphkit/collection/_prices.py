"""What X charges, from a table with a date; reckoned before the first request and while pages come.

X's price list says “charged per resource returned in the response” and not whether the accounts and posts that come
along with posts are charged too. Its own table counts what was asked for; a table of the user's may count them.
What is read again on the same day (UTC) is charged once, so the sum is the most it can be.
"""

import json
from dataclasses import dataclass, fields
from pathlib import Path

from graphkit.errors import UsageError

MOST_TABLE = 1 << 20


@dataclass(frozen=True)
class Prices:
    """US dollars for each thing read."""

    date: str
    """When the list was looked up."""
    source: str
    post: float
    user: float
    post_along: float = 0.0
    """For each post that comes along with those asked for."""
    user_along: float = 0.0
    """For each account that comes along."""

    def of(self, *, posts: int = 0, users: int = 0, posts_along: int = 0, users_along: int = 0) -> float:
        """What these cost."""
        asked = posts * self.post + users * self.user
        return asked + posts_along * self.post_along + users_along * self.user_along


PRICES = Prices("2026-08-28", "https://docs.x.com/x-api/getting-started/pricing", post=0.005, user=0.010)
FREE = Prices("", "", post=0.0, user=0.0)


def read_prices(file: Path | None) -> Prices:
    """The table of a JSON file `{"date": …, "source": …, "post": …, "user": …}`, or our own without a file."""
    if file is None:
        return PRICES
    try:
        with file.open("rb") as opened:
            given = json.loads(opened.read(MOST_TABLE))
        known = {one.name for one in fields(Prices)} - {"date", "source"}
        numbers = {name: float(value) for name, value in given.items() if name in known}
        if any(not 0 <= value < 1e6 for value in numbers.values()):
            raise ValueError(numbers)
        return Prices(str(given["date"]), str(given["source"]), **numbers)
    except OSError as fault:
        raise UsageError(f"{file}: the price table cannot be read: {fault.strerror}") from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        need = '{"date": "2026-08-28", "source": "…", "post": 0.005, "user": 0.01}'
        raise UsageError(f"{file}: this is no price table; one looks like {need}") from None


def dollars(amount: float) -> str:
    """An amount for people, never rounded down to nothing.

    >>> dollars(2.5), dollars(0.004), dollars(0)
    ('$2.50', '$0.01', '$0.00')
    """
    import math

    return f"${math.ceil(round(amount * 100, 6)) / 100:,.2f}"
