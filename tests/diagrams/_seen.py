"""Colours as others see them: in grey, and without one of the three kinds of cones.

The three matrices are those of Machado, Oliveira and Fernandes (2009) for a complete lack, on linear RGB. How far
apart two colours look is their distance in CAM02-UCS (Luo, Cui and Li 2006), on a screen in a dim office (64 lux).
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.colors import to_rgb
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LUMINANCE = (0.2126729, 0.7151522, 0.0721750)
EYES: dict[str, Floats] = {
    "all colours": np.eye(3),
    "grey": np.array([LUMINANCE] * 3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
XYZ = np.array([[0.4124564, 0.3575761, 0.1804375], LUMINANCE, [0.0193339, 0.1191920, 0.9503041]])
CAT02 = np.array([[0.7328, 0.4296, -0.1624], [-0.7036, 1.6975, 0.0061], [0.0030, 0.0136, 0.9834]])
HPE = np.array([[0.38971, 0.68898, -0.07868], [-0.22981, 1.18340, 0.04641], [0.0, 0.0, 1.0]])
ADAPTING, BACKGROUND = 64 / np.pi / 5, 0.2


def rgb(colours: Sequence[str]) -> Floats:
    """Hex colours as rows of three numbers from 0 to 1."""
    return np.array([to_rgb(colour) for colour in colours])


def seen(colours: Floats, eyes: str) -> Floats:
    """sRGB colours (last axis) as these eyes see them."""
    return _encoded(np.clip(_linear(colours) @ EYES[eyes].T, 0, 1))


def _linear(colours: Floats) -> Floats:
    return np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)


def _encoded(light: Floats) -> Floats:
    return np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)


def looks_like(colours: Floats) -> Floats:
    """CAM02-UCS of sRGB colours (last axis): lightness, and two axes of colour."""
    bright = 5 * ADAPTING
    k = 1 / (bright + 1)
    adapted = 0.2 * k**4 * bright + 0.1 * (1 - k**4) ** 2 * bright ** (1 / 3)
    induction = 0.725 * BACKGROUND**-0.2
    red, green, blue = np.moveaxis(_responses(colours, adapted), -1, 0)
    white = _responses(np.ones(3), adapted)
    a, b = red - 12 * green / 11 + blue / 11, (red + green - 2 * blue) / 9
    achromatic = (2 * red + green + blue / 20 - 0.305) / (white @ (2, 1, 1 / 20) - 0.305)
    lightness = 100 * achromatic ** (0.69 * (1.48 + np.sqrt(BACKGROUND)))
    hue = np.arctan2(b, a)
    strength = 50000 / 13 * induction * 0.25 * (np.cos(hue + 2) + 3.8) * np.hypot(a, b)
    chroma = (strength / (red + green + 21 * blue / 20)) ** 0.9 * np.sqrt(lightness / 100)
    colourful = chroma * (1.64 - 0.29**BACKGROUND) ** 0.73 * adapted**0.25
    far = np.log1p(0.0228 * colourful) / 0.0228
    return np.stack([1.7 * lightness / (1 + 0.007 * lightness), far * np.cos(hue), far * np.sin(hue)], -1)


def _responses(colours: Floats, adapted: float) -> Floats:
    """What the cones answer, adapted to the white of the screen."""
    degree = 1 - np.exp((-ADAPTING - 42) / 92) / 3.6
    white = CAT02 @ XYZ @ np.full(3, 100.0)
    sharpened = 100 * _linear(colours) @ XYZ.T @ CAT02.T * (100 * degree / white + 1 - degree)
    cones = adapted * (sharpened @ np.linalg.inv(CAT02).T @ HPE.T) / 100
    power = np.abs(cones) ** 0.42
    return np.sign(cones) * 400 * power / (27.13 + power) + 0.1


def apart(colours: Sequence[str], eyes: str) -> Floats:
    """How far apart each two of these colours look to these eyes; 1 is hardly seen."""
    places = looks_like(seen(rgb(colours), eyes))
    return np.asarray(np.linalg.norm(places[:, None] - places[None], axis=-1))


def lightness(colours: Sequence[str], eyes: str) -> Floats:
    """How light these colours look to these eyes, 0 to 100."""
    return np.asarray(looks_like(seen(rgb(colours), eyes))[:, 0])
