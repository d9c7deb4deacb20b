"""A real standalone Spark on this machine: a master and workers, each a process of its own, all on 127.0.0.1."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HOME = "127.0.0.1"
PATIENCE = 90.0


@dataclass(frozen=True)
class Cluster:
    """A master with workers."""

    address: str
    page: str
    workers: list["subprocess.Popen[bytes]"]

    def state(self) -> dict[str, object]:
        """What the master says of itself."""
        with urllib.request.urlopen(f"{self.page}/json/", timeout=10) as answer:  # noqa: S310
            found: dict[str, object] = json.load(answer)
        return found

    def kill(self, number: int) -> None:
        """End one of our workers, and the executors it began, as a power cut would."""
        os.killpg(self.workers[number].pid, signal.SIGKILL)


@contextmanager
def cluster(folder: Path, *, workers: int = 2, memory: str = "2g") -> Iterator[Cluster]:
    """A master and its workers for as long as they are needed; `folder` takes their logs and temporary files."""
    port, page = _free(), _free()
    address = f"spark://{HOME}:{port}"
    begun = [_begin(folder, "master", ["master.Master", "--port", str(port), "--webui-port", str(page)], memory)]
    try:
        _until(lambda: _listens(port), "the master does not answer")
        for number in range(workers):
            room = ["--cores", "1", "--memory", memory, "--work-dir", str(folder / f"work-{number}")]
            words = ["worker.Worker", *room, "--webui-port", str(_free()), address]
            begun.append(_begin(folder, f"worker-{number}", words, memory))
        found = Cluster(address, f"http://{HOME}:{page}", begun[1:])
        _until(lambda: found.state()["aliveworkers"] == workers, "the workers do not come")
        yield found
    finally:
        for process in reversed(begun):
            _end(process)


def _begin(folder: Path, name: str, words: list[str], memory: str) -> "subprocess.Popen[bytes]":
    import pyspark

    spark = Path(pyspark.__file__).parent
    env = {
        **os.environ,
        "SPARK_LOCAL_IP": HOME,
        "SPARK_LOCAL_DIRS": str(folder / f"{name}-tmp"),
        "SPARK_HOME": str(spark),
    }
    env |= {"SPARK_NO_DAEMONIZE": "1", "PYSPARK_PYTHON": sys.executable, "SPARK_DAEMON_MEMORY": "256m"}
    service, *rest = words
    command = [str(spark / "bin" / "spark-class"), f"org.apache.spark.deploy.{service}", "--host", HOME, *rest]
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, env=env, start_new_session=True)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a process of ours and what it began: they are a group of their own."""
    try:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(15)
    except ProcessLookupError:
        process.wait(5)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(5)


def _free() -> int:
    with socket.socket() as probe:
        probe.bind((HOME, 0))
        port: int = probe.getsockname()[1]
        return port


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOME, port)) == 0


def _until(ready: "object", what: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if ready():  # type: ignore[operator]
                return
        except OSError:
            pass
        time.sleep(0.3)
    raise TimeoutError(what)
