"""The diagnosis: how many of a person's posts are for others, and how sure that is.

It rests on posts, not on interactions: whoever names nobody sends nothing, and a ratio of nothing hides them.
"""

from typing import TYPE_CHECKING, Any

from graphkit.metrics._intervals import share, wilson
from graphkit.metrics._reasons import SAMPLE, first_of

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from graphkit.graph import Graph

ME, OTHERS, UNDECIDED, TOO_FEW = "me..me..me", "names others", "undecided", "too few posts"
VERDICTS = (ME, OTHERS, UNDECIDED, TOO_FEW)
WIDEST = 1 / 3
"""An interval wider than this says nothing."""


def counts(graph: "Graph") -> "pd.DataFrame":
    """The counts under the shares: posts, posts for others, threads folded in, acts sent, unknown targets.

    `posts` counts what the exports hold of a person, without self-replies that only continue a thread
    (`threads`); missing where the exports hold acts but no posts of theirs. `interactions_sent` counts acts
    with a known target (retweet, quote, reply, mention), `self_mentions` those that go to the person's own
    account, `unknown_target_posts` posts whose retweeted, quoted or answered author the export does not name.
    """
    known = graph.counts
    names = [
        "posts",
        "posts_for_others",
        "threads",
        "self_mentions",
        "interactions_sent",
        "unknown_target_posts",
    ]
    return known[names]


def third_person_share(graph: "Graph") -> "pd.DataFrame":
    """Share of a person's posts that are for others: they pass on, quote, answer or name somebody else.

    t of n posts, with Wilson's 95 % interval. Retweets, quotes and replies whose author the export does not
    name are for others too. Missing where the export holds no post of theirs.
    """
    c = graph.counts
    return share("third_person_share", c["posts_for_others"], c["posts"], c.index)


def me_share(graph: "Graph") -> "pd.DataFrame":
    """Share of a person's posts that name no one else: 1 - third_person_share, with Wilson's 95 % interval."""
    c = graph.counts
    return share("me_share", c["posts"] - c["posts_for_others"], c["posts"], c.index)


def verdict(graph: "Graph") -> "pd.DataFrame":
    """What the posts support: `me..me..me`, `names others`, `undecided` or `too few posts`, and why.

    One rule with one threshold (0.10 unless chosen): interval of third_person_share wider than 1/3: too few
    posts; upper end below the threshold: me..me..me; lower end above it: names others; else undecided.
    `verdict_reason` says why there is none: no posts in the export, or only a keyword sample of them.
    """
    import numpy as np
    import pandas as pd

    c = graph.counts
    t, n = _posts(c)
    words = judged(t, n, graph.rules.me_threshold)
    withheld = is_sample(graph)
    known = (n > 0) & ~withheld
    reason = np.select([n == 0, withheld], [why_no_posts(graph), SAMPLE], "")
    values = pd.Series(words, index=c.index, dtype="str").where(known)
    return pd.DataFrame({"verdict": values, "verdict_reason": pd.Series(reason, index=c.index, dtype="str")})


def is_sample(graph: "Graph") -> "np.ndarray":
    """Of each person whether most of their posts come from a sample, of which nothing is judged unless asked for."""
    import numpy as np

    c = graph.counts
    sampled = c["sampled_posts"].fillna(0).to_numpy(float) * 2 > _posts(c)[1]
    return sampled & ~np.bool_(graph.rules.sample_ok)


def judged(t: "np.ndarray", n: "np.ndarray", tau: float) -> "np.ndarray":
    """The one rule: each share's interval against the threshold."""
    import numpy as np

    low, high = wilson(t, n)
    return np.select([high - low > WIDEST, high < tau, low > tau], [TOO_FEW, ME, OTHERS], UNDECIDED)


def verdict_with_threads(graph: "Graph") -> "pd.Series":
    """The verdict if every continuation of a thread counted as a post that names nobody else.

    Missing where there is no verdict; a card says so where the two differ.
    """
    import pandas as pd

    c = graph.counts
    t, n = _posts(c)
    words = judged(t, n + c["threads"].fillna(0).to_numpy(float), graph.rules.me_threshold)
    known = verdict(graph)["verdict"].notna()
    return pd.Series(words, index=c.index, dtype="str", name="verdict_with_threads").where(known)


def why_no_posts(graph: "Graph") -> "np.ndarray":
    """For each person the reason why there would be no posts of theirs to count."""

    c = graph.counts
    where = "export" if not graph.suffix else "part"
    observed = c["observed"].to_numpy(bool)
    threads = c["threads"].fillna(0).to_numpy(float) > 0
    return first_of(
        [(threads, "only continuations of threads"), (observed, f"no posts in the {where}")],
        f"only named by others: no posts in the {where}",
    )


def _posts(counts: "pd.DataFrame") -> "tuple[np.ndarray, np.ndarray]":
    return counts["posts_for_others"].fillna(0).to_numpy(float), counts["posts"].fillna(0).to_numpy(float)


def self_mention_ratio(graph: "Graph") -> "pd.DataFrame":
    """Share of the acts a person sends (known target) that go to their own account; the ring of the pictures.

    Literal, so an account that names nobody has none: the diagnosis rests on me_share. With Wilson's 95 %
    interval; `self_mention_ratio_reason` says why it is missing.
    """
    import pandas as pd

    c = graph.counts
    frame = share("self_mention_ratio", c["self_mentions"], c["interactions_sent"], c.index)
    observed = c["observed"].to_numpy(bool)
    missing = frame["self_mention_ratio"].isna().to_numpy()
    reason = first_of([(~missing, ""), (observed, "sent nothing to anyone")], "only named by others")
    frame["self_mention_ratio_reason"] = pd.Series(reason, index=c.index, dtype="str")
    return frame


def praise_share(graph: "Graph") -> "pd.DataFrame":
    """Share of a person's posts that pass on words of others in which they themselves are named.

    Such posts are for others and count as such; the share stands beside the verdict.
    """
    c = graph.counts
    return share("praise_share", c["praise_posts"], c["posts"], c.index)[["praise_share"]]


def third_person_share_with_threads(graph: "Graph") -> "pd.DataFrame":
    """third_person_share if every continuation of a thread counted as a post that names nobody else."""
    c = graph.counts
    return share("third_person_share_with_threads", c["posts_for_others"], c["posts"] + c["threads"], c.index)[
        ["third_person_share_with_threads"]
    ]


def posts_needed(graph: "Graph") -> "pd.Series":
    """Fewest further posts, all naming nobody, after which the verdict could be `me..me..me`.

    Given for people with too few posts, and for undecided ones whose share lies under the threshold; else
    missing. 0 of 1 posts: 34 more.
    """
    import numpy as np
    import pandas as pd

    c = graph.counts
    t, n = _posts(c)
    tau = graph.rules.me_threshold
    words = verdict(graph)["verdict"]
    asked = ((words == TOO_FEW) | ((words == UNDECIDED) & (t < tau * n))).fillna(False).to_numpy(bool)
    needed = np.zeros(len(c))
    needed[asked] = _fewest_further(t[asked], n[asked], tau)
    return pd.Series(needed, index=c.index, name="posts_needed").where(asked).astype("Int64")


def _fewest_further(t: "np.ndarray", n: "np.ndarray", tau: float) -> "np.ndarray":
    """Smallest k with wilson_high(t, n + k) < tau and the interval narrow enough.

    The upper end falls with k. The width may rise first; once the upper end is low enough, and the width is too
    large there, it only falls: so each is sought where it changes once.
    """
    import numpy as np

    def low_enough(k: Any) -> Any:
        return wilson(t, n + k)[1] < tau

    def narrow(k: Any) -> Any:
        low, high = wilson(t, n + k)
        return high - low <= WIDEST

    return _first(narrow, _first(low_enough, np.ones_like(n)))


def _first(holds: Any, start: "np.ndarray") -> "np.ndarray":
    """Elementwise the smallest whole number from `start` on that holds, for a test that changes once: by bisection."""
    import numpy as np

    high = start
    while not (done := holds(high)).all():
        high = np.where(done, high, 2 * high)
    low = start - 1
    while (unsure := high - low > 1).any():
        middle = np.floor((low + high) / 2)
        inside = holds(middle)
        high, low = np.where(unsure & inside, middle, high), np.where(unsure & ~inside, middle, low)
    return high


def posts_for_balance(graph: "Graph") -> "pd.Series":
    """Posts for others that would reach two for each of one's own (two ears, one mouth): max(0, 2(n - t) - t)."""
    c = graph.counts
    needed = (2 * c["posts"] - 3 * c["posts_for_others"]).clip(lower=0)
    return needed.where(c["posts"] > 0).rename("posts_for_balance")


def percentile(graph: "Graph") -> "pd.Series":
    """Percentage of the export's judged people whose me_share is lower.

    Missing for people not judged: their verdict, or its reason, says why.
    """
    import numpy as np
    import pandas as pd

    c = graph.counts
    judged = verdict(graph)["verdict"].isin([ME, OTHERS, UNDECIDED]).to_numpy(bool)
    mine = me_share(graph)["me_share"].to_numpy(float)
    ranked = np.sort(mine[judged])
    below = np.searchsorted(ranked, mine, side="left") / max(len(ranked), 1) * 100
    return pd.Series(np.where(judged, below, np.nan), index=c.index, name="percentile")
