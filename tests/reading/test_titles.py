"""Titles above the header and totals below the rows; what only looks like one is left alone."""

import pandas as pd
import pytest

TITLE = (
    "contacts · {file}: a title stands above the header, which is row {row}; say so in dataset.toml: skip_rows = {skip}"
)


@pytest.mark.parametrize(
    ("above", "skip"),
    [
        ("Engagement\n", 1),
        ("Engagement,,,,,\n,,,,,\n", 2),
        ("Engagement, January to March, all\n\n", 2),
        ('"Engagement\nof the first quarter"\n', 2),
        ("\nEngagement; January\n\n\n", 4),
    ],
)
def test_a_title_above_text(folder, above, skip):
    text = (folder.path / "contacts.csv").read_text(encoding="utf-8")
    folder.write("contacts.csv", above + text)
    assert folder.errors() == [TITLE.format(file="contacts.csv", row=skip + 1, skip=skip)]
    folder.source("contacts", f"skip_rows = {skip}")
    assert folder.found() == []


def test_blank_rows_above_text(folder):
    text = (folder.path / "contacts.csv").read_text(encoding="utf-8")
    folder.write("contacts.csv", "\n,,,,,\n" + text)
    (error,) = folder.errors()
    assert error.endswith("blank rows stand above the header, which is row 3; say so in dataset.toml: skip_rows = 2")


def test_a_title_that_one_skipped_row_does_not_reach(folder):
    text = (folder.path / "contacts.csv").read_text(encoding="utf-8")
    folder.write("contacts.csv", "Council\nEngagement\n" + text).source("contacts", "skip_rows = 1")
    assert folder.errors() == [TITLE.format(file="contacts.csv", row=3, skip=2)]


def test_a_title_above_another_separator(folder):
    text = (folder.path / "contacts.csv").read_text(encoding="utf-8").replace(",", ";")
    folder.write("contacts.csv", "Engagement\n" + text)
    assert folder.errors() == [TITLE.format(file="contacts.csv", row=2, skip=1)]


@pytest.mark.parametrize("merged", [True, False])
def test_a_title_above_a_sheet(folder, merged):
    frame = pd.read_csv(folder.path / "contacts.csv")
    with pd.ExcelWriter(folder.path / "contacts.xlsx", engine="openpyxl") as book:
        frame.to_excel(book, index=False, startrow=2)
        book.book.active["A1"] = "Engagement"
        if merged:
            book.book.active.merge_cells("A1:F1")
    folder.edit("dataset.toml", "contacts.csv", "contacts.xlsx")
    assert folder.errors() == [TITLE.format(file="contacts.xlsx", row=3, skip=2)]
    folder.source("contacts", "skip_rows = 2")
    assert folder.found() == []


def test_another_separator_is_no_title(folder):
    text = (folder.path / "partners.csv").read_text(encoding="utf-8").replace(",", ";")
    folder.write("partners.csv", text.replace("North Library", "Advice, support"))
    assert folder.errors() == [
        "partners · partners.csv: the columns are separated by semicolons, not commas; say so in dataset.toml: "
        'delimiter = ";"'
    ]


def test_a_file_of_one_column(folder):
    folder.write("contacts.csv", 'ref\nC1\nC2\n"C3, moved"\n')
    folder.source("contacts", 'constants = { date = "2026-01-01", area_code = "X00000001" }')
    folder.source("contacts", 'columns = { contact_id = "ref" }')
    assert folder.found() == []


def test_a_header_with_one_name_and_rows_with_more(folder):
    folder.write("contacts.csv", "ref,,\nC1,here,too\nC2,here,too\n")
    folder.source("contacts", 'constants = { date = "2026-01-01", area_code = "X00000001" }')
    folder.source("contacts", 'columns = { contact_id = "ref" }')
    assert folder.found() == []


def test_headers_that_are_spelt_otherwise_are_no_title(folder):
    folder.edit("contacts.csv", "contact_id,date,area_code,partner_id,kind,attendance", "Ref,When,Where,Who,How,People")
    assert {problem.rule for problem in folder.report().errors} == {"columns"}


@pytest.mark.parametrize("word", ["Total", "TOTALS", "Grand total", "Sub-total", "subtotal", "Total:"])
def test_a_row_of_totals(folder, word):
    text = (folder.path / "contacts.csv").read_text(encoding="utf-8")
    report = folder.write("contacts.csv", text + f"{word},,,,,54\n").report()
    assert [str(problem) for problem in report.problems] == [
        "contacts · contacts.csv: a row of totals: set aside (row 8). Take them out of the export"
    ]
    assert report.set_aside.to_numpy().tolist() == [["contacts", "contacts.csv", 8, word, "a row of totals"]]
    assert (report.ledger[2].read, report.ledger[2].used, report.ledger[2].set_aside) == (7, 6, 1)


def test_totals_of_partners_and_of_districts(folder):
    text = (folder.path / "partners.csv").read_text(encoding="utf-8")
    folder.write("partners.csv", text + "Total,3,,,\n")
    pathway = "XD01,2026-Q1,referred,4\nTotal,2026-Q1,referred,4\n"
    folder.write("pathway.csv", "district_code,quarter,stage,count\n" + pathway)
    config = (folder.path / "dataset.toml").read_text(encoding="utf-8")
    folder.write("dataset.toml", config + '[pathway]\nfile = "pathway.csv"\n')
    assert folder.found() == [("warning", "total row", "", (5,)), ("warning", "total row", "", (3,))]


def test_organisations_whose_names_begin_so(folder):
    folder.edit("partners.csv", "North Library", "Totally Active").edit("partners.csv", "East Hub", "Total Fitness")
    folder.edit("partners.csv", "P2,", "Total2,").edit("contacts.csv", ",P2,", ",Total2,")
    assert folder.found() == []
    folder.edit("partners.csv", "Total Fitness,vcfse", "Total Fitness,")
    assert folder.found() == [("error", "not nullable", "sector", (4,))]
