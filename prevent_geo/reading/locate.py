"""Coordinates and geometry: in which CRS, in the right order, in a plausible place, in metres."""

from __future__ import annotations

from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS, Transformer

from prevent_geo.crs import BRITISH_NATIONAL_GRID, WEB, parse_crs
from prevent_geo.errors import InputError
from prevent_geo.reading.config import Source
from prevent_geo.reading.findings import Findings, place_of
from prevent_geo.reading.tidy import clean_text
from prevent_geo.tables import Table

Box = tuple[float, float, float, float]
FAR_M = 50_000.0


def locate(
    frame: pd.DataFrame, table: Table, source: Source, internal: CRS, home: Box | None, findings: Findings
) -> gpd.GeoDataFrame | None:
    """Give a mapped frame a geometry in the internal CRS; None if that is not possible (which is reported).

    Parameters
    ----------
    home
        Bounds of the areas in the internal CRS, once they are known.
    """
    note = _Note(table, source, findings)
    if "_x" in frame:
        x, y = (_numbers(frame, name, note) for name in ("_x", "_y"))
        points = np.asarray(shapely.points(x, y))
        points[np.isnan(x) | np.isnan(y)] = None
        declared = source.coordinates.crs if source.coordinates else None
        located = gpd.GeoDataFrame(frame.drop(columns=["_x", "_y"]), geometry=points)
        key = "coordinates"
    elif isinstance(frame, gpd.GeoDataFrame):
        located, declared, key = frame, source.crs, "crs"
    else:
        return gpd.GeoDataFrame(frame, geometry=np.full(len(frame), None), crs=internal)
    crs = _agree_crs(located, declared, key, note)
    if crs is None:
        return None
    located = _without_misplaced(located.set_crs(crs, allow_override=True), crs, internal, home, note)
    if not _has_plausible_units(located, crs, note) or not _has_right_order(located, crs, internal, home, note):
        return None
    return located.to_crs(internal)


def _without_misplaced(
    frame: gpd.GeoDataFrame, crs: CRS, internal: CRS, home: Box | None, note: _Note
) -> gpd.GeoDataFrame:
    """Report rows at 0, 0, and rows in another unit than the others; without their place, the others can be checked."""
    low_x, low_y, high_x, high_y = shapely.bounds(frame.geometry.to_numpy()).reshape(-1, 4).T
    known = np.isfinite(low_x)
    zero = known & (low_x == 0) & (high_x == 0) & (low_y == 0) & (high_y == 0)
    degrees = (low_x >= -180) & (high_x <= 180) & (low_y >= -90) & (high_y <= 90)
    other = known & ~zero & (~degrees if crs.is_geographic else degrees)
    if home and (suspect := zero | other).any():
        # in a grid of its own, a place may have small coordinates
        middle = low_x[suspect] / 2 + high_x[suspect] / 2, low_y[suspect] / 2 + high_y[suspect] / 2
        abroad = ~_inside(home, *Transformer.from_crs(crs, internal, always_xy=True).transform(*middle))
        zero[suspect] &= abroad
        other[suspect] &= abroad
    needed = np.ones(len(frame), dtype=bool)
    if note.spoils in frame.columns and note.spoils != "geometry":
        needed = frame[note.spoils].isna().to_numpy()
    # where all are so, the CRS is wrong and not the rows
    other &= not np.array_equal(other, known & ~zero)
    found, right = ("metres", "degrees") if crs.is_geographic else ("degrees", "metres")
    for rows, rule, what, advice in (
        (
            zero,
            "null island",
            "the coordinates are 0, 0, which stands for a place that is not known",
            "Give the place, or take the row out",
        ),
        (
            other,
            "units",
            f"the coordinates look like {found}, those of other rows are in {right} ({crs.to_string()})",
            f"Give all rows of the file in {right}, or those in {found} as a file of their own with its own crs",
        ),
    ):
        rows = rows & needed
        if rows.any():
            pairs = zip(low_x[rows], low_y[rows], strict=True)
            examples = [f"{x:.6g}, {y:.6g}" for x, y in pairs] if rule == "units" else []
            note("error", rule, what, advice, rows=frame.loc[rows, "_row"], examples=examples)
    return frame.set_geometry(frame.geometry.mask(zero | other)) if (zero | other).any() else frame


class _Note:
    """Adds problems about one file."""

    def __init__(self, table: Table, source: Source, findings: Findings) -> None:
        self.table, self.source, self._findings = table, source, findings
        self.spoils = place_of(table)

    def __call__(self, severity: Literal["error", "warning"], rule: str, what: str, advice: str, **more: Any) -> None:
        self._findings.add(
            severity,
            rule,
            what,
            advice,
            table=self.table.name,
            file=self.source.name,
            **({"column": "geometry", "spoils": self.spoils} | more),
        )


def _numbers(frame: pd.DataFrame, name: str, note: _Note) -> np.ndarray[Any, np.dtype[np.float64]]:
    text = clean_text(frame[name])
    numbers = pd.to_numeric(text, errors="coerce")
    bad = text.notna() & ~np.isfinite(numbers)
    if bad.any():
        pair = note.source.coordinates
        column = "" if pair is None else (pair.x if name == "_x" else pair.y)
        advice = "Write digits only"
        note(
            "error",
            "type",
            "not a number",
            advice,
            column=column,
            rows=frame.loc[bad, "_row"],
            examples=text[bad],
        )
    return numbers.mask(bad).to_numpy(dtype="float64")


def _agree_crs(frame: gpd.GeoDataFrame, declared: str | None, key: str, note: _Note) -> CRS | None:
    if declared is None and frame.crs is None:
        pair = f'coordinates = {{ x = "...", y = "...", crs = "{WEB}" }}'
        example = pair if key == "coordinates" else f'crs = "{BRITISH_NATIONAL_GRID}"'
        what = "nothing says in which coordinate reference system the coordinates are"
        note("error", "crs", what, f"Say it in dataset.toml, e.g. {example}")
        return None
    if declared is None:
        return frame.crs
    try:
        wanted = parse_crs(declared, "crs in dataset.toml")
    except InputError as error:
        note("error", "crs", str(error), "")
        return None
    if frame.crs is not None and not wanted.equals(frame.crs, ignore_axis_order=True):
        what = f"the file says its coordinates are in {frame.crs.name}, dataset.toml says {wanted.name}"
        note("error", "crs", what, "Take 'crs' out of dataset.toml, or correct the file")
        return None
    return wanted


def _has_plausible_units(frame: gpd.GeoDataFrame, crs: CRS, note: _Note) -> bool:
    bounds = frame.total_bounds
    if not np.isfinite(bounds).all():
        return True
    low_x, low_y, high_x, high_y = bounds
    like_degrees = low_x >= -180 and high_x <= 180 and low_y >= -90 and high_y <= 90
    span = f"x from {low_x:,.6g} to {high_x:,.6g}, y from {low_y:,.6g} to {high_y:,.6g}"
    if like_degrees and crs.is_projected:
        what = f"the coordinates look like degrees ({span}), but their CRS, {crs.to_string()}, is in metres"
        advice = f'If they are longitude and latitude, say so in dataset.toml: crs = "{WEB}"'
    elif not like_degrees and crs.is_geographic:
        what = f"the coordinates look like metres ({span}), but their CRS, {crs.to_string()}, is in degrees"
        advice = f'If they are British National Grid, say so in dataset.toml: crs = "{BRITISH_NATIONAL_GRID}"'
    else:
        return True
    note("error", "crs", what, advice)
    return False


def _has_right_order(frame: gpd.GeoDataFrame, crs: CRS, internal: CRS, home: Box | None, note: _Note) -> bool:
    """Report rows that lie far away, and those among them that would lie at home with x and y exchanged."""
    box = _wider(home) if home else _area_of_use(internal)
    if box is None:
        return True
    filled = frame[~(frame.geometry.isna() | frame.geometry.is_empty)]
    # halved first: a centroid of absurd coordinates overflows
    halves = shapely.bounds(filled.geometry.to_numpy()).reshape(-1, 4) / 2
    x, y = halves[:, 0] + halves[:, 2], halves[:, 1] + halves[:, 3]
    to_internal = Transformer.from_crs(crs, internal, always_xy=True)
    far = ~_inside(box, *to_internal.transform(x, y))
    swapped = far & _inside(box, *to_internal.transform(y, x))
    for rows, rule in ((swapped, "swapped"), (far & ~swapped, "far")):
        if not rows.any():
            continue
        examples = [f"{a:.6g}, {b:.6g}" for a, b in zip(x[rows], y[rows], strict=True)]
        shown = {"rows": filled.loc[rows, "_row"], "examples": examples}
        if rule == "swapped":
            names = "latitude and longitude" if crs.is_geographic else "easting and northing"
            advice = "Exchange x and y in dataset.toml, or in the file"
            note("error", rule, f"{names} look swapped", advice, **shown)
        elif home is None:
            what = f"the coordinates lie outside the part of the world that {internal.to_string()} is made for"
            note("error", rule, what, "Correct them, or say in which CRS they are", **shown)
        elif note.table.name == "partners":
            what = f"the coordinates are more than {FAR_M / 1000:.0f} km from every area"
            note("error", rule, what, "Correct them, or say in which CRS they are", **shown)
    return not (swapped.any() or (far.any() and note.table.name != "contacts"))


def _inside(box: Box, x: Any, y: Any) -> Any:
    return (x >= box[0]) & (x <= box[2]) & (y >= box[1]) & (y <= box[3])


def _wider(box: Box) -> Box:
    return box[0] - FAR_M, box[1] - FAR_M, box[2] + FAR_M, box[3] + FAR_M


def _area_of_use(crs: CRS) -> Box | None:
    if crs.area_of_use is None:
        return None
    return Transformer.from_crs(WEB, crs, always_xy=True).transform_bounds(*crs.area_of_use.bounds)
