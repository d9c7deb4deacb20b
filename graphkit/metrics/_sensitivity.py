"""Under which choices a verdict holds: the diagnosis given again for every combination of a small grid.

A verdict rests on choices that somebody else could make otherwise. What changes with them is said beside it.
"""

from contextlib import closing
from itertools import product
from typing import TYPE_CHECKING, Any

from graphkit import _relations as relations
from graphkit.metrics.sharing import TOO_FEW, judged, verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    import pandas as pd

    from graphkit.graph import Graph

THRESHOLDS = (0.05, 0.10, 0.15)
AT, THREADS, LIKES, PRAISE, APART = (
    "verdict_at_",
    "verdict_with_threads",
    "verdict_with_likes",
    "verdict_with_praise_own",
    "verdict_with_accounts_apart",
)
SWITCHES = (THREADS, LIKES, PRAISE, APART)
SHEET = ["posts", "posts_for_others", "threads", "praise_posts", "likes"]


def sensitivity(graph: "Graph | Any", *, min_posts: int = 0) -> "pd.DataFrame":
    """Under which of a small grid of choices each person's verdict holds; one row a person, ordered by id.

    The grid is every combination of: the threshold (0.05, 0.10, 0.15 and the one chosen), and four switches, each
    as chosen or otherwise. `verdict_with_threads`: each continuation of a thread is a post more that names nobody
    else. `verdict_with_likes`: each like of somebody else is an act more for others, so t + likes of n + likes.
    `verdict_with_praise_own`: posts that pass on words in which their author is named (`praise_share`) are not for
    others. `verdict_with_accounts_apart`: the accounts that the aliases join stay different people, so posts that
    name an own other account are for others; a person's posts are still counted together, and likes of own accounts
    are still not counted. A switch that changes the counts of nobody with a verdict is left out of grid and table:
    it would only lengthen the list of choices under which a verdict holds. Conventions typed by hand (RT @name) are
    no switch: they name whom they pass on, so that a post read as a mere mention is for others all the same.

    `holds`: the number of combinations, of `choices`, that give the verdict of the chosen rule, itself among them.
    The other columns change one thing at a time: `verdict_at_0_05` the threshold, to 0.05. In the table is who has
    a verdict and is judged (not `too few posts`) under at least one combination; `min_posts` leaves out whoever has
    fewer. Nothing is read again.
    """
    from graphkit.graph import Graph

    if isinstance(graph, Graph):
        return _table(graph, min_posts)
    from graphkit._load import load

    with closing(load(graph)) as loaded:
        return _table(loaded, min_posts)


def _table(graph: "Graph", min_posts: int) -> "pd.DataFrame":
    import pandas as pd

    chosen = verdict(graph)["verdict"].dropna()
    grid = _grid(chosen, _sheets(graph, chosen.index), graph.rules.me_threshold)
    about = graph.counts.loc[chosen.index, ["label", "posts", "posts_for_others"]]
    whole = pd.concat([about, chosen, grid.drop(columns="judged")], axis=1)
    return whole[grid["judged"] & (about["posts"] >= min_posts)].reset_index(names="id")


def _grid(chosen: "pd.Series[str]", sheets: "tuple[pd.DataFrame, pd.DataFrame]", tau: float) -> "pd.DataFrame":
    """The verdicts with one thing changed, and of all combinations how many agree and whether any judges."""
    import numpy as np
    import pandas as pd

    switches = [name for name in SWITCHES if _changes(name, *sheets)]
    taus = sorted({*THRESHOLDS, tau})
    words, holds = chosen.to_numpy(str), np.zeros(len(chosen), dtype=int)
    ever = np.zeros(len(chosen), dtype=bool)
    single = dict.fromkeys([*(column_at(other) for other in taus if other != tau), *switches], words)
    for on in product((False, True), repeat=len(switches)):
        turned = [name for name, yes in zip(switches, on, strict=True) if yes]
        t, n = _posts(sheets, turned)
        for threshold in taus:
            found = judged(t, n, threshold)
            holds += found == words
            ever |= found != TOO_FEW
            if len(turned) + (threshold != tau) == 1:
                single[turned[0] if turned else column_at(threshold)] = found
    counted = {"holds": holds, "choices": len(taus) * 2 ** len(switches), "judged": ever}
    return pd.concat(
        [pd.DataFrame(counted, index=chosen.index), pd.DataFrame(single, index=chosen.index, dtype="str")], axis=1
    )


def column_at(threshold: float) -> str:
    """The column of another threshold: 0.05 is verdict_at_0_05."""
    return AT + f"{threshold:.2f}".replace(".", "_")


def threshold_of(column: str) -> float:
    """The threshold of such a column: verdict_at_0_05 is 0.05."""
    return float(column.removeprefix(AT).replace("_", "."))


def _sheets(graph: "Graph", people: "pd.Index[str]") -> "tuple[pd.DataFrame, pd.DataFrame]":
    """The counts of these people, under their aliases and with their accounts apart."""
    known = graph.counts.loc[people]
    likes = graph.session.fetch(relations.likes(graph.table("interactions"))).set_index("person")["likes"]
    together = known.assign(likes=known["person"].map(likes))[SHEET].fillna(0).astype(float)
    if not _aliases(graph):
        return together, together
    counted = graph.session.fetch(relations.apart(graph.table("posts"))).set_index("person")
    apart = counted.reindex(known["person"].to_numpy("int64")).set_index(people).assign(likes=together["likes"])
    return together, apart[SHEET].astype(float)


def _aliases(graph: "Graph") -> bool:
    return bool(graph.session.fetch("select count(*) as accounts from aliased")["accounts"].iloc[0])


def _changes(switch: str, together: "pd.DataFrame", apart: "pd.DataFrame") -> bool:
    """Whether a switch changes anybody's counts."""
    if switch == APART:
        return not together.equals(apart)
    column = {THREADS: "threads", LIKES: "likes", PRAISE: "praise_posts"}[switch]
    return bool((together[column] > 0).any() or (apart[column] > 0).any())


def _posts(sheets: "tuple[pd.DataFrame, pd.DataFrame]", turned: "Iterable[str]") -> "tuple[np.ndarray, np.ndarray]":
    """Posts for others, and posts, of everybody with these switches turned."""
    sheet = sheets[APART in turned]
    t, n = sheet["posts_for_others"], sheet["posts"]
    if THREADS in turned:
        n = n + sheet["threads"]
    if LIKES in turned:
        t, n = t + sheet["likes"], n + sheet["likes"]
    if PRAISE in turned:
        t = t - sheet["praise_posts"]
    return t.to_numpy(float), n.to_numpy(float)
