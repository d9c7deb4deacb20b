"""Which conversation a post stands in, and who began it: by what the format says, else by following the replies."""

from typing import TYPE_CHECKING

from graphkit import _answers as relations

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from graphkit.graph import Graph

NOT_KNOWN = -1


def conversations(graph: "Graph") -> "pd.DataFrame":
    """One row for each post of the exports that stands in a conversation, by its number.

    `conversation`: number of the post that began it, or of the name its format gives it; `begun_by`: person who began
    it, -1 where the exports do not hold that post. A window or a choice of people cuts no conversation.
    """
    import pandas as pd

    links = graph.session.fetch(f"{relations.LINKS} order by post").astype("int64")
    own, higher = links["own"].to_numpy(), links["higher"].to_numpy()
    nodes = int(max(own.max(initial=-1), higher.max(initial=-1))) + 1
    roots = _roots(nodes, own, higher)
    begun_by = _authors(links, nodes)
    conversation = roots[higher]
    found = {"conversation": conversation, "begun_by": begun_by[conversation]}
    return pd.DataFrame(found, index=pd.Index(links["post"].to_numpy(), name="post"))


def _roots(nodes: int, own: "np.ndarray", higher: "np.ndarray") -> "np.ndarray":
    """For each node the last one on the way from `own` to `higher`: by doubling the steps, so depth is no limit.

    Where the steps run in a circle (no honest export), it is the circle's smallest node.
    """
    import numpy as np

    step = np.arange(nodes)
    known = own >= 0
    step[own[known]] = higher[known]
    smallest = np.minimum(np.arange(nodes), step)
    for _ in range(nodes.bit_length()):
        smallest = np.minimum(smallest, smallest[step])
        step = step[step]
    # On the last stretch of every way there are only its end, or the nodes of one circle.
    ends: np.ndarray = smallest[step]
    return ends


def _authors(links: "pd.DataFrame", nodes: int) -> "np.ndarray":
    """Who wrote the post of a node; of a conversation that is no post, who wrote the one that answers nothing."""
    import numpy as np

    found = np.full(nodes, NOT_KNOWN)
    for rows, who in ((links["begins"] == 1, "person"), (links["author"] >= 0, "author")):
        # Written from the largest to the smallest, so that of several the smallest stays.
        chosen = links[rows].sort_values(who, ascending=False)
        found[chosen["higher"].to_numpy()] = chosen[who].to_numpy()
    return found
