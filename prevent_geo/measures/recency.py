"""Days since the last recorded contact."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.rate import reporting_areas
from prevent_geo.measures.common.result import RESULT_COLUMNS
from prevent_geo.measures.common.status import Status

CARD = MethodCard(
    id="recency",
    group="reach",
    title="Days since last contact",
    question="How long ago was the last recorded contact?",
    unit="days",
    formula="last day of the period − day of the last contact",
    method="Whole days from the last recorded contact in the period to its last day",
    reference="Counting; no estimate is made",
    assumptions="Contacts are recorded by the last day of the period",
    caveat="One short contact resets it; late recording makes a place look longer unvisited than it is",
)


def recency(contacts: pd.DataFrame, areas: gpd.GeoDataFrame, *, on: date) -> pd.DataFrame:
    """Days from each area's last recorded contact to a day.

    Parameters
    ----------
    contacts
        Checked contacts with area_code and date.
    areas
        Checked areas, indexed by area_code, with neighbourhood_code.
    on
        The day from which to look back; contacts after it are not counted.

    Returns
    -------
    DataFrame
        On the index of `areas`: value (days), n (contacts up to that day), method, status; lower, upper, numerator and
        denominator are missing. An area without a contact has no value.

    Examples
    --------
    >>> areas = pd.DataFrame({"neighbourhood_code": ["N1", "N1"]}, index=["A", "B"])
    >>> contacts = pd.DataFrame({"area_code": ["A", "A"], "date": pd.to_datetime(["2026-01-01", "2026-01-21"])})
    >>> recency(contacts, areas, on=date(2026, 1, 31))[["value", "n", "status"]]
       value  n         status
    A   10.0  2          value
    B    NaN  0  none recorded
    """
    past = contacts[contacts["date"] <= pd.Timestamp(on)]
    grouped = past.groupby("area_code")["date"]
    value = (pd.Timestamp(on) - grouped.max()).dt.days.astype("float64").reindex(areas.index)
    status = np.select(
        [value.notna(), reporting_areas(past, areas)],
        [Status.VALUE, Status.NONE_RECORDED],
        Status.NOT_REPORTED,
    )
    table = pd.DataFrame(
        {
            "value": value,
            "lower": np.nan,
            "upper": np.nan,
            "numerator": np.nan,
            "denominator": np.nan,
            "n": grouped.size().reindex(areas.index, fill_value=0).astype("int64"),
            "method": "whole days",
            "status": status,
        },
        index=areas.index,
    )
    return table[RESULT_COLUMNS]
