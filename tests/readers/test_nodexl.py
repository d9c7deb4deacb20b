"""NodeXL workbooks: exact posts out, loops of plain tweets are no self-mentions, and the workbook's own numbers."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import networkx as nx
import pytest

import graphkit as gk
from graphkit._load import from_items
from graphkit.post import NOBODY, Account, Act, Item, LeftOut, Post, Ref
from graphkit.readers import FileFault
from graphkit.readers._xlsx import Workbook
from graphkit.readers.nodexl import READER
from tests.readers._reading import acts, claim, left_out, notices, posts, read
from tests.readers._workbooks import book, row, table
from tests.readers.support import REAL, claims, items

SAMPLE = Path(__file__).parents[2] / "data/evening_nodexl.xlsx"
WORKBOOK = REAL / "tables/graphistry__pygraphistry/graphistry/tests/data/NodeXLWorkbook-220237-twitter.xlsx"
HEADER = (
    "Vertex 1",
    "Vertex 2",
    "Relationship",
    "Relationship Date (UTC)",
    "Tweet",
    "Imported ID",
    "In-Reply-To Tweet ID",
    "Retweet ID",
    "Quoted Status ID",
)
NOON = 1_345_121_940_000_000  # 2012-08-16 12:59:00 UTC
DATE = "2012-08-16 12:59:00"
real = pytest.mark.skipif(not WORKBOOK.exists(), reason="the real workbook is not here")


def edges(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> bytes:
    """A workbook with the two rows of headers that NodeXL writes."""
    return book({"Edges": table(("", "", "", "Visual Properties"), header, *rows), "Vertices": row(1, "Vertex")})


def one(*rows: tuple[str, ...]) -> Post:
    """The one post that all rows are rows of."""
    found = read(READER, edges(*rows))
    (post,) = posts(found)
    assert left_out(found) == [("ignored", "record.same_post", line) for line in range(4, len(rows) + 3)]
    return post


def ann(handle: str = "ann") -> Account:
    return Account(handle=handle)


def test_the_sample_is_read_whole() -> None:
    assert claims(SAMPLE) == {"evening_nodexl.xlsx": ("nodexl", "posts", "")}
    found = items(SAMPLE)
    assert sum(isinstance(item, Post) for item in found) == 23
    assert sum(isinstance(item, LeftOut) for item in found) == 5


def test_a_plain_tweet_is_a_post_that_names_nobody_though_its_row_is_a_loop() -> None:
    assert one(("ann", "ann", "Tweet", DATE, "me, me, me", "1201")) == Post(
        "twitter", ann(), "1201", NOON, "me, me, me", collected_via="search", line=3
    )


def test_a_mention_of_oneself_is_one() -> None:
    assert one(("ann", "ann", "Mentions", DATE, "x", "1201")).mentions == (ann(),)


def test_the_rows_of_a_tweet_are_one_post_that_counts_once() -> None:
    content = edges(
        ("ann", "bob", "Replies to", DATE, "@bob @cat x", "1201", "1100"),
        ("eve", "ann", "Mentions", DATE, "hi @ann", "1202"),
        ("ann", "cat", "Mentions", DATE, "@bob @cat x", "1201", "1100"),
    )
    found = read(READER, content)
    assert [(post.line, post.id) for post in posts(found)] == [(3, "1201"), (4, "1202")]
    assert left_out(found) == [("ignored", "record.same_post", 5)]
    assert (posts(found)[0].reply_to, posts(found)[0].mentions) == (Ref(ann("bob"), "1100"), (ann("cat"),))


def test_names_inside_a_retweet_are_echoes_and_not_mentions() -> None:
    post = one(
        ("ann", "bob", "Retweet", DATE, "hi @cat", "1201", "", "1100"),
        ("ann", "cat", "MentionsInRetweet", DATE, "hi @cat", "1201", "", "1100"),
    )
    assert (post.retweet_of, post.mentions) == (Ref(ann("bob"), "1100", (ann("cat"),)), ())


def test_a_retweet_whose_rows_name_only_whom_the_original_names_is_known_by_its_retweet_id() -> None:
    post = one(
        ("ann", "cat", "MentionsInRetweet", DATE, "@dan hi @cat", "1201", "", "1100"),
        ("ann", "dan", "Replies to", DATE, "@dan hi @cat", "1201", "", "1100"),
    )
    assert (post.retweet_of, post.reply_to) == (Ref(NOBODY, "1100", (ann("cat"), ann("dan"))), None)


def test_a_retweet_of_oneself_is_read() -> None:
    post = one(("ann", "ann", "Retweet", DATE, "x", "1201", "", "1100"))
    assert post.retweet_of == Ref(ann(), "1100")


def test_names_inside_a_quoted_tweet_are_echoes() -> None:
    post = one(
        ("ann", "bob", "Quote", DATE, "look", "1201", "", "", "1100"),
        ("ann", "cat", "MentionsInQuote", DATE, "look", "1201", "", "", "1100"),
    )
    assert post.quote_of == Ref(ann("bob"), "1100", (ann("cat"),))


def test_a_reply_whose_parent_is_not_named_is_known_by_its_id() -> None:
    assert one(("ann", "ann", "Tweet", DATE, "x", "1201", "1100")).reply_to == Ref(NOBODY, "1100")


def test_rows_without_ids_belong_together_by_author_time_and_words() -> None:
    header = HEADER[:5]
    content = edges(
        ("ann", "bob", "Mentions", DATE, "hi @bob @cat"),
        ("ann", "cat", "Mentions", DATE, "hi @bob @cat"),
        ("ann", "ann", "Tweet", DATE, "me"),
        header=header,
    )
    found = read(READER, content)
    assert [post.mentions for post in posts(found)] == [(ann("bob"), ann("cat")), ()]
    assert left_out(found) == [("ignored", "record.same_post", 4)]


def test_rows_with_nothing_in_common_but_their_author_are_posts_of_their_own() -> None:
    content = edges(("ann", "bob", "Mentions"), ("ann", "bob", "Mentions"), ("ann", "ann", "Tweet"))
    assert [post.mentions for post in posts(read(READER, content))] == [(ann("bob"),), (ann("bob"),), ()]


def test_an_id_that_excel_has_rounded_is_dropped_and_said() -> None:
    found = read(READER, edges(("ann", "ann", "Tweet", DATE, "x", "<c r='F3'><v>1.2174784708271718E+18</v></c>")))
    assert [post.id for post in posts(found)] == [""]
    assert notices(found)["table.ids"][1] == 1


def test_following_is_no_act_and_an_unknown_relationship_is_a_mention() -> None:
    found = read(READER, edges(("ann", "bob", "Followed", DATE), ("ann", "bob", "Admires", DATE)))
    assert left_out(found) == [("ignored", "record.follow", 3)]
    assert acts(found) == [Act("twitter", ann(), ann("bob"), "mention", NOON, line=4)]
    assert notices(found)["edge.kinds"] == ("relationships that are not known count as mentions: Admires", 1)


def test_a_row_without_a_vertex_is_left_out() -> None:
    found = read(
        READER, edges(("", "bob", "Mentions", DATE), ("ann", "", "Mentions", DATE), ("ann", "", "Tweet", DATE))
    )
    assert left_out(found) == [("rejected", "edge.ends", 3), ("rejected", "edge.ends", 4)]
    assert len(posts(found)) == 1


def test_a_workbook_without_relationships_holds_plain_edges() -> None:
    content = edges(("a", "b", "<c r='C3'><v>3.0</v></c>"), ("b", "b"), header=("Vertex 1", "Vertex 2", "Edge Weight"))
    assert acts(read(READER, content)) == [
        Act("table", ann("a"), ann("b"), weight=3, line=3),
        Act("table", ann("b"), ann("b"), line=4),
    ]


def test_relationships_of_another_network_are_kinds_of_edges() -> None:
    content = edges(("a", "b", "Replies to"), header=("Vertex 1", "Vertex 2", "Relationship"))
    assert [act.kind for act in acts(read(READER, content))] == ["reply"]


def test_a_workbook_without_a_sheet_of_edges_is_no_nodexl_workbook() -> None:
    other = book({"Ties": table(HEADER, ("a", "b"))})
    assert claim(READER, other) is None
    with pytest.raises(FileFault, match="has no sheet Edges"):
        read(READER, other)


# The real workbook, and the numbers that NodeXL itself computed for its people.


def sheet(name: str) -> list[dict[str, str]]:
    """The rows of a sheet by column, read without the reader."""
    with closing(Workbook(lambda: WORKBOOK.open("rb"))) as workbook:
        rows = [item[1] for item in workbook.rows(name) if not isinstance(item, LeftOut)]
    width = len(rows[1])
    return [dict(zip(rows[1], cells + [""] * (width - len(cells)), strict=False)) for cells in rows[2:]]


@pytest.fixture(scope="module")
def found() -> list[Item]:
    return [item for item in items(WORKBOOK) if not isinstance(item, FileFault)]  # type: ignore[misc]


def ties(post: Post) -> Iterator[str]:
    """Whom the rows of a post lead to, in NodeXL's sense: also whom others name in what is passed on."""
    for ref in (post.retweet_of, post.reply_to, post.quote_of):
        if ref is not None:
            yield from (account.handle for account in (ref.account, *ref.mentions) if account.handle)
    yield from (account.handle for account in post.mentions)


@pytest.fixture(scope="module")
def network(found: list[Item]) -> "nx.DiGraph[str]":
    """NodeXL's network from the reader's posts.

    Like with like: an echo is an edge there, an original's author whom no row names is none, and a tweet that
    names nobody is a loop, which counts once in either degree and in nothing else.
    """
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(row["Vertex"] for row in sheet("Vertices"))
    for post in found:
        if isinstance(post, Post):
            graph.add_edges_from((post.author.handle, other) for other in ties(post))
            if post.retweet_of is None and not list(ties(post)):
                graph.add_edge(post.author.handle, post.author.handle)
    return graph


@pytest.mark.real
@real
def test_every_row_of_the_real_workbook_is_a_row_of_a_post(found: list[Item]) -> None:
    rows = sheet("Edges")
    every = [item for item in found if isinstance(item, Post)]
    again = [item for item in found if isinstance(item, LeftOut)]
    assert (len(rows), len(every), len(again)) == (423, 314, 109)
    assert {item.code for item in again} == {"record.same_post"}
    assert {post.id for post in every} == {row["Imported ID"] for row in rows}
    assert len({post.id for post in every if post.retweet_of}) == len(
        {r["Imported ID"] for r in rows if r["Retweet ID"]}
    )


@pytest.mark.real
@real
def test_in_and_out_degrees_are_those_of_the_workbook_for_every_vertex(network: "nx.DiGraph[str]") -> None:
    vertices = sheet("Vertices")
    assert len(vertices) == 99
    assert dict(network.in_degree()) == {row["Vertex"]: int(row["In-Degree"]) for row in vertices}
    assert dict(network.out_degree()) == {row["Vertex"]: int(row["Out-Degree"]) for row in vertices}


@pytest.mark.real
@real
def test_reciprocated_pairs_without_loops_are_those_of_the_workbook_for_every_vertex(
    network: "nx.DiGraph[str]",
) -> None:
    for vertex in sheet("Vertices"):
        name = vertex["Vertex"]
        into, out = set(network.predecessors(name)) - {name}, set(network.successors(name)) - {name}
        share = len(into & out) / len(into | out) if into | out else 0.0
        assert float(vertex["Reciprocated Vertex Pair Ratio"]) == pytest.approx(share, abs=1e-6)


@pytest.mark.real
@real
def test_betweenness_is_that_of_the_workbook_for_every_vertex(network: "nx.DiGraph[str]") -> None:
    between = nx.betweenness_centrality(network.to_undirected(), normalized=False)
    for vertex in sheet("Vertices"):  # NodeXL counts each pair from both of its ends
        assert float(vertex["Betweenness Centrality"]) == pytest.approx(
            2 * between[vertex["Vertex"]], rel=1e-6, abs=1e-6
        )


@pytest.mark.real
@real
def test_our_own_degrees_are_the_workbooks_without_the_loops(network: "nx.DiGraph[str]") -> None:
    edges_only = [
        Act("twitter", Account(handle=source), Account(handle=target))
        for source, target in network.edges
        if source != target
    ]
    people = gk.measure(from_items(edges_only), ["in_degree", "out_degree"]).set_index("label")
    loops = {source for source, target in network.edges if source == target}
    for vertex in sheet("Vertices"):
        name = vertex["Vertex"]
        own = (int(vertex["In-Degree"]) - (name in loops), int(vertex["Out-Degree"]) - (name in loops))
        if name in people.index:
            assert (people.loc[name, "in_degree"], people["out_degree"].fillna(0)[name]) == own
        else:
            assert own == (0, 0)
