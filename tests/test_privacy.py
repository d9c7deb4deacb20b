"""What is private never leaves: no message, no followers-only post, no e-mail address, no IP, in any byte written."""

import base64
import gzip
import json
import re
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests._commands import run
from tests.readers.support import write

PRIVATE = "zebra"
"""Stands in every private message, post, name and address of the exports below, and nowhere else."""
MAILBOX = re.compile(r"[\w.+-]+@(?:mail|example)\.(?:example|org|com)")
ADDRESS = re.compile(r"\b(?:203\.0\.113|192\.0\.2)\.\d{1,3}\b")
PHONE = "5550100"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
WHEN = "2012-08-01T12:00:00Z"


def zipped(folder: Path, name: str, files: dict[str, Any]) -> None:
    with zipfile.ZipFile(folder / name, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content if isinstance(content, str) else json.dumps(content))


def twitter(folder: Path) -> None:
    account = {"account": {"username": "ann", "accountId": "1", "email": f"{PRIVATE}@mail.example", "phone": PHONE}}
    tweet = {"tweet": {"id_str": "11", "full_text": "hello @bob", "created_at": "Wed Aug 01 12:00:00 +0000 2012"}}
    message = {"messageCreate": {"text": f"{PRIVATE} to you", "senderId": "1", "recipientId": "77"}}
    login = {"ipAudit": {"accountId": "1", "loginIp": "203.0.113.7"}}
    parts = {
        "account": [account],
        "tweets": [tweet],
        "direct_messages": [{"dmConversation": {"conversationId": "1-77", "messages": [message]}}],
        "direct_messages_group": [{"dmConversation": {"conversationId": "9", "messages": [message]}}],
        "twitter_circle_tweet": [{"tweet": {"id_str": "12", "full_text": f"{PRIVATE} @cat"}}],
        "ip_audit": [login],
        "email_address_change": [{"emailAddressChange": {"emailChange": {"changedTo": f"{PRIVATE}@mail.example"}}}],
    }
    files = {
        f"data/{kind.replace('_', '-')}.js": f"window.YTD.{kind}.part0 = {json.dumps(items)}"
        for kind, items in parts.items()
    }
    zipped(folder, "twitter.zip", files)


def mastodon(folder: Path) -> None:
    me = "https://meadow.example/users/amy"

    def note(number: int, to: str, text: str) -> dict[str, Any]:
        tag = {"type": "Mention", "href": f"https://meadow.example/users/{text.partition(' ')[0]}", "name": "@x"}
        held = {"id": f"{me}/{number}", "type": "Note", "content": f"<p>{text}</p>", "published": WHEN, "tag": [tag]}
        addressed = {"attributedTo": me, "to": [to], "cc": []}
        return {"id": f"{me}/{number}/activity", "type": "Create", "actor": me, "to": [to], "cc": [], "published": WHEN,
                "object": {**held, **addressed}}  # fmt: skip

    posts = [
        note(1, PUBLIC, "bob hi"),
        note(2, f"{me}/followers", f"{PRIVATE} hi"),
        note(3, "https://a.example/b", PRIVATE),
    ]
    actor = {"id": me, "type": "Person", "preferredUsername": "amy", "name": "Amy"}
    outbox = {"id": "outbox.json", "type": "OrderedCollection", "totalItems": 3, "orderedItems": posts}
    zipped(folder, "mastodon.zip", {"actor.json": actor, "outbox.json": outbox})


def blog(folder: Path) -> None:
    comment = (
        "<wp:comment><wp:comment_id>{id}</wp:comment_id><wp:comment_author>Cat</wp:comment_author>"
        f"<wp:comment_author_email>{PRIVATE}@mail.example</wp:comment_author_email>"
        "<wp:comment_author_IP>192.0.2.44</wp:comment_author_IP><wp:comment_date_gmt>2012-08-01 12:00:00"
        "</wp:comment_date_gmt><wp:comment_content>{text}</wp:comment_content><wp:comment_approved>{approved}"
        "</wp:comment_approved><wp:comment_type></wp:comment_type></wp:comment>"
    )
    seen, waiting = comment.format(id=1, text="nice", approved=1), comment.format(id=2, text=PRIVATE, approved=0)
    item = (
        "<item><title>T</title><dc:creator>dan</dc:creator><wp:post_id>{id}</wp:post_id><wp:post_type>post"
        "</wp:post_type><wp:status>{status}</wp:status><wp:post_date_gmt>2012-08-01 12:00:00</wp:post_date_gmt>"
        "<content:encoded>{text}</content:encoded>{comments}</item>"
    )
    open_post = item.format(id=1, status="publish", text="hello", comments=seen + waiting)
    private = item.format(id=2, status="private", text=f"{PRIVATE} @eve", comments="")
    mailbox = f"<wp:author_email>{PRIVATE}@mail.example</wp:author_email>"
    author = f"<wp:author><wp:author_login>dan</wp:author_login>{mailbox}</wp:author>"
    spaces = " ".join(
        f'xmlns:{name}="{place}"'
        for name, place in (
            ("wp", "http://wordpress.org/export/1.2/"),
            ("dc", "http://purl.org/dc/elements/1.1/"),
            ("content", "http://purl.org/rss/1.0/modules/content/"),
        )
    )
    head = "<title>Town</title><link>http://town.example</link><wp:wxr_version>1.2</wp:wxr_version>"
    write(
        folder,
        "blog.xml",
        f'<?xml version="1.0"?><rss {spaces}><channel>{head}{author}{open_post}{private}</channel></rss>',
    )


def chats(folder: Path) -> None:
    user = {"id": "U1", "name": "gus", "profile": {"email": f"{PRIVATE}@mail.example", "phone": PHONE}}
    said = {"type": "message", "user": "U1", "ts": "1343822400.000001", "text": "hi <@U2>"}
    secret = {**said, "ts": "1343822400.000002", "text": f"{PRIVATE} <@U3>"}
    zipped(
        folder,
        "slack.zip",
        {
            "users.json": [user, {"id": "U2", "name": "hal"}, {"id": "U3", "name": PRIVATE}],
            "channels.json": [{"id": "C1", "name": "general"}],
            "dms.json": [{"id": "D1", "members": ["U1", "U3"]}],
            "groups.json": [{"id": "G1", "name": "board"}],
            "general/2012-08-01.json": [said],
            "D1/2012-08-01.json": [secret],
            "board/2012-08-01.json": [secret],
        },
    )
    message = {"id": 1, "type": "message", "date": "2012-08-01T12:00:00", "from": "Ivy", "from_id": "user1"}
    open_chat = {"name": "Town", "type": "public_supergroup", "id": 1, "messages": [{**message, "text": "hi @jan"}]}
    closed = {"name": PRIVATE, "type": "personal_chat", "id": 2, "messages": [{**message, "text": PRIVATE}]}
    person = {"phone_number": f"+1 {PHONE}", "first_name": PRIVATE}
    telegram = {"about": "", "personal_information": person, "contacts": {"list": [person]},
                "chats": {"about": "", "list": [open_chat, closed]}}  # fmt: skip
    write(folder, "telegram/result.json", telegram)
    author = {"id": "2", "name": PRIVATE}
    direct = {"id": "1", "type": "Default", "timestamp": WHEN, "content": PRIVATE, "author": author}
    channel = {"id": "3", "type": "DirectTextChat", "name": PRIVATE}
    guild = {"id": "0", "name": "Direct Messages"}
    discord = {"guild": guild, "channel": channel, "dateRange": {}, "messages": [direct], "messageCount": 1}
    write(folder, "discord.json", discord)


def mail(folder: Path) -> None:
    letter = (
        f"From {PRIVATE}@mail.example Wed Aug  1 12:00:00 2012\nFrom: Kit Lee <{PRIVATE}@mail.example>\n"
        f"To: Town <{PRIVATE}.list@mail.example>\nMessage-ID: <{{id}}@mail.example>\n"
        "Date: Wed, 1 Aug 2012 12:00:00 +0000\n"
        "Received: from x (unknown [203.0.113.9])\nSubject: hi\n{more}\n"
        f"Hello @lou\n> {PRIVATE} said @mia\n-- \n{PRIVATE}@mail.example +1 {PHONE}\n\n"
    )
    first, second = letter.format(id="one", more=""), letter.format(id="two", more="In-Reply-To: <one@mail.example>\n")
    write(folder, "list.mbox", first + second)


def networks(folder: Path) -> None:
    person = {"displayName": "Nan Oak", "resourceName": "users/1"}
    post = {"url": "https://plus.google.com/+N/posts/a", "creationTime": "2018-10-26 00:19:51+0000", "author": person}
    circles = {"visibleToCircles": {"circles": [{"type": "CIRCLE_TYPE_YOUR_CIRCLES"}]}}
    public = {"visibleToStandardAcl": {"circles": [{"type": "CIRCLE_TYPE_PUBLIC"}]}}
    write(folder, "plus/a.json", {**post, "content": "hi", "postAcl": public})
    write(
        folder,
        "plus/b.json",
        {**post, "url": "https://plus.google.com/+N/posts/b", "content": PRIVATE, "postAcl": circles},
    )
    zipped(
        folder,
        "facebook.zip",
        {
            "posts/your_posts_1.json": [{"timestamp": 1343822400, "title": "Ola Penn", "data": [{"post": "hello"}]}],
            "messages/inbox/x/message_1.json": {
                "participants": [{"name": PRIVATE}],
                "messages": [{"sender_name": PRIVATE, "timestamp_ms": 1343822400000, "content": PRIVATE}],
            },
            "profile_information/profile_information.json": {
                "profile_v2": {"name": {"full_name": "Ola Penn"}, "emails": {"emails": [f"{PRIVATE}@mail.example"]},
                               "phone_numbers": [{"phone_number": PHONE}]}
            },
        },
    )  # fmt: skip
    header = "id,permalink,date,ip,subreddit,gildings,link,parent,body,media\n"
    row = "c1,https://www.reddit.com/r/town/comments/p/t/c1/,2012-08-01 12:00:00 UTC,203.0.113.5,town,0,https://x.example,,hi,\n"
    write(folder, "reddit/comments.csv", header + row)
    header = "id,permalink,thread_id,date,ip,from,to,subject,body\n"
    row = f"m1,x,t,2012-08-01 12:00:00 UTC,203.0.113.5,{PRIVATE},me,{PRIVATE},{PRIVATE}\n"
    write(folder, "reddit/messages.csv", header + row)


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exports")
    for make in (twitter, mastodon, blog, chats, mail, networks):
        make(folder)
    return folder


@pytest.fixture(scope="module")
def said(exports: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Everything that is written and printed about the exports, by name."""
    reports = tmp_path_factory.mktemp("reports")
    commands = {
        "report": ("report", exports, "-o", reports, "--owner", "me", "--keep-text", "-v"),
        "inspect": ("inspect", exports, "--owner", "me", "-v"),
        "measure": ("measure", exports, "--owner", "me", "-f", "json"),
        "store": ("export", exports, "--owner", "me", "--to", "parquet", "-m", "counts", "-o", reports / "store"),
    }
    found: dict[str, bytes] = {}
    for name, words in commands.items():
        done = run(*words)
        assert done.returncode == 0, done.stderr
        found |= {f"{name} stdout": done.stdout.encode(), f"{name} stderr": done.stderr.encode()}
    found |= {str(path.relative_to(reports)): path.read_bytes() for path in reports.rglob("*") if path.is_file()}
    found |= {f"{path.name} rows": _rows(path) for path in reports.rglob("*.parquet")}
    pages = {f"{name} data": _unpacked(content) for name, content in found.items() if name.endswith(".html")}
    assert pages
    return found | pages


def _rows(table: Path) -> bytes:
    """What a Parquet file holds."""
    with closing(duckdb.connect()) as other:
        return str(other.execute("select * from read_parquet(?)", [str(table)]).fetchall()).encode("utf-8", "replace")


def _unpacked(page: bytes) -> bytes:
    """The data inside a page."""
    packed = re.search(rb'id="data">([^<]*)</script>', page)
    assert packed
    return gzip.decompress(base64.b64decode(packed[1]))


def test_every_export_is_read(exports: Path, said: dict[str, bytes]) -> None:
    told = said["inspect stdout"].decode()
    readers = {
        line.split("  ")[1].split()[0]
        for line in told.splitlines()
        if line and not line.startswith((" ", "together", "passed"))
    }
    wanted = {
        "twitter-archive",
        "mastodon-archive",
        "wordpress",
        "slack",
        "telegram",
        "mbox",
        "google-plus",
        "facebook",
        "reddit",
    }
    assert wanted <= readers


def test_nothing_private_is_in_any_byte(said: dict[str, bytes]) -> None:
    assert len(said) > 12
    assert not [name for name, content in said.items() if PRIVATE.encode() in content.lower()]
    assert not [name for name, content in said.items() if PHONE.encode() in content]


def test_no_mailbox_and_no_ip_is_in_any_text(said: dict[str, bytes]) -> None:
    texts = {
        name: content.decode("utf-8", "replace")
        for name, content in said.items()
        if not name.endswith((".png", ".parquet"))
    }
    for pattern in (MAILBOX, ADDRESS):
        assert not {name: found[:3] for name, text in texts.items() if (found := pattern.findall(text))}
