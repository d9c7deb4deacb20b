"""Who acknowledges: of the acts of others towards a person, those that an act of the person answers within a week."""

from collections import deque
from typing import TYPE_CHECKING

from graphkit import _answers as relations
from graphkit._tables import KIND_NAMES
from graphkit.metrics._intervals import share
from graphkit.metrics._reasons import OTHERS_MISSING, SAMPLE, UNSEEN
from graphkit.metrics.sharing import is_sample

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    import pandas as pd

    from graphkit.graph import Graph


def acknowledges(graph: "Graph") -> "pd.DataFrame":
    """Of the acts of others towards a person that could be answered, the share that was, within 7 days.

    Acts are retweets, quotes, replies and mentions; an answer is any act towards the same other person, a like too,
    later than the act and at most 7 days later (at the very same time nobody knows which came first). Each act, in
    order of time, takes the first answer that no earlier act took: one answer answers one act. An act could be answered
    (`acts_received`; `acts_answered` were) if the exports that hold posts or acts of the person reach from before it to
    7 days after it: a personal archive ends with the last thing in it, a stream of many people with its own last
    moment, a part with its window. Acts without a time are left out, and so are those of people towards whom the person
    has an act without a time; likes without a time (reactions in Slack) answer nothing. A row of a weighted edge list
    is one act. With Wilson's 95 % interval. Missing for people most of whose posts come from a sample, which may lack
    their answers (unless samples are judged); `acknowledges_reason` says why it is missing.
    """
    import pandas as pd

    c, received = graph.counts, _received(graph)
    reason = _reason(graph, received)
    counted = pd.Series(received["answerable"], index=c.index).where(reason == "").astype("Int64")
    answered = pd.Series(received["answered"], index=c.index).where(reason == "").astype("Int64")
    frame = share("acknowledges", answered, counted, c.index)
    return frame.assign(acts_received=counted, acts_answered=answered, acknowledges_reason=reason)


def _reason(graph: "Graph", received: "pd.DataFrame") -> "pd.Series":
    import numpy as np
    import pandas as pd

    observed = graph.counts["observed"].to_numpy(bool)
    others = observed.sum() - observed
    words = np.select(
        [
            ~observed,
            others == 0,
            is_sample(graph),
            received["acts"] == 0,
            received["dated"] == 0,
            received["spanned"] == 0,
            received["answerable"] == 0,
        ],
        [
            UNSEEN,
            OTHERS_MISSING,
            SAMPLE,
            "nobody acts towards them",
            "the acts towards them have no time",
            "what the export holds of them has no time",
            "no act towards them could be answered: 7 days of the export must follow it",
        ],
        "",
    )
    return pd.Series(words, index=graph.counts.index, dtype="str")


def unanswered(graph: "Graph", person: str) -> "pd.DataFrame":
    """The acts towards a person, given by id or handle, that could be answered and were not, oldest first.

    Columns: time (UTC), source (id of who acted), kind, post (the platform's id; empty where there is none). As counted
    in `acknowledges`: acts_received - acts_answered rows. Empty for people of whom nothing is known.
    """
    import pandas as pd

    from graphkit._exits import times

    c = graph.counts
    found = graph.find(person)
    if not _received(graph).loc[found, "answerable"] or acknowledges(graph).loc[found, "acknowledges_reason"]:
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()})
    acts, answerable, posts = map(graph.table, ("interactions", "answerable", "posts"))
    who = int(c["person"].to_dict()[found])
    rows = graph.session.fetch(relations.between(acts, answerable, posts, person=who))
    rows = rows.sort_values(["other", "time", "answer", "post", "kind"], ascending=[True, True, False, True, True])
    left = rows[(rows["answer"] == 0) & ~_answered(rows["other"], rows["time"], rows["answer"])]
    names = pd.Series(c.index, index=c["person"].to_numpy())
    left = left.assign(source=names.reindex(left["other"]).to_numpy(), kind=left["kind"].map(KIND_NAMES))
    left = left.sort_values(["time", "source", "post", "kind"]).reset_index(drop=True)
    return left.assign(time=times(left["time"]))[list(COLUMNS)].astype(COLUMNS)


COLUMNS = {"time": "datetime64[us]", "source": "str", "kind": "str", "post": "str"}


def _received(graph: "Graph") -> "pd.DataFrame":
    found: pd.DataFrame = graph.once("received", _count)
    return found


def _count(graph: "Graph") -> "pd.DataFrame":
    """One row a person, as in `Graph.counts`: acts, dated, answerable, answered, and whether their span is known."""
    import numpy as np

    keep, fetch, table = graph.session.keep, graph.session.fetch, graph.table
    acts = table("interactions")
    keep(table("spans"), relations.spans(graph.window))
    keep(table("undated"), relations.undated(acts))
    keep(table("answerable"), relations.answerable(acts, *map(table, ("people", "spans", "undated"))))
    rows = fetch(relations.received(acts, table("answerable"), table("spans")) + " order by t.person")
    people = graph.counts["person"].to_numpy("int64")
    frame = rows.set_index("person").astype("int64").reindex(people, fill_value=0)
    frame.index = graph.counts.index
    both = fetch(relations.exchanged(acts, table("answerable")))
    person, other, time, answer = (both[name].to_numpy("int64") for name in ("person", "other", "time", "answer"))
    order = np.lexsort((-answer, time, other, person))
    answered = _answered(person[order] * (people.max(initial=0) + 1) + other[order], time[order], answer[order])
    places = people.searchsorted(person[order][answered])
    return frame.assign(answered=np.bincount(places, minlength=len(people)))


def _answered(pair: "Iterable[int]", time: "Iterable[int]", answer: "Iterable[int]") -> "np.ndarray":
    """Of each row whether it is an act that was answered. Rows are in order of pair, time, answers first.

    Acts wait in order of time; an answer goes to the one that waits longest and not longer than 7 days.
    """
    import numpy as np

    pairs, times = np.asarray(pair), np.asarray(time)
    found = np.zeros(len(pairs), dtype=bool)
    waiting: deque[tuple[int, int]] = deque()
    of = None
    for row, (key, moment, is_answer) in enumerate(
        zip(pairs.tolist(), times.tolist(), np.asarray(answer).tolist(), strict=True)
    ):
        if key != of:
            of = key
            waiting.clear()
        if not is_answer:
            waiting.append((row, moment))
            continue
        while waiting and waiting[0][1] < moment - relations.WEEK:
            waiting.popleft()
        if waiting:
            found[waiting.popleft()[0]] = True
    return found
