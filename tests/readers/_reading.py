"""How the tests of readers that take bytes call them, without a file on disk."""

from collections.abc import Mapping
from io import BytesIO

from graphkit.post import Act, Item, LeftOut, Notice, Post
from graphkit.readers._reader import HEAD, Claim, Glance, Member, Reader, ReadOptions


def member(content: str | bytes) -> Member:
    """A file with this content."""
    data = content.encode() if isinstance(content, str) else content
    return Member("export", "", lambda: BytesIO(data))


def claim(reader: Reader, content: str | bytes) -> Claim | None:
    """What a reader says to a first look."""
    file = member(content)
    return reader.recognise(Glance("export", file.open().read(HEAD), file))


def read(reader: Reader, content: str | bytes, columns: Mapping[str, str] | None = None) -> list[Item]:
    """Everything that a reader gives."""
    file = member(content)
    return list(reader.read(file, reader.prepare([file], ReadOptions(columns=columns or {}))))


def posts(found: list[Item]) -> list[Post]:
    """The posts among items."""
    return [item for item in found if isinstance(item, Post)]


def acts(found: list[Item]) -> list[Act]:
    """The acts among items."""
    return [item for item in found if isinstance(item, Act)]


def left_out(found: list[Item]) -> list[tuple[str, str, int]]:
    """Fate, code and line of what was left out."""
    return [(item.fate, item.code, item.line) for item in found if isinstance(item, LeftOut)]


def notices(found: list[Item]) -> dict[str, tuple[str, int]]:
    """Text and count of each notice, by code."""
    return {item.code: (item.text, item.count) for item in found if isinstance(item, Notice)}
