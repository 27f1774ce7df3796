"""Geometry as the page reads it: a coverage stays one, rings, holes, parts and order are kept, a border goes once."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_geo.maps.geometry import encode_shapes, quantise, scene_geometry
from prevent_geo.picture import rich_picture
from tests.maps.shapes import decode_shapes, varints

NOTHING = np.array([], dtype="object")
UNIT = 1e-5
BLOCK = [shapely.box(x, 0, x + 1, 1) for x in (0, 1)]


@pytest.fixture(scope="module")
def scene(sample):
    return rich_picture(sample, place="district:X08000001").scene


@pytest.fixture(scope="module")
def place_shapes(scene):
    """The scene with other areas, given in metres from the corner of its own, and no context."""
    low_x, low_y, *_ = scene.areas.total_bounds

    def shapes(*areas):
        at = [shapely.affinity.translate(area, low_x, low_y) for area in areas]
        few = scene.areas.iloc[: len(at)]
        return replace(
            scene, areas=few.set_geometry(gpd.GeoSeries(at, few.index, scene.areas.crs)), context=scene.context[:0]
        )

    return shapes


def there_and_back(shapes, context=NOTHING):
    decimals, whole = quantise(np.array(shapes, dtype="object"))
    found = decode_shapes(encode_shapes(whole, context, decimals=decimals))
    assert found[0] == decimals
    return found[1]


def coverage(shapes):
    return shapely.coverage_is_valid(np.array(shapes))


def test_a_scene_decodes_to_its_areas_and_context(scene):
    decimals, areas, context = decode_shapes(scene_geometry(scene))
    shown = gpd.GeoSeries(areas, index=scene.areas.index, crs="EPSG:4326").to_crs(scene.areas.crs)
    # borders may move by a few metres, together
    off = shown.symmetric_difference(scene.areas.geometry).area / scene.areas.area
    assert off.max() < 0.05
    assert decimals == 5
    assert coverage(areas)
    around = shapely.union_all(gpd.GeoSeries(context, crs="EPSG:4326").to_crs(scene.areas.crs))
    assert around.symmetric_difference(scene.context.union_all()).area < 0.02 * around.area


def test_real_areas_stay_a_coverage(trafford):
    degrees = trafford.areas.to_crs("EPSG:4326").geometry.to_numpy()
    assert coverage(degrees)
    found = there_and_back(degrees)
    assert coverage(found)
    assert all(shape.is_valid and not shape.is_empty for shape in found)
    assert shapely.hausdorff_distance(degrees, np.array(found)).max() < UNIT


places = st.tuples(st.integers(0, 3_000), st.integers(0, 3_000))


@given(st.lists(places, min_size=2, max_size=40, unique=True), st.sampled_from([3e-6, 1e-5, 1e-4]))
@settings(max_examples=60)
def test_a_valid_coverage_stays_one(corners, scale):
    cells = shapely.voronoi_polygons(shapely.MultiPoint(corners)).geoms
    box = shapely.box(0, 0, 3_000, 3_000)
    parts = [part for cell in cells for part in shapely.get_parts(cell & box) if part.area > 500]
    degrees = [shapely.transform(part, lambda at: at * scale + [-2.3, 53.4]) for part in parts]
    if degrees and coverage(degrees):
        found = there_and_back(degrees)
        assert coverage(found)
        near = shapely.hausdorff_distance(np.array(degrees), np.array(found))
        assert near.max() < UNIT


@pytest.mark.parametrize(("width", "decimals"), [(2e-5, 5), (4e-6, 6), (4e-7, 7)])
def test_more_decimals_are_taken_where_few_would_break_a_shape(width, decimals):
    assert quantise(np.array([shapely.box(-1, 0, 0, 1), shapely.box(0, 0, width, 1)]))[0] == decimals


def test_more_decimals_are_taken_where_few_would_break_a_coverage():
    # a corner close to a border is on its other side after rounding
    a, b, c, d = (np.array(corner) * 1e-6 for corner in ((7, 46), (48, 18), (1, 22), (22, 41)))
    left, right = shapely.Polygon([a, b, c]), shapely.Polygon([b, a, d])
    assert coverage([left, right])
    assert not coverage(shapely.transform(np.array([left, right]), lambda at: at.round(5)))
    assert quantise(np.array([left, right]))[0] == 6


@pytest.mark.parametrize(
    ("shapes", "rings"),
    [
        ([shapely.box(0, 0, 9, 9) - shapely.box(2, 2, 4, 4), shapely.box(2, 2, 4, 4)], [2, 1]),
        ([shapely.box(0, 0, 9, 9) - shapely.box(2, 2, 7, 7), shapely.box(3, 3, 4, 4)], [2, 1]),
        ([shapely.union(BLOCK[0], shapely.box(5, 0, 6, 1)), BLOCK[1]], [2, 1]),
        ([*BLOCK, BLOCK[0]], [1, 1, 1]),
        ([BLOCK[0], shapely.Polygon(), BLOCK[1]], [1, 0, 1]),
        ([BLOCK[0], shapely.box(0.5, 0, 1.5, 1)], [1, 1]),
        ([shapely.Polygon([(0, 0), (0, 0), (1, 0), (1, 1), (1, 1)]), BLOCK[1].reverse()], [1, 1]),
    ],
    ids=[
        "hole that is filled",
        "hole with an island",
        "two parts",
        "twice the same",
        "empty",
        "overlap",
        "repeated corners",
    ],
)
def test_rings_holes_parts_and_order_survive(shapes, rings):
    data = encode_shapes(np.array(shapes), NOTHING, decimals=5)
    decimals, areas, _, *lists = varints(data)
    assert (decimals, areas, lists[: 1 + len(shapes)]) == (5, len(shapes), [len(shapes), *rings])
    for before, after in zip(shapes, decode_shapes(data)[1], strict=True):
        assert before.equals(after)


def test_context_goes_on_after_the_areas():
    decimals, areas, context = decode_shapes(encode_shapes(np.array(BLOCK[:1]), np.array(BLOCK[1:]), decimals=6))
    assert decimals == 6
    assert [shape.equals(given) for (shape,), given in zip((areas, context), BLOCK, strict=True)] == [True, True]
    assert decode_shapes(encode_shapes(NOTHING, NOTHING, decimals=5)) == (5, [], [])


def test_a_border_of_two_areas_goes_once():
    step = shapely.LineString([(0, 0), (1, 2), (0, 4), (1, 6), (0, 8)])
    left, right = (shapely.Polygon([*step.coords, (x, 8), (x, 0)]) for x in (-5, 5))
    numbers = [*varints(encode_shapes(np.array([left, right]), NOTHING, decimals=5))]
    # rings, borders of each ring, references (the third is the border of both, backwards), steps of the new ones
    assert numbers[3:6] == [2, 1, 1]
    assert numbers[6:9] == [2, 2, 2]
    assert (numbers[9], sorted(numbers[10:14])[:3]) == (4, [0, 0, 0])
    assert (numbers[14], sum(numbers[15:18])) == (3, 4 + 3 + 3)


def test_what_collapses_is_still_there():
    speck = shapely.box(0, 0, 1e-9, 1e-9)
    decimals, areas, _ = decode_shapes(encode_shapes(quantise(np.array([speck]))[1], NOTHING, decimals=7))
    assert (decimals, [area.is_empty for area in areas]) == (7, [True])


@pytest.mark.parametrize(
    "second",
    [shapely.box(50, 0, 150, 100), shapely.Polygon([(200, 0), (300, 100), (300, 0), (200, 100)])],
    ids=["overlap", "bow tie"],
)
def test_areas_that_do_not_fit_together_are_still_drawn(place_shapes, second):
    _, drawn, _ = decode_shapes(scene_geometry(place_shapes(shapely.box(0, 0, 100, 100), second)))
    assert all(shape.is_valid and not shape.is_empty for shape in drawn)


def test_a_hole_and_parts_of_a_scene_survive(place_shapes):
    hole = shapely.box(20, 20, 80, 80)
    around = shapely.union(shapely.box(0, 0, 100, 100) - hole, shapely.box(200, 0, 300, 100))
    _, drawn, context = decode_shapes(scene_geometry(place_shapes(around, hole)))
    assert [len(shapely.get_parts(shape)) for shape in drawn] == [2, 1]
    assert [sum(len(part.interiors) for part in shapely.get_parts(shape)) for shape in drawn] == [1, 0]
    assert coverage(drawn)
    assert context == []


def test_the_same_scene_gives_the_same_bytes(scene):
    assert scene_geometry(scene) == scene_geometry(scene)
