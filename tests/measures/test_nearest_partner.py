from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_geo.errors import InputError
from prevent_geo.measures import nearest_partner

EXPECTED = pd.read_csv(Path(__file__).parent / "expected" / "nearest_partner.csv", index_col="area_code")
SITES = gpd.GeoDataFrame(
    {"sector": ["library", "school"]}, geometry=gpd.points_from_xy([3500, 500], [4500, 3500]), crs="EPSG:27700"
)


def squares(left_m, bottom_m, index, side=1000):
    left, bottom = np.array(left_m), np.array(bottom_m)
    boxes = shapely.box(left, bottom, left + side, bottom + side)
    return gpd.GeoDataFrame(index=pd.Index(index, name="area_code"), geometry=boxes, crs="EPSG:27700")


AREAS = squares(EXPECTED["left_m"], EXPECTED["bottom_m"], EXPECTED.index)


def test_by_hand():
    result = nearest_partner(SITES, AREAS)
    assert result.index.get_level_values("sector").unique().tolist() == ["any", "library", "school"]
    by_sector = result["value"].unstack("sector")
    pd.testing.assert_frame_equal(
        by_sector, EXPECTED[["any", "library", "school"]], check_dtype=False, check_names=False
    )
    assert set(result["status"]) == {"value"}
    assert result.loc["any", "n"].tolist() == [2, 2, 2]


corners = st.tuples(st.integers(0, 50_000), st.integers(0, 50_000))


@settings(max_examples=40)
@given(st.lists(corners, min_size=1, max_size=6), st.lists(corners, min_size=1, max_size=8))
def test_it_is_the_least_of_all_distances(areas, sites):
    grid = squares(*np.array(areas).T, range(len(areas)), side=2)
    points = np.array(sites)
    sectors = np.where(np.arange(len(sites)) % 2, "school", "library")
    partners = gpd.GeoDataFrame({"sector": sectors}, geometry=gpd.points_from_xy(*points.T), crs="EPSG:27700")
    result = nearest_partner(partners, grid)["value"]
    centres = np.array(areas) + 1
    all_km = np.hypot(*(centres[:, None] - points[None]).transpose(2, 0, 1)) / 1000
    np.testing.assert_allclose(result.loc["any"], all_km.min(axis=1))
    for sector in set(sectors):
        np.testing.assert_allclose(result.loc[sector], all_km[:, sectors == sector].min(axis=1))


def test_without_partners_it_is_missing():
    result = nearest_partner(SITES[:0], AREAS)
    assert result["status"].tolist() == ["missing"] * 3
    assert result["value"].isna().all()
    assert len(nearest_partner(SITES, AREAS[:0])) == 0


def test_an_area_without_a_shape_is_missing_and_not_far():
    areas = AREAS.copy()
    areas.geometry = [shapely.Polygon(), *areas.geometry[1:]]
    result = nearest_partner(SITES, areas).loc["any"]
    assert result["status"].tolist() == ["missing", "value", "value"]


GRID = "use .to_crs('EPSG:27700')"


@pytest.mark.parametrize(
    ("partners", "areas", "message"),
    [
        (SITES, AREAS.to_crs(4326), f"areas is in EPSG:4326 (degrees); distances need metres: {GRID}"),
        (SITES.to_crs(4326), AREAS, f"partners is in EPSG:4326 (degrees); distances need metres: {GRID}"),
        (SITES, AREAS.to_crs(2263), f"areas is in EPSG:2263 (US survey foot); distances need metres: {GRID}"),
        (
            SITES,
            AREAS.to_crs(3857),
            f"areas is in EPSG:3857 (metres at the equator only); distances need metres: {GRID}",
        ),
        (SITES.set_crs(None, allow_override=True), AREAS, "partners has no CRS; distances need one: use .set_crs(...)"),
        (
            SITES,
            AREAS.to_crs(32630),
            f"partners is in EPSG:27700 and areas in EPSG:32630; distances need one CRS: {GRID} on both",
        ),
    ],
)
def test_what_is_not_in_metres_is_refused(partners, areas, message):
    with pytest.raises(InputError) as caught:
        nearest_partner(partners, areas)
    assert str(caught.value) == message


def test_sectors_come_in_order_whatever_their_dtype():
    expected = nearest_partner(SITES, AREAS)
    for order in (["school", "library"], ["x", "school", "library"]):
        categories = SITES.assign(sector=SITES["sector"].astype(pd.CategoricalDtype(order)))
        pd.testing.assert_frame_equal(nearest_partner(categories, AREAS), expected)
    nameless = nearest_partner(SITES.assign(sector=[None, None]), AREAS)
    assert nameless.index.get_level_values("sector").unique().tolist() == ["any"]
