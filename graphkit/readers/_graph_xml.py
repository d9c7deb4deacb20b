"""What GEXF and GraphML share: elements come one by one, and become nodes and edges when they end."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import BinaryIO, Protocol

from graphkit.post import Item, Notice
from graphkit.readers import _xml as xml
from graphkit.readers._encoding import Text, decode_head
from graphkit.readers._faults import FileFault
from graphkit.readers._graphs import UNDIRECTED, Ties
from graphkit.readers._reader import Claim, Glance, Member

_FIRST = re.compile(
    r"\ufeff?\s*+(?:(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*+(?:\[.*?\]\s*+)?>)\s*+)*+<(?:\w++:)?(\w++)", re.DOTALL
)
"""The first element, after declarations, comments and a document type."""
_VERSION = re.compile(r"""[^>]{0,2000}?\sversion\s{0,9}=\s{0,9}["'](\d[\d.]{0,8})["']""")


class Elements(xml.Handler, Protocol):
    """Listens to the elements of a file; what is complete lies in `found`."""

    found: list[Item]


def recognised(glance: Glance, root: str, undirected: Callable[[str], bool]) -> Claim | None:
    """A file whose first element is called so; refused where its beginning shows that nothing in it has a direction."""
    try:
        text = decode_head(glance.head, xml.declared_encoding(glance.head))
    except FileFault:
        return None
    found = _FIRST.match(text)
    if not found or found[1] != root:
        return None
    version = _VERSION.match(text, found.end())
    said = version[1] if version else ""
    return Claim("beside", UNDIRECTED, said) if undirected(text) else Claim("posts", version=said)


def read_elements(member: Member, ties: Ties, make: Callable[[Ties], Elements]) -> Iterator[Item]:
    """The items of a file, in the order of its edges."""
    with closing(member.open()) as file:
        yield from ties.read(_events(file, make(ties)))


def _events(file: BinaryIO, elements: Elements) -> Iterator[Item]:
    text = Text(file, xml.declared_encoding)
    repaired = 0
    try:
        for repairs in xml.whole(text.pieces(), elements):
            repaired += repairs
            yield from elements.found
            elements.found.clear()
    except FileFault:
        yield from elements.found
        raise
    yield from text.notices()
    if repaired:
        reason = f"{repaired:,} characters that XML forbids were mended"
        yield Notice("xml.repairs", reason, repaired, repairs=True)
