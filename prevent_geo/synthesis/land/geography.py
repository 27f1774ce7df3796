"""An invented country: areas that nest contiguously in neighbourhoods, districts and police force areas."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from prevent_geo.crs import BRITISH_NATIONAL_GRID
from prevent_geo.synthesis.land.borders import draw_borders
from prevent_geo.synthesis.land.cells import Cells, divide
from prevent_geo.synthesis.land.landscape import cross_rivers, lay_ground, settle_parks, trace_parks, trace_rivers
from prevent_geo.synthesis.land.names import name_landscape, name_places
from prevent_geo.synthesis.land.nesting import nest
from prevent_geo.synthesis.land.partition import connected
from prevent_geo.synthesis.land.people import draw_people
from prevent_geo.synthesis.land.settlement import Towns, settle
from prevent_geo.synthesis.streams import Floats, Integers, stream

_CRS = BRITISH_NATIONAL_GRID
_AREAS_PER = {"neighbourhood": 15, "district": 112, "force": 830}
_ATTEMPTS = 8


@dataclass(frozen=True, eq=False)
class Land:
    """Areas, and what lies among them: rows of `landscape` are rivers, parks and town centres."""

    areas: gpd.GeoDataFrame
    landscape: gpd.GeoDataFrame


def draw_areas(*, districts: int = 3, neighbourhoods: int = 24, areas: int = 360, seed: int) -> gpd.GeoDataFrame:
    """Draw the areas of a town, with names, residents and surroundings: see `draw_land`.

    Examples
    --------
    >>> town = draw_areas(districts=2, neighbourhoods=4, areas=12, seed=1)
    >>> town["area_code"].iloc[0], len(town), town["district_code"].nunique()
    ('X01000001', 12, 2)
    """
    return draw_land(districts=districts, neighbourhoods=neighbourhoods, areas=areas, forces=1, seed=seed).areas


def draw_land(
    *,
    areas: int,
    neighbourhoods: int | None = None,
    districts: int | None = None,
    forces: int | None = None,
    seed: int,
) -> Land:
    """Draw a country from a village (3 areas) to a nation (35,672), with names, residents and surroundings.

    It does not exist, and lies in the sea: in whole metres of the British National Grid, where no land is.
    Its polygons are a valid coverage: no gaps, no overlaps, every shared border the same on both sides.
    Areas are small where people live closely. They nest in neighbourhoods, districts and police force areas,
    each in one piece, by default of about 15, 112 and 830 areas. About 1 area in 100 has a second part
    elsewhere in its neighbourhood, and a few have a hole (at least one of each from 60 areas on).
    A river runs along borders of areas, and a park lies within one area.

    Returns
    -------
    Land
        `areas`, one row per area, sorted by area_code: area_code, area_name, neighbourhood_code,
        neighbourhood_name, district_code, district_name, force_code, force_name, population (residents),
        households, deprivation_decile (1 = most deprived; missing for about 2 in 100), rurality and geometry.
        Codes begin with X. `landscape`: kind (river, park, centre), name and geometry (lines, polygons, points);
        nobody lives in a park.

    Raises
    ------
    ValueError
        If the levels cannot nest: forces <= districts <= neighbourhoods <= areas does not hold.
    """
    asked = {"neighbourhood": neighbourhoods, "district": districts, "force": forces}
    counts = {"area": areas}
    for level, count in asked.items():
        usual = min(max(1, round(areas / _AREAS_PER[level])), list(counts.values())[-1])
        counts[level] = usual if count is None else count
    below = list(counts.values())
    if not 0 < below[3] <= below[2] <= below[1] <= below[0]:
        raise ValueError(
            f"{below[3]} forces, {below[2]} districts, {below[1]} neighbourhoods and {areas} areas do not nest"
        )
    complete = {"river", "park", "centre"} if areas > 1 else {"park", "centre"}
    for attempt in range(_ATTEMPTS):
        rng = stream(seed, "geography" if attempt == 0 else f"geography {attempt}")
        drawn = _draw(counts, rng, seed)
        # in a village the only river may pass by, or the only park lie outside
        if drawn is not None and (attempt == _ATTEMPTS - 1 or complete <= set(drawn.landscape["kind"])):
            return drawn
    raise ValueError(f"no borders for {areas} areas survive rounding to whole metres; draw with another seed")


def _draw(counts: dict[str, int], rng: np.random.Generator, seed: int) -> Land | None:
    """One attempt: where people live, what lies between, the levels, the borders, then names and residents."""
    settlement = settle(areas=counts["area"], rng=rng)
    ground = lay_ground(settlement, areas=counts["area"], rng=rng)
    cells = divide(ground.points)
    crossing = cross_rivers(cells, ground)
    inside = connected(cells.links, ~cells.rim & ground.on_land)
    park_of = settle_parks(cells, ground, inside, crossing)
    nested = nest(cells, inside, park_of, crossing.river_of >= 0, counts=counts, rng=rng)
    faces = np.where(park_of >= 0, counts["area"] + park_of, nested.area_of)
    borders = draw_borders(cells, faces, nested.area_of, crossing.where, rng=rng)
    if borders is None:
        return None
    places = name_places(nested.levels, seed=seed)
    polygons = gpd.GeoSeries(borders.polygons, crs=_CRS)
    people = draw_people(polygons, _touching(cells, nested.area_of), seed=seed)
    areas = gpd.GeoDataFrame(pd.concat([places, people], axis=1), geometry=polygons, crs=_CRS)
    lying: dict[str, list[shapely.Geometry]] = {
        "river": trace_rivers(cells, nested.area_of, crossing, borders),
        "park": trace_parks(cells, park_of, borders),
        "centre": [shapely.Point(spot) for spot in _centres(settlement.towns, cells, inside)],
    }
    rows = [(kind, shape) for kind, shapes in lying.items() for shape in shapes]
    landscape = pd.DataFrame({"kind": [kind for kind, _ in rows]})
    landscape["name"] = name_landscape(landscape["kind"], counts["district"], seed=seed)
    return Land(areas, gpd.GeoDataFrame(landscape, geometry=[shape for _, shape in rows], crs=_CRS))


def _centres(towns: Towns, cells: Cells, inside: np.ndarray) -> Floats:
    """Centres of the towns that are on land, in whole metres."""
    nearest = cKDTree(cells.points).query(towns.centres)[1]
    return np.asarray(np.round(towns.centres[inside[nearest]]), dtype=np.float64)


def _touching(cells: Cells, area_of: Integers) -> Integers:
    """Pairs of areas that share a border, in order."""
    pairs = np.sort(area_of[cells.links], axis=1)
    pairs = pairs[(pairs[:, 0] != pairs[:, 1]) & (pairs[:, 0] >= 0)]
    return np.asarray(np.unique(pairs, axis=0), dtype=np.int64)
