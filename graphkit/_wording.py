"""The words of a post as numbers, so that near-copies are found without the words being kept.

Taken off first: links, @names, `RT` in front, and remarks at the end (a bracket, hashtags, an arrow and what follows).
A word is a run of letters, marks and digits, whatever its case. Scripts that put no spaces between words (Chinese,
Japanese, Thai, …) give each character for a word, and two of them count for one where words are counted.
"""

import re
import unicodedata
from functools import cache
from hashlib import blake2b

from msgspec import Struct

from graphkit.conventions import LINK

FEWEST_WORDS = 6
"""Shorter posts are like others by chance."""
TOGETHER = 3
"""So many words in a row are one shingle."""
DIGEST = 8
"""Bytes of a shingle's number."""
MOST_REMARKS = 30
"""So many remarks at the end of a post are taken off."""
_NAMES = re.compile(r"[@＠][A-Za-z0-9_]+(?:[.@-][A-Za-z0-9_]+)*")
_IN_FRONT = re.compile(r"\W*RT\b", re.IGNORECASE)
_ARROW = re.compile(r"<-+|<{2,}|[←⬅]")
_TAG = re.compile(r"[#＃]\w+\Z")
_OPENED_BY = {"]": "[", ")": "(", "】": "【", "）": "（"}
_UNSPACED = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff])"
)


class Wording(Struct, frozen=True, gc=False):
    """What is kept of a post's words: numbers that are equal where the words are."""

    id: bytes
    """Of all shingles together."""
    shingles: bytes
    """The distinct shingles, `DIGEST` bytes each, in order of size."""
    linked: bool
    """Whether a link stood in the post."""


def wording(text: str, network: str) -> Wording | None:
    """The wording of a post's text; None where fewer than six words are left of it.

    The network is part of every number: an account on another network may be the same person.

    >>> one = wording("Share more than you create, my friends! http://a.example/1 #sharing", "twitter")
    >>> other = wording("RT share MORE than you create my friends (so true)", "twitter")
    >>> one.shingles == other.shingles, one.linked, len(one.shingles) // DIGEST
    (True, True, 5)
    """
    if len(text) < 2 * FEWEST_WORDS - 1:
        return None
    found = words(text)
    characters = 0 if text.isascii() else sum(map(_is_character, found))
    if len(found) < FEWEST_WORDS or len(found) - characters / 2 < FEWEST_WORDS:
        return None
    salt = network.encode()[:16]
    triples = zip(found, found[1:], found[2:], strict=False)
    numbers = {blake2b(" ".join(triple).encode(), digest_size=DIGEST, person=salt).digest() for triple in triples}
    shingles = b"".join(sorted(numbers))
    linked = _may_link(text) and LINK.search(text) is not None
    return Wording(blake2b(shingles, digest_size=DIGEST).digest(), shingles, linked)


def words(text: str) -> list[str]:
    """The words of a text that are its author's, as they are compared.

    >>> words("RT: Don’t wait @ann, share… http://a.example [yes!]")
    ["don't", 'wait']
    """
    text = LINK.sub(" ", text) if _may_link(text) else text
    text = _NAMES.sub(" ", text) if "@" in text or "＠" in text else text
    text = _without_remarks(text)
    text = text[: _last_word(text)] if text.endswith("…") else text
    front = _IN_FRONT.match(text)
    text = text[front.end() :] if front else text
    if text.isascii():
        return _word().findall(text.lower())
    text = unicodedata.normalize("NFKC", text.replace("’", "'")).casefold()
    return _word().findall(_UNSPACED.sub(r" \1 ", text))


def _without_remarks(text: str) -> str:
    """The text up to the remarks at its end, without blanks there."""
    if ("<" in text or "←" in text or "⬅" in text) and (arrows := list(_ARROW.finditer(text))):
        text = text[: arrows[-1].start()]
    text = text.rstrip()
    for _ in range(MOST_REMARKS):
        opener = _OPENED_BY.get(text[-1:])
        if opener:
            end = text.rfind(opener)
        else:
            tag = _TAG.search(text, max(0, text.rfind("#"), text.rfind("＃")))
            end = tag.start() if tag else -1
        if end < 0:
            break
        text = text[:end].rstrip()
    return text


def _last_word(text: str) -> int:
    """Where the last word begins: the platform may have cut it."""
    return len(text) - len(text.rsplit(maxsplit=1)[-1])


def _may_link(text: str) -> bool:
    return "/" in text or "www." in text or "WWW." in text


def _is_character(word: str) -> bool:
    return len(word) == 1 and _UNSPACED.match(word) is not None


@cache
def _word() -> re.Pattern[str]:
    """A word: with the marks that Python leaves out of `\\w` (vowels of Hindi, accents), and apostrophes inside."""
    marks = "".join(chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code))[0] == "M")
    return re.compile(rf"[\w{marks}]+(?:'[\w{marks}]+)*")
