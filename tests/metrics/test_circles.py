from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import graphkit as gk
from graphkit._load import from_items
from graphkit.errors import UsageError
from graphkit.metrics._intervals import wilson
from graphkit.post import Account, Post
from tests._graphs import graph_of, posts_of

DRAWING = "ann>bob ann>bob ann>cyd ann>dan ann>ann bob>ann cyd> dan>eve"


def measured(tmp_path: Path, circle: str, drawing: str = DRAWING) -> pd.DataFrame:
    (tmp_path / "circle.csv").write_text(circle, encoding="utf-8")
    return gk.measure(from_items(posts_of(drawing), circle=tmp_path / "circle.csv")).set_index("id")


def test_the_users_circle_worked_by_hand(tmp_path: Path) -> None:
    people = measured(tmp_path, "account\n@ANN\nbob\n")
    ann = people.loc["ann"]
    # four acts towards others, two of them towards bob; of three people two are outside
    assert ann["outside_share"] == 0.5
    assert (ann["outside_share_low"], ann["outside_share_high"]) == pytest.approx(tuple(map(float, wilson(2, 4))))
    assert ann["ei_index"] == pytest.approx((2 - 1) / 3)
    assert ann["circle"] == "file"
    assert people.loc["bob", "outside_share"] == 0
    assert people.loc["dan", ["outside_share", "ei_index", "circle"]].tolist() == [1, 1, "file, not in it"]


def test_acts_towards_oneself_neither_leave_nor_stay(tmp_path: Path) -> None:
    people = measured(tmp_path, "bob\n", "ann>ann ann>ann ann>bob bob>bob")
    assert people.loc["ann", "outside_share"] == 0
    assert pd.isna(people.loc["bob", "outside_share"])
    assert people.loc["bob", "ties_reason"].endswith(
        "effective_people, top_share, outside_share, ei_index: no acts towards others"
    )


def test_without_a_file_the_circle_is_the_community() -> None:
    people = gk.measure(graph_of("ann>bob bob>cyd cyd>ann dan>eve eve>fay fay>dan ann>dan")).set_index("id")
    assert people.loc["ann", ["outside_share", "ei_index", "circle"]].tolist() == [0.5, 0, "community"]
    assert people.loc["bob", ["outside_share", "ei_index"]].tolist() == [0, -1]


def test_one_persons_archive_shows_a_circle_only_where_it_is_given(tmp_path: Path) -> None:
    alone = gk.measure(graph_of("ann>bob ann>cyd")).set_index("id").loc["ann"]
    assert pd.isna(alone["outside_share"])
    assert pd.isna(alone["circle"])
    assert "outside_share, ei_index: one person's posts do not show a circle" in alone["ties_reason"]
    assert measured(tmp_path, "bob\n", "ann>bob ann>cyd").loc["ann", "outside_share"] == 0.5


def test_whose_posts_are_not_in_the_export_has_no_outside_share(tmp_path: Path) -> None:
    people = measured(tmp_path, "eve\n")
    assert pd.isna(people.loc["eve", "outside_share"])
    assert people.loc["eve", "ties_reason"] == "their own posts are not in the export"


def test_a_circle_names_people_by_id_by_old_handles_and_by_alias(tmp_path: Path) -> None:
    (tmp_path / "circle.csv").write_text("9\n\noldbob\nShop\nnobody-here\n")
    (tmp_path / "aliases.csv").write_text("account,person\ncyd,Shop\n")
    me = Account("1", "ann")
    named = [Account("9", "zoe"), Account("2", "newbob"), Account("3", "cyd"), Account("4", "dan")]
    items = [Post("twitter", me, id=str(i), time=i, mentions=(one,)) for i, one in enumerate(named)]
    items.append(Post("twitter", Account("2", "oldbob"), id="x", time=9))
    graph = from_items(items, circle=tmp_path / "circle.csv", aliases=tmp_path / "aliases.csv")
    assert gk.measure(graph).set_index("id").loc["1", "outside_share"] == 0.25
    assert graph.about["circle"] == {"file": "circle.csv", "accounts": 4, "found": 3}


def test_the_report_says_that_a_circle_was_used(tmp_path: Path) -> None:
    from graphkit.reports import summarise

    (tmp_path / "circle.csv").write_text("bob\n")
    graph = from_items(posts_of(DRAWING), circle=tmp_path / "circle.csv")
    assert summarise(graph, gk.measure(graph))["about"]["circle"] == {"file": "circle.csv", "accounts": 1, "found": 1}
    assert graph_of(DRAWING).about["circle"] is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"account\n", "there is no account in the circle"),
        (b"", "there is no account in the circle"),
        (b"ann\nbob,cyd\n", "line 2: one account a line, found 2 cells"),
        (b"\xff\xfe\x00", "the circle cannot be read: it is no CSV in UTF-8"),
    ],
)
def test_a_circle_that_cannot_be_read_is_refused(tmp_path: Path, text: bytes, message: str) -> None:
    path = tmp_path / "circle.csv"
    path.write_bytes(text)
    with pytest.raises(UsageError, match=message):
        from_items(posts_of("ann>bob"), circle=path)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcdef")), min_size=1, max_size=30),
    st.sets(st.sampled_from("abcdefg"), min_size=1),
)
def test_outside_share_equals_plain_python(tmp_path_factory, acts, circle) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path_factory.mktemp("circle") / "circle.csv"
    path.write_text("\n".join(sorted(circle)))
    graph = from_items(posts_of(" ".join(f"{a}>{b}" for a, b in acts)), circle=path)
    try:
        people = gk.measure(graph, ["outside_share", "ei_index"]).set_index("id")
        for person in {a for a, _ in acts}:
            sent = [b for a, b in acts if a == person != b]
            if not sent:
                assert people.loc[person, ["outside_share", "ei_index"]].isna().all()
                continue
            assert people.loc[person, "outside_share"] == pytest.approx(sum(b not in circle for b in sent) / len(sent))
            out, inside = len(set(sent) - circle), len(set(sent) & circle)
            assert people.loc[person, "ei_index"] == pytest.approx((out - inside) / (out + inside))
    finally:
        graph.close()
