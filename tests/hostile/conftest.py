"""One server a worker: it imports everything once."""

from collections.abc import Iterator

import pytest

from tests.hostile._server import Server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with Server() as started:
        yield started
