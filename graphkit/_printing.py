"""Tables on standard output: csv, json, jsonl, or aligned for people."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from graphkit.diagrams._words import CONTROL
from graphkit.errors import UsageError
from graphkit.exports import cells

if TYPE_CHECKING:
    import pandas as pd

FORMATS = ("csv", "json", "jsonl", "table")
WIDEST = 28


def arranged(frame: "pd.DataFrame", *, sort: str, top: int) -> "pd.DataFrame":
    """The table sorted by a column (largest first; smallest first for `-column`) and cut to its top rows."""
    if sort:
        column = sort.removeprefix("-")
        if column not in frame.columns:
            raise UsageError(f"there is no column '{column}' to sort by; there are {', '.join(frame.columns)}")
        by = [column, "id"] if "id" in frame.columns and column != "id" else [column]
        directions = [sort.startswith("-"), True][: len(by)]
        frame = frame.sort_values(by, ascending=directions, kind="stable", na_position="last")
    return frame.head(top) if top else frame


def printed(frame: "pd.DataFrame", format_: str) -> Iterator[str]:
    """The table line by line; UsageError where the format is none of ours."""
    if format_ not in FORMATS:
        raise UsageError(f"there is no format '{format_}'; there are {', '.join(FORMATS)}")
    if format_ == "csv":
        yield ",".join(frame.columns)
        yield from map(",".join, _rows(frame))
    elif format_ == "table":
        yield from _aligned(frame)
    else:
        yield from _json(frame, lines=format_ == "jsonl")


def _rows(frame: "pd.DataFrame") -> Iterator[tuple[str, ...]]:
    return zip(*(cells(frame[name]) for name in frame.columns), strict=True)


def _json(frame: "pd.DataFrame", *, lines: bool) -> Iterator[str]:
    if lines:
        yield from (json.dumps(record) for record in records(frame))
    else:
        yield json.dumps(records(frame), indent=1)


def records(frame: "pd.DataFrame") -> list[dict[str, Any]]:
    """A table as JSON knows it: an object a row."""
    return [
        {name: plain(value) for name, value in zip(frame.columns, row, strict=True)}
        for row in frame.itertuples(index=False, name=None)
    ]


def plain(value: Any) -> Any:
    """A value as JSON knows it; missing is null, times are ISO."""
    import pandas as pd

    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    return value.item() if hasattr(value, "item") else value


def _aligned(frame: "pd.DataFrame") -> Iterator[str]:
    rows = [tuple(frame.columns), *_rows(frame)]
    rows = [tuple(_short(cell) for cell in row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _short(cell: str) -> str:
    cell = CONTROL.sub(" ", cell)
    return cell if len(cell) <= WIDEST else cell[: WIDEST - 1] + "…"
