"""Share of residents who live near a partner, of any sector and of each."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.counting import Floats, sum_by
from prevent_geo.measures.common.districts import zone_index, zones_or_districts
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status
from prevent_geo.measures.nearest_partner import nearest_partner

CARD = MethodCard(
    id="share_within",
    group="partners",
    title="Residents near a partner",
    question="What share of residents live within 2 km of a partner of each sector?",
    unit="share of residents (0 to 1)",
    formula="residents of areas whose point lies within the distance of a site ÷ residents of all areas of the place",
    method="Straight line from a point inside each area; all of its residents count as near, or none. All areas are "
    "looked at, so there is no sampling error and no limits",
    reference="Euclidean distance in the metric CRS of the dataset; partners outside the place count too",
    assumptions="Residents are near the area's point; a partner serves whoever is near. 2 km is a choice",
    caveat="A straight line is shorter than any road; near is not the same as open to people",
)


def share_within(
    partners: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    *,
    distance_m: float = 2_000,
    zones: pd.Series | None = None,
) -> pd.DataFrame:
    """Share of each zone's residents who live within a distance of a partner.

    Parameters
    ----------
    partners
        Checked partners (points, metric CRS) with sector.
    areas
        Checked areas (polygons, the same CRS), indexed by area_code, with population (residents).
    distance_m
        How far is near, in metres.
    zones
        Zone of each area, on their index; their district_code if not given, or one zone, "all", where they have none.

    Returns
    -------
    DataFrame
        Indexed by sector ("any" first) and zone: value (share, 0 to 1), numerator (residents near), denominator
        (residents), n (partners of the sector), method, status; no limits. Areas without residents, or without a
        shape, are left out; a zone without any, and every zone where there is no partner at all, is "missing".

    Raises
    ------
    InputError
        If either frame has no metric CRS, or they have different ones.

    Examples
    --------
    >>> import shapely
    >>> from prevent_geo.crs import BRITISH_NATIONAL_GRID as GRID
    >>> boxes = [shapely.box(x - 1, -1, x + 1, 1) for x in (0, 1500, 9000)]
    >>> areas = gpd.GeoDataFrame({"population": [100, 200, 300]}, index=list("ABC"), geometry=boxes, crs=GRID)
    >>> partners = gpd.GeoDataFrame({"sector": ["library"]}, geometry=[shapely.Point(0, 0)], crs=GRID)
    >>> share_within(partners, areas, zones=pd.Series("Z", index=areas.index))[["value", "numerator", "denominator"]]
                  value  numerator  denominator
    sector  zone
    any     Z       0.5      300.0        600.0
    library Z       0.5      300.0        600.0
    """
    codes = zones_or_districts(areas, zones)
    index = zone_index(codes)
    distances = nearest_partner(partners, areas)
    parts, none = {}, np.empty(0)
    for sector, rows in distances.groupby(level="sector", sort=False):
        distance_km = rows["value"].to_numpy()
        people = areas["population"].to_numpy(dtype="float64", na_value=0.0)
        people = np.where(np.isnan(distance_km), 0.0, people)
        near, total = (
            sum_by(pd.Series(count, index=areas.index), codes, index).to_numpy()
            for count in (np.where(distance_km <= distance_m / 1_000, people, 0.0), people)
        )
        parts[str(sector)] = _part(index, near, total, int(rows["n"].iloc[0]) if len(rows) else 0)
    return pd.concat(parts, names=["sector", "zone"]) if parts else _part(index[:0], none, none, 0)


def _part(index: pd.Index, near: Floats, total: Floats, partners: int) -> pd.DataFrame:
    known = total > 0
    return result_table(
        index,
        value=np.divide(near, total, out=np.full(len(index), np.nan), where=known),
        numerator=np.where(known, near, np.nan),
        denominator=np.where(known, total, np.nan),
        n=partners,
        method=np.where(known, "all areas", "none"),
        status=np.where(known, Status.VALUE, Status.MISSING),
    )
