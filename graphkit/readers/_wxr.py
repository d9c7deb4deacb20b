"""WordPress eXtended RSS as plain fields: the blog, and its items one by one with their comments."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import BinaryIO

from graphkit.post import LeftOut, Notice
from graphkit.readers import _xml as xml
from graphkit.readers._encoding import Text
from graphkit.readers._faults import FileFault

WORDPRESS = re.compile(r"https?://wordpress\.org/export/\d+\.\d+/")
SPACES = {"http://purl.org/dc/elements/1.1/": "dc:", "http://purl.org/rss/1.0/modules/content/": "content:", "": ""}
VERSION = re.compile(r"1\.\d{1,2}")
ITEM = "post_id post_date post_date_gmt status post_type post_password"
OF_ITEM = frozenset(("link", "guid", "dc:creator", "content:encoded", *(f"wp:{name}" for name in ITEM.split())))
# The commenter's IP address is not even picked up; the e-mail address goes no further than `_blog`.
COMMENT = "id author author_email author_url date date_gmt content approved type parent user_id"
OF_COMMENT = frozenset(f"wp:comment_{name}" for name in COMMENT.split())
OF_CHANNEL = frozenset(("link", "wp:wxr_version", "wp:base_blog_url"))
OF_AUTHOR = frozenset(("wp:author_id", "wp:author_login", "wp:author_email", "wp:author_display_name"))

Fields = dict[str, str]


@dataclass
class Collected:
    """Wanted fields of an element, and of the elements in it that are records themselves."""

    level: int
    """The depth of the fields."""
    wanted: frozenset[str]
    inner: str
    """The name of the elements at that depth that have fields of their own."""
    wanted_inside: frozenset[str]
    fields: Fields = field(default_factory=dict)
    inside: list[Fields] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    _text: list[str] | None = None
    _heard: int = 0
    """The depth of the element whose text is being listened to."""

    def start(self, name: str, depth: int, _attributes: Mapping[str, str]) -> None:
        """Begin to listen, if the element is wanted."""
        del self.path[depth - 1 :]
        self.path.append(short := _short(name))
        if depth == self.level and short == self.inner:
            self.inside.append({})
        elif depth == self.level:
            self._listen(short in self.wanted, depth)
        elif depth == self.level + 1 and self.path[self.level - 1] == self.inner:
            self._listen(short in self.wanted_inside, depth)

    def data(self, text: str) -> None:
        """Hear the text."""
        if self._text is not None:
            self._text.append(text)

    def end(self, name: str, depth: int) -> None:
        """Keep the text; of two fields of one name the first is kept."""
        if self._text is not None and depth == self._heard:
            fields = self.fields if depth == self.level else self.inside[-1]
            fields.setdefault(_short(name), "".join(self._text).strip())
            self._text = None

    def _listen(self, wanted: bool, depth: int) -> None:
        self._text, self._heard = ([] if wanted else None), depth


class Export:
    """A WXR file: `blog` and `authors` stand at its top, `items` follows."""

    def __init__(self, file: BinaryIO) -> None:
        self._text = Text(file, xml.declared_encoding)
        self._pieces = xml.pieces(self._text.pieces(), tag="item", root="rss")
        _, before = next(self._pieces)
        top, self._namespaces, self._repairs = xml.head(before, _new_top)
        self.blog, self.authors = top.fields, top.inside
        version = self.blog.get("wp:wxr_version", "")
        if top.path[:1] != ["rss"] or not version:
            raise FileFault("wxr.version", "no WordPress export: it has no WXR version")
        if not VERSION.fullmatch(version):
            raise FileFault("wxr.version", f"its WXR version is {version[:20]!r}; 1.0 to 1.2 are read")

    def items(self) -> Iterator[Collected | LeftOut]:
        """Every item with its comments, or what is wrong with it."""
        for number, (kind, text) in enumerate(self._pieces, 1):
            if kind == "cut":
                yield LeftOut("rejected", "xml.truncated", f"the file ends before its end, at item {number}")
            elif kind == "long":
                yield LeftOut("rejected", "xml.size", f"item {number} is longer than 8 MiB")
            else:
                yield self._item(text, number)

    def notices(self) -> Iterator[Notice]:
        """What had to be mended, once the items are read."""
        yield from self._text.notices()
        if self._repairs:
            reason = f"{self._repairs:,} characters that XML forbids were mended"
            yield Notice("xml.repairs", reason, self._repairs, repairs=True)

    def _item(self, text: bytes, number: int) -> Collected | LeftOut:
        try:
            item, repairs = xml.record(text, self._namespaces, _new_item)
        except xml.DamageError as damage:
            return LeftOut("rejected", damage.code, f"item {number}: {damage}")
        self._repairs += repairs
        return item


def _new_top() -> Collected:
    return Collected(3, OF_CHANNEL, "wp:author", OF_AUTHOR)


def _new_item() -> Collected:
    return Collected(3, OF_ITEM, "wp:comment", OF_COMMENT)


@lru_cache(maxsize=512)
def _short(name: str) -> str:
    """A name with the usual prefix of its namespace, whatever the file calls it; `?` for any other namespace."""
    space, _, local = name.rpartition(" ")
    prefix = "wp:" if WORDPRESS.fullmatch(space) else SPACES.get(space)
    return "?" if prefix is None else prefix + local
