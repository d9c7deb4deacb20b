"""Write docs/reference.md from the code: readers, metrics, diagrams, engines, columns. Run it after a change.

python docs/make_reference.py
"""

import inspect
from collections.abc import Iterator
from pathlib import Path

from graphkit._columns import MEANINGS, PARTS
from graphkit.comparison import compare
from graphkit.diagrams import DIAGRAMS
from graphkit.engines import ENGINES
from graphkit.metrics import METRICS, change_point, over_time, sensitivity
from graphkit.readers import READERS

PLACE = Path(__file__).with_name("reference.md")


def reference() -> str:
    """The whole page."""
    parts = (_head, _readers, _metrics, _sensitivity, _over_time, _diagrams, _engines, _columns)
    return "\n".join(line for part in parts for line in part()) + "\n"


def _head() -> Iterator[str]:
    yield "# Reference"
    yield ""
    yield "Made from the code by `python docs/make_reference.py`; a test holds the two together."
    yield "`graphkit list` prints the same."
    yield ""


def _readers() -> Iterator[str]:
    yield "## Readers"
    yield ""
    for reader in READERS:
        yield f"### {reader.name}"
        yield ""
        yield reader.about
        yield ""
        if reader.cannot_show:
            yield f"Never shows: {'; '.join(reader.cannot_show)}."
            yield ""


def _metrics() -> Iterator[str]:
    yield "## Metrics"
    yield ""
    for name, metric in METRICS.items():
        yield f"### {name}"
        yield ""
        yield inspect.getdoc(metric) or ""
        yield ""


def _sensitivity() -> Iterator[str]:
    yield "## Sensitivity"
    yield ""
    yield "`--sensitivity` on `report` (sensitivity.csv) and `measure`; `gk.sensitivity(graph)`."
    yield ""
    yield inspect.getdoc(sensitivity) or ""
    yield ""


def _over_time() -> Iterator[str]:
    yield "## Change over time"
    yield ""
    for name, function in (("over_time", over_time), ("change_point", change_point), ("compare", compare)):
        yield f"### {name}"
        yield ""
        yield inspect.getdoc(function) or ""
        yield ""


def _diagrams() -> Iterator[str]:
    yield "## Diagrams"
    yield ""
    for name, diagram in DIAGRAMS.items():
        yield f"### {name}"
        yield ""
        yield diagram.about
        yield ""


def _engines() -> Iterator[str]:
    yield "## Engines"
    yield ""
    for name, engine in ENGINES.items():
        yield f"- `{name}`: {engine.about}"
    yield ""


def _columns() -> Iterator[str]:
    yield "## Columns of the tables"
    yield ""
    yield "A share has `_low` and `_high` beside it, the ends of its Wilson 95 % interval. Empty = not known."
    yield ""
    yield "| column | meaning |"
    yield "|---|---|"
    for column, words in MEANINGS.items():
        yield f"| `{column}` | {words.replace('|', chr(92) + '|')} |"
    yield ""
    yield "In a comparison"
    yield ""
    yield from (f"- `{end}` is {words}." for end, words in PARTS.items())


if __name__ == "__main__":
    PLACE.write_text(reference(), encoding="utf-8")
