"""The table of Bluesky posts that minet and twitwi write: one row a post, with the posts it answers and quotes.

Posts that were only collected because another one quotes or answers them stand in rows of their own; they are a
sample of what their authors wrote (`collected_via` search).
"""

from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from typing import Any

from graphkit.post import Account, CollectedVia, Item, LeftOut, Post, Ref
from graphkit.readers._bluesky import NETWORK, POST, account, collection_of, owner, repost
from graphkit.readers._csv import Sheet
from graphkit.readers._faults import FileFault
from graphkit.readers._reader import Claim, Glance, Member, Reader
from graphkit.readers._times import read_time

MARKS = frozenset({"uri", "user_did", "to_post_uri", "quoted_uri", "repost_by_user_did"})
ALONG = frozenset({"quote", "thread"})

Row = dict[str, str]


def recognise(glance: Glance) -> Claim | None:
    """Claim tables with the columns of this one."""
    if b"repost_by_user_did" not in glance.head:
        return None
    try:
        return Claim("posts") if set(Sheet(BytesIO(glance.head)).header) >= MARKS else None
    except FileFault:
        return None


def read(member: Member, context: Any) -> Iterator[Item]:
    """One post for each row."""
    with closing(member.open()) as file:
        sheet = Sheet(file)
        if missing := MARKS - set(sheet.header):
            raise FileFault("table.columns", f"no table of minet or twitwi: without {', '.join(sorted(missing))}")
        for row in sheet.rows():
            yield row if isinstance(row, LeftOut) else _item(dict(zip(sheet.header, row[1], strict=True)), row[0])
        yield from sheet.notices()


def _item(row: Row, line: int) -> Item:
    uri = row["uri"].strip()
    shown = account(row["user_did"].strip(), row.get("user_handle", "").strip(), row.get("user_display_name", ""))
    author = shown if shown.id else owner(uri)
    if not (author.id or author.handle):
        return LeftOut("rejected", "record.no_author", "the row names no author", line, record_id=uri)
    text = row.get("original_text") or row.get("text", "")
    named = _mentions(row)
    via: CollectedVia = "search" if row.get("collected_via") in ALONG else "unknown"
    reposter = account(row["repost_by_user_did"].strip(), row.get("repost_by_user_handle", "").strip())
    if reposter.id:
        time = read_time(row.get("repost_timestamp_utc", ""))
        return repost(reposter, Ref(author, uri, named), time, text, via=via, line=line)
    quoted = row["quoted_uri"].strip()
    return Post(
        NETWORK,
        author,
        uri,
        read_time(row.get("timestamp_utc", "")),
        text,
        named,
        _ref(row["to_post_uri"].strip()),
        quote_of=_ref(quoted, row.get("quoted_user_handle", "")) if collection_of(quoted) == POST else None,
        collected_via=via,
        line=line,
    )


def _ref(uri: str, handle: str = "") -> Ref | None:
    """The post at an address, of the account in it."""
    author = owner(uri)
    return Ref(account(author.id, handle.strip()) if author.id else author, uri) if uri else None


def _mentions(row: Row) -> tuple[Account, ...]:
    """The accounts that the post marks, each with the handle beside it."""
    dids, handles = row.get("mentioned_user_dids", "").split("|"), row.get("mentioned_user_handles", "").split("|")
    beside = handles if len(handles) == len(dids) else [""] * len(dids)
    named = [account(did.strip(), handle.strip()) for did, handle in zip(dids, beside, strict=True)]
    return tuple(one for one in named if one.id or one.handle)


READER = Reader(
    name="bluesky-csv",
    about="Bluesky posts as a table: the CSV of minet and twitwi",
    recognise=recognise,
    read=read,
    network=NETWORK,
    cannot_show=("who liked a post",),
)
