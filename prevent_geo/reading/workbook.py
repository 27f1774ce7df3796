"""XLSX: one sheet, its cells as they are; merged cells are refused, since only the first of them has a value."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from prevent_geo.errors import InputError, did_you_mean
from prevent_geo.reading.config import Source
from prevent_geo.reading.raw import RawFile, readable_as
from prevent_geo.reading.titles import FIRST_ROWS, refuse_title


def open_workbook(path: Path, source: Source) -> RawFile:
    """Read a sheet of a workbook; see `open_file`."""
    import openpyxl

    if path.read_bytes()[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise InputError("the workbook is protected by a password or is an old .xls; save it again as plain .xlsx")
    with readable_as("an Excel workbook"), warnings.catch_warnings():
        # openpyxl warns of styles and drop-down lists, which are not read
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, data_only=True)
        sheet = book[_sheet_name([page.title for page in book.worksheets], source.sheet)]
        rows = [list(row) for row in sheet.iter_rows(min_row=source.skip_rows + 1, values_only=True)]
        merged = [(str(range_), range_.max_row, range_.min_col, range_.max_col) for range_ in sheet.merged_cells.ranges]
        book.close()
    while rows and all(cell is None for cell in rows[-1]):
        rows.pop()
    if not rows:
        raise InputError("the sheet is empty; export it again")
    refuse_title(list(enumerate(rows[:FIRST_ROWS], start=source.skip_rows)), source)
    header = ["" if name is None else str(name).strip() for name in rows[0]]
    if not any(header):
        advice = "if title rows stand above the header, say how many in dataset.toml: skip_rows = 1"
        raise InputError(f"the first row, which should name the columns, is blank; {advice}")
    if len(rows) == 1:
        raise InputError("the sheet has a header but no rows; export it again")

    def read(columns: list[str]) -> pd.DataFrame:
        places = [header.index(name) for name in columns]
        _refuse_merged([m for m in merged if m[1] > source.skip_rows + 1], places)
        return pd.DataFrame(
            {name: _cells([row[place] for row in rows[1:]]) for name, place in zip(columns, places, strict=True)},
            index=range(len(rows) - 1),
        )

    return RawFile(header, False, source.skip_rows + 2, read)


def _sheet_name(names: list[str], wanted: str | None) -> str:
    listed = ", ".join(names)
    if wanted is not None and wanted not in names:
        raise InputError(f"there is no sheet '{wanted}'{did_you_mean(wanted, names)}; its sheets are {listed}")
    if wanted is None and len(names) != 1:
        raise InputError(f'the workbook has several sheets ({listed}); say which in dataset.toml: sheet = "..."')
    return wanted or names[0]


def _cells(values: list[Any]) -> np.ndarray:
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def _refuse_merged(merged: Iterable[tuple[str, int, int, int]], places: Iterable[int]) -> None:
    hit = sorted(name for name, _, low, high in merged if any(low <= place + 1 <= high for place in places))
    if hit:
        more = f" and {len(hit) - 3} more" if len(hit) > 3 else ""
        raise InputError(
            f"cells are merged ({', '.join(hit[:3])}{more}), and only the first of each has a value; "
            "unmerge them and write the value in every row"
        )
