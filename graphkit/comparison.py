"""`compare`: what changed from one part of the exports to another, for each person and for all together.

A difference of shares has Newcombe's interval. Where many people are compared, some differences look clear by chance
alone, so a change is named only if it holds when all comparisons are allowed for.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphkit import _sequences as sequences
from graphkit._changes import AT_ONCE, FEWER, MORE, UNCLEAR, compared
from graphkit.diagrams._words import day, period
from graphkit.errors import NoDataError, UsageError
from graphkit.metrics._intervals import newcombe, share, wilson
from graphkit.metrics._reasons import together as joined
from graphkit.metrics.change import alike
from graphkit.metrics.reciprocity import returned_ties
from graphkit.metrics.sharing import TOO_FEW, verdict

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from graphkit.graph import Graph


SHOWN = (
    "label",
    "posts_a",
    "posts_b",
    "third_person_share_a",
    "third_person_share_b",
    "share_change",
    "share_change_low",
    "share_change_high",
    "trend",
    "verdict_a",
    "verdict_b",
)
"""What `graphkit compare -f table` shows."""


@dataclass(frozen=True)
class Comparison:
    """What changed between two parts, a and b. It describes their posts, not the people."""

    a: str
    """What part a is, in words: `before 1 Aug 2012`, `in 2012.zip`."""
    b: str
    people: "pd.DataFrame"
    """One row a person of either part, ordered by id: counts and shares of both, differences, trend, verdicts."""
    whole: "pd.DataFrame"
    """One row a measure of all together: a, b and the change, with 95 % intervals where it is a share of posts."""
    undated: int = 0
    """Posts without a time, which are neither before nor after."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """The overall finding in measured words."""
        return tuple(compared(self))

    def with_posts(self, number: int) -> "pd.DataFrame":
        """The people who have so many posts, both parts together."""
        posts = self.people[["posts_a", "posts_b"]].fillna(0).sum(axis=1)
        return self.people[posts >= number].reset_index(drop=True)


def compare(
    graph: "Graph",
    other: "Graph | None" = None,
    *,
    split: str | None = None,
    names: tuple[str, str] = ("in a", "in b"),
) -> Comparison:
    """What changed from one graph to the other, or in one graph from before a date to after it.

    `gk.compare(graph, split="2012-08-01")`, or `gk.compare(a, b)`; two graphs of `gk.load_groups` have the same people
    behind the same ids, two of `gk.load` only where both exports hold the platform's ids. `names` say in a
    sentence what a and b are.

    `trend` is `more for others` or `fewer for others` where Newcombe's 95 % interval of the difference of
    third_person_share leaves out 0 and Fisher's exact p (twice the smaller tail), adjusted by Benjamini and Hochberg
    over everybody compared, is at most 0.05; else `no clear change`. Posts in a row resemble each other, so for p
    `dependence` of them weigh as one. With `too few posts` on either side, by the verdict's rule, nothing is compared,
    and without a verdict `trend` is missing. `returns` is compared where a person acts on both sides; an answer beyond
    the split counts on neither, and a longer part gives more time to answer. The shares of all together are pooled over
    posts: whoever posts most weighs most; their intervals allow for people who differ.

    Sources: Newcombe (1998), method 10; Y. Benjamini and Y. Hochberg, J. R. Stat. Soc. B 57 (1995).
    """
    if (other is None) == (split is None):
        raise UsageError("compare two graphs, or one before and after a date: split='2012-08-01'")
    undated = 0
    if other is None:
        undated = _undated(graph)
        graph, other, names = _parted(graph, str(split))
    return Comparison(*names, _people(graph, other), _whole(graph, other), undated)


def _parted(graph: "Graph", split: str) -> "tuple[Graph, Graph, tuple[str, str]]":
    about = graph.about
    if about["first"] is None:
        raise NoDataError("no post or act has a time, so nothing lies before or after a date")
    parts = []
    for side, window in (("before", {"until": split}), ("from", {"since": split})):
        try:
            parts.append(graph.where(**window))
        except NoDataError as fault:
            where = "before it" if side == "before" else "after it"
            raise UsageError(
                f"the split {split} leaves nothing {where}; what there is dates from {period(about)}"
            ) from fault
    when = day(split) if len(split) == len("2012-08-01") else split
    return parts[0], parts[1], (f"before {when}", "from then on")


def _undated(graph: "Graph") -> int:
    found = graph.session.fetch(
        f"select count(*) as posts from {graph.table('facts')} where time is null and thread = 0"
    )
    return int(found["posts"].iloc[0])


def _people(a: "Graph", b: "Graph") -> "pd.DataFrame":
    """One row for each person of either graph."""
    import pandas as pd

    ids = pd.Index(sorted({*a.counts.index, *b.counts.index}), dtype="str", name="id")
    one, two = _side(a, ids), _side(b, ids)
    frame = pd.DataFrame({name: two[name].fillna(one[name]) for name in ("label", "network")}, index=ids)
    for name in ("posts", "posts_for_others"):
        frame[f"{name}_a"], frame[f"{name}_b"] = one[name].astype("Int64"), two[name].astype("Int64")
    counted = [(_floats(side["posts_for_others"]), _floats(side["posts"])) for side in (one, two)]
    frame = pd.concat(
        [frame, _shares("third_person_share", counted, ids, change="share_change"), _trends(one, two, counted)], axis=1
    )
    ties = [(_floats(side["mutual"]), _floats(side["named_by"])) for side in (one, two)]
    frame = pd.concat([frame, _shares("returns", ties, ids, change="returns_change")], axis=1)
    frame["comparison_reason"] = _reasons(one, two, frame["returns_change"])
    return frame.reset_index()


def _side(graph: "Graph", ids: "pd.Index[str]") -> "pd.DataFrame":
    """What one part holds of each person; ties only of those who act in it."""
    import pandas as pd

    counts, judged = graph.counts, verdict(graph)
    acts = (counts["posts"].fillna(0) > 0) | (counts["interactions_sent"].fillna(0) > 0)
    ties = graph.ties[["mutual", "named_by"]].astype(float).where(acts)
    columns = counts[["label", "network", "posts", "posts_for_others"]]
    pairs = graph.session.fetch(f"{sequences.neighbours(graph.table('facts'))} order by person").set_index("person")
    rows = pairs.reindex(counts["person"]).set_axis(counts.index).astype(float)
    frame = pd.concat([columns, ties, judged, rows], axis=1).reindex(ids)
    frame["verdict_reason"] = frame["verdict_reason"].fillna("not in it")
    return frame


def _floats(column: "pd.Series[Any]") -> "np.ndarray":
    import numpy as np

    return column.astype("Float64").to_numpy(dtype=float, na_value=np.nan)


def _shares(
    name: str, sides: "list[tuple[np.ndarray, np.ndarray]]", index: "pd.Index[str]", *, change: str
) -> "pd.DataFrame":
    """The share of a and of b with Wilson's interval, and the difference with Newcombe's."""
    import pandas as pd

    shares = [share(f"{name}_{part}", t, n, index) for part, (t, n) in zip("ab", sides, strict=True)]
    ends = zip(("", "_low", "_high"), newcombe(*sides), strict=True)
    differences = pd.DataFrame({f"{change}{end}": values for end, values in ends}, index=index)
    return pd.concat([*shares, differences], axis=1)


def _trends(one: "pd.DataFrame", two: "pd.DataFrame", counted: "list[tuple[np.ndarray, np.ndarray]]") -> "pd.DataFrame":
    """p, adjusted p, the word for the change, and both verdicts."""
    import numpy as np
    import pandas as pd
    from scipy.stats import false_discovery_control

    known = (one["verdict"].notna() & two["verdict"].notna()).to_numpy(bool)
    few = ((one["verdict"] == TOO_FEW) | (two["verdict"] == TOO_FEW)).fillna(False).to_numpy(bool)
    p, adjusted = np.full(len(one), np.nan), np.full(len(one), np.nan)
    judged = known & ~few
    weight = np.where(judged, _dependence([one, two], counted), np.nan)
    if judged.any():
        p[judged] = fisher(*((np.rint(t / weight)[judged], np.rint(n / weight)[judged]) for t, n in counted))
        adjusted[judged] = false_discovery_control(p[judged])
    _, low, high = newcombe(*counted)
    clear = judged & (adjusted <= AT_ONCE)
    words = np.select([few, clear & (low > 0), clear & (high < 0)], [TOO_FEW, MORE, FEWER], UNCLEAR)
    trend = pd.Series(words, index=one.index, dtype="str").where(known)
    return pd.DataFrame(
        {
            "dependence": weight,
            "change_p": p,
            "change_p_adjusted": adjusted,
            "trend": trend,
            "verdict_a": one["verdict"],
            "verdict_b": two["verdict"],
        }
    )


def _dependence(sides: "list[pd.DataFrame]", counted: "list[tuple[np.ndarray, np.ndarray]]") -> "np.ndarray":
    """How many posts in a row weigh as one, by the correlation of neighbours around the shares of both parts."""
    import numpy as np

    together, spread = np.zeros(len(sides[0])), np.zeros(len(sides[0]))
    for side, (t, n) in zip(sides, counted, strict=True):
        with np.errstate(invalid="ignore", divide="ignore"):
            p = t / n
        pairs, either = _floats(side["pairs"]), _floats(side["later"].fillna(0) + side["earlier"].fillna(0))
        together += np.nan_to_num(_floats(side["both"]) - p * either + pairs * p * p)
        spread += np.nan_to_num(n * p * (1 - p))
    return np.asarray(alike(together, spread))


def fisher(first: "tuple[Any, Any]", second: "tuple[Any, Any]") -> "np.ndarray":
    """p of Fisher's exact test that two shares, each given as (successes, trials), are one: twice the smaller tail."""
    import numpy as np
    from scipy.stats import hypergeom

    (t_a, n_a), (t_b, n_b) = first, second
    drawn = hypergeom(n_a + n_b, t_a + t_b, n_b)
    tails = np.minimum(drawn.cdf(t_b), drawn.sf(t_b - 1))
    return np.asarray(np.clip(2 * tails, 0, 1))


def _reasons(one: "pd.DataFrame", two: "pd.DataFrame", returns: "pd.Series[float]") -> "pd.Series[str]":
    """Why a comparison is missing, side by side."""
    import pandas as pd

    parts: list[tuple[Any, str]] = []
    for end, side in (("a", one), ("b", two)):
        missing = side["verdict"].isna()
        parts += [
            (missing & (side["verdict_reason"] == reason), f"{end}: {reason}")
            for reason in sorted(side.loc[missing, "verdict_reason"].unique())
        ]
    parts.append((returns.isna(), "returns: not known on both sides"))
    return pd.Series(joined(parts), index=one.index, dtype="str")


def _whole(a: "Graph", b: "Graph") -> "pd.DataFrame":
    """One row a measure of all together."""
    import numpy as np
    import pandas as pd

    rows = [_measures(graph) for graph in (a, b)]
    frame = pd.DataFrame({"measure": list(rows[0]), "a": rows[0].values(), "b": rows[1].values()})
    frame.insert(3, "change", frame["b"] - frame["a"])
    pools = [pooled(*(_floats(graph.counts[name]) for name in ("posts_for_others", "posts"))) for graph in (a, b)]
    ends = [end for pool in pools for end in wilson(*pool)] + [*newcombe(*pools)[1:]]
    names = [f"{name}_{end}" for name in ("a", "b", "change") for end in ("low", "high")]
    is_share = (frame["measure"] == "third_person_share").to_numpy()
    for name, end in zip(names, ends, strict=True):
        frame[name] = np.where(is_share, end, np.nan)
    return frame


def _measures(graph: "Graph") -> dict[str, float]:
    counts = graph.counts
    posts, others = (_total(counts[name]) for name in ("posts", "posts_for_others"))
    mutual, ties = returned_ties(graph)
    return {
        "people": float(len(counts)),
        "authors": float((counts["posts"].fillna(0) > 0).sum()),
        "posts": posts,
        "posts_for_others": others,
        "third_person_share": others / posts if posts > 0 else float("nan"),
        "ties": float(ties),
        "reciprocated_ties": mutual / ties if ties else float("nan"),
    }


def _total(column: "pd.Series[Any]") -> float:
    """The sum of what is known; missing where nothing is."""
    return float(column.sum()) if column.notna().any() else float("nan")


def pooled(t: "np.ndarray", n: "np.ndarray") -> tuple[float, float]:
    """Posts for others, and posts, of everybody together, as few as say as much about the share as they do.

    Posts of one person resemble each other: where people differ by more than chance, the posts weigh as fewer. The
    variance of the share is that of a ratio over people; never more posts than there are.
    Source: L. Kish, Survey Sampling (1965), section 8.2.
    """
    import numpy as np

    t, n = t[n > 0], n[n > 0]
    total, people = float(n.sum()), len(n)
    share = float(t.sum()) / total if total else 0.0
    if people < 2 or share in (0, 1):
        return share * total, total
    spread = people / (people - 1) * float(((t - share * n) ** 2).sum()) / total**2
    effect = max(1.0, spread / (share * (1 - share) / total))
    counted = np.array([share * total, total]) / effect
    return float(counted[0]), float(counted[1])
