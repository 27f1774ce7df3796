"""The map of the places on an index page: outlines as paths of an SVG drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from prevent_geo.place import LEVELS, Place

_SIDE = 640.0
# a letter and a line of a name, in pixels
_LETTER, _LINE = 8.0, 16.0
# of a pixel: what nobody sees
_TOLERANCE = 0.7


@dataclass(frozen=True)
class Shape:
    """The outline of a place, the number of the place in the list, and where its name stands, if there is room."""

    number: int
    path: str
    x: float
    y: float
    named: bool


def draw_places(areas: gpd.GeoDataFrame, places: Sequence[Place]) -> tuple[list[Shape], int, int]:
    """Shapes of the places of the lowest level, and the size of the drawing, in pixels.

    A place of which an area is not in the data any more is not drawn.
    """
    codes = set(areas.index)
    known = {number: place for number, place in enumerate(places) if codes.issuperset(place.area_codes or {""})}
    lowest = min((LEVELS.index(place.level) for place in known.values()), default=0)
    drawn = {number: place for number, place in known.items() if LEVELS.index(place.level) == lowest}
    if not drawn:
        return [], 0, 0
    outlines = np.array(
        [shapely.union_all(areas.loc[list(place.area_codes)].geometry.to_numpy()) for place in drawn.values()]
    )
    low_x, low_y, high_x, high_y = shapely.total_bounds(outlines)
    scale = _SIDE / max(high_x - low_x, high_y - low_y)
    simple = shapely.simplify(outlines, _TOLERANCE / scale)
    width, height = round((high_x - low_x) * scale), round((high_y - low_y) * scale)
    middles = (shapely.get_coordinates(shapely.point_on_surface(simple)) - [low_x, high_y]) * [scale, -scale]
    halves = np.array([min(len(place.name) * _LETTER, width) / 2 for place in drawn.values()])
    middles[:, 0] = middles[:, 0].clip(halves, width - halves)
    named = _with_room(middles, halves, shapely.area(outlines))
    paths = [_svg_path(outline, low_x, high_y, scale) for outline in simple]
    places_of = zip(drawn, paths, middles.round(1).tolist(), named, strict=True)
    return [Shape(number, path, x, y, room) for number, path, (x, y), room in places_of], width, height


def _with_room(middles: np.ndarray, halves: np.ndarray, sizes: np.ndarray) -> list[bool]:
    """Which names can be written without touching another; those of large places first."""
    kept: list[int] = []
    for one in np.argsort(-sizes, kind="stable"):
        apart = np.abs(middles[kept] - middles[one]) > np.column_stack(
            [halves[kept] + halves[one], np.full(len(kept), _LINE)]
        )
        if apart.any(axis=1).all():
            kept.append(int(one))
    return [number in kept for number in range(len(sizes))]


def _svg_path(shape: shapely.Geometry, left: float, top: float, scale: float) -> str:
    rings = [ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)]
    lines = []
    for ring in rings:
        pixels = (shapely.get_coordinates(ring) - [left, top]) * [scale, -scale]
        lines.append("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in pixels) + "Z")
    return "".join(lines)
