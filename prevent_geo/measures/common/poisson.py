"""Confidence limits of a count that follows a Poisson distribution."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from prevent_geo.measures.common.counting import Floats


def check_confidence(confidence: float) -> None:
    """Refuse a confidence that is none."""
    if not 0 < confidence < 1:
        raise ValueError(f"confidence {confidence} is not between 0 and 1; write 0.95 for 95 %")


def poisson_limits(counts: npt.ArrayLike, *, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Limits on Poisson counts: exact below 10, Byar's approximation from 10 up.

    Parameters
    ----------
    counts
        Whole counts, 0 or more; NaN gives NaN.
    confidence
        Two-sided confidence, between 0 and 1.

    Returns
    -------
    lower, upper
        Arrays of the shape of `counts`, in events.

    Raises
    ------
    ValueError
        If the confidence is not between 0 and 1.

    Notes
    -----
    Exact: lower = chi2(a/2; 2n) / 2, upper = chi2(1 - a/2; 2n + 2) / 2.
    Byar: lower = n (1 - 1/(9n) - z / (3 sqrt n))^3, and the same for n + 1 with + z.
    Source: APHO Technical Briefing 3 (2008); PHE, Commonly used public health statistics (2018).

    Examples
    --------
    >>> lower, upper = poisson_limits([0, 5, 25])
    >>> lower.round(3).tolist(), upper.round(3).tolist()
    ([0.0, 1.623, 16.174], [3.689, 11.668, 36.906])
    """
    from scipy.stats import chi2, norm

    check_confidence(confidence)
    n = np.asarray(counts, dtype="float64")
    tail = (1 - confidence) / 2
    z = norm.ppf(1 - tail)
    with np.errstate(divide="ignore", invalid="ignore"):
        byar_lower = n * (1 - 1 / (9 * n) - z / (3 * np.sqrt(n))) ** 3
        byar_upper = (n + 1) * (1 - 1 / (9 * (n + 1)) + z / (3 * np.sqrt(n + 1))) ** 3
    exact_lower = np.where(n == 0, 0.0, chi2.ppf(tail, 2 * np.where(n == 0, 1, n)) / 2)
    exact_upper = chi2.ppf(1 - tail, 2 * n + 2) / 2
    return np.where(n < 10, exact_lower, byar_lower), np.where(n < 10, exact_upper, byar_upper)


def limits_method(counts: npt.ArrayLike) -> npt.NDArray[np.str_]:
    """Name of the method that `poisson_limits` uses for each count."""
    return np.where(np.asarray(counts, dtype="float64") < 10, "exact Poisson", "Byar")
