"""How much of what a person does goes beyond their own circle.

The circle is the user's (`circle.csv`: the people one does business with), else the person's community.
"""

from typing import TYPE_CHECKING, Any

from graphkit.metrics._intervals import share
from graphkit.metrics.centrality import two_sides
from graphkit.metrics.communities import community

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from graphkit.graph import Graph

UNKNOWN_CIRCLE = "one person's posts do not show a circle; name it with --circle FILE"


def outside_share(graph: "Graph") -> "pd.DataFrame":
    """Share of a person's acts towards others that go outside their circle, with Wilson's 95 % interval.

    The circle is the one of the user's file, the same for everyone, also for those who do not stand in it
    themselves; without a file it is the person's community. The column `circle` says which: `file`, `file, not
    in it`, `community`. A community is made of the same acts, so fewer leave it than leave a circle known
    beforehand. Missing without acts towards others, and without a file where fewer than two people's
    posts are in the export.
    """
    import numpy as np
    import pandas as pd

    outside, inside = graph.once("circles", _acts_and_ties)[:2]
    frame = share("outside_share", outside, outside + inside, graph.counts.index)
    member = graph.once("circle", _members)
    which = np.full(len(frame), "community") if member is None else np.where(member, "file", "file, not in it")
    words = pd.Series(which, index=frame.index, dtype="str")
    return frame.assign(circle=words.where(frame["outside_share"].notna()))


def ei_index(graph: "Graph") -> "pd.Series":
    """(E - I) / (E + I), E the people outside their circle that a person acts towards, I those inside it.

    -1: all inside, 0: as many outside, 1: all outside. The circle is that of outside_share. Source: D. Krackhardt
    and R. Stern, Informal networks and organizational crises, Social Psychology Quarterly 51 (1988).
    """
    import numpy as np
    import pandas as pd

    outside, inside = graph.once("circles", _acts_and_ties)[2:]
    with np.errstate(invalid="ignore"):
        value = (outside - inside) / (outside + inside)
    return pd.Series(value, index=graph.counts.index, name="ei_index", dtype=float)


def in_circle(graph: "Graph", person: str) -> "pd.Series | None":
    """For everyone, by id, whether they are in this person's circle; None where no circle is known."""
    import pandas as pd

    member = graph.once("circle", _members)
    if member is not None:
        return pd.Series(member, index=graph.counts.index)
    if not two_sides(graph):
        return None
    groups = community(graph)
    same: pd.Series[Any] = (groups == groups[person]).fillna(False).astype(bool)
    return same


def _acts_and_ties(graph: "Graph") -> "tuple[np.ndarray, ...]":
    """Acts outside and inside, people outside and inside, for each person; nan where not known."""
    import numpy as np

    ties = graph.matrix().tocoo()
    people = ties.shape[0]
    member = graph.once("circle", _members)
    if graph.strongest is not None or (member is None and not two_sides(graph)):
        return (np.full(people, np.nan),) * 4
    group = community(graph).to_numpy(dtype=np.int64, na_value=0)
    within = group[ties.row] == group[ties.col] if member is None else member[ties.col]
    observed = np.where(graph.counts["observed"], 1.0, np.nan)
    weights: list[Any] = [ties.data * ~within, ties.data * within, ~within, within]
    return tuple(np.bincount(ties.row, weights=w, minlength=people) * observed for w in weights)


def _members(graph: "Graph") -> "np.ndarray | None":
    """Whether each person is in the user's circle; None without one."""
    if graph.provenance.circle is None:
        return None
    found = graph.session.fetch("select distinct person from circle_people")
    inside: np.ndarray = graph.counts["person"].isin(found["person"]).to_numpy(bool)
    return inside
