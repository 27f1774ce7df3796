"""Geometry for the web map: a coverage simplified, quantised, and each border written once, in small whole numbers."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from prevent_geo.crs import to_web
from prevent_geo.maps.scene import Scene

# a third of a pixel on a map of 800 pixels that shows the whole place
_DETAIL = 1 / 2_500
# of the side of a typical area: readers move closer
_FINE_DETAIL = 1 / 20
# decimals of a degree: 1.1 metres north to south and 0.7 east to west in Britain, a tenth, a hundredth of that
_DECIMALS = (5, 6, 7)
_BROKEN_AT_MOST = 1 / 1_000
_LONGEST = 5

_Whole = NDArray[np.int64]
_Shapes = NDArray[np.object_]


def scene_geometry(scene: Scene) -> bytes:
    """The areas of a scene and the neighbours around them, for the page.

    Simplified as one coverage in metres, so that neighbours still meet. Then corners are rounded to the smallest number
    of decimals of a degree, from five (about a metre), that keeps shapes sound and a valid coverage valid.
    """
    metres = gpd.GeoSeries(pd.concat([scene.areas.geometry, _polygons(scene.context)]), crs=scene.areas.crs)
    low_x, low_y, high_x, high_y = scene.areas.total_bounds
    side = float(np.sqrt(np.median(scene.areas.area)))
    tolerance = min(max(high_x - low_x, high_y - low_y) * _DETAIL, side * _FINE_DETAIL)
    simple = _sound(shapely.coverage_simplify(metres.to_numpy(), tolerance), metres)
    degrees = to_web(gpd.GeoDataFrame(geometry=simple, crs=metres.crs)).geometry.to_numpy()
    decimals, whole = quantise(degrees)
    count = len(scene.areas)
    return encode_shapes(whole[:count], whole[count:], decimals=decimals)


def quantise(shapes: _Shapes) -> tuple[int, _Shapes]:
    """Polygons in degrees with their corners rounded: neighbours round alike, so that they still meet.

    Returns
    -------
    tuple
        The number of decimals: the first of 5, 6 and 7 after which at most one shape in a thousand is broken or no
        longer meets its neighbours; and the shapes. What collapsed is mended alone, or left as it is.
    """
    given = _broken(shapes)
    for decimals in _DECIMALS:
        whole = shapely.transform(shapes, partial(_rounded, decimals=decimals))
        if (_broken(whole) & ~given).sum() <= len(whole) * _BROKEN_AT_MOST:
            break
    unsound = ~shapely.is_valid(whole)
    mended = shapely.make_valid(whole[unsound], method="structure", keep_collapsed=False)
    whole[unsound] = np.where(shapely.is_empty(mended), whole[unsound], mended)
    return decimals, whole


def encode_shapes(areas: _Shapes, context: _Shapes, *, decimals: int) -> bytes:
    """Polygons as varints, each border between two corners where borders meet written once.

    Parameters
    ----------
    areas, context
        Polygons and multipolygons in degrees, rounded; rings, holes and parts are kept, a shape may be empty.
    decimals
        Of a degree; a unit is 10^-decimals degrees.

    Returns
    -------
    bytes
        Varints (seven bits a byte, lowest first, the eighth says that more follow): decimals, number of areas, corners
        of all rings (the first again as the last); then lists, the length of each before it: rings of each shape, areas
        first; borders of each ring; borders of all rings, 0 for one that is new, else 2 * k for the k-th last new one
        backwards and 2 * k - 1 for the same forwards; steps of each new border; where each ring that begins with a new
        border begins, as steps from one to the next; steps of the new borders. Steps are zigzag whole numbers, all x,
        then all y, in two lists: the lowest seven bits of each, which hardly compress, then the rest of each.
    """
    shapes = np.concatenate([areas, context])
    parts, shape_of_part = shapely.get_parts(shapes, return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    rings_of_shape = np.bincount(shape_of_part[part_of_ring], minlength=len(shapes))
    corners, lists = len(rings), [np.array([], dtype="int64")] * 7
    if len(rings):
        borders = _borders(*_corners(rings, decimals))
        corners += len(borders.corners)
        lists = _told(borders)
    told = [numbers for some in (rings_of_shape, *lists) for numbers in ([len(some)], some)]
    return _varints(np.concatenate([[decimals, len(areas), corners], *told]))


class _Borders(NamedTuple):
    """Corners ring after ring, each ring from a corner where a border begins; and the borders in the same order."""

    corners: _Whole
    after: _Whole
    begin: _Whole
    length: _Whole
    ring: _Whole
    new: NDArray[np.bool_]
    reference: _Whole


def _told(borders: _Borders) -> list[_Whole]:
    """What the page is told of borders."""
    first = np.diff(borders.ring, prepend=-1) > 0
    starts = borders.corners[borders.begin[first & borders.new]]
    steps = borders.corners[borders.after] - borders.corners
    return [
        np.bincount(borders.ring),
        borders.reference,
        borders.length[borders.new],
        *_steps(np.diff(starts, axis=0, prepend=0)),
        *_steps(steps[np.repeat(borders.new, borders.length)]),
    ]


def _corners(rings: _Shapes, decimals: int) -> tuple[_Whole, _Whole]:
    """Corners in whole units and the ring of each; what repeats the next is left out, but one of each ring stays."""
    degrees, ring = shapely.get_coordinates(rings, return_index=True)
    corners = np.round(degrees * 10**decimals).astype("int64")
    first = np.diff(ring, prepend=-1) > 0
    # a ring ends where it begins, so its last corner is left out too
    kept = np.append((corners[1:] != corners[:-1]).any(axis=1), False) & ~np.append(first[1:], True)
    kept |= first & (np.bincount(ring[kept], minlength=len(rings)) == 0)[ring]
    return corners[kept], ring[kept]


def _borders(corners: _Whole, ring: _Whole) -> _Borders:
    """Rings cut into borders where corners meet others than elsewhere, so that both sides of a border are alike."""
    point = np.unique(corners, axis=0, return_inverse=True)[1].ravel()
    length = np.bincount(ring)
    start = np.cumsum(length) - length
    place = np.arange(len(ring)) - start[ring]
    cut = _cuts(
        point, ring, point[_around(start, length, ring, place - 1)], point[_around(start, length, ring, place + 1)]
    )
    # each ring from its first cut
    shift = np.minimum.reduceat(np.where(cut, place, len(ring)), start)
    rolled = _around(start, length, ring, place + shift[ring])
    corners, point, cut = corners[rolled], point[rolled], cut[rolled]
    after = _around(start, length, ring, place + 1)
    begin = np.flatnonzero(cut)
    ends = np.append(begin[1:], len(cut))
    # where no corner inside is a cut, the first edge says how a border goes on
    edges = np.stack([point[begin], point[after[begin]]]), np.stack([point[after[ends - 1]], point[ends - 1]])
    one, other = (first * len(point) + second for first, second in edges)
    reference, new = _references(np.minimum(one, other), one <= other)
    return _Borders(corners, after, begin, ends - begin, ring[begin], new, reference)


def _cuts(point: _Whole, ring: _Whole, before: _Whole, after: _Whole) -> NDArray[np.bool_]:
    """Which corners have other neighbours elsewhere; in a ring without any, the one with the lowest number."""
    pair = np.minimum(before, after) * len(point) + np.maximum(before, after)
    least, most = np.full(len(point), pair.max()), np.zeros(len(point), dtype="int64")
    np.minimum.at(least, point, pair)
    np.maximum.at(most, point, pair)
    cut: NDArray[np.bool_] = (least != most)[point]
    start = np.flatnonzero(np.diff(ring, prepend=-1))
    whole = ~np.logical_or.reduceat(cut, start)[ring]
    cut |= whole & (point == np.minimum.reduceat(point, start)[ring])
    return cut


def _around(start: _Whole, length: _Whole, ring: _Whole, place: _Whole) -> _Whole:
    """Positions of places in rings, which go round."""
    return start[ring] + place % length[ring]


def _references(key: _Whole, forwards: NDArray[np.bool_]) -> tuple[_Whole, NDArray[np.bool_]]:
    """How each border refers to the same one before it, and whether there is none."""
    first, same = np.unique(key, return_index=True, return_inverse=True)[1:]
    new = np.zeros(len(key), dtype="bool")
    new[first] = True
    number = np.cumsum(new)
    back = number - number[first][same] + 1
    alike = forwards == forwards[first][same]
    return np.where(new, 0, 2 * back - alike), new


def _polygons(shapes: gpd.GeoSeries) -> pd.Series:
    """The polygons of each shape; cutting leaves lines and points where shapes only touch."""
    parts = shapes.explode()
    return parts[parts.geom_type == "Polygon"]


def _sound(shapes: Any, otherwise: gpd.GeoSeries) -> Any:
    """Shapes, but the given one where simplifying left nothing that can be drawn: areas may overlap, say."""
    sound = shapely.is_valid(shapes) & ~shapely.is_empty(shapes)
    return np.where(sound, shapes, otherwise.to_numpy())


def _broken(shapes: _Shapes) -> NDArray[np.bool_]:
    """Which shapes are not sound, or do not meet their neighbours edge to edge."""
    return ~shapely.is_valid(shapes) | ~shapely.is_empty(shapely.coverage_invalid_edges(shapes))


def _rounded(corners: NDArray[np.float64], decimals: int) -> NDArray[np.float64]:
    return np.round(corners, decimals)


def _steps(steps: _Whole) -> tuple[_Whole, _Whole]:
    """Steps x, then y, their signs in the lowest bit: the lowest seven bits of all, and the rest of all.

    >>> [numbers.tolist() for numbers in _steps(np.array([[1, -1], [64, 100]]))]
    [[2, 0, 1, 72], [0, 1, 0, 1]]
    """
    flat = steps.T.ravel()
    zigzag = (flat << 1) ^ (flat >> 63)
    return zigzag & 127, zigzag >> 7


def _varints(numbers: _Whole) -> bytes:
    """Numbers of up to 35 bits, seven to a byte.

    >>> _varints(np.array([0, 127, 128, 300])).hex(" ")
    '00 7f 80 01 ac 02'
    """
    groups = numbers[:, None] >> (7 * np.arange(_LONGEST))
    needed = groups > 0
    needed[:, 0] = True
    more = np.append(needed[:, 1:], np.zeros((len(numbers), 1), dtype="bool"), axis=1)
    letters: NDArray[np.uint8] = (groups & 127 | more * 128)[needed].astype("uint8")
    return letters.tobytes()
