"""What chance does in a town, and how far its records go beyond: the arithmetic of lesson 3."""

from __future__ import annotations

import pandas as pd

from prevent_geo.course.lessons.common import once
from prevent_geo.course.reach import even_contacts, reach_by_zone, unlike_zones
from prevent_geo.course.town import KnownTown
from prevent_geo.measures import funnel, smoothed_rate

ENDS = 5
LAST_MONTHS = 3
LOW, HIGH = ("below 99.8 %", "below 95 %"), ("above 95 %", "above 99.8 %")


def even_zones(town: KnownTown) -> pd.DataFrame:
    """Zones of unlike sizes in a town where every resident is reached alike, from the lowest rate to the highest."""
    return once(town, "even", _draw_even)


def _draw_even(town: KnownTown) -> pd.DataFrame:
    table = reach_by_zone(even_contacts(town.contacts, town.areas), town.areas, unlike_zones(town.areas))
    return table.sort_values("rate", kind="stable")


def ends(town: KnownTown) -> pd.DataFrame:
    """The zones with the highest and the lowest rates of the even town."""
    return pd.concat([even_zones(town).head(ENDS), even_zones(town).tail(ENDS)])


def small_among(town: KnownTown, table: pd.DataFrame) -> int:
    """How many zones of a table are among the smaller half of all."""
    return int((table["residents"] < even_zones(town)["residents"].median()).sum())


def signals_of(town: KnownTown) -> pd.Series:
    """What the funnel says of each area over the whole period."""
    return once(town, "funnel", lambda known: funnel(known.contacts, known.areas)["signal"])


def beyond(town: KnownTown, *signals: str) -> int:
    """How many areas have one of some signals."""
    return int(signals_of(town).isin(signals).sum())


def with_rate(town: KnownTown) -> int:
    """How many areas have a rate."""
    return int((signals_of(town) != "").sum())


def last_rates(town: KnownTown) -> pd.DataFrame:
    """Raw and smoothed rates of the last three months."""
    return once(town, "smoothed", _smooth_last)


def _smooth_last(town: KnownTown) -> pd.DataFrame:
    begins = town.town.intensity.calendar[-LAST_MONTHS].start_time
    return smoothed_rate(town.contacts[town.contacts["date"] >= begins], town.areas)


def highest(town: KnownTown) -> str:
    """The area with the highest raw rate of the last three months."""
    return str(last_rates(town)["raw_rate"].idxmax())


def true_last_rates(town: KnownTown) -> pd.Series:
    """Contacts to be recorded per 1,000 residents in the last three months, by the truth of the town."""
    months = range(len(town.counts) - LAST_MONTHS, len(town.counts))
    expected = sum(town.town.intensity.month(month).recorded for month in months)
    return pd.Series(expected, index=town.areas.index) * 1_000 / town.areas["population"]


def mean_rate(town: KnownTown) -> float:
    """The rate of all areas in the last months."""
    table = last_rates(town)
    known = table["value"].notna()
    return 1_000 * float(table.loc[known, "numerator"].sum() / table.loc[known, "denominator"].sum())
