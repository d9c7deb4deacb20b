"""The seam between graphkit and whatever runs its queries.

Six verbs, nothing else names an engine: create a table, fill it from batches of columns, spread work that fills it,
keep a query's result under a name, fetch a result, close. Queries stay in the SQL that DuckDB and Spark both speak.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pandas as pd

Schema = Mapping[str, str]
"""Column name -> SQL type: bigint, int, tinyint, boolean, double, varchar."""
Work = Callable[[bytes], Iterator[Mapping[str, Any]]]
"""From a task to batches of columns, as `fill` takes them."""


class Session(Protocol):
    """An open engine with its tables."""

    spreads: bool
    """Whether it has other places where work can be done."""

    def create(self, table: str, schema: Schema) -> None:
        """Make an empty table; one of that name is replaced."""

    def fill(self, table: str, columns: Mapping[str, Any]) -> None:
        """Append a batch: numpy arrays of one length, one for each column; None in object arrays is null.

        A string, a number or None in place of an array stands for a column of it.
        """

    def spread(self, table: str, work: Work, tasks: Sequence[bytes]) -> None:
        """Append the batches that `work` gives for each task, wherever the engine has it done."""

    def keep(self, name: str, query: str) -> None:
        """Run a query and keep its result as a table of that name."""

    def fetch(self, query: str) -> "pd.DataFrame":
        """Run a query and bring its result home."""

    def close(self) -> None:
        """Give back memory and scratch files."""


@dataclass(frozen=True)
class Setup:
    """What the user said about the place where the queries run."""

    memory_limit: str = ""
    """Such as `4GB`."""
    scratch: str = ""
    """Folder for what does not fit in memory, and on a cluster for results between steps."""
    master: str = ""
    """Address of a cluster."""
    size: int = 0
    """Bytes of all that is to be read."""


@dataclass(frozen=True)
class Engine:
    """A way to run the queries: its name and a function that opens a session."""

    name: str
    about: str
    open: Callable[[Setup], Session]
