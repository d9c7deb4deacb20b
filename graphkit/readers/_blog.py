"""Who is who on a blog: its authors, the people who comment, and which addresses are the blog itself.

E-mail addresses tell people apart in here and go no further: no account's id, handle or name holds one.
"""

import re
from collections.abc import Mapping, Sequence

from graphkit.post import NOBODY, Account
from graphkit.readers._html import text_of
from graphkit.readers._names import shown

NETWORK = "wordpress"
NAMELESS = "anonymous"
_ADDRESS = re.compile(r"\s*(?:[a-z][\w+.-]*:)?//(?:[^/?#@]*@)?([^/?#:\s]+)(?::\d+)?([^?#\s]*)(\?[^#\s]*)?", re.I)
_TWEETED = re.compile(r"(?:mobile\.)?(?:twitter|x)\.com/(?!(?:home|i|intent|search|share)\b)(\w{1,20})(?:[/?]|$)", re.I)


def host_of(link: str) -> str:
    """The host of a link, without `www.`; empty if it has none."""
    found = _ADDRESS.match(link)
    return found[1].lower().removeprefix("www.") if found else ""


def sender_of(link: str) -> str:
    """The handle of who sent a pingback: the host, or the person where the page is one person's posts on Twitter."""
    person = _TWEETED.match(address(link))
    return person[1] if person else host_of(link)


def address(link: str) -> str:
    """Host, path and query of a link, so that `http://www.x.org/a/` and `https://x.org/a#top` are one."""
    found = _ADDRESS.match(link)
    return f"{host_of(link)}{found[2].rstrip('/')}{found[3] or ''}" if found else ""


class Blog:
    """The people of one blog. `key` is its address, so that two blogs never share a person."""

    def __init__(self, fields: Mapping[str, str], authors: Sequence[Mapping[str, str]]) -> None:
        link = fields.get("wp:base_blog_url") or fields.get("link", "")
        self.key = address(link) or "blog"
        self._homes = {self.key, address(fields.get("link", ""))} - {""}
        self._authors: dict[str, Account] = {}
        self._known: dict[tuple[str, str], Account] = {}
        self._namesakes: dict[str, list[tuple[str, Account]]] = {}
        self._handles: set[str] = set()
        self.posts: dict[str, Account] = {}
        """Who wrote what is published at an address."""
        for author in authors:
            self._add_author(author)

    def author(self, login: str) -> Account:
        """The author with this login; NOBODY without one."""
        if not login:
            return NOBODY
        if login not in self._authors:
            self._add_author({"wp:author_login": login})
        return self._authors[login]

    def writes(self, account: Account) -> bool:
        """Whether this is an author of the blog, not a visitor."""
        return account in self._authors.values()

    def published(self, links: Sequence[str], post_id: str, author: Account) -> None:
        """Note who wrote a post, and the blog's earlier home if its guid was made there (`http://old/?p=7`)."""
        for link in links:
            where = address(link)
            home, _, query = where.partition("?")
            if where:
                self.posts.setdefault(where, author)
            if post_id and query in (f"p={post_id}", f"page_id={post_id}"):
                self._homes.add(home)

    def owns(self, link: str) -> bool:
        """Whether a link leads to this blog itself."""
        where = address(link).partition("?")[0]
        return any(where == home or where.startswith(home + "/") for home in self._homes)

    def commenter(self, comment: Mapping[str, str]) -> Account:
        """Who wrote a comment: by user id, then e-mail, then name; NOBODY if it gives none of them."""
        user = comment.get("wp:comment_user_id", "").lstrip("0")
        called = comment.get("wp:comment_author", "")
        name = shown(text_of(called))
        email = (comment.get("wp:comment_author_email") or ("" if name else called)).casefold()
        for what, value in (("user", user), ("email", email), ("author", name.casefold())):
            if value and (what, value) in self._known:
                return self._known[what, value]
        if not (user or email or name):
            return NOBODY
        return self._visitor(name or NAMELESS, user, email)

    def _visitor(self, name: str, user: str, email: str) -> Account:
        """A visitor without user id or e-mail is the first of that name; with them, one of their own."""
        namesakes = self._namesakes.setdefault(name.casefold(), [])
        for number, (theirs, account) in enumerate(namesakes):
            if not user and (not email or not theirs):
                namesakes[number] = (theirs or email, account)
                break
        else:
            account = self._account(name)
            namesakes.append((email or user, account))
        for what, value in (("user", user), ("email", email)):
            if value:
                self._known.setdefault((what, value), account)
        return account

    def _account(self, name: str) -> Account:
        handle, number = name, 1
        while handle.casefold() in self._handles:
            number += 1
            handle = f"{name} ({number})"
        self._handles.add(handle.casefold())
        return Account(f"{self.key}:visitor:{handle}", handle)

    def _add_author(self, author: Mapping[str, str]) -> None:
        login, number = author.get("wp:author_login", ""), author.get("wp:author_id", "")
        name = shown(text_of(author.get("wp:author_display_name", "")))
        handle = shown(login) or name or f"author {number or len(self._authors) + 1}"
        plain = login if handle == login else f"author {number}" if number else handle
        account = Account(f"{self.key}:{plain}", handle, name)
        self._authors.setdefault(login, account)
        email = author.get("wp:author_email", "")
        for what, value in (
            ("user", number),
            ("email", email),
            ("email", "" if shown(login) else login),
            ("author", name),
            ("author", shown(login)),
        ):
            if value:
                self._known.setdefault((what, value.casefold()), account)
