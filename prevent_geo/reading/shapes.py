"""Shapes: polygons valid (or safely repaired), not empty, flat; points for partners; gaps and overlaps counted."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from prevent_geo.reading.problems import Findings
from prevent_geo.tables import Table

# a repair may move at most this share of a polygon's area; beyond it nobody knows which shape was meant
_REPAIR_SHARE = 0.01
_SLIVER_M = 10.0


def check_shapes(frame: gpd.GeoDataFrame, table: Table, findings: Findings) -> gpd.GeoDataFrame:
    """Check the geometry of a whole table; return it flat, with safe repairs made and logged."""
    if table.geometry == "polygon":
        return _check_polygons(frame, table, findings)
    return _check_points(frame, table, findings)


def _check_polygons(frame: gpd.GeoDataFrame, table: Table, findings: Findings) -> gpd.GeoDataFrame:
    if not _all_filled(frame, table, findings):
        return frame
    shapes = _flat(frame, table, findings)
    types = shapely.get_type_id(shapes)
    wrong = ~np.isin(types, [shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON])
    if wrong.any():
        names = [shape.geom_type for shape in shapes[wrong]]
        _note(
            findings,
            table,
            frame[wrong],
            "error",
            "type",
            "not a polygon",
            "Give the areas as polygons",
            names,
        )
        return frame
    invalid = ~shapely.is_valid(shapes)
    if not invalid.any():
        return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))
    repaired = shapely.make_valid(shapes[invalid], method="structure", keep_collapsed=False)
    before, after = np.abs(shapely.area(shapes[invalid])), shapely.area(repaired)
    exact = shapely.area(shapely.make_valid(shapes[invalid], method="linework"))
    change = np.maximum(np.abs(after - before), np.abs(exact - before)) / np.maximum(after, 1e-9)
    unsafe = change > _REPAIR_SHARE
    rows = frame[invalid]
    if unsafe.any():
        reasons = [shapely.is_valid_reason(shape) for shape in shapes[invalid][unsafe]]
        what = f"the boundary crosses itself, and repairing it would change its area by more than {_REPAIR_SHARE:.0%}"
        _note(
            findings,
            table,
            rows[unsafe],
            "error",
            "valid",
            what,
            "Draw it again, or take it from its source",
            reasons,
        )
    if (~unsafe).any():
        what = f"the boundary was not valid; repaired (area changed by at most {change[~unsafe].max():.2%})"
        _note(findings, table, rows[~unsafe], "warning", "valid", what, "Nothing needs to be done", [])
    shapes[invalid] = repaired
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))


def _check_points(frame: gpd.GeoDataFrame, table: Table, findings: Findings) -> gpd.GeoDataFrame:
    required = not table.column("geometry").nullable
    if required and not _all_filled(frame, table, findings):
        return frame
    shapes = _flat(frame, table, findings)
    polygons = np.isin(shapely.get_type_id(shapes), [shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON])
    shapes[polygons] = shapely.point_on_surface(shapely.make_valid(shapes[polygons]))
    wrong = ~np.isin(shapely.get_type_id(shapes), [shapely.GeometryType.MISSING, shapely.GeometryType.POINT])
    if wrong.any():
        names = [shape.geom_type for shape in shapes[wrong]]
        _note(
            findings,
            table,
            frame[wrong],
            "error",
            "type",
            "not a point or polygon",
            "Give one point per row",
            names,
        )
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))


def check_coverage(areas: gpd.GeoDataFrame, table: Table, findings: Findings) -> None:
    """Count overlaps and narrow gaps between areas; both are warnings, since real boundaries have them."""
    shapes = areas.geometry.to_numpy()
    uneven = ~shapely.is_empty(shapely.coverage_invalid_edges(shapes, gap_width=_SLIVER_M))
    if not uneven.any():
        return
    suspects = shapes[uneven]
    first, second = shapely.STRtree(suspects).query(suspects, predicate="intersects")
    pairs = first < second
    shared = shapely.area(shapely.intersection(suspects[first[pairs]], suspects[second[pairs]]))
    overlaps = shared > 1.0
    parts = shapely.get_parts(shapely.union_all(suspects))
    holes = shapely.polygons([ring for part in parts for ring in part.interiors])
    width = 2 * shapely.area(holes) / np.maximum(shapely.length(holes), 1e-9)
    gaps = int((width < _SLIVER_M).sum())
    what = (
        f"borders do not match their neighbours' exactly: {int(overlaps.sum())} overlaps "
        f"({shared[overlaps].sum():,.0f} m² in all), {gaps} narrow gaps"
    )
    advice = "Points there may fall in two areas or none; take boundaries of one source and one generalisation"
    _note(findings, table, areas[uneven], "warning", "coverage", what, advice, [])


def _all_filled(frame: gpd.GeoDataFrame, table: Table, findings: Findings) -> bool:
    hollow = (frame.geometry.isna() | frame.geometry.is_empty).to_numpy()
    if hollow.any():
        advice = (
            "Give each row a boundary" if table.geometry == "polygon" else "Give each row coordinates, or take it out"
        )
        _note(findings, table, frame[hollow], "error", "empty", "the geometry is empty", advice, [])
    return not hollow.any()


def _flat(frame: gpd.GeoDataFrame, table: Table, findings: Findings) -> np.ndarray:
    shapes = frame.geometry.to_numpy()
    tall = shapely.has_z(shapes)
    if tall.any():
        what = "the geometry has heights; they were left out"
        _note(findings, table, frame[tall], "warning", "flat", what, "Nothing needs to be done", [])
    flat: np.ndarray = shapely.force_2d(shapes)
    return flat


def _note(
    findings: Findings,
    table: Table,
    rows: gpd.GeoDataFrame,
    severity: str,
    rule: str,
    what: str,
    advice: str,
    examples: list[str],
) -> None:
    for file, part in rows.assign(_example=examples or "").groupby("_file", sort=False):
        findings.add(
            "error" if severity == "error" else "warning",
            rule,
            what,
            advice,
            table=table.name,
            file=str(file),
            column="geometry",
            rows=part["_row"],
            examples=part["_example"] if examples else (),
        )
