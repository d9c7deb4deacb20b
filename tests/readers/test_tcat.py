"""Tweets as DMI-TCAT exports them become posts."""

from graphkit.interactions import interactions
from graphkit.post import Account, Post, Ref
from graphkit.readers.tcat import READER
from tests.readers._reading import claim, left_out, posts, read
from tests.readers._tables import table

HEADER = (
    "id time created_at from_user_name text filter_level truncated retweet_count lang to_user_name"
    " in_reply_to_status_id quoted_status_id source from_user_id from_user_realname from_user_followercount"
    " urls_expanded mentions hashtags"
)
GAZOUILLOIRE = (
    "id time created_at from_user_name text filter_level to_user_name to_user_id in_reply_to_status_id from_user_id"
    " from_user_realname links retweeted_id retweeted_user retweeted_user_id quoted_id mentioned_user_names"
)
PLAIN = {
    "id": "1",
    "time": "1345118340",
    "created_at": "2012-08-16 12:59:00",
    "from_user_name": "ann",
    "from_user_id": "11",
    "from_user_realname": "Ann Ash",
    "text": "tea &amp; cake",
}
BOB, CYD = Account("", "bob"), Account("", "cyd")


def one(row: dict[str, str], header: str = HEADER) -> Post:
    (found,) = posts(read(READER, table(header, PLAIN | row)))
    return found


def acts(post: Post) -> list[tuple[str, str]]:
    return [(row.kind, row.target.handle if row.target else "") for row in interactions(post).rows]


def test_a_plain_tweet_has_the_time_in_utc_not_that_of_the_server() -> None:
    author = Account("11", "ann", "Ann Ash")
    found = Post("twitter", author, "1", 1_345_121_940_000_000, "tea & cake", collected_via="stream", line=2)
    assert one({}) == found
    assert one({"created_at": ""}).time == 1_345_118_340_000_000


def test_a_reply() -> None:
    assert one({"to_user_name": "bob", "in_reply_to_status_id": "90"}).reply_to == Ref(BOB, "90")


def test_no_reply_is_a_zero_or_blank() -> None:
    assert one({"to_user_name": "", "in_reply_to_status_id": "0", "quoted_status_id": "0"}).reply_to is None


def test_a_retweet_is_told_by_its_text_and_its_names() -> None:
    post = one({"text": "RT @bob: ask @cyd", "mentions": "bob; cyd"})
    assert (post.retweet_of, post.mentions) == (Ref(BOB, "", (CYD,)), ())
    assert acts(post) == [("retweet", "bob"), ("echo", "cyd")]
    assert acts(one({"text": "RT @bob: ask @cyd"})) == [("retweet", "bob"), ("echo", "cyd")]


def test_a_quote_by_its_id_and_its_link() -> None:
    link = "http://example.org/a; https://twitter.com/bob/status/90"
    assert one({"quoted_status_id": "90", "urls_expanded": link}).quote_of == Ref(BOB, "90")
    assert one({"quoted_status_id": "90"}).quote_of == Ref(Account(), "90")


def test_older_tables_of_gazouilloire_name_the_retweeted_account() -> None:
    row = {"retweeted_id": "90", "retweeted_user": "bob", "retweeted_user_id": "12", "text": "RT @bob: ask @cyd"}
    post = one(row | {"mentioned_user_names": "cyd"}, GAZOUILLOIRE)
    assert post.retweet_of == Ref(Account("12", "bob"), "90", (CYD,))
    assert acts(post) == [("retweet", "bob"), ("echo", "cyd")]


def test_a_row_without_author_and_a_broken_row_are_left_out() -> None:
    found = read(READER, table(HEADER, PLAIN, PLAIN | {"from_user_name": "", "from_user_id": ""}) + "2,3\n")
    assert left_out(found) == [("rejected", "record.no_author", 3), ("rejected", "csv.width", 4)]
    assert len(posts(found)) == 1


def test_tables_with_tabs_are_read_and_other_headers_are_not_claimed() -> None:
    assert len(posts(read(READER, table(HEADER, PLAIN).replace(",", "\t")))) == 1
    assert claim(READER, table("id from_user_name to_user_name")) is None
    assert claim(READER, table("id author text filter_level from_user_id")) is None
