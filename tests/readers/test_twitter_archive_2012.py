"""The archive of 2012 to 2019, one JavaScript file a month."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from graphkit.interactions import interactions
from graphkit.post import Account, Post, Ref
from tests.readers.support import REAL, claims, items, left_out, one, posts, write

ANN, BOB = Account("11", "ann", "Ann Ash"), Account("12", "bob", "Bob")
AUG_16 = 1_345_121_940_000_000
DAY = 86_400_000_000


def user(number: int, handle: str, name: str) -> dict[str, Any]:
    return {"name": name, "screen_name": handle, "protected": False, "id_str": str(number), "id": number}


def tweet(number: int = 1, text: str = "good morning", **more: Any) -> dict[str, Any]:
    return {
        "source": "web",
        "entities": {"user_mentions": [], "media": [], "hashtags": [], "urls": []},
        "geo": {},
        "id_str": str(number),
        "text": text,
        "id": float(number + 3),
        "created_at": "2012-08-16 12:59:00 +0000",
        "user": user(11, "ann", "Ann Ash"),
    } | more


def month(folder: Path, *tweets: dict[str, Any], head: str = "Grailbird.data.tweets_2012_08 = \n ") -> Path:
    write(folder, "data/js/tweets/2012_08.js", head + json.dumps(list(tweets), indent=2))
    return folder


def details(folder: Path) -> None:
    content = {"screen_name": "ann", "full_name": "Ann Ash", "id": "11", "bio": ""}
    write(folder, "data/js/user_details.js", "var user_details =  " + json.dumps(content, indent=2))


@pytest.mark.parametrize(
    "head",
    [
        "Grailbird.data.tweets_2012_08 = \n ",
        "Grailbird.data.tweets_2012_08 =",
        "Grailbird.data.tweets_2012_08=\n",
        "\ufeffGrailbird.data.tweets_2012_08 = ",
    ],
)
def test_a_plain_tweet(tmp_path: Path, head: str) -> None:
    found = items(month(tmp_path, tweet(text="tea &amp; cake"), head=head))
    assert [item for item in found if isinstance(item, Post)] == [
        Post("twitter", ANN, "1", AUG_16, "tea & cake", collected_via="archive", line=1)
    ]


def test_the_rounded_id_is_never_an_id(tmp_path: Path) -> None:
    record = tweet(203423535241625601) | {"id": 203423535241625600}
    assert one(month(tmp_path, record)).id == "203423535241625601"
    record["id_str"] = None
    assert one(month(tmp_path, record)).id == ""


def test_both_ways_to_write_the_time(tmp_path: Path) -> None:
    old = tweet(2, created_at="2009-08-16 00:00:00 +0000")
    other = tweet(3, created_at="Thu Aug 16 12:59:00 +0000 2012")
    times = [post.time for post in posts(month(tmp_path, tweet(1), old, other))]
    assert times == [AUG_16, AUG_16 - AUG_16 % DAY - 1096 * DAY, AUG_16]
    assert one(month(tmp_path, tweet(1, created_at="some day"))).time is None


def test_a_retweet_is_whole_and_keyed_on_the_account(tmp_path: Path) -> None:
    original = tweet(90, "a long story with @cyd and the end", user=user(12, "bob", "Bob"))
    record = tweet(1, "RT @old_bob: a long story wi…", retweeted_status=original)
    record["entities"] = {"user_mentions": [{"screen_name": "old_bob", "id_str": "12", "id": 12.0}]}
    post = one(month(tmp_path, record))
    assert post.retweet_of is not None
    assert (post.retweet_of.account, post.retweet_of.post_id) == (BOB, "90")
    assert post.text == "RT @bob: a long story with @cyd and the end"


def test_a_reply(tmp_path: Path) -> None:
    record = tweet(in_reply_to_status_id_str="90", in_reply_to_user_id_str="12", in_reply_to_screen_name="bob")
    assert one(month(tmp_path, record)).reply_to == Ref(Account("12", "bob"), "90")


def test_tweets_of_others_in_the_archive_stay_theirs(tmp_path: Path) -> None:
    details(tmp_path)
    found = posts(month(tmp_path, tweet(1), tweet(2, user=user(12, "bob", "Bob"))))
    assert [post.author for post in found] == [ANN, BOB]


def test_a_tweet_without_user_is_the_owners_if_the_archive_names_one(tmp_path: Path) -> None:
    record = tweet()
    del record["user"]
    folder = month(tmp_path, record)
    assert left_out(items(folder)) == [("rejected", "record.no_author", 1)]
    assert one(folder, owner="ann").author == Account("", "ann")
    details(tmp_path)
    assert one(folder).author == ANN


def test_what_stands_beside_is_said(tmp_path: Path) -> None:
    details(tmp_path)
    month(tmp_path, tweet())
    write(tmp_path, "data/js/payload_details.js", 'var payload_details =  {\n"tweets" : 728 }')
    write(tmp_path, "data/js/tweet_index.js", 'var tweet_index =  [ {"file_name" : "data/js/tweets/2012_08.js"} ]')
    columns = (
        '"tweet_id","in_reply_to_status_id","in_reply_to_user_id","timestamp","source","text","retweeted_status_id"'
    )
    write(tmp_path, "tweets.csv", f'{columns},"expanded_urls"\n"1","","","2012-08-16 12:59:00 +0000","web","x","",""\n')
    roles = {Path(path).name: (reader, role) for path, (reader, role, _) in claims(tmp_path).items()}
    assert roles == {
        "2012_08.js": ("twitter-archive-2012", "posts"),
        "user_details.js": ("twitter-archive-2012", "about"),
        "payload_details.js": ("twitter-archive-2012", "beside"),
        "tweet_index.js": ("twitter-archive-2012", "beside"),
        "tweets.csv": ("twitter-archive-2012", "beside"),
    }


def test_a_damaged_tweet_costs_only_itself(tmp_path: Path) -> None:
    found = items(month(tmp_path, tweet(1), tweet(2, user="ann"), tweet(3)))
    assert left_out(found) == [("rejected", "record.shape", 2)]
    assert [item.id for item in found if isinstance(item, Post)] == ["1", "3"]


COLUMNS = (
    "tweet_id,in_reply_to_status_id,in_reply_to_user_id,timestamp,source,text,"
    "retweeted_status_id,retweeted_status_user_id,retweeted_status_timestamp,expanded_urls"
)
PLAIN_ROW = '"1","","","2012-08-16 12:59:00 +0000","web","tea &amp; cake","","","",""'


def table(folder: Path, *rows: str, columns: str = COLUMNS) -> Path:
    return write(folder, "tweets.csv", "\n".join([columns, *rows]) + "\n")


def test_the_table_alone_is_read_as_the_owners(tmp_path: Path) -> None:
    path = table(tmp_path, PLAIN_ROW)
    found = Post("twitter", Account("", "ann"), "1", AUG_16, "tea & cake", collected_via="archive", line=2)
    assert one(path, owner="@ann") == found
    assert one(tmp_path, owner="ann") == found
    details(tmp_path)
    assert one(tmp_path).author == ANN


def test_the_table_alone_asks_whose_it_is(tmp_path: Path) -> None:
    (fault,) = items(table(tmp_path, PLAIN_ROW))
    assert str(fault) == "tweets.csv does not say whose tweets it holds; say it with --owner HANDLE"


def test_the_other_order_of_columns_is_read(tmp_path: Path) -> None:
    old = "tweet_id,in_reply_to_status_id,in_reply_to_user_id,retweeted_status_id,retweeted_status_user_id,timestamp"
    row = '"1","90","12","","","2012-08-16 12:59:00 +0000","web","@bob yes",""'
    post = one(table(tmp_path, row, columns=old + ",source,text,expanded_urls"), owner="ann")
    assert (post.time, post.text, post.reply_to) == (AUG_16, "@bob yes", Ref(Account("12"), "90"))


def test_a_retweet_of_the_table_is_keyed_on_the_account_and_cut(tmp_path: Path) -> None:
    link = '"http://t.example/1,https://twitter.com/cyd/status/80"'
    row = f'"1","","","2012-08-16 12:59:00 +0000","web","RT @bob: a long…","90","12","2012-08-15 12:59:00 +0000",{link}'
    post = one(table(tmp_path, row), owner="ann")
    assert (post.retweet_of, post.quote_of) == (Ref(Account("12"), "90"), None)
    assert [(row.kind, row.target) for row in interactions(post).rows] == [("retweet", Account("12", "bob"))]


def test_a_link_to_a_post_in_the_table_is_a_quote(tmp_path: Path) -> None:
    links = "http://t.example/a,b,https://twitter.com/cyd/status/80"
    row = f'"1","","","2012-08-16 12:59:00 +0000","web","see","","","","{links}"'
    assert one(table(tmp_path, row), owner="ann").quote_of == Ref(Account("", "cyd"), "80")


def test_a_broken_row_of_the_table_costs_only_itself(tmp_path: Path) -> None:
    found = items(table(tmp_path, PLAIN_ROW, '"2","x"', PLAIN_ROW.replace('"1"', '"3"', 1)), owner="ann")
    assert left_out(found) == [("rejected", "csv.width", 3)]
    assert [item.id for item in found if isinstance(item, Post)] == ["1", "3"]


@pytest.mark.real
@pytest.mark.skipif(not REAL.exists(), reason="the real exports are not here")
def test_the_real_table_gives_the_posts_and_retweets_of_the_months(tmp_path: Path) -> None:
    """The owner went on to add months; the table ends where Twitter made it."""
    archive = REAL / "grailbird/paulhibbitts__hibbittsdesign-tweets.zip"
    with zipfile.ZipFile(archive) as packed:
        path = write(tmp_path, "tweets.csv", packed.read("tweets.csv"))
    assert claims(archive)["tweets.csv"][1] == "beside"
    months = {post.id: post for post in posts(archive)}
    author = next(iter(months.values())).author
    rows = {post.id: post for post in posts(path, owner=author.handle)}
    last = max(post.time or 0 for post in rows.values())
    assert (len(months), len(rows)) == (5049, 4025)
    assert rows.keys() == {number for number, post in months.items() if (post.time or 0) <= last}
    assert [post.time for post in rows.values()] == [months[number].time for number in rows]
    assert [retweeted(post) for post in rows.values()] == [retweeted(months[number]) for number in rows]
    assert sum(post.retweet_of is not None for post in rows.values()) == 1104
    assert all(post.retweet_of or post.text == months[number].text for number, post in rows.items())


def retweeted(post: Post) -> tuple[str, str] | None:
    return (post.retweet_of.account.id, post.retweet_of.post_id) if post.retweet_of else None
