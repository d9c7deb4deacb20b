"""XML one record at a time, for files that are large, cut, damaged or hostile.

The text is cut into records (`<item>…</item>`) before any of it is parsed, so that a fault stays inside its
record and memory holds one record. Each is parsed by itself, inside a tag with the namespaces around it. A record
that is not well-formed is mended once (stray ampersands, HTML's entities, characters XML forbids) and tried again.
No document type is accepted: entities are neither declared nor looked up.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from html.entities import html5
from itertools import chain
from typing import Literal, Protocol, TypeVar
from xml.parsers import expat

from graphkit.readers._encoding import encoding_of, readable
from graphkit.readers._faults import MIB, FileFault

MOST_RECORD = 8 * MIB
MOST_DEPTH = 200
MOST_REPAIRS = 100_000
"""Of one record: beyond that it is garbage."""
FED = MIB
_TAIL = 64
_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([^"'>]{1,60})["']""")
_FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_REFERENCE = re.compile(
    rb"<!\[CDATA\[.*?\]\]>|<!--.*?-->|&(?:amp|lt|gt|quot|apos);|&#(?:x([\da-fA-F]{1,6})|(\d{1,7}));|&(\w{2,31};)?",
    re.DOTALL,
)
_REPLACEMENT = "\ufffd".encode()

Piece = tuple[Literal["before", "record", "long", "cut"], bytes]
"""What stands before the first record; a record; one that is too long to keep; or the sign that the file is cut."""


class Handler(Protocol):
    """Takes what a parser finds; names are `uri local`, depth counts from 1."""

    def start(self, name: str, depth: int, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, name: str, depth: int) -> None:
        """An element ends."""

    def data(self, text: str) -> None:
        """Characters, perhaps not all of them."""


H = TypeVar("H", bound=Handler)


class DamageError(Exception):
    """A record cannot be parsed; `code` and the message go into what was left out."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def declared_encoding(head: bytes) -> str:
    """The encoding of an XML file: by its mark, else as declared; a FileFault if that is not one we read."""
    shown = encoding_of(head)
    found = _DECLARED.match(head)
    if shown != "utf-8" or not found:
        return shown
    name = found[1].decode("ascii", "replace")
    known = readable(name)
    if not known:
        raise FileFault("text.encoding", f"is declared to be in {name!r}, an encoding that is not read")
    # Who can read the declaration byte by byte is not looking at UTF-16.
    return "utf-8" if known.startswith(("utf-16", "utf-32", "ascii")) else known


def pieces(chunks: Iterator[str], *, tag: str, root: str) -> Iterator[Piece]:
    """The pieces of a file whose records are `<tag>`, not nested, somewhere inside `<root>`."""
    words = {name.encode(): rb"</%b\s*>" % name.encode() for name in (tag, root)}
    opening = rb"<%b(?=[\s/>])" % tag.encode()
    token = re.compile(rb"<!\[CDATA\[|<!--|" + opening + b"|" + b"|".join(words.values()))
    cutter = _Cutter(token, tag.encode())
    for chunk in chain(chunks, (None,)):
        yield from cutter.feed(chunk.encode() if chunk is not None else None)


class _Cutter:
    """Knows comments and CDATA, and nothing else of XML."""

    def __init__(self, token: re.Pattern[bytes], tag: bytes) -> None:
        self._token, self._tag = token, tag
        self._buffer = bytearray()
        self._at = 0
        self._until = b""
        self._begun = self._inside = self._long = self._closed = False

    def feed(self, chunk: bytes | None) -> Iterator[Piece]:
        """The pieces that are complete with this chunk; None is the end of the file."""
        if chunk is None:
            if not self._begun:
                yield "before", bytes(self._buffer)
            if self._inside or not self._closed:
                yield "cut", b""
            return
        self._buffer += chunk
        while self._skip() and (found := self._token.search(self._buffer, self._at)):
            yield from self._take(found[0], found.start(), found.end())
        if not self._until:
            self._at = max(self._at, len(self._buffer) - _TAIL)
        self._shorten()

    def _skip(self) -> bool:
        """Get past a comment or CDATA; False if its end is not here yet."""
        if not self._until:
            return True
        end = self._buffer.find(self._until, self._at)
        if end < 0:
            self._at = max(self._at, len(self._buffer) - 2)
            return False
        self._at, self._until = end + 3, b""
        return True

    def _take(self, word: bytes, start: int, end: int) -> Iterator[Piece]:
        self._at = end
        if word == b"<!--":
            self._until = b"-->"
        elif word == b"<![CDATA[":
            self._until = b"]]>"
        elif word.startswith(b"</" + self._tag):
            if self._inside:
                yield self._cut_off(end)
            self._inside = False
        elif word.startswith(b"</"):
            self._closed = True
        else:
            if not self._begun:
                yield "before", bytes(self._buffer[:start])
            if self._inside:  # the record before it never ended
                yield self._cut_off(start)
            else:
                del self._buffer[:start]
            self._begun = self._inside = True
            self._at = len(word)

    def _cut_off(self, end: int) -> Piece:
        kind: Literal["long", "record"] = "long" if self._long else "record"
        record = bytes(self._buffer[:end])
        del self._buffer[:end]
        self._at, self._long = 0, False
        return kind, record

    def _shorten(self) -> None:
        """Forget what is not needed any more."""
        if not self._begun:
            if len(self._buffer) > MOST_RECORD:
                raise FileFault("xml.size", "has more than 8 MiB before its first record")
            return
        self._long = self._long or (self._inside and len(self._buffer) > MOST_RECORD)
        if self._long or not self._inside:
            del self._buffer[: self._at]
            self._at = 0


def head(text: bytes, make: Callable[[], H]) -> tuple[H, dict[str, str], int]:
    """Parse what stands before the first record; the handler, the namespaces in force and the repairs come back."""
    done: list[H] = []
    scopes: list[tuple[str, str]] = []

    def attempt(text: bytes) -> None:
        scopes.clear()
        done.append(make())
        parser = _parser(done[-1])
        parser.StartNamespaceDeclHandler = lambda prefix, uri: scopes.append((prefix or "", uri or ""))
        parser.EndNamespaceDeclHandler = lambda _prefix: scopes.pop()
        _feed(parser, text)

    try:
        repairs = _twice(attempt, text)
    except DamageError as damage:
        raise FileFault(damage.code, f"cannot be read as XML: {damage}") from damage
    return done[-1], dict(scopes), repairs


def record(text: bytes, namespaces: Mapping[str, str], make: Callable[[], H]) -> tuple[H, int]:
    """Parse one record with a new handler; the handler and the number of repairs come back."""
    names = (f'xmlns{":" if prefix else ""}{prefix}="{escape(uri)}"' for prefix, uri in namespaces.items())
    around = f"<records {' '.join(names)}>".encode()
    done: list[H] = []

    def attempt(text: bytes) -> None:
        done.append(make())
        parser = _parser(done[-1])
        parser.Parse(around, False)
        _feed(parser, text)
        parser.Parse(b"</records>", True)

    repairs = _twice(attempt, text)
    return done[-1], repairs


def whole(chunks: Iterable[str], handler: Handler) -> Iterator[int]:
    """Parse a file from its beginning to its end, piece by piece: for records that are many, small and well made.

    The number of repairs in a piece comes back after each. What cannot be parsed ends the reading with a FileFault.
    """
    parser, held, fed = _parser(handler), b"", 0
    for chunk in chain(chunks, (None,)):
        held += (chunk or "").encode()
        # References and forbidden characters never straddle the end of a tag.
        end = len(held) if chunk is None else held.rfind(b">") + 1
        text, repairs = mended(held[:end] if fed else held[:end].lstrip())
        held, fed = held[end:], fed + len(text)
        try:
            parser.Parse(text, chunk is None)
        except expat.ExpatError as fault:
            raise FileFault("xml.syntax", f"is no well-formed XML to its end: {fault}") from fault
        except DamageError as damage:
            raise FileFault(damage.code, str(damage)) from damage
        if chunk is not None and len(held) + fed - parser.CurrentByteIndex > MOST_RECORD:
            raise FileFault("xml.size", "has a tag of more than 8 MiB")
        yield repairs


def _twice(attempt: Callable[[bytes], None], text: bytes) -> int:
    """Try to parse the text as it is, then mended; DamageError if it cannot be parsed."""
    try:
        attempt(text)
    except expat.ExpatError as fault:
        text, repairs = mended(text)
        if repairs:
            try:
                attempt(text)
            except expat.ExpatError as again:
                raise DamageError("xml.syntax", str(again)) from again
            return repairs
        raise DamageError("xml.syntax", str(fault)) from fault
    return 0


def _feed(parser: expat.XMLParserType, text: bytes) -> None:
    for at in range(0, len(text), FED):
        parser.Parse(text[at : at + FED], False)


def _parser(handler: Handler) -> expat.XMLParserType:
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MOST_DEPTH:
            raise DamageError("xml.depth", f"nested more than {MOST_DEPTH} elements deep")
        handler.start(name, depth, attributes)

    def end(name: str) -> None:
        nonlocal depth
        handler.end(name, depth)
        depth -= 1

    def refuse(*_declaration: object) -> None:
        raise FileFault("xml.dtd", "declares a document type (DTD), which is refused for safety")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = handler.data
    parser.StartDoctypeDeclHandler = refuse
    return parser


def mended(text: bytes) -> tuple[bytes, int]:
    """XML with its commonest faults repaired, and how many there were.

    >>> mended(b"a & b &nbsp; &#0; <![CDATA[ & ]]>")
    (b'a &amp; b \xc2\xa0 \xef\xbf\xbd <![CDATA[ & ]]>', 3)
    """
    text, repairs = _FORBIDDEN.subn(_REPLACEMENT, text, MOST_REPAIRS)

    def mend(found: re.Match[bytes]) -> bytes:
        nonlocal repairs
        new = _reference(found)
        repairs += new != found[0]
        return new

    return _REFERENCE.sub(mend, text, MOST_REPAIRS), repairs


def _reference(found: re.Match[bytes]) -> bytes:
    if found[1] or found[2]:
        code = int(found[1], 16) if found[1] else int(found[2])
        legal = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
        return found[0] if legal else _REPLACEMENT
    if found[3]:
        known = html5.get(found[3].decode("utf-8", "replace"))
        return escape(known).encode() if known else b"&amp;" + found[3]
    return b"&amp;" if found[0] == b"&" else found[0]
