"""Mail messages: their headers, who wrote them, and the words that are the author's own.

An e-mail address never leaves this module. An account is a digest of its address, a post a digest of its
Message-ID, which looks like an address too; docs/decisions/0010-mail.md says what that protects from.
"""

import binascii
import quopri
import re
from email.errors import MessageError
from email.header import decode_header
from hashlib import blake2b

from graphkit.post import NOBODY, Account
from graphkit.readers._encoding import readable
from graphkit.readers._html import text_of
from graphkit.readers._names import shown
from graphkit.readers._times import read_time

Headers = dict[str, str]
"""The first header of each name, by its lower-case name, on one line."""
MOST_HEADER, MOST_PARTS, MOST_DEPTH = 2_000, 50, 4
MOST_IDS = 20_000

_FIELD = re.compile(r"([!-9;-~]{1,80}):[ \t]?(.*)")
_LISTED = ("list-id", "list-post", "x-beenthere", "x-mailing-list", "x-mailman-version", "mailing-list", "list-archive")
_OBFUSCATED = re.compile(r"\S{1,200} at \S{1,200}\.\w")
_ID = re.compile(r"<([^<>]{1,998})>")
_PARAMETER = r';\s*%s\s*=\s*(?:"([^"]{0,200})"|([^\s;"]{1,200}))'
_BOUNDARY, _CHARSET = (re.compile(_PARAMETER % name, re.I) for name in ("boundary", "charset"))
_COMMENT = re.compile(r"\([^()]{0,200}\)")
_ZONES = {"EST": "-0500", "EDT": "-0400", "CST": "-0600", "CDT": "-0500", "MST": "-0700", "MDT": "-0600"}
_ZONES |= {"PST": "-0800", "PDT": "-0700", "BST": "+0100", "CET": "+0100", "CEST": "+0200", "MET": "+0100"}
_ZONE = re.compile(rf"\b({'|'.join(_ZONES)})\b")
_SHORT_YEAR = re.compile(r"(\d [A-Za-z]{3} )(\d\d)(?= \d{1,2}:)")
_OTHERS = re.compile(r"\s*[>|]")
_WROTE = re.compile(r"\s*\S.{0,300}\b(?:wrote|writes|a écrit|escribió|ha scritto|schrieb(?:\b.{0,100})?)\s?:\s*\Z")
_ON = re.compile(r"\s*(?:On|Am|Le|El|Il)\b.{0,200}\Z")
_REST = re.compile(r"\s*(?:-{2,}\s?Original Message\s?-{2,}|Begin forwarded message:|_{20,}\s*\Z)", re.I)
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_SIGNATURE = ("-- ", "--")


def headers_of(data: bytes) -> tuple[Headers, bytes]:
    """The headers of a message or a part, and what follows them."""
    head, _, body = (b"", b"", data[1:]) if data.startswith(b"\n") else data.partition(b"\n\n")
    found: Headers = {}
    name = ""
    for line in decoded(head).split("\n"):
        if line[:1] in (" ", "\t"):
            if name and len(found[name]) < MOST_IDS:
                found[name] += " " + line.strip()
            continue
        field = _FIELD.match(line)
        name = field[1].lower() if field else ""
        if not field or name in found:
            name = ""
            continue
        found[name] = field[2].strip()
    return found, body


def is_listed(headers: Headers) -> bool:
    """Whether a message went through a mailing list, as its headers or the hidden addresses of an archive show."""
    if any(name in headers for name in _LISTED) or headers.get("precedence", "").lower() == "list":
        return True
    return _OBFUSCATED.match(headers.get("from", "")) is not None


def author_of(headers: Headers) -> Account:
    """Who wrote a message. Where the list put its own address in front (`Ann via list`), the author's is elsewhere."""
    name, address = _mailbox(headers.get("from", ""))
    real, via, _ = name.rpartition(" via ")
    if via:
        name = real.strip(" '\"")
        fields = (headers.get(field, "") for field in ("x-original-from", "reply-to"))
        others = [other for field in fields if (other := _mailbox(field)[1]) and other != address]
        address = others[0] if others and not _is_list(others[0], headers) else ""
    name = shown(name)
    if address:
        return Account(f"person-{_digest(address)}", "", name)
    return Account(name=name) if name else NOBODY


def _is_list(address: str, headers: Headers) -> bool:
    return address in _address(" ".join(headers.get(name, "") for name in ("list-post", "x-beenthere", "to")))


def _mailbox(field: str) -> tuple[str, str]:
    """Display name and address of the first mailbox: `Ann <a@b>`, `a@b (Ann)`, `a at b (Ann)`, `a@b`."""
    field = field[:MOST_HEADER]
    start, end = field.rfind("<"), field.rfind(">")
    if 0 <= start < end:
        name, address = field[:start], field[start + 1 : end]
    else:
        address, _, name = field.partition("(")
        name = name.rpartition(")")[0]
    plain = unfolded(name).strip().strip("\"'").replace('\\"', '"').strip()
    address = _address(address)
    return plain, address if re.fullmatch(r"[^\s@]+@[^\s@]+", address) else ""


def _address(text: str) -> str:
    """An address in one form, whether an archive hid its @ or not."""
    return re.sub(r"\s+at\s+", "@", text.strip().lower())


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=8, person=b"graphkit mail").hexdigest()


def ids_in(field: str) -> list[str]:
    """The messages that a header names, as digests of their Message-IDs, in order."""
    return [_digest(_address(found[1])) for found in _ID.finditer(field[:MOST_IDS])]


def answered(headers: Headers) -> str:
    """The message that is answered: the first of In-Reply-To, else the last of References; empty if none."""
    first = ids_in(headers.get("in-reply-to", ""))[:1]
    return (first or ids_in(headers.get("references", ""))[-1:] or [""])[0]


def began(headers: Headers) -> str:
    """The message that began the conversation: the first of References; empty where there are none."""
    return next(iter(ids_in(headers.get("references", ""))), "")


def date_of(field: str) -> int | None:
    """The moment of a Date header, or of the line that begins a message in an mbox."""
    text = _COMMENT.sub(" ", field[:200]).strip()
    text = _ZONE.sub(lambda zone: _ZONES[zone[1]], text) if not re.search(r"[+-]\d{4}\s*\Z", text) else text
    return read_time(_SHORT_YEAR.sub(lambda year: year[1] + ("19" if year[2] > "69" else "20") + year[2], text))


def unfolded(field: str) -> str:
    """A header with its encoded words (`=?utf-8?q?J=C3=B6rg?=`) read."""
    if "=?" not in field:
        return field
    try:
        pieces = decode_header(field[:MOST_HEADER])
    except (MessageError, ValueError):
        return field
    return "".join(piece if isinstance(piece, str) else decoded(piece, charset or "") for piece, charset in pieces)


def decoded(data: bytes, charset: str = "") -> str:
    """Bytes as text: as declared where that is known, else as UTF-8, else as Windows-1252."""
    for name in (readable(charset) if charset else "", "utf-8"):
        try:
            return data.decode(name or "utf-8").replace("\r\n", "\n")
        except (UnicodeError, LookupError):
            continue
    return data.decode("cp1252", "replace").replace("\r\n", "\n")


def text_in(headers: Headers, body: bytes, depth: int = 0) -> tuple[str, str]:
    """Kind (`plain`, `html` or none) and text of the part that is meant to be read: plain text before HTML."""
    content = headers.get("content-type", "text/plain")[:MOST_HEADER]
    kind = content.partition(";")[0].strip().lower()
    if kind.startswith("multipart/"):
        return _best_part(content, body, depth)
    if kind not in ("text/plain", "text/html", "text"):
        return "", ""
    if "attachment" in headers.get("content-disposition", "").lower() and depth:
        return "", ""
    text = decoded(_unpacked(body, headers.get("content-transfer-encoding", "")), _parameter(_CHARSET, content))
    return ("html", text_of(text)) if kind == "text/html" else ("plain", text)


def _best_part(content: str, body: bytes, depth: int) -> tuple[str, str]:
    boundary = _parameter(_BOUNDARY, content)
    best = ("", "")
    if not boundary or depth >= MOST_DEPTH:
        return best
    parts = (b"\n" + body).split(b"\n--" + boundary.encode("utf-8", "replace"), MOST_PARTS)
    for part in parts[1:]:
        if part.startswith(b"--"):
            break
        found = text_in(*headers_of(part.partition(b"\n")[2]), depth + 1)
        if found[0] == "plain":
            return found
        best = best if best[0] else found
    return best


def _parameter(pattern: re.Pattern[str], content: str) -> str:
    found = pattern.search(content)
    return (found[1] or found[2] or "") if found else ""


def _unpacked(body: bytes, encoding: str) -> bytes:
    encoding = encoding.strip().lower()
    if encoding == "quoted-printable":
        return quopri.decodestring(body)
    if encoding == "base64":
        signs = _NO_BASE64.sub(b"", body)
        signs = signs[: len(signs) - (len(signs) % 4 == 1)]
        return binascii.a2b_base64(signs + b"=" * (-len(signs) % 4))
    return body


def own_words(text: str) -> str:
    """What the author wrote: without quoted lines, the line that announces them, and the signature.

    `>From ` is no quotation: mbox files guard a line of the author's that begins with From.

    >>> own_words("On Monday Ann wrote:\\n> why?\\nBecause.\\n-- \\nBob")
    'Because.'
    """
    kept: list[str] = []
    for line in text.split("\n"):
        if _REST.match(line) or line in _SIGNATURE:
            break
        if _OTHERS.match(line) and not line.startswith(">From "):
            continue
        if line.rstrip().endswith(":") and _WROTE.match(line):
            if kept and _ON.match(kept[-1]) and not _ON.match(line):
                kept.pop()
            continue
        kept.append(line[1:] if line.startswith(">From ") else line)
    return "\n".join(kept).strip()
