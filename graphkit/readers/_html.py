"""HTML to the words a reader of the page would see.

Written by hand because the standard library's parser needs a time that grows with the square of the input
(100 KB of `<a b=` keeps it busy for a minute), and readers meet HTML they cannot trust.
"""

import html
import re

# Bounded repeats: a quote that never closes costs at most its bound, so the time stays linear.
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]{0,40})((?:[^<>\"']|\"[^\"]{0,4000}\"|'[^']{0,4000}'){0,4000}+)>")
_BLOCKS = "p div li ul ol table blockquote pre h1 h2 h3 h4 h5 h6 dt dd section article figure"
_BREAK = frozenset(("br", "hr", "tr", *_BLOCKS.split()))
_UNSEEN = frozenset(("script", "style", "template", "head"))
_SPACES = re.compile(r"[ \t\r\f\v\xa0]+")
_LINES = re.compile(r" ?\n[ \n]*")


def text_of(markup: str) -> str:
    """Plain text: tags dropped, blocks on lines of their own, escapes undone; the words of links stay.

    >>> text_of('<p>Thanks <a href="https://example.org">@ann</a> &amp; all</p><p>Bye</p>')
    'Thanks @ann & all\\nBye'
    """
    seen = html.unescape("".join(_pieces(markup)))
    return _LINES.sub("\n", _SPACES.sub(" ", seen)).strip()


def _pieces(markup: str) -> list[str]:
    pieces: list[str] = []
    unclosed: set[str] = set()
    at = 0
    while (start := markup.find("<", at)) >= 0:
        pieces.append(markup[at:start])
        if markup.startswith("<!--", start):
            end = markup.find("-->", start + 4)
            at = end + 3 if end >= 0 else len(markup)
        elif tag := _TAG.match(markup, start):
            name, at = tag[2].lower(), tag.end()
            if name in _UNSEEN and not tag[1] and name not in unclosed:
                at = _after(markup, at, name, unclosed)
            if name in _BREAK:
                pieces.append("\n")
        else:
            pieces.append("<")
            at = start + 1
    pieces.append(markup[at:])
    return pieces


def _after(markup: str, at: int, name: str, unclosed: set[str]) -> int:
    """Where the text goes on after an element nobody sees; one that never closes hides only its tag."""
    found = re.compile(f"</{name}", re.I).search(markup, at)
    if found:
        return found.start()
    unclosed.add(name)
    return at
