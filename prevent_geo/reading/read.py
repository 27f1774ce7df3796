"""dataset.toml and its files -> checked tables and one report of everything that was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
from pyproj import CRS

from prevent_geo.crs import parse_crs
from prevent_geo.errors import InputError
from prevent_geo.reading.checks import check_values
from prevent_geo.reading.config import DatasetConfig, read_code_lists, read_config
from prevent_geo.reading.convert import convert_columns
from prevent_geo.reading.joins import keep_period, place_contacts, place_partners
from prevent_geo.reading.locate import Box, locate
from prevent_geo.reading.mapping import PROVENANCE, read_mapped
from prevent_geo.reading.personal import refuse_personal_values, refuse_protected_codes
from prevent_geo.reading.problems import Findings, Report
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


def read_dataset(folder: Path) -> Reading:
    """Read and check everything in a dataset folder; problems are gathered, not raised.

    Raises
    ------
    InputError
        If dataset.toml itself cannot be used.
    """
    config = read_config(folder)
    code_lists = read_code_lists(config, folder)
    internal = parse_crs(config.crs, "dataset.toml: crs")
    if not internal.is_projected or internal.axis_info[0].unit_name != "metre":
        raise InputError(f"dataset.toml: crs '{config.crs}' is not in metres; write one that is, such as 'EPSG:27700'")
    findings = Findings()
    refuse_protected_codes({name: code_lists[name] for name in config.codes}, findings)
    areas = _read_table(AREAS, config, folder, internal, None, findings)
    home = _bounds(areas)
    partners = _read_table(PARTNERS, config, folder, internal, home, findings)
    located = _read_table(CONTACTS, config, folder, internal, home, findings)
    events = None if located is None or areas is None else place_contacts(located, areas, findings)
    keys: dict[str, pd.Index] = {}
    for table, frame in ((AREAS, areas), (PARTNERS, partners), (CONTACTS, events)):
        if frame is not None:
            check_values(frame, table, code_lists, keys, findings)
            keys[f"{table.name}.{table.key}"] = pd.Index(frame[table.key].dropna())
    if findings.has_errors or areas is None or partners is None or events is None:
        return Reading(config, code_lists, findings.report(config.title))
    check_coverage(areas, AREAS, findings)
    partners = place_partners(partners, areas, findings)
    contacts = keep_period(events, config.dates(), findings)
    return Reading(
        config,
        code_lists,
        findings.report(config.title),
        gpd.GeoDataFrame(_finished(areas, AREAS)),
        gpd.GeoDataFrame(_finished(partners, PARTNERS)),
        _finished(contacts, CONTACTS),
    )


def _read_table(
    table: Table, config: DatasetConfig, folder: Path, internal: CRS, home: Box | None, findings: Findings
) -> gpd.GeoDataFrame | None:
    parts = []
    for source in config.sources(table.name):
        mapped = read_mapped(table, source, folder, findings)
        if mapped is None:
            continue
        refuse_personal_values(table, source.file, mapped, findings)
        converted = convert_columns(mapped, table, source.file, source.dates, findings)
        located = locate(converted, table, source, internal, home, findings)
        if located is not None:
            parts.append(located)
    if not parts:
        return None
    whole = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=internal)
    return check_shapes(whole, table, findings)


def _bounds(areas: gpd.GeoDataFrame | None) -> Box | None:
    if areas is None or areas.geometry.is_empty.all() or areas.geometry.isna().all():
        return None
    low_x, low_y, high_x, high_y = (float(bound) for bound in areas.total_bounds)
    return low_x, low_y, high_x, high_y


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
