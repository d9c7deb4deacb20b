"""One server a worker: it imports everything once."""

import sys
from collections.abc import Iterator

import pytest

from tests.hostile._server import Server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    if not sys.platform.startswith("linux"):
        pytest.skip("runs are forked and timed in the way of Linux")
    with Server() as started:
        yield started
