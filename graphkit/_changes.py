"""What changed, in words: of one person over time, and between two parts of what the exports hold."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from graphkit.diagrams._change_words import in_posts, told
from graphkit.diagrams._words import count, percent
from graphkit.metrics.change import change_point

if TYPE_CHECKING:
    import pandas as pd

    from graphkit.comparison import Comparison
    from graphkit.graph import Graph

Whole = dict[str, dict[str, Any]]
MORE, FEWER, UNCLEAR = "more for others", "fewer for others", "no clear change"
AT_ONCE = 0.05
"""Share of the changes named that may be chance, and of comparisons that chance alone makes look clear."""


def change_sentence(graph: "Graph", person: str) -> str:
    """When a person's share of posts for others most likely changed, with its interval; empty where that is not clear.

    `person` is an id or a handle.
    """
    return told(change_point(graph, person))


def compared(comparison: "Comparison") -> Iterator[str]:
    """The overall finding of a comparison, in sentences."""
    rows = comparison.whole.astype({"measure": "str"}).to_dict("records")
    whole: Whole = {str(row["measure"]): {str(name): row[name] for name in row} for row in rows}
    names = {"a": comparison.a, "b": comparison.b}
    yield _posts(whole, names)
    if all(whole["ties"][side] > 0 for side in names):
        returned = (
            f"{percent(whole['reciprocated_ties'][side])} of {count(whole['ties'][side], 'tie')} {name}"
            for side, name in names.items()
        )
        yield f"Ties returned: {', '.join(returned)}; where there are more posts, there is more room for answers."
    if all(whole["posts"][side] > 0 for side in names):
        yield from _people(comparison.people)
    if comparison.undated:
        yield f"On neither side, as no time is known: {count(comparison.undated, 'post')}."


def _posts(whole: Whole, names: dict[str, str]) -> str:
    empty = [name for side, name in names.items() if not whole["posts"][side] > 0]
    if empty:
        where = "in the exports" if len(empty) > 1 else empty[0]
        return f"There are no posts {where}, so there are no shares of posts to compare."
    share = whole["third_person_share"]
    sides = (
        f"{in_posts(whole['posts_for_others'][side], whole['posts'][side])} {name}" for side, name in names.items()
    )
    return (
        f"For others: {', '.join(sides)}; {_points(share['change'])} percentage points (95 % interval "
        f"{_points(share['change_low'])} to {_points(share['change_high'])}): "
        f"{trend_word(share['change_low'], share['change_high'])}."
    )


def trend_word(low: float, high: float) -> str:
    """The word for a difference of shares, by its interval."""
    return MORE if low > 0 else FEWER if high < 0 else UNCLEAR


def _points(share: float) -> str:
    """A difference of shares in percentage points: +6.7, −25, 0."""
    points = 100 * share
    text = f"{abs(points):.1f}" if abs(points) < 9.95 else f"{abs(points):.0f}"
    return "0" if text == "0.0" else f"{'+' if points > 0 else '−'}{text}"


def _people(people: "pd.DataFrame") -> Iterator[str]:
    """How many people changed, and how many would seem to by chance: no change is named without that."""
    known = people[people["change_p"].notna()]
    number = len(known)
    if not number:
        yield "Nobody wrote enough posts on both sides to be compared."
        return
    more, fewer = (int((known["trend"] == word).sum()) for word in (MORE, FEWER))
    enough = f"{count(number, 'person', 'people')} with enough posts on both sides"
    if more + fewer:
        yield f"Of {enough}, {more + fewer:,} changed clearly: {more:,} to {MORE}, {fewer:,} to {FEWER}."
    else:
        yield f"Of {enough}, none changed clearly."
    if number > 1:
        apart = int(((known["share_change_low"] > 0) | (known["share_change_high"] < 0)).sum())
        yield (
            f"Taken one by one, {apart:,} of the {number:,} intervals {'leaves' if apart == 1 else 'leave'} out 0; "
            f"chance alone makes about {AT_ONCE * number:.2g} do so. Clear is what holds with all {number:,} "
            "comparisons allowed for (Benjamini–Hochberg, 5 %)."
        )
