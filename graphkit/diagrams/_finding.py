"""Counting what the sentences of a picture speak of."""

import pandas as pd

from graphkit.diagrams._looks import FEW, FLAGGED, JUDGED, NAMED, UNJUDGED, UNSURE, Drawable, flag_line, looks, ties
from graphkit.diagrams._words import Finding, posts_counted


def finding_of(graph: Drawable, people: pd.DataFrame) -> Finding:
    """The numbers of a graph and its people table."""
    edges = graph.edges
    return count_up(looks(people, edges, flag_line(graph.about)), ties(edges))


def count_up(look: pd.DataFrame, between: pd.DataFrame) -> Finding:
    """The numbers of everybody's looks and the ties between them."""
    state = look["state"]
    loud = look[state == FLAGGED]
    pairs = between[["source", "target"]]
    back = pairs.merge(pairs, left_on=["source", "target"], right_on=["target", "source"])
    return Finding(
        accounts=int((state != NAMED).sum()),
        flagged=len(loud),
        judged=int(state.isin([FLAGGED, UNSURE, JUDGED]).sum()),
        few=int((state == FEW).sum()),
        unjudged=int((state == UNJUDGED).sum()),
        posts=int(look["posts"].sum()),
        flagged_posts=int(loud["posts"].sum()),
        flagged_for_others=int(loud["for_others"].sum()),
        flagged_named=int(loud["named"].sum()),
        people=len(look),
        ties=len(between),
        returned=len(back),
        has_posts=bool(look["posts"].notna().any()),
    )


def posts_of(people: pd.DataFrame) -> str:
    """How many posts the export holds, in words; empty where it holds none (an edge list)."""
    if len(people) and people["posts"].isna().all():
        return ""
    return posts_counted(int(people["posts"].sum()), int(people["threads"].sum()))
