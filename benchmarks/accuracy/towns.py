"""Towns of one seed: the same land and partners, with other things planted in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from prevent_geo.dataset import Dataset
from prevent_geo.period import Period
from prevent_geo.synthesis import draw_town
from prevent_geo.synthesis.contacts import draw_counts
from prevent_geo.synthesis.features import Feature, Wish, of_kind
from prevent_geo.synthesis.intensity import Intensity
from prevent_geo.synthesis.town import Town, make_intensity

START, MONTHS, CONTACTS = date(2024, 10, 1), 24, 12_000


def usual_town(seed: int) -> Town:
    """360 areas, 120 partners, 12,000 contacts over 24 months, and everything that a town usually has."""
    return draw_town(seed=seed, contacts=CONTACTS, start=START, months=MONTHS)


def town_like(town: Town, *, plain: bool = True, plant: Sequence[Wish] | None = None, contacts: int = CONTACTS) -> Town:
    """A town on the same land with the same partners: nothing planted but `plant`, or the usual things if not plain."""
    wishes = [] if plain and plant is None else plant
    intensity, left_out = make_intensity(
        town.areas,
        town.partners,
        contacts=contacts,
        start=START,
        months=MONTHS,
        seed=town.seed,
        plant=wishes,
        even=plain,
    )
    return replace(town, intensity=intensity, left_out=left_out, plain=plain)


def as_dataset(town: Town) -> Dataset:
    from town_dataset import town_dataset

    return town_dataset(town)


def second_year(data: Dataset) -> Dataset:
    """The last twelve months, which know the twelve before."""
    return data.during(Period.parse("last 12 months", data.period))


def counted(intensity: Intensity) -> pd.DataFrame:
    """Contacts with no more than area and date (the first of the month): enough for what only counts them."""
    counts = np.column_stack([month.recorded for month in draw_counts(intensity)])
    area, month = np.indices(counts.shape).reshape(2, -1)
    repeats = counts.ravel()
    codes = intensity.areas["area_code"].astype(str).tolist()
    starts = intensity.calendar.to_timestamp().to_numpy()
    return pd.DataFrame(
        {
            "area_code": pd.Categorical.from_codes(np.repeat(area, repeats), categories=codes),
            "date": starts[np.repeat(month, repeats)],
        }
    )


def indexed_areas(town: Town) -> pd.DataFrame:
    """The areas as measures read them."""
    return town.areas.assign(population=town.areas["population"].astype("Int64")).set_index("area_code")


def planted(intensity: Intensity, kind: str) -> Feature | None:
    """The first feature of a kind; None where it found no place."""
    found = of_kind(intensity.features, kind)
    return found[0] if found else None


def months_from(intensity: Intensity, feature: Feature) -> int:
    """Months of the calendar before the one in which a feature begins."""
    return [str(month) for month in intensity.calendar].index(feature.start)


def until(data: Dataset, months: int) -> Period:
    """The first so many months of a dataset."""
    first = pd.Period(data.period.start, "M")
    return Period(data.period.start, (first + months - 1).end_time.date())
