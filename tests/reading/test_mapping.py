"""dataset.toml: their files, columns and values become ours, and how is shown."""

import pytest

from prevent_geo.errors import InputError

LISTS = """\
[areas]
file = "areas.geojson"

[[partners]]
file = "list.csv"
coordinates = { x = "e", y = "n", crs = "EPSG:27700" }
where = { open = true, area = 7 }
[partners.columns]
partner_id = "code"
partner_name = "name"
sector = "type"
[partners.values.sector]
"Free School" = "school"
"None" = "other"

[[partners]]
file = "halls.csv"
coordinates = { x = "lon", y = "lat", crs = "EPSG:4326" }
templates = { partner_id = "HALL{row:03}", partner_name = "{street} Hall, {street}" }
constants = { sector = "vcfse", liaison = true, agreement_review_due = 2027-01-01 }

[contacts]
file = "contacts.csv"
"""


@pytest.fixture
def lists(folder):
    folder.config(LISTS)
    folder.write(
        "list.csv",
        "code,name,type,e,n,open,area\n"
        "P1,North,library,400500,301500,TRUE,7\n"
        "P2,South,Free School,400500,300500,true,7\n"
        "P3,East,None,401500,300500,True,7\n"
        "P4,Shut,library,401500,300500,no,7\n"
        "P5,Elsewhere,library,401500,300500,true,8\n",
    )
    return folder.write("halls.csv", "street,lon,lat\nHigh St,-1.9941,52.6006\n,-1.9941,52.6007\n")


def test_a_table_of_several_files(lists):
    partners = lists.open().partners
    assert partners["partner_name"].to_dict() == {
        "HALL001": "High St Hall, High St",
        "HALL002": "Hall,",
        "P1": "North",
        "P2": "South",
        "P3": "East",
    }
    assert partners["sector"].tolist() == ["vcfse", "vcfse", "library", "school", "other"]
    assert partners["liaison"].tolist()[:2] == [True, True]
    assert partners["liaison"].isna().tolist()[2:] == [True, True, True]
    assert partners["agreement_review_due"].dt.strftime("%d %b %Y").tolist()[0] == "01 Jan 2027"
    # 52.6006 N, 1.9941 W is in the south-western square
    assert partners.loc["HALL001", "area_code"] == "X00000001"
    ledger = [
        (line.file, line.not_selected, line.read, line.used)
        for line in lists.report().ledger
        if line.table == "partners"
    ]
    assert ledger == [("list.csv", 2, 3, 3), ("halls.csv", 0, 2, 2)]


def test_how_each_column_came_is_in_the_report(lists):
    lists.edit("dataset.toml", 'file = "contacts.csv"', 'file = "contacts.csv"\nignore = ["kind"]')
    columns = lists.report().columns
    assert str(columns[1]) == (
        "partners · list.csv: partner_id = code, partner_name = name, sector = type, geometry = e, n"
    )
    assert str(columns[2]) == (
        'partners · halls.csv: partner_id = "HALL{row:03}", partner_name = "{street} Hall, {street}", '
        'sector = "vcfse" in every row, agreement_review_due = "2027-01-01" in every row, '
        'liaison = "True" in every row, geometry = lon, lat'
    )
    assert str(columns[3]) == (
        "contacts · contacts.csv: contact_id, date, area_code, partner_id, attendance; not read: kind"
    )
    assert lists.report().as_dict()["columns"][3]["not_read"] == ("kind",)


def test_an_ignored_column_is_not_read(folder):
    folder.edit("contacts.csv", "attendance", "trust_mean").source("contacts", 'ignore = ["trust_mean"]')
    assert folder.open().contacts["trust_mean"].isna().all()
    folder.edit("dataset.toml", '["trust_mean"]', '["trust-mean"]')
    assert folder.errors()[0] == (
        "contacts · contacts.csv: there is no column 'trust-mean' (did you mean 'trust_mean'?). Its columns are "
        "'contact_id', 'date', 'area_code', 'partner_id', 'kind', 'trust_mean'"
    )


def test_a_mapped_column_wins_over_one_of_our_name(folder):
    folder.edit("contacts.csv", "attendance", "people").edit("contacts.csv", "partner_id", "attendance")
    folder.source("contacts", 'columns = { attendance = "people" }')
    contacts = folder.open().contacts
    assert contacts["attendance"].tolist()[:2] == [12, 0]
    assert contacts["partner_id"].isna().all()


def test_a_column_mapped_to_another_of_ours_is_not_taken_under_its_own_name_too(folder):
    folder.source("areas", 'columns = { area_name = "area_code" }')
    assert folder.report().errors[0].what == "nothing gives the area_code (code of the area)"


def test_constants_join_with_the_ledger_of_one_file_read_twice(folder):
    folder.config("""\
areas = { file = "areas.geojson" }
contacts = { file = "contacts.csv" }
[[partners]]
file = "partners.csv"
where = { sector = "library" }
coordinates = { x = "easting", y = "northing", crs = "EPSG:27700" }
[[partners]]
file = "partners.csv"
where = { sector = "school" }
coordinates = { x = "easting", y = "northing", crs = "EPSG:27700" }
[[partners]]
file = "partners.csv"
where = { sector = "vcfse" }
coordinates = { x = "easting", y = "northing", crs = "EPSG:27700" }
""")
    ledger = [line for line in folder.report().ledger if line.table == "partners"]
    assert [(line.read, line.used, line.not_selected) for line in ledger] == [(1, 1, 2)] * 3


def test_nothing_selected(folder):
    folder.source("partners", 'where = { sector = "libary" }')
    assert folder.errors()[0] == (
        "partners · partners.csv: none of its 3 rows is left: 3 are not selected by 'where', 0 are blank. "
        "Correct 'where', or the file"
    )


def test_areas_without_boundaries_and_contacts_without_a_place(folder):
    folder.write("areas.csv", "area_code,population\nX00000001,5\n").edit("dataset.toml", "areas.geojson", "areas.csv")
    folder.edit("contacts.csv", "area_code", "ward")
    assert folder.errors() == [
        "areas · areas.csv · geometry: nothing says where the rows are. Give a file with geometry",
        "contacts · contacts.csv · geometry: nothing says where the rows are. Say it in dataset.toml: "
        'coordinates = { x = "their x", y = "their y", crs = "EPSG:4326" }',
    ]


REFUSED = {
    'titel = "x"': "'titel' is not understood (did you mean 'title'?)",
    'marking = "OFFICAL"': "marking: 'OFFICAL' is not one of NOT PROTECTIVELY MARKED, OFFICIAL, OFFICIAL-SENSITIVE "
    "(did you mean 'OFFICIAL'?)",
    'areas = { fil = "a.csv" }': "'areas[1].file' is missing\n  'areas[1].fil' is not understood "
    "(did you mean 'file'?)",
    'areas = { file = "a.csv", columns = { area_cod = "x" } }': "areas: a.csv: columns: 'area_cod' is not a column of "
    "areas (did you mean 'area_code'?)",
    'areas = { file = "a.csv", delimiter = ";;" }': "'areas[1].delimiter': write one character, such as ';' or '\\t'",
    'areas = { file = "a.csv", dates = "dd/mm/yyyy" }': "'areas[1].dates': 'dd/mm/yyyy' is not a way to write a date; "
    "write one such as '%d/%m/%Y' (31/03/2026)",
    'areas = { file = "a.csv", dates = "%d/%m" }': "'areas[1].dates': '%d/%m' is not a way to write a date; "
    "write one such as '%d/%m/%Y' (31/03/2026)",
    'areas = { file = "a.csv", templates = { area_name = "{row:3}" } }': "'areas[1].templates.area_name': '{row:3}' is "
    "not understood; name a column of the file in braces, or {row:03}",
    'areas = { file = "a.csv", columns = { area_name = "n" }, constants = { area_name = "x" } }': "areas: a.csv: "
    "'area_name' is given by more than one of columns, constants and templates",
    'areas = { file = "a.csv", columns = { area_name = "n" }, ignore = ["n"] }': "areas: a.csv: their column 'n' is "
    "ignored and used; take it out of one",
    'areas = "a.csv"': "'areas': write it as a table that names a file: file = \"...\"",
    "areas = []": "'areas': write it as a table that names a file: file = \"...\"",
}


@pytest.mark.parametrize("line", REFUSED)
def test_what_dataset_toml_may_not_say(folder, line):
    key = line.split(" =")[0]
    lines = {
        "title": 'title = "x"',
        "period": "period = { from = 2026-01-01, to = 2026-03-31 }",
        "areas": 'areas = { file = "areas.geojson" }',
        "partners": 'partners = { file = "partners.csv" }',
        "contacts": 'contacts = { file = "contacts.csv" }',
    }
    folder.write("dataset.toml", "\n".join((lines | {key: line}).values()))
    with pytest.raises(InputError) as refused:
        folder.report()
    count = REFUSED[line].count("\n") + 1
    assert str(refused.value) == f"dataset.toml: {count} problem{'s' if count > 1 else ''}\n  {REFUSED[line]}"


def test_a_period_that_ends_before_it_begins(folder):
    folder.edit("dataset.toml", "to = 2026-03-31", "to = 2025-03-31")
    with pytest.raises(InputError, match="period: from 2026-01-01 is after to 2025-03-31; exchange them"):
        folder.report()


def test_the_crs_of_the_dataset_is_in_metres(folder):
    folder.edit("dataset.toml", 'licence = "None"', 'crs = "EPSG:4326"')
    with pytest.raises(InputError, match="crs 'EPSG:4326' is in degrees; write one in metres, such as 'EPSG:27700'"):
        folder.report()


def test_code_lists_of_its_own(folder):
    folder.edit("dataset.toml", 'licence = "None"', 'codes = { kinds = "kinds.toml" }')
    folder.edit("contacts.csv", "outreach", "stall")
    with pytest.raises(InputError, match=r"code list 'kinds': there is no file kinds\.toml"):
        folder.report()
    entry = '[[code]]\ncode = "{0}"\nlabel = "{0}"\n'
    folder.write("kinds.toml", entry.format("stall") * 2)
    with pytest.raises(InputError, match=r"code list 'kinds': kinds\.toml gives 'stall' more than once; take one out"):
        folder.report()
    folder.write("kinds.toml", "".join(entry.format(code) for code in ("stall", "drop_in", "training")))
    assert set(folder.open().contacts["kind"]) == {"stall", "drop_in", "training"}
    folder.edit("dataset.toml", "{ kinds", "{ kind")
    with pytest.raises(InputError, match=r"codes: 'kind' is not a code list \(did you mean 'kinds'\?\)"):
        folder.report()


def test_a_look_alike_is_suggested_even_after_codes_that_nothing_is_near_to(folder):
    folder.edit("contacts.csv", "C1,2026-01-01,X00000001", "C1,2026-01-01,QQQ-1")
    folder.edit("contacts.csv", "C2,2026-01-15,X00000001", "C2,2026-01-15,QQQ-2")
    folder.edit("contacts.csv", "C3,2026-02-01,X00000002", "C3,2026-02-01,QQQ-3")
    folder.edit("contacts.csv", "C4,2026-02-14,X00000003", "C4,2026-02-14,X0000OOO3")
    (error,) = folder.errors()
    assert "Did you mean 'X00000003' for 'X0000OOO3'?" in error
