"""A store beside the exports it was made of: time, processor time and memory of `measure` on generated v2 tweets.

python benchmarks/store.py [TWEETS] [RUNS]
"""

import statistics
import sys
import tempfile
from pathlib import Path

from _archives import v2_pages
from reading import CHOSEN, once

OURS = f"import sys, graphkit as gk; gk.measure(gk.load(sys.argv[2]), {CHOSEN}).to_csv(sys.argv[1])"
STORE = "import sys, graphkit as gk; g = gk.load(sys.argv[1])\n"
STORE += "gk.export(g, sys.argv[2], to='parquet', people=gk.measure(g, ['counts']))"


def main() -> None:
    """Write the tweets and their store, run everything in turn, print medians."""
    tweets, times = map(int, [*sys.argv[1:3], *("100000", "3")[len(sys.argv) - 1 :]])
    with tempfile.TemporaryDirectory() as folder:
        lines, store = Path(folder) / "v2.jsonl", Path(folder) / "store"
        v2_pages(lines, tweets)
        written = once([sys.executable, "-c", STORE, str(lines), str(store)], {})
        size = sum(path.stat().st_size for path in store.rglob("*") if path.is_file())
        runs = {"JSONL": (lines, {}), "JSONL, one process": (lines, {"GRAPHKIT_PROCESSES": "1"}), "store": (store, {})}
        found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in runs}
        for _ in range(times):
            for name, (export, more) in runs.items():
                command = [sys.executable, "-c", OURS, str(Path(folder) / f"{name}.csv"), str(export)]
                found[name].append(once(command, more))
        same = len({(Path(folder) / f"{name}.csv").read_bytes() for name in runs}) == 1
        print(f"{tweets:,} tweets: {lines.stat().st_size / 1e6:,.0f} MB, as a store {size / 1e6:,.1f} MB; same: {same}")
        print(f"reading and writing the store: {written[0]:.1f} s wall, {written[1]:.1f} s CPU, {written[2]:.0f} MiB")
        for name, measured in found.items():
            wall, cpu, peak = (statistics.median(column) for column in zip(*measured, strict=True))
            print(f"{name:20}{wall:8.2f} s wall{cpu:8.2f} s CPU{peak:8.0f} MiB")


if __name__ == "__main__":
    main()
