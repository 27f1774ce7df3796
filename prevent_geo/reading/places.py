"""Places alone: areas, or areas and partners, checked, so that synthetic data can be drawn over real ones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd

from prevent_geo.errors import InputError, did_you_mean
from prevent_geo.reading.checks import check_values
from prevent_geo.reading.config import DatasetConfig, read_code_lists, read_config
from prevent_geo.reading.findings import Findings
from prevent_geo.reading.problems import DataError
from prevent_geo.reading.table import Part, bounds, finished, internal_crs, read_table
from prevent_geo.tables import AREAS, PARTNERS, Table

_NO_OTHER_FILE = {"file": "none"}


def read_places(folder: Path) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """The areas and the partners of a dataset folder.

    Raises
    ------
    InputError
        If dataset.toml cannot be used.
    DataError
        If one of the two tables has errors.
    """
    areas, partners = _read(read_config(folder), folder, (AREAS, PARTNERS))
    return areas, partners


@dataclass(frozen=True, eq=False)
class Boundaries:
    """Areas, and what is said of where they come from; nothing is said of a file that stands alone."""

    areas: gpd.GeoDataFrame
    name: str
    marking: str = "NOT PROTECTIVELY MARKED"
    licence: str = ""
    source: str = ""


def read_boundaries(path: Path, columns: dict[str, str] | None = None) -> Boundaries:
    """The areas of a spatial file, or of a dataset folder.

    Parameters
    ----------
    path
        A GeoPackage, GeoJSON, Shapefile, GeoParquet or FlatGeobuf file with the columns of the table of areas, or a
        folder with a dataset.toml.
    columns
        Our columns and the file's, such as {"area_code": "LSOA21CD"}, where their names differ.

    Returns
    -------
    Boundaries
        Its areas are indexed by area_code, in the British National Grid (of a folder: in the CRS that its dataset.toml
        says).

    Raises
    ------
    InputError
        If there is no such file, a column is not one of the table of areas, or columns are said of a folder.
    DataError
        If the areas have errors.
    """
    if not path.exists():
        raise InputError(f"boundaries '{path}': there is no such file or folder")
    if path.is_dir():
        if columns:
            raise InputError(
                f"boundaries '{path}': its dataset.toml says which columns are ours; do not map them again"
            )
        config = read_config(path)
        areas = _read(config, path, (AREAS,))[0]
        return Boundaries(areas, config.title, config.marking, config.licence, config.source)
    unknown = sorted(set(columns or {}) - set(AREAS.names))
    if unknown:
        raise InputError(f"'{unknown[0]}' is not a column of areas{did_you_mean(unknown[0], AREAS.names)}")
    facts: dict[str, Any] = {
        "title": path.name,
        "period": {"from": "2000-01-01", "to": "2000-01-01"},
        "areas": {"file": path.name, "columns": columns or {}},
        "partners": _NO_OTHER_FILE,
        "contacts": _NO_OTHER_FILE,
    }
    return Boundaries(_read(DatasetConfig.model_validate(facts), path.parent, (AREAS,))[0], path.name)


def _read(config: DatasetConfig, folder: Path, tables: tuple[Table, ...]) -> list[gpd.GeoDataFrame]:
    code_lists, internal, findings = read_code_lists(config, folder), internal_crs(config), Findings()
    read: list[Part] = []
    for table in tables:
        home = bounds(read[0]) if read else None
        part = read_table(table, config, folder, internal, home, findings)
        if part.frame is not None:
            check_values(part.frame, table, code_lists, {}, findings)
        read.append(part)
    shapes = [part.shapes for part in read]
    if findings.has_errors or any(frame is None for frame in shapes):
        raise DataError(findings.report(config.title))
    return [gpd.GeoDataFrame(finished(frame, table)) for frame, table in zip(shapes, tables, strict=True)]
