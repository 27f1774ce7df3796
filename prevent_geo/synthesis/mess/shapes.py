"""Faults of boundaries: slivers, boundaries that cross themselves, and none at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from prevent_geo.synthesis.mess.export import Export, Label, Planted, Planting, nowhere
from prevent_geo.synthesis.mess.kind import AREAS, ERROR, WARNING, Facts, FaultKind

_NARROW_M, _WIDE_M = 1.0, 3.5
_SHORTEST_M = 40.0


def overlaps(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """A border was drawn again a few metres into the neighbour."""

    def wider(one: BaseGeometry, other: BaseGeometry, strip: BaseGeometry) -> BaseGeometry:
        return one.union(strip.intersection(other))

    return _redraw_border(export, rng, wider)


def gaps(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """A border was drawn again a few metres short of the neighbour."""

    def narrower(one: BaseGeometry, _: BaseGeometry, strip: BaseGeometry) -> BaseGeometry:
        return one.difference(strip)

    return _redraw_border(export, rng, narrower)


def bow_ties(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """Two corners of a boundary were exchanged, so that it crosses itself."""
    shapes = _shapes(export)
    free = export.free()
    for at in rng.permutation(len(free)).tolist():
        shape = shapes[free[at]]
        if shape is None or shape.geom_type != "Polygon" or len(shape.interiors):
            continue
        corners = shapely.get_coordinates(shape)
        for corner in rng.permutation(np.arange(1, len(corners) - 2)).tolist():
            crossed = corners.copy()
            crossed[[corner, corner + 1]] = crossed[[corner + 1, corner]]
            tied = shapely.Polygon(crossed)
            if not tied.is_valid:
                return _put(export, {free[at]: tied}), [_told(free[at], "crosses itself")]
    return nowhere(export)


def no_geometry(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """An area came without its boundary."""
    free = export.free()
    if len(free) < 2:
        return nowhere(export)
    row = free[int(rng.integers(len(free)))]
    return _put(export, {row: None}), [_told(row, "none")]


def _redraw_border(
    export: Export,
    rng: np.random.Generator,
    redraw: Callable[[BaseGeometry, BaseGeometry, BaseGeometry], BaseGeometry],
) -> Planting:
    """Redraw the middle of a border between two areas, far from any third one."""
    shapes, free = _shapes(export), export.free()
    listed = np.array([shapes[label] for label in free], dtype=object)
    pairs = shapely.STRtree(listed).query(listed, predicate="intersects").T
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    for first, second in pairs[rng.permutation(len(pairs))].tolist():
        one, other = listed[first], listed[second]
        line = _longest_border(one, other)
        if line.length < _SHORTEST_M:
            continue
        middle = substring(line, 0.3, 0.7, normalized=True)
        strip = shapely.buffer(middle, rng.uniform(_NARROW_M, _WIDE_M), cap_style="flat", join_style="mitre")
        drawn = redraw(one, other, strip)
        if _is_sound(drawn, one, other, strip, listed):
            labels = free[first], free[second]
            changed = _put(export, {labels[0]: drawn}).claim(labels)
            return changed, [_told(label, "border of both redrawn") for label in labels]
    return nowhere(export)


def _longest_border(one: BaseGeometry, other: BaseGeometry) -> shapely.LineString:
    """The longest line that two areas share; an empty one where they touch in points only."""
    shared = shapely.get_parts(shapely.intersection(one, other))
    lines = shapely.line_merge(shapely.MultiLineString([part for part in shared if part.geom_type == "LineString"]))
    return max(shapely.get_parts(lines).tolist(), key=shapely.length, default=shapely.LineString())


def _is_sound(
    drawn: BaseGeometry,
    one: BaseGeometry,
    other: BaseGeometry,
    strip: BaseGeometry,
    others: np.ndarray,
) -> bool:
    """Whether a redrawn area is whole, changed, and away from every third area."""
    third = int(shapely.intersects(others, strip).sum()) > 2
    changed = drawn.symmetric_difference(one).area > 2 * _NARROW_M
    return not third and changed and drawn.is_valid and drawn.geom_type == one.geom_type and other.is_valid


def _shapes(export: Export) -> gpd.GeoSeries:
    if export.shapes is None:
        raise ValueError(f"{export.file} has no geometry")
    return export.shapes


def _put(export: Export, drawn: dict[Label, BaseGeometry | None]) -> Export:
    shapes = _shapes(export).copy()
    for label, shape in drawn.items():
        shapes[label] = shape
    return replace(export, shapes=shapes).claim(drawn)


def _told(label: Label, written: str) -> Planted:
    return Planted(label, "geometry", "geometry", "", written)


_HOME = (AREAS,)
KINDS = (
    FaultKind(
        "overlaps", "areas that overlap a little", overlaps, _HOME, WARNING, ("coverage",), "[1-9][0-9,]* overlap"
    ),
    FaultKind("gaps", "narrow gaps between areas", gaps, _HOME, WARNING, ("coverage",), "[1-9][0-9,]* narrow gap"),
    FaultKind(
        "bow_ties", "a boundary that crosses itself", bow_ties, _HOME, ERROR + WARNING, ("valid",), also=("coverage",)
    ),
    FaultKind("no_geometry", "an area without boundary", no_geometry, _HOME, ERROR, ("empty",)),
)
