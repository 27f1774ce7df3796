"""One file of a table, mapped: their columns and values become ours; every row keeps its file and row number."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd

from prevent_geo.errors import InputError, did_you_mean, quoted_list
from prevent_geo.reading.config import Source
from prevent_geo.reading.convert import clean_text
from prevent_geo.reading.files import RawFile, open_file
from prevent_geo.reading.personal import refuse_personal_columns
from prevent_geo.reading.problems import Findings
from prevent_geo.tables import Table

PROVENANCE = ["_file", "_row"]
_FIELD = re.compile(r"\{([^{}:]+)(?::(\d{2}))?\}")


def read_mapped(table: Table, source: Source, folder: Path, findings: Findings) -> pd.DataFrame | None:
    """Read one file of a table and give it our column names; None if it cannot be read (which is reported).

    Returns a frame with our columns (values still theirs, as text where the file is text), the raw geometry or the
    columns `_x` and `_y`, and the provenance columns `_file` and `_row`.
    """
    try:
        raw = open_file(folder / source.file, source)
        mapped = _plan(table, source, raw, findings)
        if mapped is None:
            return None
        frame = raw.read(list(dict.fromkeys([*mapped.values(), *_extra_columns(source)])))
    except InputError as error:
        findings.add("error", "file", str(error), "", table=table.name, file=source.file)
        return None
    frame = frame.reset_index(drop=True)
    frame["_file"] = source.file
    frame["_row"] = frame.index + raw.first_row
    selected = _select(frame, source)
    mapped_frame = _rename(selected, table, source, mapped, raw.first_row)
    blank = _is_blank(selected[[*mapped.values(), *_extra_columns(source)]]) & ~_has_geometry(selected)
    kept = _without(mapped_frame, blank, table, source.file, findings)
    findings.sources.append((table.name, source.file, len(frame) - len(selected), len(selected)))
    return kept


def _plan(table: Table, source: Source, raw: RawFile, findings: Findings) -> dict[str, str] | None:
    """Our column -> their column, or None where a column is not there."""
    made = {*source.constants, *source.templates}
    mapped = {ours: theirs for ours, theirs in source.columns.items() if ours not in made}
    for column in table.columns:
        if column.kind != "geometry" and column.name in raw.columns and column.name not in {*mapped, *made}:
            mapped[column.name] = column.name
    missing = [(ours, theirs) for ours, theirs in mapped.items() if theirs not in raw.columns]
    missing += [("", theirs) for theirs in _extra_columns(source) if theirs not in raw.columns]
    for ours, theirs in missing:
        near = did_you_mean(theirs, raw.columns)
        advice = f"Its columns are {quoted_list(raw.columns)}"
        findings.add(
            "error",
            "columns",
            f"there is no column '{theirs}'{near}",
            advice,
            table=table.name,
            file=source.file,
            column=ours,
        )
    absent = [c for c in table.columns if c.required and c.kind != "geometry" and c.name not in {*mapped, *made}]
    for column in absent:
        advice = f'Its columns are {quoted_list(raw.columns)}; map one: columns.{column.name} = "their name"'
        near = did_you_mean(column.name, raw.columns)
        what = f"there is no {column.name}{near}"
        findings.add("error", "columns", what, advice, table=table.name, file=source.file, column=column.name)
    located = raw.has_geometry or source.coordinates is not None
    if table.geometry and not located and "area_code" not in mapped:
        advice = 'Give coordinates = { x = "...", y = "...", crs = "EPSG:..." }, or a file with geometry'
        what = "nothing says where the rows are"
        findings.add("error", "columns", what, advice, table=table.name, file=source.file, column="geometry")
        return None
    unmapped = [name for name in raw.columns if name not in mapped.values()]
    refuse_personal_columns(table, source.file, mapped, unmapped, findings)
    return None if missing or absent else mapped


def _extra_columns(source: Source) -> list[str]:
    """Columns that are read but are not ours: for selecting, templates and coordinates."""
    fields = [field for text in source.templates.values() for field, _ in _FIELD.findall(text) if field != "row"]
    pair = [source.coordinates.x, source.coordinates.y] if source.coordinates else []
    return list(dict.fromkeys([*source.where, *fields, *pair]))


def _select(frame: pd.DataFrame, source: Source) -> pd.DataFrame:
    chosen = pd.Series(True, index=frame.index)
    for column, value in source.where.items():
        chosen &= frame[column].astype("str").str.strip() == str(value)
    return frame[chosen]


def _rename(frame: pd.DataFrame, table: Table, source: Source, mapped: dict[str, str], first_row: int) -> pd.DataFrame:
    columns: dict[str, Any] = {ours: frame[theirs] for ours, theirs in mapped.items()}
    columns |= {ours: pd.Series(str(value), index=frame.index) for ours, value in source.constants.items()}
    columns |= {ours: _fill(text, frame, first_row) for ours, text in source.templates.items()}
    for ours, codes in source.values.items():
        if ours in columns:
            text = clean_text(columns[ours])
            columns[ours] = text.map(codes).fillna(text)
    if source.coordinates:
        columns |= {"_x": frame[source.coordinates.x], "_y": frame[source.coordinates.y]}
    columns |= {name: frame[name] for name in PROVENANCE}
    ordered = {name: columns.pop(name) for name in table.names if name in columns}
    if not hasattr(frame, "geometry") or source.coordinates:
        return pd.DataFrame({**ordered, **columns})
    import geopandas as gpd

    return gpd.GeoDataFrame({**ordered, **columns}, geometry=frame.geometry, crs=frame.crs)


def _fill(template: str, frame: pd.DataFrame, first_row: int) -> pd.Series[str]:
    """Fill "{name} site {row:03}"; only column names and the row number, nothing is evaluated."""
    filled = pd.Series("", index=frame.index, dtype="str")
    position = 0
    for field in _FIELD.finditer(template):
        name, width = field[1], int(field[2] or 0)
        values = frame["_row"] - first_row + 1 if name == "row" else clean_text(frame[name]).fillna("")
        filled += template[position : field.start()] + values.astype("str").str.zfill(width)
        position = field.end()
    return filled + template[position:]


def _is_blank(frame: pd.DataFrame) -> pd.Series[bool]:
    blank = pd.Series(True, index=frame.index)
    for name in frame:
        blank &= clean_text(frame[name]).isna().to_numpy()
    return blank


def _has_geometry(frame: pd.DataFrame) -> pd.Series[bool]:
    if not hasattr(frame, "geometry"):
        return pd.Series(False, index=frame.index)
    filled: pd.Series[bool] = ~(frame.geometry.isna() | frame.geometry.is_empty)
    return filled


def _without(frame: pd.DataFrame, blank: pd.Series[bool], table: Table, file: str, findings: Findings) -> pd.DataFrame:
    """Set aside blank rows and rows that repeat an earlier one in every column."""
    plain = pd.DataFrame(frame.drop(columns=PROVENANCE))
    if "geometry" in plain:
        plain["geometry"] = frame.geometry.to_wkb(hex=True)
    repeated = plain.duplicated() & ~blank
    for gone, reason in ((blank, "blank row"), (repeated, "the same as an earlier row in every column")):
        if gone.any():
            findings.set_aside(frame[gone], table.name, table.key, reason)
            what, advice = f"{reason}: set aside", "Take them out of the export"
            rows = frame.loc[gone, "_row"]
            findings.add("warning", "rows", what, advice, table=table.name, file=file, rows=rows)
    return frame[~(blank | repeated)]
