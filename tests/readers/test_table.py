"""Tables: exact posts and acts out, one test a quirk, and never anything but the typed fault."""

import time
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.errors import UsageError
from graphkit.post import Account, Act, LeftOut, Notice, Post, Ref
from graphkit.readers._csv import Sheet
from graphkit.readers._faults import FileFault
from graphkit.readers.table import READER
from tests.readers._reading import acts, claim, left_out, notices, posts, read

REAL = Path(__file__).parents[2] / "../shared/data"
NOON = 1_345_121_940_000_000  # 2012-08-16 12:59:00 UTC
PLAIN = "author,text\nann,hello\nbob,hi\n"


def texts(content: str | bytes) -> list[tuple[str, str]]:
    return [(post.author.handle, post.text) for post in posts(read(READER, content))]


def test_a_table_of_posts_gives_its_posts() -> None:
    content = (
        "id,created_at,author,text,in_reply_to_screen_name,retweeted_user,mentions\n"
        "11,2012-08-16 12:59:00,@ann,Thanks @bob &amp; all,bob,,\n"
        "12,,bob,fine,,eve,\n"
        '13,,eve,with friends,,,"@ann, bob"\n'
    )
    assert read(READER, content) == [
        Notice(
            "table.columns",
            "posts; columns read: author=author, text=text, id=id, time=created_at, "
            "reply_to=in_reply_to_screen_name, retweet_of=retweeted_user, mentions=mentions",
        ),
        Post(
            "table",
            Account(handle="ann"),
            "11",
            NOON,
            "Thanks @bob & all",
            reply_to=Ref(Account(handle="bob")),
            line=2,
        ),
        Post("table", Account(handle="bob"), "12", None, "fine", retweet_of=Ref(Account(handle="eve")), line=3),
        Post(
            "table",
            Account(handle="eve"),
            "13",
            None,
            "with friends",
            (Account(handle="ann"), Account(handle="bob")),
            line=4,
        ),
    ]


def test_a_table_of_edges_gives_acts() -> None:
    content = "Source,Target,Relationship,Weight,Date\nann,bob,Retweet,3,16/08/2012 12:59\nbob,ann,Replies to,1,\n"
    ann, bob = Account(handle="ann"), Account(handle="bob")
    assert acts(read(READER, content)) == [
        Act("table", ann, bob, "retweet", NOON, weight=3, line=2),
        Act("table", bob, ann, "reply", line=3),
    ]


def test_the_header_decides_which_end_acts_even_if_the_target_comes_first() -> None:
    (act,) = acts(read(READER, "dstAccount,srcAccount\nann,bob\n"))
    assert (act.source.handle, act.target.handle) == ("bob", "ann")


@pytest.mark.parametrize("header", ["from,to", "src,dst", "user1,user2", "Sender\tRecipient", "source_id;target_id"])
def test_both_ends_are_found_under_many_names(header: str) -> None:
    mark = "," if "," in header else "\t" if "\t" in header else ";"
    (act,) = acts(read(READER, f"{header}\na{mark}b\n"))
    assert {act.source.handle, act.source.id} == {"a", ""}


def test_one_damaged_row_is_left_out_and_counted() -> None:
    found = read(READER, "author,text,id\nann,hello,1\nbob,hi\neve,hey,3,4\nian,yo,4\n")
    assert left_out(found) == [("rejected", "csv.width", 3), ("rejected", "csv.width", 4)]
    assert [post.author.handle for post in posts(found)] == ["ann", "ian"]


def test_a_row_without_an_author_is_left_out() -> None:
    assert left_out(read(READER, "author,text\n,hello\nann,hi\n")) == [("rejected", "record.no_author", 2)]


@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
def test_the_delimiter_is_guessed_from_the_header(mark: str) -> None:
    assert texts(f"author{mark}text\nann{mark}hello\n") == [("ann", "hello")]


def test_a_sep_line_before_the_header_is_obeyed() -> None:
    assert texts("sep=;\nauthor;text\nann;a, b\n") == [("ann", "a, b")]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + PLAIN.encode(),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("utf-32"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        b"author,text\r\nann,hello\rbob,hi",
        b"author,text\n\nann,hello\n,\nbob,hi\n\n",
        b"author, text\nann, hello\nbob, hi\n",
    ],
    ids=["bom", "utf-16", "utf-16 bare", "utf-32", "crlf", "cr", "mixed", "blank", "spaced"],
)
def test_encodings_and_line_ends_make_no_difference(content: bytes) -> None:
    assert texts(content) == [("ann", "hello"), ("bob", "hi")]
    assert claim(READER, content) is not None


def test_utf_16_counts_as_a_repair() -> None:
    (repair,) = (item for item in read(READER, PLAIN.encode("utf-16")) if isinstance(item, Notice) and item.repairs)
    assert repair == Notice("text.encoding", "read as UTF-16", repairs=True)


def test_latin_1_is_read_and_counted_as_a_repair() -> None:
    found = read(READER, "author,text\nann,café\n".encode("latin-1"))
    assert posts(found)[0].text == "café"
    assert notices(found)["text.bytes"] == ("1 bytes that are not UTF-8 were mended", 1)


def test_a_cut_character_in_a_line_of_utf_8_becomes_a_replacement() -> None:
    assert texts("author,text\nann,é…\n".encode()[:-2] + b"\n") == [("ann", "é\ufffd")]


def test_a_zero_byte_is_repaired_and_merges_nobody() -> None:
    assert texts("author,text\na\0nn,hello\n") == [("a\ufffdnn", "hello")]


def test_newlines_and_quotes_inside_cells_are_kept_and_lines_still_counted() -> None:
    found = posts(read(READER, 'author,text\nann,"one\r\ntwo ""three"""\nbob,hi\n'))
    assert [(post.text, post.line) for post in found] == [('one\r\ntwo "three"', 2), ("hi", 4)]


def test_a_stray_quote_costs_its_own_row_only() -> None:
    rows = "".join(f"p{number},text {number}\n" for number in range(50))
    found = read(READER, f'author,text\nann,"never closed\n{rows}bob,"said"\n')
    assert len(posts(found)) == 52
    assert posts(found)[0].text == '"never closed'
    assert notices(found)["csv.quotes"][1] == 1


def test_quotes_inside_quotes_without_doubling_are_read_leniently() -> None:
    ((author, text), second) = texts('author,text\nann,"he said "hi" to me"\nbob,ok\n')
    assert (author, second) == ("ann", ("bob", "ok"))
    assert "said" in text


def test_tabs_with_stray_quotes_are_read() -> None:
    assert texts('author\ttext\nann\t"what a day\nbob\tok\n') == [("ann", '"what a day'), ("bob", "ok")]


def test_a_cell_of_a_mebibyte_is_kept() -> None:
    assert len(texts(f'author,text\nann,"{"x, " * 400_000}"\n')[0][1]) == 1_200_000


def test_more_than_20000_columns_are_refused_quickly() -> None:
    began = time.process_time()
    with pytest.raises(FileFault) as fault:
        read(READER, "author,text" + ",x" * 100_000 + "\n" + "," * 100_002)
    assert fault.value.code == "csv.columns"
    assert time.process_time() - began < 2


def test_a_line_of_16_mebibytes_of_commas_is_one_damaged_row() -> None:
    found = read(READER, "author,text\nann,hi\n" + "," * (16 << 20) + "\nbob,hi\n")
    assert left_out(found) == [("rejected", "csv.size", 3)]
    assert len(posts(found)) == 2


@pytest.mark.parametrize("name", ["NA", "null", "nan", "None", "007", "7", "1e5", "TRUE", "=1+1", "-5", "'70s_fan"])
def test_every_author_is_text(name: str) -> None:
    assert texts(f"author,text\n{name},hello\n") == [(name, "hello")]


def test_a_formula_as_an_author_is_text() -> None:
    cell = '=HYPERLINK("http://x.example","y")'
    assert texts(f'author,text\n"{cell.replace(chr(34), chr(34) * 2)}",hello\n') == [(cell, "hello")]


def test_long_ids_beside_empty_ones_stay_different() -> None:
    found = posts(read(READER, "id,author,text\n1234567890123456789,a,x\n,a,x\n1234567890123456788,a,x\n"))
    assert [post.id for post in found] == ["1234567890123456789", "", "1234567890123456788"]


def test_ids_damaged_by_a_spreadsheet_are_dropped_and_said_once() -> None:
    found = read(READER, "tweet_id,name,text\n5.70306E+17,ann,a\n5.70306E+17,bob,b\n570306133677760513,eve,c\n")
    assert [post.id for post in posts(found)] == ["", "", "570306133677760513"]
    assert notices(found)["table.ids"] == (
        "ids damaged by a spreadsheet: posts are told apart by author, time and words",
        2,
    )


@pytest.mark.parametrize(
    ("cell", "told"), [('="12"', "12"), ("'12", "12"), ("12.0", "12"), ("nan", ""), ("0012", "0012")]
)
def test_ids_come_out_of_their_armour(cell: str, told: str) -> None:
    content = f'author,text,id\nann,x,"{cell.replace(chr(34), chr(34) * 2)}"\n'
    assert posts(read(READER, content))[0].id == told


def test_spreadsheet_armour_is_taken_off_handles_and_words() -> None:
    assert texts("author,text\n'@ann,'@bob thanks\n") == [("ann", "@bob thanks")]


def test_a_retweet_without_its_author_is_sharing_without_a_known_target() -> None:
    content = "author,text,is_retweet\nann,good words,TRUE\nann,RT @bob: words,TRUE\nann,mine,FALSE\n"
    assert [post.retweet_of for post in posts(read(READER, content))] == [Ref(), None, None]


def test_a_column_of_kinds_marks_replies_and_quotes_of_unknown_people() -> None:
    one, two, three = posts(read(READER, "author,text,type\nann,a,reply\nann,b,Quote\nann,c,photo\n"))
    assert (one.reply_to, two.quote_of) == (Ref(), Ref())
    assert (three.reply_to, three.retweet_of, three.quote_of) == (None, None, None)


def test_na_in_a_column_of_targets_names_nobody_if_it_fills_it() -> None:
    content = "author,text,reply_to\n" + "ann,x,NA\n" * 9 + "bob,y,ann\n"
    found = read(READER, content)
    assert [post.reply_to for post in posts(found)] == [None] * 9 + [Ref(Account(handle="ann"))]
    assert notices(found)["table.missing"][0] == "NA in the column of reply_to names nobody"


def test_na_in_a_column_of_targets_is_a_person_if_na_writes_posts() -> None:
    found = posts(read(READER, "author,text,reply_to\n" + "ann,x,NA\n" * 9 + "NA,y,ann\n"))
    assert found[0].reply_to == Ref(Account(handle="NA"))


def test_lists_of_mentions_are_read_in_many_spellings() -> None:
    cells = [
        "@bob @eve",
        '"bob, eve"',
        "bob;eve",
        "\"['bob', 'eve']\"",
        '"[{""screen_name"": ""bob""}, {""screen_name"": ""eve""}]"',
    ]
    found = posts(read(READER, "author,text,mentions\n" + "".join(f"ann,x,{cell}\n" for cell in cells)))
    assert {post.mentions for post in found} == {(Account(handle="bob"), Account(handle="eve"))}


def test_the_network_is_taken_from_its_column() -> None:
    assert [post.network for post in posts(read(READER, "author,text,platform\na,x,Mastodon\na,x,\n"))] == [
        "mastodon",
        "table",
    ]


def test_ids_and_names_of_authors_have_columns_of_their_own() -> None:
    (post,) = posts(read(READER, "user_id,screen_name,name,text\n7,ann,Ann Ash,hi\n"))
    assert post.author == Account("7", "ann", "Ann Ash")


@pytest.mark.parametrize(
    "written",
    [
        "2012-08-16T12:59:00Z",
        "2012-08-16 12:59",
        "2012-08-16 05:59:00 -0700",
        "2012-08-16 12:59:00 UTC",
        "2012/08/16 12:59:00",
        "1345121940",
        "1345121940000",
        "16-08-2012 12.59",
        "16/08/2012 12:59",
        "8/16/2012 12:59 PM",
        "Thu Aug 16 12:59:00 +0000 2012",
        '"Thu, 16 Aug 2012 12:59:00 GMT"',
        '"Aug 16, 2012, 12:59 PM"',
        "20120816125900",
    ],
)
def test_times_are_read_however_they_are_written(written: str) -> None:
    assert posts(read(READER, f"author,text,time\nann,x,{written}\n"))[0].time == NOON


def test_an_unreadable_time_is_missing_and_said() -> None:
    found = read(READER, "author,text,time\nann,x,yesterday\nann,y,\n")
    assert [post.time for post in posts(found)] == [None, None]
    assert notices(found)["table.times"][1] == 1


def test_a_date_that_may_start_with_day_or_month_is_read_day_first_and_said_once() -> None:
    found = read(READER, "author,text,date\nann,x,03/04/2012\nann,y,05/06/2012\n")
    assert [post.time for post in posts(found)] == [1_333_411_200_000_000, 1_338_854_400_000_000]
    assert notices(found)["table.dates"] == ("dates such as 03/04/2012 are read with the day first", 1)


def test_one_date_that_must_start_with_the_month_settles_it_for_the_file() -> None:
    found = read(READER, "author,text,date\nann,x,03/04/2012\nann,y,12/25/2012\n")
    assert posts(found)[0].time == 1_330_819_200_000_000
    assert "table.dates" not in notices(found)


def test_a_date_and_a_clock_in_two_columns_are_one_time() -> None:
    assert posts(read(READER, "author,text,date,time\nann,x,2012-08-16,12:59:00\n"))[0].time == NOON


def test_two_columns_of_one_name_the_first_is_read_and_said() -> None:
    found = read(READER, "author,text,text\nann,one,two\n")
    assert posts(found)[0].text == "one"
    assert notices(found)["table.columns"][0].endswith("; two columns are called 'text', the first is read")


def test_columns_can_be_named_by_hand() -> None:
    found = read(READER, "wer,was,egal\nann,hello,x\n", {"author": "wer", "text": "was"})
    assert [(post.author.handle, post.text) for post in posts(found)] == [("ann", "hello")]
    assert len(acts(read(READER, "a,b\nann,bob\n", {"source": "b", "target": "a"}))) == 1


def test_an_unknown_word_or_header_for_columns_is_named() -> None:
    with pytest.raises(UsageError, match="--columns knows no 'autor'; it knows author, "):
        read(READER, PLAIN, {"autor": "author"})
    with pytest.raises(FileFault, match="no column 'wer' for --columns; found 'author', 'text'"):
        read(READER, PLAIN, {"author": "wer"})


def test_unknown_columns_are_refused_with_what_was_found_and_wanted() -> None:
    with pytest.raises(FileFault) as fault:
        read(READER, "colour,size\nred,big\n")
    assert fault.value.code == "table.columns"
    assert fault.value.reason.startswith("a table that names no author: its columns are 'colour', 'size'; wanted are")
    assert claim(READER, "colour,size\nred,big\n") is not None


def test_authors_of_books_write_to_nobody() -> None:
    books = "title,author,isbn,text\nDune,Frank Field,123,A planet\n"
    found = claim(READER, books)
    assert found
    assert found.role == "beside"
    assert found.remark.startswith("a table of books, whose authors write to nobody in it: its columns are 'title', ")
    assert len(posts(read(READER, books, {"author": "author", "text": "text"}))) == 1


def test_a_table_with_authors_alone_is_told_what_it_lacks() -> None:
    found = claim(READER, "id,user,created\n1,ann,2024\n")
    assert found
    assert found.remark.startswith("a table that says neither what its people write nor whom they name: its columns")


@pytest.mark.parametrize("code", ['window.x = {"a": 1};\nf(a, b);\n', "digraph { a -> b; b -> c }\n"])
def test_code_is_no_table(code: str) -> None:
    assert claim(READER, code) is None


def test_a_table_without_a_header_is_refused_as_such() -> None:
    with pytest.raises(FileFault, match=r"^no header: its first line is 'ann', 'bob', "):
        read(READER, "ann,bob,{'weight': 1, 'retweet': 1}\n")


def test_an_empty_table_holds_no_data() -> None:
    with pytest.raises(FileFault, match="no data"):
        read(READER, "")


def test_a_header_alone_gives_no_posts() -> None:
    assert posts(read(READER, "author,text\n")) == []


@pytest.mark.parametrize(
    "content",
    [
        '{"author": "ann", "text": "x"}\n',
        "<html>",
        "",
        "Vertex 1,Vertex 2,author,text\n",
        "user_did,user_handle,text\n",
        "just one line of prose",
    ],
)
def test_what_other_readers_own_is_left_to_them(content: str) -> None:
    assert claim(READER, content) is None


@pytest.mark.parametrize("weight", ["-1", "nan", "inf", "-inf", "1e999", "x", "0", "9" * 5000])
def test_a_weight_that_is_no_positive_number_costs_its_row(weight: str) -> None:
    found = read(READER, f"source,target,weight\nann,bob,{weight}\nbob,ann,2.0\n")
    assert left_out(found) == [("rejected", "edge.weight", 2)]
    assert [act.weight for act in acts(found)] == [2]


def test_fractions_as_weights_count_once_and_are_said() -> None:
    found = read(READER, "source,target,weight\nann,bob,0.25\n")
    assert acts(found)[0].weight == 1
    assert notices(found)["edge.fractions"][1] == 1


def test_a_tweet_that_points_at_its_author_is_a_post_that_names_nobody() -> None:
    found = read(READER, "source,target,relationship\nann,ann,Tweet\nann,bob,Mentions\n")
    assert posts(found) == [Post("table", Account(handle="ann"), line=2)]
    assert len(acts(found)) == 1


def test_following_is_no_act_and_an_unknown_kind_is_a_mention_and_said() -> None:
    found = read(READER, "source,target,type\nann,bob,follows\nann,bob,pokes\nann,bob,Directed\n,bob,RT\n")
    assert left_out(found) == [("ignored", "record.follow", 2), ("rejected", "edge.ends", 5)]
    assert [act.kind for act in acts(found)] == ["mention", "mention"]
    assert notices(found)["edge.kinds"] == ("kinds that are not known count as mentions: pokes", 1)


SAMPLE = "author,text,id,time,reply_to,mentions\n" + 'ann,"a, ""b""\nc",12,03/04/2012,bob,"x, y"\n' * 6


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_damage_never_gives_anything_but_items_or_the_typed_fault(data: st.DataObject) -> None:
    broken = bytearray(SAMPLE.encode(data.draw(st.sampled_from(["utf-8", "utf-16", "latin-1"]))))
    for _ in range(data.draw(st.integers(1, 8))):
        start = data.draw(st.integers(0, len(broken)))
        broken[start : start + data.draw(st.integers(0, 6))] = data.draw(
            st.binary(max_size=6) | st.sampled_from([b'"', b",", b"\r", b"\n", b'""', b"\0", b"sep=;\n"])
        )
    content = bytes(broken)
    claim(READER, content)
    try:
        found = read(READER, content)
    except FileFault:
        return
    assert all(isinstance(item, Post | Act | LeftOut | Notice) for item in found)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.text(min_size=1), st.text()), min_size=1, max_size=20))
def test_what_the_csv_module_writes_comes_back(rows: list[tuple[str, str]]) -> None:
    import csv
    import io

    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([("author", "text"), *rows])
    expected = sum(1 for author, text in rows if author or text)
    found = read(READER, out.getvalue().encode("utf-8", "replace"))
    assert len([item for item in found if isinstance(item, Post | LeftOut)]) == expected


@pytest.mark.real
def test_real_tables_give_every_row() -> None:
    if not REAL.exists():
        pytest.skip("no real exports here")
    tweets = read(READER, next(REAL.glob("tables/Ayush*/Tweets.csv")).read_bytes())
    assert len(posts(tweets)) == 14_640
    assert notices(tweets)["table.ids"][1] == 14_640
    assert all(post.time for post in posts(tweets))
    edges = read(READER, next(REAL.glob("tables/graphistry*/demos/data/twitterDemo.csv")).read_bytes())
    assert len(acts(edges)) == 10_063
    assert {act.source.handle for act in acts(edges)[:8]} == {acts(edges)[0].source.handle}


def test_authors_who_are_gone_are_nobody() -> None:
    content = "author,text\n" + "[deleted],x\nann,y\n[removed],z\n"
    found = read(READER, content)
    assert [post.author.handle for post in posts(found)] == ["ann"]
    assert left_out(found) == [("ignored", "record.no_author", 2), ("ignored", "record.no_author", 4)]


def test_a_word_for_none_that_fills_the_column_of_authors_is_nobody() -> None:
    signed = "".join(f"person{number},x\n" for number in range(6))
    found = read(READER, "user,text\n" + signed + "None,x\n" * 4)
    assert len(posts(found)) == 6
    assert left_out(found)[0] == ("ignored", "record.no_author", 8)
    assert len(posts(read(READER, "user,text\n" + signed * 6 + "None,x\n"))) == 37


def test_a_name_written_as_reddit_writes_it_is_that_name() -> None:
    found = read(READER, "author,text\n/u/ann,x\nu/bob,y\nu/b,z\n")
    assert [post.author.handle for post in posts(found)] == ["ann", "bob", "u/b"]


@pytest.mark.real
@pytest.mark.skipif(not REAL.exists(), reason="the real exports are not here")
def test_a_real_table_of_reddit_posts_names_authors_for_a_third_of_its_rows() -> None:
    folder = REAL / "reddit/graphistry__pygraphistry/graphistry/tests/data"
    found = read(READER, (folder / "reddit.csv").read_bytes())
    assert (len(posts(found)), len(left_out(found))) == (35, 65)
    assert not any(post.author.handle.startswith("/u/") for post in posts(found))


def test_rows_whose_every_quote_stays_open_are_read_again_only_so_often() -> None:
    sheet = Sheet(BytesIO(b"id,author,text,mentions\n" + b'"a\n' * 600_000))
    start = time.process_time()
    lost = sum(isinstance(row, LeftOut) for row in sheet.rows())
    assert lost >= 300_000
    assert time.process_time() - start < 20


def test_a_quote_that_stays_open_loses_none_of_the_rows_after_it() -> None:
    rows = "".join(f"{n},ann,words,bob\n" for n in range(5_000))
    found = read(READER, f'id,author,text,mentions\n1000000,ann,"open,bob\n{rows}')
    assert len([item for item in found if isinstance(item, Post)]) == 5_001
