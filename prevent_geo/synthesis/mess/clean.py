"""Clean exports: a town's tables as an organisation keeps them, in its own files, headers, numbers and words."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from prevent_geo.crs import to_web
from prevent_geo.synthesis.mess.dates import DATE_FORM
from prevent_geo.synthesis.mess.export import Export, Form, pick_word
from prevent_geo.synthesis.mess.files import NOTES
from prevent_geo.synthesis.mess.kind import FaultKind
from prevent_geo.tables import TABLES, default_code_lists

# a millimetre, so that a site on a border stays on its side
_DEGREE_DIGITS = 8
_MOST_NUMBERS = 9_999
_ENDINGS = ("", " – main site", "", " & Café", "", " (Résumé desk)")
_NOTES = (
    *("", "", "", "Hall hire £40 – paid", "Residents’ group asked us back", "Café was full"),
    *("Tea, talk and questions", "Moved from the library", 'Poster said "all welcome"', "Same time next month"),
)
_SUFFIX: Mapping[Form, str] = {"text": ".csv", "sheet": ".xlsx", "shapefile": ".shp"}
_RETURN_SHARE, _RETURN_LEAST = 0.04, 4


def number_partners(partners: pd.DataFrame, rng: np.random.Generator) -> dict[str, str]:
    """Five digits for each partner, from 00001; with them the organisation's own system began."""
    codes = [str(code) for code in partners["partner_id"]]
    numbers = rng.choice(max(_MOST_NUMBERS, 2 * len(codes)), size=len(codes), replace=False) + 1
    return {code: f"{number:05}" for code, number in zip(codes, sorted(numbers.tolist()), strict=True)}


def export_areas(areas: gpd.GeoDataFrame, *, reserved: FaultKind | None, zipped: bool) -> Export:
    """The areas as a shapefile, plain or zipped."""
    wording = "long" if reserved and reserved.long_names else "short"
    texts = _texts(areas, "areas")
    return Export(
        "areas",
        "areas.zip" if zipped else "areas.shp",
        "shapefile",
        _renamed(texts, "areas", wording),
        _columns(texts, "areas", wording),
        # a shapefile makes no difference between a polygon and a collection of one
        shapes=gpd.GeoSeries([_single(shape) for shape in areas.geometry], crs=areas.crs),
        reserved=reserved.name if reserved else "",
    )


def export_partners(partners: gpd.GeoDataFrame, numbers: Mapping[str, str], *, reserved: FaultKind | None) -> Export:
    """The partners as a sheet, with longitude and latitude."""
    texts = _texts(partners, "partners")
    texts["partner_id"] = texts["partner_id"].map(numbers)
    # letters beyond ASCII are nothing wrong
    texts["partner_name"] = [name + _ENDINGS[at % len(_ENDINGS)] for at, name in enumerate(texts["partner_name"])]
    sites = to_web(partners).geometry
    for name, values in (("_x", sites.x), ("_y", sites.y)):
        texts[name] = [f"{value:.{_DEGREE_DIGITS}f}" for value in values]
    return Export(
        "partners",
        "partners.xlsx",
        "sheet",
        _renamed(texts, "partners", "usual"),
        _columns(texts, "partners", "usual"),
        reserved=reserved.name if reserved else "",
        values=_words("sector"),
    )


def export_contacts(
    contacts: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    numbers: Mapping[str, str],
    returns: Sequence[tuple[FaultKind, Form]],
    rng: np.random.Generator,
) -> list[Export]:
    """The contacts as one text file per quarter, and a few rows as a late return for each fault that hides others."""
    texts = _texts(contacts, "contacts")
    days = pd.to_datetime(contacts["date"])
    texts["contact_id"] = [f"{day:%Y%m}{at:06}" for at, day in enumerate(days, start=1)]
    texts["partner_id"] = texts["partner_id"].map(numbers).fillna("")
    texts[NOTES] = [pick_word(_NOTES, rng) for _ in range(len(texts))]
    spots = pd.Series(areas.representative_point().to_numpy(), index=areas["area_code"].astype("str"))
    late = _draw_late(len(texts), len(returns), rng)
    exports = []
    for number, ((kind, form), rows) in enumerate(zip(returns, late, strict=False), start=1):
        wording = "usual" if form != "shapefile" else "long" if kind.long_names else "short"
        part = texts.iloc[rows]
        shapes = gpd.GeoSeries(spots.reindex(part["area_code"]).to_numpy(), index=part.index, crs=areas.crs)
        exports.append(
            Export(
                "contacts",
                f"late return {number:02}{_SUFFIX[form]}",
                form,
                _renamed(part, "contacts", wording),
                _columns(part, "contacts", wording),
                shapes=shapes if form == "shapefile" else None,
                reserved=kind.name,
                values=_words("kind"),
            )
        )
    gone = set(np.concatenate([np.array([], dtype=int), *late]).tolist())
    on_time = [at for at in range(len(texts)) if at not in gone]
    quarters = days.dt.to_period("Q").dt.strftime("%Y Q%q").iloc[on_time]
    for quarter, part in texts.iloc[on_time].groupby(quarters.to_numpy()):
        name = f"contacts {quarter}.csv"
        frame, columns = _renamed(part, "contacts", "usual"), _columns(part, "contacts", "usual")
        exports.append(Export("contacts", name, "text", frame, columns, values=_words("kind")))
    return sorted(exports, key=lambda export: export.file)


def export_companion(table: str, frame: pd.DataFrame, numbers: Mapping[str, str]) -> Export:
    """A table beside the contacts, as text under the names of the library."""
    texts = _texts(frame, table)
    if "partner_id" in texts:
        texts["partner_id"] = texts["partner_id"].map(numbers).fillna("")
    return Export(table, f"{table}.csv", "text", texts, {str(name): str(name) for name in texts})


def _single(shape: BaseGeometry) -> BaseGeometry:
    parts = shapely.get_parts(shape).tolist()
    return parts[0] if len(parts) == 1 else shape


@cache
def _headers() -> dict[str, dict[str, dict[str, str]]]:
    headers: dict[str, dict[str, dict[str, str]]] = tomllib.loads(
        (Path(__file__).parent / "headers.toml").read_text(encoding="utf-8")
    )
    return headers


def _columns(texts: pd.DataFrame, table: str, wording: str) -> dict[str, str]:
    return {ours: header for ours, header in _headers()[table][wording].items() if ours in texts.columns}


def _renamed(texts: pd.DataFrame, table: str, wording: str) -> pd.DataFrame:
    """The text under the headers of the export, kinds and sectors in words."""
    columns = _columns(texts, table, wording)
    kept = texts[[name for name in texts.columns if name in columns or name == NOTES]].copy()
    for ours in ("kind", "sector"):
        if ours in kept:
            labels = {code: label for label, code in _words(ours)[ours].items()}
            kept[ours] = kept[ours].map(labels).fillna("")
    return kept.rename(columns=columns)


def _words(ours: str) -> dict[str, dict[str, str]]:
    """The words of the export for the codes of one of our columns."""
    labels = default_code_lists()[f"{ours}s"].labels
    return {ours: {label: code for code, label in labels.items()}}


def _texts(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    """Our columns as text, with days such as 31/03/2026 and "" where nothing is given; rows numbered anew."""
    texts = {}
    for column in TABLES[table].columns:
        if column.kind == "geometry" or column.name not in frame:
            continue
        values = frame[column.name]
        if column.kind == "date":
            values = pd.to_datetime(values).dt.strftime(DATE_FORM)
        elif column.kind in {"integer", "number"}:
            values = pd.Series([f"{value:.12g}" for value in pd.to_numeric(values).astype("float64")]).replace(
                "nan", ""
            )
        elif column.kind == "flag":
            values = values.replace({True: "yes", False: "no"})
        texts[column.name] = values.astype("str").fillna("").to_numpy()
    return pd.DataFrame(texts, dtype="str")


def _draw_late(count: int, files: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Rows of each late return; at most half of all come late."""
    if not files or count < 2 * files:
        files = count // 2 if files else 0
    if not files:
        return []
    size = min(max(_RETURN_LEAST, round(_RETURN_SHARE * count)), count // 2 // files)
    drawn = rng.permutation(count)[: size * files].reshape(files, size)
    return [np.sort(rows) for rows in drawn]
