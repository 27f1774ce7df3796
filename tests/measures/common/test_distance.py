import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_geo.measures.common.distance import has_place, nearest_m, pairs_within

points = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=12).map(
    lambda at: shapely.points(np.array(at, dtype="float64").reshape(-1, 2))
)


@settings(max_examples=80)
@given(points, points, st.sampled_from([1, 5, 13, 100]))
def test_pairs_and_the_nearest_are_those_of_all_distances(origins, sites, bound):
    here, there = shapely.get_coordinates(origins), shapely.get_coordinates(sites)
    every = np.sqrt(((here[:, None] - there[None]) ** 2).sum(axis=2))
    # 5, 12, 13 and 3, 4, 5: distances that are exactly at a bound are within it
    origin, site = np.nonzero(every <= bound)
    found = pairs_within(origins, sites, bound)
    assert found.origin.tolist() == origin.tolist()
    assert found.site.tolist() == site.tolist()
    np.testing.assert_allclose(found.distance_m, every[origin, site])
    nearest = every.min(axis=1) if len(sites) else np.full(len(origins), np.nan)
    np.testing.assert_allclose(nearest_m(origins, sites), nearest)


def test_what_has_no_place_is_near_nothing():
    shapes = np.array([shapely.Point(0, 0), None, shapely.Point(), shapely.Polygon()], dtype=object)
    assert has_place(shapes).tolist() == [True, False, False, False]
    assert [array.tolist() for array in pairs_within(shapes, shapes, 5)] == [[0], [0], [0.0]]
    assert np.isnan(nearest_m(shapes, shapes)).tolist() == [False, True, True, True]
    assert np.isnan(nearest_m(shapes, shapes[1:])).all()
