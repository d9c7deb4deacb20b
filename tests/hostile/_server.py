"""Runs commands in processes of their own, each forked from one that has imported everything.

Starting Python with its libraries costs seconds, and most cases are refused in milliseconds. The server imports once
and forks for each run, before any thread is started; the child's peak memory is its own, with what it imported. It needs
Linux: forks, and a way to wait for one process for so long.
"""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from tests._commands import import_everything

TIME_LIMIT = 20.0
WALL = 15
"""A run that waits is stopped after so many times its limit by the clock."""
MOST_DATA = 2 << 30
"""What a runaway may take of the machine before it is stopped: far above what is judged."""
FEW_DRAWS = 10
"""Of chance, where nothing is drawn: how many there are changes nothing that is judged."""
UNDRAWN = "<!doctype html><meta http-equiv='Content-Security-Policy' content=\"default-src 'none'\">"
"""The page where nothing is drawn."""
LIVE = ("socket.connect", "socket.bind", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork")
"""What no analysis of an export does."""


@dataclass(frozen=True)
class Ran:
    """How one run ended."""

    code: int
    """Exit code; negative: the signal it died of."""
    seconds: float
    """Of the processor: other work on the machine makes no case slow."""
    peak: float
    """Mebibytes, at most, that were resident."""
    timed_out: bool
    out: bytes
    err: bytes


class Server:
    """A process that runs graphkit for us."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.hostile._server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "MPLBACKEND": "agg", "GRAPHKIT_PROCESSES": "1"},
            cwd=Path(__file__).parents[2],
        )

    def __enter__(self) -> "Server":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()  # it ends where nobody asks any more; both pipes are closed

    def run(self, arguments: list[str], root: Path, *, limit: float = TIME_LIMIT, drawn: bool = True) -> Ran:
        """Run one command: in `root/cwd`, with `root/tmp` and `root/home` as its own; undrawn, without its pictures and page."""
        for name in ("cwd", "tmp", "home", "out"):
            (root / name).mkdir(exist_ok=True)
        asked = {"arguments": arguments, "root": str(root), "limit": limit, "drawn": drawn}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(os.fsencode(json.dumps(asked)) + b"\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return Ran(**answer, out=(root / "stdout").read_bytes(), err=(root / "stderr").read_bytes())


def serve() -> None:
    """Answer until nobody asks any more."""
    import_everything()
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        sys.stdout.write(json.dumps(_run(asked)) + "\n")
        sys.stdout.flush()


def _run(asked: dict[str, Any]) -> dict[str, Any]:
    child = os.fork()
    if not child:
        _become_graphkit(asked["arguments"], Path(asked["root"]), drawn=asked["drawn"], limit=asked["limit"])
    timed_out = _wait(child, asked["limit"] * WALL)
    _, status, usage = os.wait4(child, 0)
    return {
        "code": os.waitstatus_to_exitcode(status),
        "seconds": round(usage.ru_utime + usage.ru_stime, 2),
        "peak": round(usage.ru_maxrss / 1024, 1),
        "timed_out": timed_out or os.waitstatus_to_exitcode(status) == -signal.SIGXCPU,
    }


def _wait(child: int, limit: float) -> bool:
    """Whether the child had to be stopped; it is waited for without being buried."""
    watched = os.pidfd_open(child)
    try:
        import select

        poll = select.poll()
        poll.register(watched, select.POLLIN)
        if poll.poll(limit * 1000):
            return False
        os.kill(child, signal.SIGKILL)
        return True
    finally:
        os.close(watched)


def _become_graphkit(arguments: list[str], root: Path, *, drawn: bool, limit: float) -> None:
    """The forked process from here on: streams, folders and limits of its own, then the command line."""
    code = 70
    try:
        _settle(root)
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (int(limit) + 1, int(limit) + 2))
        from graphkit import reports
        from graphkit.cli import main
        from graphkit.metrics import _chance

        if not drawn:
            _chance.DRAWS = FEW_DRAWS
            reports._draw_pictures = lambda *_: []
            reports.page = lambda *_, **__: UNDRAWN
        sys.argv = ["graphkit", *arguments]
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        import atexit

        atexit._run_exitfuncs()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)


def _settle(root: Path) -> None:
    for number, name in ((0, os.devnull), (1, "stdout"), (2, "stderr")):
        flags = os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        opened = os.open(name if number == 0 else root / name, flags)
        os.dup2(opened, number)
        os.close(opened)
    os.chdir(root / "cwd")
    os.environ.update(HOME=str(root / "home"), TMPDIR=str(root / "tmp"), COLUMNS="100")
    import resource
    import tempfile

    tempfile.tempdir = None
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_DATA, MOST_DATA))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in LIVE:
        raise RuntimeError(f"an export made graphkit do this: {event} {arguments!r}")


if __name__ == "__main__":
    serve()
