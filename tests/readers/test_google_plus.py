"""Posts of Google+ with all that is below them, from the JSON and the pages of a Takeout and from the API."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.post import NOBODY, Account, Act, Item, LeftOut, Notice, Post, Ref
from graphkit.readers.google_plus import READER
from tests.readers._reading import acts, claim, left_out, notices, posts, read
from tests.readers.support import REAL

ANN = Account("111111111111111111111", "AnnReed", "Ann Reed")
BOB = Account("222222222222222222222", "", "Bob Hale")
CAT = Account("333333333333333333333", "", "Cat Moor")
OCT_26 = 1_540_513_191_000_000
PUBLIC = {"visibleToStandardAcl": {"circles": [{"type": "CIRCLE_TYPE_PUBLIC"}]}}
LINK = (
    '<span class="proflinkWrapper"><span class="proflinkPrefix">+</span><a class="proflink" href="{}" {}>{}</a></span>'
)
TO_BOB = LINK.format("https://plus.google.com/222222222222222222222", 'oid="222222222222222222222"', "Bob Hale")


def person(account: Account) -> dict[str, str]:
    page = f"+{account.handle}" if account.handle else account.id
    address = f"https://plus.google.com/{page}"
    return {"displayName": account.name, "profilePageUrl": address, "resourceName": f"users/{account.id}"}


def post(**more: Any) -> dict[str, Any]:
    return {
        "url": "https://plus.google.com/+AnnReed/posts/AbCdEfGhIjK",
        "creationTime": "2018-10-26 00:19:51+0000",
        "author": person(ANN),
        "content": "tea &amp; cake<br>today",
        "resourceName": "users/111111111111111111111/posts/UgxThread",
        "postAcl": PUBLIC,
    } | more


def comment(author: Account, content: str = "yes") -> dict[str, Any]:
    return {
        "creationTime": "2018-10-26 00:19:51+0000",
        "author": person(author),
        "content": content,
        "resourceName": f"users/{ANN.id}/posts/UgxThread/comments/UgxC{author.name[0]}",
    }


def one(record: Any) -> Post:
    (found,) = read(READER, json.dumps(record))
    assert isinstance(found, Post), found
    return found


def test_a_plain_post_is_known_by_the_end_of_its_address() -> None:
    assert one(post()) == Post(
        "google-plus", ANN, "AbCdEfGhIjK", OCT_26, "tea & cake\ntoday", collected_via="archive", line=1
    )


def test_posts_are_claimed_by_content() -> None:
    for content in (post(), [post()], {"kind": "plus#activityFeed", "items": []}, {"kind": "plus#comment"}):
        found = claim(READER, json.dumps(content))
        assert found is not None
        assert found.role == "posts"
    for other in (
        {"url": "https://example.org/1", "creationTime": "", "author": {}},
        {"kind": "plus#person"},
        [1],
        "x",
    ):
        assert claim(READER, json.dumps(other)) is None
    assert claim(READER, "notes on creationTime and https://plus.google.com/") is None


def test_profile_links_are_mentions_and_hashtags_are_not() -> None:
    tag = '<a rel="nofollow" class="ot-hashtag" href="https://plus.google.com/s/%23tea">#tea</a>'
    cat = LINK.format("https://plus.google.com/+CatMoor", "", "Cat &amp; Moor")
    found = one(post(content=f"with {TO_BOB} and {cat} {tag} {TO_BOB}"))
    assert found.mentions == (BOB, Account("", "CatMoor", "Cat & Moor"))
    assert found.text == "with +Bob Hale and +Cat & Moor #tea +Bob Hale"


def test_a_reshare_without_words_is_a_retweet_and_with_words_a_quote() -> None:
    original = {
        "url": "https://plus.google.com/222222222222222222222/posts/OrIgInAl111",
        "author": person(BOB),
        "content": "by " + LINK.format("https://plus.google.com/333333333333333333333", "", "Cat Moor"),
    }
    ref = Ref(BOB, "OrIgInAl111", (CAT,))
    passed_on = one(post(content="", resharedPost=original))
    assert (passed_on.retweet_of, passed_on.quote_of, passed_on.text) == (ref, None, "by +Cat Moor")
    quoted = one(post(content="see", resharedPost=original))
    assert (quoted.retweet_of, quoted.quote_of, quoted.text) == (None, ref, "see")
    assert one(post(content="", resharedPost={})).retweet_of == Ref(NOBODY)


def test_a_link_to_anothers_post_is_a_quote() -> None:
    ref = Ref(Account(BOB.id), "OrIgInAl111")
    address = "https://plus.google.com/222222222222222222222/posts/OrIgInAl111"
    assert one(post(content=f'see <a class="ot-anchor" href="{address}">this</a>')).quote_of == ref
    assert one(post(link={"url": address})).quote_of == ref


def test_comments_answer_the_author_and_their_authors_are_a_sample() -> None:
    found = posts(read(READER, json.dumps(post(comments=[comment(BOB, f"so says {TO_BOB}"), comment(ANN)]))))
    assert [(each.author, each.id, each.line, each.collected_via) for each in found[1:]] == [
        (BOB, "UgxCB", 2, "search"),
        (ANN, "UgxCA", 3, "archive"),
    ]
    assert found[1].reply_to == Ref(ANN, "AbCdEfGhIjK") == found[2].reply_to
    assert found[1].mentions == (BOB,)


def test_plus_ones_are_likes_and_resharers_retweet() -> None:
    inside = {"plusOnes": [{"plusOner": person(BOB)}], "reshares": [{"resharer": person(CAT)}]}
    assert acts(read(READER, json.dumps(post(**inside)))) == [
        Act("google-plus", BOB, ANN, "like", None, "AbCdEfGhIjK", line=2),
        Act("google-plus", CAT, ANN, "retweet", None, "AbCdEfGhIjK", line=3),
    ]


def test_an_authors_own_reshare_is_not_counted_twice() -> None:
    found = read(READER, json.dumps(post(reshares=[{"resharer": person(ANN)}])))
    assert left_out(found) == [("ignored", "record.elsewhere", 2)]


@pytest.mark.parametrize(
    "acl",
    [
        None,
        {},
        "public",
        {"visibleToStandardAcl": {"circles": [{"type": "CIRCLE_TYPE_YOUR_CIRCLES"}, 5]}},
        {"communityAcl": {"community": {"resourceName": "communities/1"}}},
        {"collectionAcl": {"collection": {"resourceName": "collections/1"}}},
        {"isPublic": True, "isDomainRestricted": True},
    ],
)
def test_what_is_not_said_to_be_public_is_left_out_with_all_below_it(acl: Any) -> None:
    found = read(READER, json.dumps(post(postAcl=acl, comments=[comment(BOB)], plusOnes=[{"plusOner": person(BOB)}])))
    assert left_out(found) == [("ignored", "record.private", line) for line in (1, 2, 3)]
    assert len(found) == 3


def test_communities_and_collections_that_say_so_are_public() -> None:
    assert one(post(postAcl={"isPublic": True, "communityAcl": {}})).id == "AbCdEfGhIjK"


def test_damaged_parts_cost_only_themselves() -> None:
    broken = post(comments=[5, comment(BOB), {"author": "ann"}], plusOnes=[None], reshares="x", content=7)
    found = read(READER, json.dumps([post(author=None), broken, 5]) + "{")
    assert left_out(found) == [
        ("rejected", "record.no_author", 1),
        ("rejected", "record.no_author", 3),
        ("rejected", "record.no_author", 5),
        ("rejected", "record.no_author", 6),
        ("rejected", "record.shape", 7),
        ("rejected", "json.syntax", 8),
    ]
    assert [each.line for each in posts(found)] == [2, 4]


def test_an_email_address_is_never_a_name() -> None:
    assert one(post(author=person(ANN) | {"displayName": "ann@example.org"})).author == Account(ANN.id, ANN.handle)


def activity(**more: Any) -> dict[str, Any]:
    return {
        "kind": "plus#activity",
        "id": "z12activity",
        "url": "https://plus.google.com/+AnnReed/posts/AbCdEfGhIjK",
        "published": "2018-10-26T00:19:51.000Z",
        "verb": "post",
        "actor": {"id": ANN.id, "displayName": ANN.name, "url": "https://plus.google.com/+AnnReed"},
        "object": {"objectType": "note", "content": "tea"},
        "access": {"description": "Public", "items": [{"type": "public"}]},
    } | more


def test_an_activity_of_the_api_is_the_post_of_the_takeout() -> None:
    expected = Post("google-plus", ANN, "AbCdEfGhIjK", OCT_26, "tea", line=1)
    assert one(activity()) == expected
    assert one([activity()]) == expected
    assert one({"kind": "plus#activityFeed", "items": [activity()]}) == expected


def test_shared_activities_and_comments_of_the_api() -> None:
    held = {"id": "z12original", "actor": {"id": BOB.id, "displayName": BOB.name}, "content": "bread"}
    assert one(activity(verb="share", object=held)).retweet_of == Ref(BOB, "z12original")
    with_words = one(activity(verb="share", object=held, annotation="yes"))
    assert (with_words.quote_of, with_words.text) == (Ref(BOB, "z12original"), "yes")
    parent = {"id": "z12", "url": "https://plus.google.com/222222222222222222222/posts/OrIgInAl111"}
    answer = one(activity(kind="plus#comment", url="", id="z12#1", inReplyTo=[parent]))
    assert (answer.id, answer.reply_to) == ("z12#1", Ref(NOBODY, "OrIgInAl111"))


def test_activities_that_say_they_are_not_public_are_left_out() -> None:
    for access in ({"items": [{"type": "myCircles"}]}, {"items": [{"type": "public"}], "domainRestricted": True}):
        assert left_out(read(READER, json.dumps(activity(access=access)))) == [("ignored", "record.private", 1)]
    assert left_out(read(READER, json.dumps(activity(actor={})))) == [("rejected", "record.no_author", 1)]


def test_names_that_lost_their_links_are_said() -> None:
    found = read(READER, json.dumps([activity(object={"content": "by +Bob Hale"}), activity(object={"content": "+1"})]))
    assert notices(found) == {
        "record.names": ("+Name without the link that says who is meant, in 1 of the posts: not counted", 1),
    }


PAGE = f"""<html><head><meta charset="utf-8"><title>tea</title><style>.author {{font-weight: 500;}}
.reshare-attribution {{display: block;}}.comments {{}}</style></head><body><div>
<div><img class="author-photo" src="x" alt="Ann > Reed"><a href="https://plus.google.com/+AnnReed" target="_blank"
class="author">Ann Reed</a> - <a target="_blank" href="https://plus.google.com/+AnnReed/posts/AbCdEfGhIjK">2018-10-26
00:19:51+0000</a><span> - Updated: 2018-10-27 00:00:00+0000</span></div>
<div class="main-content">tea with {TO_BOB}<br>today</div>
<a href="x.jpg" class="media-link"><img class="media" src="x.jpg" alt="cake"><p>cake</p></a></div>
<div class="visibility">Shared with: Public, <a href="https://plus.google.com/222222222222222222222">Bob</a></div>
<div class="post-activity"><div class="plus-oners">+1'd by: <a href="https://plus.google.com/+CatMoor">Cat Moor</a>,
<a href="https://plus.google.com/222222222222222222222">Bob Hale</a></div><div class="resharers">Reshared by:
<a href="https://plus.google.com/333333333333333333333">Cat Moor</a></div></div>
<div class="comments"><div class="comment"><a target="_blank" href="https://plus.google.com/222222222222222222222"
class="author">Bob Hale</a><span class="time"> - 2018-10-26 00:19:51+0000</span>
<div class="comment-content">yes &amp; no</div></div></div></body></html>""".replace("26\n00", "26 00")
ON_PAGE = Account("", "AnnReed", "Ann Reed")


def test_a_page_is_read_as_the_json_is() -> None:
    assert claim(READER, PAGE) is not None
    ref = Ref(ON_PAGE, "AbCdEfGhIjK")
    assert read(READER, PAGE) == [
        Post(
            "google-plus", ON_PAGE, "AbCdEfGhIjK", OCT_26, "tea with +Bob Hale\ntoday", (BOB,),
            collected_via="archive", line=1,
        ),
        Post("google-plus", BOB, "", OCT_26, "yes & no", reply_to=ref, collected_via="search", line=2),
        Act("google-plus", Account("", "CatMoor", "Cat Moor"), ON_PAGE, "like", None, "AbCdEfGhIjK", line=3),
        Act("google-plus", BOB, ON_PAGE, "like", None, "AbCdEfGhIjK", line=4),
        Act("google-plus", CAT, ON_PAGE, "retweet", None, "AbCdEfGhIjK", line=5),
    ]  # fmt: skip


def test_a_page_that_is_not_public_is_left_out() -> None:
    for told in ("Shared with: Family", 'Shared to the community <a href="x">Public</a>', "Shared with: Publicans"):
        page = PAGE.replace("Shared with: Public,", told + ",")
        assert left_out(read(READER, page)) == [("ignored", "record.private", line) for line in range(1, 6)]


def test_a_reshare_on_a_page() -> None:
    attribution = (
        '<a class="reshare-attribution" href="https://plus.google.com/222222222222222222222/posts/OrIgInAl111">'
        'Originally shared by Bob Hale</a>bread</div><div class="visibility">'
    )
    page = PAGE.replace('<div class="visibility">', attribution)
    assert posts(read(READER, page))[0].quote_of == Ref(BOB, "OrIgInAl111")
    start, end = page.index('<div class="main-content">'), page.index('<a href="x.jpg"')
    passed_on = posts(read(READER, page[:start] + page[end:]))[0]
    assert (passed_on.retweet_of, passed_on.text) == (Ref(BOB, "OrIgInAl111"), "bread")


def test_a_cut_page_is_said() -> None:
    assert "html.cut" in notices(read(READER, PAGE[:-60]))
    empty = '<html>.reshare-attribution "class="author" plus.google.com</html>'
    assert left_out(read(READER, empty)) == [("ignored", "record.private", 1)]
    assert left_out(read(READER, PAGE[: PAGE.index('<div class="visibility">')])) == [("ignored", "record.private", 1)]


SAMPLE = json.dumps([post(comments=[comment(BOB, TO_BOB)], plusOnes=[{"plusOner": person(CAT)}]), activity()])
VALUES: list[Any] = [None, "", 0, 1.5, [], {}, True, "x" * 40, [None], {"id": None}, 10**30]


@settings(max_examples=300)
@given(st.sampled_from([SAMPLE.encode(), PAGE.encode()]), st.data())
def test_damaged_bytes_raise_nothing(whole: bytes, data: st.DataObject) -> None:
    changed = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(changed)))
        changed[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=8))
    content = bytes(changed[: data.draw(st.integers(0, len(changed)))]) if data.draw(st.booleans()) else bytes(changed)
    claim(READER, content)
    assert all(isinstance(item, Item) for item in read(READER, content))


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *[place for key, inner in inside for place in places(inner, (*path, key))]]


@settings(max_examples=300)
@given(st.data(), st.sampled_from(VALUES))
def test_a_value_of_another_type_costs_no_other_record(data: st.DataObject, value: Any) -> None:
    records = json.loads(SAMPLE)
    path = data.draw(st.sampled_from([place for place in places(records) if len(place) > 1]))
    inner = records
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    found = [item for item in read(READER, json.dumps([post(), *records])) if not isinstance(item, Notice)]
    assert isinstance(found[0], Post)
    assert [item.line for item in found if isinstance(item, Post | Act | LeftOut)] == list(range(1, len(found) + 1))


@pytest.mark.real
@pytest.mark.skipif(not REAL.exists(), reason="the real exports are not here")
def test_real_activities() -> None:
    (path,) = REAL.glob("google_plus/mik*/notebooks/resources/ch05-textfiles/*.json")
    found = read(READER, path.read_bytes())
    good = posts(found)
    assert (len(good), len({each.id for each in good}), len({each.author.id for each in good})) == (273, 273, 1)
    assert all(each.time for each in good)
    assert left_out(found) == []
    assert notices(found)["record.names"][1] == 32
    assert [claim(READER, page.read_bytes()) for page in REAL.glob("google_plus/FiXato*/*")] == [None, None]
