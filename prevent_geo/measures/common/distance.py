"""Straight distances between areas and sites, of those pairs only that lie near each other."""

from __future__ import annotations

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from prevent_geo.crs import require_metric, require_same
from prevent_geo.measures.common.counting import Floats, Integers

Shapes = npt.NDArray[np.object_]


class Pairs(NamedTuple):
    """Positions of the origin and of the site of each near pair, and how far apart they are."""

    origin: Integers
    site: Integers
    distance_m: Floats


def origins_of(areas: gpd.GeoDataFrame) -> Shapes:
    """The point that stands for each area: one inside it, so that no island or horseshoe is stood for from outside."""
    return np.asarray(shapely.point_on_surface(areas.geometry.to_numpy()))


def pairs_within(origins: Shapes, sites: Shapes, distance_m: float) -> Pairs:
    """Every pair of an origin and a site that are at most so many metres apart; empty shapes are near nothing.

    Examples
    --------
    >>> here, there = shapely.points([[0, 0], [100, 0]]), shapely.points([[0, 30], [0, 31]])
    >>> [array.tolist() for array in pairs_within(here, there, 30)]
    [[0], [0], [30.0]]
    """
    origin, site = shapely.STRtree(sites).query(origins, predicate="dwithin", distance=distance_m)
    order = np.lexsort((site, origin))
    origin, site = origin[order].astype("int64"), site[order].astype("int64")
    return Pairs(origin, site, np.asarray(shapely.distance(origins[origin], sites[site]), dtype="float64"))


def require_distances(partners: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> None:
    """Refuse partners and areas between which no distance in metres can be taken."""
    require_metric(partners, "partners")
    require_metric(areas, "areas")
    require_same(partners, "partners", areas, "areas")
