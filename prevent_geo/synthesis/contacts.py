"""Engagement contacts, drawn month by month: events that partners held in areas; never a row about a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from prevent_geo.synthesis.days import draw_days
from prevent_geo.synthesis.intensity import Intensity
from prevent_geo.synthesis.mix import codes, mix, shares
from prevent_geo.synthesis.records import Records, draw_records
from prevent_geo.synthesis.streams import Integers, Lottery, stream
from prevent_geo.synthesis.town import make_intensity

# Monday to Sunday
_WEEKDAYS = (20, 24, 24, 22, 16, 5, 1)


@dataclass(frozen=True, eq=False)
class MonthCounts:
    """How many contacts each area had in a month: recorded ones, and those that a partner did not record."""

    recorded: Integers
    unrecorded: Integers


def draw_contacts(
    areas: gpd.GeoDataFrame,
    partners: gpd.GeoDataFrame,
    *,
    contacts: int = 12_000,
    start: date,
    months: int = 24,
    seed: int,
) -> pd.DataFrame:
    """Draw engagement contacts over areas and partners, invented or real, with the usual features planted.

    Contacts are an inhomogeneous Poisson process over area, month, partner, kind, strand and theme: more where more
    people live, where deprivation is higher, near partners with capacity, and outside the holidays.

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
    intensity, _ = make_intensity(areas, partners, contacts=contacts, start=start, months=months, seed=seed)
    counts = draw_counts(intensity)
    if not sum(month.recorded.sum() for month in counts):
        raise ValueError(f"{contacts} contacts over {len(areas)} areas came to none; ask for more")
    return draw_table(intensity, counts)


def draw_table(intensity: Intensity, counts: list[MonthCounts]) -> pd.DataFrame:
    """All recorded contacts at once, as text; see `draw_contacts`."""
    return as_text(pa.concat_tables(draw_months(intensity, counts)))


def draw_counts(intensity: Intensity) -> list[MonthCounts]:
    """Draw the number of contacts of every area and month."""
    drawn = []
    for number, month in enumerate(intensity.calendar):
        rates, rng = intensity.month(number), stream(intensity.seed, f"counts {month}")
        recorded = rng.poisson(rates.recorded).astype(np.int64)
        drawn.append(MonthCounts(recorded, rng.poisson(np.maximum(rates.true - rates.recorded, 0)).astype(np.int64)))
    return drawn


def draw_months(intensity: Intensity, counts: list[MonthCounts]) -> Iterator[pa.Table]:
    """Draw the recorded contacts, a table a month, in the order of days; dictionary columns and real dates."""
    width = max(6, len(str(sum(int(month.recorded.sum()) for month in counts))))
    before = 0
    for number, month in enumerate(counts):
        table = _draw_month(intensity, number, month.recorded, before, width)
        before += len(table)
        yield table


def as_text(contacts: pa.Table) -> pd.DataFrame:
    """The contacts as text, whole numbers and numbers, with dates in ISO form."""
    plain = {
        field.name: contacts[field.name].cast(pa.string())
        if pa.types.is_dictionary(field.type) or pa.types.is_date32(field.type)
        else contacts[field.name]
        for field in contacts.schema
    }
    types = {pa.int64(): pd.Int64Dtype(), pa.string(): pd.StringDtype(na_value=np.nan)}
    return pd.DataFrame(pa.table(plain).to_pandas(types_mapper=types.get))


def _draw_month(intensity: Intensity, number: int, counts: Integers, before: int, width: int) -> pa.Table:
    rng = stream(intensity.seed, f"contacts {intensity.calendar[number]}")
    rates = intensity.month(number)
    area = np.repeat(np.arange(len(counts)), counts)
    month = intensity.calendar[number]
    first = int(month.start_time.to_datetime64().astype("datetime64[D]").astype(np.int64))
    days = draw_days(first, first + month.days_in_month - 1, _WEEKDAYS, len(area), rng)
    order = np.argsort(days * len(counts) + area, kind="stable")
    area, days = area[order], days[order]
    partner = intensity.access.partner[area, rates.holders.draw(area, rng)]
    kind = rates.kinds.draw(intensity.kind_rows(area, partner), rng)
    strands = list(dict.fromkeys(strand for entry in mix()["strands"].values() for strand in entry))
    strand = Lottery(shares("strands", codes("events"), strands)).draw(kind, rng)
    theme = rates.themes.draw(intensity.group[area], rng)
    records = draw_records(intensity, number, days, area, partner, kind, rng)
    return pa.table(
        {
            "contact_id": _identifiers(before, len(area), width),
            "date": _dates(days),
            "area_code": _words(area, intensity.areas["area_code"].astype(str).tolist()),
            "partner_id": _words(partner, intensity.partners["partner_id"].astype(str).tolist()),
            "kind": _words(kind, codes("events")),
            "strand": _words(strand, strands),
            "theme": _words(theme, codes("themes")),
            **_record_columns(records),
        }
    )


def _record_columns(records: Records) -> dict[str, pa.Array]:
    return {
        "attendance": pa.array(records.attendance, mask=~records.reported),
        "initiated_by": _words(records.by_community.astype(np.int64), ["agency", "community"]),
        "trust_mean": pa.array(records.trust_mean, from_pandas=True),
        "trust_responses": pa.array(records.trust_responses, mask=~records.asked),
        "answered_on": _dates(records.answered_on, ~records.answered),
        "recorded_on": _dates(records.recorded_on),
    }


def _identifiers(before: int, count: int, width: int) -> pa.Array:
    numbers = pa.array(np.arange(before + 1, before + count + 1)).cast(pa.string())
    return pc.binary_join_element_wise("XC", pc.utf8_lpad(numbers, width, "0"), "")


def _words(positions: Integers, words: list[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(positions.astype(np.int32)), pa.array(words, pa.string()))


def _dates(days: Integers, missing: np.ndarray | None = None) -> pa.Array:
    return pa.array(days.astype(np.int32), pa.int32(), mask=missing).cast(pa.date32())
