"""A first look at a file: its encoding, separator, title rows, sheet or layer, all of which the file itself shows."""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from prevent_geo.errors import InputError
from prevent_geo.reading.config import Source
from prevent_geo.reading.files import open_file
from prevent_geo.reading.raw import RawFile
from prevent_geo.reading.titles import FIRST_ROWS

_DELIMITERS = (",", ";", "\t", "|")
_USUAL = {".csv": ",", ".tsv": "\t", ".txt": "\t"}
_BLOCK = 1 << 20


@dataclass(frozen=True, eq=False)
class Look:
    """What a file shows: how it is opened, its header, and remarks for whoever checks the draft.

    `parts` are its sheets or layers, where there are several and none is chosen; `raw` is None then.
    """

    path: Path
    source: dict[str, Any]
    raw: RawFile | None
    remarks: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    part_kind: str = field(default="")


def look_at(path: Path, file: str, *, part: str = "") -> Look:
    """Look at a file.

    Parameters
    ----------
    path, file
        Where it is, and how dataset.toml is to name it.
    part
        The sheet or layer to take; none if the file has one.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    suffix, remarks = path.suffix.casefold(), list[str]()
    settings: dict[str, Any] = {"file": file}
    if suffix in _USUAL and path.is_file() and path.stat().st_size:
        settings |= _text_settings(path, _USUAL[suffix], remarks)
    if suffix == ".xlsx":
        kind, names = "sheet", _sheets(path)
    elif suffix in {".gpkg", ".zip"}:
        kind, names = "layer", _layers(path)
    else:
        kind, names = "", []
    if part:
        settings[kind or "sheet"] = part
    elif len(names) > 1:
        return Look(path, settings, None, tuple(remarks), tuple(names), kind)
    if suffix == ".xlsx":
        settings |= _sheet_settings(path, part or names[0], remarks)
    try:
        return Look(path, settings, open_file(path, Source(**settings)), tuple(remarks))
    except InputError as error:
        raise InputError(f"{file}: {error}") from None


def _text_settings(path: Path, usual: str, remarks: list[str]) -> dict[str, Any]:
    settings: dict[str, Any] = {}
    encoding = _encoding(path)
    if encoding == "cp1252":
        remarks.append("the text is not UTF-8; Windows-1252 is taken for it: see whether £ and é are as they should be")
    if encoding != "utf-8-sig":
        settings["encoding"] = encoding
    with path.open(encoding=encoding, errors="replace", newline="") as lines:
        first = list(islice(lines, FIRST_ROWS))
    delimiter = max(_DELIMITERS, key=lambda sign: (_width(first, sign), sign == usual))
    rows = _rows(first, delimiter)
    if delimiter != usual and _width(first, delimiter) > 1:
        settings["delimiter"] = delimiter
    if skipped := _header_line(rows):
        settings["skip_rows"] = skipped
        remarks.append(f"the header is row {skipped + 1}; what stands above it is not read")
    return settings


def _encoding(path: Path) -> str:
    """UTF-8 if it is that to the last byte, UTF-16 if it is marked so, else Windows-1252."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        file.seek(0)
        try:
            while block := file.read(_BLOCK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _rows(lines: Sequence[str], delimiter: str) -> list[tuple[int, list[str]]]:
    """Rows, each with the number of lines before it; what is no proper text is left to the reader to refuse."""
    reader = csv.reader(lines, delimiter=delimiter)
    rows, before = [], 0
    try:
        for row in reader:
            rows.append((before, [cell.strip() for cell in row]))
            before = reader.line_num
    except csv.Error:
        return rows
    return rows


def _width(lines: Sequence[str], delimiter: str) -> int:
    """How many values most rows have."""
    counts = Counter(len(row) for _, row in _rows(lines, delimiter) if any(row))
    return counts.most_common(1)[0][0] if counts else 0


def _header_line(rows: Sequence[tuple[int, Sequence[str]]]) -> int:
    """How many lines stand above the first row that can be a header: most of its cells filled, no two alike."""
    widest = max((len(row) for _, row in rows), default=0)
    for before, row in rows:
        filled = [cell for cell in row if cell]
        if 2 * len(filled) > widest and len(set(filled)) == len(filled):
            return before
    return 0


def _sheets(path: Path) -> list[str]:
    import openpyxl

    from prevent_geo.reading.raw import readable_as

    try:
        with readable_as("an Excel workbook"):
            book = openpyxl.load_workbook(path, read_only=True)
            names = [page.title for page in book.worksheets]
            book.close()
    except (InputError, OSError):
        # what is wrong with it is said where it is opened
        return [""]
    return names or [""]


def _sheet_settings(path: Path, name: str, remarks: list[str]) -> dict[str, Any]:
    import openpyxl

    if not name:
        return {}
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    if name not in book.sheetnames:
        return {}
    cells = list(book[name].iter_rows(max_row=FIRST_ROWS, values_only=True))
    book.close()
    rows = [(at, ["" if cell is None else str(cell).strip() for cell in row]) for at, row in enumerate(cells)]
    skipped = _header_line(rows)
    if skipped:
        remarks.append(f"the header is row {skipped + 1}; what stands above it is not read")
    return {"skip_rows": skipped} if skipped else {}


def _layers(path: Path) -> list[str]:
    import pyogrio

    from prevent_geo.reading.raw import readable_as

    try:
        with readable_as("a spatial file"):
            return [str(name) for name, _ in pyogrio.list_layers(path)]
    except InputError:
        return []
