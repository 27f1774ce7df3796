"""All tables of a briefing as an accessible workbook: cover, contents, notes, one table to a sheet.

After the Government Analysis Function's guidance on releasing statistics in spreadsheets. gptables, which is made for
it, reads links and notes out of the cells' texts, so that a text of the data could become a link; XlsxWriter, on which
it is built, does not.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

import pandas as pd

from prevent_geo.briefing.document import Briefing, DataTable, Section
from prevent_geo.briefing.plain import are_numbers, as_number, columns_of, decimals_of, is_shorthand, source_line
from prevent_geo.errors import counted
from prevent_geo.layers.build import sentence_case
from prevent_geo.measures import MEANING
from prevent_geo.typesetting import settable

NOT_THERE = "[x]"
SHORTHAND = {
    "[c]": "Withheld, to protect small counts of persons.",
    "[e]": "Estimated.",
    "[low]": "Rounded to zero, but not zero.",
    "[p]": "Provisional.",
    "[r]": "Revised.",
    "[u]": "Of low reliability: too few to say.",
    "[w]": "None recorded.",
    NOT_THERE: "Not available: there is no figure, or nothing was given.",
    "[z]": "Not applicable.",
}
# what Excel can hold in a cell and in a title of a column
_LONGEST, _LONGEST_TITLE = 32_767, 255
_CODE = re.compile("_x(?=[0-9A-Fa-f]{4}_)")
_NARROWEST, _WIDEST = 9, 60
_BASE = {"font_name": "Arial", "font_size": 12, "valign": "top"}


def briefing_workbook(briefing: Briefing) -> bytes:
    """The tables of a briefing as .xlsx; the same briefing gives the same bytes.

    Cells are texts, or numbers where a whole column is of numbers; never formulas, links or dates. A cell that says
    nothing says "[x]".
    """
    import xlsxwriter

    buffer = io.BytesIO()
    # in memory, since temporary files leave traces of the data behind
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": None})
    at = datetime.combine(briefing.period.end, time())
    book.set_properties(
        {
            "title": settable(briefing.title)[:_LONGEST_TITLE],
            "created": at,
            "comments": settable(briefing.about.marking),
        }
    )
    writer = _Writer(book, briefing)
    tables = list(briefing.tables())
    writer.write_cover(len(tables))
    writer.write_contents(tables)
    writer.write_notes([table for _, table in tables])
    for number, (section, table) in enumerate(tables, 1):
        writer.write_table(number, section, table)
    book.close()
    return buffer.getvalue()


class _Writer:
    """Sheets of a workbook, each with its title in A1."""

    def __init__(self, book: Any, briefing: Briefing) -> None:
        self._book, self._briefing = book, briefing
        self._text = book.add_format({**_BASE, "text_wrap": True})
        self._title = book.add_format({**_BASE, "bold": True, "font_size": 16})
        self._line = book.add_format(_BASE)
        self._head = book.add_format({**_BASE, "bold": True, "text_wrap": True, "bottom": 1})
        self._link = book.add_format({**_BASE, "font_color": "#0000FF", "underline": 1})
        self._right = book.add_format({**_BASE, "align": "right"})
        self._numbers: dict[str, Any] = {}

    def write_cover(self, count: int) -> None:
        """What it is, of whom, and how it is protected."""
        about, briefing = self._briefing.about, self._briefing
        sheet = self._sheet("Cover", briefing.title)
        lines = [
            briefing.subtitle,
            f"Protective marking: {about.marking}.",
            source_line(briefing),
            f"Dataset: {about.title}.",
            f"This workbook has {counted(count, 'table')}, each on a sheet of its own. Contents lists them; Notes "
            "explains the shorthand in them.",
        ]
        sheet.set_column(0, 0, 90)
        for row, line in enumerate(lines, 1):
            self._write_text(sheet, row, 0, line, self._text)

    def write_contents(self, tables: Sequence[tuple[Section, DataTable]]) -> None:
        """A link to each sheet, with what is on it."""
        rows = [
            (_sheet_name(number), table.caption, section.title) for number, (section, table) in enumerate(tables, 1)
        ]
        rows.insert(0, ("Notes", "Shorthand and words in the tables", ""))
        sheet = self._sheet("Contents", "Contents")
        self._write_text(sheet, 1, 0, "This sheet has one table. The first column is links to the sheets.", self._line)
        self._write_frame(sheet, 2, "Contents", pd.DataFrame(rows, columns=["Sheet", "Table", "Section"]))
        for row, (name, *_) in enumerate(rows, 3):
            sheet.write_url(row, 0, f"internal:'{name}'!A1", self._link, name)

    def write_notes(self, tables: Sequence[DataTable]) -> None:
        """What the shorthand that stands in some table means."""
        cells = {
            cell for table in tables for column in columns_of(table.frame) for cell in column if is_shorthand(cell)
        }
        used = sorted({cell or NOT_THERE for cell in cells})
        rows = [(cell, SHORTHAND.get(cell, "Explained in the methods of the briefing.")) for cell in used]
        rows += [(sentence_case(status), f"{sentence_case(meaning)}.") for status, meaning in MEANING.items()]
        sheet = self._sheet("Notes", "Notes")
        self._write_text(
            sheet, 1, 0, "This sheet has one table, of what stands in tables in place of a figure.", self._line
        )
        self._write_frame(
            sheet, 2, "Notes", pd.DataFrame(rows, columns=["Shorthand or words", "What it means"], dtype="str")
        )

    def write_table(self, number: int, section: Section, table: DataTable) -> None:
        """One table of the briefing on its sheet."""
        name = _sheet_name(number)
        sheet = self._sheet(name, f"Table {number}: {table.caption}")
        about = f"{section.title}. {self._briefing.title}, {self._briefing.period}. {self._briefing.about.marking}."
        self._write_text(sheet, 1, 0, about, self._line)
        self._write_text(
            sheet, 2, 0, "This sheet has one table. Notes explains shorthand such as [c] or [x].", self._line
        )
        self._write_frame(sheet, 3, name, table.frame)

    def _sheet(self, name: str, title: str) -> Any:
        sheet = self._book.add_worksheet(name)
        marking = settable(self._briefing.about.marking).replace("&", "&&")[:200]
        sheet.set_header(f"&C{marking}")
        sheet.set_footer(f"&C{marking}\nPage &P of &N")
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        self._write_text(sheet, 0, 0, title, self._title)
        return sheet

    def _write_frame(self, sheet: Any, top: int, name: str, frame: pd.DataFrame) -> None:
        """A table, marked as such: no blank cells, no merged ones, one row of titles."""
        columns = columns_of(frame)
        titles = _titles(frame)
        if not len(frame):
            # a table has a row, if only one that says that there are none
            columns = [["No rows"], *([["[z]"]] * (len(titles) - 1))]
        height = len(columns[0])
        for place, (title, cells) in enumerate(zip(titles, columns, strict=True)):
            longest = max(map(len, (title, *cells)))
            sheet.set_column(place, place, min(max(longest + 2, _NARROWEST), _WIDEST))
            self._write_column(sheet, top + 1, place, cells)
        sheet.add_table(
            *(top, 0, top + height, len(titles) - 1),
            {
                "name": f"{name}_table",
                "style": None,
                "autofilter": False,
                "columns": [{"header": title, "header_format": self._head} for title in titles],
            },
        )

    def _write_column(self, sheet: Any, top: int, place: int, cells: Sequence[str]) -> None:
        numbers = place > 0 and are_numbers(cells)
        grouped = "#,##0" if any("," in cell for cell in cells) else "0"
        look = self._number_format(grouped, decimals_of(cells)) if numbers else self._text
        for row, cell in enumerate(cells, top):
            number = as_number(cell) if numbers else None
            if number is not None:
                sheet.write_number(row, place, number, look)
            else:
                self._write_text(sheet, row, place, cell or NOT_THERE, self._right if numbers else self._text)

    def _number_format(self, whole: str, decimals: int) -> Any:
        form = whole + ("." + "0" * decimals if decimals else "")
        if form not in self._numbers:
            self._numbers[form] = self._book.add_format({**_BASE, "num_format": form})
        return self._numbers[form]

    def _write_text(self, sheet: Any, row: int, place: int, text: str, look: Any) -> None:
        # as a string, whatever it looks like
        sheet.write_string(row, place, settable(text)[:_LONGEST] or NOT_THERE, look)


def _sheet_name(number: int) -> str:
    return f"Table_{number}"


def _titles(frame: pd.DataFrame) -> list[str]:
    """Titles of columns, no two the same and none empty, as a marked table wants them."""
    titles: list[str] = []
    for place, name in enumerate(frame.columns, 1):
        # Excel reads _x000D_ in a title as the character of that code, and then finds the file damaged
        plain = _CODE.sub("_ x", settable(str(name)))
        title = " ".join(plain.split())[: _LONGEST_TITLE - 5] or f"Column {place}"
        taken = {one.casefold() for one in titles}
        titles.append(title if title.casefold() not in taken else f"{title} ({place})")
    return titles
