"""Two shares compared: the exact test, and their ratio with limits, for whole columns of counts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from prevent_geo.measures.common.counting import Floats
from prevent_geo.measures.common.poisson import check_confidence
from prevent_geo.measures.common.ratio import rate_ratios

KATZ, EXACT_POISSON = "Katz", "exact Poisson"


def share_p_values(
    counts: npt.ArrayLike, totals: npt.ArrayLike, other_counts: npt.ArrayLike, other_totals: npt.ArrayLike
) -> Floats:
    """Exact p-values of the test that counts / totals and other_counts / other_totals are the same share.

    Parameters
    ----------
    counts, other_counts
        Whole counts, at most their totals.
    totals, other_totals
        Whole counts; where one is missing or 0, or where all or none of both count, there is no test.

    Returns
    -------
    array
        Two-sided p-values; NaN where there is no test.

    Notes
    -----
    Given both totals and the sum of both counts, the first count is hypergeometric if the shares are equal. The p-value
    is twice the smaller tail, at most 1. Fisher (1935), Journal of the Royal Statistical Society 98; Fay (2010),
    Biostatistics 11.

    Examples
    --------
    >>> share_p_values([5, 0], [5, 10], [0, 0], [5, 10]).round(5).tolist()
    [0.00794, nan]
    """
    arrays = (np.atleast_1d(np.asarray(given, "float64")) for given in (counts, totals, other_counts, other_totals))
    count, total, other, others = np.broadcast_arrays(*arrays)
    both = count + other
    tested = (total > 0) & (others > 0) & (both > 0) & (both < total + others)
    p_values = np.full(count.shape, np.nan)
    p_values[tested] = _twice_the_smaller_tail(count[tested], total[tested], both[tested], (total + others)[tested])
    return p_values


def share_ratios(
    counts: npt.ArrayLike,
    totals: npt.ArrayLike,
    other_counts: npt.ArrayLike,
    other_totals: npt.ArrayLike,
    *,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Ratios of the shares counts / totals to other_counts / other_totals, with limits and the exact p-value.

    Parameters
    ----------
    counts, totals, other_counts, other_totals
        As in `share_p_values`.
    confidence
        Two-sided confidence, between 0 and 1.

    Returns
    -------
    DataFrame
        A row for each pair: ratio, lower, upper (infinite where the other count is 0), p_value, and limits, which
        names how the limits were made. All missing where a total is missing or 0, or where both counts are 0.

    Raises
    ------
    ValueError
        If the confidence is not between 0 and 1.

    Notes
    -----
    log ratio ± z sqrt(1 / count − 1 / total + 1 / other count − 1 / other total): Katz et al. (1978), Biometrics 34.
    It has no answer where a count is 0, or where both shares are 1: there the limits are the exact ones of a ratio of
    Poisson rates (`rate_ratios`), which are wider than need be; nothing is added to the counts.

    Examples
    --------
    >>> share_ratios([30, 4], [100, 20], [10, 0], [100, 20]).round(3)
       ratio  lower  upper  p_value         limits
    0    3.0  1.551  5.803    0.001           Katz
    1    inf  0.660    inf    0.106  exact Poisson
    """
    from scipy.stats import norm

    check_confidence(confidence)
    arrays = (np.atleast_1d(np.asarray(given, "float64")) for given in (counts, totals, other_counts, other_totals))
    count, total, other, others = np.broadcast_arrays(*arrays)
    z = norm.ppf((1 + confidence) / 2)
    known = (total > 0) & (others > 0) & (count + other > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(known, count / other * (others / total), np.nan)
        variance = 1 / count - 1 / total + 1 / other - 1 / others
        factor = np.exp(z * np.sqrt(np.where(variance > 0, variance, np.nan)))
        lower, upper = ratio / factor, ratio * factor
    katz = known & (count > 0) & (other > 0) & (variance > 0)
    rest = known & ~katz
    if rest.any():
        exact = rate_ratios(count[rest], total[rest], other[rest], others[rest], confidence=confidence)
        lower[rest], upper[rest] = exact["lower"], exact["upper"]
    p_values = share_p_values(count, total, other, others)
    limits = np.select([~known, katz], ["none", KATZ], EXACT_POISSON)
    return pd.DataFrame({"ratio": ratio, "lower": lower, "upper": upper, "p_value": p_values, "limits": limits})


def _twice_the_smaller_tail(count: Floats, drawn: Floats, marked: Floats, size: Floats) -> Floats:
    """How odd it is that `count` of the `drawn` are marked, where `marked` of all `size` are."""
    below = count * size <= drawn * marked
    # the tail away from the middle, term by term; what is left of it is in each step of `at` alone
    chance = np.exp(_log_chance(count, drawn, marked, size))
    tail, at = chance.copy(), np.arange(len(count))
    x, step, term = count.copy(), np.where(below, -1.0, 1.0), chance.copy()
    while len(at):
        # of the two chances side by side, the ratio of the outer to the inner
        high = np.where(step < 0, x, x + 1)
        up = (marked[at] - high + 1) * (drawn[at] - high + 1)
        down = high * (size[at] - marked[at] - drawn[at] + high)
        with np.errstate(divide="ignore", invalid="ignore"):
            term = term * np.where(step < 0, down / up, up / down)
        tail[at] += term
        more = term > tail[at] * 1e-17
        at, x, step, term = at[more], (x + step)[more], step[more], term[more]
    return np.asarray(np.minimum(1.0, 2 * np.minimum(tail, 1 - tail + chance)))


def _log_chance(count: Floats, drawn: Floats, marked: Floats, size: Floats) -> Floats:
    def choose(n: Floats, k: Floats) -> Floats:
        from scipy.special import gammaln

        return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1))

    return choose(marked, count) + choose(size - marked, drawn - count) - choose(size, drawn)
