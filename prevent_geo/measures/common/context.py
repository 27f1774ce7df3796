"""What kind of place a place is: the figures by which places are called alike."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from prevent_geo.crs import require_metric
from prevent_geo.measures.common.counting import sum_by


def place_context(areas: gpd.GeoDataFrame, zones: pd.Series | None = None) -> pd.DataFrame:
    """Size, density, deprivation and urban share of places, for `neighbours`.

    Parameters
    ----------
    areas
        Checked areas (polygons, metric CRS), indexed by area_code, with population (residents); deprivation_decile and
        rurality where they are known.
    zones
        Zone of each area, on their index; each area is its own if not given.

    Returns
    -------
    DataFrame
        A row for each zone, in the order of their codes, under the index name place: log_residents (natural
        logarithm), residents_per_km2, deprivation_decile (mean of its areas, weighted by residents) and urban_share (of
        residents, 0 to 1). Areas for which a figure is not known are left out of it; missing where it is known of none.

    Raises
    ------
    InputError
        If areas has no metric CRS.

    Examples
    --------
    >>> import shapely
    >>> from prevent_geo.crs import BRITISH_NATIONAL_GRID as GRID
    >>> areas = gpd.GeoDataFrame(
    ...     {"population": [1000, 3000], "deprivation_decile": [2, 6], "rurality": ["urban", "rural"]},
    ...     index=["A", "B"], geometry=[shapely.box(x, 0, x + 1000, 1000) for x in (0, 1000)], crs=GRID,
    ... )
    >>> place_context(areas, pd.Series("Z", index=["A", "B"])).round(2)
           log_residents  residents_per_km2  deprivation_decile  urban_share
    place
    Z               8.29             2000.0                 5.0         0.25
    """
    require_metric(areas, "areas")
    codes = areas.index.to_series() if zones is None else zones.reindex(areas.index)
    places = pd.Index(codes.dropna().unique().tolist(), name="place").sort_values()
    residents = areas["population"].astype("float64")

    def over(amount: pd.Series, base: pd.Series) -> pd.Series:
        known = amount.notna() & (base > 0)
        top, bottom = (sum_by(values.where(known), codes, places) for values in (amount, base))
        return top / bottom.where(bottom > 0)

    total = sum_by(residents, codes, places)
    decile = _column(areas, "deprivation_decile").astype("float64")
    rurality = _column(areas, "rurality").astype("object")
    urban = (rurality == "urban").astype("float64").where(rurality.notna())
    return pd.DataFrame(
        {
            "log_residents": np.log(total.where(total > 0)),
            "residents_per_km2": over(residents, areas.geometry.area / 1e6),
            "deprivation_decile": over(decile * residents, residents),
            "urban_share": over(urban * residents, residents),
        }
    )


def _column(areas: pd.DataFrame, name: str) -> pd.Series:
    return areas[name] if name in areas else pd.Series(np.nan, index=areas.index)
