"""Hostile exports of the families car, graph, chat."""

from pathlib import Path

import pytest

from tests.hostile._case import Case
from tests.hostile._keeping import keep, of
from tests.hostile._server import Server


@pytest.mark.parametrize("case", of("car", "graph", "chat"))
def test_every_promise_is_kept(case: Case, server: Server, tmp_path: Path) -> None:
    keep(case, server, tmp_path)
