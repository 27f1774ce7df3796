"""The area that each of many points lies in.

Points that share a place, as contacts share venues, are looked up once; places are sorted in space, and neighbours ask
the index of the areas together.
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
SAMPLE = 1_000_000  # points that tell whether places repeat


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
    tree = shapely.STRtree(shapes)
    if not len(points) or not len(tree):
        return np.full(len(points), -1)
    # an empty point has no x to ask for
    full = ~shapely.is_empty(points)
    x, y = (get(points, where=full, out=np.full(len(points), np.nan)) for get in (shapely.get_x, shapely.get_y))
    # a line has no x either, and may meet several shapes
    others = np.flatnonzero(np.isnan(x) & full)
    west, south, east, north = bounds = shapely.total_bounds(shapes)
    outside = ~((x >= west) & (x <= east) & (y >= south) & (y <= north))
    x[outside], y[outside] = west, south
    x, y, place = _merge_places(x, y)
    order = _sort_in_space(x, y, bounds)
    first = np.empty(len(x), dtype=np.int64)
    first[order] = _find_first(x[order], y[order], shapes, tree)
    found = first[place]
    found[outside] = len(shapes)
    other, shape = tree.query(points[others], predicate="intersects")
    np.minimum.at(found, others[other], shape)
    found[found == len(shapes)] = -1
    return found


def _merge_places(x: Floats, y: Floats) -> tuple[Floats, Floats, Integers | slice]:
    """Each place once, and where every point finds its own; the points as they are if few share a place."""
    keys = _place_keys(x, y)
    sample = keys[:: len(keys) // SAMPLE + 1]
    if len(pd.unique(sample)) * 2 > len(sample):
        return x, y, slice(None)
    place, distinct = pd.factorize(keys)
    one = np.empty(len(distinct), dtype=np.int64)
    one[place] = np.arange(len(place))
    places_x, places_y = x[one], y[one]
    # different places have the same key once in 2**64 pairs
    if (places_x[place] != x).any() or (places_y[place] != y).any():
        return x, y, slice(None)
    return places_x, places_y, place


def _place_keys(x: Floats, y: Floats) -> npt.NDArray[np.uint64]:
    """Mix the bits of x and y in one integer."""
    keys = x.view(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    # the last bits of whole metres are all zero
    keys ^= keys >> np.uint64(32)
    keys += y.view(np.uint64)
    return keys


def _sort_in_space(x: Floats, y: Floats, bounds: Floats) -> Integers:
    """Order along a Z-curve over the bounds: near in the order is near in space.

    The place on the curve (G. M. Morton, 1966) is the bits of x and y in turn, 16 of each.
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
