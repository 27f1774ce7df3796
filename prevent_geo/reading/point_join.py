"""The area that each of many points lies in.

Points are sorted in space and each place is looked up once, so contacts that share a venue cost one lookup; neighbours
ask the index of the areas together.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

BLOCK = 16  # neighbouring places that ask the index together
CHUNK = 4_096  # blocks looked up at once; bounds the memory


def areas_of_points(points: gpd.GeoSeries, areas: gpd.GeoDataFrame) -> pd.Series[str]:
    """Code of the area that each point lies in; on a shared border the lowest code; missing if in none.

    Points and areas are in the same CRS, and areas are valid polygons, in any order. A missing or empty point is in no
    area. Of areas that overlap the lowest code is taken too.

    Examples
    --------
    >>> areas = gpd.GeoDataFrame(
    ...     {"area_code": ["X2", "X1"]}, geometry=[shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]
    ... )
    >>> areas_of_points(gpd.GeoSeries.from_xy([0.5, 1.0, 2.5], [0.5, 0.5, 0.5]), areas).tolist()
    ['X2', 'X1', nan]
    """
    ordered = areas.sort_values("area_code")
    positions = _find_positions(points.to_numpy(), ordered.geometry.to_numpy())
    codes = ordered["area_code"].astype("str").array.take(positions, allow_fill=True)
    return pd.Series(codes, index=points.index)


def _find_positions(points: npt.NDArray[np.object_], shapes: npt.NDArray[np.object_]) -> Integers:
    """First of the shapes that each point meets; -1 if it meets none."""
    found = np.full(len(points), -1)
    tree = shapely.STRtree(shapes)
    if not len(points) or not len(tree):
        return found
    # an empty point has no x to ask for
    full = ~shapely.is_empty(points)
    x, y = (get(points, where=full, out=np.full(len(points), np.nan)) for get in (shapely.get_x, shapely.get_y))
    # a line has no x either, and may meet several shapes
    others = np.flatnonzero(np.isnan(x) & full)
    west, south, east, north = bounds = shapely.total_bounds(shapes)
    outside = ~((x >= west) & (x <= east) & (y >= south) & (y <= north))
    x[outside], y[outside] = west, south
    order = _sort_in_space(x, y, bounds)
    x, y = x[order], y[order]
    starts = np.flatnonzero(np.append(True, (x[1:] != x[:-1]) | (y[1:] != y[:-1])))
    first = _find_first(x[starts], y[starts], shapes, tree)
    found[order] = np.repeat(first, np.diff(starts, append=len(x)))
    found[outside] = len(shapes)
    other, shape = tree.query(points[others], predicate="intersects")
    np.minimum.at(found, others[other], shape)
    found[found == len(shapes)] = -1
    return found


def _sort_in_space(x: Floats, y: Floats, bounds: Floats) -> Integers:
    """Order along a Z-curve over the bounds: near in the order is near in space, and equal places are together.

    The place on the curve (G. M. Morton, 1966) is the bits of x and y in turn. Different places may share one in
    65,536 × 65,536 cells: then they may alternate, and are looked up more than once.
    """
    west, south, east, north = bounds
    # place and row in one integer: sorting it is faster than sorting rows by place
    both = (_spread_bits(x, west, east) | _spread_bits(y, south, north) << np.uint32(1)).astype(np.uint64)
    both <<= np.uint64(32)
    both |= np.arange(len(x), dtype=np.uint64)
    both.sort()
    both &= np.uint64(0xFFFFFFFF)
    return both.view(np.int64)


def _spread_bits(values: Floats, lowest: float, highest: float) -> npt.NDArray[np.uint32]:
    """Where each value lies between the two in 16 bits, with a zero before each of them."""
    share = values - lowest
    share /= (highest - lowest) or 1
    share *= 0xFFFF
    bits = share.astype(np.uint32)
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        bits |= bits << np.uint32(shift)
        bits &= np.uint32(mask)
    return bits


def _find_first(x: Floats, y: Floats, shapes: npt.NDArray[np.object_], tree: shapely.STRtree) -> Integers:
    """First of the shapes that each place meets; the number of shapes if it meets none."""
    shapely.prepare(shapes)
    bounds = shapely.bounds(shapes)
    # the last block is filled up with its last place
    blocks = [np.pad(one, (0, -len(one) % BLOCK), mode="edge").reshape(-1, BLOCK) for one in (x, y)]
    first = np.full(blocks[0].shape, len(shapes))
    for start in range(0, len(first), CHUNK):
        xs, ys = (one[start : start + CHUNK] for one in blocks)
        boxes = shapely.box(xs.min(axis=1), ys.min(axis=1), xs.max(axis=1), ys.max(axis=1))
        block, shape = tree.query(boxes)
        xs, ys = xs[block], ys[block]
        west, south, east, north = bounds[shape].T[:, :, np.newaxis]
        pair, place = np.nonzero((xs >= west) & (xs <= east) & (ys >= south) & (ys <= north))
        met = shapely.intersects_xy(shapes[shape[pair]], xs[pair, place], ys[pair, place])
        pair, place = pair[met], place[met]
        np.minimum.at(first, (start + block[pair], place), shape[pair])
    shapely.destroy_prepared(shapes)  # they are the caller's, and the indexes are large
    return first.ravel()[: len(x)]
