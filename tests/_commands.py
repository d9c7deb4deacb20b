"""Runs graphkit's commands, each in a process of its own.

run("measure", export)           forked from a process that has imported everything: the cost of starting Python is
                                 paid once, not for each of some hundred commands
run_afresh("measure", export)    as a shell would start it; so is `run` where processes cannot be forked

"""

import atexit
import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

LONGEST = 120
"""Seconds a command may take."""
Done = subprocess.CompletedProcess[str]


def run_afresh(*words: str | Path, **more: Any) -> Done:
    """Run one command as a shell would; more: as for `subprocess.run`."""
    command = [sys.executable, "-m", "graphkit", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONGEST, **more)


def run(*words: str | Path, cwd: str | Path | None = None, env: dict[str, str] | None = None, input: str = "") -> Done:  # noqa: A002  (as subprocess calls it)
    """Run one command in a forked process; standard input holds `input`."""
    if not hasattr(os, "fork"):
        return run_afresh(*words, cwd=cwd, env=env, input=input)
    with tempfile.TemporaryDirectory(prefix="command-") as folder:
        streams = [Path(folder) / name for name in ("in", "out", "err")]
        streams[0].write_text(input, encoding="utf-8", errors="surrogateescape")
        asked = {
            "words": list(map(str, words)),
            "cwd": str(cwd or Path.cwd()),
            "env": dict(os.environ if env is None else env),
            "streams": list(map(str, streams)),
        }
        code = _answer(asked)
        out, err = (path.read_text(encoding="utf-8", errors="surrogateescape") for path in streams[1:])
    return Done(["graphkit", *map(str, words)], code, out, err)


def _answer(asked: dict[str, Any]) -> int:
    server = _server()
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write(json.dumps(asked).encode() + b"\n")
    server.stdin.flush()
    return int(server.stdout.readline())


@cache
def _server() -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "MPLBACKEND": "agg"}
    server = subprocess.Popen(
        [sys.executable, "-m", "tests._commands"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        cwd=Path(__file__).parents[1],
    )
    atexit.register(server.communicate)  # it ends where nobody asks any more
    return server


def import_everything() -> None:
    """Import what any command may need, and start no thread."""
    import duckdb
    import graspologic_native
    import matplotlib.backends.backend_agg
    import matplotlib.figure
    import networkx
    import pandas
    import scipy.sparse.csgraph

    import graphkit.cli
    import graphkit.diagrams
    import graphkit.reports

    libraries = (duckdb, graspologic_native, matplotlib, networkx, pandas, scipy.sparse.csgraph)
    assert all([*libraries, graphkit.cli, graphkit.diagrams, graphkit.reports])


def _serve() -> None:
    import_everything()
    for line in sys.stdin.buffer:
        child = os.fork()
        if not child:
            _become_graphkit(json.loads(line))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _become_graphkit(asked: dict[str, Any]) -> None:
    """The forked process from here on."""
    import signal

    code = 70
    try:
        _settle(asked)
        signal.alarm(LONGEST)
        from graphkit.cli import main

        sys.argv = ["graphkit", *asked["words"]]
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)


def _settle(asked: dict[str, Any]) -> None:
    """Streams, folder, environment and temporary files of its own."""
    import time

    for number, name in enumerate(asked["streams"]):
        opened = os.open(name, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(opened, number)
        os.close(opened)
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["env"])
    time.tzset()
    tempfile.tempdir = None


if __name__ == "__main__":
    _serve()
