"""Ground: the shapes of a scene, simplified for the size they are printed in, and the paths that draw them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from matplotlib.path import Path
from shapely.geometry.base import BaseGeometry

from prevent_geo.maps.scene import Scene

# side of the triangles that a reader cannot see on paper
_DETAIL_POINTS = 0.5
_MOST_NAMES = 14
_MARGIN = 0.025
Geometries = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Box:
    """A rectangle on paper, in points from the lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From bottom to top."""
        return self.top - self.bottom

    def meets(self, other: Box) -> bool:
        """Whether two boxes overlap."""
        apart = self.right <= other.left or other.right <= self.left or self.top <= other.bottom
        return not (apart or other.top <= self.bottom)

    def holds(self, other: Box) -> bool:
        """Whether another box lies inside."""
        inside = self.left <= other.left and other.right <= self.right
        return inside and self.bottom <= other.bottom and other.top <= self.top


@dataclass(frozen=True)
class Frame:
    """Where a place lies on paper: metres to a point, and the metres at the lower left corner of a box."""

    box: Box
    metres: float
    x: float
    y: float

    def place(self, at: Geometries) -> Geometries:
        """Coordinates in metres (n, 2) as points on paper, to a tenth: shared borders stay shared."""
        moved = (at - (self.x, self.y)) / self.metres + (self.box.left, self.box.bottom)
        return np.asarray(moved.round(1))

    def window(self) -> tuple[float, float, float, float]:
        """The bounds in metres of what the box shows."""
        right, top = self.x + self.box.width * self.metres, self.y + self.box.height * self.metres
        return self.x, self.y, right, top


@dataclass(frozen=True, eq=False)
class Ground:
    """Shapes of a scene: areas, those around them, the whole place, and names with a point to write them at."""

    areas: Geometries
    context: Geometries
    whole: BaseGeometry
    names: tuple[tuple[str, float, float], ...]


def frame_of(scene: Scene, box: Box) -> Frame:
    """The place in the middle of a box, as large as it can be."""
    return frame_around(scene.areas.total_bounds, box)


def frame_around(bounds: Iterable[float], box: Box) -> Frame:
    """Some bounds in metres in the middle of a box, with a small margin."""
    low_x, low_y, high_x, high_y = (float(bound) for bound in bounds)
    room = 1 - 2 * _MARGIN
    metres = max((high_x - low_x) / (box.width * room), (high_y - low_y) / (box.height * room))
    x = (low_x + high_x - box.width * metres) / 2
    y = (low_y + high_y - box.height * metres) / 2
    return Frame(box, metres, x, y)


def ground_of(scene: Scene, frame: Frame) -> Ground:
    """The shapes at the detail that a frame shows; many frames of a scene share them."""
    return _ground(scene, 2.0 ** math.floor(math.log2(_DETAIL_POINTS * frame.metres)))


@lru_cache(maxsize=6)
def _ground(scene: Scene, detail: float) -> Ground:
    # areas and those around them in one go, so that their common borders stay common
    shapes = np.concatenate([scene.areas.geometry.to_numpy(), polygons(scene.context.to_numpy())])
    simple = shapely.coverage_simplify(shapes, detail)
    areas = simple[: len(scene.areas)]
    return Ground(areas, simple[len(areas) :], shapely.coverage_union_all(areas), _names(scene, areas))


def _names(scene: Scene, areas: Geometries) -> tuple[tuple[str, float, float], ...]:
    """Names of the neighbourhoods of a district or more, of the areas of anything smaller; the largest first."""
    zones = scene.areas["neighbourhood_name"]
    whole = scene.place.level not in ("area", "neighbourhood") and zones.nunique() > 1
    labels = zones if whole else scene.areas["area_name"]
    found = []
    for name, rows in labels.dropna().reset_index(drop=True).groupby(labels.dropna().to_numpy()).groups.items():
        members = areas[labels.notna().to_numpy()][list(rows)]
        largest = max(shapely.get_parts(shapely.coverage_union_all(members)), key=lambda part: (part.area, part.bounds))
        middle = largest.centroid if largest.contains(largest.centroid) else largest.representative_point()
        found.append((sum(shape.area for shape in members), str(name), middle.x, middle.y))
    found.sort(key=lambda line: (-line[0], line[1]))
    return tuple(line[1:] for line in found[:_MOST_NAMES])


def polygons(shapes: Iterable[BaseGeometry]) -> Geometries:
    """The polygons among some shapes and their parts."""
    parts = shapely.get_parts(list(shapes))
    solid = (shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(parts)
    return np.asarray(parts[solid])


def path_of(shapes: Iterable[BaseGeometry], frame: Frame) -> Path | None:
    """One path for all shapes, exteriors one way round and holes the other; None where there is nothing to draw."""
    parts = polygons(shapes)
    if not len(parts):
        return None
    rings = shapely.get_rings(shapely.orient_polygons(parts))
    at, ring = shapely.get_coordinates(rings, return_index=True)
    codes = np.full(len(at), Path.LINETO, dtype=Path.code_type)
    first = np.flatnonzero(np.diff(ring, prepend=-1))
    codes[first] = Path.MOVETO
    codes[np.append(first[1:], len(at)) - 1] = Path.CLOSEPOLY
    return Path(frame.place(at), codes)
