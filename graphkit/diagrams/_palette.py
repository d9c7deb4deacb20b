"""A drawing in 256 colours: a third of the bytes, and nobody sees it.

Pixels are counted by colour in 32 steps a channel; a palette is cut from the counts' square roots, so that a
colour few pixels have (a legend's) counts beside a colour many have (a crowd's); every step gets the entry that is
nearest to its mean. Pillow's own quantiser weighs by pixels, takes three times as long and greys the legend.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor

from graphkit.diagrams._ramp import RAMP
from graphkit.diagrams._style import COLOURS, calmed

STEPS, WHITE = 32_768, 0xFFFFFFFF
SURE = 40
"""Votes that each colour of the house gets beside those of its pixels."""


Floats = NDArray[np.float64]
Packed = NDArray[np.uint32]


def with_few_colours(rgba: bytes, size: tuple[int, int]) -> Image.Image:
    """An opaque RGBA image as one with a palette of at most 256 colours, white among them."""
    pixels = np.frombuffer(rgba, dtype="<u4")
    drawn = np.flatnonzero(pixels != WHITE)
    red, green, blue = (((pixels[drawn] >> shift) & 255).astype(np.uint32) for shift in (0, 8, 16))
    steps = (((red >> 3) << 10) | ((green >> 3) << 5) | (blue >> 3)).astype(np.uint32)
    there, mean, number = _counted(steps, (red, green, blue))
    palette = _palette(mean, number)
    entry = np.zeros(STEPS, dtype=np.uint8)
    entry[there] = _nearest(mean, palette)
    mapped = np.zeros(len(pixels), dtype=np.uint8)
    mapped[drawn] = entry[steps]
    few = Image.frombytes("P", size, mapped.tobytes())
    few.putpalette(palette.round().astype(np.uint8).tobytes())
    return few


def _counted(steps: Packed, channels: tuple[Packed, ...]) -> tuple[NDArray[np.intp], Floats, Floats]:
    """The steps that occur, the mean colour of each, and how many pixels have it."""
    number = np.bincount(steps, minlength=STEPS)
    there = np.flatnonzero(number)
    sums = [np.bincount(steps, weights=channel, minlength=STEPS)[there] for channel in channels]
    return there, np.stack(sums, 1) / number[there, None], number[there].astype(float)


def _palette(mean: Floats, number: Floats) -> Floats:
    """White first, then the colours cut from the votes."""
    house = np.array(
        [ImageColor.getrgb(colour) for colour in (*RAMP[::4], *(calmed(colour) for colour in RAMP[:232:4]), *COLOURS)],
        dtype=float,
    )
    colours = np.concatenate([mean, house])
    votes = np.concatenate([np.sqrt(number), np.full(len(house), SURE)])
    ballot = np.repeat(colours.round().astype(np.uint8), np.ceil(votes).astype(np.int64), axis=0)
    poll = Image.frombytes("RGB", (len(ballot), 1), ballot.tobytes())
    cut = poll.quantize(255, method=Image.Quantize.MEDIANCUT, kmeans=1, dither=Image.Dither.NONE).getpalette()
    return np.concatenate([[[255.0, 255.0, 255.0]], np.array(cut, dtype=float).reshape(-1, 3)[:255]])


def _nearest(colours: Floats, palette: Floats) -> NDArray[np.intp]:
    best = np.zeros(len(colours), dtype=np.intp)
    least = np.full(len(colours), np.inf)
    for k, entry in enumerate(palette):
        off = ((colours - entry) ** 2).sum(1)
        closer = off < least
        best[closer], least[closer] = k, off[closer]
    return best
