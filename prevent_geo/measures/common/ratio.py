"""Ratio of two rates with exact limits and the exact test: for whole columns of counts, and for one pair."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from prevent_geo.measures.common.poisson import check_confidence


@dataclass(frozen=True)
class RateComparison:
    """Ratio of two rates with 95 % limits and the exact p-value; `verdict` is higher, lower or no clear difference."""

    ratio: float
    lower: float
    upper: float
    p_value: float

    @property
    def verdict(self) -> str:
        """Higher or lower only where the exact test says so at 5 %, which is where the limits leave out 1."""
        if not self.p_value < 0.05:
            return "no clear difference"
        return "higher" if self.ratio > 1 else "lower"


def rate_ratios(
    counts: npt.ArrayLike,
    exposure: npt.ArrayLike,
    other_counts: npt.ArrayLike,
    other_exposure: npt.ArrayLike,
    *,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Ratios of the rates counts / exposure to other_counts / other_exposure.

    Parameters
    ----------
    counts, other_counts
        Whole counts of independent events.
    exposure, other_exposure
        What the rates refer to: residents, or residents × days; above 0.
    confidence
        Two-sided confidence, between 0 and 1.

    Returns
    -------
    DataFrame
        ratio, lower, upper (infinite where the other count is 0) and p_value, a row for each pair; all missing where an
        exposure is missing or 0, or where both counts are 0.

    Raises
    ------
    ValueError
        If the confidence is not between 0 and 1.

    Notes
    -----
    Given the total of the two counts, the first is binomial with share exposure / (exposure + other exposure) if the
    rates are equal. The p-value is twice the smaller tail, at most 1: the test whose limits are the Clopper-Pearson
    limits of that share, so that test and limits never contradict each other.
    Przyborowski & Wilenski (1940), Biometrika 31; Breslow & Day (1987), Statistical Methods in Cancer Research 2;
    Fay (2010), The R Journal 2(1).

    Examples
    --------
    >>> rate_ratios([30], [1000], [10], [1000]).round(4)
       ratio   lower   upper  p_value
    0    3.0  1.4274  6.8793   0.0022
    """
    from scipy.special import betainc, betaincinv

    check_confidence(confidence)
    arrays = (np.atleast_1d(np.asarray(given, "float64")) for given in (counts, exposure, other_counts, other_exposure))
    count, here, other, there = np.broadcast_arrays(*arrays)
    known = (here > 0) & (there > 0) & (count + other > 0)
    # where a count is 0 the end is known, and the function is not to be asked
    some, others = np.maximum(count, 1), np.maximum(other, 1)
    tail = (1 - confidence) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        odds, share = there / here, here / (here + there)
        low = np.where(count > 0, betaincinv(some, other + 1, tail), 0)
        high = np.where(other > 0, betaincinv(count + 1, others, 1 - tail), 1)
        at_most = np.where(other > 0, betainc(others, count + 1, 1 - share), 1)
        at_least = np.where(count > 0, betainc(some, other + 1, share), 1)
        columns = {
            "ratio": count / other * odds,
            "lower": low / (1 - low) * odds,
            "upper": high / (1 - high) * odds,
            "p_value": np.minimum(1, 2 * np.minimum(at_most, at_least)),
        }
    return pd.DataFrame({name: np.where(known, column, np.nan) for name, column in columns.items()})


def compare_rates(count: int, residents: float, other_count: int, other_residents: float) -> RateComparison | None:
    """Compare one pair of rates, as `rate_ratios` does; None where either has no residents or both have no event.

    Examples
    --------
    >>> result = compare_rates(30, 1000, 10, 1000)
    >>> round(result.ratio, 1), round(result.p_value, 4), result.verdict
    (3.0, 0.0022, 'higher')
    """
    if not (residents > 0 and other_residents > 0) or count + other_count == 0:
        return None
    row = rate_ratios([count], [residents], [other_count], [other_residents]).iloc[0]
    return RateComparison(*(float(row[name]) for name in ("ratio", "lower", "upper", "p_value")))
