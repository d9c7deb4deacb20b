"""Whatever is done to a file, every reader and the layer of archives answer with items or a declared error."""

from collections.abc import Iterator

import pytest

from tests.fuzz._corpus import corpus
from tests.fuzz._run import Fuzz, watch
from tests.fuzz._targets import targets

EXECUTIONS = 400
SLOW = {"containers": 60, "table": 100, "nodexl": 80, "wordpress": 150, "edges": 200}
"""Fewer of what takes longer: sheets, archives in archives."""
FOR_LONG_RUNS = "load"
"""Half a second a file."""
SEED = 20


@pytest.fixture(scope="module")
def seeds() -> dict[str, list[bytes]]:
    return corpus()


@pytest.fixture(autouse=True)
def _watched() -> Iterator[None]:
    with watch():
        yield


@pytest.mark.parametrize("name", sorted(targets().keys() - {FOR_LONG_RUNS}))
def test_sound_files_are_read_and_damaged_ones_give_declared_errors(name: str, seeds: dict[str, list[bytes]]) -> None:
    fuzz = Fuzz(name, targets()[name], seeds[name], SEED)
    answers = [fuzz.once(data) for data in seeds[name]]
    fuzz.steps(SLOW.get(name, EXECUTIONS))
    assert any(" 0" not in str(answer) or "posts" in str(answer) for answer in answers)
    assert not fuzz.findings, "\n".join(f"{finding.what}: {finding.data[:300]!r}" for finding in fuzz.findings.values())


def test_the_watch_finds_hangs_and_what_is_no_declared_error() -> None:
    def hang(data: bytes) -> tuple[str, ...]:
        while True:
            pass

    def crash(data: bytes) -> tuple[str, ...]:
        raise KeyError("x")

    for target, what in ((hang, "hang"), (crash, "KeyError at test_fuzz.py")):
        fuzz = Fuzz("x", target, [b"{}"], seconds=0.05)
        assert fuzz.once(b"{}") is None
        assert next(iter(fuzz.findings)).startswith(what)
