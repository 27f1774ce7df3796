"""Confidence limits of a proportion."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from prevent_geo.measures.common.counting import Floats
from prevent_geo.measures.common.poisson import check_confidence

WILSON = "Wilson"


def wilson_limits(
    successes: npt.ArrayLike, trials: npt.ArrayLike, *, confidence: float = 0.95
) -> tuple[Floats, Floats]:
    """Wilson's limits on proportions.

    Parameters
    ----------
    successes, trials
        Whole counts, successes at most trials; without trials, or where one is NaN, the limits are NaN.
    confidence
        Two-sided confidence, between 0 and 1.

    Returns
    -------
    lower, upper
        Arrays of the common shape, between 0 and 1.

    Raises
    ------
    ValueError
        If the confidence is not between 0 and 1.

    Notes
    -----
    (p + z² / 2n ± z sqrt(p (1 - p) / n + z² / 4n²)) / (1 + z² / n), with p = successes / n and n = trials.
    Source: Wilson (1927), JASA 22; PHE, Commonly used public health statistics (2018).

    Examples
    --------
    >>> lower, upper = wilson_limits([0, 3], [10, 7])
    >>> lower.round(4).tolist(), upper.round(4).tolist()
    ([0.0, 0.1582], [0.2775, 0.7495])
    """
    from scipy.stats import norm

    check_confidence(confidence)
    n = np.asarray(trials, dtype="float64")
    n = np.where(n > 0, n, np.nan)
    share = np.asarray(successes, dtype="float64") / n
    z = norm.ppf((1 + confidence) / 2)
    middle, half = share + z**2 / (2 * n), z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    scale = 1 + z**2 / n
    # at the ends rounding would leave a trace
    lower = np.where(share == 0, 0.0, (middle - half) / scale)
    upper = np.where(share == 1, 1.0, (middle + half) / scale)
    return lower, upper
