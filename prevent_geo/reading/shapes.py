"""Shapes: polygons valid (or safely repaired), not empty, flat; points for partners; gaps and overlaps counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import geopandas as gpd
import numpy as np
import shapely

from prevent_geo.errors import counted
from prevent_geo.reading.findings import Findings
from prevent_geo.tables import Table

# a repair may move at most this share of a polygon's area; beyond it nobody knows which shape was meant
_REPAIR_SHARE = 0.01
_SLIVER_M = 10.0
_REDRAW = "Draw it again, or take it from its source"


def check_shapes(frame: gpd.GeoDataFrame, table: Table, findings: Findings) -> gpd.GeoDataFrame:
    """Check the geometry of a whole table; return it flat, with safe repairs made and logged."""
    if table.geometry == "polygon":
        return _check_polygons(frame, table, findings)
    return _check_points(frame, table, findings)


def _check_polygons(frame: gpd.GeoDataFrame, table: Table, findings: Findings) -> gpd.GeoDataFrame:
    note = _Note(table, findings)
    shapes = _flat(frame, note)
    hollow = _report_empty(frame, shapes, "Give each row a boundary, or take it out", note)
    wrong = ~hollow & ~_is_polygon(shapes)
    if wrong.any():
        names = [shape.geom_type for shape in shapes[wrong]]
        note("error", "type", "not a polygon", "Give the areas as polygons", frame[wrong], names)
    endless = ~hollow & ~wrong & ~np.isfinite(shapely.bounds(shapes)).all(axis=1)
    if endless.any():
        note("error", "valid", "a coordinate is not a finite number", _REDRAW, frame[endless])
    invalid = ~hollow & ~wrong & ~endless & ~shapely.is_valid(shapes)
    shapes[invalid] = _repaired(frame[invalid], shapes[invalid], note)
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))


def _repaired(rows: gpd.GeoDataFrame, shapes: np.ndarray, note: _Note) -> np.ndarray:
    """Repair boundaries where that hardly changes their area; report the others."""
    if not len(shapes):
        return shapes
    repaired: np.ndarray = shapely.make_valid(shapes, method="structure", keep_collapsed=False)
    before, after = np.abs(shapely.area(shapes)), shapely.area(repaired)
    exact = shapely.area(shapely.make_valid(shapes, method="linework"))
    change = np.maximum(np.abs(after - before), np.abs(exact - before)) / np.maximum(after, 1e-9)
    unsafe = ~((change <= _REPAIR_SHARE) & _is_polygon(repaired))
    if unsafe.any():
        reasons = [shapely.is_valid_reason(shape) for shape in shapes[unsafe]]
        what = f"the boundary crosses itself, and a repair would change its area by more than {_REPAIR_SHARE:.0%}"
        note("error", "valid", what, _REDRAW, rows[unsafe], reasons)
    if (~unsafe).any():
        what = f"the boundary was not valid and was repaired; its area changed by {change[~unsafe].max():.2%} at most"
        note("warning", "valid", what, "Nothing needs to be done", rows[~unsafe])
    return repaired


def _check_points(frame: gpd.GeoDataFrame, table: Table, findings: Findings) -> gpd.GeoDataFrame:
    note = _Note(table, findings)
    shapes = _flat(frame, note)
    if not table.column("geometry").nullable:
        _report_empty(frame, shapes, "Give each row its coordinates, or take it out", note)
    single = (shapely.get_type_id(shapes) == shapely.GeometryType.MULTIPOINT) & (
        shapely.get_num_geometries(shapes) == 1
    )
    shapes[single] = shapely.get_geometry(shapes[single], 0)
    polygons = _is_polygon(shapes)
    shapes[polygons] = shapely.point_on_surface(shapely.make_valid(shapes[polygons]))
    wrong = ~np.isin(shapely.get_type_id(shapes), [shapely.GeometryType.MISSING, shapely.GeometryType.POINT])
    if wrong.any():
        names = [shape.geom_type for shape in shapes[wrong]]
        note("error", "type", "neither a point nor a polygon", "Give one point in each row", frame[wrong], names)
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))


def check_coverage(areas: gpd.GeoDataFrame, table: Table, findings: Findings) -> None:
    """Count overlaps and narrow gaps between areas; both are warnings, since real boundaries have them."""
    shapes = areas.geometry.to_numpy()
    uneven = ~shapely.is_empty(shapely.coverage_invalid_edges(shapes, gap_width=_SLIVER_M))
    if not uneven.any():
        return
    # an area around another one, or at the end of a gap, may have no uneven edge of its own
    suspects = np.flatnonzero(uneven)
    at, second = shapely.STRtree(shapes).query(shapes[suspects], predicate="dwithin", distance=_SLIVER_M)
    first, around = suspects[at], np.unique(second)
    pairs = (first < second) | ((first > second) & ~uneven[second])
    first, second = first[pairs], second[pairs]
    shared = shapely.area(shapely.intersection(shapes[first], shapes[second]))
    overlaps = shared > 1.0
    uneven[np.concatenate([first[overlaps], second[overlaps]])] = True
    whole = shapely.union_all(shapes[around])
    filled = shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(whole)])
    holes = shapely.get_parts(shapely.difference(filled, whole))
    gaps = (2 * shapely.area(holes) < _SLIVER_M * shapely.length(holes)).sum()
    what = (
        f"the borders do not match their neighbours' exactly: {counted(overlaps.sum(), 'overlap')} "
        f"({shared[overlaps].sum():,.0f} m² in all), {counted(gaps, 'narrow gap')}"
    )
    advice = "A point there may fall in two areas or in none; take boundaries of one source and one generalisation"
    _Note(table, findings)("warning", "coverage", what, advice, areas[uneven])


def _is_polygon(shapes: np.ndarray) -> np.ndarray:
    return np.isin(shapely.get_type_id(shapes), [shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON])


def _report_empty(frame: gpd.GeoDataFrame, shapes: np.ndarray, advice: str, note: _Note) -> np.ndarray:
    hollow: np.ndarray = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    told = note.unreported(hollow, frame)
    if told.any():
        note("error", "empty", "the geometry is empty", advice, frame[told])
    return hollow


def _flat(frame: gpd.GeoDataFrame, note: _Note) -> np.ndarray:
    shapes = frame.geometry.to_numpy()
    tall = shapely.has_z(shapes)
    if tall.any():
        what = "the geometry has heights; they were left out"
        note("warning", "flat", what, "Nothing needs to be done", frame[tall])
    flat: np.ndarray = shapely.force_2d(shapes)
    return flat


class _Note:
    """Adds problems about the geometry of one table, one for each of its files."""

    def __init__(self, table: Table, findings: Findings) -> None:
        self.table, self._findings = table, findings

    def unreported(self, hit: np.ndarray, frame: gpd.GeoDataFrame) -> np.ndarray:
        return self._findings.unreported(hit, frame, self.table.name, "geometry")

    def __call__(
        self,
        severity: Literal["error", "warning"],
        rule: str,
        what: str,
        advice: str,
        rows: gpd.GeoDataFrame,
        examples: Sequence[str] = (),
    ) -> None:
        examples = list(examples) or [""] * len(rows)
        for file, part in rows.assign(_example=examples).groupby("_file", sort=False):
            self._findings.add(
                severity,
                rule,
                what,
                advice,
                table=self.table.name,
                file=str(file),
                column="geometry",
                rows=part["_row"],
                examples=[example for example in part["_example"] if example],
            )
