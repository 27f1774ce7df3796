"""An invented town: areas that nest contiguously in neighbourhoods, districts and one police force area."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import Voronoi

from prevent_geo.crs import BRITISH_NATIONAL_GRID
from prevent_geo.synthesis.borders import draw_polygons
from prevent_geo.synthesis.names import name_places
from prevent_geo.synthesis.partition import coarsen, connected, partition
from prevent_geo.synthesis.people import draw_people
from prevent_geo.synthesis.settlement import settle
from prevent_geo.synthesis.streams import Floats, Integers, stream

_CRS = BRITISH_NATIONAL_GRID
_CELLS_PER_AREA = 36


def draw_areas(*, districts: int = 3, neighbourhoods: int = 24, areas: int = 300, seed: int) -> gpd.GeoDataFrame:
    """Draw a town of areas with names, residents and surroundings.

    The town does not exist; it lies in whole metres of the British National Grid, and its polygons are a
    valid coverage: no gaps, no overlaps, every shared border the same on both sides. Areas are small where
    people live closely. They nest in neighbourhoods, districts and one police force area, each in one piece.

    Returns one row per area, sorted by area_code, with the columns area_code, area_name, neighbourhood_code,
    neighbourhood_name, district_code, district_name, force_code, force_name, population (residents),
    households, deprivation_decile (1 = most deprived; missing for about 2 in 100), rurality and geometry.
    Codes begin with X.

    Raises
    ------
    ValueError
        If the levels cannot nest: districts <= neighbourhoods <= areas does not hold.

    Examples
    --------
    >>> town = draw_areas(districts=2, neighbourhoods=4, areas=12, seed=1)
    >>> town["area_code"].iloc[0], len(town), town["district_code"].nunique()
    ('X01000001', 12, 2)
    """
    if not 0 < districts <= neighbourhoods <= areas:
        raise ValueError(f"{districts} districts, {neighbourhoods} neighbourhoods and {areas} areas do not nest")
    rng = stream(seed, "geography")
    settlement = settle(towns=districts, points=areas * _CELLS_PER_AREA, rng=rng)
    cells = Voronoi(settlement.points)
    finite = np.array([min(ridge) >= 0 for ridge in cells.ridge_vertices])
    links: Integers = np.asarray(cells.ridge_points[finite], dtype=np.int64)
    edges = np.array([ridge for ridge, keep in zip(cells.ridge_vertices, finite, strict=True) if keep], dtype=np.int64)
    closed = np.ones(len(settlement.points), dtype=bool)
    closed[cells.ridge_points[~finite]] = False
    inside = connected(links, closed & (settlement.belonging > settlement.threshold))
    levels = _nest(settlement.points[inside], _renumber(links, inside), (areas, neighbourhoods, districts), rng)
    sides = np.full(len(inside), -1, dtype=np.int64)
    sides[inside] = levels.pop("cell")
    polygons = draw_polygons(np.asarray(cells.vertices), edges, sides[links])
    places = name_places(pd.DataFrame(levels), seed=seed)
    people = draw_people(gpd.GeoSeries(polygons, crs=_CRS), seed=seed)
    return gpd.GeoDataFrame(pd.concat([places, people], axis=1), geometry=polygons, crs=_CRS)


def _renumber(links: Integers, inside: np.ndarray) -> Integers:
    """Links among the points inside, counted from 0."""
    position = np.cumsum(inside) - 1
    return np.asarray(position[links[inside[links].all(axis=1)]], dtype=np.int64)


def _nest(
    points: Floats, links: Integers, counts: tuple[int, int, int], rng: np.random.Generator
) -> dict[str, Integers]:
    """Divide cells into areas, areas into neighbourhoods, those into districts.

    Returns the area of each cell, and the neighbourhood and the district of each area; areas, neighbourhoods
    and districts are counted from north to south, district by district.
    """
    area_of = partition(points, links, parts=counts[0], rng=rng)
    area_points, area_links = coarsen(area_of, points, links)
    neighbourhood_of = partition(area_points, area_links, parts=counts[1], rng=rng)
    hood_points, hood_links = coarsen(neighbourhood_of, area_points, area_links)
    district_of = partition(hood_points, hood_links, parts=counts[2], rng=rng)
    district_points, _ = coarsen(district_of, hood_points, hood_links)

    district_rank = _ranks(-district_points[:, 1])
    hood_rank = _ranks(-hood_points[:, 1], district_rank[district_of])
    area_rank = _ranks(-area_points[:, 1], hood_rank[neighbourhood_of])
    order = np.argsort(area_rank)
    return {
        "cell": area_rank[area_of],
        "neighbourhood": hood_rank[neighbourhood_of][order],
        "district": district_rank[district_of][neighbourhood_of][order],
    }


def _ranks(*keys: Floats | Integers) -> Integers:
    """Rank from 0 by the last key, then the one before it."""
    order = np.lexsort(keys)
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order))
    return ranks
