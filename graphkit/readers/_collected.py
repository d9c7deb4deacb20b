"""What `graphkit collect` writes beside the pages of a network: of whom a page is, and what the collection lacks."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from graphkit.post import Notice

MOST = 30
"""So many clauses of one file are told."""
LONGEST = 300


class Target(Struct, gc=False):
    """Whose post a list of accounts is about."""

    id: Any = None
    author: Any = None
    handle: Any = None


class Ours(Struct, gc=False):
    """What stands beside a page, or alone in the last line."""

    target: Target | None = None
    status: Any = None


def told(page: dict[str, Any]) -> Iterator[Notice]:
    """The same of a page in plain Python."""
    ours = page.get("__graphkit")
    if isinstance(ours, dict):
        yield from notices(Ours(status=ours.get("status")))


def notices(ours: Ours) -> Iterator[Notice]:
    """What the collection lacks, from its last line."""
    status = ours.status if isinstance(ours.status, dict) else {}
    for key, names in (("limits", False), ("named", True)):
        clauses = status.get(key)
        for clause in clauses[:MOST] if isinstance(clauses, list) else ():
            if isinstance(clause, str) and clause:
                yield Notice("collected.limit", clause[:LONGEST], limits=True, names=names)
