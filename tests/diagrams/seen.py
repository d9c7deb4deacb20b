"""Write a picture in grey and as three kinds of colour-blind eyes see it: `python -m tests.diagrams.seen PICTURE.png`.

`PICTURE.grey.png`, `PICTURE.protanopia.png` and two more appear beside it. Look at them.
"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image

from tests.diagrams._seen import EYES, seen


def write_as_seen(picture: Path) -> list[Path]:
    """The four versions beside a picture."""
    pixels = np.asarray(Image.open(picture).convert("RGB"))
    colours, where = np.unique(pixels.reshape(-1, 3), axis=0, return_inverse=True)
    written = []
    for eyes in list(EYES)[1:]:
        few = np.round(seen(colours / 255, eyes) * 255).astype(np.uint8)
        written.append(picture.with_suffix(f".{eyes}.png"))
        Image.fromarray(few[where.ravel()].reshape(pixels.shape)).save(written[-1])
    return written


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]):
        print(*write_as_seen(path), sep="\n")  # noqa: T201
