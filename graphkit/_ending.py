"""How a run ends: signals, errors and bugs, each with its promised exit code and one line on stderr."""

import atexit
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import typer

from graphkit.errors import GraphkitError

SIGNALS = (signal.SIGINT, signal.SIGTERM)
INTERRUPTED = "interrupted; nothing was half-written"
MOST_SAID = 2_000
"""Characters of one line of an error; libraries and names of files may say more."""
Stopped = {"code": 0}


class PipeClosedError(Exception):
    """Whoever read our output has heard enough."""


def run(command: Callable[[], Any], *, verbose: Callable[[], bool]) -> None:
    """Run a command to its end, and leave with its exit code; `verbose` says whether tracebacks are wanted."""
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stopped)
    sys.unraisablehook = _unheard
    code = _code_of(command, verbose)
    for number in SIGNALS:  # all is written; what is left is to tidy up
        signal.signal(number, signal.SIG_IGN)
    sys.exit(code)


def leave(code: Any) -> None:
    """End this process, which is a command's own, when all is written: what is to be done at the end is done.

    Python would first look through all memory for garbage, which is going anyway: a sixth of a small run. Whoever
    watches the run (a profiler, a debugger) sees it end as usual.
    """
    if sys.gettrace() or sys.getprofile() or not isinstance(code, int):
        return
    atexit._run_exitfuncs()
    try:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    except (AttributeError, OSError, ValueError):  # closed, or none: Python says so in its own way
        return
    os._exit(code)


def _stopped(number: int, frame: Any) -> None:
    """Stop at once; the number is kept, as an engine that is interrupted calls it an error of its own."""
    Stopped["code"] = 128 + number
    raise SystemExit(128 + number)


def _unheard(fault: Any) -> None:
    """A signal that comes while an object goes ends nothing there; its number is kept, and the run ends soon."""
    if not (isinstance(fault.exc_value, SystemExit) and Stopped["code"]):
        sys.__unraisablehook__(fault)


def _code_of(command: Callable[[], Any], verbose: Callable[[], bool]) -> int:
    try:
        code = int(command() or 0)  # the parser turns exits into a number
    except GraphkitError as error:
        code = failed(str(error), error.exit_code, verbose=verbose())
    except PipeClosedError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except Exception as bug:
        code = 0 if Stopped["code"] else _bug(bug, verbose=verbose())
    return failed(INTERRUPTED, Stopped["code"], verbose=verbose()) if Stopped["code"] else code


def failed(message: str, code: int, *, verbose: bool = False) -> int:
    """Say what went wrong, in lines that cannot move a cursor; the code."""
    from graphkit._person_lines import safe

    for line in message.split("\n"):
        typer.echo(f"graphkit: {safe(line, most=MOST_SAID)}", err=True)
    if verbose:
        import traceback

        traceback.print_exc()
    return code


def _bug(bug: Exception, *, verbose: bool) -> int:
    show = getattr(bug, "show", None)
    if callable(show):  # a usage error found by the command line's parser
        show()
        return int(getattr(bug, "exit_code", 2))
    said = f"internal error (a bug): {type(bug).__name__}: {bug}; run again with -vv for the traceback"
    return failed(said, 1, verbose=verbose)
