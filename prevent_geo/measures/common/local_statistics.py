"""Local statistics of spatial pattern, and what chance alone would make of them: conditional permutation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from prevent_geo.measures.common.counting import Floats, Integers

if TYPE_CHECKING:
    import numpy.typing as npt
    from scipy.sparse import csr_array

# sums that differ by rounding alone are the same sum
_SAME = 1e-9


def standardise(values: Floats) -> Floats:
    """Z-scores; all NaN where the values do not differ.

    Examples
    --------
    >>> standardise(np.array([1.0, 3.0])).tolist(), standardise(np.array([2.0, 2.0])).tolist()
    ([-1.0, 1.0], [nan, nan])
    """
    spread = values.std() if len(values) and np.ptp(values) > 1e-12 * np.abs(values).max() else np.nan
    return (values - values.mean()) / spread if len(values) else values


def gi_star(z: Floats, links: csr_array) -> Floats:
    """Getis and Ord's Gi* of z-scores, standardised: how far an area and its neighbours together lie from the mean.

    Notes
    -----
    (z_i + sum of its k neighbours' z) / sqrt((k + 1)(n − k − 1) / (n − 1)), of n areas; missing where all others are
    neighbours.
    Source: Ord & Getis (1995), Geographical Analysis 27.
    """
    n, members = len(z), links.sum(axis=1) + 1
    variance = members * (n - members) / max(n - 1, 1)
    return np.asarray((z + links @ z) / np.sqrt(np.where(variance > 0, variance, np.nan)))


def local_moran(z: Floats, links: csr_array) -> Floats:
    """Local Moran's I of z-scores: an area's own times the mean of its neighbours'; missing without neighbours.

    Notes
    -----
    z_i × mean z of its neighbours × (n − 1) / n, of n areas.
    Source: Anselin (1995), Geographical Analysis 27.
    """
    count = links.sum(axis=1)
    return np.asarray(z * (links @ z) / np.where(count > 0, count, np.nan) * (len(z) - 1) / max(len(z), 1))


def permuted_tails(z: Floats, links: csr_array, *, permutations: int, seed: int) -> tuple[Integers, Integers]:
    """How often neighbours drawn at random sum to at most, and to at least, what the neighbours of each area sum to.

    Parameters
    ----------
    z
        Z-scores of the areas.
    links
        Their neighbours; see `neighbour_matrix`.
    permutations
        How many sets of neighbours to draw.

    Returns
    -------
    at_most, at_least
        Of the draws, for each area.

    Notes
    -----
    Conditional permutation: an area keeps its own value, and each set of its k neighbours among the n − 1 others is as
    likely as any other. All areas with k neighbours share the draws: subsets of n − 1 slots, in which slot j holds
    area j, and an area's own slot holds the last area instead. So the sums are sorted once for each k, and only the
    few subsets that hold an area's own slot are put right for it.
    Source of the test: Anselin (1995), Geographical Analysis 27.
    """
    sums, count = links @ z, links.sum(axis=1).astype(np.int64)
    at_most, at_least = (np.full(len(z), permutations) for _ in range(2))
    for k in np.unique(count[count > 0]):
        rng = np.random.default_rng([seed, int(k)])
        slots = _random_subsets(len(z) - 1, int(k), permutations, rng)
        drawn = z[slots].sum(axis=0)
        inorder, own = np.sort(drawn), np.flatnonzero(count == k)
        at_most[own] = np.searchsorted(inorder, sums[own] + _SAME, side="right")
        at_least[own] = permutations - np.searchsorted(inorder, sums[own] - _SAME, side="left")
        slot, draw = slots.ravel(), np.tile(np.arange(permutations), int(k))
        mine = count[slot] == k
        area, was = slot[mine], drawn[draw[mine]]
        now = was - z[area] + z[-1]
        low, high = sums[area] + _SAME, sums[area] - _SAME
        np.add.at(at_most, area, (now <= low).astype(np.int64) - (was <= low))
        np.add.at(at_least, area, (now >= high).astype(np.int64) - (was >= high))
    return at_most, at_least


def two_sided(at_most: Integers, at_least: Integers, permutations: int) -> Floats:
    """Two-sided pseudo p-value: twice the smaller tail, (count + 1) / (permutations + 1), at most 1.

    Examples
    --------
    >>> two_sided(np.array([99, 50]), np.array([0, 60]), 99).tolist()
    [0.02, 1.0]
    """
    return np.minimum(1, 2 * (np.minimum(at_most, at_least) + 1) / (permutations + 1))


def _random_subsets(size: int, k: int, draws: int, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Uniform subsets of k out of 0 .. size − 1, one in each column (Floyd's algorithm)."""
    chosen = np.empty((k, draws), dtype=np.int64)
    for row, top in enumerate(range(size - k, size)):
        pick = rng.integers(0, top, size=draws, endpoint=True)
        taken = (chosen[:row] == pick).any(axis=0)
        chosen[row] = np.where(taken, top, pick)
    return chosen
