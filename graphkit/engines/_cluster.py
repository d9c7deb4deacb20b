"""How a Spark session comes to be, and where it keeps what lies between steps.

Classic sessions (`local[2]`, `spark://…`) run Spark's driver in this process; `sc://…` is Spark Connect: the driver is
elsewhere, and so may be another engine that speaks its protocol.
"""

import os
import re
import socket
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

from graphkit._scratch import PREFIX, scratch_folder
from graphkit.engines._seam import Setup
from graphkit.errors import GraphkitError, OutputError, UsageError

MISSING = 'Spark is not installed; pip install "graphkit-social[spark]"'
NO_PLACE = (
    "a cluster keeps results between steps in a folder that each of its workers can reach; name it with --scratch, "
    "such as /shared/scratch or s3a://bucket/scratch"
)
NOT_SHARED = "not every worker can write to {scratch}, or what they write is not seen here; name a shared folder"
HOME = ("127.0.0.1", "localhost", "::1")
PORTS = {"sc": 15002, "spark": 7077}
CONNECT_ONLY = "SPARK_CONNECT_MODE_ENABLED"
PATIENCE = 10.0
"""Seconds for a master to answer."""
MEMORY = re.compile(r"([1-9][0-9]{0,5}) ?([MG])i?B", re.IGNORECASE)
PROBES = 16
CAUSE = re.compile(r"(Caused by: )?([a-z_]+\.)*[A-Za-z]+(Error|Exception|Fault): ")
SPOKEN = ("pyspark", "py4j", "grpc")
"""Packages whose exceptions are Spark's."""


def connected(setup: Setup) -> Any:
    """A Spark session of our own at the address of a master, `local[*]` where none is named."""
    with quiet():
        try:
            import pyarrow  # noqa: F401  (Spark brings results home in its tables)
            from pyspark.sql import SparkSession
        except ImportError as fault:
            raise UsageError(MISSING) from fault
        demand_answer(setup.master)
        with told():
            if setup.master.startswith("sc://"):
                with _mode_kept():
                    return SparkSession.builder.remote(setup.master).create()
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
            os.environ.pop("SPARK_REMOTE", None)
            builder = SparkSession.builder.appName("graphkit").master(setup.master or "local[*]")
            for name, value in _settings(setup).items():
                builder = builder.config(name, value)
            return builder.getOrCreate()


@contextmanager
def _mode_kept() -> Iterator[None]:
    """Spark Connect marks the whole process as its own, where no classic session can begin any more."""
    before = os.environ.get(CONNECT_ONLY)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(CONNECT_ONLY, None)


def demand_answer(master: str) -> None:
    """Spark itself asks an address where nobody answers for many minutes."""
    there = urlsplit(master)
    if there.scheme not in PORTS or "," in there.netloc:
        return
    try:
        with socket.create_connection((there.hostname or HOME[0], there.port or PORTS[there.scheme]), PATIENCE):
            pass
    except (OSError, ValueError) as fault:
        raise UsageError(
            f"nobody answers at {master}: {fault}; is the cluster started, and the address right?"
        ) from fault


def _settings(setup: Setup) -> dict[str, str]:
    settings = {"spark.driver.maxResultSize": "0", "spark.log.level": "ERROR", "spark.ui.showConsoleProgress": "false"}
    if is_here(setup.master):
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
        settings |= {"spark.ui.enabled": "false"}
    if setup.memory_limit:
        said = MEMORY.fullmatch(setup.memory_limit.strip())
        if said is None:
            raise UsageError(f"a memory limit for Spark is written like 512MB or 4GB, not '{setup.memory_limit}'")
        settings["spark.driver.memory"] = f"{said[1]}{said[2].lower()}"
    return settings


def is_here(master: str) -> bool:
    """Whether everything of a master runs on this machine."""
    return not master or master.startswith("local") or urlsplit(master).hostname in HOME


def apart(session: Any) -> Any:
    """A session beside the user's: with names and settings of its own where the engine can give one."""
    for way in ("newSession", "cloneSession"):
        with suppress(Exception):  # Spark Connect has no newSession, and not every server knows cloneSession
            fresh = getattr(session, way)()
            fresh.conf.set("spark.sql.session.timeZone", "UTC")
            return fresh
    return session


def master_of(session: Any) -> str:
    """The address that a user's session works at; of Spark Connect, that of the server."""
    try:
        return str(session.sparkContext.master)
    except Exception:
        host = getattr(getattr(session, "client", None), "host", "")
        return f"sc://{host}"


def place(scratch: str, master: str, session: Any) -> tuple[str, Callable[[str], None]]:
    """A new folder for what lies between steps, as Spark names it, and what removes it or a folder in it."""
    scheme = urlsplit(scratch).scheme
    if len(scheme) > 1 and scheme != "file":
        return f"{scratch.rstrip('/')}/{PREFIX}{token_hex(4)}", lambda folder: _remove_far(session, folder)
    if not scratch and not is_here(master):
        raise UsageError(NO_PLACE)
    from pathlib import Path

    folder, remove_all = scratch_folder(urlsplit(scratch).path if scheme == "file" else scratch or None)

    def remove(path: str) -> None:
        from graphkit._scratch import remove as remove_folder

        if path == folder.as_uri():
            remove_all()
        else:
            remove_folder(folder / Path(urlsplit(path).path).name)

    return folder.as_uri(), remove


def _remove_far(session: Any, folder: str) -> None:
    """Remove a folder of a distributed file system, where the session gives access to it."""
    with suppress(Exception):  # Spark Connect does not: the folder stays, and docs/scale.md says so
        path = session._jvm.org.apache.hadoop.fs.Path(folder)
        path.getFileSystem(session._jsc.hadoopConfiguration()).delete(path, True)


def demand_shared(session: Any, folder: str, scratch: str) -> None:
    """Rows that workers write must be seen by all of them: on disks of their own, they would be lost without a word."""
    probe = f"{folder}/probe"
    try:
        with told():
            session.range(0, PROBES, 1, PROBES).write.parquet(probe)
            seen = session.read.parquet(probe).count()
    except GraphkitError as fault:
        raise OutputError(f"{NOT_SHARED.format(scratch=scratch or folder)} ({fault})") from fault
    if seen != PROBES:
        raise OutputError(NOT_SHARED.format(scratch=scratch or folder))


@contextmanager
def quiet() -> Iterator[None]:
    """PySpark warns of each pandas newer than it knows; we use none of its pandas functions."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def told() -> Iterator[None]:
    """What Spark says of a fault, in one line."""
    try:
        with quiet():
            yield
    except Exception as fault:
        if type(fault).__module__.partition(".")[0] not in SPOKEN:
            raise
        raise GraphkitError(f"Spark could not do it: {_first_line(fault)}") from fault


def _first_line(fault: Exception) -> str:
    lines = [line.strip() for line in str(fault).splitlines() if line.strip()]
    causes = [line for line in lines if CAUSE.match(line)]
    line = (causes or lines or [type(fault).__name__])[-1 if causes else 0]
    return line[:500]
