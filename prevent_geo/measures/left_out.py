"""Under-reached residents who stay out of reach of the sessions that are planned."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.counting import Floats, Integers, positions
from prevent_geo.measures.common.demand import demand_on
from prevent_geo.measures.common.distance import nearest_m, origins_of, pairs_within, require_distances
from prevent_geo.measures.common.districts import zone_index, zones_or_districts
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status
from prevent_geo.measures.siting import SITING_REACH_M

CARD = MethodCard(
    id="left_out",
    group="delivery",
    title="Who is still left out",
    question="How many under-reached residents would still be out of reach of the sessions proposed?",
    unit="under-reached residents beyond reach",
    formula="sum of demand over areas whose point has no site within reach",
    method="Straight line from a point inside each area to the sites; the distance is the median of those left out, "
    "weighted by residents. All areas are looked at: a sum, and no estimate of error is made",
    reference="Euclidean distance in the metric CRS of the dataset; Church & ReVelle (1974), Papers of the Regional "
    "Science Association 32, for the choice of sites",
    assumptions="Residents are near the area's representative point, and all of an area is within reach or none; 2 km "
    "is a choice",
    caveat="Within reach is not reached, and a straight line is shorter than any road; areas from which nobody reports "
    "have no known demand and are counted apart",
)


def left_out(
    demand: pd.Series,
    areas: gpd.GeoDataFrame,
    sites: gpd.GeoDataFrame,
    *,
    reach_m: float = SITING_REACH_M,
    zones: pd.Series | None = None,
) -> pd.DataFrame:
    """Under-reached residents of each zone who live beyond reach of every site.

    Parameters
    ----------
    demand
        Residents to reach of each area, by area_code, 0 or more; may be missing.
    areas
        Checked areas (polygons, metric CRS), indexed by area_code.
    sites
        Sites of the sessions (points, the same CRS), such as the candidates that `siting` chose; may be none.
    reach_m
        How far a session reaches, in metres.
    zones
        Zone of each area, on their index; their district_code if not given, or one zone, "all", where they have none.

    Returns
    -------
    DataFrame
        Indexed by zone: value and numerator (residents beyond reach), denominator (all demand of the zone), n (areas
        left out that have demand), method, status; no limits. Further: share (value ÷ denominator; missing without
        demand), distance_m (median distance to the nearest site of those left out, weighted by residents) and
        areas_unknown (areas whose demand is missing). An area without a shape is out of reach, at no known distance. A
        zone of which no area has a known demand is "missing"; areas without a zone are in none.

    Raises
    ------
    InputError
        If a frame has no metric CRS, they have different ones, or demand is below 0 or of other areas.
    ValueError
        If `reach_m` is not above 0.

    Examples
    --------
    >>> import shapely
    >>> from prevent_geo.crs import BRITISH_NATIONAL_GRID as GRID
    >>> boxes = [shapely.box(x - 1, -1, x + 1, 1) for x in (0, 3_000, 9_000)]
    >>> areas = gpd.GeoDataFrame(index=pd.Index(list("ABC"), name="area_code"), geometry=boxes, crs=GRID)
    >>> demand = pd.Series({"A": 500.0, "B": 400.0, "C": 300.0})
    >>> halls = gpd.GeoDataFrame(geometry=[shapely.Point(1_500, 0)], crs=GRID)
    >>> zones = pd.Series({"A": "Y", "B": "Z", "C": "Z"})
    >>> left_out(demand, areas, halls, zones=zones)[["value", "share", "distance_m"]]
          value     share  distance_m
    zone
    Y       0.0  0.000000         NaN
    Z     300.0  0.428571      7500.0
    """
    if not reach_m > 0:
        raise ValueError(f"reach_m {reach_m} is not above 0; write how far a session reaches, in metres")
    require_distances(sites, areas, "sites")
    given, origins, venues = demand_on(demand, areas), origins_of(areas), origins_of(sites)
    reached = np.zeros(len(areas), dtype=bool)
    reached[pairs_within(origins, venues, reach_m).origin] = True
    codes = zones_or_districts(areas, zones)
    index = zone_index(codes)
    zone, residents = positions(codes, index), np.nan_to_num(given)
    out = (zone >= 0) & ~reached & (residents > 0)
    known = np.bincount(zone[(zone >= 0) & ~np.isnan(given)], minlength=len(index)) > 0
    value, total = (np.bincount(zone[of], weights=residents[of], minlength=len(index)) for of in (out, zone >= 0))
    value, total = np.where(known, value, np.nan), np.where(known, total, np.nan)
    return result_table(
        index,
        value=value,
        numerator=value,
        denominator=total,
        n=np.bincount(zone[out], minlength=len(index)),
        method=np.where(known, "sum", "none"),
        status=np.where(known, Status.VALUE, Status.MISSING),
        more={
            "share": value / np.where(total > 0, total, np.nan),
            "distance_m": _weighted_medians(zone[out], nearest_m(origins[out], venues), residents[out], len(index)),
            "areas_unknown": np.bincount(zone[(zone >= 0) & np.isnan(given)], minlength=len(index)),
        },
    )


def _weighted_medians(groups: Integers, values: Floats, weights: Floats, size: int) -> Floats:
    """Least value of each group at or below which half of its weight lies; missing values are left out."""
    some = np.flatnonzero(~np.isnan(values))
    order = some[np.lexsort((values[some], groups[some]))]
    group, weight = groups[order], weights[order]
    whole = np.bincount(group, weights=weight, minlength=size)
    before = np.concatenate([[0.0], np.cumsum(whole)[:-1]])
    half = np.cumsum(weight) - before[group] >= whole[group] / 2
    medians = np.full(size, np.nan)
    found, first = np.unique(group[half], return_index=True)
    medians[found] = values[order][half][first]
    return medians
