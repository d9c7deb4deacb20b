"""Tweets as minet and gazouilloire write them become posts; words of others are told from the author's."""

from graphkit.interactions import interactions
from graphkit.post import Account, Post, Ref
from graphkit.readers.twitwi import READER
from tests.readers._reading import claim, left_out, notices, posts, read
from tests.readers._tables import table

HEADER = (
    "id timestamp_utc local_time user_screen_name text possibly_sensitive retweet_count to_username to_userid"
    " to_tweetid user_id user_name collected_via match_query retweeted_id retweeted_user retweeted_user_id quoted_id"
    " quoted_user quoted_user_id url links mentioned_names mentioned_ids hashtags"
)
PLAIN = {
    "id": "1",
    "timestamp_utc": "1345121940.0",
    "local_time": "2012-08-16T14:59:00",
    "user_screen_name": "ann",
    "user_id": "11",
    "user_name": "Ann Ash",
    "text": "good morning",
    "collected_via": "search",
}
ANN, BOB, CYD = Account("11", "ann", "Ann Ash"), Account("12", "bob"), Account("13", "cyd")
NAMED = {"mentioned_names": "bob|cyd", "mentioned_ids": "12|13"}
QUOTE = {"quoted_id": "90", "quoted_user": "Bob", "quoted_user_id": "12"}


def one(row: dict[str, str]) -> Post:
    (found,) = posts(read(READER, table(HEADER, PLAIN | row)))
    return found


def acts(post: Post) -> list[tuple[str, str]]:
    return [(row.kind, row.target.handle.lower() if row.target else "") for row in interactions(post).rows]


def test_a_plain_tweet_has_the_time_of_the_platform_not_of_the_collector() -> None:
    assert one({}) == Post("twitter", ANN, "1", 1_345_121_940_000_000, "good morning", collected_via="search", line=2)
    assert one({"timestamp_utc": "soon"}).time is None


def test_names_and_ids_belong_together_where_there_are_as_many() -> None:
    assert one({"text": "@bob @cyd hi"} | NAMED).mentions == (BOB, CYD)
    fewer = {"text": "@bob @cyd hi", "mentioned_names": "bob|cyd", "mentioned_ids": "12"}
    assert one(fewer).mentions == (Account("", "bob"), Account("", "cyd"))


def test_a_reply() -> None:
    row = {"to_username": "bob", "to_userid": "12", "to_tweetid": "90"}
    assert one(row).reply_to == Ref(BOB, "90")


def test_the_names_of_a_retweet_are_those_of_its_author() -> None:
    row = {"retweeted_id": "90", "retweeted_user": "Bob", "retweeted_user_id": "12", "text": "RT @Bob: ask @cyd"}
    post = one(row | NAMED)
    assert (post.retweet_of, post.mentions) == (Ref(Account("12", "Bob"), "90", (CYD,)), ())
    assert acts(post) == [("retweet", "bob"), ("echo", "cyd")]


def test_the_quoted_words_are_not_the_authors() -> None:
    text = "well, @dan: « Bob: ask @cyd — now — https://twitter.com/Bob/status/90 » indeed"
    row = {"text": text, "mentioned_names": "cyd|dan", "mentioned_ids": "13|14"}
    post = one(row | QUOTE)
    assert post.text == "well, @dan: https://twitter.com/Bob/status/90 indeed"
    assert post.mentions == (Account("14", "dan"),)
    assert post.quote_of == Ref(Account("12", "Bob"), "90", (CYD,))
    assert acts(post) == [("quote", "bob"), ("mention", "dan"), ("echo", "cyd")]


def test_a_quote_whose_words_are_missing_keeps_its_text() -> None:
    text = "well « Bob: said » https://twitter.com/Bob/status/90"
    assert one({"text": text} | QUOTE).text == text


def test_what_was_found_in_another_record_only_was_not_searched_for() -> None:
    ways = ("search", "stream", "retweet|search", "retweet", "quote|thread", "")
    found = [one({"collected_via": way}).collected_via for way in ways]
    assert found == ["search", "stream", "search", "unknown", "unknown", "unknown"]


def test_damaged_rows_and_ids() -> None:
    rows = [PLAIN | {"id": "1.3E+18"}, PLAIN | {"user_screen_name": "", "user_id": ""}]
    found = read(READER, table(HEADER, *rows) + "2,3\n")
    assert left_out(found) == [("rejected", "record.no_author", 3), ("rejected", "csv.width", 4)]
    assert [post.id for post in posts(found)] == [""]
    assert notices(found)["table.ids"][1] == 1


def test_headers_of_other_tables_are_not_claimed() -> None:
    assert claim(READER, table(HEADER)) is not None
    assert claim(READER, table("id screen_name text timestamp_utc")) is None
    assert claim(READER, table("id user_screen_name text created_at")) is None
