"""Days on which things happen, counted from 1970-01-01: seldom at the weekend."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from prevent_geo.synthesis.streams import Integers


def draw_days(first: int, last: int, weights: Sequence[int], count: int, rng: np.random.Generator) -> Integers:
    """Draw days from the first to the last, inclusive, with a weight for each weekday (Monday to Sunday)."""
    days = np.arange(first, last + 1)
    # day 0 of the epoch was a Thursday
    ceilings = np.cumsum(np.asarray(weights)[(days + 3) % 7])
    return np.asarray(first + np.searchsorted(ceilings, rng.integers(0, ceilings[-1], count), side="right"))
