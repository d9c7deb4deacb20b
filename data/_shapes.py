"""What the shapes of an export have in common: times, escapes, and the names and links in a text."""

import gzip
import io
import json
import re
import zipfile
from datetime import UTC, datetime
from typing import Any

from _community import Person, Post

Record = dict[str, Any]
DAYS_OF_WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NAME = re.compile(r"(?:(?<![A-Za-z0-9_!#$%&*@])|(?<=\bRT)|(?<=\brt))@([A-Za-z0-9_]{1,20})")
LINK = re.compile(r"http://t\.co/[A-Za-z0-9]+")
HASHTAG = re.compile(r"(?<=\s)#([a-z]+)")
ZIP_TIME = (2012, 12, 19, 0, 0, 0)


def iso(time: int, end: str = "Z") -> str:
    """`2012-05-01T13:02:11Z`."""
    return datetime.fromtimestamp(time, UTC).strftime("%Y-%m-%dT%H:%M:%S") + end


def long_date(time: int) -> str:
    """`Tue May 01 13:02:11 +0000 2012`, in English wherever it is run."""
    at = datetime.fromtimestamp(time, UTC)
    return f"{DAYS_OF_WEEK[at.weekday()]} {MONTHS[at.month - 1]} {at:%d %H:%M:%S} +0000 {at.year}"


def mail_date(time: int) -> str:
    """`Tue, 01 May 2012 13:02:11 +0000`."""
    at = datetime.fromtimestamp(time, UTC)
    return f"{DAYS_OF_WEEK[at.weekday()]}, {at:%d} {MONTHS[at.month - 1]} {at.year} {at:%H:%M:%S} +0000"


def escaped(text: str) -> str:
    """The text as the network delivers it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def joined(person: Person) -> int:
    """When the account was opened: some day from 2008 to 2011."""
    return 1199145600 + int(person.id) * 7919 % (4 * 365 * 86400)


def names_in(text: str, known: dict[str, Person]) -> list[tuple[int, int, Person]]:
    """Start, end and person of each name in the text that belongs to somebody known."""
    found = ((m.start(), m.end(), known.get(m[1].lower())) for m in NAME.finditer(text))
    return [(start, end, person) for start, end, person in found if person]


def links_in(post: Post, text: str) -> list[tuple[int, int, str, str]]:
    """Start, end, short link and where it leads: a quoting post links to the quoted one."""
    page = f"http://example.org/{post.by.circle}/"
    status = f"http://twitter.com/{post.quote_of.by.handle}/status/{post.quote_of.id}" if post.quote_of else ""
    return [(m.start(), m.end(), m[0], status or page + m[0][-8:]) for m in LINK.finditer(text)]


def display(link: str) -> str:
    """The link as it is shown: without its last part."""
    return link.removeprefix("http://").rpartition("/")[0] + "/…"


def dense(record: Any) -> str:
    """JSON on one line, without spaces."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def airy(record: Any) -> str:
    """JSON as personal archives print it."""
    return json.dumps(record, ensure_ascii=False, indent=2, separators=(",", " : "))


def gzipped(text: str) -> bytes:
    """Compressed without a name and a date."""
    out = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=out, mtime=0) as file:
        file.write(text.encode())
    return out.getvalue()


def zipped(members: dict[str, str]) -> bytes:
    """A zip of texts, all of one fixed date."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, text in members.items():
            member = zipfile.ZipInfo(path, ZIP_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system, member.external_attr = 3, 0o644 << 16
            archive.writestr(member, text.encode(), compresslevel=9)
    return out.getvalue()
