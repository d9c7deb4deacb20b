"""Towards how many people a person acts, and how evenly; loop-free, with everyone named counted, observed or not."""

from typing import TYPE_CHECKING

from graphkit.metrics._intervals import share
from graphkit.metrics._rounds import degrees
from graphkit.metrics.centrality import out_degree, out_strength

if TYPE_CHECKING:
    import pandas as pd

    from graphkit.graph import Graph


def people_named(graph: "Graph") -> "pd.Series":
    """Number of different other people a person passes on, quotes, answers or names: out_degree by its plain name."""
    return out_degree(graph).rename("people_named")


def effective_people(graph: "Graph") -> "pd.Series":
    """exp(-Σ p_j ln p_j), p_j the share of a person's acts towards others that goes to j; missing without acts.

    The number of people who, named equally often, would spread the acts as widely: 10 people named equally are 10,
    10 of whom one gets nearly everything are little more than 1. Source: the Hill number of order 1, M. Hill (1973).
    """
    import numpy as np
    import pandas as pd

    given = out_strength(graph)
    total = given.to_numpy(dtype=float, na_value=0)
    some = (given > 0).fillna(False)
    if graph.strongest is not None:
        with np.errstate(divide="ignore", invalid="ignore"):
            value = np.exp(np.log(total) - degrees(graph)["spread"].to_numpy(float) / total)
        return pd.Series(value, index=given.index, name="effective_people").where(some)
    acts = graph.matrix().tocoo()
    part = acts.data / total[acts.row] if acts.nnz else np.zeros(0)
    entropy = np.bincount(acts.row, weights=-part * np.log(part), minlength=len(total))
    return pd.Series(np.exp(entropy), index=given.index, name="effective_people").where(some)


def top_share(graph: "Graph") -> "pd.DataFrame":
    """max_j w_ij / Σ_j w_ij: share of a person's acts towards others that goes to the one they act towards most.

    With Wilson's 95 % interval.
    """
    given = out_strength(graph)
    if graph.strongest is None:
        most = graph.matrix().max(axis=1).toarray().ravel()
    else:
        most = degrees(graph)["most"].to_numpy("int64")
    return share("top_share", most, given, given.index)
