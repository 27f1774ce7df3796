"""Fifteen broken datasets: each with the whole of its message, exit code 2, and nothing written."""

import sys

import pytest

from prevent_geo import cli
from prevent_geo.dataset import open_dataset
from prevent_geo.reading import DataError

BOW_TIE = [[400_000, 300_000], [401_000, 301_000], [401_000, 300_000], [400_000, 301_000], [400_000, 300_000]]
HEADER = "partner_id,partner_name,sector,easting,northing\n"


def missing_file(folder):
    (folder.path / "contacts.csv").rename(folder.path / "contact.csv")


def missing_column(folder):
    folder.edit("areas.geojson", '"population"', '"populaton"')


def wrong_delimiter(folder):
    text = (folder.path / "contacts.csv").read_text(encoding="utf-8")
    folder.write("contacts.csv", text.replace(",", ";"))


def duplicate_codes(folder):
    folder.areas(lambda features: features[3]["properties"].update(area_code="X00000001"))


def unknown_area_code(folder):
    folder.edit("contacts.csv", "C4,2026-02-14,X00000003", "C4,2026-02-14,X0000003")


def swapped_coordinates(folder):
    folder.edit("dataset.toml", "EPSG:27700", "EPSG:4326")
    rows = "P1,North Library,library,52.61,-1.994\nP2,South School,school,52.6,-1.99\nP3,East Hub,vcfse,52.6,-1.98\n"
    folder.write("partners.csv", HEADER + rows)


def no_crs(folder):
    folder.edit("dataset.toml", ', crs = "EPSG:27700"', "")


def degrees_as_metres(folder):
    rows = "P1,North Library,library,-1.994,52.61\nP2,South School,school,-1.99,52.6\nP3,East Hub,vcfse,-1.98,52.6\n"
    folder.write("partners.csv", HEADER + rows)


def bow_tie(folder):
    folder.areas(lambda features: features[0]["geometry"].update(coordinates=[BOW_TIE]))


def empty_geometry(folder):
    folder.areas(lambda features: features[2].update(geometry=None))


def impossible_date(folder):
    folder.edit("contacts.csv", "2026-02-01", "2026-02-30")


def undeclared_date(folder):
    folder.edit("contacts.csv", "2026-03-01", "03/04/2026")


def e_mail_addresses(folder):
    folder.edit("partners.csv", "North Library", "jo@example.org")
    folder.edit("partners.csv", "South School", "al@example.org")
    folder.edit("partners.csv", "East Hub", "bo@example.org")


def negative_population(folder):
    folder.areas(lambda features: features[2]["properties"].update(population=-5))


def empty_file(folder):
    folder.write("contacts.csv", "")


BROKEN = [
    (
        missing_file,
        "contacts · contacts.csv: there is no such file (did you mean 'contact.csv'?); put it there, or correct 'file' "
        "in dataset.toml",
    ),
    (
        missing_column,
        "areas · areas.geojson · population: nothing gives the population (usual residents). Did you mean 'populaton'? "
        'Map a column in dataset.toml: columns.population = "populaton"; its columns are '
        "'area_code', 'area_name', 'district_code', 'district_name', 'populaton', 'deprivation_decile'",
    ),
    (
        wrong_delimiter,
        "contacts · contacts.csv: the columns are separated by semicolons, not commas; say so in dataset.toml: "
        'delimiter = ";"',
    ),
    (
        duplicate_codes,
        "areas · areas.geojson · area_code: the same area_code is given to more than one row: 'X00000001' (rows 1, 4). "
        "Each may be there once: take out the extra rows, or correct their codes",
    ),
    (
        unknown_area_code,
        "contacts · contacts.csv · area_code: not in the table of areas: 'X0000003' (row 5). Did you mean 'X00000003'? "
        "Correct it, or add it to areas",
    ),
    (
        swapped_coordinates,
        "partners · partners.csv · geometry: latitude and longitude look swapped: '52.61, -1.994', '52.6, -1.99', "
        "'52.6, -1.98' (rows 2, 3, 4). Exchange x and y in dataset.toml, or in the file",
    ),
    (
        no_crs,
        "partners · partners.csv · geometry: nothing says in which coordinate reference system the coordinates are. "
        'Say it in dataset.toml, e.g. coordinates = { x = "...", y = "...", crs = "EPSG:4326" }',
    ),
    (
        degrees_as_metres,
        "partners · partners.csv · geometry: the coordinates look like degrees (x from -1.994 to -1.98, y from 52.6 to "
        "52.61), but their CRS, EPSG:27700, is in metres. If they are longitude and latitude, say so in dataset.toml: "
        'crs = "EPSG:4326"',
    ),
    (
        bow_tie,
        "areas · areas.geojson · geometry: the boundary crosses itself, and a repair would change its area by more "
        "than 1%: 'Self-intersection[400500 300500]' (row 1). Draw it again, or take it from its source",
    ),
    (
        empty_geometry,
        "areas · areas.geojson · geometry: the geometry is empty (row 3). Give each row a boundary, or take it out",
    ),
    (
        impossible_date,
        "contacts · contacts.csv · date: there is no such day: '2026-02-30' (row 4). Correct the dates",
    ),
    (
        undeclared_date,
        "contacts · contacts.csv · date: nothing says which is the day and which the month: '03/04/2026' (row 6). "
        'Say which in dataset.toml: dates = "%d/%m/%Y" (day first) or dates = "%m/%d/%Y" (month first)',
    ),
    (
        e_mail_addresses,
        "partners · partners.csv · partner_name: what stands there looks like an e-mail address (rows 2, 3, 4). "
        "prevent_geo holds nothing about an individual: take it out of the export, and map another column",
    ),
    (
        negative_population,
        "areas · areas.geojson · population: below 0: '-5' (row 3). Correct it, or leave it empty if it is not known; "
        "population (usual residents) is 0 or more",
    ),
    (
        empty_file,
        "contacts · contacts.csv: the file is empty (0 bytes); export it again",
    ),
]
EACH = pytest.mark.parametrize(("damage", "message"), BROKEN, ids=[damage.__name__ for damage, _ in BROKEN])


@EACH
def test_message(folder, damage, message):
    damage(folder)
    assert folder.errors() == [message]


@EACH
@pytest.mark.parametrize("command", ["check", "map", "brief"])
def test_command_stops_with_2_and_writes_nothing(folder, damage, message, command, tmp_path, monkeypatch, capsys):
    damage(folder)
    before = folder.listing()
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setattr(sys, "argv", ["prevent-geo", command, str(folder.path)])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 2
    shown = capsys.readouterr()
    assert message in (shown.out if command == "check" else shown.err)
    assert folder.listing() == before
    assert list(here.iterdir()) == []


def test_every_problem_of_every_table_is_told_at_once(folder):
    folder.edit("contacts.csv", "2026-02-01", "soon")
    folder.edit("contacts.csv", "outreach", "outrech")
    folder.edit("partners.csv", "South School,school", "South School,skool")
    folder.areas(lambda features: features[1]["properties"].update(population="many", deprivation_decile=11))
    with pytest.raises(DataError) as refused:
        open_dataset(folder.path)
    assert [(p.table, p.column, p.rule, p.rows) for p in refused.value.report.errors] == [
        ("areas", "population", "type", (2,)),
        ("areas", "deprivation_decile", "maximum", (2,)),
        ("partners", "sector", "code list", (3,)),
        ("contacts", "date", "type", (4,)),
        ("contacts", "kind", "code list", (2, 4, 6)),
    ]
    assert str(refused.value).startswith("Four squares: 5 errors\n  areas · areas.geojson · population: not a number")


def test_a_table_that_cannot_be_read_does_not_hide_or_multiply_the_problems_of_others(folder):
    (folder.path / "areas.geojson").unlink()
    folder.edit("contacts.csv", "drop_in", "drop-in")
    assert [(p.table, p.rule) for p in folder.report().errors] == [("areas", "file"), ("contacts", "code list")]


def test_keys_are_not_checked_against_a_table_of_which_a_file_is_missing(folder):
    pair = 'coordinates = { x = "easting", y = "northing", crs = "EPSG:27700" }'
    files = "".join(f'[[partners]]\nfile = "{name}"\n{pair}\n' for name in ("partners.csv", "more.csv"))
    folder.config(f'contacts = {{ file = "contacts.csv" }}\nareas = {{ file = "areas.geojson" }}\n{files}')
    folder.edit("contacts.csv", ",P1,", ",M1,")
    assert [(p.file, p.rule) for p in folder.report().errors] == [("more.csv", "file")]
    folder.write("more.csv", "partner_id,partner_name,sector,easting,northing\nM2,More,other,400500,300500\n")
    assert [(p.file, p.rule) for p in folder.report().errors] == [("contacts.csv", "key")]


def test_a_table_without_a_crs_is_still_checked(folder):
    no_crs(folder)
    folder.edit("partners.csv", "South School,school", "South School,skool")
    folder.edit("contacts.csv", ",P1,", ",P9,")
    assert [(p.table, p.rule) for p in folder.report().errors] == [
        ("partners", "crs"),
        ("partners", "code list"),
        ("contacts", "key"),
    ]


def test_json_says_the_same(folder, monkeypatch, capsys):
    import json

    unknown_area_code(folder)
    monkeypatch.setattr(sys, "argv", ["prevent-geo", "check", str(folder.path), "--json"])
    with pytest.raises(SystemExit):
        cli.main()
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False
    assert told["problems"] == [
        {
            "severity": "error",
            "table": "contacts",
            "file": "contacts.csv",
            "column": "area_code",
            "rule": "key",
            "what": "not in the table of areas",
            "advice": "Correct it, or add it to areas",
            "count": 1,
            "rows": [5],
            "examples": ["X0000003"],
            "suggestion": "Did you mean 'X00000003'? ",
        }
    ]


def test_a_good_dataset_passes_and_a_missing_folder_does_not(folder, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["prevent-geo", "check", str(folder.path)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("Four squares: 0 errors, 0 warnings\n")
    monkeypatch.setattr(sys, "argv", ["prevent-geo", "check", "nowhere"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert capsys.readouterr().err == "prevent-geo: dataset 'nowhere': there is no such folder\n"
