"""What the tests of graph formats share: short names for what a reader gave, and the real files beside the project."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from graphkit.post import Account, Act, Item, Listed
from graphkit.readers._reader import Member, Reader, ReadOptions
from tests.readers.support import REAL

GRAPHS = REAL / "graphs"
TWARC = "generated_by_twarc/twarc_network_users"
needs_real = pytest.mark.skipif(not GRAPHS.is_dir(), reason="the real graphs are not here")


def name(account: Account) -> str:
    return account.handle or account.name or account.id


def ties(found: Iterable[Item]) -> list[tuple[str, str, str, int]]:
    """Source, target, kind and weight of each act."""
    return [(name(a.source), name(a.target), a.kind, a.weight) for a in found if isinstance(a, Act)]


def people(found: Iterable[Item]) -> list[tuple[str, str, str]]:
    """Id, handle and name of everybody listed."""
    return [(item.account.id, item.account.handle, item.account.name) for item in found if isinstance(item, Listed)]


def real(reader: Reader, path: str) -> list[Item]:
    file = GRAPHS / path
    return list(reader.read(Member(str(file), "", lambda: Path(file).open("rb")), ReadOptions()))


def kinds(found: Iterable[Item]) -> dict[str, int]:
    """How many acts of each kind, weights counted."""
    counts: Counter[str] = Counter()
    for item in found:
        if isinstance(item, Act):
            counts[item.kind] += item.weight
    return dict(counts)
