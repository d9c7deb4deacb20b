"""What an export cannot show of a person is said in sentences that are true of it, with what would show it."""

from pathlib import Path

import graphkit as gk
from graphkit._knowable import CLAUSES
from graphkit._load import from_items, load
from graphkit.post import Act, Post
from graphkit.readers import READERS
from tests._graphs import account, graph_of

DATA = Path(__file__).parents[1] / "data"
OTHERS = (
    "Who answered them, and who acts in return: others' posts are not in the export. "
    "An export of the community, or of the people they named, would show it."
)


def test_a_personal_archive_does_not_show_who_answered() -> None:
    assert gk.person(load(DATA / "archive_tom_gray.zip"), "tom_gray").cannot_show == [
        OTHERS,
        "Whose posts they liked: the archive keeps the posts, not their authors. "
        "The answers of the API that list what they liked would show it.",
        "The end of long posts they passed on, and who is named there: the format cuts them. "
        "JSON of the API made later holds them whole.",
    ]
    assert gk.person(load(DATA / "grailbird_amy_fox.zip"), "amy_fox").cannot_show == [
        OTHERS,
        "Likes: this format does not hold them.",
    ]


def test_an_edge_list_does_not_show_posts_that_name_nobody() -> None:
    assert gk.person(load(DATA / "community_edges.csv"), "amy_fox").cannot_show == [
        "Posts that name nobody: the export holds acts, not posts. "
        "An export of their posts would show what share of them is for others."
    ]


def test_of_who_is_only_named_it_shows_nothing() -> None:
    graph = load(DATA / "town.csv")
    assert gk.person(graph, "ivy_nash").cannot_show == [
        "What they do: the export holds nothing of their own, others only name them. "
        "The archive or timeline of ivy_nash would show it."
    ]
    part = graph.where(people=["ann_reed"])
    assert gk.person(part, "bob_hale").cannot_show == [
        "What they do: none of it is in the part that was chosen; the whole export may hold it."
    ]


def test_a_sample_is_no_timeline() -> None:
    ann = account("ann")
    found = [Post("twitter", ann, id=str(i), time=i, text=f"sun {i}", collected_via="search") for i in range(1, 5)]
    graph = from_items([*found, Post("twitter", ann, id="9", time=9, text="rain", collected_via="timeline")])
    assert gk.person(graph, "ann").cannot_show == [
        "What else they wrote: 4 of their 5 posts here came from a search or a stream, a sample, not a timeline. "
        "The archive or timeline of ann would show all of it."
    ]
    alone = from_items(found[:1])
    assert gk.person(alone, "ann").cannot_show[0].startswith("What else they wrote: their only post here came from")
    assert gk.person(alone, "ann").would_change == []


def test_missing_sides_and_authors_are_counted() -> None:
    graph = graph_of("ann>bob ann>cyd ann>dan ann>?:retweet bob>ann " + "ann> " * 60)
    assert gk.person(graph, "ann").cannot_show == [
        "Whom 1 post of theirs passes on, quotes or answers: the export does not name the author, and it counts as for "
        "others. An export that still holds the originals would show it.",
        "Whether 2 of the 3 people around them act in return: nothing of their own is in the export. "
        "Their archives or timelines would show it.",
    ]
    few = graph_of("ann>bob ann>cyd bob>")
    assert gk.person(few, "ann").cannot_show == [
        "Whether they mostly post for others: 2 posts are too few to say. "
        "An export that reaches farther would tell more.",
        "Whether one of the 2 people around them acts in return: nothing of their own is in the export. "
        "Their archive or timeline would show it.",
    ]


def test_a_part_says_that_it_is_one() -> None:
    part = load(DATA / "town.csv").where(since="2012-05-10")
    assert "What lies outside the part that was chosen: it is in the export, and not counted here." in (
        gk.person(part, "gus_bell").cannot_show
    )


def test_where_nothing_is_missing_nothing_is_said() -> None:
    assert gk.person(load(DATA / "town.csv"), "gus_bell").cannot_show == []
    graph = from_items([Act("twitter", account("ann"), account("bob")), Act("twitter", account("bob"), account("ann"))])
    assert len(gk.person(graph, "ann").cannot_show) == 1


def test_every_clause_put_into_words_is_one_of_a_format() -> None:
    held = {clause for reader in READERS for clause in reader.cannot_show}
    assert set(CLAUSES) <= held
