"""Invented engagement contacts over invented or real areas and partners."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from prevent_geo.synthesis.intensity import Reach, draw_counts, reach
from prevent_geo.synthesis.mix import mix
from prevent_geo.synthesis.records import draw_records
from prevent_geo.synthesis.streams import Integers, pick, stream

# Monday to Sunday
_WEEKDAYS = np.array([20, 24, 24, 22, 16, 5, 1])


def draw_contacts(
    areas: gpd.GeoDataFrame,
    partners: gpd.GeoDataFrame,
    *,
    contacts: int = 8_000,
    start: date,
    months: int = 24,
    seed: int,
) -> pd.DataFrame:
    """Draw engagement contacts: events that partners held in areas; never a row about a person.

    Contacts are an inhomogeneous Poisson process over areas and months: more where more people live, where
    deprivation is higher, near partners with capacity, and outside the holidays. About one area in twenty,
    and one whole neighbourhood, have none; a few areas have one or two contacts with one or two people.

    Parameters
    ----------
    areas
        Areas with area_code (column or index), neighbourhood_code, population (residents), deprivation_decile
        (may be missing) and geometry in metres.
    partners
        Partners with partner_id (column or index), sector, capacity (sessions per month; 4 where missing) and
        points in the CRS of the areas.
    contacts
        How many to expect; the number drawn varies around it.
    start
        First day of the first month.
    months
        How many months from there.
    seed
        The same seed, areas and partners give the same contacts, whatever the order of their rows.

    Returns
    -------
    DataFrame
        One row per contact in the order of dates: contact_id (XC000001 ...), date, area_code, partner_id,
        kind, strand, theme, attendance (persons; missing where not reported), initiated_by, trust_mean (1 to
        5; missing where fewer than 3 answered), trust_responses (persons), answered_on and recorded_on. Dates
        are ISO text.

    Raises
    ------
    ValueError
        If there are no areas or partners, if their CRS differ, if start is not the first of a month, or if
        not one contact was drawn.
    """
    _check(areas, partners, start)
    areas, partners = _by_key(areas, "area_code"), _by_key(partners, "partner_id")
    rng = stream(seed, "contacts")
    calendar = pd.period_range(pd.Period(start, "M"), periods=months)
    reached = reach(areas, partners)
    counts, faint = draw_counts(areas, reached.pull, calendar, contacts=contacts, rng=rng)
    if not counts.any():
        raise ValueError(f"{contacts} contacts over {len(areas)} areas came to none; ask for more")
    cell = np.repeat(np.arange(counts.size), counts.ravel())
    place, month = cell // months, cell % months
    days = _draw_days(calendar, month, rng)
    order = np.lexsort((place, days))
    place, month, days = place[order], month[order], days[order]
    holder = _draw_holders(reached, place, calendar.month.to_numpy()[month], rng)
    drawn = pd.DataFrame({"contact_id": [f"XC{n:06}" for n in range(1, len(days) + 1)]})
    drawn["date"] = np.datetime_as_string(days)
    drawn["area_code"] = areas["area_code"].astype("str").to_numpy()[place]
    drawn["partner_id"] = partners["partner_id"].astype("str").to_numpy()[holder]
    records = draw_records(
        days,
        sectors=partners["sector"].astype("str").to_numpy()[holder],
        groups=pd.factorize(areas["neighbourhood_code"], sort=True)[0][place],
        holders=holder,
        faint=np.isin(place, faint),
        seed=seed,
    )
    return pd.concat([drawn, records], axis=1)


def _check(areas: gpd.GeoDataFrame, partners: gpd.GeoDataFrame, start: date) -> None:
    if areas.empty or partners.empty:
        raise ValueError("contacts need at least one area and one partner")
    if areas.crs != partners.crs:
        raise ValueError("areas and partners are in different coordinate reference systems; use .to_crs(areas.crs)")
    if start.day != 1:
        raise ValueError(f"start is {start.isoformat()}; give the first day of a month")


def _by_key(frame: gpd.GeoDataFrame, key: str) -> gpd.GeoDataFrame:
    """The rows in the order of their key, so that what is drawn does not depend on the order they come in."""
    keyed = frame if key in frame else frame.reset_index()
    return keyed.sort_values(key, ignore_index=True)


def _draw_days(calendar: pd.PeriodIndex, month: Integers, rng: np.random.Generator) -> np.ndarray:
    """A day in each month, seldom at the weekend."""
    first = calendar[0].start_time.to_datetime64().astype("datetime64[D]")
    lengths = calendar.days_in_month.to_numpy()
    days = first + np.arange(lengths.sum())
    # day 0 of the epoch was a Thursday
    weights = _WEEKDAYS[(days.astype(np.int64) + 3) % 7]
    ceilings = np.append(0, np.cumsum(weights))
    opens = np.append(0, np.cumsum(lengths))
    low, high = ceilings[opens[month]], ceilings[opens[month + 1]]
    return np.asarray(days[np.searchsorted(ceilings, rng.integers(low, high), side="right") - 1])


def _draw_holders(reached: Reach, place: Integers, month_of_year: Integers, rng: np.random.Generator) -> Integers:
    """The partner that held each contact: a near one with capacity, no school in the school holidays."""
    # squared: a contact is held by one of the few nearest, although all of them make an area easier to reach
    pull = reached.pull[place] ** 2
    away = np.isin(month_of_year, mix()["season"]["school_holidays"])
    if not reached.schools.all():
        pull = np.where(away[:, None] & reached.schools[None, :], 0.0, pull)
    return pick(pull, rng)
