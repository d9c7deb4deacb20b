"""An invented blog of two authors as WordPress exports it (WXR 1.2), with what is said below its posts."""

from dataclasses import dataclass
from html import escape
from random import Random

import _words as words
from _chance import below, happens, pick
from _community import DAY, START
from _shapes import iso, mail_date

SITE = "http://lanternlane.example"
HOUR = 3600
AUTHORS = {
    "nell": ("1", "Nell Harper", "nell@lanternlane.example"),
    "otis": ("2", "Otis Rook", "otis@lanternlane.example"),
}
READERS = "Ada Brook|Bram Tully|Cleo Marsh|Dev Lowry|Edith Vane|Femi Strand|Gus Pell|Hattie Oaks|Ivo Crane"
ELSEWHERE = (
    ("Mill Pond Diary", "http://millpond.example"),
    ("Notes from the Weir", "http://weirnotes.example"),
)


@dataclass(frozen=True)
class Entry:
    """A post or page of the blog."""

    id: int
    title: str
    login: str
    time: int
    body: str
    status: str = "publish"
    kind: str = "post"

    @property
    def slug(self) -> str:
        """The title as it stands in the address."""
        return self.title.lower().replace(" ", "-").replace(",", "")

    @property
    def link(self) -> str:
        """The address, with the date in it."""
        return f"{SITE}/{iso(self.time)[:10].replace('-', '/')}/{self.slug}/"


@dataclass(frozen=True)
class Comment:
    """A comment as it stands below an entry."""

    entry: int
    time: int
    author: str
    text: str
    email: str = ""
    url: str = ""
    kind: str = ""
    approved: str = "1"
    user: str = "0"
    parent: int = 0


def blog(rng: Random) -> str:
    """The whole export."""
    entries = _entries(rng)
    published = [e for e in entries if e.status == "publish" and e.kind == "post"]
    remarks = sorted(_pings(published) + _specials(published), key=lambda c: (c.entry, c.time))
    comments = _talk(rng, published, remarks)
    authors = "".join(
        f"\t<wp:author><wp:author_id>{id_}</wp:author_id><wp:author_login>{_cdata(login)}</wp:author_login>"
        f"<wp:author_email>{_cdata(email)}</wp:author_email>"
        f"<wp:author_display_name>{_cdata(name)}</wp:author_display_name></wp:author>\n"
        for login, (id_, name, email) in AUTHORS.items()
    )
    items = "".join(_item(entry, [(n, c) for n, c in comments if c.entry == entry.id]) for entry in entries)
    return HEAD.format(site=SITE, date=mail_date(START + 110 * DAY), authors=authors) + items + "</channel>\n</rss>\n"


def _entries(rng: Random) -> list[Entry]:
    """Twenty posts, and what must not be read as one: a page, a draft, a private post."""
    entries: list[Entry] = []
    for place in range(20):
        circle = pick(rng, words.CIRCLES)
        title = words.say(rng, ("The {adj} {thing}", "{When}, a {adj} {thing}", "How we {deed} the {thing}"), circle)
        body = "\n\n".join(words.say(rng, words.PLAIN[:7], circle) for _ in range(3))
        if entries and happens(rng, 0.55):
            older = pick(rng, entries)
            body += f'\n\nRead <a href="{older.link}">{escape(older.title)}</a> first.'
        login = "nell" if happens(rng, 0.6) else "otis"
        time = START + place * 5 * DAY + 8 * HOUR + below(rng, 8 * HOUR)
        entries.append(Entry(10 + place * 3, title, login, time, body))
    thanks = f'Thanks to <a href="{ELSEWHERE[0][1]}/2012/old-mills/">Mill Pond Diary</a> for the pictures.'
    return [
        *entries,
        Entry(2, "About this blog", "nell", START - 40 * DAY, "Two neighbours write here.", kind="page"),
        Entry(71, "Thanks all round", "otis", START + 101 * DAY, thanks),
        Entry(80, "Not finished yet", "otis", START + 102 * DAY, "A draft that nobody has seen.", status="draft"),
        Entry(83, "For family only", "nell", START + 103 * DAY, "Private words.", status="private"),
    ]


def _pings(entries: list[Entry]) -> list[Comment]:
    """Links between the blog's own posts come back as pingbacks from itself; three come from elsewhere."""
    own = [
        Comment(
            older.id,
            newer.time + 60,
            newer.title,
            f"[...] Read {older.title} first. [...]",
            url=newer.link,
            kind="pingback",
        )
        for newer in entries
        for older in entries
        if older.link in newer.body
    ]
    other = [
        Comment(
            entry.id,
            entry.time + 30 * HOUR,
            f"{title} » Links",
            f"[...] {entry.title} [...]",
            url=f"{site}/2012/links-{entry.id}/",
            kind="pingback",
        )
        for entry, (title, site) in zip(entries[3:12:4], ELSEWHERE * 2, strict=False)
    ]
    return own + other


def _specials(entries: list[Entry]) -> list[Comment]:
    """One of each of the things that readers get wrong."""
    return [*_trackbacks(entries[1], entries[5]), *_unpublished(entries[8]), *_not_logged_in(entries[12])]


def _trackbacks(tweeted: Entry, linked: Entry) -> list[Comment]:
    """One is a tweet that passes the post on by hand, one comes from another blog."""
    tweet, person = f"RT: @lanternlane {tweeted.title} {tweeted.link}", "http://twitter.com/fern_holt"
    words_of_other, page = f"{linked.title} is worth your time.", f"{ELSEWHERE[1][1]}/tb/5"
    return [
        Comment(tweeted.id, tweeted.time + 5 * HOUR, "fern_holt", tweet, url=person, kind="trackback"),
        Comment(linked.id, linked.time + 7 * HOUR, "Weir Notes", words_of_other, url=page, kind="trackback"),
    ]


def _unpublished(entry: Entry) -> list[Comment]:
    """Spam, a comment that waits for approval, and one thrown away."""
    time, kit = entry.time + 9 * HOUR, "kit@example.org"
    return [
        Comment(entry.id, time, "Cheap Lamps", "Buy lamps now", url="http://lamps.example", approved="spam"),
        Comment(entry.id, time + 5, "Kit Arden", "Is this still open?", kit, approved="0"),
        Comment(entry.id, time + 9, "Kit Arden", "Sorry, wrong page.", kit, approved="trash"),
    ]


def _not_logged_in(entry: Entry) -> list[Comment]:
    """The authors, once known by their e-mail only, once by nothing but the name."""
    _, _, email = AUTHORS["nell"]
    _, name, _ = AUTHORS["otis"]
    return [
        Comment(entry.id, entry.time + 2 * HOUR, "nell", "One more picture will follow.", email),
        Comment(entry.id, entry.time + 3 * HOUR, name, "And one from me."),
    ]


def _talk(rng: Random, entries: list[Entry], remarks: list[Comment]) -> list[tuple[int, Comment]]:
    """Numbered comments: what readers say, what the authors answer, and the remarks made elsewhere."""
    numbered = list(enumerate(remarks, 101))
    number = 101 + len(remarks)
    for entry in entries:
        readers = [pick(rng, READERS.split("|")) for _ in range(below(rng, 2) + 1)]
        for reader in dict.fromkeys(readers):
            numbered.append((number, _comment(rng, entry, reader)))
            if happens(rng, 0.25):
                id_, name, email = AUTHORS[entry.login]
                text = words.say(rng, words.REPLIES, pick(rng, words.CIRCLES))
                time = numbered[-1][1].time + 2 * HOUR
                answer = Comment(entry.id, time, name, text, email, SITE, user=id_, parent=number)
                numbered.append((number + 1, answer))
                number += 1
            number += 1
    return sorted(numbered, key=lambda pair: (pair[1].entry, pair[1].time, pair[0]))


def _comment(rng: Random, entry: Entry, reader: str) -> Comment:
    """What one reader says; newer versions of WordPress call a comment `comment`."""
    text = words.say(rng, words.REPLIES, pick(rng, words.CIRCLES))
    email = reader.lower().replace(" ", ".") + "@example.org"
    kind = "comment" if happens(rng, 0.3) else ""
    return Comment(entry.id, entry.time + HOUR + below(rng, 3 * DAY), reader, text, email, kind=kind)


def _item(entry: Entry, comments: list[tuple[int, Comment]]) -> str:
    link = entry.link if entry.status != "draft" else f"{SITE}/?p={entry.id}"
    return ITEM.format(
        title=escape(entry.title, quote=False), link=link, date=mail_date(entry.time),
        login=_cdata(entry.login), site=SITE, id=entry.id, body=_cdata(entry.body),
        local=_plain(entry.time + HOUR), utc=_plain(entry.time),
        slug=entry.slug, status=entry.status, kind=entry.kind,
        comments="".join(_comment_item(number, comment) for number, comment in comments),
    )  # fmt: skip


def _comment_item(number: int, comment: Comment) -> str:
    return COMMENT.format(
        number=number, author=_cdata(comment.author), email=comment.email, url=escape(comment.url),
        last=number % 250, local=_plain(comment.time + HOUR), utc=_plain(comment.time),
        text=_cdata(comment.text),
        approved=comment.approved, kind=comment.kind, parent=comment.parent, user=comment.user,
    )  # fmt: skip


def _cdata(text: str) -> str:
    return f"<![CDATA[{text}]]>"


def _plain(time: int) -> str:
    return iso(time, "").replace("T", " ")


HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- This is a WordPress eXtended RSS file generated by WordPress as an export of your site. -->
<!-- generator="WordPress/3.4.1" created="2012-08-19 08:00" -->
<rss version="2.0"
\txmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
\txmlns:content="http://purl.org/rss/1.0/modules/content/"
\txmlns:wfw="http://wellformedweb.org/CommentAPI/"
\txmlns:dc="http://purl.org/dc/elements/1.1/"
\txmlns:wp="http://wordpress.org/export/1.2/"
>
<channel>
\t<title>Lantern Lane</title>
\t<link>{site}</link>
\t<description>Two neighbours and a lane</description>
\t<pubDate>{date}</pubDate>
\t<language>en</language>
\t<wp:wxr_version>1.2</wp:wxr_version>
\t<wp:base_site_url>{site}</wp:base_site_url>
\t<wp:base_blog_url>{site}</wp:base_blog_url>
{authors}\t<generator>http://wordpress.org/?v=3.4.1</generator>
"""
ITEM = """\t<item>
\t\t<title>{title}</title>
\t\t<link>{link}</link>
\t\t<pubDate>{date}</pubDate>
\t\t<dc:creator>{login}</dc:creator>
\t\t<guid isPermaLink="false">{site}/?p={id}</guid>
\t\t<description></description>
\t\t<content:encoded>{body}</content:encoded>
\t\t<excerpt:encoded><![CDATA[]]></excerpt:encoded>
\t\t<wp:post_id>{id}</wp:post_id>
\t\t<wp:post_date>{local}</wp:post_date>
\t\t<wp:post_date_gmt>{utc}</wp:post_date_gmt>
\t\t<wp:comment_status>open</wp:comment_status>
\t\t<wp:ping_status>open</wp:ping_status>
\t\t<wp:post_name>{slug}</wp:post_name>
\t\t<wp:status>{status}</wp:status>
\t\t<wp:post_parent>0</wp:post_parent>
\t\t<wp:menu_order>0</wp:menu_order>
\t\t<wp:post_type>{kind}</wp:post_type>
\t\t<wp:post_password></wp:post_password>
\t\t<wp:is_sticky>0</wp:is_sticky>
{comments}\t</item>
"""
COMMENT = """\t\t<wp:comment>
\t\t\t<wp:comment_id>{number}</wp:comment_id>
\t\t\t<wp:comment_author>{author}</wp:comment_author>
\t\t\t<wp:comment_author_email>{email}</wp:comment_author_email>
\t\t\t<wp:comment_author_url>{url}</wp:comment_author_url>
\t\t\t<wp:comment_author_IP>192.0.2.{last}</wp:comment_author_IP>
\t\t\t<wp:comment_date>{local}</wp:comment_date>
\t\t\t<wp:comment_date_gmt>{utc}</wp:comment_date_gmt>
\t\t\t<wp:comment_content>{text}</wp:comment_content>
\t\t\t<wp:comment_approved>{approved}</wp:comment_approved>
\t\t\t<wp:comment_type>{kind}</wp:comment_type>
\t\t\t<wp:comment_parent>{parent}</wp:comment_parent>
\t\t\t<wp:comment_user_id>{user}</wp:comment_user_id>
\t\t</wp:comment>
"""
