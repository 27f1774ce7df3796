"""The workbook, read back with openpyxl, against the Analysis Function's guidance on spreadsheets."""

import io
import zipfile
from datetime import datetime

import openpyxl
import pytest

from prevent_geo.briefing.workbook import briefing_workbook
from tests.briefing.small_briefing import HOSTILE, briefing, table_of


@pytest.fixture(scope="module")
def data():
    return briefing_workbook(briefing())


@pytest.fixture(scope="module")
def book(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def sheet_of(*tables, sheet="Table_1"):
    return openpyxl.load_workbook(io.BytesIO(briefing_workbook(briefing(glance=tables))))[sheet]


def rows_of(sheet, start):
    return [list(row) for row in sheet.iter_rows(min_row=start, values_only=True)]


def test_cover_contents_and_notes_come_first_and_then_a_sheet_for_each_table(book):
    assert book.sheetnames == ["Cover", "Contents", "Notes", *(f"Table_{number}" for number in range(1, 9))]
    assert book["Cover"]["A1"].value == "Area briefing: Clarrowbridge"
    assert any("OFFICIAL-SENSITIVE" in str(row[0].value) for row in book["Cover"].iter_rows())
    assert all(sheet.oddFooter.center.text.startswith("OFFICIAL-SENSITIVE") for sheet in book)


def test_each_sheet_has_one_marked_table_without_blank_or_merged_cells(book):
    for sheet in book.worksheets[1:]:
        (table,) = sheet.tables.values()
        assert sheet["A1"].value
        assert not sheet.merged_cells.ranges
        assert all(cell.value not in (None, "") for row in sheet[table.ref] for cell in row)
        titles = [cell.value for cell in sheet[table.ref][0]]
        assert titles == [column.name for column in table.tableColumns]
        # nothing stands below the table, and no row above it is blank
        assert sheet.max_row == int(table.ref.rpartition(":")[2].strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        assert all(row[0] for row in rows_of(sheet, 1))


def test_contents_lead_to_each_sheet(book):
    sheet = book["Contents"]
    links = {
        cell.value: cell.hyperlink.location for row in sheet.iter_rows(min_row=4) for cell in row if cell.hyperlink
    }
    assert links == {name: f"'{name}'!A1" for name in book.sheetnames[2:]}
    assert [row[1] for row in rows_of(sheet, 5)][:2] == ["Key figures", "Contacts by area"]


def test_shorthand_that_is_used_is_explained_and_no_other(book):
    said = dict(row[:2] for row in rows_of(book["Notes"], 4))
    assert said["[c]"] == "Withheld, to protect small counts of persons."
    assert "[x]" in said
    assert "[low]" not in said
    assert said["Not reported"].startswith("Nobody reported")


def test_columns_of_numbers_are_numbers_and_all_else_is_text():
    rows = [("7", "1,200", "1.50", "5", "2026"), ("8", "[c]", "", "None recorded", "2025")]
    sheet = sheet_of(table_of("T", rows, ["Code", "Count", "Rate", "Contacts", "Year"]))
    assert rows_of(sheet, 5) == [["7", 1200, 1.5, "5", 2026], ["8", "[c]", "[x]", "None recorded", 2025]]
    assert [cell.number_format for cell in sheet[5]] == ["General", "#,##0", "0.00", "General", "0"]


def test_titles_of_columns_differ_and_say_something():
    sheet = sheet_of(table_of("T", [("a", "b", "c", "d")], ["Name", "name", "", "Two\nlines"]))
    assert rows_of(sheet, 4)[0] == ["Name", "name (2)", "Column 3", "Two lines"]


def test_a_table_without_rows_says_so(book):
    assert rows_of(book["Table_8"], 4) == [["Said", "By"], ["No rows", "[z]"]]


def test_nothing_is_a_formula_or_a_link(book):
    cells = [cell for sheet in book.worksheets[2:] for row in sheet.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)
    said = [cell.value for cell in book["Table_6"][5]]
    assert said[:4] == list(HOSTILE[:4])
    assert said[4] == HOSTILE[4].replace("\x0b", "").replace("\x00", "")


def test_a_text_longer_than_a_cell_is_cut():
    sheet = sheet_of(table_of("T", [("a" * 40_000,)], ["b" * 300]))
    assert (len(sheet["A5"].value), len(sheet["A4"].value)) == (32_767, 250)


def test_the_same_briefing_gives_the_same_bytes(data, book):
    assert briefing_workbook(briefing()) == data
    assert book.properties.created == datetime(2026, 9, 30)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {one.date_time[0] for one in archive.infolist()} == {1980}
