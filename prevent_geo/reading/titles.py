"""Title rows above the header of a sheet or a text file."""

from __future__ import annotations

import re
from collections.abc import Sequence

from prevent_geo.errors import InputError
from prevent_geo.reading.config import Source
from prevent_geo.tables import TABLES

FIRST_ROWS = 20
_OURS = {name for table in TABLES.values() for name in table.names}


def refuse_title(rows: Sequence[tuple[int, Sequence[object]]], source: Source) -> None:
    """Refuse a file whose header is further down.

    Parameters
    ----------
    rows
        The first rows: how many lines of the file come before each, and its cells.

    Raises
    ------
    InputError
        That says how many rows to skip.
    """
    cells = [[text for cell in row if cell is not None and (text := str(cell).strip())] for _, row in rows]
    at = _header_at(cells, names_wanted(source))
    if at:
        above = rows[at][0]
        what = "a title stands" if any(cells[:at]) else "blank rows stand"
        raise InputError(
            f"{what} above the header, which is row {above + 1}; say so in dataset.toml: skip_rows = {above}"
        )


def names_wanted(source: Source) -> set[str]:
    """Names of which some stand in any header: those that dataset.toml says, and ours."""
    return {*source.columns.values(), *source.extra_columns, *source.ignore, *_OURS}


def _header_at(cells: list[list[str]], wanted: set[str]) -> int:
    """Where the header is; 0 if nothing shows that it is further down."""
    if not cells or wanted & set(_split(cells[0])):
        return 0
    for at, row in enumerate(cells):
        if len(wanted & set(_split(row))) > 1:
            return at
    if len(cells[0]) > 1:
        return 0
    # none has a name that is known: a lone cell above a row of several, different words is no header
    wide = (at for at, row in enumerate(cells) if len(row) > 1)
    at = next(wide, 0)
    named = len(set(cells[at])) == len(cells[at]) and not any(re.match(r"[-+£$]?[0-9]", cell) for cell in cells[at])
    return at if named else 0


def _split(row: list[str]) -> list[str]:
    """Cells of a row; a lone one may be a row whose separator is not the expected one."""
    return row if len(row) != 1 else [part.strip(' "') for part in re.split(r"[;,\t|]", row[0])]
