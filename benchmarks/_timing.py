"""CPU seconds and peak memory of a child process, as the operating system counts them."""

import os
import statistics
import subprocess
import sys
from collections.abc import Sequence


def cost(command: Sequence[str], *, runs: int = 3) -> tuple[float, float]:
    """Median CPU seconds and peak MiB of a command over some runs after one warm-up."""
    measured = [_once(command) for _ in range(runs + 1)][1:]
    return statistics.median(cpu for cpu, _ in measured), max(peak for _, peak in measured)


def _once(command: Sequence[str]) -> tuple[float, float]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command[0]} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
