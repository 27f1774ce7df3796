"""What a spreadsheet does to values: shortened codes, failed formulas, lost zeros; each told once."""

import pandas as pd
import pytest


@pytest.mark.parametrize("code", ["1E+05", "1.2E+11", "9.99e+15"])
def test_shortened_codes(folder, code):
    folder.edit("contacts.csv", ",P1,", f",{code},").edit("contacts.csv", "C6", "1E+05")
    assert folder.found() == [
        ("error", "spreadsheet", "contact_id", (7,)),
        ("error", "spreadsheet", "partner_id", (5,)),
    ]
    assert folder.errors()[1] == (
        "contacts · contacts.csv · partner_id: a spreadsheet made a number of the code and shortened it: "
        f"'{code}' (row 5). The code cannot be told from it: import the column as text (in Excel: Data, "
        "From Text/CSV), or export it again"
    )


@pytest.mark.parametrize("code", ["1E05A", "1E05", "E+05", "12E+05X", "A1E+05", "1E-05", "P+1"])
def test_codes_that_only_look_like_it(folder, code):
    folder.edit("partners.csv", "P1,", f"{code},").edit("contacts.csv", ",P1,", f",{code},")
    assert folder.found() == []


def test_a_code_too_long_for_a_number_of_a_workbook(folder):
    frame = pd.read_csv(folder.path / "contacts.csv")
    frame["partner_id"] = [1.2e16, "P2", 3.4e16, None, None, "P3"]
    frame.to_excel(folder.path / "contacts.xlsx", index=False)
    folder.edit("dataset.toml", "contacts.csv", "contacts.xlsx")
    assert folder.found() == [("error", "spreadsheet", "partner_id", (2, 4))]


def test_failed_formulas_in_any_column(folder):
    folder.edit("contacts.csv", ",7\n", ",#REF!\n").edit("contacts.csv", "C2,2026-01-15", "C2,#VALUE!")
    folder.edit("contacts.csv", "C6,2026-03-31,X00000002", "C6,2026-03-31,#NAME?")
    folder.edit("partners.csv", "South School", "#NUM!").edit("partners.csv", "401500", "#DIV/0!")
    assert folder.found() == [
        ("error", "spreadsheet", "partner_name", (3,)),
        ("error", "spreadsheet", "easting", (4,)),
        ("error", "spreadsheet", "date", (3,)),
        ("error", "spreadsheet", "area_code", (7,)),
        ("error", "spreadsheet", "attendance", (5,)),
    ]
    assert folder.errors()[0] == (
        "partners · partners.csv · partner_name: a formula of a spreadsheet failed here: '#NUM!' (row 3). "
        "Mend the formula in the spreadsheet, or leave the cell empty, and export it again"
    )


def test_a_failed_formula_in_a_workbook(folder):
    import openpyxl

    frame = pd.read_csv(folder.path / "contacts.csv")
    frame.to_excel(folder.path / "contacts.xlsx", index=False)
    book = openpyxl.load_workbook(folder.path / "contacts.xlsx")
    book.active["F3"] = "#REF!"
    book.save(folder.path / "contacts.xlsx")
    folder.edit("dataset.toml", "contacts.csv", "contacts.xlsx")
    assert folder.found() == [("error", "spreadsheet", "attendance", (3,))]


@pytest.mark.parametrize("name", ["#1 Youth Club", "Ref! The Referees", "The #REF! Gallery", "Err: not"])
def test_names_that_only_look_like_it(folder, name):
    folder.edit("partners.csv", "North Library", name)
    assert folder.found() == []


def numbered(folder, partners, contacts):
    """Give the partners numbers, and the contacts the same with other zeros."""
    for name, form in (("partners.csv", partners), ("contacts.csv", contacts)):
        text = (folder.path / name).read_text(encoding="utf-8")
        for number in "123":
            text = text.replace(f"P{number},", form.format(number) + ",")
        folder.write(name, text)
    return folder


def test_lost_zeros(folder):
    numbered(folder, "0041{}", "41{}").edit("contacts.csv", ",411,", ",999,")
    assert folder.errors() == [
        "contacts · contacts.csv · partner_id: not in the table of partners, where 412 is 00412: leading zeros were "
        "lost: '412', '413' (rows 2, 3, 4, 7). A spreadsheet takes them off when it opens this file: import the column "
        "as text (in Excel: Data, From Text/CSV), or export it again",
        "contacts · contacts.csv · partner_id: not in the table of partners: '999' (row 5). "
        "Correct it, or add it to partners",
    ]


def test_zeros_that_the_other_table_lost(folder):
    (error,) = numbered(folder, "41{}", "0041{}").errors()
    assert "where 00412 is 412: leading zeros were lost" in error
    assert "when it opens the file of partners: import" in error


def test_zeros_that_are_there(folder):
    assert numbered(folder, "0041{}", "0041{}").found() == []
