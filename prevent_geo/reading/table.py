"""One table: its files -> mapped, converted, located rows with their provenance, then its own columns in order."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import CRS

from prevent_geo.crs import BRITISH_NATIONAL_GRID, other_unit, parse_crs
from prevent_geo.errors import InputError
from prevent_geo.reading.config import DatasetConfig, Source
from prevent_geo.reading.convert import convert_columns
from prevent_geo.reading.findings import PROVENANCE, Findings
from prevent_geo.reading.locate import Box, locate
from prevent_geo.reading.mapping import read_mapped
from prevent_geo.reading.mojibake import warn_of_mojibake
from prevent_geo.reading.personal import refuse_personal_values
from prevent_geo.reading.shapes import check_shapes
from prevent_geo.reading.spreadsheet import refuse_mangled
from prevent_geo.tables import Table


@dataclass(frozen=True, eq=False)
class Part:
    """What could be read of one table: `whole` if every file gave its rows, `placed` if all of those have geometry."""

    frame: pd.DataFrame | None = None
    whole: bool = False
    placed: bool = False

    @property
    def shapes(self) -> gpd.GeoDataFrame | None:
        """The table with its geometry, if all of it is known."""
        return gpd.GeoDataFrame(self.frame) if self.frame is not None and self.whole and self.placed else None


def internal_crs(config: DatasetConfig) -> CRS:
    """The CRS that every geometry is brought to; it has to be in metres."""
    internal = parse_crs(config.crs, "dataset.toml: crs")
    if unit := other_unit(internal):
        raise InputError(
            f"dataset.toml: crs '{config.crs}' is in {unit}; write one in metres, such as '{BRITISH_NATIONAL_GRID}'"
        )
    return internal


def read_table(
    table: Table, config: DatasetConfig, folder: Path, internal: CRS, home: Box | None, findings: Findings
) -> Part:
    """Read the files of a table; `home` are the bounds of the areas, once they are known."""
    parts: list[pd.DataFrame] = []
    sources, placed = config.sources(table.name), True
    for source in sources:
        mapped = read_mapped(table, source, folder, findings)
        if mapped is None:
            continue
        rows, found = convert_rows(mapped, table, source, internal, home, findings)
        placed &= found
        parts.append(rows)
    return assemble(parts, table, internal, findings, whole=len(parts) == len(sources), placed=placed)


def assemble(
    parts: list[pd.DataFrame], table: Table, internal: CRS, findings: Findings, *, whole: bool, placed: bool
) -> Part:
    """The converted rows of several sources together, with sound shapes."""
    if not parts:
        return Part()
    if not table.geometry:
        return Part(pd.concat(parts, ignore_index=True), whole)
    if not placed:
        plain = [part.drop(columns="geometry", errors="ignore") for part in parts]
        return Part(pd.concat(plain, ignore_index=True), whole, placed)
    frame = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=internal)
    return Part(check_shapes(frame, table, findings), whole, placed)


def convert_rows(
    mapped: pd.DataFrame, table: Table, source: Source, internal: CRS, home: Box | None, findings: Findings
) -> tuple[pd.DataFrame, bool]:
    """Mapped rows of a source with every value in its kind, and whether they have their place (or need none)."""
    clean = refuse_personal_values(table, source.name, mapped, findings)
    warn_of_mojibake(clean, table, source, findings)
    clean = refuse_mangled(clean, table, source, findings)
    converted = convert_columns(clean, table, source.name, source.dates, findings)
    if not table.geometry:
        # a file of shapes may give it, whose shapes are then of no use
        return pd.DataFrame(converted).drop(columns="geometry", errors="ignore"), True
    located = locate(converted, table, source, internal, home, findings)
    # without a place its other columns are still checked, so that one report tells everything
    return (pd.DataFrame(converted), False) if located is None else (located, True)


def bounds(areas: Part) -> Box | None:
    """Bounds of the areas, if all of them are known."""
    if areas.shapes is None or areas.shapes.geometry.is_empty.all():
        return None
    low_x, low_y, high_x, high_y = (float(bound) for bound in areas.shapes.total_bounds)
    return None if np.isnan(low_x) else (low_x, low_y, high_x, high_y)


def finished(frame: pd.DataFrame | None, table: Table) -> pd.DataFrame:
    """Every column of the table, in its order, with fallbacks filled; indexed by the key, if it is one column."""
    done = pd.DataFrame() if frame is None else frame.drop(columns=PROVENANCE, errors="ignore")
    for column in table.columns:
        if column.name not in done and column.kind != "geometry":
            done[column.name] = empty_column(column.kind, done.index)
        if column.fallback:
            done[column.name] = done[column.name].fillna(done[column.fallback])
    extra = [name for name in done.columns if name not in table.names]
    names = [name for name in table.names if name in done.columns]
    if not table.key:
        return done[[*names, *extra]].sort_values(list(table.identity), ignore_index=True)
    return done[[*names, *extra]].set_index(table.key).sort_index()


def empty_column(kind: str, index: pd.Index) -> pd.Series:
    """A column of a kind in which nothing is known."""
    dtypes = {"integer": "Int64", "number": "float64", "date": "datetime64[us]", "flag": "boolean"}
    return pd.Series(index=index, dtype=dtypes.get(kind, "str"))
