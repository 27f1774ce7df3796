"""Contacts and partners that are in no area, have no date in the period, or have no code."""

from datetime import date

import pandas as pd
import pytest

from prevent_geo.tables import CONTACTS


def test_contacts_by_coordinates(folder):
    folder.write(
        "contacts.csv",
        "contact_id,date,area_code,x,y\n"
        "C1,2026-01-01,,400500,300500\n"
        "C2,2026-01-02,,401000,301000\n"
        "C3,2026-01-03,X00000004,400500,300500\n"
        "C4,2026-01-04,,402000,302000\n"
        "C5,2026-01-05,,402001,302000\n"
        "C6,2026-01-06,,,\n"
        "C7,2026-01-07,,900000,900000\n",
    )
    folder.source("contacts", 'coordinates = { x = "x", y = "y", crs = "EPSG:27700" }')
    # in the first; on the corner of all four; a code that is given is not overruled; on the outer corner
    assert folder.open().contacts["area_code"].to_dict() == {
        "C1": "X00000001",
        "C2": "X00000001",
        "C3": "X00000004",
        "C4": "X00000004",
    }
    report = folder.report()
    assert report.set_aside[["row", "key", "reason"]].to_numpy().tolist() == [
        [6, "C5", "outside every area"],
        [7, "C6", "no area code and no coordinates"],
        [8, "C7", "outside every area"],
    ]
    assert [str(problem) for problem in report.warnings] == [
        "contacts · contacts.csv · area_code: no area code and no coordinates: set aside (row 7). "
        "Check the place of these contacts",
        "contacts · contacts.csv · area_code: outside every area: set aside (rows 6, 8). "
        "Check the place of these contacts",
    ]


def test_swapped_contacts(folder):
    rows = "C1,2026-01-01,300500,400500\n"
    folder.write("contacts.csv", "contact_id,date,x,y\n" + rows).areas(
        lambda features: [
            feature["geometry"].update(
                coordinates=[[[x + 100_000, y] for x, y in feature["geometry"]["coordinates"][0]]]
            )
            for feature in features
        ]
    )
    folder.source("contacts", 'coordinates = { x = "y", y = "x", crs = "EPSG:27700" }')
    folder.write("partners.csv", (folder.path / "partners.csv").read_text(encoding="utf-8").replace(",40", ",50"))
    assert folder.report().errors == ()
    folder.write("contacts.csv", "contact_id,date,x,y\nC1,2026-01-01,500500,300500\n")
    assert folder.errors() == [
        "contacts · contacts.csv · geometry: easting and northing look swapped: '300500, 500500' (row 2). "
        "Exchange x and y in dataset.toml, or in the file"
    ]


def test_partners_outside_are_kept_and_reported(folder):
    folder.edit("partners.csv", "401500,300500", "401500,299000")
    assert folder.warnings() == [
        "partners · partners.csv · geometry: outside every area; kept for distances, shown in no area (row 4). "
        "Nothing needs to be done if they lie across the border"
    ]
    partners = folder.open().partners
    assert partners["area_code"].fillna("").to_dict() == {"P1": "X00000003", "P2": "X00000001", "P3": ""}


def test_partners_far_away_and_twins(folder):
    folder.edit("partners.csv", "South School,school,400500,300500", "North Library,library,400510,301510")
    assert folder.warnings() == [
        "partners · partners.csv · partner_name: the same name and sector within about 200 m; one site may be listed "
        "as several (rows 2, 3). Keep one row for each site, or their number is overstated"
    ]
    folder.edit("partners.csv", "401500,300500", "401500,200500")
    assert folder.errors() == [
        "partners · partners.csv · geometry: the coordinates are more than 50 km from every area: '401500, 200500' "
        "(row 4). Correct them, or say in which CRS they are"
    ]


def test_the_period_includes_its_first_and_last_day(folder):
    folder.edit("contacts.csv", "2026-01-15", "2025-12-31").edit("contacts.csv", "2026-02-14", "2026-04-01")
    assert folder.warnings() == [
        "contacts · contacts.csv · date: dated outside the period: set aside (rows 3, 5). "
        "The period in dataset.toml is 1 January 2026 to 31 March 2026; correct it, or the dates"
    ]
    contacts = folder.open().contacts
    assert contacts.index.tolist() == ["C1", "C3", "C5", "C6"]
    assert contacts["date"].agg(["min", "max"]).dt.date.tolist() == [date(2026, 1, 1), date(2026, 3, 31)]


def test_every_column_is_there_with_its_kind_even_if_no_file_gives_it(folder):
    contacts = folder.open().contacts
    assert [contacts.index.name, *contacts.columns] == [name for name in CONTACTS.names if name != "geometry"]
    kinds = {"integer": "Int64", "number": "float64", "date": "datetime64[us]", "code": "category"}
    for column in CONTACTS.columns:
        if column.name in contacts:
            assert contacts[column.name].dtype == kinds[column.kind], column.name
    assert pd.isna(contacts.loc["C3", "attendance"])
    assert contacts.loc["C2", "attendance"] == 0


@pytest.mark.parametrize("code", ["XO0000003", "XOOOOOO03", "x0000ooo3"])
def test_the_letter_o_for_zeros(folder, code):
    folder.edit("contacts.csv", "C4,2026-02-14,X00000003", f"C4,2026-02-14,{code}")
    assert folder.errors() == [
        f"contacts · contacts.csv · area_code: not in the table of areas: '{code}' (row 5). Did you mean 'X00000003'? "
        "Correct it, or add it to areas"
    ]
