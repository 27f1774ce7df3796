"""A count per residents with its limits: the shape that contact_rate and attendance_rate share."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from prevent_geo.measures.common.counting import Floats, count_by
from prevent_geo.measures.common.poisson import limits_method, poisson_limits
from prevent_geo.measures.common.result import RESULT_COLUMNS
from prevent_geo.measures.common.status import Status


class CountLimits(NamedTuple):
    """Limits of counts, and for each how they were made."""

    lower: Floats
    upper: Floats
    method: npt.NDArray[np.str_]


def rate_table(
    counts: pd.Series,
    events: pd.Series,
    population: pd.Series,
    reported: pd.Series,
    *,
    per: float,
    confidence: float,
    limits: CountLimits | None = None,
) -> pd.DataFrame:
    """Rates from counts; all series share one index.

    Parameters
    ----------
    counts
        What is counted; missing where nobody reported it.
    events
        Number of contacts behind each count.
    population
        Residents; zero or missing gives no rate.
    reported
        Whether anybody reports from the place at all.
    limits
        Limits of the counts; if not given, those of Poisson counts at `confidence`.
    """
    counted = counts.astype("float64")
    residents = population.astype("float64")
    # no silent zero: without residents there is no rate
    denominator = residents.where(residents > 0)
    made = limits or CountLimits(*poisson_limits(counted, confidence=confidence), limits_method(counted))
    lower, upper = (pd.Series(limit, index=counts.index) for limit in (made.lower, made.upper))
    known = reported & counted.notna()
    status = np.select(
        [~known, denominator.isna(), counted == 0],
        [Status.NOT_REPORTED, Status.MISSING, Status.NONE_RECORDED],
        Status.VALUE,
    )
    shown = known & denominator.notna()
    table = pd.DataFrame(
        {
            "value": (counted / denominator * per).where(shown),
            "lower": (lower / denominator * per).where(shown),
            "upper": (upper / denominator * per).where(shown),
            "numerator": counted.where(known),
            "denominator": residents,
            "n": events.astype("int64"),
            "method": np.where(shown, made.method, "none"),
            "status": status,
        },
        index=counts.index,
    )
    return table[RESULT_COLUMNS]


def reporting_areas(contacts: pd.DataFrame, areas: pd.DataFrame) -> pd.Series:
    """Whether anybody recorded a contact in the neighbourhood of each area (or in the area, where it has none)."""
    group = areas["neighbourhood_code"].fillna(areas.index.to_series())
    heard = count_by(contacts["area_code"], areas.index) > 0
    return heard.groupby(group).transform("any")


def overall_rate(count: int, residents: float, *, per: float = 1_000) -> tuple[float, float, float]:
    """Rate of a whole place with 95 % limits; all NaN without residents."""
    if not residents > 0:
        return float("nan"), float("nan"), float("nan")
    lower, upper = poisson_limits([count])
    return count / residents * per, float(lower[0]) / residents * per, float(upper[0]) / residents * per
