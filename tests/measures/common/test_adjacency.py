import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from libpysal.graph import Graph

from prevent_geo.measures.common.adjacency import adjacency


def frame(shapes, index):
    return gpd.GeoDataFrame(index=pd.Index(index, name="area_code"), geometry=shapes, crs="EPSG:27700")


SQUARES = [shapely.box(x, y, x + 1, y + 1) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1), (5, 5))]


def test_by_hand():
    links = adjacency(frame(SQUARES, list("EDCBA"))).adjacency
    assert links[links > 0].groupby(level="focal").size().to_dict() == {"B": 3, "C": 3, "D": 3, "E": 3}
    assert links["A"].to_dict() == {"A": 0}


def test_borders_need_not_match_corner_for_corner():
    # a border with a corner in its middle, as in 13 places of the real boundaries
    left, right = shapely.box(0, 0, 1, 2), shapely.Polygon([(1, 0.5), (2, 0.5), (2, 1.5), (1, 1.5)])
    assert adjacency(frame([left, right], ["A", "B"])).adjacency.to_dict() == {("A", "B"): 1, ("B", "A"): 1}


def test_an_area_without_a_shape_is_alone():
    graph = adjacency(frame([SQUARES[0], SQUARES[1], shapely.Polygon(), None], list("ABCD")))
    assert sorted(graph.isolates) == ["C", "D"]


def test_libpysal_agrees_on_real_areas(trafford):
    ours, theirs = adjacency(trafford.areas), Graph.build_contiguity(trafford.areas, rook=False)
    pd.testing.assert_frame_equal(
        ours.adjacency.sort_index().reset_index(), theirs.adjacency.sort_index().reset_index(), check_dtype=False
    )
    assert ours.unique_ids.tolist() == trafford.areas.index.tolist()


@pytest.mark.parametrize("count", [0, 1])
def test_few_areas(count):
    assert adjacency(frame(SQUARES[:count], list("A")[:count])).n == count


def test_the_order_of_areas_does_not_matter():
    areas = frame(SQUARES, list("EDCBA"))
    mixed = areas.iloc[np.array([3, 1, 4, 0, 2])]
    pd.testing.assert_series_equal(
        adjacency(areas).adjacency.sort_index(), adjacency(mixed).adjacency.sort_index(), check_index=True
    )
