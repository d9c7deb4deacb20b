"""Who acts towards whom in return, among the people whose side the exports hold.

Loop-free throughout: networkx gives an account that names only itself reciprocity 1.0; here it has none.
"""

from typing import TYPE_CHECKING, Any

from graphkit.metrics._chance import DRAWS, MOST_ACTS, against_chance
from graphkit.metrics._intervals import share, wilson
from graphkit.metrics._reasons import NO_TIES, OTHERS_MISSING, UNSEEN, first_of

if TYPE_CHECKING:
    import pandas as pd

    from graphkit.graph import Graph


def reciprocity(graph: "Graph") -> "pd.DataFrame":
    """2·|O∩I| / (|O|+|I|): how much of what a person gives and gets among observed people goes both ways.

    O and I are the observed people they act towards and who act towards them. Equals networkx.reciprocity on
    the loop-free graph of observed people. Interval: Wilson on |O∩I|/|O∪I|, carried over by 2p/(1+p).
    `reciprocity_reason` says why this or its sister columns are missing.
    """
    import numpy as np
    import pandas as pd

    t = graph.ties
    mutual, union = t["mutual"].to_numpy(float), t["union"].to_numpy(float)
    low, high = wilson(mutual, union)
    with np.errstate(invalid="ignore"):
        value = np.where(union > 0, 2 * mutual / (union + mutual), np.nan)
    frame = pd.DataFrame(
        {
            "reciprocity": value,
            "reciprocity_low": 2 * low / (1 + low),
            "reciprocity_high": 2 * high / (1 + high),
        },
        index=t.index,
    )
    frame["reciprocity_reason"] = _reasons(t)
    return frame


def _reasons(ties: "pd.DataFrame") -> "pd.Series[Any]":
    import pandas as pd

    words = first_of(
        [
            (~ties["observed"], UNSEEN),
            (ties["neighbours"] == 0, NO_TIES),
            (ties["observed_neighbours"] == 0, OTHERS_MISSING),
            (ties["named_by"] == 0, "returns: no observed person acts towards them"),
            (ties["named"] == 0, "returned, reciprocity_weighted: they act towards no observed person"),
        ]
    )
    return pd.Series(words, index=ties.index, dtype="str")


def returns(graph: "Graph") -> "pd.DataFrame":
    """|O∩I| / |I|: of the observed people who act towards a person, the share they act towards."""
    t = graph.ties
    return share("returns", t["mutual"], t["named_by"], t.index)


def returned(graph: "Graph") -> "pd.DataFrame":
    """|O∩I| / |O|: of the observed people a person acts towards, the share that acts towards them."""
    t = graph.ties
    return share("returned", t["mutual"], t["named"], t.index)


def reciprocated_pairs(graph: "Graph") -> "pd.DataFrame":
    """|O∩I| / |O∪I|: NodeXL's reciprocated vertex pair ratio, among observed people."""
    t = graph.ties
    return share("reciprocated_pairs", t["mutual"], t["union"], t.index)


def reciprocity_weighted(graph: "Graph") -> "pd.Series":
    """Σ min(w_ij, w_ji) / Σ w_ij over observed people j: the share of acts given that were matched in number.

    Source: T. Squartini et al., Reciprocity of weighted networks, Scientific Reports 3, 2729 (2013).
    """
    t = graph.ties
    return (t["matched"] / t["given"].where(t["given"] > 0)).astype(float).rename("reciprocity_weighted")


def coverage(graph: "Graph") -> "pd.Series":
    """Share of a person's neighbours (either direction) whose own posts the exports hold; missing without any."""
    t = graph.ties
    neighbours = t["neighbours"].where(t["neighbours"] > 0)
    return (t["observed_neighbours"] / neighbours).astype(float).rename("coverage")


def whole_graph(graph: "Graph") -> dict[str, Any]:
    """Reciprocity of the whole loop-free graph of observed people, as plain numbers; None where undefined.

    `reciprocated_ties`: share of ties that are returned (networkx.overall_reciprocity); `rho`: Garlaschelli
    and Loffredo's ρ = (r - a) / (1 - a) with a the density (2004); `reciprocity_weighted`: Squartini's
    Σ min(w_ij, w_ji) / Σ w_ij (2013); `people` and `ties` it is computed on.

    `reciprocity_weighted_expected`, `_z`, `_p`: mean, standard score and two-sided p of the last against `draws`
    seeded draws in which everybody sends and gets as many acts as in fact, but the targets are permuted, without
    self-loops. `reciprocated_ties_expected`, `_z`, `_p`: the same with each tie as one act, so that everybody
    has as many ties in and out. p is never under 2/201. `chance_reason` says why they are missing.
    """
    t = graph.ties
    people = int(t["observed"].sum())
    seen = t[t["observed"]]
    mutual, links = returned_ties(graph)
    given, matched = int(seen["given"].sum()), int(seen["matched"].sum())
    share_returned = mutual / links if links else None
    density = links / (people * (people - 1)) if people > 1 else 0.0
    rho = None if share_returned is None or density == 1 else (share_returned - density) / (1 - density)
    return {
        "people": people,
        "ties": links,
        "reciprocated_ties": share_returned,
        "rho": rho,
        "reciprocity_weighted": matched / given if given else None,
        **_chance(graph),
    }


def returned_ties(graph: "Graph") -> tuple[int, int]:
    """How many ties among observed people are returned, and how many there are: ordered pairs, loop-free."""
    seen = graph.ties[graph.ties["observed"]]
    return int(seen["mutual"].sum()), int(seen["named"].sum())


def _chance(graph: "Graph") -> dict[str, Any]:
    """What reciprocity there would be by chance, on observed people; None where nothing or too much is to permute."""
    observed = graph.counts["observed"].to_numpy(bool)
    acts = graph.matrix()[observed][:, observed]
    names = ("reciprocity_weighted", "reciprocated_ties")
    if graph.strongest is not None or not acts.nnz or acts.sum(dtype=float) > MOST_ACTS:
        reason = f"more than {MOST_ACTS:,} acts between observed people"
        if not acts.nnz:
            reason = "no ties between observed people" if observed.sum() > 1 else "fewer than two people are observed"
        ends = ("expected", "z", "p")
        return {f"{name}_{end}": None for name in names for end in ends} | {"draws": 0, "chance_reason": reason}
    found: dict[str, Any] = {}
    for name, ties in zip(names, (acts, (acts > 0).astype(int)), strict=True):
        drawn = against_chance(ties, seed=graph.rules.seed)
        found |= {f"{name}_{end}": value for end, value in drawn.items()}
    return found | {"draws": DRAWS, "chance_reason": ""}
