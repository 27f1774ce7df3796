"""Faults of whole files: encodings, separators, titles, merged cells and what a shapefile lacks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from prevent_geo.synthesis.mess.export import Export, Planted, Planting, choose, nowhere, pick_word
from prevent_geo.synthesis.mess.formats import write_lines
from prevent_geo.synthesis.mess.kind import (
    AREAS,
    CONTACTS,
    CONTACTS_SHAPEFILE,
    CONTACTS_SHEET,
    ERROR,
    NOTE,
    PARTNERS,
    Facts,
    FaultKind,
    Home,
    Plant,
)

NOTES = "Notes"
_FOREIGN = "Café – £40 for the hall, residents’ group asked us back"
_WITH_COMMA = ("Well attended, to be repeated", "Hall was cold, look for another", "Tea, talk and questions")


def byte_order_mark(export: Export, _: Facts, __: np.random.Generator) -> Planting:
    """Excel's "CSV UTF-8" begins with a mark."""
    return replace(export, mark=True), [Planted()]


def wrong_encoding(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """The file was saved as Windows-1252, and nobody said so."""
    export = _with_note(export, [int(export.frame.index[int(rng.integers(len(export.frame)))])], _FOREIGN)
    return replace(export, encoding="cp1252"), [Planted(written="cp1252")]


def utf16(export: Export, _: Facts, __: np.random.Generator) -> Planting:
    """The file was saved as Excel's "Unicode text": UTF-16, with tabs."""
    return replace(export, encoding="utf-16-le", mark=True, delimiter="\t"), [Planted(written="utf-16")]


def other_separator(export: Export, _: Facts, __: np.random.Generator) -> Planting:
    """A spreadsheet of another country separates columns by semicolons."""
    return replace(export, delimiter=";"), [Planted(written=";")]


def ragged_rows(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """A system wrote its commas without quotation marks."""
    rows = choose(export, rng, most=2)
    if not rows:
        return nowhere(export)
    note = pick_word(_WITH_COMMA, rng)
    export = _with_note(export, rows, note)
    export = replace(export, unquoted=frozenset((row, NOTES) for row in rows))
    return export.claim(rows), [Planted(row, NOTES, "", note, note) for row in rows]


def title_row(export: Export, facts: Facts, rng: np.random.Generator) -> Planting:
    """A report writer put a title, and perhaps a blank row, above the header."""
    titles = (f"Engagement register, {facts.period}", "Printed by the partnership office")
    above = titles[: int(rng.integers(1, 3))] + ("",) * int(rng.integers(0, 2))
    if export.form == "text" and rng.integers(2):
        # a spreadsheet fills each row with separators, a report writer does not
        blank = [""] * (len(export.frame.columns) - 1)
        above = tuple(write_lines([[line, *blank]], end="") for line in above)
    return replace(export, above=above), [Planted(written=str(len(above)))]


def merged_cells(export: Export, _: Facts, rng: np.random.Generator) -> Planting:
    """Cells of a column were merged, so that only the first of them has a value."""
    names = ["sector", "agreement", "liaison", "kind", "strand", "theme", "initiated_by"]
    header = export.columns[pick_word([name for name in names if name in export.columns], rng)]
    if len(export.frame) < 2:
        return nowhere(export)
    count = min(int(rng.integers(2, 5)), len(export.frame))
    start = int(rng.integers(len(export.frame) - count + 1))
    rows = [int(label) for label in export.frame.index[start : start + count]]
    frame = export.frame.copy()
    frame.loc[rows[1:], header] = ""
    changed = replace(export, frame=frame, merged=((header, rows[0], rows[-1]),))
    return changed.claim(rows), [Planted(header=header)]


def no_prj(export: Export, _: Facts, __: np.random.Generator) -> Planting:
    """The shapefile was sent without the file that names its coordinate reference system."""
    return replace(export, projection=False), [Planted()]


def _with_note(export: Export, rows: list[int], note: str) -> Export:
    frame = export.frame.copy()
    frame.loc[rows, NOTES] = note
    return replace(export, frame=frame)


def _hiding(
    name: str, means: str, plant: Plant, homes: tuple[Home, ...], says: str, *, rule: str = "file"
) -> FaultKind:
    """A kind of fault that keeps the whole file from being read."""
    return FaultKind(name, means, plant, homes, ERROR, (rule,), says, names_column=False, names_rows=False, hides=True)


_TEXT = (CONTACTS,)
KINDS = (
    FaultKind(
        "byte_order_mark",
        "a mark at the start of the text",
        byte_order_mark,
        _TEXT,
        NOTE,
        ("tidied",),
        "byte order mark",
        names_column=False,
        names_rows=False,
    ),
    _hiding("wrong_encoding", "Windows-1252 where UTF-8 is expected", wrong_encoding, _TEXT, "encoding"),
    _hiding("utf16", "Excel's Unicode text", utf16, _TEXT, "utf-16"),
    _hiding(
        "other_separator", "semicolons where commas are expected", other_separator, _TEXT, 'delimiter = "{written}"'
    ),
    _hiding("ragged_rows", "a comma without quotation marks", ragged_rows, _TEXT, r"\b{row}\b"),
    _hiding(
        "title_row",
        "a title above the header",
        title_row,
        (PARTNERS, CONTACTS, CONTACTS_SHEET),
        "title.* skip_rows = {written}$",
    ),
    _hiding("merged_cells", "merged cells", merged_cells, (PARTNERS, CONTACTS_SHEET), "merged"),
    _hiding(
        "no_prj",
        "a shapefile without .prj",
        no_prj,
        (AREAS, CONTACTS_SHAPEFILE),
        "coordinate reference system",
        rule="crs",
    ),
)
