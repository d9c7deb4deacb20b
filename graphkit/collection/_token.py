"""The bearer token: from the environment or a file that only its owner may read; shown nowhere."""

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote

from graphkit.errors import UsageError

NAMES = ("GRAPHKIT_BEARER_TOKEN", "BEARER_TOKEN")
"""Variables of the environment that are looked at, in this order."""
SHAPE = re.compile(r"[A-Za-z0-9%._~+/=-]{1,4096}")
"""RFC 6750: a token of other characters could break a header in two, and be quoted in an error about it."""
MOST_BYTES = 8192
SHORTEST = 6
"""Shorter tokens are no secrets, and taking them out of pages would damage words."""
HIDDEN = "[token]"
READABLE_BY_OTHERS = 0o077
WHERE = f"put it into the environment as {NAMES[0]} (or {NAMES[1]}), or into a file of mode 600 and give --token-file"


@dataclass(frozen=True)
class Token:
    """A bearer token that does not show itself."""

    _value: str = field(repr=False)

    @property
    def header(self) -> str:
        """The value of the header `Authorization`."""
        return f"Bearer {self._value}"

    def cleaned(self, text: str) -> str:
        """The text without the token, as it is and as an address would write it."""
        if len(self._value) < SHORTEST:
            return text
        for form in (self._value, quote(self._value, safe=""), unquote(self._value)):
            text = text.replace(form, HIDDEN)
        return text


def token_from(file: Path | None = None, environment: Mapping[str, str] = os.environ) -> Token | None:
    """The token of a file, or of the environment where no file is named; None where there is none.

    Raises UsageError where the file is missing, may be read by others, or holds no token; no message quotes it.
    """
    if file is not None:
        return _token(_content(file), str(file))
    for name in NAMES:
        if value := environment.get(name, "").strip():
            return _token(value, name)
    return None


def demanded(token: Token | None, network: str) -> Token:
    """The token, or UsageError that says where one is looked for."""
    if token is None:
        raise UsageError(f"{network} asks for a bearer token and there is none: {WHERE}")
    return token


def _content(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            mode = os.fstat(opened.fileno()).st_mode
            if sys.platform != "win32" and mode & READABLE_BY_OTHERS:
                raise UsageError(f"{file}: others may read this token (mode {mode & 0o777:o}): chmod 600 {file}")
            content = opened.read(MOST_BYTES)
    except OSError as fault:
        raise UsageError(f"{file}: the token cannot be read: {fault.strerror or 'an error of the system'}") from None
    return content.decode("utf-8-sig", "replace").strip()


def _token(value: str, where: str) -> Token:
    if not SHAPE.fullmatch(value.removeprefix("Bearer ")):
        raise UsageError(f"{where}: this is no bearer token: letters, digits and .-_~+/%= in one line")
    return Token(value.removeprefix("Bearer "))
