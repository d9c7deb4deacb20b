"""The same targets led by coverage, with atheris (Linux; `pip install --group fuzz`).

    python -m tests.fuzz.guided node-link -max_total_time=600

What follows the target's name goes to libFuzzer; the corpus of small sound files is written beside its findings.
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["graphkit"]):
    from tests.fuzz._corpus import corpus
    from tests.fuzz._run import LARGEST
    from tests.fuzz._targets import targets


def main() -> None:
    """Fuzz one target until something is found or the time is over."""
    name, options = sys.argv[1], sys.argv[2:]
    target = targets()[name]
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        for number, data in enumerate(corpus()[name]):
            (Path(folder) / str(number)).write_bytes(data)
        limits = [f"-max_len={LARGEST}", "-timeout=10", "-rss_limit_mb=2048"]
        atheris.Setup([sys.argv[0], folder, *limits, *options], lambda data: target(data) and None)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
