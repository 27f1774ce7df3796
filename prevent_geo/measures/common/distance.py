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


def has_place(shapes: Shapes) -> npt.NDArray[np.bool_]:
    """Whether each shape is anywhere: neither missing nor empty."""
    return ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))


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


def nearest_m(origins: Shapes, sites: Shapes) -> Floats:
    """Metres from each origin to the nearest site; missing where there is none, or the origin is empty.

    Examples
    --------
    >>> nearest_m(shapely.points([[0, 0], [100, 0]]), shapely.points([[0, 30], [0, 31]])).round(1).tolist()
    [30.0, 104.4]
    """
    distance_m = np.full(len(origins), np.nan)
    if len(sites) and len(origins):
        (origin, _), found = shapely.STRtree(sites).query_nearest(origins, return_distance=True, all_matches=False)
        distance_m[origin] = found
    return distance_m


def require_distances(sites: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, name: str = "partners") -> None:
    """Refuse sites and areas between which no distance in metres can be taken."""
    require_metric(sites, name)
    require_metric(areas, "areas")
    require_same(sites, name, areas, "areas")
