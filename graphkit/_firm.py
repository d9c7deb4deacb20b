"""How firm verdicts are, in words and counts: what a report says of the sensitivity table."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from graphkit.metrics import VERDICTS
from graphkit.metrics._sensitivity import APART, AT, LIKES, PRAISE, SWITCHES, THREADS, threshold_of

if TYPE_CHECKING:
    import pandas as pd

WORDS = {
    THREADS: "continuations of threads counted as posts",
    LIKES: "likes of others counted as acts for them",
    PRAISE: "posts that pass on praise of oneself counted as one’s own",
    APART: "naming one’s own other accounts counted as naming others",
}
NOT_VARIED = {
    THREADS: "nobody with a verdict continues a thread",
    LIKES: "nobody with a verdict likes a post of somebody the export names",
    PRAISE: "nobody with a verdict passes on praise of themselves",
    APART: "no aliases were given, or they change nobody’s counts",
    "verdict_by_hand": "a share typed by hand (RT @name) names whom it passes on: read as a mere mention, the post is "
    "for others all the same",
}


def firmness(row: "pd.Series[Any]") -> str:
    """One person's sentence: under how many choices the verdict holds, and which single one would change it."""
    holds, choices, verdict = int(row["holds"]), int(row["choices"]), row["verdict"]
    if holds == choices:
        return f"the verdict “{verdict}” holds under all {choices:,} choices."
    changed: dict[str, list[str]] = {}
    for column in varied(row.index):
        if row[column] != verdict:
            changed.setdefault(row[column], []).append(f"if {words(column)}")
    would = ", and ".join(f"“{other}” {_listed(conditions)}" for other, conditions in changed.items())
    rest = f"it would be {would}" if would else "no single change alters it, several at once do"
    return f"the verdict “{verdict}” holds under {holds:,} of {choices:,} choices; {rest}."


def words(column: str) -> str:
    """What is otherwise in a column of the table: `the threshold were 5 %`."""
    return f"the threshold were {_percent(threshold_of(column))}" if column.startswith(AT) else WORDS[column]


def varied(columns: Iterable[Any]) -> list[str]:
    """The columns of the table that change one thing each."""
    return [str(column) for column in columns if str(column).startswith(AT) or column in SWITCHES]


def counted(table: "pd.DataFrame", *, threshold: float) -> dict[str, Any]:
    """What summary.json holds of the table: the grid, how many verdicts hold under all of it, what a choice changes."""
    columns = varied(table.columns)
    firm = table["holds"] == table["choices"]
    return {
        "choices": (1 + sum(name.startswith(AT) for name in columns)) * 2 ** sum(name in SWITCHES for name in columns),
        "threshold": threshold,
        "people": len(table),
        "verdicts": {
            name: {
                "people": int((table["verdict"] == name).sum()),
                "hold_under_every_choice": int((firm & (table["verdict"] == name)).sum()),
            }
            for name in VERDICTS
        },
        "varied": {
            name: {
                "if": words(name),
                "verdicts_changed": int((table[name] != table["verdict"]).sum()),
                "newly_flagged": int(((table[name] == VERDICTS[0]) & (table["verdict"] != VERDICTS[0])).sum()),
            }
            for name in columns
        },
        "not_varied": {name: why for name, why in NOT_VARIED.items() if name not in columns},
    }


def told(counts: dict[str, Any]) -> Iterator[str]:
    """What was varied and what came of it, sentence by sentence."""
    varied, flagged = counts["varied"], counts["verdicts"][VERDICTS[0]]
    thresholds = [counts["threshold"], *(threshold_of(name) for name in varied if name.startswith(AT))]
    switches = [WORDS[name] for name in varied if name in SWITCHES]
    yield (
        f"Every verdict was given again under {counts['choices']:,} choices: thresholds of "
        f"{_listed([_percent(tau) for tau in sorted(thresholds)], 'and')}"
        + (f", in every combination with {_listed(switches, 'and')}, or not." if switches else ".")
    )
    if flagged["people"]:
        firm = flagged["hold_under_every_choice"]
        yield f"Flagged under the chosen rule: {flagged['people']:,}; of these, under every choice: {firm:,}."
    else:
        yield "Nobody is flagged under the chosen rule."
    more = [f"{change['newly_flagged']:,} if {change['if']}" for change in varied.values() if change["newly_flagged"]]
    if more:
        yield f"Others would be flagged: {'; '.join(more)}."


def _percent(threshold: float) -> str:
    return f"{100 * threshold:.9g} %"


def _listed(items: list[str], last: str = "or") -> str:
    """`a`, `a or b`, `a, b or c`."""
    return f" {last} ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)
