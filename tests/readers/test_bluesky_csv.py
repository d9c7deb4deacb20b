"""The table of minet and twitwi gives the posts that the interface gave them."""

import csv
import io
from typing import Any

import pytest

from graphkit.post import Account, Ref
from graphkit.readers import FileFault
from graphkit.readers.bluesky import READER as BLUESKY
from graphkit.readers.bluesky_csv import READER
from tests.readers._reading import claim, left_out, posts, read
from tests.readers.support import REAL

ANN, BOB, CYD = "did:plc:ann", "did:plc:bob", "did:plc:cyd"
ANN_POST, BOB_POST = f"at://{ANN}/app.bsky.feed.post/3k1", f"at://{BOB}/app.bsky.feed.post/3k7"
BASE = {
    "cid": "bafyrei",
    "uri": ANN_POST,
    "timestamp_utc": "1692190740",
    "user_did": ANN,
    "user_handle": "ann.example",
    "text": "tea & cake « @bob.example: x https://b.example »",
    "original_text": "tea & cake",
    "user_display_name": "Ann Ash",
    **dict.fromkeys(("to_post_uri", "to_user_did", "repost_by_user_did", "repost_by_user_handle"), ""),
    **dict.fromkeys(("repost_timestamp_utc", "quoted_uri", "quoted_user_did", "quoted_user_handle"), ""),
    **dict.fromkeys(("mentioned_user_dids", "mentioned_user_handles", "collected_via"), ""),
}


def table(*rows: dict[str, Any]) -> str:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, BASE)
    writer.writeheader()
    writer.writerows(BASE | row for row in rows)
    return file.getvalue()


def one(**row: Any) -> Any:
    (found,) = read(READER, table(row))
    return found


def test_a_row_is_a_post_in_its_authors_words() -> None:
    found = one()
    assert (found.id, found.author, found.time) == (ANN_POST, Account(ANN, "ann.example", "Ann Ash"), 1692190740000000)
    assert (found.text, found.line) == ("tea & cake", 2)
    assert (found.reply_to, found.quote_of, found.retweet_of, found.mentions) == (None, None, None, ())


def test_replies_quotes_and_mentions() -> None:
    found = one(
        to_post_uri=BOB_POST,
        quoted_uri=BOB_POST,
        quoted_user_handle="bob.example",
        mentioned_user_dids=f"{BOB}|{CYD}",
        mentioned_user_handles="bob.example|cyd.example",
    )
    assert found.reply_to == Ref(Account(BOB), BOB_POST)
    assert found.quote_of == Ref(Account(BOB, "bob.example"), BOB_POST)
    assert found.mentions == (Account(BOB, "bob.example"), Account(CYD, "cyd.example"))
    assert one(mentioned_user_dids=f"{BOB}|{CYD}", mentioned_user_handles="x.example").mentions == (
        Account(BOB),
        Account(CYD),
    )
    assert one(quoted_uri=f"at://{BOB}/app.bsky.graph.list/3k").quote_of is None


def test_a_repost_is_the_reposters() -> None:
    found = one(repost_by_user_did=BOB, repost_by_user_handle="bob.example", repost_timestamp_utc="1692190741")
    assert (found.author, found.time) == (Account(BOB, "bob.example"), 1692190741000000)
    assert found.retweet_of == Ref(Account(ANN, "ann.example", "Ann Ash"), ANN_POST)
    assert found.id == f"at://{BOB}/app.bsky.feed.repost#{ANN_POST}"


def test_posts_collected_because_of_another_are_a_sample() -> None:
    assert [one(collected_via=via).collected_via for via in ("", "quote", "thread")] == ["unknown", "search", "search"]


def test_damaged_rows_cost_only_themselves() -> None:
    found = read(READER, table({}, {"uri": "", "user_did": ""}, {"user_did": ""}) + "a,b\n")
    assert left_out(found) == [("rejected", "record.no_author", 3), ("rejected", "csv.width", 5)]
    assert [post.author.id for post in posts(found)] == [ANN, ANN]


def test_a_table_without_its_columns_is_a_fault() -> None:
    with pytest.raises(FileFault, match="without quoted_uri, repost_by_user_did, to_post_uri"):
        read(READER, "uri,user_did\nx,y\n")


def test_other_tables_are_not_claimed() -> None:
    assert claim(READER, table()) is not None
    for other in ("uri,user_did,text\nx,y,z\n", "Source,Target\na,b\n", "", "repost_by_user_did"):
        assert claim(READER, other) is None


@pytest.mark.real
@pytest.mark.skipif(not REAL.exists(), reason="the real exports are not here")
def test_the_real_table_agrees_with_the_real_posts_it_was_made_from() -> None:
    folder = REAL / "bluesky/medialab__twitwi/test/resources"
    rows = posts(read(READER, (folder / "bluesky-posts-export.csv").read_bytes()))
    shown = posts(read(BLUESKY, (folder / "bluesky-posts.json").read_bytes()))
    assert (len(rows), len(shown)) == (157, 123)

    def facts(post: Any) -> Any:
        refs = [ref and (ref.account.id, ref.post_id) for ref in (post.reply_to, post.quote_of, post.retweet_of)]
        named = frozenset((account.id, account.handle) for account in post.mentions)
        return (
            post.id,
            tuple(post.text.split()),
            post.author.id,
            post.author.handle,
            (post.time or 0) // 1_000_000,
            named,
            *refs,
        )

    assert {facts(post) for post in shown} <= {facts(post) for post in rows}
