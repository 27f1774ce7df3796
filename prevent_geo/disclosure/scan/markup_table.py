"""A table of HTML, while it is read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from prevent_geo.disclosure.scan.part import Table
from prevent_geo.disclosure.scan.tables import frame

WIDEST_SPAN = 100
CELLS = frozenset({"td", "th"})
SECTIONS = frozenset({"thead", "tbody", "tfoot"})
BREAKS = frozenset({"br", "p", "div", "li"})
# the elements that a table is told of
PARTS = CELLS | SECTIONS | BREAKS | {"tr", "caption"}


@dataclass(eq=False)
class Cell:
    """A cell: its text so far, whether it heads a row or a column, and how far it reaches."""

    heads: bool
    across: int
    down: int
    text: list[str] = field(default_factory=list)

    def said(self) -> str:
        """The text in one line."""
        return " ".join("".join(self.text).split())


class MarkupTable:
    """Rows of cells, the caption, and the heading above."""

    def __init__(self, heading: str) -> None:
        self.rows: list[list[Cell]] = []
        self._in_head: list[bool] = []
        self._heading = heading
        self._caption: list[str] = []
        self._section = ""
        self._cell: Cell | None = None
        self._in_caption = False

    def start(self, tag: str, attributes: dict[str, str | None]) -> None:
        """Open a row, a cell or a caption; a cell or row that was left open ends here."""
        if tag in SECTIONS:
            self._section, self._cell = tag, None
        elif tag == "tr":
            self._add_row()
        elif tag in CELLS:
            if not self.rows:
                self._add_row()
            self._cell = Cell(tag == "th", _span(attributes.get("colspan")), _span(attributes.get("rowspan")))
            self.rows[-1].append(self._cell)
        elif tag == "caption":
            self._in_caption = True
        elif self._cell and tag in BREAKS:
            self._cell.text.append(" ")

    def end(self, tag: str) -> None:
        """Close what was opened."""
        if tag in SECTIONS:
            self._section = ""
        if tag in CELLS | SECTIONS | {"tr"}:
            self._cell = None
        elif tag == "caption":
            self._in_caption = False

    def mark_header(self) -> None:
        """Take the open row for one of titles, as a word-processor file says it inside the row."""
        if self._in_head:
            self._in_head[-1] = True

    def write(self, data: str) -> None:
        """Text for the caption or cell that is open."""
        if self._in_caption:
            self._caption.append(data)
        elif self._cell:
            self._cell.text.append(data)

    def label(self, number: int) -> str:
        """How a person finds it."""
        caption = " ".join("".join(self._caption).split())
        return f"table {number}" + "".join(f" > {words[:75]}" for words in (self._heading, caption) if words)

    def frame(self) -> Table:
        """The table as text; header rows are joined, cells that reach over others are repeated."""
        rows, heads = self._spread()
        height = next((place for place, head in enumerate(heads) if not head), len(heads))
        width = max(map(len, rows), default=0)
        header = [
            " / ".join(dict.fromkeys(row[place] for row in rows[:height] if place < len(row) and row[place]))
            for place in range(width if height else 0)
        ]
        return frame(header, rows[height:])

    def _add_row(self) -> None:
        """Begin a row."""
        self.rows.append([])
        self._in_head.append(self._section == "thead")
        self._cell = None

    def _spread(self) -> tuple[list[list[str]], list[bool]]:
        """Rows of text with every span filled, and whether each is a row of the header."""
        rows: list[list[str]] = []
        heads: list[bool] = []
        below: dict[int, tuple[int, str]] = {}
        for cells, in_head in zip(self.rows, self._in_head, strict=True):
            row: list[str] = []
            for cell in cells:
                _fill(row, below)
                for _ in range(cell.across):
                    if cell.down > 1:
                        below[len(row)] = (cell.down - 1, cell.said())
                    row.append(cell.said())
            _fill(row, below)
            rows.append(row)
            heads.append(in_head or (bool(cells) and all(cell.heads for cell in cells)))
        return rows, heads


def _fill(row: list[str], below: dict[int, tuple[int, str]]) -> None:
    """Cells that reach down from a row above."""
    while len(row) in below:
        left, text = below.pop(len(row))
        if left > 1:
            below[len(row)] = (left - 1, text)
        row.append(text)


def _span(value: str | None) -> int:
    """How many rows or columns a cell reaches over."""
    return min(max(int(value), 1), WIDEST_SPAN) if value and re.fullmatch(r"[0-9]{1,9}", value) else 1
