"""WordPress exports (WXR 1.0 to 1.2): posts and pages, comments as replies, pingbacks and trackbacks as retweets.

Most pingbacks come from the blog itself: they are its authors linking to their own posts, and become acts of
theirs. A pingback from elsewhere is a post by the host that sent it. Who comments is only seen because they
commented here: they are a sample (`collected_via` search) and get no verdict.
"""

import re
from collections.abc import Iterator
from contextlib import closing

from msgspec import structs

from graphkit.post import Item, LeftOut
from graphkit.readers._blog import NETWORK, Blog
from graphkit.readers._encoding import decode_head
from graphkit.readers._faults import FileFault
from graphkit.readers._reader import Claim, Glance, Member, Reader, ReadOptions
from graphkit.readers._wordpress import Reading
from graphkit.readers._wxr import Export
from graphkit.readers._xml import declared_encoding

VERSION = re.compile(r"wxr_version>\s*(\d[\d.]{0,8})\s*<")


def recognise(glance: Glance) -> Claim | None:
    """RSS with WordPress's own namespace or version."""
    try:
        encoding = declared_encoding(glance.head)
    except FileFault as fault:
        return Claim("beside", f"an XML file that {fault}")
    text = decode_head(glance.head, encoding)
    if text.lstrip("\ufeff \t\r\n")[:1] != "<" or "<rss" not in text:
        return None
    if "wordpress.org/export/" not in text and ":wxr_version" not in text:
        return None
    version = VERSION.search(text)
    return Claim("posts", version=version[1] if version else "")


def read(member: Member, _options: ReadOptions) -> Iterator[Item]:
    """Posts and pages, then each one's comments; the blog's pingbacks to itself at the end."""
    with closing(member.open()) as file:
        export = Export(file)
        reading = Reading(Blog(export.blog, export.authors))
        for item in export.items():
            if isinstance(item, LeftOut):
                reading.line += 1
                yield structs.replace(item, line=reading.line)
            else:
                yield from reading.item(item)
        yield from reading.end()
        yield from export.notices()


READER = Reader(
    name="wordpress",
    about="A WordPress export (WXR): posts, pages, comments, pingbacks and trackbacks",
    recognise=recognise,
    read=read,
    network=NETWORK,
    cannot_show=(
        "what the people who comment write elsewhere",
        "whom a post means by a link (only @names, comments and pingbacks are counted)",
    ),
)
