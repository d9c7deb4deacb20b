"""Mail: archives of mailing lists as mbox files, Pipermail's monthly text files, single messages.

Where a file shows a mailing list, only what went through it is read; letters between persons in the same file are
left out and counted. A file without a sign of a list is read as the circle of letters that it is, and says so.
Messages are cut where a line begins with `From ` and a date, before a line that is a header; the beginning of each
is kept, however long it is.
"""

import re
from collections.abc import Iterator, Sequence

from graphkit.post import NOBODY, Item, LeftOut, Notice, Post, Ref
from graphkit.readers._faults import MIB
from graphkit.readers._lines import chunks, lines
from graphkit.readers._mail import (
    answered,
    author_of,
    began,
    date_of,
    decoded,
    headers_of,
    ids_in,
    is_listed,
    own_words,
    text_in,
)
from graphkit.readers._reader import HEAD, Claim, Glance, Member, Reader, ReadOptions

NETWORK = "mail"
KEPT = MIB
"""So many bytes of a message are looked at: headers and words come first, attachments last."""
BEGINS = re.compile(rb"From .{0,200}\d{1,2}:\d\d(?::\d\d)?.{0,40}\d{4}[ \t]*\r?\Z")
HEADER = re.compile(rb"[!-9;-~]{1,80}:|>From ")
KNOWN = re.compile(rb"(?:Return-Path|Received|Delivered-To|From|Date|Message-ID|MIME-Version|X-[\w-]+): ?\S", re.I)
SEPARATOR_DATE = re.compile(r"\S.*?\s((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s.*)\Z")
LISTED = re.compile(rb"^(?:List-(?:Id|Post|Archive)|X-BeenThere|X-Mailing-List|X-Mailman-Version|Mailing-List|"
                    rb"Precedence: *list|From: \S+ at \S+\.\w)", re.I | re.M)  # fmt: skip

UNLISTED = (
    "no sign of a mailing list in it: if these are letters between persons, ask them before results are passed on"
)

Found = tuple[int, int, bytes, bytes]
"""Number of its first line, byte offset, the line that begins it (empty in a single message), and the rest."""


def recognise(glance: Glance) -> Claim | None:
    """Claim what begins as a message does."""
    head = glance.head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    first, _, rest = head.partition(b"\n")
    second = rest.partition(b"\n")[0]
    is_mbox = BEGINS.match(first) and HEADER.match(second)
    is_mail = (
        KNOWN.match(first) and (HEADER.match(second) or second[:1] in (b" ", b"\t")) and b"\nFrom:" in b"\n" + head
    )
    return Claim("posts") if is_mbox or is_mail else None


def prepare(members: Sequence[Member], options: ReadOptions) -> bool:
    """Whether the files show a mailing list."""
    for member in members:
        with member.open() as file:
            if LISTED.search(file.read(HEAD)):
                return True
    return False


def read(member: Member, only_listed: bool) -> Iterator[Item]:
    """The messages of one file; where it shows a mailing list, those that went through it."""
    if not only_listed:
        yield Notice("mail.no_list", UNLISTED)
    with member.open() as file:
        cut = 0
        for item in _messages(lines(chunks(file))):
            cut += len(item[3]) >= KEPT
            yield _item(item, only_listed)
        if cut:
            yield Notice("mail.long", "of messages over 1 MiB, the beginning was read", count=cut)


def _messages(found: Iterator[tuple[int, int, bytes] | LeftOut]) -> Iterator[Found]:
    """Messages as they are cut; a line too long for a record is left out of its message."""
    begun: tuple[int, int, bytes] | None = None
    waiting: tuple[int, int, bytes] | None = None
    held: list[bytes] = []
    size = 0
    for item in found:
        if isinstance(item, LeftOut):
            continue
        line = item[2].rstrip(b"\r")
        if waiting is not None and HEADER.match(line):
            if begun is not None:
                yield *begun, b"\n".join(held)
            begun, held, size = waiting, [], 0
        elif waiting is not None and begun is not None and size < KEPT:
            held.append(waiting[2][: KEPT - size])
            size += len(held[-1]) + 1
        waiting = item if line.startswith(b"From ") and BEGINS.match(line) else None
        if begun is None and waiting is None and line.strip():
            begun = (item[0], item[1], b"")
        if waiting is None and size < KEPT:
            held.append(line[: KEPT - size])
            size += len(held[-1]) + 1
    if begun is not None:
        yield *begun, b"\n".join(held)


def _item(found: Found, only_listed: bool) -> Item:
    line, offset, separator, data = found
    headers, body = headers_of(data)
    own_id = (ids_in(headers.get("message-id", "")) or [""])[0]
    if only_listed and not is_listed(headers):
        return LeftOut("ignored", "record.private", "a letter that went through no list", line, offset, own_id)
    by = author_of(headers)
    if by is NOBODY:
        return LeftOut("rejected", "record.no_author", "the message does not say who wrote it", line, offset, own_id)
    time = date_of(headers.get("date", ""))
    if time is None and (dated := SEPARATOR_DATE.match(decoded(separator).strip())):
        time = date_of(dated[1])
    text = own_words(text_in(headers, body)[1])
    parent = answered(headers)
    ref = Ref(post_id=parent) if parent else None
    return Post(NETWORK, by, own_id, time, text, (), ref, line=line, conversation=began(headers))


READER = Reader(
    name="mbox",
    about="Mail: archives of mailing lists as mbox, Pipermail's text files, single messages (.eml)",
    recognise=recognise,
    read=read,
    network=NETWORK,
    prepare=prepare,
    cannot_show=(
        "to whom a message that answers nothing was sent (To and Cc hold the list and bystanders)",
        "whether an @word in a mail is a name or a line of code",
        "that two addresses are one person (`--aliases` can say so)",
    ),
)
