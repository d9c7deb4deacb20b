"""The invented community that `graphkit demo` reports on: it travels with the package."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path

NAME = "community_v1.jsonl.gz"


@contextmanager
def community() -> Iterator[Path]:
    """The path of the invented export: inside an installed package, or in `data/` of a source checkout."""
    packed = files("graphkit") / "samples" / NAME
    if packed.is_file():
        with as_file(packed) as path:
            yield path
    else:
        yield Path(__file__).parents[1] / "data" / NAME
