"""Points to areas: a table for the border rule, and an oracle that looks at every pair."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_geo.reading import point_join
from prevent_geo.reading.point_join import areas_of_points

CODES = ["B", "A", "D", "C"]
SQUARES = gpd.GeoDataFrame(
    {"area_code": CODES},
    geometry=[shapely.box(x, y, x + 10, y + 10) for y in (0, 10) for x in (0, 10)],
    crs="EPSG:27700",
)


def look_at_every_pair(points, areas):
    """The rule in plain words."""
    pairs = list(zip(areas["area_code"], areas.geometry, strict=True))
    lowest = [min((code for code, shape in pairs if shapely.intersects(shape, one)), default=pd.NA) for one in points]
    return pd.Series(lowest, index=points.index, dtype="str")


def check(points, areas):
    pd.testing.assert_series_equal(areas_of_points(points, areas), look_at_every_pair(points, areas))


@pytest.mark.parametrize(
    ("x", "y", "code"),
    [(5, 5, "B"), (15, 5, "A"), (5, 15, "D"), (15, 15, "C"), (10, 5, "A"), (5, 10, "B"), (10, 10, "A"), (0, 0, "B")],
)
def test_on_a_shared_border_the_lowest_code(x, y, code):
    assert areas_of_points(gpd.GeoSeries([shapely.Point(x, y)]), SQUARES).tolist() == [code]


def test_in_no_area():
    points = gpd.GeoSeries(
        [shapely.Point(-1, 5), None, shapely.Point(), shapely.Point(20, 20), shapely.Point(np.inf, 5)],
        index=[7, 8, 9, 9, 1],
    )
    found = areas_of_points(points, SQUARES)
    assert found.index.tolist() == [7, 8, 9, 9, 1]
    assert found.fillna("none").tolist() == ["none", "none", "none", "C", "none"]
    nowhere = SQUARES.set_geometry([None, shapely.Polygon()] * 2, crs=SQUARES.crs)
    for areas in (SQUARES.iloc[:0], nowhere):
        assert areas_of_points(points, areas).isna().all()
    none = areas_of_points(points.iloc[:0], SQUARES)
    assert none.empty
    assert none.dtype == found.dtype == "str"


def test_holes_parts_overlaps_and_zero_of_either_sign():
    ring = shapely.box(0, 0, 6, 6).difference(shapely.box(2, 2, 4, 4))
    parts = shapely.union_all([shapely.box(8, 0, 9, 1), shapely.box(-4, -4, 0, 0)])
    areas = gpd.GeoDataFrame({"area_code": ["C", "A", "B"]}, geometry=[ring, parts, shapely.box(5, 5, 8, 8)])
    expected = [
        (3, 3, ""), (2, 3, "C"), (1, 1, "C"), (5.5, 5.5, "B"), (5, 5, "B"), (8.5, 0.5, "A"), (7, 0.5, ""),
        (-4, -4, "A"), (0, 0, "A"), (-0.0, 0.0, "A"), (0.0, -0.0, "A"), (0.0, 1, "C"), (-0.0, 1, "C"),
    ]  # fmt: skip
    x, y, codes = zip(*expected, strict=True)
    assert areas_of_points(gpd.GeoSeries.from_xy(x, y), areas).fillna("").tolist() == list(codes)


def test_a_line_takes_the_lowest_code_of_all_that_it_meets():
    lines = gpd.GeoSeries(
        [shapely.LineString([(5, 5), (15, 5)]), shapely.Point(5, 5), shapely.MultiPoint([(5, 15), (99, 0)])]
    )
    assert areas_of_points(lines, SQUARES).tolist() == ["A", "B", "D"]


def test_inputs_are_left_as_they_were():
    points = gpd.GeoSeries([shapely.Point(5, 5), None], index=["q", "p"], name="where")
    areas = SQUARES.iloc[::-1]
    before, shapes = points.copy(), areas.copy()
    areas_of_points(points, areas)
    assert points.equals(before)
    assert areas.equals(shapes)
    assert not shapely.is_prepared(areas.geometry.to_numpy()).any()


# half-integers, so that borders, corners, repeats and the outside are all met often
COORDINATE = st.integers(-2, 14).map(lambda half: half / 2)
POINT = st.one_of(st.builds(shapely.Point, COORDINATE, COORDINATE), st.sampled_from([None, shapely.Point()]))
BOX = st.builds(
    lambda x, y, wide, high: shapely.box(x, y, x + wide, y + high),
    st.integers(0, 5), st.integers(0, 5), st.integers(1, 3), st.integers(1, 3),
)  # fmt: skip
# the difference makes holes, the union parts that touch or stand apart
SHAPE = st.one_of(BOX, st.builds(shapely.difference, BOX, BOX), st.builds(shapely.union, BOX, BOX))


@settings(max_examples=300, deadline=None)
@given(st.lists(POINT, max_size=60), st.lists(SHAPE, max_size=8), st.randoms(use_true_random=False))
def test_against_looking_at_every_pair(points, shapes, random):
    codes = [f"X{number}" for number in range(len(shapes))]
    random.shuffle(codes)
    areas = gpd.GeoDataFrame({"area_code": pd.Series(codes, dtype="str")}, geometry=gpd.GeoSeries(shapes))
    check(gpd.GeoSeries(points, index=random.sample(range(100), len(points))), areas)


@pytest.mark.parametrize(("scale", "times"), [(1, 1), (1e-9, 1), (1e9, 1), (1, 4)])
def test_many_points_at_any_scale_and_in_any_order(scale, times, monkeypatch):
    monkeypatch.setattr(point_join, "CHUNK", 3)
    rng = np.random.default_rng(1)
    corners = [(x, y) for x in range(12) for y in range(12)]
    boxes = [shapely.box(x * scale, y * scale, (x + 1) * scale, (y + 1) * scale) for x, y in corners]
    areas = gpd.GeoDataFrame({"area_code": rng.permutation([f"X{k:03}" for k in range(144)])}, geometry=boxes)
    pairs = np.concatenate([rng.uniform(-1, 13, (600, 2)), rng.integers(0, 13, (100, 2)), np.full((100, 2), 3.25)])
    points = gpd.GeoSeries.from_xy(*np.repeat(pairs, times, axis=0).T * scale)
    found = areas_of_points(points, areas)
    pd.testing.assert_series_equal(found, look_at_every_pair(points, areas))
    shuffled = areas_of_points(points.sample(frac=1, random_state=2), areas.sample(frac=1, random_state=3))
    pd.testing.assert_series_equal(shuffled.sort_index(), found)


def test_places_with_the_same_key(monkeypatch):
    points = gpd.GeoSeries([shapely.Point(pair) for pair in [(5, 5), (15, 5), (5, 15)]] * 9)
    assert len(point_join._merge_places(points.x.to_numpy(), points.y.to_numpy())[0]) == 3
    monkeypatch.setattr(point_join, "_place_keys", lambda x, y: np.zeros_like(x + y, dtype=np.uint64))
    assert areas_of_points(points, SQUARES).tolist() == ["B", "A", "D"] * 9


def test_places_that_differ_by_less_than_the_sorting_sees():
    wide = gpd.GeoDataFrame(
        {"area_code": ["B", "A"]}, geometry=[shapely.box(0, 0, 1, 1e6), shapely.box(1, 0, 1e6, 1e6)]
    )
    pairs = [(1 + step * 2.0**-52, 0.5) for step in (-1, 0, 1)] * 40
    check(gpd.GeoSeries.from_xy(*zip(*pairs, strict=True)), wide)
    assert areas_of_points(gpd.GeoSeries.from_xy([np.nextafter(1, 0), 1], [0.5, 0.5]), wide).tolist() == ["B", "A"]
