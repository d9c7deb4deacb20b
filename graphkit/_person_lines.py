"""What the command line prints of one person: everything, or single numbers with their receipts."""

import inspect
import json
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from graphkit._person import Person, family
from graphkit._printing import FORMATS, plain, printed, records
from graphkit._receipts import RECEIPTS
from graphkit.diagrams._words import CONTROL, count, percent
from graphkit.errors import UsageError
from graphkit.exports import cells
from graphkit.metrics import METRICS

if TYPE_CHECKING:
    import pandas as pd

BESIDE = ("_low", "_high", "_se", "_reason")
TEXT = "text"
IN_TEXT = ("id", "time", "kind", "for_others", "file", "line", "text")
"""The columns of posts that stand in the text; the other formats have all of them."""


def person_printed(person: Person, numbers: Sequence[str], format_: str) -> Iterator[str]:
    """A person as text, csv, json, jsonl or table: all of them, or these numbers only, each with its receipts."""
    if format_ != TEXT and format_ not in FORMATS:
        raise UsageError(f"there is no format '{format_}'; there are {', '.join((TEXT, *FORMATS))}")
    if format_ == "json":
        told = {**_named(person), **(_numbers_told(person, numbers) if numbers else _everything(person))}
        yield json.dumps(told, indent=1)
    elif format_ == "jsonl":
        yield from _as_lines(person, numbers)
    elif format_ != TEXT:
        tables = [person.receipts(number) for number in numbers] or [person.posts]
        for place, table in enumerate(tables):
            yield from [""] * bool(place)
            yield from printed(table, format_)
    elif numbers:
        yield from _numbers_text(person, numbers)
    else:
        yield from _text(person)


def _text(person: Person) -> Iterator[str]:
    """The sentence, the numbers by family, what would change them, what the export cannot show, and every post."""
    yield _heading(person)
    yield person.sentence
    if person.changed:
        yield person.changed
    columns = [name for name in person.numbers.index[4:] if not name.endswith(BESIDE)]
    width = max(map(len, columns), default=0)
    for title, names in groupby(columns, key=_titles(columns)):
        yield from ("", title)
        yield from (safe(f"  {name.ljust(width)}  {value(person.numbers, name)}") for name in names)
    for title, lines in (
        ("What would change it, and what the numbers suggest", person.would_change),
        ("What the export cannot show", person.cannot_show),
    ):
        if lines:
            yield from ("", title, *(CONTROL.sub("\ufffd", f"  - {line}") for line in lines))
    if len(person.posts):
        yield from ("", *_tabbed(person.posts[[name for name in IN_TEXT if name in person.posts.columns]]))


def _titles(columns: Sequence[str]) -> Any:
    """For each column the title of its family; one without a family stands with the column before it."""
    titles, last = {}, ""
    for name in columns:
        last = family(name)[1] if name in RECEIPTS else last
        titles[name] = last
    return titles.__getitem__


def _heading(person: Person) -> str:
    return safe(f"{person.label} ({person.id}, {person.numbers['network']})")


def _numbers_text(person: Person, numbers: Sequence[str]) -> Iterator[str]:
    yield _heading(person)
    for number in numbers:
        yield from ("", safe(f"{number}  {value(person.numbers, number)}"), f"  {definition(number)}")
        rows = person.receipts(number)
        says = RECEIPTS[number].says
        yield safe(f"  {says[0].upper()}{says[1:]}; {count(len(rows), 'row')}.")
        yield from _tabbed(rows.drop(columns=[name for name in rows.columns if _empty(name, rows[name])]))


def _empty(name: str, column: "pd.Series[Any]") -> bool:
    """Whether a column of ties says nothing of anybody; in the text it is left out."""
    return name.startswith(("given_", "received_", "undated")) and not (column.notna() & (column != 0)).any()


def _tabbed(table: "pd.DataFrame") -> Iterator[str]:
    if len(table):
        yield "\t".join(table.columns)
        yield from ("\t".join(row) for row in zip(*(cells(table[name]) for name in table.columns), strict=True))


def value(row: "pd.Series[Any]", name: str) -> str:
    """A number in words: with its interval or standard error, or why it is missing."""
    import pandas as pd

    if name not in row.index:
        return "several numbers" if name == "counts" else "unknown"
    number = row[name]
    if pd.isna(number):
        why = reason(row, name)
        return f"unknown: {why}" if why else "not applicable" if name in _ASKED else "unknown"
    if f"{name}_low" in row.index:
        low, high = (percent(row[f"{name}_{end}"], sign=False) for end in ("low", "high"))
        return f"{percent(number)} (95 % interval {low}–{high} %)"
    if name.endswith("_share") or "_share_" in name:
        return percent(number)
    text = f"{number:.9g}" if isinstance(number, float) else str(number)
    error = row.get(f"{name}_se")
    return f"{text} ± {error:.2g} (standard error)" if error is not None and not pd.isna(error) and error else text


_ASKED = ("posts_needed", "percentile", "verdict_with_threads")
"""Numbers that are only asked for some verdicts."""


def reason(row: "pd.Series[Any]", name: str) -> str:
    """Why a number is missing: its own reason, else what its family's reason says of it or of all of the family."""
    for column in (f"{name}_reason", *_family_reasons(name)):
        told, concerned = [], True
        for part in str(row.get(column, "") or "").split("; "):
            names, colon, why = part.partition(": ")
            listed = colon and all(word in RECEIPTS for word in names.split(", "))
            concerned = name in names.split(", ") if listed else concerned
            told += [why if listed else part] * concerned
        if any(told):
            return "; ".join(told)
    return ""


def _family_reasons(name: str) -> Iterator[str]:
    if name in RECEIPTS:
        metric = family(name)[2]
        yield metric if metric.endswith("_reason") else f"{metric}_reason"


def definition(number: str) -> str:
    """The first sentence of a number's definition."""
    whole = inspect.getdoc(METRICS.get(number, METRICS["counts"])) or ""
    paragraph = " ".join(whole.split("\n\n", 1)[0].split())
    return re.split(r"(?<=\.)\s", paragraph, maxsplit=1)[0]


def _named(person: Person) -> dict[str, Any]:
    return {name: str(person.numbers[name]) for name in ("id", "label", "network")}


def _everything(person: Person) -> dict[str, Any]:
    numbers = {str(name): plain(number) for name, number in person.numbers.iloc[3:].items()}
    tables = {name: records(getattr(person, name)) for name in ("posts", "acts", "ties")}
    return {
        "sentence": person.sentence,
        "changed": person.changed,
        "numbers": numbers,
        "would_change": person.would_change,
        "cannot_show": person.cannot_show,
        **tables,
    }


def _numbers_told(person: Person, numbers: Sequence[str]) -> dict[str, Any]:
    row = person.numbers
    return {
        "numbers": {
            number: {
                **{
                    f"{number}{end}": plain(row[f"{number}{end}"])
                    for end in ("", *BESIDE[:3])
                    if number + end in row.index
                },
                "reason": reason(row, number) if plain(row.get(number)) is None else "",
                "definition": definition(number),
                "says": RECEIPTS[number].says,
                "receipts": records(person.receipts(number)),
            }
            for number in numbers
        }
    }


def _as_lines(person: Person, numbers: Sequence[str]) -> Iterator[str]:
    """One row a line, with the table or the number it belongs to."""
    parts = [("number", number, person.receipts(number)) for number in numbers]
    parts = parts or [("table", name, getattr(person, name)) for name in ("posts", "acts", "ties")]
    for kind, name, table in parts:
        yield from (json.dumps({kind: name, **record}) for record in records(table))


def safe(line: str, most: int = 300) -> str:
    """A line that cannot move a cursor or fill a screen."""
    line = CONTROL.sub("\ufffd", line)
    return line if len(line) <= most else line[: most - 1] + "…"
