"""How sure is a flag? Invented people whose true share is known, judged by our rule; writes docs/verdicts.md.

python benchmarks/verdicts.py
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from scipy.stats import binom

from graphkit.diagrams._words import percent
from graphkit.metrics._intervals import wilson
from graphkit.metrics.sharing import ME, judged

PLACE = Path(__file__).parents[1] / "docs/verdicts.md"
PEOPLE, PEOPLE_BY_POSTS = 1_000_000, 200_000
THRESHOLDS = (0.05, 0.10, 0.15, 0.20, 0.25)
# third_person_share in 6,598 windows of 200 tweets of 37 real archives: percentiles, and no knowledge beyond the ends
BASELINE = ((0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.99, 1), (0, 0.105, 0.20, 0.46, 0.65, 0.76, 0.925, 1))
KNOWN = ((0, 1), (0, 20), (0, 35), (1, 53), (1, 200), (20, 200))


@dataclass(frozen=True)
class Town:
    """Invented people: what share of their posts is truly for others, and what their export holds."""

    rate: np.ndarray
    posts: np.ndarray
    for_others: np.ndarray


@dataclass(frozen=True)
class Score:
    """Of the people of a town: how many were flagged, how many of these wrongly, how many should have been."""

    flagged: int
    wrong: int
    under: int

    @property
    def right(self) -> int:
        """Flagged people whose true share lies under the threshold."""
        return self.flagged - self.wrong

    @property
    def precision(self) -> str:
        """Their share of the flagged, in per cent, with its interval."""
        if not self.flagged:
            return "nobody flagged"
        low, high = (100 * float(end) for end in wilson(self.right, self.flagged))
        share = min(100 * self.right / self.flagged, 99.9 if self.wrong else 100)
        return f"{share:.1f} ({low:.1f}–{high:.1f})"

    @property
    def recall(self) -> str:
        """Their share of all who are truly under the threshold, in per cent."""
        return f"{100 * self.right / self.under:.0f}"


@cache
def town(*, low: float = 0.0, posts: int = 0, run: int = 1, people: int = PEOPLE, seed: int = 1) -> Town:
    """People drawn by chance. `low`: share of people added who share less than one post in ten.

    `posts`: everybody's number of posts; 0: log-normal, median 8, sixteen in a hundred have a single one.
    `run`: posts come in runs of so many that are all for others or all not.
    """
    chance = np.random.RandomState(seed)  # the old generator: its numbers stay the same in every version
    rate = np.interp(chance.random_sample(people), *BASELINE)
    rate = np.where(chance.random_sample(people) < low, 0.1 * chance.random_sample(people), rate)
    drawn = np.ceil(np.exp(chance.normal(2, 2, people))).clip(1, 100_000).astype("int64")
    number = np.full(people, posts) if posts else drawn
    runs, rest = number // run, number % run
    for_others = run * chance.binomial(runs, rate) + rest * (chance.random_sample(people) < rate)
    return Town(rate, number, for_others)


def ours(people: Town, threshold: float = 0.10) -> Score:
    """What the rule of graphkit does."""
    return _score(people, judged(people.for_others, people.posts, threshold) == ME, threshold)


def bare(people: Town, threshold: float = 0.10) -> Score:
    """What a bare comparison of t / n with the threshold would do."""
    return _score(people, people.for_others < threshold * people.posts, threshold)


def _score(people: Town, flagged: np.ndarray, threshold: float) -> Score:
    under = people.rate < threshold
    return Score(int(flagged.sum()), int((flagged & ~under).sum()), int(under.sum()))


def fewest(for_others: int, threshold: float) -> int:
    """The fewest posts in all, so many of them for others, that can be flagged."""
    posts = np.arange(1, 2_000)
    return int(posts[judged(np.full(len(posts), for_others), posts, threshold) == ME][0])


def most(posts: int, threshold: float = 0.10) -> int:
    """The most posts for others, of so many, that are still flagged; -1 where none is."""
    return int((judged(np.arange(posts + 1), np.full(posts + 1, posts), threshold) == ME).sum()) - 1


def page() -> str:
    """The whole page."""
    parts = (_head, _populations, _thresholds, _numbers, _border, _runs, _known, _limits)
    return "\n".join(line for part in parts for line in part()) + "\n"


def _table(heads: Sequence[str], rows: Iterator[Sequence[object]]) -> Iterator[str]:
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield "| " + " | ".join(map(str, row)) + " |"
    yield ""


def _head() -> Iterator[str]:
    plain, mixed, bursts = town(), town(low=0.05), town(run=5)
    few, many, loose = ours(plain), ours(mixed), bare(plain)
    accused = plain.posts[plain.for_others < 0.1 * plain.posts]
    yield f"""# How sure is a flag?

Made by `python benchmarks/verdicts.py`; a test holds the two together.

The verdict `{ME}` is given where the whole 95 % interval of the share of posts for others lies under the
threshold, 0.10 unless you choose another. How often is that wrong? Nobody knows the true share of a real person, so
we invented {PEOPLE:,} people whose true share is known, drew their posts by chance, and let graphkit's own rule judge
them.

In short:

- Among people like those of the archives we measured, {few.wrong} of {few.flagged:,} flags were wrong
  ({percent(few.wrong / few.flagged)}): the true share was 0.10 or more. The bare rule “fewer than one post in ten” was
  wrong for {percent(loose.wrong / loose.flagged)} of the {loose.flagged:,} people it flagged;
  {percent(float((accused == 1).mean()))} of these have a single post.
- The more people there are who truly name hardly anybody, the surer a flag. With one such person added in twenty,
  {percent(many.wrong / many.flagged)} of the flags were wrong; the bare rule was wrong for
  {percent(bare(mixed).wrong / bare(mixed).flagged)}.
- Somebody whose true share is exactly 0.10 is flagged with a chance of at most about one in forty, however many posts
  there are; with a true share of 0.20, with a chance of less than one in a thousand.
- If posts come in bursts, flags are much less sure: where every five posts in a row are alike,
  {percent(ours(bursts).wrong / ours(bursts).flagged)} of the flags were wrong. Look at the dates of the posts.
- Who is not flagged is not cleared: {percent(1 - few.right / few.under)} of those truly under the threshold were not
  flagged, most of them for want of posts.

## What was simulated

A person's true share is drawn from the distribution of third_person_share in 6,598 windows of 200 tweets of 37 real
archives (1 % under 0.105, 5 % under 0.20, a quarter under 0.46, half under 0.65, three quarters under 0.76, 1 % above
0.925; straight lines between these, down to 0 and up to 1). Posts are log-normal: half of the people have at most
{int(np.median(plain.posts))}, {percent(float((plain.posts == 1).mean()))} have one, 1 % have more than
{int(np.quantile(plain.posts, 0.99)):,}. Each post is for others with the person's true share, whatever the posts before
it were.

*Right*: of the flagged, those whose true share is under the threshold, in per cent, with Wilson's 95 % interval.
*Found*: of those whose true share is under the threshold, the flagged, in per cent. The rule is not
written again for this page: it is graphkit's own.
"""


def _populations() -> Iterator[str]:
    yield "## Whom one looks at\n"
    yield "Threshold 0.10. Added: people whose true share is anything under 0.10, each as likely.\n"
    towns = [(name, town(low=low)) for name, low in (("none", 0), ("1 %", 0.01), ("5 %", 0.05), ("20 %", 0.2))]
    scored = [(name, ours(people), bare(people)) for name, people in towns]
    yield from _table(
        ("added", "flagged", "wrongly", "right", "found", "bare rule: flagged", "wrongly", "right"),
        (
            (
                name,
                f"{o.flagged:,}",
                f"{o.wrong:,}",
                o.precision,
                o.recall,
                f"{b.flagged:,}",
                f"{b.wrong:,}",
                b.precision,
            )
            for name, o, b in scored
        ),
    )


def _thresholds() -> Iterator[str]:
    yield "## By threshold\n"
    people = town()
    yield from _table(
        ("threshold", "flagged", "wrongly", "right", "found", "bare rule: right"),
        (
            (f"{tau:.2f}", f"{o.flagged:,}", f"{o.wrong:,}", o.precision, o.recall, bare(people, tau).precision)
            for tau in THRESHOLDS
            for o in [ours(people, tau)]
        ),
    )


def _numbers() -> Iterator[str]:
    yield "## By number of posts\n"
    yield f"{PEOPLE_BY_POSTS:,} people for each line, all with so many posts. A cell: right (its interval); found.\n"
    rows = []
    for posts in (20, 35, 53, 100, 200, 500, 2_000):
        people = town(posts=posts, people=PEOPLE_BY_POSTS)
        scores = [ours(people, tau) for tau in THRESHOLDS]
        rows.append([f"{posts:,}", *(f"{s.precision}; {s.recall}" if s.flagged else s.precision for s in scores)])
    yield from _table(["posts", *(f"{tau:.2f}" for tau in THRESHOLDS)], iter(rows))


def _border() -> Iterator[str]:
    yield "## The worst case, exactly\n"
    yield "The chance that somebody is flagged at 0.10 whose true share is as given: no simulation, no population.\n"
    yield from _table(
        ("posts", "flagged with up to … for others", "true share 0.10", "0.15", "0.20", "0.30"),
        (
            (f"{posts:,}", most(posts), *(_chance(posts, rate) for rate in (0.10, 0.15, 0.20, 0.30)))
            for posts in (35, 53, 84, 100, 200, 500, 2_000)
        ),
    )
    yield (
        "So of 1,000 people who all sit exactly on the threshold, up to about 26 are flagged by bad luck. Whoever "
        "searches a large crowd for flags will find some of these.\n"
    )


def _chance(posts: int, rate: float) -> str:
    chance = float(binom.cdf(most(posts), posts, rate))
    return percent(chance) if chance >= 0.0001 else "under 0.01 %"


def _runs() -> Iterator[str]:
    yield "## If posts come in bursts\n"
    yield "The same people, threshold 0.10; but so many posts in a row are all for others, or all not.\n"
    yield from _table(
        ("posts in a row", "flagged", "wrongly", "right", "found"),
        (
            (run, f"{o.flagged:,}", f"{o.wrong:,}", o.precision, o.recall)
            for run in (1, 2, 5, 20)
            for o in [ours(town(run=run))]
        ),
    )
    yield (
        "A week of announcements by somebody who otherwise talks with everybody looks like this. The interval treats "
        "posts as independent; it cannot see that the export is one week. Compare parts of it with `--since` and "
        "`--until`.\n"
    )


def _known() -> Iterator[str]:
    yield "## Known answers\n"
    yield "Wilson's 95 % interval of t of n posts, and the verdict at 0.10:\n"
    yield from _table(
        ("t of n", "low", "high", "verdict"),
        ((f"{t} of {n}", *(f"{float(end):.4f}" for end in wilson(t, n)), f"`{judged(t, n, 0.10)}`") for t, n in KNOWN),
    )
    yield "The fewest posts in all that can be flagged (`posts_needed` is what is missing to it: 34 after 0 of 1):\n"
    yield from _table(
        ["for others", *(f"{tau:.2f}" for tau in THRESHOLDS)],
        ([t, *(fewest(t, tau) for tau in THRESHOLDS)] for t in (0, 1)),
    )


def _limits() -> Iterator[str]:
    yield """## What this does not show

- The 37 archives are no sample of any population, and windows of 200 tweets scatter more than true shares do. Below
  the first percentile the curve is a guess, and it is there that flags fall: one window of 6,598 was as low as the case
  of the essay. How many people truly name hardly anybody decides how sure a flag is (first table); it is not known.
- A person has one true share here. Real people change: by year the median moved from .45 (2007) through .70 (2013) to
  .35 (2019).
- Whether a post is for others is taken as read. Names the export does not show, or names that another convention would
  count, are not in these figures; `--sensitivity` shows under which choices a verdict holds.
- A right flag says: under the threshold, in these posts. It does not say why, and nothing of the person."""


if __name__ == "__main__":
    PLACE.write_text(page(), encoding="utf-8")
