"""The tables that Reddit sends its users ("request your data"): which are read, which name the owner, which are not.

They lie side by side in one archive and name no author: that is the owner. Addresses (`ip`) are never read.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from io import BytesIO

from graphkit.post import NOBODY, Account, Item, LeftOut, Post
from graphkit.readers._csv import Sheet
from graphkit.readers._faults import FileFault
from graphkit.readers._reader import HEAD, Claim, Member
from graphkit.readers._reddit import ID, NETWORK, answered, named, words
from graphkit.readers._times import read_time

OF_ALL = frozenset({"id", "permalink", "date", "subreddit"})
COMMENTS, SUBMISSIONS = OF_ALL | {"link", "parent", "body"}, OF_ALL | {"title", "url", "body"}
STATISTICS = ["statistic", "value"]
PRIVATE = "private messages; never read"
BESIDE: tuple[tuple[frozenset[str], str], ...] = (
    (frozenset({"thread_id", "permalink", "from", "to"}), PRIVATE),
    (frozenset({"message_id", "channel_url", "conversation_type"}), PRIVATE),
    (OF_ALL | {"link", "parent"}, "the same comments without their words"),
    (OF_ALL | {"gildings", "url"}, "the same posts without their words"),
    (frozenset({"id", "permalink", "direction"}), "votes: they do not name whose post was voted on"),
    (frozenset({"announcement_id", "from_username"}), "announcements of Reddit"),
    (frozenset({"content_link", "award", "amount"}), "awards: they do not name who gave them"),
    (frozenset({"title", "body", "kind", "send_replies"}), "drafts: nothing published"),
    (frozenset({"content_link", "gold_received"}), "awards: not read"),
    (frozenset({"display_name", "privacy", "subreddits"}), "lists of communities: no posts in it"),
    (frozenset({"post_id", "user_selection"}), "votes in polls: no posts in it"),
    (frozenset({"birthdate", "verified_birthdate"}), "personal data; never read"),
)
"""Headers of the other tables of the export, and what is said of them."""
SMALL: dict[tuple[str, ...], str] = {
    ("date", "ip"): "addresses of logins; never read",
    ("issuer_id", "subject_id"): "accounts elsewhere; never read",
    ("preference", "value"): "settings: no posts in it",
}
"""The same by their whole headers, which are too short to be told by a part."""


def sheet_of(head: bytes) -> Sheet | None:
    """The first bytes of a file as a table, if they can be one."""
    try:
        return Sheet(BytesIO(head))
    except FileFault:
        return None


def claim(head: bytes) -> Claim | None:
    """What a table of the export is good for, by its header."""
    sheet = sheet_of(head)
    if sheet is None:
        return None
    header = frozenset(sheet.header)
    if header >= COMMENTS or header >= SUBMISSIONS:
        return Claim("posts")
    if sheet.header == STATISTICS:
        return Claim("about") if _owner(sheet) else None
    if sheet.header == ["id", "permalink"]:
        first = next(sheet.rows(), None)
        saved = isinstance(first, tuple) and "/comments/" in first[1][1]
        return Claim("beside", "what the owner saved or hid: addresses, not read") if saved else None
    if remark := SMALL.get(tuple(sheet.header)):
        return Claim("beside", remark)
    return next((Claim("beside", remark) for words, remark in BESIDE if header >= words), None)


def _owner(sheet: Sheet) -> str:
    """The account name in statistics.csv; the rows beside it (e-mail, dates) are passed over."""
    for row in sheet.rows():
        if isinstance(row, tuple) and row[1][0].strip() == "account name":
            return row[1][1].strip()
    return ""


def owner_of(members: Sequence[Member], said: str) -> Account:
    """Whose export it is: by statistics.csv, else as the user said; nobody where neither tells."""
    for member in members:
        with closing(member.open()) as file:
            sheet = sheet_of(file.read(HEAD))
        if sheet and sheet.header == STATISTICS and (name := _owner(sheet)):
            return Account(handle=name)
    said = said.removeprefix("/").removeprefix("u/").removeprefix("@")
    return (Account(id=said) if said.startswith("t2_") else Account(handle=said)) if said else NOBODY


def rows(member: Member, owner: Account) -> Iterator[Item]:
    """One post for each row of comments.csv or posts.csv."""
    with closing(member.open()) as file:
        sheet = Sheet(file)
        if not (set(sheet.header) >= COMMENTS or set(sheet.header) >= SUBMISSIONS):
            raise FileFault("csv.header", "is no JSON and no comments.csv or posts.csv of a Reddit export")
        if owner == NOBODY:
            reason = (
                "does not say whose export it is: give statistics.csv of the same folder too, or say --owner HANDLE"
            )
            raise FileFault("archive.no_owner", reason)
        places = {name: place for place, name in reversed(list(enumerate(sheet.header)))}
        for row in sheet.rows():
            yield row if isinstance(row, LeftOut) else _post(row[0], row[1], places, owner)
        yield from sheet.notices()


def _post(line: int, cells: list[str], places: dict[str, int], owner: Account) -> Post | LeftOut:
    cell = {name: cells[place].strip() for name, place in places.items()}
    number = cell["id"].removeprefix("t1_").removeprefix("t3_")
    if not ID.fullmatch(number) or not cell["permalink"]:
        return LeftOut("rejected", "record.shape", "the row has no id and address of a post", line)
    comment = "parent" in cell
    own_id = f"{'t1_' if comment else 't3_'}{number}"
    text = words(cell.get("title"), cell["body"])
    link = _submission(cell["link"]) if comment else ""
    reply = answered(own_id, _parent(cell["parent"]), link) if comment else None
    return Post(
        NETWORK,
        owner,
        own_id,
        read_time(cell["date"]),
        text,
        named(text),
        reply,
        collected_via="archive",
        line=line,
        conversation=link,
    )


def _parent(said: str) -> str:
    """The comment that is answered: some exports leave its `t1_` away."""
    return f"t1_{said}" if ID.fullmatch(said) else said


def _submission(address: str) -> str:
    """The submission at an address: `/r/tea/comments/45y7bs/…` is `t3_45y7bs`."""
    number = address.partition("/comments/")[2].partition("/")[0]
    return f"t3_{number}" if ID.fullmatch(number) else ""
