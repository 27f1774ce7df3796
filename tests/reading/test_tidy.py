"""What is repaired without loss is told as a note, and nothing else is."""

import sys

import pandas as pd
import pytest

from prevent_geo import cli


def test_outer_spaces_of_any_kind(folder):
    expected = folder.open()
    folder.edit("contacts.csv", ",P1,", ",\u00a0P1 ,").edit("contacts.csv", "C6,", "C6\t,")
    folder.edit("partners.csv", "North Library", " North Library\u202f")
    assert folder.found() == [
        ("note", "tidied", "partner_name", (2,)),
        ("note", "tidied", "contact_id", (7,)),
        ("note", "tidied", "partner_id", (5,)),
    ]
    opened = folder.open()
    pd.testing.assert_frame_equal(opened.contacts, expected.contacts)
    pd.testing.assert_frame_equal(opened.partners, expected.partners)
    assert str(opened.report.notes[1]) == (
        "contacts · contacts.csv · contact_id: outer spaces were taken off (row 7). Nothing needs to be done"
    )


def test_marks_for_nothing(folder):
    folder.edit("contacts.csv", ",7\n", ",N/A\n").edit("contacts.csv", ",30\n", ",NULL\n")
    folder.edit("contacts.csv", ",P1,", ",-,")
    assert [str(note) for note in folder.report().notes] == [
        "contacts · contacts.csv · partner_id: what stands for 'nothing' was read as missing: '-' (row 5). "
        "Nothing needs to be done",
        "contacts · contacts.csv · attendance: what stands for 'nothing' was read as missing: 'N/A', 'NULL' "
        "(rows 5, 6). Nothing needs to be done",
    ]
    assert folder.open().contacts["attendance"].isna().sum() == 3


def test_a_mark_in_a_column_that_needs_a_value_is_an_error_too(folder):
    folder.edit("contacts.csv", "C4,2026-02-14", "C4,n/a")
    assert folder.found() == [("note", "tidied", "date", (5,)), ("error", "not nullable", "date", (5,))]


def test_inner_spaces_dashes_and_empty_cells_are_silent(folder):
    folder.edit("partners.csv", "North Library", "North  Library - N/A-free, first-floor".replace(",", ""))
    folder.edit("partners.csv", "East Hub", "Nan's Null Café")
    assert folder.found() == []


def test_a_blank_row_is_told_once(folder):
    folder.edit("contacts.csv", "\nC4", "\n , ,-,N/A,,\nC4")
    assert folder.found() == [("warning", "rows", "", (5,))]


def test_rows_that_repeat_but_for_spaces_are_the_same(folder):
    folder.edit("contacts.csv", "\nC4", "\nC3 ,2026-02-01,X00000002,P3,outreach,\nC4")
    assert folder.found() == [("note", "tidied", "contact_id", (5,)), ("warning", "rows", "", (5,))]


def test_columns_that_only_locate_or_select(folder):
    folder.edit("partners.csv", "401500,300500", "401500 ,300500")
    folder.source("contacts", 'where = { kind = "outreach" }').edit("contacts.csv", "drop_in,0", "drop_in ,0")
    assert folder.found() == [("note", "tidied", "easting", (4,))]


@pytest.mark.parametrize("suffix", ["xlsx", "parquet"])
def test_text_among_numbers_and_in_other_formats(folder, suffix):
    frame = pd.read_csv(folder.path / "contacts.csv", keep_default_na=False)
    frame["kind"] = frame["kind"].astype("category")
    frame["attendance"] = [12, 0, None, 7, 30, 5]
    frame.loc[0, "partner_id"] = "P2 "
    if suffix == "xlsx":
        frame["attendance"] = frame["attendance"].astype(object)
        frame.loc[1, "attendance"] = "n/a"
        frame.to_excel(folder.path / "contacts.xlsx", index=False)
    else:
        frame.to_parquet(folder.path / "contacts.parquet")
    folder.edit("dataset.toml", "contacts.csv", f"contacts.{suffix}")
    first = 2 if suffix == "xlsx" else 1
    marked = [("note", "tidied", "attendance", (3,))] if suffix == "xlsx" else []
    assert folder.found() == [("note", "tidied", "partner_id", (first,)), *marked]


def test_byte_order_mark(folder):
    text = (folder.path / "contacts.csv").read_text(encoding="utf-8")
    for encoding in ("", 'encoding = "utf-8"'):
        folder.write("contacts.csv", text, "utf-8-sig").source("contacts", encoding)
        assert [str(note) for note in folder.report().problems] == [
            "contacts · contacts.csv: the mark of UTF-8 at its start (byte order mark) was taken off. "
            "Nothing needs to be done"
        ]
    folder.edit("dataset.toml", '"utf-8"', '"cp1252"')
    assert folder.errors() == [
        "contacts · contacts.csv: the file begins with the mark of UTF-8, but dataset.toml says cp1252; "
        "take 'encoding' out"
    ]


def test_notes_stand_after_warnings_and_on_no_other_screen(folder, monkeypatch, capsys, tmp_path):
    folder.edit("contacts.csv", ",P1,", ", P1,").edit("contacts.csv", "2026-02-14", "2027-02-14")
    lines = str(folder.report()).splitlines()
    assert lines[0] == "Four squares: 0 errors, 1 warning, 1 note"
    assert [line.split()[0] for line in lines[1:3]] == ["WARNING", "NOTE"]
    assert [each["severity"] for each in folder.report().as_dict()["problems"]] == ["note", "warning"]
    monkeypatch.setattr(sys, "argv", ["prevent-geo", "map", str(folder.path), "--out", str(tmp_path / "map.html")])
    with pytest.raises(SystemExit):
        cli.main()
    shown = capsys.readouterr()
    assert "set aside" in shown.err
    assert "outer spaces" not in shown.out + shown.err


def test_a_thousand_rows_are_kept_and_five_shown(folder):
    rows = "".join(f"D{row},2026-01-01,X00000001,P1 ,,\n" for row in range(1_200))
    text = (folder.path / "contacts.csv").read_text(encoding="utf-8")
    (note,) = folder.write("contacts.csv", text + rows).report().notes
    assert (note.count, note.rows) == (1_200, tuple(range(8, 1_008)))
    assert "(1,200 rows, the first: 8, 9, 10, 11, 12)" in str(note)
