"""Random streams: one per concern, so that a change to one file leaves what the others draw as it was."""

from __future__ import annotations

import zlib
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def stream(seed: int, concern: str) -> np.random.Generator:
    """Open the random stream of one concern; a seed and a concern draw the same on any machine."""
    sequence = np.random.SeedSequence(seed, spawn_key=(zlib.crc32(concern.encode()),))
    return np.random.Generator(np.random.PCG64(sequence))


class Lottery:
    """A table of weights (rows x columns) from which columns are drawn by row; rows of zeros are never to be drawn.

    The cumulative shares of all rows stand one after another in one sorted array, so that a draw is one binary search
    whatever the number of rows, and no row of weights is ever copied for a draw.
    """

    def __init__(self, weights: Floats) -> None:
        self.weights = np.asarray(weights, dtype=np.float64)

    @cached_property
    def _ceilings(self) -> Floats:
        rising = np.cumsum(self.weights, axis=1)
        totals = rising[:, -1:]
        shares = rising / np.where(totals > 0, totals, 1)
        shares[:, -1] = 1
        return np.asarray((shares + np.arange(len(shares))[:, None]).ravel(), dtype=np.float64)

    def draw(self, rows: Integers, rng: np.random.Generator) -> Integers:
        """Draw one column for each of the rows named."""
        columns = self.weights.shape[1]
        # a hair below 1, so that adding a row number never rounds up to the next row
        targets = rows + rng.random(len(rows)) * (1 - 1e-9)
        found = np.searchsorted(self._ceilings, targets, side="right")
        return np.asarray(found - rows * columns, dtype=np.int64)


def pick(weights: Floats, rng: np.random.Generator) -> Integers:
    """Draw one column for every row of a table of weights."""
    return Lottery(weights).draw(np.arange(len(weights), dtype=np.int64), rng)


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
