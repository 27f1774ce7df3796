"""A small dataset whose counts are given area by area, for tests of what may be shown of it."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from prevent_geo.period import Period

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))


def small(sample, counts, *, neighbourhoods=None, partner=0):
    """The sample cut to some areas with one event each a month.

    `counts` gives, for each area name, the attendance of each month (January first; 0: no event). `neighbourhoods` maps
    an area to its neighbourhood; all are in "N" otherwise. All areas lie in one district.
    """
    names = list(counts)
    homes = [(neighbourhoods or {}).get(name, "N") for name in names]
    areas = sample.areas.iloc[: len(names)].set_axis(pd.Index(names, name="area_code"))
    areas = areas.assign(
        area_name=names,
        neighbourhood_code=homes,
        neighbourhood_name=homes,
        district_code="D",
        district_name="D",
        force_code="F",
        force_name="F",
    )
    rows = [(name, month, count) for name, of in counts.items() for month, count in enumerate(of, 1) if count]
    contacts = sample.contacts.iloc[: len(rows)].assign(
        area_code=[name for name, _, _ in rows],
        date=pd.to_datetime([f"2025-{month:02}-15" for _, month, _ in rows]),
        attendance=pd.array([count for _, _, count in rows], "Int64"),
        partner_id=sample.partners.index[partner],
        trust_mean=np.nan,
        trust_responses=pd.array([None] * len(rows), "Int64"),
    )
    return replace(
        sample, areas=areas, contacts=contacts, pathway=sample.pathway[:0], period=YEAR, earlier=None, folder=None
    )
