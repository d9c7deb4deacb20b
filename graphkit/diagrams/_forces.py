"""ForceAtlas2 with particle-mesh repulsion: near and far pushes from one FFT of a density on a grid.

Jacomy et al. 2014 give the forces and the adaptive speed; repulsion falls as 1/distance, so it is the field of
a two-dimensional charge and a convolution on a mesh computes it for everybody at once (Hockney & Eastwood's
particle-mesh). Cost per step: people + ties + mesh · log(mesh), whatever the crowding.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
EXACT = 150
"""Up to so many people, repulsion is computed pair by pair."""
FEW, MANY = 1000, 5000
"""Fewer people than the first stand as well after 200 steps as after 600; between the two 400 bring people of one
circle nearer together than 200 do; more people than the second would wait too long for it (benchmarks/layout.py)."""


@dataclass(frozen=True)
class Ties:
    """How strongly two people pull each other (people × people, symmetric), all pulls on each; `mass` = ties + 1."""

    pull: "csr_array"
    pulls: Floats
    mass: Floats


@dataclass(frozen=True)
class Motion:
    """Where everybody is, the forces of the last step, and how fast the whole moves."""

    xy: Floats
    force: Floats
    speed: float = 1.0
    efficiency: float = 1.0


def force_layout(count: int, source: Ints, target: Ints, weight: Floats, *, seed: int = 1) -> Floats:
    """Positions (count × 2, mean 0) in which people who are in contact lie near one another.

    Ties pull with √weight, damped for hubs (a tie to somebody everybody names says less).
    The same input and seed give the same positions.
    """
    rng = np.random.default_rng(seed)
    ties = _ties(count, source, target, np.sqrt(weight))
    start = rng.normal(size=(count, 2)) * np.sqrt(count) * 3
    motion = Motion(start, np.zeros_like(start))
    for _ in range(_steps(count)):
        motion = _step(motion, ties)
    return np.asarray(motion.xy - motion.xy.mean(0))


def _steps(people: int) -> int:
    return 200 if people < FEW else 400 if people < MANY else 250


def _ties(count: int, source: Ints, target: Ints, pull: Floats) -> Ties:
    from scipy.sparse import csr_array

    mass = np.bincount(source, minlength=count) + np.bincount(target, minlength=count) + 1.0
    damped = pull / np.sqrt(mass[source] * mass[target])
    if len(pull):
        damped *= pull.sum() / damped.sum()
    both = np.concatenate([source, target]), np.concatenate([target, source])
    matrix = csr_array((np.concatenate([damped, damped]), both), (count, count))
    return Ties(matrix, matrix @ np.ones(count), mass.astype(np.float64))


def _step(motion: Motion, ties: Ties) -> Motion:
    xy, mass = motion.xy, ties.mass
    force = mass[:, None] * (_push_exact(xy, mass) if len(xy) <= EXACT else _push_mesh(xy, mass))
    force += ties.pull @ xy - ties.pulls[:, None] * xy
    from_centre = xy - mass @ xy / mass.sum()
    force -= mass[:, None] * from_centre / (_length(from_centre)[:, None] + 1e-9)
    swing = _length(force - motion.force)
    motion = _paced(motion, swing, _length(force + motion.force) / 2, mass)
    stride = motion.speed / (1 + np.sqrt(motion.speed * swing))
    longest = 10.0 if len(xy) < 2000 else 0.02 * _length(from_centre).max()
    stride = np.minimum(stride, longest / (_length(force) + 1e-12))
    return replace(motion, xy=xy + force * stride[:, None], force=force)


def _paced(motion: Motion, swing: Floats, traction: Floats, mass: Floats) -> Motion:
    """The speed of the next move: faster while forces agree with the last step's, slower where they swing."""
    swinging, moving = (mass * swing).sum() + 1e-9, (mass * traction).sum()
    root, efficiency, speed = np.sqrt(len(mass)), motion.efficiency, motion.speed
    tolerance = min(max(0.05 * root, moving / len(mass) ** 2 * 0.05 * root), 10.0)
    if swinging > 2 * moving:
        efficiency, tolerance = max(efficiency * 0.5, 0.05), max(tolerance, 1.0)
    wanted = tolerance * efficiency * moving / swinging
    if swinging > tolerance * moving:
        efficiency = max(efficiency * 0.7, 0.05)
    elif speed < 1000:
        efficiency = min(efficiency * 1.3, 1.0)
    return replace(motion, speed=speed + min(wanted - speed, 0.5 * speed), efficiency=efficiency)


def _length(vectors: Floats) -> Floats:
    return np.asarray(np.hypot(vectors[:, 0], vectors[:, 1]))


def _push_exact(xy: Floats, mass: Floats) -> Floats:
    dx, dy = (xy[:, k][:, None] - xy[:, k][None] for k in (0, 1))
    push = dx * dx
    push += dy * dy
    push += 1e-4
    np.divide(mass[None], push, out=push)
    return np.stack([np.einsum("ij,ij->i", dx, push), np.einsum("ij,ij->i", dy, push)], 1)


def _push_mesh(xy: Floats, mass: Floats) -> Floats:
    """Repulsion from a density on a grid: spread masses over four cells each, convolve, read back."""
    from scipy import fft

    size = _size(len(xy))
    low = xy.min(0)
    cell = max(float((xy.max(0) - low).max()), 1e-9) / (size - 3)
    place = (xy - low) / cell + 1
    corner = np.floor(place).astype(np.int64)
    part = place - corner
    share = np.stack([(1 - part[:, 0]) * (1 - part[:, 1]), part[:, 0] * (1 - part[:, 1]),
                      (1 - part[:, 0]) * part[:, 1], part[:, 0] * part[:, 1]], 1)  # fmt: skip
    cells = (corner[:, 0] * size + corner[:, 1])[:, None] + np.array([0, size, 1, size + 1])
    density = np.bincount(cells.ravel(), (share * mass[:, None]).ravel(), size * size).reshape(size, size)
    spectrum = fft.rfft2(density, (2 * size, 2 * size))
    fields = (fft.irfft2(spectrum * k, (2 * size, 2 * size))[:size, :size].ravel() for k in _kernels(size))
    return np.stack([np.einsum("ij,ij->i", field[cells], share) / cell for field in fields], 1)


def _size(people: int) -> int:
    """Cells along one side of the mesh."""
    return 64 if people < 2000 else 128 if people < 20_000 else 256 if people < 100_000 else 512


@lru_cache(maxsize=4)
def _kernels(size: int) -> tuple[NDArray[np.complex128], NDArray[np.complex128]]:
    """The push of one unit of mass, in x and in y, at every distance on a doubled grid (no wrapping round)."""
    from scipy import fft

    steps = fft.fftfreq(2 * size, 1 / (2 * size))
    x, y = np.meshgrid(steps, steps, indexing="ij")
    squared = x * x + y * y + 1.0
    return fft.rfft2(x / squared), fft.rfft2(y / squared)
