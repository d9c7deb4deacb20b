"""Write anew what the commands and scripts of our pages print, in the blocks that show it. Run it after a change.

python docs/make_outputs.py [PAGE...]
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests._pages import as_shown, follow, pages  # noqa: E402  (after the path to it)


def renewed(text: str) -> str:
    """The page with what its blocks print now."""
    made, place, before = "", 0, ""
    for block, printed in follow(text):
        if block.shows and before:
            made += text[place : block.start] + as_shown(before, block.text)
            place = block.end
        before = printed
    return made + text[place:]


if __name__ == "__main__":
    for page in [Path(name).resolve() for name in sys.argv[1:]] or pages():
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            shutil.copytree(ROOT / "data", "data")
            page.write_text(renewed(page.read_text(encoding="utf-8")), encoding="utf-8")
            os.chdir(ROOT)
