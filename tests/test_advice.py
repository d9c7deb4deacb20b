"""What would change a number is said in sentences that are exact, bounded by what is known, and diagnose nobody."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import graphkit as gk
from graphkit._advice import further_for_others
from graphkit._load import load
from graphkit.graph import Graph
from graphkit.metrics._intervals import wilson
from tests._graphs import graph_of

DATA = Path(__file__).parents[1] / "data"


def said(graph: Graph, person: str) -> list[str]:
    return gk.person(graph, person).would_change


def test_the_town_worked_by_hand() -> None:
    town = load(DATA / "town.csv")
    # 1 of 41 reaches .126 at its upper end; 2(40 - 0) - 0 = 80
    assert said(town, "gus_bell") == [
        "With 1 more post for others the verdict would no longer be “me..me..me”.",
        "Of 40 posts, none named someone else (0 %, 95 % interval 0–8.8 %); "
        "two posts for others for each of their own would take 80 more.",
    ]
    assert said(town, "eve_lark") == [
        "With 19 more posts for others the verdict would be “names others”.",
        "If the next 27 posts named nobody, the verdict could be “me..me..me”.",
        "Of 8 posts, none named someone else (0 %, 95 % interval 0–32 %); "
        "two posts for others for each of their own would take 16 more.",
    ]
    assert said(town, "hal_dean") == [
        "1 post is too few for a verdict; more posts, of any kind, would make the interval narrower.",
        "If the next 34 posts named nobody, the verdict could be “me..me..me”.",
    ]
    assert said(town, "ann_reed") == [
        "Of 10 posts, 10 named someone else (100 %, 95 % interval 72–100 %): at least two for each of their own.",
        "They acted towards all 5 people who named, answered or passed them on.",
    ]


def test_of_who_is_only_named_nothing_is_suggested() -> None:
    assert said(load(DATA / "town.csv"), "ivy_nash") == []


def test_those_who_named_them_first_are_named_first() -> None:
    graph = graph_of("eli>ann dan>ann cyd>ann bob>ann fay>ann gil>ann ann>bob")
    assert said(graph, "ann")[-2:] == [
        "6 people named, answered or passed them on, and they acted towards 1 of these (17 %, 95 % interval 3.0–56 %).",
        "Not yet acted towards, longest first: eli (since 1 May 2012, post 1); dan (since 1 May 2012, post 2); "
        "cyd (since 1 May 2012, post 3).",
    ]


def test_under_five_people_nothing_is_said_of_them() -> None:
    assert not [line for line in said(graph_of("eli>ann dan>ann cyd>ann bob>ann ann>bob"), "ann") if "people" in line]


def test_acts_in_a_personal_archive_suggest_nothing_of_others() -> None:
    lines = said(load(DATA / "archive_tom_gray.zip"), "tom_gray")
    assert not [line for line in lines if "people" in line]
    assert lines[-1] == "113 of 118 acts (96 %, 95 % interval 90–98 %) go to their own account."


def test_shares_that_surely_go_to_one_person_are_said() -> None:
    graph = graph_of("ann>bob:retweet " * 10 + "ann>cyd:retweet ann>dan:quote")
    assert said(graph, "ann")[-1] == "10 of 12 shares (83 %, 95 % interval 55–95 %) go to one person, bob."
    unsure = graph_of("ann>bob:retweet " * 7 + "ann>cyd:retweet ann>dan:quote ann>eli:quote")
    assert not [line for line in said(unsure, "ann") if "shares" in line]


def test_an_edge_list_suggests_only_what_acts_show() -> None:
    lines = said(load(DATA / "community_edges.csv"), "amy_fox")
    assert lines == [
        "9 people named, answered or passed them on, and they acted towards 6 of these (67 %, 95 % interval 35–88 %).",
        "Not yet acted towards, longest first: kate_kestrel (since 11 May 2012); xena_barley (since 29 May 2012); "
        "jack_juniper (since 27 Jul 2012).",
    ]


@given(st.integers(0, 60), st.integers(1, 300), st.sampled_from([0.05, 0.1, 0.3]), st.sampled_from([0, 1]))
def test_so_many_further_posts_are_enough_and_one_fewer_is_not(t: int, n: int, tau: float, end: int) -> None:
    t = min(t, n)

    def passed(more: int) -> bool:
        low, high = (float(v) for v in wilson(t + more, n + more))
        return (high - low <= 1 / 3 and low > tau) if end == 0 else (high >= tau or high - low > 1 / 3)

    more = further_for_others(t, n, tau, end=end)
    assert passed(more)
    assert more == 1 or not passed(more - 1)


def test_no_sentence_diagnoses_a_person() -> None:
    graph = load(DATA / "community_v1.jsonl.gz")
    people = gk.measure(graph)
    lines = [
        line
        for name in ("tom_gray", "amy_fox", "gwen_fenn")
        for line in gk.person(graph, name, people=people).would_change
    ]
    assert len(lines) > 5
    for word in ("narciss", "selfish", "should", "must", "ignore", "you "):
        assert not [line for line in lines if word in line.lower()]
