"""place.gpkg: the picture for a GIS, released figures with the styles that QGIS shows at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd

from prevent_geo.layers import Entry, Layer
from prevent_geo.picture import RichPicture
from prevent_geo.releases.qml import area_style, point_style
from prevent_geo.typesetting import settable

GEOMETRY = "geom"
# as QGIS makes it
_STYLES = """
CREATE TABLE layer_styles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
    f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
    useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME DEFAULT CURRENT_TIMESTAMP
)
"""
_FIGURES = ("value", "lower", "upper")


@dataclass(frozen=True)
class _Look:
    """A style of a table: its name, what it says, the QML, and whether it is shown at first."""

    table: str
    name: str
    description: str
    qml: str
    first: bool


def write_gis(picture: RichPicture, path: Path) -> None:
    """Write areas, partners and notes of a picture as a GeoPackage, in the dataset's metric CRS.

    `areas` has a row for each area and, for each layer, its released value with limits (named by the layer's id),
    `_status` and `_class`; `partners` one for each site; `notes` what roles said, for those who may read it. The table
    `layer_styles` has one style for each layer. The same picture gives the same bytes.
    """
    path.unlink(missing_ok=True)
    layers = [layer for layer in picture.layers.values() if len(layer.values)]
    tables = {"areas": _areas(picture, layers), "partners": _partners(picture, layers), "notes": _notes(picture)}
    kept = {name: table for name, table in tables.items() if len(table)}
    for name, table in kept.items():
        _write(table, path, name)
    looks = [*_looks(layers), *_note_looks(picture)]
    _finish(path, [look for look in looks if look.table in kept], picture)


def _write(table: gpd.GeoDataFrame, path: Path, name: str) -> None:
    import pyogrio

    options = {"layer": name, "driver": "GPKG", "geometry_name": GEOMETRY}
    pyogrio.write_dataframe(table, path, append=path.exists(), **options)


def _areas(picture: RichPicture, layers: list[Layer]) -> gpd.GeoDataFrame:
    areas = picture.scene.areas
    columns: dict[str, pd.Series] = {"area_code": areas.index.to_series(), "area_name": _texts(areas["area_name"])}
    for layer in layers:
        if layer.kind == "areas":
            columns |= _layer_columns(layer)
    return gpd.GeoDataFrame(columns, geometry=areas.geometry).reset_index(drop=True)


def _partners(picture: RichPicture, layers: list[Layer]) -> gpd.GeoDataFrame:
    points = picture.scene.points
    columns: dict[str, pd.Series] = {"partner_id": points.index.to_series()}
    names = ["partner_name", "sector_name"] + (["readiness"] if picture.audience != "public" else [])
    columns |= {name: _texts(points[name]) for name in names}
    for layer in layers:
        if layer.kind == "points":
            columns[_class_column(layer)] = _class_labels(layer)
    return gpd.GeoDataFrame(columns, geometry=points.geometry).reset_index(drop=True)


def _notes(picture: RichPicture) -> gpd.GeoDataFrame:
    notes, areas = picture.scene.notes, picture.scene.areas
    rows = [(n.area_code, n.kind_label, n.role, n.statement, n.date.isoformat()) for n in notes]
    table = pd.DataFrame(rows, columns=["area_code", "kind", "role", "statement", "date"], dtype="str")
    table = table.apply(_texts)
    places = areas.geometry.representative_point().loc[[note.area_code for note in notes]]
    return gpd.GeoDataFrame(table, geometry=list(places), crs=areas.crs)


def _layer_columns(layer: Layer) -> dict[str, pd.Series]:
    """Released figures of a layer; a layer of classes in words has no numbers."""
    table = layer.values.table
    shown = [] if layer.style.categories else [name for name in _FIGURES if table[name].notna().any()]
    figures = {name: table[name].astype("float64").round(4) for name in shown}
    columns = {layer.id if name == "value" else f"{layer.id}_{name}": figure for name, figure in figures.items()}
    return {**columns, f"{layer.id}_status": table["status"].astype("str"), _class_column(layer): _class_labels(layer)}


def _class_column(layer: Layer) -> str:
    return f"{layer.id}_class"


def _class_labels(layer: Layer) -> pd.Series:
    return _texts(layer.classes.map({entry.key: entry.label for entry in layer.style.entries}))


def _texts(values: pd.Series) -> pd.Series:
    return values.astype("object").map(lambda value: settable(str(value)), na_action="ignore")


def _looks(layers: list[Layer]) -> Iterator[_Look]:
    """A style for each layer, and for each table the one to begin with."""
    for kind, table, first in (("areas", "areas", "contact_rate"), ("points", "partners", "partners")):
        those = [layer for layer in layers if layer.kind == kind]
        names = [layer.id for layer in those]
        default = first if first in names else (names or [""])[0]
        for layer in those:
            make = area_style if kind == "areas" else point_style
            qml = make(_class_column(layer), [entry for entry, _ in layer.legend()])
            yield _Look(table, layer.title, f"{layer.question} {layer.caveat}", qml, layer.id == default)


def _note_looks(picture: RichPicture) -> Iterator[_Look]:
    kinds = sorted({note.kind_label for note in picture.scene.notes})
    entries = [Entry(kind, settable(kind), "#ffffff", mark=kind[:1].upper()) for kind in kinds]
    yield _Look("notes", "Notes", "What roles said of the place", point_style("kind", entries), True)


def _finish(path: Path, looks: list[_Look], picture: RichPicture) -> None:
    """Add the styles and what the tables are; take out the time of writing and what it left behind."""
    at = _timestamp(picture.period.end)
    about = picture.about
    words = f"{about.marking}. {picture.place.full_name}, {picture.period}. {about.source}. {about.licence}."
    rows = [
        (
            "",
            "",
            look.table,
            GEOMETRY,
            settable(look.name),
            look.qml,
            "",
            look.first,
            settable(look.description),
            "",
            None,
            at,
        )
        for look in looks
    ]
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute(_STYLES)
        database.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, "
            "styleQML, styleSLD, useAsDefault, description, owner, ui, update_time) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES "
            "('layer_styles', 'attributes', 'layer_styles')"
        )
        database.execute("UPDATE gpkg_contents SET last_change = ?, description = ?", (at, settable(words)))
        database.execute("VACUUM")


def _timestamp(on: date) -> str:
    return f"{on.isoformat()}T00:00:00.000Z"
