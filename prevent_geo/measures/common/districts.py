"""The zones that a measure sums to where the caller names none: districts, or one zone for all."""

from __future__ import annotations

import pandas as pd

from prevent_geo.measures.common.zones import WHOLE, zones_at


def zones_or_districts(areas: pd.DataFrame, zones: pd.Series | None) -> pd.Series:
    """Zone of each area: the one given, else its district, else "all" where no area has a district.

    Examples
    --------
    >>> areas = pd.DataFrame({"district_code": ["D", None]}, index=["A", "B"])
    >>> zones_or_districts(areas, None).tolist()
    ['D', None]
    >>> zones_or_districts(areas[["district_code"]].iloc[1:], None).tolist()
    ['all']
    """
    if zones is not None:
        return zones.reindex(areas.index)
    known = "district_code" in areas and areas["district_code"].notna().any()
    return zones_at(areas, "district" if known else WHOLE)
