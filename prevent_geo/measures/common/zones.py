"""Zones: the same tables with other units of analysis, so that every measure works for any of them."""

from __future__ import annotations

import pandas as pd

# the level, and the zone, that takes in everything
WHOLE = "all"
LEVEL_COLUMNS = ("neighbourhood_code", "district_code", "force_code")


def zones_at(areas: pd.DataFrame, level: str) -> pd.Series:
    """Zone of each area at a level: area, neighbourhood, district, force or all; missing where it has none."""
    if level == WHOLE:
        return pd.Series(WHOLE, index=areas.index, dtype="str")
    return areas.index.to_series() if level == "area" else areas[f"{level}_code"]


def move_to_zones(rows: pd.DataFrame, zones: pd.Series) -> pd.DataFrame:
    """Rows with the zone of their area for its code; rows of other areas, or of areas without a zone, have none.

    Examples
    --------
    >>> move_to_zones(pd.DataFrame({"area_code": ["A", "B"]}), pd.Series({"A": "Z"}))["area_code"].tolist()
    ['Z', nan]
    """
    codes = rows["area_code"].astype("category")
    return rows.assign(area_code=codes.map(zones.astype("object")).astype("category"))


def merge_areas(areas: pd.DataFrame, zones: pd.Series) -> pd.DataFrame:
    """One row for each zone, in the order of their codes, under the index name area_code.

    Parameters
    ----------
    areas
        Checked areas, indexed by area_code.
    zones
        Zone of each area, on their index; areas without one are left out.

    Returns
    -------
    DataFrame
        population and households (sums; missing if none is given); the code of each level above where all of the zone
        has the same, else missing.

    Examples
    --------
    >>> areas = pd.DataFrame({"population": [1000, 500], "district_code": ["D", "D"]}, index=["A", "B"])
    >>> merge_areas(areas, pd.Series(["Z", "Z"], index=["A", "B"])).to_dict("records")
    [{'population': 1500, 'district_code': 'D'}]
    """
    grouped = areas.groupby(zones.reindex(areas.index), sort=True)
    summed = {name: grouped[name].sum(min_count=1) for name in ("population", "households") if name in areas}
    codes = {}
    for name in LEVEL_COLUMNS:
        if name in areas:
            same = grouped[name].nunique(dropna=False) == 1
            codes[name] = grouped[name].first().where(same & (same.index != grouped[name].first()))
    return pd.DataFrame(summed | codes).rename_axis("area_code")
