"""WordPress exports: exact posts out, people told apart, everything private left out, hostile files refused."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.post import Account, Act, LeftOut, Notice, Post, Ref
from graphkit.readers import _xml
from graphkit.readers._faults import FileFault
from graphkit.readers._html import text_of
from graphkit.readers.wordpress import READER
from tests.readers._reading import acts, claim, left_out, notices, posts, read

REAL = Path(__file__).parents[2] / "../shared/data/wordpress_wxr"
NOON = 1_345_121_940_000_000  # 2012-08-16 12:59:00 UTC
LANE = "lane.example"
NELL = Account(f"{LANE}:nell", "nell", "Nell Harper")
OTIS = Account(f"{LANE}:otis", "otis", "Otis Rook")
POST = "http://lane.example/2012/one/"
TOP = """<?xml version="1.0" encoding="UTF-8"?>
<!-- generator="WordPress/3.4.1" -->
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Lane</title><link>http://lane.example</link>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>http://hosting.example/</wp:base_site_url><wp:base_blog_url>http://www.lane.example/</wp:base_blog_url>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login>nell</wp:author_login>
<wp:author_email>nell@lane.example</wp:author_email>
<wp:author_display_name><![CDATA[Nell Harper]]></wp:author_display_name></wp:author>
<wp:author><wp:author_id>2</wp:author_id><wp:author_login>otis</wp:author_login>
<wp:author_email>otis@lane.example</wp:author_email>
<wp:author_display_name><![CDATA[Otis Rook]]></wp:author_display_name></wp:author>
"""
END = "</channel></rss>"


def item(
    *comments: str, kind: str = "post", status: str = "publish", creator: str = "nell", link: str = POST, more: str = ""
) -> str:
    return (
        f"<item><title>T</title><link>{link}</link><dc:creator><![CDATA[{creator}]]></dc:creator>"
        f"<content:encoded><![CDATA[<p>Thanks <a href='http://x.example'>@ann</a></p>]]></content:encoded>"
        f"<wp:post_id>7</wp:post_id><wp:post_date>2012-08-16 13:59:00</wp:post_date>"
        f"<wp:post_date_gmt>2012-08-16 12:59:00</wp:post_date_gmt><wp:status>{status}</wp:status>"
        f"<wp:post_type>{kind}</wp:post_type>{more}{''.join(comments)}</item>\n"
    )


def comment(number: int = 1, name: str = "Fern", text: str = "Nice", **more: str) -> str:
    fields = {
        "id": str(number),
        "author": f"<![CDATA[{name}]]>",
        "author_email": "",
        "author_url": "",
        "author_IP": "192.0.2.7",
        "date_gmt": "2012-08-16 12:59:00",
        "content": f"<![CDATA[{text}]]>",
        "approved": "1",
        "type": "",
        "parent": "0",
        "user_id": "0",
    } | more
    return (
        "<wp:comment>"
        + "".join(f"<wp:comment_{key}>{value}</wp:comment_{key}>" for key, value in fields.items())
        + "</wp:comment>"
    )


def export(*items: str) -> str:
    return TOP + "".join(items) + END


def visitor(name: str) -> Account:
    return Account(f"{LANE}:visitor:{name}", name)


def test_a_post_and_a_comment_are_read() -> None:
    assert read(READER, export(item(comment()))) == [
        Post("wordpress", NELL, POST, NOON, "Thanks @ann", collected_via="archive", line=1),
        Post(
            "wordpress",
            visitor("Fern"),
            f"{LANE}#comment-1",
            NOON,
            "Nice",
            reply_to=Ref(NELL, POST),
            collected_via="search",
            line=2,
            conversation=POST,
        ),
    ]


def test_a_comment_below_a_comment_stands_in_the_conversation_of_the_post() -> None:
    found = posts(read(READER, export(item(comment(1), comment(2, "Ned", parent="1")))))
    assert [each.conversation for each in found] == ["", POST, POST]


def test_a_comment_on_a_comment_answers_who_wrote_that() -> None:
    found = posts(
        read(READER, export(item(comment(1), comment(2, "Ned", parent="1"), comment(3, "Nell Harper", parent="2"))))
    )
    assert [post.reply_to.account.handle for post in found if post.reply_to] == ["nell", "Fern", "Ned"]
    assert found[2].reply_to == Ref(visitor("Fern"), f"{LANE}#comment-1")


def test_an_answer_to_a_comment_that_is_not_public_answers_somebody_unknown() -> None:
    found = posts(read(READER, export(item(comment(1, approved="spam"), comment(2, "Ned", parent="1")))))
    assert found[1].reply_to == Ref(post_id=f"{LANE}#comment-1")


@pytest.mark.parametrize(
    "told",
    [{"user_id": "2"}, {"author_email": "OTIS@lane.example"}, {"author": "otis rook"}, {"author": "otis"}],
)
def test_a_comment_by_an_author_of_the_blog_is_theirs(told: dict[str, str]) -> None:
    (_, post) = posts(read(READER, export(item(comment(**{"author": "someone"} | told)))))
    assert (post.author, post.collected_via) == (OTIS, "archive")


def test_the_user_id_counts_before_the_name() -> None:
    (_, post) = posts(read(READER, export(item(comment(name="Nell Harper", user_id="2")))))
    assert post.author == OTIS


def authors(*comments: str) -> list[str]:
    return [post.author.handle for post in posts(read(READER, export(item(*comments))))[1:]]


def test_two_visitors_of_one_name_with_different_addresses_are_two_people() -> None:
    mail = [comment(1, "Fern", author_email="a@x.example"), comment(2, "fern", author_email="b@x.example")]
    assert authors(*mail, comment(3, "Fern", author_email="A@x.example")) == ["Fern", "fern (2)", "Fern"]


def test_a_visitor_without_an_address_is_the_first_of_that_name() -> None:
    mail = [
        comment(1, "Fern"),
        comment(2, "Fern", author_email="a@x.example"),
        comment(3, "Fern", author_email="b@x.example"),
    ]
    assert authors(*mail, comment(4, "Fern")) == ["Fern", "Fern", "Fern (2)", "Fern"]


def test_one_address_under_two_names_is_one_person() -> None:
    assert authors(
        comment(1, "Fern", author_email="a@x.example"), comment(2, "F. Holt", author_email="a@x.example")
    ) == [
        "Fern",
        "Fern",
    ]


def test_a_comment_without_name_address_and_id_has_no_author() -> None:
    assert left_out(read(READER, export(item(comment(1, "")))))[0] == ("rejected", "record.no_author", 2)


def test_no_address_and_no_ip_leaves_the_reader() -> None:
    address = "somebody.private@mail.example"
    top = TOP.replace(">nell<", f">{address}<").replace("Nell Harper", address)
    content = (
        top
        + item(
            comment(1, address, author_email=address),
            comment(2, "Fern", author_email="other." + address),
            creator=address,
        )
        + item(comment(3, approved="0", author_email=address, name=address), status="draft", creator=address)
        + END
    )
    found = read(READER, content)
    assert [post.author.handle for post in posts(found)] == ["author 1", "author 1", "Fern"]
    assert "mail.example" not in repr(found)
    assert "192.0.2" not in repr(found)


def test_two_blogs_never_share_a_person() -> None:
    there = posts(read(READER, export(item(comment())).replace("lane.example", "weir.example")))
    here = posts(read(READER, export(item(comment()))))
    assert not {post.author.id for post in here} & {post.author.id for post in there}


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("attachment", "inherit", "record.not_a_post"),
        ("nav_menu_item", "publish", "record.not_a_post"),
        ("post", "draft", "record.draft"),
        ("post", "future", "record.draft"),
        ("page", "pending", "record.draft"),
        ("post", "private", "record.private"),
        ("post", "trash", "record.deleted"),
        ("post", "wc-completed", "record.status"),
    ],
)
def test_what_is_no_public_post_is_left_out(kind: str, status: str, code: str) -> None:
    assert left_out(read(READER, export(item(kind=kind, status=status)))) == [("ignored", code, 1)]


def test_a_post_with_a_password_and_its_comments_are_private() -> None:
    found = read(READER, export(item(comment(), more="<wp:post_password>x</wp:post_password>")))
    assert left_out(found) == [("ignored", "record.private", 1), ("ignored", "record.private", 2)]


def test_comments_on_a_picture_are_public() -> None:
    found = read(READER, export(item(comment(), kind="attachment", status="inherit")))
    assert [post.author.handle for post in posts(found)] == ["Fern"]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"approved": "0"}, "record.pending"),
        ({"approved": "spam"}, "record.spam"),
        ({"approved": "trash"}, "record.deleted"),
        ({"type": "order_note"}, "record.not_a_post"),
    ],
)
def test_comments_that_are_not_public_are_left_out(told: dict[str, str], code: str) -> None:
    assert left_out(read(READER, export(item(comment(**told))))) == [("ignored", code, 2)]


def ping(link: str, **more: str) -> str:
    return comment(9, "A title", text="[...] words [...]", **{"type": "pingback", "author_url": link} | more)


@pytest.mark.parametrize(
    "link", ["http://lane.example/2012/two/", "https://www.lane.example/x", "http://LANE.example:80/?p=3"]
)
def test_a_pingback_from_the_blog_itself_is_its_author_passing_themselves_on(link: str) -> None:
    found = acts(read(READER, export(item(ping(link)))))
    assert found == [Act("wordpress", NELL, NELL, "retweet", NOON, f"{LANE}#comment-9", line=2)]


def test_a_pingback_belongs_to_the_author_of_the_post_that_links_even_further_down() -> None:
    two = "http://lane.example/2012/two/"
    (act,) = acts(read(READER, export(item(ping(two + "#more")), item(creator="otis", link=two))))
    assert (act.source, act.target) == (OTIS, NELL)


def test_the_earlier_home_of_a_blog_is_the_blog() -> None:
    moved = item(ping("http://old.example/2011/x/"), more="<guid>http://old.example/?p=7</guid>")
    assert len(acts(read(READER, export(moved)))) == 1
    syndicated = item(ping("http://old.example/2011/x/"), more="<guid>http://old.example/?p=8</guid>")
    assert acts(read(READER, export(syndicated))) == []


def test_a_pingback_from_elsewhere_is_a_post_of_that_host() -> None:
    (_, post) = posts(read(READER, export(item(ping("http://www.Weir.example/tb/5", type="trackback")))))
    assert post == Post(
        "wordpress",
        Account(handle="weir.example"),
        f"{LANE}#comment-9",
        NOON,
        "[...] words [...]",
        retweet_of=Ref(NELL, POST),
        collected_via="search",
        line=2,
    )


def test_a_tweet_that_links_to_the_blog_is_a_post_of_that_person() -> None:
    (_, post) = posts(read(READER, export(item(ping("http://twitter.com/fern_holt/status/5", type="trackback")))))
    assert post.author == Account(handle="fern_holt")


def test_a_blog_in_a_folder_is_not_its_neighbour() -> None:
    content = export(item(ping("http://hosting.example/bob/1/"))).replace("www.lane.example/", "hosting.example/ann")
    assert acts(read(READER, content)) == []


def test_without_gmt_the_local_time_is_used_and_said() -> None:
    found = read(READER, export(item()).replace("2012-08-16 12:59:00", "0000-00-00 00:00:00"))
    assert posts(found)[0].time == NOON + 3_600_000_000
    assert notices(found)["time.zone"] == ("times given without GMT are read as if they were UTC", 1)


def test_an_item_that_is_not_well_formed_costs_itself_only() -> None:
    found = read(READER, export(item(), "<item><title>broken</titel></item>", item(link="http://lane.example/3")))
    assert left_out(found) == [("rejected", "xml.syntax", 2)]
    assert len(posts(found)) == 2


def test_an_item_that_never_ends_costs_itself_only() -> None:
    found = read(READER, export(item(), "<item><title>open", item(link="http://lane.example/3")))
    assert left_out(found) == [("rejected", "xml.syntax", 2)]
    assert len(posts(found)) == 2


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9, 0.99])
def test_a_cut_file_keeps_its_whole_items_and_says_so(cut: float) -> None:
    whole = TOP + item() + item(link="http://lane.example/2")
    last = item(link="http://lane.example/3")
    found = read(READER, whole + last[: int(len(last) * cut)])
    assert len(posts(found)) == 2
    assert left_out(found) == [("rejected", "xml.truncated", 3)]


def test_a_file_cut_between_items_says_so_too() -> None:
    assert left_out(read(READER, TOP + item())) == [("rejected", "xml.truncated", 2)]


def test_item_tags_inside_cdata_and_comments_are_words() -> None:
    tricky = item(comment(text="</item><item> &amp; <b>x</b>")) + "<!-- <item> -->"
    assert [post.text for post in posts(read(READER, export(tricky)))] == ["Thanks @ann", "& x"]


@pytest.mark.parametrize(
    ("damage", "text"),
    [
        ("a\x0bb", "a\ufffdb"),
        ("a &#x0; b", "a \ufffd b"),
        ("a & b", "a & b"),
        ("a &nbsp; b", "a b"),
        ("a &x; b", "a &x; b"),
    ],
)
def test_characters_that_xml_forbids_are_mended_and_counted(damage: str, text: str) -> None:
    found = read(READER, export(item(comment().replace("<![CDATA[Nice]]>", damage))))
    assert posts(found)[1].text == text
    assert notices(found)["xml.repairs"][1] == 1


def test_clean_cdata_is_not_counted_as_mended() -> None:
    assert notices(read(READER, export(item(comment(text="a & b &nbsp; &#x0;"))))) == {}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_encodings_are_read_as_declared_or_marked(encoding: str) -> None:
    content = export(item(comment(name="Zoë"))).replace("UTF-8", encoding.removesuffix("-sig"))
    assert posts(read(READER, content.encode(encoding)))[1].author.handle == "Zoë"
    assert claim(READER, content.encode(encoding)) is not None


def test_bytes_that_are_not_the_declared_utf_8_are_mended() -> None:
    found = read(READER, export(item(comment(name="Zoë"))).encode("latin-1"))
    assert posts(found)[1].author.handle == "Zoë"
    assert notices(found)["text.bytes"][1] == 1


@pytest.mark.parametrize("name", ["utf-7", "cp037", "no-such", "rot13", "unicode_escape"])
def test_an_encoding_that_is_not_read_is_refused_by_name(name: str) -> None:
    content = export(item()).replace("UTF-8", name)
    with pytest.raises(FileFault, match=f"encoding that is not read|{name}") as fault:
        read(READER, content)
    assert fault.value.code == "text.encoding"
    said = claim(READER, content)
    assert said is not None
    assert (said.role, repr(name) in said.remark) == ("beside", True)


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE rss [<!ENTITY x "y">]>',
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1:1/x.dtd">',
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE rss [<!ENTITY x "<item>"><!ENTITY y "&x;&x;">]>',
    ],
)
def test_any_document_type_is_refused(declared: str) -> None:
    content = export(item(comment(text="&x;"))).replace("<rss", declared + "<rss", 1)
    with pytest.raises(FileFault) as fault:
        read(READER, content)
    assert (fault.value.code, fault.value.unsafe) == ("xml.dtd", True)
    assert claim(READER, content) is not None


def test_a_document_type_further_down_costs_its_item() -> None:
    found = read(READER, export(item(), "<item><!DOCTYPE x [<!ENTITY y 'z'>]></item>"))
    assert left_out(found) == [("rejected", "xml.syntax", 2)]


def test_an_item_nested_too_deep_costs_itself_only() -> None:
    found = read(READER, export(item(more="<a>" * 300 + "</a>" * 300), item()))
    assert left_out(found) == [("rejected", "xml.depth", 1)]
    with pytest.raises(FileFault) as fault:
        read(READER, TOP + "<a>" * 300)
    assert (fault.value.code, fault.value.unsafe) == ("xml.depth", True)


def test_an_item_that_is_too_long_costs_itself_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_xml, "MOST_RECORD", 10_000)
    found = read(READER, export(item(), item(comment(text="x" * 600_000)), item()))
    assert left_out(found) == [("rejected", "xml.size", 2)]
    with pytest.raises(FileFault, match="before its first record"):
        read(READER, TOP + " " * 20_000)


def test_an_element_with_very_many_attributes_is_bounded() -> None:
    began = time.process_time()
    attributes = " ".join(f'a{number}="1"' for number in range(200_000))
    assert len(posts(read(READER, export(item(more=f"<x {attributes}/>"))))) == 1
    assert time.process_time() - began < 5


def test_a_file_without_a_version_is_no_export() -> None:
    content = export(item()).replace("<wp:wxr_version>1.2</wp:wxr_version>", "")
    with pytest.raises(FileFault, match=r"^no WordPress export: it has no WXR version$"):
        read(READER, content)


def test_another_version_is_refused_by_name() -> None:
    with pytest.raises(FileFault, match=r"^its WXR version is 'abc'; 1\.0 to 1\.2 are read$"):
        read(READER, export(item()).replace(">1.2<", ">abc<"))


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_namespaces_count_not_prefixes(version: str) -> None:
    content = export(item(comment())).replace("1.2", version).replace("wp:", "w-p:").replace("dc:", "d:")
    content = content.replace("xmlns:wp=", "xmlns:w-p=").replace("xmlns:dc=", "xmlns:d=")
    content = content.replace(
        "<w-p:status>", "<w-p:status xmlns:w-p='http://evil.example/'>private</w-p:status><w-p:status>", 1
    )
    assert [post.author for post in posts(read(READER, content))] == [NELL, visitor("Fern")]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<html><rss></html>",
        "<rss version='2.0'><channel/></rss>",
        "author,text\n",
        "a <rss wp:wxr_version",
        "\x00\xff",
    ],
)
def test_other_files_are_not_claimed(content: str) -> None:
    assert claim(READER, content) is None


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a<br/>b<br>c", "a\nb\nc"),
        ("<!-- wp:paragraph --><p>one</p>\n\n<p>two</p>", "one\ntwo"),
        ("x <script>var a = '<b>';</script>y", "x y"),
        ("x <script>never closed", "x never closed"),
        ("1 < 2 && 3 > 2 &lt;b&gt;", "1 < 2 && 3 > 2 <b>"),
        ('<a title="a > b" href=x>@ann</a>', "@ann"),
        ("<!-- never closed", ""),
        ("&#8217;&nbsp;&hellip;", "’ …"),
    ],
)
def test_markup_becomes_the_words_a_reader_sees(markup: str, text: str) -> None:
    assert text_of(markup) == text


@pytest.mark.parametrize("bomb", ["<a", "<!--", "<a b=", '<a "', "<a b='", "<script>", "</", "<", "&", "<a b=\"'"])
def test_hostile_markup_takes_linear_time(bomb: str) -> None:
    began = time.process_time()
    text_of(bomb * 200_000)
    assert time.process_time() - began < 5


SAMPLE = export(item(comment(), ping("http://weir.example/")), item(comment(2, "Ned"), link="http://lane.example/2"))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_damage_never_gives_anything_but_items_or_the_typed_fault(data: st.DataObject) -> None:
    broken = bytearray(SAMPLE.encode(data.draw(st.sampled_from(["utf-8", "utf-16"]))))
    for _ in range(data.draw(st.integers(1, 8))):
        start = data.draw(st.integers(0, len(broken)))
        broken[start : start + data.draw(st.integers(0, 8))] = data.draw(
            st.binary(max_size=6)
            | st.sampled_from([b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<!--", b"<item>", b"</item>"])
        )
    content = bytes(broken)
    claim(READER, content)
    try:
        found = read(READER, content)
    except FileFault:
        return
    assert all(isinstance(each, Post | Act | LeftOut | Notice) for each in found)


@given(st.integers(1, 40))
def test_where_the_file_is_cut_into_chunks_makes_no_difference(size: int) -> None:
    chunks = (SAMPLE[at : at + size] for at in range(0, len(SAMPLE), size))
    cut = list(_xml.pieces(chunks, tag="item", root="rss"))
    assert cut == list(_xml.pieces(iter([SAMPLE]), tag="item", root="rss"))


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "used", "rest"),
    [
        ("wordpress.xml", 551, 79),
        ("theme-unit-test-data.xml", 105, 114),
        ("a11y-unit-test-data.xml", 86, 97),
        ("small-export.xml", 10, 2),
        ("valid-wxr-1.0.xml", 7, 0),
        ("valid-wxr-1.1.xml", 3, 0),
        ("wxr-utf-8-challenges.xml", 1, 0),
        ("namespace-edge-cases.xml", 0, 6),
    ],
)
def test_real_exports_give_every_record(name: str, used: int, rest: int) -> None:
    if not REAL.exists():
        pytest.skip("no real exports here")
    found = read(READER, next(REAL.rglob(name)).read_bytes())
    assert (len(posts(found)) + len(acts(found)), len(left_out(found))) == (used, rest)


@pytest.mark.real
def test_most_pingbacks_of_a_real_blog_are_its_own() -> None:
    if not REAL.exists():
        pytest.skip("no real exports here")
    found = read(READER, next(REAL.rglob("wordpress.xml")).read_bytes())
    assert len(acts(found)) == 3
    assert sum(post.retweet_of is not None for post in posts(found)) == 1
    assert len({post.author.id for post in posts(found) if post.collected_via == "archive"}) == 1


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "code"), [("malformed.xml", "xml.syntax"), ("missing-version-tag.xml", "wxr.version")]
)
def test_real_files_that_are_no_exports_are_refused_with_the_reason(name: str, code: str) -> None:
    if not REAL.exists():
        pytest.skip("no real exports here")
    with pytest.raises(FileFault) as fault:
        read(READER, next(REAL.rglob(name)).read_bytes())
    assert fault.value.code == code
