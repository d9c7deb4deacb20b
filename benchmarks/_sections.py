"""The sections of docs/benchmarks.md: each generates what it needs in a folder, runs commands, and says what they took.

A section is a function of a folder, a scale (1: the size that is promised) and a number of runs; it yields lines.
"""

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from _archives import grailbird as write_zips
from _archives import v2_pages
from _interactions import write_store
from _timing import Cost, Run, medians, once

HERE = Path(__file__).parent
GRAPHKIT = (sys.executable, "-m", "graphkit")
BASICS = ("counts", "third_person_share", "self_mention_ratio", "reciprocity", "pagerank")
COUNTED = (*BASICS, "in_degree", "out_degree", "in_strength", "out_strength")
ONE = {"GRAPHKIT_PROCESSES": "1"}
TWARC = ("--bearer-token", "none", "network", "--format", "csv")


def starting(folder: Path, scale: float, runs: int) -> Iterator[str]:
    """What everybody pays: bare Python, help, and an archive of 1,000 posts; always of the same size."""
    (archive,) = write_zips(folder, 1_000, archives=1)
    costs = medians(
        {
            "bare Python": Run([sys.executable, "-c", "pass"]),
            "`graphkit --help`": Run([*GRAPHKIT, "--help"]),
            "`graphkit measure`": Run([*GRAPHKIT, "measure", archive]),
            "`graphkit report`": Run([*GRAPHKIT, "report", archive, "-o", str(folder / "report")]),
        },
        times=max(runs, 5),
        warm=True,
    )
    above = costs["`graphkit --help`"].cpu - costs["bare Python"].cpu
    yield from ("## Starting, and a small archive", "", "A Grailbird archive of 1,000 tweets.", "")
    yield from table(costs)
    yield from (
        "",
        f"Help costs {above:.2f} CPU s above bare Python (promised: 0.12), measuring "
        f"{costs['`graphkit measure`'].cpu:.2f} (0.8), the report {costs['`graphkit report`'].cpu:.2f} (2.5).",
    )


def reading(folder: Path, scale: float, runs: int) -> Iterator[str]:
    """A million v2 tweets to people.csv, plain, packed and as a store, beside twarc-network."""
    tweets = round(1_000_000 * scale)
    plain, packed, store, made = (folder / name for name in ("v2.jsonl", "v2.jsonl.gz", "store", "people.csv"))
    v2_pages(plain, tweets)
    size = plain.stat().st_size
    metrics = [word for name in BASICS for word in ("-m", name)]
    ours = {
        "graphkit": Run([*GRAPHKIT, "measure", str(plain), *metrics], made),
        "graphkit, one process": Run([*GRAPHKIT, "measure", str(plain), *metrics], made, ONE),
    }
    costs = medians(ours, times=runs)
    if twarc := shutil.which("twarc2", path=os.environ.get("GRAPHKIT_PEERS")):
        costs["twarc-network, edges only"] = once(Run([twarc, *TWARC, str(plain), str(made)], None, {"PYTHONPATH": ""}))
    with plain.open("rb") as file, gzip.open(packed, "wb", compresslevel=1) as squeezed:
        shutil.copyfileobj(file, squeezed, 1 << 20)
    costs["graphkit, .gz"] = once(Run([*GRAPHKIT, "measure", str(packed), *metrics], made))
    once(Run([*GRAPHKIT, "export", str(plain), "--to", "parquet", "-o", str(store)]))
    costs["graphkit, from its store"] = once(Run([*GRAPHKIT, "measure", str(store), *metrics], made))
    yield from ("## Reading v2 tweets", "")
    yield from (f"{tweets:,} tweets, {size / 1e6:,.0f} MB of JSONL, to people.csv with {', '.join(BASICS)}.", "")
    yield from table(costs, beside="graphkit")
    gz = costs["graphkit, .gz"].cpu / costs["graphkit, one process"].cpu
    yield from ("", f"Packed input takes {gz:.2f} times the CPU of plain, one process each (promised: at most 1.35).")
    if (peer := costs.get("twarc-network, edges only")) is not None:
        mine = costs["graphkit"]
        yield (
            f"twarc-network takes {peer.wall / mine.wall:.1f} times our wall (promised: 5, hoped for: 8), "
            f"{peer.cpu / mine.cpu:.1f} times our CPU (3.5; 5); our memory is {mine.peak / peer.peak:.2f} of its (0.5)."
        )
    else:
        yield "twarc-network is left out: there is no twarc2 in `GRAPHKIT_PEERS` or on the path."


def grailbird(folder: Path, scale: float, runs: int) -> Iterator[str]:
    """Forty personal archives and their report."""
    posts = round(1_200_000 * scale)
    zips = write_zips(folder, posts, archives=40)
    found = once(Run([*GRAPHKIT, "report", *zips, "-o", str(folder / "report")]))
    yield from ("## Forty personal archives", "", f"{posts:,} posts in 40 Grailbird zips, to a whole report.", "")
    yield from table({"`graphkit report`": found})
    yield from ("", "Promised for 1,200,000 posts: 60 s wall, 700 MB.")


def counting(folder: Path, scale: float, runs: int) -> Iterator[str]:
    """Interactions from Parquet to people.csv: ten million, the same within a gigabyte, and fifty million."""
    rows = round(10_000_000 * scale)
    small = write_store(folder / "small", rows, people=rows // 10)
    metrics = [word for name in COUNTED for word in ("-m", name)]
    measure = [*GRAPHKIT, "measure", *metrics]
    free, tight = folder / "free.csv", folder / "tight.csv"
    costs = {f"{rows:,}": once(Run([*measure, str(small)], free))}
    costs[f"{rows:,}, `--memory-limit 1GB`"] = once(Run([*measure, str(small), "--memory-limit", "1GB"], tight))
    same = _digest(free) == _digest(tight)
    shutil.rmtree(small)
    large = write_store(folder / "large", 5 * rows, people=rows // 2)
    costs[f"{5 * rows:,}, `--memory-limit 4GB`"] = once(
        Run([*measure, str(large), "--memory-limit", "4GB"], folder / "large.csv")
    )
    first, _, last = costs.values()
    yield from ("## Counting", "", f"Interactions from Parquet to people.csv with {', '.join(COUNTED)}.", "")
    yield from table(costs)
    yield from (
        "",
        f"Promised: 30 CPU s for ten million (hoped for: 12); five times as many in at most six times the CPU "
        f"(here {last.cpu / first.cpu:.1f}) and 8 GB; the same numbers within a gigabyte "
        f"(here {'the same bytes' if same else 'NOT the same'}).",
    )


def higgs(folder: Path, scale: float, runs: int) -> Iterator[str]:
    """Basics and centralities on a graph as large as that of the Higgs boson's tweets, beside networkx."""
    store = write_store(folder / "higgs", round(563_069 * scale), people=round(304_691 * scale))
    found = {
        name: json.loads(
            subprocess.run(
                [sys.executable, str(HERE / "_numbers.py"), name, str(store)],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        )
        for name in ("graphkit", "networkx")
    }
    yield from ("## Numbers on a graph of the Higgs tweets' size", "")
    yield from (f"{round(563_069 * scale):,} interactions, {round(304_691 * scale):,} people; CPU s.", "")
    yield from ("| | graphkit | networkx | ratio |", "|---|---:|---:|---:|")
    for name, ours in found["graphkit"].items():
        theirs = found["networkx"][name]
        yield f"| {name} | {ours:.2f} | {theirs:.2f} | {theirs / ours:.1f} |"
    sums = {
        who: sum(value for name, value in each.items() if not name.startswith("basics")) for who, each in found.items()
    }
    yield from (
        "",
        f"All centralities together: {sums['networkx'] / sums['graphkit']:.1f} times (promised: 30; harmonic, which "
        "networkx would take hours for, is left out on both sides). Basics are promised 50 times.",
    )


def table(costs: Mapping[str, Cost], beside: str = "") -> Iterator[str]:
    """A row a command; with `beside`, how many times the costs of that one."""
    more = " wall × | CPU × | MiB × |" if beside else ""
    yield f"| | wall s | CPU s | MiB |{more}"
    yield "|---|---:|---:|---:|" + ("---:|---:|---:|" if beside else "")
    for name, cost in costs.items():
        row = f"| {name} | {cost.wall:.2f} | {cost.cpu:.2f} | {cost.peak:.0f} |"
        if beside:
            one = costs[beside]
            row += f" {cost.wall / one.wall:.2f} | {cost.cpu / one.cpu:.2f} | {cost.peak / one.peak:.2f} |"
        yield row


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
