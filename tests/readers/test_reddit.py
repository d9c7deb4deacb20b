"""Reddit's dumps, pages and exports become posts with full names for ids; who is gone is nobody."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import graphkit as gk
from graphkit.post import Account, Item, LeftOut, Notice, Post, Ref
from graphkit.readers import FileFault
from graphkit.readers.reddit import READER
from tests.readers import support
from tests.readers._reading import claim, left_out, posts, read
from tests.readers.support import REAL, lines, write

AUG_16 = 1_345_121_940
ANN = Account("t2_a1", "ann")
BOB = Account("t2_b2", "bob")
GONE = {"author": "[deleted]", "author_fullname": None}


def comment(number: str = "c1", **more: Any) -> dict[str, Any]:
    return {
        "author": "ann",
        "author_fullname": "t2_a1",
        "body": "tea &amp; cake",
        "created_utc": AUG_16,
        "id": number,
        "link_id": "t3_s1",
        "parent_id": "t1_p1",
        "subreddit": "tea",
        "score": 3,
    } | more


def submission(number: str = "s1", **more: Any) -> dict[str, Any]:
    return {
        "author": "bob",
        "author_fullname": "t2_b2",
        "title": "Which tea?",
        "selftext": "",
        "created_utc": AUG_16,
        "id": number,
        "name": f"t3_{number}",
        "num_comments": 1,
        "permalink": f"/r/tea/comments/{number}/which_tea/",
        "subreddit": "tea",
    } | more


def thing(record: dict[str, Any], kind: str = "") -> dict[str, Any]:
    return {"kind": kind or ("t1" if "body" in record else "t3"), "data": record}


def listing(*children: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "Listing", "data": {"after": None, "children": list(children)}}


def one(record: Any) -> Post:
    (found,) = read(READER, json.dumps(record) + "\n")
    assert isinstance(found, Post), found
    return found


def test_a_comment_answers_a_post_whose_author_it_does_not_name() -> None:
    found = one(comment())
    answered = Ref(post_id="t1_p1")
    time = AUG_16 * 1_000_000
    assert found == Post("reddit", ANN, "t1_c1", time, "tea & cake", reply_to=answered, line=1, conversation="t3_s1")


def test_a_submission_stands_in_no_conversation_but_its_own() -> None:
    assert one(submission()).conversation == ""
    assert one(comment(link_id=7)).conversation == ""


def test_a_submission_is_its_title_and_its_words() -> None:
    found = one(submission(selftext="Green &gt; black."))
    assert (found.id, found.author, found.text) == ("t3_s1", BOB, "Which tea?\n\nGreen > black.")
    assert found.reply_to is None


def test_a_comment_without_a_parent_answers_its_submission() -> None:
    assert one(comment(parent_id=None)).reply_to == Ref(post_id="t3_s1")
    assert one(comment(parent_id=4711)).reply_to == Ref(post_id="t3_s1")
    assert one(comment(parent_id=4711, link_id=12)).reply_to == Ref()


@pytest.mark.parametrize("said", [AUG_16, float(AUG_16), str(AUG_16)])
def test_times_are_numbers_or_text(said: object) -> None:
    assert one(comment(created_utc=said)).time == AUG_16 * 1_000_000


@pytest.mark.parametrize("said", [None, -1, 1e300, "soon"])
def test_what_is_no_time_is_none(said: object) -> None:
    assert one(comment(created_utc=said)).time is None


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("u/bob and /u/cat_c", ["bob", "cat_c"]),
        ("(u/bob), [u/cat](https://example.org)", ["bob", "cat"]),
        (r"thanks u/bob\_b!", ["bob_b"]),
        ("u/bob-b, u/bob-b again", ["bob-b"]),
        ("&gt; u/bob said\n\nu/cat did not", ["cat"]),
        (">!u/bob!<", ["bob"]),
        ("https://www.reddit.com/u/bob/ and r/u/bob", []),
        ("menu/bob u/bo @bob", []),
    ],
)
def test_names_are_marked_with_u(text: str, handles: list[str]) -> None:
    assert [account.handle for account in one(comment(body=text)).mentions] == handles


def test_a_crosspost_under_the_same_title_passes_on() -> None:
    origin = submission("s0", author="cat", author_fullname="t2_c3", selftext="made by u/dan")
    found = one(submission(crosspost_parent="t3_s0", crosspost_parent_list=[origin]))
    assert found.retweet_of == Ref(Account("t2_c3", "cat"), "t3_s0", (Account("", "dan"),))
    assert (found.quote_of, found.mentions) == (None, ())


def test_a_crosspost_under_a_title_of_ones_own_quotes() -> None:
    own = submission(title="See u/ann's question", crosspost_parent="t3_s0", crosspost_parent_list=[submission("s0")])
    found = one(own)
    assert (found.quote_of, found.retweet_of) == (Ref(BOB, "t3_s0"), None)
    assert [account.handle for account in found.mentions] == ["ann"]


def test_a_crosspost_of_what_is_not_there_has_no_author() -> None:
    assert one(submission(crosspost_parent="t3_s0")).retweet_of == Ref(post_id="t3_s0")
    lost = submission(crosspost_parent="t3_s0", crosspost_parent_list=[submission("s0", **GONE)])
    assert one(lost).retweet_of == Ref(post_id="t3_s0")


def test_who_is_gone_is_nobody() -> None:
    found = read(READER, lines([comment(**GONE), submission(**GONE), comment(author=None, author_fullname=None)]))
    assert left_out(found) == [
        ("ignored", "record.no_author", 1),
        ("ignored", "record.no_author", 2),
        ("rejected", "record.no_author", 3),
    ]
    assert one(comment(author="[deleted]")).author == Account("t2_a1")


def test_removed_words_are_no_words() -> None:
    assert one(comment(body="[removed]")).text == ""


def test_an_address_of_mail_is_no_author() -> None:
    found = read(READER, json.dumps(comment(author="ann@example.org", author_fullname="ann@example.org")))
    assert left_out(found) == [("rejected", "record.no_author", 1)]


def test_parents_are_found_among_the_posts_and_at_signs_name_nobody(tmp_path: Path) -> None:
    records = [
        submission(),
        comment("c1", parent_id="t3_s1", body="@elsewhere is no account here"),
        comment("c2", parent_id="t1_c1"),
        comment("c3", parent_id="t1_gone", body="u/bob look"),
    ]
    graph = gk.load(write(tmp_path, "a.ndjson", lines(records)))
    people = gk.measure(graph).set_index("label")
    assert sorted(people.index) == ["ann", "bob"]
    assert people.loc["ann", "threads"] == 1
    kinds = graph.interactions.groupby("kind").size().to_dict()
    assert kinds == {"post": 1, "reply": 2, "thread": 1, "mention": 1}
    assert graph.interactions.query("kind == 'reply'")["target"].isna().sum() == 1


def test_accounts_known_by_handle_and_by_id_are_one(tmp_path: Path) -> None:
    records = [submission(), submission("s2", author="Bob", author_fullname=None)]
    assert len(gk.measure(gk.load(write(tmp_path, "a.ndjson", lines(records))))) == 1


def test_a_thread_page_is_read_with_the_answers_in_it() -> None:
    inner = comment("c2", author="bob", author_fullname="t2_b2", parent_id="t1_c1", replies="")
    more = {"kind": "more", "data": {"count": 3, "children": ["x", "y"]}}
    outer = comment("c1", parent_id="t3_s1", replies=listing(thing(inner), more))
    page = [listing(thing(submission())), listing(thing(outer), thing({"id": "t", "name": "t5_x"}, "t5"))]
    found = read(READER, json.dumps(page))
    assert [(post.id, post.line) for post in posts(found)] == [("t3_s1", 1), ("t1_c1", 2), ("t1_c2", 3)]
    assert left_out(found) == [("ignored", "record.not_a_post", 4), ("ignored", "record.not_a_post", 5)]


def test_children_of_another_shape_cost_only_themselves() -> None:
    found = read(READER, json.dumps(listing(thing(comment()), {"kind": "t1"}, {}, thing(comment("c3", body=7)))))
    assert [post.id for post in posts(found)] == ["t1_c1", "t1_c3"]
    assert left_out(found) == [("rejected", "record.shape", 2), ("rejected", "record.shape", 3)]


def test_private_messages_in_a_listing_are_never_read() -> None:
    found = read(READER, json.dumps(listing(thing(comment("m1"), "t4"))))
    assert left_out(found) == [("ignored", "record.private", 1)]


def test_answers_of_a_dumps_api_are_read() -> None:
    assert [post.id for post in posts(read(READER, json.dumps({"data": [comment(), submission()]})))] == [
        "t1_c1",
        "t3_s1",
    ]


def test_an_rexport_file_gives_the_owners_posts_and_nothing_else() -> None:
    own = comment()
    del own["author"], own["author_fullname"]
    content = {
        "profile": {"name": "ann", "id": "a1"},
        "comments": [own, 7],
        "submissions": [submission(author={"name": "ann"}, author_fullname="t2_a1")],
        "saved": [submission("s9")],
        "upvoted": [submission("s8")],
        "inbox": [{"author": {"name": "eve"}, "body": "hello", "name": "t4_1"}],
    }
    found = read(READER, json.dumps(content))
    assert [(post.author, post.collected_via) for post in posts(found)] == [(ANN, "archive")] * 2
    assert [code for _, code, _ in left_out(found)] == [
        "record.shape",
        "record.not_a_post",
        "record.not_a_post",
        "record.private",
    ]


HEADER = "id,permalink,date,ip,subreddit,gildings,link,parent,body,media\n"
THREAD = "https://www.reddit.com/r/tea/comments/s1/which_tea/"
STATISTICS = "statistic,value\naccount name,ann\nexport time,2023-05-02 06:57:14 UTC\nemail address,ann@example.org\n"


def export(folder: Path, comments: str, **files: str) -> Path:
    write(folder, "comments.csv", HEADER + comments)
    for name, content in ({"statistics": STATISTICS} | files).items():
        write(folder, f"{name}.csv", content)
    return folder


def test_a_personal_export_gives_the_posts_of_its_owner(tmp_path: Path) -> None:
    comments = (
        f'c1,{THREAD}c1/,2012-08-16 12:59:00 UTC,192.0.2.7,tea,0,{THREAD},,"Green,\nsays u/bob",\n'
        f"c2,{THREAD}c2/,2012-08-16 12:59:00 UTC,,tea,0,{THREAD},c1,yes,\n"
        f"c3,{THREAD}c3/,2012-08-16 12:59:00 UTC,,tea,0,{THREAD},t1_c1,yes,\n"
        ",not valid!,,,,,,,x,\n"
    )
    sent = "id,permalink,date,ip,subreddit,gildings,title,url,body\ns2,/r/tea/comments/s2/x/,2012-08-17,,tea,0,Cups,,\n"
    found = support.items(export(tmp_path, comments, posts=sent))
    good = [item for item in found if isinstance(item, Post)]
    assert {post.author for post in good} == {Account("", "ann")}
    assert [(post.id, post.reply_to) for post in good] == [
        ("t1_c1", Ref(post_id="t3_s1")),
        ("t1_c2", Ref(post_id="t1_c1")),
        ("t1_c3", Ref(post_id="t1_c1")),
        ("t3_s2", None),
    ]
    assert good[0].mentions == (Account("", "bob"),)
    assert good[0].time == AUG_16 * 1_000_000
    assert support.left_out(found) == [("rejected", "record.shape", 6)]
    assert "192.0.2.7" not in repr(found)
    assert "example.org" not in repr(found)


def test_a_personal_export_without_statistics_asks_for_its_owner(tmp_path: Path) -> None:
    folder = export(tmp_path, f"c1,{THREAD}c1/,2012-08-16,,tea,0,{THREAD},,x,\n", statistics="statistic,value\na,b\n")
    (fault,) = support.items(folder)
    assert isinstance(fault, FileFault)
    assert "--owner" in fault.reason
    assert support.one(folder, owner="u/ann").author == Account("", "ann")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id,permalink,thread_id,date,ip,from,to,subject,body\nm,p,t,d,,ann,bob,s,SECRET\n", "private messages"),
        (
            "message_id,created_at,updated_at,username,message,thread_parent_message_id,channel_url,subreddit,"
            "channel_name,conversation_type\n1,,,bob,SECRET,,,,,direct\n",
            "private messages",
        ),
        (f"id,permalink,direction\ns1,{THREAD},up\n", "votes"),
        (f"id,permalink\ns1,{THREAD}\n", "saved"),
        ("id,permalink,date,ip,subreddit,gildings,link,parent\nc1,p,d,,tea,0,l,\n", "without their words"),
        ("date,ip\n2012-08-16,192.0.2.7\n", "never read"),
        ("announcement_id,sent_at,from_id,from_username,subject,body,url\n1,,,reddit,s,b,u\n", "announcements"),
    ],
)
def test_the_other_tables_of_an_export_are_known_and_not_read(tmp_path: Path, content: str, said: str) -> None:
    ((name, role, remark),) = support.claims(write(tmp_path, "a.csv", content)).values()
    assert (name, role) == ("reddit", "beside")
    assert said in remark


@pytest.mark.parametrize(
    "content",
    [
        "id,permalink\n1,https://example.org/x\n",
        "statistic,value\nmean,2\n",
        "date,text,author\n2012-08-16,x,ann\n",
        json.dumps({"author": "ann", "body": "x"}),
        json.dumps({"kind": "youtube#comment", "data": []}),
        json.dumps({"comments": [], "submissions": []}),
        json.dumps({"data": []}),
        "",
    ],
)
def test_other_files_are_not_claimed(content: str) -> None:
    assert claim(READER, content) is None


def test_another_file_read_by_force_is_a_fault() -> None:
    with pytest.raises(FileFault, match=r"no comments\.csv"):
        read(READER, STATISTICS)


def test_broken_lines_and_values_cost_only_themselves() -> None:
    text = lines([comment("c1"), comment("c2", author=["x"]), comment("c3", title=7)]) + "{\n" + lines([comment("c5")])
    found = read(READER, text)
    assert [post.id for post in posts(found)] == ["t1_c1", "t1_c2", "t1_c3", "t1_c5"]
    assert left_out(found) == [("rejected", "json.syntax", 4)]


def test_a_flood_of_nested_answers_is_read_or_rejected_not_crashed() -> None:
    page: Any = ""
    for number in range(60):
        page = listing(thing(comment(f"c{number}", replies=page)))
    assert len(posts(read(READER, json.dumps(page)))) == 60
    deep = '{"kind":"Listing","data":{"children":[' * 30_000
    assert left_out(read(READER, json.dumps(listing(thing(comment()))) + "\n" + deep))[0][0] == "rejected"


RECORDS = [
    comment(),
    submission(crosspost_parent="t3_s0", crosspost_parent_list=[submission("s0")]),
    listing(thing(comment(replies=listing(thing(comment("c2")))))),
    {"profile": {"name": "ann", "id": "a1"}, "comments": [comment()], "submissions": [], "inbox": []},
]
VALUES: list[Any] = [None, "", 0, -1, 1.5, [], {}, True, "x" * 40, [None], {"id": None}, [[]], 10**30]


def spoiled(value: Any, at: int, new: Any) -> Any:
    """The value with its nth part replaced, counted through everything in it."""
    seen = 0

    def walk(part: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen - 1 == at:
            return new
        if isinstance(part, dict):
            return {key: walk(inner) for key, inner in part.items()}
        return [walk(inner) for inner in part] if isinstance(part, list) else part

    return walk(value)


def accounted(found: list[Item]) -> bool:
    return all(isinstance(item, Post | LeftOut | Notice) for item in found)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(RECORDS), st.integers(0, 60), st.sampled_from(VALUES))
def test_any_value_of_another_shape_gives_items(record: Any, at: int, value: Any) -> None:
    text = json.dumps(spoiled(record, at, value))
    claim(READER, text)
    if text[0] in "{[":
        assert accounted(read(READER, text))
    assert len(posts(read(READER, lines([comment()]) + text + "\n" + lines([comment()])))) >= 2


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([*map(json.dumps, RECORDS), HEADER + f"c1,{THREAD},d,,t,0,{THREAD},,x,\n", STATISTICS]), st.data()
)
def test_any_bytes_give_items_or_a_typed_fault(text: str, data: st.DataObject) -> None:
    changed = bytearray(text.encode())
    at = data.draw(st.integers(0, len(changed)))
    changed[at : at + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=12))
    claim(READER, bytes(changed))
    try:
        assert accounted(read(READER, bytes(changed)))
    except FileFault:
        return


@pytest.mark.real
@pytest.mark.skipif(not REAL.exists(), reason="the real exports are not here")
def test_a_shortened_example_of_rexport_is_no_json_and_not_half_read() -> None:
    content = (REAL / "reddit/karlicoss__rexport/example-output.json").read_bytes()
    assert claim(READER, content) is None
