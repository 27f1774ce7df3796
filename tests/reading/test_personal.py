"""Red lines 1 and 2 at the edge: no individual, no protected characteristic."""

import json

import pandas as pd
import pytest

from prevent_geo.reading.red_lines import is_nhs_number, is_personal_name, is_protected_name, withheld

PERSONAL = {
    "an e-mail address": "Jo Bloggs jo.bloggs@example.org",
    "a telephone number": "Ring 07700 900123",
    "a National Insurance number": "QQ 12 34 56 A".replace("QQ", "AB"),
    "a full postcode": "12 High Street, M16 0EX",
    "a person's name": "Mr Bloggs",
}


@pytest.mark.parametrize("what", PERSONAL)
@pytest.mark.parametrize(("table", "column"), [("partners", "partner_name"), ("contacts", "kind")])
def test_a_personal_value_is_refused_and_not_repeated(folder, what, table, column):
    value = PERSONAL[what]
    old = "South School" if table == "partners" else "training"
    folder.edit(f"{table}.csv", old, f'"{value}"')
    report = folder.report()
    assert [(p.column, p.rule, p.what, p.count) for p in report.errors] == [
        (column, "personal", f"what stands there looks like {what}", 1)
    ]
    told = str(report) + json.dumps(report.as_dict(), default=str)
    assert all(word not in told for word in value.split() if any(letter.isdigit() or letter == "@" for letter in word))
    assert "Bloggs" not in told


def test_other_messages_do_not_repeat_personal_values_either(folder):
    folder.edit("contacts.csv", "2026-02-01", "jo@example.org").edit("contacts.csv", ",30", ",07700 900123")
    folder.edit("partners.csv", "401500", "al@example.org")
    # a row that is repeated is set aside by its identifier
    folder.edit("contacts.csv", "C6,", "bo@example.org,")
    text = (folder.path / "contacts.csv").read_text(encoding="utf-8")
    folder.write("contacts.csv", text + text.splitlines()[-1] + "\n")
    report = folder.report()
    told = str(report) + json.dumps(report.as_dict(), default=str)
    assert "example.org" not in told
    assert "900123" not in told
    assert "(not shown: looks like an e-mail address)" in told
    assert report.set_aside["key"].tolist() == ["(not shown: looks like an e-mail address)"]


def test_nhs_numbers_are_known_by_their_check_digit(folder):
    # 943 476 5919 is the NHS's own example of a valid number; ending in 8 it is not one
    numbers = pd.Series(["943 476 5919", "9434765919", "9434765918", "943476591", "X"])
    assert is_nhs_number(numbers).tolist() == [True, True, False, False, False]
    folder.edit("contacts.csv", "C1,", "9434765919,")
    assert folder.errors() == []
    # 401 023 2137 is another; when most identifiers are such numbers they are no accident
    for number, code in enumerate(["4010232137", "9434765870", "9876543210"], start=2):
        folder.edit("contacts.csv", f"C{number},", f"{code},")
    assert is_nhs_number(pd.Series(["4010232137", "9434765870", "9876543210"])).tolist() == [True, True, True]
    (error,) = folder.report().errors
    assert (error.what, error.count) == ("what stands there looks like an NHS number", 4)


@pytest.mark.parametrize("ordinary", ["E01006141", "XC000001", "Unit 1 B2B Hub", "2026-03-31", "N1", "Dr", "library"])
def test_ordinary_values_pass(ordinary):
    assert withheld(ordinary) == ordinary


@pytest.mark.parametrize("name", ["Email", "contactPhone", "date_of_birth", "Officer Name", "NI number", "SURNAME"])
def test_personal_names(name):
    assert is_personal_name(name)


@pytest.mark.parametrize(
    "name",
    ["religion", "Ethnic group", "sexual_orientation", "Age", "nationality", "share_aged_65_plus", "Muslims", "women"],
)
def test_protected_names(name):
    assert is_protected_name(name)


@pytest.mark.parametrize("name", ["hotel", "stage", "average", "village", "partner_name", "racecourse", "mobility"])
def test_ordinary_names(name):
    assert not is_personal_name(name)
    assert not is_protected_name(name)


@pytest.mark.parametrize(
    "line",
    [
        'columns = { theme = "kind" }',
        'where = { kind = "outreach" }',
        'templates = { theme = "{kind}" }',
    ],
)
def test_no_way_to_read_a_protected_or_personal_column(folder, line):
    for name, what in (("religion", "a protected characteristic"), ("e_mail", "personal")):
        folder.edit("contacts.csv", ",kind,", f",{name},").source("contacts", line.replace("kind", name))
        error = folder.report().errors[0]
        assert error.what == f"their column '{name}' looks {'like ' if name == 'religion' else ''}{what}"
        assert error.rule == ("protected" if name == "religion" else "personal")
        folder.edit("contacts.csv", f",{name},", ",kind,")
        folder.edit("dataset.toml", line.replace("kind", name) + "\n", "")


def test_a_personal_column_that_is_left_alone_is_warned_of(folder):
    folder.edit("contacts.csv", ",kind,", ",Contact e-mail,")
    assert folder.warnings() == [
        "contacts · contacts.csv: these columns look personal, and were not read: 'Contact e-mail'. "
        "Take them out of the export"
    ]


def test_code_lists_hold_no_protected_characteristic_and_no_place_of_worship(folder):
    folder.edit("dataset.toml", 'licence = "None"', 'codes = { themes = "themes.toml" }')
    entry = '[[code]]\ncode = "{}"\nlabel = "{}"\n'
    folder.write(
        "themes.toml", entry.format("a", "Church halls") + entry.format("sikh_groups", "b") + entry.format("c", "c")
    )
    assert folder.errors() == [
        "code list themes: 'a' (Church halls) names a protected characteristic or a place of worship. "
        "Take it out: these are never a category here",
        "code list themes: 'sikh_groups' (b) names a protected characteristic or a place of worship. "
        "Take it out: these are never a category here",
    ]
