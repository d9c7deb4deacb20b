"""GML cut into its words, and its words into nodes and edges; nothing is held but the record being read."""

import re
from collections.abc import Generator, Iterable, Iterator
from html import unescape

from graphkit.readers._faults import FileFault

MOST_WORD = 1 << 20
"""Characters of one text in quotes, or of a comment."""
MOST_DEPTH = 200
_SPACE = re.compile(r"\s*+(?:#[^\n]*+\n\s*+)*+")
_WORD = re.compile(r'"([^"\n]*+)"|("[^"]*+)"|([\[\]])|([^\s"\[\]#][^\s"\[\]]*+)')
_SWALLOWED = re.compile(r"\n[^\S\n]*+(?:node|edge)\s*+\[")
"""In a text in quotes: it began with a stray quote."""

Word = tuple[str, bool]
"""A word, and whether it stood in quotes."""
Record = tuple[str, dict[str, str]]
"""`node` or `edge` with its attributes, or `graph` with one of the graph's own."""


def words(pieces: Iterable[str]) -> Iterator[Word]:
    """Keys, values and brackets; comments are passed over."""
    held = ""
    for piece in pieces:
        held += piece
        at = yield from _words(held, whole=False)
        held = held[at:]
        if len(held) > MOST_WORD:
            raise FileFault("gml.size", "has a text of more than a million characters, or a quote that is never closed")
    at = yield from _words(held, whole=True)
    if held[at:].strip() and held[at] != "#":
        raise FileFault("gml.cut", "ends inside a text in quotes")


def _words(text: str, *, whole: bool) -> Generator[Word, None, int]:
    """The words of a text, as far as they are complete; how far that is comes back."""
    at = 0
    while True:
        start = _SPACE.match(text, at).end()  # type: ignore[union-attr]
        found = _WORD.match(text, start)
        if found is None or (found.end() == len(text) and not whole):
            return start
        at = found.end()
        plain, long, bracket, bare = found.groups()
        if long is not None and _SWALLOWED.search(long):
            end = long.index("\n")
            plain, at = long[1:end], start + end
        elif long is not None:
            plain = long[1:]
        yield (plain, True) if plain is not None else (bracket or bare, False)


def records(found: Iterable[Word]) -> Iterator[Record]:
    """Nodes and edges of the graphs of a file; blocks inside them are passed over."""
    path: list[str] = []
    facts: dict[str, str] = {}
    key: str | None = None
    inside = ""
    for word, quoted in found:
        if word in ("[", "]") and not quoted:
            if word == "]" and inside in ("node", "edge"):
                yield inside, facts
            inside = _moved(path, word, key)
            facts = {} if word == "[" and inside else facts
            key = None
        elif key is None:
            key = word
        else:
            if inside == "graph":
                yield "graph", {key.lower(): word}
            elif inside:
                facts.setdefault(key, unescape(word) if "&" in word else word)
            key = None
    if path:
        raise FileFault("gml.cut", "ends before its end: its brackets are not all closed")


def _moved(path: list[str], bracket: str, key: str | None) -> str:
    """Go into a block or out of one; what block that is now: the graph, a node or an edge of it, or none of them."""
    if bracket == "[":
        path.append((key or "").lower())
    else:
        del path[-1:]
    if len(path) > MOST_DEPTH:
        raise FileFault("gml.depth", f"is nested more than {MOST_DEPTH} blocks deep")
    if path[:1] != ["graph"] or len(path) > 2:
        return ""
    return path[-1] if path[-1] in ("graph", "node", "edge") else ""
