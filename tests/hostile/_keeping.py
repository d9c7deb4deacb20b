"""What the tests of every family say: the promises are kept."""

from pathlib import Path

import pytest

from tests.hostile._case import Case
from tests.hostile._cases import CASES
from tests.hostile._judge import judge
from tests.hostile._server import Server


def of(*families: str) -> list[object]:
    """The cases of these families, as parameters of a test."""
    return [pytest.param(case, id=case.id) for case in CASES if case.family in families]


def keep(case: Case, server: Server, folder: Path) -> None:
    """Every promise is kept in this case."""
    verdict = judge(case, server, folder)
    assert not verdict.broken, f"{case.promise}: {'; '.join(verdict.broken)}"
