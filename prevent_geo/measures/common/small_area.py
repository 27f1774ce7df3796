"""Estimates of many small places that borrow strength from each other: the area-level model of Fay and Herriot."""

from __future__ import annotations

import numpy as np
import pandas as pd

from prevent_geo.measures.common.counting import Floats, Integers


def shrink(means: Floats, variances: Floats, groups: Integers) -> pd.DataFrame:
    """Means drawn towards that of their group, the more so the less is known of each.

    Parameters
    ----------
    means
        Mean of each place.
    variances
        Its sampling variance, above 0.
    groups
        Group of each place, 0 or more.

    Returns
    -------
    DataFrame
        A row for each place: estimate, variance (mean squared error of the estimate) and weight (of the place's own
        mean, 0 to 1).

    Notes
    -----
    mean ~ N(truth, V), truth ~ N(its group's mean, A). A is the same in all groups, so that small groups do not decide
    it, and is found by moments: Σ (mean − group's mean)² / (A + V) = places − groups, or 0 where that has no answer.
    With B = A / (A + V): estimate = B mean + (1 − B) group's mean, and mean squared error g1 + g2 + 2 g3:
    g1 = B V for what stays unknown of the place, g2 = (1 − B)² var(group's mean), g3 for not knowing A.
    Fay & Herriot (1979), JASA 74; Prasad & Rao (1990), JASA 85; Datta, Rao & Smith (2005), Biometrika 92.

    Examples
    --------
    >>> shrink(np.array([3.0, 4.0, 3.2]), np.array([0.01, 0.5, 0.02]), np.array([0, 0, 0])).round(2)
       estimate  variance  weight
    0      3.03      0.01    0.73
    1      3.17      0.05    0.05
    2      3.17      0.02    0.57
    """
    from scipy.optimize import brentq

    if not len(means):
        return pd.DataFrame({"estimate": means, "variance": means, "weight": means})
    sizes = np.bincount(groups)
    freedom = len(means) - int((sizes > 0).sum())

    def beyond(between: float) -> float:
        middle, _ = _group_means(means, variances + between, groups)
        return float(np.sum((means - middle) ** 2 / (variances + between))) - freedom

    between = 0.0
    if beyond(0) > 0:
        high = float(variances.max() + np.ptp(means) ** 2)
        while beyond(high) > 0:
            high *= 2
        between = float(brentq(beyond, 0, high, xtol=1e-12))
    spread = variances + between
    middle, middle_variance = _group_means(means, spread, groups)
    weight, pull = between / spread, variances / spread
    uncertainty = 2 * freedom / np.sum(1 / spread) ** 2
    # alone in its group a place is its own mean, whatever A is
    known_less = pull**2 / spread**2 * np.maximum(spread - middle_variance, 0) * uncertainty
    return pd.DataFrame(
        {
            "estimate": weight * means + pull * middle,
            "variance": weight * variances + pull**2 * middle_variance + 2 * known_less,
            "weight": weight,
        }
    )


def _group_means(means: Floats, spread: Floats, groups: Integers) -> tuple[Floats, Floats]:
    """Of each place, the mean of its group with weights 1 / spread, and the variance of that."""
    weights = np.bincount(groups, weights=1 / spread)
    return np.bincount(groups, weights=means / spread)[groups] / weights[groups], 1 / weights[groups]
