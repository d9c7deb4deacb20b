"""The one file of a page: its styles, sections, packed data and scripts, and a policy that lets nothing else in.

The policy names the very blocks by their hashes, so that nothing an export holds can run or change how the page
looks, and no request leaves it. The scripts, and the styles of what they draw, are gzipped like the data, which makes
the page a third smaller: a few lines unpack them, and the policy lets them in only if they are what was packed.
"""

import gzip
import re
from base64 import b64encode, b85encode
from collections.abc import Iterable
from hashlib import sha256
from html import escape as escaped

from graphkit.diagrams import _style as looks
from graphkit.diagrams._words import CONTROL
from graphkit.viewer._scripts import SCRIPTS, script, style

COMMENT = re.compile(r"^[ \t]*/\*[^\0]*?\*/[ \t]*\n|^[ \t]*//[^\n]*\n", re.MULTILINE)
INDENT = re.compile(r"^[ \t]+|^\n", re.MULTILINE)
BETWEEN = "\0"
"""Stands between the styles and the scripts that are packed together."""
NAMED = {
    "given": looks.GIVEN,
    "returned": looks.RETURNED,
    "loop": looks.LOOP,
    "flag-halo": looks.FLAG_HALO,
    "hollow": looks.HOLLOW_EDGE,
    "only-named": looks.ONLY_NAMED,
    "no-score": looks.NO_SCORE,
    "balance": looks.BALANCE,
    **{f"k-{kind}": colour for kind, colour in looks.KIND_COLOURS.items()},
}
"""The colours that the page shares with the pictures, by the names its styles use."""


def document(title: str, sections: Iterable[str], *, data: str) -> str:
    """A page as HTML: `title` is text, `sections` are HTML of ours in which everything of an export is escaped.

    `data` is what `packed` gives. The same parts give the same page.
    """
    styles, more, scripts, loader = _styles(), drawn(), joined(), _lean(script("load"))
    policy = (
        f"default-src 'none'; script-src '{_hash(loader)}' '{_hash(scripts)}'; "
        f"style-src '{_hash(styles)}' '{_hash(more)}'; img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width,initial-scale=1">',
            '<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">',
            '<link rel="icon" href="data:,">',
            f"<title>{escape(title)}</title><style>{styles}</style></head><body>",
            *sections,
            f'<script type="application/octet-stream" id="data">{data}</script>',
            f'<script type="application/octet-stream" id="packed">{_zipped(more + BETWEEN + scripts)}</script>',
            f"<script>{loader}</script></body></html>\n",
        ]
    )


def escape(text: str) -> str:
    """Text of an export as HTML: inert, on one line, without control characters."""
    return escaped(CONTROL.sub(" ", text), quote=True)


def _styles() -> str:
    colours = "".join(f"--{name}:{colour};" for name, colour in NAMED.items())
    return f":root{{{colours}}}\n{_lean(style('page'))}"


def drawn() -> str:
    """The styles of what scripts draw."""
    return _lean(style("drawn") + style("explorer"))


def joined() -> str:
    """All scripts as one, in a scope of its own."""
    whole = "".join(_lean(script(name)) for name in SCRIPTS)
    return f"(() => {{\n'use strict';\n{whole}}})();"


def _lean(text: str) -> str:
    return INDENT.sub("", COMMENT.sub("", text))


def _zipped(text: str) -> str:
    """Text as gzip in base 85, without the one of its digits that means something in HTML."""
    return b85encode(gzip.compress(text.encode(), 9, mtime=0)).decode("ascii").replace("<", ",")


def _hash(block: str) -> str:
    return f"sha256-{b64encode(sha256(block.encode()).digest()).decode('ascii')}"
