"""Mails of a list become posts of people without addresses; letters and others' words are left out."""

import re
from pathlib import Path

import pytest

from graphkit.post import Account, Notice, Post, Ref
from graphkit.readers._mail import date_of, own_words
from graphkit.readers.mbox import READER
from tests.readers._reading import claim, left_out, posts, read
from tests.readers.support import REAL, items, write

AUG_16 = 1_345_121_940_000_000
LISTED = "List-Id: Tea <tea.example.org>\n"
ANN = "Ann Reed <Ann@Example.org>"
SEPARATOR = "From ann@example.org  Thu Aug 16 12:59:00 2012\n"


def mail(body: str = "tea\n", *, sender: str = ANN, number: int = 1, more: str = LISTED) -> str:
    date = "Date: Thu, 16 Aug 2012 14:59:00 +0200 (CEST)\n"
    return f"{SEPARATOR}From: {sender}\n{date}Message-ID: <{number}@example.org>\n{more}\n{body}\n"


def one(body: str = "tea\n", *, sender: str = ANN, more: str = LISTED) -> Post:
    (found,) = read(READER, mail(body, sender=sender, more=more))
    assert isinstance(found, Post), found
    return found


def test_a_mail_is_a_post_of_a_person_without_address() -> None:
    post = one()
    assert post == Post("mail", post.author, post.id, AUG_16, "tea", line=1)
    assert re.fullmatch(r"person-[0-9a-f]{16}", post.author.id)
    assert re.fullmatch(r"[0-9a-f]{16}", post.id)
    assert (post.author.name, post.author.handle) == ("Ann Reed", "")


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        ("ann@example.org (Ann Reed)", "Ann Reed"),
        ("ann at example.org (Ann Reed)", "Ann Reed"),
        ('"Reed, Ann" <ANN@example.org>', "Reed, Ann"),
        ("=?utf-8?q?J=C3=B6rg?= =?iso-8859-1?b?6Q==?= <ann@example.org>", "Jörgé"),
        ("=?nonsense?q?Ann?= <ann@example.org>", "Ann"),
        ("=?utf-8?b?!?= <ann@example.org>", ""),
        ("ann@example.org", ""),
        ('"ann@example.org" <ann@example.org>', ""),
        ("ann at example.org <ann@example.org>", ""),
    ],
)
def test_an_address_is_one_person_however_it_is_written(sender: str, name: str) -> None:
    assert one(sender=sender).author == Account(one().author.id, "", name)


def test_no_address_reaches_a_post() -> None:
    more = LISTED + "To: bob@example.org\nReply-To: cat@example.org\nIn-Reply-To: <9@example.org>\n"
    assert "@" not in repr(one(more=more, sender="ann@example.org"))


def test_a_list_that_writes_its_own_address_in_front_hides_nobody() -> None:
    more = "List-Post: <mailto:tea@example.org>\n"
    sender = "Ann Reed via Tea <tea@example.org>"
    assert one(sender=sender, more=more + "Reply-To: Ann Reed <ann@example.org>\n").author == one().author
    assert one(sender=f"'{sender[:8]}' via Tea <tea@example.org>", more=more).author == Account(name="Ann Reed")
    assert one(sender=sender, more=more + "Reply-To: tea@example.org\n").author == Account(name="Ann Reed")


def test_a_reply_knows_the_mail_it_answers() -> None:
    parent = Ref(post_id=one(more=LISTED).id)
    assert one(more=LISTED + "In-Reply-To: <1@example.org> (Ann's mail of today)\n").reply_to == parent
    assert one(more=LISTED + "References: <7@example.org>\n\t<1@example.org>\n").reply_to == parent
    assert one(more=LISTED + "In-Reply-To: your mail\n").reply_to is None


def test_a_mail_stands_in_the_conversation_of_the_first_it_refers_to() -> None:
    references = LISTED + "References: <1@example.org>\n\t<7@example.org>\n"
    assert one(more=references).conversation == one().id
    assert one(more=LISTED + "In-Reply-To: <1@example.org>\n").conversation == ""


def test_quoted_words_and_signatures_are_not_the_authors() -> None:
    body = "On Monday, long ago,\nBob <b@example.org> wrote:\n> see @cat\n>> no\nYes.\n>From here: @dan\n-- \n@eve"
    assert own_words(body) == "Yes.\nFrom here: @dan"
    assert own_words("Fine.\n-----Original Message-----\nFrom: Bob\nsee @cat") == "Fine."
    assert own_words("Fine.\nBegin forwarded message:\n\nsee @cat") == "Fine."
    assert own_words("Am 1.1. schrieb Bob:\n| alt\nneu") == "neu"


MULTIPART = LISTED + 'Content-Type: multipart/mixed; boundary="=_1"\n'
PARTS = """preamble
--=_1
Content-Type: multipart/alternative;
 boundary=inner

--inner
Content-Type: text/html

<p>fish &amp; chips</p>
--inner
Content-Type: text/plain; charset="iso-8859-1"
Content-Transfer-Encoding: quoted-printable

caf=E9
--inner--
--=_1
Content-Type: text/plain
Content-Disposition: attachment; filename=x

attached
--=_1--
"""


def test_the_plain_part_goes_before_html_and_attachments_are_no_words() -> None:
    assert one(PARTS, more=MULTIPART).text == "café"
    assert one(PARTS.replace("text/plain", "image/png"), more=MULTIPART).text == "fish & chips"
    assert one("<b>tea</b>", more=LISTED + "Content-Type: text/html\n").text == "tea"
    assert one("dGVh\n", more=LISTED + "Content-Transfer-Encoding: base64\n").text == "tea"
    assert one("dG=V%hA", more=LISTED + "Content-Transfer-Encoding: base64\n").text == "tea"


def test_an_unknown_charset_is_read_as_utf_8_or_windows_1252() -> None:
    for charset in ("x-unknown", "punycode", "zip", "utf-8"):
        content = mail("caf\xe9\n", more=f"{LISTED}Content-Type: text/plain; charset={charset}\n")
        (latin,), (utf8,) = read(READER, content.encode("cp1252")), read(READER, content)
        assert isinstance(latin, Post)
        assert isinstance(utf8, Post)
        assert latin.text == utf8.text == "café"


@pytest.mark.parametrize(
    "date",
    [
        "Thu, 16 Aug 2012 14:59:00 +0200",
        "16 Aug 2012 08:59 EDT",
        "Thu, 16 Aug 12 12:59:00 GMT",
        "Thu Aug 16 12:59:00 2012",
        "Thu, 16 Aug 2012 12:59:00 -0000 (UTC)",
    ],
)
def test_dates_of_mails(date: str) -> None:
    assert date_of(date) == AUG_16


def test_a_mail_without_a_date_has_that_of_the_line_that_begins_it() -> None:
    (post,) = posts(read(READER, re.sub("Date: .*", "Date: yesterday", mail())))
    assert post.time == AUG_16


def test_mails_are_cut_at_from_lines_before_headers() -> None:
    body = "From the garden\nFrom ann Thu Aug 16 12:59:00 2012\nno header\n>From x\n"
    found = read(READER, mail(body) + mail(number=2) + mail(number=3).replace("\n", "\r\n"))
    assert [post.line for post in posts(found)] == [1, 12, 20]
    assert posts(found)[0].text == "From the garden\nFrom ann Thu Aug 16 12:59:00 2012\nno header\nFrom x"
    assert posts(found)[2].text == "tea"


def test_pipermails_files_have_hidden_addresses_and_no_list_headers() -> None:
    content = mail(sender="ann at example.org (Ann Reed)", more="").replace("ann@example.org  ", "ann at example.org  ")
    found = claim(READER, content)
    assert found is not None
    assert found.role == "posts"
    assert posts(read(READER, content))[0].author == one().author


def test_a_single_message_is_read() -> None:
    content = mail().removeprefix(SEPARATOR)
    found = claim(READER, content)
    assert found is not None
    assert found.role == "posts"
    assert posts(read(READER, content))[0].id == one().id


def test_letters_between_persons_are_left_out_of_a_lists_archive() -> None:
    mixed = read(READER, mail() + mail("SECRET", number=2, more="To: bob@example.org\n"))
    assert (len(posts(mixed)), left_out(mixed)) == (1, [("ignored", "record.private", 9)])
    assert "SECRET" not in repr(mixed)


def test_a_mailbox_without_a_sign_of_a_list_is_read_and_says_so() -> None:
    found = read(READER, mail(more=""))
    assert [item.code for item in found if isinstance(item, Notice)] == ["mail.no_list"]
    assert len([item for item in found if isinstance(item, Post)]) == 1


def test_a_mail_without_author_costs_only_itself() -> None:
    found = read(READER, mail(sender="") + mail(number=2))
    assert (left_out(found), len(posts(found))) == ([("rejected", "record.no_author", 1)], 1)


def test_of_a_long_mail_the_beginning_is_read() -> None:
    found = read(READER, mail("x " * 1_000_000) + mail(number=2))
    assert [type(item) for item in found] == [Post, Post, Notice]
    assert len(posts(found)[0].text) < 1 << 20


def test_parts_nested_without_end_end() -> None:
    deep = "".join(f"--{n}\nContent-Type: multipart/mixed; boundary={n + 1}\n\n" for n in range(1000))
    assert one(deep, more=LISTED + "Content-Type: multipart/mixed; boundary=0\n").text == ""
    many = "--0\n\n" * 20_000
    assert one(many, more=LISTED + "Content-Type: multipart/mixed; boundary=0\n").text == ""


@pytest.mark.parametrize("content", ["From here on: tea\nand cake\n", "Date: now\n\n", "a,b\n1,2\n", "From: x"])
def test_other_text_is_not_claimed(content: str) -> None:
    assert claim(READER, content) is None


def test_a_compressed_archive_is_read(tmp_path: Path) -> None:
    import gzip

    found = items(write(tmp_path, "2012-August.txt.gz", gzip.compress(mail().encode())))
    assert [type(item) for item in found] == [Post]


@pytest.mark.real
@pytest.mark.skipif(not REAL.exists(), reason="the real exports are not here")
def test_real_archives_have_as_many_posts_as_messages() -> None:
    folder = REAL / "mbox/chaoss__grimoirelab-perceval/tests/data/mbox"
    for name in ("mbox_complex.mbox", "mbox_multipart.mbox", "mbox_unknown_encoding.mbox"):
        content = (folder / name).read_bytes()
        good = posts(read(READER, content))
        assert len(good) == len(re.findall(rb"^From \S+@\S+  ", content, re.M)) == content.count(b"\nMessage-ID:")
        assert all(post.time and post.text and "@" not in post.id + post.author.id + post.author.name for post in good)


@pytest.mark.real
@pytest.mark.skipif(not REAL.exists(), reason="the real exports are not here")
def test_a_real_thread_without_a_list_is_read() -> None:
    (path,) = (REAL / "mbox").rglob("northpole.mbox")
    assert len([item for item in read(READER, path.read_bytes()) if isinstance(item, Post)]) == 2


def test_a_flood_of_from_lines_takes_no_more_room_than_a_long_mail() -> None:
    line = "From ann@mail.example Thu Aug 16 12:00:00 2012\n"
    (found,) = posts(read(READER, mail("tea\n") + line * 60_000))
    assert len(found.text) < 2_000_000
