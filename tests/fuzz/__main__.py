"""The fuzzer on the command line: seconds, targets, seed, and where findings are kept."""

import argparse
import time
from hashlib import sha256
from pathlib import Path

from tests.fuzz._corpus import corpus
from tests.fuzz._run import Finding, Fuzz, in_turn, watch
from tests.fuzz._targets import targets


def main() -> int:
    """Fuzz, say what was found and how much was tried; 1 if something was found."""
    asked = _arguments()
    seeds, known = corpus(), targets()
    names = asked.reader or list(known)
    fuzzers = [Fuzz(name, known[name], seeds[name], asked.seed) for name in names if seeds[name]]
    begun = time.monotonic()
    said: set[tuple[str, str]] = set()
    with watch():
        for fuzz in in_turn(fuzzers, asked.seconds):
            for finding in fuzz.findings.values():
                if (finding.target, finding.what) not in said:
                    said.add((finding.target, finding.what))
                    print(f"{finding.target}: {finding.what} ({len(finding.data)} bytes)", flush=True)
                _keep(finding, asked.keep)
    total = sum(fuzz.executions for fuzz in fuzzers)
    for fuzz in fuzzers:
        print(f"{fuzz.name:22} {fuzz.executions:>9,} executions {len(fuzz.findings):>3} findings")
    print(f"{'all':22} {total:>9,} executions {len(said):>3} findings in {time.monotonic() - begun:.0f} s")
    return 1 if said else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("seconds", type=float)
    parser.add_argument("--reader", action="append", choices=list(targets()), help="Only this target; repeat.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="A folder for the files that were answered wrongly.")
    return parser.parse_args()


def _keep(finding: Finding, folder: Path | None) -> None:
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{finding.target}-{sha256(finding.what.encode()).hexdigest()[:8]}"
    (folder / name).write_bytes(finding.data)
    (folder / f"{name}.txt").write_text(f"{finding.what}\n")


if __name__ == "__main__":
    raise SystemExit(main())
