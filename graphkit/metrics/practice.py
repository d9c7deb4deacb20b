"""What people do with their posts: pass on or create, answer others, join discussions that others began."""

from typing import TYPE_CHECKING

from graphkit import _answers as relations
from graphkit.metrics._conversations import conversations
from graphkit.metrics._intervals import share
from graphkit.metrics._reasons import SAMPLE, together
from graphkit.metrics.sharing import UNDECIDED, is_sample, why_no_posts

if TYPE_CHECKING:
    import pandas as pd

    from graphkit.graph import Graph


def share_of_shares(graph: "Graph") -> "pd.DataFrame":
    """S / (S + C): of the posts that share or create, the share that shares; whether a person shares more.

    S (`shared_posts`) are posts that pass on others' words (retweet, quote) or credit others (via, HT, by, thanks);
    C (`created_posts`) those with no pass-on, credit or reply to another. Posts that only answer are neither, and
    continuations of a thread are not counted. With Wilson's 95 % interval. `shares_more`: `yes` where the whole
    interval lies over one half, `no` where it lies under it, else `undecided`; missing where most of the posts come
    from a sample, which may hold one kind and not the other (unless samples are judged).
    """
    import numpy as np
    import pandas as pd

    c = graph.counts
    frame = share("share_of_shares", c["shared_posts"], c["shared_posts"] + c["created_posts"], c.index)
    low, high = (frame[f"share_of_shares_{end}"].to_numpy(float) for end in ("low", "high"))
    words = pd.Series(np.select([low > 0.5, high < 0.5], ["yes", "no"], UNDECIDED), index=c.index, dtype="str")
    frame["shares_more"] = words.where(frame["share_of_shares"].notna() & ~is_sample(graph))
    return frame.join(c[["shared_posts", "created_posts"]])


def replies_to_others(graph: "Graph") -> "pd.DataFrame":
    """Share of a person's posts that answer somebody else (`reply_posts` of posts), with Wilson's 95 % interval.

    Answers to people the export does not name count too. A post that quotes the very person it answers is a quote.
    """
    c = graph.counts
    return share("replies_to_others", c["reply_posts"], c["posts"], c.index).join(c["reply_posts"])


def discussions_joined(graph: "Graph") -> "pd.Series":
    """Number of different conversations, begun by somebody else, in which a person answered others.

    A conversation is what the format says; where it says nothing, the last post that is known on the way from answer
    to answered post through the exports. Where nobody knows who began it, it counts as others'. Answers of which it
    is not told which post they answer (a name in front of the text) are left out; missing where a person has no
    other answers.
    """
    import numpy as np
    import pandas as pd

    c = graph.counts
    told = _told(graph)
    joined = told[told["person"] != told["begun_by"]].drop_duplicates(["person", "conversation"])
    number = joined.groupby("person").size().reindex(c["person"]).fillna(0).to_numpy(np.int64)
    known = (c["posts"].fillna(0) > 0) & ~_not_told(graph)
    return pd.Series(number, index=c.index, name="discussions_joined").where(known).astype("Int64")


def _told(graph: "Graph") -> "pd.DataFrame":
    """The posts of this graph that answer others, with person, conversation and who began it, where that is told."""
    found: pd.DataFrame = graph.once("told", _find_told)
    return found


def _find_told(graph: "Graph") -> "pd.DataFrame":
    answering = graph.session.fetch(f"{relations.answering(graph.table('facts'))} order by post")
    return answering.join(conversations(graph), on="post", how="inner")


def _not_told(graph: "Graph") -> "pd.Series":
    """Who answers others, but of none of these answers is the post told that it answers."""
    c = graph.counts
    return (c["reply_posts"].fillna(0) > 0) & ~c["person"].isin(_told(graph)["person"])


def practice_reason(graph: "Graph") -> "pd.Series":
    """Why a number from share_of_shares to discussions_joined is missing; empty where none is."""
    import pandas as pd

    c = graph.counts
    n = c["posts"].fillna(0) > 0
    only_answers = n & (c["shared_posts"] + c["created_posts"] == 0).fillna(False)
    missing = why_no_posts(graph)
    parts = [(~n & (missing == reason), reason) for reason in sorted(set(missing))]
    parts.append((only_answers, "share_of_shares: all posts are answers"))
    parts.append((n & ~only_answers & is_sample(graph), f"shares_more: {SAMPLE}"))
    parts.append((n & _not_told(graph), "discussions_joined: the export does not say which posts they answered"))
    return pd.Series(together(parts), index=c.index, dtype="str", name="practice_reason")
