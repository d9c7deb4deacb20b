"""Numbers for each person: a metric is a function from a graph to one value (or a few columns) per person."""

from collections.abc import Iterable
from contextlib import closing
from typing import TYPE_CHECKING, Any

from graphkit.metrics._measure import Metric
from graphkit.metrics._measure import measure as _measure
from graphkit.metrics._sensitivity import sensitivity
from graphkit.metrics.acknowledging import acknowledges, unanswered
from graphkit.metrics.centrality import (
    authority,
    betweenness,
    centrality_reason,
    core,
    harmonic,
    hub,
    in_degree,
    in_strength,
    out_degree,
    out_strength,
    pagerank,
)
from graphkit.metrics.change import Change, change_point
from graphkit.metrics.circles import ei_index, outside_share
from graphkit.metrics.communities import community
from graphkit.metrics.copies import copies, uncredited_copies
from graphkit.metrics.generosity import debt, gave_first, generosity, ties_reason
from graphkit.metrics.periods import over_time
from graphkit.metrics.practice import discussions_joined, practice_reason, replies_to_others, share_of_shares
from graphkit.metrics.reciprocity import (
    coverage,
    reciprocated_pairs,
    reciprocity,
    reciprocity_weighted,
    returned,
    returns,
    whole_graph,
)
from graphkit.metrics.sharing import (
    VERDICTS,
    counts,
    me_share,
    percentile,
    posts_for_balance,
    posts_needed,
    praise_share,
    self_mention_ratio,
    third_person_share,
    third_person_share_with_threads,
    verdict,
    verdict_with_threads,
)
from graphkit.metrics.variety import effective_people, people_named, top_share

if TYPE_CHECKING:
    import pandas as pd

    from graphkit.graph import Graph

METRICS: dict[str, Metric] = {
    metric.__name__: metric
    for metric in (
        counts,
        third_person_share,
        me_share,
        verdict,
        self_mention_ratio,
        praise_share,
        third_person_share_with_threads,
        verdict_with_threads,
        posts_needed,
        posts_for_balance,
        percentile,
        reciprocity,
        returns,
        returned,
        reciprocated_pairs,
        reciprocity_weighted,
        coverage,
        in_degree,
        out_degree,
        in_strength,
        out_strength,
        pagerank,
        betweenness,
        harmonic,
        hub,
        authority,
        core,
        community,
        centrality_reason,
        share_of_shares,
        replies_to_others,
        discussions_joined,
        practice_reason,
        acknowledges,
        generosity,
        debt,
        gave_first,
        people_named,
        effective_people,
        top_share,
        outside_share,
        ei_index,
        ties_reason,
        uncredited_copies,
    )
}
"""Every metric we ship, in the order of the columns of people.csv."""


def measure(
    graph: "Graph | Any", metrics: "Iterable[str | Metric] | None" = None, *, min_posts: int = 0
) -> "pd.DataFrame":
    """The people table of a Graph, or of what `load` makes one from (a DataFrame, a networkx graph): a row a person.

    `metrics` are names of ours or functions of your own, from a graph to a Series indexed by person id (its
    column takes the function's name); all of ours by default. `min_posts` leaves out whoever has fewer.
    Missing values are missing, never 0, and a `_reason` column says why. Raises UsageError on an unknown name.
    """
    from graphkit._load import load
    from graphkit.graph import Graph

    if isinstance(graph, Graph):
        return _measure(graph, metrics, shipped=METRICS, min_posts=min_posts)
    named = metrics if metrics is None else list(metrics)
    asked = any(metric in ("uncredited_copies", uncredited_copies) for metric in named or ())
    with closing(load(graph, copies=asked)) as loaded:
        return _measure(loaded, named, shipped=METRICS, min_posts=min_posts)


__all__ = [
    "METRICS",
    "VERDICTS",
    "Change",
    "Metric",
    "acknowledges",
    "authority",
    "betweenness",
    "centrality_reason",
    "change_point",
    "community",
    "copies",
    "core",
    "counts",
    "coverage",
    "debt",
    "discussions_joined",
    "effective_people",
    "ei_index",
    "gave_first",
    "generosity",
    "harmonic",
    "hub",
    "in_degree",
    "in_strength",
    "me_share",
    "measure",
    "out_degree",
    "out_strength",
    "outside_share",
    "over_time",
    "pagerank",
    "people_named",
    "percentile",
    "posts_for_balance",
    "posts_needed",
    "practice_reason",
    "praise_share",
    "reciprocated_pairs",
    "reciprocity",
    "reciprocity_weighted",
    "replies_to_others",
    "returned",
    "returns",
    "self_mention_ratio",
    "sensitivity",
    "share_of_shares",
    "third_person_share",
    "third_person_share_with_threads",
    "ties_reason",
    "top_share",
    "unanswered",
    "uncredited_copies",
    "verdict",
    "verdict_with_threads",
    "whole_graph",
]
