"""Attendances per 1,000 residents; a count of persons."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.rate import rate_table, reporting_areas

CARD = MethodCard(
    id="attendance_rate",
    group="reach",
    title="Attendance rate",
    question="How many people came to engagement events, for the number who live there?",
    unit="attendances per 1,000 residents",
    formula="1,000 × attendances ÷ residents",
    method="Rate with 95 % limits: exact Poisson below 10 attendances, Byar's approximation from 10 up",
    reference="APHO Technical Briefing 3 (2008); PHE, Commonly used public health statistics (2018)",
    assumptions="Events that give no attendance are left out; a person who comes twice counts twice",
    caveat="People come in groups, so the limits are narrower than the truth; attendances are not different people",
    persons=("numerator",),
)


def attendance_rate(
    contacts: pd.DataFrame, areas: gpd.GeoDataFrame, *, per: float = 1_000, confidence: float = 0.95
) -> pd.DataFrame:
    """Attendances per 1,000 residents of each area, with limits; persons, so it leaves only through `release`.

    Parameters
    ----------
    contacts
        Checked contacts with area_code and attendance (persons; may be missing).
    areas
        Checked areas, indexed by area_code, with population (residents) and neighbourhood_code.
    per
        Residents that the rate refers to.
    confidence
        Two-sided confidence of the limits.

    Returns
    -------
    DataFrame
        On the index of `areas`: value, lower, upper (attendances per `per` residents), numerator (persons), denominator
        (residents), n (contacts that give an attendance), method, status. An area whose contacts give no attendance at
        all is "not reported".

    Notes
    -----
    value = per * attendances / residents; limits by `poisson_limits`.

    Examples
    --------
    >>> areas = pd.DataFrame({"population": [1000, 500], "neighbourhood_code": ["N1", "N1"]}, index=["A", "B"])
    >>> contacts = pd.DataFrame({"area_code": ["A", "A", "B"], "attendance": [12, None, None]})
    >>> attendance_rate(contacts, areas)[["value", "numerator", "n", "status"]]
       value  numerator  n        status
    A   12.0       12.0  1         value
    B    NaN        NaN  0  not reported
    """
    grouped = contacts.assign(attendance=contacts["attendance"].astype("float64")).groupby("area_code")["attendance"]
    given = grouped.count().reindex(areas.index, fill_value=0)
    held = grouped.size().reindex(areas.index, fill_value=0)
    # held but not counted is unknown; nothing held is zero
    counts = grouped.sum().reindex(areas.index, fill_value=0).where((given > 0) | (held == 0))
    return rate_table(
        counts, given, areas["population"], reporting_areas(contacts, areas), per=per, confidence=confidence
    )
