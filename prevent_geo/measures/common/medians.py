"""Medians of many groups at once, with limits that assume no distribution."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prevent_geo.measures.common.counting import Integers
from prevent_geo.measures.common.poisson import check_confidence


def medians(groups: Integers, values: Integers, size: int, *, confidence: float = 0.95) -> pd.DataFrame:
    """Median of each group with limits by order statistics.

    Parameters
    ----------
    groups
        Group of each value, from 0 to `size` − 1.
    values
        Whole numbers, 0 or more.
    size
        Number of groups.
    confidence
        Two-sided confidence, between 0 and 1.

    Returns
    -------
    DataFrame
        A row for each group: n, median, lower, upper; without a value all three are missing, and limits are where
        there are too few values for any (fewer than 6 at 95 %).

    Raises
    ------
    ValueError
        If the confidence is not between 0 and 1.

    Notes
    -----
    The limits are the l-th smallest and the l-th largest value, with the largest l for which a binomial count of n
    trials with chance ½ is below l with a probability under (1 − confidence) / 2.
    Hahn & Meeker (1991), Statistical Intervals, section 5.2.

    Examples
    --------
    >>> medians(np.array([0] * 6 + [2] * 2), np.array([9, 1, 2, 3, 5, 8, 4, 5]), 3)
       n  median  lower  upper
    0  6     4.0    1.0    9.0
    1  0     NaN    NaN    NaN
    2  2     4.5    NaN    NaN
    """
    from scipy.stats import binom

    check_confidence(confidence)
    span = int(values.max(initial=0)) + 1
    # one number a value: sorting those is much faster than sorting by two columns
    ordered = np.sort(groups * span + values) % span
    n = np.bincount(groups, minlength=size)
    start = np.cumsum(n) - n
    rank = binom.ppf((1 - confidence) / 2, np.maximum(n, 1), 0.5).astype("int64")

    def at(position: Integers, where: pd.Series) -> pd.Series:
        found = pd.Series(np.nan, index=where.index)
        found[where] = ordered[(start + position)[where]].astype("float64")
        return found

    some = pd.Series(n > 0)
    limited = pd.Series(rank > 0) & some
    return pd.DataFrame(
        {
            "n": n,
            "median": (at((n - 1) // 2, some) + at(n // 2, some)) / 2,
            "lower": at(rank - 1, limited),
            "upper": at(n - rank, limited),
        }
    )
