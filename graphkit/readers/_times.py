"""Moments as exports write them, to microseconds since 1970-01-01 UTC.

A time without a zone means UTC. What cannot be read is None, never a guess; only in dates such as `03/04/2012`
somebody must say which number is the day.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Literal

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NAIVE_EPOCH = datetime(1970, 1, 1)
MICROSECOND = timedelta(microseconds=1)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_EPOCH = re.compile(r"\d{9,17}(?:\.\d{1,9})?", re.ASCII)
_COMPACT = re.compile(r"(?:19|20)\d{12}", re.ASCII)
_SPACED_ZONE = re.compile(r"\s+(?=[+-]\d{2}:?\d{2}$)|(?<=\d)\s*(?:UTC|GMT)$", re.ASCII)
_ZONE = re.compile(r"(?<![\d-])([+-])(\d{2}):?(\d{2})(?!\d)|\b(?:UTC|GMT|Z)\b", re.ASCII)
_CLOCK = re.compile(r"\b(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?(?:\s*([ap])\.?m\b\.?)?", re.ASCII | re.I)
_MONTH = re.compile(rf"\b({'|'.join(MONTHS)})[a-z]*\b", re.I)
_YEAR = re.compile(r"\b(\d{4})\b", re.ASCII)
_DAY = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\b", re.ASCII)
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?:[ ,T]+(\d.*))?", re.ASCII)


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970; a moment without a zone is UTC."""
    return (moment - (EPOCH if moment.tzinfo else NAIVE_EPOCH)) // MICROSECOND


def read_time(text: str, *, day_first: bool = True) -> int | None:
    """Microseconds of the moment a cell names, or None.

    >>> read_time("1970-01-01 01:00:00 +0100"), read_time("1970-01-02"), read_time("yesterday")
    (0, 86400000000, None)
    """
    text = text.strip()
    if not 6 <= len(text) <= 64:
        return None
    try:
        return _read(text, day_first)
    except (ValueError, OverflowError):
        return None


def _read(text: str, day_first: bool) -> int:
    if text[4] == "-" and (text[-1] == "Z" or len(text) in (10, 16, 19)):
        return microseconds(datetime.fromisoformat(text))
    if _EPOCH.fullmatch(text):
        return _digits(text)
    if _NUMERIC.fullmatch(text):
        return _numeric(text, day_first)
    if _MONTH.search(text):
        return _worded(text)
    return microseconds(datetime.fromisoformat(_SPACED_ZONE.sub(_iso_zone, text.replace("/", "-"))))


def day_or_month_first(text: str) -> Literal["day", "month", "either", ""]:
    """What a date such as `16/08/2012` shows about the order of its numbers; empty for every other date."""
    found = _NUMERIC.fullmatch(text.strip())
    if not found:
        return ""
    one, two = int(found[1]), int(found[3])
    if one == two:
        return ""
    return "day" if one > 12 else "month" if two > 12 else "either"


def _iso_zone(found: re.Match[str]) -> str:
    return "" if found[0].isspace() else "+00:00"


def _digits(text: str) -> int:
    """Epoch seconds, milliseconds or microseconds, told apart by size; or `20120816125900`."""
    if _COMPACT.fullmatch(text):
        return microseconds(datetime.strptime(text + "+0000", "%Y%m%d%H%M%S%z"))
    whole, _, fraction = text.partition(".")
    scale = 1_000_000 if len(whole) <= 11 else 1_000 if len(whole) <= 14 else 1
    return int(whole) * scale + int(float(f"0.{fraction or 0}") * scale)


def _numeric(text: str, day_first: bool) -> int:
    found = _NUMERIC.fullmatch(text)
    if found is None:
        raise ValueError
    one, two, year = int(found[1]), int(found[3]), int(found[4])
    day, month = (one, two) if (day_first and two <= 12) or one > 12 else (two, one)
    if len(found[4]) == 2:
        year += 1900 if year >= 70 else 2000
    return _moment(year, month, day, found[5] or "")


def _worded(text: str) -> int:
    """`Thu Aug 16 12:59:00 +0000 2012`, `16 August 2012 12:59`, `Aug 16, 2012 at 1:05 PM`."""
    clock, zone, month = _CLOCK.search(text), _ZONE.search(text), _MONTH.search(text)
    rest = text
    for found in (zone, clock):
        if found:
            rest = rest.replace(found[0], " ", 1)
    year = _YEAR.search(rest)
    day = _DAY.search(rest.replace(year[0], " ", 1)) if year else None
    if month is None or year is None or day is None:
        raise ValueError
    at = f"{clock[0] if clock else ''} {zone[0] if zone else ''}"
    return _moment(int(year[1]), MONTHS.index(month[1].lower()) + 1, int(day[1]), at)


def _moment(year: int, month: int, day: int, clock: str) -> int:
    found = _CLOCK.search(clock)
    if clock.strip() and not found:
        raise ValueError
    hour, minute, second = (int(found[n] or 0) for n in (1, 2, 3)) if found else (0, 0, 0)
    if found and found[4]:
        hour = hour % 12 + (12 if found[4] in "pP" else 0)
    zone = _ZONE.search(clock)
    offset = timedelta()
    if zone and zone[1]:
        offset = timedelta(hours=int(zone[2]), minutes=int(zone[3])) * (-1 if zone[1] == "-" else 1)
    return microseconds(datetime(year, month, day, hour, minute, second, tzinfo=UTC) - offset)
