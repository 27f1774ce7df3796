"""Dates: two ways in one column, serial numbers, days that are not there; what is declared and right is silent."""

import re

import pandas as pd
import pytest

from prevent_geo.reading.dates import to_dates


def day_first(folder):
    text = (folder.path / "contacts.csv").read_text(encoding="utf-8")
    folder.write("contacts.csv", re.sub(r"(\d{4})-(\d\d)-(\d\d)", r"\3/\2/\1", text))
    return folder.source("contacts", 'dates = "%d/%m/%Y"')


def test_a_mixture_of_day_first_and_month_first(folder):
    assert day_first(folder).found() == []
    folder.edit("contacts.csv", "14/02/2026", "02/14/2026")
    assert [str(problem) for problem in folder.report().problems] == [
        "contacts · contacts.csv · date: written with the month before the day, among dates written as %d/%m/%Y: "
        "the column mixes two ways: '02/14/2026' (row 5). Export the column again in one way, and look up the dates "
        "that the warning lists",
        "contacts · contacts.csv · date: some dates of the column are written in the other order, and these can "
        "be read in both; read as %d/%m/%Y: '01/02/2026', '01/03/2026' (rows 4, 6). Look up which is meant: the day or "
        "the month may come first",
    ]
    assert folder.found() == [("error", "type", "date", (5,)), ("warning", "date order", "date", (4, 6))]


def test_a_mixture_of_iso_dates(folder):
    folder.edit("contacts.csv", "2026-02-14", "2026-14-02")
    assert folder.found() == [("error", "type", "date", (5,)), ("warning", "date order", "date", (4, 6))]


def test_a_wrong_declaration_is_no_mixture():
    given = pd.Series(["01/13/2026", "02/14/2026", "03/04/2026"], dtype="str")
    faults = to_dates(given, "%d/%m/%Y")[1]
    assert [(fault.what, fault.at.tolist()) for fault in faults if len(fault.at)] == [
        ("written with the month before the day, not as %d/%m/%Y", [0, 1]),
        (
            "some dates of the column are written in the other order, and these can be read in both; read as %d/%m/%Y",
            [2],
        ),
    ]


def test_no_mixture_is_seen_in_a_form_with_words():
    given = pd.Series(["13 Jan 2026", "Feb 14 2026", "1 Feb 2026"], dtype="str")
    parsed, faults = to_dates(given, "%d %b %Y")
    assert parsed.isna().tolist() == [False, True, False]
    assert [fault.what for fault in faults if len(fault.at)] == ["not a date written as %d %b %Y"]


def test_of_many_doubtful_dates_those_nearest_to_a_certain_one_are_kept():
    given = pd.Series(["01/02/2026"] * 3_000 + ["02/14/2026"] + ["01/02/2026"] * 10, dtype="str")
    (warning,) = (fault for fault in to_dates(given, "%d/%m/%Y")[1] if fault.severity == "warning")
    assert len(warning.at) == 3_010
    assert sorted(warning.at[:1_000]) == [*range(2_010, 3_000), *range(3_001, 3_011)]


@pytest.mark.parametrize("declared", [False, True])
@pytest.mark.parametrize("written", ["46067", "46067.5"])
def test_serial_numbers(folder, declared, written):
    if declared:
        day_first(folder)
    folder.edit("contacts.csv", "14/02/2026" if declared else "2026-02-14", written)
    assert folder.errors() == [
        f"contacts · contacts.csv · date: a spreadsheet's serial number, not a date: '{written}' (row 5). "
        "Format the column as a date in the spreadsheet (46067 may be 2026-02-14) and export it again"
    ]


def test_serial_numbers_among_the_dates_of_a_workbook(folder):
    frame = pd.read_csv(folder.path / "contacts.csv")
    frame["date"] = pd.to_datetime(frame["date"]).astype(object)
    frame.loc[3, "date"] = 46067
    frame.to_excel(folder.path / "contacts.xlsx", index=False)
    folder.edit("dataset.toml", "contacts.csv", "contacts.xlsx")
    (error,) = folder.errors()
    assert "a spreadsheet's serial number, not a date: '46067' (row 5)" in error


@pytest.mark.parametrize(("written", "form"), [("46067", "%y%j"), ("20260214", "%Y%m%d"), ("140226", "%d%m%y")])
def test_numbers_that_are_declared_as_dates(written, form):
    parsed, faults = to_dates(pd.Series([written], dtype="str"), form)
    assert parsed.notna().all()
    assert faults == []


def test_days_that_are_not_there(folder):
    day_first(folder).edit("contacts.csv", "14/02/2026", "31/02/2026").edit("contacts.csv", "01/03/2026", "1 March")
    assert folder.errors() == [
        "contacts · contacts.csv · date: there is no such day, written as %d/%m/%Y: '31/02/2026' (row 5). "
        "Correct the dates, or 'dates' in dataset.toml",
        "contacts · contacts.csv · date: not a date written as %d/%m/%Y: '1 March' (row 6). "
        "Correct the dates, or 'dates' in dataset.toml",
    ]
