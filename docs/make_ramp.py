"""Make graphkit/diagrams/_ramp.py: the colours of me-share, evenly spaced for the eye.

    python docs/make_ramp.py graphkit/diagrams/_ramp.py

Needs colorspacious, which graphkit itself does not. Six anchors are joined in CAM02-UCS (a space where
equal distances look equally far apart) and the curve is walked in 255 equal steps.
"""

import sys
from pathlib import Path

import numpy as np
from colorspacious import cspace_convert
from scipy.interpolate import PchipInterpolator

ANCHORS = ("#CDE0EC", "#D9D8D0", "#E7BD8F", "#DE6F4B", "#AE1F45", "#520C3B")
HEAD = '''"""The colours of me-share, 0 to 1 in 256 even steps. Made by docs/make_ramp.py; do not edit."""

RAMP = (
'''


def ramp(anchors: tuple[str, ...], steps: int = 256) -> list[str]:
    """Colours on a smooth curve through the anchors, equally far apart in CAM02-UCS."""
    rgb = np.array([[int(a[k : k + 2], 16) / 255 for k in (1, 3, 5)] for a in anchors])
    curve = PchipInterpolator(np.linspace(0, 1, len(anchors)), cspace_convert(rgb, "sRGB1", "CAM02-UCS"))
    points = curve(np.linspace(0, 1, 4000))
    walked = np.r_[0, np.cumsum(np.sqrt((np.diff(points, axis=0) ** 2).sum(1)))]
    even = np.stack([np.interp(np.linspace(0, walked[-1], steps), walked, points[:, k]) for k in range(3)], 1)
    back = np.clip(cspace_convert(even, "CAM02-UCS", "sRGB1"), 0, 1)
    return ["#{:02X}{:02X}{:02X}".format(*np.round(colour * 255).astype(int)) for colour in back]


if __name__ == "__main__":
    colours = ramp(ANCHORS)
    rows = [", ".join(f'"{c}"' for c in colours[k : k + 8]) for k in range(0, len(colours), 8)]
    Path(sys.argv[1]).write_text(HEAD + "".join(f"    {row},\n" for row in rows) + ")\n", encoding="utf-8")
