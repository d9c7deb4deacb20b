"""A stretch of time, as the user gives it: from a date on, before a date."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from graphkit.errors import UsageError


@dataclass(frozen=True)
class Window:
    """The moments in [since, until), in microseconds since 1970 UTC; None: without that end."""

    since: int | None = None
    until: int | None = None

    def narrowed(self, since: str | None, until: str | None) -> "Window":
        """What of it lies in [since, until), dates as in ISO; UTC where they name no zone."""
        begins = [end for end in (self.since, None if since is None else moment(since)) if end is not None]
        ends = [end for end in (self.until, None if until is None else moment(until)) if end is not None]
        return Window(max(begins, default=None), min(ends, default=None))

    def conditions(self, column: str) -> Iterator[str]:
        """What must hold of a column of times."""
        for sign, end in ((">=", self.since), ("<", self.until)):
            if end is not None:
                yield f"{column} {sign} {end}"


def moment(date: str) -> int:
    """Microseconds since 1970 of an ISO date or time; UTC where it names no zone."""
    try:
        found = datetime.fromisoformat(date)
    except ValueError as fault:
        raise UsageError(f"'{date}' is no date; write it as 2012-08-16 or 2012-08-16T12:59:00") from fault
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    return (found - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
