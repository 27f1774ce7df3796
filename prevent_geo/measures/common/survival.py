"""How long until something happens, where it has not happened to all yet: Kaplan and Meier's curve of many groups."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from prevent_geo.measures.common.counting import Floats, Integers
from prevent_geo.measures.common.poisson import check_confidence

# a half that rounding has moved is still a half
_ROUNDING = 1e-9


def survival_curves(
    groups: Integers, days: Integers, happened: npt.NDArray[np.bool_], *, confidence: float = 0.95
) -> pd.DataFrame:
    """Share of each group to which it has not happened after each day, with limits.

    Parameters
    ----------
    groups
        Group of each case, 0 or more.
    days
        Whole days until it happened, or until the case was last seen; 0 or more.
    happened
        Whether it happened; else the case is censored, after what happened on the same day.
    confidence
        Two-sided confidence, between 0 and 1.

    Returns
    -------
    DataFrame
        A row for each group and day that occurs, in their order: group, days, survival, lower, upper. The limits are 1
        before anything happened, and missing once it has happened to all.

    Raises
    ------
    ValueError
        If the confidence is not between 0 and 1.

    Notes
    -----
    S(t) = Π (1 − d / n) over the days up to t, with d to whom it happens and n who could see it happen that day;
    Greenwood's G(t) = Σ d / (n (n − d)); limits S^exp(±z sqrt(G) / log S), the log-log method.
    Kaplan & Meier (1958), JASA 53; Kalbfleisch & Prentice (1980), The Statistical Analysis of Failure Time Data.

    Examples
    --------
    >>> survival_curves(np.array([0, 0, 0]), np.array([2, 5, 9]), np.array([True, False, True])).round(3)
       group  days  survival  lower  upper
    0      0     2     0.667  0.054  0.945
    1      0     5     0.667  0.054  0.945
    2      0     9     0.000    NaN    NaN
    """
    from scipy.stats import norm

    check_confidence(confidence)
    if not len(groups):
        return pd.DataFrame({"group": groups, "days": days, "survival": 1.0, "lower": 1.0, "upper": 1.0})
    span = int(days.max()) + 1
    keys, counts = np.unique((groups * span + days) * 2 + happened, return_counts=True)
    cells, first = np.unique(keys // 2, return_index=True)
    group, day = np.divmod(cells, span)
    gone, events = np.add.reduceat(counts, first), np.add.reduceat(counts * (keys % 2), first)
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    sizes = np.add.reduceat(gone, starts)
    at_risk = np.repeat(sizes, np.diff(starts, append=len(group))) - _running(gone, starts) + gone
    left = at_risk - events
    some = left > 0
    log_survival = _running(np.where(some, np.log(np.where(some, left, 1) / at_risk), 0.0), starts)
    greenwood = _running(events / (at_risk * np.where(some, left, np.inf)), starts)
    survival = np.where(some, np.exp(log_survival), 0.0)
    width = norm.ppf((1 + confidence) / 2) * np.sqrt(np.maximum(greenwood, 0))
    begun = log_survival < -_ROUNDING
    spread = np.exp(np.divide(width, -log_survival, out=np.zeros(len(cells)), where=begun))
    lower, upper = (np.where(some, np.exp(log_survival * power), np.nan) for power in (spread, 1 / spread))
    return pd.DataFrame({"group": group, "days": day, "survival": survival, "lower": lower, "upper": upper})


def median_days(curves: pd.DataFrame, groups: int) -> pd.DataFrame:
    """First day on which it has happened to half of each group, with limits: missing where the curve stays above.

    Parameters
    ----------
    curves
        What `survival_curves` returned.
    groups
        How many groups there are.

    Returns
    -------
    DataFrame
        A row for each group: median, lower, upper (days).

    Notes
    -----
    The limits are the first days on which the limits of the curve come down to a half.
    Brookmeyer & Crowley (1982), Biometrics 38.

    Examples
    --------
    >>> curves = survival_curves(np.array([0, 0, 0]), np.array([2, 5, 9]), np.array([True, False, True]))
    >>> median_days(curves, 1)
       median  lower  upper
    0     9.0    2.0    NaN
    """
    group, day = curves["group"].to_numpy(), curves["days"].to_numpy()
    columns = {}
    for name, curve in (("median", "survival"), ("lower", "lower"), ("upper", "upper")):
        low = curves[curve].to_numpy() <= 0.5 + _ROUNDING
        found, first = np.unique(group[low], return_index=True)
        columns[name] = np.full(groups, np.nan)
        columns[name][found] = day[low][first]
    return pd.DataFrame(columns)


def _running(values: Floats | Integers, starts: Integers) -> Floats:
    """Running sums that begin anew at each start; what went before is taken off first, so it leaves no rounding."""
    steps = values.astype("float64")
    steps[starts[1:]] -= np.add.reduceat(values, starts)[:-1]
    return np.cumsum(steps)
