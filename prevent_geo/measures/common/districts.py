"""The zones that a measure sums to where the caller names none: districts, or one zone for all."""

from __future__ import annotations

import pandas as pd

from prevent_geo.measures.common.counting import count_by
from prevent_geo.measures.common.incidence import codes_in
from prevent_geo.measures.common.zones import WHOLE, zones_at


def zones_or_districts(areas: pd.DataFrame, zones: pd.Series | None) -> pd.Series:
    """Zone of each area: the one given, else its district, else "all" where no area has a district.

    Examples
    --------
    >>> areas = pd.DataFrame({"district_code": ["D", "E"]}, index=["A", "B"])
    >>> zones_or_districts(areas, None).tolist()
    ['D', 'E']
    >>> zones_or_districts(areas.assign(district_code=None), None).tolist()
    ['all', 'all']
    """
    if zones is not None:
        return zones.reindex(areas.index)
    known = "district_code" in areas and areas["district_code"].notna().any()
    return zones_at(areas, "district" if known else WHOLE)


def zone_index(zones: pd.Series) -> pd.Index:
    """The zones that any area is in, once and in order.

    Examples
    --------
    >>> zone_index(pd.Series(["Z", None, "Y", "Z"])).tolist()
    ['Y', 'Z']
    """
    codes = codes_in(zones)
    index: pd.Index = codes[(count_by(zones, codes) > 0).to_numpy()].rename("zone")
    return index
