"""The least page that holds the explorer, under the policy of the real one; and a browser to open it in."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from graphkit.diagrams import _style as style
from graphkit.viewer import SCRIPTS, page_data, script
from graphkit.viewer import style as sheet
from tests.diagrams._cases import Case

SHARED = {
    "given": style.GIVEN,
    "returned": style.RETURNED,
    "loop": style.LOOP,
    "flag-halo": style.FLAG_HALO,
    "hollow": style.HOLLOW_EDGE,
    "only-named": style.ONLY_NAMED,
    "no-score": style.NO_SCORE,
    "balance": style.BALANCE,
    **{f"k-{kind}": colour for kind, colour in style.KIND_COLOURS.items()},
}
REST = """
:root { --ink: #20262b; --mute: #5f6a74; --line: #dfe4e8; --paper: #fff; --wash: #f5f7f8; --me: #7a1033;
  --focus: #0e7c86; --shade: #20262b2e }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6eaed; --mute: #9eaab4; --line: #2d363d; --paper: #14181b; --wash: #1c2226; --me: #f3a3b8;
    --focus: #4fc1cb; --shade: #0009; --flag-halo: #d99fb0; --hollow: #84909a; --only-named: #46515a; --loop: #e6eaed;
    --returned: #35aeb8; --k-retweet: #17808f; --k-quote: #4aa7b0; --k-reply: #5d98d8; --k-self: #c53a6d }
}
* { box-sizing: border-box }
body { margin: 0; color: var(--ink); background: var(--paper); font: 17px/1.6 system-ui, sans-serif }
button, input { font: inherit; color: inherit }
[hidden] { display: none !important }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); margin: 0 }
"""


def page_of(case: Case, path: Path) -> Path:
    """Write the page of an invented community."""
    graph, people = case
    colours = "".join(f"--{name}:{colour};" for name, colour in SHARED.items())
    styles = f":root{{{colours}}}{REST}{sheet()}"
    scripts = f"(() => {{\n'use strict';\n{''.join(map(script, SCRIPTS))}}})();"
    policy = (
        f"default-src 'none'; script-src '{_hash(scripts)}'; style-src '{_hash(styles)}'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )
    path.write_text(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
        f'content="{policy}"><link rel="icon" href="data:,"><title>explorer</title><style>{styles}</style></head><body>'
        f'<section id="explorer"></section><script type="application/octet-stream" id="data">{page_data(graph, people)}'
        f"</script><script>{scripts}</script></body></html>",
        encoding="utf-8",
    )
    return path


def _hash(block: str) -> str:
    return f"sha256-{b64encode(sha256(block.encode()).digest()).decode('ascii')}"
