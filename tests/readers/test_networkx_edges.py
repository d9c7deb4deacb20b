"""Edge lists with a dictionary of Python on each line become acts, counted by kind."""

from collections import Counter

import pytest

from graphkit.post import Account, Act
from graphkit.readers.networkx_edges import READER
from tests.readers._reading import acts, claim, left_out, read
from tests.readers.support import REAL, claims

ANN, BOB = Account("", "ann"), Account("", "bob")
ZEROS = "'reply': 0, 'quote': 0"


def test_an_edge_is_one_act_of_each_kind_it_counts() -> None:
    found = read(READER, f"ann,bob,{{'weight': 3, 'retweet': 2, {ZEROS}, 'mention': 1}}\n")
    assert found == [
        Act("edges", ANN, BOB, "retweet", weight=2, line=1),
        Act("edges", ANN, BOB, "mention", weight=1, line=1),
    ]


@pytest.mark.parametrize(
    ("line", "weight"), [("ann bob {}", 1), ("ann bob {'weight': 4}", 4), ("ann\tbob\t{'weight': 2.0, 'x': 'y'}", 2)]
)
def test_an_edge_without_kinds_is_a_mention_of_its_weight(line: str, weight: int) -> None:
    assert read(READER, line) == [Act("edges", ANN, BOB, "mention", weight=weight, line=1)]


def test_somebody_who_quotes_themselves_is_read() -> None:
    assert read(READER, "ann,ann,{'weight': 1, 'quote': 1}") == [Act("edges", ANN, ANN, "quote", line=1)]


def test_comments_are_passed_over_and_broken_lines_left_out() -> None:
    found = read(READER, "# of a graph\nann bob {}\nann bob\n ,bob,{}\n\n" + "a" * 5000 + "\nann bob {'weight': ")
    assert len(acts(found)) == 1
    assert left_out(found) == [
        ("rejected", "edge.shape", 3),
        ("rejected", "edge.ends", 4),
        ("rejected", "line.long", 6),
        ("rejected", "edge.shape", 7),
    ]


@pytest.mark.parametrize("content", ["ann,bob\n", '{"a": 1}\n', "ann,bob,{'weight': 1}\nthe end\n", "", "ann bob {{}}"])
def test_other_files_are_not_claimed(content: str) -> None:
    assert claim(READER, content) is None


@pytest.mark.real
@pytest.mark.skipif(not REAL.exists(), reason="the real exports are not here")
def test_a_real_network_of_twarc() -> None:
    path = REAL / "graphs/generated_by_twarc/twarc_network_users.csv"
    assert claims(path) == {path.name: ("networkx", "posts", "")}
    found = read(READER, path.read_bytes())
    counts: Counter[str] = Counter()
    for act in acts(found):
        counts[act.kind] += act.weight
    assert not left_out(found)
    assert counts == {"retweet": 367, "mention": 279, "reply": 35, "quote": 18}
    assert (len({act.line for act in acts(found)}), counts.total()) == (618, 699)
    assert len({act.line for act in acts(found) if act.source == act.target}) == 22
