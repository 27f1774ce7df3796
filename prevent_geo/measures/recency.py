"""Days since the last recorded contact."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.counting import positions
from prevent_geo.measures.common.days import days_between, days_of, distinct_days, first_and_last
from prevent_geo.measures.common.medians import medians
from prevent_geo.measures.common.rate import reporting_areas
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status

# a contact at least so often
STANDARD_DAYS = 90

CARD = MethodCard(
    id="recency",
    group="reach",
    title="Days since last contact",
    question="How long ago was the last recorded contact?",
    unit="days",
    formula="last day of the period − day of the last contact",
    method="Whole days from the last recorded contact in the period to its last day; overdue beyond a standard of 90 "
    "days; the cadence is the median number of days between successive contact days",
    reference="Counting; no estimate is made",
    assumptions="Contacts are recorded by the last day of the period",
    caveat="One short contact resets it; late recording makes a place look longer unvisited than it is",
)


def recency(
    contacts: pd.DataFrame, areas: pd.DataFrame, *, on: date, standard_days: int = STANDARD_DAYS
) -> pd.DataFrame:
    """Days from each area's last recorded contact to a day.

    Parameters
    ----------
    contacts
        Checked contacts with area_code and date.
    areas
        Checked areas, indexed by area_code, with neighbourhood_code.
    on
        The day from which to look back; contacts after it are not counted.
    standard_days
        The standard: a contact at least every so many days.

    Returns
    -------
    DataFrame
        On the index of `areas`: value (days), n (contacts up to that day), method, status; lower, upper, numerator and
        denominator are missing. An area without a contact has no value. Further: overdue_days (days beyond the
        standard, 0 within it), overdue ("overdue", "within the standard", "no contact in the period", or nothing where
        nobody reports) and cadence_days (median days between successive days with a contact; missing below two).

    Raises
    ------
    ValueError
        If `standard_days` is below 0.

    Examples
    --------
    >>> areas = pd.DataFrame({"neighbourhood_code": ["N1", "N1"]}, index=["A", "B"])
    >>> contacts = pd.DataFrame({"area_code": ["A", "A"], "date": pd.to_datetime(["2026-01-01", "2026-01-21"])})
    >>> result = recency(contacts, areas, on=date(2026, 1, 31), standard_days=7)
    >>> result[["value", "n", "status", "overdue_days", "cadence_days"]]
       value  n         status  overdue_days  cadence_days
    A   10.0  2          value           3.0          20.0
    B    NaN  0  none recorded           NaN           NaN
    """
    if standard_days < 0:
        raise ValueError(f"standard_days {standard_days} is below 0; write the days within which a contact is due")
    size, today = len(areas), np.datetime64(on, "D")
    area, day = positions(contacts["area_code"], areas.index), days_of(contacts["date"])
    past = (area >= 0) & (day <= today)
    n = np.bincount(area[past], minlength=size)
    value = days_between(first_and_last(area[past], day[past], size)[1], today)
    visited, visit = distinct_days(area[past], day[past])
    follows = visited[1:] == visited[:-1]
    gaps = np.diff(visit).astype("int64")[follows]
    heard = areas.index[n > 0].to_frame(name="area_code")
    status = np.select(
        [n > 0, reporting_areas(heard, areas)], [Status.VALUE, Status.NONE_RECORDED], Status.NOT_REPORTED
    )
    overdue = np.select(
        [value > standard_days, n > 0, status == Status.NONE_RECORDED],
        ["overdue", "within the standard", "no contact in the period"],
        "",
    )
    return result_table(
        areas.index,
        value=value,
        n=n,
        method="whole days",
        status=status,
        more={
            "overdue_days": np.maximum(value - standard_days, 0),
            "overdue": overdue,
            "cadence_days": medians(visited[1:][follows], gaps, size)["median"].to_numpy(),
        },
    )
