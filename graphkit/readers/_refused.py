"""Files that are known and hold no public posts, or posts in a format that is not read yet: said by name."""

import re
from collections.abc import Callable
from typing import Any

import msgspec

from graphkit.readers._discord import channel_in
from graphkit.readers._encoding import decode_head, encoding_of
from graphkit.readers._reader import HEAD, Glance
from graphkit.readers._sheets import container
from graphkit.readers._telegram import is_private

NOT_YET = "{}: recognised, not read yet"
PRIVATE = "{}: private messages are never read"
HTTP = "a recording of HTTP traffic; save the body of the answers as JSON"
LISTED = "`graphkit list readers` names what is read"
WORD = re.compile(r"[A-Za-z_$][\w$:-]{0,39}", re.ASCII)
"""A key that can be shown: addresses of people are keys too."""
TAG = re.compile(r"<([A-Za-z][\w:.-]*)")
TIKTOK = ("Activity", "Your Activity", "TikTok Shop", "Video Browsing History", "Profile And Settings")
WHATSAPP = re.compile(
    rb"^(?:\xe2\x80\x8e)?\[?\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[ap]\.?m\.?)?\]?"
    rb"(?: -)? [^\n:]{1,80}: ",
    re.MULTILINE | re.I,
)
REPOSITORY_KEYS = re.compile(rb"[a-z][\w-]*(?:\.[\w-]+){2,}/[\w.:~-]+[\t,; ]baf[a-z2-7]{50,}\s")
PICTURE = re.compile(rb"\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|RIFF....WEBP|BM.{4}\0{4}|II\*\0|MM\0\*", re.DOTALL)
FILM = re.compile(rb"....ftyp|\x1aE\xdf\xa3|ID3|OggS|fLaC|RIFF....(?:WAVE|AVI )", re.DOTALL)
HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)?(?:<!doctype\s+html|<html|<head|<body)", re.I | re.DOTALL)
YTD = re.compile(rb"\s*window\.YTD\.(\w+)\.part\d+\s*=")


def refuse(glance: Glance) -> str | None:
    """Why a file that no reader claimed holds nothing to read, as far as its content tells; else None."""
    head = glance.head
    if container(head, glance.member):
        return None
    for reason, test in LOOKS:
        if test(head):
            return reason
    if begins(head) or YTD.match(head):
        return _json(glance)
    return None


def begins(head: bytes) -> bool:
    """Whether a file begins as JSON does, in any encoding."""
    return decode_head(head[:1024]).lstrip("\ufeff \t\r\n")[:1] in ("{", "[")


def unknown(glance: Glance) -> str:
    """What a file looks like that was given by itself and is no known export, and what to do."""
    text = decode_head(glance.head)
    lines = [line for line in text.splitlines()[:50] if line.strip()]
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        name = TAG.search(text)
        return f"XML of no known export format{f' (it begins with <{name[1][:40]}>)' if name else ''}; {LISTED}"
    prose = sum(len(line.split()) > 4 for line in lines) * 2 >= len(lines)
    if lines and prose and not any(line.count(mark) > 1 for mark in "\t;|" for line in lines[:1]):
        return f"plain text, in which nothing says who wrote what; wanted are exports as JSON, CSV or XML; {LISTED}"
    return f"no known export format; {LISTED}"


def _is_binary(head: bytes) -> bool:
    """Many control characters, in no wide encoding."""
    if encoding_of(head).startswith(("utf-16", "utf-32")):
        return False
    controls = len(head) - len(head.translate(None, delete=bytes({*range(9), *range(14, 27), *range(28, 32), 127})))
    return controls * 20 > len(head)


LOOKS: tuple[tuple[str, Callable[[bytes], object]], ...] = (
    ("no data in it", lambda head: not head.strip(b"\xef\xbb\xbf \t\r\n\0")),
    ("an HTML page, not an export; if the service offers JSON, take that", HTML.match),
    (PRIVATE.format("a WhatsApp chat"), lambda head: WHATSAPP.search(head[:4096])),
    (
        "keys and digests of the records of a Bluesky repository, not the records; take the .car file",
        REPOSITORY_KEYS.match,
    ),
    (PRIVATE.format("a Telegram chat that is not public"), is_private),
    (
        PRIVATE.format("a Discord conversation or private thread"),
        lambda head: (channel := channel_in(head)) is not None and not channel.is_public,
    ),
    (HTTP, lambda head: b"interactions:" in head and b"request:" in head and b"response:" in head),
    (
        "an office document that is no Excel workbook (.xlsx); save its table as .xlsx or CSV",
        lambda head: head.startswith(b"PK\x03\x04") and (b"[Content_Types].xml" in head or b"mimetype" in head[:64]),
    ),
    (
        "an office document that is encrypted or of before 2007 (.xls); save it as .xlsx or CSV, without a password",
        lambda head: head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ),
    ("a PDF document: it holds pages, no records; export as JSON or CSV", lambda head: head.startswith(b"%PDF-")),
    ("a picture, not an export", PICTURE.match),
    ("a video or a sound, not an export", FILM.match),
    ("binary data of no known export format", _is_binary),
)
"""What is said, and the test of a file's first bytes that it is said for."""


def _json(glance: Glance) -> str:
    record = glance.record
    if not isinstance(record, dict):
        fault = _fault(glance.head)
        return (
            f"no whole JSON record in it{fault}" if fault or record is None else "no posts found in it: no JSON objects"
        )
    for about, test in KNOWN:
        if test(record):
            return about
    keys = ", ".join([key for key in record if WORD.fullmatch(key)][:6])
    return f"no posts found in it: JSON of no known export{f' (its first object has {keys})' if keys else ''}"


def _fault(head: bytes) -> str:
    """Where JSON is broken, if that is within the first bytes."""
    try:
        msgspec.json.decode(head.lstrip(b"\xef\xbb\xbf"))
    except RecursionError:
        return ": it is nested too deeply"
    except (msgspec.MsgspecError, ValueError) as error:
        if "truncated" not in str(error):
            return f": {error}"
        return ": it is cut before its brackets close" if len(head) < HEAD else ""
    return ""


def _first(record: dict[str, Any], key: str) -> dict[str, Any]:
    """The first object under a key that holds a list of objects; empty if there is none."""
    held = record.get(key)
    held = held[0] if isinstance(held, list) and held else held
    return held if isinstance(held, dict) else {}


def _has(*keys: str) -> Callable[[dict[str, Any]], bool]:
    return lambda record: all(key in record for key in keys)


KNOWN: tuple[tuple[str, Callable[[dict[str, Any]], bool]], ...] = (
    (
        "counts of tweets (the v2 counts endpoint): how many there were, not who wrote or named whom",
        lambda record: "tweet_count" in _first(record, "data"),
    ),
    (
        "accounts that liked a tweet (the v2 liking_users endpoint): it does not say whose tweet that is",
        lambda record: "/liking_users" in str(_first(record, "__twarc").get("url", "")),
    ),
    (
        "a list of accounts (the v2 users endpoint): it holds no posts",
        lambda record: (
            "username" in _first(record, "data") or ("username" in record and "text" not in record and "id" in record)
        ),
    ),
    (
        "an answer of the Twitter API with errors only: no tweets in it",
        lambda record: set(record) == {"errors"},
    ),
    ("a list of likes: it does not name the authors of what was liked", _has("like")),
    (PRIVATE.format("Twitter's direct messages"), _has("dmConversation")),
    (PRIVATE.format("Mastodon's conversations"), _has("accounts", "last_status", "unread")),
    (
        PRIVATE.format("a Messenger or Instagram conversation"),
        lambda record: "participants" in record and "messages" in record,
    ),
    (
        PRIVATE.format("a Bluesky conversation"),
        lambda record: (
            str(_first(record, "messages").get("$type", "")).startswith("chat.bsky.")
            or "members" in _first(record, "convos")
        ),
    ),
    (
        NOT_YET.format("an Instagram export"),
        lambda record: (
            any(key.startswith(("ig_", "relationships_", "likes_media", "likes_comment", "media_")) for key in record)
            or ("media" in record and "creation_timestamp" in _first(record, "media"))
            or ("string_map_data" in record or "string_list_data" in record)
        ),
    ),
    (
        NOT_YET.format("a Threads export"),
        lambda record: any(key.startswith(("text_post_app", "threads_")) for key in record),
    ),
    (NOT_YET.format("a TikTok export"), lambda record: any(key in record for key in TIKTOK)),
    (
        NOT_YET.format("a YouTube export"),
        lambda record: (
            record.get("header") in ("YouTube", "YouTube Music")
            or str(record.get("kind", "")).startswith("youtube#")
            or "comment_id" in record
        ),
    ),
    (
        HTTP,
        lambda record: (
            ("request" in _first(record, "interactions") or "http_interactions" in record)
            or "entries" in _first(record, "log")
        ),
    ),
)
"""What is said, and the test of the first record that it is said for."""
