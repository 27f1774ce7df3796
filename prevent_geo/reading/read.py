"""dataset.toml and its files -> checked tables and one report of everything that was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import CRS

from prevent_geo.crs import BRITISH_NATIONAL_GRID, other_unit, parse_crs
from prevent_geo.errors import InputError
from prevent_geo.reading.checks import check_values
from prevent_geo.reading.config import DatasetConfig, read_code_lists, read_config
from prevent_geo.reading.convert import convert_columns
from prevent_geo.reading.findings import PROVENANCE, Findings
from prevent_geo.reading.joins import keep_period, place_contacts, place_partners
from prevent_geo.reading.locate import Box, locate
from prevent_geo.reading.mapping import read_mapped
from prevent_geo.reading.personal import refuse_personal_values, refuse_protected_codes
from prevent_geo.reading.problems import DataError, Report
from prevent_geo.reading.shapes import check_coverage, check_shapes
from prevent_geo.tables import AREAS, CONTACTS, PARTNERS, CodeList, Table


@dataclass(frozen=True, eq=False)
class Reading:
    """What reading a folder gave: its config, code lists and report, and the tables if there were no errors."""

    config: DatasetConfig
    code_lists: Mapping[str, CodeList]
    report: Report
    areas: gpd.GeoDataFrame | None = None
    partners: gpd.GeoDataFrame | None = None
    contacts: pd.DataFrame | None = None


@dataclass(frozen=True, eq=False)
class _Part:
    """What could be read of one table: `whole` if every file gave its rows, `placed` if all of those have geometry."""

    frame: pd.DataFrame | None = None
    whole: bool = False
    placed: bool = False

    @property
    def shapes(self) -> gpd.GeoDataFrame | None:
        """The table with its geometry, if all of it is known."""
        return gpd.GeoDataFrame(self.frame) if self.frame is not None and self.whole and self.placed else None


def read_dataset(folder: Path) -> Reading:
    """Read and check everything in a dataset folder; problems are gathered, not raised.

    Raises
    ------
    InputError
        If dataset.toml itself, or a code list that it names, cannot be used.
    """
    config = read_config(folder)
    code_lists = read_code_lists(config, folder)
    internal = _internal_crs(config)
    findings = Findings()
    refuse_protected_codes({name: code_lists[name] for name in config.codes}, findings)
    areas = _read_table(AREAS, config, folder, internal, None, findings)
    home = _bounds(areas)
    partners = _read_table(PARTNERS, config, folder, internal, home, findings)
    contacts = _read_table(CONTACTS, config, folder, internal, home, findings)
    events = _place(contacts, areas, findings)
    keys: dict[str, pd.Index] = {}
    for table, frame, part in (
        (AREAS, areas.frame, areas),
        (PARTNERS, partners.frame, partners),
        (CONTACTS, events, contacts),
    ):
        if frame is not None:
            check_values(frame, table, code_lists, keys, findings)
            if part.whole:
                keys[f"{table.name}.{table.key}"] = pd.Index(frame[table.key].dropna())
    if findings.has_errors or areas.shapes is None or partners.shapes is None or events is None:
        return Reading(config, code_lists, findings.report(config.title))
    check_coverage(areas.shapes, AREAS, findings)
    located = place_partners(partners.shapes, areas.shapes, findings)
    kept = keep_period(events, config.dates(), findings)
    return Reading(
        config,
        code_lists,
        findings.report(config.title),
        gpd.GeoDataFrame(_finished(areas.shapes, AREAS)),
        gpd.GeoDataFrame(_finished(located, PARTNERS)),
        _finished(kept, CONTACTS),
    )


def read_places(folder: Path) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Areas and partners alone, checked, so that synthetic contacts can be drawn over real places.

    Raises
    ------
    InputError
        If dataset.toml cannot be used.
    DataError
        If one of the two tables has errors.
    """
    config = read_config(folder)
    code_lists, internal, findings = read_code_lists(config, folder), _internal_crs(config), Findings()
    areas = _read_table(AREAS, config, folder, internal, None, findings)
    partners = _read_table(PARTNERS, config, folder, internal, _bounds(areas), findings)
    for table, part in ((AREAS, areas), (PARTNERS, partners)):
        if part.frame is not None:
            check_values(part.frame, table, code_lists, {}, findings)
    if findings.has_errors or areas.shapes is None or partners.shapes is None:
        raise DataError(findings.report(config.title))
    return gpd.GeoDataFrame(_finished(areas.shapes, AREAS)), gpd.GeoDataFrame(_finished(partners.shapes, PARTNERS))


def _internal_crs(config: DatasetConfig) -> CRS:
    internal = parse_crs(config.crs, "dataset.toml: crs")
    if unit := other_unit(internal):
        raise InputError(
            f"dataset.toml: crs '{config.crs}' is in {unit}; write one in metres, such as '{BRITISH_NATIONAL_GRID}'"
        )
    return internal


def _read_table(
    table: Table, config: DatasetConfig, folder: Path, internal: CRS, home: Box | None, findings: Findings
) -> _Part:
    parts: list[pd.DataFrame] = []
    sources, placed = config.sources(table.name), True
    for source in sources:
        mapped = read_mapped(table, source, folder, findings)
        if mapped is None:
            continue
        clean = refuse_personal_values(table, source.name, mapped, findings)
        converted = convert_columns(clean, table, source.name, source.dates, findings)
        located = locate(converted, table, source, internal, home, findings)
        placed &= located is not None
        # without a place its other columns are still checked, so that one report tells everything
        parts.append(pd.DataFrame(converted) if located is None else located)
    if not parts:
        return _Part()
    whole = len(parts) == len(sources)
    if not placed:
        plain = [part.drop(columns="geometry", errors="ignore") for part in parts]
        return _Part(pd.concat(plain, ignore_index=True), whole, placed)
    frame = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=internal)
    return _Part(check_shapes(frame, table, findings), whole, placed)


def _place(contacts: _Part, areas: _Part, findings: Findings) -> pd.DataFrame | None:
    """Contacts, each with the code of its area; without knowing every area, only those that give a code."""
    if contacts.shapes is not None and areas.shapes is not None:
        return place_contacts(contacts.shapes, areas.shapes, findings)
    if contacts.frame is None or "area_code" not in contacts.frame:
        return contacts.frame
    return pd.DataFrame(contacts.frame[contacts.frame["area_code"].notna()])


def _bounds(areas: _Part) -> Box | None:
    if areas.shapes is None or areas.shapes.geometry.is_empty.all():
        return None
    low_x, low_y, high_x, high_y = (float(bound) for bound in areas.shapes.total_bounds)
    return None if np.isnan(low_x) else (low_x, low_y, high_x, high_y)


def _finished(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Every column of the table, in its order, with fallbacks filled; indexed by the key."""
    done = frame.drop(columns=PROVENANCE)
    for column in table.columns:
        if column.name not in done and column.kind != "geometry":
            done[column.name] = _empty(column.kind, done.index)
        if column.fallback:
            done[column.name] = done[column.name].fillna(done[column.fallback])
    extra = [name for name in done.columns if name not in table.names]
    names = [name for name in table.names if name in done.columns]
    return done[[*names, *extra]].set_index(table.key).sort_index()


def _empty(kind: str, index: pd.Index) -> pd.Series:
    dtypes = {"integer": "Int64", "number": "float64", "date": "datetime64[us]", "flag": "boolean"}
    return pd.Series(index=index, dtype=dtypes.get(kind, "str"))
