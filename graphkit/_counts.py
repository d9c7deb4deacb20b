"""The counts of everybody, put side by side: the engine sums, and what it gives is placed by the people's codes.

The engine would sort and join as many texts; numbers in arrays find their places at the price of a look-up.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from graphkit import _relations as relations

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from graphkit.engines import Session

COLUMNS = (
    "posts",
    "posts_for_others",
    "threads",
    "self_mentions",
    "interactions_sent",
    "unknown_target_posts",
    "praise_posts",
    "sampled_posts",
    "shared_posts",
    "reply_posts",
    "created_posts",
)


def derive(session: "Session", table: Callable[[str], str], *, kept: str = "interactions") -> None:
    """Count a graph's people, in the engine, from its interactions, and what its posts are, from `kept`.

    `table` gives the engine's names of the graph's tables. Edges are counted when somebody asks for them.
    """
    whole = kept == table("interactions")
    if not whole:
        session.keep(table("sent"), relations.ends(kept))
    ends = table("sent") if whole else f"({relations.ends(table('interactions'))})"
    session.keep(table("people"), relations.people(table("posts"), ends, table("observed"), table("listed")))
    session.keep(table("facts"), relations.post_facts(table("posts"), kept))


def side_by_side(session: "Session", people: str, facts: str, sent: str) -> "pd.DataFrame":
    """One row a person, indexed by id and ordered by it: person, label, network, observed, `COLUMNS`.

    Counts of posts are missing where the exports hold none of theirs; acts sent are 0 for observed people without any.
    """
    import pandas as pd

    codes, observed, texts = _known(session, people)
    counted = _placed(session.fetch(relations.posts_counted(facts)), codes)
    counted |= _placed(session.fetch(f"select person, interactions_sent, self_mentions from {sent}"), codes)
    for name in ("self_mentions", "interactions_sent"):
        counted[name] = _zero_where(counted[name], observed)
    return pd.DataFrame(
        {
            "person": pd.array(codes, dtype="Int64"),
            **{name: pd.array(texts[name], dtype="str") for name in ("label", "network")},
            "observed": observed,
            **{name: counted[name] for name in COLUMNS},
        },
        index=pd.Index(texts["id"], dtype="str", name="id"),
    )


def _known(session: "Session", people: str) -> "tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]":
    """Everybody's code, whether they are observed, and id, label and network; by rising code.

    Where there is one network, as in nearly all exports, it is not asked for again for everybody.
    """
    import numpy as np

    networks = session.fetch(f"select distinct network from {people} order by network")["network"].tolist()
    named = ["id", "label", "network"] if len(networks) > 1 else ["id", "label"]
    known = session.fetch(f"select person, observed, {', '.join(named)} from {people}")
    codes, observed = known["person"].to_numpy("int64"), known["observed"].to_numpy(bool)
    texts = {name: known[name].to_numpy(object) for name in named}
    if not np.all(codes[1:] > codes[:-1]):
        order = np.argsort(codes)
        codes, observed = codes[order], observed[order]
        texts = {name: column[order] for name, column in texts.items()}
    return codes, observed, {"network": np.full(len(codes), "".join(networks), dtype=object), **texts}


def _placed(found: "pd.DataFrame", codes: "np.ndarray") -> "dict[str, Any]":
    """The columns of a frame, for the people of these ascending codes; missing where it has no row or no value."""
    import numpy as np
    import pandas as pd

    if not len(found):
        nothing = pd.arrays.IntegerArray(np.ones(len(codes), dtype=np.int64), np.ones(len(codes), dtype=bool))
        return dict.fromkeys(found.columns.drop("person"), nothing)
    people = found["person"].to_numpy("int64")
    place = np.full(max(codes.max(initial=0), people.max(initial=0)) + 1, -1)
    place[codes] = np.arange(len(codes))
    rows = place[people]
    placed: dict[str, Any] = {}
    for name in found.columns.drop("person"):
        values, missing = np.ones(len(codes), dtype=np.int64), np.ones(len(codes), dtype=bool)
        known = found[name].notna().to_numpy() & (rows >= 0)
        values[rows[known]], missing[rows[known]] = found[name].to_numpy()[known], False
        placed[name] = pd.arrays.IntegerArray(values, missing)
    return placed


def _zero_where(counted: Any, observed: "np.ndarray") -> Any:
    """Counts whose missing values are 0 for some people."""
    filled = counted.copy()
    filled[observed & counted.isna()] = 0
    return filled
