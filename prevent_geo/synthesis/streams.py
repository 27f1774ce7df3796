"""Random streams: one per concern, so that a change to one file leaves what the others draw as it was."""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def stream(seed: int, concern: str) -> np.random.Generator:
    """Open the random stream of one concern; a seed and a concern draw the same on any machine."""
    sequence = np.random.SeedSequence(seed, spawn_key=(zlib.crc32(concern.encode()),))
    return np.random.Generator(np.random.PCG64(sequence))


def pick(weights: Floats, rng: np.random.Generator) -> Integers:
    """Draw one column per row of a matrix of weights (rows x columns, each row with a positive sum)."""
    ceilings = np.cumsum(weights, axis=1)
    targets = rng.random(len(weights)) * ceilings[:, -1]
    chosen = (ceilings <= targets[:, None]).sum(axis=1)
    return np.asarray(np.minimum(chosen, weights.shape[1] - 1), dtype=np.int64)


def smooth_field(points: Floats, *, bumps: int, scale_m: float, rng: np.random.Generator) -> Floats:
    """Draw a smooth surface and read it at points (n x 2, metres): mean 0, standard deviation 1.

    The surface is a sum of rational bumps h / (1 + (d / scale)^2)^2 with heights h between -1 and 1, which
    needs no function that rounds differently from one machine to the next.
    """
    centres = rng.uniform(points.min(axis=0), points.max(axis=0), size=(bumps, 2))
    heights = rng.uniform(-1, 1, size=bumps)
    squared = ((points[:, None, :] - centres[None, :, :]) ** 2).sum(axis=2)
    values: Floats = (heights / (1 + squared / scale_m**2) ** 2).sum(axis=1)
    spread = float(values.std())
    return np.asarray((values - values.mean()) / (spread if spread > 0 else 1.0), dtype=np.float64)
