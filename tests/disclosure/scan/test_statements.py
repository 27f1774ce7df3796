"""What a table says of counts of persons, and what is wrong with it by itself."""

import pytest

from prevent_geo.disclosure import find_policy
from prevent_geo.disclosure.scan.columns import read_columns
from prevent_geo.disclosure.scan.gazetteer import Gazetteer
from prevent_geo.disclosure.scan.part import Part, Table
from prevent_geo.disclosure.scan.reader import Reader
from prevent_geo.disclosure.scan.statements import read_statements
from prevent_geo.disclosure.scan.vocabulary import is_marker, number_in

YEAR = "2025-01-01/2025-12-31"
PLACES = Gazetteer.of(
    {
        "district:D": ("Clarrow", ("X1", "X2", "X3")),
        "neighbourhood:N": ("Mills", ("X1", "X2")),
        "neighbourhood:M": ("Clarrow", ("X3",)),
        "area:X1": ("Old Mill", ("X1",)),
        "area:X2": ("New Mill", ("X2",)),
    }
)


def read(where, table, policy="default", place="district:D"):
    rule = find_policy(policy)
    reader = Reader(rule, frozenset((rule.marker, "[c]")), PLACES, place, YEAR)
    return read_statements(
        Part(where, table=Table(tuple(table), [*map(list, zip(*table.values(), strict=True))])), reader
    )


def said(where, table, **options):
    statements, _ = read(where, table, **options)
    return [(*one.key[:2], *one.key[3:], one.areas, one.value) for one in statements]


def wrong(where, table, **options):
    return [one.why for one in read(where, table, **options)[1]]


@pytest.mark.parametrize(
    ("where", "title", "counts"),
    [
        ("a.csv", "Attendances", True),
        ("a.csv", "attendance", True),
        ("a.csv", "People who came", True),
        ("a.csv", "trustResponses", True),
        ("a.csv", "attendance_rate_numerator", True),
        ("a.csv", "attendance_rate_value", False),
        ("a.csv", "Attendance rate (attendances per 1,000 residents)", False),
        ("a.csv", "Support pathway (% of persons at the panel)", False),
        ("a.csv", "Residents", False),
        ("a.csv", "numerator", False),
        ("a.csv", "Number of areas", False),
        ("tables/attendance_rate.csv", "numerator", True),
        ("tables/attendance_rate.csv", "denominator", False),
        ("tables/trust.csv", "denominator", True),
        ("tables/trust.csv", "numerator", False),
        ("tables/trust_change.csv", "responses_before", True),
        ("trust/contact_rate.csv", "denominator", False),
        ("book.xlsx > Attendance", "Count", True),
        ("book.xlsx > Attendance", "2025-Q1", True),
        ("book.xlsx > Attendance rate", "2025-Q1", False),
        ("a.csv > pathway", "screened", True),
    ],
)
def test_which_columns_are_counts_of_persons(where, title, counts):
    assert bool(read_columns(where, ["code", title]).counts) is counts


@pytest.mark.parametrize(
    ("cell", "number"),
    [("1,234", 1234), ("1 234", 1234), ("3.0", 3), ("3", 3), ("[c]", None), ("86 to 704", None), ("65 %", None)],
)
def test_cells_that_are_numbers(cell, number):
    assert number_in(cell) == number


@pytest.mark.parametrize(
    ("cell", "marker"), [("[c]", True), ("*", True), ("Suppressed (small count)", True), ("", False)]
)
def test_cells_that_are_markers(cell, marker):
    assert is_marker(cell, ["*"]) is marker


def test_numbers_markers_and_nothing():
    table = {"Name": ["Old Mill", "X2", "Mills"], "Attendances": ["1,234", "[c]", ""]}
    assert said("a.html", table) == [
        ("attendance", "area:X1", "", ("X1",), 1234),
        ("attendance", "area:X2", "", ("X2",), None),
    ]


def test_an_empty_cell_of_a_row_that_is_suppressed_is_withheld_and_one_that_is_missing_says_nothing():
    table = {"area_code": ["X1", "X2"], "value": ["", ""], "denominator": ["", ""], "status": ["suppressed", "missing"]}
    assert said("tables/trust.csv", table) == [("answers", "area:X1", "", ("X1",), None)]
    people = {"Name": ["X1", "X2"], "Trust (mean answer (1 to 5))": ["[c]", "Missing"], "Answers": ["", ""]}
    assert said("a.html", people) == [("answers", "area:X1", "", ("X1",), None)]


def test_a_name_that_two_places_have_is_that_of_the_level_of_the_other_rows():
    table = {"Place": ["Mills", "Clarrow"], "Attendances": ["10", "20"]}
    assert [row[1] for row in said("a.csv", table)] == ["neighbourhood:N", "neighbourhood:M"]


def test_a_figure_of_a_zone_that_is_repeated_for_its_areas_is_that_of_the_zone_once():
    table = {"Name": ["X1", "X2"], "Attendances": ["30", "30"], "Figure of": ["Mills", "Mills"]}
    assert said("a.csv", table) == [("attendance", "neighbourhood:N", "", ("X1", "X2"), 30)]


def test_a_zone_is_cut_to_the_place_of_the_release():
    table = {"area_code": ["X1"], "denominator": ["30"], "responses_before": ["40"]}
    statements, _ = read("tables/trust_change.csv", table, place="area:X1")
    assert [(one.areas, one.key.period) for one in statements] == [
        (("X1",), YEAR),
        (("X1",), "2024-01-02/2024-12-31"),
    ]


def test_the_pathway_is_of_districts_and_its_share_has_two_stages():
    table = {"area_code": ["X1", "X2"], "numerator": ["16", "16"], "denominator": ["48", "48"]}
    assert said("tables/pathway.csv", table) == [
        ("pathway", "district:D", "supported", ("D",), 16),
        ("pathway", "district:D", "panel", ("D",), 48),
    ]


def test_stages_and_quarters_in_rows_and_in_columns():
    long = {"district_code": ["D"], "quarter": ["2025-Q1"], "stage": ["screened"], "count": ["12"]}
    wide = {"district_code": ["D"], "referred": ["20"], "screened": ["12"]}
    (one,), _ = read("pathway.csv", long)
    assert (one.key.category, one.key.period, one.areas) == ("screened", "2025-01-01/2025-03-31", ("D",))
    assert [(row[2], row[4]) for row in said("a.csv", wide)] == [("referred", 20), ("screened", 12)]


def test_a_total_is_that_of_the_places_of_its_table():
    table = {"Name": ["X1", "X2", "Total"], "Attendances": ["10", "20", "30"]}
    assert said("a.csv", table)[-1] == ("attendance", "total of 2 places", "", ("X1", "X2"), 30)
    alone = {"Name": ["All areas"], "Attendances": ["30"]}
    assert said("a.csv", alone) == [("attendance", "district:D", "", ("X1", "X2", "X3"), 30)]


def test_a_column_that_names_the_measure_of_each_row():
    table = {"measure": ["contact_rate", "attendance_rate"], "area_code": ["X1", "X1"], "numerator": ["2", "20"]}
    assert said("a.csv", table) == [("attendance", "area:X1", "", ("X1",), 20)]
    assert wrong("a.csv", table) == []


@pytest.mark.parametrize(
    ("count", "policy", "found"),
    [
        ("1", "default", True),
        ("4", "default", True),
        ("4.0", "default", True),
        ("0", "default", False),
        ("5", "default", False),
        ("5", "hes", True),
        ("10", "hes", False),
        ("12", "hes", True),
        ("0", "strict", True),
        ("9", "strict", True),
        ("10", "strict", False),
        ("2", "rounded", True),
        ("5", "rounded", False),
    ],
)
def test_a_count_that_the_policy_withholds_is_a_finding_wherever_it_is_of(count, policy, found):
    assert bool(wrong("a.csv", {"Name": ["nowhere"], "Attendances": [count]}, policy=policy)) is found


def test_a_zero_is_no_secret_where_nobody_was():
    table = {"Name": ["X1"], "Attendance rate": ["None recorded"], "Attendances": ["0"]}
    assert wrong("a.csv", table, policy="strict") == []


@pytest.mark.parametrize("left", [{"Attendance rate": "2.1"}, {"Attendance rate": "[c]", "95 % limits": "1.0 to 3.2"}])
def test_what_is_worked_out_from_a_withheld_count_is_withheld_too(left):
    table = {"Name": ["X1"], **{title: [cell] for title, cell in left.items()}, "Attendances": ["[c]"]}
    (why,) = wrong("a.csv", table)
    assert f"'{list(left)[-1]}', which is worked out from it, is shown" in why


def test_a_rate_of_something_else_may_stand_beside_a_withheld_count():
    table = {"Name": ["X1"], "contact_rate_value": ["2.1"], "attendance_rate_value": [""], "Attendances": ["[c]"]}
    assert wrong("a.csv", table) == []


def test_those_who_are_not_in_a_share_are_persons_too():
    table = {"area_code": ["X1"], "numerator": ["16"], "denominator": ["18"]}
    assert wrong("tables/pathway.csv", table) == [
        "the persons who are not in the share are a count of persons from 1 to 4"
    ]


def test_a_table_of_single_events_is_a_finding():
    table = {"contact_id": ["C1"], "area_code": ["X1"], "attendance": ["40"]}
    assert wrong("contacts.csv", table) == [
        "a table of single events or days with counts of persons (column 'contact_id')"
    ]


def test_a_legend_counts_areas():
    assert wrong("map > layers[8] (attendance_rate).legend", {"label": ["Suppressed"], "count": ["3"]}) == []


def test_rows_without_titles_that_name_places():
    assert (
        len(wrong("a.gpkg-wal > page 3", {"column 1": ["", ""], "column 2": ["X1", "X2"], "column 3": ["3", "7"]})) == 1
    )
    assert wrong("a.gpkg-wal > page 3", {"column 1": ["nowhere"], "column 2": ["3"]}) == []
