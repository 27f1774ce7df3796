"""Contacts per 1,000 residents."""

from __future__ import annotations

import pandas as pd

from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.rate import rate_table, reporting_areas

CARD = MethodCard(
    id="contact_rate",
    group="reach",
    title="Contact rate",
    question="How many engagement contacts were recorded, for the number of people who live there?",
    unit="contacts per 1,000 residents",
    formula="1,000 × contacts ÷ residents",
    method="Rate with 95 % limits: exact Poisson below 10 contacts, Byar's approximation from 10 up",
    reference="APHO Technical Briefing 3 (2008); PHE, Commonly used public health statistics (2018)",
    assumptions="Contacts are counted where they took place, whoever came; contacts are independent of each other",
    caveat="It counts what partners recorded, not what they did; a large venue serves people from other areas",
)


def contact_rate(
    contacts: pd.DataFrame, areas: pd.DataFrame, *, per: float = 1_000, confidence: float = 0.95
) -> pd.DataFrame:
    """Recorded contacts per 1,000 residents of each area, with limits.

    Parameters
    ----------
    contacts
        Checked contacts (one row per event) with area_code.
    areas
        Checked areas, indexed by area_code, with population (residents) and neighbourhood_code.
    per
        Residents that the rate refers to.
    confidence
        Two-sided confidence of the limits.

    Returns
    -------
    DataFrame
        On the index of `areas`: value, lower, upper (contacts per `per` residents), numerator (contacts), denominator
        (residents), n (contacts), method, status. An area with no contact is "none recorded" where its neighbourhood
        has some, else "not reported" with no value; an area without residents is "missing".

    Notes
    -----
    value = per * contacts / residents; limits by `poisson_limits`.

    Examples
    --------
    >>> areas = pd.DataFrame(
    ...     {"population": [1000, 500, 0], "neighbourhood_code": ["N1", "N1", "N1"]}, index=["A", "B", "C"]
    ... )
    >>> contacts = pd.DataFrame({"area_code": ["A"] * 5 + ["C"]})
    >>> contact_rate(contacts, areas)[["value", "lower", "upper", "status"]].round(2)
       value  lower  upper         status
    A    5.0   1.62  11.67          value
    B    0.0   0.00   7.38  none recorded
    C    NaN    NaN    NaN        missing
    """
    counts = contacts["area_code"].value_counts().reindex(areas.index, fill_value=0)
    return rate_table(
        counts, counts, areas["population"], reporting_areas(contacts, areas), per=per, confidence=confidence
    )
