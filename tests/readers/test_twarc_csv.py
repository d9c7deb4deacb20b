"""What `twarc2 csv` writes gives the posts that the JSON lines give it was made of."""

import json
from collections import Counter

import pytest

from graphkit.interactions import interactions
from graphkit.post import Account, Post, Ref
from graphkit.readers.twarc_csv import READER
from tests.readers._reading import claim, left_out, notices, posts, read
from tests.readers._tables import table
from tests.readers.support import REAL, claims
from tests.readers.support import posts as posts_of

HEADER = (
    "id conversation_id referenced_tweets.replied_to.id referenced_tweets.retweeted.id referenced_tweets.quoted.id"
    " author_id in_reply_to_user_id in_reply_to_username retweeted_user_id retweeted_username quoted_user_id"
    " quoted_username created_at text edit_history_tweet_ids entities.mentions entities.urls author.id"
    " author.username author.name matching_rules __twarc.url"
)
OLD = (
    "__twarc.url author.id author.name author.username author_id created_at entities.mentions entities.urls id"
    " in_reply_to_user.username in_reply_to_user_id referenced_tweets text type conversation_id"
)
ANN = {"author_id": "11", "author.id": "11", "author.username": "ann", "author.name": "Ann Ash"}
PLAIN = {"id": "1", "created_at": "2012-08-16T12:59:00.000Z", "text": "good morning"} | ANN
AUG_16 = 1_345_121_940_000_000
BOB, CYD = Account("12", "bob"), Account("", "cyd")


def one(row: dict[str, str], header: str = HEADER) -> Post:
    (found,) = posts(read(READER, table(header, PLAIN | row)))
    return found


def test_a_plain_tweet_has_its_line_feeds_and_signs_back() -> None:
    assert one({"text": r"tea\n&amp; cake"}) == Post(
        "twitter", Account("11", "ann", "Ann Ash"), "1", AUG_16, "tea\n& cake", line=2
    )


def test_a_name_after_a_written_line_feed_is_named() -> None:
    assert [row.kind for row in interactions(one({"text": r"look:\n@cyd"})).rows] == ["mention"]


def test_mentions_are_handles() -> None:
    assert one({"text": "hi @cyd", "entities.mentions": '["@cyd"]'}).mentions == (CYD,)


def test_a_reply() -> None:
    row = {"referenced_tweets.replied_to.id": "90", "in_reply_to_user_id": "12", "in_reply_to_username": "bob"}
    assert one(row).reply_to == Ref(BOB, "90")


def test_a_reply_to_a_post_that_is_gone_still_names_the_account() -> None:
    assert one({"in_reply_to_user_id": "12"}).reply_to == Ref(Account("12"))


def test_a_row_knows_its_conversation() -> None:
    assert one({"conversation_id": "80"}).conversation == "80"


RETWEET = {"referenced_tweets.retweeted.id": "90", "retweeted_user_id": "12", "retweeted_username": "bob"}


def test_a_retweet_that_was_merged_has_the_words_of_the_original() -> None:
    post = one(RETWEET | {"text": "ask @cyd", "entities.mentions": '["@cyd"]'})
    assert (post.retweet_of, post.mentions, post.text) == (Ref(BOB, "90", (CYD,)), (), "RT @bob: ask @cyd")


def test_a_retweet_that_was_not_merged_stays_as_it_came() -> None:
    post = one(RETWEET | {"text": "RT @bob: ask @cyd", "entities.mentions": '["@bob", "@cyd"]'})
    assert post.text == "RT @bob: ask @cyd"
    assert [(row.kind, row.target and row.target.handle) for row in interactions(post).rows] == [
        ("retweet", "bob"),
        ("echo", "cyd"),
    ]


def test_a_retweet_of_a_hidden_post_is_of_the_account_in_its_words() -> None:
    row = {"referenced_tweets.retweeted.id": "90", "text": "RT @cyd: tea", "entities.mentions": '["@cyd"]'}
    assert one(row).retweet_of == Ref(CYD, "90")


def test_a_quote_by_its_columns_or_by_its_link() -> None:
    row = {"referenced_tweets.quoted.id": "90", "quoted_user_id": "12", "quoted_username": "bob"}
    assert one(row).quote_of == Ref(BOB, "90")
    link = {"entities.urls": '["pic.example/1", "https://twitter.com/bob/status/90"]'}
    assert one(link).quote_of == Ref(Account("", "bob"), "90")


def test_an_edited_tweet_knows_its_first_version() -> None:
    assert one({"edit_history_tweet_ids": '["7", "1"]'}).first_version == "7"


@pytest.mark.parametrize(
    ("row", "via"),
    [
        ({"__twarc.url": "https://api.twitter.com/2/tweets/search/recent?query=tea"}, "search"),
        ({"__twarc.url": "https://api.twitter.com/2/users/11/tweets?max_results=5"}, "timeline"),
        ({"matching_rules": '[{"id": "1"}]'}, "stream"),
        ({}, "unknown"),
    ],
)
def test_how_it_was_collected(row: dict[str, str], via: str) -> None:
    assert one(row).collected_via == via


def test_old_tables_have_lists_of_objects_and_rows_for_posts_referred_to() -> None:
    mentions = json.dumps([{"start": 4, "end": 8, "username": "cyd", "id": "13"}])
    references = json.dumps([{"type": "replied_to", "id": "90"}])
    reply = {"entities.mentions": mentions, "referenced_tweets": references, "in_reply_to_user_id": "12"}
    reply["in_reply_to_user.username"] = "bob"
    beside = PLAIN | {"id": "90", "author_id": "12", "type": "replied_to"}
    found = read(READER, table(OLD, beside, PLAIN | reply))
    assert left_out(found) == [("ignored", "record.referenced", 2)]
    (post,) = posts(found)
    assert (post.mentions, post.reply_to) == ((Account("13", "cyd"),), Ref(BOB, "90"))


def test_texts_written_as_json_are_read_and_a_quoted_text_among_others_is_not() -> None:
    texts = [json.dumps("tea\n“@cyd: no”"), json.dumps("cake"), '"@cyd: no"']
    rows = [PLAIN | {"id": str(number), "text": text} for number, text in enumerate(texts, 1)]
    assert [post.text for post in posts(read(READER, table(HEADER, *rows[:2])))] == ["tea\n“@cyd: no”", "cake"]
    plain = PLAIN | {"id": "4"}
    assert posts(read(READER, table(HEADER, plain, rows[2])))[1].text == '"@cyd: no"'


def test_rounded_ids_are_dropped_and_said() -> None:
    rows = [PLAIN | {"id": number} for number in ("1.38024E+18", "1380242611781380000", "1380242611781390000")]
    found = read(READER, table(HEADER, *rows))
    assert [post.id for post in posts(found)] == ["", "", ""]
    assert notices(found)["table.ids"][1] == 3


def test_damaged_cells_cost_only_themselves() -> None:
    broken = {"entities.mentions": '["@cyd"', "entities.urls": "[" * 100_000, "edit_history_tweet_ids": "7"}
    assert one(broken).mentions == ()
    found = read(READER, table(HEADER, PLAIN) + "3,x\n" + table(HEADER, PLAIN | {"id": "4"}).split("\n")[1])
    assert left_out(found) == [("rejected", "csv.width", 3)]
    assert [post.id for post in posts(found)] == ["1", "4"]


def test_a_row_without_any_author_is_left_out() -> None:
    nobody = dict.fromkeys(ANN, "")
    assert left_out(read(READER, table(HEADER, PLAIN | nobody))) == [("rejected", "record.no_author", 2)]


def test_headers_of_other_tables_are_not_claimed() -> None:
    for header in ("id author text", "id author_id text", "id username name public_metrics.tweet_count"):
        assert claim(READER, table(header)) is None
    for header in (
        "author.username text author_id",
        "id author_id text conversation_id edit_history_tweet_ids",
        HEADER,
    ):
        assert claim(READER, table(header)) is not None
    assert claim(READER, table(OLD)) is not None


TABLES, LINES = REAL / "tables/generated_by_twarc", REAL / "twitter_v2/DocNow__twarc-csv/test-data"
ROWS = {"flat": 100, "2sets": 200, "withheld": 215, "mentions_tweet": 1, "quoted_edit": 1}


def acts(post: Post) -> Counter[tuple[str, str]]:
    """Kinds with the post's own targets; the table does not say whom the author of a quoted post named."""
    return Counter(
        (row.kind, (row.target.id or row.target.handle).lower() if row.target else "")
        for row in interactions(post).rows
        if row.kind != "echo" or post.quote_of is None
    )


def with_ids(found: list[Post]) -> dict[str, str]:
    """Ids of handles, as far as these posts tell them."""
    accounts = [account for post in found for account in (post.author, *post.mentions)]
    for ref in (ref for post in found for ref in (post.reply_to, post.retweet_of, post.quote_of) if ref):
        accounts += [ref.account, *ref.mentions]
    return {account.handle.lower(): account.id for account in accounts if account.id and account.handle}


@pytest.mark.real
@pytest.mark.skipif(not REAL.exists(), reason="the real exports are not here")
@pytest.mark.parametrize("name", ROWS)
def test_real_tables_give_what_their_json_lines_give(name: str) -> None:
    path = TABLES / f"twarc_csv_{name}.csv"
    assert claims(path)[path.name][:2] == ("twarc-csv", "posts")
    tables, lines = posts_of(path), posts_of(LINES / f"{name}.jsonl")
    ids = with_ids(lines)
    assert len(tables) == ROWS[name]
    assert [(p.id, p.time, p.author, p.collected_via) for p in tables] == [
        (p.id, p.time, p.author, p.collected_via) for p in lines
    ]
    for one, other in zip(tables, lines, strict=True):
        assert (one.text == other.text) or (one.retweet_of and not one.retweet_of.account.handle), one.id
        mine = Counter({(kind, ids.get(target, target)): number for (kind, target), number in acts(one).items()})
        assert mine == Counter(
            {(kind, ids.get(target, target)): number for (kind, target), number in acts(other).items()}
        )


@pytest.mark.real
@pytest.mark.skipif(not REAL.exists(), reason="the real exports are not here")
def test_a_real_table_and_its_json_lines_count_once() -> None:
    import graphkit as gk

    both = gk.load(TABLES / "twarc_csv_2sets.csv", LINES / "2sets.jsonl")
    alone = gk.load(LINES / "2sets.jsonl")
    assert sum(tally.used for tally in both.provenance.files) == 200
    assert both.about["people"] == alone.about["people"]
    assert both.about["posts"] == alone.about["posts"] == 200


def test_chosen_columns_are_enough() -> None:
    row = {"author.username": "ann", "author_id": "11", "text": "hi @cyd"}
    (post,) = posts(read(READER, table("author.username text author_id", row)))
    assert (post.id, post.author, post.time) == ("", Account("11", "ann"), None)
