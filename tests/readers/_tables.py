"""Tables of tweets for tests: a row by the names of its columns."""

import csv
import io
from collections.abc import Mapping

Row = Mapping[str, str]


def table(columns: str, *rows: Row) -> str:
    """A CSV with these columns; what a row does not name is blank."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns.split(), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
