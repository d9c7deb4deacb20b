"""Reading large exports, beside twarc-network and a plain script of json and networkx, in the same run.

python benchmarks/reading.py [TWEETS] [RUNS]

Peers that are not installed are left out by name. `GRAPHKIT_PEERS` is the folder with the `twarc2` of another
environment. CPU is that of all processes of a command; memory that of the largest.
"""

import gzip
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from _archives import grailbird, v1_lines, v2_pages

CHOSEN = "['third_person_share', 'self_mention_ratio', 'reciprocity', 'pagerank']"
OURS = f"import sys, graphkit as gk; gk.measure(gk.load(*sys.argv[2:]), {CHOSEN}).to_csv(sys.argv[1])"
JSON = """
import json, sys, networkx as nx
graph = nx.DiGraph()
for line in open(sys.argv[2], encoding="utf-8"):
    page = json.loads(line)
    inner = {tweet["id"]: tweet for tweet in page["includes"]["tweets"]}
    for tweet in page["data"]:
        named = [mention["id"] for mention in tweet["entities"].get("mentions", ())]
        named += [inner[ref["id"]]["author_id"] for ref in tweet.get("referenced_tweets", ()) if ref["id"] in inner]
        graph.add_edges_from((tweet["author_id"], other) for other in named)
nx.write_edgelist(graph, sys.argv[1])
"""
TWARC = ("--bearer-token", "none", "network", "--format", "csv")


def once(command: Sequence[str], more: Mapping[str, str]) -> tuple[float, float, float]:
    """Wall and CPU seconds and peak MiB of a command."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env={**os.environ, **more})
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command[0]} ended with {process.returncode}")
    return time.perf_counter() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def commands(folder: Path, tweets: int) -> dict[str, tuple[list[str], dict[str, str]]]:
    """What is run, by name, on exports that are written for it."""
    v2, packed, v1, made = (folder / name for name in ("v2.jsonl", "v2.jsonl.gz", "v1.jsonl", "made.csv"))
    v2_pages(v2, tweets)
    with v2.open("rb") as plain, gzip.open(packed, "wb", compresslevel=1) as file:
        shutil.copyfileobj(plain, file)
    v1_lines(v1, tweets)
    zips = grailbird(folder, tweets, archives=40)
    ours, one = [sys.executable, "-c", OURS, str(made)], {"GRAPHKIT_PROCESSES": "1"}
    runs: dict[str, tuple[list[str], dict[str, str]]] = {
        "v2": ([*ours, str(v2)], {}),
        "v2, one process": ([*ours, str(v2)], one),
        "v2.gz": ([*ours, str(packed)], {}),
        "v2.gz, one process": ([*ours, str(packed)], one),
        "v1.1": ([*ours, str(v1)], {}),
        "40 Grailbird zips": ([*ours, *zips], {}),
        "json + networkx, edges of v2": ([sys.executable, "-c", JSON, str(made), str(v2)], {}),
    }
    if twarc := shutil.which("twarc2", path=os.environ.get("GRAPHKIT_PEERS")):
        runs["twarc-network, edges of v2"] = ([twarc, *TWARC, str(v2), str(made)], {"PYTHONPATH": ""})
    else:
        print("twarc-network is left out: there is no twarc2")
    return runs


def main() -> None:
    """Write the exports, run everything in turn, print medians and ratios to our run on v2."""
    tweets, times = map(int, [*sys.argv[1:3], *("200000", "3")[len(sys.argv) - 1 :]])
    with tempfile.TemporaryDirectory() as folder:
        runs = commands(Path(folder), tweets)
        measured = {name: [once(*run) for _ in range(times)] for name, run in runs.items()}
        print(f"{tweets:,} tweets, v2 {(Path(folder) / 'v2.jsonl').stat().st_size / 1e6:,.0f} MB; medians of {times}")
    ours = [statistics.median(column) for column in zip(*measured["v2"], strict=True)]
    print(f"{'':30}{'wall s':>9}{'CPU s':>9}{'MiB':>7}   wall ×  CPU ×  MiB ×")
    for name, found in measured.items():
        wall, cpu, peak = (statistics.median(column) for column in zip(*found, strict=True))
        ratios = f"{wall / ours[0]:9.2f}{cpu / ours[1]:7.2f}{peak / ours[2]:7.2f}"
        print(f"{name:30}{wall:9.2f}{cpu:9.2f}{peak:7.0f}{ratios}")


if __name__ == "__main__":
    main()
