"""Workbooks: every sheet, hidden or not, as shown and as formulas, and every member of the file."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from prevent_geo.disclosure.scan.packed import read_zip
from prevent_geo.disclosure.scan.part import Part
from prevent_geo.disclosure.scan.piece import Found, Piece
from prevent_geo.disclosure.scan.tables import as_text, framed

LARGEST_SHEET = 20_000_000
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}
Rows = list[list[object]]


@dataclass(frozen=True, eq=False)
class _Sheet:
    """All cells of a sheet, its comments, and whether any cell is a formula."""

    rows: Rows
    comments: list[str]
    formulas: bool


def read_xlsx(piece: Piece) -> Found:
    """The members of the file, then each sheet: values as they were last calculated, formulas, comments."""
    # the members first: they are held to the limits
    yield from read_zip(piece)
    sheets = _sheets(piece, shown=False)
    shown = _sheets(piece, shown=True) if any(sheet.formulas for sheet in sheets.values()) else sheets
    for name, sheet in sheets.items():
        yield from _sheet(piece, f"sheet {name}", shown[name].rows)
        if sheet.formulas:
            yield from _sheet(piece, f"sheet {name} > formulas", sheet.rows)
        for comment in sheet.comments:
            yield piece.inside(f"sheet {name} > comment", comment)


def read_ods(piece: Piece) -> Found:
    """The members of the file, then each sheet: what a cell shows, or else its value."""
    yield from read_zip(piece)
    try:
        with zipfile.ZipFile(io.BytesIO(piece.data)) as archive:
            root = ElementTree.fromstring(archive.read("content.xml"))
    except (KeyError, ElementTree.ParseError) as error:
        raise piece.unreadable(error) from error
    for sheet in root.iter(_tag("table", "table")):
        yield from _sheet(piece, f"sheet {sheet.get(_tag('table', 'name'), '')}", _ods_rows(piece, sheet))


def _sheet(piece: Piece, label: str, rows: Rows) -> Found:
    """One sheet as text and as a table."""
    title, table = framed(rows)
    said = "\n".join("\t".join(as_text(cell) for cell in row) for row in rows if any(map(as_text, row)))
    yield Part(piece.at(f"{label} > {title}" if title else label), text=said, table=table)


def _sheets(piece: Piece, *, shown: bool) -> dict[str, _Sheet]:
    """Each sheet, with what its formulas gave when they were last calculated, or with the formulas themselves."""
    import openpyxl

    try:
        with warnings.catch_warnings():
            # what openpyxl leaves out is read from the members
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(piece.data), data_only=shown)
            return {sheet.title: _read_sheet(piece, sheet) for sheet in book.worksheets}
    # openpyxl meets a damaged file with errors of any kind
    except (ArithmeticError, AttributeError, LookupError, OSError, SyntaxError, TypeError, ValueError) as error:
        raise piece.unreadable(error) from error


def _read_sheet(piece: Piece, sheet: Any) -> _Sheet:
    if sheet.max_row * sheet.max_column > LARGEST_SHEET:
        raise piece.too_large(f"sheet {sheet.title}")
    cells = list(sheet.iter_rows())
    return _Sheet(
        [[getattr(cell.value, "text", cell.value) for cell in row] for row in cells],
        [cell.comment.text for row in cells for cell in row if cell.comment],
        any(cell.data_type == "f" for row in cells for cell in row),
    )


def _ods_rows(piece: Piece, sheet: ElementTree.Element) -> Rows:
    """All rows; those and those cells that repeat are repeated, except empty ones at an end."""
    rows: Rows = []
    for row in sheet.iter(_tag("table", "table-row")):
        cells: list[object] = []
        for cell in row:
            if cell.tag in (_tag("table", "table-cell"), _tag("table", "covered-table-cell")):
                said = "\n".join("".join(line.itertext()) for line in cell.iter(_tag("text", "p")))
                said = said or cell.get(_tag("office", "value"), "")
                cells += [said] * _repeated(cell, "number-columns-repeated", said)
        times = _repeated(row, "number-rows-repeated", "".join(map(str, cells)))
        if (len(rows) + times) * max(len(cells), 1) > LARGEST_SHEET:
            raise piece.too_large("a sheet")
        rows += [cells] * times
    return rows


def _repeated(element: ElementTree.Element, name: str, said: str) -> int:
    """How often a cell or row is repeated; an empty one fills a row to its end and is kept to what a table may need."""
    times = element.get(_tag("table", name), "1")
    count = int(times) if re.fullmatch("[0-9]{1,7}", times) else 1
    return count if said else min(count, 100)


def _tag(space: str, name: str) -> str:
    """The full name of an element or attribute."""
    return f"{{{SPACES[space]}}}{name}"
