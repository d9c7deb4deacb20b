"""Wall and CPU seconds and peak memory of a child process, as the operating system counts them."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds by the clock, CPU seconds of all its processes, MiB of the largest of them."""

    wall: float
    cpu: float
    peak: float


@dataclass(frozen=True)
class Run:
    """A command, where its standard output goes, and what is set in its environment."""

    command: Sequence[str]
    output: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


def once(run: Run) -> Cost:
    """Run a command; its failure is ours."""
    # Whoever starts graphkit every day has its bytecode; what this process was told about that is not measured.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begun = time.perf_counter()
    with open(run.output or os.devnull, "wb") as output:
        process = subprocess.Popen(
            run.command, stdin=subprocess.DEVNULL, stdout=output, env={**kept, **run.environment}
        )
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(run.command)[:200]} ended with {process.returncode}")
    return Cost(time.perf_counter() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def medians(runs: Mapping[str, Run], *, times: int, warm: bool = False) -> dict[str, Cost]:
    """The median cost of each command, all run in turn so many times; after one more time each, if `warm`."""
    every = [{name: once(run) for name, run in runs.items()} for _ in range(times + warm)][int(warm) :]
    return {name: median([measured[name] for measured in every]) for name in runs}


def median(costs: Sequence[Cost]) -> Cost:
    """Of each figure its own median."""
    return Cost(*(statistics.median(getattr(cost, name) for cost in costs) for name in ("wall", "cpu", "peak")))


def cost(command: Sequence[str], *, runs: int = 3) -> tuple[float, float]:
    """Median CPU seconds and MiB of a command after one warm-up."""
    found = medians({"": Run(command)}, times=runs, warm=True)[""]
    return found.cpu, found.peak
