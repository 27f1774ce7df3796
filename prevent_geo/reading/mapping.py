"""One file of a table, mapped: their columns and values become ours; every row keeps its file and row number."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from prevent_geo.errors import InputError
from prevent_geo.reading.config import FIELD, Source
from prevent_geo.reading.files import open_file
from prevent_geo.reading.findings import PROVENANCE, Findings, SourceRows
from prevent_geo.reading.plan import plan_columns
from prevent_geo.reading.raw import RawFile
from prevent_geo.reading.tidy import Tidied, clean_text, note_tidied, tidy_columns
from prevent_geo.reading.totals import is_total
from prevent_geo.tables import Table


def read_mapped(table: Table, source: Source, folder: Path, findings: Findings) -> pd.DataFrame | None:
    """Read one file of a table and give it our column names; None if it cannot be read (which is reported).

    Returns a frame with our columns (values still theirs, as text where the file is text), the raw geometry or the
    columns `_x` and `_y`, and the provenance columns `_source`, `_file` and `_row`.
    """
    try:
        raw = open_file(folder / source.file, source)
        mapped = plan_columns(table, source, raw, findings)
        if mapped is None:
            return None
        wanted = wanted_columns(mapped, source)
        frame, told = tidy_raw(raw.read(wanted), wanted)
    except InputError as error:
        findings.add("error", "file", str(error), "", table=table.name, file=source.name)
        return None
    note_repairs(raw, table, source, findings)
    number, rows = len(findings.sources) + 1, frame.index + raw.first_row
    kept, read = map_rows(frame, told, mapped, table, source, (number, rows, raw.first_row), findings)
    findings.sources.append(SourceRows(table.name, source.name, len(frame) - read, read))
    if not len(kept):
        refuse_none_left(len(frame), read, table, source, findings)
        return None
    return kept


def wanted_columns(mapped: Mapping[str, str], source: Source) -> list[str]:
    """Their columns that are read, each once."""
    return list(dict.fromkeys([*mapped.values(), *source.extra_columns]))


def tidy_raw(frame: pd.DataFrame, wanted: list[str]) -> tuple[pd.DataFrame, list[Tidied]]:
    """Rows as a file gave them, numbered from 0 and tidied; see `tidy_columns`."""
    frame = frame.reset_index(drop=True)
    _refuse_nested(frame[wanted])
    return tidy_columns(frame, wanted)


def note_repairs(raw: RawFile, table: Table, source: Source, findings: Findings) -> None:
    """Tell what the reader of a file remarked and repaired."""
    for note in raw.notes:
        findings.add("warning", "file", f"its reader says: {note}", "", table=table.name, file=source.name)
    for what in raw.tidied:
        findings.add("note", "tidied", what, "Nothing needs to be done", table=table.name, file=source.name)


def map_rows(
    frame: pd.DataFrame,
    told: list[Tidied],
    mapped: Mapping[str, str],
    table: Table,
    source: Source,
    numbers: tuple[int, Any, int],
    findings: Findings,
) -> tuple[pd.DataFrame, int]:
    """Give tidied rows our columns, without those that are set aside; and how many `where` selected.

    Parameters
    ----------
    numbers
        The number of the source, that of each row, and that of the first row of the file.
    """
    number, rows, first_row = numbers
    frame["_source"], frame["_file"], frame["_row"] = number, source.name, rows
    selected = _select(frame, source)
    blank = selected[wanted_columns(mapped, source)].isna().all(axis=1) & ~_has_geometry(selected)
    ours = {theirs: ours for ours, theirs in reversed([*mapped.items()])}
    note_tidied(told, selected.loc[~blank, "_row"], ours, table, source.name, findings)
    named = _rename(selected, table, source, mapped, first_row)
    return set_aside_unusable(named, blank, table, source.name, findings), len(selected)


def refuse_none_left(count: int, selected: int, table: Table, source: Source, findings: Findings) -> None:
    """Report that not one row of a source is left."""
    what = f"none of its {count:,} rows is left: {count - selected:,} are not selected by 'where'"
    what += f", {selected:,} are blank"
    findings.add("error", "rows", what, "Correct 'where', or the file", table=table.name, file=source.name)


def _refuse_nested(frame: pd.DataFrame) -> None:
    for name in frame:
        if (
            frame[name].dtype == object
            and frame[name].map(lambda value: isinstance(value, list | dict | np.ndarray)).any()
        ):
            raise InputError(f"column '{name}' holds lists; give one value in each row")


def _select(frame: pd.DataFrame, source: Source) -> pd.DataFrame:
    chosen = pd.Series(True, index=frame.index)
    for column, value in source.where.items():
        text = clean_text(frame[column])
        wanted = str(value).casefold() if isinstance(value, bool) else str(value)
        chosen &= ((text.str.casefold() if isinstance(value, bool) else text) == wanted).fillna(False).astype(bool)
    return frame[chosen]


def _rename(
    frame: pd.DataFrame, table: Table, source: Source, mapped: Mapping[str, str], first_row: int
) -> pd.DataFrame:
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
    if not isinstance(frame, gpd.GeoDataFrame) or source.coordinates:
        return pd.DataFrame({**ordered, **columns})
    return gpd.GeoDataFrame({**ordered, **columns}, geometry=frame.geometry, crs=frame.crs)


def _fill(template: str, frame: pd.DataFrame, first_row: int) -> pd.Series[str]:
    """Fill "{name} site {row:03}"; only column names and the row number, nothing is evaluated."""
    filled = pd.Series("", index=frame.index, dtype="str")
    position = 0
    for field in FIELD.finditer(template):
        name, width = field[1], int(field[2] or 0)
        values = frame["_row"] - first_row + 1 if name == "row" else clean_text(frame[name]).fillna("")
        filled += template[position : field.start()] + values.astype("str").str.zfill(width)
        position = field.end()
    return filled + template[position:]


def _has_geometry(frame: pd.DataFrame) -> pd.Series[bool]:
    if not isinstance(frame, gpd.GeoDataFrame):
        return pd.Series(False, index=frame.index)
    filled: pd.Series[bool] = ~(frame.geometry.isna() | frame.geometry.is_empty)
    return filled


def set_aside_unusable(
    frame: pd.DataFrame, blank: pd.Series[bool], table: Table, file: str, findings: Findings
) -> pd.DataFrame:
    """Set aside blank rows, rows that repeat an earlier one in every column, and totals."""
    plain = pd.DataFrame(frame.drop(columns=PROVENANCE))
    if isinstance(frame, gpd.GeoDataFrame):
        plain["geometry"] = frame.geometry.to_wkb(hex=True)
    repeated = plain.duplicated() & ~blank
    total = is_total(frame, table) & ~blank & ~repeated
    for gone, rule, reason in (
        (blank, "rows", "blank row"),
        (repeated, "rows", "the same as an earlier row in every column"),
        (total, "total row", "a row of totals"),
    ):
        if gone.any():
            findings.set_aside(frame[gone], table, reason)
            what, advice = f"{reason}: set aside", "Take them out of the export"
            rows = frame.loc[gone, "_row"]
            findings.add("warning", rule, what, advice, table=table.name, file=file, rows=rows)
    return frame[~(blank | repeated | total)]
