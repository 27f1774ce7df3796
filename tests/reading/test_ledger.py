"""Nothing is dropped silently: read = used + set aside, and each row that is set aside is listed with its reason."""

import sys

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prevent_geo import cli

FATES = {
    "used": "{id},2026-02-01,400500,300500",
    "blank row": " ,,NA,",
    "the same as an earlier row in every column": "",
    "dated outside the period": "{id},2027-02-01,400500,300500",
    "outside every area": "{id},2026-02-01,410000,300500",
    "no area code and no coordinates": "{id},2026-02-01,,",
}
ROWS = st.lists(st.sampled_from(list(FATES)), max_size=12)


def write(folder, name, fates):
    """Write a row for each fate; a repeat repeats the row of the first fate, which is used."""
    first = f"{name}1,2026-02-01,400500,300500"
    lines = [FATES[fate].format(id=f"{name}{row}") or first for row, fate in enumerate(fates, start=1)]
    folder.write(f"{name}.csv", "\n".join(["contact_id,date,x,y", *lines, ""]))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, ROWS)
def test_read_is_used_and_set_aside(folder, one, other):
    fates = {"one": ["used", *one], "other": ["used", *other]}
    place = 'coordinates = { x = "x", y = "y", crs = "EPSG:27700" }'
    tables = '[areas]\nfile = "areas.geojson"\n[partners]\nfile = "partners.csv"\n'
    tables += 'coordinates = { x = "easting", y = "northing", crs = "EPSG:27700" }\n'
    folder.config(tables + "".join(f'[[contacts]]\nfile = "{name}.csv"\n{place}\n' for name in fates))
    for name, rows in fates.items():
        write(folder, name, rows)
    opened = folder.open()
    ledger = {line.file: line for line in opened.report.ledger if line.table == "contacts"}
    listed = opened.report.set_aside
    for name, rows in fates.items():
        line = ledger[f"{name}.csv"]
        assert (line.read, line.used) == (len(rows), rows.count("used"))
        assert line.read == line.used + line.set_aside
        expected = [(row, fate) for row, fate in enumerate(rows, start=2) if fate != "used"]
        mine = listed[listed["file"] == f"{name}.csv"]
        assert list(zip(mine["row"], mine["reason"], strict=True)) == expected
    assert len(opened.contacts) == sum(line.used for line in ledger.values())
    assert sum(problem.count for problem in opened.report.warnings) == len(listed)


def test_what_is_set_aside_is_written_by_check(folder, tmp_path, monkeypatch, capsys):
    folder.edit("contacts.csv", "2026-02-14", "2027-02-14").edit("contacts.csv", "C6,", "\nC6,")
    monkeypatch.setattr(sys, "argv", ["prevent-geo", "check", str(folder.path), "--out", str(tmp_path / "out")])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[:3] == [
        "Four squares: 0 errors, 2 warnings",
        "  WARNING  contacts · contacts.csv: blank row: set aside (row 7). Take them out of the export",
        "  WARNING  contacts · contacts.csv · date: dated outside the period: set aside (row 5). "
        "The period in dataset.toml is 1 January 2026 to 31 March 2026; correct it, or the dates",
    ]
    written = pd.read_csv(tmp_path / "out" / "set_aside.csv", keep_default_na=False)
    assert written.to_numpy().tolist() == [
        ["contacts", "contacts.csv", 5, "C4", "dated outside the period"],
        ["contacts", "contacts.csv", 7, "", "blank row"],
    ]


def test_the_same_identifier_twice_is_an_error_if_anything_else_differs(folder):
    folder.edit("contacts.csv", "C2,", "C1,")
    assert folder.errors() == [
        "contacts · contacts.csv · contact_id: the same contact_id is given to more than one row: 'C1' (rows 2, 3). "
        "Each may be there once: take out the extra rows, or correct their codes"
    ]


def test_many_rows_are_counted_and_the_first_shown(folder):
    rows = "".join(f"D{row},2026-01-01,X9{row:04},,,\n" for row in range(1_200))
    text = (folder.path / "contacts.csv").read_text(encoding="utf-8")
    folder.write("contacts.csv", text + rows)
    assert folder.errors() == [
        "contacts · contacts.csv · area_code: not in the table of areas: 'X90000', 'X90001', 'X90002' "
        "(1,200 rows, the first: 8, 9, 10, 11, 12). Correct it, or add it to areas"
    ]
