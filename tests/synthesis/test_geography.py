import re
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import CRS

from prevent_geo.crs import BRITISH_NATIONAL_GRID, WEB
from prevent_geo.synthesis.land.geography import Land, draw_areas, draw_land
from prevent_geo.synthesis.land.names import name_partners, name_places
from prevent_geo.synthesis.land.partition import find_pieces, keep_apart, partition
from prevent_geo.synthesis.land.settlement import settle

TOWNS = [(3, 1), (3, 33), (10, 2), (30, 3), (60, 4), (60, 5), (100, 6), (360, 1), (360, 7), (1_000, 8)]
LEVELS = ["neighbourhood", "district", "force"]
# wards and districts whose names come near to what the word lists make; none may be made
REAL = (
    "Aldenham Allington Austerby Brinkworth Brinsley Brinsworth Casterton Corvedale Culverden Dallington "
    "Dulverton Ellingham Endlebury Farington Godinton Halliford Halling Halliwell Pendlebury Pendleton "
    "Quarrington Rendlesham Strelley Ulverston Westleton Wharrels Wolvercote Wolverham Wolverton Brannel Hallam "
    "Calder Carrow Glaven Kestle Warwickshire Berkshire Trafford Salford Bolton Durham Kendal Penrith Torridge "
    "Merton Harrow Barnet"
)


@cache
def land(areas: int, seed: int) -> Land:
    return draw_land(areas=areas, seed=seed)


@pytest.fixture(params=TOWNS, ids=lambda town: f"{town[0]} areas, seed {town[1]}")
def town(request) -> Land:
    return land(*request.param)


def of_kind(town: Land, kind: str) -> gpd.GeoSeries:
    return town.landscape.geometry[town.landscape["kind"] == kind]


def test_the_map_is_a_valid_coverage_in_whole_metres_without_holes(town):
    shapes = town.areas.geometry.to_numpy()
    assert shapely.coverage_is_valid(shapes)
    assert shapely.is_valid(shapes).all()
    corners = shapely.get_coordinates(shapes)
    assert (corners == np.round(corners)).all()
    whole = town.areas.union_all()
    assert whole.geom_type == "Polygon"
    assert len(whole.interiors) == 0


@pytest.mark.parametrize("level", LEVELS)
def test_levels_nest_in_one_piece_each(town, level):
    whole = town.areas.dissolve(f"{level}_code")
    assert set(whole.geom_type) == {"Polygon"}
    finer = ["area", *LEVELS][LEVELS.index(level)]
    assert town.areas.groupby(f"{finer}_code")[f"{level}_code"].nunique().eq(1).all()
    assert town.areas.groupby(f"{level}_code")[f"{level}_name"].nunique().eq(1).all()
    assert town.areas[f"{level}_code"].is_monotonic_increasing


def test_some_areas_are_in_several_parts_and_some_have_a_hole(town):
    if len(town.areas) < 60:
        # too few areas to expect any
        return
    parts, area = shapely.get_parts(town.areas.geometry.to_numpy(), return_index=True)
    several = np.flatnonzero(np.bincount(area) > 1)
    holed = np.unique(area[shapely.get_num_interior_rings(parts) > 0])
    assert 1 <= len(several) <= max(3, 0.03 * len(town.areas))
    assert 1 <= len(holed) <= max(3, 0.02 * len(town.areas))


def test_no_area_lies_on_both_banks_of_the_river(town):
    rivers, shapes = of_kind(town, "river"), town.areas.geometry.to_numpy()
    assert len(rivers) == 1
    river = rivers.iloc[0]
    assert not shapely.relate_pattern(shapes, river, "T********").any()
    assert river.length > 0.5 * np.sqrt(town.areas.area.sum())
    along = shapely.length(shapely.intersection(shapes, river)).sum()
    assert along == pytest.approx(2 * river.length)


def test_few_neighbourhoods_lie_on_both_banks():
    crossed = total = 0
    for areas, seed in [(360, 1), (360, 7), (1_000, 8)]:
        hoods = land(areas, seed).areas.dissolve("neighbourhood_code").geometry.to_numpy()
        river = of_kind(land(areas, seed), "river").iloc[0]
        crossed += shapely.relate_pattern(hoods, river, "T********").sum()
        total += len(hoods)
    assert crossed / total < 0.12


def test_a_park_is_most_of_one_area(town):
    shapes = town.areas.geometry.to_numpy()
    shares = []
    for park in of_kind(town, "park"):
        assert park.geom_type == "Polygon"
        assert park.is_valid
        (host,) = np.flatnonzero(shapely.covers(shapes, park))
        shares.append(park.area / shapes[host].area)
    if len(shapes) >= 100:
        assert max(shares) > 0.35


def test_areas_are_small_where_people_live_closely_and_centres_are_there():
    areas = land(360, 1).areas
    per_km2 = areas["population"] / (areas.area / 1e6)
    centres = of_kind(land(360, 1), "centre")
    at_centre = per_km2[[areas.distance(centre).idxmin() for centre in centres]]
    assert at_centre.median() > 2 * per_km2.median()
    assert areas.area.quantile(0.95) > 20 * areas.area.quantile(0.05)


@pytest.mark.parametrize(("areas", "counts"), [(3, (1, 1, 1)), (30, (2, 1, 1)), (360, (24, 3, 1)), (1_000, (67, 9, 1))])
def test_levels_have_the_usual_counts(areas, counts):
    drawn = land(areas, dict(TOWNS)[areas]).areas
    assert tuple(drawn[f"{level}_code"].nunique() for level in LEVELS) == counts
    assert len(drawn) == areas


def test_counts_can_be_chosen():
    drawn = draw_land(areas=40, neighbourhoods=10, districts=4, forces=2, seed=1).areas
    assert [drawn[f"{level}_code"].nunique() for level in LEVELS] == [10, 4, 2]
    drawn = draw_land(areas=3, neighbourhoods=3, districts=3, forces=3, seed=1).areas
    assert drawn["force_code"].is_unique
    assert len(draw_land(areas=1, seed=1).areas) == 1
    with pytest.raises(ValueError, match="do not nest"):
        draw_land(areas=20, neighbourhoods=4, districts=5, seed=1)
    with pytest.raises(ValueError, match="do not nest"):
        draw_land(areas=0, seed=1)


def test_the_columns_are_those_of_the_table():
    assert list(draw_areas(districts=1, neighbourhoods=2, areas=6, seed=1).columns) == [
        "area_code", "area_name", "neighbourhood_code", "neighbourhood_name", "district_code", "district_name",
        "force_code", "force_name", "population", "households", "deprivation_decile", "rurality", "geometry",
    ]  # fmt: skip


def test_the_same_seed_draws_the_same_land_and_another_seed_another():
    one, again, other = (draw_land(areas=60, seed=seed) for seed in (4, 4, 9))
    for part in ("areas", "landscape"):
        frames = [getattr(drawn, part) for drawn in (one, again, other)]
        pd.testing.assert_frame_equal(frames[0], frames[1])
        assert frames[0].to_wkb().to_csv() == frames[1].to_wkb().to_csv() != frames[2].to_wkb().to_csv()


def test_even_a_nation_lies_where_the_grid_is_made_for_and_no_land_is():
    nation = settle(areas=35_672, rng=np.random.default_rng(1))
    corners = gpd.GeoSeries.from_xy(*nation.points[nation.on_land].T, crs=BRITISH_NATIONAL_GRID).to_crs(WEB)
    west, south, east, north = corners.total_bounds
    use = CRS(BRITISH_NATIONAL_GRID).area_of_use
    assert use.west < west < east < use.east
    assert use.south < south < north < use.north
    # the North Sea between Tynemouth (1.4 W, 55.0 N), Peterhead (1.8 W) and Shetland (59.8 N)
    assert west > -1.4
    assert south > 55.0
    assert north < 59.8


def test_names_and_codes_are_unique_and_not_real(town):
    areas = town.areas
    for level, prefix in zip(["area", *LEVELS], ["X01", "X05", "X08", "X23"], strict=True):
        codes, names = areas[f"{level}_code"].unique(), areas[f"{level}_name"].unique()
        assert [*codes] == [f"{prefix}{n:06}" for n in range(1, len(codes) + 1)]
        assert len(names) == len(codes)
    assert town.landscape["name"].is_unique
    words = {
        word for name in [*areas["area_name"], *town.landscape["name"]] for word in re.findall("[A-Z][a-z]+", name)
    }
    assert not words & set(REAL.split())


def test_a_nation_has_names_enough():
    levels = pd.DataFrame(
        {level: np.arange(35_672) // size for level, size in zip(LEVELS, (15, 112, 830), strict=True)}
    )
    named = name_places(levels, seed=3)
    every = pd.concat([named[f"{level}_name"].drop_duplicates() for level in LEVELS])
    assert len(every) == 2_379 + 319 + 43
    assert every.is_unique
    assert not every.str.contains(r"\d").any()
    assert not {word for name in every for word in name.split()} & set(REAL.split())
    asked = named.iloc[::9].head(3_900).assign(sector="school")
    partners = name_partners(asked, seed=3)
    assert len(set(partners)) == len(partners) == 3_900
    assert not any(re.search(r"\d", name) for name in partners)


def test_partners_get_names_where_places_have_none():
    nowhere = pd.DataFrame({"sector": ["school", "probation"], "neighbourhood_name": pd.NA, "district_name": pd.NA})
    names = name_partners(nowhere, seed=1)
    assert not any("NA" in name or "nan" in name or "{" in name for name in names)


def test_parts_are_connected_and_even():
    across, along = np.meshgrid(np.arange(20), np.arange(20))
    points = np.column_stack([across.ravel(), along.ravel()]).astype(float)
    beside = [(n, n + 1) for n in range(400) if n % 20 < 19]
    links = np.array(beside + [(n, n + 20) for n in range(380)])
    labels = partition(points, links, parts=16, rng=np.random.default_rng(1))
    counts = np.bincount(labels)
    assert len(counts) == 16
    assert counts.min() >= 10
    assert counts.max() <= 45
    inner = links[labels[links[:, 0]] == labels[links[:, 1]]]
    assert find_pieces(inner, 400).max() == 15
    with pytest.raises(ValueError, match="cannot divide 400 places into 401 parts"):
        partition(points, links, parts=401, rng=np.random.default_rng(1))


def test_a_cut_holds_only_where_there_is_enough_on_both_sides():
    links = np.array([(0, 1), (1, 2), (2, 3), (3, 4)])
    cut = np.array([False, True, False, False])
    assert keep_apart(links, cut, count=5, least=2).tolist() == [True, False, True, True]
    assert keep_apart(links, cut, count=5, least=3).tolist() == [True, True, True, True]
