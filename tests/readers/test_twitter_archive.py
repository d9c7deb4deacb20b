"""The archive of 2018 and later: whose it is, what its texts pass on, and what stands beside the posts."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

import graphkit as gk
from graphkit.errors import NoDataError
from graphkit.post import Account, Notice, Post, Ref, Sighting
from graphkit.readers import FileFault
from tests.readers.support import claims, items, left_out, one, posts, write

OWNER = Account("11", "ann", "Ann Ash")
AUG_16 = 1_345_121_940_000_000
ACCOUNT = [
    {"account": {"email": "ann@example.org", "username": "ann", "accountId": "11", "accountDisplayName": "Ann Ash"}}
]


def tweet(number: int = 1, text: str = "good morning", **more: Any) -> dict[str, Any]:
    return {
        "retweeted": False,
        "entities": {"user_mentions": [], "urls": [], "hashtags": []},
        "display_text_range": ["0", str(len(text))],
        "favorite_count": "1",
        "id_str": str(number),
        "id": str(number),
        "truncated": False,
        "created_at": "Thu Aug 16 12:59:00 +0000 2012",
        "full_text": text,
        "lang": "en",
    } | more


def named(number: int | str, handle: str) -> dict[str, Any]:
    return {"name": "", "screen_name": handle, "indices": ["3", "9"], "id_str": str(number), "id": str(number)}


def ytd(kind: str, records: list[Any], part: int = 0) -> str:
    return f"window.YTD.{kind}.part{part} = {json.dumps(records, indent=2)}"


def archive(folder: Path, *tweets: dict[str, Any], **files: list[Any]) -> Path:
    """An unpacked archive: tweets, account.js, and other files by their kind."""
    write(folder, "data/tweets.js", ytd("tweets", [{"tweet": each} for each in tweets]))
    for kind, records in ({"account": ACCOUNT} | files).items():
        if records is not None:
            write(folder, f"data/{kind.replace('_', '-')}.js", ytd(kind, records))
    return folder


def test_a_plain_tweet_is_the_owners(tmp_path: Path) -> None:
    assert one(archive(tmp_path, tweet(text="tea &amp; cake"))) == Post(
        "twitter", OWNER, "1", AUG_16, "tea & cake", collected_via="archive", line=1
    )


def test_all_parts_are_read_from_a_zip_too(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("data/account.js", ytd("account", ACCOUNT))
        packed.writestr("data/tweets.js", ytd("tweets", [{"tweet": tweet(1)}]))
        packed.writestr("data/tweets-part1.js", ytd("tweets", [{"tweet": tweet(2)}], 1))
        packed.writestr("data/community-tweet.js", ytd("community_tweet", [{"tweet": tweet(3)}]))
        packed.writestr("data/tweets_media/1-x.jpg", b"x")
        packed.writestr("Your archive.html", "<html></html>")
    found = posts(write(tmp_path, "twitter-2012.zip", file.getvalue()))
    assert sorted(post.id for post in found) == ["1", "2", "3"]
    assert {post.author for post in found} == {OWNER}


@pytest.mark.parametrize(
    "head",
    [
        "window.YTD.tweets.part0=",
        "\ufeffwindow.YTD.tweets.part0 = ",
        "window['YTD']['tweets']['part0'] = ",
        "\r\nwindow.YTD.tweet.part12 =\r\n",
    ],
)
@pytest.mark.parametrize("tail", ["", ";", "\r\n;\r\n"])
def test_variants_of_the_assignment(tmp_path: Path, head: str, tail: str) -> None:
    archive(tmp_path)
    write(tmp_path, "data/tweets.js", head + json.dumps([{"tweet": tweet()}]) + tail)
    found = items(tmp_path)
    assert [item.id for item in found if isinstance(item, Post)] == ["1"]
    assert not left_out(found)


def test_tweets_of_2018_have_no_wrapper(tmp_path: Path) -> None:
    archive(tmp_path)
    write(tmp_path, "data/tweets.js", ytd("tweet", [tweet()]))
    assert one(tmp_path).author == OWNER


def test_code_is_never_run_and_gives_nothing(tmp_path: Path) -> None:
    archive(tmp_path)
    write(tmp_path, "data/tweets.js", "window.YTD.tweets.part0 = (function(){ return [{\n'tweet': 1}]; })()")
    found = items(tmp_path)
    assert {code for _, code, _ in left_out(found)} == {"json.syntax"}
    assert len(found) == len(left_out(found))


def test_an_archive_that_names_no_owner_asks_for_one(tmp_path: Path) -> None:
    folder = archive(tmp_path, tweet(), account=[])
    (fault,) = items(folder)
    assert isinstance(fault, FileFault)
    assert (fault.code, fault.unsafe) == ("archive.no_owner", False)
    assert "--owner" in fault.reason
    assert one(folder, owner="@ann").author == Account("", "ann")
    assert one(folder, owner="11").author == Account("11")


def test_the_manifest_names_the_owner_too(tmp_path: Path) -> None:
    folder = archive(tmp_path, tweet(), account=[])
    user = {"accountId": "11", "userName": "ann", "displayName": "Ann Ash"}
    write(folder, "data/manifest.js", "window.__THAR_CONFIG = " + json.dumps({"userInfo": user, "dataTypes": {}}))
    assert one(folder).author == OWNER


def test_two_archives_in_one_folder_keep_their_owners(tmp_path: Path) -> None:
    archive(tmp_path / "a", tweet(1))
    archive(tmp_path / "b", tweet(2), account=[{"account": {"username": "bob", "accountId": "12"}}])
    assert [(post.id, post.author.handle) for post in posts(tmp_path)] == [("1", "ann"), ("2", "bob")]


def test_a_retweet_is_a_text_and_the_account_it_names(tmp_path: Path) -> None:
    text = "RT @Bob: see what @cyd says about all of these thing…"
    record = tweet(text=text, entities={"user_mentions": [named(12, "bob"), named(13, "cyd")], "urls": []})
    post = one(archive(tmp_path, record))
    assert post.retweet_of == Ref(Account("12", "bob"), "", (Account("13", "cyd"),))
    assert (post.text, post.mentions, post.quote_of) == (text, (), None)


def test_a_retweet_whose_account_is_gone_is_left_to_its_text(tmp_path: Path) -> None:
    post = one(archive(tmp_path, tweet(text="RT @gone: see @cyd", entities={"user_mentions": []})))
    assert (post.retweet_of, post.mentions, post.text) == (None, (), "RT @gone: see @cyd")


def test_the_gone_share_an_id_and_are_never_one_account(tmp_path: Path) -> None:
    gone = tweet(1, "RT @gone1: x", entities={"user_mentions": [named("-1", "gone1")]})
    also = tweet(2, "hi @gone2", entities={"user_mentions": [named("-1", "gone2")]})
    first, second = posts(archive(tmp_path, gone, also))
    assert first.retweet_of == Ref(Account("", "gone1"))
    assert second.mentions == (Account("", "gone2"),)


def test_a_quote_is_a_link(tmp_path: Path) -> None:
    def linked(*links: str) -> dict[str, Any]:
        return {"user_mentions": [], "urls": [{"expanded_url": link, "indices": ["0", "1"]} for link in links]}

    own_photo = tweet(1, entities=linked("https://twitter.com/ann/status/1/photo/1"))
    quote = tweet(2, entities=linked("https://x.com/bob/status/90"))
    within_retweet = tweet(
        3, "RT @bob: x", entities=linked("https://x.com/cyd/status/80") | {"user_mentions": [named(12, "bob")]}
    )
    assert [post.quote_of for post in posts(archive(tmp_path, own_photo, quote, within_retweet))] == [
        None,
        Ref(Account("", "bob"), "90"),
        None,
    ]


def test_a_reply_and_its_automatic_names(tmp_path: Path) -> None:
    record = tweet(
        text="@bob @cyd yes",
        display_text_range=["10", "13"],
        in_reply_to_status_id_str="90",
        in_reply_to_user_id_str="12",
        in_reply_to_screen_name="bob",
        entities={"user_mentions": [named(12, "bob"), named(13, "cyd")]},
    )
    post = one(archive(tmp_path, record))
    assert (post.reply_to, post.automatic) == (Ref(Account("12", "bob"), "90"), 10)
    assert [each.handle for each in post.mentions] == ["bob", "cyd"]


def test_edits_name_the_first_version(tmp_path: Path) -> None:
    first = {"initial": {"editTweetIds": ["1", "2"], "editsRemaining": "4"}}
    second = {"edit": {"initialTweetId": "1", "editControlInitial": {"editTweetIds": ["1", "2"]}}}
    folder = archive(tmp_path, tweet(1, edit_info=first), tweet(2, edit_info=second))
    assert [post.first_version for post in posts(folder)] == ["", "1"]


def test_a_long_post_is_joined_by_time_and_beginning(tmp_path: Path) -> None:
    begun = "@bob this is a long story that begins here and goes on for quite a while and"
    short = f"{begun}… https://t.co/abc"
    reply = {"in_reply_to_user_id_str": "12", "in_reply_to_screen_name": "bob", "display_text_range": ["5", "90"]}
    entities = {"user_mentions": [named(12, "bob")], "urls": []}
    notes = [
        {
            "noteTweet": {
                "noteTweetId": "999",
                "createdAt": "2012-08-16T12:59:00.000Z",
                "core": {"text": text, "mentions": names},
            }
        }
        for text, names in (
            ("Something else that was written in the same second", []),
            (begun[5:] + " then @cyd came in", [{"screenName": "cyd"}, {"screenName": "Bob"}]),
        )
    ]
    folder = archive(tmp_path, tweet(1, short, entities=entities, **reply), tweet(2, "short"), note_tweet=notes)
    long, other = posts(folder)
    assert long.text == begun + " then @cyd came in"
    assert (long.id, long.automatic) == ("1", 5)
    assert long.mentions == (Account("12", "bob"), Account("", "cyd"))
    assert other.text == "short"


def test_a_long_reply_is_found_whether_or_not_it_repeats_the_name_in_front(tmp_path: Path) -> None:
    begun = "this is a long story that begins here and goes on for quite a while and"
    reply = {"in_reply_to_user_id_str": "12", "in_reply_to_screen_name": "bob", "display_text_range": ["0", "90"]}
    for text in (f"{begun} on", f"@bob {begun} on"):
        note = {"noteTweet": {"createdAt": "2012-08-16T12:59:00.000Z", "core": {"text": text}}}
        folder = archive(tmp_path, tweet(1, f"@bob {begun}… https://t.co/abc", **reply), note_tweet=[note])
        assert one(folder).text == f"@bob {begun} on"


def given(folder: Path, *names: str, **options: Any) -> gk.Graph:
    """The files of an archive given one by one."""
    return gk.load(*(folder / "data" / name for name in names), **options)


def test_files_of_one_archive_given_side_by_side_belong_together(tmp_path: Path) -> None:
    graph = given(archive(tmp_path, tweet()), "tweets.js", "account.js")
    assert gk.measure(graph)["label"].tolist() == ["ann"]
    assert gk.load(f"{tmp_path}/data/*.js").posts("ann")["id"].tolist() == ["1"]


def test_files_of_two_folders_do_not_belong_together(tmp_path: Path) -> None:
    one_archive, other = archive(tmp_path / "a", tweet(1)), archive(tmp_path / "b", tweet(2), account=[])
    with pytest.raises(NoDataError, match="does not say whose archive it is"):
        gk.load(one_archive / "data/account.js", other / "data/tweets.js")


def test_archives_of_two_owners_in_one_folder_are_not_mixed(tmp_path: Path) -> None:
    folder = archive(tmp_path, tweet())
    write(folder, "data/account-bob.js", ytd("account", [{"account": {"username": "bob", "accountId": "12"}}]))
    (fault,) = items(folder)
    assert isinstance(fault, FileFault)
    assert fault.code == "archive.owners"
    assert "(bob, ann)" in fault.reason or "(ann, bob)" in fault.reason
    assert one(folder, owner="@Bob").author == Account("12", "bob")


def test_the_owner_alone_is_told_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(NoDataError, match="tells whose archive it is, and holds no posts; give the folder"):
        given(archive(tmp_path), "account.js")


def test_a_damaged_account_file_is_named_with_its_place(tmp_path: Path) -> None:
    folder = archive(tmp_path, tweet(), account=[])
    write(folder, "data/account.js", 'window.YTD.account.part0 = [ {"account": {"username": "ann", ')
    (fault,) = items(folder)
    assert isinstance(fault, FileFault)
    assert "account.js is damaged at byte 29" in fault.reason
    assert fault.reason.endswith("its brackets are not all closed; say it with --owner HANDLE")


def test_old_handles_are_sightings_of_the_owner(tmp_path: Path) -> None:
    change = {
        "accountId": "11",
        "screenNameChange": {"changedAt": "2012-08-16T12:59:00.000Z", "changedFrom": "annie", "changedTo": "ann"},
    }
    found = items(archive(tmp_path, tweet(), screen_name_change=[{"screenNameChange": change}]))
    assert [item for item in found if isinstance(item, Sighting)] == [
        Sighting("twitter", Account("11", "annie"), AUG_16)
    ]


def test_what_stands_beside_is_said_and_not_read(tmp_path: Path) -> None:
    folder = archive(
        tmp_path,
        like=[{"like": {"tweetId": "5", "fullText": "x"}}] * 1359,
        direct_messages=[{"dmConversation": {"messages": [{"messageCreate": {"text": "secret"}}]}}],
        direct_messages_group=[],
        deleted_tweets=[{"tweet": tweet(7)}],
        twitter_circle_tweet=[{"tweet": tweet(8)}],
        follower=[{"follower": {"accountId": "5"}}],
    )
    said = {Path(path).name: (role, remark) for path, (_, role, remark) in claims(folder).items()}
    assert said["like.js"] == ("beside", "1,359 likes; the export does not name their authors")
    assert said["direct-messages.js"] == said["direct-messages-group.js"] == ("beside", "private messages; never read")
    assert said["deleted-tweets.js"][0] == said["twitter-circle-tweet.js"][0] == said["follower.js"][0] == "beside"
    assert said["account.js"][0] == "about"
    assert posts(folder) == []


def test_a_list_of_likes_alone_asks_for_no_owner(tmp_path: Path) -> None:
    write(tmp_path, "like.js", ytd("like", [{"like": {"tweetId": "5"}}]))
    assert items(tmp_path) == []


def test_the_same_as_plain_json_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, "tweets.json", [{"tweet": tweet()}])
    assert one(path, owner="ann").author == Account("", "ann")


def test_a_damaged_tweet_costs_only_itself(tmp_path: Path) -> None:
    folder = archive(tmp_path, tweet(1), tweet(2) | {"full_text": 5}, tweet(3))
    found = items(folder)
    assert left_out(found) == [("rejected", "record.shape", 2)]
    assert [item.id for item in found if isinstance(item, Post)] == ["1", "3"]


def test_a_cut_file_keeps_its_whole_tweets(tmp_path: Path) -> None:
    folder = archive(tmp_path, *(tweet(n) for n in range(1, 9)))
    path = folder / "data/tweets.js"
    path.write_text(path.read_text()[:-400])
    found = items(folder)
    assert [item.id for item in found if isinstance(item, Post)] == [str(n) for n in range(1, 8)]
    assert left_out(found) == [("rejected", "json.syntax", 8)]
    assert not [item for item in found if isinstance(item, Notice)]
