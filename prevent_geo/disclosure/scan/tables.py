"""Tables as text: delimited files, and the frames that every other reader makes."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from prevent_geo.disclosure.scan.fixed_width import fixed_width_tables
from prevent_geo.disclosure.scan.part import Part, Table
from prevent_geo.disclosure.scan.piece import Found, Piece

DELIMITERS = ",;\t|"
NAMED = (".csv", ".tsv", ".tab", ".psv")
BOX = ("│", "┃", "║")
RULE = re.compile(r"[-:=+─━═┼╪╇ ]*")
LONGEST_FIELD = 2**31 - 1


def read_tables(piece: Piece, text: str) -> Found:
    """The tables that a text holds: delimited, or as pandas prints them."""
    text = text.lstrip("\ufeff")
    for line in BOX:
        text = text.replace(line, "|")
    named = piece.name.lower().endswith(NAMED)
    delimiter = find_delimiter(text) or ("," if named else "")
    if delimiter:
        try:
            rows = [_trimmed(row) if delimiter == "|" else row for row in _read(text.splitlines(True), delimiter)]
        except csv.Error as error:
            raise piece.unreadable(error) from error
        title, table = framed([row for row in rows if not all(RULE.fullmatch(cell) and "-" in cell for cell in row)])
        yield Part(piece.at(title) if title else piece.where, table=table)
        return
    for label, header, rows in fixed_width_tables(text):
        yield Part(piece.at(label), table=frame(header, rows))


def find_delimiter(text: str) -> str:
    r"""The delimiter that splits nearly every line into as many cells, or nothing.

    Examples
    --------
    >>> find_delimiter("code;n\nX01;3\nX02;4\n"), find_delimiter("Dear all,\nthis is prose\n")
    (';', '')
    """
    # a cell may run over lines, so a long text is judged by its beginning
    lines = [line for line in islice(text.splitlines(True), 300) if line.strip()]
    best, share = "", 0.8
    for delimiter in DELIMITERS:
        if len(lines) < 2 or 2 * sum(delimiter in line for line in lines) < len(lines):
            continue
        try:
            widths = [len(row) for row in _read(lines, delimiter) if any(row)]
        except csv.Error:
            continue
        width, count = _commonest(widths)
        if width > 1 and count > 1 and count / len(widths) > share:
            best, share = delimiter, count / len(widths)
    return best


def framed(rows: Sequence[Sequence[object]]) -> tuple[str, Table]:
    """The title above a table, and the table, whose header is the first row that is about as wide as most rows.

    Examples
    --------
    >>> title, table = framed([["Attendance"], ["code", "n"], ["X01", 3]])
    >>> title, table.titles, table.rows
    ('Attendance', ('code', 'n'), [['X01', '3']])
    """
    filled = [[as_text(cell) for cell in row] for row in rows]
    filled = [row for row in filled if any(row)]
    width, _ = _commonest([_last(row) for row in filled if _last(row) > 1])
    start = next((place for place, row in enumerate(filled) if 2 * _last(row) > max(width, 2)), 0)
    title = " / ".join(cell for row in filled[:start] for cell in row if cell)
    return title, _table(filled[start] if filled else [], filled[start + 1 :])


def frame(header: Sequence[object], rows: Iterable[Sequence[object]]) -> Table:
    """A table of text: no two columns of the same name, no row shorter than another.

    Examples
    --------
    >>> frame(["n", "n"], [[1], [None, 2.5, True]]).columns
    {'n': ['1', ''], 'n (2)': ['', '2.5'], 'column 3': ['', 'true']}
    """
    return _table([as_text(name) for name in header], [[as_text(cell) for cell in row] for row in rows])


def _table(header: Sequence[str], rows: list[list[str]]) -> Table:
    width = max([len(header), *map(len, rows)], default=0)
    titles: dict[str, None] = {}
    for place in range(width):
        title = named = (header[place].strip() if place < len(header) else "") or f"column {place + 1}"
        again = 1
        while title in titles:
            again += 1
            title = f"{named} ({again})"
        titles[title] = None
    return Table(tuple(titles), [row + [""] * (width - len(row)) if len(row) < width else row for row in rows])


def as_text(cell: object) -> str:
    """A cell as text; a missing one is empty, bytes are left out."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None or cell != cell or isinstance(cell, bytes):
        return ""
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def _read(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """Rows of cells, however long a cell is."""
    limit = csv.field_size_limit(LONGEST_FIELD)
    try:
        yield from csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    finally:
        csv.field_size_limit(limit)


def _trimmed(row: list[str]) -> list[str]:
    """Cells of a line that begins and ends in a bar, as in Markdown."""
    start = 1 if row and not row[0].strip() else 0
    stop = -1 if len(row) > 1 and not row[-1].strip() else None
    return [cell.strip() for cell in row[start:stop]]


def _last(row: list[str]) -> int:
    """The width of a row without what is empty at its end."""
    return max((place for place, cell in enumerate(row, 1) if cell), default=0)


def _commonest(widths: list[int]) -> tuple[int, int]:
    """The commonest width, and how many have it."""
    return Counter(widths).most_common(1)[0] if widths else (0, 0)
