"""The table of all cases: `python -m tests.hostile [--soak] [--seed N] [NAME...]`."""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.hostile._case import Case
from tests.hostile._cases import CASES, SOAK
from tests.hostile._judge import Verdict, judge
from tests.hostile._server import TIME_LIMIT, Server

SOAK_LIMIT = 300.0
ROW = "{:42} {:26} {:8} {:>4} {:>7} {:>6}  {}"


def main() -> int:
    """Print a row for each case, then how many there were and what was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile")
    parser.add_argument("names", nargs="*", help="family or family/name, as far as you like")
    parser.add_argument("--soak", action="store_true", help="the long ones too")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    chosen = [case for case in (*CASES, *(SOAK if asked.soak else ())) if _asked(case, asked.names)]
    print(ROW.format("case", "allowed", "result", "exit", "seconds", "MiB", "what was said first"))
    limit = SOAK_LIMIT if asked.soak else TIME_LIMIT
    assert chosen, f"no case is called {' or '.join(asked.names)}"
    with ThreadPoolExecutor(asked.jobs) as pool:
        shares = [chosen[share :: asked.jobs] for share in range(asked.jobs)]
        verdicts = [
            each for found in pool.map(lambda share: _judged(share, asked.seed, limit), shares) for each in found
        ]
    return _told(verdicts)


def _asked(case: Case, names: Iterable[str]) -> bool:
    return not names or any(case.id.startswith(name) for name in names)


def _judged(cases: Iterable[Case], seed: int, limit: float) -> list[Verdict]:
    found = []
    with Server() as server:
        for case in cases:
            root = Path(tempfile.mkdtemp(prefix="hostile-"))
            try:
                verdict = judge(case, server, root, seed=seed, limit=limit)
            finally:
                shutil.rmtree(root, ignore_errors=True)
            ran = verdict.ran
            row = (case.id, case.allowed, verdict.result, ran.code, f"{ran.seconds:.2f}", f"{ran.peak:.0f}")
            print(ROW.format(*row, verdict.first_words[:110]), flush=True)
            for fault in verdict.broken:
                print(f"    NOT KEPT: {fault}"[:600], flush=True)
            found.append(verdict)
    return found


def _told(verdicts: list[Verdict]) -> int:
    broken = [verdict for verdict in verdicts if verdict.broken]
    slowest = max(verdicts, key=lambda verdict: verdict.ran.seconds)
    largest = max(verdicts, key=lambda verdict: verdict.ran.peak)
    print(
        f"\n{len(verdicts)} cases, {len(verdicts) - len(broken)} kept; slowest {slowest.case.id}"
        f" ({slowest.ran.seconds:.1f} s), highest peak {largest.case.id} ({largest.ran.peak:.0f} MiB)"
    )
    for verdict in broken:
        print(f"not kept: {verdict.case.id}: {verdict.broken[0][:200]}")
    return bool(broken)


if __name__ == "__main__":
    sys.exit(main())
