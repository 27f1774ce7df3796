"""Sessions within reach, shared among the residents who can reach them."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from prevent_geo.errors import InputError
from prevent_geo.measures.common.card import MethodCard
from prevent_geo.measures.common.distance import has_place, origins_of, pairs_within, require_distances
from prevent_geo.measures.common.result import result_table
from prevent_geo.measures.common.status import Status

CARD = MethodCard(
    id="access",
    group="partners",
    title="Access to sessions",
    question="How many sessions are within reach, for the number of residents who share them?",
    unit="sessions a month per 1,000 residents",
    formula="1,000 × sum over partners j within reach of: weight(distance) × capacity(j) ÷ sum over areas k within "
    "j's reach of weight(distance) × residents(k)",
    method="Enhanced two-step floating catchment areas over straight distances, with the weights 1, 0.68 and 0.22 up "
    "to 1, 2 and 5 km; no estimate of error is made",
    reference="Luo & Qi (2009), Health & Place 15: An enhanced two-step floating catchment area (E2SFCA) method",
    assumptions="Residents are at a point inside their area; each shares what is near with all others for whom it is "
    "near; capacity is what partners say. The distances are a choice for short ways on foot or by bus",
    caveat="It says what could be reached, not what is used; a straight line is shorter than any road, and a partner "
    "that gives no capacity adds nothing",
)
WEIGHTS = (1.0, 0.68, 0.22)
BANDS_M = (1_000.0, 2_000.0, 5_000.0)


def access(
    partners: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    *,
    bands_m: Sequence[float] = BANDS_M,
    weights: Sequence[float] = WEIGHTS,
) -> pd.DataFrame:
    """Sessions a month per 1,000 residents that each area can reach.

    Parameters
    ----------
    partners
        Checked partners (points, metric CRS) with capacity (sessions a month; may be missing).
    areas
        Checked areas (polygons, the same CRS), indexed by area_code, with population (residents).
    bands_m
        Upper bounds of the bands of distance, in metres, rising; beyond the last nothing is within reach.
    weights
        Weight of each band.

    Returns
    -------
    DataFrame
        On the index of `areas`: value (sessions a month per 1,000 residents; 0 where nothing is within reach), n and
        partners_in_reach (partners with a capacity within the last band), method, status; no limits. Further:
        partners_of_unknown_capacity (within the last band; they add nothing). An area without a shape is "missing", and
        so are all where no partner gives a capacity, and an area that reaches only partners from whom nothing can be
        shared out: they give no capacity, or nobody is known to live within their reach.

    Raises
    ------
    InputError
        If either frame has no metric CRS, they have different ones, or bands and weights do not fit each other.

    Notes
    -----
    Supply ratio of partner j: R(j) = capacity(j) / sum of w(d(k, j)) residents(k) over areas k within reach; access of
    area i: sum of w(d(i, j)) R(j). Over all areas, residents × access add up to the capacity of the partners that
    somebody lives near. Residents who are missing or none make no demand; their area still has access.

    Examples
    --------
    >>> import shapely
    >>> from prevent_geo.crs import BRITISH_NATIONAL_GRID as GRID
    >>> boxes = [shapely.box(x - 1, -1, x + 1, 1) for x in (0, 1500, 9000)]
    >>> areas = gpd.GeoDataFrame({"population": 1000}, index=["A", "B", "C"], geometry=boxes, crs=GRID)
    >>> partners = gpd.GeoDataFrame({"capacity": [16.8]}, geometry=[shapely.Point(0, 0)], crs=GRID)
    >>> access(partners, areas)[["value", "partners_in_reach", "status"]].round(2)
       value  partners_in_reach status
    A   10.0                  1  value
    B    6.8                  1  value
    C    0.0                  0  value
    """
    require_distances(partners, areas)
    bounds, steps = np.asarray(bands_m, dtype="float64"), np.asarray(weights, dtype="float64")
    if not len(bounds) or bounds.shape != steps.shape or (np.diff(bounds) <= 0).any() or bounds[0] <= 0:
        raise InputError(f"bands_m {list(bands_m)} are to rise from above 0, with as many weights: {list(weights)}")
    residents = areas["population"].to_numpy(dtype="float64", na_value=0.0)
    capacity = partners["capacity"].to_numpy(dtype="float64", na_value=np.nan)
    origins = origins_of(areas)
    area, partner, distance_m = pairs_within(origins, partners.geometry.to_numpy(), float(bounds[-1]))
    weight = steps[np.searchsorted(bounds, distance_m, side="left")]
    demand = np.bincount(partner, weights=weight * residents[area], minlength=len(partners))
    # nobody near, or no capacity given: nothing to share out
    shared = np.divide(capacity, demand, out=np.zeros(len(partners)), where=(demand > 0) & ~np.isnan(capacity))
    value = 1_000 * np.bincount(area, weights=weight * shared[partner], minlength=len(areas))
    given = ~np.isnan(capacity)
    in_reach, unknown, useful, near = (
        np.bincount(area[of[partner]], minlength=len(areas))
        for of in (given, ~given, given & (demand > 0), np.ones(len(partners), dtype=bool))
    )
    # a zero is true where nobody is near, not where nothing is known of those who are
    known = has_place(origins) & given.any() & ((useful > 0) | (near == 0))
    return result_table(
        areas.index,
        value=np.where(known, value, np.nan),
        n=in_reach,
        method=np.where(known, "E2SFCA", "none"),
        status=np.where(known, Status.VALUE, Status.MISSING),
        more={
            "partners_in_reach": in_reach,
            "partners_of_unknown_capacity": unknown,
        },
    )
