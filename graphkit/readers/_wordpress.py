"""What the items and comments of a blog are as posts and acts, and which of them are not public."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from msgspec import structs

from graphkit.post import NOBODY, Account, Act, Item, LeftOut, Notice, Post, Ref
from graphkit.readers._blog import NETWORK, Blog, address, sender_of
from graphkit.readers._html import text_of
from graphkit.readers._times import read_time
from graphkit.readers._wxr import Collected, Fields

LEFT_OUT = {
    "draft": ("record.draft", "a draft"),
    "auto-draft": ("record.draft", "a draft"),
    "pending": ("record.draft", "not published yet"),
    "future": ("record.draft", "not published yet"),
    "private": ("record.private", "private"),
    "trash": ("record.deleted", "in the bin"),
}
APPROVAL = {
    "0": ("record.pending", "a comment that waits for approval"),
    "hold": ("record.pending", "a comment that waits for approval"),
    "spam": ("record.spam", "spam"),
    "trash": ("record.deleted", "in the bin"),
    "post-trashed": ("record.deleted", "in the bin"),
}
PUBLIC = ("publish", "inherit")
PINGS = ("pingback", "trackback", "webmention")
COMMENTS = ("", "comment", "review")
POSTS = ("post", "page")

Why = tuple[str, str]
"""Why a record is no public post: a code and the reason."""


@dataclass
class Reading:
    """One export on its way to posts."""

    blog: Blog
    line: int = 0
    local_times: int = 0
    own_pings: list[tuple[str, Act]] = field(default_factory=list)
    """The blog's links to itself and where they come from, which may be a post further down."""

    def item(self, item: Collected) -> Iterator[Item]:
        """The post of an item, then those of its comments."""
        fields, blog = item.fields, self.blog
        author = blog.author(fields.get("dc:creator", ""))
        links = [link for link in (fields.get("link", ""), fields.get("guid", "")) if link]
        ref = Ref(author, next(iter(links), f"{blog.key}?p={fields.get('wp:post_id', '')}"))
        hidden = _hidden(fields)
        if not hidden:
            blog.published(links, fields.get("wp:post_id", ""), author)
        yield self._post(fields, ref, hidden)
        told = [(comment, hidden or _left_out(comment)) for comment in item.inside]
        whose = [NOBODY if why else self._who(comment, author) for comment, why in told]
        people = {comment.get("wp:comment_id", ""): who for (comment, _), who in zip(told, whose, strict=True)}
        for (comment, why), who in zip(told, whose, strict=True):
            self.line += 1
            number = comment.get("wp:comment_id", "")
            if why:
                yield LeftOut("ignored", *why, self.line, record_id=number)
            elif who is NOBODY:
                yield LeftOut(
                    "rejected", "record.no_author", "the comment names no author", self.line, record_id=number
                )
            else:
                yield from self._comment(comment, who, ref, people)

    def end(self) -> Iterator[Item]:
        """What can be said only after the last item."""
        for link, act in self.own_pings:
            yield structs.replace(act, source=self.blog.posts.get(link, act.source))
        if self.local_times:
            reason = "times given without GMT are read as if they were UTC"
            yield Notice("time.zone", reason, self.local_times)

    def _post(self, fields: Fields, ref: Ref, hidden: Why | None) -> Item:
        self.line += 1
        kind, number = fields.get("wp:post_type", ""), fields.get("wp:post_id", "")
        if kind not in POSTS:
            reason = f"an item of type {kind[:40] or 'unknown'}"
            return LeftOut("ignored", "record.not_a_post", reason, self.line, record_id=number)
        if hidden:
            return LeftOut("ignored", *hidden, self.line, record_id=number)
        if ref.account is NOBODY:
            return LeftOut("rejected", "record.no_author", "the item names no author", self.line, record_id=number)
        time = self._time(fields.get("wp:post_date_gmt", ""), fields.get("wp:post_date", ""))
        text = text_of(fields.get("content:encoded", ""))
        return Post(NETWORK, ref.account, ref.post_id, time, text, collected_via="archive", line=self.line)

    def _who(self, comment: Fields, author: Account) -> Account:
        """Who wrote a comment, or who sent a pingback."""
        if comment.get("wp:comment_type", "") not in PINGS:
            return self.blog.commenter(comment)
        link = comment.get("wp:comment_author_url", "")
        if self.blog.owns(link):
            return author
        sender = sender_of(link)
        return Account(handle=sender) if sender else NOBODY

    def _comment(self, comment: Fields, who: Account, ref: Ref, people: Mapping[str, Account]) -> Iterator[Item]:
        time = self._time(comment.get("wp:comment_date_gmt", ""), comment.get("wp:comment_date", ""))
        post_id = f"{self.blog.key}#comment-{comment.get('wp:comment_id', '')}"
        ping = comment.get("wp:comment_type", "") in PINGS
        link, parent = comment.get("wp:comment_author_url", ""), comment.get("wp:comment_parent", "")
        if ping and self.blog.owns(link):
            act = Act(NETWORK, who, who, "retweet", time, post_id, line=self.line)
            self.own_pings.append((address(link), act))
            return
        begun = ref.post_id
        if not ping and parent.strip("0"):
            ref = Ref(people.get(parent, NOBODY), f"{self.blog.key}#comment-{parent}")
        yield Post(
            NETWORK,
            who,
            post_id,
            time,
            text_of(comment.get("wp:comment_content", "")),
            reply_to=None if ping else ref,
            retweet_of=ref if ping else None,
            collected_via="archive" if self.blog.writes(who) else "search",
            line=self.line,
            conversation="" if ping else begun,
        )

    def _time(self, gmt: str, local: str) -> int | None:
        time = read_time(gmt)
        if time is None:
            time = read_time(local)
            self.local_times += time is not None
        return time


def _hidden(fields: Fields) -> Why | None:
    """Why an item, and all that is said below it, is not public."""
    status = fields.get("wp:status", "")
    if fields.get("wp:post_password"):
        return "record.private", "protected by a password"
    if status in PUBLIC:
        return None
    return LEFT_OUT.get(status, ("record.status", f"an item whose status is {status[:40] or 'missing'}: is it public?"))


def _left_out(comment: Fields) -> Why | None:
    """Why a comment is no public post."""
    approved, kind = comment.get("wp:comment_approved", ""), comment.get("wp:comment_type", "")
    if kind not in PINGS and kind not in COMMENTS:
        return "record.not_a_post", f"a comment of type {kind[:40]}"
    return None if approved in ("1", "approve", "approved") else APPROVAL.get(approved, APPROVAL["0"])
