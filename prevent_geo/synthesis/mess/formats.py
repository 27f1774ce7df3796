"""Write an export as a file; the same export writes the same bytes, whatever the clock says."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import pandas as pd

from prevent_geo.synthesis.mess.dates import DATE_FORM
from prevent_geo.synthesis.mess.export import Export
from prevent_geo.tables import TABLES

_MARKS = {"utf-8": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe"}
_DAY = datetime(2026, 10, 1)
_SLASHED_DATE = re.compile("[0-9]{2}/[0-9]{2}/[0-9]{4}")


def write_export(folder: Path, export: Export) -> None:
    """Write an export; a shapefile is several files."""
    if export.form == "text":
        (folder / export.file).write_bytes(_text(export))
    elif export.form == "sheet":
        (folder / export.file).write_bytes(_workbook(export))
    else:
        files = _shapefile(export)
        if export.file.endswith(".zip"):
            files = {export.file: _zipped(files)}
        for name, content in files.items():
            (folder / name).write_bytes(content)


def write_lines(rows: Sequence[Sequence[str]], *, delimiter: str = ",", end: str = "\n") -> str:
    """Rows as delimited text, with quotation marks where they are needed."""
    return "".join(delimiter.join(_cell(cell, delimiter) for cell in row) + end for row in rows)


def _cell(text: str, delimiter: str) -> str:
    needed = any(sign in text for sign in (delimiter, '"', "\r", "\n"))
    return '"' + text.replace('"', '""') + '"' if needed else text


def _text(export: Export) -> bytes:
    headers = [str(header) for header in export.frame.columns]
    text = "".join(f"{line}\r\n" for line in export.above)
    text += write_lines([headers], delimiter=export.delimiter, end="\r\n")
    for label, row in zip(export.frame.index, export.frame.to_numpy().tolist(), strict=True):
        cells = [
            value if (label, header) in export.unquoted else _cell(value, export.delimiter)
            for header, value in zip(headers, row, strict=True)
        ]
        text += export.delimiter.join(cells) + "\r\n"
    return (_MARKS[export.encoding] if export.mark else b"") + text.encode(export.encoding)


def _kinds(export: Export) -> dict[str, str]:
    """For each header the kind of its column; text where it is none of ours."""
    kinds: dict[str, str] = dict.fromkeys(export.frame.columns, "text")
    for ours, header in export.columns.items():
        kinds[header] = "number" if ours.startswith("_") else TABLES[export.table].column(ours).kind
    return kinds


def _workbook(export: Export) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.properties.creator, book.properties.created = "", _DAY
    sheet = book.worksheets[0]
    sheet.title = export.table.capitalize()
    kinds, headers = _kinds(export), list(export.frame.columns)
    for title in export.above:
        sheet.append([title])
    if export.above:
        sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(headers))
    sheet.append(headers)
    for row in export.frame.to_numpy().tolist():
        sheet.append([_value(text, kinds[header]) for header, text in zip(headers, row, strict=True)])
    numbers = export.rows()
    for header, first, last in export.merged:
        column = headers.index(header) + 1
        sheet.merge_cells(start_row=numbers[first], end_row=numbers[last], start_column=column, end_column=column)
    for cells in sheet.iter_rows():
        for cell in cells:
            if isinstance(cell.value, datetime):
                cell.number_format = "DD/MM/YYYY"
    written = io.BytesIO()
    book.save(written)
    return _without_clock(written.getvalue())


def _value(text: str, kind: str) -> str | float | datetime | None:
    """A cell as a spreadsheet holds it: a number or a day where the text is one."""
    if not text:
        return None
    if kind == "date" and _SLASHED_DATE.fullmatch(text):
        try:
            return datetime.strptime(text, DATE_FORM)
        except ValueError:
            return text
    # float() would take outer spaces off
    if kind in {"integer", "number", "date"} and text == text.strip():
        try:
            number = float(text)
        except ValueError:
            return text
        return int(number) if number.is_integer() else number
    return text


def _without_clock(archive: bytes) -> bytes:
    """The archive with one fixed time in it and on it."""
    with zipfile.ZipFile(io.BytesIO(archive)) as parts:
        files = {name: parts.read(name) for name in parts.namelist()}
    stamp = f"{_DAY.isoformat()}Z".encode()
    core = "docProps/core.xml"
    files[core] = re.sub(rb"(<dcterms:(created|modified)[^>]*>)[^<]*", rb"\g<1>" + stamp, files[core])
    return _zipped(files)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """An archive, not compressed: what compresses differs from one machine to the next."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, date_time=_DAY.timetuple()[:6])
            entry.create_system = 3
            archive.writestr(entry, content)
    return written.getvalue()


def _shapefile(export: Export) -> dict[str, bytes]:
    import pyogrio

    columns = {header: _typed(export.frame[header], kind) for header, kind in _kinds(export).items()}
    frame = gpd.GeoDataFrame(pd.DataFrame(columns), geometry=export.shapes)
    stem = Path(export.file).stem
    with tempfile.TemporaryDirectory() as place:
        pyogrio.write_dataframe(
            frame,
            Path(place) / f"{stem}.shp",
            driver="ESRI Shapefile",
            encoding="UTF-8",
            geometry_type="Point" if export.table == "contacts" else "Polygon",
            layer_options={"DBF_DATE_LAST_UPDATE": f"{_DAY:%Y-%m-%d}"},
        )
        written = sorted(path for path in Path(place).iterdir() if export.projection or path.suffix != ".prj")
        return {path.name: path.read_bytes() for path in written}


def _typed(texts: pd.Series, kind: str) -> pd.Series:
    given = texts.where(texts != "", None)
    if kind not in {"integer", "number"}:
        return given
    numbers = pd.to_numeric(given, errors="coerce")
    if (numbers.isna() & given.notna()).any():
        return given
    return numbers.astype("Int64" if kind == "integer" else "float64")
