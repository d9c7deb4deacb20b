"""What the page needs besides the tables: the ramp, the flag line, the finding, whom to name: those of the pictures."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from graphkit.diagrams import _words as words
from graphkit.diagrams._draw import finding
from graphkit.diagrams._finding import finding_of, posts_of
from graphkit.diagrams._labels import whom_to_label
from graphkit.diagrams._looks import NAMED, Drawable, flag_line, looks
from graphkit.diagrams._orbit import LABELLED
from graphkit.diagrams._ramp import RAMP
from graphkit.diagrams._style import CALM
from graphkit.diagrams.network import thickness


def meta_of(graph: Drawable, people: pd.DataFrame, shown: pd.DataFrame, placed: pd.DataFrame) -> dict[str, Any]:
    """`shown`: the people in the page, in order; `placed`: ids and places of those in the picture."""
    about, line = graph.about, flag_line(graph.about)
    found = finding_of(graph, people)
    made_from, rule = words.foot(about, posts_of(people), "")
    return {
        "ramp": list(RAMP),
        "calm": CALM,
        "flag_line": line,
        "finding": finding(graph, people),
        "subtitle": words.network_subtitle(found),
        "exports": [str(source.get("name", "")) for source in about.get("sources", ())],
        "cannot_show": [f"{text[:1].upper()}{text[1:]}." for text in about.get("cannot_show", ())],
        "made_from": made_from,
        "rule": rule,
        "counts": _counts(found),
        "thickness": thickness(len(placed)),
        "named": _named(graph, people, shown, placed),
    }


def _counts(found: words.Finding) -> Mapping[str, int | bool]:
    """The numbers of the whole export, of which the page may hold a part."""
    names = ("people", "ties", "accounts", "flagged", "judged", "posts", "has_posts")
    return {name: getattr(found, name) for name in names}


def _named(graph: Drawable, people: pd.DataFrame, shown: pd.DataFrame, placed: pd.DataFrame) -> list[int]:
    """Rows of those whose names stand on the picture, the most telling first: the choice of the PNG."""
    look = looks(people, graph.edges, flag_line(graph.about))
    look = look[look["id"].isin(set(placed["id"]))].reset_index(drop=True)
    if (look["state"] != NAMED).sum() == 1:
        chosen = look.sort_values(["given", "named", "id"], ascending=[False, False, True]).index[: LABELLED + 1]
    else:
        chosen = pd.Index(whom_to_label(look))
    rows = pd.Index(shown["id"]).get_indexer(pd.Index(look["id"].loc[chosen]))
    return [int(row) for row in rows if row >= 0]
