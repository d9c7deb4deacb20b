"""Giving that is not returned: shares and credits between a person and the others whose side the exports hold.

A gift is an act that passes another's words on (retweet, quote) or credits them (via, HT, by, thanks).
"""

from typing import TYPE_CHECKING

from graphkit import _relations as relations
from graphkit.metrics._intervals import share
from graphkit.metrics._reasons import NO_TIES, OTHERS_MISSING, UNSEEN, together
from graphkit.metrics._rounds import NOT_SPREAD
from graphkit.metrics.centrality import out_strength
from graphkit.metrics.circles import UNKNOWN_CIRCLE, outside_share

if TYPE_CHECKING:
    import pandas as pd

    from graphkit.graph import Graph


def generosity(graph: "Graph") -> "pd.Series":
    """Σ_j max(0, w_ij - w_ji) / Σ_j w_ij over observed people j: the share of a person's gifts not given back.

    w_ij counts the acts of i that pass on or credit j. 1: nothing came back, 0: all of it did, in number.
    Missing where a person gave nothing to anyone observed.
    """
    e = exchanges(graph)
    return (e["unreturned"] / e["gave"].where(e["gave"] > 0)).astype(float).rename("generosity")


def debt(graph: "Graph") -> "pd.Series":
    """Σ_j max(0, w_ji - w_ij) / Σ_j w_ji over observed people j: the share of the gifts got that was not given back.

    w as in generosity. Missing where nobody observed passed on or credited the person.
    """
    e = exchanges(graph)
    return (e["owed"] / e["got"].where(e["got"] > 0)).astype(float).rename("debt")


def gave_first(graph: "Graph") -> "pd.DataFrame":
    """Share of a person's mutual ties in which they acted first, with Wilson's 95 % interval.

    Of the observed people j with acts both ways (retweet, quote, reply, mention; no likes), those towards whom the
    first act of i in the export lies before j's first act towards i. Ties with an act without a time, and those
    where both began at the same time, are left out of both numbers.
    """
    e = exchanges(graph)
    return share("gave_first", e["first"], e["met"], e.index)


def ties_reason(graph: "Graph") -> "pd.Series":
    """Why a number from generosity to ei_index is missing; empty where none is."""
    import pandas as pd

    t, e = graph.ties, exchanges(graph)
    seen, neighbours = t["observed"], t["neighbours"] > 0
    alone = neighbours & (t["observed_neighbours"] == 0)
    met = seen & (t["observed_neighbours"] > 0)
    sends = (out_strength(graph) > 0).fillna(False).to_numpy(bool)
    unknown = seen & sends & outside_share(graph)["outside_share"].isna()
    words = together(
        [
            (~seen, UNSEEN),
            (seen & ~neighbours, f"generosity, debt, gave_first: {NO_TIES}"),
            (seen & alone, f"generosity, debt, gave_first: {OTHERS_MISSING}"),
            (met & (e["gave"] == 0), "generosity: they passed on or credited no observed person"),
            (met & (e["got"] == 0), "debt: no observed person passed on or credited them"),
            (met & (e["met"] == 0), "gave_first: no dated ties that go both ways"),
            (seen & ~sends, "effective_people, top_share, outside_share, ei_index: no acts towards others"),
            (unknown, f"outside_share, ei_index: {UNKNOWN_CIRCLE if graph.strongest is None else NOT_SPREAD}"),
        ]
    )
    return pd.Series(words, index=t.index, dtype="str", name="ties_reason")


def exchanges(graph: "Graph") -> "pd.DataFrame":
    """One row a person, as in `Graph.counts`: gifts given and got among observed people, and who acted first."""
    found: pd.DataFrame = graph.once("exchanges", _exchanges)
    return found


def _exchanges(graph: "Graph") -> "pd.DataFrame":
    query = relations.exchanges(graph.table("interactions"), graph.table("people"))
    found = graph.session.fetch(f"{query} order by n.person").set_index("person").astype("int64")
    frame = found.reindex(graph.counts["person"].to_numpy("int64"), fill_value=0)
    frame.index = graph.counts.index
    observed = graph.counts["observed"]
    return frame.where(observed, 0)
