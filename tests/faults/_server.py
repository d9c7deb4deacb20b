"""Runs graphkit in processes forked from one that has imported everything and drawn every picture."""

import gc
import json
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS = 120


@dataclass(frozen=True)
class Ended:
    """How one run ended."""

    code: int
    """Exit code; negative: the signal it died of."""
    out: str
    err: str
    operations: list[str]
    """What it did to files, where it came to its end."""


class Server:
    """A process that runs graphkit for us. The exports named are drawn once, and their pictures kept."""

    def __init__(self, exports: list[str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults._server", *exports],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "MPLBACKEND": "agg"},
            cwd=Path(__file__).parents[2],
        )

    def close(self) -> None:
        """Let the process end."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def run(self, root: Path, *words: str, fault: tuple[str, int] = ("", -1), **more: Any) -> Ended:
        """Run one command with `root/tmp` for temporary files; the fault strikes at its k-th operation on files.

        More: `exchange` False where folders cannot be exchanged, `largest` bytes of a file, `after` so many seconds it
        is asked to end.
        """
        (root / "tmp").mkdir(exist_ok=True)
        asked = {"words": words, "root": str(root), "fault": fault, **more}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked).encode() + b"\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline())
        done = root / "operations"
        operations = json.loads(done.read_text()) if done.exists() else []
        return Ended(code, (root / "stdout").read_text(), (root / "stderr").read_text(), operations)


def serve(exports: list[str]) -> None:
    """Answer until nobody asks any more."""
    _warm_up(exports)
    gc.collect()
    gc.freeze()
    assert threading.active_count() == 1
    for line in sys.stdin.buffer:
        child = os.fork()
        if not child:
            _become_graphkit(json.loads(line))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()
    os._exit(0)  # without the farewells of libraries


def _warm_up(exports: list[str]) -> None:
    """Everything is imported, measured and drawn once; later runs write the same bytes without working them out."""
    import tempfile

    import graphkit as gk
    from graphkit import diagrams, reports
    from graphkit.diagrams import _files

    for name in ("summarise", "page", "datapackage"):
        setattr(
            reports, name, _kept(getattr(reports, name), lambda graph, people, *_, **__: int(people["posts"].sum()))
        )
    gk.measure = _kept(gk.measure, lambda graph, *_, **__: graph.provenance.files[0].used)
    diagrams.draw = _kept(diagrams.draw, lambda graph, people, **how: (*how.values(), int(people["posts"].sum())))
    _files.encoded = _kept(_files.encoded, lambda figure, kind, alt, **how: (id(figure), kind))
    for export in exports:
        graph = gk.load(export)
        with tempfile.TemporaryDirectory() as folder:
            gk.report(graph, Path(folder) / "r")
        graph.session.close()


def _kept(function: Callable[..., Any], key: Callable[..., Any]) -> Callable[..., Any]:
    known: dict[Any, Any] = {}

    def call(*arguments: Any, **named: Any) -> Any:
        which = key(*arguments, **named)
        if which not in known:
            known[which] = function(*arguments, **named)
        return known[which]

    return call


def _become_graphkit(asked: dict[str, Any]) -> None:
    """The forked process from here on."""
    root = Path(asked["root"])
    code = 70
    try:
        _settle(root)
        from graphkit.cli import main
        from tests.faults._disk import Disk

        disk = Disk(*asked["fault"])
        disk.install(exchange=asked.get("exchange", True))
        _limit(asked.get("largest", 0), asked.get("after", 0))
        sys.argv = ["graphkit", *asked["words"]]
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
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        disk.kind, disk.at = "", -1
        count = list(disk.operations)
        (root / "operations").write_text(json.dumps(count))
        os._exit(code)


def _limit(largest: int, after: float) -> None:
    """No file may grow beyond so many bytes; after so many seconds somebody asks the run to end."""
    if largest:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))
    if after:
        import signal
        import time

        asker = os.getpid()
        if not os.fork():
            time.sleep(after)
            with suppress(ProcessLookupError):
                os.kill(asker, signal.SIGTERM)
            os._exit(0)


def _settle(root: Path) -> None:
    """Streams, folders and signals of its own."""
    import signal
    import tempfile

    for number, name in ((0, os.devnull), (1, root / "stdout"), (2, root / "stderr")):
        opened = os.open(name, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(opened, number)
        os.close(opened)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have started us with it ignored
    signal.alarm(SECONDS)
    os.environ["TMPDIR"] = tempfile.tempdir = str(root / "tmp")  # Python's own search for one is not ours to try


if __name__ == "__main__":
    serve(sys.argv[1:])
