"""Sheets of TAGS become posts, and what Google Sheets did to their ids is undone or said."""

import json

from graphkit.post import Account, Post, Ref
from graphkit.readers.tags import READER
from tests.readers._reading import claim, left_out, notices, posts, read
from tests.readers._tables import table

HEADER = (
    "id_str from_user text created_at time geo_coordinates user_lang in_reply_to_user_id_str in_reply_to_screen_name"
    " from_user_id_str in_reply_to_status_id_str source user_followers_count status_url entities_str"
)
OF_2012 = "id_str from_user text created_at time to_user_id_str to_user from_user_id_str status_url"
PLAIN = {
    "id_str": "236072000000000001",
    "from_user": "ann",
    "from_user_id_str": "11",
    "text": "tea &amp; cake",
    "created_at": "Thu Aug 16 12:59:00 +0000 2012",
    "time": "16/08/2012 13:59:00",
}
AUG_16 = 1_345_121_940_000_000
BOB, CYD = Account("12", "bob"), Account("13", "cyd")


def one(row: dict[str, str], header: str = HEADER) -> Post:
    (found,) = posts(read(READER, table(header, PLAIN | row)))
    return found


def entities(*names: tuple[str, str], links: tuple[str, ...] = ()) -> dict[str, str]:
    mentions = [{"screen_name": handle, "id_str": number, "indices": [0, 4]} for handle, number in names]
    return {"entities_str": json.dumps({"user_mentions": mentions, "urls": [{"expanded_url": link} for link in links]})}


def test_a_plain_tweet() -> None:
    author = Account("11", "ann")
    found = Post("twitter", author, PLAIN["id_str"], AUG_16, "tea & cake", collected_via="search", line=2)
    assert one({}) == found


def test_the_time_of_the_sheet_serves_only_where_there_is_no_other() -> None:
    assert one({"created_at": "", "time": "01/02/2012 00:00:00"}).time == 1_328_054_400_000_000


def test_a_reply_and_the_names_in_it() -> None:
    row = {"in_reply_to_screen_name": "bob", "in_reply_to_user_id_str": "12", "in_reply_to_status_id_str": "90"}
    post = one(row | entities(("bob", "12"), ("cyd", "13")))
    assert (post.reply_to, post.mentions) == (Ref(BOB, "90"), (BOB, CYD))


def test_a_sheet_of_2012_names_whom_a_tweet_is_to() -> None:
    assert one({"to_user": "bob", "to_user_id_str": "12"}, OF_2012).reply_to == Ref(BOB)


def test_a_retweet_is_a_text_that_marks_its_author() -> None:
    post = one({"text": "RT @bob: ask @cyd and so o…"} | entities(("bob", "12"), ("cyd", "13")))
    assert (post.retweet_of, post.mentions) == (Ref(BOB, "", (CYD,)), ())


def test_a_quote_is_a_link() -> None:
    assert one(entities(links=("https://twitter.com/bob/status/90",))).quote_of == Ref(Account("", "bob"), "90")


def test_damaged_ids_are_found_in_the_address_of_the_post() -> None:
    row = {"id_str": "2.36072E+17", "status_url": "http://twitter.com/ann/statuses/236072000000000001"}
    found = read(READER, table(HEADER, PLAIN | row))
    assert [post.id for post in posts(found)] == ["236072000000000001"]
    assert not notices(found)


def test_damaged_ids_without_address_are_dropped_said_and_lose_no_post() -> None:
    rows = [PLAIN | {"id_str": "2.36072E+17", "text": text} for text in ("tea", "cake", "pie")]
    found = read(READER, table(HEADER, *rows))
    assert [(post.id, post.text) for post in posts(found)] == [("", "tea"), ("", "cake"), ("", "pie")]
    assert notices(found)["table.ids"] == (
        "ids damaged by a spreadsheet: posts are told apart by author, time and words",
        3,
    )


def test_ids_that_end_in_zeros_throughout_were_rounded() -> None:
    rows = [PLAIN | {"id_str": number} for number in ("236072000000001000", "236072000000002000")]
    found = read(READER, table(HEADER, *rows))
    assert [post.id for post in posts(found)] == ["", ""]
    rows[1]["id_str"] = rows[0]["id_str"] = "236072000000002001"
    assert {post.id for post in posts(read(READER, table(HEADER, *rows)))} == {"236072000000002001"}


def test_rounded_account_ids_leave_the_handles() -> None:
    found = read(READER, table(HEADER, PLAIN | {"from_user_id_str": "1.19615E+18"}))
    assert posts(found)[0].author == Account("", "ann")
    assert notices(found)["table.account_ids"][1] == 1


def test_broken_entities_and_rows_cost_only_themselves() -> None:
    broken = PLAIN | {"entities_str": '{"user_mentions":[{"scr'}
    found = read(READER, table(HEADER, broken, PLAIN | {"from_user": "", "from_user_id_str": ""}) + "2,3\n")
    assert left_out(found) == [("rejected", "record.no_author", 3), ("rejected", "csv.width", 4)]
    assert [post.mentions for post in posts(found)] == [()]


def test_other_headers_are_not_claimed() -> None:
    assert claim(READER, table(OF_2012)) is not None
    assert claim(READER, table("id_str from_user text created_at")) is None
