"""The rows of LinkedIn's CSV files, whose quotes are broken in two ways within one export.

Shares.csv ends and begins each line of a text with a doubled quote; Comments.csv puts a backslash before a quote.
So a row is not looked for by its quotes: it begins where a line begins with a date and a link, and goes on until
the next one does.
"""

import csv
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import unquote

from graphkit.post import NOBODY, Account, LeftOut, Notice, Ref
from graphkit.readers._encoding import Text, decode_head
from graphkit.readers._names import shown
from graphkit.readers._reader import Member

DATE = r"(?:\d{4}-\d\d?-\d\d?|\d\d?/\d\d?/\d{2,4})[ \d:APMUTC,]{0,20}"
BEGINS = re.compile(rf'"?{DATE}"?(?P<cut>[,\t;])(?:"?(?:https?://|urn:li:)|(?:"")?(?P=cut))')
URN = re.compile(r"urn:li:(?!comment)\w{1,30}:[\w-]{1,60}")
PERMALINK = re.compile(
    r"https?://(?:\w+\.)?linkedin\.com/posts/([\w%-]{1,100}?)_[^?#\s]{0,500}?(activity|share|ugcPost)-(\d+)"
)
SEAM = re.compile(r'"\r?\n(?:"|\Z)')
MOST_RECORD = 1 << 22
BEFORE, AFTER = 100, 1_000
"""Milliseconds by which an activity may be older or younger than its share."""

OTHERS = (
    {"endorsement date", "skill name"},
    {"time", "search query"},
    {"saveditem", "createdtime"},
    {"content title", "content type"},
    {"media description", "media link"},
    {"member age", "company names"},
    {"email address", "confirmed", "primary"},
    {"date", "status", "fullname"},
    {"company name", "title", "started on"},
    {"school name", "degree name"},
    {"first name", "last name", "job title", "text"},
    {"organization", "followed on"},
    {"registered at", "registration ip"},
    {"login date", "ip address"},
    {"ad clicked date"},
    {"category", "type of inference"},
    {"application date", "job title"},
)
BESIDE = (
    ({"date", "type", "link"}, "likes and other reactions; the export does not name the authors of what was liked"),
    ({"conversation id", "from", "content"}, "private messages; never read"),
    ({"from", "to", "sent at", "direction"}, "invitations: private messages; never read"),
    ({"first name", "last name", "connected on"}, "connections: who the owner knows, not what they did; not read"),
    ({"date", "optiontext", "link"}, "votes in polls; the export does not name the authors of the polls"),
    *((words, "no posts in it") for words in OTHERS),
)
"""Columns by which the other files of an export are known, and what `inspect` says of them."""


class Entry(NamedTuple):
    """One row: the line it starts on and its cells by the name of their column, in small letters."""

    line: int
    cells: dict[str, str]


def header_of(line: str) -> tuple[str, list[str]]:
    """The delimiter of a header and the names of its columns, in small letters."""
    cut = max(",\t;", key=line.count)
    return cut, [cell.strip().strip('"').strip().lower() for cell in line.strip("\ufeff \r\n").split(cut)]


def columns(head: bytes) -> list[str]:
    """The columns of a file that is a table; connections have a note above theirs."""
    if head.lstrip()[:1] in (b"", b"{", b"[", b"<"):
        return []
    lines = [line for line in decode_head(head).splitlines()[:8] if line.strip()]
    if lines and lines[0].strip('\ufeff",\t ').lower() == "notes:":
        lines = [line for line in lines[1:] if not line.startswith('"')]
    return header_of(lines[0])[1] if lines else []


def entries(member: Member) -> Iterator[Entry | LeftOut | Notice]:
    """Every row of a file, or what was left out."""
    with member.open() as file:
        text = Text(file)
        lines = enumerate(text.lines(), 1)
        cut, names = header_of(next((line for _, line in lines if line and line.strip()), ""))
        mended = 0
        for number, record in _records(lines):
            if record is None:
                yield LeftOut("rejected", "csv.size", "a row of over 4 million characters", number)
            elif (cells := _cells(record, cut, len(names))) is None:
                yield LeftOut("rejected", "csv.width", "a row that is not as wide as the header", number)
            else:
                mended += len(cells) > len(names)
                yield Entry(number, dict(zip(names, cells, strict=False)))
        yield from text.notices()
        if mended:
            yield Notice("csv.quotes", f"{mended:,} rows with broken quotes were mended", mended, repairs=True)


def _records(lines: Iterator[tuple[int, str | None]]) -> Iterator[tuple[int, str | None]]:
    """The lines of each row together, with the number of the first; None for a row that is too long.

    Where the first row does not begin as rows do, dates are written otherwise, and each line is a row.
    """
    held: list[str] = []
    start = size = 0
    known = True
    for number, line in lines:
        if not start and (line is None or not line.strip()):
            continue
        begins = line is not None and BEGINS.match(line) is not None
        known = begins if not start else known
        if start and not begins and known:
            size += MOST_RECORD if line is None else len(line)
            if size <= MOST_RECORD:
                held.append(line or "")
            continue
        if start and any(held):
            yield start, "".join(held) if size <= MOST_RECORD else None
        held, start, size = [line or ""], number, len(line or "")
    if start:
        yield start, "".join(held) if size <= MOST_RECORD else None


def _cells(record: str, cut: str, width: int) -> list[str] | None:
    """The cells of a row: by the rule, or with backslashes as escapes; None if neither gives the width.

    A row that had to be mended has one cell more, which is empty.
    """
    record = record.rstrip("\r\n")
    for escape in (None, "\\") if '\\"' not in record else ("\\", None):
        try:
            rows = list(csv.reader([record], delimiter=cut, escapechar=escape, strict=True))
        except csv.Error:
            continue
        if len(rows) == 1 and len(rows[0]) == width:
            cells = [SEAM.sub("\n", cell) for cell in rows[0]]
            return [*cells, ""] if escape or cells != rows[0] else cells
    return _to_the_end(record, cut, width)


def _to_the_end(record: str, cut: str, width: int) -> list[str] | None:
    """Where the text is the last cell and unquoted, it may hold the delimiter: what is left over is text."""
    cells = record.split(cut, width - 1)
    if width > 3 or len(cells) != width:
        return None
    text = cells[-1].strip().removeprefix('"').removesuffix('"').replace('\\"', '"').replace('""', '"')
    return [*[cell.strip('"') for cell in cells[:-1]], text, ""]


def urn(link: str) -> str:
    """The name of the post that a link leads to; LinkedIn has several kinds of names for one post.

    >>> urn("https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A7345")
    'urn:li:share:7345'
    """
    found = URN.search(unquote(link[:2_000]))
    return found[0] if found else ""


def linked(link: str) -> Ref | None:
    """The post that a shared link leads to, if it is one of LinkedIn's; its address may tell whose it is."""
    link = unquote(link[:2_000])
    if found := PERMALINK.match(link):
        return Ref(Account(handle=shown(found[1])), f"urn:li:{found[2]}:{found[3]}")
    return Ref(NOBODY, urn(link)) if "linkedin.com/feed/update/" in link and urn(link) else None


@dataclass(frozen=True)
class Own:
    """The owner, and their shares by the moment they were made, which LinkedIn's numbers hold (`number >> 22`)."""

    account: Account
    shares: Sequence[tuple[int, str]] = ()

    def share(self, link: str) -> str:
        """The owner's share that a link to an activity means; empty if it means none.

        One post has two numbers: the share's, and that of the activity, made within the same second (real ones: from
        16 ms before to 729 ms after; the next nearest of 296 was minutes away). Comments link to the activity.
        """
        moment = _moment(link) if link.startswith("urn:li:activity:") else 0
        place = bisect_left(self.shares, (moment - AFTER, ""))
        near = self.shares[place] if moment and place < len(self.shares) else (0, "")
        return near[1] if near[0] <= moment + BEFORE else ""


def own_shares(links: Iterable[str]) -> Sequence[tuple[int, str]]:
    """The shares that have a number, in the order of time."""
    return sorted((moment, link) for link in links if (moment := _moment(link)))


def _moment(link: str) -> int:
    """Milliseconds since 1970 at which LinkedIn made a number; 0 if it has none of that kind."""
    number = link.rpartition(":")[2].partition("-")[0]
    return int(number) >> 22 if number.isascii() and number.isdecimal() and 18 <= len(number) <= 20 else 0
