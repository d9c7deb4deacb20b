"""LinkedIn's own posts: rows whose quotes are broken in two ways, an owner without id, links without authors."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.post import NOBODY, Account, Item, Notice, Post, Ref
from graphkit.readers import FileFault, ReadOptions
from graphkit.readers.linkedin import READER
from tests.readers import support
from tests.readers._reading import claim, left_out, member, notices, posts
from tests.readers.support import REAL

ANN = Account(name="Ann Reed")
MAY_3 = 1_746_262_800_000_000
UPDATE = "https://www.linkedin.com/feed/update/urn%3Ali%3A{}%3A{}"
SHARES = "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility\n"
COMMENTS = "Date,Link,Message\n"
PROFILE = "First Name,Last Name,Maiden Name,Headline\nAnn,Reed,,Baker\n"
MEDIA = "https://media.licdn.com/1.jpg"


def read(content: str | bytes, owner: str = "Ann Reed") -> list[Item]:
    file = member(content)
    return list(READER.read(file, READER.prepare([file], ReadOptions(owner=owner))))


def share(text: str = "", page: str = "", media: str = "", seen: str = "MEMBER_NETWORK") -> str:
    return f'2025-05-03 09:00:00,{UPDATE.format("share", 1)},"{text}","{page}",{media},{seen}\n'


def comment(text: str, kind: str = "activity", number: int = 7) -> str:
    return f"2025-05-03 09:00:00,{UPDATE.format(kind, number)},{text}\n"


def one(content: str) -> Post:
    (found,) = [item for item in read(content) if not isinstance(item, Notice)]
    assert isinstance(found, Post), found
    return found


def test_a_share_is_a_post_of_the_owner() -> None:
    assert one(SHARES + share("tea")) == Post(
        "linkedin", ANN, "urn:li:share:1", MAY_3, "tea", collected_via="archive", line=2
    )


def test_a_comment_answers_a_post_whose_author_is_unknown() -> None:
    assert one(COMMENTS + comment("Bob Hale well said")) == Post(
        "linkedin", ANN, "", MAY_3, "Bob Hale well said", (), Ref(NOBODY, "urn:li:activity:7"),
        collected_via="archive", line=2,
    )  # fmt: skip


def test_quotes_doubled_at_the_ends_of_lines_are_mended() -> None:
    found = read(SHARES + share('one""\n""""\n""he said ""two"", three') + share("next"))
    assert [post.text for post in posts(found)] == ['one\n\nhe said "two", three', "next"]
    assert [post.line for post in posts(found)] == [2, 5]
    assert notices(found) == {"csv.quotes": ("1 rows with broken quotes were mended", 1)}


def test_quotes_with_a_backslash_are_mended() -> None:
    rows = [
        comment('"say \\"tea\\", then\n\n\\"cake\\""'),
        comment('"a ""b"" c"'),
        comment("plain"),
        comment('"\\"x\\""'),
    ]
    found = read(COMMENTS + "".join(rows))
    assert [post.text for post in posts(found)] == ['say "tea", then\n\n"cake"', 'a "b" c', "plain", '"x"']
    assert notices(found)["csv.quotes"][1] == 2


def test_a_text_that_no_rule_explains_is_taken_to_the_end_of_its_row() -> None:
    assert one(COMMENTS + comment('tea, "cake" and "bread')).text == 'tea, "cake" and "bread'
    assert one(COMMENTS + comment('"ends with a backslash \\"')).text == "ends with a backslash \\"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_the_export_of_2018_has_tabs_and_utf_16(encoding: str) -> None:
    text = SHARES.replace(",", "\t") + f'2018-05-03 09:00:00\t{UPDATE.format("share", 1)}\t"téa\n2018"\t\t{MEDIA}\t\n'
    assert claim(READER, text.encode(encoding)) is not None
    (post,) = posts(read(text.encode(encoding)))
    assert (post.text, post.id) == ("téa\n2018", "urn:li:share:1")


def test_dates_in_another_format_are_rows_line_by_line() -> None:
    found = posts(read(COMMENTS + "3 May 2025,urn:li:activity:7,tea\n4 May 2025,urn:li:activity:8,cake\n"))
    assert [post.text for post in found] == ["tea", "cake"]


def test_a_share_without_anything_is_taken_for_a_repost() -> None:
    assert one(SHARES + share()).retweet_of == Ref(NOBODY)
    for plain in (share("tea"), share(page="https://example.org"), share(media=MEDIA)):
        assert (one(SHARES + plain).retweet_of, one(SHARES + plain).quote_of) == (None, None)


def test_a_repost_names_the_post_and_not_its_author() -> None:
    rows = f"Date,Link\n2025-05-03 09:00:00,{UPDATE.format('activity', 7)}\n"
    assert one(rows).retweet_of == Ref(NOBODY, "urn:li:activity:7")


def test_a_link_to_a_post_is_a_quote_and_may_say_whose_it_is() -> None:
    bobs = "https://www.linkedin.com/posts/bob-hale-1_tea-cake-activity-7123-AbCd?utm_source=share"
    assert one(SHARES + share("see", bobs)).quote_of == Ref(Account(handle="bob-hale-1"), "urn:li:activity:7123")
    somebodys = UPDATE.format("activity", 7)
    assert one(SHARES + share("see", somebodys)).quote_of == Ref(NOBODY, "urn:li:activity:7")
    assert one(SHARES + share("", somebodys)).retweet_of == Ref(NOBODY, "urn:li:activity:7")


def test_a_comment_below_a_post_of_the_owner_is_known_by_the_time_in_its_number(tmp_path: Path) -> None:
    made = 1_746_262_800_123
    own, activity, others = made << 22, (made + 350 << 22) + 5, made + 60_000 << 22
    support.write(tmp_path, "export/Profile.csv", PROFILE)
    support.write(tmp_path, "export/Shares.csv", SHARES + share("tea").replace("%3A1,", f"%3A{own},"))
    rows = [comment("more tea", number=activity), comment("well said", number=others), comment("x", number=5)]
    support.write(tmp_path, "export/Comments.csv", COMMENTS + "".join(rows))
    found = support.items(tmp_path / "export")
    assert [post.reply_to for post in found if isinstance(post, Post) and post.reply_to] == [
        Ref(ANN, f"urn:li:share:{own}"),
        Ref(NOBODY, f"urn:li:activity:{others}"),
        Ref(NOBODY, "urn:li:activity:5"),
    ]
    (said,) = [item for item in found if isinstance(item, Notice)]
    assert (said.code, said.count) == ("record.own_post", 1)


def test_what_went_to_connections_only_is_left_out() -> None:
    assert left_out(read(SHARES + share("x", seen="CONNECTIONS"))) == [("ignored", "record.private", 2)]


def test_damaged_rows_cost_only_themselves() -> None:
    broken = f'2025-05-03 09:00:00,{UPDATE.format("share", 1)},"one"\n'
    found = read(SHARES + share("one") + broken + share("two"))
    assert left_out(found) == [("rejected", "csv.width", 3)]
    assert [post.text for post in posts(found)] == ["one", "two"]
    long = "x" * 5_000_000
    assert left_out(read(COMMENTS + comment(f'"{long}"') + comment("y"))) == [("rejected", "csv.size", 2)]


def test_the_owner_is_in_the_profile_or_is_asked_for(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    support.write(folder, "Shares.csv", SHARES + share("tea"))
    (fault,) = support.items(folder)
    assert isinstance(fault, FileFault)
    assert "say it with --owner 'FULL NAME'" in fault.reason
    assert support.posts(folder, owner="Cat Moor")[0].author == Account(name="Cat Moor")
    support.write(folder, "Profile.csv", PROFILE)
    assert support.posts(folder)[0].author == ANN


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("Date,Type,Link", "does not name the authors"),
        ("CONVERSATION ID,CONVERSATION TITLE,FROM,TO,DATE,SUBJECT,CONTENT,FOLDER", "private messages; never read"),
        ("From,To,Sent At,Message,Direction", "private messages; never read"),
        (
            'Notes:\n"When exporting, some, are missing"\n\nFirst Name,Last Name,URL,Connected On\nA,B,x,1',
            "connections",
        ),
        ("Date,OptionText,Link", "votes"),
        ("Time,Search Query", "no posts in it"),
    ],
)
def test_what_is_beside_the_posts_is_known_and_not_read(header: str, said: str) -> None:
    found = claim(READER, header + "\n")
    assert found is not None
    assert found.role == "beside"
    assert said in found.remark


def test_messages_alone_ask_for_no_owner() -> None:
    file = member("CONVERSATION ID,FROM,TO,DATE,CONTENT\n1,a,b,c,d\n")
    assert READER.prepare([file], ReadOptions()).account == NOBODY


@pytest.mark.parametrize(
    "content", ["Date,Link,Message\n2025-05-03,https://example.org,x\n", "a,b\n", "", "[1]", "<x>"]
)
def test_other_tables_are_not_claimed(content: str) -> None:
    assert claim(READER, content) is None


WHOLE = [
    (SHARES + share('one""\n""""\n""two') + share(page=MEDIA) + share()).encode(),
    (COMMENTS + comment('"say \\"tea\\", then\n\n\\"cake\\""') + comment('"a ""b"" c"') + comment("plain")).encode(),
    (COMMENTS + comment('"x\ny"')).replace(",", "\t").encode("utf-16"),
]


@settings(max_examples=300)
@given(st.sampled_from(WHOLE), st.data())
def test_damaged_bytes_raise_nothing(whole: bytes, data: st.DataObject) -> None:
    changed = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(changed)))
        extra: Any = data.draw(st.binary(max_size=8) | st.sampled_from([b'"', b"\n", b",", b'\\"', b"\0"]))
        changed[at : at + data.draw(st.integers(0, 20))] = extra
    content = bytes(changed[: data.draw(st.integers(0, len(changed)))]) if data.draw(st.booleans()) else bytes(changed)
    claim(READER, content)
    assert all(isinstance(item, Item) for item in read(content))


@pytest.mark.real
@pytest.mark.skipif(not REAL.exists(), reason="the real exports are not here")
def test_real_shares_and_comments() -> None:
    folder = REAL / "linkedin/sanand0__linkedin"
    shares, comments = (read((folder / f"{name}.csv").read_bytes()) for name in ("Shares", "Comments"))
    assert (len(posts(shares)), left_out(shares), notices(shares)["csv.quotes"][1]) == (202, [], 173)
    assert (len(posts(comments)), left_out(comments), notices(comments)["csv.quotes"][1]) == (323, [], 23)
    rows = re.findall(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,https://", (folder / "Comments.csv").read_text("utf-8"), re.M)
    assert len(rows) == 323
    assert sum(post.retweet_of is not None for post in posts(shares)) == 14
    assert all(post.time for post in posts(shares) + posts(comments))
    assert not [post for post in posts(shares) + posts(comments) if '\\"' in post.text or '"\n"' in post.text]
    assert len({post.id for post in posts(shares)}) == 198
    together = support.posts(folder, owner="Ann Reed")
    assert sum(post.reply_to is not None and post.reply_to.account == ANN for post in together) == 218
