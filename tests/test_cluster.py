"""Claims about a real standalone Spark: a master and two workers. Long: they run under GRAPHKIT_SOAK (`make soak`)."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import graphkit as gk
from graphkit.exports import write_csv
from tests import _engines as engines
from tests._standalone import Cluster, cluster

DATA = Path(__file__).parents[1] / "data"
WHY = engines.missing("local") or ("" if os.environ.get("GRAPHKIT_SOAK") else "long: make soak")
pytestmark = [pytest.mark.skipif(bool(WHY), reason=WHY), pytest.mark.filterwarnings("ignore")]
EXPORTS = ("community_v1.jsonl.gz", "archive_tom_gray.zip", "community_edges.csv", "town.csv")


@pytest.fixture(scope="module")
def standalone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("cluster")) as found:
        yield found


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """people.csv of the default engine."""
    path = tmp_path_factory.mktemp("wanted") / "people.csv"
    graph = gk.load(*(DATA / name for name in EXPORTS), copies=True)
    write_csv(gk.measure(graph), path)
    graph.close()
    return path.read_bytes()


def begun(standalone: Cluster, folder: Path) -> "subprocess.Popen[bytes]":
    """`measure` on the cluster, in a process of its own."""
    words = [sys.executable, "-W", "ignore", "-m", "graphkit", "measure", *(str(DATA / name) for name in EXPORTS)]
    words += ["--copies", "--engine", "spark", "--master", standalone.address, "--scratch", str(folder)]
    with (folder.parent / f"{folder.name}.err").open("wb") as said:
        return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=said)


def test_a_cluster_of_two_workers_gives_the_same_table(standalone: Cluster, wanted: bytes, tmp_path: Path) -> None:
    (tmp_path / "scratch").mkdir()
    with begun(standalone, tmp_path / "scratch") as run:
        out, _ = run.communicate(timeout=900)
    assert run.returncode == 0, (tmp_path / "scratch.err").read_text()
    assert out == wanted
    assert not list((tmp_path / "scratch").iterdir())


def running(scratch: Path) -> int:
    """Tasks of the reading that are running: each writes to a folder that is moved away when it ends.

    Workers have a core each, so as many tasks as workers are one on each of them.
    """
    return len(list(scratch.glob("*/harvest-*/_temporary/0/_temporary/attempt_*/*.parquet")))


def test_a_worker_that_is_killed_changes_nothing(wanted: bytes, tmp_path: Path) -> None:
    (tmp_path / "scratch").mkdir()
    (tmp_path / "cluster").mkdir()
    with cluster(tmp_path / "cluster") as two:
        with begun(two, tmp_path / "scratch") as run:
            end = time.monotonic() + 300
            while (busy := running(tmp_path / "scratch")) < len(two.workers) and time.monotonic() < end:
                time.sleep(0.01)
            two.kill(0)
            out, _ = run.communicate(timeout=900)
        assert busy == len(two.workers), "no task was running on the worker that was killed"
        assert two.state()["aliveworkers"] == 1
        assert run.returncode == 0, (tmp_path / "scratch.err").read_text()
        assert out == wanted
