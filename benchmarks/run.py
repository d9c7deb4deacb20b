"""All that is promised about speed and memory, beside peers in the same run; writes docs/benchmarks.md.

python benchmarks/run.py [SECTION...] [--scale 0.2] [--runs 3]

Sections are starting, reading, grailbird, counting and higgs. A section run alone replaces its own part of the page.
`GRAPHKIT_PEERS` is the folder with the `twarc2` of an environment of its own (benchmarks/peers.txt); without one,
twarc-network is left out by name. At scale 1 all together takes some ten minutes on two free cores and 12 GB of disk.
"""

import argparse
import os
import platform
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from _sections import counting, grailbird, higgs, reading, starting

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
SECTIONS: dict[str, Callable[[Path, float, int], Iterator[str]]] = {
    "starting": starting,
    "reading": reading,
    "grailbird": grailbird,
    "counting": counting,
    "higgs": higgs,
}
HEAD = """# Benchmarks

Made by `make benchmarks` (`python benchmarks/run.py`), from invented exports; nothing here is timed by the tests, where
counts stand in for time. A figure is the median of its runs; what matters are the ratios, as machines differ. CPU is
that of all processes of a command; memory that of the largest of them. How it came about:
[decisions/0030](decisions/0030-what-reading-costs.md).
"""


def main() -> None:
    """Run the sections asked for, or all, and put what they found on the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--scale", type=float, default=1.0, help="part of the full size of what is generated")
    parser.add_argument("--runs", type=int, default=3, help="runs of each command; the heaviest run once")
    parser.add_argument("--page", type=Path, default=PAGE, help="where the page is written")
    said = parser.parse_args()
    if unknown := set(said.sections) - SECTIONS.keys():
        parser.error(f"there is no section {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
    parts = _parts(said.page)
    for name in said.sections or SECTIONS:
        with tempfile.TemporaryDirectory() as folder:
            parts[name] = "\n".join([*SECTIONS[name](Path(folder), said.scale, said.runs), "", _machine(said.scale)])
        print(parts[name], "\n", flush=True)
        written = [f"<!-- {name} -->\n{parts[name]}\n" for name in SECTIONS if name in parts]
        said.page.write_text("\n".join([HEAD, *written]), encoding="utf-8")


def _parts(page: Path) -> dict[str, str]:
    """The sections that stand on the page already."""
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    found = re.split(r"<!-- (\w+) -->\n", text)[1:]
    return {name: part.strip() for name, part in zip(found[::2], found[1::2], strict=True)}


def _machine(scale: float) -> str:
    version = ".".join(map(str, sys.version_info[:2]))
    return f"Scale {scale:g}; {os.cpu_count()} cores, {platform.system()}, Python {version}."


if __name__ == "__main__":
    main()
