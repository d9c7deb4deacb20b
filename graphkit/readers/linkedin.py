"""LinkedIn's export of a member's data: what they shared, commented and reposted, as CSV or UTF-16 with tabs.

Every row is the owner's own. Nobody else has an id in it: people are named in the words, as bare names, and stay
unresolved; posts that are answered or passed on are known by number only.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing

from msgspec.structs import replace

from graphkit.post import NOBODY, Account, Item, LeftOut, Notice, Post, Ref
from graphkit.readers._csv import Sheet
from graphkit.readers._encoding import decode_head
from graphkit.readers._faults import FileFault
from graphkit.readers._linkedin import BESIDE, Entry, Own, columns, entries, linked, own_shares, urn
from graphkit.readers._names import shown
from graphkit.readers._reader import HEAD, Claim, Glance, Member, Reader, ReadOptions
from graphkit.readers._times import read_time

NETWORK = "linkedin"
FOLDER = re.compile(r"[^/!]*$")
SHARES = {"date", "sharelink", "sharecommentary"}
COMMENTS = {"date", "link", "message"}
REPOSTS = {"date", "link"}
PROFILE = {"first name", "last name", "headline"}
PRIVATE = frozenset({"connections", "connections_only", "container", "logged_in_connections", "private"})


def recognise(glance: Glance) -> Claim | None:
    """Claim the files by their headers; some are claimed so that nobody reads them."""
    names = set(columns(glance.head))
    if _is_posts(glance.head, names):
        return Claim("posts")
    if names >= PROFILE and "connected on" not in names:
        return Claim("about")
    return next((Claim("beside", remark) for words, remark in BESIDE if names >= words), None)


def _is_posts(head: bytes, names: set[str]) -> bool:
    """Whether the columns are those of posts; those of comments and reposts need a link of LinkedIn's below them."""
    if names >= SHARES:
        return True
    return (names >= COMMENTS or names == REPOSTS) and bool(re.search(r"linkedin\.com/|urn:li:", decode_head(head)))


def prepare(members: Sequence[Member], options: ReadOptions) -> Own:
    """Whose export it is: by Profile.csv, else as the user said; nobody is asked for where no posts are."""
    asked, name = False, ""
    links: list[str] = []
    for member in members:
        with member.open() as file:
            head = file.read(HEAD)
        names = set(columns(head))
        asked = asked or _is_posts(head, names)
        if names >= PROFILE:
            name = name or _profile(member)
        if names >= SHARES:
            links += [urn(row.cells["sharelink"]) for row in entries(member) if isinstance(row, Entry)]
    name = name or shown(options.owner.removeprefix("@"))
    if asked and not name:
        reason = "does not say whose export it is (no Profile.csv beside it); say it with --owner 'FULL NAME'"
        raise FileFault("archive.no_owner", reason)
    return Own(Account(name=name), own_shares(links))


def _profile(member: Member) -> str:
    """First and last name in the first row of a profile."""
    with closing(member.open()) as file:
        sheet = Sheet(file)
        names = [cell.lower() for cell in sheet.header]
        for row in sheet.rows():
            if isinstance(row, tuple):
                cells = dict(zip(names, row[1], strict=False))
                return shown(f"{cells.get('first name', '')} {cells.get('last name', '')}")
    return ""


def read(member: Member, own: Own) -> Iterator[Item]:
    """The shares, comments or reposts of one file."""
    below = 0
    for entry in entries(member):
        item = _item(entry, own) if isinstance(entry, Entry) else entry
        below += isinstance(item, Post) and item.reply_to is not None and item.reply_to.account == own.account
        yield item
    if below:
        reason = f"{below:,} comments below the owner's own posts continue them: whom they answer there is unknown"
        yield Notice("record.own_post", reason, below)


def _item(entry: Entry, own: Own) -> Item:
    cells = entry.cells
    link = urn(cells.get("sharelink") or cells.get("link", ""))
    time = read_time(cells.get("date", ""), day_first=False)
    if cells.get("visibility", "").strip().lower() in PRIVATE:
        return LeftOut("ignored", "record.private", "shared with connections or persons only", entry.line, None, link)
    post = Post(NETWORK, own.account, "", time, "", collected_via="archive", line=entry.line)
    if "message" in cells:
        share = own.share(link)
        return replace(post, text=cells["message"], reply_to=Ref(own.account, share) if share else Ref(NOBODY, link))
    if "sharelink" in cells:
        return _share(cells, replace(post, id=link))
    return replace(post, retweet_of=Ref(NOBODY, link))


def _share(cells: dict[str, str], post: Post) -> Post:
    """A share. One without words, link and picture is taken for the post of another, passed on."""
    text, page = cells.get("sharecommentary", "").strip(), cells.get("sharedurl", "").strip()
    ref = linked(page)
    if ref is None and not (text or page or cells.get("mediaurl", "").strip()):
        ref = Ref(NOBODY)
    return replace(post, text=text, quote_of=ref) if text else replace(post, retweet_of=ref)


READER = Reader(
    name="linkedin",
    about="LinkedIn's export of a member's data: Shares.csv, Comments.csv, InstantReposts.csv",
    recognise=recognise,
    read=read,
    network=NETWORK,
    bundle=lambda path: FOLDER.sub("", path),
    prepare=prepare,
    cannot_show=(
        "whom the words name: mentions are bare names and stay unresolved",
        "who wrote the posts that were answered, passed on or liked",
        "which shares with words pass on somebody's post",
        "whom comments below the owner's own posts answer; they count as going on with them",
        "what others did towards the owner",
    ),
)
