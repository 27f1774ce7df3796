"""Distance to the nearest partner, of any sector and of each."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.counting import positions
from prevent_geo.measures.common.distance import Shapes, nearest_m, origins_of, require_distances
from prevent_geo.measures.common.incidence import codes_in
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status

ANY_SECTOR = "any"

CARD = MethodCard(
    id="nearest_partner",
    group="partners",
    title="Distance to the nearest partner",
    question="How far is the nearest partner?",
    unit="km",
    formula="min over partners of the straight distance from a point inside the area",
    method="Straight line from a point inside the area (its representative point) to the nearest partner of the sector",
    reference="Euclidean distance in the metric CRS of the dataset; partners outside the place count too",
    assumptions="Residents are near the area's representative point; a partner serves whoever is near",
    caveat="A straight line is shorter than any road; near is not the same as open to people",
)


def nearest_partner(partners: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Kilometres from each area to the nearest partner, of any sector and of each sector.

    Parameters
    ----------
    partners
        Checked partners (points, metric CRS) with sector.
    areas
        Checked areas (polygons, the same CRS), indexed by area_code.

    Returns
    -------
    DataFrame
        Indexed by sector ("any" first) and area_code: value (km), n (partners of that sector), method, status;
        lower, upper, numerator and denominator are missing. Without any partner the status is "missing".

    Raises
    ------
    InputError
        If either frame has no metric CRS, or they have different ones.

    Examples
    --------
    >>> import shapely
    >>> from prevent_geo.crs import BRITISH_NATIONAL_GRID as GRID
    >>> square = shapely.box(0, 0, 1000, 1000)
    >>> areas = gpd.GeoDataFrame(index=pd.Index(["A"], name="area_code"), geometry=[square], crs=GRID)
    >>> partners = gpd.GeoDataFrame({"sector": ["library"]}, geometry=[shapely.Point(500, 3500)], crs=GRID)
    >>> nearest_partner(partners, areas)["value"].to_dict()
    {('any', 'A'): 3.0, ('library', 'A'): 3.0}
    """
    require_distances(partners, areas)
    origins = origins_of(areas)
    shapes, sector = partners.geometry.to_numpy(), partners["sector"]
    sectors = codes_in(sector)
    at = positions(sector, sectors)
    sites = {ANY_SECTOR: shapes} | {str(code): shapes[at == i] for i, code in enumerate(sectors) if (at == i).any()}
    parts = {code: _nearest(origins, of_code, areas.index) for code, of_code in sites.items()}
    return pd.DataFrame(pd.concat(parts, names=["sector", areas.index.name]))


def _nearest(origins: Shapes, sites: Shapes, index: pd.Index) -> pd.DataFrame:
    value = nearest_m(origins, sites) / 1_000
    status = np.where(np.isnan(value), Status.MISSING, Status.VALUE)
    return result_table(index, value=value, n=len(sites), method="straight line", status=status)
