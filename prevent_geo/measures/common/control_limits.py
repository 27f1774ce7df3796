"""Control limits of a funnel plot: where counts lie if chance alone is at work, and how much more they vary."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from prevent_geo.measures.common.counting import Floats

SIMULATIONS = 199
# names of the limits of a funnel plot
LIMITS = ("low_95", "high_95", "low_998", "high_998")
_WINSORISED = 0.1
# squares that rounding alone makes: one area always has what is expected of it
_ROUNDING = 1e-12


class Dispersion(NamedTuple):
    """How much counts vary, as a multiple of what chance makes them, and the p-value of the test that it is more."""

    phi: float
    p_value: float


def control_limits(expected: Floats, *, confidence: float) -> tuple[Floats, Floats]:
    """Limits that a Poisson count with the expected value is outside of with at most the chance 1 − confidence.

    Notes
    -----
    The upper limit is where P(X ≥ k), taken as straight between whole k, is (1 − confidence) / 2; the lower one where
    P(X ≤ k) is, and 0 where that is below 0. Spiegelhalter (2005), Statistics in Medicine 24, appendix, takes both from
    P(X ≤ k), which puts the upper limit one lower: at a small expected value more than the chance asked for is then
    above it (0.47 % rather than 0.1 % at 0.1).

    Examples
    --------
    >>> low, high = control_limits(np.array([0.1, 10.0]), confidence=0.998)
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.0, 1.22], [2.81, 21.66])
    """
    from scipy.stats import poisson

    tail = (1 - confidence) / 2
    first = poisson.ppf(tail, expected)
    low = first - (poisson.cdf(first, expected) - tail) / poisson.pmf(first, expected)
    last = poisson.isf(tail, expected)
    high = last + 1 - (tail - poisson.sf(last, expected)) / poisson.pmf(last, expected)
    return np.maximum(low, 0.0), high


def widened_limits(expected: Floats, widened: float) -> dict[str, Floats]:
    """Control limits of counts, with the distance of their roots from that of the expected value multiplied.

    Examples
    --------
    >>> {name: limit.round(1).tolist() for name, limit in widened_limits(np.array([10.0]), 1.0).items()}
    {'low_95': [3.8], 'high_95': [17.2], 'low_998': [1.2], 'high_998': [21.7]}
    """
    low_95, high_95 = control_limits(expected, confidence=0.95)
    low_998, high_998 = control_limits(expected, confidence=0.998)
    middle = np.sqrt(expected)
    limits = zip(LIMITS, (low_95, high_95, low_998, high_998), strict=True)
    return {name: np.maximum(middle + widened * (np.sqrt(limit) - middle), 0.0) ** 2 for name, limit in limits}


def z_scores(counts: Floats, expected: Floats) -> Floats:
    """Distance of each count from its expected value in standard deviations, after the square-root transformation."""
    return 2 * (np.sqrt(counts) - np.sqrt(expected))


def dispersion(counts: Floats, expected: Floats, *, seed: int) -> Dispersion:
    """How much counts vary around expected values of the same sum; both missing where chance cannot vary them.

    Notes
    -----
    S = mean of z² after the lowest and highest 10 % of the z-scores are pulled in to the 10th and 90th percentile;
    phi = S over its mean in 199 Poisson draws with the same expected values, so that 1 is chance: pulled in, even
    chance gives about 0.68, and where few are expected the square root does not make the variance 1.
    p = (draws with S as large + 1) / 200.

    Examples
    --------
    >>> expected = np.full(200, 20.0)
    >>> chance = np.random.default_rng(1).poisson(expected).astype(float)
    >>> more = np.random.default_rng(1).negative_binomial(20, 0.5, 200).astype(float)
    >>> [round(dispersion(counts, expected, seed=0).phi, 1) for counts in (chance, more)]
    [0.9, 2.0]
    """
    if not expected.sum() > 0:
        return Dispersion(np.nan, np.nan)
    # the draws go by position, so the order of the expected values makes them the same for any order of rows
    ordered = np.sort(expected)
    rng = np.random.default_rng(seed)
    drawn = np.empty(SIMULATIONS)
    for number in range(SIMULATIONS):
        draw = rng.poisson(ordered).astype("float64")
        # as in the data, what is expected sums to what there is
        drawn[number] = _winsorised_square(z_scores(draw, ordered * (draw.sum() / ordered.sum())))
    if not drawn.mean() > _ROUNDING:
        return Dispersion(np.nan, np.nan)
    found = _winsorised_square(z_scores(counts, expected))
    return Dispersion(float(found / drawn.mean()), float(1 + (drawn >= found).sum()) / (SIMULATIONS + 1))


def _winsorised_square(z: Floats) -> float:
    low, high = np.quantile(z, [_WINSORISED, 1 - _WINSORISED])
    return float(np.mean(np.clip(z, low, high) ** 2))
