"""Main roads: the shortest network of straight lines that joins the neighbourhoods at their densest areas."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial import cKDTree

_NEAREST = 8


def find_roads(areas: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Lines between the densest areas of neighbouring neighbourhoods; none where there is but one neighbourhood."""
    density = areas["population"].to_numpy(dtype=np.float64) / areas.area.to_numpy()
    hoods = areas["neighbourhood_code"].fillna("").to_numpy(dtype=object)
    order = np.lexsort((-density, hoods))
    middles = order[~pd.Series(hoods[order]).duplicated().to_numpy()]
    inner = shapely.point_on_surface(areas.geometry.to_numpy()[middles])
    points = np.round(shapely.get_coordinates(inner))
    near = min(_NEAREST, len(points))
    if near < 2:
        return gpd.GeoSeries([], crs=areas.crs)
    distance, other = cKDTree(points).query(points, k=near)
    start = np.repeat(np.arange(len(points)), near - 1)
    shape = (len(points), len(points))
    network = coo_array((np.maximum(distance[:, 1:].ravel(), 1), (start, other[:, 1:].ravel())), shape=shape)
    tree = minimum_spanning_tree(network.tocsr()).tocoo()
    ends = np.sort(np.column_stack([tree.row, tree.col]), axis=1)
    ends = ends[np.lexsort((ends[:, 1], ends[:, 0]))]
    return gpd.GeoSeries(shapely.linestrings(points[ends]), crs=areas.crs)
